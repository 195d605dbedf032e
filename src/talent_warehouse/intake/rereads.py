"""What the ledger says of submissions that were read anew: what each was, that it is to be judged again, whom to tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from psycopg.types.json import Jsonb

from talent_warehouse import settings
from talent_warehouse.database import Connection
from talent_warehouse.intake import order
from talent_warehouse.intake.submissions import Arrival, Slot

BY = "talent reread"


@dataclass(frozen=True)
class Had:
    """A submission as it stands before it is read anew."""

    submission_id: str
    slot: Slot
    state: str
    contract_version: str
    parser_version: str
    is_nil: bool
    is_settled: bool
    withdrawn_by: str | None

    @property
    def is_taken_back(self) -> bool:
        """Withdrawn by a person: it stays so, whatever it says."""
        return self.withdrawn_by not in (None, BY)


def had(connection: Connection, arrival: Arrival) -> dict[Slot, Had]:
    """What an arrival is, by slot."""
    rows = connection.execute(
        "select submission_id, unit_code, form, period, part, state, contract_version, parser_version, is_nil,"
        " judged_at is not null, withdrawn_by from audit.submission where arrival_id = %s order by form, period, part",
        (arrival.arrival_id,),
    ).fetchall()
    return {Slot(*row[1:5]): Had(row[0], Slot(*row[1:5]), *row[5:]) for row in rows}


def older(connection: Connection) -> dict[str, int]:
    """How many submissions in force were read by another reader than today's, by its version."""
    return dict(
        connection.execute(
            "select parser_version, count(*)::integer from audit.in_force inner join audit.submission using (submission_id)"
            " where parser_version <> %s group by parser_version order by parser_version",
            (settings.PARSER_VERSION,),
        ).fetchall()
    )


def told(found: dict[str, int]) -> str:
    """How many by which reader, in words."""
    versions = ", ".join(f"{count} by version {version}" for version, count in found.items())
    return f"submissions in force that another reader than today's (version {settings.PARSER_VERSION}) read: {versions}"


def unjudged(connection: Connection) -> int:
    """How many submissions were read anew and are still to be judged; no build may begin without them."""
    (count,) = connection.execute(
        "select count(distinct submission_id)::integer from audit.reread inner join audit.submission using (submission_id)"
        " where submission.state = 'landed'"
    ).fetchone() or (0,)
    return int(count)


def begin_again(connection: Connection, one: Had, reasons: list[str], cells: int) -> None:
    """The state of a submission begins anew: returned where the reader has a reason, else landed, for gate 1.

    What had not settled yet goes on as it would have.
    """
    connection.execute(
        "update audit.submission set state = %s, reason = %s, answered_at = null, withdrawn_at = null, withdrawn_by = null,"
        " withdrawn_why = null, judged_at = case when judged_at is not null then now() end where submission_id = %s",
        ("returned" if reasons else "landed", " ".join(reasons) or None, one.submission_id),
    )
    if one.is_settled:
        _note(connection, one.submission_id, one.parser_version, one.state, None, cells)
        _judge_those_behind(connection, one.submission_id)


def withdraw(connection: Connection, one: Had, instead: list[Slot]) -> str:
    """A file that was this filing is another now: its rows go there, and what it was counts no more; why."""
    why = f"read anew, this file is {', '.join(map(str, instead))} 重新读取后，本文件属于其他报送位"
    connection.execute(
        "update audit.submission set withdrawn_at = now(), withdrawn_by = %s, withdrawn_why = %s, rows_landed = 0"
        " where submission_id = %s",
        (BY, why, one.submission_id),
    )
    _judge_those_behind(connection, one.submission_id)
    return why


def begin(connection: Connection, submission_id: str, formerly: list[Had], cells: int) -> None:
    """A filing that was found in a file which was read before: its number is firm, and its unit is told."""
    connection.execute("update audit.submission set judged_at = now() where submission_id = %s", (submission_id,))
    was = "、".join(f"{one.submission_id}（{one.slot}）" for one in formerly)
    _note(connection, submission_id, None, None, was or None, cells)
    _judge_those_behind(connection, submission_id)


# A second reading finds the state of the first: what the unit was told stands with the first row that it was not told of.
_NOTE = """
insert into audit.reread
    (submission_id, reader_before, reader, state_before, formerly, cells, rules_before, rules, rule_changes)
select
    %(id)s,
    coalesce(untold.reader_before, %(before)s),
    %(reader)s,
    coalesce(untold.state_before, %(state)s),
    %(formerly)s,
    %(cells)s,
    %(rules_before)s,
    %(rules)s,
    %(rule_changes)s
from (values (1)) as one (row)
left join lateral (
    select reader_before, state_before from audit.reread
    where submission_id = %(id)s and told_at is null order by reread_id limit 1
) as untold on true
"""


def _note(
    connection: Connection, submission_id: str, before: str | None, state: str | None, formerly: str | None, cells: int
) -> None:
    values = {"id": submission_id, "before": before, "state": state, "formerly": formerly, "cells": cells}
    rules = {"rules_before": None, "rules": None, "rule_changes": None}
    connection.execute(_NOTE, {**values, **rules, "reader": settings.PARSER_VERSION})


def note_judged(
    connection: Connection,
    submission_id: str,
    reader: str,
    state: str,
    rules: tuple[str | None, str],
    kinds: Mapping[str, str],
) -> None:
    """A submission that was not read anew, but is judged otherwise: by which rules before and now, and what became of
    those that find otherwise.
    """
    values = {"id": submission_id, "before": reader, "reader": reader, "state": state, "formerly": None, "cells": 0}
    said = {"rules_before": rules[0], "rules": rules[1], "rule_changes": Jsonb(kinds)}
    connection.execute(_NOTE, values | said)


# Gate 1 asks of a filing with quarantined rows whether the filing before it had them.
_BEHIND = f"""
select later.submission_id, later.parser_version, later.state
from audit.submission as own
inner join audit.submission as later
    on (later.unit_code, later.form, later.period, later.part) = (own.unit_code, own.form, own.period, own.part)
where
    own.submission_id = %s and {order.key("later")} > {order.key("own")}
    and later.state in ('accepted', 'returned') and later.judged_at is not null and later.withdrawn_at is null
    and exists (select from audit.quarantined_row as q where q.submission_id = later.submission_id)
    and later.rows_landed > 0
order by later.submission_id
"""


def _judge_those_behind(connection: Connection, submission_id: str) -> None:
    for own_id, version, state in connection.execute(_BEHIND, (submission_id,)).fetchall():
        connection.execute("delete from audit.finding where submission_id = %s and source <> 'reader'", (own_id,))
        connection.execute(
            "update audit.submission set state = 'landed', answered_at = null where submission_id = %s", (own_id,)
        )
        _note(connection, own_id, version, state, None, 0)
