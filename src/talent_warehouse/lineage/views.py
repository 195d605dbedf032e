"""The views that lead from a cell of a mart to the rows that were filed, made from the dbt manifest while publishing.

dbt builds and tests the general ones over `warehouse`; here the same views stand over `mart` (what is published) and
`as_of` (any publication). `contribution_column` says what each column of a mart shows, `contribution_<mart>` has a row
per cell and row filed: `contributions` has their queries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from psycopg import sql

from talent_warehouse.database import Connection
from talent_warehouse.database.catalog import definition, descriptions, make_index, types
from talent_warehouse.database.rows import scalar
from talent_warehouse.lineage import contributions
from talent_warehouse.lineage.annotations import SCHEMAS, marts, nodes


def publish(connection: Connection, manifest: Mapping[str, Any]) -> None:
    """Make the views over `mart` and `as_of`, or leave them where they stand as they should; readers keep theirs then."""
    wanted = list(_definitions(connection, manifest))
    if any(_differs(connection, *one) for one in wanted):
        for schema, name, _ in reversed(wanted):
            connection.execute(sql.SQL("drop view if exists {} cascade").format(sql.Identifier(schema, name)))
        for schema, name, text in wanted:
            _make(connection, schema, name, text, name in _open(manifest))
    _let_explain(connection)


def _definitions(connection: Connection, manifest: Mapping[str, Any]) -> Iterator[tuple[str, str, sql.Composable]]:
    """(schema, view, query), each after those that it reads."""
    built = sorted(
        (n for n in nodes(manifest) if n["config"].get("materialized") == "view"),
        key=lambda n: (len([d for d in n["depends_on"]["nodes"] if ".contribution_" in d]), n["name"]),
    )
    explained = marts(manifest)
    for schema in SCHEMAS:
        for node in built:
            text = definition(connection, "warehouse", node["name"]) or ""
            yield schema, node["name"], sql.SQL(text.replace("warehouse.", f"{schema}."))
        yield schema, "contribution_observation", contributions.observations(schema)
        yield schema, "contribution_column", contributions.columns(explained)
        for mart in explained:
            yield schema, f"contribution_{mart.name}", contributions.of(mart, schema)


def _open(manifest: Mapping[str, Any]) -> set[str]:
    """The views without a row filed, which may be a person: analysts read these, and the rest by `mart.explain`."""
    return {"contribution_column"} | {n["name"] for n in nodes(manifest) if not n["config"]["meta"].get("restricted")}


def _differs(connection: Connection, schema: str, name: str, text: sql.Composable) -> bool:
    """The view is not there, or not as this query would make it: a temporary view says how that is written."""
    there = definition(connection, schema, name)
    if there is None:
        return True
    probe = sql.Identifier("contribution_probe")
    connection.execute(sql.SQL("create temporary view {} as {}").format(probe, text))
    would = definition(connection, "pg_temp", "contribution_probe")
    connection.execute(sql.SQL("drop view pg_temp.{}").format(probe))
    return would != there


def _make(connection: Connection, schema: str, name: str, text: sql.Composable, is_open: bool) -> None:
    view = sql.Identifier(schema, name)
    connection.execute(sql.SQL("create view {} with (security_invoker = true) as {}").format(view, text))
    readers = "talent_researcher, talent_steward, talent_loader, talent_owner" + (", talent_analyst" if is_open else "")
    connection.execute(sql.SQL("grant select on {} to {}").format(view, sql.SQL(readers)))
    for column, comment in _comments(connection, name).items():
        target = sql.SQL("column {}").format(sql.Identifier(schema, name, column)) if column else (
            sql.SQL("view {}").format(view)
        )  # fmt: skip
        connection.execute(sql.SQL("comment on {} is {}").format(target, sql.Literal(comment)))


def _comments(connection: Connection, name: str) -> dict[str, str]:
    """Comment by column, the view's own under an empty name: as its model says, or as its mart does of the key."""
    if own := descriptions(connection, "warehouse", name):
        return own
    if name in _OWN_COMMENTS:
        return _OWN_COMMENTS[name]
    of_mart = descriptions(connection, "warehouse", name.removeprefix("contribution_"))
    there = {"", *types(connection, "mart", name)}
    return {column: text for column, text in (of_mart | _FACE_COMMENTS).items() if column in there}


