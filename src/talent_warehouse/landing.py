"""Landing: raw.<form> follows its contract, and a submission's rows are copied there in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from talent_warehouse import account as accounts
from talent_warehouse import contracts, settings, submissions
from talent_warehouse.contracts import Form
from talent_warehouse.database import Connection
from talent_warehouse.errors import ContractError
from talent_warehouse.reading import identity
from talent_warehouse.reading.issues import Issue, UnreadableError
from talent_warehouse.reading.read import Account, Recognised, recognise, rows
from talent_warehouse.reading.values import Context, Lookups, Multipliers, normalise
from talent_warehouse.submissions import UNKNOWN, WHOLE, Arrival, Slot

log = logging.getLogger(__name__)
PLACE = (("submission_id", "text"), ("sheet", "text"), ("row_no", "integer"))


def make_tables(connection: Connection, forms: Iterable[Form] | None = None) -> None:
    """Create raw.<form>, or add the columns that the contract has gained. Nothing is dropped.

    Raises: ContractError if a column that stands there has another type.
    """
    for form in contracts.forms().values() if forms is None else forms:
        with connection.transaction():
            _make_table(connection, form)


def _make_table(connection: Connection, form: Form) -> None:
    table = sql.Identifier("raw", form.name)
    connection.execute(
        sql.SQL(
            "create table if not exists {} (submission_id text not null, sheet text not null, row_no integer not null,"
            " constraint {} primary key (submission_id, sheet, row_no))"
        ).format(table, sql.Identifier(f"{form.name}_pk"))
    )
    found: dict[str, str] = dict(
        connection.execute(
            "select attname, format_type(atttypid, atttypmod) from pg_attribute"
            " where attrelid = %s::regclass and attnum > 0 and not attisdropped",
            (f"raw.{form.name}",),
        ).fetchall()
    )
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


@dataclass(frozen=True)
class Reader:
    """What reading needs besides the file; loaded once for a batch."""

    key: identity.Key
    lookups: Lookups
    multipliers: Multipliers


def load_reader(connection: Connection) -> Reader:
    """The identity key and the dictionary of coded texts."""
    lookups: dict[str, dict[str, str]] = {"reporting_unit": {}}
    for name, text, code in connection.execute("select list, text, code from reference.lookup"):
        lookups.setdefault(name, {})[normalise(text)] = code
    mults = connection.execute("select synonym, unit_mult from reference.unit_synonym").fetchall()
    return Reader(identity.load_key(), lookups, {normalise(t): m for t, m in mults})


def land(connection: Connection, arrivals: Iterable[Arrival], on_done: Callable[[Arrival], None] | None = None) -> int:
    """Read and land each arrival in a transaction of its own; returns how many.

    A file that cannot be read becomes a returned submission with a reason; nothing here raises for a file's sake.
    """
    reader, count = load_reader(connection), 0
    for arrival in arrivals:
        with connection.transaction():
            _land_one(connection, arrival, reader)
        count += 1
        if on_done:
            on_done(arrival)
    return count


def _land_one(connection: Connection, arrival: Arrival, reader: Reader) -> None:
    # Two nights at once: the second finds the arrival read, or waits for the first and then finds it read.
    row = connection.execute(
        "select outcome from audit.arrival where arrival_id = %s for update", (arrival.arrival_id,)
    ).fetchone()
    if row is None or row[0] is not None:
        return
    forms = contracts.forms()
    wanted = [forms[arrival.stated_form]] if arrival.stated_form in forms else list(forms.values())
    slot, issues = _blind_slot(arrival), list[Issue]()
    try:
        recognised = recognise(submissions.archived(arrival.sha256), wanted, arrival.file_name, reader.lookups)
        slot = _slot(arrival, recognised)
        issues = [*recognised.issues, *_filing_issues(connection, arrival, recognised, slot)]
        with connection.transaction():
            _file(connection, arrival, slot, issues, recognised, reader)
    except BaseException as exc:  # a reader in Rust panics with a BaseException
        _file(connection, arrival, slot, [*issues, _refusal(exc, arrival)], None, reader)


def _refusal(exc: BaseException, arrival: Arrival) -> Issue:
    """What the unit is told of a file that could not be read; a night ends by no file.

    Raises: what is not the file's doing (the database is gone, somebody pressed Ctrl-C).
    """
    if isinstance(exc, UnreadableError):
        return exc.issue
    if isinstance(exc, KeyboardInterrupt | SystemExit | GeneratorExit | psycopg.OperationalError | OSError):
        raise exc
    log.error("arrival %d (%s) could not be read", arrival.arrival_id, arrival.sha256, exc_info=exc)
    return Issue(
        "reader_failed",
        "critical",
        "系统读取该文件时出错，错误已记录；请将内容粘贴到下发的模板中重新报送。",
        f"The reader failed with {type(exc).__name__}; it is in the log. Paste the content into the template and file again.",
    )


def _blind_slot(arrival: Arrival) -> Slot:
    return Slot(
        arrival.unit_code,
        arrival.stated_form or UNKNOWN,
        arrival.stated_period or UNKNOWN,
        arrival.stated_part or WHOLE,
    )


def _slot(arrival: Arrival, recognised: Recognised) -> Slot:
    return Slot(
        arrival.unit_code,
        recognised.form.name,
        arrival.stated_period or recognised.period or UNKNOWN,
        arrival.stated_part or recognised.part or WHOLE,
    )


def _filing_issues(connection: Connection, arrival: Arrival, recognised: Recognised, slot: Slot) -> list[Issue]:
    """Is the filing this unit's to file? Checked against the folder that it came in."""
    issues = []

    def critical(code: str, zh: str, en: str) -> None:
        issues.append(Issue(code, "critical", zh, en))

    if slot.unit_code == UNKNOWN:
        critical(
            "unknown_unit",
            "收件文件夹不是已登记的报送单位；请放入本单位的文件夹后重新报送。",
            "The folder that the file came in is no reporting unit. Put it into the unit's own folder.",
        )
    elif recognised.unit_code and recognised.unit_code != slot.unit_code:
        critical(
            "other_unit",
            f"表中写明的报送单位是{recognised.unit_code}，而文件放在{slot.unit_code}的文件夹；请核对后重新报送。",
            f"The file says it is filed by {recognised.unit_code}, but came in the folder of {slot.unit_code}.",
        )
    if slot.period == UNKNOWN:
        critical(
            "no_period",
            "没有写明报告期；请在表头上方写“报告期：2021”这样的一行，或使用下发的模板。",
            "No reporting period is stated. Write a line such as 报告期：2021 above the header, or use the template.",
        )
    if recognised.period and arrival.stated_period and recognised.period != arrival.stated_period:
        critical(
            "other_period",
            f"表中写明的报告期是{recognised.period}，报送时注明的是{arrival.stated_period}；请核对后重新报送。",
            f"The file says period {recognised.period}, the filer said {arrival.stated_period}.",
        )
    owes = connection.execute(
        "select 1 from reference.reporting_unit as unit where unit.unit_code = %s and (unit.kind in ('source_document', '_U')"
        " or exists (select from reference.obligation as o where o.form = %s and o.unit_kind = unit.kind"
        " and o.unit_level = unit.level))",
        (slot.unit_code, slot.form),
    ).fetchone()
    if not owes:
        issues.append(
            Issue(
                "not_owed",
                "warning",
                f"本单位没有报送{recognised.form.title}的任务；已接收，请确认是否报错了报表。",
                f"{slot.unit_code} owes no {slot.form}; it was taken all the same. Is it the right form?",
            )
        )
    return issues


