"""`talent check`: the whole gate over a file that is not filed: verdict, findings, and what would change.

The steps are those of the night (register, land, judge) in a scratch warehouse that holds, besides the file, what is in
force in its slot; the warehouse itself is only read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeAlias

import psycopg
from psycopg import sql

from talent_warehouse import contracts, database
from talent_warehouse.contracts import Form
from talent_warehouse.database import Connection, catalog
from talent_warehouse.database.rows import Record, one_row, scalar
from talent_warehouse.dry_run import scratch
from talent_warehouse.errors import UnknownError
from talent_warehouse.intake import landing, submissions
from talent_warehouse.intake.submissions import UNKNOWN, Arrival
from talent_warehouse.operations import ledger
from talent_warehouse.periods import parse_period

Verdict: TypeAlias = Literal["accepted", "returned", "unreadable"]

_RUN = "check"
_OLD = "old "  # before the id of what is in force, in the scratch: the file itself would have the same id there
_UNFIT = ("RD-no_form", "RD-no_header", "RD-hidden_form")  # the file was read, and is no filing


@dataclass(frozen=True)
class Changes:
    """Rows by business key against what is in force; rows that would not count are no rows here."""

    in_force: str
    is_same_file: bool
    added: int
    gone: int
    changed: int
    same: int


@dataclass(frozen=True)
class Checked:
    """One filing that the file would be."""

    unit: str
    form: str
    period: str
    part: str
    verdict: Verdict
    is_nil: bool
    reason: str | None
    rows_landed: int
    rows_quarantined: int
    changes: Changes | None  # None where nothing is in force, or it is not known


@dataclass(frozen=True)
class Result:
    """What checking a file came to; the verdict is that of its worst filing."""

    file: str
    sha256: str
    verdict: Verdict
    is_compared: bool
    filings: tuple[Checked, ...]
    findings: tuple[Record, ...]


def check(
    path: Path,
    form: str | None = None,
    unit: str | None = None,
    period: str | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Result:
    """Check a file. Without a unit it is the one that the file states, else that of the folder it stands in.

    Raises: UnknownError for a file, unit, form or period that does not exist.
    """
    if not path.is_file():
        raise UnknownError(f"There is no file {path}. Name the file to check.")
    if form and period and parse_period(period, contracts.form(form).period_grain) != period:
        raise UnknownError(
            f"{period!r} is no {contracts.form(form).period_grain}. Write it as 2021, 2021-Q2 or 2021-05."
        )
    if form:
        contracts.form(form)
    with scratch.warehouse(say) as real:
        with database.connect("loader", "talent check") as connection:
            arrival = _land(connection, path, unit, form, period)
        filed = _filed(arrival)
        before = {s["submission_id"]: _bring(real, s) for s in filed} if real else {}
        _judge({s["form"] for s in filed if s["state"] == "landed"})
        return _result(arrival, before, real is not None)


def _land(connection: Connection, path: Path, unit: str | None, form: str | None, period: str | None) -> Arrival:
    """Register and land the file, where no unit is named a second time under the one that it states."""
    if unit is not None:
        ledger.unit(connection, unit)
    arrival = submissions.register(connection, path, unit or UNKNOWN, datetime.now(UTC), form, period)
    landing.land(connection, [arrival])
    if unit is not None:
        return arrival
    told = connection.execute("select account ->> 'unit' from audit.submission where account is not null").fetchall()
    if not told:
        return arrival
    owner = next((t for (t,) in told if t), None) or path.resolve().parent.name
    try:
        return _land(connection, path, str(owner), form, period)
    except UnknownError as exc:
        raise UnknownError(f"{path.name} does not say whose it is. Name the reporting unit with --unit.") from exc


def _filed(arrival: Arrival) -> list[Record]:
    with database.connect("steward", "talent check") as connection:
        ids = connection.execute(
            "select submission_id from audit.submission where arrival_id = %s order by form", (arrival.arrival_id,)
        ).fetchall()
        return [ledger.submissions(connection, submission_id=i)[0] for (i,) in ids]


def _judge(forms: set[str]) -> None:
    from talent_warehouse.gate import gate1 as gate

    for form in sorted(forms):
        gate.judge(form, _RUN)


def _bring(real: str, filed: Record) -> str | None:
    """Copy what is in force in the slot of a filing into the scratch; its id, or None where nothing is."""
    form = contracts.filed().get(filed["form"])
    slot = (filed["unit"], filed["form"], filed["period"], filed["part"])
    if form is None:
        return None
    with psycopg.connect(database.role_url("steward", real), application_name="talent check") as source:
        row = source.execute(
            "select s.submission_id, s.sha256, s.contract_version, s.parser_version, s.received_at, s.rows_landed"
            " from audit.in_force as f inner join audit.submission as s using (submission_id)"
            " where (f.unit_code, f.form, f.period, f.part) = (%s, %s, %s, %s)",
            slot,
        ).fetchone()
        if row is None:
            return None
        with database.connect("owner", "talent check") as target, target.transaction():
            _insert(target, slot, row)
            _copy(source, target, form, str(row[0]))
    return str(row[0])


def _insert(target: Connection, slot: tuple[str, ...], row: tuple[object, ...]) -> None:
    """The ledger of the predecessor: number 0 of its slot."""
    own_id, sha256, contract_version, parser_version, received_at, rows_landed = row
    target.execute(
        "insert into audit.document (sha256, bytes, first_name, first_seen) values (%s, 0, '', now())"
        " on conflict do nothing",
        (sha256,),
    )
    target.execute(
        "with arrived as (insert into audit.arrival (sha256, unit_code, file_name, received_at, registered_at, outcome)"
        " values (%s, %s, '', %s, now(), 'filed') returning arrival_id)"
        " insert into audit.submission (submission_id, arrival_id, sha256, unit_code, form, period, part, n,"
        " contract_version, parser_version, received_at, registered_at, state, rows_landed)"
        " select %s, arrival_id, %s, %s, %s, %s, %s, 0, %s, %s, %s, now(), 'accepted', %s from arrived",
        (sha256, slot[0], received_at, f"{_OLD}{own_id}", sha256, *slot, contract_version, parser_version, received_at,
         rows_landed),
    )  # fmt: skip


def _copy(source: Connection, target: Connection, form: Form, submission_id: str) -> None:
    """The rows of the predecessor, and the findings that keep some of them out."""
    there = catalog.types(source, "raw", form.name)
    names = [name for name, _ in (*landing.PLACE, *form.columns) if name in there]
    findings = [
        "run_id", "rule_id", "rule_version", "source", "severity", "submission_id", "sheet", "row_no", "message_zh",
        "message_en",
    ]  # fmt: skip
    old = sql.Literal(_OLD + submission_id)
    kept = sql.SQL("submission_id = {}").format(sql.Literal(submission_id))
    critical = sql.SQL("{} and severity = 'critical' and row_no is not null").format(kept)
    for table, columns, where in (
        (sql.Identifier("raw", form.name), names, kept),
        (sql.Identifier("audit", "finding"), findings, critical),
    ):
        listed = sql.SQL(", ").join(map(sql.Identifier, columns))
        chosen = sql.SQL(", ").join(old if c == "submission_id" else sql.Identifier(c) for c in columns)
        out = sql.SQL("copy (select {} from {} where {}) to stdout").format(chosen, table, where)
        into = sql.SQL("copy {} ({}) from stdin").format(table, listed)
        with source.cursor().copy(out) as rows, target.cursor().copy(into) as copy:
            for chunk in rows:
                copy.write(chunk)


_CHANGES = """
with rows as (
    select landed.submission_id, jsonb_build_array({key}) as key, to_jsonb(landed) - {place}::text[] as content
    from raw.{form} as landed
    where
        landed.submission_id in ({new}, {old}) and {first} is not null
        and not exists (
            select from audit.quarantined_row as q
            where q.submission_id = landed.submission_id and q.sheet = landed.sheet and q.row_no = landed.row_no
        )
),
new_rows as (select key, content from rows where submission_id = {new}),
old_rows as (select key, content from rows where submission_id = {old})
select
    count(*) filter (where old_rows.key is null)::integer,
    count(*) filter (where new_rows.key is null)::integer,
    count(*) filter (where new_rows.content <> old_rows.content)::integer,
    count(*) filter (where new_rows.content = old_rows.content)::integer
