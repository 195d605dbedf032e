"""Landing: raw.<form> follows its contract, and a submission's rows are copied there in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache, partial

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from talent_warehouse import contracts, database, identity, settings
from talent_warehouse.contracts import Form
from talent_warehouse.database import Connection, catalog, stewards
from talent_warehouse.database.rows import scalar
from talent_warehouse.errors import ContractError
from talent_warehouse.intake import admission, explained, keys, lexica, submissions
from talent_warehouse.intake.archive import archived
from talent_warehouse.intake.submissions import UNKNOWN, WHOLE, Arrival, Slot
from talent_warehouse.reading import worker
from talent_warehouse.reading.filings import Answer, Filing, Job, Reader
from talent_warehouse.reading.issues import Issue
from talent_warehouse.reading.readers import Readers
from talent_warehouse.reading.values.regions import Former, Later, Regions
from talent_warehouse.reading.values.values import normalise

log = logging.getLogger(__name__)
_CHUNK = 1 << 20
PLACE = (("submission_id", "text"), ("sheet", "text"), ("row_no", "integer"))


def make_tables(connection: Connection, forms: Iterable[Form] | None = None) -> None:
    """Create raw.<form>, or add the columns that the contract has gained. Nothing is dropped, and each form is listed.

    Raises: ContractError if a column that stands there has another type.
    """
    with database.readers():
        for form in contracts.filed().values() if forms is None else forms:
            with connection.transaction():
                database.patiently(connection, partial(_make_table, connection, form))
            if form.measures:
                connection.execute(
                    "insert into reference.form as listed (form, counts, fact) values (%s, %s, %s)"
                    " on conflict (form) do update set counts = excluded.counts, fact = excluded.fact"
                    " where (listed.counts, listed.fact) <> (excluded.counts, excluded.fact)",
                    (form.name, form.measures.counts, form.measures.fact),
                )


def _make_table(connection: Connection, form: Form) -> None:
    table = sql.Identifier("raw", form.name)
    connection.execute(
        sql.SQL(
            "create table if not exists {} (submission_id text not null, sheet text not null, row_no integer not null,"
            " constraint {} primary key (submission_id, sheet, row_no))"
        ).format(table, sql.Identifier(f"{form.name}_pk"))
    )
    found = catalog.types(connection, "raw", form.name)
    for name, kind in form.columns:
        if name not in found:
            connection.execute(
                sql.SQL("alter table {} add column {} {}").format(table, sql.Identifier(name), sql.SQL(kind))
            )
        elif found[name] != kind:
            raise ContractError(
                f"raw.{form.name}.{name} is {found[name]}, the contract says {kind}. "
                "Give the changed field a new name: what was landed stays as it is."
            )
    for name, expression in form.bad_columns:
        if name not in found:
            connection.execute(
                sql.SQL("alter table {} add column {} text generated always as ({}) virtual").format(
                    table,
                    sql.Identifier(name),
                    sql.SQL(expression),
                )
            )
    if form.person:  # whoever stands in a changed submission is looked up in all others
        catalog.make_index(connection, "raw", form.name, ("person_key",), f"{form.name}_person_ix")
    stewards.show_landed(connection, form.name)
    connection.execute(
        sql.SQL("comment on table {} is {}").format(
            table, sql.Literal(f"One row per data row of a {form.name} as it landed {form.title}")
        )
    )
    for field in form.fields:
        connection.execute(
            sql.SQL("comment on column {} is {}").format(
                sql.Identifier("raw", form.name, field.name),
                sql.Literal(f"{field.header}: {field.description} | {field.description_en}"),
            )
        )


def load_reader(connection: Connection, key: identity.Key | None = None) -> Reader:
    """The contracts, the identity key (the one in use, or another) and the dictionary of coded texts.

    Raises: ConfigurationError if the key is not the one in use.
    """
    lookups: dict[str, dict[str, str]] = {"reporting_unit": {}}
    for name, text, code in connection.execute("select list, text, code from reference.lookup"):
        lookups.setdefault(name, {})[normalise(text)] = code
    mults = connection.execute("select synonym, unit_mult from reference.unit_synonym").fetchall()
    return Reader(
        tuple(contracts.forms().values()), key or keys.required(connection), lookups, {normalise(t): m for t, m in mults},
        _regions(connection), lexica.texts(connection),
    )  # fmt: skip


def _regions(connection: Connection) -> Regions:
    former = connection.execute(
        "select text, since, until, today_code, today_name, own_code from reference.former_region"
        " order by until, text, today_code"
    )
    later = connection.execute(
        "select text, today_code, since, then_code, then_name, then_since, then_until, is_same"
        " from reference.later_region order by text, then_since, then_code"
    )
    today = connection.execute("select region_code, name from reference.region where valid_to is null order by 1")
    units = connection.execute("select unit_code, region_code from reference.reporting_unit")
    zones = connection.execute(
        "select name, array_agg(region_code order by region_code) from reference.region_other_name"
        " where until is null group by name"
    )
    return Regions(
        tuple(Former(*row) for row in former), tuple((code, name) for code, name in today), dict(iter(units)),
        {name: tuple(codes) for name, codes in zones}, tuple(Later(*row) for row in later),
    )  # fmt: skip


def land(connection: Connection, arrivals: Iterable[Arrival], on_done: Callable[[Arrival], None] | None = None) -> int:
    """Read each arrival in a process of its own and land it in a transaction of its own, in the order in which they are
    given; returns how many.

    A file that cannot be read becomes a returned submission with a reason; nothing here raises for a file's sake.
    """
    jobs = [(arrival, job(arrival)) for arrival in arrivals]
    with Readers(load_reader(connection), min(settings.READING_PROCESSES, len(jobs))) as readers:
        for arrival, answer in readers.read(jobs):
            with connection.transaction():
                _land_one(connection, arrival, answer)
            for filing in answer.filings:
                if filing.rows:
                    filing.rows.unlink()
            if on_done:
                on_done(arrival)
    return len(jobs)


def job(arrival: Arrival) -> Job:
    """What is read of an arrival: the document in the archive, as it was filed."""
    return Job(
        archived(arrival.sha256), arrival.file_name, arrival.unit_code, arrival.stated_form,
        arrival.stated_period,
    )  # fmt: skip


def _land_one(connection: Connection, arrival: Arrival, answer: Answer) -> None:
    """One submission a form; a file that could not be read is one submission all the same."""
    # Two nights at once: the second finds the arrival read, or waits for the first and then finds it read.
    row = connection.execute(
        "select outcome from audit.arrival where arrival_id = %s for update", (arrival.arrival_id,)
    ).fetchone()
    if row is None or row[0] is not None:
        return
    arrival = submissions.renamed(connection, arrival, answer.file_name)
    explained.take(connection, arrival.unit_code, answer.explanations)
    if answer.refusal:
        outcomes = [file(connection, arrival, blind_slot(arrival), [answer.refusal], None)]
    else:
        outcomes = [
            _land_filing(connection, arrival, filing, slot) for slot, filing in slots_of(arrival, answer.filings)
        ]
    outcome = "filed" if any(outcomes) or _has_settled(connection, arrival) else "unchanged"
    connection.execute("update audit.arrival set outcome = %s where arrival_id = %s", (outcome, arrival.arrival_id))


def _has_settled(connection: Connection, arrival: Arrival) -> bool:
    query = "select exists (select from audit.submission where arrival_id = %s)"
    return bool(scalar(connection, query, (arrival.arrival_id,)))


def _land_filing(connection: Connection, arrival: Arrival, filing: Filing, slot: Slot) -> bool:
    issues = [*filing.issues, *admission.issues(connection, arrival, filing, slot)]
    try:
        with connection.transaction():
            return file(connection, arrival, slot, issues, filing)
    except (psycopg.OperationalError, OSError):  # the database or the disk: not the file's doing
        raise
    except Exception as exc:
        where = worker.where(exc)  # not the message: it may quote a cell
        log.error("arrival %d (%s) could not be landed: %s", arrival.arrival_id, arrival.sha256, where)  # noqa: TRY400
        return file(connection, arrival, slot, [*issues, worker.failed(exc)], None)


def blind_slot(arrival: Arrival) -> Slot:
    """Where a file belongs that could not be read."""
    return Slot(
        arrival.unit_code,
        arrival.stated_form or UNKNOWN,
        arrival.stated_period or UNKNOWN,
        arrival.stated_part or WHOLE,
    )


def slots_of(arrival: Arrival, filings: Sequence[Filing]) -> list[tuple[Slot, Filing]]:
    """Where each filing belongs. What was said by hand holds for those that do not say it themselves; where none is what
    was said, the first of its form comes back there.
    """
    own = {one.part for one in filings}
    stated = None if arrival.stated_part in own else arrival.stated_part
    found = [
        Slot(
            arrival.unit_code,
            one.form.name,
            one.period or arrival.stated_period or UNKNOWN,
            one.part or stated or WHOLE,
        )
        for one in filings
    ]
    for n, slot in enumerate(found):
        said = replace(slot, period=arrival.stated_period or slot.period, part=arrival.stated_part or slot.part)
        if said not in found:
            found[n] = said
    return list(zip(found, filings, strict=True))


def file(connection: Connection, arrival: Arrival, slot: Slot, issues: list[Issue], filing: Filing | None) -> bool:
    """Open the submission, copy its rows, write the reader's findings, set its state: one transaction. It settles when
    the night judges, also where it comes back for what the reader found.

    False where the slot holds these bytes already. Findings at a row set that row aside when the gate settles; those
    of the file return it.
    """
    forms = contracts.filed()
    version = filing.form.version if filing else forms[slot.form].version if slot.form in forms else "-"
    submission_id = submissions.open_submission(connection, arrival, slot, version)
    if submission_id is None:
        return False
    reasons, landed, is_nil = reasons_of(issues), 0, False
    if filing and filing.rows and not reasons:
        landed, is_nil = filing.landed, filing.nil is not None
        copy_rows(connection, sql.Identifier("raw", filing.form.name), submission_id, filing)
        lexica.keep_pieces(connection, submission_id, filing.pieces)
        if landed == 0:
            issues = [*issues, *admission.of_nothing(connection, arrival, slot, is_nil)]
            reasons = reasons_of(issues)
    write_issues(connection, submission_id, issues)
    connection.execute(
        "update audit.submission set state = %s, reason = %s, rows_landed = %s, is_nil = %s, account = %s"
        " where submission_id = %s",
        (
            "returned" if reasons else "landed",
            " ".join(reasons) or None,
            landed,
            is_nil,
            Jsonb(filing.account.to_json()) if filing else None,
            submission_id,
        ),
    )
    return True


def reasons_of(issues: list[Issue]) -> list[str]:
    """Why a file comes back whole, each reason once."""
    return list(dict.fromkeys(i.message_zh for i in issues if i.severity == "critical" and i.row_no is None))


@cache
def _copied(form: Form) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(name) for name, _ in (*PLACE, *form.columns))


def copy_rows(connection: Connection, table: sql.Identifier, submission_id: str, filing: Filing) -> None:
    """Stream the csv that the reader wrote, with the submission's id in the place of its mark, into a table like raw.<form>."""
    assert filing.rows is not None
    mark, own = filing.mark.encode(), submission_id.encode()
    statement = sql.SQL("copy {} ({}) from stdin (format csv)").format(table, _copied(filing.form))
    with filing.rows.open("rb") as source, connection.cursor().copy(statement) as copy:
        while lines := source.readlines(_CHUNK):
            copy.write(b"".join(lines).replace(mark, own))


def write_issues(connection: Connection, submission_id: str, issues: list[Issue]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into audit.finding (run_id, rule_id, rule_version, source, severity, submission_id, sheet, row_no,"
            ' "column", value_shown, message_zh, message_en)'
            " values (%s, %s, %s, 'reader', %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                ("land", i.rule_id, settings.PARSER_VERSION, i.severity, submission_id, i.sheet, i.row_no, i.column,
                 i.value_shown, i.message_zh, i.message_en)
                for i in issues
            ],
        )  # fmt: skip
