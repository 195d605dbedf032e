"""Pictures as SVG inside of a page: the reader's fonts, no script; words say the same to whoever cannot see them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape

from talent_warehouse.pages.number import number

_INK, _SOFT, _LINE, _BAND, _OPEN = "#1f2937", "#4b5563", "#1d4ed8", "#bfdbfe", "#b45309"
_STEP, _TOP, _BASE = 120, 46, 150  # pixels from year to year, of the highest point, of the line below


@dataclass(frozen=True)
class Point:
    """A number of a year, what bounds it, how many of the units that owe it have filed, and whether nothing is missing."""

    year: int
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    status: str | None
    filed: int
    owed: int
    is_complete: bool

    @property
    def told(self) -> str:
        """In words."""
        return number(self.value, self.low, self.high, self.status)


def of(row: Any) -> Point:
    """The headcount of a row of mart_region_programme_year."""
    return Point(
        row.year, row.headcount, row.headcount_low, row.headcount_high, row.headcount_status, row.units_in_force,
        row.units_expected, row.headcount_is_complete,
    )  # fmt: skip


def trend(points: Sequence[Point], title: str) -> Markup:
    """A point a year, ▲ for at least, a bar for bounds, a word where nothing is known. A line joins two years that follow
    each other and are both complete, and no others: growth that nobody filed is not drawn.
    """
    known = [float(p.high or p.value or p.low or 0) for p in points if p.value is not None or p.high is not None]
    if not known:
        return Markup("")
    top = max(known) or 1.0
    places = [(p, 70 + n * _STEP) for n, p in enumerate(points)]

    def y(value: Decimal | float) -> float:
        return round(_BASE - (_BASE - _TOP) * float(value) / top, 1)

    parts = [f'<line x1="16" x2="{70 + _STEP * len(points)}" y1="{_BASE}" y2="{_BASE}" stroke="#9ca3af"/>']
    for (a, x0), (b, x1) in itertools.pairwise(places):
        if a.is_complete and b.is_complete and a.value is not None and b.value is not None and b.year == a.year + 1:
            parts.append(
                f'<line x1="{x0}" y1="{y(a.value)}" x2="{x1}" y2="{y(b.value)}" stroke="{_LINE}" stroke-width="2"/>'
            )
    parts += [_point(p, x, y(p.value) if p.value is not None else None, _bounds(p, y)) for p, x in places]
    words = escape(f"{title}：" + "；".join(f"{p.year}年{p.told}，在案{p.filed}/{p.owed}" for p in points))
    return Markup(  # noqa: S704 (made of numbers and escaped words)
        f'<svg class="trend" viewBox="0 0 {90 + _STEP * len(points)} 190" role="img" aria-label="{words}"'
        f' font-size="13" text-anchor="middle">{"".join(parts)}</svg>'
    )


def _bounds(p: Point, y: object) -> tuple[float, float] | None:
    if p.low is None or p.high is None or p.low == p.high or not callable(y):
        return None
    return y(p.low), y(p.high)


def _point(p: Point, x: int, y: float | None, bounds: tuple[float, float] | None) -> str:
    parts = [f'<text x="{x}" y="{_BASE + 18}" fill="{_INK}">{p.year}</text>']
    parts.append(f'<text x="{x}" y="{_BASE + 34}" fill="{_SOFT}" font-size="11">在案{p.filed}/{p.owed}</text>')
    if bounds:
        parts.append(f'<line x1="{x}" x2="{x}" y1="{bounds[0]}" y2="{bounds[1]}" stroke="{_BAND}" stroke-width="10"/>')
    if y is None:
        parts.append(f'<text x="{x}" y="{(bounds[1] if bounds else _BASE) - 8}" fill="{_SOFT}">{escape(p.told)}</text>')
    else:
        is_floor = p.high is None
        parts.append(
            f'<path d="M{x - 6} {y + 5}h12l-6 -11z" fill="#fff" stroke="{_OPEN}" stroke-width="2"/>'
            if is_floor
            else f'<circle cx="{x}" cy="{y}" r="5" fill="{_LINE}"/>'
        )
        parts.append(
            f'<text x="{x}" y="{min(y, bounds[1] if bounds else y) - 12}" fill="{_INK}">{escape(p.told)}</text>'
        )
    return "".join(parts)


def nights(counts: Sequence[tuple[str, int, int]]) -> Markup:
    """New and cured problems of the last nights, a pair of bars each: (day, new, cured)."""
    top = max((max(new, cured) for _, new, cured in counts), default=0)
    if not top:
        return Markup("")
    parts = []
    for n, (day, new, cured) in enumerate(counts):
        x = 20 + n * 56
        for at, count, colour in ((x, new, _OPEN), (x + 22, cured, "#15803d")):
            tall = round(90 * count / top, 1)
            parts.append(f'<rect x="{at}" y="{110 - tall}" width="18" height="{tall}" fill="{colour}"/>')
            parts.append(f'<text x="{at + 9}" y="{106 - tall}" fill="{_INK}" font-size="10">{count}</text>')
        parts.append(f'<text x="{x + 20}" y="126" fill="{_INK}" font-size="11">{escape(day)}</text>')
    words = escape("；".join(f"{day}新增{new}、改正{cured}" for day, new, cured in counts))
    return Markup(  # noqa: S704 (made of numbers and escaped words)
        f'<svg class="nights" viewBox="0 0 {30 + 56 * len(counts)} 132" role="img" aria-label="{words}"'
        f' style="max-width:{30 + 56 * len(counts)}px" text-anchor="middle">{"".join(parts)}</svg>'
    )
