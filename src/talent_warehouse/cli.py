"""The `talent` command. With --json one JSON document goes to stdout; all else goes to stderr.

Exit codes: 0 done · 1 the night or a check found something wrong · 2 a mistake in the call or the installation.
"""

from __future__ import annotations

import getpass
import json
import logging
import sys
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import psycopg
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from talent_warehouse import contracts, database, queries, settings
from talent_warehouse.errors import TalentError
from talent_warehouse.night import NightError

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The talent office's nightly warehouse 人才数据仓库")
form_app = typer.Typer(no_args_is_help=True, help="The forms that units file 报表")
db_app = typer.Typer(no_args_is_help=True, help="The database 数据库")
app.add_typer(form_app, name="form")
app.add_typer(db_app, name="db")

out = Console()
err = Console(stderr=True)
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, Path):
        return str(value)
    raise TypeError(type(value).__name__)


def show(rows: Sequence[dict[str, Any]], as_json: bool, columns: Sequence[str] | None = None) -> None:
    """Print rows as one JSON list, or as a table of the columns that a person looks for."""
    if as_json:
        print(json.dumps(list(rows), ensure_ascii=False, indent=1, default=_plain))
        return
    if not rows:
        err.print("nothing to show")
        return
    table = Table(header_style="bold")
    names = list(columns or rows[0])
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*("" if row[n] is None else _text(row[n]) for n in names))
    out.print(table)


def show_one(record: dict[str, Any], as_json: bool) -> None:
    """Print one record as a JSON object, or as a line a field."""
    if as_json:
        print(json.dumps(record, ensure_ascii=False, default=_plain))
        return
    for name, value in record.items():
        shown = "  ".join(f"{k} {v}" for k, v in value.items()) or "none" if isinstance(value, dict) else value
        out.print(f"{name.replace('_', ' '):14} {shown}", highlight=False)


def _text(value: Any) -> str:
    local = value.astimezone(ZoneInfo(settings.TIMEZONE)) if isinstance(value, datetime) else value
    return f"{local:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def say(message: str) -> None:
    """Progress, on stderr."""
    err.print(f"[dim]{datetime.now():%H:%M:%S}[/] {message}", highlight=False)


@app.command()
def init(as_json: Json = False) -> None:
    """Make the state folder, the database, its roles and tables; load the reference seeds. Safe to repeat."""
    from talent_warehouse import landing, reference
    from talent_warehouse.reading import identity

    settings.places().make()
    applied = database.migrate()
    rows = reference.load()
    identity.load_key()
    with database.connect("owner", "talent init") as connection:
        landing.make_tables(connection)
    if as_json:
        print(json.dumps({"migrations": applied, "seeds": rows}, ensure_ascii=False))
        return
    say(f"{len(applied)} migrations applied, {sum(rows.values())} reference rows in {len(rows)} tables")
    say(f"state stands in {settings.places().home}")


@form_app.command("list")
def form_list(as_json: Json = False) -> None:
    """The forms, with their period grain and version."""
    rows = [
        {"form": f.name, "title": f.title, "period_grain": f.period_grain, "version": f.version, "fields": len(f.fields),
         "rules": len(f.rules)}
        for f in contracts.forms().values()
    ]  # fmt: skip
    show(rows, as_json)


@form_app.command("show")
def form_show(name: str, as_json: Json = False) -> None:
    """The fields of a form."""
    form = contracts.form(name)
    fields = [
        {"field": f.name, "header": f.header, "synonyms": list(f.synonyms), "type": f.kind, "required": f.required,
         "personal": f.personal}
        for f in form.fields
    ]  # fmt: skip
    if as_json:
        whole = {"form": form.name, "title": form.title, "period_grain": form.period_grain, "version": form.version}
        print(json.dumps({**whole, "fields": fields}, ensure_ascii=False, indent=1))
        return
    out.print(f"{form.title} {form.name} {form.version}: {form.purpose}")
    show([{**f, "synonyms": "、".join(f["synonyms"])} for f in fields], False)  # type: ignore[arg-type]


