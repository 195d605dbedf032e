"""One embedded PostgreSQL for the session, in a state folder of its own; a cloned database for each test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

# Unix sockets allow about a hundred characters of path, so the state folder is a short one.
HOME = Path(tempfile.mkdtemp(prefix="talent-"))
for name in [n for n in os.environ if n.startswith(("TALENT_", "POSTGRES_", "DATABASE_URL"))]:
    del os.environ[name]
os.environ |= {
    "TALENT_HOME": str(HOME),
    "TALENT_IDENTITY_KEY": "5a" * 32,
    "DO_NOT_TRACK": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "False",
}

from talent_warehouse import database, landing, reference  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def home() -> Iterator[Path]:
    """The session's state folder, gone when it ends."""
    HOME.chmod(0o755)
    yield HOME
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[str]:
    """The URL of the template database: migrated, seeded, with its landing tables."""
    assert home.exists()
    template = database.embedded_url("template_talent")
    os.environ["DATABASE_URL"] = template
    database.migrate()
    reference.load()
    with database.connect("owner") as connection:
        landing.make_tables(connection)
    yield template
    del os.environ["DATABASE_URL"]
    database.stop_embedded()


@contextmanager
def cloned(server: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty warehouse: a clone of the template, and folders of its own."""
    # always the same name: dbt parses anew whenever its connection changes
    name = "talent_test"
    admin = server.replace("template_talent", "postgres")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("create database {} template template_talent").format(sql.Identifier(name)))
        for role in database.ROLES[:4]:
            connection.execute(
                sql.SQL("grant create, temporary on database {} to {}").format(
                    sql.Identifier(name), sql.Identifier(f"talent_{role}")
                )
            )
    url = server.replace("template_talent", name)
    monkeypatch.setenv("DATABASE_URL", url)
    for folder in ("archive", "inbox", "outbox"):
        (home / folder).mkdir()
        monkeypatch.setenv(f"TALENT_{folder.upper()}", str(home / folder))
    yield url
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
def warehouse(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty warehouse for one test."""
    with cloned(server, tmp_path, monkeypatch) as url:
        yield url
