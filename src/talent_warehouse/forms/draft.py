"""A form before there is one: its fields, what its rows are, what is counted, and who owes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from talent_warehouse.contracts import Kind
from talent_warehouse.periods import Grain

Rows: TypeAlias = Literal["persons", "things", "events", "amounts"]
PERSON_FIELDS = ("name", "id_type", "id_number", "birth_ym")  # what a form of persons asks of each, in this order


@dataclass(frozen=True)
class Asked:
    """One field as it was asked for; `choices` are the codes and names of a list that there is not yet."""

    name: str
    header: str
    kind: Kind
    also: tuple[str, ...] = ()
    required: bool = False
    is_key: bool = False
    lookup: str | None = None
    choices: tuple[tuple[str, str], ...] = ()
    unit: str | None = None
    unit_field: str | None = None
    has_decimals: bool = False
    may_name: bool = False
    example: str | None = None
    note: str = ""
    english: str = ""


@dataclass(frozen=True)
class Counted:
    """One measure: the rows that are so (all, where `where` is None), or what a quantity of theirs says (`of`)."""

    measure: str
    name: str | None = None
    english: str | None = None
    unit: str | None = None
    definition: str | None = None
    of: str | None = None
    where: str | None = None


@dataclass(frozen=True)
class Owed:
    """A kind and level of units that owes the form, so many days after its period."""

    kind: str
    level: str
    days: int


@dataclass(frozen=True)
class Draft:
    """All that is asked for; units are those that the catalogue does not have: unit, English, dimension."""

    name: str
    title: str
    english: str
    rows: Rows
    period: Grain
    first_year: int
    last_year: int
    fields: tuple[Asked, ...]
    counts: tuple[Counted, ...]
    owed: tuple[Owed, ...]
    units: tuple[tuple[str, str], ...] = ()

    def field(self, name: str) -> Asked:
        """The field of that name."""
        return next(f for f in self.fields if f.name == name)

    def first(self, lookup: str) -> Asked | None:
        """The first field that is taken from a list: where a row stands, and under which programme."""
        return next((f for f in self.fields if f.lookup == lookup), None)

    @property
    def quantities(self) -> tuple[Asked, ...]:
        """The fields that are amounts."""
        return tuple(f for f in self.fields if f.kind == "quantity")
