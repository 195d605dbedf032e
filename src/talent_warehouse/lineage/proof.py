"""The proof that every cell is what the cells behind it come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from psycopg import sql

from talent_warehouse.database import Connection, catalog
from talent_warehouse.database.catalog import name_list
from talent_warehouse.database.rows import Record, records
from talent_warehouse.lineage.annotations import SLOT
from talent_warehouse.lineage.explain import gather, gathered

Key: TypeAlias = tuple[Any, ...]
_ROUNDED = Decimal("0.000002")  # a ratio is stored with six decimals, and may be made of two that are


@dataclass(frozen=True)
class Unexplained:
    """A cell whose value is not what its contributions come to."""

    mart: str
    key: Mapping[str, Any]
    column: str
    value: Decimal
    explained: Decimal | None


def unexplained(connection: Connection, no: int | None = None) -> tuple[int, list[Unexplained]]:
    """How many cells of all marts have a value, and those that their contributions do not come to.

    Reads every contribution once: seconds for the sample, minutes for millions of people.
    """
    asked = "" if no is None else str(no)
    wrong: list[Unexplained] = []
    cells = 0
    with connection.transaction():
        connection.execute("select set_config('talent.as_of', %s, true)", (asked,))
        connection.execute(
            "set local enable_nestloop = off; set local enable_sort = off"
        )  # all is read once, and hashed
        gather(connection, asked)
        shown = _Shown(records(connection, "select * from as_of.contribution_column"), _scales(connection))
        for mart in shown.marts():
            key = catalog.key(connection, "mart", mart)
            totals = _totals(connection, mart, key, asked)
            for values in _values(connection, mart, key, shown.columns(mart)):
                for column in shown.columns(mart):
                    at = tuple(values[k] for k in key)
                    row = dict(zip(key, at, strict=True))
                    if (value := values[column]) is None or not shown.tells(mart, column, row):
                        continue
                    cells += 1
                    if shown.is_said_whole(mart, column, values):
                        continue
                    found = shown.value(mart, column, row, totals.get((at, column), {}))
                    if found is None or abs(found - value) > _ROUNDED * max(1, abs(value)):
                        wrong.append(Unexplained(mart, row, column, value, found))
    return cells, wrong


def _scales(connection: Connection) -> dict[str, Decimal]:
    """What a ratio is multiplied by, by measure; only ratios are there."""
    return dict(
        connection.execute(
            "select measure_code, coalesce(scale, 1) from as_of.dim_measure where agg_region = 'ratio'"
        ).fetchall()
    )


class _Shown:
    """What the columns show, and how their factors make a value."""

    def __init__(self, entries: Sequence[Record], scales: Mapping[str, Decimal]) -> None:
        self._entries: dict[tuple[str, str], list[Record]] = defaultdict(list)
        self._scales = scales
        for entry in entries:
            self._entries[entry["mart"], entry["column_name"]].append(entry)

    def marts(self) -> list[str]:
        return sorted({mart for mart, _ in self._entries})

    def columns(self, mart: str) -> list[str]:
        return list(dict.fromkeys(column for m, column in self._entries if m == mart))

    def _fitting(self, mart: str, column: str, key: Mapping[str, Any]) -> list[Record]:
        entries = self._entries[mart, column]
        at = [e for e in entries if e["at"] is not None and all(key.get(k) == v for k, v in e["at"].items())]
        return at or [e for e in entries if e["at"] is None]

    def tells(self, mart: str, column: str, key: Mapping[str, Any]) -> bool:
        """Whether the column is told at this key: where a mart divides what no row says, its total alone is."""
        return bool(self._fitting(mart, column, key))

    def is_said_whole(self, mart: str, column: str, values: Mapping[str, Any]) -> bool:
        """A rate of 1 because a cell says 全部, of an amount that nobody states: that cell is what explains it."""
        numerator = self._entries[mart, column][0]["numerator"]
        return bool(numerator) and values[column] == 1 and values[numerator] is None

    def value(self, mart: str, column: str, key: Mapping[str, Any], totals: Mapping[str, Decimal]) -> Decimal | None:
        """Of the sums by factor: a ratio divides what its two columns come to, everything else is its sum."""
        entries = self._entries[mart, column]
        if entries[0]["numerator"]:
            entry = entries[0]
            numerator = self.value(mart, entry["numerator"], key, _side(totals, "numerator"))
            denominator = self.value(mart, entry["denominator"], {**key, **entry["denominator_at"]},
                                     _side(totals, "denominator"))  # fmt: skip
            return None if not denominator or numerator is None else numerator / denominator - entry["less"]
        entry = self._fitting(mart, column, key)[0]
        measure = key.get(entry["measure_code"], entry["measure_code"])  # of a row that is an observation
        if entry["factor"] != "whole" or (measure in self._scales and "whole" not in totals):
            below = totals.get("denominator")
            return totals.get("numerator", Decimal(0)) / below * self._scales.get(measure, 1) if below else None
        return totals.get("whole", Decimal(0))


def _side(totals: Mapping[str, Decimal], side: str) -> dict[str, Decimal]:
    inner = {
        factor.removeprefix(f"{side}/"): total for factor, total in totals.items() if factor.startswith(f"{side}/")
    }
    return inner | ({"whole": totals[side]} if side in totals else {})


def _totals(
    connection: Connection, mart: str, key: tuple[str, ...], asked: str
) -> dict[tuple[Key, str], dict[str, Decimal]]:
    found: dict[tuple[Key, str], dict[str, Decimal]] = defaultdict(dict)
    query = sql.SQL(
        "select {key}, column_name, factor, sum(amount) from ({view}) as c group by {key}, column_name, factor"
    )
    for *at, column, factor, total in connection.execute(
        query.format(key=name_list(key), view=gathered(connection, mart, asked))
    ):
        found[tuple(at), column][factor] = total
    return found


def _values(connection: Connection, mart: str, key: tuple[str, ...], columns: Sequence[str]) -> Iterator[Record]:
    names = tuple(dict.fromkeys((*key, *columns)))
    query = sql.SQL("select {} from as_of.{}").format(name_list(names), sql.Identifier(mart))
    if set(SLOT) <= set(key):  # of a slot that nobody filled there is nothing to add up
        query += sql.SQL(" where submission_id is not null")
    for row in connection.execute(query):
        yield {n: Decimal(v) if n in columns and v is not None else v for n, v in zip(names, row, strict=True)}
