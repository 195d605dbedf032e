"""A build that gate 2 holds, and whether persons let it pass: only rules that say so, two persons, for what they saw."""

from __future__ import annotations

from typing import Literal

from talent_warehouse.database import Connection
from talent_warehouse.database.rows import Record, records
from talent_warehouse.gate import gate2
from talent_warehouse.stewardship.acting import RefusedError, refusing, said


def held(connection: Connection) -> list[Record]:
    """The rules that hold the newest build: what they found, whether they may be released, who has decided."""
    may = {rule.id for suite in gate2.suites() for rule in suite.rules if rule.may_be_released}
    rows = records(connection, "select * from audit.hold_now order by rule_id")
    return [{**row, "may_be_released": row["rule_id"] in may} for row in rows]


def decide(connection: Connection, rule: str, decision: Literal["released", "rejected"], reason: str) -> None:
    """Release or reject what a rule finds in the held build.

    Raises: RefusedError if it holds nothing, may not be released, or this person has decided.
    """
    found = next((one for one in held(connection) if one["rule_id"] == rule), None)
    if found is None:
        raise RefusedError(f"{rule} holds no build. `talent desk holds` lists what does.")
    if not found["may_be_released"]:
        raise RefusedError(
            f"{rule} may not be released: what it finds cannot be right. Mend its cause. 该规则不得放行，请查明原因。"
        )
    with refusing("hold_decision_once_uq", f"You have decided about {rule} already. 同一人只能表态一次。"):
        connection.execute(
            "insert into audit.hold_decision (build_no, rule_id, findings_hash, decision, reason) values (%s, %s, %s, %s, %s)",
            (found["build_no"], rule, found["findings_hash"], decision, said(reason)),
        )
