"""Where a figure comes from: one cell, step by step; and the proof that every cell is the sum of what explains it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
from psycopg import sql

from talent_warehouse import contracts
from talent_warehouse.database import Connection
from talent_warehouse.database.catalog import definition
from talent_warehouse.database.rows import Record, records
from talent_warehouse.errors import UnknownError


def cell(
    connection: Connection, mart: str, key: Mapping[str, str], column: str, no: int | None = None, max_rows: int = 1000
) -> list[Record]:
    """The steps from a cell to the cells that were filed, as mart.explain has them, without what is empty.

    Raises: UnknownError if there is no such mart, publication, row or explicable column.
    """
    try:
        steps = records(
            connection,
            "select * from mart.explain(%(mart)s, %(key)s::jsonb, %(column)s, %(no)s, %(rows)s)",
            {"mart": mart, "key": json.dumps(dict(key)), "column": column, "no": no, "rows": max_rows},
        )
    except psycopg.errors.RaiseException as exc:
        hint = f" {exc.diag.message_hint}" if exc.diag.message_hint else ""
        raise UnknownError(f"{exc.diag.message_primary}{hint}") from exc
    except psycopg.errors.DataError as exc:
        raise UnknownError(f"The key does not fit {mart}: {exc.diag.message_primary}.") from exc
    return [{name: value for name, value in step.items() if value is not None} for step in steps]


def sentence(step: Record) -> str:
    """One step in words, indented by how deep it is."""
    indent = "  " * str(step["path"]).count(".")
    amount = f" = {_number(step['amount'])}" if "amount" in step else ""
    told: dict[str, Callable[[], str]] = {
        "cell": lambda: f"{step['note']}: {_number(step.get('value'))} {step.get('obs_status', '')}".rstrip(),
        "observation": lambda: (
            f"{step['role']} {_place(step)} {step['measure_code']}: {_number(step.get('value'))}"
            f" {step.get('obs_status', '')} ({step['witness']}){_noted(step)}"
        ),
        "count": lambda: f"{step['role']} {_place(step)} {step['measure_code']}: {_number(step['value'])} counted",
        "submission": lambda: (
            f"{_filing(step)}: {step.get('rows', 0)} rows{amount}"
            f"{', ' + step['state'] if 'state' in step else ''}{_noted(step)}"
        ),
        "row": lambda: (
            f"{step.get('sheet', '')} row {step['row_no']}, {step.get('cell', '')}"
            f" {step.get('header', '')}{'“' + step['cell_text'] + '”' if 'cell_text' in step else ''}{amount}"
            + "".join(f"  {name} {text}" for name, text in step.get("beside", {}).items())
        ),
        "slot": lambda: (
            f"{step['unit_code']} {step.get('unit_name', '')} {step['form']} {step['period']}: {step['state']}"
        ),
        "finding": lambda: f"{step['state']} {step.get('sheet', '')} {step.get('row_no', '')}{_noted(step)}",
        "nothing": lambda: f"{step['form']}, {step.get('region_name', '')} {step.get('year', '')}:{_noted(step)}",
    }
    line = told[step["kind"]]()
    if step["kind"] == "row" and step["form"] in contracts.stating():
        line = f"{_filing(step)}: {line}"
    return indent + line


def _number(value: Any) -> str:
    return "no value" if value is None else f"{value.normalize():f}"


def _place(step: Record) -> str:
    return f"{step.get('region_name', step.get('region_code', ''))} {step.get('rollup', '')} {step.get('year', '')}"


def _filing(step: Record) -> str:
    return f"{step.get('unit_name', step['unit_code'])} {step['form']} {step['period']} {step['submission_id']} {step['file_name']}"


def _noted(step: Record) -> str:
    return f" {step['note']}" if "note" in step else ""


_GATHERED = re.compile(r"\bas_of\.(contribution_observation|contribution_row)\b")


def gather(connection: Connection, name: str, submissions: Sequence[str] | None = None) -> None:
    """What all marts walk through, read once: temporary tables until the transaction ends, of these submissions."""
    for view in ("contribution_observation", "contribution_row"):
        table = sql.Identifier(f"{view}_{name}")
        query = sql.SQL("create temporary table {} on commit drop as select * from as_of.{}")
        wanted = query.format(table, sql.Identifier(view))
        if submissions is not None and view == "contribution_observation":
            wanted += sql.SQL(" where submission_id = any({})").format(sql.Literal(list(submissions)))
        connection.execute(wanted)
        connection.execute(sql.SQL("analyze {}").format(table))


def gathered(connection: Connection, mart: str, name: str, rows: sql.Composable | None = None) -> sql.Composable:
    """The query of a mart's view of contributions, over what was gathered; of these rows of the mart where given."""
    text = _GATHERED.sub(rf'pg_temp."\1_{name}"', definition(connection, "as_of", f"contribution_{mart}") or "")
    if rows is None:
        return sql.SQL(text)
    # where its cells are taken from; what a ratio divides by may be another row
    first, *others = re.split(rf"(?<!JOIN )as_of\.{mart} mart\b", text)
    return sql.SQL(first) + sql.Composed([sql.SQL("({}) mart{}").format(rows, sql.SQL(part)) for part in others])
