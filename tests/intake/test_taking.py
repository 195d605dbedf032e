"""Taking: each file once, whatever happens to it or to the taking, and none that stops another."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

import factories
from talent_warehouse import database, night, settings
from talent_warehouse.database import Connection
from talent_warehouse.errors import ConfigurationError, LockedError
from talent_warehouse.intake import inbox, submissions, taking
from talent_warehouse.intake.inbox import STAGING, File, Token

pytestmark = pytest.mark.usefixtures("warehouse")
UNIT, OTHER = "530102-RC", "530103-RC"
# A process that takes files and is killed before its n-th act on a file of the inbox or the archive.
KILLED = """
import os, signal, sys
left, places = [int(sys.argv[1])], tuple(os.environ["TALENT_" + p] for p in ("INBOX", "ARCHIVE"))
def act(event, args):
    if event in ("open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir") and any(
        str(a).startswith(places) for a in args[:2]
    ):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
from talent_warehouse import database
from talent_warehouse.intake import taking
with database.connect("loader") as connection:
    sys.addaudithook(act)
    taking.collect(connection)
"""


def put(name: str, people: int = 1, unit: str = UNIT) -> Path:
    rows = [factories.person(n, work_region=None) for n in range(people)]
    return factories.write(settings.places().inbox / unit / name, factories.text("talent_register", rows))


def arrived(connection: Connection) -> list[tuple[str, float]]:
    rows = connection.execute("select file_name, received_at from audit.arrival order by received_at, arrival_id")
    return [(name, at.timestamp()) for name, at in rows.fetchall()]


def files() -> list[str]:
    folder = settings.places().inbox
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir() or p.is_symlink())


def test_what_cannot_be_taken_stops_nothing_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    put("good.csv")
    put("good.csv", 2, OTHER)
    folder = settings.places().inbox
    factories.write(folder / "stray.csv", "x")
    os.mkfifo(folder / UNIT / "pipe.csv")
    (folder / UNIT / "link.csv").symlink_to("good.csv")
    (folder / "530104-RC").symlink_to(folder / OTHER)
    put("large.csv", 40)
    put("writing.csv").touch()
    monkeypatch.setattr(settings, "MAX_FILE_BYTES", 5_000)
    counted = night.ingest()
    assert (counted.arrivals, counted.accepted) == (2, 2)
    assert {name: why.split(":")[0] for name, why in counted.left.items()} == {
        "530102-RC/large.csv": "too large",
        "530102-RC/link.csv": "a link",
        "530102-RC/pipe.csv": "no file (a pipe, a socket or a device)",
        "530102-RC/writing.csv": "still being written",
        "530104-RC": "a link",
        "stray.csv": "in no unit's folder",
    }
    assert all((folder / name).is_symlink() or (folder / name).exists() for name in counted.left)
    (folder / "stray.csv").unlink()
    monkeypatch.setattr(settings, "MAX_FILE_BYTES", 100_000_000)
    assert night.ingest(quiet=False).left.keys() == {
        "530102-RC/link.csv", "530102-RC/pipe.csv", "530104-RC",
    }  # fmt: skip


def test_a_file_that_grows_while_it_is_taken_is_put_back_and_taken_whole() -> None:
    path = put("grows.csv", 300)
    put("still.csv", 2, OTHER)
    stop, line = threading.Event(), factories.text("talent_register", [factories.person(999)], ()).splitlines()[1]

    def write() -> None:
        with path.open("a", encoding="utf-8") as file:
            while not stop.is_set():
                file.write(" \n")
                file.flush()
            file.write(line + "\n")

    writer = threading.Thread(target=write)
    writer.start()
    with database.connect("loader") as connection:
        taken = taking.collect(connection, quiet=False)
        stop.set()
        writer.join()
        assert [(one.name, one.why) for one in taken.left] == [
            (
                f"{UNIT}/grows.csv",
                "replaced or written to while it was taken; it is back in its place and is taken the next time",
            ),
        ]
        assert [name for name, _ in arrived(connection)] == ["still.csv"]
        assert not list(settings.places().archive.rglob(".taking*"))
        whole = hashlib.sha256(path.read_bytes()).hexdigest()
        assert taking.collect(connection, quiet=False).files == 1
        found = connection.execute("select sha256 from audit.arrival where file_name = 'grows.csv'").fetchall()
    assert found == [(whole,)]
    assert files() == []


def test_a_file_that_vanishes_and_one_that_is_a_pipe_by_now_are_named() -> None:
    folder = settings.places().inbox
    gone, pipe = put("gone.csv"), put("pipe.csv")
    found, _ = inbox.scan(folder)
    gone.unlink()
    pipe.unlink()
    os.mkfifo(pipe)
    told = {file.name: taking.stage(folder, file) for file in found}
    assert told == {f"{UNIT}/gone.csv": "gone before it could be taken", f"{UNIT}/pipe.csv": None}
    with database.connect("loader") as connection:
        taken = taking.collect(connection)
    assert [one.name for one in taken.left] == [f"{UNIT}/pipe.csv"] * 2  # put back, and met there
    assert files() == [f"{UNIT}/pipe.csv"]


@pytest.mark.slow
def test_killed_between_any_two_steps_nothing_is_lost_and_nothing_is_twice() -> None:
    """Before every act on a file, so also between the ledger's commit and the act after it."""
    for number in range(1, 60):
        path = put(f"{number}.csv", number)
        at = path.stat().st_ctime
        done = subprocess.run([sys.executable, "-c", KILLED, str(number)], capture_output=True, check=False, text=True)
        with database.connect("loader") as connection:
            if done.returncode == 0:
                break
            assert done.returncode == -signal.SIGKILL, done.stderr
            taking.collect(connection)
            assert arrived(connection)[-1] == (f"{number}.csv", pytest.approx(at, abs=1e-5))
            assert len(arrived(connection)) == number
        assert files() == []
        assert not (settings.places().inbox / STAGING).exists()
        assert not list(settings.places().archive.rglob(".taking*"))
    assert 10 < number < 59


