"""Publishing: what differs between `warehouse` and `mart` moves in one transaction; what it replaces goes to `history`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from talent_warehouse import build, contributions
from talent_warehouse.database import Connection
from talent_warehouse.errors import ConfigurationError

PUBLISHED = ("star", "marts")  # folders of dbt/models
FROM = "from_no"
TO = "to_no"


@dataclass(frozen=True)
class Relation:
    """A relation of star or marts: its key, its other columns, and what analysts may not see of it."""

    name: str
    key: tuple[str, ...]
    values: tuple[str, ...]
    hidden: frozenset[str]
    is_hidden: bool
    indexes: tuple[tuple[str, ...], ...] = ()  # those that the model has: readers ask as the build does

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.key, *self.values)

    @property
    def open_columns(self) -> tuple[str, ...]:
        return tuple(c for c in self.columns if c not in self.hidden)


@dataclass(frozen=True)
class Publication:
    """What publishing came to."""

    no: int
    rows_changed: int
    relations: int


def publish(number: int, label: str | None = None) -> Publication:
    """Publish a build that both gates have passed. One transaction: readers see the old or the new, whole.

    Raises: LockedError if the build is not the newest, or has not been judged; BuildError if seeds, contracts or models
    changed since it began.
    """
    with build.held(number, "publisher", "talent publish", ("built",)) as connection, connection.transaction():
        build.require_same_code(connection, number)
        manifest = json.loads(build.manifest_path().read_text(encoding="utf-8"))
        relations = [_relation(connection, *entry) for entry in _published(manifest)]
        (no,) = connection.execute("select coalesce(max(no), 0) + 1 from audit.publication").fetchone() or (1,)
        for relation in relations:
            _ensure(connection, relation)
        is_full = build.is_full(connection, number)
        changed = sum(_move(connection, relation, no, is_full) for relation in relations)
        contributions.publish(connection, manifest)
        connection.execute(
            "insert into audit.publication (no, build_no, label, inputs_hash, rows_changed)"
            " select %s, build_no, %s, inputs_hash, %s from audit.build where build_no = %s",
            (no, label, changed, number),
        )
        _record_inputs(connection, no)
        connection.execute("delete from audit.changed_submission")
        connection.execute("update audit.build set state = 'published' where build_no = %s", (number,))
    return Publication(int(no), changed, len(relations))


def _published(manifest: Mapping[str, Any]) -> list[tuple[str, frozenset[str], bool, tuple[tuple[str, ...], ...]]]:
    """(relation, restricted columns, restricted as a whole, indexes) of the models that dbt built for publication."""
    found = []
    for node in manifest["nodes"].values():
        is_table = node["config"].get("materialized") != "view"  # views are published as views: contributions
        if node["resource_type"] == "model" and node["fqn"][1] in PUBLISHED and is_table:
            columns = frozenset(
                name for name, c in node["columns"].items() if c.get("config", {}).get("meta", {}).get("restricted")
            )
            indexes = tuple(tuple(index["columns"]) for index in node["config"].get("indexes") or ())
            found.append((node["name"], columns, bool(node["config"]["meta"].get("restricted")), indexes))
    return sorted(found)


def _relation(
    connection: Connection, name: str, hidden: frozenset[str], is_hidden: bool, indexes: tuple[tuple[str, ...], ...]
) -> Relation:
    rows = connection.execute(
        "select attribute.attname, array_position(pk.conkey, attribute.attnum) from pg_attribute as attribute"
        " left join pg_constraint as pk on pk.conrelid = attribute.attrelid and pk.contype = 'p'"
        " where attribute.attrelid = %s::regclass and attribute.attnum > 0 and not attribute.attisdropped"
        " order by attribute.attnum",
        (f"warehouse.{name}",),
    ).fetchall()
    key = tuple(n for n, place in sorted((r for r in rows if r[1]), key=lambda r: r[1]))
    if not key:
        raise ConfigurationError(f"warehouse.{name} has no primary key. Give the model one in its contract.")
    return Relation(name, key, tuple(n for n, _ in rows if n not in key), hidden, is_hidden, indexes)


def _names(columns: tuple[str, ...], alias: str | None = None) -> sql.Composed:
    parts = (sql.Identifier(alias, c) if alias else sql.Identifier(c) for c in columns)
    return sql.SQL(", ").join(parts)


def _same(one: str, two: str, columns: tuple[str, ...]) -> sql.Composed:
    pairs = (sql.SQL("{} = {}").format(sql.Identifier(one, c), sql.Identifier(two, c)) for c in columns)
    return sql.SQL(" and ").join(pairs)


def _ensure(connection: Connection, relation: Relation) -> None:
    """Create mart, history and as_of of a relation, or add the columns that it has gained; comments follow the model."""
    names = {s: sql.Identifier(s, relation.name) for s in ("warehouse", "mart", "history", "as_of")}
    new = connection.execute("select to_regclass(%s) is null", (f"mart.{relation.name}",)).fetchone() == (True,)
    if new:
        connection.execute(
            sql.SQL(
                "create table {mart} (like {warehouse}, from_no integer not null, constraint {pk} primary key ({key}));"
                "create table {history} (like {mart}, to_no integer not null, constraint {pk} primary key ({key}, from_no))"
            ).format(**names, pk=sql.Identifier(f"{relation.name}_pk"), key=_names(relation.key))
        )
    elif not _grow(connection, relation):
        _index(connection, relation)
        _comment(connection, relation)
        return
    connection.execute(sql.SQL("drop view if exists {as_of} cascade").format(**names))  # contributions come anew
    asked = "coalesce(nullif(current_setting('talent.as_of', true), '')::integer, 2147483647)"
    connection.execute(
        sql.SQL(
            "create view {as_of} with (security_invoker = true) as"
            " select {columns} from {mart} where from_no <= (select {asked})"
            " union all select {columns} from {history}"
            " where from_no <= (select {asked}) and to_no > (select {asked})"
        ).format(**names, columns=_names(relation.open_columns), asked=sql.SQL(asked))
    )
    visible = (*relation.open_columns, FROM)
    for schema, extra in (("mart", ()), ("history", (TO,))):
        connection.execute(sql.SQL("grant select on {} to talent_steward, talent_loader").format(names[schema]))
        if not relation.is_hidden:
            what = (
                sql.SQL("select") if not relation.hidden else sql.SQL("select ({})").format(_names((*visible, *extra)))
            )
            connection.execute(sql.SQL("grant {} on {} to talent_analyst").format(what, names[schema]))
    if not relation.is_hidden:
        connection.execute(sql.SQL("grant select on {as_of} to talent_analyst, talent_steward").format(**names))
    _index(connection, relation)
    _comment(connection, relation)


def _index(connection: Connection, relation: Relation) -> None:
    """The model's indexes on what is published, named by their columns."""
    for columns in relation.indexes:
        name = f"{relation.name}_{'_'.join(columns)}"[:60] + "_ix"
        if connection.execute("select to_regclass(%s)", (f"mart.{name}",)).fetchone() == (None,):
            connection.execute(
                sql.SQL("create index {} on {} ({})").format(
                    sql.Identifier(name), sql.Identifier("mart", relation.name), _names(columns)
                )
            )


