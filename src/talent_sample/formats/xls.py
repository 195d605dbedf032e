"""Old workbooks (BIFF 8 in an OLE container): what Excel 97 to 2003 saved, and many an office program still does."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from datetime import date

from talent_sample.formats import ole
from talent_sample.grids import EPOCH, ERRORS, Cell, Error, Formula, Grid

_GENERAL, _DAY = 15, 16  # cell formats; the fifteen before are styles that nobody uses
_DATE_FORMAT = 164
FILEPASS = (0x002F, b"\1\0" + b"\0" * 52)  # says that the rest is encrypted
BOF = (0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
EOF = (0x000A, b"")
Record = tuple[int, bytes]


def written(grids: Sequence[Grid]) -> bytes:
    """A workbook of the grids."""
    sheets = [records(_sheet(grid)) for grid in grids]
    head = [BOF, (0x0042, struct.pack("<H", 1200)), *_styles()]
    names = [_wide(grid.name)[2:] for grid in grids]  # one byte of length here, two elsewhere
    bounds = sum(4 + 6 + 1 + len(name) for name in names)
    at = len(records(head)) + bounds + len(records([EOF]))
    listed: list[Record] = []
    for grid, name, sheet in zip(grids, names, sheets, strict=True):
        listed.append((0x0085, struct.pack("<IBBB", at, grid.is_hidden, 0, len(grid.name)) + name))
        at += len(sheet)
    return ole.container("Workbook", records([*head, *listed, EOF]) + b"".join(sheets))


def records(made: Iterable[Record]) -> bytes:
    """Records as a stream: kind and length before each."""
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in made)


def _wide(text: str) -> bytes:
    """Length in characters, a flag for two bytes a character, the characters."""
    body = text.encode("utf-16-le")
    return struct.pack("<HB", len(body) // 2, 1) + body


def _styles() -> list[Record]:
    font = (0x0031, struct.pack("<5H4BBB", 220, 0, 0x7FFF, 400, 0, 0, 0, 134, 0, 2, 1) + "宋体".encode("utf-16-le"))
    style = (0x00E0, struct.pack("<HHHBBBBIIH", 0, 0, 0xFFF5, 0x20, 0, 0, 0, 0, 0, 0x20C0))
    cells = [
        (0x00E0, struct.pack("<HHHBBBBIIH", 0, code, 1, 0x20, 0, 0, 0x04, 0, 0, 0x20C0)) for code in (0, _DATE_FORMAT)
    ]
    dates = (0x041E, struct.pack("<H", _DATE_FORMAT) + _wide("yyyy-mm-dd"))
    return [*[font] * 4, dates, *[style] * 15, *cells, (0x0293, struct.pack("<HBB", 0x8000, 0, 0xFF))]


def _sheet(grid: Grid) -> Iterable[Record]:
    yield 0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6)
    for column in sorted(grid.hidden_columns):
        yield 0x007D, struct.pack("<6H", column - 1, column - 1, 2340, _GENERAL, 1, 0)
    yield 0x0200, struct.pack("<IIHHH", 0, len(grid.rows), 0, grid.width, 0)
    for number, cells in enumerate(grid.rows):
        hidden = 0x20 if number + 1 in grid.hidden_rows else 0
        yield 0x0208, struct.pack("<6HI", number, 0, len(cells), 0x00FF, 0, 0, 0x0100 | hidden)
        for column, cell in enumerate(cells):
            if cell is not None and cell != "":
                yield _cell(number, column, cell)
    yield 0x023E, struct.pack("<HHHHHHHI", 0x06B6 if not grid.is_hidden else 0x00B6, 0, 0, 0x40, 0, 0, 0, 0)
    if grid.merges:
        spans = b"".join(struct.pack("<4H", m.top - 1, m.bottom - 1, m.left - 1, m.right - 1) for m in grid.merges)
        yield 0x00E5, struct.pack("<H", len(grid.merges)) + spans
    yield EOF


def _cell(row: int, column: int, cell: Cell) -> Record:
    place = struct.pack("<HHH", row, column, _DAY if isinstance(cell, date) else _GENERAL)
    if isinstance(cell, str):
        return 0x0204, place + _wide(cell)
    if isinstance(cell, Error):
        return 0x0205, place + struct.pack("<BB", ERRORS[cell.code], 1)
    if isinstance(cell, Formula):  # a constant stands for what it calculates
        value = cell.value or 0.0
        return 0x0006, place + struct.pack("<dHIH", value, 0, 0, 9) + b"\x1f" + struct.pack("<d", value)
    return 0x0203, place + struct.pack("<d", number(cell))


def number(cell: int | float | date | None) -> float:
    """A number, or a day as the number that a spreadsheet keeps for it."""
    return float((cell - EPOCH).days) if isinstance(cell, date) else float(cell or 0)
