"""Text tables: in any encoding, with any separator."""

from __future__ import annotations

import csv
import io

from talent_sample.grids import Cell, Error, Formula, Grid


def written(grid: Grid, encoding: str = "utf-8", separator: str = ",") -> bytes:
    """The grid as text, with CRLF as a spreadsheet exports it."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=separator)
    writer.writerows([[_shown(c) for c in [*row, *[None] * (grid.width - len(row))]] for row in grid.rows])
    return file.getvalue().encode(encoding)


def _shown(cell: Cell) -> object:
    if isinstance(cell, Formula):
        return cell.value
    return "" if cell is None else cell.code if isinstance(cell, Error) else cell
