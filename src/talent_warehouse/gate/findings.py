"""Every failing cell of a judged table becomes a row of audit.finding, in one statement a rule set.

Great Expectations gives the verdict and the counts; its lists of failing rows are capped. So the rows come from
the same predicate, and `insert` proves that there are as many of them as it counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import psycopg
from psycopg import sql

from talent_warehouse.contracts import Rule
from talent_warehouse.database import Connection
from talent_warehouse.errors import GateError

_PLACE = ("submission_id", "sheet", "row_no")
_HOLE = re.compile(r"\{(\w+)\}")
_COLUMNS = sql.SQL(
    "run_id, rule_id, rule_version, source, severity, submission_id, relation, sheet, row_no,"
    ' "column", value_shown, key, message_zh, message_en'
)


def _raw(text: str) -> sql.SQL:
    """SQL of a contract: written by us and reviewed, never taken from a filing."""
    return sql.SQL(text)


def message(template: str, alias: str) -> sql.Composable:
    """A message with its {column} places filled from the row."""
    pieces: list[sql.Composable] = []
    for n, part in enumerate(_HOLE.split(template)):
        if n % 2:
            hole = sql.SQL("coalesce(left({}::text, 80), '（空）')").format(sql.Identifier(alias, part))
            pieces.append(hole)
        elif part:
            pieces.append(sql.Literal(part))
    return sql.SQL("concat({})").format(sql.SQL(", ").join(pieces))


def failing_rows(rule: Rule, table: sql.Composable) -> sql.SQL:
    """The query of a rule over a table: it gives the rows that fail."""
    query = (rule.query or "").replace("{batch}", table.as_string() + " as batch")
    return _raw(query.replace("{{", "{").replace("}}", "}"))


def _of_predicates(rules: Sequence[Rule], table: sql.Composable, run_id: str, key: Sequence[str]) -> sql.Composed:
    """The failing rows of all rules with a predicate, as rows of audit.finding, in one pass over the table."""
    fails = [sql.SQL("not coalesce(({}), true)").format(_raw(r.predicate or "true")) for r in rules]
    each = [
        sql.SQL("select {} where {}").format(
            _said(rule, sql.SQL("failing.{}").format(sql.Identifier(rule.column)), _key(key, "failing"), run_id), fail
        )
        for rule, fail in zip(rules, fails, strict=True)
    ]
    # the condition finds the few rows that fail, their rules are looked for in them alone
    return sql.SQL("select said.* from {} as failing cross join lateral ({}) as said where {}").format(
        table, sql.SQL(" union all ").join(each), sql.SQL(" or ").join(fails)
    )


def _of_query(
    rule: Rule, table: sql.Composable, landed: sql.Composable, run_id: str, key: Sequence[str]
) -> sql.Composed:
    """The rows that a rule's own query finds."""
    shown = sql.SQL("to_jsonb(failing) ->> {}").format(sql.Literal(rule.column))
    return sql.SQL("select {} from ({}) as failing").format(
        _said(rule, shown, _looked_up_key(key, landed), run_id), failing_rows(rule, table)
    )


def _said(rule: Rule, shown: sql.Composable, key: sql.Composable, run_id: str) -> sql.Composed:
    """The columns of audit.finding for a row called `failing`."""
    return sql.SQL(
        "{run}, {id}, {version}, 'gate1', {severity}, failing.submission_id, null::text, failing.sheet, failing.row_no,"
        " {column}, left(({shown})::text, 200), {key}, {zh}, {en}"
    ).format(
        run=sql.Literal(run_id),
        id=sql.Literal(rule.id),
        version=sql.Literal(rule.version),
        severity=sql.Literal(rule.severity),
        column=sql.Literal(rule.column),
        shown=shown,
        key=key,
        zh=message(rule.message_zh, "failing"),
        en=message(rule.message_en, "failing"),
    )


def _key(columns: Sequence[str], alias: str) -> sql.Composed:
    """The business key of a row as jsonb; a person's hash is cut to what tells rows apart."""
    pairs: list[sql.Composable] = []
    for column in columns:
        value = sql.Identifier(alias, column)
        shown = sql.SQL("left({}, 12)").format(value) if column == "person_key" else value
        pairs += [sql.Literal(column.removesuffix("__v")), shown]
    return sql.SQL("jsonb_build_object({})").format(sql.SQL(", ").join(pairs))


def _looked_up_key(columns: Sequence[str], landed: sql.Composable) -> sql.Composed:
    """A query of failing rows gives their places; the key is read where they landed, null for the file as a whole."""
    return sql.SQL(
        "(select {} from {} as keyed where keyed.submission_id = failing.submission_id"
        " and keyed.sheet = failing.sheet and keyed.row_no = failing.row_no)"
    ).format(_key(columns, "keyed"), landed)


def insert(
    connection: Connection,
    table: sql.Composable,
    landed: sql.Composable,
    rules: Sequence[Rule],
    counts: Mapping[str, int],
    run_id: str,
    key: Sequence[str],
) -> int:
    """Insert the failing rows of every rule that Great Expectations found failing; returns how many.

    `table` was judged, `landed` is where its rows come from.
    Raises: GateError if any rule gives another number of rows than was counted.
    """
    failing = [r for r in rules if counts[r.id]]
    if not failing:
        return 0
    predicates = [r for r in failing if r.query is None]
    selects = [_of_query(r, table, landed, run_id, key) for r in failing if r.query is not None]
    if predicates:
        selects.append(_of_predicates(predicates, table, run_id, key))
    union = sql.SQL(" union all ").join(selects)
    statement = sql.SQL(
        "with added as (insert into audit.finding ({}) {} returning rule_id) select rule_id, count(*) from added group by rule_id"
    ).format(_COLUMNS, union)
    try:
        found: dict[str, int] = dict(connection.execute(statement).fetchall())
    except psycopg.Error as exc:
        raise GateError(f"The findings could not be written: {str(exc).strip()}. Nothing was judged.") from exc
    if wrong := {r.id: (counts[r.id], found.get(r.id, 0)) for r in failing if counts[r.id] != found.get(r.id, 0)}:
        raise GateError(
            f"Findings differ from Great Expectations' counts (counted, found): {wrong}. Nothing was judged."
        )
    return sum(found.values())
