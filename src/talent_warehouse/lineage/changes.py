"""What differs between two publications: submissions that came or went, what they speak of, and cells that read otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from psycopg import sql

from talent_warehouse import contracts
from talent_warehouse.contracts import Form, Measures
from talent_warehouse.database import Connection, catalog
from talent_warehouse.database.rows import Record, records

Through: TypeAlias = Literal["rows", "region", "above", "year", "slot", "due date", "code", "nothing"]


@dataclass(frozen=True)
class Event:
    """A submission that came into force or left it, or was settled, between the two publications."""

    submission_id: str
    unit_code: str
    region_code: str
    form: str
    period: str
    part: str
    change: str

    @property
    def slot(self) -> tuple[str, ...]:
        return self.unit_code, self.form, self.period, self.part


@dataclass(frozen=True)
class Cell:
    """A cell that reads differently; what it is laid to, and by how much the rows of each submission changed it."""

    mart: str
    key: Mapping[str, Any]
    column: str
    old: Any
    new: Any
    laid_to: tuple[str, ...] = ()
    through: Through = "nothing"
    contributions: Mapping[str, Decimal] = field(default_factory=dict)


def events(connection: Connection, old: int, new: int) -> list[Event]:
    """What happened to submissions between the two publications, in the order in which they were filed."""
    return [Event(**r) for r in records(connection, _EVENTS, {"old": old, "new": new})]


def touched(connection: Connection, submissions: Sequence[str]) -> list[Record]:
    """Region, year and, of returns, measure that each of these submissions may change."""
    return records(connection, _touched(), {"events": list(submissions)})


def moved(connection: Connection, old: int, new: int) -> set[str]:
    """Submissions some of whose rows count otherwise than before."""
    numbers = {"old": old, "new": new}
    counting = dict.fromkeys(name for _, declared in _declared() for name in declared.counted_in)
    return {r["submission_id"] for name in counting for r in records(connection, _MOVED.format(name), numbers)}


def cells(connection: Connection, mart: str, old: int, new: int) -> Iterator[Cell]:
    """The cells of a mart that read otherwise, laid to nothing yet; of a row that is new or gone, all."""
    key = catalog.key(connection, "mart", mart)
    query = _changed_query(mart, key).as_string(connection)
    for row in records(connection, query, {"old": old, "new": new}):
        before, after = row["before"] or {}, row["after"] or {}
        at = {k: (before or after)[k] for k in key}
        for column in sorted((before | after).keys() - set(key)):
            if before.get(column) != after.get(column):
                yield Cell(mart, at, column, before.get(column), after.get(column))


_EVENTS = """
with frozen as (
    select
        max(build.frozen_at) filter (where publication.no = %(old)s) as since,
        max(build.frozen_at) filter (where publication.no = %(new)s) as till
    from audit.publication as publication inner join audit.build as build using (build_no)
),
in_force as (
    select
        submission_id,
        bool_or(from_no <= %(old)s and coalesce(to_no > %(old)s, true)) as was,
        bool_or(from_no <= %(new)s and coalesce(to_no > %(new)s, true)) as is
    from audit.publication_input group by submission_id
)
select
    submission.submission_id, submission.unit_code, unit.region_code, submission.form, submission.period, submission.part,
    case
        when submission.withdrawn_at > frozen.since and submission.withdrawn_at <= frozen.till then 'withdrawn'
        when in_force.is and not in_force.was and submission.judged_at <= frozen.since then 'in force again'
        when in_force.is and not in_force.was then case
            when exists (
                select from audit.submission as before inner join in_force as held using (submission_id)
                where (before.unit_code, before.form, before.period, before.part)
                    = (submission.unit_code, submission.form, submission.period, submission.part) and held.was
            ) then 'correction' else 'new'
        end
        when in_force.was and not in_force.is then 'superseded'
        else submission.state
    end as change
from audit.submission as submission
cross join frozen
inner join reference.reporting_unit as unit using (unit_code)
left join in_force using (submission_id)
where
    in_force.was is distinct from in_force.is
    or submission.judged_at > frozen.since and submission.judged_at <= frozen.till
    or submission.withdrawn_at > frozen.since and submission.withdrawn_at <= frozen.till
