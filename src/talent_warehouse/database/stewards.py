"""Stewards of one region: logins of `talent_region_steward`, which read what the units of their region filed.

The role reads what analysts do, and of `audit` and `raw` the rows of its own units: by policies in `audit` (migration 28),
by views that filter themselves in `raw`, where rows land by COPY, which a table under policies refuses.
"""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql

from talent_warehouse.database import catalog
from talent_warehouse.database.connection import Connection
from talent_warehouse.errors import ConfigurationError, UnknownError

ROLE = "region_steward"


@dataclass(frozen=True)
class Region:
    """A region that stands today."""

    code: str
    name: str
    level: str


def ensure(connection: Connection) -> None:
    """What analysts may, and in one snapshot as they do."""
    connection.execute(
        "grant talent_analyst to talent_region_steward;"
        " alter role talent_region_steward set default_transaction_isolation = 'repeatable read'"
    )


def region(connection: Connection, given: str) -> Region:
    """The region of a code or name, as it stands today.

    Raises: UnknownError if there is none; ConfigurationError if several have that name.
    """
    found = connection.execute(
        "select region_code, name, level from reference.region"
        " where valid_to is null and level <> '_U' and %(given)s in (region_code, name) order by region_code",
        {"given": given.strip()},
    ).fetchall()
    if not found:
        raise UnknownError(f"There is no region {given!r}. Give a code or full name of today, as 530100 or 昆明市.")
    if len(found) > 1:
        raise ConfigurationError(f"{given} is the name of {', '.join(code for code, *_ in found)}. Give the code.")
    return Region(*found[0])


def give(connection: Connection, login: str, given: Region | None) -> None:
    """A login's region in place of what a login of that name had; None takes it away.

    Raises: ConfigurationError if the database is older than regions of stewards.
    """
    if "login_oid" not in catalog.types(connection, "audit", "steward"):
        raise ConfigurationError("This database knows no regions of stewards yet. Run `talent init` first.")
    connection.execute("delete from audit.steward where login = %s", (login,))
    if given:
        connection.execute(
            "insert into audit.steward (login, region_code, level, login_oid)"
            " select rolname, %s, %s, oid from pg_roles where rolname = %s",
            (given.code, given.level, login),
        )


_STANDING = """
select mine.login, mine.region_code,
    exists (
        select from pg_roles as login
        where
            (login.rolname, login.oid) = (mine.login, mine.login_oid)
            and pg_has_role(login.oid, 'talent_region_steward', 'member')
    ) as is_login
from audit.steward as mine order by 1
"""


def regions(connection: Connection) -> dict[str, str]:
    """Code of the region by login."""
    return {login: code for login, code, is_login in _standing(connection) if is_login}


def left(connection: Connection) -> dict[str, str]:
    """Code of the region by the name of a login that is gone, or no steward of a region any more: dropped by SQL, or of
    another server than a dump was restored on. The next login of the name does not see by it.
    """
    return {login: code for login, code, is_login in _standing(connection) if not is_login}


def _standing(connection: Connection) -> list[tuple[str, str, bool]]:
    if "login_oid" not in catalog.types(connection, "audit", "steward"):
        return []  # an older state, before `talent init`
    return connection.execute(_STANDING).fetchall()


def show_landed(connection: Connection, form: str) -> None:
    """Make raw.seen_<form>, anew where raw.<form> has gained columns: its rows of the units that the session's login stewards."""
    name = f"seen_{form}"
    if catalog.types(connection, "raw", name) == catalog.types(connection, "raw", form):
        return
    view, table = sql.Identifier("raw", name), sql.Identifier("raw", form)
    connection.execute(
        sql.SQL(
            "drop view if exists {view}; create view {view} with (security_barrier = true) as select landed.* from {table} as landed"
            " where landed.submission_id in (select filed.submission_id from audit.submission as filed"
            " where filed.unit_code in (select seen.unit_code from audit.seen_unit as seen));"
            " grant select on {view} to talent_region_steward;"
            " comment on view {view} is {comment}"
        ).format(
            view=view,
            table=table,
            comment=sql.Literal(f"Rows of raw.{form} of the units that the session's login stewards 本辖区落地行"),
        )
    )
