"""What judging anew came to: which submissions are judged otherwise, and what the ledger then says of them.

Judging anew is one transaction a form, that of gate 1: there is no moment in which a finding is missing, and a night
that dies leaves what was judged by older rules as it was, for the next. What is judged otherwise goes the way of what
was read anew (`audit.reread`): answered again, and built anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from talent_warehouse.database import Connection
from talent_warehouse.intake import order, rereads


@dataclass(frozen=True)
class Counts:
    """How many findings of a rule there are now and were not before, and the other way round. Of a rule on trial, then and
    now, no unit is told.
    """

    appeared: int
    disappeared: int
    is_trial: bool


@dataclass(frozen=True)
class Change:
    """A submission that is judged otherwise: its state before and now, and its findings by rule. Rows are set aside or freed
    where they count but for that: in what is accepted, before and now, and nothing later in its slot is.
    """

    submission_id: str
    slot: str
    state: str
    now: str
    reason: str | None
    findings: dict[str, Counts]
    rows_set_aside: int
    rows_freed: int
    is_told: bool  # whether its unit gets another answer


_FOUND = """
select submission_id, rule_id, severity, sheet, row_no, "column", value_shown
from audit.finding where submission_id = any(%(ids)s) and source = 'gate1'
"""
_ASIDE = "select submission_id, sheet, row_no from audit.quarantined_row where submission_id = any(%(ids)s)"
# Whom a submission concerns: its unit, where nothing that arrived later is accepted in its slot.
_LAST = f"""
select submission_id from audit.submission
where
    submission_id = any(%(ids)s)
    and not exists (
        select from audit.submission as later
        where
            (later.unit_code, later.form, later.period, later.part)
            = (submission.unit_code, submission.form, submission.period, submission.part)
            and later.state = 'accepted' and later.withdrawn_at is null and {order.key("later")} > {order.key("submission")}
    )
"""
_BEFORE = """
select submission_id, unit_code, form, period, part, state, parser_version, judged_at, run_id, rules_digest, are_rules_assumed
from audit.submission where submission_id = any(%(ids)s)
"""


def remember(connection: Connection, ids: Sequence[str]) -> None:
    """Keep what was found and decided before, and take those findings back. To be called in the transaction of gate 1."""
    values = {"ids": list(ids)}
    for name, query in (("before", _BEFORE), ("found", _FOUND), ("aside", _ASIDE), ("last", _LAST)):
        connection.execute(f"create temporary table {name}_before on commit drop as {query}", values)
    connection.execute("delete from audit.finding where submission_id = any(%(ids)s) and source = 'gate1'", values)


_RULES = f"""
select submission_id, rule_id, coalesce(sum(n) filter (where n > 0), 0)::integer,
    coalesce(-sum(n) filter (where n < 0), 0)::integer, bool_and(severity = 'trial')
from (
    select submission_id, rule_id, severity, sum(place)::integer as n
    from (
        select *, 1 as place from ({_FOUND}) as now
        union all
        select *, -1 from found_before
    ) as both_sides
    group by submission_id, rule_id, severity, sheet, row_no, "column", value_shown
) as differing
where n <> 0 group by submission_id, rule_id order by submission_id, rule_id
"""
_STATES = f"""
with now_aside as ({_ASIDE}),

counts as (
    select submission_id,
        count(*) filter (where was.submission_id is null)::integer as set_aside,
        count(*) filter (where now.submission_id is null)::integer as freed
    from now_aside as now
    full join aside_before as was using (submission_id, sheet, row_no)
    group by submission_id
)

select before.submission_id, concat_ws('/', before.unit_code, before.form, before.period, before.part), before.state,
    submission.state, submission.reason, coalesce(counts.set_aside, 0), coalesce(counts.freed, 0),
    before.submission_id in (select l.submission_id from last_before as l)
    or before.submission_id in (select l.submission_id from ({_LAST}) as l)
from before_before as before
inner join audit.submission as submission on before.submission_id = submission.submission_id
left join counts on before.submission_id = counts.submission_id
order by before.unit_code, before.form, before.period, before.part, before.submission_id
"""


def changes(connection: Connection, ids: Sequence[str]) -> list[Change]:
    """Which of those that `remember` kept are judged otherwise; of a rule on trial stewards are told, and no unit."""
    values = {"ids": list(ids)}
    findings: dict[str, dict[str, Counts]] = defaultdict(dict)
    for own, rule_id, *counts in connection.execute(_RULES, values):
        findings[own][rule_id] = Counts(*counts)
    found = []
    for own, slot, was, now, reason, aside, freed, is_last in connection.execute(_STATES, values):
        if was != now or own in findings:
            aside, freed = (aside, freed) if is_last and (was, now) == ("accepted", "accepted") else (0, 0)
            by_rule = findings.get(own, {})
            is_told = is_last and (was != now or not all(counts.is_trial for counts in by_rule.values()))
            found.append(Change(own, slot, was, now, reason, by_rule, aside, freed, is_told))
    return found


# Which rules there were before is not known where today's were assumed.
_RULES_OF = """
select
    before.submission_id, before.parser_version, before.state,
    case when not (before.are_rules_assumed and before.rules_digest = submission.rules_digest) then before.rules_digest end,
    submission.rules_digest
from before_before as before inner join audit.submission using (submission_id)
where before.submission_id = any(%s) order by 1
"""
_KINDS = """
select coalesce(jsonb_object_agg(rule_id, case
    when was.rules is null then 'changed'
    when not was.rules ? rule_id then 'new'
    when not now.rules ? rule_id then 'removed'
    when was.rules -> rule_id <> now.rules -> rule_id then 'changed'
    else 'same'
end), '{}')
from unnest(%(rules)s::text[]) as rule_id
cross join (select rules from audit.rule_set where rules_digest = %(now)s) as now
left join (select rules from audit.rule_set where rules_digest = %(before)s) as was on true
"""


def note(connection: Connection, found: Sequence[Change]) -> None:
    """Have the units answered again that are concerned, and the next build made of what is found now.

    What is judged as it was keeps the time at which it was judged.
    """
    told = {change.submission_id: change for change in found if change.is_told}
    connection.execute(
        "update audit.submission set judged_at = before.judged_at, run_id = before.run_id from before_before as before"
        " where submission.submission_id = before.submission_id and submission.submission_id <> all(%s)",
        (list(told),),
    )
    connection.execute("update audit.submission set answered_at = null where submission_id = any(%s)", (list(told),))
    for own, version, state, before, now in connection.execute(_RULES_OF, (list(told),)).fetchall():
        rules = [rule for rule, counts in told[own].findings.items() if not counts.is_trial]
        kinds = connection.execute(_KINDS, {"rules": rules, "before": before, "now": now}).fetchone() or ({},)
        rereads.note_judged(connection, own, version, state, (before, now), kinds[0])
    if told:
        connection.execute(
            "update audit.build set state = 'abandoned', reason = 'submissions were judged anew'"
            " where state in ('frozen', 'built')"
        )
