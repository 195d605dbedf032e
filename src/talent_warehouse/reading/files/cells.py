"""A cell of a sheet: what it may hold, and its text."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias

from talent_warehouse import characters

Cell: TypeAlias = str | float | int | bool | date | datetime | time | timedelta | None
Row: TypeAlias = list[Cell]
_DIGITS, _LOST_FROM = 15, 1e15  # characters of a number whose digits are all kept; from where they are not


class Shown(str):
    """A number whose format says what it is of, as text with all its digits (12.5万); `number` is what is stored.

    `shift` is the power of ten to what is shown, where the format shows another number and no word for that.
    """

    number: float
    shift: int

    def __new__(cls, text: str, number: float, shift: int = 0) -> Shown:
        self = super().__new__(cls, text)
        self.number, self.shift = number, shift
        return self


def as_text(cell: Cell) -> str | None:
    """The text of a cell as it stood; null where it is blank. Dates as ISO, whole floats without a point."""
    if cell is None:
        return None
    if isinstance(cell, str):  # nearly every cell
        return characters.visible(cell).strip() or None
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return _float_text(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)


def _float_text(number: float) -> str:
    """A number with the fifteen digits that a spreadsheet keeps; small ones without a power of ten."""
    if number.is_integer() and abs(number) < _LOST_FROM:
        return str(int(number))
    text = repr(number)
    if len(text) <= _DIGITS or not abs(number) < _LOST_FROM:
        return text if "e-" not in text else f"{Decimal(text):f}"
    return f"{Decimal(f'{number:.15g}'):f}"


def stored(cell: Cell) -> Cell:
    """What a cell holds whatever it shows: identity numbers and dates pass through no format."""
    return cell.number if isinstance(cell, Shown) else cell
