"""What the source documents state, as returns with a number in the place of each mask."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from talent_warehouse import settings

# Parts and wholes of one return have to fit each other: numbers of these rows of the inventory are given, the others made.
FITTING = {
    1: 900,
    2: 300,
    5: 20,
    6: 40,
    11: 60,
    12: 10,
    13: 20,
    14: 30,
    23: 40,
    26: 15,
    28: 60,
    36: 110,
    64: 90,
    67: 80,
    122: 800,
    125: 810,
    245: 820,
}


@dataclass(frozen=True)
class Stated:
    """A row of the inventory: who files it for which year, and of which cell it is the value."""

    number: int
    unit: str
    year: int
    measure: str
    programme: str
    item: str
    scope: str
    stage: str
    unit_of_measure: str
    starts: str

    @property
    def filed(self) -> Decimal:
        """The number that a test files for it."""
        if self.unit_of_measure in {"%", "岁"}:
            return Decimal(FITTING.get(self.number, 30 + self.number % 40))
        return Decimal(FITTING.get(self.number, (9000 if self.programme == "_T" else 1000) + self.number))

    @property
    def value(self) -> Decimal:
        """It in the measure's own unit."""
        return self.filed.scaleb(_powers()[self.unit_of_measure])

    @property
    def cells(self) -> Iterator[tuple[object, ...]]:
        """Measure, programme, item, scope, year and stage of each cell that may be meant: a figure without a stage stands in
        the group of its measure, one that is recognised among all that is reached.
        """
        programme = self.programme if self.measure in _told_by_programme() else "_T"
        groups = {"": ("_reached", "_planned", "_pending"), "recognised": ("_reached",)}
        for stage in groups.get(self.stage, (self.stage,)):
            yield self.measure, programme, self.item or "_T", self.scope, self.year, stage


def rows() -> Iterator[Stated]:
    """Those of seeds/inventory_map.csv, in their order."""
    for line in _seed("inventory_map"):
        yield Stated(
            int(line["inventory_row"]), line["unit_code"], int(line["year"]), line["measure_code"],
            line["programme_code"], line["item"], line["scope"], line["life_stage"], line["unit"],
            line["period_start"],
        )  # fmt: skip


def returns() -> dict[tuple[str, int], list[dict[str, str]]]:
    """Unit and year → the rows of its return, in the words of the catalogue."""
    names = {table: _names(table, key) for table, key in (("measure", "measure_code"), ("programme", "programme_code"))}
    codes = {(r["list"], r["code"]): r["name"] for r in _seed("code")}
    lists = {r["measure_code"]: r["breakdown"] for r in _seed("measure")}
    found: dict[tuple[str, int], list[dict[str, str]]] = defaultdict(list)
    for one in rows():
        found[one.unit, one.year].append({
            "measure": names["measure"][one.measure],
            "region": "未知（来源已遮蔽）",
            "programme": names["programme"][one.programme],
            "year": str(one.year),
            "item": codes.get((lists[one.measure], one.item), ""),
            "scope": codes["scope", one.scope],
            "life_stage": codes.get(("life_stage", one.stage), ""),
            "value": str(one.filed),
            "unit": one.unit_of_measure,
        })  # fmt: skip
    return found


@cache
def _told_by_programme() -> frozenset[str]:
    return frozenset(r["measure_code"] for r in _seed("measure") if r["knows_programme"] == "true")


@cache
def _powers() -> dict[str, int]:
    return {r["synonym"]: int(r["unit_mult"]) for r in _seed("unit_synonym")}


def _names(table: str, key: str) -> dict[str, str]:
    return {r[key]: r["name"] for r in _seed(table)}


def _seed(table: str) -> list[dict[str, str]]:
    with (settings.REPOSITORY / f"seeds/{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