def _file(
    connection: Connection,
    arrival: Arrival,
    slot: Slot,
    issues: list[Issue],
    recognised: Recognised | None,
    reader: Reader,
) -> None:
    """Open the submission, copy its rows, write the reader's findings, set its state: one transaction."""
    version = (
        recognised.form.version if recognised else contracts.forms()[slot.form].version if slot.form != UNKNOWN else "-"
    )
    submission_id = submissions.open_submission(connection, arrival, slot, version)
    outcome = "unchanged" if submission_id is None else "filed"
    connection.execute("update audit.arrival set outcome = %s where arrival_id = %s", (outcome, arrival.arrival_id))
    if submission_id is None:
        return
    counts, landed = dict[str, Account](), 0
    if recognised and not any(i.severity == "critical" for i in issues):
        year = int(slot.period[:4])
        context = Context(recognised.form, slot.unit_code, year, reader.lookups, reader.multipliers, reader.key)
        counts = _copy(connection, submission_id, recognised, context)
        landed = sum(c.landed for c in counts.values())
        if landed == 0:
            issues = [*issues, _no_rows()]
    _write_issues(connection, submission_id, issues)
    reasons = [i.message_zh for i in issues if i.severity == "critical"]
    connection.execute(
        "update audit.submission set state = %s, reason = %s, rows_landed = %s, account = %s,"
        " judged_at = case when %s then now() end where submission_id = %s",
        ("returned" if reasons else "landed", " ".join(reasons) or None, landed,
         Jsonb(accounts.of(recognised, counts).to_json()) if recognised else None, bool(reasons), submission_id),
    )  # fmt: skip


def _no_rows() -> Issue:
    return Issue(
        "no_rows",
        "critical",
        "表头下面没有数据行；请填写后重新报送。",
        "There is no row of data below the header. Fill the form in and file again.",
    )


@cache
def _copy_statement(form: Form) -> tuple[sql.Composed, tuple[str, ...]]:
    names = tuple(name for name, _ in (*PLACE, *form.columns))
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    return sql.SQL("copy raw.{} ({}) from stdin").format(sql.Identifier(form.name), columns), names[len(PLACE) :]


def _copy(connection: Connection, submission_id: str, recognised: Recognised, context: Context) -> dict[str, Account]:
    """Copy the rows; what became of those of each sheet."""
    statement, names = _copy_statement(recognised.form)
    counts: dict[str, Account] = {}
    with connection.cursor().copy(statement) as copy:
        for one in recognised.sheets:
            account = counts[one[0].name] = Account()
            for sheet, row_no, columns in rows(replace(recognised, sheets=(one,)), context, account):
                copy.write_row((submission_id, sheet, row_no, *map(columns.get, names)))
    return counts


def _write_issues(connection: Connection, submission_id: str, issues: list[Issue]) -> None:
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
