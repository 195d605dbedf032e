"""Commands for operators: init, doctor, docs, reread, rejudge, backup, restore, the identity key."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from talent_warehouse import database, settings
from talent_warehouse.cli.app import app, identity_app
from talent_warehouse.cli.screens import (
    Json,
    say,
    show,
    show_one,
    show_rejudged,
    show_reread,
    show_rotation,
)

PANEL = "Operation 运行"


@app.command(rich_help_panel=PANEL)
def init(as_json: Json = False) -> None:
    """Make the state folder, the database, its roles and tables; load the reference seeds. Safe to repeat."""
    from talent_warehouse.contracts.catalogue import require_agreement
    from talent_warehouse.database import seeds
    from talent_warehouse.gate import rulings
    from talent_warehouse.intake import keys, landing, rereads

    require_agreement()
    settings.places().make()
    applied = database.migrate()
    with database.connect("owner", "talent init") as connection:
        keys.required(connection)
    rows = seeds.load()
    with database.connect("owner", "talent init") as connection:
        landing.make_tables(connection)
        older, assumed = rereads.older(connection), rulings.adopt(connection)
        by_older_rules = rulings.older(connection)
    if as_json:
        found = {"seeds": rows, "older": older, "older_rules": by_older_rules, "assumed_rules": assumed}
        print(json.dumps(asdict(applied) | found, ensure_ascii=False))
        return
    say(f"{len(applied.migrations)} migrations applied, {len(applied.functions)} functions and views made anew")
    say(f"{sum(rows.values())} reference rows in {len(rows)} tables")
    if older:
        say(f"{rereads.told(older)}; `talent reread --dry-run` shows what today's reads otherwise")
    if by_older_rules:
        say(
            f"{rulings.told(by_older_rules)}; the next night judges them anew, `talent rejudge FORM --dry-run` shows what"
        )
    if assumed:
        say(f"{assumed} submissions are taken to be judged by today's rules: until now it was not kept by which")
    say(f"state stands in {settings.places().home}")


@app.command(rich_help_panel=PANEL)
def doctor(
    deep: Annotated[
        bool, typer.Option("--deep", help="Read the whole archive: is each document what arrived?")
    ] = False,
    as_json: Json = False,
) -> None:
    """What is wrong with this installation, and the mend. Exits with 1 if anything is."""
    from talent_warehouse.operations import doctor as checks

    rows = checks.examine(deep)
    show(rows, as_json)
    if any(row["state"] != "ok" for row in rows):
        raise typer.Exit(1)


@app.command(rich_help_panel=PANEL)
def docs(page: Annotated[Path, typer.Option("--to", help="The page to write, as models.html.")]) -> None:
    """Write what the models are, column by column, with their queries and lineage: one page that needs no network."""
    from talent_warehouse import build

    build.write_docs(page)
    say(f"{page} written; open it in a browser")


@app.command(rich_help_panel=PANEL)
def reread(
    form: Annotated[str | None, typer.Option(help="Only what may be of this form.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only what arrived since a day.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Read the archive by today's reader: what reads otherwise lands, is judged and answered again, as what it is."""
    from talent_warehouse.operations.reread import reread as read

    result = read(form, since.date() if since else None, dry_run, say)
    show_reread(result, as_json)
    if result.failed:
        raise typer.Exit(1)


@app.command(rich_help_panel=PANEL)
def rejudge(
    form: Annotated[str, typer.Argument(help="The form whose filings are judged.")],
    since: Annotated[
        str | None, typer.Option(help="Only filings of this period and later: 2021, 2021-Q2, 2021-07.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Judge what was judged by today's rules: findings appear and disappear, rows are set aside and freed, units are told."""
    from talent_warehouse.operations.rejudge import rejudge as judge

    show_rejudged(judge(form, since, dry_run, say), as_json)


@app.command(rich_help_panel=PANEL)
def backup(
    folder: Annotated[Path, typer.Argument(help="New folder for the backup.")],
    as_json: Json = False,
) -> None:
    """Write database and archive into a folder; the identity key is not in it and must be kept apart.

    Exits with 1 if a document of the archive is lost or altered; the rest is in the backup.
    """
    from talent_warehouse.operations.backup import backup as write

    made = write(folder)
    say(f"the identity key {made.key_id} is not in it: keep {settings.places().identity_key.name} apart")
    show_one(asdict(made), as_json)
    if made.damaged:
        raise typer.Exit(1)


@app.command(rich_help_panel=PANEL)
def restore(
    folder: Annotated[Path, typer.Argument(help="Folder that `talent backup` wrote.")],
    is_try: Annotated[bool, typer.Option("--try", help="Into a scratch server that is dropped: is it whole?")] = False,
    as_json: Json = False,
) -> None:
    """Make the warehouse anew from a backup, in a database that holds none."""
    from talent_warehouse.operations import backup as backups

    if is_try:
        show_one(asdict(backups.tried(folder)), as_json)
        return
    made = backups.restore(folder)
    say(f"the first night needs the identity key {made.key_id}, and refuses another")
    show_one(asdict(made), as_json)


@identity_app.command("rotate")
def identity_rotate(
    new: Annotated[
        Path | None, typer.Option(help="File with the new key; else TALENT_NEW_IDENTITY_KEY, else the key in place.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be rewritten, and change nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read the archive again under another identity key: no hash of the one before stands anywhere afterwards."""
    from talent_warehouse.operations.rotate import rotate

    show_rotation(rotate(new, dry_run, say), as_json)
