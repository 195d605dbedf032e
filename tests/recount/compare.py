"""The recount beside what is published: every cell that only one has, or that differs at the mart's face."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import dict_row

from recount.intervals import INFINITE, Number
from recount.keys import Key
from recount.witness import Cell


class Difference(NamedTuple):
    """A cell and a column in which the two are not equal."""

    key: Key
    column: str
    recounted: Any
    published: Any


def face(number: Number | Decimal | None, decimals: int) -> Decimal | None:
    """Return the number as a mart shows it; an end that is not known is None."""
    if number is None or number in (INFINITE, -INFINITE):
        return None
    exact = Fraction(number)
    step = Decimal(1).scaleb(-decimals)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(step, ROUND_HALF_UP)


def settled(connection: psycopg.Connection[Any]) -> dict[Key, dict[str, Any]]:
    """Return the cells as the database has them, ready to be compared."""
    query = """
        select measure_code, region_code, rollup, programme_code, year::integer, since, scope, item, life_stage, edition,
            value, value_low, value_high, obs_status as status, qualifier, witness, verdict, rests_on_disputed
        from warehouse.int_cell_settled
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(query).fetchall()
    width = len(Key._fields)
    return {Key(*list(row.values())[:width]): dict(list(row.items())[width:]) for row in rows}


def differences(
    cells: Mapping[Key, Cell], published: Mapping[Key, Mapping[str, Any]], decimals: int = 6
) -> list[Difference]:
    """Return all differences in value, value_low, value_high and whatever else both name, ordered by key.

    A published cell is a mapping of columns; of status, qualifier, witness, verdict those are compared that it has.
    A cell that only the recount has and that says nothing ([0, ∞) without a value) is none.
    """
    found = []
    for key in sorted({*cells, *published}):
        ours, theirs = cells.get(key), published.get(key)
        if ours is None:
            found.append(Difference(key, "cell", None, theirs))
        elif theirs is None:
            if ours.value is not None or ours.interval.low not in (0, -INFINITE) or ours.interval.high != INFINITE:
                found.append(Difference(key, "cell", ours, None))
        else:
            found += _columns(key, ours, theirs, decimals)
    return found


def _columns(key: Key, ours: Cell, theirs: Mapping[str, Any], decimals: int) -> list[Difference]:
    numbers = {"value": ours.value, "value_low": ours.interval.low, "value_high": ours.interval.high}
    texts = ("status", "qualifier", "witness", "verdict", "rests_on_disputed")
    pairs = [
        (name, face(one, decimals), face(theirs[name], decimals)) for name, one in numbers.items() if name in theirs
    ]
    pairs += [(name, getattr(ours, name), theirs[name]) for name in texts if name in theirs]
    return [Difference(key, name, one, other) for name, one, other in pairs if one != other]
