"""Databases, roles and tables are made and brought up to date."""

from __future__ import annotations

import hashlib
import os
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from talent_warehouse import settings
from talent_warehouse.database import clearing, functions, limits, researchers, stewards
from talent_warehouse.database.connection import ROLES, Connection, password_variable, url, without_password
from talent_warehouse.database.embedded import EMBEDDED_NAME, tool
from talent_warehouse.database.rows import scalar
from talent_warehouse.errors import ConfigurationError


def migrations() -> list[Path]:
    """The numbered migrations in order."""
    return sorted((settings.folder("sql") / "migrations").glob("[0-9][0-9][0-9][0-9]_*.sql"))


def _ensure_database(base: str) -> None:
    """Create the database of the URL where it is missing (the embedded server starts with none of ours)."""
    parts = conninfo_to_dict(base)
    name = str(parts.get("dbname") or EMBEDDED_NAME)
    admin = make_conninfo(base, dbname="postgres")
    try:
        psycopg.connect(base).close()
    except psycopg.OperationalError as exc:
        if "does not exist" not in str(exc):
            raise ConfigurationError(
                f"No connection to the database: {str(exc).strip()}. Check DATABASE_URL or POSTGRES_*."
            ) from exc
    else:
        return
    with psycopg.connect(admin, autocommit=True) as connection:
        # by code point, as PostgreSQL itself compares from 17 on: texts sort in two thirds of the C library's time
        order = " locale_provider builtin builtin_locale 'C.UTF-8'" if connection.info.server_version >= 170000 else ""
        connection.execute(
            sql.SQL("create database {} template template0 encoding 'UTF8'" + order).format(sql.Identifier(name))
        )


def _ensure_roles(connection: Connection) -> None:
    """Roles belong to the cluster, so they are made when missing and the login may act as each."""
    for role in ROLES:
        name = sql.Identifier(f"talent_{role}")
        connection.execute(
            sql.SQL(
                "do $$ begin if not exists (select from pg_roles where rolname = {literal})"
                " then create role {name} login; end if; end $$"
            ).format(literal=sql.Literal(f"talent_{role}"), name=name)
        )
        connection.execute(sql.SQL("grant {} to current_user").format(name))
    connection.execute(
        "do $$ begin if not exists (select from pg_roles where rolname = 'talent_open')"
        " then create role talent_open nologin; end if; end $$"
    )
    connection.execute("grant talent_open to talent_analyst, talent_steward, current_user")
    ensure_rights(connection, str(scalar(connection, "select current_database()")))
    connection.execute("grant talent_builder to talent_owner")  # the owner sets what is readable of its tables
    # A reader of several marts sees one publication: the promise holds inside one snapshot.
    connection.execute("alter role talent_analyst set default_transaction_isolation = 'repeatable read'")
    stewards.ensure(connection)
    limits.ensure(connection)
    researchers.ensure(connection)


def ensure_rights(connection: Connection, name: str) -> None:
    """Who may make what in a database: temporary tables are for the roles that work, and no reader's."""
    connection.execute(
        sql.SQL(
            "revoke temporary on database {name} from public, talent_steward; grant create on database {name} to talent_owner;"
            " grant temporary on database {name} to talent_owner, talent_loader, talent_builder, talent_publisher"
        ).format(name=sql.Identifier(name))
    )


# What a night's queries are planned for: a province that mostly fits into memory, sorts of its people in memory, no compiling
# of plans that run for less time than that takes, and joins by five keys: merged by the first of them, they try every pair.
PLANNER = {
    "seq_page_cost": "0.1",
    "random_page_cost": "0.11",
    "work_mem": "64MB",
    "jit": "off",
    "enable_mergejoin": "off",
}


def _ensure_settings(connection: Connection) -> None:
    (name,) = connection.execute("select current_database()").fetchone() or ("",)
    for setting, value in PLANNER.items():
        connection.execute(
            sql.SQL("alter database {} set {} = {}").format(
                sql.Identifier(str(name)), sql.Identifier(setting), sql.Literal(value)
            )
        )


