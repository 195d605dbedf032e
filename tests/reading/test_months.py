"""A month as a decimal number in a workbook: what the cell is, whatever its format shows."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import workbooks
from talent_warehouse.reading import filings
from talent_warehouse.reading.filings import Job
from workbooks import RETURN, book, measure

CELLS: list[tuple[object, str, str]] = [
    (2016.1, "0.0", ""), (2016.1, "General", ""), (2016.1, "0.00", ""), (2016.2, "0.0", "2016-02-01"),
    ("2016.10", "@", "2016-10-01"), ("2016.10", "General", "2016-10-01"), (datetime(2016, 1, 15), "yyyy.m", "2016-01-01"),
    (date(2016, 10, 1), "yyyy.mm", "2016-10-01"),
]  # fmt: skip


def test_a_number_that_may_be_january_or_october_is_not_read(tmp_path: Path) -> None:
    at = next(n for n, f in enumerate(_form().fields, 1) if f.name == "period_start")

    def change(made: Any) -> None:
        for row, (cell, code, _) in enumerate(CELLS, 3):
            made.worksheets[0].cell(row, at).value = cell
            made.worksheets[0].cell(row, at).number_format = code

    path = tmp_path / "表.xlsx"
    path.write_bytes(book(("表", [["报告期：2021年"], RETURN, *(measure() for _ in CELLS)]), change=change))
    (filing,) = filings.read(Job(path, path.name, "530102-RC"), workbooks.reader(), tmp_path).filings
    assert filing.rows is not None
    names = [name for name, _ in _form().columns]
    lines = [line.split(",") for line in filing.rows.read_text(encoding="utf-8").splitlines()]
    place = names.index("period_start__v") - len(names)
    assert [line[place] for line in lines] == [expected for _, _, expected in CELLS]


def _form() -> Any:
    return next(f for f in workbooks.reader().forms if f.name == "measure_return")
