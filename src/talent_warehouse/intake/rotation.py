"""Another identity key: the archive is read again under it, and every hash of the one before is replaced where it stands.

One transaction, so that there is never a database in which one person has two hashes.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable
from dataclasses import dataclass

from psycopg import sql

from talent_warehouse import contracts, identity
from talent_warehouse.database import Connection, catalog
from talent_warehouse.database.rows import scalar
from talent_warehouse.errors import TalentError
from talent_warehouse.intake import anew, differences
from talent_warehouse.intake.anew import Change

_SHOWN = 12  # characters of a hash that findings show
_NAMED = 5  # documents that an error names
_BUILT = ("warehouse", "mart", "history", "audit")  # where hashes stand besides raw


class RotationError(TalentError):
    """The archive could not be read whole under another key: nothing was changed."""


@dataclass(frozen=True)
class Rewritten:
    """What stood under the key before: documents read, submissions and rows with persons, persons."""

    documents: int
    submissions: int
    rows: int
    persons: int


def rekey(
    connection: Connection, used: str, key: identity.Key, on_change: Callable[[Change], None]
) -> tuple[Rewritten, list[str]]:
    """Read all that was ever read under another key, and replace each hash of the one in use, in published tables too.

    To be called in a transaction, with the locks of build and inbox, by a login that may write everywhere. Also returns
    what could not be read although nobody stands in it.
    Raises: RotationError where persons could not be read again.
    """
    _remember(connection)
    (submissions, rows, persons) = connection.execute(
        "select count(distinct submission_id)::integer, count(*)::integer, count(distinct person_key)::integer"
        " from hashes_before"
    ).fetchone() or (0, 0, 0)
    found = anew.arrivals(connection)
    failed = anew.land(connection, found, on_change, key)
    if left := _left(connection):
        named = "; ".join(failed[:_NAMED])
        raise RotationError(
            f"{left} rows of persons could not be read again, so nothing was changed: {named}. Restore what is missing in "
            "the archive from its backup, or mend what keeps it from being read, and rotate again. "
            f"有{left}行人员数据无法从存档重新读取，密钥未更换。"
        )
    _map(connection, key)
    for schema, table, columns in _tables(connection):
        _replace(connection, sql.Identifier(schema, table), columns, key)
    _reword_findings(connection, key)
    connection.execute(
        "update audit.build set state = 'abandoned', reason = 'the identity key was rotated'"
        " where state in ('frozen', 'built')"
    )
    connection.execute(
        "insert into audit.rotation (key_before, key_id, rotated_by, submissions, landed_rows, people)"
        " values (%s, %s, %s, %s, %s, %s)",
        (used, key.id, getpass.getuser(), submissions, rows, persons),
    )
    return Rewritten(len(found), submissions, rows, persons), failed


def _forms(connection: Connection) -> list[sql.Identifier]:
    return [
        sql.Identifier("raw", form.name)
        for form in contracts.forms().values()
        if form.person and catalog.exists(connection, "raw", form.name)
    ]


def _union(connection: Connection, query: str) -> sql.Composed:
    return sql.SQL(" union all ").join(sql.SQL(query).format(table=table) for table in _forms(connection))


def _remember(connection: Connection) -> None:
    query = _union(
        connection,
        "select submission_id, sheet, row_no, person_key, name_hash from {table}"
        " where person_key is not null or name_hash is not null",
    )
    connection.execute(sql.SQL("create temporary table hashes_before on commit drop as {}").format(query))
    connection.execute("create index on hashes_before (submission_id, sheet, row_no)")
    connection.execute("analyze hashes_before")


_NOW = """
select was.person_key as old_person, now.person_key as new_person, was.name_hash as old_name, now.name_hash as new_name
from {table} as now inner join hashes_before as was using (submission_id, sheet, row_no)
"""


def _left(connection: Connection) -> int:
    query = sql.SQL("select count(*) from ({}) as rows where old_person = new_person or old_name = new_name")
    return int(scalar(connection, query.format(_union(connection, _NOW))))


# Each hash has one successor, and no two the same, whatever today's reader reads otherwise: published rows have keys.
_MAP = """
create temporary table hashes on commit drop as
select distinct on (new) old, new from (
    select distinct on (old) old, new from (
        select old_person as old, new_person as new from ({now}) as by_row
        union all select old_name, new_name from ({now}) as by_row
    ) as pairs where old is not null and new is not null order by old, new
) as successors order by new, old
"""


def _map(connection: Connection, key: identity.Key) -> None:
    """The successor of every hash; of one that stands in former publications alone, a hash of that."""
    connection.execute(sql.SQL(_MAP).format(now=_union(connection, _NOW)))
    connection.execute("alter table hashes add primary key (old)")
    connection.execute("analyze hashes")
    for schema, table, columns in _tables(connection):
        for column in columns & set(differences.HASHES):
            query = sql.SQL(
                "select distinct {column} from {table} where {column} is not null"
                " and not exists (select from hashes where old = {column})"
            )
            unknown = query.format(column=sql.Identifier(column), table=sql.Identifier(schema, table))
            _add(connection, "hashes", [(old, key.digest("rotated", old)) for (old,) in connection.execute(unknown)])


def _add(connection: Connection, table: str, pairs: list[tuple[str, str]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(sql.SQL("insert into {} (old, new) values (%s, %s)").format(sql.Identifier(table)), pairs)


def _tables(connection: Connection) -> list[tuple[str, str, set[str]]]:
    """Tables that hold hashes, and their columns of them, the key's id included."""
    return [
        (schema, table, set(columns))
        for schema, table, columns in connection.execute(
            "select table_schema, table_name, array_agg(column_name::text) from information_schema.columns"
            " inner join information_schema.tables using (table_schema, table_name)"
            " where table_type = 'BASE TABLE' and table_schema = any(%s) and column_name = any(%s)"
            " and (table_schema, table_name) <> ('audit', 'rotation') group by 1, 2 order by 1, 2",
            (list(_BUILT), [*differences.HASHES, differences.KEY_ID]),
        )
    ]


