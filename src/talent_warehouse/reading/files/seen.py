"""Cells as a person sees them: what merged cells cover and what formats hide is not seen."""

from __future__ import annotations

from talent_warehouse.reading.files import number_format
from talent_warehouse.reading.files.cells import Cell, Row, Shown, as_text
from talent_warehouse.reading.files.facts import Concealed, Facts


def clear_covered(rows: list[Row], facts: Facts) -> None:
    """A merged cell has one value, its first: what programs leave in the cells under it nobody sees, so it goes.

    Merged cells do not overlap; in a file where they do, no more cells are looked at than the sheet has.
    """
    widest = max((column for _, column in (*facts.errors, *facts.uncached)), default=0)
    left = sum(max(len(row), widest) for row in rows)
    for merge in facts.merges:
        for number in range(merge.top, min(merge.bottom, len(rows)) + 1):
            row, first = rows[number - 1], merge.left + (number == merge.top)
            last = min(merge.right, len(row))
            left -= max(last - first, 0) + 1
            if left < 0:
                return
            row[first - 1 : last] = [None] * (last - first + 1)
            for column in range(first, min(merge.right, widest) + 1):
                facts.errors.pop((number, column), None)
                facts.uncached.discard((number, column))


def as_shown(rows: list[Row], facts: Facts) -> None:
    """Give each cell what its format says of it. What it does not show is empty, and told."""
    for (row, column), code in facts.shown.items():
        if row <= len(rows) and column <= len(rows[row - 1]):
            cell = rows[row - 1][column - 1]
            rows[row - 1][column - 1], hidden = _seen(cell, code)
            if hidden:
                facts.concealed[row, column] = hidden
    if facts.hides_zeros:
        for number, line in enumerate(rows, 1):
            for column, cell in enumerate(line):
                if isinstance(cell, int | float) and not isinstance(cell, bool) and cell == 0:
                    line[column], facts.concealed[number, column + 1] = Shown("", cell), "zero"


def _seen(cell: Cell, code: str) -> tuple[Cell, Concealed | None]:
    """0.12 under a per cent format is 12%; 123456 under 0!.0,"万" is 12.3456万; 12 under ;;; is nothing."""
    if isinstance(cell, str):
        is_hidden = number_format.hides_text(code) and as_text(cell) is not None
        return (None, "text") if is_hidden else (cell, None)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return cell, None
    instead = number_format.instead(cell, code)
    if instead is not None:
        return Shown(
            instead, cell
        ), "number" if cell and not instead else "word" if cell else None if instead else "zero"
    said = number_format.said(cell, code)
    if said is not None:
        return Shown(said, cell), None
    shift = number_format.shifted(cell, code)
    return (Shown(as_text(cell) or "", cell, shift) if shift else cell), None
