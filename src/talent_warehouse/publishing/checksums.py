"""A digest of each published relation."""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql

from talent_warehouse.database import Connection
from talent_warehouse.database.catalog import name_list, types
from talent_warehouse.publishing.relations import FROM


@dataclass(frozen=True)
class Checksum:
    """Rows and digest of the business columns of one relation, ordered by its key."""

    relation: str
    rows: int
    hash: str


def checksums(connection: Connection, no: int | None = None) -> list[Checksum]:
    """One line per relation of star and marts, as published now or as of publication `no`."""
    names = [
        n for (n,) in connection.execute("select tablename from pg_tables where schemaname = 'mart' order by tablename")
    ]
    return [_checksum(connection, name, no) for name in names]


def _checksum(connection: Connection, name: str, no: int | None) -> Checksum:
    columns = tuple(c for c in types(connection, "mart", name) if c != FROM)
    key = connection.execute(
        "select array_agg(attribute.attname::text order by array_position(pk.conkey, attribute.attnum))"
        " from pg_constraint as pk inner join pg_attribute as attribute on attribute.attrelid = pk.conrelid"
        " and attribute.attnum = any(pk.conkey) where pk.contype = 'p' and pk.conrelid = %s::regclass",
        (f"mart.{name}",),
    ).fetchone()
    assert key is not None
    source = sql.SQL("select {columns} from mart.{name}").format(columns=name_list(columns), name=sql.Identifier(name))
    if no is not None:
        source = sql.SQL(
            "{source} where from_no <= {no} union all select {columns} from history.{name}"
            " where from_no <= {no} and to_no > {no}"
        ).format(source=source, columns=name_list(columns), name=sql.Identifier(name), no=sql.Literal(no))
    rows, digest = connection.execute(
        sql.SQL(
            "select count(*), coalesce(md5(string_agg(md5(row({columns})::text), '' order by {key})), md5('')) from ({source}) as shown"
        ).format(columns=name_list(tuple(sorted(columns))), key=sql.SQL(", ").join(
            sql.SQL('{} collate "C"').format(sql.Identifier(c)) if t == "text" else sql.Identifier(c)
            for c in key[0] if (t := types(connection, "mart", name)[c])
        ), source=source)
    ).fetchone() or (0, "")  # fmt: skip
    return Checksum(name, int(rows), str(digest))
