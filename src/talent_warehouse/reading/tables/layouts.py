"""Header → layout: which column holds what, and what is required of a row."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from talent_warehouse.contracts import Kind
from talent_warehouse.reading.files.facts import column_letter
from talent_warehouse.reading.tables.headers import Header, normalise
from talent_warehouse.reading.tables.headings import Heading
from talent_warehouse.reading.values.values import Lookups

AMOUNTS: frozenset[Kind] = frozenset({"quantity", "integer", "unit"})  # what a line of totals states like any row


@dataclass(frozen=True)
class Layout:
    """Where the columns of a sheet are: by field of its form, or by letter where no form is known.

    `kinds` are the kinds of the fields; empty where no form is known. `units` are those that the header states for a
    quantity; `unit_fields` say where a row has its own.
    """

    heading: Heading
    columns: dict[str, int]
    kinds: dict[str, Kind]
    units: dict[str, str]
    unit_fields: dict[str, str]
    prefilled: frozenset[int] = frozenset()  # columns that the template filled in: a row of nothing else is no data
    required: tuple[int, ...] = ()  # columns of the required fields that state no amount
    words: Mapping[int, Collection[str]] = field(default_factory=dict)  # column → the texts of its field's own list
    unit_names: Collection[str] = ()
    has_parties: bool = False  # rows say that something went from one to another

    @cached_property
    def stating(self) -> tuple[int, ...]:
        """Columns of the fields that state no amount."""
        return tuple(sorted(c for f, c in self.columns.items() if self.kinds.get(f) not in AMOUNTS))

    def of_kind(self, kind: Kind) -> list[int]:
        """Columns of the fields of a kind."""
        return [c for f, c in self.columns.items() if self.kinds.get(f) == kind]

    @cached_property
    def own_names(self) -> dict[int, frozenset[str]]:
        """Column → what its labels say, level by level and together."""
        return {
            c: frozenset({*map(normalise, path), normalise("".join(path))})
            for c, path in enumerate(self.heading.paths)
            if path
        }


def layout(found: Header | Heading, prefilled: Collection[str] = (), lookups: Lookups = MappingProxyType({})) -> Layout:
    """The layout of a form's header, or of a heading that no form knows; `prefilled` are fields of the form."""
    if isinstance(found, Heading):
        letters = {column_letter(c + 1): c for c, path in enumerate(found.paths) if path}
        return Layout(found, letters, {}, {}, {})
    fields = found.form.fields
    own = {f.name: f.unit_field for f in fields if f.unit_field and f.name in found.columns}
    keys = frozenset(column for name, column in found.columns.items() if name in prefilled)
    at = {f.name: column for f in fields if (column := found.columns.get(f.name)) is not None}
    required = tuple(at[f.name] for f in fields if f.name in at and f.required and f.kind not in AMOUNTS)
    words = {at[f.name]: lookups.get(f.lookup or "", {}) for f in fields if f.name in at and f.kind == "code"}
    kinds = {f.name: f.kind for f in fields}
    names = lookups.get("unit", ())
    return Layout(
        found.heading, found.columns, kinds, found.units, own, keys, required, words, names, found.form.has_parties
    )
