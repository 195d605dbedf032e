"""Files by their content: every format that offices send, under any name, comes to the same rows."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import factories
import workbooks
from talent_sample.formats import xlsb
from talent_sample.grids import Cell, Error, Grid, Merge
from talent_warehouse.reading.files.documents import open_document
from workbooks import REGISTER, person

TEXT = factories.text("talent_register", [factories.person(1), factories.person(2)])

# name · bytes of the text · the encoding that is recognised
ENCODINGS: list[tuple[str, Callable[[str], bytes], str]] = [
    ("UTF-8", lambda t: t.encode(), "utf-8"),
    ("UTF-8 with its mark", lambda t: t.encode("utf-8-sig"), "utf-8"),
    ("GB18030", lambda t: t.encode("gb18030"), "gb18030"),
    ("GB18030 with a character beyond GBK", lambda t: t.replace("虚构", "𠮷").encode("gb18030"), "gb18030"),
    ("UTF-16, little end first", lambda t: codecs.BOM_UTF16_LE + t.encode("utf-16-le"), "utf-16"),
    ("UTF-16, big end first", lambda t: codecs.BOM_UTF16_BE + t.encode("utf-16-be"), "utf-16"),
    ("UTF-16 without its mark", lambda t: t.encode("utf-16-le"), "utf-16-le"),
    ("UTF-16 without its mark, big end first", lambda t: t.encode("utf-16-be"), "utf-16-be"),
]


@pytest.mark.parametrize(("encode", "name"), [e[1:] for e in ENCODINGS], ids=[e[0] for e in ENCODINGS])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_text_is_read_in_the_encoding_that_it_has(
    tmp_path: Path, encode: Callable[[str], bytes], name: str, newline: str
) -> None:
    told = workbooks.told(tmp_path / "a.xls", encode(TEXT.replace("\r\n", newline)))
    (sheet,) = told["sheets"]
    assert (told["format"], told["encoding"]) == ("csv", name)
    assert (sheet["form"], sheet["header_rows"], sheet["rows"], sheet["last_data_row"]) == (
        "talent_register",
        [2],
        2,
        4,
    )


# separator · a line above that has other separators in it
SEPARATORS = [(",", "报告期：2021年"), ("\t", "报告期：2021年,合成"), (";", "a,b,c,d"), ("，", "说明：a,b;c")]


@pytest.mark.parametrize(("mark", "line"), SEPARATORS)
def test_the_separator_is_the_steadiest(tmp_path: Path, mark: str, line: str) -> None:
    lines = [line, *(mark.join(str(c or "") for c in row) for row in (REGISTER, person(1), person(2)))]
    told = workbooks.told(tmp_path / "a.txt", "\n".join(lines).encode())
    assert told["format"] == ("tsv" if mark == "\t" else "csv")
    assert (told["sheets"][0]["form"], told["sheets"][0]["rows"]) == ("talent_register", 2)


def test_a_text_cell_may_hold_breaks_quotes_and_a_formula_of_digits(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n"一\n二","说""三"""\n="00123",4\n', encoding="utf-8")
    rows = list(open_document(path).sheets[0].rows())
    assert rows == [["a", "b"], ["一\n二", '说"三"'], ["00123", "4"]]


def test_a_ragged_row_keeps_its_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1\n1,2,3\n", encoding="utf-8")
    assert list(open_document(path).sheets[0].rows()) == [["a", "b"], ["1"], ["1", "2", "3"]]


def _macro(data: bytes) -> bytes:
    kind, macro = b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
    types = lambda xml: xml.replace(b"openxmlformats-officedocument." + kind, macro)  # noqa: E731
    return workbooks.edited(data, {"[Content_Types].xml": types, "xl/vbaProject.bin": b"\0" * 64})


def _strict(data: bytes) -> bytes:
    """Absolute targets, as some writers have them."""
    return workbooks.edited(
        data, {"xl/_rels/workbook.xml.rels": lambda xml: xml.replace(b'"worksheets/', b'"/xl/worksheets/')}
    )


GOOD = [["报告期：2021年"], REGISTER, person(1), person(2)]


@pytest.mark.parametrize(("change", "kind"), [(bytes, "xlsx"), (_macro, "xlsm"), (_strict, "xlsx")])
@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.xls", "没有扩展名"])
def test_a_workbook_is_read_under_any_name(
    tmp_path: Path, change: Callable[[bytes], bytes], kind: str, name: str
) -> None:
    told = workbooks.told(tmp_path / name, change(workbooks.book(("台账", GOOD))))
    assert (told["format"], told["sheets"][0]["form"], told["sheets"][0]["rows"]) == (kind, "talent_register", 2)


