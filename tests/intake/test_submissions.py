"""Documents, slots and submissions: nothing is lost, nothing changes without need."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

import factories
from talent_warehouse import database, night, settings
from talent_warehouse.errors import ConfigurationError, ContractError, UnknownError
from talent_warehouse.intake import landing, submissions, taking
from talent_warehouse.operations import ledger
from talent_warehouse.reading import readers

SLOT = "530102-RC/talent_register/2021/-"
pytestmark = pytest.mark.usefixtures("warehouse")


def _register(count: int, **fields: str) -> str:
    return factories.text("talent_register", [factories.person(n, **fields) for n in range(count)])


def _submit(path: Path, content: str) -> str | None:
    path.write_text(content, encoding="utf-8")
    with database.connect("loader") as connection:
        submission_id = submissions.submit(connection, path, "530102-RC", "talent_register", "2021")[1]
    night.ingest()
    return submission_id


def _states() -> list[tuple[str, bool]]:
    with database.connect("steward") as connection:
        return [(s["state"], s["in_force"]) for s in ledger.submissions(connection, slot=SLOT)]


def test_a_then_b_then_a_are_three_submissions_and_withdrawal_brings_b_back(tmp_path: Path) -> None:
    first, second = _register(3), _register(4)
    assert _submit(tmp_path / "a.csv", first)
    assert _submit(tmp_path / "again.csv", first) is None
    assert _states() == [("accepted", True)]
    assert _submit(tmp_path / "b.csv", second)
    third = _submit(tmp_path / "a.csv", first)
    assert third
    assert _states() == [("accepted", False), ("accepted", False), ("accepted", True)]
    with database.connect("loader") as connection:
        submissions.withdraw(connection, third, "filed by mistake", "a tester")
        with pytest.raises(UnknownError, match=r"no submission .* to withdraw"):
            submissions.withdraw(connection, third, "again", "a tester")
    assert _states() == [("accepted", False), ("accepted", True), ("withdrawn", False)]


def test_two_filings_before_one_night_keep_their_order(tmp_path: Path) -> None:
    for name, count in (("a", 3), ("b", 4)):
        path = factories.write(tmp_path / f"{name}.csv", _register(count))
        with database.connect("loader") as connection:
            submissions.submit(connection, path, "530102-RC", "talent_register", "2021")
    night.ingest()
    assert _states() == [("accepted", False), ("accepted", True)]
    with database.connect("steward") as connection:
        assert [s["rows_landed"] for s in ledger.submissions(connection, slot=SLOT)] == [3, 4]


def test_submission_ids_follow_from_document_slot_and_number(tmp_path: Path) -> None:
    submission_id = _submit(tmp_path / "a.csv", _register(1))
    with database.connect("steward") as connection:
        (row,) = ledger.submissions(connection, slot=SLOT)
    assert row["submission_id"] == submission_id
    assert (row["n"], row["rows_landed"], row["rows_quarantined"]) == (1, 1, 0)


def test_the_inbox_gives_up_only_quiet_whole_files(tmp_path: Path) -> None:
    folder = tmp_path / "inbox/530102-RC"
    factories.write(folder / "台账.csv", _register(2))
    factories.write(folder / "下属/台账2.csv", _register(3))
    factories.write(folder / "still.csv", _register(1), age=0)
    factories.write(folder / "copying.csv.part", _register(1))
    factories.write(folder / ".hidden", "x")
    (folder / "link.csv").symlink_to("/etc/hostname")
    left = night.ingest().left
    assert {name: why.split(":")[0] for name, why in left.items()} == {
        "530102-RC/link.csv": "a link", "530102-RC/still.csv": "still being written",
    }  # fmt: skip
    with database.connect("steward") as connection:
        assert sorted(s["file"] for s in ledger.submissions(connection)) == ["台账.csv", "台账2.csv"]
    assert sorted(p.name for p in folder.rglob("*") if p.is_file()) == [
        ".hidden", "copying.csv.part", "link.csv", "still.csv",
    ]  # fmt: skip


def test_arrival_time_is_not_taking_time(tmp_path: Path) -> None:
    path = factories.write(tmp_path / "inbox/530102-RC/a.csv", _register(1))
    sent = datetime(2022, 1, 15, 8, tzinfo=UTC)
    os.utime(path, (sent.timestamp(),) * 2)
    arrived = path.stat().st_ctime
    time.sleep(0.1)
    night.ingest()
    with database.connect("steward") as connection:
        (row,) = connection.execute("select received_at, sent_at, registered_at from audit.arrival").fetchall()
    assert row[0].timestamp() == pytest.approx(arrived, abs=1e-5)
    assert row[1] == sent
    assert row[2].timestamp() > arrived + 0.1


def test_a_folder_that_is_no_unit_comes_back_with_that_reason(tmp_path: Path) -> None:
    factories.write(tmp_path / "inbox/nobody/a.csv", _register(1))
    night.ingest()
    with database.connect("steward") as connection:
        (row,) = ledger.submissions(connection)
    assert (row["unit"], row["state"]) == ("_U", "returned")
    assert "不是已登记的报送单位" in row["reason"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "空的"),
        ("随便写的\n", "不是表格"),
        ("随便,写的\n一,二\n", "没有找到任何报表的表头"),
        (factories.text("talent_register", [], ["无标题"]), "没有写明报告期"),
        (factories.text("talent_register", []), "没有数据行"),
        (factories.text("talent_register", [factories.person(1)], ["报告期：2021 报送单位：530103-RC"]), "530103-RC"),
    ],
)
def test_what_cannot_be_taken_is_a_returned_submission_with_a_reason(tmp_path: Path, content: str, reason: str) -> None:
    factories.write(tmp_path / "inbox/530102-RC/台账.csv", content)
    night.ingest()
    with database.connect("steward") as connection:
        (row,) = ledger.submissions(connection)
        (finding,) = ledger.findings(connection, row["submission_id"])
    assert (row["state"], finding["source"], finding["severity"]) == ("returned", "reader", "critical")
    assert reason in row["reason"]
    receipt = next((tmp_path / "outbox/530102-RC").glob("*.txt")).read_text(encoding="utf-8")
    assert "退回" in receipt
    assert reason in receipt


def test_bad_rows_are_quarantined_and_too_many_return_the_whole(tmp_path: Path) -> None:
    rows = [factories.person(n, education="函授" if n == 3 else "大学本科") for n in range(10)]
    _submit(tmp_path / "a.csv", factories.text("talent_register", rows))
    with database.connect("steward") as connection:
        (row,) = ledger.submissions(connection)
    assert (row["state"], row["rows_landed"], row["rows_quarantined"]) == ("accepted", 10, 1)
    bad = [factories.person(n, education="函授" if n < 4 else "大学本科") for n in range(10)]
    _submit(tmp_path / "b.csv", factories.text("talent_register", bad))
    assert _states() == [("accepted", True), ("returned", False)]


def test_a_correction_that_would_lose_rows_is_returned(tmp_path: Path) -> None:
    _submit(tmp_path / "a.csv", _register(10))
    rows = [factories.person(n, education="某种" if n == 5 else "大学本科") for n in range(10)]
    _submit(tmp_path / "b.csv", factories.text("talent_register", rows))
    assert _states() == [("accepted", True), ("returned", False)]
    with database.connect("steward") as connection:
        reason = ledger.submissions(connection, slot=SLOT)[1]["reason"]
    assert "有1行在上一次报送中有效" in reason


def test_a_correction_of_the_same_day_is_held_against_what_it_corrects(tmp_path: Path) -> None:
    rows = [factories.person(n, education="某种" if n == 5 else "大学本科") for n in range(10)]
    for name, content in (("a", _register(10)), ("b", factories.text("talent_register", rows))):
        path = factories.write(tmp_path / f"{name}.csv", content)
        with database.connect("loader") as connection:
            submissions.submit(connection, path, "530102-RC", "talent_register", "2021")
    night.ingest()
    assert _states() == [("accepted", True), ("returned", False)]


def test_a_file_with_more_gaps_than_values_is_judged(tmp_path: Path) -> None:
    rows = [factories.person(n) | ({"id_number": None} if n else {}) for n in range(4)]
    _submit(tmp_path / "a.csv", factories.text("talent_register", rows))
    with database.connect("steward") as connection:
        (row,) = ledger.submissions(connection)
        found = [f["row"] for f in ledger.findings(connection) if f["rule"] == "TR-107"]
    assert (row["state"], found) == ("returned", [4, 5, 6])


def test_parts_of_one_slot_stand_side_by_side(tmp_path: Path) -> None:
    for part in ("学校", "医院"):
        path = factories.write(tmp_path / f"{part}.csv", _register(2))
        with database.connect("loader") as connection:
            submissions.submit(connection, path, "530102-RC", "talent_register", "2021", part)
    night.ingest()
    with database.connect("steward") as connection:
        assert [s["in_force"] for s in ledger.submissions(connection)] == [True, True]


@pytest.mark.parametrize(
    ("unit", "form", "period", "message"),
    [
        ("530102-RC", "nothing", "2021", "There is no form 'nothing'. Forms: entity_register, funding_ledger,"),
        ("nobody", "talent_register", "2021", "no reporting unit 'nobody'"),
        ("530102-RC", "talent_register", "spring", "is filed by year; 'spring' is none"),
    ],
)
def test_a_slot_that_does_not_exist_is_refused(tmp_path: Path, unit: str, form: str, period: str, message: str) -> None:
    path = factories.write(tmp_path / "a.csv", "x")
    with database.connect("loader") as connection, pytest.raises(UnknownError, match=message):
        submissions.submit(connection, path, unit, form, period)


def test_an_archive_that_cannot_be_written_leaves_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = factories.write(tmp_path / "inbox/530102-RC/a.csv", _register(1))
    (tmp_path / "no-folder").write_text("a file stands here")
    monkeypatch.setenv("TALENT_ARCHIVE", str(tmp_path / "no-folder"))
    with database.connect("loader") as connection, pytest.raises(ConfigurationError, match="the file is untouched"):
        taking.collect(connection)
    assert path.exists()


def test_the_archive_holds_each_document_once_under_its_digest(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        factories.write(tmp_path / "inbox/530102-RC" / name, _register(1))
    night.ingest()
    kept = [p for p in settings.places().archive.rglob("*") if p.is_file()]
    assert len(kept) == 1
    assert kept[0].read_bytes().decode() == _register(1)


def test_reading_again_after_a_crash_changes_nothing(tmp_path: Path) -> None:
    factories.write(tmp_path / "inbox/530102-RC/a.csv", _register(2))
    (batch,) = night.collect()
    assert night.land(batch) == 1
    assert night.land(batch) == 0
    with database.connect("steward") as connection:
        assert connection.execute("select count(*) from raw.talent_register").fetchone() == (2,)


@pytest.mark.parametrize("value", ["9" * 40, "1" + "0" * 17 + "亿", "-" + "9" * 30])
def test_a_number_beyond_all_measure_is_a_finding_not_a_crash(tmp_path: Path, value: str) -> None:
    rows = [
        factories.RETURN | {"value": value},
        *({**factories.RETURN, "region": r} for r in ("五华区", "盘龙区", "官渡区", "西山区")),
    ]
    factories.write(tmp_path / "inbox/530100-RC/报表.csv", factories.text("measure_return", rows))
    night.ingest()
    with database.connect("steward") as connection:
        found = [(f["rule"], f["row"]) for f in ledger.findings(connection) if f["severity"] == "critical"]
    assert found == [("MR-value-type", 3)]


def test_a_reader_that_fails_returns_the_file_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from talent_warehouse.reading import worker
    from talent_warehouse.reading.tables import columns

    def fails(row: object) -> str:
        raise ZeroDivisionError("a fault of ours")

    class Here(readers.Readers):
        """The reader without its process, where a test can reach it."""

        def read(self, jobs):
            return [(thing, worker.answer(job, self._reader, tmp_path)) for thing, job in jobs]

    for name in ("a", "b"):
        factories.write(tmp_path / f"inbox/530102-RC/{name}.csv", _register(2 if name == "a" else 3))
    with monkeypatch.context() as patched:
        patched.setattr(columns, "field_columns", lambda field, cells, context: fails(cells))
        patched.setattr(landing, "Readers", Here)
        assert sum(night.land(batch) for batch in night.collect()) == 2
    with database.connect("steward") as connection:
        rows = ledger.submissions(connection)
    assert [(r["state"], r["rows_landed"]) for r in rows] == [("returned", 0)] * 2
    assert "系统读取该文件时出错" in rows[0]["reason"]


def test_landing_tables_grow_with_the_contract_and_refuse_a_changed_type() -> None:
    with database.connect("owner") as connection:
        connection.execute("alter table raw.talent_register drop column remark cascade")
        landing.make_tables(connection)
        connection.execute("drop view raw.seen_measure_return")
        connection.execute("alter table raw.measure_return alter column source_quote type varchar(10)")
        with pytest.raises(ContractError, match=r"raw.measure_return.source_quote is character varying\(10\)"):
            landing.make_tables(connection)
        found = connection.execute(
            "select count(*) from pg_attribute where attrelid = 'raw.talent_register'::regclass and attname = 'remark'"
        ).fetchone()
    assert found == (1,)