def test_an_archive_that_fails_and_a_place_that_is_taken_cost_a_file_neither_its_arrival_nor_its_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put("a.csv")
    at = path.stat().st_ctime
    (tmp_path / "no-folder").touch()
    with database.connect("loader") as connection:
        with monkeypatch.context() as broken:
            broken.setenv("TALENT_ARCHIVE", str(tmp_path / "no-folder"))
            with pytest.raises(ConfigurationError, match="the file is untouched"):
                taking.collect(connection)
        assert path.exists()
        put("b.csv", 2)
        folder = settings.places().inbox
        (first, _), _ = inbox.scan(folder)
        assert taking.stage(folder, first) is None  # and died; a unit files under the same name again
        put("a.csv", 3)
        assert taking.collect(connection).files == 3
        names = arrived(connection)
    assert [name for name, _ in names] == ["a.csv", "b.csv", "a.csv"]
    assert names[0][1] == pytest.approx(at, abs=1e-5)
    assert files() == []


def test_a_unit_has_its_share_and_the_end_of_its_row_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "UNIT_FILES", 2)
    for number, name in enumerate("dcba"):
        put(f"{name}.csv", number + 1)
    put("other.csv", 9, OTHER)
    with database.connect("loader") as connection:
        first, second = taking.collect(connection), taking.collect(connection)
        assert [name for name, _ in arrived(connection)] == ["d.csv", "c.csv", "b.csv", "a.csv", "other.csv"]
    assert (first.files, [one.name for one in first.left]) == (3, [f"{UNIT}/b.csv", f"{UNIT}/a.csv"])
    assert first.left[0].why.startswith("put off: the share of its unit is taken")
    assert (second.files, second.left) == (2, ())


def test_a_share_by_size_lets_one_file_through_and_nothing_overtakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "UNIT_BYTES", 100)
    sizes = {"u/a": 400, "u/b": 1, "v/a": 60, "v/b": 60, "v/c": 1, "w/a": 50, "w/b": 50}
    found = [File(name, Token(number, number, size, 0)) for number, (name, size) in enumerate(sizes.items())]
    chosen, waiting = taking.shared_out(reversed(found), {})
    assert [file.name for file in chosen] == ["u/a", "v/a", "w/a", "w/b"]
    assert [one.name for one in waiting] == ["u/b", "v/b", "v/c"]


def test_a_second_ingest_is_told_at_once_who_is_at_work() -> None:
    path = put("a.csv")
    for step, lock in (("talent collect", database.inbox_lock), ("talent land", database.landing_lock)):
        with (
            database.connect("loader", step) as connection,
            lock(connection),
            pytest.raises(LockedError, match=rf"The inbox is held by \(\d+, '{step}', .*Wait until it is done"),
        ):
            night.ingest()
    assert path.exists()
    assert night.ingest().accepted == 1


def test_two_ingests_at_once_take_and_land_everything_once() -> None:
    for number in range(6):
        put(f"{number}.csv", number + 1, (UNIT, OTHER)[number % 2])

    def ingest(_: int) -> object:
        try:
            return night.ingest()
        except (LockedError, night.NightError) as exc:
            return str(exc)

    with ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(ingest, range(2)))
    assert "No such file" not in str(ends)
    night.ingest()
    with database.connect("steward") as connection:
        counts = connection.execute(
            "select (select count(*) from audit.arrival), count(*), max(n), count(*) filter (where state = 'accepted')"
            " from audit.submission"
        ).fetchone()
    assert counts == (6, 6, 3, 6)
    assert files() == []


def test_a_line_of_the_list_counts_once() -> None:
    then = datetime(2022, 1, 15, tzinfo=UTC)
    path = factories.arrived(put("a.csv"), then)
    content = path.read_text(encoding="utf-8")
    with database.connect("loader") as connection:
        for _ in range(2):
            taking.collect(connection)
            factories.write(path, content)
        first, second = arrived(connection)
        assert first == ("a.csv", then.timestamp())
        assert second[1] > then.timestamp()
        assert submissions.unread(connection)[0].received_at == then


@pytest.mark.parametrize("modified", [0, -1])
def test_a_file_without_a_time_is_taken_like_any_other(modified: int) -> None:
    """Some archivers and shares write the year 1970, or one before it."""
    os.utime(put("1970.csv"), (modified, modified))
    with database.connect("loader") as connection:
        assert taking.collect(connection) == taking.Taken(1, ())
        assert connection.execute("select extract(epoch from sent_at)::integer from audit.arrival").fetchall() == [
            (modified,)
        ]
