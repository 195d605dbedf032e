"""Columns without a label that rows of data fill: nobody knows what they mean, so they are told and not read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from talent_warehouse.reading.files.documents import Cell, Row, as_text
from talent_warehouse.reading.files.facts import column_letter
from talent_warehouse.reading.issues import Issue, issue
from talent_warehouse.reading.tables import lines, whole
from talent_warehouse.reading.tables.layouts import Layout

_COLUMNS, _ROWS = 8, 8  # that a message lists


class Unlabelled:
    """Sees the rows of one sheet go by."""

    def __init__(self, sheet: str) -> None:
        self._sheet = sheet
        self._cells: dict[int, list[tuple[int, str]]] = defaultdict(list)  # column → row, what stands there

    def see(self, plan: Layout, rows: Sequence[Row], first: int, numbers: Sequence[int]) -> None:
        """Rows of which the first has a number, and which of them are data."""
        for column in range(max(map(len, rows), default=0)):
            if column not in plan.own_names and any(column < len(row) and _holds(row[column]) for row in rows):
                here = ((n, rows[n - first]) for n in numbers)
                self._cells[column] += (
                    (n, as_text(row[column]) or "") for n, row in here if column < len(row) and _holds(row[column])
                )

    def found(self) -> Iterator[Issue]:
        """One finding a sheet. What stands there is not quoted: without a label nobody knows whether it names a person."""
        told = {c: cells for c, cells in self._cells.items() if cells and not _counts_up([text for _, text in cells])}
        if told:
            every = [cell for cells in told.values() for cell in cells]
            rows = sorted({row for row, _ in every})
            yield issue(
                "RD-unlabelled_column", sheet=self._sheet, row_no=rows[0], count=len(every), rows=_list(rows, _ROWS),
                letters=_list([column_letter(c + 1) for c in sorted(told)], _COLUMNS),
                numbers=sum(1 for _, text in every if lines.is_number(text)),
            )  # fmt: skip


def _holds(cell: Cell) -> bool:
    return cell is not None and cell != "" and whole.is_stated(cell)


def _counts_up(texts: Sequence[str]) -> bool:
    """The number of the row, whose label many leave out."""
    numbers = [int(text) for text in texts if text.isdecimal()]
    return len(numbers) == len(texts) and (
        numbers == [1]
        or (len(numbers) > 1 and max(numbers) > 1 and all(b - a == 1 or b == 1 for a, b in pairwise(numbers)))
    )


def _list(said: Sequence[object], most: int) -> str:
    return "、".join(map(str, said[:most])) + ("等" if len(said) > most else "")