_COLUMN_COMMENTS = {
    "": "One row per column of a mart and keys at which it shows something of its own: the measure or the two columns"
    " that it is made of 集市各列取数方法",
    "mart": "Mart 集市",
    "column_name": "Column of the mart 列",
    "at": "Keys at which the column shows this; null: at any other 适用的键",
    "measure_code": "Measure that the column shows, or code of contribution_row; null for a ratio of two columns and for"
    " an expression 指标代码",
    "numerator": "Column above the line; null where a measure is shown 分子列",
    "denominator": "Column below the line; null where a measure is shown 分母列",
    "denominator_at": "Keys of the denominator where they differ, year `before` for the year before 分母的键",
    "less": "What is taken off the ratio: 1 of a growth 减数",
    "factor": "whole, or numerator or denominator of a ratio that is counted in rows 因子",
    "form": "Form whose rows are counted; null: that of the measure 报表",
    "witness": "Keys that name the witness whose value it is; null: the best one 来源键",
    "terms": "Column with the expression whose terms add up to the value 式所在列",
}
_OBSERVATION_COMMENTS = {
    "": "One row per observation shown with its factor and row of a form that it comes from: the amounts of a factor add"
    " up to it, those of numerator and denominator divide 观测值的来源行",
    "observation": "Key of fct_observation_best in one text with | between its columns, and the witness where it is not"
    " the best 观测值键",
    "factor": "whole 整体; of a rate numerator 分子, denominator 分母",
    "form": "Form that the row was filed in 来源报表",
    "submission_id": "Submission that has the row 报送编号",
    "sheet": "Sheet of the row 工作表",
    "row_no": "Row in the sheet as a spreadsheet shows it 行号",
    "amount": "What the row adds to the factor 计入数",
}
_OWN_COMMENTS = {"contribution_column": _COLUMN_COMMENTS, "contribution_observation": _OBSERVATION_COMMENTS}
_FACE_COMMENTS = {
    "": "One row per cell of the mart that has a value and row of a form that it comes from; the amounts of a factor"
    " add up, those of numerator and denominator divide 集市单元格的来源行",
    "column_name": "Column of the mart, with the key its cell 列",
    "factor": "whole 整体; of a ratio the way to numerator 分子 or denominator 分母",
    "filed_form": "Form that the row was filed in 来源报表",
    "submission_id": "Submission that has the row 报送编号",
    "sheet": "Sheet of the row; `_Z`: the filing as a whole 工作表",
    "row_no": "Row in the sheet as a spreadsheet shows it; 0: the filing as a whole 行号",
    "amount": "What the row adds to the factor 计入数",
}


_INDEXED = (("region_code", "year"), ("region_code", "fund_year"))


def _let_explain(connection: Connection) -> None:
    """What mart.explain needs of the published tables: rights for its owner, and rows found by region and year."""
    tables = connection.execute(
        "select schemaname, tablename from pg_tables where schemaname in ('mart', 'history') order by 1, 2"
    ).fetchall()
    views = connection.execute("select schemaname, viewname from pg_views where schemaname = 'as_of'").fetchall()
    for schema, name in [*tables, *views]:
        if not scalar(connection, "select has_table_privilege('talent_owner', %s, 'select')", (f"{schema}.{name}",)):
            connection.execute(sql.SQL("grant select on {} to talent_owner").format(sql.Identifier(schema, name)))
    for schema, name in tables:
        if name.startswith(("fct_", "bridge_")):
            columns = types(connection, schema, name).keys()
            for wanted in _INDEXED:
                if columns >= set(wanted):
                    make_index(connection, schema, name, wanted, f"{name}_{wanted[-1]}_ix")
