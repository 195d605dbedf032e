"""Logins of people: each of one role for readers, with a password that the server knows only as a hash (scram-sha-256)."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from talent_warehouse import settings
from talent_warehouse.database import limits, listening, researchers, stewards
from talent_warehouse.database.connection import READING, Connection, url, without_password
from talent_warehouse.database.embedded import EMBEDDED_NAME
from talent_warehouse.errors import ConfigurationError, UnknownError

SHORTEST = 12  # characters of a password: whoever reaches the port may try as many as the server answers
_OURS = """
select login.rolname, substring(role.rolname from 8), count(activity.pid)
from pg_auth_members as membership
inner join pg_roles as login on membership.member = login.oid
inner join pg_roles as role on membership.roleid = role.oid
left join pg_stat_activity as activity on login.oid = activity.usesysid
where
    role.rolname in ('talent_analyst', 'talent_steward', 'talent_region_steward', 'talent_researcher', 'talent_open')
    and login.rolcanlogin and not login.rolsuper and not login.rolcreaterole and not starts_with(login.rolname, 'talent_')
group by 1, 2 order by 1, 2
"""


@dataclass(frozen=True)
class Login:
    """A login of somebody's, its role, how many sessions it has now, and the region whose units it stewards.

    Role `-`: no login any more, and what was kept of it still stands.
    """

    login: str
    role: str
    sessions: int = 0
    region: str | None = None


def found(connection: Connection) -> list[Login]:
    """All logins of people; one that was granted two roles by hand stands there twice. Then those that SQL has dropped."""
    regions = stewards.regions(connection)
    return [
        # without a region such a login reads no unit's rows
        Login(login, "steward", sessions, regions.get(login, "-"))
        if role == stewards.ROLE
        else Login(login, role, sessions)
        for login, role, sessions in connection.execute(_OURS).fetchall()
    ] + [Login(login, "-", region=region) for login, region in stewards.left(connection).items()]


def add(connection: Connection, name: str, role: str, password: str | None = None, region: str | None = None) -> str:
    """Make a login with the limits of readers; its password, made here if none is given.

    `region`, a code or name, makes a steward of its units alone; that of the province is as none.
    Raises: ConfigurationError for a name that is taken or none, a password that is too short, or a region of another role;
    UnknownError if there is no such region.
    """
    if role not in READING:
        raise ConfigurationError(f"{role!r} is no role of people. Give one of {', '.join(READING)}.")
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,30}", name) or name.startswith(("talent_", "pg_")) or name == "public":
        raise ConfigurationError(
            f"{name!r} cannot be a login. Give 2 to 31 small letters, digits and _, a letter first, as wang_fang; "
            "talent_… and pg_… are kept for roles."
        )
    if password is not None and len(password) < SHORTEST:
        raise ConfigurationError(f"The password has {len(password)} characters; give {SHORTEST} or more.")
    if region is not None and role != "steward":
        raise ConfigurationError(f"A region is for stewards; {role}s read every mart whole. Leave --region out.")
    stewarded = stewards.region(connection, region) if region is not None else None
    if stewarded and stewarded.level == "province":
        stewarded = None
    given = password or secrets.token_urlsafe(18)
    hashed = connection.pgconn.encrypt_password(given.encode(), name.encode(), b"scram-sha-256").decode()
    login = sql.Identifier(name)
    try:
        with connection.transaction():
            connection.execute(
                sql.SQL("create role {} login password {} in role {}").format(
                    login, sql.Literal(hashed), sql.Identifier(f"talent_{stewards.ROLE if stewarded else role}")
                )
            )
            stewards.give(connection, name, stewarded)
            if role != "steward" or stewarded:  # a reader of several marts sees one publication
                connection.execute(
                    sql.SQL("alter role {} set default_transaction_isolation = 'repeatable read'").format(login)
                )
            limits.ensure(connection)
            researchers.ensure(connection)
    except psycopg.errors.DuplicateObject as exc:
        raise ConfigurationError(
            f"{name} is a login or role already. Take it away first (`talent user remove {name}`), or choose another name."
        ) from exc
    return given


def remove(connection: Connection, name: str) -> int:
    """Take a login away and end its sessions; how many.

    Raises: UnknownError if there is no such login of somebody's; ConfigurationError if something was granted to it by hand.
    """
    all_known = found(connection)
    known = {one.login for one in all_known if one.role != "-"}
    if name in {one.login for one in all_known} - known:  # dropped by SQL
        stewards.give(connection, name, None)
        return 0
    if name not in known:
        raise UnknownError(f"There is no login {name!r}. Logins: {', '.join(sorted(known)) or 'none'}.")
    login = sql.Identifier(name)
    connection.execute(sql.SQL("alter role {} nologin").format(login))
    stewards.give(connection, name, None)
    ended = connection.execute(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = %s", (name,)
    ).fetchall()
    try:
        connection.execute(sql.SQL("drop role {}").format(login))
    except psycopg.errors.DependentObjectsStillExist as exc:
        raise ConfigurationError(
            f"{name} can no longer log in, and is kept because something was granted to it by hand: "
            f"{exc.diag.message_detail}. Revoke that, then run `drop role {name}`."
        ) from exc
    return len(ended)


def url_of(name: str) -> str | None:
    """Where somebody connects with this login, without the password; None where the embedded server listens nowhere."""
    base = conninfo_to_dict(url())
    if base.get("host") != str(settings.places().postgres):
        where = f"{base.get('host') or 'localhost'}:{base.get('port') or listening.PORT}"
        return without_password(f"postgresql://{name}@{where}/{base.get('dbname') or EMBEDDED_NAME}")
    if (found := listening.listens(settings.places().postgres)) is None:
        return None
    encrypted = "?sslmode=require" if found.certificate else ""
    return f"postgresql://{name}@{found.at.seen_from_outside}:{found.at.port}/{EMBEDDED_NAME}{encrypted}"
