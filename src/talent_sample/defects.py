"""Planted defects: which rows to add to a filing, and which findings must come of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

import yaml

from talent_sample import periods
from talent_sample.people import Registry
from talent_sample.reference import Reference, Unit
from talent_sample.registers import Row
from talent_warehouse import contracts, settings
from talent_warehouse.identity import check_digit

_TIME = re.compile(r"\{(year|month)([+-]\d+)?\}")
_LONG = "该同志长期在基层一线从事技术推广工作，" * 12


@dataclass(frozen=True)
class Find:
    """A finding that must come: the rule and the row of the defect, None where it speaks of the file."""

    rule: str
    row: int | None


@dataclass(frozen=True)
class Defect:
    """Rows to add and what must be found in them."""

    form: str
    overrides: tuple[Mapping[str, str | None], ...]
    finds: tuple[Find, ...]
    level: str | None = None  # of the units that break the rule so; None: of any
    since: int = 0  # the first year of which a row breaks it


@dataclass(frozen=True)
class DefectRow:
    """A row with a defect; the fields named are written exactly as they stand."""

    values: Row
    literal: frozenset[str]


@cache
def columns() -> dict[str, str]:
    """The field that a rule's findings stand at, by rule."""
    return {rule.id: rule.column for form in contracts.forms().values() for rule in form.rules}


@cache
def _document(form: str) -> dict[str, Any]:
    return dict(yaml.safe_load((settings.planted() / f"{form}.yaml").read_text(encoding="utf-8")))


def varied(form: str) -> dict[str, list[str]]:
    """The values of which each row of the form has one, by field; none where a module makes its rows."""
    return dict(_document(form).get("varied") or {})


def many(form: str) -> tuple[int, int]:
    """How many rows a filing of the form has, at least and at most; of forms whose rows no module makes."""
    least, most = _document(form).get("many") or (10, 14)
    return least, most


def is_steady(form: str) -> bool:
    """Whether a row's values of `varied` follow from its number, so that all units and years say the same of it."""
    return bool(_document(form).get("steady"))


def filed_by(form: str) -> tuple[str, ...]:
    """The ends of the codes of prefectures' units that file a form that nobody owes; empty: as logs are kept."""
    return tuple(_document(form).get("filed_by") or ())


def share(form: str) -> float:
    """The share of units that file such a form, of those who file at all, and of its periods that they file."""
    return float(_document(form).get("share", 0.3))


@cache
def all_of(form: str) -> tuple[Defect, ...]:
    """The defects of a form in the order of the file."""
    found = []
    for entry in _document(form)["defects"]:
        finds = [[entry["rule"], 0]] if "rule" in entry else entry["finds"]
        found.append(Defect(
            form, tuple(entry["rows"]), tuple(Find(f[0], f[1] if len(f) > 1 else None) for f in finds), entry.get("level"),
            entry.get("since", 0),
        ))  # fmt: skip
    return tuple(found)


@dataclass(frozen=True)
class Place:
    """The filing that a defect goes into."""

    reference: Reference
    unit: Unit
    period: str
    programme: str  # one that the filing does not name otherwise
    number: int  # of the defect, among all of the sample
    registry: Registry
    rng: Random


def rows_of(defect: Defect, place: Place) -> list[DefectRow]:
    """The rows of a defect, filled in for a unit and year."""
    found: list[DefectRow] = []
    for override in defect.overrides:
        values: Row = {k: filled(v, place) for k, v in {**_document(defect.form)["base"], **override}.items()}
        if contracts.form(defect.form).person:
            _identify(values, override, place, found[-1].values if found else {})
        found.append(DefectRow(values, frozenset(override)))
    return found


def filled(text: str | None, place: Place) -> str | None:
    """A text of what is planted, with what its placeholders mean for a filing."""
    if text is None:
        return None
    text = _TIME.sub(lambda hit: _time(hit, place.period), text).replace("{n}", str(place.number))
    reference, region = place.reference, place.unit.region
    counties = reference.counties.get(reference.prefecture(place.unit)) or next(iter(reference.counties.values()))
    if text == "@outside":
        return (
            reference.regions["530102" if place.unit.level == "county" else "530100"]
            if region[:4] != "5301"
            else "麒麟区"
        )
    if text == "@county":
        return reference.regions[region if place.unit.level == "county" else counties[0]]
    fixed = {
        "@region": reference.regions[region],
        "@employer": f"{reference.regions[region]}示例农业技术推广站",
        "@programme": place.programme,
        "@unit": place.unit.name,
        "@long": _LONG,
    }
    return fixed.get(text, text)


def _time(hit: re.Match[str], period: str) -> str:
    by = int(hit[2] or 0)
    return str(periods.year_of(period) + by) if hit[1] == "year" else periods.later(period, by)


def _identify(values: Row, override: Mapping[str, str | None], place: Place, before: Row) -> None:
    """Give the row a person of its own who fits birth and sex, with the number that the defect asks for."""
    birth = values["birth_ym"] or "1985-03"
    if not re.fullmatch(r"\d{4}-\d{2}", birth):
        birth = "1985-03"
    if "name" not in override:
        values["name"] = place.registry.name("女", birth)
    elif values["name"] == "@same":
        values["name"] = before["name"]
    wanted = override.get("id_number") if "id_number" in override else "@right"
    number = place.registry.number("女", birth)
    values["id_number"] = before["id_number"] if wanted == "@same" else _number(wanted, number, birth, place)


def _number(wanted: str | None, right: str, birth: str, place: Place) -> str | None:
    other_month = f"{birth[:4]}-{int(birth[5:]) % 12 + 1:02}"
    made = {
        "@right": right,
        "@length": right[:-2],
        "@characters": right[:6] + "O" + right[7:],
        "@birth": _with_check(right[:10] + "0230" + right[14:17]),
        "@checksum": right[:17] + ("0" if right[17] != "0" else "1"),
        "@lost": f"{right[0]}.{right[1:6]}E+17",
        "@passport": place.registry.passport() if wanted == "@passport" else "",
        "@other_birth": place.registry.number("女", other_month) if wanted == "@other_birth" else "",
        "@other_sex": place.registry.number("男", birth) if wanted == "@other_sex" else "",
    }
    return made.get(wanted, wanted) if wanted else None


def _with_check(first17: str) -> str:
    return first17 + check_digit(first17)
