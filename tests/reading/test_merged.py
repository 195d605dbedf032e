"""A merged cell has one value: what stands in the cells under it, where nobody sees it, is not read."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import factories
import workbooks
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
