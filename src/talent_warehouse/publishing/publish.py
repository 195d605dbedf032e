"""Publishing: what differs between `warehouse` and `mart` moves in one transaction; what it replaces goes to `history`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from talent_warehouse import build, database
from talent_warehouse.database import Connection
from talent_warehouse.database.catalog import name_list, same
from talent_warehouse.database.rows import scalar
from talent_warehouse.lineage import views
from talent_warehouse.publishing import opened
from talent_warehouse.publishing.relations import Relation, described, ensure, index, published


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
        relations = [described(connection, model) for model in published(manifest)]
        (no,) = connection.execute("select coalesce(max(no), 0) + 1 from audit.publication").fetchone() or (1,)
        database.patiently(connection, lambda: _ensure_all(connection, relations))
        is_full = build.is_full(connection, number)
        reached = {name for (name,) in connection.execute("select model from audit.changed_model").fetchall()}
        changed = 0
        for relation in relations:
            changed += _move(connection, relation, no, is_full, bool(reached & {relation.name, "*"}))
            index(connection, relation)
        database.patiently(connection, lambda: views.publish(connection, manifest))
        database.patiently(connection, lambda: opened.publish(connection, manifest, int(no)))
        connection.execute(
            "insert into audit.publication (no, build_no, label, inputs_hash, rows_changed)"
            " select %s, build_no, %s, inputs_hash, %s from audit.build where build_no = %s",
            (no, label, changed, number),
        )
        _record_inputs(connection, no)
        connection.execute("delete from audit.changed_submission")
        connection.execute("delete from audit.changed_model")
        connection.execute("update audit.build set state = 'published' where build_no = %s", (number,))
    return Publication(int(no), changed, len(relations))


def _ensure_all(connection: Connection, relations: Sequence[Relation]) -> None:
    """All at once: what one of them has locked is not kept while another is waited for."""
    for relation in relations:
        ensure(connection, relation)


_FILL = "insert into mart.{name} ({columns}, from_no) select {columns}, {no} from warehouse.{name}"
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
        whole, keys=name_list(changed_by)
    )


def _move(connection: Connection, relation: Relation, no: int, is_full: bool, is_reached: bool) -> int:
    """Retire the rows that differ, if a change reached them, bring the new ones; how many arrived, changed or left."""
    merged = (
        sql.SQL("coalesce({}, {}) as {}").format(
            sql.Identifier("built", c), sql.Identifier("published", c), sql.Identifier(c)
        )
        for c in relation.key
    )
    row = sql.SQL("row({})")
    differs = (
        sql.SQL("{} is distinct from {}").format(
            row.format(name_list(relation.values, "built")), row.format(name_list(relation.values, "published"))
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
        "same_key": same("built", "published", relation.key),
        "differs": differs,
        "published_moved": same("moved", "published", relation.key),
        "built_moved": same("moved", "built", relation.key),
        "columns": name_list(relation.columns),
        "built_columns": name_list(relation.columns, "built"),
        "no": sql.Literal(no),
    }
    if scalar(connection, sql.SQL("select not exists (select from mart.{name})").format(**parts)):
        return connection.execute(sql.SQL(_FILL).format(**parts)).rowcount
    if not is_reached:
        return 0
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
