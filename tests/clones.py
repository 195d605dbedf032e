"""A warehouse for a test or a module of tests: empty, or as a first publication left it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from talent_warehouse import database, settings

NAME = "talent_test"  # always the same: dbt parses anew whenever its connection changes


@dataclass(frozen=True)
class Template:
    """A database to clone, and the archive of what was filed in it."""

    name: str
    archive: Path | None = None


EMPTY = Template("template_talent")


@contextmanager
def cloned(server: str, home: Path, monkeypatch: pytest.MonkeyPatch, template: Template = EMPTY) -> Iterator[str]:
    """A clone of a template, and folders of its own. One at a time: the next has the same name."""
    with _admin(server) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(NAME)))
        connection.execute(_copy(NAME, template.name))
        database.ensure_rights(connection, NAME)
    url = server.replace("template_talent", NAME)
    monkeypatch.setenv("DATABASE_URL", url)
    for folder in ("archive", "inbox", "outbox", "desk"):
        (home / folder).mkdir()
        monkeypatch.setenv(f"TALENT_{folder.upper()}", str(home / folder))
    if template.archive:
        shutil.copytree(template.archive, home / "archive", dirs_exist_ok=True)
    yield url
    with _admin(server) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(NAME)))


@contextmanager
def shared(server: str, home: Path, template: Template = EMPTY) -> Iterator[str]:
    """A clone for a fixture that outlives a test."""
    with pytest.MonkeyPatch.context() as monkeypatch, cloned(server, home, monkeypatch, template) as url:
        yield url


def kept(server: str, template: Template) -> None:
    """Make the clone of this moment a template."""
    assert template.archive is not None
    with _admin(server) as connection:
        connection.execute("select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = %s", (NAME,))
        connection.execute(_copy(template.name, NAME))
    shutil.copytree(settings.places().archive, template.archive)


def _admin(server: str) -> psycopg.Connection:
    return psycopg.connect(server.replace("template_talent", "postgres"), autocommit=True)


def _copy(name: str, template: str) -> sql.Composed:
    return sql.SQL("create database {} template {} strategy file_copy").format(
        sql.Identifier(name), sql.Identifier(template)
    )
