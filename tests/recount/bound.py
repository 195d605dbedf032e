"""The bounds of every cell: witnesses met, contradictions held, differences taken, in two passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from recount.derive import Derived, Registers
from recount.intervals import NOTHING, Interval, Number, meet, total
from recount.keys import DIMENSIONS, RUNGS, TOTAL, UNKNOWN_START, Key
from recount.statements import Statement, by_cell, stated
from recount.value import settle
from recount.witness import Bound, Witness
from recount.world import World

Result = TypeVar("Result")


def cache_of_one(method: Callable[..., Result]) -> Callable[..., Result]:
    """Return the method with its results kept on its object."""

    def kept(self: Bounds, *arguments: object) -> Result:
        known = self.kept.setdefault(method.__name__, {})
        if arguments not in known:
            known[arguments] = method(self, *arguments)
        return known[arguments]

    return kept


@dataclass(frozen=True)
class Contradiction:
    """A cell whose witnesses do not meet, and the filings that the contradicted sums rest on."""

    key: Key
    statements: frozenset[Statement]
    rests_on: frozenset[Statement]


@dataclass
class Bounds:
    """All cells of a world with their bounds, in the order of their rank."""

    world: World
    dimensions: tuple[str, ...] = DIMENSIONS
    registers: Registers = field(init=False)
    cells: dict[Key, Bound] = field(default_factory=dict)
    contradictions: dict[Key, Contradiction] = field(default_factory=dict)
    disputed: frozenset[Statement] = frozenset()
    marked: set[Key] = field(default_factory=set)
    kept: dict[str, dict[tuple[object, ...], Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.registers = Registers(self.world)
        self.statements: Mapping[Key, list[Statement]] = by_cell(stated(self.world))
        named = {*self.statements, *self.registers.keys(), *(claim.key for claim in self.world.claims)}
        keys, _ = self.world.lattice.closed_upward(named)
        keys, self._members = self.world.lattice.closed_upward({*named, *self.registers.spoken_or_owed(keys)})
        self.order = sorted(keys, key=lambda key: (self.world.lattice.height(key), key))

    def compute(self) -> Bounds:
        """Bound all cells: once, then with differences and without what the first pass found disputed."""
        for key in self.order:
            self.cells[key] = self._bound(key, None)
        self._note_contradictions()
        self._mark()
        self._pass_again(self._differences())
        self._note_contradictions()
        self._mark()
        return self

    def _pass_again(self, differences: Mapping[Key, Interval]) -> None:
        """Bound anew what differs: cells with a difference, disputed filings, or such a part. The disputed stay."""
        changed: set[Key] = set()
        for key in self.order:
            is_touched = key in differences or any(one in self.disputed for one in self.statements.get(key, ()))
            is_above = any(part in changed for one in self.dimensions for part in self.part_keys(key, one))
            if key in self.contradictions or not (is_touched or is_above):
                continue
            before, now = self.cells[key], self._bound(key, differences.get(key))
            self.cells[key] = now
            if any(getattr(before, name) != getattr(now, name) for name in ("free", "addend", "floor", "status")):
                changed.add(key)

    def _bound(self, key: Key, difference: Interval | None) -> Bound:
        measure, derived = self.world.measures[key.measure], self.registers.at(key)
        witnesses = self._base(key, derived)
        witnesses += [Witness.of_statement(one) for one in self.statements.get(key, ())]
        witnesses += [found for dimension in self.dimensions if (found := self._parts(key, dimension, derived))]
        if difference is not None:
            witnesses.append(Witness("difference", difference, None, statuses=("I",)))
        free = [one for one in witnesses if one.statement not in self.disputed or one.statement is None]
        bound = settle(key, measure, derived, witnesses)
        if any(self._is_refuted(key, one, derived) for one in self.statements.get(key, ())):
            bound.verdict = "disagree"
        if not bound.is_contradicted and len(free) < len(witnesses):
            bound.free = settle(key, measure, derived, free).interval
        return bound

    def _is_refuted(self, key: Key, statement: Statement, derived: Derived | None) -> bool:
        """Return whether movements up to the day of a figure are surely more than it, or fewer."""
        if statement.as_of is None or statement.as_filed is None or derived is None:
            return False
        until = self.registers.until(key, statement.as_of)
        is_fewer = derived.is_whole and not derived.aside and until.high < statement.as_filed.low
        return until.low > statement.as_filed.high or is_fewer

    def _base(self, key: Key, derived: Derived | None) -> list[Witness]:
        if derived is not None:
            return [Witness.of_rows(derived)]
        spans = [(key.measure, key.region, one.year) for one in _years(key)] or [(key.measure, key.region, key.year)]
        is_rate = self.world.measures[key.measure].adds["programme"] == "none"
        is_decided = key.scope == "own_bureau" and key.since != UNKNOWN_START and not is_rate
        if is_decided and all(span in self.world.closed for span in spans):
            return [Witness("decision", NOTHING, 0, is_whole=True)]
        return []

    def _parts(self, key: Key, dimension: str, derived: Derived | None) -> Witness | None:
        """Return what the parts along one dimension say of their total, None where the cell is no total in it."""
        measure = self.world.measures[key.measure]
        adds = self._adds(key, dimension)
        members = self.part_keys(key, dimension)
        if adds in ("none", "ratio") or not members:
            return None
        parts = [self._part(member) for member in members]
        intervals, values = [part.free for part in parts], [part.addend for part in parts]
        statuses = tuple(part.status for part in parts)
        if dimension not in ("region", "since") or (dimension == "since" and key.since == UNKNOWN_START):
            rest = measure.unknown
            if derived is not None and derived.is_whole and dimension in measure.carried:
                rest = self.registers.unnamed(key, dimension, (getattr(one, dimension) for one in members))
            intervals.append(rest)
            values.append(0 if rest == NOTHING else None)
        interval = total(intervals, adds)
        value = _added(values, adds) if interval.is_bounded else None
        if interval == measure.unknown:
            return Witness("parts", interval, None, dimension=dimension, statuses=statuses, says_something=False)
        floors = [part.floor for part in parts]
        return Witness(
            "parts",
            interval,
            value,
            dimension=dimension,
            is_whole=interval.is_bounded,
            statuses=statuses,
            floor=sum(floors) if adds == "sum" else max(floors, default=0),
            is_filed=any(part.is_filed for part in parts),
        )

    def _adds(self, key: Key, dimension: str) -> str:
        """Return how parts add: on one rung at a time in one programme and edition, so that heads do not overlap."""
        adds = self.world.measures[key.measure].adds[dimension]
        if dimension != "stage" or adds != "overlap":
            return adds
        is_one = key.programme not in self._wholes and key.edition != TOTAL
        return "sum" if is_one else adds

    @cached_property
    def _wholes(self) -> set[str]:
        return {TOTAL, *self.world.lattice.sets.values()}

    def _part(self, key: Key) -> Bound:
        return self.cells[key] if key in self.cells else self._unnamed(key)

    @cache_of_one
    def _unnamed(self, key: Key) -> Bound:
        """Return what a cell comes to that nobody names."""
        derived = self.registers.at(key) if key.year in self.world.lattice.parents else None
        return settle(key, self.world.measures[key.measure], derived, self._base(key, derived))

    def interval_of(self, key: Key) -> Interval:
        """Return the interval of a cell, whether anybody named it or not."""
        return self._part(key).interval

    def value_of(self, key: Key) -> Number | None:
        """Return what a cell adds to a whole."""
        return self._part(key).addend

    @cache_of_one
    def part_keys(self, key: Key, dimension: str) -> list[Key]:
        """Return the parts of a total along a dimension; the region's all, of others those that have a cell."""
        if dimension == "region":
            is_total = key.rollup == "total" and key.scope == "region"
            return self.world.lattice.regions_below(key) if is_total else []
        if dimension == "since":
            return _years(key)
        at = getattr(key, dimension)
        is_total = at in RUNGS if dimension == "stage" else at == TOTAL or dimension == "programme"
        return sorted(self._members.get((key, dimension), ())) if is_total else []

    def _note_contradictions(self) -> None:
        rests: dict[Key, frozenset[Statement]] = {}
        for key in self.order:
            bound = self.cells[key]
            if bound.is_contradicted and key not in self.contradictions:
                below = [self._resting(key, one, rests) for one in bound.in_dispute]
                own = frozenset(one.statement for one in bound.in_dispute if one.statement is not None)
                self.contradictions[key] = Contradiction(key, own, frozenset().union(*below))
        self.disputed = self._disputed()

    def _disputed(self) -> frozenset[Statement]:
        """Return the filings on which contradicted sums rest, and what the filings in dispute say of other cells."""
        rests_on = frozenset().union(*(one.rests_on for one in self.contradictions.values()))
        here = frozenset().union(*(one.statements for one in self.contradictions.values()))
        here |= {one for bound in self.cells.values() for one in bound.beaten}
        places = {one.place for one in rests_on | here}
        said = [one for found in self.statements.values() for one in found if one.place in places]
        return rests_on | (frozenset(said) - here)

    def _resting(self, key: Key, witness: Witness, rests: dict[Key, frozenset[Statement]]) -> frozenset[Statement]:
        if witness.kind == "parts" and witness.dimension is not None:
            below = self.part_keys(key, witness.dimension)
        elif witness.kind == "difference":
            whole = key._replace(rollup="total", scope="region")
            below = [whole, *self.world.lattice.regions_below(whole)[1:]]
        else:
            return frozenset()
        return frozenset().union(*(self._first_filings(one, rests) for one in below))

    def _first_filings(self, key: Key, rests: dict[Key, frozenset[Statement]]) -> frozenset[Statement]:
        """Return the first filings on each path down from the cell that say all that it says; whole rows end a path."""
        if key not in self.cells:
            return frozenset()
        if key not in rests:
            bound = self.cells[key]
            filed = {
                one.statement: one.interval for one in bound.witnesses if one.statement and one.interval is not None
            }
            found = frozenset() if bound.is_by_rows else frozenset(filed)
            if not bound.is_by_rows and meet(filed.values()) != bound.interval:
                parts = [one for one in bound.witnesses if one.kind == "parts" and one.says_something]
                found = found.union(*(self._resting(key, one, rests) for one in parts))
            rests[key] = found
        return rests[key]

    def _mark(self) -> None:
        """Note every cell that rests on what is disputed: the places, all above them, and what they leave for own."""
        self.marked, before = set(), -1
        while len(self.marked) > before:
            before = len(self.marked)
            self.marked.update(key for key in self.order if self._rests_on_disputed(key))

    def _rests_on_disputed(self, key: Key) -> bool:
        if key in self.contradictions or any(one in self.disputed for one in self.statements.get(key, ())):
            return True
        below = [part for one in self.dimensions for part in self.part_keys(key, one)]
        if any(one.kind == "difference" for one in self.cells[key].witnesses):
            whole = key._replace(rollup="total", scope="region")
            below += [whole, *self.world.lattice.regions_below(whole)[1:]]
        return any(one in self.marked for one in below)

    def _differences(self) -> dict[Key, Interval]:
        """Return what totals and children that nobody disputes leave for own."""
        found = {}
        for key in self.order:
            adds = self.world.measures[key.measure].adds["region"]
            if key.rollup != "own" or adds not in ("sum", "overlap"):
                continue
            whole = key._replace(rollup="total", scope="region")
            below = self.world.lattice.regions_below(whole)[1:]
            if any(one in self.marked for one in (whole, *below)):
                continue
            unknown = self.world.measures[key.measure].unknown
            found[key] = _difference(
                self.cells[whole].interval, [self._part(one).interval for one in below], adds, unknown
            )
        return {key: one for key, one in found.items() if not self.cells[key].interval.within(one)}


def _years(key: Key) -> list[Key]:
    if key.since == str(key.year):
        return []
    first = key.year if key.since == UNKNOWN_START else int(key.since)
    return [key._replace(year=year, since=str(year)) for year in range(first, key.year + 1)]


def _added(values: Iterable[Number | None], adds: str) -> Number | None:
    found = list(values)
    if adds == "overlap" or any(value is None for value in found):
        return None
    known = [value for value in found if value is not None]
    return sum(known) if adds == "sum" else max(known, default=0)


def _difference(whole: Interval, below: list[Interval], adds: str, unknown: Interval) -> Interval:
    low = whole.low - sum(one.high for one in below)
    high = whole.high if adds == "overlap" else whole.high - sum(one.low for one in below)
    return Interval(max(low, unknown.low), min(high, unknown.high))
