"""Rules as Great Expectations expectations, one validation run, and each rule's count of failing rows.

Imported inside tasks only: great_expectations takes seconds to import.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from talent_warehouse.gate import engine  # before Great Expectations itself

# isort: split

import great_expectations as gx
import sqlalchemy as sa
from great_expectations.core import ExpectationSuiteValidationResult
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.datasource.fluent import PostgresDatasource
from great_expectations.datasource.fluent.sql_datasource import QueryAsset, TableAsset
from great_expectations.execution_engine import ExecutionEngine, SqlAlchemyExecutionEngine
from great_expectations.expectations.core import UnexpectedRowsExpectation
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.expectations.metrics.map_metric_provider import (
    ColumnMapMetricProvider,
    column_condition_partial,
)

from talent_warehouse.contracts import Rule
from talent_warehouse.errors import ContractError, GateError
from talent_warehouse.gate import data_docs
from talent_warehouse.gate.severity import SEVERITY_ZH

_BRIEF = {"result_format": "BASIC", "partial_unexpected_count": 0, "exclude_unexpected_values": True}
_WHOLE = "night"  # the name of the one batch that an asset has: all of it

# A rule that raises is reported by us, once, as a gate error; GX would print its traceback as well.
for _name in [n for n in logging.root.manager.loggerDict if n.startswith("great_expectations")]:
    logging.getLogger(_name).setLevel(logging.ERROR)


class RowSatisfies(ColumnMapMetricProvider):
    """A row fails where its predicate is false; null passes, as in a check constraint."""

    condition_metric_name = "row.satisfies"
    condition_value_keys = ("predicate",)
    filter_column_isnull = False

    @column_condition_partial(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(cls, column: Any, predicate: str, **kwargs: Any) -> Any:  # noqa: N805
        return sa.literal_column(f"coalesce(({predicate}), true)", sa.Boolean)


class ExpectRowToSatisfy(ColumnMapExpectation):
    """Expect a predicate over the columns of the row not to be false; `column` is one that is never null."""

    predicate: str

    map_metric: ClassVar[str] = "row.satisfies"
    success_keys: ClassVar[tuple[str, ...]] = ("predicate", "mostly")
    args_keys: ClassVar[tuple[str, ...]] = ("column", "predicate")


class ExpectNoRows(UnexpectedRowsExpectation):
    """Expect a query to find nothing. It is run once and its rows are counted; the core expectation also fetches some."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.row_count",)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: ExecutionEngine | None = None,
    ) -> dict[str, Any]:
        count = metrics["unexpected_rows_query.row_count"]
        return {"success": count == 0, "result": {"observed_value": count}}


def expectation_of(rule: Rule, headers: Mapping[str, str]) -> Any:
    """A rule for Great Expectations; `headers` name its columns in the pages.

    Raises: ContractError if Great Expectations does not know the rule's type or keywords."""
    kind, kwargs = _kind(rule)
    name = f" | {rule.name}" if rule.name else ""
    try:
        return ExpectationConfiguration(
            type=kind,
            kwargs=kwargs,
            meta={"rule_id": rule.id},
            description=f"[{rule.id} · {SEVERITY_ZH[rule.severity]}] {rule.text(headers)}{name}",
            notes=[rule.message_en, f"理由 reason: {rule.reason}", f"检查 check: {rule.check}"],
            severity=FailureSeverity("info" if rule.severity == "trial" else rule.severity),
        ).to_domain_obj()
    except Exception as exc:
        raise ContractError(f"Rule {rule.id} is no expectation: {exc}. Mend it in its contract.") from exc


def _kind(rule: Rule) -> tuple[str, dict[str, Any]]:
    if rule.expectation:
        return rule.expectation.type, {"column": rule.expectation.column, **dict(rule.expectation.keywords)}
    if rule.query:
        return "expect_no_rows", {"unexpected_rows_query": rule.query}
    # a column that is never empty: shares of failing rows are taken of the rows, not of the cells that have a value
    return "expect_row_to_satisfy", {"column": "row_no", "predicate": rule.predicate}


@dataclass(frozen=True)
class Batch:
    """Rows with the rules that they are judged by: a table, or a query that is called so. The title names the suite and
    its page."""

    table: str
    title: str
    rules: Sequence[Rule]
    headers: Mapping[str, str] = field(default_factory=dict)
    query: str | None = None


@dataclass(frozen=True)
class Validated:
    """Failing rows by rule id, and the page that shows them."""

    counts: dict[str, int]
    page: Path


def validate(url: str, schema: str, batches: Sequence[Batch], folder: Path) -> list[Validated]:
    """Validate batches against their rules and write a page of each into the folder; a result a batch, in their order.

    No cell value reaches a result or a page (BASIC, no values).
    Raises: GateError if any rule could not be evaluated.
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    # `schema_name` of a table asset is deprecated: the connection says where the table is.
    options = {"connect_args": {"options": f"-c search_path={schema}", "application_name": f"talent gate {schema}"}}
    source = PostgresDatasource(
        name="warehouse", connection_string=_sqlalchemy(url), kwargs=options, assets=list(map(_asset, batches))
    )
    try:
        # with all its assets: whatever is added to it later is a new state of the context, checked and written whole
        context.data_sources.add_or_update_postgres(source)
        with engine.configured_once():
            return [_validated(source, batch, folder) for batch in batches]
    finally:
        source.get_execution_engine().engine.dispose()
        source.get_engine().dispose()  # a second engine, made to test the connection


def _validated(source: PostgresDatasource, batch: Batch, folder: Path) -> Validated:
    """One suite over one batch. Nobody asks for it again, so neither goes into a store of Great Expectations."""
    # `add_expectation` drops a rule that differs from another in `meta` alone: the constructor keeps all.
    suite = gx.ExpectationSuite(
        name=batch.title, expectations=[expectation_of(rule, batch.headers) for rule in batch.rules]
    )
    result = (
        source.get_asset(batch.table).get_batch_definition(_WHOLE).get_batch().validate(suite, result_format=_BRIEF)
    )
    counts = _counts(result, batch.rules)
    return Validated(counts, data_docs.write_page(folder / f"{batch.table}.html", result))


def _asset(batch: Batch) -> TableAsset | QueryAsset:
    whole: list[Any] = [BatchDefinition(name=_WHOLE, partitioner=None)]
    if batch.query is not None:
        return QueryAsset(name=batch.table, query=batch.query, batch_definitions=whole)
    return TableAsset(name=batch.table, table_name=batch.table, batch_definitions=whole)


def _sqlalchemy(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _counts(result: ExpectationSuiteValidationResult, rules: Sequence[Rule]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in result.results:
        rule_id = one.expectation_config.meta["rule_id"]
        if reason := _raised(one):
            raise GateError(f"Rule {rule_id} could not be evaluated: {reason}. Nothing was judged; mend the rule.")
        counts[rule_id] = int(one.result.get("unexpected_count", one.result.get("observed_value")) or 0)
    if missing := {r.id for r in rules} - counts.keys():
        raise GateError(f"Great Expectations gave no result for {sorted(missing)}. Nothing was judged.")
    return counts


def _raised(one: Any) -> str | None:
    """Why a rule could not be evaluated; flat, or one entry for each failed metric."""
    info: dict[str, Any] = one.exception_info or {}
    for entry in [info] if "raised_exception" in info else list(info.values()):
        if entry.get("raised_exception"):
            return str(entry.get("exception_message"))
    return None
