"""Letters 催报函: what a unit owes and is over, into its folder of the outbox, in three steps, each once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from talent_warehouse import contracts, settings
from talent_warehouse.database import Connection
from talent_warehouse.database.rows import scalar
from talent_warehouse.receipts import deliver

# Days after the due date from which a step is taken: at once, after a week, after a fortnight and a day. A letter says how
# long it is over and nothing of letters before it: the first that is written may be of the last step.
STEPS = (1, 8, 16)
_TONE = {
    1: "请于5个工作日内报送。",
    2: "逾期已满一周，请于3个工作日内报送；确有困难的，请书面说明并申请延期。",
    3: "逾期已满半个月，请立即报送；仍未报送的，将列入未报名单向主管领导报告。",
}


@dataclass(frozen=True)
class Overdue:
    """A slot that is over: since when, how many days, which step is due, and whether it was filed and came back."""

    unit_code: str
    unit: str
    form: str
    period: str
    part: str
    due_date: date
    days: int
    step: int
    was_returned: bool


_OVERDUE = """
with overdue as (
    select
        slot_now.unit_code, unit.name, slot_now.form, slot_now.period, slot_now.part, slot_now.due_date,
        today.day - slot_now.due_date as days,
        (select count(*) from unnest(%(steps)s::integer[]) as after where today.day - slot_now.due_date >= after)::integer
            as step,
        slot_now.state = 'returned' as was_returned
    from audit.slot_now
    inner join reference.reporting_unit as unit using (unit_code)
    cross join (select (now() at time zone %(zone)s)::date as day) as today
    where slot_now.state in ('late', 'returned') and slot_now.due_date < today.day
)

select overdue.* from overdue
where
    not exists (
        select from audit.reminder as sent
        where
            (sent.unit_code, sent.form, sent.period, sent.part, sent.due_date)
            = (overdue.unit_code, overdue.form, overdue.period, overdue.part, overdue.due_date)
            and sent.channel = 'outbox' and sent.step >= overdue.step
    )
order by overdue.unit_code, overdue.form, overdue.period, overdue.part
"""


def write(connection: Connection) -> list[Path]:
    """Write a letter to each unit that has a step to be taken; where they stand.

    A letter is written before it is noted, so that a crash writes it again under the same name, and never loses it.
    """
    rows = connection.execute(_OVERDUE, {"steps": list(STEPS), "zone": settings.TIMEZONE}).fetchall()
    return [
        _write(connection, code, list(own))
        for code, own in groupby((Overdue(*row) for row in rows), key=lambda one: one.unit_code)
    ]


def _write(connection: Connection, unit_code: str, overdue: Sequence[Overdue]) -> Path:
    today = overdue[0].due_date + timedelta(days=overdue[0].days)
    before = scalar(
        connection,
        "select count(distinct reminded_at) from audit.reminder where unit_code = %s and channel = 'outbox'",
        (unit_code,),
    )
    path = deliver.folder_of(unit_code) / f"催报函-{today:%Y%m%d}-{before + 1}.txt"
    deliver.put(path, "\n".join(_lines(overdue, today)) + "\n")
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(
            "insert into audit.reminder (unit_code, form, period, part, due_date, step, channel)"
            " values (%s, %s, %s, %s, %s, %s, 'outbox') on conflict do nothing",
            [(o.unit_code, o.form, o.period, o.part, o.due_date, o.step) for o in overdue],
        )
    return path


def _lines(overdue: Sequence[Overdue], today: date) -> Iterator[str]:
    yield f"催报函（第{max(o.step for o in overdue)}级）"
    yield f"{overdue[0].unit}："
    yield f"截至{_day(today)}，你单位下列报表已过报送期限，尚未有效报送："
    for one in overdue:
        part = f"（{one.part}）" if one.part != "-" else ""
        came_back = "；已报的一份被退回，尚未重报" if one.was_returned else ""
        title = contracts.filed()[one.form].title if one.form in contracts.filed() else one.form
        yield f"　{title}　{one.period}{part}：期限{_day(one.due_date)}，已逾期{one.days}天{came_back}。"
    yield _TONE[max(o.step for o in overdue)]
    yield "本期确无数据的，请按零报送办理；需要延期的，请联系管理员。收到本函前已经报送的，请忽略。"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
