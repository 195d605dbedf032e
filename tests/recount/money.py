"""Movements of money: the two sides of one payment are found and counted once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from recount.intervals import INFINITE, Interval, Number
from recount.world import Place

PAYERS_COUNT = ("matched", "transferred")
"""Stages whose movement is the payer's to register; all others are the payee's."""
DAYS = 31


@dataclass(frozen=True)
class Movement:
    """One row of a ledger. `side` is whose unit filed it, payer or payee, None if neither's name is the unit's."""

    fund_ref: str
    fund_year: int
    stage: str
    payer: str
    payee: str
    day: date
    amount: Interval
    value: Number | None
    unit: str
    side: str | None
    place: Place
    level: int = 0
    """1 a county's, 2 a prefecture's, 3 above."""


@dataclass(frozen=True)
class Counted:
    """What a movement adds where it stands."""

    movement: Movement
    low: Number
    value: Number
    high: Number


def counted(movements: Iterable[Movement]) -> list[Counted]:
    """Return what each movement adds, in order of place: of a pair the one whose stage it is, the other in the high.

    A payer's and a payee's row that agree in reference, stage, sides and amount are a pair if their dates differ by up
    to 31 days; pairs are made in order of date. On one date they are surely one movement, so the other adds nothing,
    even where the amounts differ (then the low is the lesser and the high the greater).
    """
    groups: dict[tuple[object, ...], list[Movement]] = defaultdict(list)
    for one in movements:
        groups[one.fund_ref, one.fund_year, one.stage, one.payer, one.payee].append(one)
    found = [result for group in groups.values() for result in _counted(group)]
    return sorted(found, key=lambda one: one.movement.place)


def _counted(group: list[Movement]) -> Iterable[Counted]:
    waiting = sorted(group, key=lambda one: (one.day, one.place))
    pairs = _pairs(waiting, lambda one, other: one.day == other.day)
    paired = {place for pair in pairs for place in (pair[0].place, pair[1].place)}
    left = [one for one in waiting if one.place not in paired]
    pairs += _pairs(left, lambda one, other: one.amount == other.amount and abs((one.day - other.day).days) <= DAYS)
    paired = {place for pair in pairs for place in (pair[0].place, pair[1].place)}
    yield from (_alone(one) for one in waiting if one.place not in paired)
    for pair in pairs:
        yield from _pair(*pair)


def _pairs(waiting: list[Movement], agree) -> list[tuple[Movement, Movement]]:
    found: list[tuple[Movement, Movement]] = []
    taken: set[Place] = set()
    for one in waiting:
        partner = next(
            (
                other
                for other in waiting
                if one.place not in taken and other.place not in taken and _are_sides(one, other) and agree(one, other)
            ),
            None,
        )
        if partner is not None:
            found.append((one, partner))
            taken |= {one.place, partner.place}
    return found


def _are_sides(one: Movement, other: Movement) -> bool:
    """Return whether one is the payer's unit's and the other the payee's; a unit of neither name may be either."""
    return one.unit != other.unit and (one.side is None or other.side is None or one.side != other.side)


def _pair(one: Movement, other: Movement) -> list[Counted]:
    first, second = sorted((one, other), key=_precedence)
    if one.day != other.day:
        return [_alone(first), Counted(second, 0, 0, second.amount.high)]
    high = max(first.amount.high, second.amount.high)
    return [
        Counted(first, min(first.amount.low, second.amount.low), _value(first), high),
        Counted(second, 0, 0, 0),
    ]


def _precedence(row: Movement) -> tuple[object, ...]:
    """Return the order of who counts: whose it is, the other party, somebody who is neither; the lower level first."""
    return not _is_whose(row), row.side is None, row.level, row.unit, row.place


def _is_whose(row: Movement) -> bool:
    return row.side == ("payer" if row.stage in PAYERS_COUNT else "payee")


def _alone(row: Movement) -> Counted:
    return Counted(row, row.amount.low, _value(row), row.amount.high)


def _value(row: Movement) -> Number:
    if row.value is not None:
        return row.value
    return row.amount.low if row.amount.high == INFINITE else row.amount.high
