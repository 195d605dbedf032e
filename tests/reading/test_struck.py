"""What is struck through was taken back by whoever did it: a row is left out and told, a cell sets its row aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

import workbooks
from talent_warehouse.reading.filings import Filing, Job, read
from workbooks import REGISTER, person

NAME, REMARK = REGISTER.index("姓名") + 1, len(REGISTER)
LINE = Font(strike=True)


def _data(struck: Mapping[int, Sequence[int]], texts: Mapping[tuple[int, int], object] | None = None) -> bytes:
    """Four people in rows 3 to 6 behind a column of numbers, and a total; some cells are struck through."""
    rows = [["报告期：2021年"], ["序号", *REGISTER], *([n, *person(n)] for n in range(4)), ["合计", 4]]

    def change(made: Any) -> None:
        sheet = made.worksheets[0]
        for row, columns in struck.items():
            for column in columns:
                sheet.cell(row, column + 1).font = LINE
        for (row, column), text in (texts or {}).items():
            sheet.cell(row, column + 1).value = text

    return workbooks.book(("表", rows), change=change)


def _read(path: Path, data: bytes) -> tuple[Filing, list[tuple[str, int | None, str | None]]]:
    path.write_bytes(data)
    (filing,) = read(Job(path, path.name, "530102-RC"), workbooks.reader(), path.parent).filings
    return filing, [(i.rule_id, i.row_no, i.column) for i in filing.issues]


ALL = range(1, len(REGISTER) + 1)


@pytest.mark.parametrize("columns", [range(len(REGISTER) + 1), ALL])
def test_a_row_struck_through_is_left_out_and_told(tmp_path: Path, columns: Sequence[int]) -> None:
    filing, found = _read(tmp_path / "a.xlsx", _data({4: columns, 6: columns, 7: [0, 1]}))
    assert (filing.landed, found) == (2, [("RD-struck_row", 4, None)])
    assert filing.account.sheets[0].left_out == {"struck": 2, "total": 1}
    assert "第4、6行（共2行）" in filing.issues[0].message_zh
    told = workbooks.told(tmp_path / "b.xlsx", _data({4: columns}))
    assert (told["sheets"][0]["rows"], [f["rule"] for f in told["findings"]]) == (3, ["RD-struck_row"])


def test_cells_struck_through_set_their_row_aside(tmp_path: Path) -> None:
    filing, found = _read(tmp_path / "a.xlsx", _data({3: [0], 4: [NAME, REMARK], 5: [NAME, NAME + 1]}))
    assert filing.landed == 4  # an ordinal says nothing, and nothing stands in the remark
    assert found == [("RD-struck_cell", n, field) for n, field in ((4, "name"), (5, "name"))]
    assert "B5、C5的内容画了删除线" in filing.issues[1].message_zh


def test_a_text_struck_through_in_part_is_told_apart_from_one_struck_whole(tmp_path: Path) -> None:
    gone, kept = TextBlock(InlineFont(strike=True), "一二"), TextBlock(InlineFont(b=True), "三四")
    texts = {(3, NAME): CellRichText(gone, kept), (4, NAME): CellRichText(gone), (5, NAME): CellRichText(kept, "五")}
    filing, found = _read(tmp_path / "a.xlsx", _data({4: [c for c in ALL if c != NAME]}, texts))
    assert (filing.landed, found) == (3, [("RD-struck_cell", 3, "name"), ("RD-struck_row", 4, None)])
    assert "B3的内容有一部分画了删除线" in next(i.message_zh for i in filing.issues)


def test_texts_that_cells_share_are_struck_by_their_number(tmp_path: Path) -> None:
    """As spreadsheets write them: openpyxl puts such texts into the cells."""
    from talent_warehouse.reading.files import struck

    line, off = b"<rPr><strike/></rPr>", b'<rPr><strike val="0"/></rPr>'
    item = b"<si><r>%s<t>a</t></r><r>%s<t xml:space='preserve'>%s</t></r></si>"
    shared = b"<sst><si><t>strike</t></si>" + b"<si/>" + item % (line, off, b"b") + item % (line, off, b" ") + b"</sst>"
    assert struck.texts(shared) == {2: False, 3: True}
    cells = b'<row><c r="A1" t="s"><v>2</v></c><c r="B1" s="7" t="s"><v>3</v></c><c r="C1"><v>2</v></c><c r="D1" s="7"/></row>'
    found = [(tag[:9], whole) for tag, whole in struck.Cells([7], {2: False, 3: True}).found(cells)]
    assert found == [(b'<c r="A1"', False), (b'<c r="B1"', True), (b'<c r="B1"', True)]


def test_a_label_struck_through_returns_the_file(tmp_path: Path) -> None:
    filing, found = _read(tmp_path / "a.xlsx", _data({2: [NAME]}))
    assert (filing.landed, found) == (0, [("RD-struck_label", None, "name")])
    assert _read(tmp_path / "b.xlsx", _data({1: [0], 2: [0]}))[1] == []  # of no field


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_other_workbooks_strike_too(tmp_path: Path, kind: str) -> None:
    data = workbooks.converted(_data({4: range(len(REGISTER) + 1), 5: [NAME]}), tmp_path, kind)
    filing, found = _read(tmp_path / f"a.{kind}", data)
    assert (filing.landed, found) == (3, [("RD-struck_cell", 5, "name"), ("RD-struck_row", 4, None)])


def test_a_style_of_a_binary_workbook_strikes_by_its_font() -> None:
    from talent_warehouse.reading.files import xlsb

    def record(kind: int, body: bytes) -> bytes:
        return (bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])) + bytes([len(body)]) + body

    fonts = b"".join(record(43, bytes([220, 0, flags, 0, 0, 0])) for flags in (0, 8, 2))
    styles = b"".join(record(47, bytes([0, 0, 0, 0, font, 0, 0, 0])) for font in (0, 1, 2, 1))
    assert xlsb._styles(fonts + styles[:10] + record(617, b"") + styles + record(618, b""))[1] == {1, 3}
