"""Great Expectations' own expectations fail in the very rows that the predicate beside them finds, nulls included."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from talent_warehouse import database
from talent_warehouse.contracts import Rule, rules
from talent_warehouse.gate import expectations
from talent_warehouse.gate.expectations import Batch, expectation_of

ROWS = [
    (1, None, None), (2, "", 0), (3, "_T", 1), (4, "it's", 5), (5, "长长长", 6), (6, "12,3", -1), (7, "昆科发〔2021〕12号", None),
    (8, "a\nb", 7),
]  # fmt: skip
# type · column · keywords · the rows that fail
CASES: list[tuple[str, str, dict[str, Any], set[int]]] = [
    ("expect_column_values_to_not_be_null", "t", {}, {1}),
    ("expect_column_values_to_be_null", "i", {}, {2, 3, 4, 5, 6, 8}),
    ("expect_column_values_to_be_in_set", "t", {"value_set": ["_T", "it's"]}, {2, 5, 6, 7, 8}),
    ("expect_column_values_to_be_in_set", "i", {"value_set": [0, 1]}, {4, 5, 6, 8}),
    ("expect_column_values_to_not_be_in_set", "t", {"value_set": ["_T", "it's"]}, {3, 4}),
    ("expect_column_values_to_be_between", "i", {"min_value": 1}, {2, 6}),
    ("expect_column_values_to_be_between", "i", {"max_value": 5}, {5, 8}),
    ("expect_column_values_to_be_between", "i", {"min_value": 1, "max_value": 5}, {2, 5, 6, 8}),
    ("expect_column_values_to_match_regex", "t", {"regex": "[0-9][0-9][0-9][0-9].*号"}, {2, 3, 4, 5, 6, 8}),
    ("expect_column_values_to_match_regex", "t", {"regex": "^a.b$"}, {2, 3, 4, 5, 6, 7}),
    ("expect_column_values_to_not_match_regex", "t", {"regex": "^[-0-9Xx*., /]+$"}, {6}),
]


def _rule(n: int, kind: str, column: str, keywords: dict[str, Any]) -> Rule:
    entry = {
        "id": f"X-{n}", "severity": "warning", "column": column, kind: keywords, "message_zh": "请", "message_en": "x",
        "reason": "x",
    }  # fmt: skip
    (rule,) = rules.rules_of([entry], "1", "test")
    return rule


RULES = [_rule(n, kind, column, keywords) for n, (kind, column, keywords, _) in enumerate(CASES)]


@pytest.fixture
def table(warehouse: str) -> str:
    """The address of warehouse.own, with every kind of value and none."""
    assert warehouse
    with database.connect("builder") as connection:
        connection.execute("create table warehouse.own (n integer primary key, t text, i integer)")
        with connection.cursor() as cursor:
            cursor.executemany("insert into warehouse.own values (%s, %s, %s)", ROWS)
    return database.role_url("builder")


def _rows_by_great_expectations(url: str) -> dict[str, set[int]]:
    """The failing rows of each rule, by name, as the library lists them."""
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    address = url.replace("postgresql://", "postgresql+psycopg://", 1)
    options = {"connect_args": {"options": "-c search_path=warehouse"}}
    source = context.data_sources.add_postgres("own", connection_string=address, kwargs=options)
    try:
        batch = source.add_table_asset("own", table_name="own").add_batch_definition_whole_table("all")
        suite = context.suites.add(gx.ExpectationSuite("own", expectations=[expectation_of(r, {}) for r in RULES]))
        definition = context.validation_definitions.add(gx.ValidationDefinition(name="own", data=batch, suite=suite))
        result = definition.run(result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["n"]})
    finally:
        source.get_execution_engine().engine.dispose()
        source.get_engine().dispose()
    return {
        one.expectation_config.meta["rule_id"]: {row["n"] for row in one.result.get("unexpected_index_list") or ()}
        for one in result.results
    }


def test_the_library_the_predicate_and_a_person_name_the_same_rows(table: str) -> None:
    named = {rule.id: rows for rule, (*_, rows) in zip(RULES, CASES, strict=True)}
    assert _rows_by_great_expectations(table) == named
    with psycopg.connect(table) as connection:
        found = {
            rule.id: {n for (n,) in connection.execute(f"select n from warehouse.own where not coalesce(({rule.predicate}), true)")}  # type: ignore[arg-type]
            for rule in RULES
        }  # fmt: skip
    assert found == named


def test_every_type_that_a_rule_may_name_has_a_case() -> None:
    assert {kind for kind, *_ in CASES} == rules.OWN.keys()


def test_however_many_they_are_the_table_is_read_once(table: str, tmp_path: Path) -> None:
    """A pass reads every row of the table; what looks at no row does not count."""
    import sqlalchemy as sa

    said: list[str] = []

    def note(*arguments: Any) -> None:
        said.append(arguments[2])

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        (validated,) = expectations.validate(table, "warehouse", [Batch("own", "own", RULES)], tmp_path)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)
    assert validated.counts == {rule.id: len(rows) for rule, (*_, rows) in zip(RULES, CASES, strict=True)}
    passes = [s for s in said if "unexpected_count" in s]
    assert len(passes) == 1, passes
