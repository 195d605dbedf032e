"""What the server knows of relations: columns, types, keys, comments, definitions; and lists of names in statements.

Of a relation that is not there, nothing is known: the answers are empty.
"""

from __future__ import annotations

from collections.abc import Iterable

from psycopg import sql

from talent_warehouse.database.connection import Connection
from talent_warehouse.database.rows import scalar


def name_list(columns: Iterable[str], alias: str | None = None) -> sql.Composed:
    parts = (sql.Identifier(alias, c) if alias else sql.Identifier(c) for c in columns)
    return sql.SQL(", ").join(parts)


def same(one: str, two: str, columns: tuple[str, ...]) -> sql.Composed:
    pairs = (sql.SQL("{} = {}").format(sql.Identifier(one, c), sql.Identifier(two, c)) for c in columns)
    return sql.SQL(" and ").join(pairs)


def exists(connection: Connection, schema: str, name: str) -> bool:
    """Whether there is a relation or an index of this name."""
    return bool(scalar(connection, "select to_regclass(%s) is not null", (f"{schema}.{name}",)))


def types(connection: Connection, schema: str, name: str) -> dict[str, str]:
    """Type by column, in the order of the columns."""
    return dict(
        connection.execute(
            "select attname, format_type(atttypid, atttypmod) from pg_attribute"
            " where attrelid = to_regclass(%s) and attnum > 0 and not attisdropped order by attnum",
            (f"{schema}.{name}",),
        ).fetchall()
    )


def key(connection: Connection, schema: str, name: str) -> tuple[str, ...]:
    """The columns of the primary key, in its order."""
    rows = connection.execute(
        "select attribute.attname from pg_constraint as pk inner join pg_attribute as attribute"
        " on attribute.attrelid = pk.conrelid and attribute.attnum = any(pk.conkey)"
        " where pk.conrelid = to_regclass(%s) and pk.contype = 'p'"
        " order by array_position(pk.conkey, attribute.attnum)",
        (f"{schema}.{name}",),
    ).fetchall()
    return tuple(column for (column,) in rows)


def descriptions(connection: Connection, schema: str, name: str) -> dict[str, str]:
    """Comment by column; the relation's own under the empty name."""
    return dict(
        connection.execute(
            "select coalesce(attribute.attname, ''), description.description from pg_description as description"
            " left join pg_attribute as attribute on attribute.attrelid = description.objoid"
            " and attribute.attnum = description.objsubid and description.objsubid > 0"
            " where description.objoid = to_regclass(%s) and description.classoid = 'pg_class'::regclass",
            (f"{schema}.{name}",),
        ).fetchall()
    )


def definition(connection: Connection, schema: str, view: str) -> str | None:
    """The query of a view as the server writes it, without a semicolon."""
    text = scalar(connection, "select pg_get_viewdef(to_regclass(%s))", (f"{schema}.{view}",))
    return None if text is None else str(text).rstrip("; ")


def make_index(connection: Connection, schema: str, table: str, columns: tuple[str, ...], name: str) -> None:
    """An index of a table, if it has none of this name: asking first takes no lock where there is one."""
    if not exists(connection, schema, name):
        connection.execute(
            sql.SQL("create index {} on {} ({})").format(
                sql.Identifier(name), sql.Identifier(schema, table), name_list(columns)
            )
        )
