"""Gate 1: what landed, judged per form; each submission is accepted or returned from its findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from psycopg import sql

from talent_warehouse import contracts, database, settings
from talent_warehouse.contracts import Form, Rule
from talent_warehouse.database import Connection
from talent_warehouse.database.rows import scalar
from talent_warehouse.gate import data_docs, findings, otherwise, rulings
from talent_warehouse.gate.otherwise import Change
from talent_warehouse.intake import order
from talent_warehouse.periods import days


@dataclass(frozen=True)
class Verdict:
    """What judging one form came to."""

    form: str
    accepted: int
    returned: int
    rows: int
    findings: int
    judged_anew: int = 0
    otherwise: tuple[Change, ...] = ()

    def __str__(self) -> str:
        again = f"; {self.judged_anew} judged anew, {len(self.otherwise)} otherwise" if self.judged_anew else ""
        return f"{self.form}: {self.accepted} accepted, {self.returned} returned, {self.findings} findings{again}"


def judge(
    form_name: str, run_id: str, again: Sequence[str] = (), are_landed: bool = True, is_dry_run: bool = False
) -> Verdict | None:
    """Judge every landed submission of a form as one batch, and with them what is to be judged anew, for which nobody
    may build meanwhile; None if there is none.

    Findings and states are written in one transaction: a batch that fails leaves all as it was, and so does a dry run.
    Raises: GateError if a rule raised or a count differs; LockedError while somebody else judges the form.
    """
    form = contracts.form(form_name)
    with (
        database.connect("loader", f"talent judge {form_name}") as connection,
        database.judging_lock(connection, form_name),
        TemporaryDirectory() as nowhere,
    ):
        rounds = _rounds(connection, form, again, are_landed)
        ids = [i for one in rounds for i in one]
        if not ids:
            return None
        batch = batch_of(form, ids)
        folder = Path(nowhere) if is_dry_run else settings.places().data_docs / run_id / form.name
        rules = [rule.looking_at(_covered(rule)) for rule in form.rules]
        counts = _validate(form, rules, batch.as_string(connection), folder)
        with connection.transaction(force_rollback=is_dry_run):
            otherwise.remember(connection, again)
            landed = findings.Landed(form.name, form.business_key, batch, _values(form))
            found = findings.insert(connection, landed, rules, counts, run_id)
            found -= connection.execute(_SAID, {"ids": ids}).rowcount
            returned = {i for one in rounds for i in _settle(connection, form, one, run_id)}.difference(again)
            rulings.stamp(connection, form, ids)
            changes = otherwise.changes(connection, again)
            otherwise.note(connection, changes)
        rows = _rows(connection, ids)
    if not is_dry_run:
        _index(form, run_id, folder, len(ids), rows, counts, found)
    accepted = len(ids) - len(again) - len(returned)
    return Verdict(form.name, accepted, len(returned), rows, found, len(again), tuple(changes))


def _values(form: Form) -> dict[str, tuple[str, ...]]:
    """The columns that say what each field reads as."""
    return {
        f.name: tuple(f"{f.name}__{end}" for end in ("v", "low", "high")) if f.kind == "quantity" else (f.value_column,)
        for f in form.fields
    }


def _covered(rule: Rule) -> str | None:
    """The condition under which a rule with a beginning looks at a row of the batch."""
    return f"period_end >= date '{days(rule.since)[0]}'" if rule.since else None


def _rounds(connection: Connection, form: Form, again: Sequence[str], are_landed: bool) -> list[list[str]]:
    """The landed submissions of a form, and those to be judged anew. Filings of one slot are settled one after another,
    as they arrived: the second is a correction of the first, also when both came on one day.
    """
    rows = connection.execute(
        f"select row_number() over (partition by unit_code, period, part order by {order.KEY}), submission_id"
        " from audit.submission where form = %s and (state = 'landed' and %s or submission_id = any(%s)) order by 1, 2",
        (form.name, are_landed, list(again)),
    ).fetchall()
    return [[i for place, i in rows if place == n] for n in sorted({place for place, _ in rows})]


# 2021 · 2021-Q2 · 2021-05: the last day of the period
_PERIOD_END = """
case
    when submission.period like '____-Q_' then
        (make_date(left(submission.period, 4)::integer, right(submission.period, 1)::integer * 3, 1)
            + interval '1 month')::date - 1
    when submission.period like '____-__' then
        (make_date(left(submission.period, 4)::integer, right(submission.period, 2)::integer, 1)
            + interval '1 month')::date - 1
    else make_date(left(submission.period, 4)::integer, 12, 31)
