"""Closed intervals of exact numbers: what a witness says of a cell."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, TypeAlias

INFINITE = math.inf
Number: TypeAlias = int | Fraction | float  # a float is ∞ or −∞ and nothing else


class Interval(NamedTuple):
    """[low, high]; an end that is not known is −∞ or ∞."""

    low: Number
    high: Number

    def holds(self, value: Number) -> bool:
        return self.low <= value <= self.high

    def meets(self, other: Interval) -> bool:
        return self.low <= other.high and other.low <= self.high

    def within(self, other: Interval) -> bool:
        return other.low <= self.low and self.high <= other.high

    @property
    def is_point(self) -> bool:
        return self.low == self.high

    @property
    def is_bounded(self) -> bool:
        return self.low != -INFINITE and self.high != INFINITE

    @property
    def width(self) -> Number:
        return self.high - self.low


UNKNOWN = Interval(0, INFINITE)
ANYTHING = Interval(-INFINITE, INFINITE)
NOTHING = Interval(0, 0)


def exact(value: object) -> int | Fraction:
    """Return the number as int where it is one, else as Fraction. Raises: ValueError if it is none."""
    number = Fraction(value if isinstance(value, (int, Fraction, Decimal, str)) else str(value))
    return int(number) if number.denominator == 1 else number


def meet(intervals: Iterable[Interval]) -> Interval | None:
    """Return what all have in common, None if nothing."""
    low, high = -INFINITE, INFINITE
    for interval in intervals:
        low, high = max(low, interval.low), min(high, interval.high)
    return Interval(low, high) if low <= high else None


def hull(intervals: Iterable[Interval]) -> Interval:
    """Return the smallest interval that holds all of at least one."""
    found = list(intervals)
    return Interval(min(one.low for one in found), max(one.high for one in found))


def total(intervals: Iterable[Interval], adds: str) -> Interval:
    """Return the interval of a whole whose parts are given, as they add: sum, overlap or max."""
    found = list(intervals)
    if adds == "sum":
        return Interval(sum(one.low for one in found), sum(one.high for one in found))
    if adds == "overlap":
        return Interval(max((one.low for one in found), default=0), sum(one.high for one in found))
    if adds == "max":
        return Interval(max((one.low for one in found), default=0), max((one.high for one in found), default=0))
    raise ValueError(f"parts do not add by {adds!r}; known are sum, overlap and max")


def quotient(above: Interval, below: Interval, scale: Number, cap: Number) -> Interval | None:
    """Return the interval of above / below × scale, both not negative, at most cap; None where below is surely 0."""
    if below.high == 0:
        return None
    low = 0 if below.high == INFINITE else Fraction(above.low) / Fraction(below.high) * scale
    high = INFINITE if below.low == 0 or above.high == INFINITE else Fraction(above.high) / Fraction(below.low) * scale
    return Interval(min(low, cap), min(high, cap))


def half_of_last_digit(decimals: int, power: int) -> Fraction:
    """Return half of the last digit of a number written with these decimals, times ten to the power."""
    return Fraction(10) ** (power - decimals) / 2


def rounded(value: int | Fraction, half: Fraction, *, is_integer: bool, is_non_negative: bool) -> Interval:
    """Return where the true number lies that was written as value, true to half of its last digit."""
    low, high = value - half, value + half
    if is_integer:
        low, high = Fraction(math.ceil(low)), Fraction(math.floor(high))
    if is_non_negative:
        low = max(low, Fraction(0))
    return Interval(exact(low), exact(high))
