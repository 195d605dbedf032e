"""Workbooks as Excel and WPS save them today, with macros or without."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from talent_sample.formats import package
from talent_sample.grids import Cell, Error, Formula, Grid

CREATED = datetime(2020, 12, 1)  # a document property that would otherwise be the time of writing
_PLAIN = b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO = b"ms-excel.sheet.macroEnabled.main+xml"


def written(grids: Sequence[Grid]) -> bytes:
    """A workbook of the grids."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "合成数据 synthetic", "created": CREATED})
        month, day = book.add_format({"num_format": 'yyyy"年"m"月"'}), book.add_format({"num_format": "yyyy-mm-dd"})
        for grid in grids:
            sheet = book.add_worksheet(grid.name)
            if grid.is_hidden:
                sheet.hide()
            for row in grid.hidden_rows:
                sheet.set_row(row - 1, None, None, {"hidden": True})
            for column in grid.hidden_columns:
                sheet.set_column(column - 1, column - 1, None, None, {"hidden": True})
            for merge in grid.merges:
                sheet.merge_range(merge.top - 1, merge.left - 1, merge.bottom - 1, merge.right - 1, "")
            for number, cells in enumerate(grid.rows):
                for column, cell in enumerate(cells):
                    _write(sheet, number, column, cell, month if isinstance(cell, date) and cell.day == 1 else day)
    return file.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Cell, dated: Any) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, dated)
    elif isinstance(cell, Formula):
        sheet.write_formula(row, column, f"={cell.text}", None, "" if cell.value is None else cell.value)
    elif isinstance(cell, Error):
        sheet.write_formula(row, column, "=NA()" if cell.code == "#N/A" else "=1/0", None, cell.code)
    elif cell is not None:
        sheet.write_number(row, column, cell)


def with_macros(grids: Sequence[Grid]) -> bytes:
    """The same as xlsm, with a part for the macros and none in it."""
    return package.changed(
        written(grids),
        {"[Content_Types].xml": lambda xml: xml.replace(b"vnd." + _PLAIN, b"vnd." + _MACRO), "xl/vbaProject.bin": b"\0" * 64},
    )  # fmt: skip
