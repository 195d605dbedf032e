"""The section `measures` of a contract, read and checked: what the rows of the form derive.

Derivation, coverage, the way back, diff and the gate read it from here; docs/forms.md lists its keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from talent_warehouse.contracts.declared import Axis, Column, Counts, Derived, Judged, Measures
from talent_warehouse.contracts.model import Field
from talent_warehouse.errors import ContractError

_KEYS = frozenset({
    "counts", "rows", "spoken", "spoken_where", "fact", "counted_in", "mates", "many", "region", "programme", "item",
    "stage", "edition", "year", "day", "measure", "columns", "apart", "shown",
    "slices", "judged", "fields", "derives",
})  # fmt: skip
_DERIVED_KEYS = frozenset({"measure", "condition", "amount", "fields", "as", "nameless", "floor", "once", "item"})
_COLUMN_KEYS = frozenset({"fields", "value", "blank"})
_JUDGED_KEYS = frozenset({"rule", "filed", "same", "dimensions"})
_AXES = ("region", "programme", "item", "stage", "edition", "year", "day")
_QUOTED, _WORD = re.compile(r"'[^']*'"), re.compile(r"\b([a-z_]\w*)\b(?!\s*\()")
_SQL = frozenset({
    "and", "or", "not", "in", "is", "null", "true", "false", "between", "like", "extract", "year", "month", "from",
    "case", "when", "then", "else", "end",
})  # fmt: skip


def measures_of(own: Mapping[str, Any], fields: Sequence[Field], where: str) -> Measures:
    """The section of one contract. `where` names the contract in messages.

    Raises: ContractError naming the place, what was found, and the mend.
    """
    _refuse(own.keys() - _KEYS, f"{where}, measures: key", _KEYS)
    if missing := {"counts", "fact"} - own.keys():
        raise ContractError(
            f"{where}, measures: {', '.join(sorted(missing))} is missing. Say how rows count, and where."
        )
    _refuse({own["counts"]} - set(get_args(Counts)), f"{where}, measures: counts", get_args(Counts))
    known = {field.name: field for field in fields}
    axes = {name: _axis(own[name], known, f"{where}, measures, {name}") for name in _AXES if name in own}
    columns = tuple(
        _column(n, c or {}, known, f"{where}, measures, column {n}") for n, c in own.get("columns", {}).items()
    )
    if "apart" in own:
        _refuse(
            {own["apart"]} - {c.name for c in columns}, f"{where}, measures, apart: column", [c.name for c in columns]
        )
    asked = {"year", *(c.name for c in columns), *(a.column for a in axes.values())}
    asked |= {f"{f.name}{end}" for f in fields if f.kind == "quantity" for end in ("", "_status")}
    shared = tuple(own.get("fields", ()))
    derives = tuple(
        _derived(entry, known, asked, shared, own["counts"], f"{where}, measures, {entry.get('measure')}")
        for entry in own.get("derives", ())
    )
    codes = [d.measure for d in derives]
    if twice := {code for code in codes if codes.count(code) > 1}:
        raise ContractError(f"{where}, measures: {sorted(twice)} are derived twice. Keep one entry of each.")
    for name in ("measure", "many"):
        if name in own:
            _refuse({own[name]} - known.keys(), f"{where}, measures, {name}: field", known)
    if own["counts"] == "things" and "mates" not in own:
        raise ContractError(f"{where}, measures: mates is missing. Name the column of the fact that says which thing.")
    return Measures(
        counts=own["counts"],
        rows=own.get("rows"),
        spoken=own.get("spoken", own.get("rows")),
        spoken_where=own.get("spoken_where", "true"),
        fact=own["fact"],
        counted_in=tuple(own.get("counted_in", [own["fact"]])),
        mates=own.get("mates"),
        many=own.get("many"),
        region=axes.get("region"),
        programme=axes.get("programme"),
        item=axes.get("item"),
        stage=axes.get("stage"),
        edition=axes.get("edition"),
        year=axes.get("year"),
        day=axes.get("day"),
        measure=own.get("measure"),
        columns=columns,
        apart=own.get("apart"),
        shown=_shown(own.get("shown"), asked, where),
        slices=tuple(own.get("slices", ())),
        judged=_judged(own["judged"], f"{where}, measures, judged") if "judged" in own else None,
        derives=derives,
    )


def _refuse(wrong: Iterable[str], what: str, expected: Iterable[str]) -> None:
    if found := sorted(wrong):
        raise ContractError(
            f"{what} {', '.join(found)} is unknown; expected of {', '.join(sorted(expected))}. Correct it."
        )


def _axis(own: str | Mapping[str, str], known: Mapping[str, Field], where: str) -> Axis:
    axis = Axis(own, own) if isinstance(own, str) else Axis(own["field"], own["column"], own.get("value"))
    _refuse({axis.field} - known.keys(), f"{where}: field", known)
    return axis


def _column(name: str, own: Mapping[str, Any], known: Mapping[str, Field], where: str) -> Column:
    _refuse(own.keys() - _COLUMN_KEYS, f"{where}: key", _COLUMN_KEYS)
    fields = tuple(own.get("fields", (name,)))
    _refuse(set(fields) - known.keys(), f"{where}: field", known)
    value = own.get("value") or f"landed.{known[fields[0]].value_column}"
    return Column(name, fields, value, own.get("blank"))


def _judged(own: Mapping[str, Any], where: str) -> Judged:
    _refuse(own.keys() - _JUDGED_KEYS, f"{where}: key", _JUDGED_KEYS)
    dimensions = []
    for column, place in own["dimensions"].items():
        target, _, spared = place.partition(" or ")
        table, _, key = target.partition(".")
        if not key:
            raise ContractError(f"{where}, {column}: {place!r} names no column; write dim_region.region_code.")
        dimensions.append((column, (table, key), spared or None))
    same = tuple((column, str(value)) for column, value in own.get("same", {}).items())
    return Judged(own["rule"], own.get("filed", "true"), same, tuple(dimensions))


def _derived(
    own: Mapping[str, Any],
    known: Mapping[str, Field],
    asked: set[str],
    shared: tuple[str, ...],
    counts: str,
    where: str,
) -> Derived:
    _refuse(own.keys() - _DERIVED_KEYS, f"{where}: key", _DERIVED_KEYS)
    condition, amount = str(own.get("condition", "true")), str(own.get("amount", "1"))
    for part, text in (("condition", condition), ("amount", amount)):
        _refuse(_asked(text) - asked, f"{where}: column of the {part}", asked)
    quantities = {f.name for f in known.values() if f.kind == "quantity"}
    if counts in ("things", "amounts", "payments"):
        _refuse(
            {amount} - (countable := quantities | ({"1"} if counts != "payments" else set())),
            f"{where}: amount",
            countable,
        )
    for name in ("once", "item"):
        _refuse({own[name]} - asked if name in own else (), f"{where}: column of {name}", asked)
    fields = (*own.get("fields", (amount,) if amount in known else ()), *shared)
    _refuse(set(fields) - known.keys(), f"{where}: field", known)
    if not fields:
        raise ContractError(f"{where}: no field says so. Name under fields those that do, the first above all.")
    return Derived(
        own["measure"],
        condition,
        amount,
        tuple(fields),
        own.get("as"),
        bool(own.get("nameless", False)),
        bool(own.get("floor", False)),
        own.get("once"),
        own.get("item"),
    )


def _shown(text: str | None, asked: set[str], where: str) -> str | None:
    if text is not None:
        _refuse(_asked(text) - asked, f"{where}, measures, shown: column", asked)
    return text


def _asked(text: str) -> set[str]:
    """The columns that a piece of SQL asks for: its words outside quotes that are neither functions nor the language's."""
    return set(_WORD.findall(_QUOTED.sub("", text))) - _SQL
