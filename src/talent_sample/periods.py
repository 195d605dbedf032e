"""Periods as the ledger writes them: 2021 is a year, 2021-Q2 a quarter, 2021-05 a month."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date


def year_of(period: str) -> int:
    """The year that a period is, or lies in."""
    return int(period[:4])


def months(year: int) -> list[str]:
    """The twelve months of a year."""
    return [f"{year}-{month:02}" for month in range(1, 13)]


def of_grain(years: tuple[int, ...], grain: str) -> Iterator[str]:
    """Every period of the years, in order."""
    for year in years:
        quarters = [f"{year}-Q{quarter}" for quarter in range(1, 5)]
        yield from {"month": months(year), "quarter": quarters}.get(grain, [str(year)])


def first_month(period: str) -> str:
    """The month that a quarter begins with; any other period as it is."""
    return f"{period[:4]}-{int(period[6]) * 3 - 2:02}" if "Q" in period else period


def last_day(period: str) -> date:
    """The day on which a period ends."""
    if len(period) == 4:
        return date(int(period), 12, 31)
    return day(later(first_month(period), 2) if "Q" in period else period, 31)


def day(month: str, number: int) -> date:
    """A day of a month; the last one where the month is shorter."""
    year, of_year = int(month[:4]), int(month[5:])
    return date(year, of_year, min(number, calendar.monthrange(year, of_year)[1]))


def later(period: str, by: int) -> str:
    """The month some months later, or earlier; of a quarter than its first."""
    month = first_month(period)
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{number // 12}-{number % 12 + 1:02}"


def written(period: str) -> str:
    """As a clerk writes it: 2021年, 2021年第2季度, 2021年5月."""
    if "Q" in period:
        return f"{period[:4]}年第{period[6]}季度"
    return f"{int(period[:4])}年" + (f"{int(period[5:])}月" if len(period) > 4 else "")
