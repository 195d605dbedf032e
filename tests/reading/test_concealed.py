"""What no format shows: a person sees an empty cell, so nothing counts there, and it is said."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

import factories
import workbooks
from talent_warehouse import contracts
from talent_warehouse.reading.files import number_format
from talent_warehouse.reading.filings import Filing, Job, read

FIELDS = contracts.form("service_log").fields
AT = [f.name for f in FIELDS].index("attendances") + 1
ROW = [factories.ACTIVITY.get(f.name) for f in FIELDS]
ACCOUNTING = '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"??_ ;_ @_ '
DASH, WORD = '0;-0;"—"', '0;-0;"无"'


def _data(cells: Sequence[tuple[object, str]], change: Callable[[Any], None] = lambda sheet: None) -> bytes:
    """A log whose attendances from row 3 on are these numbers under these formats."""

    def changed(made: Any) -> None:
        sheet = made.worksheets[0]
        for row, (value, code) in enumerate(cells, 3):
            sheet.cell(row, AT).value, sheet.cell(row, AT).number_format = value, code
        change(sheet)

    lines = [["报告期：2021年5月"], [f.header for f in FIELDS], *([*ROW] for _ in cells)]
    return workbooks.book(("表", lines), change=changed)


def _read(path: Path, data: bytes) -> tuple[Filing, list[str], list[tuple[str, int | None]]]:
    """The filing, the attendances that landed, and what is said."""
    path.write_bytes(data)
    (filing,) = read(Job(path, path.name, "530102-RC"), workbooks.reader(), path.parent).filings
    names = ["mark", "sheet", "row_no", *(name for name, _ in filing.form.columns)]
    assert filing.rows
    with filing.rows.open(encoding="utf-8", newline="") as file:
        landed = [line[names.index("attendances__v")] for line in csv.reader(file)]
    return filing, landed, [(i.rule_id, i.row_no) for i in filing.issues]


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        (12, ";;;", ""), (12, ";", ""), (12, '""', ""), (-3, "0;;", ""), (12, '"-"', ""), (0.3, "#", ""), (5, '[<10]"";0', ""),
        (12, '"不公布"', "不公布"), (0, "0;;", ""), (0, "#,###", ""), (0, '[=0]"";0', ""), (0, WORD, "无"),
        (0, DASH, None), (0, ACCOUNTING, None), (12, ACCOUNTING, None), (12, "#,###", None), (12, "@", None),
        (12, "yyyy", None), (12, "General;;", None), (12, "[>100]0", None), (0, "0", None), (12, '0"万"', None),
    ],
)  # fmt: skip
def test_what_a_format_shows_in_the_place_of_a_number(number: float, code: str, shown: str | None) -> None:
    assert number_format.instead(number, code) == shown
    assert shown is None or number_format.speaks(code)


def test_formats_of_every_day_ask_for_no_look_at_their_cells() -> None:
    for code in ("", "General", "@", "0", "#,##0.00", ACCOUNTING, DASH, "yyyy-mm-dd", "0_ ", "#,##0_);[Red](#,##0)"):
        assert not number_format.speaks(code), code


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_hidden_number_sets_its_row_aside_and_a_hidden_zero_is_empty(tmp_path: Path, kind: str) -> None:
    data = _data([(12, ";;;"), (0, "0;;"), (-3, "0;;"), (0, WORD), (0, ACCOUNTING), (7, "General"), (0, DASH)])
    data = data if kind == "xlsx" else workbooks.converted(data, tmp_path, kind)
    filing, landed, found = _read(tmp_path / f"a.{kind}", data)
    assert landed == ["", "", "", "", "0", "7", "0"]
    assert found == [("RD-concealed_cell", 3), ("RD-concealed_cell", 5), ("RD-concealed_zero", None)]
    assert "K3存有内容" in filing.issues[0].message_zh
    assert "K列第4行（共1格）存的是0" in filing.issues[2].message_zh


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_a_sheet_that_shows_no_zeros_has_none(tmp_path: Path, kind: str) -> None:
    def change(sheet: Any) -> None:
        sheet.sheet_view.showZeros = False

    data = _data([(0, "0"), (7, "0")], change)
    data = data if kind == "xlsx" else workbooks.converted(data, tmp_path, kind)
    _, landed, found = _read(tmp_path / f"a.{kind}", data)
    assert (landed, found) == (["", "7"], [("RD-concealed_zero", None)])


def test_a_hidden_text_is_told_and_so_is_a_row_of_nothing_else(tmp_path: Path) -> None:
    def change(sheet: Any) -> None:
        sheet.cell(4, 3).number_format = ";;;"
        for column in range(1, len(FIELDS) + 1):
            sheet.cell(6, column).value, sheet.cell(6, column).number_format = "x", ";;;"
        sheet.cell(7, len(FIELDS) + 3).value, sheet.cell(7, len(FIELDS) + 3).number_format = 5, ";;;"  # of no column

    filing, landed, found = _read(tmp_path / "a.xlsx", _data([(1, "0"), (2, "0;;"), (3, "0")], change))
    assert (len(landed), filing.account.sheets[0].left_out) == (3, {"blank": 2})
    assert found == [("RD-concealed_cell", 4), ("RD-concealed_row", 6)]
    assert "C4存有内容" in filing.issues[0].message_zh


def test_a_binary_workbook_tells_both() -> None:
    from talent_warehouse.reading.files import xlsb

    def record(kind: int, body: bytes) -> bytes:
        return (bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])) + bytes([len(body)]) + body

    row, text = record(0, bytes(17)), record(7, bytes([2, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0]))
    facts = xlsb._sheet(record(137, bytes([0xCC, 0])) + row + text, {5: ";;;"}, frozenset())
    assert (facts.hides_zeros, facts.shown) == (True, {(1, 3): ";;;"})
