"""Numbers on the boundaries of another year: added anew from the counties, on the tree of that year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from recount.bound import Bounds
from recount.intervals import INFINITE, Interval, Number, total
from recount.keys import Key


@dataclass(frozen=True)
class Elsewhere:
    """A total on other boundaries. Status B where a region that was divided or merged is in it, else A."""

    interval: Interval
    value: Number | None
    status: str


def added_anew(
    bounds: Bounds, key: Key, tree: Mapping[str, str | None], became: Mapping[str, tuple[str, ...]]
) -> Elsewhere | None:
    """Return what a total of a region of the tree comes to; None where the measure does not add over regions.

    `became` names of each region of the key's year what it is on the tree: itself (left out), one that it was renamed
    to or merged into, or several that it was split into (of a carve-out: the donor too). What was divided is in each
    whole that holds all of them, and may be, in part, in one that holds some.
    """
    adds = bounds.world.measures[key.measure].adds["region"]
    if adds not in ("sum", "overlap", "max") or key.rollup != "total" or key.scope != "region":
        return None
    lattice = bounds.world.lattice
    intervals, values, is_moved = [], [], False
    for region in lattice.parents[key.year]:
        targets = became.get(region, (region,))
        inside = [target for target in targets if key.region in _chain(target, tree)]
        if not inside:
            continue
        piece = key._replace(region=region)
        if lattice.children[key.year].get(region):
            piece = piece._replace(rollup="own", scope="own_bureau")
        interval, value = bounds.interval_of(piece), bounds.value_of(piece)
        if len(inside) < len(targets):
            interval, value = Interval(0, interval.high), None
        is_moved |= targets != (region,)
        intervals.append(interval)
        values.append(value)
    made = total(intervals, adds)
    if any(value is None for value in values) or adds == "overlap":
        known: Number | None = made.low if made.is_point else None
    else:
        known = sum(values) if adds == "sum" else max(values, default=0)
    return Elsewhere(made, known if made.high != INFINITE else None, "B" if is_moved else "A")


def _chain(region: str, tree: Mapping[str, str | None]) -> list[str]:
    found, above = [], region
    while above is not None:
        found.append(above)
        above = tree.get(above)
    return found
