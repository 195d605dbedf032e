"""Nil returns 零报送: an act that counts as filed, replaces what was filed before, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

import factories
from commands import as_json, talent
from talent_warehouse import contracts, database, night, settings
from talent_warehouse.dry_run import check as checking
from talent_warehouse.intake import submissions
from talent_warehouse.operations import ledger
from talent_warehouse.reading import nil

pytestmark = pytest.mark.usefixtures("warehouse")
UNIT = "530102-RC"
TOP = "报送单位：530102-RC　报告期：2021年　零报送："


def _nil(form: str = "talent_register", period: str = "2021", part: str = "-", unit: str = UNIT) -> str | None:
    with database.connect("loader") as connection:
        return submissions.submit(connection, None, unit, form, period, part)[1]


def _file(name: str, top: str, rows: int = 0, **fields: str) -> None:
    people = [factories.person(n, **fields) for n in range(rows)]
    factories.write(settings.places().inbox / UNIT / name, factories.text("talent_register", people, [top]))


def _all() -> list[dict[str, object]]:
    with database.connect("steward") as connection:
        rows = ledger.submissions(connection)
    return [{k: r[k] for k in ("form", "period", "part", "n", "state", "in_force", "is_nil")} for r in rows]


def _rules() -> list[tuple[str, str]]:
    with database.connect("steward") as connection:
        return [(f["rule"], f["severity"]) for f in ledger.findings(connection)]


def _receipts() -> list[str]:
    return [p.read_text(encoding="utf-8") for p in sorted((settings.places().outbox / UNIT).glob("*.txt"))]


@pytest.mark.parametrize(
    ("form", "period"), [("talent_register", "2021"), ("service_log", "2021-05"), ("funding_ledger", "2021-05")]
)
def test_a_nil_return_is_filed_without_a_file_and_accepted(form: str, period: str) -> None:
    slot = ("--unit", UNIT, "--form", form, "--period", period)
    (filed,) = as_json("submit", "--nil", *slot)
    night.ingest()
    (row,) = _all()
    assert row == {
        "form": form, "period": period, "part": "-", "n": 1, "state": "accepted", "in_force": True, "is_nil": True,
    }  # fmt: skip
    (receipt,) = _receipts()
    assert "结果：已接收，按零报送处理：本期没有数据，视同已报。" in receipt
    (again,) = as_json("submit", "--nil", *slot)
    assert again["submission_id"] == filed["submission_id"]
    assert f"{UNIT}/{form}/{period}/- n=1  in force, nil return" in talent("submissions").stdout


def test_a_file_and_nil_are_one_or_the_other(tmp_path: Path) -> None:
    slot = ("--unit", UNIT, "--form", "talent_register", "--period", "2021")
    path = factories.write(tmp_path / "a.csv", "x")
    for arguments in ((), (str(path), "--nil")):
        assert "one of the two" in talent("submit", *arguments, *slot, status=2).stderr


def test_nil_then_rows_then_nil_are_three_submissions_and_withdrawal_brings_the_rows_back() -> None:
    _nil()
    night.ingest()
    _file("a.csv", "报告期：2021年", rows=3)
    night.ingest()
    third = _nil()
    night.ingest()
    assert third
    assert [(s["n"], s["is_nil"], s["in_force"]) for s in _all()] == [
        (1, True, False),
        (2, False, False),
        (3, True, True),
    ]
    assert _rules() == [("RD-nil_replaces", "warning")]
    assert any("上一次报送的3行数据自本次零报送起不再计入统计" in receipt for receipt in _receipts())
    with database.connect("loader") as connection:
        submissions.withdraw(connection, third, "there were three after all", "a tester")
    assert [s["in_force"] for s in _all()] == [False, True, False]


def test_parts_are_nil_by_themselves() -> None:
    _nil(part="学校")
    _nil(part="医院")
    night.ingest()
    assert [(s["part"], s["in_force"], s["is_nil"]) for s in _all()] == [("学校", True, True), ("医院", True, True)]


@pytest.mark.parametrize("tick", ["是", "√", "☑是"])
def test_the_line_above_a_header_says_nil(tick: str) -> None:
    _file("a.csv", TOP + tick)
    night.ingest()
    assert [(s["state"], s["is_nil"]) for s in _all()] == [("accepted", True)]
    assert _rules() == []


def test_a_table_that_says_that_there_is_nothing_is_taken() -> None:
    header = ",".join(f.header for f in contracts.form("talent_register").fields)
    factories.write(settings.places().inbox / UNIT / "a.csv", f"报告期：2021年\n{header}\n本期无\n")
    night.ingest()
    assert [(s["state"], s["is_nil"]) for s in _all()] == [("accepted", True)]
    assert _rules() == [("RD-said_nil", "info")]


@pytest.mark.parametrize(("top", "rows", "rule"), [
    (TOP + "否", 0, "RD-no_rows"), (TOP, 0, "RD-no_rows"), (TOP + "是", 2, "RD-nil_contradicted"),
])  # fmt: skip
def test_no_rows_without_a_tick_and_a_tick_over_rows_come_back(top: str, rows: int, rule: str) -> None:
    _file("a.csv", top, rows)
    night.ingest()
    assert [(s["state"], s["is_nil"]) for s in _all()] == [("returned", False)]
    assert _rules() == [(rule, "critical")]
    assert "零报送" in _receipts()[0]


def test_a_check_says_that_a_file_would_be_a_nil_return(tmp_path: Path) -> None:
    _file("a.csv", "报告期：2021年", rows=3)
    night.ingest()
    form = contracts.form("talent_register")
    path = factories.write(tmp_path / "nil.csv", nil.document(form, UNIT, "2021", None))
    (filing,) = checking.check(path).filings
    assert (filing.verdict, filing.is_nil, filing.rows_landed) == ("accepted", True, 0)
    assert filing.changes
    assert (filing.changes.gone, filing.changes.added) == (3, 0)
    assert "nil return 零报送" in talent("check", str(path)).stdout


def _published() -> tuple[list[object], list[object]]:
    """What analysts see of the county: its slots, and its headcounts by year."""
    with psycopg.connect(database.role_url("analyst")) as connection:
        slots = connection.execute(
            "select period, state, is_complete, units_in_force from mart.mart_submission_completeness"
            " where unit_code = %s and form = 'talent_register' and period <= '2021' order by period",
            (UNIT,),
        ).fetchall()
        counted = connection.execute(
            "select year, headcount, headcount_low, headcount_high, headcount_status"
            " from mart.mart_region_programme_year"
            " where region_code = '530102' and rollup = 'own' and programme_code = '_T' and year <= 2021 order by year"
        ).fetchall()
    return list(slots), list(counted)


@pytest.mark.published
def test_nil_returns_of_all_who_may_speak_make_a_true_zero_that_goes_as_it_came() -> None:
    """The bureaus above may name people of the county, and other counties may claim its people."""
    before = _published()
    known = [(2020, 3, 3, None, "I"), (2021, 3, 3, None, "I")]
    assert before == ([("2020", "accepted", True, 1), ("2021", "accepted", True, 1)], known)
    filed = _nil()
    night.ingest()
    night.publish()
    # nobody says any more that there is somebody, and nobody that there is none
    assert _published() == (
        [("2020", "accepted", True, 1), ("2021", "nil", True, 1)],
        [known[0], (2021, None, None, None, "L")],
    )
    with database.connect("loader") as connection:
        silent = connection.execute(
            "select unit_code from warehouse.int_unit_silent where measure_code = 'TALENT_HEADCOUNT' and year = 2021"
            " and region_code in ('530000', '530100')"
        ).fetchall()
    for (unit,) in silent:
        _nil(unit=unit)
    night.ingest()
    night.publish()
    zero = (2021, 0, 0, 0, "I")
    assert _published() == ([("2020", "accepted", True, 1), ("2021", "nil", True, 1)], [*known[:1], zero])
    assert filed
    with database.connect("loader") as connection:
        submissions.withdraw(connection, filed, "by mistake", "a tester")
    night.publish()
    (_, (_, (year, heads, _, most, _))) = _published()
    assert (year, heads, most) == (2021, 3, 3)
