"""Grids to bytes: workbooks and csv, the same bytes on every run; the time that a file bears is when it was received."""

from __future__ import annotations

import csv
import io
import os
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from talent_warehouse.sample.cells import Cell
from talent_warehouse.sample.filings import Grid

CREATED = datetime(2020, 12, 1)  # a document property that would otherwise be the time of writing


def workbook(grids: list[Grid]) -> bytes:
    """A workbook of the grids."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "合成数据 synthetic", "created": CREATED})
        month, day = book.add_format({"num_format": 'yyyy"年"m"月"'}), book.add_format({"num_format": "yyyy-mm-dd"})
        for grid in grids:
            sheet = book.add_worksheet(grid.name)
            if grid.is_hidden:
                sheet.hide()
            for number, row in enumerate(grid.rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(number, column, cell)
                    elif isinstance(cell, date):
                        sheet.write_datetime(number, column, cell, month if cell.day == 1 else day)
                    elif cell is not None:
                        sheet.write_number(number, column, cell)
    return file.getvalue()


def text(grid: Grid, encoding: str) -> bytes:
    """A csv of the grid, comma and CRLF as a spreadsheet exports it."""
    file = io.StringIO()
    writer = csv.writer(file)
    width = max(map(len, grid.rows))
    writer.writerows([["" if c is None else c for c in _padded(row, width)] for row in grid.rows])
    return file.getvalue().encode(encoding)


def _padded(row: list[Cell], width: int) -> list[Cell]:
    return row + [None] * (width - len(row))


def put(path: Path, content: bytes, received: datetime) -> None:
    """Write a file and let it bear the time at which it was received."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (received.timestamp(), received.timestamp()))
