"""Documents, arrivals, slots and submissions: taking files in, once, without losing one."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from talent_warehouse import contracts, database, privacy, settings
from talent_warehouse.contracts import Form
from talent_warehouse.database import Connection
from talent_warehouse.database.rows import one_row, scalar
from talent_warehouse.errors import UnknownError
from talent_warehouse.intake import order
from talent_warehouse.intake.archive import ChangedFileError, archive
from talent_warehouse.intake.arrivals import Listed
from talent_warehouse.intake.inbox import Token
from talent_warehouse.periods import parse_period
from talent_warehouse.reading import nil

UNKNOWN = "_U"  # a unit, form or period that a file does not tell
WHOLE = "-"  # the part of a filing that comes in one file


@dataclass(frozen=True)
class Slot:
    """unit × form × period × part: the place that a filing fills."""

    unit_code: str
    form: str
    period: str
    part: str = WHOLE

    def __str__(self) -> str:
        return f"{self.unit_code}/{self.form}/{self.period}/{self.part}"


@dataclass(frozen=True)
class Arrival:
    """A file that was taken and has not been read."""

    arrival_id: int
    sha256: str
    unit_code: str
    file_name: str
    stated_form: str | None
    stated_period: str | None
    stated_part: str | None
    received_at: datetime
    registered_at: datetime


def register(
    connection: Connection,
    path: Path,
    unit_code: str,
    received_at: datetime,
    form: str | None = None,
    period: str | None = None,
    part: str | None = None,
    listed: Listed | None = None,
    staged: Token | None = None,
) -> Arrival:
    """Archive a file and write down that it arrived; nothing is read yet.

    `received_at` is when it came in and orders it, unless a list says so of these very bytes; `registered_at` is now.
    Raises: ChangedFileError if a staged file is another than was staged.
    A folder that is no unit is registered under `_U` and comes back with that reason.
    """
    sha256, size = archive(path, staged.known if staged else None)
    because = None
    if listed and listed.sha256 == sha256:
        received_at, because = listed.received_at, listed.reason
    name = privacy.scrub(re.sub(r"[\x00-\x1f\x7f]", "?", path.name.encode(errors="replace").decode()))[:300]
    with connection.transaction():
        unit = unit_code if _is_unit(connection, unit_code) else UNKNOWN
        connection.execute(
            "insert into audit.document (sha256, bytes, first_name, first_seen) values (%s, %s, %s, now())"
            " on conflict do nothing",
            (sha256, size, name),
        )
        arrival_id, registered_at = one_row(
            connection,
            "insert into audit.arrival (sha256, unit_code, file_name, stated_form, stated_period, stated_part,"
            " received_at, received_because, sent_at, staged_as, registered_at)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, now())"
            " returning arrival_id, registered_at",
            (
                sha256,
                unit,
                name,
                form,
                period,
                part,
                received_at,
                because,
                *((staged.sent_at, staged.text) if staged else (None, None)),
            ),
        )
    return Arrival(arrival_id, sha256, unit, name, form, period, part, received_at, registered_at)


def renamed(connection: Connection, arrival: Arrival, name: str | None) -> Arrival:
    """An arrival whose file names nobody any more, now that it is read whom it is about."""
    if name is None or name == arrival.file_name:
        return arrival
    for statement in (
        "update audit.arrival set file_name = %(name)s where arrival_id = %(id)s",
        "update audit.submission set file_name = %(name)s where arrival_id = %(id)s",
        "update audit.document set first_name = %(name)s where sha256 = %(sha256)s and first_name = %(before)s",
    ):
        connection.execute(
            statement,
            {"name": name, "id": arrival.arrival_id, "sha256": arrival.sha256, "before": arrival.file_name},
        )
    return replace(arrival, file_name=name)


def was_staged(connection: Connection, token: Token) -> bool:
    """Whether a staged file has been registered: a taking that died had only to remove it."""
    query = "select exists (select from audit.arrival where staged_as = %s)"
    return bool(scalar(connection, query, (token.text,)))


def _is_unit(connection: Connection, code: str) -> bool:
    exists = "select exists (select from reference.reporting_unit where unit_code = %s)"
    return bool(scalar(connection, exists, (code,)))


def unread(connection: Connection, ids: Iterable[int] | None = None) -> list[Arrival]:
    """Arrivals that have not been read, in the order in which they came: all, or these and what came before them from
    the same units, whoever was to read that. So a unit's filings land in their order, however they are dealt out.
    """
    rows = connection.execute(
        "select arrival_id, sha256, unit_code, file_name, stated_form, stated_period, stated_part,"
        " received_at, registered_at from audit.arrival as own where outcome is null"
        " and (%s::bigint[] is null or exists (select from audit.arrival as other where other.arrival_id = any(%s)"
        f" and other.outcome is null and other.unit_code = own.unit_code and {order.key('own')} <= {order.key('other')}))"
        f" order by {order.KEY}",
        (None if ids is None else list(ids),) * 2,
    ).fetchall()
    return [Arrival(*row) for row in rows]


def open_submission(connection: Connection, arrival: Arrival, slot: Slot, contract_version: str) -> str | None:
    """The submission that an arrival becomes in a slot, in state received; None if the slot holds these bytes, or this
    arrival was settled there.

    A slot holds the last to arrive, before this one, of the submissions that are neither returned nor withdrawn.
    """
    database.take_turn(connection, str(slot))
    key = (slot.unit_code, slot.form, slot.period, slot.part)
    own = connection.execute(
        "select submission_id, state from audit.submission where arrival_id = %s and (unit_code, form, period, part)"
        " = (%s, %s, %s, %s)",
        (arrival.arrival_id, *key),
    ).fetchone()
    if own:
        return str(own[0]) if own[1] == "received" else None
    before = filing_before(connection, arrival, slot)
    if before and before[0] == arrival.sha256:
        return None
    n = scalar(
        connection,
        "select coalesce(max(n), 0) + 1 from audit.submission where (unit_code, form, period, part) = (%s, %s, %s, %s)",
        key,
    )
    submission_id = "S" + hashlib.sha256(f"{arrival.sha256}|{slot}|{n}".encode()).hexdigest()[:16]
    connection.execute(
        "insert into audit.submission (submission_id, arrival_id, sha256, unit_code, form, period, part, n,"
        " contract_version, parser_version, received_at, file_name, registered_at, state)"
        " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'received')",
        (submission_id, arrival.arrival_id, arrival.sha256, *key, n, contract_version, settings.PARSER_VERSION,
         arrival.received_at, arrival.file_name, arrival.registered_at),
    )  # fmt: skip
    return submission_id


def filing_before(connection: Connection, arrival: Arrival, slot: Slot) -> tuple[str, int] | None:
    """(sha256, rows) of what a slot held when this arrived: the last of those neither returned nor withdrawn."""
    found = connection.execute(
        "select sha256, rows_landed from audit.submission as submission where (unit_code, form, period, part)"
        " = (%s, %s, %s, %s) and state <> 'returned' and withdrawn_at is null"
        f" and {order.key('submission')} < (%s::timestamptz, %s, %s, %s::bigint)"
        f" order by {order.descending('submission')} limit 1",
        (slot.unit_code, slot.form, slot.period, slot.part,
         arrival.received_at, arrival.file_name, arrival.sha256, arrival.arrival_id),
    ).fetchone()  # fmt: skip
    return (str(found[0]), int(found[1])) if found else None


def submit(
    connection: Connection, path: Path | None, unit: str, form: str, period: str, part: str = WHOLE
) -> tuple[Arrival, str | None]:
    """File by hand into a slot that is named: (arrival, submission or None where nothing changes). It arrives now.

    What arrived before it and is still to be read gets its number first, and then this one another.
    Without a file it is a nil return 零报送: the document that says so is made, archived and read like any other.
    Raises: UnknownError for a unit, form or period that does not exist, or a file that cannot be read.
    """
    contract = contracts.form(form)
    if path is not None and not path.is_file():
        raise UnknownError(f"There is no file {path}. Name the file to submit.")
    if not _is_unit(connection, unit):
        raise UnknownError(f"There is no reporting unit {unit!r}. Units stand in seeds/reporting_unit.csv.")
    check_period(contract, period)
    with connection.transaction(), _document(path, Slot(unit, form, period, part), contract) as document:
        try:
            arrival = register(connection, document, unit, datetime.now(UTC), form, period, part)
        except ChangedFileError as exc:
            raise UnknownError(f"The file {path} {exc}. Mend that and submit it again.") from exc
        submission_id = open_submission(connection, arrival, Slot(unit, form, period, part), contract.version)
    return arrival, submission_id


def check_period(form: Form, period: str) -> None:
    """Raises: UnknownError unless the period is written in the grain of the form."""
    if parse_period(period, form.period_grain) != period:
        written = {"year": "2021", "quarter": "2021-Q2", "month": "2021-05"}[form.period_grain]
        raise UnknownError(f"{form.name} is filed by {form.period_grain}; {period!r} is none. Write it as {written}.")


@contextmanager
def _document(path: Path | None, slot: Slot, contract: Form) -> Iterator[Path]:
    """The file itself, or for as long as it is archived the one that says that there is nothing to report."""
    if path is not None:
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "零报送.csv"
        part = None if slot.part == WHOLE else slot.part
        made.write_text(nil.document(contract, slot.unit_code, slot.period, part), encoding="utf-8")
        yield made


def settle_returned(connection: Connection, run_id: str) -> None:
    """What came back for what the reader found is settled with the rest of the night."""
    connection.execute(
        "update audit.submission set judged_at = now(), run_id = %s where state = 'returned' and judged_at is null",
        (run_id,),
    )


def withdraw(connection: Connection, submission_id: str, why: str, by: str) -> None:
    """Take a submission back: its predecessor in the slot is in force again. Nothing is deleted.

    Raises: UnknownError if there is no such submission, or it is withdrawn already.
    """
    done = connection.execute(
        "update audit.submission set withdrawn_at = now(), withdrawn_by = %s, withdrawn_why = %s"
        " where submission_id = %s and withdrawn_at is null",
        (by, why, submission_id),
    )
    if done.rowcount == 0:
        raise UnknownError(f"There is no submission {submission_id!r} to withdraw. `talent submissions` lists them.")
