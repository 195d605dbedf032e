"""What stewards write about a unit or a slot: other due dates, reminders by telephone, notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from talent_warehouse import settings
from talent_warehouse.database import Connection
from talent_warehouse.database.rows import Record, records, scalar
from talent_warehouse.errors import UnknownError
from talent_warehouse.stewardship.acting import RefusedError, refusing, said


@dataclass(frozen=True)
class About:
    """A unit, and of it a form and a period where these are meant."""

    unit_code: str
    form: str | None = None
    period: str | None = None


def about(connection: Connection, text: str) -> About:
    """UNIT, UNIT/FORM or UNIT/FORM/PERIOD. Raises: UnknownError if there is no such unit or form."""
    unit, form, period = (*text.split("/", 2), None, None)[:3]
    for table, column, value in (("reporting_unit", "unit_code", unit), ("obligation", "form", form)):
        query = f"select exists (select from reference.{table} where {column} = %s)"
        if value is not None and not scalar(connection, query.encode(), (value,)):
            raise UnknownError(f"There is no {column} {value!r}. Write UNIT/FORM/PERIOD, as 530102-RC/FORM/2021.")
    return About(str(unit), form, period)


def slot(connection: Connection, text: str) -> Record:
    """What a unit owes, with the due date of its form. Raises: UnknownError if it owes no such slot."""
    one = about(connection, text)
    found = records(
        connection,
        "select unit_code, form, period, part, due_date from reference.owed_slot"
        " where (unit_code, form, period) = (%(unit)s, %(form)s, %(period)s)",
        {"unit": one.unit_code, "form": one.form, "period": one.period},
    )
    if not found:
        raise UnknownError(f"Nothing is owed in {text!r}. Write UNIT/FORM/PERIOD, as 530102-RC/FORM/2021.")
    return found[0]


def owed(connection: Connection, unit: str | None, days: int) -> list[Record]:
    """What units owe and have not in force: overdue, or due within so many days, the oldest first."""
    return records(
        connection,
        "select slot.unit_code as unit, slot.form, slot.period, slot.part, slot.due_date, slot.state,"
        " slot.due_date - today.day as days, extension.reason as extended_because"
        " from audit.slot_now as slot left join audit.extension_now as extension using (unit_code, form, period)"
        " cross join (select (now() at time zone %(zone)s)::date as day) as today"
        " where slot.due_date <= today.day + %(days)s and slot.state not in ('accepted', 'nil')"
        " and (%(unit)s::text is null or slot.unit_code = %(unit)s)"
        " order by slot.due_date, slot.unit_code, slot.form, slot.period, slot.part",
        {"unit": unit, "days": days, "zone": settings.TIMEZONE},
    )


def extend(connection: Connection, text: str, until: date | None, reason: str) -> None:
    """Give a slot another due date; None takes it back, and the form's date holds again.

    Raises: RefusedError if the date is that of the form, or before it, or there is none to be taken back.
    """
    owed = slot(connection, text)
    before = connection.execute(
        "select due_date from audit.extension_now where (unit_code, form, period) = (%s, %s, %s)",
        (owed["unit_code"], owed["form"], owed["period"]),
    ).fetchone()
    if until is None and before is None:
        raise RefusedError(f"{text} has no other date than {owed['due_date']}. 没有可以撤回的延期。")
    if until is not None and before is None and until <= owed["due_date"]:
        raise RefusedError(f"{text} is due on {owed['due_date']}; {until} is no later. 延期须晚于原期限。")
    connection.execute(
        "insert into audit.extension (unit_code, form, period, due_date, reason) values (%s, %s, %s, %s, %s)",
        (owed["unit_code"], owed["form"], owed["period"], until, said(reason)),
    )


def remind(connection: Connection, text: str, step: int, channel: str, outcome: str | None) -> None:
    """Write down that a unit was reminded by hand. Raises: RefusedError if it was, in that step by that channel."""
    owed = slot(connection, text)
    with refusing(
        "reminder_once_uq", f"{text} was reminded by {channel} in step {step} before. 该步已催报，不再重复。"
    ):
        connection.execute(
            "insert into audit.reminder (unit_code, form, period, part, due_date, step, channel, outcome)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s)",
            (owed["unit_code"], owed["form"], owed["period"], owed["part"], owed["due_date"], step, channel,
             said(outcome, "outcome") if outcome else None),
        )  # fmt: skip


def comment(connection: Connection, text: str, note: str) -> None:
    """Keep a note about a unit, a slot, or a submission by its id."""
    filed = connection.execute(
        "select unit_code, form, period, submission_id from audit.submission where submission_id = %s", (text,)
    ).fetchone()
    if filed is None:
        one = about(connection, text)
        filed = (one.unit_code, one.form, one.period, None)
    connection.execute(
        "insert into audit.comment (unit_code, form, period, submission_id, comment) values (%s, %s, %s, %s, %s)",
        (*filed, said(note, "note")),
    )
