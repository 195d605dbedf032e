"""How a clerk lays out a sheet: what stands above, below, between and beside the rows. None of it changes what they say."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

Labels = Literal["plain", "stars", "spaces", "breaks", "numbers", "brackets"]
Beside = Literal["封面", "填报说明", "字典", "隐藏字典", "空表", "工作量统计"]
# A text column of each form in which neighbours are often the same, so that somebody merges them.
MERGED = {
    "talent_register": "employer", "programme_roster": "programme", "service_log": "programme",
    "funding_ledger": "payer", "measure_return": "measure",
}  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """One sheet's layout. Numbers of rows: 0 is never."""

    top: Literal["lines", "one", "spaced"] = "lines"
    is_title_merged: bool = False
    is_numbered: bool = False
    under_header: Literal["", "example", "numbering"] = ""
    labels: Labels = "plain"
    has_two_rows: bool = False  # a label over some of the labels
    unit: Literal["column", "header", "line"] = "column"  # where the unit of all amounts stands
    header_every: int = 0  # printed again on each page
    blank_every: int = 0
    subtotal_every: int = 0
    total: Literal["", "right", "wrong"] = ""
    has_formulas: bool = False  # in the totals
    merges_down: bool = False
    merges_number: str = ""  # a field of which the first two rows share one cell
    hides_rows: bool = False
    hides_columns: bool = False
    beside: tuple[Beside, ...] = ()
    is_split: bool = False  # over two sheets
    has_note: bool = False
    has_signature: bool = False
    has_date: bool = False


PLAIN = Shape()


def choose(rows: int, rng: Random) -> Shape:
    """A layout at random for a sheet of so many rows."""

    def with_chance(share: float) -> bool:
        return rng.random() < share

    is_numbered = with_chance(0.4)
    return Shape(
        top=rng.choices(("lines", "one", "spaced"), (63, 30, 7))[0],
        is_title_merged=with_chance(0.3),
        is_numbered=is_numbered,
        under_header="example" if is_numbered and with_chance(0.25) else "numbering" if with_chance(0.06) else "",
        labels=rng.choices(("plain", "stars", "spaces", "breaks", "numbers", "brackets"), (70, 8, 5, 8, 4, 5))[0],
        has_two_rows=with_chance(0.08),
        unit=rng.choices(("column", "header", "line"), (60, 25, 15))[0],
        header_every=rng.randrange(12, 60) if with_chance(0.06) else 0,
        blank_every=rng.randrange(5, 30) if with_chance(0.08) else 0,
        subtotal_every=rng.randrange(4, 9) if with_chance(0.15) else 0,
        total="right" if with_chance(0.45) else "",
        has_formulas=with_chance(0.5),
        merges_down=with_chance(0.08),
        hides_rows=rows > 5 and with_chance(0.02),
        hides_columns=with_chance(0.02),
        beside=_beside(rng),
        is_split=rows > 90 and with_chance(0.12),
        has_note=with_chance(0.3),
        has_signature=with_chance(0.4),
        has_date=with_chance(0.15),
    )


def _beside(rng: Random) -> tuple[Beside, ...]:
    if rng.random() > 0.15:
        return ()
    some: tuple[Beside, ...] = ("封面", "填报说明", "字典", "隐藏字典", "空表", "工作量统计")
    weights = (5, 5, 3, 3, 3, 1)
    chosen = {rng.choices(some, weights)[0] for _ in range(rng.randint(1, 3))}
    return tuple(name for name in some if name in chosen)
