"""Values and rows as they are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from psycopg.abc import QueryNoTemplate
from psycopg.rows import dict_row

from talent_warehouse.database.connection import Connection

Record: TypeAlias = dict[str, Any]


def one_row(
    connection: Connection, query: QueryNoTemplate, parameters: Sequence[Any] | Mapping[str, Any] | None = None
) -> tuple[Any, ...]:
    """The one row that a query returns.

    Raises: LookupError if it returns none, or several.
    """
    found = connection.execute(query, parameters).fetchmany(2)
    if len(found) != 1:
        raise LookupError(f"{'No row' if not found else 'More than one row'} where one was asked for: {query!r}")
    return found[0]


def scalar(
    connection: Connection, query: QueryNoTemplate, parameters: Sequence[Any] | Mapping[str, Any] | None = None
) -> Any:
    """The one value of the one row that a query returns.

    Raises: LookupError if it returns no row, or several.
    """
    (value,) = one_row(connection, query, parameters)
    return value


def records(connection: Connection, query: str, parameters: dict[str, Any] | None = None) -> list[Record]:
    """What a query returns."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query.encode(), parameters or {}).fetchall()
