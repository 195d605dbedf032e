"""A merged cell has one value: what stands in the cells under it, where nobody sees it, is not read."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter

import factories
import workbooks
from talent_sample.formats.package import changed as edited
from talent_warehouse import contracts
from talent_warehouse.reading.filings import Filing, Job, read

LOG = contracts.form("service_log").fields
AT = {field.name: number for number, field in enumerate(LOG)}
HIDDEN = 80


def _letter(name: str) -> str:
    return chr(65 + AT[name])


def _filed(
    folder: Path, spans: Sequence[str], cells: dict[str, object], kind: str = "xlsx"
) -> tuple[Filing, list[Any]]:
    """Three activities in rows 3 to 5, with cells under others that keep what they held; the filing and its lines."""

    def change(book: Any) -> None:
        sheet = book.worksheets[0]
        for place, value in cells.items():
            sheet[place] = value
        for span in spans:
            sheet.merged_cells.add(span)  # merge_cells would clear what is covered

    row = [factories.ACTIVITY.get(field.name) for field in LOG]
    data = workbooks.book(("表", [["报告期：2021年5月"], [f.header for f in LOG], row, row, row]), change=change)
    path = folder / "a.xlsx"
    path.write_bytes(data)
    (filing,) = read(Job(path, path.name, "530102-RC"), workbooks.reader(), folder).filings
    assert filing.rows is not None
    names = ["mark", "sheet", "row_no", *(name for name, _ in filing.form.columns)]
    with filing.rows.open(encoding="utf-8", newline="") as file:
        return filing, [dict(zip(names, line, strict=True)) for line in csv.reader(file)]


def test_a_number_merged_down_counts_once_whatever_is_hidden_under_it(tmp_path: Path) -> None:
    letter = _letter("attendances")
    cells: dict[str, object] = {f"{letter}3": 120, f"{letter}4": HIDDEN, f"{letter}5": HIDDEN}
    filing, rows = _filed(tmp_path, [f"{letter}3:{letter}5"], cells)
    assert [row["attendances__v"] for row in rows] == ["120", "", ""]
    assert [(i.rule_id, i.row_no) for i in filing.issues] == [("RD-merged_quantity", 3)]


def test_a_text_merged_down_is_that_of_every_row(tmp_path: Path) -> None:
    letter = _letter("place_text")
    cells: dict[str, object] = {f"{letter}3": "普吉街道", f"{letter}4": "莲华街道", f"{letter}5": "护国街道"}
    _, rows = _filed(tmp_path, [f"{letter}3:{letter}5"], cells)
    assert [row["place_text"] for row in rows] == ["普吉街道"] * 3


def test_a_number_merged_across_is_that_of_its_first_column(tmp_path: Path) -> None:
    first, last = _letter("expert_trips"), _letter("attendances")
    assert AT["attendances"] == AT["expert_trips"] + 1
    _, rows = _filed(tmp_path, [f"{first}4:{last}4"], {f"{first}4": 7, f"{last}4": HIDDEN})
    assert (rows[1]["expert_trips__v"], rows[1]["attendances__v"]) == ("7", "")


def test_an_error_and_a_formula_under_a_merged_cell_are_no_findings(tmp_path: Path) -> None:
    letter, other = _letter("attendances"), _letter("place_text")
    cells: dict[str, object] = {f"{other}4": "#REF!", f"{other}5": "=A1", f"{letter}4": "#N/A"}
    filing, _ = _filed(tmp_path, [f"{other}3:{other}5"], cells)
    assert [(i.rule_id, i.row_no, i.column) for i in filing.issues] == [("RD-error_cell", 4, "attendances")]


def _log(path: Path, change: Callable[[Any], None] = lambda sheet: None) -> Filing:
    """A log of three visits in rows 3 to 5."""
    fields = contracts.form("service_log").fields
    rows = [
        [{**factories.ACTIVITY, "start_date": f"2021-05-1{n}", "attendances": n + 40}.get(f.name) for f in fields]
        for n in range(3)
    ]
    lines = [["报告期：2021年5月"], [f.header for f in fields], *rows]
    path.write_bytes(workbooks.book(("表", lines), change=lambda made: change(made.worksheets[0])))
    (filing,) = read(Job(path, path.name, "530102-RC"), workbooks.reader(), path.parent).filings
    return filing


def test_a_cell_merged_across_two_fields_is_told(tmp_path: Path) -> None:
    filing = _log(tmp_path / "a.xlsx", lambda sheet: sheet.merge_cells("J4:K4"))
    (told,) = filing.issues
    assert (told.rule_id, told.row_no, told.severity) == ("RD-merged_across", 4, "warning")
    assert "J4横向合并到K列" in told.message_zh
    last = len(contracts.form("service_log").fields)
    beyond = f"{get_column_letter(last)}4:{get_column_letter(last + 2)}4"
    assert _log(tmp_path / "b.xlsx", lambda sheet: sheet.merge_cells(beyond)).issues == ()  # over one field


@pytest.mark.parametrize("span", ["A2:A3", "A2:A5", "K2:K3"])
def test_a_label_merged_with_the_data_below_it_swallows_no_row(tmp_path: Path, span: str) -> None:
    filing = _log(tmp_path / "a.xlsx", lambda sheet: sheet.merge_cells(span))
    assert (filing.landed, filing.account.sheets[0].header_rows) == (3, 1)


def test_rows_and_columns_without_a_size_are_hidden(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    _log(path)
    data = path.read_bytes()
    with zipfile.ZipFile(path) as box:
        xml = box.read("xl/worksheets/sheet1.xml")
    xml = xml.replace(b'<row r="4"', b'<row r="4" ht="0" customHeight="1"').replace(
        b'<row r="5"', b'<row r="5" ht="0.75"'
    )
    columns = b'<cols><col min="11" max="11" width="0" customWidth="1"/><col min="12" max="12" width="0.5"/></cols><sheetData>'
    path.write_bytes(edited(data, {"xl/worksheets/sheet1.xml": xml.replace(b"<sheetData>", columns)}))
    (filing,) = read(Job(path, path.name, "530102-RC"), workbooks.reader(), tmp_path).filings
    assert [i.message_zh.split("隐藏")[0] for i in filing.issues] == ["工作表“表”第4行", "工作表“表”K列"]
