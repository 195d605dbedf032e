"""Every failing row of a judged table becomes a row of audit.finding, in one statement a table: gate 1 and gate 2 alike.

Great Expectations gives the verdict and the counts; its lists of failing rows are capped. So the rows come from
the same predicate, and `insert` proves that there are as many of them as it counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

import psycopg
from psycopg import sql

from talent_warehouse.contracts import Rule
from talent_warehouse.database import Connection
from talent_warehouse.errors import GateError
from talent_warehouse.intake import keys

_HOLE = re.compile(r"\{(\w+)\}")
_COLUMNS = sql.SQL(
    "run_id, rule_id, rule_version, source, severity, submission_id, relation, sheet, row_no,"
    ' "column", value_shown, key, fingerprint, message_zh, message_en'
)
_PLACES = frozenset({"sheet", "row_no"})
# HMAC-SHA256 of a text; the pads of its key stand in the session, so that no statement shows them.
_KEYED = (
    "left(encode(sha256(decode(current_setting('talent.outer_pad'), 'hex')"
    " || sha256(decode(current_setting('talent.inner_pad'), 'hex') || convert_to({}, 'UTF8'))), 'hex'), 32)"
)


class Judged(Protocol):
    """A judged table or query, and where its findings stand."""

    source: ClassVar[str]

    @property
    def table(self) -> sql.Composable:
        """What the rules look at."""

    def place(self, rule: Rule) -> sql.Composable:
        """submission_id, relation, sheet, row_no, "column", value_shown, key and fingerprint of the row called `failing`."""


@dataclass(frozen=True)
class Landed:
    """The rows that a query takes from raw.<form>; a finding names the cell where it stands there, and the business key."""

    form: str
    key: tuple[str, ...]
    query: sql.Composed
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # the typed columns of a field
    source: ClassVar[str] = "gate1"

    @property
    def table(self) -> sql.Composable:
        return sql.SQL("({})").format(self.query)

    def place(self, rule: Rule) -> sql.Composable:
        if rule.query is None:
            shown: sql.Composable = sql.Identifier("failing", rule.column)
            key: sql.Composable = self._key("failing")
        else:
            shown = sql.SQL("to_jsonb(failing) ->> {}").format(sql.Literal(rule.column))
            key = self._looked_up_key()
        return sql.SQL(
            "failing.submission_id, null::text, failing.sheet, failing.row_no, {}, left(({})::text, 200), {}, {}"
        ).format(sql.Literal(rule.column), shown, key, self._fingerprint(rule))

    def _fingerprint(self, rule: Rule) -> sql.Composed:
        """A keyed hash of the values that a finding tells: that of its column and those in its message, as they read."""
        names = [
            column for name in sorted({rule.column, *rule.holes} - _PLACES) for column in self.values.get(name, (name,))
        ]
        found = "failing.{}" if rule.query is None else "to_jsonb(failing) -> {}"
        form = sql.Identifier if rule.query is None else sql.Literal
        parts = [sql.Literal(rule.id), *(sql.SQL(found).format(form(name)) for name in names)]
        text = sql.SQL("jsonb_build_array({})::text").format(sql.SQL(", ").join(parts))
        return sql.SQL(_KEYED).format(text)

    def _key(self, alias: str) -> sql.Composed:
        """The business key of a row as jsonb; a person's hash is cut to what tells rows apart."""
        pairs: list[sql.Composable] = []
        for column in self.key:
            value = sql.Identifier(alias, column)
            shown = sql.SQL("left({}, 12)").format(value) if column == "person_key" else value
            pairs += [sql.Literal(column.removesuffix("__v")), shown]
        return sql.SQL("jsonb_build_object({})").format(sql.SQL(", ").join(pairs))

    def _looked_up_key(self) -> sql.Composed:
        """A query of failing rows gives their places; the key is read where they landed, null for the file as a whole."""
        return sql.SQL(
            "(select {} from {} as keyed where keyed.submission_id = failing.submission_id"
            " and keyed.sheet = failing.sheet and keyed.row_no = failing.row_no)"
        ).format(self._key("keyed"), sql.Identifier("raw", self.form))


@dataclass(frozen=True)
class Built:
    """A relation of the warehouse; a finding names the relation, and the row that the query gives is its key."""

    relation: str
    source: ClassVar[str] = "gate2"

    @property
    def table(self) -> sql.Composable:
        return sql.Identifier("warehouse", self.relation)

    def place(self, rule: Rule) -> sql.Composable:
        submission = sql.SQL("failing.submission_id" if rule.holds_unit else "null::text")
        return sql.SQL(
            "{}, {}, null::text, null::integer, null::text, null::text, to_jsonb(failing), null::text"
        ).format(submission, sql.Literal(self.relation))


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


def insert(
    connection: Connection, judged: Judged, rules: Sequence[Rule], counts: Mapping[str, int], run_id: str
) -> int:
    """Insert the failing rows of every rule that Great Expectations found failing; returns how many.

    Raises: GateError if any rule gives another number of rows than was counted.
    """
    failing = [r for r in rules if counts[r.id]]
    if not failing:
        return 0
    predicates = [r for r in failing if r.query is None]
    selects = [_of_query(r, judged, run_id) for r in failing if r.query is not None]
    if predicates:
        selects.append(_of_predicates(predicates, judged, run_id))
    _lay_out_pads(connection)
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


def _lay_out_pads(connection: Connection) -> None:
    """Let the session make fingerprints."""
    inner, outer = (pad.hex() for pad in keys.required(connection).pads("finding"))
    connection.execute(
        "select set_config('talent.inner_pad', %s, false), set_config('talent.outer_pad', %s, false)", (inner, outer)
    )


def _of_predicates(rules: Sequence[Rule], judged: Judged, run_id: str) -> sql.Composed:
    """The failing rows of all rules with a predicate, as rows of audit.finding, in one pass over the table."""
    fails = [sql.SQL("not coalesce(({}), true)").format(_raw(r.predicate or "true")) for r in rules]
    each = [
        sql.SQL("select {} where {}").format(_said(rule, judged, run_id), fail)
        for rule, fail in zip(rules, fails, strict=True)
    ]
    # the condition finds the few rows that fail, their rules are looked for in them alone
    return sql.SQL(
        "select said.* from (select * from {} as judged where {}) as failing cross join lateral ({}) as said"
    ).format(judged.table, sql.SQL(" or ").join(fails), sql.SQL(" union all ").join(each))


def _of_query(rule: Rule, judged: Judged, run_id: str) -> sql.Composed:
    """The rows that a rule's own query finds."""
    return sql.SQL("select {} from ({}) as failing").format(
        _said(rule, judged, run_id), failing_rows(rule, judged.table)
    )


def _said(rule: Rule, judged: Judged, run_id: str) -> sql.Composed:
    """The columns of audit.finding for a row called `failing`."""
    of_rule = map(sql.Literal, (run_id, rule.id, rule.version, judged.source, rule.severity))
    messages = (message(text, "failing") for text in (rule.message_zh, rule.message_en))
    return sql.SQL(", ").join((*of_rule, judged.place(rule), *messages))


def _raw(text: str) -> sql.SQL:
    """SQL of a rule: written by us and reviewed, never taken from a filing."""
    return sql.SQL(text)
