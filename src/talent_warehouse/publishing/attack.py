"""What a reader of `open` may conclude: the counts that fit everything shown, by the sums that he knows to hold.

Each number shown leaves an interval for the count behind it. Totals and their parts, own and total, a part of the people
of a row, and a cell in two publications narrow it, until nothing narrows any further. A count of which only 1 or only 2
is left is known, and must not be.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

BASE = 3
TOTAL = "_T"
SMALL = (1, 2)
_PARTS = {"life_stage": ("recognised", "implemented")}  # of the total, where not all are
_OPEN_END = 10**12
Interval: TypeAlias = tuple[int, int]


@dataclass(frozen=True)
class Cell:
    """A count of persons at a place of a mart, `count` the number in the list of counts that it is."""

    mart: str
    column: str
    place: Mapping[str, str]
    count: int


@dataclass(frozen=True)
class Rule:
    """What a reader knows: the counts on the left, and `more`, are together at most those on the right, or as many."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    more: int = 0
    is_equal: bool = False

    @property
    def counts(self) -> tuple[int, ...]:
        return (*self.left, *self.right)


@dataclass(frozen=True)
class Knowledge:
    """Which cells are parts of which, as anybody may know."""

    parents: Mapping[str, str] = field(default_factory=dict)  # region → the region above it
    programmes: Mapping[str, Sequence[str]] = field(default_factory=dict)  # set, or the total → programmes in it
    within: Mapping[tuple[str, str], tuple[str, str]] = field(
        default_factory=dict
    )  # (mart, column) → whose people these are


def rounded(shown: int | None) -> Interval:
    """The counts that may be shown so: 0 for 0 to 2, 3 for 1 to 5; nothing shown tells nothing."""
    return (0, _OPEN_END) if shown is None else (max(shown - BASE + 1, 1) if shown else 0, shown + BASE - 1)


def rules(pictures: Iterable[Sequence[Cell]], values: Sequence[int], knowledge: Knowledge) -> list[Rule]:
    """The sums among the cells of each picture that hold of the true values: who relies on another knows nothing."""
    sums: dict[tuple[int, tuple[int, ...]], None] = {}
    held: dict[tuple[int, int], None] = {}
    for cells in pictures:
        for whole, parts in (*_along_keys(cells, knowledge.programmes), *_along_regions(cells, knowledge.parents)):
            if parts and whole not in parts:
                sums[whole, tuple(sorted(parts))] = None
        held.update(dict.fromkeys((whole, part) for whole, part in _within(cells, knowledge.within) if whole != part))
    found = [rule for whole, parts in sums for rule in _holding(whole, parts, values)]
    found += (Rule((part,), (whole,)) for whole, part in held if values[part] <= values[whole])
    return found


def _holding(whole: int, parts: tuple[int, ...], values: Sequence[int]) -> Iterator[Rule]:
    total = sum(values[p] for p in parts)
    if total == values[whole]:
        yield Rule(parts, (whole,), is_equal=True)
    elif total <= values[whole]:
        yield Rule(parts, (whole,))
    else:
        yield Rule((whole,), parts)
        yield from (Rule((p,), (whole,)) for p in parts if values[p] <= values[whole])


def _along_keys(cells: Iterable[Cell], programmes: Mapping[str, Sequence[str]]) -> Iterator[tuple[int, list[int]]]:
    """The total of each dimension that a mart divides, with its parts; of programmes the sets too."""
    groups: dict[tuple[str, str, str, object], dict[str, int]] = defaultdict(dict)
    for cell in cells:
        for key, value in cell.place.items():
            if key not in ("region_code", "rollup", "year"):
                rest = tuple(sorted((k, v) for k, v in cell.place.items() if k != key))
                groups[cell.mart, cell.column, key, rest][value] = cell.count
    for (_, _, key, _), group in groups.items():
        wholes = programmes if key == "programme_code" else {TOTAL: _PARTS.get(key, tuple(group))}
        for whole in wholes.keys() & group.keys():
            yield group[whole], [group[part] for part in wholes[whole] if part in group and part != whole]


