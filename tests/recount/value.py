"""From the witnesses of one cell to its interval, value, status, qualifier and verdict: rules 4 to 6."""

from __future__ import annotations

from recount.derive import Derived
from recount.intervals import INFINITE, NOTHING, Interval, Number, hull, meet
from recount.keys import GROUP_OF, Key
from recount.witness import Bound, Witness
from recount.world import Measure

BADNESS = {status: rank for rank, status in enumerate("AEMBIUPOLQ")}


def settle(key: Key, measure: Measure, derived: Derived | None, witnesses: list[Witness]) -> Bound:
    """Return what the witnesses of a cell come to."""
    interval, in_dispute, heard = _bounds(measure, witnesses)
    verdict = _verdict(witnesses, bool(in_dispute))
    is_by_rows = derived is not None and derived.is_whole and derived.interval.is_point
    if in_dispute:
        return Bound(interval, interval, None, "U", None, in_dispute[0].kind, "disagree", witnesses, in_dispute)
    value, status, qualifier, witness = _value(interval, measure, heard, witnesses)
    if status == "A" and GROUP_OF.get(key.stage, key.stage) == "_pending":
        status = "P"
    return Bound(interval, interval, value, status, qualifier, witness, verdict, witnesses, is_by_rows=is_by_rows)


def _bounds(measure: Measure, witnesses: list[Witness]) -> tuple[Interval, list[Witness], list[Witness]]:
    """Return the interval, the witnesses between which nobody decides, and those that are heard."""
    rows = [one for one in witnesses if one.kind == "derived" and one.is_whole]
    heard = [one for one in witnesses if one.interval is not None]
    for row in rows:
        heard = [one for one in heard if row.interval is None or row.interval.meets(_of(one))]
    common = meet([measure.unknown, *map(_of, heard)])
    if common is not None:
        return common, [], heard
    in_dispute = [one for one in heard if any(not _of(one).meets(_of(other)) for other in heard)]
    both = hull(map(_of, in_dispute))
    rest = meet([both, *(_of(one) for one in heard if one not in in_dispute)])
    return rest or both, in_dispute, heard


def _of(witness: Witness) -> Interval:
    assert witness.interval is not None
    return witness.interval


def _value(
    interval: Interval, measure: Measure, heard: list[Witness], witnesses: list[Witness]
) -> tuple[Number | None, str, str | None, str]:
    masked = [one for one in witnesses if one.kind == "filed" and one.interval is None]
    for one in _in_order(heard):
        if one.value is None or not interval.holds(one.value):
            continue
        if interval.is_point:
            return one.value, _status_of(one), "=", one.kind
        if one.qualifier != ">=" or _of(one).high < INFINITE:  # 余 says how far it goes
            return one.value, _status_of(one), one.qualifier, one.kind
    if interval == NOTHING and any(one.statement and one.statement.status == "M" for one in heard):
        return None, "M", None, "filed"
    if interval.is_point:
        return interval.low, "I", "=", _tightest(heard, interval)
    worst = max(
        (status for one in witnesses for status in one.statuses if status != "M"), key=BADNESS.__getitem__, default="O"
    )
    if interval.high == INFINITE and interval.low > 0:
        status = "Q" if masked else worst if worst in "PUOLQ" else "U"
        floors = [
            (one.floor, one.kind) for one in _in_order(heard) if one.floor is not None and interval.holds(one.floor)
        ]
        most, kind = max(floors, key=lambda floor: floor[0], default=(interval.low, ""))
        return max(interval.low, most), status, ">=", kind if most > interval.low else _tightest(heard, interval)
    speaking = [one for one in heard if one.says_something]
    if interval == measure.unknown or not speaking:
        filed = [one.statuses[0] for one in masked]
        return (
            None,
            max(filed or [worst if worst in "LOQ" else "O"], key=BADNESS.__getitem__),
            None,
            _first_kind(masked, heard),
        )
    return None, "U", None, _tightest(heard, interval)


def _in_order(heard: list[Witness]) -> list[Witness]:
    """Return the witnesses that may give the value: derived whole, parts whole, filed exactly, the rest."""

    def rank(one: Witness) -> tuple[int, Number, int, str]:
        order = 3
        if one.kind in ("derived", "decision", "rate") and one.is_whole:
            order = 0
        elif one.kind == "parts" and one.is_whole:
            order = 1
        elif one.statement is not None and one.statement.is_exact:
            order = 2
        position = 3 if one.kind == "difference" else 2 if one.kind == "parts" else 1 if one.statement else 0
        return order, _of(one).width, position, str(one.dimension or (one.statement and one.statement.place))

    return sorted(heard, key=rank)


def _status_of(witness: Witness) -> str:
    """Return the status that a value takes from its witness: of parts, the worst."""
    return witness.value_status or max(
        (one for one in witness.statuses if one != "M"), key=BADNESS.__getitem__, default="A"
    )


def _tightest(heard: list[Witness], interval: Interval) -> str:
    """Return the kind of the first witness that gives the low, else the high."""
    for end in (0, 1):
        for one in _in_order(heard):
            if one.says_something and _of(one)[end] == interval[end]:
                return one.kind
    return "none"


def _first_kind(masked: list[Witness], heard: list[Witness]) -> str:
    if masked:
        return "filed"
    return next((one.kind for one in heard), "none")


def _verdict(witnesses: list[Witness], is_disputed: bool) -> str:
    """Return what the witnesses say of each other: alone, agree, disagree, undecidable."""
    speaking = [one for one in witnesses if one.says_something]
    bounded = [one.interval for one in speaking if one.interval is not None]
    if is_disputed or any(not one.meets(other) for one in bounded for other in bounded):
        return "disagree"
    if any(one.kind == "derived" for one in speaking) and not any(one.is_filed for one in speaking):
        return "alone"  # parts and whole of the same rows
    if len(speaking) < 2:
        return "alone"
    if any(one.statement is not None and one.interval is None for one in speaking):
        return "undecidable"
    return "agree"
