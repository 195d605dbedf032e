"""What breaks around a night is told in one sentence with exit code 2, loses nothing, and the next night goes through."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

import factories
from commands import as_json, talent, talent_process
from talent_warehouse import database, night, settings

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("warehouse")]
# A file may not grow beyond so many bytes: what a full disk does to whoever writes, without filling one.
SMALL_DISK = (
    "import resource as r, signal as s; s.signal(s.SIGXFSZ, s.SIG_IGN); r.setrlimit(r.RLIMIT_FSIZE, ({0}, {0}));"
    " import sys; sys.argv = ['talent', 'ingest']; from talent_warehouse.cli.main import main; main()"
)


def told(error: str, *words: str) -> None:
    assert "Traceback" not in error
    for word in words:
        assert word in " ".join(error.split()), error


def file_one(people: int = 3) -> Path:
    content = factories.text("talent_register", [factories.person(n) for n in range(people)])
    path = factories.write(settings.places().inbox / "530102-RC" / "台账.csv", content)
    return factories.arrived(path, datetime(2022, 1, 1, tzinfo=UTC))


def goes_through(people: int = 3) -> None:
    """The next ingest takes and accepts the file, whole; what is accepted, every other test publishes."""
    assert as_json("ingest")["accepted"] == 1
    (filed,) = as_json("submissions")
    assert (filed["in_force"], filed["rows_landed"], filed["rows_quarantined"]) == (True, people, 0)


def test_an_archive_that_cannot_be_written_leaves_the_file_in_the_inbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file_one()
    blocked = tmp_path / "blocked"
    blocked.touch()  # root may write into any folder, but nobody into a file as if it were one
    with monkeypatch.context() as patched:
        patched.setenv("TALENT_ARCHIVE", str(blocked / "archive"))
        told(talent("night", status=2).stderr, "blocked", "run this again")
    assert path.exists()
    goes_through()


def test_a_full_disk_while_a_file_is_archived_leaves_it_in_the_inbox() -> None:
    path = file_one(300)
    done = subprocess.run([sys.executable, "-c", SMALL_DISK.format(4096)], capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    told(done.stderr, path.name, "File too large", "taken the next time")
    assert path.exists()
    assert [p for p in settings.places().archive.rglob("*") if p.is_file()] == []
    goes_through(300)


def test_a_database_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    path = file_one()
    with monkeypatch.context() as patched:
        patched.setenv("DATABASE_URL", f"{database.url()}&port=1")
        told(talent("night", status=2).stderr, "No connection to the database")
    assert path.exists()
    goes_through()


def test_a_database_that_goes_away_in_the_middle_is_told(server: str) -> None:
    file_one()
    goes_through()
    with psycopg.connect(server.replace("template_talent", "postgres"), autocommit=True) as admin:
        process = subprocess.Popen(
            [sys.executable, "-m", "talent_warehouse", "publish"], stderr=subprocess.PIPE, text=True
        )
        ended = 0
        while process.poll() is None:
            ended += len(admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'talent dbt%'"
            ).fetchall())  # fmt: skip
            time.sleep(0.05)
        error = process.communicate()[1]
    assert ended
    assert process.returncode in (1, 2), error
    told(error)
    assert night.publish() is not None
    with database.connect("researcher") as connection:
        counted = connection.execute(
            "select count(*) from mart.fct_talent_headcount where is_counted and year = 2021"
        ).fetchone()
    assert counted == (3,)


def test_a_contract_with_a_mistake_is_named_and_the_night_after_it_is_mended_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file_one()
    broken = tmp_path / "expectations"
    shutil.copytree(settings.folder("expectations"), broken)
    contract = next(broken.rglob("talent_register*.y*ml"))
    contract.write_text(
        contract.read_text(encoding="utf-8").replace("physicalType", "physicalTipe", 1), encoding="utf-8"
    )
    with monkeypatch.context() as patched:
        patched.setenv("TALENT_EXPECTATIONS", str(broken))
        told(talent_process("night", status=2).stderr, contract.name)
    assert path.exists()
    goes_through()
