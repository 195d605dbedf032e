"""What becomes of odd files in the ledger: a submission a form, rows set aside, files returned; the night goes on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import factories
import workbooks
from reading.test_hostile import REFUSED
from talent_warehouse import database, night
from talent_warehouse.intake import submissions
from talent_warehouse.operations import ledger
from workbooks import REGISTER, RETURN, measure, person

pytestmark = pytest.mark.usefixtures("warehouse")


def _file(tmp_path: Path, name: str, data: bytes) -> None:
    path = factories.write(tmp_path / "inbox/530102-RC" / name, "")
    path.write_bytes(data)


def _night() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    night.ingest(quiet=False)
    with database.connect("steward") as connection:
        return ledger.submissions(connection), ledger.findings(connection)


def test_a_workbook_of_two_forms_is_two_submissions(tmp_path: Path) -> None:
    sheets = (
        ("台账一", [["报告期：2021年"], REGISTER, *[person(n) for n in range(3)]]),
        ("台账二", [REGISTER, *[person(n) for n in range(3, 5)]]),
        ("报表", [RETURN, measure(region="五华区")]),
    )
    data = workbooks.book(*sheets)
    _file(tmp_path, "全部.xlsx", data)
    found, _ = _night()
    assert {(s["form"], s["period"], s["state"], s["rows_landed"]) for s in found} == {
        ("talent_register", "2021", "accepted", 5), ("measure_return", "2021", "accepted", 1),
    }  # fmt: skip
    assert len({s["sha256"] for s in found}) == 1
    _file(tmp_path, "全部_再.xlsx", data)
    assert len(_night()[0]) == len(found)  # the slots hold these bytes


def test_an_error_in_a_cell_sets_its_row_aside_and_no_more(tmp_path: Path) -> None:
    def spoil(made) -> None:
        cell = made.worksheets[0][f"{chr(65 + REGISTER.index('备注'))}4"]
        cell.value, cell.data_type = "#REF!", "e"

    lines = [["报告期：2021年"], REGISTER, *[person(n) for n in range(10)]]
    _file(tmp_path, "台账.xlsx", workbooks.book(("台账", lines), change=spoil))
    (submission,), findings = _night()
    assert (submission["state"], submission["rows_landed"], submission["rows_quarantined"]) == ("accepted", 10, 1)
    (finding,) = findings
    assert (finding["rule"], finding["row"], finding["column"], finding["value_shown"]) == (
        "RD-error_cell", 4, "remark", "#REF!",
    )  # fmt: skip


def test_a_cell_without_a_value_is_told_once(tmp_path: Path) -> None:
    at = {chr(65 + REGISTER.index(label)): n for n, label in enumerate(("工作单位", "学历", "职称级别"), 4)}

    def spoil(made) -> None:
        for (letter, row), value in zip(at.items(), ("=A4&B4", "#REF!", "#N/A"), strict=True):
            cell = made.worksheets[0][f"{letter}{row}"]
            cell.value, cell.data_type = value, "f" if value[0] == "=" else "e"

    lines = [["报告期：2021年"], REGISTER, *[person(n) for n in range(60)]]
    _file(tmp_path, "台账.xlsx", workbooks.book(("台账", lines), change=spoil))
    (submission,), findings = _night()
    assert (submission["state"], submission["rows_quarantined"]) == ("accepted", 3)
    assert sorted((f["row"], f["rule"]) for f in findings if f["severity"] == "critical") == [
        (4, "RD-uncached_formula"), (5, "RD-error_cell"), (6, "RD-error_cell"),
    ]  # fmt: skip


def test_a_file_that_states_another_period_than_its_filer_comes_back(tmp_path: Path) -> None:
    path = factories.write(tmp_path / "a.csv", factories.text("talent_register", [factories.person(1)]))
    with database.connect("loader") as connection:
        register = submissions.register
        register(connection, path, "530102-RC", datetime(2022, 1, 20, tzinfo=UTC), "talent_register", "2020")
    (submission,), findings = _night()
    assert (submission["period"], submission["state"]) == ("2020", "returned")
    assert [f["rule"] for f in findings] == ["RD-other_period"]
    assert submission["reason"] == "表中写明的报告期是2021，报送时注明的是2020；请核对后重新报送。"


@pytest.mark.slow
def test_a_night_over_every_hostile_file_returns_each_with_its_reason(tmp_path: Path) -> None:
    for number, (_, make, _) in enumerate(REFUSED):
        _file(tmp_path, f"{number:02}_台账_2021.xlsx", make())
    _file(tmp_path, "99_台账_2021.csv", factories.text("talent_register", [factories.person(1)]).encode())
    found, findings = _night()
    states = {s["file"]: s for s in found}
    rules = {f["rule"] for f in findings if f["severity"] == "critical"}
    distinct = {make() for _, make, _ in REFUSED}
    assert len([s for s in found if s["state"] == "returned"]) == len(distinct)
    assert rules == {rule for _, _, rule in REFUSED}
    assert all("请" in s["reason"] for s in found if s["state"] == "returned")
    assert states["99_台账_2021.csv"]["state"] == "accepted"
