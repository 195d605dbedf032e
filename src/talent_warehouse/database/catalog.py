"""What the server knows of relations: columns, types, comments; and lists of names in statements."""

from __future__ import annotations

from psycopg import sql

from talent_warehouse.database.connection import Connection


def name_list(columns: tuple[str, ...], alias: str | None = None) -> sql.Composed:
    parts = (sql.Identifier(alias, c) if alias else sql.Identifier(c) for c in columns)
    return sql.SQL(", ").join(parts)


def same(one: str, two: str, columns: tuple[str, ...]) -> sql.Composed:
    pairs = (sql.SQL("{} = {}").format(sql.Identifier(one, c), sql.Identifier(two, c)) for c in columns)
    return sql.SQL(" and ").join(pairs)


def types(connection: Connection, schema: str, name: str) -> dict[str, str]:
    return dict(
        connection.execute(
            "select attname, format_type(atttypid, atttypmod) from pg_attribute"
            " where attrelid = %s::regclass and attnum > 0 and not attisdropped",
            (f"{schema}.{name}",),
        ).fetchall()
    )


def descriptions(connection: Connection, schema: str, name: str) -> dict[str, str]:
    """Comment by column; the relation's own under the empty name."""
    return dict(
        connection.execute(
            "select coalesce(attribute.attname, ''), description.description from pg_description as description"
            " left join pg_attribute as attribute on attribute.attrelid = description.objoid"
            " and attribute.attnum = description.objsubid and description.objsubid > 0"
            " where description.objoid = %s::regclass and description.classoid = 'pg_class'::regclass",
            (f"{schema}.{name}",),
        ).fetchall()
    )
