"""Parts 分表: a unit that files its schools and its hospitals apart has two submissions in force that add up."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

import factories
import workbooks
from talent_warehouse import database, night, settings
from talent_warehouse.intake import submissions
from talent_warehouse.operations import ledger

pytestmark = pytest.mark.usefixtures("warehouse")
UNIT, OTHER, BUREAU = "530102-RC", "530103-RC", "530100-KJ"


def _register(part: str, *numbers: int, top: str = "分表：", unit: str = UNIT, **fields: str) -> None:
    people = [factories.person(n, **fields) for n in numbers]
    lines = [f"报送单位：{unit}", "报告期：2021年", f"{top}{part}"]
    factories.write(settings.places().inbox / unit / f"a{part}.csv", factories.text("talent_register", people, lines))


def _log(part: str, days: range, attendances: int) -> None:
    base = yaml.safe_load((settings.REPOSITORY / "tests/rules/service_log.yaml").read_text(encoding="utf-8"))["base"]
    rows = [base | {"start_date": f"2021-05-{d}", "end_date": None, "attendances": str(attendances)} for d in days]
    lines = ["报告期：2021年5月", f"分表：{part}"]
    factories.write(settings.places().inbox / BUREAU / f"{part}.csv", factories.text("service_log", rows, lines))


def _in_force(unit: str = UNIT) -> dict[str, str]:
    """Submission in force by part."""
    with database.connect("steward") as connection:
        return {
            s["part"]: s["submission_id"] for s in ledger.submissions(connection) if s["in_force"] and s["unit"] == unit
        }


def _ask(query: str) -> list[Any]:
    with psycopg.connect(database.role_url("analyst")) as connection:
        return connection.execute(query.encode()).fetchall()


def _headcount(unit: str = UNIT) -> list[Any]:
    return _ask(
        "select headcount, headcount_high, headcount_status from mart.mart_region_programme_year"
        f" where region_code = '{unit[:6]}' and rollup = 'own' and programme_code = '_T' and year = 2021"
    )


def _the_bureaus_above_have_nobody() -> None:
    """They may name people of the county, so while they are silent no number of it has an end."""
    bureaus = _ask(
        "select unit_code from reference.reporting_unit where kind = 'bureau' and region_code in ('530000', '530100')"
    )
    with database.connect("loader") as connection:
        for (unit,) in bureaus:
            submissions.submit(connection, None, unit, "talent_register", "2021", "-")


def _slots(unit: str = UNIT) -> dict[str, tuple[str, bool, bool]]:
    rows = _ask(
        "select part, state, is_owed, is_complete from mart.mart_submission_completeness"
        f" where unit_code = '{unit}' and form = 'talent_register' and period = '2021'"
    )
    return {part: (state, is_owed, is_complete) for part, state, is_owed, is_complete in rows}


@pytest.mark.slow
def test_parts_add_up_are_corrected_and_withdrawn_by_themselves_and_one_that_came_back_keeps_the_number_open() -> None:
    """Three nights of three units: two parts in force, one of two that came back, logs of which both have a line."""
    _register("学校", 0, 1, 2)
    _register("医院", 2, 3, 4)
    _register("学校", 10, 11, 12, unit=OTHER, work_region="盘龙区")
    _register("医院", 13, 14, unit=OTHER, work_region="盘龙区", education="函授")
    _log("学校", range(10, 13), 40)
    _log("医院", range(12, 15), 10)
    _the_bureaus_above_have_nobody()
    night.ingest()
    assert _in_force().keys() == {"学校", "医院"}
    assert _in_force(OTHER).keys() == {"学校"}
    night.publish()
    assert _headcount() == [(5, 5, "I")]  # a person in both counts once
    assert _ask(
        "select sum(people), sum(people) filter (where counted_by_unit = unit_code) from mart.unit_people(2021)"
        f" where unit_code = '{UNIT}'"
    ) == [(5, 5)]
    assert _slots() == {"学校": ("accepted", True, True), "医院": ("accepted", True, True)}
    assert _headcount(OTHER) == [(3, None, "I")]
    assert _slots(OTHER) == {"学校": ("accepted", True, True), "医院": ("returned", True, False)}
    _an_activity_in_both_logs_is_told()
    # a correction replaces its own part only
    _register("学校", 0, 1)
    _register("医院", 13, 14, unit=OTHER, work_region="盘龙区")
    night.ingest()
    night.publish()
    assert _headcount() == [(5, 5, "I")]
    assert _headcount(OTHER) == [(5, 5, "I")]
    with database.connect("loader") as connection:
        submissions.withdraw(connection, _in_force()["医院"], "they are no staff of ours", "a tester")
    night.publish()
    assert _headcount() == [(2, None, "I")]  # nobody said that the part is no more
    assert _slots() == {"学校": ("accepted", True, True), "医院": ("withdrawn", False, False)}


def _an_activity_in_both_logs_is_told() -> None:
    assert _ask("select count(*), sum(attendances)::integer from mart.fct_service_activity") == [(6, 150)]
    with database.connect("steward") as connection:
        told = connection.execute("select message_zh from audit.finding where rule_id = 'G2-SERV-TWICE'").fetchall()
    assert [message.partition("在")[0] for (message,) in told] == ["2021-05-12"]


@pytest.mark.parametrize("order", [("-", "学校"), ("学校", "-")])
def test_a_part_beside_the_whole_is_told(order: tuple[str, str]) -> None:
    for part in order:
        _register(part, 0, 1)
        night.ingest()
    assert _in_force().keys() == {"-", "学校"}
    with database.connect("steward") as connection:
        found = [(f["part"], f["rule"], f["severity"]) for f in ledger.findings(connection)]
    assert found == [(order[1], "RD-whole_and_part", "warning")]


@pytest.mark.parametrize(("line", "part"), [
    ("分表：学校", "学校"), ("部分：第一册", "第一册"), ("分表：", "-"), ("分表：无", "-"), ("分表：　零报送：", "-"),
])  # fmt: skip
def test_a_line_above_the_header_states_the_part(line: str, part: str) -> None:
    _register("", 0, 1, top=line)
    night.ingest()
    assert _in_force().keys() == {part}


def test_a_workbook_with_a_sheet_a_part_is_two_submissions() -> None:
    path = factories.write(settings.places().inbox / UNIT / "两份.xlsx", "")
    sheets = [
        (part, [[f"报告期：2021年 分表：{part}"], workbooks.REGISTER, *map(workbooks.person, numbers)])
        for part, numbers in (("学校", (0, 1)), ("医院", (2, 3, 4)))
    ]
    path.write_bytes(workbooks.book(*sheets))
    then = time.time() - 60
    os.utime(path, (then, then))
    night.ingest()
    with database.connect("steward") as connection:
        told = sorted(
            (s["part"], s["state"], s["rows_landed"]) for s in ledger.submissions(connection) if s["in_force"]
        )
    assert told == [("医院", "accepted", 3), ("学校", "accepted", 2)]


@pytest.mark.parametrize(
    ("filed", "tops", "slots"),
    [
        ("学校", [], {"学校": "accepted"}),
        ("学校", ["分表：学校"], {"学校": "accepted"}),
        ("学校", ["分表：医院"], {"学校": "returned"}),
        ("医院", ["分表：学校", "分表：医院"], {"学校": "returned", "医院": "accepted"}),
        ("-", ["分表：学校", "分表：医院"], {"-": "returned", "医院": "returned"}),
    ],
)
def test_the_part_that_a_filer_says_holds_for_filings_that_state_none(
    tmp_path: Path, filed: str, tops: list[str], slots: dict[str, str]
) -> None:
    """What differs comes back, and no filing of a workbook is lost for another."""
    sheets = [
        (top[-2:], [["报告期：2021年"], [top], workbooks.REGISTER, *map(workbooks.person, range(5 * n, 5 * n + 3))])
        for n, top in enumerate(tops or ["无"])
    ]
    path = tmp_path / "台账.xlsx"
    path.write_bytes(workbooks.book(*sheets))
    with database.connect("loader") as connection:
        submissions.submit(connection, path, UNIT, "talent_register", "2021", filed)
    night.ingest()
    with database.connect("steward") as connection:
        found = {s["part"]: s["state"] for s in ledger.submissions(connection)}
        reasons = [s["reason"] for s in ledger.submissions(connection) if s["state"] == "returned"]
    assert found == slots
    assert all("表中写明的分表是" in reason for reason in reasons)
