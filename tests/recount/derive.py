"""What the rows of registers say: at every cell the rows, or the distinct things, that stand there or below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from itertools import product

from recount.intervals import INFINITE, Interval, Number
from recount.keys import GROUP_OF, TOTAL, Key, Lattice
from recount.world import Aside, Measure, Row, Spot, Voice, World

ALL_PERSONS = "TALENT_HEADCOUNT"


@dataclass
class _Count:
    low: Number = 0
    value: Number | None = 0
    high: Number = 0
    firm: Number = 0
    things: dict[str, tuple[Number, Number | None, Number]] = field(default_factory=dict)

    def add(self, row: Row, adds: str) -> None:
        if row.thing is not None:
            low, value, high = self.things.get(row.thing, (0, None, 0))
            known = [one for one in (value, row.value) if one is not None]
            self.things[row.thing] = (max(low, row.low), max(known, default=None), max(high, row.high))
            return
        if adds == "sum":
            self.low, self.value, self.high = self.low + row.low, self.value + row.value, self.high + row.high
        else:  # numbers that overlap and name no thing
            self.low, self.value = max(self.low, row.low), max(self.value, row.value)
            self.high += row.high
        self.firm += row.low if row.is_firm else 0

    def settled(self) -> _Count:
        if not self.things:
            return self
        lows, values, highs = zip(*self.things.values(), strict=True)
        return _Count(sum(lows), None if None in values else sum(values), sum(highs), sum(lows))


@dataclass(frozen=True)
class Derived:
    """What rows say of a cell: at least low, and n + what is set aside where all is in force (is_whole)."""

    interval: Interval
    value: Number | None
    is_whole: bool
    is_provisional: bool = False
    aside: int = 0
    silent: int = 0
    is_owed: bool = False


class Registers:
    """All derived numbers of a world, computed once and asked by cell."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._counts: dict[Key, _Count] = defaultdict(_Count)
        self._asides: dict[tuple[str, int], list[Aside]] = defaultdict(list)
        self._heard: dict[tuple[str, int, str, str], list[Voice]] = {}
        self._outside: dict[tuple[str, int, str, str], bool] = {}
        self._where: dict[tuple[str, int, str], str | None] = {}
        self._days: dict[Key, list[tuple[date, Number, Number]]] = defaultdict(list)
        for row in world.rows:
            measure = world.measures[row.measure]
            for key in above_and_at(leaf(row, measure), world.lattice):
                self._counts[key].add(row, "sum" if measure.adds["rows"] == "sum" else "overlap")
                if row.day is not None:
                    self._days[key].append((row.day, row.low, row.high))
            if row.person is not None:
                self._where[row.measure, row.year, row.person] = row.spot.region
        for key, count in self._counts.items():
            self._counts[key] = count.settled()
        for aside in world.asides:
            self._asides[aside.measure, aside.year].append(aside)

    def keys(self) -> Iterable[Key]:
        """Return every cell that a row names, or a row aside that reads, and all above them."""
        yield from list(self._counts)
        for aside in self._world.asides:
            if _reads(aside.spot):
                yield leaf(aside, self._world.measures[aside.measure])

    def spoken_or_owed(self, named: Iterable[Key]) -> Iterator[Key]:
        """Yield the cells that a register speaks of without a row.

        Where it is whole: over all programmes, and of those that anybody names there. Where it is owed and
        silent: over all programmes, so that what is missing has a place.
        """
        measures, parents = self._world.measures.values(), self._world.lattice.parents
        programmes: dict[tuple[int, str, str, str], set[str]] = defaultdict(lambda: {TOTAL})
        for key in named:
            programmes[key.year, key.rollup, key.scope, key.region].add(key.programme)
        for measure, year in product([one for one in measures if one.form and not one.counts_as], sorted(parents)):
            stages = {one.default_stage for one in measures if measure.code in (one.code, one.counts_as)}
            for (rollup, scope), region in product((("own", "own_bureau"), ("total", "region")), parents[year]):
                key = Key(measure.code, region, rollup, TOTAL, year, str(year), scope, TOTAL, "", TOTAL)
                silent = self._speaking(measure, key)
                known = {TOTAL}
                if not silent and "programme" in measure.carried:
                    known = programmes[year, rollup, scope, region]
                if not silent or any(voice.is_owed for voice in silent):
                    yield from (key._replace(programme=p, stage=s) for p, s in product(known, stages))

    def at(self, key: Key) -> Derived | None:
        """Return what rows say of the cell; None where its measure derives from none, or not in this scope."""
        measure = self._world.measures[key.measure]
        if measure.is_floor:
            return self._at_least(measure, key)
        if measure.form is None or key.since != str(key.year) or key.scope not in ("own_bureau", "region"):
            return None
        if not _is_carried(measure, key):
            return None
        count = self._counts[key] if key in self._counts else _Count()
        silent = self._speaking(measure, key)
        asides = [aside for aside in self._asides.get((key.measure, key.year), ()) if self.may_stand(aside, key)]
        high = INFINITE if silent else count.high + sum(aside.high for aside in asides)
        low, provisional = count.low, False
        if measure.is_counted_once:
            low, provisional = self._left_after_claims(measure, key, count)
        owed = any(voice.is_owed for voice in silent)
        provisional = provisional and (high != INFINITE or bool(count.value))  # nobody is no number where one is silent
        return Derived(Interval(low, high), count.value, high != INFINITE, provisional, len(asides), len(silent), owed)

    def _at_least(self, measure: Measure, key: Key) -> Derived | None:
        """Return what rows say of a figure that they never tell whole; None where there is no such row."""
        if key not in self._counts:
            return None
        count = self._counts[key]
        if not measure.is_of_people:
            return Derived(Interval(count.low, INFINITE), count.value, False)
        everybody = self._world.measures[ALL_PERSONS]  # whoever may be claimed elsewhere is in neither number there
        low, is_provisional = self._left_after_claims(everybody, key._replace(measure=ALL_PERSONS), count)
        return Derived(Interval(low, INFINITE), count.value, False, is_provisional and bool(count.value))

    def until(self, key: Key, day: date) -> Interval:
        """Return what the rows in use come to that moved up to that day."""
        found = [(low, high) for moved, low, high in self._days.get(key, ()) if moved <= day]
        return Interval(sum(low for low, _ in found), sum(high for _, high in found))

    def unnamed(self, key: Key, dimension: str, members: Iterable[str]) -> Interval:
        """Return what may stand at the total under no member that has a cell, when its register is whole."""
        named = set(members)
        asides = self._asides.get((key.measure, key.year), ())
        return Interval(
            0, sum(one.high for one in asides if self.may_stand(one, key) and not self._is_in(one, dimension, named))
        )

    def _is_in(self, aside: Aside, dimension: str, named: set[str]) -> bool:
        """Return whether one of these members holds the row already."""
        at = getattr(aside.spot, dimension)
        return at is not None and not named.isdisjoint(_upward(dimension, at, self._world.lattice))

    def _silent(self, measure: Measure, year: int) -> tuple[Voice, ...]:
        silent = self._world.silent
        return silent.get((measure.code, year), silent.get((measure.form or "", year), ()))

    def _speaking(self, measure: Measure, key: Key) -> list[Voice]:
        """Return the silent units that may speak of the cell."""
        at = (measure.code, key.year, key.rollup, key.region)
        if at not in self._heard:
            chain = self._chains(key.year)
            self._heard[at] = [
                voice
                for voice in self._silent(measure, key.year)
                if _reaches(chain, voice.region, voice.reaches_below, key)
            ]
        return self._heard[at]

    def _left_after_claims(self, measure: Measure, key: Key, count: _Count) -> tuple[Number, bool]:
        """Return who stays whatever is filed yet, and whether anybody may go: rule 9."""
        at = (measure.code, key.year, key.rollup, key.region)
        if at not in self._outside:
            silent = self._silent(measure, key.year)
            chain = self._chains(key.year)
            self._outside[at] = any(
                not self._stays_within(one.region, one.reaches_below, key)
                for one in silent
                if chain(one.region)[-1] == chain(key.region)[-1]  # who is masked is outside all totals
            )
        if self._outside[at]:
            return count.firm, True
        going = sum(1 for aside in self._asides.get((measure.code, key.year), ()) if self._may_take(aside, key))
        return max(count.firm, count.low - going), going > 0

    def _may_take(self, aside: Aside, key: Key) -> bool:
        """Return whether the row, once mended, may take a person out of the cell."""
        if aside.takes == "":
            return False
        if aside.takes is not None:
            held = self._where.get((aside.measure, aside.year, aside.takes))
            if held is None or not self._stays_within(held, False, key):
                return False
        region, below = aside.spot.region, False
        if region is None:
            region, below = aside.spot.reach, aside.spot.reaches_below
        return region is None or not self._stays_within(region, below, key)

    def _stays_within(self, region: str, reaches_below: bool, key: Key) -> bool:
        """Return whether whoever stands in the region (or below) stands in the cell."""
        if key.rollup == "total":
            return key.region in self._chains(key.year)(region)
        has_below = bool(self._world.lattice.children[key.year].get(region))
        return region == key.region and not (reaches_below and has_below)

    def may_stand(self, aside: Aside, key: Key) -> bool:
        """Return whether the row may count in this cell, as far as it reads."""
        spot = aside.spot
        return self._region_may_be(spot, key) and all(
            at is None or key_at in _upward(dimension, at, self._world.lattice)
            for dimension, at, key_at in (
                ("programme", spot.programme, key.programme),
                ("item", spot.item, key.item),
                ("stage", spot.stage, key.stage),
                ("edition", spot.edition, key.edition),
            )
        )

    def _region_may_be(self, spot: Spot, key: Key) -> bool:
        chain = self._chains(key.year)
        if spot.region is None:
            return spot.reach is None or _reaches(chain, spot.reach, spot.reaches_below, key)
        return spot.region == key.region if key.rollup == "own" else key.region in chain(spot.region)

    @cached_property
    def _chain_of(self) -> Mapping[tuple[int, str], tuple[str, ...]]:
        lattice = self._world.lattice
        return {
            (year, region): tuple(lattice.chain(region, year))
            for year, tree in lattice.parents.items()
            for region in tree
        }

    def _chains(self, year: int):
        return lambda region: self._chain_of.get((year, region), (region,))


