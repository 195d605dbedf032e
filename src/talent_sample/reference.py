"""What the sample province stands on: the seeds, read from their CSV files, so that no database is needed."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import product

from talent_warehouse import settings

# Programmes of the sample's bureaus that ask for nothing more of who takes part; a new one moves none of its numbers.
_PLAIN = frozenset({
    "COLLEGE_FORESTRY", "COURTYARD", "DEMO_TALENT_PROJECT", "EXPERT_GRASSROOTS", "EXPERT_TEAM", "FRUIT_GRAFT",
    "GUEST_FELLOW", "HIGH_TECH_NURSERY", "INNOVATION_TALENT", "INTRO_OVERSEAS", "KEY_TECH_DEMO", "LOCAL_STANDARD",
    "MODEL_COUNTY", "NAT_HIGH_LEVEL", "NAT_KEY_RD", "PROJECT_TALENT_TEAM", "RECRUIT_EXAM", "RURAL_VITAL", "SME_GROW",
    "SME_NAT", "SME_PROV", "STAR_BASE", "ST_AWARD", "ST_GROW", "ST_PROJECT", "TECH_BROKER", "TITLE_REVIEW",
    "TRANSFER_PRO", "WORKSTATION_PREF", "WORKSTATION_PROV",
})  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """A reporting unit of the seeds."""

    code: str
    name: str
    kind: str
    line: str
    region: str
    level: str


@dataclass(frozen=True)
class Reference:
    """The seeds that the sample needs. Regions: code → name; synonyms: list → name of a code → other ways to write it."""

    units: dict[str, Unit]
    regions: dict[str, str]
    counties: dict[str, tuple[str, ...]]  # prefecture → its counties that have an office
    synonyms: dict[str, dict[str, tuple[str, ...]]]
    programmes: dict[str, str]
    plain: tuple[str, ...]  # names of programmes that ask for nothing more of who takes part
    codes: dict[str, tuple[str, ...]]  # list → names in their order
    measures: dict[str, str]
    cumulative: frozenset[str]  # measures that count since some month
    population: dict[str, int]  # prefecture → residents of 2020
    inventory: tuple[dict[str, str], ...]
    items: dict[tuple[str, str], str]  # measure, and code of a part that it is told apart by → name
    due_days: dict[tuple[str, str, str], int]  # form, unit kind, unit level

    def due(self, form: str, unit: Unit) -> int | None:
        """Days after a period's end until a unit has to file a form; None where it owes none."""
        return self.due_days.get((form, unit.kind, unit.level))

    def prefecture(self, unit: Unit) -> str:
        """The prefecture that a unit belongs to."""
        return unit.region[:4] + "00"


def _rows(name: str) -> list[dict[str, str]]:
    with (settings.folder("seeds") / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _synonyms() -> dict[str, dict[str, tuple[str, ...]]]:
    names = {(r["list"], r["code"]): r["name"] for r in _rows("code")}
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in _rows("code_synonym"):
        found[row["list"]][names[row["list"], row["code"]]].append(row["synonym"])
    ended = {r["name"] for r in _rows("region") if r["valid_to"]}
    for table, code in (("region", "region_code"), ("measure", "measure_code"), ("programme", "programme_code")):
        names_of = {r[code]: r["name"] for r in _rows(table)}
        for row in _rows(f"{table}_synonym"):
            if table == "region" and row["synonym"] in ended:
                continue  # the unit would be told
            found[table][names_of[row[code]]].append(row["synonym"])
    return {name: {text: tuple(other) for text, other in texts.items()} for name, texts in found.items()}


def _codes() -> dict[str, tuple[str, ...]]:
    """The lists that a coded cell is chosen from; those of programmes and regions have tables of their own."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in sorted(_rows("code"), key=lambda r: (r["list"], int(r["rank"]), r["name"])):
        found[row["list"]].append(row["name"])
    return {name: tuple(texts) for name, texts in found.items()}


@cache
def load() -> Reference:
    """Read the seeds once."""
    units = {
        r["unit_code"]: Unit(r["unit_code"], r["name"], r["kind"], r["line_system"], r["region_code"], r["level"])
        for r in _rows("reporting_unit")
    }
    regions = {r["region_code"]: r["name"] for r in _rows("region") if not r["valid_to"]}
    counties: dict[str, list[str]] = defaultdict(list)
    for row in _rows("region"):
        if row["level"] == "county" and not row["valid_to"] and f"{row['region_code']}-RC" in units:
            counties[row["parent_code"]].append(row["region_code"])
    return Reference(
        units=units,
        regions=regions,
        counties={k: tuple(v) for k, v in counties.items()},
        synonyms=_synonyms(),
        programmes={r["programme_code"]: r["name"] for r in _rows("programme")},
        plain=tuple(r["name"] for r in _rows("programme") if r["programme_code"] in _PLAIN),
        codes=_codes(),
        measures={r["measure_code"]: r["name"] for r in _rows("measure")},
        cumulative=frozenset(r["measure_code"] for r in _rows("measure") if r["kind"] == "cumulative"),
        population={r["region_code"]: int(r["resident_population"]) for r in _rows("yunnan_population_2020")},
        inventory=tuple(_rows("inventory_map")),
        items={
            (m["measure_code"], c["code"]): c["name"]
            for m, c in product(_rows("measure"), _rows("code"))
            if m["breakdown"] == c["list"]
        },
        due_days={(r["form"], r["unit_kind"], r["unit_level"]): int(r["due_days"]) for r in _rows("obligation")},
    )
