"""Random provinces that know their truth: who did what where, what of it was filed, and what was said about it."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from recount import statements
from recount.coverage import Register
from recount.derive import above_and_at
from recount.intervals import INFINITE, Interval, Number, exact
from recount.keys import DIMENSIONS, UNKNOWN_START, Key, Lattice
from recount.world import Aside, Claim, Filing, Measure, Row, Spot, World

YEARS = (2020, 2021)
START = "2020"
"""Where cumulative figures without a start truly begin: unknown to whoever reads them."""
OVERLAP = dict.fromkeys(DIMENSIONS, "overlap")
SUM = dict.fromkeys(DIMENSIONS, "sum")
MEASURES = {
    measure.code: measure
    for measure in (
        Measure("HEADS", OVERLAP | {"rows": "sum"}, "roster", carried=frozenset({"programme", "stage", "edition"})),
        Measure("TRIPS", SUM | {"rows": "sum"}, "log", carried=frozenset({"programme", "item", "edition"})),
        Measure(
            "MONEY",
            SUM | {"rows": "sum"},
            "ledger",
            is_integer=False,
            is_ledger_money=True,
            carried=frozenset({"programme"}),
        ),
        Measure("TALENT", SUM | {"rows": "sum"}, "register", knows_programme=False, is_counted_once=True),
        Measure("STATED", SUM | {"rows": "sum"}, is_cumulative=True),
        Measure("VILLAGES", OVERLAP | {"rows": "sum"}, is_cumulative=True),
        Measure("HIGHEST", dict.fromkeys(DIMENSIONS, "max") | {"since": "none", "rows": "max"}),
        Measure("POP", SUM | {"since": "none", "rows": "sum"}, knows_programme=False),
        Measure("BALANCE", SUM | {"since": "none", "rows": "sum"}, is_non_negative=False),
        Measure(
            "SHARE",
            dict.fromkeys(DIMENSIONS, "ratio") | {"rows": "none"},
            is_integer=False,
            numerator="TALENT",
            denominator="POP",
            scale=100,
            is_share=True,
        ),
    )
}
FORMS = ("roster", "log", "ledger", "register")


@dataclass(frozen=True)
class Fact:
    """Something that truly is: how much of a measure stands where, who filed it, and how it was filed."""

    key: Key
    amount: Number
    thing: str | None
    unit: str
    is_firm: bool = True
    alias: str | None = None  # the weak identity under which the thing was filed
    unread: frozenset[str] | None = None  # the fields that do not read of a row set aside
    loses: bool = False  # counted once: another unit's row of the person, which is counted if all is filed


@dataclass(frozen=True)
class Province:
    """A world in the making: its truth, its filings, and who is silent about which form."""

    lattice: Lattice
    register: Register
    levels: dict[str, str]
    facts: tuple[Fact, ...]
    filings: tuple[Filing, ...]
    claims: tuple[Claim, ...]
    mute: frozenset[tuple[str, str, int]]  # (unit, form, year)
    closed: frozenset[tuple[str, str, int]]

    def truth(self, key: Key) -> Number | None:
        """Return the true number of a cell; None where a rate has no denominator."""
        measure = MEASURES[key.measure]
        if measure.numerator:
            above, below = (
                self.truth(key._replace(measure=str(one))) for one in (measure.numerator, measure.denominator)
            )
            return None if not below else Fraction(above or 0) / Fraction(below) * measure.scale
        return number(measure, self.under(key))

    def under(self, key: Key) -> list[Fact]:
        """Return what truly stands in the cell."""
        first = int(START if key.since == UNKNOWN_START else key.since)
        years = range(first, key.year + 1)
        return [one for year in years for one in self.index.get(key._replace(year=year, since=str(year)), ())]

    @cached_property
    def index(self) -> dict[Key, list[Fact]]:
        """What stands in each cell that holds anything."""
        found: dict[Key, list[Fact]] = defaultdict(list)
        for fact in self.facts:
            for key in [] if fact.loses else above_and_at(fact.key, self.lattice):
                found[key].append(fact)
        return found

    def world(self, without: frozenset[tuple[str, str, int]] = frozenset()) -> World:
        """Return what can be known: without what these units filed of these forms (`return`: their returns)."""
        mute = self.mute | without
        filed = [one for one in self.facts if (one.unit, MEASURES[one.key.measure].form, one.key.year) not in mute]
        in_force = [one for one in filed if one.unread is None and MEASURES[one.key.measure].form]
        silent = {}
        for form in FORMS:
            for year in YEARS:
                voices = self.register.awaited(form, year)
                silent[form, year] = tuple(one for one in voices if (one.unit, form, year) in mute)
        return World(
            self.lattice,
            MEASURES,
            tuple(_row(one) for one in _counted_once(in_force)),
            tuple(self._aside(one) for one in filed if one.unread is not None),
            tuple(one for one in self.filings if (one.unit, "return", one.year) not in mute),
            self.claims,
            silent,
            self.closed,
        )

    def _aside(self, fact: Fact) -> Aside:
        unread = fact.unread or frozenset()
        spot = _spot(fact)
        unit = next(one for one in self.register.units if one.code == fact.unit)
        spot = replace(spot, **{name: None for name in unread if name not in ("amount", "thing")}, reach=unit.region)
        voices = self.register.awaited(str(MEASURES[fact.key.measure].form), fact.key.year)
        spot = replace(spot, reaches_below=any(one.unit == fact.unit and one.reaches_below for one in voices))
        takes: str | None = ""
        if MEASURES[fact.key.measure].is_counted_once:
            takes = None if "thing" in unread else fact.thing
        return Aside(fact.key.measure, fact.key.year, spot, INFINITE if "amount" in unread else fact.amount, takes)


def number(measure: Measure, facts: Iterable[Fact]) -> Number:
    """Return what these facts come to."""
    if measure.adds["region"] == "overlap":
        return len({one.thing for one in facts})
    amounts = [one.amount for one in facts]
    return max(amounts, default=0) if measure.adds["region"] == "max" else sum(amounts)


def _spot(fact: Fact) -> Spot:
    key = fact.key
    return Spot(key.region, key.programme, key.item, key.stage, key.edition)


def _row(fact: Fact) -> Row:
    measure = MEASURES[fact.key.measure]
    is_heads = measure.adds["region"] == "overlap"
    return Row(
        fact.key.measure,
        fact.key.year,
        _spot(fact),
        0 if fact.alias else fact.amount,
        fact.amount,
        fact.amount,
        (fact.alias or fact.thing) if is_heads else None,
        fact.thing if measure.is_counted_once else None,
        fact.is_firm,
    )


def _counted_once(facts: Iterable[Fact]) -> Iterable[Fact]:
    """Return the rows, of each person that is counted once the first by rule."""
    best: dict[tuple[str, int, str], Fact] = {}
    for fact in facts:
        if not MEASURES[fact.key.measure].is_counted_once:
            yield fact
            continue
        at = (fact.key.measure, fact.key.year, str(fact.thing))
        if at not in best or claim_order(fact) < claim_order(best[at]):
            best[at] = fact
    yield from best.values()


def claim_order(fact: Fact) -> tuple[bool, str]:
    """Return by what the first row of a person is found: firm ones, then the unit."""
    return not fact.is_firm, fact.unit


def lied(province: Province, seed: int) -> tuple[Province, Filing] | None:
    """Return the province with one filing that is false, and that filing; None where nobody filed a number."""
    rng = random.Random(seed)  # noqa: S311  # reproducible, not secret
    filed = [one for one in province.filings if one.is_exact and one.value is not None]
    if not filed:
        return None
    chosen = rng.choice(filed)
    wrong = exact(rng.choice([chosen.value * 10 + 7, chosen.value + rng.randint(1, 9), max(0, chosen.value - 3), 0]))
    if wrong == chosen.value:
        wrong += 5
    false = replace(chosen, value=wrong, interval=Interval(wrong, wrong))
    filings = tuple(false if one is chosen else one for one in province.filings)
    return replace(province, filings=filings), false


def cells_of(province: Province, filing: Filing) -> set[Key]:
    """Return the cells that the filing speaks of."""
    world = province.world()
    return {one.key for one in statements.stated(world) if one.place == filing.place}
