"""A warehouse of its own for a check: migrated and seeded, used through the code of the night, dropped at the end.

It is a database beside the warehouse's, with folders beside the archive's, so that nothing of a check can stay in the
warehouse, also when the process dies. What died is swept away by the next check: each scratch database has a session of
its name, by the login that made it, which ends with its process.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from talent_warehouse import database, settings
from talent_warehouse.database import Connection, catalog, seeds
from talent_warehouse.database.rows import scalar
from talent_warehouse.intake import landing

PREFIX = "talent_check_"


@contextmanager
def warehouse(say: Callable[[str], None]) -> Iterator[str | None]:
    """Within, every step of the package works in the scratch warehouse. Gives the URL of the real one, where it is.

    Without a server that can be reached and lets databases be made, the embedded one holds the scratch.
    """
    real, server = _server(say)
    name = f"{PREFIX}{secrets.token_hex(6)}"
    folder = _folders() / name
    with psycopg.connect(make_conninfo(server, dbname="postgres"), autocommit=True, application_name=name) as keeper:
        _sweep(keeper)
        try:
            folder.mkdir(parents=True, mode=0o700)
            with _environment(_places(make_conninfo(server, dbname=name), folder)):
                database.migrate()
                seeds.load()
                with database.connect("owner", "talent check") as connection:
                    landing.make_tables(connection)
                yield real
        finally:
            _drop(keeper, name)


def _server(say: Callable[[str], None]) -> tuple[str | None, str]:
    """The URL of the warehouse (None where there is none) and of the server that holds the scratch."""
    url = database.url()
    try:
        with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as connection:
            may_create = scalar(connection, "select rolcreatedb or rolsuper from pg_roles where rolname = current_user")
    except psycopg.OperationalError:
        say("the warehouse cannot be reached: checked by the embedded server, compared with nothing in force")
        return None, database.embedded_url("postgres")
    if may_create:
        return (url if _is_warehouse(url) else None), url
    say("this login may make no database: checked by the embedded server")
    return (url if _is_warehouse(url) else None), database.embedded_url("postgres")


def _is_warehouse(url: str) -> bool:
    try:
        with psycopg.connect(url) as connection:
            return catalog.exists(connection, "audit", "in_force")
    except psycopg.OperationalError:
        return False


def _folders() -> Path:
    return settings.places().home / "check"


def _places(url: str, folder: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": url,
        "TALENT_ARCHIVE": str(folder / "archive"),
        "TALENT_INBOX": str(folder / "inbox"),
        "TALENT_OUTBOX": str(folder / "outbox"),
        "TALENT_DATA_DOCS": str(folder / "data-docs"),
    }


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Environment variables for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _sweep(keeper: Connection) -> None:
    """Drop what checks left that died."""
    rows = keeper.execute(
        "select datname from pg_database where starts_with(datname, %s) and pg_get_userbyid(datdba) = session_user",
        (PREFIX,),
    ).fetchall()
    folders = _folders().glob(f"{PREFIX}*") if _folders().is_dir() else ()
    living = keeper.execute("select application_name from pg_stat_activity where usename = session_user").fetchall()
    for name in {str(r[0]) for r in rows} | {p.name for p in folders}:
        if (name,) not in living:
            _drop(keeper, name)


def _drop(keeper: Connection, name: str) -> None:
    keeper.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
    shutil.rmtree(_folders() / name, ignore_errors=True)