def _replace(connection: Connection, table: sql.Identifier, columns: set[str], key: identity.Key) -> None:
    successor = "{column} = (select new from hashes where old = {column})"
    parts = [sql.SQL(successor).format(column=sql.Identifier(c)) for c in sorted(columns & set(differences.HASHES))]
    if differences.KEY_ID in columns:
        parts.append(sql.SQL("key_id = case when key_id is not null then {} end").format(sql.Literal(key.id)))
    connection.execute(sql.SQL("update {} set {}").format(table, sql.SQL(", ").join(parts)))


_SHOWN_HASHES = """
with shown as (
    select finding_id, null::bigint as explanation_id, name, said.key ->> name as old
    from audit.finding as said cross join unnest(array['person_key', 'person']) as names (name)
    where said.key ->> name ~ '^[0-9a-f]{12}$'
    union all
    select null, explanation_id, name, said.key ->> name
    from audit.explanation as said cross join unnest(array['person_key', 'person']) as names (name)
    where said.key ->> name ~ '^[0-9a-f]{12}$'
)
"""


def _reword_findings(connection: Connection, key: identity.Key) -> None:
    """Findings show the beginning of a hash, in the row's key and in their texts; explanations of them, in the key. Their
    fingerprints stay those of the key before: what was explained is asked again, which loses no number.
    """
    connection.execute(
        "create temporary table beginnings on commit drop as"
        " select distinct on (left(old, %(n)s)) left(old, %(n)s) as old, left(new, %(n)s) as new"
        " from hashes order by left(old, %(n)s), new",
        {"n": _SHOWN},
    )
    unknown = connection.execute(
        (
            _SHOWN_HASHES
            + "select distinct old from shown where not exists (select from beginnings as b where b.old = shown.old)"
        ).encode()
    )
    _add(connection, "beginnings", [(old, key.digest("rotated", old)[:_SHOWN]) for (old,) in unknown])
    connection.execute(
        (
            _SHOWN_HASHES + "update audit.finding as finding set key = jsonb_set(key, array[name], to_jsonb(new)),"
            " message_zh = replace(message_zh, old, new), message_en = replace(message_en, old, new)"
            " from shown inner join beginnings using (old) where finding.finding_id = shown.finding_id"
        ).encode()
    )
    connection.execute(
        (
            _SHOWN_HASHES + "update audit.explanation as said set key = jsonb_set(key, array[name], to_jsonb(new))"
            " from shown inner join beginnings using (old) where said.explanation_id = shown.explanation_id"
        ).encode()
    )
