"""The tables of schema `open`, for readers outside the office: filled by each publication, where it changes what they show,
if the office wants them.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from psycopg import sql

from talent_warehouse import identity, settings
from talent_warehouse.database import Connection
from talent_warehouse.database.catalog import descriptions, exists, name_list, same, types
from talent_warehouse.lineage.annotations import TOTAL
from talent_warehouse.publishing import amounts, behind
from talent_warehouse.publishing.open_marts import Mart, marts

log = logging.getLogger(__name__)
LEAST_OF_A_MEAN = 10
WITHHELD = "Q"
_ROUNDED = (
    "; here counts of persons are rounded to 3, and parts do not add up 人数已随机取整为3的倍数，分项之和不等于合计"
)
_WITHHELD = "; here withheld (Q) where it would tell of a payee 可推知单个收款单位的金额不予公布（Q）"


def publish(connection: Connection, manifest: Mapping[str, Any], no: int) -> None:
    """Fill `open` anew for the years in which publication `no` changes a cell or a person; empty it where the office does
    not want it.

    A year of which no rounding keeps all counts of 1 and 2 from being certain stays as it was, and the log says so.
    """
    opened = marts(manifest) if settings.is_open() else []
    _drop_others(connection, opened)
    years = behind.changed_years(connection, no, [m.name for m in opened])
    for mart in opened:
        if _is_new(connection, mart):
            years = behind.all_years(connection, [m.name for m in opened])
    held = behind.round_counts(connection, identity.load_key(), opened, years) if years else []
    filled = [year for year in years if year not in held]
    for mart in opened:
        amounts.decide(connection, mart, filled, no)
        _fill(connection, mart, filled)
    if held:
        log.warning(
            "open shows %s as before: beside what readers have seen, any number would tell of one or two persons",
            ", ".join(map(str, held)),
        )


def _drop_others(connection: Connection, opened: list[Mart]) -> None:
    """A mart that is no longer annotated is no longer there."""
    there = connection.execute("select tablename from pg_tables where schemaname = 'open'").fetchall()
    for name in {name for (name,) in there} - {m.name for m in opened}:
        connection.execute(sql.SQL("drop table {}").format(sql.Identifier("open", name)))
        connection.execute("delete from audit.open_cell where mart = %s", (name,))


def _is_new(connection: Connection, mart: Mart) -> bool:
    """Make the table of a mart, or make it anew where its columns are others; True if it has no rows for that."""
    connection.execute("drop view if exists pg_temp.opened_probe")
    connection.execute(sql.SQL("create temporary view opened_probe as {}").format(_query(mart)))
    columns = types(connection, "pg_temp", "opened_probe")
    connection.execute("drop view pg_temp.opened_probe")
    if types(connection, "open", mart.name) == columns:
        return False
    table = sql.Identifier("open", mart.name)
    if exists(connection, "open", mart.name):
        connection.execute(sql.SQL("drop table {}").format(table))
    connection.execute(
        sql.SQL("create table {table} ({columns}, constraint {pk} primary key ({key}))").format(
            table=table,
            columns=sql.SQL(", ").join(
                sql.SQL("{} {}").format(sql.Identifier(c), sql.SQL(t)) for c, t in columns.items()
            ),
            pk=sql.Identifier(f"{mart.name}_pk"),
            key=name_list(mart.key),
        )
    )
    connection.execute(sql.SQL("grant select on {} to talent_open").format(table))
    for column, comment in descriptions(connection, "warehouse", mart.name).items():
        if column in ("", *columns):
            is_rounded = not column or not (column in mart.key or mart.said.get(column, "shown") == "shown")
            note = _WITHHELD if column in mart.amounts else _ROUNDED if is_rounded else ""
            target = sql.SQL("column {}").format(sql.Identifier("open", mart.name, column)) if column else (
                sql.SQL("table {}").format(table)
            )  # fmt: skip
            connection.execute(sql.SQL("comment on {} is {}").format(target, sql.Literal(comment + note)))
    return True


def _fill(connection: Connection, mart: Mart, years: list[int]) -> None:
    """Rows of these years that differ go, and come: what stays as it was is not touched."""
    parts = {"table": sql.Identifier("open", mart.name), "query": _query(mart), "years": sql.Literal(years),
             "same": same("there", "opened", mart.key)}  # fmt: skip
    connection.execute(
        sql.SQL("create temporary table opened on commit drop as {query} and counted.year = any({years})").format(
            **parts
        )
    )
    connection.execute("analyze opened")
    connection.execute(
        sql.SQL(
            "delete from {table} as there where year = any({years}) and not exists (select from opened"
            " where {same} and row(opened.*) is not distinct from row(there.*))"
        ).format(**parts)
    )
    connection.execute(
        sql.SQL(
            "insert into {table} select * from opened where not exists (select from {table} as there where {same})"
        ).format(**parts)
    )
    connection.execute("drop table opened")


_QUERY = """
with counted as (
    select mart.*, {numbers}, coalesce({is_total} or greatest({counts}) > 0, false) as is_somebody
    from mart.{name} as mart {joined}
)
select {columns}
from counted {wholes}
where (counted.is_somebody {is_money})
"""
_JOINED = """
left join audit.open_cell as {cell} on {cell}.mart = {mart} and {cell}.column_name = {column} and {cell}.place = {place}
left join audit.open_number as {number} on {cell}.digest = {number}.digest
"""
_JOINED_AMOUNT = """
left join audit.open_amount as {cell} on {cell}.mart = {mart} and {cell}.column_name = {column} and {cell}.place = {place}
"""


def _query(mart: Mart) -> sql.Composable:
    """What is shown of a mart. A row that a few persons alone may have made is not there: nor are they. Where money has made
    it, it says nothing of persons.
    """
    joined, numbers, wholes, counts = [], [], [], []
    for n, column in enumerate(mart.measures):
        cell, number = sql.Identifier(f"cell_{n}"), sql.Identifier(f"number_{n}")
        joined.append(
            sql.SQL(_JOINED).format(
                cell=cell, number=number, mart=sql.Literal(mart.name), column=sql.Literal(column),
                place=behind.place(mart.key, "mart"),
            )
        )  # fmt: skip
        numbers.append(sql.SQL("{}.shown as {}").format(number, sql.Identifier(f"{column}_shown")))
        counts.append(sql.SQL("{}.shown").format(number))
    for n, column in enumerate(mart.amounts):
        cell = sql.Identifier(f"amount_{n}")
        joined.append(
            sql.SQL(_JOINED_AMOUNT).format(
                cell=cell, mart=sql.Literal(mart.name), column=sql.Literal(column), place=behind.place(mart.key, "mart")
            )
        )
        numbers.append(sql.SQL("{}.shown as {}").format(cell, sql.Identifier(f"{column}_shown")))
    columns: list[sql.Composable] = []
    for n, (column, what) in enumerate(mart.said.items()):
        whole = sql.Identifier(f"whole_{n}")
        if at := (what.get("at") if isinstance(what, dict) else None):
            key = (
                sql.SQL("{}.{} = {}").format(
                    whole, sql.Identifier(k), sql.Literal(at[k]) if k in at else sql.Identifier("counted", k)
                )
                for k in mart.key
            )
            wholes.append(sql.SQL("left join counted as {} on {}").format(whole, sql.SQL(" and ").join(key)))
        value, status = _shown(mart, column, what, whole if at else sql.Identifier("counted"))
        columns.append(sql.SQL("{} as {}").format(value, sql.Identifier(column)))
        if (name := f"{column}_status") in mart.statuses:
            columns.append(sql.SQL("{} as {}").format(status, sql.Identifier(name)))
    is_total = [sql.SQL("mart.{} = {}").format(sql.Identifier(k), sql.Literal(TOTAL)) for k in mart.divided_by]
    money = [sql.SQL(" or {}").format(_is_there(column)) for column in mart.amounts]
    return sql.SQL(_QUERY).format(
        name=sql.Identifier(mart.name),
        numbers=sql.SQL(", ").join(numbers),
        joined=sql.SQL("").join(joined),
        wholes=sql.SQL(" ").join(wholes),
        columns=sql.SQL(", ").join(columns),
        is_total=sql.SQL(" and ").join(is_total) if is_total else sql.SQL("true"),
        is_money=sql.SQL("").join(money),
        counts=sql.SQL(", ").join(counts),
    )


def _is_there(column: str) -> sql.Composable:
    """Whether there is a number of an amount, or the least that it can be."""
    return sql.SQL("coalesce(counted.{}, counted.{}) is not null").format(
        sql.Identifier(column), sql.Identifier(f"{column}_low")
    )


_PERSONS = (
    "case when counted.is_somebody then counted.{shown} end",
    "case when not counted.is_somebody or counted.{shown} is null and counted.{column} is not null then {withheld}"
    " else counted.{status} end",
)
_AMOUNT = (
    "counted.{shown}",
    "case when counted.{shown} is null and {is_there} then {withheld} else counted.{status} end",
)
# a denominator that is shown as 0 may be one person or nobody: it tells neither
_RATIO = (
    "(case when counted.{column} is not null then {times} * {above} / nullif({below}, 0) end)::numeric(24, 6)",
    "case when {below} = 0 then 'M' when counted.{column} is not null and {above} / nullif({below}, 0) is null"
    " then {withheld} else counted.{status} end",
)
# one decimal tells of ten and more no sum of ages, and so no number of persons
_MEAN = (
    "(case when {n} >= {least} then round(counted.{column}, 1) end)::numeric(5, 1)",
    "case when {n} >= {least} or counted.{status} in ('O', 'L') then counted.{status} else {withheld} end",
)


def _shown(mart: Mart, column: str, what: Any, whole: sql.Identifier) -> tuple[sql.Composable, sql.Composable]:
    """(value, status) of a column."""
    names: dict[str, sql.Composable] = {
        "column": sql.Identifier(column),
        "status": sql.Identifier(f"{column}_status"),
        "shown": sql.Identifier(f"{column}_shown"),
        "withheld": sql.Literal(WITHHELD),
        "least": sql.Literal(LEAST_OF_A_MEAN),
    }
    if what == "shown":
        templates = ("counted.{column}", "counted.{status}")
    elif "persons" in what:
        templates = _PERSONS
    elif "amount" in what:
        names["is_there"] = _is_there(column)
        templates = _AMOUNT
    elif "ratio" in what:
        above, below = what["ratio"]
        names |= {
            "above": _number(mart, above, sql.Identifier("counted")),
            "below": _number(mart, below, whole),
            "times": sql.Literal(what.get("times", 1)),
        }
        templates = _RATIO
    else:
        names["n"] = _number(mart, what["mean_of"], sql.Identifier("counted"))
        templates = _MEAN
    value, status = (sql.SQL(template).format(**names) for template in templates)
    return value, status


def _number(mart: Mart, column: str, row: sql.Identifier) -> sql.Composable:
    name = f"{column}_shown" if column in mart.measures else column
    return sql.SQL("{}.{}::numeric").format(row, sql.Identifier(name))
