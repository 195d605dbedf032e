"""One insert for both gates: a finding for every failing row, or none at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql

import factories
from talent_warehouse import database
from talent_warehouse.contracts import Rule, rules
from talent_warehouse.database import Connection
from talent_warehouse.errors import GateError
from talent_warehouse.gate.findings import Built, Landed, insert
from talent_warehouse.intake import landing, submissions

COMMON: dict[str, Any] = {
    "severity": "warning",
    "message_zh": "“金额”{amount}，请改正。",
    "message_en": "{amount}",
    "reason": "x",
}
POSITIVE, LARGE, QUERY = rules.rules_of(
    [
        {**COMMON, "id": "X-1", "column": "amount", "expect_column_values_to_be_between": {"min_value": 0}},
        {**COMMON, "id": "X-2", "column": "amount", "predicate": "amount < 100 or row_no = 9"},
        {**COMMON, "id": "X-3", "query": "select submission_id, amount from {batch} where amount < 0"},
    ],
    "1",
    "test",
)
CREATE = (
    "create table warehouse.{0} (submission_id text, sheet text, row_no integer, amount integer);"
    " grant select on warehouse.{0} to talent_loader"
)
INSERT = "insert into warehouse.{} select submission_id, 'a', %s, %s from audit.submission"
LANDED = Landed("own", ("amount",), sql.SQL("select * from {}").format(sql.Identifier("warehouse", "landed")))


ROWS = [(3, -1), (4, None), (5, 100), (6, 7)]


@pytest.fixture
def connection(warehouse: str, tmp_path: Path) -> Iterator[Connection]:
    """warehouse.landed and warehouse.own with four rows of one submission."""
    assert warehouse
    path = factories.write(tmp_path / "a.csv", factories.text("talent_register", [factories.person(1)]))
    with database.connect("loader") as loader:
        when = datetime(2022, 1, 20, tzinfo=UTC)
        arrival = submissions.register(loader, path, "530102-RC", when, "talent_register", "2021")
        landing.land(loader, [arrival])
        with database.connect("builder") as builder, builder.cursor() as cursor:
            for table in ("landed", "own"):
                cursor.execute(CREATE.format(table).encode())
                cursor.executemany(INSERT.format(table).encode(), ROWS)
        yield loader


def _found(connection: Connection) -> list[tuple[Any, ...]]:
    return connection.execute(
        'select rule_id, source, submission_id is not null, relation, row_no, "column", value_shown, key, message_zh from audit.finding'
        " order by rule_id"
    ).fetchall()


def test_a_landed_row_is_named_by_its_place_and_its_key(connection: Connection) -> None:
    counts = {"X-1": 1, "X-2": 1}
    assert insert(connection, LANDED, (POSITIVE, LARGE), counts, "r") == 2
    assert _found(connection) == [
        ("X-1", "gate1", True, None, 3, "amount", "-1", {"amount": -1}, "“金额”-1，请改正。"),
        ("X-2", "gate1", True, None, 5, "amount", "100", {"amount": 100}, "“金额”100，请改正。"),
    ]


def test_a_built_row_is_named_by_its_relation_and_what_the_query_gives(connection: Connection) -> None:
    assert insert(connection, Built("own"), (QUERY,), {"X-3": 1}, "r") == 1
    (*found, key, message) = _found(connection)[0]
    assert found == ["X-3", "gate2", False, "own", None, None, None]
    assert (key.keys(), key["amount"], message) == ({"submission_id", "amount"}, -1, "“金额”-1，请改正。")


@pytest.mark.parametrize(
    ("judged", "rule", "count"), [(LANDED, POSITIVE, 2), (LANDED, LARGE, 3), (Built("own"), QUERY, 2)]
)
def test_another_count_than_the_librarys_stops_the_gate(
    connection: Connection, judged: Landed | Built, rule: Rule, count: int
) -> None:
    with (
        pytest.raises(GateError, match=rf"\(counted, found\): {{'{rule.id}': \({count}, 1\)}}"),
        connection.transaction(),
    ):
        insert(connection, judged, (rule,), {rule.id: count}, "r")
    assert _found(connection) == []
