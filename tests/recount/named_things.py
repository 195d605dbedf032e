"""What each landed row of a register of named things counts for: which thing it is of, and where it stands."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recount.catalogue import AT_LEAST, table
from recount.intervals import INFINITE, Number, exact
from recount.keys import NONE_NAMED, TOTAL
from recount.landed_rows import Landed
from recount.world import Aside, Row, Spot

CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
BLANKS = " 　（）()〔〕[]［］【】"


ITEMS = {
    "AUTHORISED_BODIES": "org_kind", "BASE_AREA": "item", "ENTERPRISES": "industry", "ENTERPRISES_GROWN": "item",
    "POLICIES_ISSUED": "item", "STRAINS_ISOLATED": "item",
}  # fmt: skip
"""The measures that are told by item, and the field that says which a row is of."""


@dataclass(frozen=True)
class Kinds:
    """The kinds of things, and the rungs in their order."""

    kinds: Mapping[str, Mapping[str, str]]
    rungs: Mapping[str, int]

    def group(self, kind: str | None, rung: str | None) -> str | None:
        """Return the group of a rung; from which rung on a thing is there depends on its kind."""
        if kind is None or rung is None:
            return None
        if rung == "withdrawn":
            return "_gone"
        if rung in ("planned", "preparing"):
            return "_planned"
        is_there = self.rungs[rung] >= self.rungs[self.kinds[kind]["reached_from"]]
        return "_reached" if is_there else "_pending"


def kinds(seeds: Path) -> Kinds:
    """Return the kinds of the seeds."""
    rungs = {row["code"]: int(row["rank"]) for row in table(seeds, "code") if row["list"] == "entity_stage"}
    return Kinds({row["entity_type"]: row for row in table(seeds, "entity_type")}, rungs)


@dataclass(frozen=True)
class _Said:
    """What a row says: None is what does not read."""

    kind: Mapping[str, str] | None
    year: int
    is_new: bool | None
    has_left: bool | None
    is_in_force: bool | None
    is_renewed: bool | None
    is_pending: bool | None
    is_hosted: bool | None
    is_led: bool | None
    is_evaluated: bool | None
    is_on_sale: bool | None
    has_grown: bool


def _year_of(day: Any) -> int | None:
    return None if day is None else day.year


def _said(one: Landed, of: Kinds, group: str | None) -> _Said:
    """Return what a row says, standing in a group of rungs; of a row that is set aside what may be."""
    faults, year = one.faults or frozenset(), int(one.row["period"][:4])
    code = one.read("entity_type")
    rungs = [one.read("life_stage"), one.read("life_stage_to")]
    groups = {of.group(code, rung) for rung in rungs} if one.faults is not None else {group}
    dated = one.read("first_date"), one.read("stage_date"), one.read("valid_from"), one.read("valid_to")
    first, reached, start, end = dated
    renamed = one.read("relation") in ("renamed", "merged", "split")
    months = [day.month if day else 12 for day in (start, end)]
    begins, ends = (_year_of(start) or year, months[0]), (_year_of(end) or year, months[1])

    def unless(fields: str, said: bool) -> bool | None:
        return None if faults & set(fields.split()) else said

    return _Said(
        None if "entity_type" in faults else of.kinds[code],
        year,
        unless(
            "first_date life_stage life_stage_to relation entity_type",
            "_reached" in groups and _year_of(first) == year and not renamed,
        ),
        unless("stage_date life_stage", rungs[0] == "withdrawn" and _year_of(reached) == year),
        unless("valid_from valid_to", begins <= (year, 12) <= ends),
        unless(
            "relation first_date stage_date",
            one.read("relation") is not None and year in (_year_of(first), _year_of(reached)),
        ),
        unless("life_stage entity_type", "_pending" in groups),
        unless("host", one.row["host"] is not None),
        unless("lead_kind", one.read("lead_kind") == "high_tech_enterprise"),
        unless("life_stage stage_date", rungs[0] in ("evaluated", "on_sale") and _year_of(reached) == year),
        unless("life_stage stage_date", rungs[0] == "on_sale" and _year_of(reached) == year),
        one.read("item") in ("high_tech", "st_enterprise"),
    )


def _measures(said: _Said, every: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, bool]]:
    """Yield the measures for which a row counts, or may, and whether its size adds."""
    found: dict[tuple[str, bool], list[bool | None]] = {}
    for kind in [said.kind] if said.kind else every:
        for measure, is_size, holds in _of_kind(kind, said):
            found.setdefault((measure, is_size), []).append(holds)
    for (measure, is_size), holds in found.items():
        if any(one is not False for one in holds):
            yield measure, is_size


def _of_kind(kind: Mapping[str, str], said: _Said) -> Iterator[tuple[str, bool, bool | None]]:
    stock, new = kind["measure_stock"], kind["measure_new"]
    if stock == "POLICIES_IN_FORCE":
        yield stock, False, said.is_in_force
        yield "POLICY_VERSIONS", False, said.is_renewed
    elif stock:
        yield stock, False, True
    if stock == "PLATFORMS":
        yield "PLATFORM_HIGHTECH_LED", False, said.is_led
    if stock == "ENTERPRISES":
        yield "ENTERPRISES_HOSTED", False, said.is_hosted
    if kind["entity_type"] == "listing":
        yield "ENTERPRISES_LISTED", False, True
    if said.has_grown and kind["entity_type"] == "enterprise":
        yield "ENTERPRISES_GROWN", False, True
    if new:
        yield new, False, said.is_new
    if new == "GERMPLASM_COLLECTED":
        yield "GERMPLASM_EVALUATED", False, said.is_evaluated
    if new == "PRODUCTS_DEVELOPED":
        yield "PRODUCTS_ON_SALE", False, said.is_on_sale
    if kind["measure_pending"]:
        yield kind["measure_pending"], False, said.is_pending
    if kind["measure_exited"]:
        yield kind["measure_exited"], False, said.has_left
    if kind["measure_size"]:
        yield kind["measure_size"], True, True


def _ends(one: Landed, name: str, otherwise: Number) -> tuple[Number, Number, Number] | None:
    """Return low, value and high of a quantity; `otherwise` where none is stated, None where nobody knows."""
    status, row = one.row[f"{name}__status"], one.row
    if status in ("O", "M"):
        return None if otherwise == 0 and status == "O" else (otherwise, otherwise, otherwise)
    value, low, high = row[f"{name}__v"], row[f"{name}__low"], row[f"{name}__high"]
    if status in ("Q", "L", "P") or (value is None and low is None and high is None):
        return None
    least = otherwise if low is None else exact(low)
    return least, exact(value) if value is not None else least, INFINITE if high is None else exact(high)


def _things(one: Landed) -> tuple[Number, Number, Number]:
    return _ends(one, "quantity", 1) or (1, 1, INFINITE)


def rows(landed: Iterable[Landed], of: Kinds) -> list[Row]:
    """Return what the rows in use count for."""
    used = [one for one in landed if one.faults is None]
    keys = dict(zip((one.place for one in used), _keys(used, of), strict=True))
    counting, knowing = {}, {}
    for one in sorted(used, key=lambda one: _order(one, of)):
        counting.setdefault((keys[one.place], one.read("programme"), one.year), one.place)
        knowing.setdefault((keys[one.place], one.year), one.unit)
    found = []
    for one in used:
        key, code = keys[one.place], one.read("entity_type")
        lower, upper = (of.group(code, one.read(name)) for name in ("life_stage", "life_stage_to"))
        is_between = upper is not None and upper != lower
        for group in (lower, upper) if is_between else (lower,):
            said, low, value, high = _said(one, of, group), *_things(one)
            for measure, is_size in _measures(said, ()):
                if is_size:
                    low, value, high = _ends(one, "size", 0) or (0, 0, INFINITE)
                spot = Spot(
                    one.region, one.read("programme"), _item(one, measure), group, TOTAL, one.row["unit_region"]
                )
                year = one.year or 0
                if counting[key, one.read("programme"), one.year] == one.place:
                    sure = (0, None) if is_between else (low, value)
                    found.append(Row(measure, year, spot, *sure, high, thing=_hashed(key)))
                if key[0] == "name" and knowing[key, one.year] != one.unit:
                    found.append(Row(measure, year, spot, 0, 0, high, thing=f"{_hashed(key)}|{one.unit}"))
    return found


def _hashed(key: tuple[str, ...]) -> str:
    return hashlib.md5("|".join(key).encode(), usedforsecurity=False).hexdigest()


def _keys(used: list[Landed], of: Kinds) -> list[tuple[str, ...]]:
    """Return for each row which thing it is of: by its code, by its name where that is, a batch by its unit."""
    own = [_own_code(one, of) for one in used]
    beside: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    for one, code in zip(used, own, strict=True):
        if code:
            beside[_named(one, of)].add(code)
    found = []
    for one, code in zip(used, own, strict=True):
        kind, named = of.kinds[one.read("entity_type")], _named(one, of)
        count = _ends(one, "quantity", 1) or (1, 2, 2)
        if kind["is_batch"] == "true" and count[1] > 1:
            found.append(("batch", kind["entity_type"], one.unit, named[1], one.read("life_stage")))
        elif code or len(beside[named]) == 1:
            found.append(("code", kind["class"], code or min(beside[named])))
        else:
            found.append(("name", *named[:3]))
    return found


def _own_code(one: Landed, of: Kinds) -> str | None:
    code = one.row["entity_code"]
    has_credit_code = of.kinds[one.read("entity_type")]["has_credit_code"] == "true"
    if code is None or (CREDIT_CODE.fullmatch(code) and not has_credit_code):
        return None
    return code.translate({ord(letter): None for letter in BLANKS}).upper()


def _named(one: Landed, of: Kinds) -> tuple[Any, ...]:
    kind = of.kinds[one.read("entity_type")]
    plain = one.row["entity_name"].translate({ord(letter): None for letter in BLANKS + '“”"·'})
    return kind["class"], plain, (one.region or "")[:4] if kind["is_local"] == "true" else "", one.year


def _order(one: Landed, of: Kinds) -> tuple[Any, ...]:
    rung = one.read("life_stage")
    level = {"county": 1, "prefecture": 2}.get(one.row["unit_level"], 3)
    return (
        0 if rung == "withdrawn" else -of.rungs[rung],
        -one.read("stage_date").toordinal(),
        level,
        one.unit,
        one.place,
    )


def asides(landed: Iterable[Landed], of: Kinds, own: Collection[tuple[str, int]]) -> list[Aside]:
    """Return what the rows that are set aside may count for; `own` are the (unit, year) that reach nothing below."""
    found = []
    for one in landed:
        if one.faults is None:
            continue
        year, code = int(one.row["period"][:4]), one.row["entity_type__v"]
        stage = None if "life_stage" in one.faults else of.group(code, one.row["life_stage__v"])
        reaches = (one.unit, year) not in own
        for measure, is_size in _measures(_said(one, of, stage), of.kinds.values()):
            if measure not in AT_LEAST:
                item, unit_region = _item(one, measure), one.row["unit_region"]
                spot = Spot(one.region, one.read("programme"), item, stage, TOTAL, unit_region, reaches)
                found.append(Aside(measure, year, spot, _most(one, is_size)))
    return found


def _item(one: Landed, measure: str) -> str | None:
    """Return the item of a row; None where it does not read. Plans and rules are what they are, whatever they say."""
    name, faults = ITEMS.get(measure), one.faults or frozenset()
    if name is None:
        return TOTAL
    if measure == "POLICIES_ISSUED":
        if faults & {"entity_type", "item"}:
            return None
        if one.read("entity_type") in ("plan", "rule"):
            return {"plan": "plan", "rule": "rules"}[one.read("entity_type")]
    said = one.read(name)
    return None if name in faults else NONE_NAMED if said in (None, "all") else said


def _most(one: Landed, is_size: bool) -> Number:
    unread = {"size", "size_unit"} if is_size else {"quantity"}
    if unread & (one.faults or frozenset()):
        return INFINITE
    ends = _ends(one, "size", 0) if is_size else _ends(one, "quantity", 1)
    if is_size and one.row["size__v"] is None and one.row["size__status"] != "M":
        return INFINITE
    return INFINITE if ends is None else ends[2]
