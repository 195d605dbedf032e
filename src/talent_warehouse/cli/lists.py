"""Commands that list what the ledger holds."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from talent_warehouse import database
from talent_warehouse.cli.app import app
from talent_warehouse.cli.screens import (
    Json,
    out,
    plain,
    show,
    show_findings,
    show_submissions,
)
from talent_warehouse.operations import ledger

PANEL = "What stands 现状"


@app.command(rich_help_panel=PANEL)
def submissions(
    slot: Annotated[str | None, typer.Option(help="UNIT/FORM/PERIOD/PART")] = None, as_json: Json = False
) -> None:
    """Submissions with their states, oldest first."""
    with database.connect("steward", "talent submissions") as connection:
        show_submissions(ledger.submissions(connection, slot=slot), as_json)


@app.command(rich_help_panel=PANEL)
def findings(
    submission: Annotated[str | None, typer.Option(help="Findings of one submission.")] = None, as_json: Json = False
) -> None:
    """What the gates and the reader found, worst first."""
    with database.connect("steward", "talent findings") as connection:
        rows = ledger.findings(connection, submission)
    show_findings(rows, as_json)


@app.command(rich_help_panel=PANEL)
def publications(as_json: Json = False) -> None:
    """The numbered publications."""
    with database.connect("steward", "talent publications") as connection:
        show(ledger.publications(connection), as_json)


@app.command(rich_help_panel=PANEL)
def checksum(
    publication: Annotated[int | None, typer.Option(help="As of this publication.")] = None, as_json: Json = False
) -> None:
    """One line per published relation: name, rows, hash of the business columns ordered by key."""
    from talent_warehouse.publishing.checksums import checksums

    with database.connect("steward", "talent checksum") as connection:
        show([asdict(c) for c in checksums(connection, publication)], as_json)


@app.command(rich_help_panel=PANEL)
def summary(as_json: Json = False) -> None:
    """Where the warehouse stands: documents, submissions, findings, the newest publication, and where to go next."""
    with database.connect("steward", "talent summary") as connection:
        whole = ledger.summary(connection)
    if as_json:
        print(json.dumps(whole, ensure_ascii=False, indent=1, default=plain))
        return
    from talent_warehouse.cli import summary

    summary.print_summary(out, whole)
