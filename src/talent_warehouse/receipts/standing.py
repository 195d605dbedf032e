"""Where a unit stands beside a filing: what changed against the one before it in its slot, and what the unit owes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from psycopg import sql

from talent_warehouse import contracts, settings
from talent_warehouse.contracts import Form
from talent_warehouse.database import Connection
from talent_warehouse.intake import order

SOON = 30  # days before a due date: a register takes a unit some weeks to gather
SHOWN = 6  # periods of a form that are listed


@dataclass(frozen=True)
class Changed:
    """How many rows there are by the key of the form beside the filing before, which arrived at `since`."""

    since: str
    added: int
    gone: int
    changed: int

    def told(self) -> str:
        """In a sentence."""
        if not (self.added or self.gone or self.changed):
            return f"与上一次报送（{self.since}收到）相比，内容没有变化。"
        counts = (("新增", self.added), ("减少", self.gone), ("内容有改动", self.changed))
        said = "、".join(f"{word}{count}行" for word, count in counts if count)
        return f"与上一次报送（{self.since}收到）相比：{said}。"


@dataclass(frozen=True)
class Owed:
    """What a unit owes of a form and has not in force: the periods, each with its due date."""

    title: str
    periods: tuple[tuple[str, date, bool], ...]  # period, due date, whether that is over

    def told(self) -> str:
        """The form, overdue and due periods; of many the last."""
        more = len(self.periods) - SHOWN
        listed = "、".join(
            f"{period}（{due:%Y-%m-%d}{'已到期' if is_over else '前'}）"
            for period, due, is_over in self.periods[-SHOWN:]
        )
        return f"{self.title}：{listed}" + (f"，此前还有{more}期" if more > 0 else "")


# A row is what stands in its cells: equal keys and equal texts are the same row, wherever it stands on the sheet.
_CHANGED = """
with earlier as (
    select before.submission_id, before.received_at
    from audit.submission as before
    inner join audit.submission as this
        on (before.unit_code, before.form, before.period, before.part) = (this.unit_code, this.form, this.period, this.part)
    where
        this.submission_id = %(id)s and before.state = 'accepted' and before.withdrawn_at is null
        and {before} < {this}
    order by {last_first} limit 1
),

rows_by_key as (
    select
        landed.submission_id = %(id)s as is_new, {key} as row_key, string_agg(md5({texts}), '' order by {texts}) as texts
    from raw.{form} as landed
    where landed.submission_id in (select %(id)s::text union all select submission_id from earlier)
    group by 1, 2
),

compared as (
    select new.row_key is null as is_gone, old.row_key is null as is_added, new.texts <> old.texts as is_changed
    from (select * from rows_by_key where is_new) as new
    full join (select * from rows_by_key where not is_new) as old on new.row_key = old.row_key
)

select
    to_char(earlier.received_at at time zone %(zone)s, 'YYYY-MM-DD HH24:MI'),
    count(*) filter (where is_added)::integer, count(*) filter (where is_gone)::integer,
    count(*) filter (where is_changed)::integer
from earlier left join compared on true
group by earlier.received_at
"""


def changed(connection: Connection, submission_id: str, form: str) -> Changed | None:
    """The rows of a submission beside those of the last accepted that arrived before it; None where there is none."""
    known = contracts.filed().get(form)
    if known is None:
        return None
    values = {"id": submission_id, "zone": settings.TIMEZONE}
    row = connection.execute(_statement(known), values).fetchone()
    return Changed(*row) if row else None


def _statement(form: Form) -> sql.Composed:
    return sql.SQL(_CHANGED).format(
        form=sql.Identifier(form.name),
        key=_joined(form.business_key),
        texts=_joined([f.name for f in form.fields]),
        before=sql.SQL(order.key("before")),
        this=sql.SQL(order.key("this")),
        last_first=sql.SQL(order.descending("before")),
    )


def _joined(columns: tuple[str, ...] | list[str]) -> sql.Composed:
    texts = sql.SQL(", ").join(sql.SQL("landed.{}::text").format(sql.Identifier(c)) for c in columns)
    return sql.SQL("jsonb_build_array({})::text").format(texts)


_OWED = """
select owed.unit_code, owed.form, owed.period, owed.due_date, owed.due_date < today.day as is_over
from reference.owed_slot as owed
cross join (select (now() at time zone %(zone)s)::date as day) as today
where
    owed.unit_code = any(%(units)s) and owed.due_date <= today.day + %(soon)s
    and not exists (
        select from audit.in_force
        where in_force.unit_code = owed.unit_code and in_force.form = owed.form and in_force.period = owed.period
    )
order by owed.unit_code, owed.form, owed.due_date, owed.period
"""


def owed(connection: Connection, unit_codes: Collection[str]) -> dict[str, tuple[Owed, ...]]:
    """What the slots of each of these units lack today, by form: overdue, or due within some weeks.

    Asked once for all of them, since what is in force is found out of the whole ledger.
    """
    values = {"units": list(unit_codes), "zone": settings.TIMEZONE, "soon": SOON}
    by_form: dict[str, dict[str, list[tuple[str, date, bool]]]] = {}
    for unit, form, period, due, is_over in connection.execute(_OWED, values).fetchall():
        by_form.setdefault(unit, {}).setdefault(form, []).append((period, due, is_over))
    known = contracts.filed()
    return {
        unit: tuple(Owed(known[f].title if f in known else f, tuple(periods)) for f, periods in forms.items())
        for unit, forms in by_form.items()
    }
