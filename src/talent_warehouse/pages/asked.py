"""What pages show, asked of the ledger and the marts once for all of them. Rows have names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from psycopg.rows import namedtuple_row

from talent_warehouse.database import Connection, catalog

Row: TypeAlias = Any  # of a query below: a named tuple
NIGHTS = 10  # whose problems are shown as a trend
MOST = 400  # rows of a list that a page shows; what is beyond is counted

RUN = """
select
    run_id, started_at at time zone %(zone)s as started_at, ended_at at time zone %(zone)s as ended_at, outcome,
    (select count(*) from audit.arrival where arrival.registered_at between run.started_at and coalesce(run.ended_at, now()))
        as arrivals,
    (
        select count(*) from audit.arrival
        where arrival.outcome = 'unchanged'
            and arrival.registered_at between run.started_at and coalesce(run.ended_at, now())
    ) as unchanged
from audit.run
where kind = 'ingest' order by started_at desc, run_id desc limit 1
"""
SETTLED = """
select
    submission.submission_id, submission.unit_code, submission.form, submission.period, submission.part, submission.n,
    submission.state, submission.is_nil, submission.reason, submission.rows_landed,
    submission.received_at at time zone %(zone)s as received_at
from audit.submission where run_id = %(run)s
order by submission.state desc, submission.unit_code, submission.form, submission.period, submission.part
"""
COURSE = """
select
    course.rule_id, course.severity, course.course, count(*)::integer as places,
    count(distinct submission.unit_code)::integer as units
from audit.finding_course as course inner join audit.submission using (submission_id)
where course.run_id = %(run)s and course.severity <> 'trial'
group by course.rule_id, course.severity, course.course
"""
TREND = """
with nights as (
    select run_id, started_at from audit.run where kind = 'ingest' order by started_at desc limit %(nights)s
)

select
    to_char(nights.started_at at time zone %(zone)s, 'MM-DD') as day,
    count(*) filter (where course.course in ('new', 'moved'))::integer as fresh,
    count(*) filter (where course.course = 'cured')::integer as cured
from nights left join audit.finding_course as course
    on nights.run_id = course.run_id and course.severity in ('critical', 'warning')
group by nights.run_id, nights.started_at order by nights.started_at
"""
BUILD = """
select build.build_no, build.state, build.reason, build.frozen_at at time zone %(zone)s as frozen_at
from audit.build order by build_no desc limit 1
"""
PUBLICATION = """
select no, published_at at time zone %(zone)s as published_at, rows_changed from audit.publication order by no desc limit 1
"""
LEFT = "select path, reason from audit.file_left order by path"
UNITS = """
select
    unit.unit_code, unit.name, unit.kind, unit.level, unit.region_code, region.name as region_name,
    case when region.level = 'county' then region.parent_code else unit.region_code end as prefecture_code
from reference.reporting_unit as unit
left join lateral (
    select * from reference.region as known where known.region_code = unit.region_code order by known.valid_from desc limit 1
) as region on true
order by prefecture_code, array_position(array['province', 'prefecture', 'county'], unit.level), unit.unit_code
"""
REGIONS = (
    "select distinct on (region_code) region_code, name from reference.region order by region_code, valid_from desc"
)
SLOTS = """
select
    slot_now.unit_code, slot_now.form, slot_now.period, slot_now.part, slot_now.due_date, slot_now.submission_id,
    slot_now.rows_landed, slot_now.state, slot_now.received_at at time zone %(zone)s as received_at,
    extension.due_date is not null as is_extended, extension.reason as extended_because
from audit.slot_now
left join audit.extension_now as extension using (unit_code, form, period)
order by slot_now.unit_code, slot_now.form, slot_now.period desc, slot_now.part
"""
OPEN = """
select
    said.finding_id, said.unit_code, said.form, said.period, said.part, said.submission_id, said.rule_id, said.severity,
    said.sheet, said.row_no, said."column", said.value_shown, said.message_zh, said.is_explainable, said.is_explained,
    said.explanation_id