@app.command()
def template(
    form: str,
    output: Annotated[Path, typer.Option("-o", "--output", help="The workbook to write.")],
    unit: Annotated[str | None, typer.Option(help="State the reporting unit.")] = None,
    period: Annotated[
        str | None, typer.Option(help="State the period; with --unit bring the known keys along.")
    ] = None,
    part: Annotated[str | None, typer.Option(help="State the part, where a unit files in several.")] = None,
) -> None:
    """Write the workbook that units fill in; for a unit and period with the keys of what is in force."""
    from talent_warehouse import codes, known, submissions
    from talent_warehouse import template as templates

    contract = contracts.form(form)
    if period:
        submissions.check_period(contract, period)
    with database.connect("steward", "talent template") as connection:
        owner = queries.unit(connection, unit) if unit else None
        lists = codes.load(connection, owner["region_prefix"] if owner else "")
        hints = codes.load_hints(connection)
        slot = submissions.Slot(unit, form, period, part or submissions.WHOLE) if unit and period else None
        brought = known.load(connection, contract, slot) if slot else known.Known()
    templates.write(
        contract, output, unit=unit, period=period, part=part, codes=lists, hints=hints, known=brought.rows,
        unit_name=owner["name"] if owner else None,
    )  # fmt: skip
    say(f"{output} written" + (_brought(contract, brought) if slot else ""))


def _brought(form: contracts.Form, brought: Any) -> str:
    if brought.rows:
        return f", {len(brought.rows)} rows prefilled from {brought.submission_id} ({brought.period})"
    return "; nothing of its persons is kept in clear, so no row is prefilled" if form.person else ""


@app.command()
def sample(as_json: Json = False) -> None:
    """Write the synthetic sample province into the inbox, with the manifest of its planted defects beside it."""
    from talent_warehouse import sample as province

    settings.places().make()
    manifest = settings.places().inbox.parent / province.MANIFEST
    if manifest.exists():
        say(f"the sample province was filed before ({manifest}); nothing is written")
        if as_json:
            print("{}")
        return
    summary = province.write(settings.places().inbox)
    if as_json:
        print(json.dumps(asdict(summary), ensure_ascii=False, default=str))
        return
    defects = sum(summary.planted.values())
    say(f"{summary.files} files, {summary.rows} rows, {defects} planted findings of {len(summary.planted)} rules")
    say(f"inbox {summary.inbox}, manifest {summary.manifest}")


@app.command()
def submit(
    unit: Annotated[str, typer.Option(help="The reporting unit's code.")],
    form: Annotated[str, typer.Option(help="The form's name.")],
    period: Annotated[str, typer.Option(help="The period, as 2021 or 2021-05.")],
    file: Annotated[Path | None, typer.Argument(help="The document; none with --nil.")] = None,
    part: Annotated[str, typer.Option(help="The part, where a unit files in several.")] = "-",
    is_nil: Annotated[bool, typer.Option("--nil", help="There is nothing to report 零报送: no file is filed.")] = False,
    as_json: Json = False,
) -> None:
    """File a document, or that there is nothing to report, into a slot. The next ingest reads and judges it."""
    from talent_warehouse import submissions

    if (file is None) is not is_nil:
        raise typer.BadParameter("name the file to submit, or say --nil: one of the two")
    with database.connect("loader", "talent submit") as connection:
        _, submission_id = submissions.submit(connection, file, unit, form, period, part)
        slot = f"{unit}/{form}/{period}/{part}"
        rows = queries.submissions(connection, submission_id=submission_id) if submission_id else []
        if submission_id is None:
            err.print(f"The slot {slot} holds this very document already; nothing changes.")
            rows = queries.submissions(connection, slot=slot)[-1:]
    show_submissions(rows, as_json)