def _types(connection: Connection, schema: str, name: str) -> dict[str, str]:
    return dict(
        connection.execute(
            "select attname, format_type(atttypid, atttypmod) from pg_attribute"
            " where attrelid = %s::regclass and attnum > 0 and not attisdropped",
            (f"{schema}.{name}",),
        ).fetchall()
    )


def _grow(connection: Connection, relation: Relation) -> bool:
    """Add columns that the model has gained; True if there were any. Published columns neither vanish nor change."""
    built, published = _types(connection, "warehouse", relation.name), _types(connection, "mart", relation.name)
    if wrong := sorted(c for c, t in published.items() if c != FROM and built.get(c) != t):
        raise ConfigurationError(
            f"mart.{relation.name} publishes {', '.join(wrong)}, which the model no longer builds as it was. "
            "Published columns may be added, not removed or retyped: give the new one a new name."
        )
    added = [c for c in built if c not in published]
    for column in added:
        for schema in ("mart", "history"):
            connection.execute(
                sql.SQL("alter table {} add column {} {}").format(
                    sql.Identifier(schema, relation.name),
                    sql.Identifier(column),
                    sql.SQL(built[column]),
                )
            )
    return bool(added)


def _descriptions(connection: Connection, schema: str, name: str) -> dict[str, str]:
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


def _comment(connection: Connection, relation: Relation) -> None:
    """The model's descriptions, kept in Postgres on what analysts see; only what changed is written."""
    wanted = _descriptions(connection, "warehouse", relation.name) | {
        FROM: "First publication that shows the row so 起始发布号",
        TO: "First publication that no longer shows it 截止发布号（不含）",
    }
    for schema in ("mart", "history", "as_of"):
        kind = sql.SQL("view" if schema == "as_of" else "table")
        columns, there = _types(connection, schema, relation.name), _descriptions(connection, schema, relation.name)
        for column, text in wanted.items():
            if there.get(column) == text or (column and column not in columns):
                continue
            target = (
                sql.SQL("column {}").format(sql.Identifier(schema, relation.name, column))
                if column
                else sql.SQL("{} {}").format(kind, sql.Identifier(schema, relation.name))
            )
            connection.execute(sql.SQL("comment on {} is {}").format(target, sql.Literal(text)))


