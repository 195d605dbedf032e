"""Reporting periods as people write them: which months a text speaks of, and which period that is."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

Grain: TypeAlias = Literal["year", "quarter", "month"]

_NUMERALS = "〇零○一二三四五六七八九"
_YEAR = rf"(?<![\d{_NUMERALS}])(?:(?P<year>(?:19|20)\d{{2}})|(?P<said>(?:一九|二[〇零○Oo0])[{_NUMERALS}0]{{2}})(?=[年\-–—~至到]))"
_COUNT = r"\d{1,2}|十[一二]?|[一二三四五六七八九]"
_TO = r"[-–—―~至到]{1,2}"
_PART = (  # what of the year is meant
    r"(?:[-./_]?第?(?P<quarter>[一二三四1-4])季度?|[-./_]?Q(?P<q>[1-4])(?!\d)|(?P<half>[上下])半年"
    rf"|(?<=年)(?P<since>\d{{1,2}})月?{_TO}(?P<until>\d{{1,2}})月"
    rf"|(?<=年)(?P<month>{_COUNT})月份?(?:(?P<day>\d{{1,2}})[日号]?)?"
    r"|[-./](?P<month2>\d{1,2})(?!\d)月?份?(?:[-./]?(?P<day2>\d{1,2})(?!\d)日?)?"
    r"|(?P<month3>0[1-9]|1[0-2])(?P<day3>\d{2})?(?!\d))"
)
_SPAN = re.compile(rf"{_YEAR}(?P<mark>年度|年)?{_PART}?(?!\d)", re.IGNORECASE)
_END = re.compile(rf"(?P<month>{_COUNT})月(?:(?P<day>\d{{1,2}})日)?")  # of a range, in the year that it began in
_BETWEEN = re.compile(_TO)
_CODE = re.compile(r"([12]\d{3})(?:-Q([1-4])|-(0[1-9]|1[0-2]))?")
_SIZES: dict[Grain, int] = {"year": 12, "quarter": 3, "month": 1}


@dataclass(frozen=True)
class Span:
    """Months that a text speaks of, counted from year 0; `day` where it names one, `is_range` where it names two ends."""

    first: int
    last: int
    start: int  # in the text
    end: int
    day: int | None = None
    is_range: bool = False
    is_marked: bool = False  # by 年 or 月

    def code(self, grain: Grain) -> str | None:
        """The period of the grain that it is, or lies in; of a range or a half, only the one that it is."""
        size = _SIZES[grain]
        first = self.first - self.first % size
        is_inside = self.last < first + size
        if not is_inside or (self.is_range and self.last - self.first + 1 != size):
            return None
        year, month = divmod(first, 12)
        return {"year": f"{year}", "quarter": f"{year}-Q{month // 3 + 1}", "month": f"{year}-{month + 1:02}"}[grain]


def flattened(text: str) -> str:
    """NFKC without spaces, but for those between digits: 2021 年 is 2021年, and 2021 0874 stays two numbers."""
    return re.sub(r"\s+(?!\d)|(?<!\d)\s+", "", unicodedata.normalize("NFKC", text))


def spans(flat: str) -> list[Span]:
    """The periods, ranges and days that a flattened text names, in order."""
    found: list[Span] = []
    for one in _each(flat):
        before = found[-1] if found else None
        if before and _BETWEEN.fullmatch(flat, before.end, one.start):
            found[-1] = _joined(before, one)
        elif before is None or one.start >= before.end:
            found.append(one)
    return found


def _each(flat: str) -> Iterator[Span]:
    for hit in _SPAN.finditer(flat):
        one = _span(hit)
        if one is None:
            continue
        to = _BETWEEN.match(flat, one.end)
        end = _END.match(flat, to.end()) if to else None
        yield _joined(one, _closing(one, end)) if end else one


def _span(hit: re.Match[str]) -> Span | None:
    year = int(hit["year"] or "".join(str("零一二三四五六七八九".find(_zero(c))) for c in hit["said"]))
    first, last, day, is_range = year * 12, year * 12 + 11, None, False
    if quarter := hit["quarter"] or hit["q"]:
        first += 3 * (_count(quarter) - 1)
        last = first + 2
    elif hit["half"]:
        first += 6 * (hit["half"] == "下")
        last, is_range = first + 5, True
    elif hit["since"]:
        first, last, is_range = first + int(hit["since"]) - 1, first + int(hit["until"]) - 1, True
        if not year * 12 <= first <= last < year * 12 + 12:
            return None
    elif month := hit["month"] or hit["month2"] or hit["month3"]:
        if not 1 <= _count(month) <= 12:
            return None
        first = last = first + _count(month) - 1
        day = int(hit["day"] or hit["day2"] or hit["day3"] or 0) or None
    is_marked = bool(hit["mark"]) or "月" in hit[0]
    return Span(first, last, hit.start(), hit.end(), day, is_range, is_marked)


def _zero(letter: str) -> str:
    return "零" if letter in "〇○Oo0" else letter


def _count(text: str) -> int:
    """5, 五, 十二 → the number."""
    if text.isdecimal():
        return int(text)
    return 10 * text.count("十") + max("零一二三四五六七八九".find(text[-1]), 0)


def _closing(one: Span, hit: re.Match[str]) -> Span:
    month = one.first // 12 * 12 + _count(hit["month"]) - 1
    return Span(month, month, hit.start(), hit.end(), int(hit["day"] or 0) or None, is_marked=True)


def _joined(one: Span, other: Span) -> Span:
    """From the one to the other; days count where they are the first and the last."""
    year, month = divmod(other.last, 12)
    is_whole = one.day in (None, 1) and other.day in (None, monthrange(max(year, 1), month + 1)[1])
    last = other.last if is_whole else max(other.last, one.first + 12 * 9)  # no period: nine years are none
    return replace(one, last=last, end=other.end, day=None, is_range=True, is_marked=one.is_marked or other.is_marked)


def parse_period(text: str, grain: Grain) -> str | None:
    """2021 · 2021年 · 2021年5月 · 2021-05 · 2021年第二季度 as a period code of the grain; None if it says none, or two."""
    codes = {one.code(grain) for one in spans(flattened(text))}
    return codes.pop() if len(codes) == 1 else None


def days(code: str) -> tuple[date, date]:
    """The first and the last day of a period code. Raises: ValueError if it is none."""
    hit = _CODE.fullmatch(code)
    if hit is None:
        raise ValueError(f"{code!r} is no period; write it as 2021, 2021-Q2 or 2021-05")
    year, quarter, month = (int(part) if part else 0 for part in hit.groups())
    first = quarter * 3 - 2 if quarter else month or 1
    last = quarter * 3 if quarter else month or 12
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def reaches(period: str, since: str | None) -> bool:
    """Whether a period does not end before another begins: 2021 reaches 2021-07, and 2021-06 does not."""
    return since is None or days(period)[1] >= days(since)[0]
