"""Commands about texts: what waits for a decision, decisions, sentences of the archive, and summaries that are written."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from talent_warehouse import database
from talent_warehouse.cli.app import app, narrative_app
from talent_warehouse.cli.screens import Json, show, show_one
from talent_warehouse.operations import narratives

PANEL = "Texts 文字材料"


@narrative_app.command()
def waiting(
    unit: Annotated[str | None, typer.Option(help="Of this reporting unit only.")] = None, as_json: Json = False
) -> None:
    """Figures of texts that nobody knows yet, with the best guess."""
    with database.connect("steward", "talent narrative waiting") as connection:
        show(narratives.waiting(connection, unit), as_json)


@narrative_app.command()
def differing(
    unit: Annotated[str | None, typer.Option(help="Of this reporting unit only.")] = None, as_json: Json = False
) -> None:
    """Figures of texts that contradict what is published, with both places."""
    with database.connect("steward", "talent narrative differing") as connection:
        show(narratives.differing(connection, unit), as_json)


@narrative_app.command()
def decide(
    signature: Annotated[str, typer.Argument(help="As `talent narrative waiting` lists it.")],
    measure: Annotated[str | None, typer.Option(help="The measure that the figure is of.")] = None,
    programme: Annotated[str | None, typer.Option(help="Its programme.")] = None,
    scope: Annotated[str | None, typer.Option(help="Its scope, where the text says it otherwise.")] = None,
    none: Annotated[bool, typer.Option("--none", help="It is of no measure.")] = False,
    as_json: Json = False,
) -> None:
    """Say what a figure is of; remembered, and applied to next year's text of the unit."""
    if (measure is None) != none:
        raise typer.BadParameter("say --measure, or --none")
    with database.connect("steward", "talent narrative decide") as connection:
        show_one(narratives.decide(connection, signature, measure, programme, scope, getpass.getuser()), as_json)


@narrative_app.command("read")
def read_sentence(
    submission: str,
    place: Annotated[str | None, typer.Argument(help="The paragraph, as p12; all without it.")] = None,
    as_json: Json = False,
) -> None:
    """Show sentences of a text from the archive. Who had what shown is logged."""
    with database.connect("steward", "talent narrative read") as connection:
        found = narratives.sentences(connection, submission, place, getpass.getuser())
    show([{"place": piece.place, "kind": piece.kind, "text": piece.text} for piece in found], as_json)


@app.command(rich_help_panel=PANEL)
def narrate(
    year: Annotated[int, typer.Option(help="The year.")],
    file: Annotated[Path, typer.Option("-o", "--to", help="The docx to write.")],
    region: Annotated[str | None, typer.Option(help="Code of a region: province, prefecture, county.")] = None,
    unit: Annotated[str | None, typer.Option(help="Code of a reporting unit.")] = None,
    as_json: Json = False,
) -> None:
    """Write the summary of a region or unit from what is published, and read it back. Exits with 1 if a number overstates."""
    from talent_warehouse.operations.narrate import narrate as write

    if (region is None) == (unit is None):
        raise typer.BadParameter("say --region or --unit")
    with database.connect("steward", "talent narrate") as connection:
        written = write(connection, region, unit, year, file)
    show_one(asdict(written), as_json)
    if written.overstates:
        raise typer.Exit(1)
