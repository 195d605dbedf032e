"""Commands about filings: submit, read, check, withdraw, sample."""

from __future__ import annotations

import getpass
import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from talent_warehouse import database, settings
from talent_warehouse.cli.app import app
from talent_warehouse.cli.screens import (
    Json,
    err,
    plain,
    say,
    show_check,
    show_read,
    show_submissions,
)
from talent_warehouse.errors import ConfigurationError
from talent_warehouse.operations import ledger

PANEL = "Filing 报送"


@app.command(rich_help_panel=PANEL)
def sample(as_json: Json = False) -> None:
    """Write the synthetic sample province into the inbox, with the manifest of its planted defects beside it."""
    try:
        import talent_sample as province
    except ModuleNotFoundError as exc:
        raise ConfigurationError(
            "The sample province is not part of this installation: package talent_sample is missing. Run from a clone."
        ) from exc

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


@app.command(rich_help_panel=PANEL)
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
    from talent_warehouse.intake import submissions

    if (file is None) is not is_nil:
        raise typer.BadParameter("name the file to submit, or say --nil: one of the two")
    with database.connect("loader", "talent submit") as connection:
        _, submission_id = submissions.submit(connection, file, unit, form, period, part)
        slot = f"{unit}/{form}/{period}/{part}"
        rows = ledger.submissions(connection, submission_id=submission_id) if submission_id else []
        if submission_id is None:
            err.print(f"The slot {slot} holds this very document already; nothing changes.")
            rows = ledger.submissions(connection, slot=slot)[-1:]
    show_submissions(rows, as_json)


@app.command("read", rich_help_panel=PANEL)
def read_file(
    file: Path,
    contract: Annotated[Path | None, typer.Option(help="Try a contract outside the project, alone.")] = None,
    as_json: Json = False,
) -> None:
    """What is recognised in a file: sheets, headers, rows, what is left out and why. Nothing is stored.

    Exit codes: 0 read, 2 cannot be read.
    """
    from talent_warehouse.dry_run import read

    told = read.read(file, contract)
    can_be_read = told.pop("can_be_read")
    if as_json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        show_read(told)
    if not can_be_read:
        raise typer.Exit(2)


@app.command(rich_help_panel=PANEL)
def check(
    file: Path,
    form: Annotated[str | None, typer.Option(help="The form, where the file is to be judged as this one.")] = None,
    unit: Annotated[str | None, typer.Option(help="The reporting unit, where the file does not say it.")] = None,
    period: Annotated[str | None, typer.Option(help="The period, where the file does not say it.")] = None,
    as_json: Json = False,
) -> None:
    """The whole gate without filing: verdict, findings, what would change. Exits 0 accepted, 1 returned, 2 unreadable."""
    from talent_warehouse.dry_run import check as checking

    result = checking.check(file, form, unit, period, say)
    if as_json:
        print(json.dumps(asdict(result), ensure_ascii=False, indent=1, default=plain))
    else:
        show_check(result)
    raise typer.Exit({"accepted": 0, "returned": 1, "unreadable": 2}[result.verdict])


@app.command(rich_help_panel=PANEL)
def withdraw(submission_id: str, why: Annotated[str, typer.Option(help="The reason, kept for ever.")]) -> None:
    """Take a submission back: its predecessor in the slot is in force again from the next publication."""
    from talent_warehouse.intake import submissions

    with database.connect("loader", "talent withdraw") as connection:
        submissions.withdraw(connection, submission_id, why, getpass.getuser())
    say(f"{submission_id} withdrawn; publish to carry it into the marts")