def show_submissions(rows: Sequence[dict[str, Any]], as_json: bool) -> None:
    """Submissions as JSON, or a line each with the slot in one word, and the reason below."""
    if as_json:
        show(rows, True)
        return
    for row in rows:
        slot = "/".join(str(row[n]) for n in ("unit", "form", "period", "part"))
        mark = ("in force" if row["in_force"] else row["state"]) + (", nil return" if row["is_nil"] else "")
        bad = f", {row['rows_quarantined']} quarantined" if row["rows_quarantined"] else ""
        out.print(f"{row['submission_id']}  {slot} n={row['n']}  {mark}", highlight=False)
        out.print(f"    {row['rows_landed']} rows{bad}, received {_text(row['received_at'])}", highlight=False)
        if row["reason"]:
            out.print(f"    {escape(row['reason'])}", highlight=False)
    err.print(f"{len(rows)} submissions")


@app.command("read")
def read_file(
    file: Path,
    contract: Annotated[Path | None, typer.Option(help="Try a contract outside the project, alone.")] = None,
    as_json: Json = False,
) -> None:
    """What is recognised in a file: sheets, headers, rows, what is left out and why. Nothing is stored.

    Exit codes: 0 read, 2 cannot be read.
    """
    from talent_warehouse import recognition

    told = recognition.read(file, contract)
    can_be_read = told.pop("can_be_read")
    if as_json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        _show_read(told)
    if not can_be_read:
        raise typer.Exit(2)


def _show_read(told: dict[str, Any]) -> None:
    out.print(f"{escape(told['file'])}: {told['format'] or 'cannot be read'} {told['encoding'] or ''}", highlight=False)
    for sheet in told["sheets"]:
        hidden, form = " (hidden)" if sheet["hidden"] else "", sheet["form"] or "no form"
        out.print(f"  {sheet['index']} {escape(sheet['name'])}{hidden}: {sheet['role']}, {form}", highlight=False)
        if sheet["header_rows"]:
            left_out = Counter(e["why"] for e in sheet["excluded"])
            counts = "  ".join(f"{why} {n}" for why, n in left_out.items()) or "nothing"
            place = f"header {sheet['header_rows']}, rows {sheet['first_data_row']} to {sheet['last_data_row']}"
            out.print(f"    {place}: {sheet['rows']} of data; left out: {counts}", highlight=False)
            named = [f"{c['letter']} {c['header']} = {c['field'] or '?'}" for c in sheet["columns"]]
            out.print(escape("    " + "  ".join(named)), highlight=False)
    for finding in told["findings"]:
        out.print(f"  {finding['severity']:8} {finding['rule']}  {escape(finding['message_zh'])}", highlight=False)


@app.command()
def check(
    file: Path,
    form: Annotated[str | None, typer.Option(help="The form, where the file is to be judged as this one.")] = None,
    unit: Annotated[str | None, typer.Option(help="The reporting unit, where the file does not say it.")] = None,
    period: Annotated[str | None, typer.Option(help="The period, where the file does not say it.")] = None,
    as_json: Json = False,
) -> None:
    """The whole gate without filing: verdict, findings, what would change. Exits 0 accepted, 1 returned, 2 unreadable."""
    from talent_warehouse import check as checking

    result = checking.check(file, form, unit, period, say)
    if as_json:
        print(json.dumps(asdict(result), ensure_ascii=False, indent=1, default=_plain))
    else:
        show_check(result)
    raise typer.Exit({"accepted": 0, "returned": 1, "unreadable": 2}[result.verdict])


