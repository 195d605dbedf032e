"""Rows as they are printed."""

from __future__ import annotations

from typing import Any, TypeAlias

from psycopg.rows import dict_row

from talent_warehouse.database import Connection

Record: TypeAlias = dict[str, Any]


def records(connection: Connection, query: str, parameters: dict[str, Any] | None = None) -> list[Record]:
    """What a query returns."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query.encode(), parameters or {}).fetchall()
