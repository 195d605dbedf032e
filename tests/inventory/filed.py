"""The rows and milestones of the inventory that are filed row by row: who files them, and which cell has to show what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import factories
from inventory.register import PEOPLE

# Form → who files it for which period, the mart that shows its numbers, and the key that its cells have in common.
FILERS = {
    "talent_register": ("530102-RC", "2021"),
    "service_log": ("530102-RC", "2021-05"),
    "funding_ledger": ("530100-KJ", "2021-05"),
    "programme_roster": ("530100-KJ", "2021"),
    "post_ledger": ("530100-RC", "2021"),
    "entity_register": ("530102-RC", "2021"),
}
GOOD: Mapping[str, Mapping[str, Any]] = {
    "service_log": {
        k: v for k, v in factories.ACTIVITY.items() if k not in {"attendances", "people_served", "activities"}
    }
    | {"activities": "1"},
    "funding_ledger": factories.MOVEMENT,
    "programme_roster": factories.EXPERT,
    "post_ledger": factories.POSTS | {"region": "昆明市"},
    "entity_register": factories.ENTITY,
}
MARTS = {
    "service_log": (
        "mart_service_outcomes",
        {"region_code": "530102", "rollup": "own", "year": 2021, "activity_type": "_T"},
    ),
    "funding_ledger": ("mart_funding_execution", {"region_code": "530100", "rollup": "own", "fund_year": 2021}),
    "programme_roster": ("mart_region_programme_year", {"region_code": "530102", "rollup": "own", "year": 2021}),
}
TOWN = {"region_code": "530102", "rollup": "total", "year": 2021}
CELL = TOWN | {
    "programme_code": "_T", "since": "2021", "scope": "region", "item": "_T", "edition": "_T", "life_stage": "_reached",
}  # fmt: skip
NAMED = {"mart_policy_timeline", "mart_milestone", "fct_entity"}  # a row a thing, not a region
POINTS = {"activities_offline", "activities_online", "reply_rate", "led_share", "size", "regions"}  # have no bounds
MORE = {"mart_recruitment": {"edition": "_T"}}
NUMERALS = "甲乙丙丁戊己"
REGION = {"post_ledger": "530100"}
# Milestones are the neighbour's, so that they move no number of the rows.
NEIGHBOUR = {"entity_register": ("530103-RC", "2021"), "service_log": ("530103-RC", "2021-05")}


@dataclass(frozen=True)
class Row:
    """A row of the inventory: what is filed for it, and the cell that shows `reads`."""

    number: int
    form: str
    field: str
    reads: Decimal
    file: Mapping[str, Any] = field(default_factory=dict)
    times: int = 1
    measure: str | None = None
    mart: str = ""
    column: str = "value"
    key: Mapping[str, Any] = field(default_factory=dict)
    is_milestone: bool = False

    @property
    def filer(self) -> tuple[str, str]:
        """Unit and period."""
        return (NEIGHBOUR if self.is_milestone else FILERS)[self.form]

    @property
    def region(self) -> str:
        """Where it is counted."""
        return "530103" if self.is_milestone else REGION.get(self.form, "530102")

    @property
    def thing(self) -> str:
        """The name of what it is about, where it is a thing."""
        return f"示例{'大事' if self.is_milestone else '对象'}{self.number}之"

    @property
    def cell(self) -> tuple[str, Mapping[str, Any]]:
        """The mart and the whole key of the cell."""
        if self.measure:
            return "mart_observation", CELL | {"measure_code": self.measure, "region_code": self.region} | self.key
        if self.mart in NAMED:
            return self.mart, {"entity_name": f"{self.thing}{NUMERALS[0]}", **self.key}
        name, common = MARTS.get(self.form, ("", TOWN))
        own = {**TOWN, "region_code": self.region} | MORE.get(self.mart, {})
        if (not self.mart and self.is_milestone) or self.mart == name:
            own = {**common, "region_code": self.region}
        key = {**(own if self.mart or self.is_milestone else common), **self.key}
        if self.mart == "mart_entity_year":  # all of it is of the total
            del key["rollup"]
        return self.mart or name, key


@cache
def rows() -> tuple[Row, ...]:
    """Those of rows.yaml."""
    return tuple(_row(number, entry) for number, entry in _entries("rows").items())


@cache
def milestones() -> tuple[Row, ...]:
    """Those of milestones.yaml that somebody files; what is left are programmes."""
    about = {"field": "milestone", "is_milestone": True}
    return tuple(_row(number, about | entry) for number, entry in _entries("milestones").items() if "form" in entry)


def begun() -> dict[int, str]:
    """The milestones that are programmes, by their number: their codes."""
    return {number: entry["programme"] for number, entry in _entries("milestones").items() if "form" not in entry}


def _entries(name: str) -> dict[int, dict[str, Any]]:
    entries = yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))
    assert isinstance(entries, dict)
    return entries


def _row(number: int, entry: Mapping[str, Any]) -> Row:
    return Row(
        number, reads=Decimal(str(entry["reads"])), **{k: v for k, v in entry.items() if k not in {"reads", "with"}}
    )


def filings() -> dict[tuple[str, str, str], list[dict[str, Any]]]:
    """Form, unit and period → the rows that are filed."""
    found: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for one in (*rows(), *milestones()):
        if one.form == "talent_register" or not one.file:
            continue
        lines = found[one.form, *one.filer]
        for n in range(one.times):
            lines.append({**_good(one), **_named(one, n), **{k: str(v) for k, v in one.file.items() if v != "#"}})
    for year, way in (("2020", "引进"), ("2022", "引进")):
        came = {"entry_mode": way, "entry_date": f"{year}-05-01", "as_of_date": f"{year}-12-31"}
        found["talent_register", "530102-RC", year] = [factories.person(30, birth_ym="1980-01") | came]
    found["talent_register", *FILERS["talent_register"]] = [
        factories.person(n, birth_ym=f"1980-{n + 1:02d}", id_number=factories.id_number(n, f"1980{n + 1:02d}01")) | one
        for n, one in enumerate(PEOPLE)
    ]
    return found


def _good(one: Row) -> Mapping[str, Any]:
    about = {
        "entity_register": {"programme": "不适用", "level": "州（市）级", "region": "盘龙区"},
        "service_log": {"place_region": "盘龙区"},
    }
    return GOOD[one.form] | (about[one.form] if one.is_milestone else {})


def _named(one: Row, n: int) -> dict[str, str]:
    """What tells the n-th thing of a row apart from all others."""
    number = 10 * one.number + n
    return {
        "programme_roster": {
            "name": f"测花{number}",
            "birth_ym": f"{1960 + number // 450}-01",
            "id_number": factories.id_number(number % 450, f"{1960 + number // 450}0101"),
        },
        "funding_ledger": {"fund_ref": f"示科发〔2021〕{one.number}号", "document_no": f"示科发〔2021〕{one.number}号"},
        "entity_register": {
            "entity_name": f"{one.thing}{NUMERALS[n]}",
            "entity_code": f"示发〔{2020 if one.is_milestone else 2021}〕{one.number}{n}号"
            if one.file.get("entity_code") == "#"
            else "",
        },
        "service_log": {"place_text": f"示例镇第{number}村"},
    }.get(one.form, {})