from new_rows full outer join old_rows using (key)
"""


def _changes(connection: Connection, filed: Record, before: str) -> Changes:
    form = contracts.form(filed["form"])
    counts = one_row(
        connection,
        sql.SQL(_CHANGES).format(
            key=sql.SQL(", ").join(sql.Identifier("landed", c) for c in form.business_key),
            place=sql.Literal([name for name, _ in landing.PLACE]),
            form=sql.Identifier(form.name),
            first=sql.Identifier("landed", form.business_key[0]),
            new=sql.Literal(filed["submission_id"]),
            old=sql.Literal(_OLD + before),
        ),
    )
    sha256 = scalar(connection, "select sha256 from audit.submission where submission_id = %s", (_OLD + before,))
    return Changes(before, sha256 == filed["sha256"], *counts)


def _result(arrival: Arrival, before: dict[str, str | None], is_compared: bool) -> Result:
    filings, found = list[Checked](), list[Record]()
    with database.connect("steward", "talent check") as connection:
        for filed in _filed(arrival):
            found_now = ledger.findings(connection, filed["submission_id"])
            own = [f for f in found_now if f["severity"] != "trial"]  # what the unit will be told
            old = before.get(filed["submission_id"])
            filings.append(
                Checked(
                    filed["unit"], filed["form"], filed["period"], filed["part"],
                    _verdict(connection, filed, own), filed["is_nil"], filed["reason"], filed["rows_landed"],
                    filed["rows_quarantined"],
                    _changes(connection, filed, old) if old else None,
                )
            )  # fmt: skip
            found += own
    order: tuple[Verdict, ...] = ("unreadable", "returned", "accepted")
    worst = min((f.verdict for f in filings), key=order.index)
    return Result(arrival.file_name, arrival.sha256, worst, is_compared, tuple(filings), tuple(found))


def _verdict(connection: Connection, filed: Record, found: list[Record]) -> Verdict:
    if filed["state"] == "accepted":
        return "accepted"
    was_read = scalar(
        connection,
        "select account is not null from audit.submission where submission_id = %s",
        (filed["submission_id"],),
    )
    return "returned" if was_read or any(f["rule"] in _UNFIT for f in found) else "unreadable"