def show_check(result: Any) -> None:
    """What a check came to: a line a filing, what would change, the findings."""
    for one in result.filings:
        bad = f", {one.rows_quarantined} quarantined" if one.rows_quarantined else ""
        rows = "nil return 零报送" if one.is_nil else f"{one.rows_landed} rows{bad}"
        out.print(f"{one.verdict:10} {one.unit}/{one.form}/{one.period}/{one.part}  {rows}", highlight=False)
        if one.reason:
            out.print(f"           {escape(one.reason)}", highlight=False)
        if one.changes and one.changes.is_same_file:
            out.print(f"           {one.changes.in_force} is in force and is this very file", highlight=False)
        elif one.changes:
            c = one.changes
            out.print(f"           against {c.in_force} in force: {c.added} rows added, {c.gone} gone, {c.changed} changed,"
                      f" {c.same} the same", highlight=False)  # fmt: skip
    show_findings(result.findings, False)


@app.command()
def withdraw(submission_id: str, why: Annotated[str, typer.Option(help="The reason, kept for ever.")]) -> None:
    """Take a submission back: its predecessor in the slot is in force again from the next publication."""
    from talent_warehouse import submissions

    with database.connect("loader", "talent withdraw") as connection:
        submissions.withdraw(connection, submission_id, why, getpass.getuser())
    say(f"{submission_id} withdrawn; publish to carry it into the marts")


@app.command()
def ingest(
    quiet: Annotated[
        bool, typer.Option("--quiet-files/--all-files", help="Pass over files still being written.")
    ] = True,
    as_json: Json = False,
) -> None:
    """Take in what the inbox holds: collect, land, judge, answer."""
    from talent_warehouse import night

    show_one(asdict(night.ingest(quiet, say)), as_json)


@app.command()
def publish(as_json: Json = False) -> None:
    """Build the star and the marts from what is in force, judge them, and publish."""
    from talent_warehouse import night

    _publish(night.publish(False, say), as_json)


@app.command()
def rebuild(
    full: Annotated[
        bool, typer.Option("--full", help="Build everything from what is in force, whatever was built before.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Build and publish although nothing changed; the checksum stays the same."""
    from talent_warehouse import night

    if not full:
        raise typer.BadParameter("say --full: there is no other kind of rebuild")
    _publish(night.publish(True, say), as_json)


def _publish(result: Any, as_json: bool) -> None:
    if result is None:
        say("nothing new: the last publication holds what is in force")
    if result or as_json:
        show_one(asdict(result) if result else {"no": None}, as_json)


@app.command()
def export(
    mart: Annotated[str, typer.Argument(help="Relation of schema mart, as mart_title_structure.")],
    file: Annotated[Path, typer.Option("--to", help="File to write; its ending says the format: .xlsx .csv .parquet")],
    publication: Annotated[int | None, typer.Option(help="As of this publication; the newest otherwise.")] = None,
    as_json: Json = False,
) -> None:
    """Write a mart to a file that says of itself what its columns mean and which publication it shows."""
    from talent_warehouse.export import export as write

    show_one(asdict(write(mart, file, publication)), as_json)


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="New folder for the backup.")],
    as_json: Json = False,
) -> None:
    """Write database and archive into a folder; the identity key is not in it and must be kept apart."""
    from talent_warehouse.backup import backup as write

    made = write(folder)
    say(f"the identity key {made.key_id} is not in it: keep {settings.places().identity_key.name} apart")
    show_one(asdict(made), as_json)


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="Folder that `talent backup` wrote.")],
    as_json: Json = False,
) -> None:
    """Make the warehouse anew from a backup, in a database that holds none."""
    from talent_warehouse.backup import restore as read

    made = read(folder)
    say(f"give back the identity key {made.key_id} before the first night: another key makes other people")
    show_one(asdict(made), as_json)


@app.command("night")
def whole_night(as_json: Json = False) -> None:
    """Ingest, then publish: what the scheduler does at 02:00."""
    from talent_warehouse import night

    ingested = night.ingest(True, say)
    published = night.publish(False, say)
    both = {"ingest": asdict(ingested), "publication": asdict(published) if published else None}
    if as_json:
        print(json.dumps(both, ensure_ascii=False, default=_plain))
        return
    show_one(asdict(ingested), False)
    _publish(published, False)


