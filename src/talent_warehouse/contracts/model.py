"""A form is an Open Data Contract Standard contract; everything about the form follows from its file.

expectations/contracts/<form>.yaml → fields (header, synonyms, kind of value) and rules (one SQL predicate each).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from talent_warehouse.contracts.declared import Measures
from talent_warehouse.contracts.rules import Rule

Kind: TypeAlias = Literal[
    "text", "code", "integer", "year", "date", "month", "quantity", "unit", "person_name", "identity_number"
]
Prefill: TypeAlias = Literal["known", "period"]
KINDS: tuple[Kind, ...] = (
    "text",
    "code",
    "integer",
    "year",
    "date",
    "month",
    "quantity",
    "unit",
    "person_name",
    "identity_number",
)
# The typed columns beside the text of a field, by kind: (suffix, Postgres type).
TYPED: dict[Kind, tuple[tuple[str, str], ...]] = {
    "text": (),
    "code": (("__v", "text"),),
    "integer": (("__v", "integer"),),
    "year": (("__v", "smallint"),),
    "date": (("__v", "date"),),
    "month": (("__v", "date"),),
    "unit": (("__v", "text"), ("__mult", "smallint")),
    "quantity": (
        ("__v", "numeric(24,6)"),
        ("__low", "numeric(24,6)"),
        ("__high", "numeric(24,6)"),
        ("__qualifier", "text"),
        ("__status", "text"),
        ("__mult", "smallint"),
        ("__decimals", "smallint"),
        ("__mask", "text"),
    ),
    "person_name": (),
    "identity_number": (("__fault", "text"),),
}
# What is kept of a person: never a clear name or number.
PERSON_COLUMNS: tuple[tuple[str, str], ...] = (
    ("person_key", "text"),
    ("person_basis", "text"),
    ("key_id", "text"),
    ("name_hash", "text"),
    ("id_birth_month", "date"),
    ("id_sex", "text"),
)
UNTYPED: frozenset[Kind] = frozenset({"text", "person_name", "identity_number"})


@dataclass(frozen=True)
class AskedOf:
    """The rows that a field is asked of: those that have one of the codes in another field."""

    field: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """One column of a form."""

    name: str
    header: str
    synonyms: tuple[str, ...]
    kind: Kind
    required: bool
    personal: bool
    lookup: str | None  # the list of reference.lookup that a code is taken from
    unit_field: str | None  # the field that holds the unit of a quantity
    description: str
    description_en: str
    example: str | None
    prefill: Prefill | None  # what a template brings along: the value in force, or the year of the period
    may_name: bool = False  # a person may stand in it where a unit belongs
    decides: bool | None = None  # whether a published number rests on it; None: as its kind and its form say
    unit: str | None = None  # of a quantity whose unit no field holds; beside one that does, what it has to be
    since: str | None = None  # the period from which the form has it: what it implies holds from then on
    asked_of: AskedOf | None = None  # of some rows only; None: of all

    @property
    def value_column(self) -> str:
        """The column that rules, gate and staging read."""
        return self.name if self.kind in UNTYPED else f"{self.name}__v"

    @property
    def is_checked(self) -> bool:
        """Text without a value is a finding; `<field>__bad` shows it."""
        return self.kind not in UNTYPED


@dataclass(frozen=True)
class Person:
    """Which fields of a row say who somebody is."""

    name: str
    id_type: str
    id_number: str
    birth: str


@dataclass(frozen=True)
class Form:
    """A data contract: what one sheet must look like."""

    name: str
    title: str
    version: str
    period_grain: Literal["year", "quarter", "month"]
    purpose: str
    notes: tuple[str, ...]
    fields: tuple[Field, ...]
    person: Person | None
    business_key: tuple[str, ...]
    max_quarantined_share: float
    rules: tuple[Rule, ...]
    measures: Measures | None = None  # what its rows derive

    @property
    def has_parties(self) -> bool:
        """Whether a row says who gave and who took: something went from one to the other."""
        return sum(field.may_name for field in self.fields) > 1

    def field(self, name: str) -> Field:
        """The field of that name."""
        return next(f for f in self.fields if f.name == name)

    @property
    def headers(self) -> dict[str, str]:
        """Header by field name."""
        return {f.name: f.header for f in self.fields}

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The columns of raw.<form> that the loader fills, after the place: (name, type)."""
        result: list[tuple[str, str]] = []
        for field in self.fields:
            result.append((field.name, "text"))
            result += [(field.name + suffix, kind) for suffix, kind in TYPED[field.kind]]
        return (*result, *(PERSON_COLUMNS if self.person else ()))

    @property
    def bad_columns(self) -> tuple[tuple[str, str], ...]:
        """Virtual generated columns: the text that is no value, (name, expression)."""
        return tuple(
            (
                f"{f.name}__bad",
                f"case when {f.name}{'__status' if f.kind == 'quantity' else '__v'} is null then {f.name} end",
            )
            for f in self.fields
            if f.is_checked
        )


def custom(thing: Any) -> dict[str, Any]:
    """The custom properties of a part of a contract, by name."""
    return {p.property: p.value for p in thing.customProperties or []}
