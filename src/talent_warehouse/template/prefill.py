"""What is known of a filing before it is filled in: the keys of what is in force, for the template to bring along."""

from __future__ import annotations

from dataclasses import dataclass, field

from psycopg import sql

from talent_warehouse.contracts import Form
from talent_warehouse.database import Connection
from talent_warehouse.intake.submissions import Slot


@dataclass(frozen=True)
class Known:
    """Rows of the fields that a contract marks with `prefill`, and the submission that they come from."""

    rows: list[dict[str, str]] = field(default_factory=list)
    submission_id: str | None = None
    period: str | None = None


def load(connection: Connection, form: Form, slot: Slot) -> Known:
    """The keys of what is in force in the slot, else in the same slot of the latest period before; as they were written.

    Rows that differ in no such field are one; quarantined rows and those without any are left out. Persons are kept as
    hashes and masks, so nothing of them can be brought along: a contract marks no personal field.
    """
    names = [f.name for f in form.fields if f.prefill == "known"]
    source = connection.execute(
        "select submission_id, period from audit.in_force where (unit_code, form, part) = (%s, %s, %s)"
        " and period <= %s and rows_landed > 0 order by period desc limit 1",
        (slot.unit_code, slot.form, slot.part, slot.period),
    ).fetchone()
    if not names or source is None:
        return Known()
    columns = sql.SQL(", ").join(sql.Identifier("landed", name) for name in names)
    found = connection.execute(
        sql.SQL(
            "select {columns} from raw.{form} as landed where landed.submission_id = {id} and not exists ("
            " select from audit.quarantined_row as q where q.submission_id = landed.submission_id"
            " and q.sheet = landed.sheet and q.row_no = landed.row_no)"
            " and num_nonnulls({columns}) > 0 group by {columns} order by min(landed.sheet), min(landed.row_no)"
        ).format(columns=columns, form=sql.Identifier(form.name), id=sql.Literal(source[0]))
    ).fetchall()
    of_period = {f.name: slot.period[:4] for f in form.fields if f.prefill == "period"}
    rows = [{n: v for n, v in zip(names, row, strict=True) if v is not None} | of_period for row in found]
    return Known(rows, str(source[0]), str(source[1]))
