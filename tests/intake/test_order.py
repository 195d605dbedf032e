"""Filings are ordered by arrival, file name and document, whoever lands them, in which batches and when."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

import factories
from clones import shared
from talent_warehouse import database, night, settings
from talent_warehouse.intake import order, submissions
from talent_warehouse.operations import ledger

UNIT, OTHER = "530102-RC", "530100-RS"  # a county, and a bureau that may speak of it
START = datetime(2022, 1, 10, 8, tzinfo=UTC)
# (minutes after the first, file name, people): corrections, a return to what was, the same minute twice.
FILED = (
    (0, "台账.csv", 3), (5, "台账2.csv", 4), (5, "a.csv", 5), (5, "a.csv", 4), (9, "b.csv", 4), (12, "c.csv", 3), (12, "d.csv", 3),
)  # fmt: skip


def content(people: int, year: str = "2021") -> str:
    rows = [factories.person(n, as_of_date=f"{year}-12-31") for n in range(people)]
    return factories.text("talent_register", rows, (f"报告期：{year}年",))


def put(name: str, people: int, minutes: int, unit: str = UNIT, **kwargs: str) -> Path:
    path = factories.write(settings.places().inbox / unit / name, content(people, **kwargs))
    return factories.arrived(path, START + timedelta(minutes=minutes))


def state() -> list[tuple[object, ...]]:
    """The ledger in the order of arrival, and the rows that landed."""
    with database.connect("steward") as connection:
        rows = connection.execute(
            "select s.submission_id, s.unit_code, s.n, s.file_name, s.rows_landed, s.state, f.submission_id is not null"
            " from audit.submission as s left join audit.in_force as f using (submission_id) order by 2, 3"
        ).fetchall()
        raw = connection.execute(
            "select count(*), md5(string_agg(r::text, '' order by r.submission_id, r.sheet, r.row_no))"
            " from raw.talent_register as r"
        ).fetchall()
    return [*rows, *raw]


def expected(unit: str) -> list[tuple[object, ...]]:
    """(unit, n, name, rows, state, in force) as somebody would do it by hand with a stack of letters."""
    digests = {people: hashlib.sha256(content(people).encode()).hexdigest() for _, _, people in FILED}
    stack = sorted(FILED, key=lambda f: (f[0], f[1].encode(), digests[f[2]]))
    kept = [f for place, f in enumerate(stack) if place == 0 or stack[place - 1][2] != f[2]]
    return [
        (unit, n, name, people, "accepted", n == len(kept)) for n, (_, name, people) in enumerate(kept, 1)
    ]  # fmt: skip


def filed_at_random(rng: Random, folder: Path) -> None:
    """Register all filings of two units in any order and several goes, and land them in any batches, two at a time."""
    files = [(unit, *filing) for unit in (UNIT, OTHER) for filing in FILED]
    rng.shuffle(files)
    cuts = sorted(rng.sample(range(1, len(files)), 2))
    for number, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(files)], strict=True)):
        with database.connect("loader") as connection:
            for place, (unit, minutes, name, people) in enumerate(files[start:end]):
                path = factories.write(folder / f"{number}-{place}" / name, content(people))
                submissions.register(connection, path, unit, START + timedelta(minutes=minutes))
        ids = [i for batch in night.collect() for i in batch]
        rng.shuffle(ids)
        middle = rng.randint(0, len(ids))
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(night.land, [b for b in (ids[:middle], ids[middle:], ids[::2]) if b]))


@pytest.mark.slow
def test_any_order_and_any_batches_by_two_landers_end_in_one_state(server: str, tmp_path: Path) -> None:
    ends = []
    for seed in (1, 2, 3):
        home = tmp_path / str(seed)
        home.mkdir()
        with shared(server, home):
            filed_at_random(Random(seed), home)  # noqa: S311
            night.judge(night.start_run("ingest"))
            ends.append(state())
    assert [row[1:] for row in ends[0][:-1]] == [*expected(OTHER), *expected(UNIT)]
    assert ends[1] == ends[0]
    assert ends[2] == ends[0]


@pytest.mark.usefixtures("warehouse")
def test_what_arrived_before_and_is_read_after_is_superseded_from_birth_and_told() -> None:
    put("later.csv", 4, 60)
    night.ingest()
    before = state()[0]
    put("sooner.csv", 10, 0)  # six people that the later one has not
    put("sooner-again.csv", 10, 30)
    counted = night.ingest()
    assert (counted.accepted, counted.unchanged) == (1, 1)
    assert state()[0] == before
    assert [row[2:] for row in state()[:-1]] == [
        (1, "later.csv", 4, "accepted", True),
        (2, "sooner.csv", 10, "accepted", False),
    ]
    receipt = (settings.places().outbox / UNIT / f"{state()[1][0]}-回执.txt").read_text(encoding="utf-8")
    assert "已接收，但不采用：同一报送位中到件更晚的“later.csv”（2022-01-10 17:00收到）有效" in receipt
    assert "全部计入统计" not in receipt
    with database.connect("loader") as connection:
        submissions.withdraw(connection, str(before[0]), "a wrong file", "a tester")
    assert [row[6] for row in state()[:-1]] == [False, True]


@pytest.mark.usefixtures("warehouse")
def test_what_landed_and_did_not_settle_makes_room_for_what_arrived_before_it(tmp_path: Path) -> None:
    put("later.csv", 3, 60)
    put("other.csv", 2, 60, unit=OTHER)
    for batch in night.collect():
        night.land(batch)
    untouched = [row for row in state()[:-1] if row[1] == OTHER]
    put("sooner.csv", 3, 0)
    put("between.csv", 2, 30)
    with database.connect("owner") as connection:
        assert [len(b) for b in night.collect()] == [3]
        assert order.put_back(connection) == 0
    counted = night.ingest()
    assert counted.accepted == 4
    assert [row[1:5] for row in state()[:-1]] == [
        (OTHER, 1, "other.csv", 2), (UNIT, 1, "sooner.csv", 3), (UNIT, 2, "between.csv", 2), (UNIT, 3, "later.csv", 3),
    ]  # fmt: skip
    assert [row[0] for row in state()[:-1] if row[1] == OTHER] == [row[0] for row in untouched]


@pytest.mark.usefixtures("warehouse")
@pytest.mark.parametrize("is_settled", [False, True])
def test_what_changed_nothing_is_a_filing_where_another_came_between(is_settled: bool) -> None:
    put("first.csv", 3, 0)
    put("again.csv", 3, 20)
    put("again.csv", 3, 5, unit=OTHER)
    if is_settled:
        assert night.ingest().unchanged == 1
    else:
        for batch in night.collect():
            night.land(batch)
    put("between.csv", 5, 10)
    assert [len(b) for b in night.collect()] == [2]
    night.ingest()
    assert [row[1:5] + row[6:] for row in state()[:-1]] == [
        (OTHER, 1, "again.csv", 3, True), (UNIT, 1, "first.csv", 3, False), (UNIT, 2, "between.csv", 5, False),
        (UNIT, 3, "again.csv", 3, True),
    ]  # fmt: skip


@pytest.mark.usefixtures("warehouse")
def test_what_is_submitted_by_hand_arrives_now_and_comes_after_what_waits_in_the_inbox(tmp_path: Path) -> None:
    put("first.csv", 3, 0)
    night.ingest()
    put("waits.csv", 5, 1)
    path = factories.write(tmp_path / "by-hand.csv", content(3))
    with database.connect("loader") as connection:  # the slot holds these bytes, and no more once the other is read
        assert submissions.submit(connection, path, UNIT, "talent_register", "2021")[1] is None
    night.ingest()
    assert [row[2:] for row in state()[:-1]] == [
        (1, "first.csv", 3, "accepted", False),
        (2, "waits.csv", 5, "accepted", False),
        (3, "by-hand.csv", 3, "accepted", True),
    ]


@pytest.mark.usefixtures("warehouse")
def test_lost_rows_are_those_of_the_filing_before_and_the_part_that_came_second_is_told() -> None:
    """Inside one night: the names of the files would have it the other way round."""
    good = [factories.person(n) for n in range(10)]
    lost = [factories.person(n, education="某种" if n == 5 else "大学本科") for n in range(10)]
    inbox = settings.places().inbox
    for name, rows, minutes in (("z.csv", good, 0), ("a.csv", lost, 1)):
        path = factories.write(inbox / UNIT / name, factories.text("talent_register", rows))
        factories.arrived(path, START + timedelta(minutes=minutes))
    for name, top, minutes in (("y.csv", (), 0), ("b.csv", ("分表：学校",), 1)):
        text = factories.text("talent_register", good, ("报告期：2021年", *top))
        factories.arrived(factories.write(inbox / OTHER / name, text), START + timedelta(minutes=minutes))
    night.ingest()
    with database.connect("steward") as connection:
        states = {s["file"]: s["state"] for s in ledger.submissions(connection)}
        told = [f["file"] for f in ledger.findings(connection) if f["rule"] == "RD-whole_and_part"]
    assert states == {"z.csv": "accepted", "a.csv": "returned", "y.csv": "accepted", "b.csv": "accepted"}
    assert told == ["b.csv"]


def test_a_unit_s_files_stay_in_one_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    from talent_warehouse.intake import taking
    from talent_warehouse.intake.submissions import Arrival

    monkeypatch.setattr(settings, "BATCH_SIZE", 3)
    units = "abacadaeb"
    some = [Arrival(n, "", unit, "", None, None, None, START, START) for n, unit in enumerate(units)]
    assert taking.batches(some) == [[0, 2, 4, 6], [1, 8, 3], [5, 7]]
    assert taking.batches([]) == []
