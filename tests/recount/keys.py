"""Cells and what lies above and below them: six dimensions in which a cell can be a total, in no order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

TOTAL, NONE_NAMED, NOT_APPLICABLE, UNKNOWN_START = "_T", "_N", "_Z", "_U"
DIMENSIONS = ("region", "programme", "item", "stage", "edition", "since")

RUNGS: Mapping[str, tuple[str, ...]] = {
    "_planned": ("planned", "preparing"),
    "_pending": ("applied", "recommended", "in_public_notice"),
    "_reached": ("approved", "recognised", "established", "signed", "implemented", "evaluated"),
    "_gone": ("withdrawn",),
}
"""Groups of the ladder. A group stands in no other total, so none of them is a total of all."""
GROUP_OF = {rung: group for group, rungs in RUNGS.items() for rung in rungs}


class Key(NamedTuple):
    """A cell. `since` is a year as text or _U; the other members are codes."""

    measure: str
    region: str
    rollup: str
    programme: str
    year: int
    since: str
    scope: str
    item: str
    stage: str
    edition: str


@dataclass(frozen=True)
class Lattice:
    """Trees of regions (by year; the root's parent is None) and of programmes (member → set)."""

    parents: Mapping[int, Mapping[str, str | None]]
    sets: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def children(self) -> Mapping[int, Mapping[str, tuple[str, ...]]]:
        return {year: _children(tree) for year, tree in self.parents.items()}

    @cached_property
    def depths(self) -> Mapping[int, Mapping[str, int]]:
        """How many levels lie below a region, by year."""
        return {year: _depths(self.children[year]) for year in self.parents}

    def chain(self, region: str, year: int) -> list[str]:
        """Return the region and all above it."""
        found, above = [], region
        while above is not None:
            found.append(above)
            above = self.parents[year].get(above)
        return found

    def above(self, key: Key, dimension: str) -> Key | None:
        """Return the total of which the cell is a part along this dimension, None if it is in none."""
        if dimension == "region":
            return self._above_region(key)
        if dimension == "programme":
            return None if key.programme == TOTAL else key._replace(programme=self.sets.get(key.programme, TOTAL))
        if dimension == "item":
            return None if key.item == TOTAL else key._replace(item=TOTAL)
        if dimension == "stage":
            return key._replace(stage=GROUP_OF[key.stage]) if key.stage in GROUP_OF else None
        if dimension == "edition":
            return None if key.edition == TOTAL else key._replace(edition=TOTAL)
        return None  # a year stands in totals of years, but makes none: they are where somebody filed one

    def _above_region(self, key: Key) -> Key | None:
        if key.rollup == "own":
            return key._replace(rollup="total", scope="region")
        parent = self.parents[key.year].get(key.region) if key.scope == "region" else None
        return None if parent is None else key._replace(region=parent)

    def regions_below(self, key: Key) -> list[Key]:
        """Return own and the children's totals of a total over regions, whether anybody named them or not."""
        own = key._replace(rollup="own", scope="own_bureau")
        return [own] + [key._replace(region=child) for child in self.children[key.year].get(key.region, ())]

    def height(self, key: Key) -> int:
        """Return the cell's rank: the sum of its heights, greater than that of any of its parts."""
        region = 0 if key.rollup == "own" else 1 + self.depths[key.year].get(key.region, 0)
        programme = 1 + self._deepest_set if key.programme == TOTAL else self._set_height(key.programme)
        since = 0 if key.since == str(key.year) else 1
        return region + programme + (key.item == TOTAL) + (key.stage in RUNGS) + (key.edition == TOTAL) + 99 * since

    @cached_property
    def _members(self) -> Mapping[str, tuple[str, ...]]:
        return _children(self.sets)

    def _set_height(self, programme: str) -> int:
        below = self._members.get(programme, ())
        return 1 + max(self._set_height(member) for member in below) if below else 0

    @cached_property
    def _deepest_set(self) -> int:
        return max((self._set_height(programme) for programme in self._members), default=0)

    def closed_upward(self, keys: Iterable[Key]) -> tuple[set[Key], Mapping[tuple[Key, str], list[Key]]]:
        """Return the cells and all above them, and the parts that stand there, by total and dimension."""
        parts: dict[tuple[Key, str], list[Key]] = defaultdict(list)
        found, waiting = set(), sorted(set(keys))
        while waiting:
            key = waiting.pop()
            if key in found:
                continue
            found.add(key)
            for dimension in DIMENSIONS:
                above = self.above(key, dimension)
                if above is not None:
                    parts[above, dimension].append(key)
                    waiting.append(above)
        return found, parts


def _children(tree: Mapping[str, str | None]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for member, parent in sorted(tree.items()):
        if parent is not None:
            found[parent].append(member)
    return {parent: tuple(members) for parent, members in found.items()}


def _depths(children: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    found: dict[str, int] = {}

    def depth(region: str) -> int:
        if region not in found:
            found[region] = 1 + max(map(depth, children.get(region, ())), default=-1)
        return found[region]

    for region in children:
        depth(region)
    return found
