"""What is known before anything is computed: catalogue, units, rows, filings, claims, and who is silent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from recount.intervals import INFINITE, Interval, Number
from recount.keys import Key, Lattice


class Place(NamedTuple):
    """Where a number was filed."""

    submission: str
    sheet: str
    row: int


@dataclass(frozen=True)
class Measure:
    """A measure of the catalogue, and how its parts add along each dimension: sum, overlap, max or none."""

    code: str
    adds: Mapping[str, str]
    form: str | None = None  # the register that it derives from
    knows_programme: bool = True
    default_stage: str = "_reached"
    is_integer: bool = True
    is_non_negative: bool = True
    is_cumulative: bool = False
    is_ledger_money: bool = False  # a return of it is a figure as at its day, and a floor for today
    is_counted_once: bool = False
    is_floor: bool = False  # stated; rows say how many there are at least,
    is_of_people: bool = False  # those of the register in which everybody counts once
    carried: frozenset[str] = frozenset()  # the dimensions that a row of the register names
    numerator: str | None = None
    denominator: str | None = None
    scale: int = 1
    is_share: bool = False
    counts_as: str | None = None  # the measure whose cells in the default stage it shows

    @property
    def unknown(self) -> Interval:
        return Interval(0 if self.is_non_negative else -INFINITE, INFINITE)


@dataclass(frozen=True)
class Spot:
    """Where a row stands. What does not read is None; the region of such a row lies in `reach`."""

    region: str | None
    programme: str | None
    item: str | None
    stage: str | None
    edition: str | None
    reach: str | None = None  # the unit's region, if its rows may name what lies below
    reaches_below: bool = True


@dataclass(frozen=True)
class Row:
    """What one row of a register in force adds to the cell where it stands and to all above."""

    measure: str
    year: int
    spot: Spot
    low: Number = 1
    value: Number | None = 1  # None where it may stand elsewhere
    high: Number = 1
    thing: str | None = None  # counted by distinct thing, if it is one
    person: str | None = None  # counted once: who it is,
    is_firm: bool = True  # and whether no other row can take this person
    day: date | None = None


@dataclass(frozen=True)
class Aside:
    """A row that is set aside: what it may add (∞ if the amount does not read) where it may stand."""

    measure: str
    year: int
    spot: Spot
    high: Number = 1
    takes: str | None = ""  # counted once: the person that it may take from elsewhere, None for anybody


@dataclass(frozen=True)
class Filing:
    """A row of a return, with blanks as filed (None). `interval` is what the text says, halves included."""

    measure: str
    year: int
    region: str
    scope: str
    unit: str
    place: Place
    interval: Interval | None  # None where masked or missing
    value: Number | None = None
    is_exact: bool = False
    qualifier: str = "="
    status: str = "A"
    programme: str | None = None
    item: str | None = None
    stages: tuple[str, ...] = ()  # two where a merged stage is filed
    edition: str | None = None
    since: str | None = None
    as_of: date | None = None


@dataclass(frozen=True)
class Claim:
    """A figure of a narrative, bound to a cell perhaps wrongly."""

    key: Key
    value: Number
    place: Place


@dataclass(frozen=True)
class Voice:
    """A unit that is silent about a form and a year: the region where it sits, and whether it may speak below."""

    unit: str
    region: str
    reaches_below: bool
    is_owed: bool = True


@dataclass(frozen=True)
class World:
    """All that numbers are made from."""

    lattice: Lattice
    measures: Mapping[str, Measure]
    rows: tuple[Row, ...] = ()
    asides: tuple[Aside, ...] = ()
    filings: tuple[Filing, ...] = ()
    claims: tuple[Claim, ...] = ()
    silent: Mapping[tuple[str, int], tuple[Voice, ...]] = field(default_factory=dict)  # by (form, year)
    closed: Collection[tuple[str, str, int]] = frozenset()  # (measure, region, year): own there is none by decision
