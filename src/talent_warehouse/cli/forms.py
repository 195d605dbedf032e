"""Commands about forms: list, show, template."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from talent_warehouse import contracts, database
from talent_warehouse.cli.app import app, form_app
from talent_warehouse.cli.screens import (
    Json,
    brought,
    out,
    say,
    show,
    show_rules,
)
from talent_warehouse.operations import ledger

PANEL = "Forms 报表"


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


@app.command(rich_help_panel=PANEL)
def rules(
    what: Annotated[
        str | None, typer.Argument(metavar="WHAT", help="A form, `reader`, a relation of gate 2, or a rule's id.")
    ] = None,
    as_json: Json = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print all of them as docs/rules.md.")] = False,
) -> None:
    """The rules of the reader and of both gates: what each says and why; with an id also what it checks."""
    from talent_warehouse.gate import catalogue

    if as_markdown:
        print(catalogue.page(), end="")
    else:
        show_rules(catalogue.chosen(what), as_json)


@app.command(rich_help_panel=PANEL)
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
    from talent_warehouse import template as templates
    from talent_warehouse.intake import submissions
    from talent_warehouse.template import codes, prefill

    contract = contracts.form(form)
    if period:
        submissions.check_period(contract, period)
    with database.connect("steward", "talent template") as connection:
        owner = ledger.unit(connection, unit) if unit else None
        lists = codes.load(connection, owner["region_prefix"] if owner else "")
        hints = codes.load_hints(connection)
        slot = submissions.Slot(unit, form, period, part or submissions.WHOLE) if unit and period else None
        known = prefill.load(connection, contract, slot) if slot else prefill.Known()
    templates.write(
        contract, output, unit=unit, period=period, part=part, codes=lists, hints=hints, known=known.rows,
        unit_name=owner["name"] if owner else None,
    )  # fmt: skip
    say(f"{output} written" + (brought(contract, known) if slot else ""))