def _reaches(chain, region: str, reaches_below: bool, key: Key) -> bool:
    """Return whether a unit of the region may name one that stands in the cell."""
    if key.rollup == "own":
        return region == key.region or (reaches_below and region in chain(key.region))
    return key.region in chain(region) or (reaches_below and region in chain(key.region))


def _is_carried(measure: Measure, key: Key) -> bool:
    """Return whether rows of the register can name the cell: of a dimension that they lack they know the total."""
    totals = {"programme": TOTAL, "item": TOTAL, "stage": measure.default_stage, "edition": TOTAL}
    return all(name in measure.carried or getattr(key, name) == whole for name, whole in totals.items())


def _reads(spot: Spot) -> bool:
    return None not in (spot.region, spot.programme, spot.item, spot.stage, spot.edition)


@cache
def _members_above(at: str, sets: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    found, lineage = [at], dict(sets)
    while found[-1] != TOTAL:
        found.append(lineage.get(found[-1], TOTAL))
    return tuple(found)


def _upward(dimension: str, at: str, lattice: Lattice) -> tuple[str, ...]:
    if dimension == "programme":
        return _members_above(at, tuple(sorted(lattice.sets.items())))
    if dimension == "stage":
        return (at, GROUP_OF[at]) if at in GROUP_OF else (at,)
    return (at,) if at == TOTAL else (at, TOTAL)


def leaf(row: Row | Aside, measure: Measure) -> Key:
    """Return the lowest cell of a row that reads."""
    spot = row.spot
    return Key(
        row.measure,
        spot.region or "",
        "own",
        (spot.programme or TOTAL) if measure.knows_programme else TOTAL,
        row.year,
        str(row.year),
        "own_bureau",
        spot.item or TOTAL,
        spot.stage or measure.default_stage,
        spot.edition or TOTAL,
    )


def above_and_at(key: Key, lattice: Lattice) -> Iterable[Key]:
    """Return the cell and every cell above it, each once."""
    regions = [("own", key.region, "own_bureau")]
    regions += [("total", region, "region") for region in lattice.chain(key.region, key.year)]
    for rollup, region, scope in regions:
        for programme in _upward("programme", key.programme, lattice):
            for item in _upward("item", key.item, lattice):
                for stage in _upward("stage", key.stage, lattice):
                    for edition in _upward("edition", key.edition, lattice):
                        yield Key(
                            key.measure, region, rollup, programme, key.year, key.since, scope, item, stage, edition
                        )
