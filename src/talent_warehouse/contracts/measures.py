"""What the rows of a form derive, as the section `measures` of its contract declares it.

Derivation, coverage, the way back, diff and the gate read it from here; docs/forms.md lists its keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from talent_warehouse.contracts.model import Field

Counts: TypeAlias = Literal["once", "heads", "amounts", "payments", "stated"]
_KEYS = frozenset({
    "counts", "rows", "spoken", "spoken_where", "fact", "counted_in", "mates", "region", "programme", "stage",
    "edition", "year", "day", "measure", "columns", "slices", "fields", "derives",
})  # fmt: skip
_DERIVED_KEYS = frozenset({"measure", "condition", "amount", "fields", "as", "nameless"})
_COLUMN_KEYS = frozenset({"fields", "value", "blank"})
_AXES = ("region", "programme", "stage", "edition", "year", "day")
_QUOTED, _WORD = re.compile(r"'[^']*'"), re.compile(r"\b([a-z_]\w*)\b(?!\s*\()")
_SQL = frozenset({
    "and", "or", "not", "in", "is", "null", "true", "false", "between", "like", "extract", "year", "month", "from",
    "case", "when", "then", "else", "end",
})  # fmt: skip


@dataclass(frozen=True)
class Axis:
    """Where a row stands in one dimension: the field that says so, and its column where rows are counted."""

    field: str
    column: str


@dataclass(frozen=True)
class Column:
    """What a condition may ask of a row that is set aside: unknown where one of `fields` does not read.

    `value` is SQL over `landed`, the row as it landed, and `aside`; `blank` stands where nothing is written.
    """

    name: str
    fields: tuple[str, ...]
    value: str
    blank: str | None


@dataclass(frozen=True)
class Derived:
    """One measure: the condition on a row, what the row adds, and the fields that say so, the first above all.

    A condition is null, and the row does not count, where a column that it asks for is null. `counts_as` names the
    measure in whose rows these are, of one that has none of its own; of a nameless one nobody knows whom two rows have
    in common, and the largest counts.
    """

    measure: str
    condition: str
    amount: str
    fields: tuple[str, ...]
    counts_as: str | None
    is_nameless: bool


@dataclass(frozen=True)
class Measures:
    """What the rows of a form say of measures, and in which relations they are counted and published.

    counts      once: a person a year, in one place; heads: distinct persons; amounts: what a quantity says; payments:
                amounts of which two sides tell; stated: each row says of which measure it is
    rows        the model that has a row for each that counts
    spoken      the model that says of which regions and years the rows in use speak, under `spoken_where`
    fact        the published relation that has every row
    counted_in  the published relations that say which rows count
    mates       the column of `fact` by which rows of others count or do not
    """

    counts: Counts
    rows: str | None
    spoken: str | None
    spoken_where: str
    fact: str
    counted_in: tuple[str, ...]
    mates: str | None
    region: Axis | None
    programme: Axis | None
    stage: Axis | None
    edition: Axis | None
    year: Axis | None
    day: Axis | None
    measure: str | None
    columns: tuple[Column, ...]
    slices: tuple[str, ...]
    derives: tuple[Derived, ...]


def measures_of(own: Mapping[str, Any], fields: Sequence[Field], where: str) -> Measures:
    """The section of one contract. `where` names the contract in messages.

    Raises: ValueError naming the place, what was found, and the mend.
    """
    _refuse(own.keys() - _KEYS, f"{where}, measures: key", _KEYS)
    _refuse({own["counts"]} - set(get_args(Counts)), f"{where}, measures: counts", get_args(Counts))
    known = {field.name: field for field in fields}
    axes = {name: _axis(own[name], known, f"{where}, measures, {name}") for name in _AXES if name in own}
    columns = tuple(
        _column(n, c or {}, known, f"{where}, measures, column {n}") for n, c in own.get("columns", {}).items()
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
        raise ValueError(f"{where}, measures: {sorted(twice)} are derived twice. Keep one entry of each.")
    if "measure" in own:
        _refuse({own["measure"]} - known.keys(), f"{where}, measures, measure: field", known)
    return Measures(
        counts=own["counts"],
        rows=own.get("rows"),
        spoken=own.get("spoken", own.get("rows")),
        spoken_where=own.get("spoken_where", "true"),
        fact=own["fact"],
        counted_in=tuple(own.get("counted_in", [own["fact"]])),
        mates=own.get("mates"),
        region=axes.get("region"),
        programme=axes.get("programme"),
        stage=axes.get("stage"),
        edition=axes.get("edition"),
        year=axes.get("year"),
        day=axes.get("day"),
        measure=own.get("measure"),
        columns=columns,
        slices=tuple(own.get("slices", ())),
        derives=derives,
    )


def _refuse(wrong: Iterable[str], what: str, expected: Iterable[str]) -> None:
    if found := sorted(wrong):
        raise ValueError(
            f"{what} {', '.join(found)} is unknown; expected of {', '.join(sorted(expected))}. Correct it."
        )


def _axis(own: str | Mapping[str, str], known: Mapping[str, Field], where: str) -> Axis:
    axis = Axis(own, own) if isinstance(own, str) else Axis(own["field"], own["column"])
    _refuse({axis.field} - known.keys(), f"{where}: field", known)
    return axis


def _column(name: str, own: Mapping[str, Any], known: Mapping[str, Field], where: str) -> Column:
    _refuse(own.keys() - _COLUMN_KEYS, f"{where}: key", _COLUMN_KEYS)
    fields = tuple(own.get("fields", (name,)))
    _refuse(set(fields) - known.keys(), f"{where}: field", known)
    value = own.get("value") or f"landed.{known[fields[0]].value_column}"
    return Column(name, fields, value, own.get("blank"))


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
    if counts in ("amounts", "payments"):
        _refuse({amount} - quantities, f"{where}: amount", quantities)
    fields = (*own.get("fields", (amount,) if amount in known else ()), *shared)
    _refuse(set(fields) - known.keys(), f"{where}: field", known)
    if not fields:
        raise ValueError(f"{where}: no field says so. Name under fields those that do, the first above all.")
    return Derived(own["measure"], condition, amount, tuple(fields), own.get("as"), bool(own.get("nameless", False)))


def _asked(text: str) -> set[str]:
    """The columns that a piece of SQL asks for: its words outside quotes that are neither functions nor the language's."""
    return set(_WORD.findall(_QUOTED.sub("", text))) - _SQL
