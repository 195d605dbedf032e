"""What a batch of posts counts for: each measure has one source, since nothing adds across sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from recount.intervals import INFINITE, Interval, Number, exact

MEASURES = {
    "POSTS_DEMANDED": ("survey", "posts"),
    "SURVEYED_EMPLOYERS": ("survey", "employers"),
    "DEMAND_LISTS": ("demand_list", "list_ref"),
    "POSTS_LISTED": ("demand_list", "posts"),
    "RECRUIT_DRIVES": ("drive", "list_ref"),
    "POSTS_OFFERED": ("drive", "posts"),
    "POST_OPENINGS": ("drive", "openings"),
    "POST_APPLICANTS": ("drive", "applicants"),
    "POSTS_FILLED": ("drive", "filled"),
    "HIRED_MARKET": ("market", "filled"),
    "ESTABLISHMENT_POSTS": ("establishment_pool", "posts"),
    "ESTABLISHMENT_USED": ("establishment_pool", "used"),
}
"""The source that a measure is told of by, and the quantity that it adds up; lists and drives are counted by their number."""
BLANKS, BRACKETS = " 　", "〔〕[]［］【】()（）"
NO_NUMBER = ("Q", "O", "M", "L")


def measures(one: Any) -> Iterator[tuple[str, str]]:
    """Return the measures for which a row counts, or may count where a field does not read, with their quantities."""
    source, urgent = one.read("source"), one.read("urgent")
    for measure, (of, name) in MEASURES.items():
        if source in (None, of) and not (measure == "POSTS_DEMANDED" and urgent == "no"):
            yield measure, name


def thing(one: Any, measure: str) -> str | None:
    """Return what counts once, of however many rows: a list of its unit, an employer of a prefecture by its name."""
    if measure in ("DEMAND_LISTS", "RECRUIT_DRIVES"):
        return "|".join(
            (one.unit, one.read("source"), "".join(c for c in one.row["list_ref"] if c not in BLANKS + BRACKETS))
        )
    if measure == "SURVEYED_EMPLOYERS" and one.row["employer"] in ("全部", "全部单位"):
        return "|".join(map(str, one.place))
    if measure == "SURVEYED_EMPLOYERS":
        return "|".join(((one.region or "")[:4], "".join(c for c in one.row["employer"] if c not in BLANKS)))
    return None


def most(one: Any, name: str) -> Number | None:
    """Return the most that a row which is set aside may add; None where that does not read."""
    if name == "list_ref":
        return 1
    high = one.row[f"{name}__high"] if one.read(name) is not None else None
    return None if high is None else exact(high)


def amount(one: Any, name: str) -> tuple[Interval, Number]:
    """Return what a row in use adds, and its value; of openings that nobody states each post wants one person."""
    if name == "list_ref":
        return Interval(1, 1), 1
    if name == "openings" and one.row["openings__status"] == "O" and one.row["posts__status"] not in NO_NUMBER:
        (posts, at), (filled, came) = amount(one, "posts"), amount(one, "filled")
        if one.row["filled__status"] == "O":
            return posts, at
        return Interval(max(posts.low, filled.low), max(posts.high, filled.high)), max(at, came)
    low, value, high = (one.row[f"{name}__{end}"] for end in ("low", "v", "high"))
    least = 0 if low is None else exact(low)
    return Interval(least, INFINITE if high is None else exact(high)), least if value is None else exact(value)
