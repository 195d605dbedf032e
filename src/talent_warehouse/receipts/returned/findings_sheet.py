"""The first sheet of a returned workbook, 问题清单: every finding, with a link to its cell."""

from __future__ import annotations

from collections.abc import Sequence

from talent_warehouse.gate.severity import SEVERITY_ZH
from talent_warehouse.reading.explanations import HEAD, NUMBER
from talent_warehouse.receipts.returned.marks import Mark, wide
from talent_warehouse.receipts.returned.styles import Formats
from talent_warehouse.receipts.returned.xml import attribute, content

FIRST = 4  # the row of the first finding
_COLUMNS = ("级别", "工作表", "位置", "栏目", "问题和办法", HEAD, NUMBER)
_WIDTHS = (11, 16, 10, 16, 70, 36, 26)
_HIDDEN = ' hidden="1"'
_INSTEAD = {"critical": "（须改正，不能以说明代替）"}


def sheet(namespace: str, marks: Sequence[Mark], title: str, note: str, formats: Formats) -> bytes:
    """The worksheet as a part: texts are inline strings, so that one beginning with = is a text."""
    cells = formats.cells
    rows = [
        _row(1, (title,), (cells["title"],), 24),
        _row(2, (note,), (cells["note"],), 34),
        _row(3, _COLUMNS, (cells["head"],) * len(_COLUMNS), 18),
        *(_finding(number, mark, cells) for number, mark in enumerate(marks, FIRST)),
    ]
    links = "".join(
        f'<hyperlink ref="C{number}" location={attribute(_location(mark.sheet, mark.cell))}/>'
        for number, mark in enumerate(marks, FIRST)
        if mark.sheet and mark.cell
    )
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{w}" customWidth="1"{_HIDDEN if name == NUMBER else ""}/>'
        for n, (w, name) in enumerate(zip(_WIDTHS, _COLUMNS, strict=True), 1)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{namespace}">'
        '<sheetPr><tabColor rgb="FFC22F2F"/><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView showGridLines="0"'
        ' tabSelected="1" workbookViewId="0"><pane ySplit="3" topLeftCell="A4" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{widths}</cols><sheetData>{''.join(rows)}</sheetData>"
        f'<mergeCells count="2"><mergeCell ref="A1:F1"/><mergeCell ref="A2:F2"/></mergeCells>'
        f"{f'<hyperlinks>{links}</hyperlinks>' if links else ''}"
        '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    ).encode()


def _finding(number: int, mark: Mark, cells: dict[str, int]) -> str:
    place = mark.cell or ("整张表" if mark.sheet else "整份文件")
    body = cells["body"]
    answer = mark.answer or _INSTEAD.get(mark.severity, "")
    values = (SEVERITY_ZH[mark.severity], mark.sheet or "", place, mark.label, mark.message, answer, mark.number)
    lines = max(-(-wide(value) // (width - 2)) for value, width in zip(values, _WIDTHS, strict=True))
    asks = cells["warning"] if mark.number and not mark.answer else body  # the colour of what is to be filled in
    formats = (cells[mark.severity], body, cells["link"] if mark.cell else body, body, body, asks, body)
    return _row(number, values, formats, 4 + 14 * max(lines, 1))


def _row(number: int, values: Sequence[str], formats: Sequence[int], height: int | None = None) -> str:
    cells = "".join(
        f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{content(value)}</t></is></c>'
        for letter, value, style in zip("ABCDEFG", values, formats, strict=False)
    )
    tall = f' ht="{height}" customHeight="1"' if height else ""
    return f'<row r="{number}"{tall}>{cells}</row>'


def _location(sheet: str, cell: str) -> str:
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"
