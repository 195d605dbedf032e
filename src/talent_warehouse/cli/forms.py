"""Commands about forms: list, show, new, check, template, rules."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

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


@form_app.command("new")
def form_new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name, as flat_register.")],
    title: Annotated[str, typer.Option(help="Its Chinese title, as 人才公寓台账.")],
    fields: Annotated[Path, typer.Option(help="The list of its fields, .yaml or .csv.")],
    rows: Annotated[str | None, typer.Option(help="What a row is: persons, things, events, amounts.")] = None,
    period: Annotated[str | None, typer.Option(help="year, quarter or month.")] = None,
    count: Annotated[
        list[str] | None, typer.Option(help="A measure of its rows: 'TALENT_FLATS 人才公寓套数 套'; once for each.")
    ] = None,
    owed: Annotated[
        list[str] | None, typer.Option(help="Who owes it: 'talent_office county 31', or none; once for each.")
    ] = None,
    years: Annotated[str | None, typer.Option(help="First and last year in which it is owed: 2021-2025.")] = None,
    english: Annotated[str | None, typer.Option(help="What it is in English: Register of flats.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Name what would be written, and write nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Write a new form: contract, models, rules and their cases, seeds, sample. Nothing that there is is overwritten."""
    from talent_warehouse.forms import asked, begin, catalogue, plan

    seeds = catalogue.load()
    options = asked.Options(rows, period, tuple(count or ()), tuple(owed or ()), years, english)
    found = begin.writings(plan.make(asked.read(fields, name, title, options, seeds), seeds), seeds)
    if not dry_run:
        begin.write(found)
    show([{"file": str(w.path), "change": "new" if w.is_new else "more", "lines": w.lines} for w in found], as_json)
    if dry_run:
        say("nothing is written")
    else:
        say(f"{name} written. Now: talent form check {name}; talent init; talent template {name} -o {title}.xlsx")


@form_app.command("check")
def form_check(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="One form; without it all.")] = None,
    as_json: Json = False,
) -> None:
    """What is missing of a form or does not fit, each with its place and mend; exit code 1 where something is an error."""
    from talent_warehouse.forms import checks

    found = checks.check([name] if name else [])
    if as_json:
        show([asdict(fault) for fault in found], as_json)
    for fault in () if as_json else found:
        colour = "red" if fault.severity == "error" else "yellow"
        place = escape(f"{fault.form}, {fault.place}: {fault.found}; {fault.mend}.")
        out.print(f"[{colour}]{fault.severity}[/] {place}", highlight=False, soft_wrap=True)
    if any(fault.severity == "error" for fault in found):
        raise typer.Exit(1)
    if not found:
        say("nothing is missing")


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
