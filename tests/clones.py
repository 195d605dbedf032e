"""An empty warehouse for a test or a module of tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from talent_warehouse import database


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
