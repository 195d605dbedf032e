"""What the rows of a form derive, as its contract declares it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Counts: TypeAlias = Literal["once", "heads", "things", "amounts", "payments", "stated"]


@dataclass(frozen=True)
class Axis:
    """Where a row stands in one dimension: the field that says so, and its column where rows are counted.

    `value` is SQL over `landed` for what the field comes to where that is more than what it says.
    """

    field: str
    column: str
    value: str | None = None


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
    in common, and the largest counts. `once` is the column that names the thing of which several rows may tell: it counts
    once. Of a floor the rows say how many there are at least, however whole they are:
    whoever came and left within the year is in none. `item` is the column that says the item of a row, where it is not that
    of the form.
    """

    measure: str
    condition: str
    amount: str
    fields: tuple[str, ...]
    counts_as: str | None
    is_nameless: bool
    is_floor: bool
    once: str | None
    item: str | None


@dataclass(frozen=True)
class Judged:
    """How gate 2 holds the fact against what landed and against the dimensions.

    `rule` stands in the ids of its rules; `filed` says which rows of the fact landed; rows that agree in `same`, pairs of
    a column of the fact and SQL over `r`, the row that landed, are one fact of their unit and year. `dimensions` are
    columns of the fact, where their codes stand (relation, column), and a code that stands for none.
    """

    rule: str
    filed: str
    same: tuple[tuple[str, str], ...]
    dimensions: tuple[tuple[str, tuple[str, str], str | None], ...]


@dataclass(frozen=True)
class Measures:
    """What the rows of a form say of measures, and in which relations they are counted and published.

    counts      once: a person a year, in one place; heads: distinct persons; things: distinct things; amounts: what a
                quantity says; payments: amounts of which two sides tell; stated: each row says of which measure it is
    rows        the model that has a row for each that counts
    spoken      the model that says of which regions and years the rows in use speak, under `spoken_where`
    fact        the published relation that has every row
    counted_in  the published relations that say which rows count
    mates       the column of `fact` by which rows of others count or do not; of things, which thing a row is
    many        of things, the quantity that says for how many of them a row stands, one where it is blank
    shown       the rows that marts show by `slices`, whatever measures they count for; all of them if left out
    apart       the column of `rows` by which heads are told apart: nobody is doubtful because of who has another value
    """

    counts: Counts
    rows: str | None
    spoken: str | None
    spoken_where: str
    fact: str
    counted_in: tuple[str, ...]
    mates: str | None
    many: str | None
    region: Axis | None
    programme: Axis | None
    item: Axis | None
    stage: Axis | None
    edition: Axis | None
    year: Axis | None
    day: Axis | None
    measure: str | None
    columns: tuple[Column, ...]
    apart: str | None
    shown: str | None
    slices: tuple[str, ...]
    judged: Judged | None
    derives: tuple[Derived, ...]
