"""Commands that do the work of a night: ingest, publish, rebuild, night."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from talent_warehouse.cli.app import app
from talent_warehouse.cli.screens import (
    Json,
    plain,
    say,
    show_one,
    show_publication,
)

PANEL = "The night 夜间处理"


@app.command(rich_help_panel=PANEL)
def ingest(
    quiet: Annotated[
        bool, typer.Option("--quiet-files/--all-files", help="Pass over files still being written.")
    ] = True,
    as_json: Json = False,
) -> None:
    """Take in what the inbox holds: collect, land, judge, answer."""
    from talent_warehouse import night

    show_one(asdict(night.ingest(quiet, say)), as_json)


@app.command(rich_help_panel=PANEL)
def publish(as_json: Json = False) -> None:
    """Build the star and the marts from what is in force, judge them, and publish."""
    from talent_warehouse import night

    show_publication(night.publish(False, say), as_json)


@app.command(rich_help_panel=PANEL)
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
    show_publication(night.publish(True, say), as_json)


@app.command("night", rich_help_panel=PANEL)
def whole_night(as_json: Json = False) -> None:
    """Ingest, then publish: what the scheduler does at 02:00."""
    from talent_warehouse import night

    ingested = night.ingest(True, say)
    published = night.publish(False, say)
    both = {"ingest": asdict(ingested), "publication": asdict(published) if published else None}
    if as_json:
        print(json.dumps(both, ensure_ascii=False, default=plain))
        return
    show_one(asdict(ingested), False)
    show_publication(published, False)
