"""Who may read a row a person: `talent_researcher` is granted by name, and what its members ask is written down.

Only a superuser may have a role's statements logged; where the login is none, `talent doctor` says whose are not.
"""

from __future__ import annotations

from psycopg import sql

from talent_warehouse.database.connection import Connection
from talent_warehouse.database.rows import scalar

# Logins that read persons, by grant or through another role; a superuser reads everything, and is nobody's grant.
_MEMBERS = """
select rolname from pg_roles as member
where rolcanlogin and not rolsuper and pg_has_role(member.oid, 'talent_researcher', 'member')
"""
_UNLOGGED = f"""
{_MEMBERS} and current_setting('log_statement') <> 'all' and not exists (
    select from pg_db_role_setting as setting
    where setting.setrole = member.oid and 'log_statement=all' = any(setting.setconfig)
)
order by 1
"""


def ensure(connection: Connection) -> None:
    """What analysts may, and the same snapshot; every statement of a member is logged, if this login may have it so."""
    connection.execute("grant talent_analyst to talent_researcher")
    connection.execute("alter role talent_researcher set default_transaction_isolation = 'repeatable read'")
    if scalar(connection, "select rolsuper from pg_roles where rolname = current_user"):
        for name in unlogged(connection):
            connection.execute(sql.SQL("alter role {} set log_statement = 'all'").format(sql.Identifier(name)))


def unlogged(connection: Connection) -> list[str]:
    """Logins that may read a row a person and whose statements the server does not write down."""
    return [name for (name,) in connection.execute(_UNLOGGED.encode()).fetchall()]
