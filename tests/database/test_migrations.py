"""Migrations are the truth: the checked-in dump is rebuilt exactly, and what was applied stays as it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from talent_warehouse import database, settings
from talent_warehouse.errors import ConfigurationError


def test_the_migrations_rebuild_the_checked_in_schema(server: str) -> None:
    assert server
    assert database.schema_dump() == (settings.folder("sql") / "schema.sql").read_text(encoding="utf-8"), (
        "run `make schema`"
    )


def test_migrations_are_numbered_without_gaps() -> None:
    assert [int(p.name[:4]) for p in database.migrations()] == list(range(1, len(database.migrations()) + 1))


def test_migrating_again_does_nothing(warehouse: str) -> None:
    assert database.migrate(warehouse) == database.Applied()


def test_an_edited_migration_is_refused(warehouse: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shutil.copytree(settings.folder("sql"), tmp_path / "sql")
    first = folder / "migrations" / "0001_schemas_and_roles.sql"
    first.write_text(first.read_text(encoding="utf-8") + "-- edited\n", encoding="utf-8")
    monkeypatch.setenv("TALENT_SQL", str(folder))
    with pytest.raises(ConfigurationError, match=r"0001_schemas_and_roles.sql was applied and has been edited"):
        database.migrate(warehouse)


def test_a_database_that_cannot_be_reached_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(ConfigurationError, match="set DATABASE_URL"), database.connect("loader"):
        pass
