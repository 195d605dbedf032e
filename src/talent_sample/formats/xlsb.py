"""Binary workbooks (xlsb): records in a package. Days are bare numbers, as where a cell lost its format."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import date

from talent_sample.formats import package
from talent_sample.formats.xls import number
from talent_sample.grids import ERRORS, Cell, Error, Formula, Grid

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"


def written(grids: Sequence[Grid]) -> bytes:
    """A workbook of the grids."""
    listed = b"".join(
        record(156, struct.pack("<II", grid.is_hidden, n) + wide(f"rId{n}") + wide(grid.name))
        for n, grid in enumerate(grids, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATION}/worksheet" Target="worksheets/sheet{n}.bin"/>'
        for n in range(1, len(grids) + 1)
    )
    return package.packed({
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="bin" ContentType="{_MAIN}"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'.encode(),
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_RELATION}/officeDocument" Target="xl/workbook.bin"/></Relationships>'.encode(),
        "xl/workbook.bin": record(131) + record(143) + listed + record(144) + record(132),
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'.encode(),
        **{f"xl/worksheets/sheet{n}.bin": sheet(grid) for n, grid in enumerate(grids, 1)},
    })  # fmt: skip


def record(kind: int, body: bytes = b"") -> bytes:
    """A record: kind and length with seven bits a byte, then the body."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = b"", len(body)
    while size > 0x7F:
        length, size = length + bytes([size & 0x7F | 0x80]), size >> 7
    return head + length + bytes([size]) + body


def wide(text: str) -> bytes:
    """A text with its length before it."""
    body = text.encode("utf-16-le")
    return struct.pack("<I", len(body) // 2) + body


def sheet(grid: Grid) -> bytes:
    """The part of one sheet."""
    size = struct.pack("<4I", 0, max(len(grid.rows) - 1, 0), 0, max(grid.width - 1, 0))
    columns = b"".join(record(60, struct.pack("<4IH", c - 1, c - 1, 2340, 0, 1)) for c in sorted(grid.hidden_columns))
    if columns:
        columns = record(390) + columns + record(391)
    cells = b"".join(_row(n, row, n + 1 in grid.hidden_rows) for n, row in enumerate(grid.rows))
    spans = b"".join(
        record(176, struct.pack("<4I", m.top - 1, m.bottom - 1, m.left - 1, m.right - 1)) for m in grid.merges
    )
    if spans:
        spans = record(177, struct.pack("<I", len(grid.merges))) + spans + record(178)
    return record(129) + record(148, size) + columns + record(145) + cells + record(146) + spans + record(130)


def _row(number_: int, row: Sequence[Cell], is_hidden: bool) -> bytes:
    head = record(0, struct.pack("<IIHBBI", number_, 0, 300, 0, 0x10 if is_hidden else 0, 0))
    return head + b"".join(_cell(column, cell) for column, cell in enumerate(row) if cell is not None and cell != "")


def _cell(column: int, cell: Cell) -> bytes:
    place = struct.pack("<II", column, 0)
    if isinstance(cell, str):
        return record(6, place + wide(cell))
    if isinstance(cell, Error):
        return record(3, place + bytes([ERRORS[cell.code]]))
    if isinstance(cell, Formula):  # a constant stands for what it calculates
        value = struct.pack("<d", cell.value or 0.0)
        return record(9, place + value + struct.pack("<HI", 0, 9) + b"\x1f" + value + struct.pack("<I", 0))
    return record(5, place + struct.pack("<d", number(cell if isinstance(cell, date | int | float) else None)))