@app.command()
def submissions(
    slot: Annotated[str | None, typer.Option(help="UNIT/FORM/PERIOD/PART")] = None, as_json: Json = False
) -> None:
    """Submissions with their states, oldest first."""
    with database.connect("steward", "talent submissions") as connection:
        show_submissions(queries.submissions(connection, slot=slot), as_json)


@app.command()
def findings(
    submission: Annotated[str | None, typer.Option(help="Findings of one submission.")] = None, as_json: Json = False
) -> None:
    """What the gates and the reader found, worst first."""
    with database.connect("steward", "talent findings") as connection:
        rows = queries.findings(connection, submission)
    show_findings(rows, as_json)


def show_findings(rows: Sequence[dict[str, Any]], as_json: bool) -> None:
    """Findings as JSON, or two lines each: the place, and what to do."""
    if as_json:
        show(rows, True)
        return
    colour = {"critical": "red", "warning": "yellow", "info": "dim"}
    for row in rows:
        place = " ".join(str(row[n]) for n in ("unit", "file", "sheet", "row", "column") if row[n] is not None)
        out.print(f"[{colour[row['severity']]}]{row['severity']:8}[/] {row['rule']}  {escape(place)}", highlight=False)
        out.print(f"         {escape(row['message_zh'])}", highlight=False)
    err.print(f"{len(rows)} findings")


@app.command()
def publications(as_json: Json = False) -> None:
    """The numbered publications."""
    with database.connect("steward", "talent publications") as connection:
        show(queries.publications(connection), as_json)


@app.command()
def checksum(
    publication: Annotated[int | None, typer.Option(help="As of this publication.")] = None, as_json: Json = False
) -> None:
    """One line per published relation: name, rows, hash of the business columns ordered by key."""
    from talent_warehouse import publish as publishing

    with database.connect("steward", "talent checksum") as connection:
        show([asdict(c) for c in publishing.checksums(connection, publication)], as_json)


@app.command()
def explain(
    mart: str,
    key: Annotated[list[str], typer.Option(help="NAME=VALUE, once for each column of the row's key.")],
    column: Annotated[str, typer.Option(help="The column.")],
    publication: Annotated[int | None, typer.Option(help="As of this publication.")] = None,
    max_rows: Annotated[int, typer.Option("--rows", help="How many rows to list; submissions are listed all.")] = 1000,
    as_json: Json = False,
) -> None:
    """Where a cell of a mart comes from: step by step down to the cells that were filed."""
    from talent_warehouse import explain as explaining

    if bad := [k for k in key if "=" not in k]:
        raise typer.BadParameter(f"{', '.join(bad)}: write --key NAME=VALUE")
    with database.connect("analyst", "talent explain") as connection:
        steps = explaining.cell(connection, mart, dict(k.split("=", 1) for k in key), column, publication, max_rows)
    if as_json:
        print(json.dumps(steps, ensure_ascii=False, indent=1, default=_plain))
        return
    for step in steps:
        out.print(escape(explaining.sentence(step)), highlight=False, soft_wrap=True)


@app.command()
def diff(
    old: int,
    new: int,
    mart: Annotated[str | None, typer.Option(help="Cells of this mart only.")] = None,
    as_json: Json = False,
) -> None:
    """What changed between two publications, laid to submissions. Exits with 1 if a cell is laid to nothing."""
    from talent_warehouse import differences

    with database.connect("steward", "talent diff") as connection:
        found = differences.between(connection, old, new, mart)
    if as_json:
        print(json.dumps({**asdict(found), "unexplained": len(found.unexplained)}, ensure_ascii=False, default=_plain))
    else:
        show_difference(found)
    if found.unexplained:
        raise typer.Exit(1)