from audit.finding_subject as said
where
    said.severity in ('critical', 'warning', 'info')
    and said.submission_id = any(%(standing)s)
order by
    said.unit_code, array_position(array['critical', 'warning', 'info'], said.severity), said.rule_id, said.form,
    said.period desc, said.sheet, said.row_no, said.finding_id
"""
EXPLANATIONS = """
select
    explanation_id, rule_id, unit_code, form, period, part, "column", explanation, origin, needs_second, explained_by,
    explained_at at time zone %(zone)s as explained_at, decision, decided_by, decision_reason, is_in_force, expires_on,
    expires_on - (now() at time zone %(zone)s)::date as days_left
from audit.explanation_now order by explanation_id desc
"""
REMINDERS = """
select unit_code, form, period, part, due_date, step, channel, outcome, reminded_at at time zone %(zone)s as reminded_at
from audit.reminder order by reminder_id desc
"""
COMMENTS = """
select unit_code, form, period, comment, written_by, written_at at time zone %(zone)s as written_at
from audit.comment order by comment_id desc
"""
HEADCOUNT = """
select * from mart.mart_region_programme_year
where programme_code = '_T' and rollup = 'total' order by region_code, year
"""
DISAGREE = """
select
    measure_name, region_name, region_code, year, programme.name as programme_name, best_witness, best_value, best_value_low, best_value_high,
    best_status, best_unit_code, other_witness, other_dimension, other_value, other_value_low, other_value_high, other_status,
    other_unit_code, unit_of_measure
from mart.mart_witness_disagreement as found
left join reference.programme as programme on found.programme_code = programme.programme_code
where verdict = 'disagree'
order by region_code, year desc, measure_code, found.programme_code, rollup, other_witness, other_submission_id, other_row_no
"""
TODAY = "select (now() at time zone %(zone)s)::date as day, (now() at time zone %(zone)s) as at"
EVERY = {
    "run": RUN, "build": BUILD, "publication": PUBLICATION, "left": LEFT, "units": UNITS, "regions": REGIONS, "slots": SLOTS,
    "explanations": EXPLANATIONS, "reminders": REMINDERS, "comments": COMMENTS, "trend": TREND, "today": TODAY,
}  # fmt: skip
OF_MARTS = {"headcount": ("mart_region_programme_year", HEADCOUNT), "disagree": ("mart_witness_disagreement", DISAGREE)}


class Asked(NamedTuple):
    """The rows of each query, by its name."""

    rows: Mapping[str, list[Row]]

    def of(self, name: str) -> list[Row]:
        """The rows of a query; none where there was nothing to ask."""
        return self.rows.get(name, [])

    def last(self, name: str) -> Row | None:
        """The one row of a query that gives one or none."""
        return next(iter(self.of(name)), None)


def ask(connection: Connection, zone: str) -> Asked:
    """All of it, in one snapshot where the connection is in a transaction."""
    values = {"zone": zone, "nights": NIGHTS}
    with connection.cursor(row_factory=namedtuple_row) as cursor:
        found: dict[str, list[Row]] = {
            name: cursor.execute(query.encode(), values).fetchall() for name, query in EVERY.items()
        }
        standing = [slot.submission_id for slot in found["slots"] if slot.state != "withdrawn"]
        found["open"] = cursor.execute(OPEN.encode(), {"standing": standing}).fetchall()
        for name, (mart, query) in OF_MARTS.items():
            if catalog.exists(connection, "mart", mart):
                found[name] = cursor.execute(query.encode(), values).fetchall()
        run: Row | None = next(iter(found["run"]), None)
        if run:
            for name, query in (("settled", SETTLED), ("course", COURSE)):
                found[name] = cursor.execute(query.encode(), {**values, "run": run.run_id}).fetchall()
    return Asked(found)
