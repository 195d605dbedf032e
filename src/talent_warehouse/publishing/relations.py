"""The relations that are published: mart, history and as_of follow what the models built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from talent_warehouse.database import Connection
from talent_warehouse.database.catalog import descriptions, key, name_list, types
from talent_warehouse.errors import ConfigurationError

PUBLISHED = ("star", "marts")  # folders of dbt/models
FROM = "from_no"
TO = "to_no"


@dataclass(frozen=True)
class Relation:
    """A relation of star or marts: its key, its other columns, and what as_of leaves out of it.

    One that is hidden has a row a person: researchers and stewards read it, analysts do not.
    """

    name: str
    key: tuple[str, ...]
    values: tuple[str, ...]
    hidden: frozenset[str]
    is_hidden: bool
    indexes: tuple[tuple[str, ...], ...] = ()  # those that the model has: readers ask as the build does
    before: tuple[tuple[str, str], ...] = ()  # column, and as SQL what rows say that were published without it

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.key, *self.values)

    @property
    def open_columns(self) -> tuple[str, ...]:
        return tuple(c for c in self.columns if c not in self.hidden)


@dataclass(frozen=True)
class Model:
    """What the project says of a model that is published."""

    name: str
    hidden: frozenset[str]
    is_hidden: bool
    indexes: tuple[tuple[str, ...], ...]
    before: tuple[tuple[str, str], ...]


def published(manifest: Mapping[str, Any]) -> list[Model]:
    """The models that dbt built for publication, by name."""
    found = []
    for node in manifest["nodes"].values():
        is_table = node["config"].get("materialized") != "view"  # views are published as views: contributions
        if node["resource_type"] == "model" and node["fqn"][1] in PUBLISHED and is_table:
            meta = {name: c.get("config", {}).get("meta", {}) for name, c in node["columns"].items()}
            hidden = frozenset(name for name, said in meta.items() if said.get("restricted"))
            found.append(
                Model(
                    node["name"],
                    hidden,
                    bool(hidden or node["config"]["meta"].get("restricted")),
                    tuple(tuple(index["columns"]) for index in node["config"].get("indexes") or ()),
                    tuple((name, said["before"]) for name, said in meta.items() if "before" in said),
                )
            )
    return sorted(found, key=lambda model: model.name)


def described(connection: Connection, model: Model) -> Relation:
    """The relation as it was built. Raises: ConfigurationError if it has no primary key."""
    rows = connection.execute(
        "select attribute.attname, array_position(pk.conkey, attribute.attnum) from pg_attribute as attribute"
        " left join pg_constraint as pk on pk.conrelid = attribute.attrelid and pk.contype = 'p'"
        " where attribute.attrelid = %s::regclass and attribute.attnum > 0 and not attribute.attisdropped"
        " order by attribute.attnum",
        (f"warehouse.{model.name}",),
    ).fetchall()
    columns = tuple(n for n, place in sorted((r for r in rows if r[1]), key=lambda r: r[1]))
    if not columns:
        raise ConfigurationError(f"warehouse.{model.name} has no primary key. Give the model one in its contract.")
    values = tuple(n for n, _ in rows if n not in columns)
    return Relation(model.name, columns, values, model.hidden, model.is_hidden, model.indexes, model.before)


def ensure(connection: Connection, relation: Relation) -> None:
    """Create mart, history and as_of of a relation, or add the columns that it has gained; comments follow the model.

    What is created has no key yet: `index` gives it one when its rows are there.
    """
    names = {s: sql.Identifier(s, relation.name) for s in ("warehouse", "mart", "history", "as_of")}
    new = connection.execute("select to_regclass(%s) is null", (f"mart.{relation.name}",)).fetchone() == (True,)
    if new:
        connection.execute(
            sql.SQL(
                "create table {mart} (like {warehouse}, from_no integer not null);"
                "create table {history} (like {mart}, to_no integer not null, constraint {pk} primary key ({key}, from_no))"
            ).format(**names, pk=sql.Identifier(f"{relation.name}_pk"), key=name_list(relation.key))
        )
    elif not _grow(connection, relation):
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
        ).format(**names, columns=name_list(relation.open_columns), asked=sql.SQL(asked))
    )
    readers = sql.SQL("talent_steward, talent_researcher" + ("" if relation.is_hidden else ", talent_analyst"))
    connection.execute(
        sql.SQL(
            "grant select on {mart}, {history}, {as_of} to {readers}; grant select on {mart}, {history} to talent_loader"
        ).format(**names, readers=readers)
    )
    _comment(connection, relation)


def index(connection: Connection, relation: Relation) -> None:
    """The key and the model's indexes on what is published, named by their columns: quicker on rows than row by row."""
    name_of_key = f"{relation.name}_pk"
    if connection.execute("select to_regclass(%s)", (f"mart.{name_of_key}",)).fetchone() == (None,):
        connection.execute(
            sql.SQL("alter table {} add constraint {} primary key ({})").format(
                sql.Identifier("mart", relation.name), sql.Identifier(name_of_key), name_list(relation.key)
            )
        )
    for columns in relation.indexes:
        name = f"{relation.name}_{'_'.join(columns)}"[:60] + "_ix"
        if connection.execute("select to_regclass(%s)", (f"mart.{name}",)).fetchone() == (None,):
            connection.execute(
                sql.SQL("create index {} on {} ({})").format(
                    sql.Identifier(name), sql.Identifier("mart", relation.name), name_list(columns)
                )
            )