def _spoilt(made) -> None:
    """An error, per cents, hidden rows and columns, a merged cell and a date."""
    sheet = made["表"]
    sheet["B3"] = "=1/0"
    sheet["C3"], sheet["C3"].number_format = 0.12, "0%"
    sheet["C4"], sheet["C4"].number_format = 0.125, "0.0%"
    sheet["D3"] = date(2023, 5, 1)
    sheet["A3"] = "甲"
    sheet.merge_cells("A3:A4")
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["E"].hidden = True


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xls", "ods", "xlsx"])
def test_what_the_fast_reader_drops_is_put_back_in_every_format(tmp_path: Path, kind: str) -> None:
    lines = [["年报"], ["单位", "数", "率", "日", "注"], *[["乙", n, 0.5, n, "x"] for n in range(4)]]
    data = workbooks.converted(workbooks.book(("表", lines), change=_spoilt), tmp_path, kind)
    path = tmp_path / "同一个名字.csv"
    path.write_bytes(data)
    document = open_document(path)
    (sheet,) = document.sheets
    rows, facts = list(sheet.rows()), sheet.facts()
    assert document.format == kind
    assert rows[2][:4] == ["甲", "#DIV/0!", "12%", date(2023, 5, 1)]
    assert rows[3][2] == "12.5%"
    assert (facts.hidden_rows, facts.hidden_columns) == ([(5, 5)], [(5, 5)])
    assert [(m.top, m.left, m.bottom, m.right) for m in facts.merges] == [(3, 1, 4, 1)]


BINARY: list[list[Cell]] = [["单位", "人数"], ["甲", 3.0], ["乙", 4.0]]


def test_a_binary_workbook_is_read(tmp_path: Path) -> None:
    told = workbooks.told(tmp_path / "a.xlsb", xlsb.written([Grid("表", BINARY)]))
    assert (told["format"], told["sheets"][0]["header_rows"], told["sheets"][0]["rows"]) == ("xlsb", [1], 2)


def test_what_a_binary_workbook_says_beside_its_cells(tmp_path: Path) -> None:
    path = tmp_path / "a"
    rows = [*BINARY[:2], ["乙", Error("#N/A")], [1.0]]
    path.write_bytes(xlsb.written([Grid("表", rows, (Merge(2, 1, 3, 1),), hidden_rows=frozenset({4}))]))
    (sheet,) = open_document(path).sheets
    found, facts = list(sheet.rows()), sheet.facts()
    assert found[2] == [None, "#N/A"]  # the merged cell shows 甲
    assert (facts.hidden_rows, [(m.top, m.bottom, m.left) for m in facts.merges]) == ([(4, 4)], [(2, 3, 1)])


# format of the cell · number · what it is read as
SHOWN = [
    ("0%", 0.12, "12%"),
    ("0.00%", 0.1234, "12.34%"),
    ('0.0"万"', 12.5, "12.5万"),
    ('0.0"亿元"', 3.2, "3.2亿元"),
    ('0!.0,"万"', 123456, "12.3456万"),  # shown as 12.3万: all digits stay
    ('#,##0"人"', 1234, "1234人"),
    ("#,##0_ ;[Red]-#,##0 ", 1234, 1234.0),
    ("General", 0.12, 0.12),
    ('0.0"%"', 12, "12%"),  # the sign is only written beside: nothing is multiplied
]


@pytest.mark.parametrize(("code", "number", "expected"), SHOWN)
def test_a_number_is_what_it_is_shown_as(tmp_path: Path, code: str, number: float, expected: object) -> None:
    def show(made) -> None:
        made.worksheets[0]["B2"], made.worksheets[0]["B2"].number_format = number, code

    path = tmp_path / "a.xlsx"
    path.write_bytes(workbooks.book(("表", [["a", "b"], ["x", 0]]), change=show))
    assert list(open_document(path).sheets[0].rows())[1][1] == expected


@pytest.mark.parametrize("epoch", ["1900", "1904"])
def test_a_date_is_the_same_in_both_systems(tmp_path: Path, epoch: str) -> None:
    from openpyxl.utils import datetime as serial

    def date_it(made) -> None:
        made.epoch = serial.CALENDAR_MAC_1904 if epoch == "1904" else serial.CALENDAR_WINDOWS_1900
        made.worksheets[0]["A1"] = date(2023, 5, 1)

    path = tmp_path / "a.xlsx"
    path.write_bytes(workbooks.book(("表", [["x"]]), change=date_it))
    assert next(iter(open_document(path).sheets[0].rows()))[0] == date(2023, 5, 1)
