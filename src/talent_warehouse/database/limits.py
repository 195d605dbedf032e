"""What a reader's session may take of the server: time, connections, files, locks.

A role's settings are where its sessions begin; most may be reset by the session. So they keep honest mistakes small, and
what a night needs is held by other means (`clearing`). What only a superuser may set is set where this login is one;
elsewhere `talent doctor` lists the statements.
"""

from __future__ import annotations

from contextlib import suppress

import psycopg

from talent_warehouse.database.clearing import READERS
from talent_warehouse.database.connection import READER_SETTINGS, Connection
from talent_warehouse.database.rows import scalar

# Sessions at once of a role, and of a login of somebody's: a client opens two or three, a screen of charts four.
CONNECTIONS, OWN_CONNECTIONS = 20, 5
# What a session of a reader may write to disk for sorts and joins: some fifty million rows, more than any mart has.
TEMP_FILES = "5GB"
# What a session may have written into the server's log: nothing, as it could write without end (`raise log`). Who failed to
# log in, and whose session was ended, is there all the same; so is all that researchers ask.
LOGGED = "fatal"
_WITHOUT = f"""
select quote_ident(reader.rolname)
from ({READERS}) as reader
where
    not exists (
        select from pg_db_role_setting as had cross join unnest(had.setconfig) as line
        where had.setrole = reader.oid and starts_with(line, %(setting)s || '=')
    )
    and not (%(setting)s = 'log_min_messages' and pg_has_role(reader.oid, 'talent_researcher', 'member'))
order by 1
"""
_UNLIMITED = f"""
select quote_ident(rolname) from pg_roles inner join ({READERS}) as reader using (oid, rolname) where rolconnlimit < 0 order by 1
"""
# Large objects belong to nobody's schema, and the table of locks that all sessions share is filled by advisory ones.
_OPEN_FUNCTIONS = """
select oid::regprocedure::text from pg_proc
where
    pronamespace = 'pg_catalog'::regnamespace
    and proname ~ '^(lo_.*|loread|lowrite|pg_(try_)?advisory_(xact_)?lock(_shared)?)$'
    and has_function_privilege('public', oid, 'execute')
order by 1
"""
# By the owner: to end a reader who keeps a night waiting, and to say since when and with which query. By whoever works for
# a night: to come in by the connections that the server keeps back (`reserved_connections`).
_GRANTED = (
    ("pg_signal_backend", "owner"),
    ("pg_read_all_stats", "owner"),
    *(("pg_use_reserved_connections", role) for role in ("loader", "builder", "publisher", "owner")),
)


def ensure(connection: Connection) -> None:
    """The limits of every login that only reads, where nobody has set another; what this login may not set is left."""
    for statement in wanting(connection):
        with suppress(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute(statement.encode())


def wanting(connection: Connection) -> list[str]:
    """Statements that are still to be run, by a superuser where this login may not."""
    statements = []
    for name in _names(connection, _UNLIMITED):
        count = CONNECTIONS if name.startswith("talent_") else OWN_CONNECTIONS
        statements.append(f"alter role {name} connection limit {count};")
    for setting, value in {**READER_SETTINGS, "temp_file_limit": TEMP_FILES, "log_min_messages": LOGGED}.items():
        for (name,) in connection.execute(_WITHOUT.encode(), {"setting": setting}).fetchall():
            statements.append(f"alter role {name} set {setting} = '{value}';")
    if functions := _names(connection, _OPEN_FUNCTIONS):
        statements.append(f"revoke execute on function {', '.join(functions)} from public;")
    for right, role in _GRANTED:
        if not scalar(connection, "select pg_has_role(%s, %s, 'usage')", (f"talent_{role}", right)):
            statements.append(f"grant {right} to talent_{role};")
    return statements


def _names(connection: Connection, query: str) -> list[str]:
    return [name for (name,) in connection.execute(query.encode()).fetchall()]
