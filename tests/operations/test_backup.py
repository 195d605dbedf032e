"""What a backup gives back is what was backed up, to the last row."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from clones import NAME
from talent_warehouse import database, night, settings
from talent_warehouse.database.rows import scalar
from talent_warehouse.operations.backup import BackupError, backup, restore
from talent_warehouse.publishing.checksums import Checksum, checksums


def _documents(archive: Path) -> dict[str, bytes]:
    return {p.relative_to(archive).as_posix(): p.read_bytes() for p in archive.rglob("*") if p.is_file()}


def _checksums() -> list[Checksum]:
    with database.connect("steward") as connection:
        return checksums(connection)


@pytest.mark.published
def test_a_restored_warehouse_is_the_one_that_was_backed_up(
    warehouse: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, documents = _checksums(), _documents(tmp_path / "archive")
    made = backup(tmp_path / "backup")
    assert (made.documents, made.publication) == (2, 1)
    key = settings.places().identity_key
    for kept in (tmp_path / "backup").iterdir():
        assert not key.exists() or key.read_bytes().strip() not in kept.read_bytes(), kept
    monkeypatch.setenv("TALENT_ARCHIVE", str(tmp_path / "archive2"))
    with pytest.raises(BackupError, match="holds a warehouse already"):
        restore(tmp_path / "backup")
    with pytest.raises(BackupError, match="is not empty"):
        backup(tmp_path / "backup")
    # gone, and made again under its name: dbt would parse anew for another
    with psycopg.connect(make_conninfo(warehouse, dbname="postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(NAME)))
    assert restore(tmp_path / "backup").publication == 1
    assert _checksums() == before
    with database.connect("owner") as connection:  # what nobody counted would be planned for empty tables
        assert scalar(connection, "select count(*) from pg_class where relkind = 'r' and reltuples < 0") == 0
    assert night.publish() is None  # nothing new
    rebuilt = night.publish(force=True)
    assert rebuilt is not None
    assert rebuilt.rows_changed == 0
    assert _documents(tmp_path / "archive2") == documents


@pytest.mark.usefixtures("warehouse")
def test_a_backup_that_was_touched_is_refused(tmp_path: Path) -> None:
    backup(tmp_path / "backup")
    with (tmp_path / "backup" / "archive.tar").open("ab") as file:
        file.write(b"x")
    with pytest.raises(BackupError, match=r"archive.tar differ from the manifest"):
        restore(tmp_path / "backup")
    with pytest.raises(BackupError, match="holds no whole backup"):
        restore(tmp_path)
