"""Templates as they come back: filled in, left as they were, prefilled, ticked; filed in an inbox and judged for real."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

import factories
from commands import talent
from talent_warehouse import contracts, database, night, settings, template
from talent_warehouse.intake import submissions
from talent_warehouse.operations import ledger

pytestmark = pytest.mark.usefixtures("warehouse")
UNITS = {
    "talent_register": "530102-RC", "measure_return": "530100-RC", "programme_roster": "530100-KJ",
    "service_log": "530100-KJ", "funding_ledger": "530100-KJ", "post_ledger": "530100-RC",
    "entity_register": "530102-RC",
}  # fmt: skip
# What tells the five rows of a form apart; a row is that of tests/rules otherwise.
DIFFERENT: dict[str, list[dict[str, Any]]] = {
    "talent_register": [{"title_level": t} for t in ("正高级", "副高级", "中级", "初级", "中级")],
    "measure_return": [{"region": r, "value": v} for r, v in (("昆明市", 1280), ("五华区", 310), ("盘龙区", "近300"), ("官渡区", "xx"), ("西山区", 0))],
    "programme_roster": [{"role": r} for r in ("专家", "专家", "导师", "学员", "学员")],
    "service_log": [{"start_date": f"2021-05-{d}", "end_date": None} for d in (10, 11, 12, 13, 14)],
    "funding_ledger": [{"stage": s} for s in ("争取", "获得", "到位", "支出", "配套")],
    "entity_register": [{"entity_name": f"示例{n}站"} for n in range(5)],
    "post_ledger": [{"industry": i} for i in ("教育", "医药卫生", "种植业", "林草业", "其他产业")],
}  # fmt: skip


def _period(form: str) -> str:
    return "2021-05" if contracts.form(form).period_grain == "month" else "2021"


def _rows(form: str) -> list[dict[str, Any]]:
    """Five good rows."""
    base = yaml.safe_load((Path(__file__).parents[1] / f"rules/{form}.yaml").read_text(encoding="utf-8"))["base"]
    rows = [base | different for different in DIFFERENT[form]]
    if contracts.form(form).person:
        for n, row in enumerate(rows):
            row |= {"name": f"测某{n:03d}", "id_number": factories.id_number(n, "19850315", row.get("sex") == "男")}
    return rows


def _written(form: str, path: Path, *more: str, period: str | None = None) -> Path:
    """The template of a unit, by the command."""
    path.parent.mkdir(parents=True, exist_ok=True)
    slot = ("--unit", UNITS[form], "--period", period or _period(form))
    talent("template", form, "-o", str(path), *slot, *more)
    return path


def _typed(kind: str, value: Any) -> Any:
    """What a spreadsheet keeps of what is typed into a cell of that kind."""
    if kind == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    return int(value) if kind in ("integer", "year", "quantity") and str(value).isdecimal() else value


def _is_open(sheet: Any, column: int) -> bool:
    """Whether the cells of a column can be filled in; neighbours of one format are one entry."""
    return any(d.min <= column <= d.max and not d.protection.locked for d in sheet.column_dimensions.values())


def _fill(path: Path, form: str, rows: Sequence[dict[str, Any]], first: int = template.FIRST_ROW + 1) -> None:
    """Type rows into the open cells of the template."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, first):
        for column, field in enumerate(contracts.form(form).fields, 2):
            if row.get(field.name) is not None:
                cell = sheet.cell(number, column)
                assert _is_open(sheet, column)
                cell.value = _typed(field.kind, row[field.name])
    book.save(path)


def _file(path: Path, form: str, name: str) -> None:
    target = settings.places().inbox / UNITS[form] / name
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(path.read_bytes())
    then = time.time() - 60
    os.utime(target, (then, then))


def _submissions() -> list[dict[str, Any]]:
    with database.connect("steward") as connection:
        return ledger.submissions(connection)


def _findings() -> dict[str, list[str]]:
    """Rules that failed, by form."""
    found: dict[str, list[str]] = {}
    with database.connect("steward") as connection:
        for finding in ledger.findings(connection):
            found.setdefault(finding["form"], []).append(finding["rule"])
    return found


def test_five_forms_filled_in_and_filed_are_accepted(tmp_path: Path) -> None:
    assert UNITS.keys() == contracts.forms().keys()
    for form in UNITS:
        path = _written(form, tmp_path / f"{form}.xlsx")
        _fill(path, form, _rows(form))
        _file(path, form, path.name)
    assert night.ingest().accepted == len(UNITS)
    filed = {s["form"]: (s["state"], s["is_nil"], s["rows_landed"], s["rows_quarantined"]) for s in _submissions()}
    assert filed == dict.fromkeys(UNITS, ("accepted", False, 5, 0))


def test_every_form_filed_back_untouched_is_a_nil_return(tmp_path: Path) -> None:
    for form in UNITS:
        _file(_written(form, tmp_path / f"{form}.xlsx"), form, f"{form}.xlsx")
    night.ingest()
    assert {s["form"]: (s["state"], s["in_force"], s["is_nil"]) for s in _submissions()} == dict.fromkeys(
        UNITS, ("accepted", True, True)
    )
    assert {form: "RD-untouched" in rules for form, rules in _findings().items()} == dict.fromkeys(UNITS, True)
    receipt = next((settings.places().outbox / UNITS["talent_register"]).glob("*.txt")).read_text(encoding="utf-8")
    assert "按零报送处理" in receipt
    assert "模板没有填写任何数据" in receipt