def show_difference(found: Any) -> None:
    """A submission and the cells laid to it, up to ten a mart; what is laid to no submission last."""
    groups: dict[tuple[str, ...], list[Any]] = {}
    for cell in found.cells:
        groups.setdefault(cell.laid_to or (cell.through,), []).append(cell)
    events = {e.submission_id: e for e in found.events}
    for laid_to, cells in groups.items():
        for one in laid_to:
            e = events.get(one)
            out.print(f"{one} {e.change} {e.unit_code}/{e.form}/{e.period}/{e.part}" if e else one, highlight=False)
        for name, count in Counter(c.mart for c in cells).items():
            out.print(f"  {name}: {count} cells", highlight=False)
            for c in [c for c in cells if c.mart == name][:10]:
                key = " ".join(str(v) for v in c.key.values())
                out.print(f"    {key}  {c.column}  {c.old} → {c.new}  ({c.through})", highlight=False, soft_wrap=True)
    err.print(f"{len(found.cells)} cells, {len(found.events)} submissions, {len(found.unexplained)} cells unexplained")


@app.command()
def summary(as_json: Json = False) -> None:
    """Where the warehouse stands: documents, submissions, findings, the newest publication, and where to go next."""
    with database.connect("steward", "talent summary") as connection:
        whole = queries.summary(connection)
    if as_json:
        print(json.dumps(whole, ensure_ascii=False, indent=1, default=_plain))
        return
    from talent_warehouse import demo

    demo.print_summary(out, whole)


@app.command()
def doctor(as_json: Json = False) -> None:
    """What is wrong with this installation, and the mend. Exits with 1 if anything is."""
    from talent_warehouse import doctor as checks

    rows = checks.examine()
    show(rows, as_json)
    if any(row["state"] != "ok" for row in rows):
        raise typer.Exit(1)


@db_app.command("url")
def db_url(role: Annotated[str | None, typer.Option(help=f"One of {', '.join(database.ROLES)}.")] = None) -> None:
    """A URL for psql or any client; the embedded server is started if it does not run."""
    if role is not None and role not in database.ROLES:
        raise typer.BadParameter(f"{role!r} is none of {', '.join(database.ROLES)}")
    print(database.role_url(role) if role else database.url())


@db_app.command("stop")
def db_stop() -> None:
    """Stop the embedded server."""
    say("the embedded server is stopped" if database.stop_embedded() else "the embedded server does not run")


@db_app.command("schema")
def db_schema() -> None:
    """What the migrations make, as one text (sql/schema.sql)."""
    print(database.schema_dump(), end="")


@db_app.command("shell")
def db_shell(role: Annotated[str, typer.Option(help=f"One of {', '.join(database.ROLES)}.")] = "analyst") -> None:
    """psql as a role, by default the analyst, who reads marts, reference and history."""
    import os

    program = database.tool("psql")
    os.execv(program, [str(program), database.role_url(role)])  # noqa: S606


# What was begun is whole or not there: files are archived before they are read, and a step is one transaction.
AGAIN = (
    "Nothing that was filed is lost. Mend that (a full disk, the rights of a folder, the server) and run this again."
)


def main() -> None:
    """Entry point: errors that are meant for people are printed without a traceback."""
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(name)s %(levelname)s %(message)s"
    )
    try:
        app()
    except NightError as exc:
        err.print(f"[red]{exc}[/]", highlight=False)
        sys.exit(1)
    except TalentError as exc:
        err.print(f"[red]{exc}[/]", highlight=False)
        sys.exit(2)
    except psycopg.OperationalError as exc:
        err.print(f"[red]The database broke off: {escape(str(exc).strip())}. {AGAIN}[/]", highlight=False)
        sys.exit(2)
    except OSError as exc:
        where = f"{exc.filename}: " if exc.filename else ""
        err.print(f"[red]{escape(f'{where}{exc.strerror or exc}')}. {AGAIN}[/]", highlight=False)
        sys.exit(2)


if __name__ == "__main__":
    main()
