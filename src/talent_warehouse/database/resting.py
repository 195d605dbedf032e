"""Views of builds and publications that rest on functions and views of `sql/functions`: kept while those are made anew."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from talent_warehouse.database import catalog
from talent_warehouse.database.connection import Connection
from talent_warehouse.database.rows import scalar

log = logging.getLogger(__name__)
# What files of sql/functions made: of the owner there is no other function, view or type in these schemas.
OURS = """
ours as (
    select 'pg_class'::regclass as classid, oid, concat_ws('.', relnamespace::regnamespace, relname) as name from pg_class
    where relkind in ('v', 'c') and relowner = current_user::regrole and relnamespace::regnamespace::text = any(%(schemas)s)
    union all
    select 'pg_proc'::regclass, oid, concat_ws('.', pronamespace::regnamespace, proname) from pg_proc
    where proowner = current_user::regrole and pronamespace::regnamespace::text = any(%(schemas)s)
)
"""
# A view depends on what its rule names; so do the views over it.
_RESTING = f"""
with recursive {OURS},
resting (oid, depth) as (
    select rules.ev_class, 1
    from ours
    inner join pg_depend as uses
        on ours.classid = uses.refclassid and ours.oid = uses.refobjid and uses.classid = 'pg_rewrite'::regclass
    inner join pg_rewrite as rules on uses.objid = rules.oid
    union
    select rules.ev_class, resting.depth + 1
    from resting
    inner join pg_depend as uses
        on uses.refclassid = 'pg_class'::regclass and resting.oid = uses.refobjid and uses.classid = 'pg_rewrite'::regclass
    inner join pg_rewrite as rules on uses.objid = rules.oid and resting.oid <> rules.ev_class
)
select
    views.relnamespace::regnamespace::text,
    views.relname,
    views.relowner::regrole::text,
    pg_get_viewdef(views.oid),
    coalesce(views.reloptions, '{{}}'),
    array(
        select array[rights.privilege_type, rights.grantee::regrole::text]
        from aclexplode(views.relacl) as rights where rights.grantee <> views.relowner
    )
from (select oid, max(depth) as depth from resting group by oid) as found
inner join pg_class as views on found.oid = views.oid
where views.oid not in (select oid from ours)
order by found.depth, views.oid
"""


@dataclass(frozen=True)
class View:
    """A view as it is to be put back: the comment on itself stands under the empty name."""

    schema: str
    name: str
    owner: str
    query: str
    options: tuple[str, ...]
    grants: tuple[tuple[str, str], ...]
    comments: Mapping[str, str]

    @property
    def identifier(self) -> sql.Identifier:
        return sql.Identifier(self.schema, self.name)


def found(connection: Connection, schemas: Sequence[str]) -> list[View]:
    """Views of others that rest on what files made in these schemas, each after those that it reads."""
    rows = connection.execute(_RESTING, {"schemas": list(schemas)}).fetchall()
    return [
        View(schema, name, owner, query, tuple(options), tuple((what, whom) for what, whom in grants),
             catalog.descriptions(connection, schema, name))
        for schema, name, owner, query, options, grants in rows
    ]  # fmt: skip


def put_back(connection: Connection, view: View) -> None:
    """Make a view as it was, by its owner, inside a transaction. One that cannot rest on what is new is left out."""
    try:
        with connection.transaction():
            _make(connection, view)
    except psycopg.ProgrammingError as exc:
        log.warning("%s.%s comes with the next publication: %s", view.schema, view.name, exc.diag.message_primary)


def _make(connection: Connection, view: View) -> None:
    maker = scalar(connection, "select current_user")
    connection.execute(sql.SQL("set local role {}").format(sql.Identifier(view.owner)))
    options = sql.SQL(f" with ({', '.join(view.options)})" if view.options else "")
    connection.execute(sql.SQL("create view {}{} as {}").format(view.identifier, options, sql.SQL(view.query)))
    for what, whom in view.grants:
        connection.execute(sql.SQL("grant {} on {} to {}").format(sql.SQL(what), view.identifier, sql.Identifier(whom)))
    for column, text in view.comments.items():
        target = sql.Identifier(view.schema, view.name, column) if column else view.identifier
        connection.execute(
            sql.SQL("comment on {} {} is {}").format(sql.SQL("column" if column else "view"), target, sql.Literal(text))
        )
    connection.execute(sql.SQL("set local role {}").format(sql.Identifier(maker)))