@pytest.mark.parametrize(("form", "later"), [("measure_return", "2022"), ("funding_ledger", "2021-06")])
def test_what_is_in_force_is_brought_along_and_bare_keys_are_no_data(form: str, later: str, tmp_path: Path) -> None:
    first = _written(form, tmp_path / "a.xlsx")
    _fill(first, form, _rows(form))
    _file(first, form, "a.xlsx")
    night.ingest()
    path = _written(form, tmp_path / "b.xlsx", period=later)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    fields = contracts.form(form).fields
    known = [
        {f.name: sheet.cell(r, c).value for c, f in enumerate(fields, 2)} for r in range(template.FIRST_ROW + 1, sheet.max_row + 1)
    ]  # fmt: skip
    for row in known:
        assert {n for n, v in row.items() if v is not None} <= {f.name for f in fields if f.prefill}
    # the fund of five stages is one row to bring along, the five measures are five
    wanted = _rows(form) if form == "measure_return" else _rows(form)[:1]
    assert [[row[k] for k in ("programme", "region", "unit")] for row in known] == [
        [row[k] for k in ("programme", "region", "unit")] for row in wanted
    ]
    _file(path, form, "b.xlsx")  # as it is
    night.ingest()
    assert [(s["period"], s["state"], s["is_nil"], s["rows_landed"]) for s in _submissions()] == [
        (_period(form), "accepted", False, 5), (later, "accepted", True, 0),
    ]  # fmt: skip
    receipts = [p.read_text(encoding="utf-8") for p in (settings.places().outbox / UNITS[form]).glob("*.txt")]
    assert any(f"只有预填内容、没有填数据的行{len(known)}行" in r for r in receipts)


def test_a_prefilled_template_filled_in_part_is_accepted_with_what_was_filled(tmp_path: Path) -> None:
    form = "measure_return"
    first = _written(form, tmp_path / "a.xlsx")
    _fill(first, form, _rows(form))
    _file(first, form, "a.xlsx")
    night.ingest()
    path = _written(form, tmp_path / "b.xlsx", period="2022")
    _fill(path, form, [{"value": 1300}, {"value": 320}, {}, {"obs_status": "缺报"}])
    _file(path, form, "b.xlsx")
    night.ingest()
    second = _submissions()[1]
    assert (second["period"], second["state"], second["rows_landed"], second["rows_quarantined"]) == (
        "2022", "accepted", 3, 0,
    )  # fmt: skip
    # the correction brings along what the correction is of, not what was before it
    again = openpyxl.load_workbook(_written(form, tmp_path / "c.xlsx", period="2022")).worksheets[0]
    assert again.max_row == template.FIRST_ROW + 3
    # in a workbook without the template's properties bare keys are rows with missing values
    book = openpyxl.load_workbook(_written(form, tmp_path / "d.xlsx", period="2022"))
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]
    book.save(tmp_path / "d.xlsx")
    _file(tmp_path / "d.xlsx", form, "d.xlsx")
    night.ingest()
    assert _submissions()[2]["state"] == "returned"


def test_a_ticked_template_is_a_nil_return_and_ticked_over_rows_it_comes_back(tmp_path: Path) -> None:
    form = "service_log"
    for name, rows in (("a", []), ("b", _rows(form))):
        path = _written(form, tmp_path / f"{name}.xlsx", "--part", name)
        _fill(path, form, rows)
        book = openpyxl.load_workbook(path)
        (cell,) = [c for row in book.worksheets[0]["A1:N4"] for c in row if c.value == "零报送："]
        book.worksheets[0].cell(cell.row, cell.column + 1).value = "是"
        book.save(path)
        _file(path, form, path.name)
    night.ingest()
    assert [(s["part"], s["state"], s["is_nil"]) for s in _submissions()] == [
        ("a", "accepted", True), ("b", "returned", False),
    ]  # fmt: skip
    assert "RD-nil_contradicted" in _findings()[form]
    assert "RD-untouched" not in _findings()[form]


def test_an_open_cell_states_the_part(tmp_path: Path) -> None:
    form = "talent_register"
    path = _written(form, tmp_path / "a.xlsx")
    _fill(path, form, _rows(form))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    (cell,) = [c for c in sheet[template.HEADER_ROW - 2] if c.value == "分表："]
    sheet.cell(cell.row, cell.column + 1).value = "医院"
    book.save(path)
    _file(path, form, "a.xlsx")
    night.ingest()
    assert [(s["part"], s["state"]) for s in _submissions()] == [("医院", "accepted")]


def test_the_prefilled_rows_of_another_part_stay_there(tmp_path: Path) -> None:
    form = "measure_return"
    path = _written(form, tmp_path / "a.xlsx", "--part", "学校")
    _fill(path, form, _rows(form))
    _file(path, form, "a.xlsx")
    night.ingest()
    with database.connect("steward") as connection:
        from talent_warehouse.template import prefill

        slots = [submissions.Slot(UNITS[form], form, "2021", part) for part in ("学校", "医院")]
        assert [len(prefill.load(connection, contracts.form(form), slot).rows) for slot in slots] == [5, 0]
