"""Who says what of a cell, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from recount.derive import Derived
from recount.intervals import Interval, Number
from recount.statements import Statement
from recount.world import Place


@dataclass(frozen=True)
class Witness:
    """One witness of a cell. `interval` is None where it says that there is a number and not which."""

    kind: str  # derived, decision, filed, parts, difference, rate
    interval: Interval | None
    value: Number | None
    dimension: str | None = None
    statement: Statement | None = None
    is_whole: bool = False
    statuses: tuple[str, ...] = ()
    says_something: bool = True
    floor: Number | None = None  # what it counts at least where it is not whole, as filed
    qualifier: str = "="
    is_filed: bool = False  # somebody filed it, or parts of it
    value_status: str | None = None  # the status of its value, where it is not the worst of its statuses

    @classmethod
    def of_rows(cls, derived: Derived) -> Witness:
        status = "A" if derived.is_whole else "L" if derived.is_owed else "O"
        return cls(
            "derived",
            derived.interval,
            derived.value if derived.is_whole or derived.is_provisional else None,
            is_whole=derived.is_whole,
            statuses=(status,),
            value_status="I" if derived.is_provisional else None,
            says_something=derived.is_whole or derived.interval.low > 0,
            floor=None if derived.is_provisional else derived.value,
            qualifier="~" if derived.is_provisional else "=",
        )

    @classmethod
    def of_statement(cls, statement: Statement) -> Witness:
        floor = statement.value if statement.qualifier == ">=" else None
        return cls(
            "filed",
            statement.interval,
            statement.value,
            statement=statement,
            statuses=(statement.status,),
            floor=floor,
            is_filed=True,
            qualifier="=" if statement.is_exact else statement.qualifier,
        )


@dataclass
class Bound:
    """What the witnesses of a cell come to. `free` is the interval without filings that are disputed elsewhere."""

    interval: Interval
    free: Interval
    value: Number | None
    status: str
    qualifier: str | None
    witness: str
    verdict: str
    witnesses: list[Witness]
    in_dispute: list[Witness] = field(default_factory=list)
    is_by_rows: bool = False

    @property
    def is_filed(self) -> bool:
        return any(one.is_filed for one in self.witnesses)

    @property
    def beaten(self) -> list[Statement]:
        """The filings that rows refute which are whole."""
        rows = [one.interval for one in self.witnesses if one.kind == "derived" and one.is_whole and one.interval]
        filed = [(one.statement, one.interval) for one in self.witnesses if one.statement is not None]
        return [said for said, it in filed if it is not None and any(not row.meets(it) for row in rows)]

    @property
    def is_contradicted(self) -> bool:
        return bool(self.in_dispute)

    @property
    def addend(self) -> Number | None:
        """What the cell adds to a whole; not applicable adds nothing, what is disputed nothing that is known."""
        if self.free != self.interval:
            return None
        return 0 if self.status == "M" and self.interval.is_point else self.value

    @property
    def floor(self) -> Number:
        """What the cell adds at least to a whole that is open, as filed."""
        is_least = self.free == self.interval and self.value is not None and self.qualifier in ("=", ">=")
        return self.value if is_least and self.value is not None else self.free.low


@dataclass(frozen=True)
class Cell:
    """A number as it would be published. Ends that are not known are ∞; a value that is not known is None."""

    interval: Interval
    value: Number | None
    status: str
    qualifier: str | None
    witness: str
    verdict: str
    rests_on_disputed: bool = False
    places: tuple[Place, ...] = ()
    shared: Interval | None = None
    units_silent: int = 0
    rows_aside: int = 0