end
"""


def batch_of(form: Form, ids: Sequence[str], table: sql.Composable | None = None) -> sql.Composed:
    """The query of a batch: landed rows, of raw.<form> or another table, with what the filing as a whole says beside each.

    It is as still as a copy would be, and is not made, dropped or left: what has landed does not change, and the
    submissions stand in its text, so that those which land while it is judged are none of it.
    """
    return sql.SQL(
        "select landed.*, submission.unit_code, unit.region_code as unit_region, region.name as unit_region_name,"
        " case when unit.level = 'province' then left(unit.region_code, 2)"
        " when unit.level = 'prefecture' then left(unit.region_code, 4) else unit.region_code end as unit_region_prefix,"
        " unit.level as unit_level, submission.period, left(submission.period, 4)::smallint as period_year,"
        " {period_end} as period_end, submission.part,"
        " (submission.received_at at time zone {zone})::date as received_date"
        " from {table} as landed inner join audit.submission as submission using (submission_id)"
        " inner join reference.reporting_unit as unit using (unit_code)"
        " left join (select distinct on (region_code) region_code, name from reference.region"
        " order by region_code, valid_from desc) as region on region.region_code = unit.region_code where submission.submission_id = any({ids})"
    ).format(
        period_end=sql.SQL(_PERIOD_END),
        zone=sql.Literal(settings.TIMEZONE),
        table=table or sql.Identifier("raw", form.name),
        ids=sql.Literal(list(ids)),
    )


def _rows(connection: Connection, ids: Sequence[str]) -> int:
    query = "select sum(rows_landed)::integer from audit.submission where submission_id = any(%s)"
    return int(scalar(connection, query, (list(ids),)))


def _validate(form: Form, rules: Sequence[Rule], query: str, folder: Path) -> dict[str, int]:
    from talent_warehouse.gate import expectations

    batch = expectations.Batch(form.name, f"{form.title} {form.name}", rules, form.headers, query)
    (validated,) = expectations.validate(database.role_url("loader"), "raw", [batch], folder)
    return validated.counts


# One fault of a cell is one finding: that a cell is empty or does not read follows from what the reader said of it.
_SAID = """
delete from audit.finding as own
using audit.finding as told
where
    own.submission_id = any(%(ids)s) and own.source = 'gate1'
    and told.source = 'reader' and told.rule_id in ('RD-error_cell', 'RD-uncached_formula')
    and (told.submission_id, told.sheet, told.row_no, told."column")
    = (own.submission_id, own.sheet, own.row_no, own."column")
"""


_SETTLE = """
with judged as (
    select
        submission.submission_id,
        submission.rows_landed,
        (select count(*) from audit.quarantined_row as q where q.submission_id = submission.submission_id) as quarantined,
        (
            select string_agg(distinct f.message_zh, ' ') from audit.finding as f
            where f.submission_id = submission.submission_id and f.severity = 'critical' and f.row_no is null
        ) as file_reasons,
        (
            select count(*)
            from raw.{form} as bad
            inner join audit.quarantined_row as q
                on q.submission_id = bad.submission_id and q.sheet = bad.sheet and q.row_no = bad.row_no
            where
                bad.submission_id = submission.submission_id
                and exists (
                    select from raw.{form} as held
                    where
                        held.submission_id = predecessor.submission_id
                        and {same_key}
                        and not exists (
                            select from audit.quarantined_row as old
                            where old.submission_id = held.submission_id and old.sheet = held.sheet
                                and old.row_no = held.row_no
                        )
                )
        ) as lost
    from audit.submission as submission
    left join lateral (
        select earlier.submission_id from audit.submission as earlier
        where
            earlier.unit_code = submission.unit_code and earlier.form = submission.form
            and earlier.period = submission.period and earlier.part = submission.part
            and earlier.state = 'accepted' and earlier.withdrawn_at is null and {is_earlier}
        order by {last_first} limit 1
    ) as predecessor on true
    where submission.submission_id = any({ids})
)
update audit.submission as submission
set
    state = case when reason.text is null then 'accepted' else 'returned' end,
    reason = reason.text,
    judged_at = now(),
    run_id = {run}
from judged
cross join lateral (
    select concat_ws(' ',
        judged.file_reasons,
        case when judged.quarantined > {share} * judged.rows_landed then format(
            '%s行中有%s行存在必须改正的问题，超过%s%%，整份退回；请按问题清单改正后重新报送。',
            judged.rows_landed, judged.quarantined, {percent}::integer) end,
        case when judged.lost > 0 then format(
            '有%s行在上一次报送中有效，本次因错误不能采用；为免丢失，整份退回，上一次报送仍然有效。', judged.lost) end
    ) as text
) as concatenated
cross join lateral (select nullif(concatenated.text, '') as text) as reason
where submission.submission_id = judged.submission_id
returning submission.submission_id, submission.state
"""


def _settle(connection: Connection, form: Form, ids: list[str], run_id: str) -> list[str]:
    """Accept or return each submission; those that were returned.

    Returned: a critical finding of the file, too many quarantined rows, or a correction that would lose rows
    of what was in force before it.
    """
    same = sql.SQL(" and ").join(
        sql.SQL("held.{0} is not distinct from bad.{0}").format(sql.Identifier(c)) for c in form.business_key
    )
    states = connection.execute(
        sql.SQL(_SETTLE).format(
            form=sql.Identifier(form.name),
            same_key=sql.SQL("{} and bad.{} is not null").format(same, sql.Identifier(form.business_key[0])),
            ids=sql.Literal(ids),
            run=sql.Literal(run_id),
            is_earlier=sql.SQL(f"{order.key('earlier')} < {order.key('submission')}"),
            last_first=sql.SQL(order.descending("earlier")),
            share=sql.Literal(form.max_quarantined_share),
            percent=sql.Literal(form.max_quarantined_share * 100),
        )
    ).fetchall()
    return [own for own, state in states if state == "returned"]


def _index(
    form: Form, run_id: str, folder: Path, submissions: int, rows: int, counts: dict[str, int], found: int
) -> None:
    failing = sorted((r for r in form.rules if counts[r.id]), key=lambda r: -counts[r.id])
    line = data_docs.Line(form.title, f"{form.name}.html", submissions, rows, len(failing), len(form.rules), found)
    data_docs.write_index(
        folder,
        f"{form.title}校验 {run_id}",
        [line],
        [(r.id, r.severity, r.text(form.headers), counts[r.id]) for r in failing],
    )
