"""How a mart's columns come about, as its model's yml says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

SCHEMAS = ("mart", "as_of")
COMMON = frozenset({"region_code", "rollup", "programme_code", "item", "edition", "year", "fund_year"})
SLOT = ("unit_code", "form", "period", "part")
TOTAL = "_T"
# what contribution_row says of a row, and which rows are in the total over it: of titles the titled, of stages who is
# recognised; whoever has two roles has a row of the total for himself
SLICED = {
    "title_level": "counted.title_level <> 'none'", "age_band": "true", "activity_type": "true",
    "life_stage": "counted.life_stage in ('recognised', 'implemented')", "role": None,
}  # fmt: skip
_FACTORS = ("whole", "numerator", "denominator")
KEY = (
    "measure_code",
    "region_code",
    "rollup",
    "programme_code",
    "year",
    "since",
    "scope",
    "item",
    "life_stage",
    "edition",
)


@dataclass(frozen=True)
class Shown:
    """What one column of a mart shows, at the keys `at` (None: at any other)."""

    column: str
    at: Mapping[str, str] | None = None
    measure: str | None = None
    ratio: tuple[str, str] | None = None
    denominator_at: Mapping[str, str] = field(default_factory=dict)
    less: int = 0
    factor: str = "whole"
    form: str | None = None
    witness: tuple[str, ...] = ()
    terms: str | None = None


@dataclass(frozen=True)
class Mart:
    """A mart with the key of its rows and what its columns show."""

    name: str
    key: tuple[str, ...]
    shown: tuple[Shown, ...]

    @property
    def slices(self) -> tuple[str, ...]:
        """Keys that divide an observation further, as a title level does."""
        if "measure_code" in self.key:  # a row is an observation
            return ()
        return tuple(k for k in self.key if k not in COMMON)

    @property
    def is_of_slots(self) -> bool:
        """Its rows are filings, not statistics."""
        return set(SLOT) <= set(self.key)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(s.column for s in self.shown))


def marts(manifest: Mapping[str, Any]) -> list[Mart]:
    """The marts of a manifest of which some column can be explained."""
    found = (_mart(n) for n in nodes(manifest) if n["config"].get("materialized") != "view")
    return sorted((m for m in found if m.shown), key=lambda m: m.name)


def nodes(manifest: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (n for n in manifest["nodes"].values() if n["resource_type"] == "model" and n["fqn"][1] == "marts")


def _mart(node: Mapping[str, Any]) -> Mart:
    keys = [tuple(c["columns"]) for c in node["constraints"] if c["type"] == "primary_key"]
    key = keys[0] if keys else ()
    columns = node["columns"]
    if set(SLOT) <= set(key):
        return Mart(node["name"], key, tuple(Shown(n) for n, c in columns.items() if c["data_type"] == "integer"))
    slices = Mart(node["name"], key, ()).slices
    metas = {name: c.get("config", {}).get("meta", {}) for name, c in columns.items()}
    return Mart(node["name"], key, tuple(s for name, meta in metas.items() for s in _shown(name, meta, slices)))


def _shown(column: str, meta: Mapping[str, Any], slices: Iterable[str]) -> Iterator[Shown]:
    if "measure_from" in meta:
        yield Shown(column, {}, meta["measure_from"], witness=tuple(meta.get("witness", ())))
    elif "terms" in meta:
        yield Shown(column, terms=meta["terms"])
    elif "counted" in meta:
        counted = meta["counted"]
        for factor in (f for f in _FACTORS if f in counted):
            yield Shown(column, None, counted[factor], factor=factor, form=counted["form"])
    elif "ratio" in meta and "measure" not in meta:
        numerator, denominator = meta["ratio"]
        at = {k: str(v) for k, v in meta.get("denominator_at", {}).items()}
        yield Shown(column, None, None, (numerator, denominator), at, meta.get("less", 0))
    if "measure" in meta:
        totals = dict.fromkeys(slices, TOTAL)
        yield Shown(column, totals, meta["measure"])
        for other in meta.get("measure_at", ()):
            yield Shown(column, {k: other[k] for k in totals}, other["measure"])
        if totals and totals.keys() <= SLICED.keys():
            yield Shown(column, None, meta["measure"])
