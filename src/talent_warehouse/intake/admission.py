"""What the ledger says of a filing: whose it is, which slot it fills, and what it does to the rows that are in use there."""

from __future__ import annotations

from talent_warehouse import contracts
from talent_warehouse.database import Connection
from talent_warehouse.intake.submissions import UNKNOWN, WHOLE, Arrival, Slot, filing_before
from talent_warehouse.reading.filings import Filing
from talent_warehouse.reading.issues import Issue, issue


def issues(connection: Connection, arrival: Arrival, filing: Filing, slot: Slot) -> list[Issue]:
    """Is the filing this unit's to file? Checked against the folder that it came in."""
    found = []

    if slot.unit_code == UNKNOWN:
        found.append(issue("RD-unknown_unit"))
    elif filing.unit_code and filing.unit_code != slot.unit_code:
        found.append(
            issue(
                "RD-other_unit",
                stated=_named(connection, filing.unit_code),
                unit=_named(connection, slot.unit_code),
                words=filing.unit_words,
                said=filing.unit_words is None,
                folder=filing.unit_code,
            )
        )
    if filing.period and arrival.stated_period and filing.period != arrival.stated_period:
        found.append(issue("RD-other_period", stated=filing.period, filed=arrival.stated_period))
    if filing.part and arrival.stated_part and filing.part != arrival.stated_part:
        is_whole = arrival.stated_part == WHOLE
        filed = None if is_whole else arrival.stated_part
        found.append(issue("RD-other_part", stated=filing.part, filed=filed, none=is_whole))
    owes = connection.execute(
        "select 1 from reference.reporting_unit as unit where unit.unit_code = %s and (unit.kind in ('source_document', '_U')"
        " or exists (select from reference.obligation as o where o.form = %s and o.unit_kind = unit.kind"
        " and o.unit_level = unit.level))",
        (slot.unit_code, slot.form),
    ).fetchone()
    if not owes and slot.form not in contracts.texts():  # whoever has written a summary may file it
        found.append(issue("RD-not_owed", unit=slot.unit_code, form=filing.form.title, name=slot.form))
    return [*found, *_beside(connection, slot)]


def _named(connection: Connection, unit_code: str) -> str:
    """A unit as its people know it, with the name of its folder."""
    row = connection.execute("select name from reference.reporting_unit where unit_code = %s", (unit_code,)).fetchone()
    return f"{row[0]}（{unit_code}）" if row else unit_code


def _beside(connection: Connection, slot: Slot) -> list[Issue]:
    """A part beside the whole: both are in use, and what stands in both may count twice."""
    other = connection.execute(
        "select distinct part from audit.submission where (unit_code, form, period) = (%s, %s, %s)"
        " and (part = %s) <> (%s = %s) and state <> 'returned' and withdrawn_at is null order by part",
        (slot.unit_code, slot.form, slot.period, WHOLE, slot.part, WHOLE),
    ).fetchall()
    if not other or slot.period == UNKNOWN:
        return []
    parts = "、".join(p for (p,) in other) if slot.part == WHOLE else None
    return [issue("RD-whole_and_part", whole=parts is None, parts=parts)]


def of_nothing(connection: Connection, arrival: Arrival, slot: Slot, is_nil: bool) -> list[Issue]:
    """What is said of a filing without a row: it comes back, unless it is a nil return; then, what it puts an end to."""
    if not is_nil:
        return [issue("RD-no_rows")]
    before = filing_before(connection, arrival, slot)
    return [issue("RD-nil_replaces", rows=before[1])] if before and before[1] else []