def _grow(connection: Connection, relation: Relation) -> bool:
    """Add columns that the model has gained, and give rows the key that it has now; True if columns were added.

    Published columns neither vanish nor change.
    """
    built, published = types(connection, "warehouse", relation.name), types(connection, "mart", relation.name)
    if wrong := sorted(c for c, t in published.items() if c != FROM and built.get(c) != t):
        raise ConfigurationError(
            f"mart.{relation.name} publishes {', '.join(wrong)}, which the model no longer builds as it was. "
            "Published columns may be added, not removed or retyped: give the new one a new name."
        )
    added = [c for c in built if c not in published]
    before = dict(relation.before)
    if unsaid := [c for c in added if c in relation.key and c not in before]:
        raise ConfigurationError(
            f"mart.{relation.name} gains {', '.join(unsaid)} in its key, and nobody says what rows that are published "
            "have there. Give the column meta.before, an SQL expression over the columns of the row."
        )
    is_keyed_anew = key(connection, "history", relation.name) != (*relation.key, FROM)
    for schema in ("mart", "history"):
        table = sql.Identifier(schema, relation.name)
        for column in added:
            name = sql.Identifier(column)
            connection.execute(sql.SQL("alter table {} add column {} {}").format(table, name, sql.SQL(built[column])))
            if column in before:
                connection.execute(sql.SQL("update {} set {} = {}").format(table, name, sql.SQL(before[column])))
        if is_keyed_anew:
            connection.execute(
                sql.SQL("alter table {} drop constraint if exists {}, add constraint {} primary key ({})").format(
                    table,
                    *[sql.Identifier(f"{relation.name}_pk")] * 2,
                    name_list((*relation.key, FROM) if schema == "history" else relation.key),
                )
            )
    return bool(added)


def _comment(connection: Connection, relation: Relation) -> None:
    """The model's descriptions, kept in Postgres on what analysts see; only what changed is written."""
    wanted = descriptions(connection, "warehouse", relation.name) | {
        FROM: "First publication that shows the row so 起始发布号",
        TO: "First publication that no longer shows it 截止发布号（不含）",
    }
    for schema in ("mart", "history", "as_of"):
        kind = sql.SQL("view" if schema == "as_of" else "table")
        columns, there = types(connection, schema, relation.name), descriptions(connection, schema, relation.name)
        for column, text in wanted.items():
            if there.get(column) == text or (column and column not in columns):
                continue
            target = (
                sql.SQL("column {}").format(sql.Identifier(schema, relation.name, column))
                if column
                else sql.SQL("{} {}").format(kind, sql.Identifier(schema, relation.name))
            )
            connection.execute(sql.SQL("comment on {} is {}").format(target, sql.Literal(text)))
