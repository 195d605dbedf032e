"""How a random province is made: trees, units and duties, facts, and what is said about them."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field, replace
from fractions import Fraction

from recount.coverage import Duty, Obligation, Register, Unit
from recount.intervals import INFINITE, Interval, Number, exact
from recount.keys import NONE_NAMED, NOT_APPLICABLE, TOTAL, Key, Lattice
from recount.world import Claim, Filing, Measure, Place
from recount.worlds import FORMS, MEASURES, YEARS, Fact, Province, claim_order, number

RUNGS = ("applied", "in_public_notice", "recognised", "implemented", "withdrawn", "planned")
PROGRAMMES = ("P1", "P2", "P3", NOT_APPLICABLE)
EDITIONS = (NONE_NAMED, "第1批", "第2批")
STATED = [code for code, measure in MEASURES.items() if measure.form is None and measure.numerator is None]


@dataclass
class Maker:
    """Makes one province from a source of chance."""

    rng: random.Random
    is_whole: bool = False
    with_claims: bool = True
    rungs: dict[tuple[str, str, str, int], str] = field(default_factory=dict)

    def made(self) -> Province:
        """Return the province."""
        self._trees()
        self._units()
        facts = self._facts()
        self.province = Province(
            self.lattice, self.register, self.levels, tuple(facts), (), (), self._mute(), frozenset()
        )
        closed = self._closed()
        filings = self._filings()
        return replace(self.province, filings=tuple(filings), claims=tuple(self._claims()), closed=closed)

    def _maybe(self, share: float) -> bool:
        return self.rng.random() < share

    def _trees(self) -> None:
        parents: dict[str, str | None] = {"R": None}
        for prefecture in range(self.rng.randint(1, 3)):
            parents[f"R{prefecture}"] = "R"
            for county in range(self.rng.randint(0, 3)):
                parents[f"R{prefecture}{county}"] = f"R{prefecture}"
        self.levels = {region: ("province", "prefecture", "county")[len(region) - 1] for region in parents}
        sets = {"P1": "S", "P2": "S"} if self._maybe(0.6) else {}
        if sets and self._maybe(0.3):
            sets |= {"S": "SS", "P3": "SS"}
        self.lattice = Lattice(dict.fromkeys(YEARS, parents), sets)

    def _units(self) -> None:
        units = [
            Unit(f"{region}-{kind}", region, kind, level)
            for region, level in self.levels.items()
            for kind in ("office", "bureau")
            if self._maybe(0.7)
        ]
        obligations, duties = [], []
        for form in FORMS:
            for level in ("province", "prefecture", "county"):
                chance = self.rng.random()
                if chance < 0.5:
                    kind = self.rng.choice(("office", "bureau"))
                    reach = self.rng.choice(("own", "below"))
                    obligations.append(Obligation(form, kind, level, YEARS[0], YEARS[-1], reach))
                elif chance < 0.8:
                    duties.append(Duty(form, level, self.rng.choice(("none", "may", "owes"))))
        self.register = Register(tuple(units), tuple(obligations), tuple(duties))

    def _mute(self) -> frozenset[tuple[str, str, int]]:
        if self.is_whole:
            return frozenset()
        share = self.rng.choice((0, 0.1, 0.4))
        forms = (*FORMS, "return")
        return frozenset(
            (unit.code, form, year)
            for unit in self.register.units
            for form in forms
            for year in YEARS
            if self._maybe(share)
        )

    def _facts(self) -> list[Fact]:
        found: list[Fact] = []
        for measure in MEASURES.values():
            if measure.numerator or measure.code == "POP":
                continue
            for year in YEARS:
                for _ in range(self.rng.choice((0, 2, 4, 9))):
                    found += self._fact(measure, year)
        found = _with_losers([one for one in found if one.unit])
        return found + [self._population(region, year, found) for region in self.levels for year in YEARS]

    def _fact(self, measure: Measure, year: int) -> list[Fact]:
        key, choose = self._spot(measure, year), self.rng.choice
        thing = f"t{self.rng.randint(1, 9)}" if measure.adds["region"] == "overlap" else None
        if thing and key.stage != measure.default_stage:
            key = key._replace(stage=self._rung(thing, key))
        amount: Number = 1 if thing else self.rng.randint(1, 40)
        if measure.code == "MONEY":
            amount = exact(Fraction(self.rng.randint(1, 10**7), choose((1, 64, 100))))
        if measure.code == "BALANCE":
            amount = self.rng.randint(-20, 20)
        if measure.is_counted_once:
            return self._claimed_by_several(key)
        unit = "-" if measure.form is None else self._filer(measure, key)
        alias = None
        if measure.code == "HEADS" and not self.is_whole and self._maybe(0.1):
            alias = f"weak {self.rng.random()}"
        return [Fact(key, amount, thing, unit, alias=alias, unread=self._unread(measure))]

    def _rung(self, thing: str, key: Key) -> str:
        """Return the one rung on which the thing stands in the programme and year."""
        return self.rungs.setdefault((thing, key.measure, key.programme, key.year), key.stage)

    def _claimed_by_several(self, key: Key) -> list[Fact]:
        measure, thing = MEASURES[key.measure], f"t{self.rng.random()}"
        found = []
        for number_of in range(self.rng.choice((1, 1, 2, 3))):
            at = self._spot(measure, key.year) if number_of else key
            unit = self._filer(measure, at)
            is_firm = not number_of and unit[:-7] in self.levels and self._maybe(0.5) and len(at.region) == 3
            found.append(Fact(at, 1, thing, unit, is_firm, unread=self._unread(measure)))
        return found

    def _spot(self, measure: Measure, year: int) -> Key:
        choose = self.rng.choice
        is_stated = measure.form is None
        return Key(
            measure.code,
            choose(list(self.levels)),
            "own",
            choose(PROGRAMMES) if measure.knows_programme else TOTAL,
            year,
            str(year),
            "own_bureau",
            choose(("a", "b")) if measure.code in ("TRIPS", "STATED") else TOTAL,
            choose(RUNGS) if measure.code == "HEADS" or (is_stated and self._maybe(0.3)) else "_reached",
            choose(EDITIONS) if measure.code in ("HEADS", "TRIPS") or (is_stated and self._maybe(0.5)) else TOTAL,
        )

    def _population(self, region: str, year: int, facts: list[Fact]) -> Fact:
        people = sum(
            1 for one in facts if one.key.measure == "TALENT" and (one.key.region, one.key.year) == (region, year)
        )
        key = self._spot(MEASURES["POP"], year)._replace(region=region, stage="_reached", edition=TOTAL)
        return Fact(key, people + self.rng.randint(0, 50), None, "-")

    def _filer(self, measure: Measure, key: Key) -> str:
        chain = self.lattice.chain(key.region, key.year)
        voices = self.register.awaited(str(measure.form), key.year)
        able = [one.unit for one in voices if one.region == key.region or (one.reaches_below and one.region in chain)]
        return self.rng.choice(able) if able else ""

    def _unread(self, measure: Measure) -> frozenset[str] | None:
        """Return the fields that do not read of a row that is set aside, None of one that is in use."""
        if self.is_whole or measure.form is None or not self._maybe(0.08):
            return None
        named = ["region", *sorted(measure.carried)]
        named += ["amount"] if measure.adds["region"] == "sum" and not measure.is_counted_once else ["thing"]
        return frozenset(one for one in named if self._maybe(0.4))

    def _closed(self) -> frozenset[tuple[str, str, int]]:
        held = {(one.key.measure, one.key.region, one.key.year) for one in self.province.facts}
        share = self.rng.choice((0, 0.5, 1))
        spots = [(code, region, year) for code in STATED for region in self.levels for year in YEARS]
        return frozenset(spot for spot in spots if spot not in held and self._maybe(share))

    def _filings(self) -> list[Filing]:
        keys: dict[tuple[str, str, str, int], list[Key]] = defaultdict(list)
        for unit in self.register.units:
            for _ in range(self.rng.choice((0, 3, 8, 14))):
                key = self._filed_key(unit)
                if key is not None and key not in keys[unit.code, key.measure, key.region, key.year]:
                    keys[unit.code, key.measure, key.region, key.year].append(key)
        found: list[Filing] = []
        for (unit_code, *_), group in keys.items():
            says_none = self._maybe(0.4) and {key.programme for key in group} == {TOTAL}
            for key in group:
                found.append(self._filing(unit_code, key, group, says_none, len(found)))
        return found

    def _filed_key(self, unit: Unit) -> Key | None:
        year, measure = self.rng.choice(YEARS), self.rng.choice(list(MEASURES.values()))
        if measure.numerator:
            return None
        facts = [one for one in self.province.facts if (one.key.measure, one.key.year) == (measure.code, year)]
        key = self.rng.choice(facts).key if facts and self._maybe(0.8) else self._spot(measure, year)
        for dimension in ("programme", "item", "stage", "edition", "programme"):
            above = self.lattice.above(key, dimension)
            if above is not None and self._maybe(0.6):
                key = above
        key = key._replace(edition=TOTAL) if key.edition == NONE_NAMED else key
        if key.stage in ("recognised", "_planned", "_gone"):
            key = key._replace(stage={"recognised": "_reached", "_planned": "planned", "_gone": "withdrawn"}[key.stage])
        below = [region for region in self.levels if region.startswith(unit.region)]
        if not self._maybe(0.3):
            key = key._replace(rollup="total", scope="region")
        if measure.is_cumulative:
            key = key._replace(since=self.rng.choice((str(year), "2020", "_U")))
        return key._replace(region=self.rng.choice(below))

    def _filing(self, unit: str, key: Key, group: list[Key], says_none: bool, count: int) -> Filing:
        measure, facts = MEASURES[key.measure], self.province.under(key)
        named = {other.edition for other in group if other.programme == key.programme} - {TOTAL}
        edition = None if key.edition == TOTAL else key.edition
        if key.edition == TOTAL and named and self._maybe(0.5):
            facts = [one for one in facts if one.key.edition not in named]
        elif key.edition == TOTAL and self._maybe(0.2):
            edition = "全部"
        stages: tuple[str, ...] = () if key.stage == "_reached" else (key.stage,)
        status = "A"
        if key.stage == "_pending":
            stages, status = (), "P"
        elif key.stage == "_reached" and self._maybe(0.5):
            stages = ("recognised",)
        elif key.stage == "applied" and self._maybe(0.3):
            stages = ("applied", "recognised")
            facts = facts + self.province.under(key._replace(stage="_reached"))
        return self._said(
            Filing(
                key.measure,
                key.year,
                key.region,
                key.scope,
                unit,
                Place(f"S{unit}", "1", count),
                None,
                programme=NOT_APPLICABLE if says_none else key.programme,
                item=None if key.item == TOTAL else key.item,
                stages=stages,
                edition=edition,
                since=None if key.since == "_U" else key.since,
                status=status,
            ),
            number(measure, facts),
            measure,
        )

    def _said(self, filing: Filing, truth: Number, measure: Measure) -> Filing:
        """Return the filing with a text that is true of the number: exact, rounded, about, or masked."""
        how = self.rng.choice(("exact", "exact", "exact", "rounded", "over", "below", "some", "masked"))
        if how == "masked":
            return replace(filing, status=self.rng.choice("QO"))
        if how == "exact" or not measure.is_non_negative or filing.status == "P":
            return replace(filing, interval=Interval(truth, truth), value=truth, is_exact=True)
        ten = exact(Fraction(truth) // 10 * 10)
        if how == "rounded":
            near = exact((Fraction(truth) + 5) // 10 * 10)
            return replace(filing, interval=Interval(max(0, near - 5), near + 5), value=near, is_exact=True)
        if how == "over":
            return replace(filing, interval=Interval(ten, INFINITE), value=ten, qualifier=">=", status="U")
        if how == "below":
            return replace(filing, interval=Interval(0, ten + 10), value=ten + 10, qualifier="<", status="U")
        return replace(filing, interval=Interval(ten, ten + 10), value=ten, qualifier="~", status="U")

    def _claims(self) -> list[Claim]:
        if not self.with_claims:
            return []
        keys = [one.key for one in self.province.facts if self._maybe(0.1)]
        return [Claim(key, self.rng.randint(0, 99), Place("narrative", "1", n)) for n, key in enumerate(keys)]


def province(seed: int, *, is_whole: bool = False, with_claims: bool = True) -> Province:
    """Return a random province; a whole one where every register is in force and reads."""
    chance = random.Random(seed)  # noqa: S311  # reproducible, not secret
    return Maker(chance, is_whole=is_whole, with_claims=with_claims).made()


def _with_losers(facts: list[Fact]) -> list[Fact]:
    """Return the facts; of a person that is counted once, all rows but the first by rule lose."""
    best: dict[tuple[int, str], Fact] = {}
    for fact in facts:
        at = (fact.key.year, str(fact.thing))
        if fact.key.measure == "TALENT" and (at not in best or claim_order(fact) < claim_order(best[at])):
            best[at] = fact
    return [
        replace(one, loses=one.key.measure == "TALENT" and best[one.key.year, str(one.thing)] is not one)
        for one in facts
    ]