_MOVED = """
create temporary table moved on commit drop as
select {merged_key}, built.{first} is not null as is_built, published.{first} is not null as is_published
from {built} as built full outer join {published} as published on {same_key}
where built.{first} is null or published.{first} is null or {differs}
"""
_RETIRE = """
with gone as (
    delete from mart.{name} as published using moved where {published_moved} and moved.is_published
    returning published.*
)
insert into history.{name} ({columns}, from_no, to_no) select {columns}, from_no, {no} from gone
"""
_ARRIVE = """
insert into mart.{name} ({columns}, from_no)
select {built_columns}, {no} from warehouse.{name} as built inner join moved on {built_moved} where moved.is_built
"""


def _compared(schema: str, relation: Relation, is_full: bool) -> sql.Composable:
    """What of a relation may differ: after a full build all of it, else of what is kept by person the people who changed."""
    whole = sql.Identifier(schema, relation.name)
    changed_by = tuple(c for c in ("person_key", "year") if c in relation.key)
    if is_full or "person_key" not in changed_by:
        return whole
    return sql.SQL("(select * from {} where ({keys}) in (select {keys} from audit.changed_person))").format(
        whole, keys=_names(changed_by)
    )


def _move(connection: Connection, relation: Relation, no: int, is_full: bool) -> int:
    """Retire the rows that differ, bring the new ones; how many rows arrived, changed or left."""
    merged = (
        sql.SQL("coalesce({}, {}) as {}").format(
            sql.Identifier("built", c), sql.Identifier("published", c), sql.Identifier(c)
        )
        for c in relation.key
    )
    row = sql.SQL("row({})")
    differs = (
        sql.SQL("{} is distinct from {}").format(
            row.format(_names(relation.values, "built")), row.format(_names(relation.values, "published"))
        )
        if relation.values
        else sql.SQL("false")
    )
    parts = {
        "name": sql.Identifier(relation.name),
        "first": sql.Identifier(relation.key[0]),
        "built": _compared("warehouse", relation, is_full),
        "published": _compared("mart", relation, is_full),
        "merged_key": sql.SQL(", ").join(merged),
        "same_key": _same("built", "published", relation.key),
        "differs": differs,
        "published_moved": _same("moved", "published", relation.key),
        "built_moved": _same("moved", "built", relation.key),
        "columns": _names(relation.columns),
        "built_columns": _names(relation.columns, "built"),
        "no": sql.Literal(no),
    }
    connection.execute(sql.SQL(_MOVED).format(**parts))
    (count,) = connection.execute("select count(*) from moved").fetchone() or (0,)
    if count:
        connection.execute("analyze moved")
        connection.execute(sql.SQL(_RETIRE).format(**parts))
        connection.execute(sql.SQL(_ARRIVE).format(**parts))
    connection.execute("drop table moved")
    return int(count)


def _record_inputs(connection: Connection, no: int) -> None:
    connection.execute(
        "update audit.publication_input as input set to_no = %s where input.to_no is null and not exists ("
        "select from audit.current_submission as current where current.submission_id = input.submission_id)",
        (no,),
    )
    connection.execute(
        "insert into audit.publication_input (submission_id, from_no) select submission_id, %s"
        " from audit.current_submission as current where not exists (select from audit.publication_input as input"
        " where input.submission_id = current.submission_id and input.to_no is null)",
        (no,),
    )


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
    columns = tuple(c for c in _types(connection, "mart", name) if c != FROM)
    key = connection.execute(
        "select array_agg(attribute.attname::text order by array_position(pk.conkey, attribute.attnum))"
        " from pg_constraint as pk inner join pg_attribute as attribute on attribute.attrelid = pk.conrelid"
        " and attribute.attnum = any(pk.conkey) where pk.contype = 'p' and pk.conrelid = %s::regclass",
        (f"mart.{name}",),
    ).fetchone()
    assert key is not None
    source = sql.SQL("select {columns} from mart.{name}").format(columns=_names(columns), name=sql.Identifier(name))
    if no is not None:
        source = sql.SQL(
            "{source} where from_no <= {no} union all select {columns} from history.{name}"
            " where from_no <= {no} and to_no > {no}"
        ).format(source=source, columns=_names(columns), name=sql.Identifier(name), no=sql.Literal(no))
    rows, digest = connection.execute(
        sql.SQL(
            "select count(*), coalesce(md5(string_agg(md5(row({columns})::text), '' order by {key})), md5('')) from ({source}) as shown"
        ).format(columns=_names(tuple(sorted(columns))), key=sql.SQL(", ").join(
            sql.SQL('{} collate "C"').format(sql.Identifier(c)) if t == "text" else sql.Identifier(c)
            for c in key[0] if (t := _types(connection, "mart", name)[c])
        ), source=source)
    ).fetchone() or (0, "")  # fmt: skip
    return Checksum(name, int(rows), str(digest))
