"""The archive is what arrived: what is lost or altered is named by whoever reads it again, and closed to all others."""

from __future__ import annotations

import json
import os
import stat
from datetime import date, timedelta
from pathlib import Path

import pytest

import factories
from talent_warehouse import database, identity, night, settings
from talent_warehouse.intake import hashes
from talent_warehouse.intake.archive import archive, archived
from talent_warehouse.operations import doctor
from talent_warehouse.operations.backup import MANIFEST, BackupError, backup, tried

UNIT = "530102-RC"


def _documents() -> dict[str, str]:
    with database.connect("owner") as connection:
        return dict(connection.execute("select first_name, sha256 from audit.document").fetchall())


def _file(*names: str, first: int = 0) -> None:
    for n, name in enumerate(names, first):
        factories.write(settings.places().inbox / UNIT / name, factories.text("talent_register", [factories.person(n)]))
    night.ingest(quiet=False)


def _state(check: str, deep: bool = False) -> dict[str, str]:
    (row,) = [row for row in doctor.examine(deep) if row["check"] == check]
    return row


@pytest.mark.usefixtures("warehouse")
def test_a_lost_and_an_altered_document_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _file("a.csv", "b.csv", "c.csv")
    assert _state("archive", deep=True)["state"] == "ok"
    documents = _documents()
    lost, altered = documents["a.csv"], documents["b.csv"]
    archived(lost).unlink()
    content = archived(altered).read_bytes()
    archived(altered).chmod(0o640)
    archived(altered).write_bytes(content[:-2] + b"9\n")  # as long as before
    named = [f"{UNIT} a.csv ({lost}): lost", f"{UNIT} b.csv ({altered}): altered"]
    deep = _state("archive", deep=True)
    assert (deep["state"], sorted(deep["found"].split("; "))) == ("wrong", named)
    # each night a share: in so many nights each is read once
    with database.connect("loader") as connection:
        nights = [hashes.damaged(connection, date(2022, 1, 1) + timedelta(n), 7) for n in range(7)]
        assert sorted(str(one) for found in nights for one in found) == named
        assert hashes.damaged(connection, date(2022, 1, 1), 0) == []
    monkeypatch.setenv("TALENT_ARCHIVE_NIGHTS", "1")
    run = night.start_run("ingest")
    assert sorted(night.settle(run).damaged) == named
    # the rest has its backup
    made = backup(tmp_path / "backup")
    assert (made.documents, sorted(made.damaged)) == (2, named)
    assert sorted(tried(tmp_path / "backup").damaged) == sorted([lost, altered])


@pytest.mark.usefixtures("warehouse")
def test_a_backup_is_its_owners_alone_and_is_tried_in_a_scratch_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _file("a.csv")
    folder = tmp_path / "backup"
    made = backup(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()} == {0o600}
    assert tried(folder) == made
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps(manifest | {"publication": 7}), encoding="utf-8")
    with pytest.raises(BackupError, match="publication None, not 7"):
        tried(folder)
    monkeypatch.setenv("TALENT_IDENTITY_KEY", "6b" * 32)
    with pytest.raises(BackupError, match=f"{made.key_id}.*{identity.load_key().id}"):
        tried(folder)


def test_a_document_is_closed_to_others_from_its_first_byte_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALENT_ARCHIVE", str(tmp_path / "archive"))
    seen, flush = list[int](), os.fsync
    monkeypatch.setattr(os, "fsync", lambda no: (seen.append(stat.S_IMODE(os.fstat(no).st_mode)), flush(no))[1])
    (tmp_path / "a.csv").write_bytes(b"x")
    sha256, _ = archive(tmp_path / "a.csv")
    assert seen[0] == 0o600
    assert stat.S_IMODE(archived(sha256).stat().st_mode) == 0o440


@pytest.mark.usefixtures("warehouse")
def test_a_units_answers_are_closed_to_others() -> None:
    _file("a.csv")
    folder = settings.places().outbox / UNIT
    files = list(folder.iterdir())
    assert len(files) == 2
    assert {stat.S_IMODE(p.stat().st_mode) for p in files} == {0o640}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o2750
    assert _state("outbox")["state"] == "ok"
    folder.chmod(0o775)
    assert UNIT in _state("outbox")["found"]
    _file("b.csv", first=1)  # the next answer closes it, and leaves the group what an operator gave it
    assert stat.S_IMODE(folder.stat().st_mode) == 0o770
