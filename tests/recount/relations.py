"""What the relations of dbt say of rows and of silence, beside what the recount makes of the same database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

import psycopg

from recount.derive import Registers
from recount.intervals import INFINITE, Number
from recount.keys import Key
from recount.world import World

Line = tuple[Any, ...]
ROLLUPS = {"own": "own_bureau", "total": "region"}


def differing(connection: psycopg.Connection[Any], world: World) -> dict[str, tuple[list[Line], list[Line]]]:
    """Return by relation the lines that the recount alone has, and those that the database alone has."""
    found = {}
    for relation, (columns, recounted) in RELATIONS.items():
        lines = connection.execute(f"select {columns} from warehouse.{relation}".encode()).fetchall()
        here = Counter(tuple(map(_plain, line)) for line in recounted(world))
        there = Counter(tuple(map(_plain, line)) for line in lines)
        if here != there:
            found[relation] = (sorted(here - there, key=str), sorted(there - here, key=str))
    return found


def _plain(value: object) -> object:
    return Fraction(value) if type(value).__name__ == "Decimal" else None if value == INFINITE else value


def _derived_measures(world: World) -> Iterable[tuple[str, str, int]]:
    years = sorted({year for _, year in world.silent})
    return ((code, one.form, year) for code, one in world.measures.items() if one.form for year in years)


def _silent(world: World) -> Iterable[Line]:
    for code, form, year in _derived_measures(world):
        for voice in world.silent.get((code, year), world.silent.get((form, year), ())):
            yield code, year, voice.unit, voice.region, voice.reaches_below, voice.is_owed


def _open(world: World) -> Iterable[Line]:
    registers = Registers(world)
    for code, _, year in _derived_measures(world):
        for rollup, scope in ROLLUPS.items():
            for region in world.lattice.parents[year]:
                stage = world.measures[code].default_stage
                derived = registers.at(Key(code, region, rollup, "_T", year, str(year), scope, "_T", stage, "_T"))
                if derived and derived.silent:
                    yield code, year, rollup, region, derived.silent, derived.is_owed


def _asides(world: World) -> Iterable[Line]:
    for one in world.asides:
        spot = one.spot
        at = (spot.region, spot.reach, spot.reaches_below, spot.programme, spot.item, spot.stage, spot.edition)
        yield one.measure, one.year, *at, one.high, one.takes or None, one.takes is None


def _rows(world: World) -> Iterable[Line]:
    for one in world.rows:
        if not _is_of_register(world, one.measure):
            at = (one.spot.region, one.spot.programme, one.spot.item, one.spot.stage, one.spot.edition)
            yield one.measure, one.year, *at, one.low, one.value, one.high, one.thing, one.day


def _is_of_register(world: World, measure: str) -> bool:
    """Whether people count who count once a year, be it that there are so many at least."""
    return world.measures[measure].is_counted_once or world.measures[measure].is_of_people


def _talent(world: World) -> Iterable[Line]:
    found: dict[tuple[str, str | None, int], list[Number]] = {}
    for one in world.rows:
        if _is_of_register(world, one.measure):
            count = found.setdefault((one.measure, one.spot.region, one.year), [0, 0, 0])
            for place, number in enumerate((one.value, one.low, one.low if one.is_firm else 0)):
                count[place] += number
    return ((*key, *count) for key, count in found.items() if count[0])


RELATIONS: Mapping[str, tuple[str, Callable[[World], Iterable[Line]]]] = {
    "int_unit_silent": ("measure_code, year, unit_code, region_code, reaches_below, is_owed", _silent),
    "int_place_open": ("measure_code, year, rollup, region_code, units_silent, owed_silent > 0", _open),
    "int_place_closed": ("measure_code, region_code, year", lambda world: world.closed),
    "int_row_aside": (
        "measure_code, year, region_code, reach_region, reaches_below, programme_code, item, life_stage, edition, high,"
        " takes_person, takes_anybody",
        _asides,
    ),
    "int_cell_row": (
        "measure_code, year, region_code, programme_code, item, life_stage, edition, low, value, high, thing, moved_on",
        _rows,
    ),
    "int_cell_talent": ("measure_code, region_code, year, n, low, firm", _talent),
}
"""Relation: its columns, and the same lines from the recount."""
