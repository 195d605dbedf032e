"""A leader's first page: figures of the province with what bounds them, the ladder of money, prefectures, counties as tiles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from talent_warehouse import contracts
from talent_warehouse.pages import svg, words
from talent_warehouse.pages.asked import Asked, Row
from talent_warehouse.pages.folded import Cell
from talent_warehouse.pages.number import number

# name, column, unit, what it is divided by
FIGURES = (
    ("人才总量", "headcount", "人", 1), ("项目参与人数", "participants", "人", 1), ("当年新增参与", "participants_new", "人", 1),
    ("服务活动", "activities", "次", 1), ("参加人次", "attendances", "人次", 1), ("服务人数", "people_served", "人", 1),
    ("获得资金", "awarded_yuan", "万元", 10_000), ("支出资金", "spent_yuan", "万元", 10_000),
)  # fmt: skip
LADDER = (
    ("争取", "secured_yuan"), ("获得", "awarded_yuan"), ("配套", "matched_yuan"), ("到位", "received_yuan"),
    ("划拨", "transferred_yuan"), ("支出", "spent_yuan"),
)  # fmt: skip
OF_PREFECTURE = FIGURES[:2] + FIGURES[5:7]


@dataclass(frozen=True)
class Figure:
    """A number in words, and whether nothing is missing of it."""

    name: str
    told: str
    is_complete: bool


@dataclass(frozen=True)
class Step:
    """A stage of money: in words, and how long its bar is, in hundredths of the longest."""

    name: str
    told: str
    width: int


def values(found: Asked, cells: Mapping[tuple[str, str, str], Cell]) -> dict[str, Any]:
    """What the page shows: the last year of which the province has a headcount, and the years before it as a trend."""
    rows = [r for r in found.of("headcount") if r.region_level in ("province", "prefecture")]
    own = sorted((r for r in rows if r.region_level == "province"), key=lambda r: r.year)
    last = next((r for r in reversed(own) if r.headcount is not None or r.headcount_low), own[-1] if own else None)
    if last is None:
        return {"year": None, "figures": [], "ladder": [], "trend": "", "prefectures": [], "heads": [], "tiles": []}
    of_year = [r for r in rows if r.year == last.year and r.region_level == "prefecture"]
    return {
        "year": last.year, "name": last.region_name, "figures": [_figure(last, *f) for f in FIGURES], "ladder": _ladder(last),
        "filed": last.units_in_force, "owed": last.units_expected,
        "trend": svg.trend([svg.of(r) for r in own], "人才总量"), "heads": [f[0] for f in OF_PREFECTURE],
        "prefectures": [(r.region_name, r.units_in_force, r.units_expected, [_figure(r, *f) for f in OF_PREFECTURE]) for r in of_year],
        "tiles": _tiles(found, cells, str(last.year)),
    }  # fmt: skip


def _figure(row: Row, name: str, column: str, unit: str, scale: int) -> Figure:
    value, low, high, status = (getattr(row, column + end) for end in ("", "_low", "_high", "_status"))
    is_complete = row.is_complete if column == "participants" else getattr(row, f"{column}_is_complete")
    return Figure(name, number(value, low, high, status, unit, scale), bool(is_complete))


def _ladder(row: Row) -> list[Step]:
    known = [float(getattr(row, column) or 0) for _, column in LADDER]
    top = max(known) or 1.0
    return [
        Step(name, _figure(row, name, column, "万元", 10_000).told, round(100 * value / top))
        for (name, column), value in zip(LADDER, known, strict=True)
    ]


def _tiles(
    found: Asked, cells: Mapping[tuple[str, str, str], Cell], year: str
) -> list[tuple[str, list[tuple[str, str, Cell]]]]:
    """Counties by prefecture: unit, short name, and where its register of the year stands."""
    regions = {region.region_code: region.name for region in found.of("regions")}
    register = next(f.name for f in contracts.forms().values() if f.measures and f.measures.counts == "once")
    tiles: defaultdict[str, list[tuple[str, str, Cell]]] = defaultdict(list)
    for unit in found.of("units"):
        cell = cells.get((unit.unit_code, register, year))
        if unit.level == "county" and cell:
            tiles[unit.prefecture_code].append((unit.unit_code, words.tile(unit.region_name), cell))
    return [(regions.get(code, code), many) for code, many in tiles.items()]
