"""A reader outside the office, who knows how numbers are rounded, which sums hold, and who came between two publications."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import psycopg
import pytest
from psycopg import sql

from talent_warehouse import build, database
from talent_warehouse.database.catalog import name_list
from talent_warehouse.publishing import attack, behind, open_marts, opened
from talent_warehouse.publishing.attack import Cell

At = tuple[str, str, tuple[str, ...]]  # mart, column, place


@dataclass(frozen=True)
class Picture:
    """What `open` shows of each count of persons, and how many they are; a row that is not there shows nobody."""

    shown: dict[At, int | None]
    true: dict[At, int]


def _manifest() -> dict[str, Any]:
    return dict(json.loads(build.manifest_path().read_text(encoding="utf-8")))


def marts() -> list[open_marts.Mart]:
    return open_marts.marts(_manifest())


def fill(patch: pytest.MonkeyPatch) -> None:
    """Show the first publication to readers outside, whom the office wants from now on."""
    patch.setenv("TALENT_OPEN", "yes")
    with database.connect("publisher") as connection, connection.transaction():
        opened.publish(connection, _manifest(), 1)


def connect() -> psycopg.Connection[tuple[object, ...]]:
    """Nobody logs in as this role: logins are members of it."""
    connection = psycopg.connect(database.url(), autocommit=True)
    connection.execute("set role talent_open")
    return connection


def look() -> Picture:
    """What is shown now, and what is so."""
    shown: dict[At, int | None] = {}
    true: dict[At, int] = {}
    with connect() as reader, database.connect("steward") as steward:
        for mart in marts():
            names = {"name": sql.Identifier(mart.name), "key": name_list(mart.key), "counts": name_list(mart.measures)}
            query = "select {key}, {counts} from {schema}.{name}"
            rows = {}
            for schema, connection in (("open", reader), ("mart", steward)):
                asked = sql.SQL(query).format(**names, schema=sql.Identifier(schema))
                for row in connection.execute(asked).fetchall():
                    place = tuple(map(str, row[: len(mart.key)]))
                    rows[schema, place] = dict(zip(mart.measures, row[len(mart.key) :], strict=True))
            for (schema, place), values in rows.items():
                for column, value in values.items():
                    if schema == "mart" and value is not None:
                        there = rows.get(("open", place), {})
                        # a row that is there for its money says nothing of persons; without money it would not be there
                        is_somebody = any(shown is not None for shown in there.values())
                        shown[mart.name, column, place] = there[column] if is_somebody else 0
                        true[mart.name, column, place] = value
    return Picture(shown, true)


def certain(
    pictures: Sequence[Picture],
    interval: Callable[[int | None], attack.Interval] = attack.rounded,
    show: Callable[[int, At], int | None] | None = None,
) -> list[tuple[int, At]]:
    """The cells, with their picture, that are known to be 1 or 2; `show` says what is shown instead in which picture."""
    keys = {mart.name: mart.key for mart in marts()}
    with database.connect("steward") as connection:
        knowledge = behind.knowledge(connection, marts())
    # a cell that is not in one of them was nobody's then
    places = {at: None for picture in pictures for at in picture.true}
    counts = [(no, at) for no in range(len(pictures)) for at in places]
    values = [pictures[no].true.get(at, 0) for no, at in counts]
    shown = [show(no, at) if show else pictures[no].shown.get(at, 0) for no, at in counts]
    cells = [
        [
            Cell(m, c, dict(zip(keys[m], place, strict=True)), no * len(places) + n)
            for n, (m, c, place) in enumerate(places)
        ]
        for no in range(len(pictures))
    ]
    known = attack.rules(cells, values, knowledge)
    for before, now in pairwise(cells):
        known += attack.links(before, now, values)[0]
    return [counts[n] for n in attack.certain(attack.bounds(shown, known, interval))]
