"""Rates and shares, recomputed at every cell from their two parts; a filed rate bounds its own cell only."""

from __future__ import annotations

from fractions import Fraction

from recount.bound import Bounds
from recount.intervals import INFINITE, Interval, Number, quotient
from recount.keys import Key
from recount.value import settle
from recount.witness import Cell, Witness
from recount.world import Measure


def rates(bounds: Bounds, cells: dict[Key, Cell]) -> dict[Key, Cell]:
    """Return the cells of all ratio measures: where their numerator has a cell, or somebody filed one."""
    found = {}
    for measure in bounds.world.measures.values():
        if measure.numerator is None or measure.denominator is None:
            continue
        keys = {key._replace(measure=measure.code) for key in cells if key.measure == measure.numerator}
        keys |= {key for key in cells if key.measure == measure.code}
        for key in sorted(keys):
            found[key] = _rate(bounds, cells, measure, key)
    return found


def _rate(bounds: Bounds, cells: dict[Key, Cell], measure: Measure, key: Key) -> Cell:
    above, below = (
        _cell(bounds, cells, key._replace(measure=str(part))) for part in (measure.numerator, measure.denominator)
    )
    witnesses = [Witness.of_statement(one) for one in bounds.statements.get(key, ())]
    made = quotient(above.interval, below.interval, measure.scale, measure.scale if measure.is_share else INFINITE)
    if made is not None:
        value = _value(_firm(above), _firm(below), measure.scale)
        worst = max(above.status, below.status, key="AEMBIUPOLQ".index)
        parts = (key._replace(measure=str(part)) for part in (measure.numerator, measure.denominator))
        by_rows = all(part in bounds.cells and bounds.cells[part].is_by_rows for part in parts)
        kind = "derived" if by_rows else "rate"
        informs = made != Interval(0, measure.scale if measure.is_share else INFINITE)
        witnesses.insert(0, Witness(kind, made, value, is_whole=True, statuses=(worst,), says_something=informs))
    elif not witnesses:
        return Cell(
            measure.unknown, None, "O", None, "none", "alone", above.rests_on_disputed or below.rests_on_disputed
        )
    bound = settle(key, measure, None, witnesses)
    marked = bound.is_contradicted or above.rests_on_disputed or below.rests_on_disputed or key in bounds.marked
    places = tuple(one.statement.place for one in witnesses if one.statement and bound.verdict == "disagree")
    return Cell(
        bound.interval, bound.value, bound.status, bound.qualifier, bound.witness, bound.verdict, marked, places
    )


def _cell(bounds: Bounds, cells: dict[Key, Cell], key: Key) -> Cell:
    if key in cells:
        return cells[key]
    interval = bounds.interval_of(key)
    return Cell(interval, interval.low if interval.is_point else None, "O", "=", "none", "alone")


def _firm(cell: Cell) -> Number | None:
    return cell.value if cell.qualifier == "=" else None


def _value(above: Number | None, below: Number | None, scale: int) -> Number | None:
    return None if above is None or not below else Fraction(above) / Fraction(below) * scale
