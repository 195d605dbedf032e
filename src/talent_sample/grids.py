"""A sheet before it is in any format: its cells, and what is merged or hidden of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias


@dataclass(frozen=True)
class Formula:
    """A formula with the value that the office program kept; without one nobody ever calculated it."""

    text: str  # without the sign of equality
    value: float | None


@dataclass(frozen=True)
class Error:
    """A cell that shows an error, such as #N/A."""

    code: str


Cell: TypeAlias = str | int | float | date | Formula | Error | None
ERRORS = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#NUM!": 36, "#N/A": 42}
EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet's dates


@dataclass(frozen=True)
class Merge:
    """A merged range; rows and columns from 1, both ends inside."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """A sheet. Rows and columns that are hidden are numbered from 1."""

    name: str
    rows: list[list[Cell]]
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False

    @property
    def width(self) -> int:
        """Columns of the longest row."""
        return max(map(len, self.rows), default=0)


def letter(column: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def place(row: int, column: int) -> str:
    """As a formula names a cell: B3."""
    return f"{letter(column)}{row}"
