"""Workbooks that a spreadsheet opens although they are written in a way of their own: cells without places, new errors."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

import workbooks
from talent_sample.formats.package import changed
from talent_warehouse.reading.filings import Filing, Job, read
from workbooks import RETURN, book, measure

SHEET = "xl/worksheets/sheet1.xml"


def _xml(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        return box.read(SHEET).decode()


def _read(folder: Path, data: bytes) -> Filing:
    path = folder / "表.xlsx"
    path.write_bytes(data)
    (filing,) = read(Job(path, path.name, "530102-RC"), workbooks.reader(), folder).filings
    return filing


def _book() -> tuple[bytes, str]:
    """An error, a formula that nobody calculated, a merge-free table; and its sheet's XML."""
    rows = [measure(value="#REF!"), measure(value="=1+1"), measure(value="80")]
    data = book(("表", [["报告期：2021年"], [], RETURN, *rows]))
    return data, _xml(data)


def test_a_workbook_of_pictures_alone_says_so(tmp_path: Path) -> None:
    path = tmp_path / "图.xlsx"
    path.write_bytes(book(("表", [[]]), ("另", [[None, ""]])))
    refusal = read(Job(path, path.name, "530102-RC"), workbooks.reader(), tmp_path).refusal
    assert refusal is not None
    assert refusal.rule_id == "RD-no_cells"


def _told(filing: Filing) -> list[tuple[str, int | None, str | None]]:
    return [(i.rule_id, i.row_no, i.value_shown) for i in filing.issues if i.severity == "critical"]


def test_cells_without_references_are_read_like_those_with(tmp_path: Path) -> None:
    data, xml = _book()
    bare = re.sub(r'<c r="[A-Z]+\d+"', "<c", xml)
    assert bare.count("<c ") + bare.count("<c>") > 20
    placed, unplaced = _read(tmp_path, data), _read(tmp_path, changed(data, {SHEET: bare.encode()}))
    assert _told(unplaced) == _told(placed)
    assert {rule for rule, _, _ in _told(placed)} == {"RD-error_cell", "RD-uncached_formula"}
    assert unplaced.landed == placed.landed == 3


def test_a_sheet_of_cells_with_and_without_references_is_read_like_one_that_has_them_all(tmp_path: Path) -> None:
    data, xml = _book()
    head, *cells = re.split(r'(?=<c r=")', xml)
    mixed = head + "".join(re.sub(r' r="\w+"', "", cell) if n % 3 else cell for n, cell in enumerate(cells))
    assert mixed.count('<c r="') > 10
    placed, found = _read(tmp_path, data), _read(tmp_path, changed(data, {SHEET: mixed.encode()}))
    assert (_told(found), found.landed, found.period) == (_told(placed), 3, "2021")
    unnumbered = re.sub(r'<row r="\d+"', "<row", mixed)
    found = _read(tmp_path, changed(data, {SHEET: unnumbered.encode()}))
    assert (_told(found), found.landed) == (_told(placed), 3)


@pytest.mark.parametrize("error", ["#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!"])
def test_an_error_of_a_newer_kind_costs_its_cell(tmp_path: Path, error: str) -> None:
    data, xml = _book()
    filing = _read(tmp_path, changed(data, {SHEET: xml.replace("#REF!", error).encode()}))
    assert ("RD-error_cell", 4, error) in _told(filing)
    assert filing.landed == 3


def test_an_error_of_a_newer_kind_outside_the_table_stops_nobody(tmp_path: Path) -> None:
    data = book(("表", [["报告期：2021年", "#REF!"], RETURN, measure()]))
    xml = _xml(data).replace("#REF!", "#SPILL!")
    filing = _read(tmp_path, changed(data, {SHEET: xml.encode()}))
    assert (_told(filing), filing.landed, filing.period) == ([], 1, "2021")
