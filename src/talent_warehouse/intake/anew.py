"""Reading anew: what stands in the archive is read by today's reader and lands as the same submissions.

A submission that reads as it did is left as it is. One that reads otherwise is to be judged again and answered again;
`audit.reread` says so until that is done, and no build begins meanwhile. One transaction an arrival, as landing has it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import psycopg
from psycopg.types.json import Jsonb

from talent_warehouse import contracts, identity, settings
from talent_warehouse.database import Connection
from talent_warehouse.database.rows import records, scalar
from talent_warehouse.intake import admission, differences, landing, order, rereads, submissions
from talent_warehouse.intake.differences import Cell
from talent_warehouse.intake.rereads import Had
from talent_warehouse.intake.submissions import UNKNOWN, Arrival, Slot
from talent_warehouse.reading import worker
from talent_warehouse.reading.filings import Answer, Filing
from talent_warehouse.reading.issues import Issue, restored
from talent_warehouse.reading.readers import SPENT, Readers

# What was said of a filing for what stood in the ledger then is not asked again.
_OF_THE_LEDGER = ("RD-whole_and_part", "RD-nil_replaces")


@dataclass(frozen=True)
class Change:
    """A submission that reads otherwise. `state` is what it was, `now` what became of it: landed (to be judged again),
    returned, withdrawn (the file is another filing now), filed (it is that other filing).
    """

    submission_id: str
    slot: Slot
    state: str | None
    now: str
    reason: str | None
    cells: int
    shown: tuple[Cell, ...]  # the first of them
    findings: dict[str, int]  # of the reader, by rule: how many more or less


def arrivals(connection: Connection, form: str | None = None, since: date | None = None) -> list[Arrival]:
    """What was read before and is some submission, in the order in which it arrived; of a form what may be of it."""
    rows = connection.execute(
        "select arrival_id, sha256, unit_code, file_name, stated_form, stated_period, stated_part, received_at,"
        " registered_at from audit.arrival as arrival where outcome is not null and exists (select"
        " from audit.submission as s where s.arrival_id = arrival.arrival_id and (%(form)s::text is null or s.form in"
        " (%(form)s, %(unknown)s))) and (%(since)s::date is null or (received_at at time zone %(zone)s)::date >= %(since)s)"
        f" order by {order.KEY}",
        {"form": form, "since": since, "unknown": UNKNOWN, "zone": settings.TIMEZONE},
    ).fetchall()
    return [Arrival(*row) for row in rows]


def read(
    connection: Connection, found: list[Arrival], failed: list[str], key: identity.Key | None = None
) -> Iterator[tuple[Arrival, Answer]]:
    """Each arrival with what is read of it now; what cannot be read here and now is named in `failed` and passed over."""
    there = [one for one in found if landing.job(one).path.is_file()]
    failed += [f"{a.sha256}: not in the archive; restore that from its backup" for a in found if a not in there]
    with Readers(landing.load_reader(connection, key), min(settings.READING_PROCESSES, max(len(there), 1))) as readers:
        for arrival, answer in readers.read((one, landing.job(one)) for one in there):
            if answer.refusal and answer.refusal.rule_id in SPENT and not _was(connection, arrival, answer.refusal):
                failed.append(f"{arrival.sha256}: {answer.refusal.message_en}")
            else:
                yield arrival, answer
            for filing in answer.filings:
                if filing.rows:
                    filing.rows.unlink()


def _was(connection: Connection, arrival: Arrival, refusal: Issue) -> bool:
    """Whether the reader could not stand this file before either."""
    query = (
        "select exists (select from audit.finding inner join audit.submission using (submission_id)"
        " where arrival_id = %s and rule_id = %s)"
    )
    return bool(scalar(connection, query, (arrival.arrival_id, refusal.rule_id)))


def land(
    connection: Connection,
    found: list[Arrival],
    on_change: Callable[[Change], None],
    key: identity.Key | None = None,
) -> list[str]:
    """Read each arrival and land again what reads otherwise; what could not be read or landed, and why.

    Takes the rights of the owner, and the locks of build and inbox: nobody else takes, lands, judges or builds. Under
    another identity key all people land again; what differs but in their hashes reads otherwise.
    """
    failed: list[str] = []
    for arrival, answer in read(connection, found, failed, key):
        try:
            with connection.transaction():
                changes = list(_land_one(connection, arrival, answer, is_rekeyed=key is not None))
                if changes:
                    connection.execute(
                        "update audit.build set state = 'abandoned', reason = 'submissions were read anew'"
                        " where state in ('frozen', 'built')"
                    )
        except (psycopg.OperationalError, OSError):
            raise
        except Exception as exc:
            failed.append(f"{arrival.sha256}: {worker.where(exc)}")  # not the message: it may quote a cell
            continue
        for change in changes:
            on_change(change)
    return failed


def _land_one(connection: Connection, arrival: Arrival, answer: Answer, is_rekeyed: bool) -> Iterator[Change]:
    arrival = submissions.renamed(connection, arrival, answer.file_name)
    before = rereads.had(connection, arrival)
    if answer.refusal:
        for one in before.values():
            if one.withdrawn_by != rereads.BY:
                yield from _again(connection, arrival, one, [answer.refusal], None, is_rekeyed)
        return
    filings = dict(landing.slots_of(arrival, answer.filings))
    gone = [one for slot, one in before.items() if slot not in filings and one.withdrawn_by is None]
    for one in gone:
        yield _withdraw(connection, one, list(filings))
    for slot, filing in filings.items():
        issues = [*filing.issues, *admission.issues(connection, arrival, filing, slot)]
        if slot in before:
            yield from _again(connection, arrival, before[slot], issues, filing, is_rekeyed)
        elif not all(one.is_taken_back for one in before.values()):
            yield from _new(connection, arrival, slot, issues, filing, gone)


def _withdraw(connection: Connection, one: Had, instead: list[Slot]) -> Change:
    form = contracts.filed().get(one.slot.form)
    cells, shown = differences.replace(connection, form, one.submission_id, None) if form else (0, ())
    why = rereads.withdraw(connection, one, instead)
    return Change(one.submission_id, one.slot, one.state, "withdrawn", why, cells, shown, {})


def _new(
    connection: Connection, arrival: Arrival, slot: Slot, issues: list[Issue], filing: Filing, formerly: list[Had]
) -> Iterator[Change]:
    """A filing that the file was not before, behind all that its slot has had; none where the slot holds these bytes."""
    if landing.file(connection, arrival, slot, issues, filing):
        one = rereads.had(connection, arrival)[slot]
        rereads.begin(connection, one.submission_id, formerly, filing.landed)
        by_rule = Counter(i.rule_id for i in issues)
        yield Change(one.submission_id, slot, None, "filed", None, 0, (), dict(sorted(by_rule.items())))


def _again(
    connection: Connection, arrival: Arrival, one: Had, issues: list[Issue], filing: Filing | None, is_rekeyed: bool
) -> Iterator[Change]:
    """Compare what is read now with what landed; where it differs, that lands in its place."""
    form, stored = contracts.filed().get(one.slot.form), _stored(connection, one)
    lands = filing if filing and filing.rows and not landing.reasons_of(issues) else None
    is_nil = lands is not None and lands.nil is not None
    issues = [i for i in issues if i.rule_id not in _OF_THE_LEDGER]
    if filing:
        issues += [i for i in stored if i.rule_id in _OF_THE_LEDGER]
    if lands and not lands.landed and not (is_nil and one.is_nil):
        issues += admission.of_nothing(connection, arrival, one.slot, is_nil)
    reasons = landing.reasons_of(issues)
    cells, shown = differences.replace(connection, form, one.submission_id, lands, is_rekeyed) if form else (0, ())
    more = _substance(issues)
    more.subtract(_substance(stored))
    version = form.version if form else one.contract_version
    is_other = bool(cells or any(more.values()) or is_nil != one.is_nil or one.withdrawn_by)
    connection.execute(
        "update audit.submission set parser_version = %s, contract_version = %s, rows_landed = %s, is_nil = %s, account = %s"
        " where submission_id = %s",
        (settings.PARSER_VERSION, version, lands.landed if lands else 0, is_nil,
         Jsonb(filing.account.to_json()) if filing else None, one.submission_id),
    )  # fmt: skip
    if one.is_taken_back:
        is_other = bool(cells)
    elif is_other:
        connection.execute("delete from audit.finding where submission_id = %s", (one.submission_id,))
        landing.write_issues(connection, one.submission_id, issues)
        rereads.begin_again(connection, one, reasons, cells)
    else:
        _reword(connection, one, issues, reasons)
    if is_other:
        now = one.state if one.is_taken_back else "returned" if reasons else "landed"
        by_rule: Counter[str] = Counter()
        for (rule_id, *_), count in more.items():
            by_rule[str(rule_id)] += count
        findings = {rule_id: count for rule_id, count in sorted(by_rule.items()) if count}
        yield Change(one.submission_id, one.slot, one.state, now, " ".join(reasons) or None, cells, shown, findings)


def _stored(connection: Connection, one: Had) -> list[Issue]:
    return [
        restored(row)
        for row in records(
            connection,
            'select rule_id, severity, message_zh, message_en, sheet, row_no, "column", value_shown from audit.finding'
            " where submission_id = %(id)s and source = 'reader' order by finding_id",
            {"id": one.submission_id},
        )
    ]


def _substance(issues: list[Issue]) -> Counter[tuple[object, ...]]:
    """Findings by what they say of which place, however it is worded."""
    return Counter((i.rule_id, i.severity, i.sheet, i.row_no, i.column, i.value_shown) for i in issues)


def _reword(connection: Connection, one: Had, issues: list[Issue], reasons: list[str]) -> None:
    """The same findings in today's words."""
    connection.execute("delete from audit.finding where submission_id = %s and source = 'reader'", (one.submission_id,))
    landing.write_issues(connection, one.submission_id, issues)
    if reasons and one.state == "returned":
        connection.execute(
            "update audit.submission set reason = %s where submission_id = %s", (" ".join(reasons), one.submission_id)
        )
