"""Commands about published figures: explain, diff, export."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from talent_warehouse import database
from talent_warehouse.cli.app import app
from talent_warehouse.cli.screens import (
    Json,
    out,
    plain,
    show_difference,
    show_one,
)

PANEL = "Figures 数字"


@app.command(rich_help_panel=PANEL)
def explain(
    mart: str,
    key: Annotated[list[str], typer.Option(help="NAME=VALUE, once for each column of the row's key.")],
    column: Annotated[str, typer.Option(help="The column.")],
    publication: Annotated[int | None, typer.Option(help="As of this publication.")] = None,
    max_rows: Annotated[int, typer.Option("--rows", help="How many rows to list; submissions are listed all.")] = 1000,
    role: Annotated[
        str, typer.Option(help="analyst, or researcher, who sees texts of persons, masked; logged.")
    ] = "analyst",
    as_json: Json = False,
) -> None:
    """Where a cell of a mart comes from: step by step down to the cells that were filed."""
    from talent_warehouse.lineage import explain as explaining

    if bad := [k for k in key if "=" not in k]:
        raise typer.BadParameter(f"{', '.join(bad)}: write --key NAME=VALUE")
    if role not in ("analyst", "researcher"):
        raise typer.BadParameter(f"{role!r} is neither analyst nor researcher")
    with database.connect(role, "talent explain") as connection:
        steps = explaining.cell(connection, mart, dict(k.split("=", 1) for k in key), column, publication, max_rows)
    if as_json:
        print(json.dumps(steps, ensure_ascii=False, indent=1, default=plain))
        return
    for step in steps:
        out.print(escape(explaining.sentence(step)), highlight=False, soft_wrap=True)


@app.command(rich_help_panel=PANEL)
def diff(
    old: int,
    new: int,
    mart: Annotated[str | None, typer.Option(help="Cells of this mart only.")] = None,
    as_json: Json = False,
) -> None:
    """What changed between two publications, laid to submissions. Exits with 1 if a cell is laid to nothing."""
    from talent_warehouse.lineage import diff

    with database.connect("owner", "talent diff") as connection:
        found = diff.between(connection, old, new, mart)
    if as_json:
        print(json.dumps({**asdict(found), "unexplained": len(found.unexplained)}, ensure_ascii=False, default=plain))
    else:
        show_difference(found)
    if found.unexplained:
        raise typer.Exit(1)


@app.command(rich_help_panel=PANEL)
def export(
    mart: Annotated[str, typer.Argument(help="Relation of schema mart, as mart_title_structure.")],
    file: Annotated[Path, typer.Option("--to", help="File to write; its ending says the format: .xlsx .csv .parquet")],
    publication: Annotated[int | None, typer.Option(help="As of this publication; the newest otherwise.")] = None,
    as_json: Json = False,
) -> None:
    """Write a mart to a file that says of itself what its columns mean and which publication it shows."""
    from talent_warehouse.publishing.export import export as write

    show_one(asdict(write(mart, file, publication)), as_json)
