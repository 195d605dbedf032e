"""Rows that landed and the same rows read anew, side by side: which cells differ, and the new ones in the place of the old."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psycopg import sql

from talent_warehouse.contracts import PERSON_COLUMNS, Form
from talent_warehouse.database import Connection
from talent_warehouse.database.rows import scalar
from talent_warehouse.intake import landing
from talent_warehouse.reading.filings import Filing

SHOWN = 500  # cells of a submission that are shown; the rest is counted
_HASH_SHOWN = 12  # characters: what tells people apart
HASHES = ("person_key", "name_hash")
KEY_ID = "key_id"


@dataclass(frozen=True)
class Cell:
    """A column of raw.<form> that reads otherwise; no row before or after is no value. Masked as it lands."""

    sheet: str
    row_no: int
    field: str
    before: str | None
    after: str | None


_ROWS = """
insert into differing
select
    coalesce(old.sheet, new.sheet) as sheet, coalesce(old.row_no, new.row_no) as row_no,
    case when old.submission_id is not null then to_jsonb(old) end as before,
    case when new.submission_id is not null then to_jsonb(new) end as after
from (select * from raw.{form} where submission_id = {id}) as old
full join {anew} as new on old.sheet = new.sheet and old.row_no = new.row_no
where row({old}) is distinct from row({new}) or old.submission_id is null or new.submission_id is null
"""
_CELLS = """
select sheet, row_no, field, {before}, {after}, count(*) over ()::integer
from differing cross join unnest(%s::text[]) with ordinality as fields (field, place)
where before ->> field is distinct from after ->> field
order by sheet, row_no, place limit %s
"""


def replace(
    connection: Connection, form: Form, submission_id: str, filing: Filing | None, is_rekeyed: bool = False
) -> tuple[int, tuple[Cell, ...]]:
    """Let a submission's rows be those of the filing, or none; how many cells differ, and the first of them.

    Rows that are as they were are not touched. Under another identity key hashes differ, and are no cells.
    """
    anew = sql.Identifier("pg_temp", f"anew_{form.name}"[:63])
    values = {"form": sql.Identifier(form.name), "id": sql.Literal(submission_id), "anew": anew}
    _make(connection, values)
    if filing:
        landing.copy_rows(connection, anew, submission_id, filing)
    names = [name for name, _ in form.columns]
    sides = {side: sql.SQL(", ").join(sql.Identifier(side, name) for name in names) for side in ("old", "new")}
    connection.execute(sql.SQL(_ROWS).format(**values, **sides))
    rows = scalar(connection, "select count(*) from differing")
    compared = [name for name in names if not (is_rekeyed and name in (*HASHES, KEY_ID))]
    found = _cells(connection, compared) if rows else []
    if rows:
        _move(connection, form, values)
    return (found[0][-1] if found else 0), tuple(Cell(*row[:-1]) for row in found)


def _make(connection: Connection, values: dict[str, sql.Composable]) -> None:
    """Empty tables to compare in; made once, since a transaction remembers each that it makes."""
    for statement in (
        "create temporary table if not exists {anew} (like raw.{form}) on commit delete rows",
        "create temporary table if not exists differing (sheet text, row_no integer, before jsonb, after jsonb)"
        " on commit delete rows",
        "truncate {anew}, differing",
    ):
        connection.execute(sql.SQL(statement).format(**values))


def _cells(connection: Connection, names: list[str]) -> list[tuple[Any, ...]]:
    person = [name for name, _ in PERSON_COLUMNS if name in HASHES]
    shown = {
        side: sql.SQL(
            "case when field = any({hashes}) then left({side} ->> field, {length}) else {side} ->> field end"
        ).format(hashes=sql.Literal(person), side=sql.Identifier(side), length=sql.Literal(_HASH_SHOWN))
        for side in ("before", "after")
    }
    return connection.execute(sql.SQL(_CELLS).format(**shown), (names, SHOWN)).fetchall()


def _move(connection: Connection, form: Form, values: dict[str, sql.Composable]) -> None:
    columns = sql.SQL(", ").join(sql.Identifier(name) for name, _ in (*landing.PLACE, *form.columns))
    values = {**values, "columns": columns}
    of_rows = "(sheet, row_no) in (select sheet, row_no from differing)"
    connection.execute(sql.SQL(f"delete from raw.{{form}} where submission_id = {{id}} and {of_rows}").format(**values))
    connection.execute(
        sql.SQL(f"insert into raw.{{form}} ({{columns}}) select {{columns}} from {{anew}} where {of_rows}").format(
            **values
        )
    )