LEDGER = """
create schema if not exists audit;
create table if not exists audit.migration (
    number integer not null,
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null default now(),
    constraint migration_pk primary key (number)
);
comment on table audit.migration is 'One row per migration that this database has had 迁移';
"""


@contextmanager
def _one_at_a_time(base: str) -> Iterator[None]:
    """Whoever makes this database ready waits for another who does. There is no table of ours yet to lock; who comments on
    a database locks it against the comments of others, until the transaction ends, and must own it: no reader does.
    """
    with psycopg.connect(base, application_name="talent migrate") as connection:
        name = connection.info.dbname
        said = scalar(
            connection, "select shobj_description(oid, 'pg_database') from pg_database where datname = %s", (name,)
        )
        connection.execute(
            sql.SQL("comment on database {} is {}").format(
                sql.Identifier(name), sql.Literal(said or "Talent warehouse")
            )
        )
        yield


@dataclass(frozen=True)
class Applied:
    """What was done now, by name: migrations applied, functions and views of another text than before."""

    migrations: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()


def migrate(base: str | None = None) -> Applied:
    """Bring the database up to the newest migration, each with its ledger row in one transaction; then its functions.

    Raises: ConfigurationError if a migration that was applied has since been edited, or a function cannot be made;
    LockedError if functions are to be made while a night runs.
    """
    base = base or url()
    _ensure_database(base)
    applied: list[str] = []
    with (
        _one_at_a_time(base),
        psycopg.connect(base, autocommit=True, application_name="talent migrate") as connection,
    ):
        connection.execute("set client_min_messages = warning")
        _ensure_roles(connection)
        _ensure_settings(connection)
        connection.execute("set role talent_owner")
        connection.execute(LEDGER)
        had: dict[int, str] = dict(connection.execute("select number, sha256 from audit.migration").fetchall())
        for path in migrations():
            number, text = int(path.name[:4]), path.read_text(encoding="utf-8")
            digest = hashlib.sha256(text.encode()).hexdigest()
            if number in had:
                if had[number] != digest:
                    raise ConfigurationError(
                        f"Migration {path.name} was applied and has been edited since. "
                        "Restore it and write the change as a new migration."
                    )
                continue
            with clearing.readers(), connection.transaction():
                connection.execute(text.encode())
                connection.execute(
                    "insert into audit.migration (number, name, sha256) values (%s, %s, %s)",
                    (number, path.stem[5:], digest),
                )
            applied.append(path.stem)
        return Applied(tuple(applied), tuple(functions.make_anew(connection)))


def make_empty(base: str) -> None:
    """The database and the roles, and nothing in it: what a dump is restored into."""
    _ensure_database(base)
    with psycopg.connect(base, autocommit=True, application_name="talent restore") as connection:
        _ensure_roles(connection)


def schema_dump() -> str:
    """What migrations and functions make, whole: the text of sql/schema.sql, dumped from a scratch database."""
    base = url()
    scratch = f"schema_{uuid.uuid4().hex[:8]}"
    own = make_conninfo(base, dbname=scratch)
    with psycopg.connect(make_conninfo(base, dbname="postgres"), autocommit=True) as connection:
        try:
            migrate(own)
            command = [str(tool("pg_dump")), "--schema-only", "--no-comments", "--exclude-schema=pg_catalog"]
            command += ["--dbname", without_password(own)]
            whole = os.environ | password_variable(own)
            dumped = subprocess.run(command, check=True, capture_output=True, text=True, env=whole).stdout  # noqa: S603
        finally:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(scratch)))
    kept = [line for line in dumped.splitlines() if not line.startswith(("--", "\\", "SET ", "SELECT pg_catalog"))]
    head = (
        "-- Made by `make schema` from migrations and functions; a test rebuilds it exactly. Read it, do not edit it."
    )
    return (
        head + "\n" + "\n".join(line for line, before in zip(kept, ["", *kept], strict=False) if line or before) + "\n"
    )