def _along_regions(cells: Iterable[Cell], parents: Mapping[str, str]) -> Iterator[tuple[int, list[int]]]:
    """The total of a region, with its own and the totals of the regions in it."""
    wholes: dict[tuple[object, ...], int] = {}
    parts: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for cell in cells:
        rest = tuple(sorted((k, v) for k, v in cell.place.items() if k not in ("region_code", "rollup")))
        region, at = cell.place["region_code"], (cell.mart, cell.column, rest)
        if cell.place.get("rollup") == "own":
            parts[*at, region].append(cell.count)
        else:
            wholes[*at, region] = cell.count
            parts[*at, parents.get(region)].append(cell.count)
    yield from ((whole, parts[at]) for at, whole in wholes.items())


def _within(cells: Iterable[Cell], within: Mapping[tuple[str, str], tuple[str, str]]) -> Iterator[tuple[int, int]]:
    """The people of whom others are a part, at the same place; a key that their mart has not stands at its total there."""
    at = {(c.mart, c.column, frozenset((k, v) for k, v in c.place.items() if v != TOTAL)): c.count for c in cells}
    for (mart, column, place), count in at.items():
        if (mart, column) in within and (whole := at.get((*within[mart, column], place))) is not None:
            yield whole, count


def links(before: Iterable[Cell], now: Iterable[Cell], values: Sequence[int]) -> tuple[list[Rule], list[Rule]]:
    """From one publication to the next: who knows that one person came, or left, knows in which cells.

    Of a region to which one person came: what an insider there knows; and of these the rules of a publication in which
    nobody else came or left anywhere. Where several came nobody knows of all of them. A cell is in both, that of nobody too.
    """
    was = {(c.mart, c.column, frozenset(c.place.items())): c.count for c in before}
    cells = {(c.mart, c.column, frozenset(c.place.items())): c.count for c in now}
    more = {at: values[cells[at]] - values[was[at]] for at in was.keys() & cells.keys()}
    most: dict[tuple[str, str], int] = defaultdict(int)
    for (mart, column, _), one in more.items():
        most[mart, column] = max(most[mart, column], abs(one))
    of_regions, of_all = [], []
    for (mart, column, place), one in more.items():
        whole = frozenset((k, v if k in ("region_code", "rollup", "year") else TOTAL) for k, v in place)
        ends = was[mart, column, place], cells[mart, column, place]
        if ends[0] != ends[1] and abs(one) <= 1 and abs(more.get((mart, column, whole), one)) <= 1:
            rule = Rule(ends[:1], ends[1:], one, is_equal=True)
            of_regions.append(rule)
            if most[mart, column] <= 1:
                of_all.append(rule)
    return of_regions, of_all


def bounds(
    shown: Sequence[int | None],
    known: Iterable[Rule],
    interval: Callable[[int | None], Interval] = rounded,
) -> list[Interval]:
    """The interval that is left for each count. Raises: ValueError if nothing fits: what is shown is not of these counts."""
    known = list(known)
    rules_of: dict[int, list[int]] = defaultdict(list)
    for n, rule in enumerate(known):
        for count in rule.counts:
            rules_of[count].append(n)
    low, high = ([interval(number)[end] for number in shown] for end in (0, 1))
    todo, waiting = deque(range(len(known))), set(range(len(known)))
    while todo:
        n = todo.popleft()
        waiting.discard(n)
        rule = known[n]
        changed = _narrowed(low, high, rule.left, rule.right, rule.more)
        if rule.is_equal:
            changed |= _narrowed(low, high, rule.right, rule.left, -rule.more)
        again = {other for count in changed for other in rules_of[count]} - waiting
        waiting |= again
        todo.extend(sorted(again))
    return list(zip(low, high, strict=True))


def _narrowed(low: list[int], high: list[int], left: tuple[int, ...], right: tuple[int, ...], more: int) -> set[int]:
    """Left and more are at most right: each on the left leaves room for the least of the others, and the reverse."""
    changed = set()
    room = sum(high[c] for c in right) - sum(low[c] for c in left) - more
    if room < 0:
        raise ValueError(
            f"No counts fit: {left} and {more} are to be at most {right}, and cannot be as they are shown."
        )
    for count in left:
        if low[count] + room < high[count]:
            high[count] = low[count] + room
            changed.add(count)
    for count in right:
        if high[count] - room > low[count]:
            low[count] = high[count] - room
            changed.add(count)
    return changed


def certain(intervals: Iterable[Interval]) -> list[int]:
    """The counts that are known to be 1, or to be 2."""
    return [n for n, (low, high) in enumerate(intervals) if low == high and low in SMALL]
