"""A csv or an old workbook as a new xlsx: the same cells at the same places, to be marked like any other.

xlsxwriter makes the workbook, its formats and sheets; the rows are put in as XML, which is many times as fast.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import IO

import xlsxwriter

from talent_warehouse import settings
from talent_warehouse.reading.account import Told
from talent_warehouse.reading.files.documents import Cell, Row, Sheet, named, open_document
from talent_warehouse.reading.files.facts import column_letter
from talent_warehouse.receipts.returned.marks import LIST
from talent_warehouse.receipts.returned.xml import PackageError, content

_LAST_ROW, _LAST_COLUMN, _LONGEST = 1_048_576, 16_384, 32_767  # of a spreadsheet
_WIDTH = 20  # eighteen digits
_FORMATS = {
    "text": {"num_format": "@"},  # what is typed there keeps its digits
    "head": {"num_format": "@", "bold": True, "text_wrap": True, "bg_color": "#F2F5F8", "border": 1},
    "number": {"num_format": "General"},
    "date": {"num_format": "yyyy-mm-dd"},
    "datetime": {"num_format": "yyyy-mm-dd hh:mm:ss"},
    "time": {"num_format": "hh:mm:ss"},
    "timedelta": {"num_format": "[h]:mm:ss"},
}
_DAY_ZERO = datetime(1899, 12, 30)
_DATA = re.compile(rb"<sheetData>.*</sheetData>|<sheetData/>", re.DOTALL)
# xlsxwriter keeps an entry for each column that it is told of: it is told of the first, and that is made to go for all.
_FIRST, _ALL = b'<col min="1" max="1" ', b'<col min="1" max="%d" ' % _LAST_COLUMN


def write(path: Path, target: IO[bytes], told: Told) -> dict[str, str]:
    """Write the document's sheets as they were read; the name that each sheet has now, by the name that it had.

    A text that begins with = is an inline string, so it stays a text.
    Raises: PackageError if it has more cells than a workbook or the settings allow.
    """
    every = open_document(path).sheets
    sheets = [s for s in every if s.name != LIST]
    names: dict[str, str] = {}
    for sheet in sheets:
        names[sheet.name] = _name(sheet.name, names.values())
    own = {s.tab: named(s.tab, [s.name for s in every]) for s in told.sheets}
    heads = {own[s.tab]: s.header_row for s in reversed(told.sheets)}
    left = settings.MAX_FRESH_CELLS
    with (
        zipfile.ZipFile(_shell(sheets, names, heads)) as shell,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as box,
    ):
        parts = {f"xl/worksheets/sheet{n}.xml": s for n, s in enumerate(sheets, 1)}
        styles = _styles(shell.read("xl/worksheets/sheet1.xml"))
        for name in shell.namelist():
            part = shell.read(name)
            with box.open(name, "w") as file:
                if sheet_of := parts.get(name):
                    left = _fill(file, part, sheet_of, heads.get(sheet_of.name), styles, left)
                else:
                    file.write(part)
    return names | {name: names[of] for name, of in own.items()}


def _name(name: str, taken: Collection[str]) -> str:
    """A name that a spreadsheet takes: at most 31 characters, some not allowed, none twice whatever the case."""
    plain = _cut(re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", name), 31).strip("'") or "Sheet"
    low, number = {t.casefold() for t in taken}, 1
    found = plain
    while found.casefold() in low:
        number += 1
        found = f"{_cut(plain, 27)}({number})"
    return found


def _cut(text: str, most: int) -> str:
    """As many UTF-16 units as a spreadsheet counts."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def _shell(sheets: list[Sheet], names: Mapping[str, str], heads: Mapping[str, int]) -> io.BytesIO:
    """The workbook without rows; the first sheet's first row has a cell of each format, in their order."""
    shell = io.BytesIO()
    book = xlsxwriter.Workbook(shell)
    formats = [book.add_format(of) for of in _FORMATS.values()]
    for number, sheet in enumerate(sheets):
        own = book.add_worksheet(names[sheet.name])
        own.set_column(0, 0, _WIDTH, formats[0])
        own.freeze_panes(heads.get(sheet.name, 0), 0)
        if sheet.is_hidden:
            own.hide()
        for column, of in enumerate(formats if number == 0 else ()):
            own.write_blank(0, column, None, of)
    if all(s.is_hidden for s in sheets):
        raise PackageError("every sheet is hidden")
    book.close()
    return shell


def _styles(first: bytes) -> dict[str, int]:
    return dict(zip(_FORMATS, map(int, re.findall(rb'<c r="[A-Z]+1" s="(\d+)"/>', first)), strict=True))


def _fill(file: IO[bytes], part: bytes, sheet: Sheet, head: int | None, styles: dict[str, int], left: int) -> int:
    """The sheet with its rows; how many cells may still be written."""
    hit = _DATA.search(part)
    assert hit
    head_of = part[: hit.start()].replace(_FIRST, _ALL)
    file.write(re.sub(rb"<dimension [^>]*/>", b"", head_of) + b"<sheetData>")
    for number, row in enumerate(sheet.rows(), 1):
        left -= len(row)
        if left < 0 or number > _LAST_ROW or len(row) > _LAST_COLUMN:
            raise PackageError("there are too many cells to be written anew")
        cells = "".join(_cells(row, number, styles, number == head))
        if cells:
            file.write(f'<row r="{number}">{cells}</row>'.encode())
    file.write(b"</sheetData>" + part[hit.end() :])
    return left


@cache
def _letters() -> list[str]:
    return [column_letter(column + 1) for column in range(_LAST_COLUMN)]


def _cells(row: Row, number: int, styles: dict[str, int], is_head: bool) -> Iterator[str]:
    text = f'" s="{styles["head" if is_head else "text"]}" t="inlineStr"><is><t xml:space="preserve">'
    for letter, cell in zip(_letters(), row, strict=False):
        if isinstance(cell, str):
            if cell:
                yield f'<c r="{letter}{number}{text}{content(cell[:_LONGEST])}</t></is></c>'
        elif cell is not None:
            kind, value = _value(cell)
            of = f'{styles["number"]}" t="b' if kind == "boolean" else styles[kind]
            yield f'<c r="{letter}{number}" s="{of}"><v>{value}</v></c>'


def _value(cell: Cell) -> tuple[str, str]:
    """The format and the stored value of a cell that is no text, which only workbooks have."""
    if isinstance(cell, bool):
        return "boolean", str(int(cell))
    if isinstance(cell, datetime):
        return "datetime", repr((cell - _DAY_ZERO) / timedelta(days=1))
    if isinstance(cell, date):
        return "date", str((datetime(cell.year, cell.month, cell.day) - _DAY_ZERO).days)
    if isinstance(cell, time):
        seconds = cell.hour * 3600 + cell.minute * 60 + cell.second
        return "time", repr(seconds / 86400)
    if isinstance(cell, timedelta):
        return "timedelta", repr(cell / timedelta(days=1))
    return "number", repr(cell)