order by submission.registered_at, submission.submission_id
"""
# What a submission may change: region and year of its unit and of its rows, and of the rows that name the same people or
# movements, for who counts is decided among them. A return says of which measure.
_NAMED = """
    select named.submission_id, named.form, coalesce(mate.{region}, unit.region_code) as region_code, named.year,
        null::text as measure_code
    from (
        select distinct event.submission_id, event.form, left(event.period, 4)::integer as year, landed.{by} as name
        from events as event inner join raw.{form} as landed using (submission_id)
        where event.form = '{form}' and landed.{by} is not null
    ) as named
    inner join raw.{form} as mate on named.name = mate.{by}
    inner join audit.submission as filed on mate.submission_id = filed.submission_id
        and left(filed.period, 4) = named.year::text
    inner join reference.reporting_unit as unit using (unit_code)
"""
_SPOKEN = """
    select event.submission_id, event.form, landed.{region}, {year}, {measure}
    from events as event inner join raw.{form} as landed using (submission_id)
"""
_MATES = """
    select event.submission_id, event.form, mate.region_code, mate.{year}, null
    from events as event
    inner join (select submission_id, {by} from mart.{fact} union all
        select submission_id, {by} from history.{fact}) as moved using (submission_id)
    inner join (select {by}, region_code, {year} from mart.{fact} union all
        select {by}, region_code, {year} from history.{fact}) as mate using ({by})
"""
_TOUCHED = """
with events as materialized (  -- a document of which nobody knows the period touches nothing
    select * from audit.submission where submission_id = any(%(events)s) and period ~ '^[0-9]'
)
select submission_id, form, region_code, year, measure_code from (
    select event.submission_id, event.form, unit.region_code, left(event.period, 4)::integer as year,
        null::text as measure_code
    from events as event inner join reference.reporting_unit as unit using (unit_code)
    where not event.form = any({stating})
    {others}
) as touched
where region_code is not null
group by submission_id, form, region_code, year, measure_code
"""


def _declared() -> list[tuple[Form, Measures]]:
    return [(form, form.measures) for form in contracts.forms().values() if form.measures]


def _touched() -> str:
    found: list[str] = []
    for form, declared in _declared():
        if declared.region is None:
            continue
        region = form.field(declared.region.field).value_column
        if declared.counts in ("once", "heads"):
            found += [_NAMED.format(form=form.name, region=region, by=by) for by in ("person_key", "name_hash")]
            continue
        year = f"landed.{form.field(declared.year.field).value_column}" if declared.year else _YEAR
        measure = f"landed.{form.field(declared.measure).value_column}" if declared.measure else "null"
        found.append(_SPOKEN.format(form=form.name, region=region, year=year, measure=measure))
        if declared.mates:
            of_year = declared.year.column if declared.year else "year"
            found.append(_MATES.format(fact=declared.fact, by=declared.mates, year=of_year))
    return _TOUCHED.format(
        stating=f"array{list(contracts.stating())}::text[]", others="".join(f"    union all {text}" for text in found)
    )


_YEAR = "left(event.period, 4)::integer"
# Submissions some of whose rows count otherwise than before.
_MOVED = """
select distinct submission_id from (
    select submission_id from mart.{0} where from_no > %(old)s and from_no <= %(new)s
    union all
    select submission_id from history.{0}
    where from_no > %(old)s and from_no <= %(new)s or to_no > %(old)s and to_no <= %(new)s
) as moved
"""


def _changed_query(mart: str, key: Sequence[str]) -> sql.Composed:
    """Rows that one of the two publications has and the other has not, side by side."""
    return sql.SQL(
        "with gone as (select * from history.{mart} where from_no <= %(old)s and to_no > %(old)s and to_no <= %(new)s),"
        " came as (select {key}, to_jsonb(m) - 'from_no' as shown from mart.{mart} as m"
        " where from_no > %(old)s and from_no <= %(new)s"
        " union all select {key}, to_jsonb(h) - 'from_no' - 'to_no' from history.{mart} as h"
        " where from_no > %(old)s and from_no <= %(new)s and to_no > %(new)s)"
        " select to_jsonb(gone) - 'from_no' - 'to_no' as before, came.shown as after"
        " from gone full join came using ({key}) order by {key}"
    ).format(mart=sql.Identifier(mart), key=catalog.name_list(key))
