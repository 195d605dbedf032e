"""Explanations 说明: why a value that a rule asks about is right. What counts is decided by stewards, and expires."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, TypeAlias

from psycopg.types.json import Jsonb

from talent_warehouse.database import Connection
from talent_warehouse.database.rows import Record, records
from talent_warehouse.intake.explained import DAYS
from talent_warehouse.stewardship.acting import RefusedError, refusing, said

Decision: TypeAlias = Literal["accepted", "refused", "confirmed", "revoked"]
# After which decision each may stand; `waiting` is none.
_AFTER: dict[Decision, tuple[str, ...]] = {
    "accepted": ("waiting", "refused", "revoked"),
    "refused": ("waiting",),
    "confirmed": ("accepted",),
    "revoked": ("accepted", "confirmed"),
}
_WORDS = {"critical": "必须改正的问题不能以说明代替改正", "info": "提示不需要说明", "trial": "试行规则不需要说明"}


def asked(connection: Connection, unit: str | None = None, is_open: bool = True) -> list[Record]:
    """What rules ask about filings in force, a row a finding; `is_open`: what nobody has explained."""
    return records(
        connection,
        "select said.finding_id as finding, said.unit_code as unit, said.form, said.period, said.part, said.submission_id,"
        ' said.rule_id as rule, said.sheet, said.row_no as row, said."column", said.value_shown as value, said.key,'
        " said.is_explained, said.explanation_id as explanation, said.message_zh"
        " from audit.finding_subject as said inner join audit.in_force using (submission_id)"
        " where said.is_explainable and (%(unit)s::text is null or said.unit_code = %(unit)s)"
        " and not (%(open)s and said.is_explained)"
        " order by said.unit_code, said.form, said.period, said.part, said.rule_id, said.sheet, said.row_no, said.finding_id",
        {"unit": unit, "open": is_open},
    )


def explain(
    connection: Connection, finding_id: int, text: str, until: date | None = None, needs_second: bool = False
) -> int:
    """Write down why the value of a finding is right; its number. It counts once it is accepted.

    Raises: RefusedError if there is no such finding, or it is to be mended and not explained.
    """
    found = records(connection, "select * from audit.finding_subject where finding_id = %(id)s", {"id": finding_id})
    if not found:
        raise RefusedError(f"There is no finding {finding_id} about a filing. `talent desk asked` lists them.")
    (one,) = found
    if not one["is_explainable"]:
        why = _WORDS.get(one["severity"], "该问题不对应某个数值，请按提示改正")
        raise RefusedError(f"Finding {finding_id} ({one['rule_id']}, {one['severity']}) cannot be explained: {why}。")
    today = date.today()
    if (last := until or today + timedelta(days=DAYS)) < today:
        raise RefusedError(f"{last} is over. Give a day to come. 有效期须晚于今天。")
    values = {name: one[name] for name in _COPIED} | {
        "key": None if one["key"] is None else Jsonb(one["key"]), "explanation": said(text, "explanation"),
        "origin": "desk", "needs_second": needs_second, "expires_on": last,
    }  # fmt: skip
    row = connection.execute(_INSERT, values).fetchone() or (0,)
    return int(row[0])


_COPIED = (
    "rule_id", "rule_version", "unit_code", "form", "period", "part", "column", "fingerprint", "submission_id",
)  # fmt: skip
_INSERT = """
insert into audit.explanation (
    rule_id, rule_version, unit_code, form, period, part, "column", key, fingerprint, explanation, origin, submission_id,
    needs_second, expires_on
)
values (
    %(rule_id)s, %(rule_version)s, %(unit_code)s, %(form)s, %(period)s, %(part)s, %(column)s, %(key)s, %(fingerprint)s,
    %(explanation)s, %(origin)s, %(submission_id)s, %(needs_second)s, %(expires_on)s
)
returning explanation_id
"""


def decide(connection: Connection, explanation_id: int, decision: Decision, reason: str | None = None) -> None:
    """Accept, refuse, confirm or revoke an explanation.

    Raises: RefusedError if that cannot follow on what was decided before, a reason is missing, or who confirms has accepted.
    """
    now = records(
        connection, "select * from audit.explanation_now where explanation_id = %(id)s", {"id": explanation_id}
    )
    if not now:
        raise RefusedError(f"There is no explanation {explanation_id}. `talent desk explanations` lists them.")
    (one,) = now
    if one["decision"] not in _AFTER[decision]:
        raise RefusedError(f"Explanation {explanation_id} is {one['decision']}; it cannot be {decision} now.")
    is_second = decision == "confirmed"
    with refusing(
        "explanation_decision_second_ck",
        f"Explanation {explanation_id} was accepted by {one['decided_by']}: somebody else has to confirm it."
        " 确认人须与采纳人不同。",
    ):
        connection.execute(
            "insert into audit.explanation_decision (explanation_id, decision, reason, accepted_id, accepted_by)"
            " values (%s, %s, %s, %s, %s)",
            (
                explanation_id,
                decision,
                said(reason or "") if reason or decision in ("refused", "revoked") else None,
                one["decision_id"] if is_second else None,
                one["decided_by"] if is_second else None,
            ),
        )


def listed(connection: Connection, waiting: bool = False) -> list[Record]:
    """Explanations, newest first; `waiting`: those that somebody has to decide or confirm."""
    return records(
        connection,
        "select explanation_id as explanation, unit_code as unit, form, period, part, rule_id as rule, key, explanation as text,"
        " origin, explained_by, explained_at, needs_second, decision, decided_by, is_in_force, expires_on"
        " from audit.explanation_now"
        " where not %(waiting)s or decision = 'waiting' or decision = 'accepted' and needs_second"
        " order by explanation_id desc",
        {"waiting": waiting},
    )
