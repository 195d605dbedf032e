"""What commands print: JSON on stdout, or what a person reads."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from talent_warehouse import contracts, settings

out = Console()


err = Console(stderr=True)


_COLOUR = {"critical": "red", "warning": "yellow", "info": "dim", "trial": "dim"}


Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]


def plain(value: Any) -> Any:
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
        print(json.dumps(list(rows), ensure_ascii=False, indent=1, default=plain))
        return
    if not rows:
        err.print("nothing to show")
        return
    table = Table(header_style="bold")
    names = list(columns or rows[0])
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*("" if row[n] is None else text_of(row[n]) for n in names))
    out.print(table)


def show_one(record: dict[str, Any], as_json: bool) -> None:
    """Print one record as a JSON object, or as a line a field."""
    if as_json:
        print(json.dumps(record, ensure_ascii=False, default=plain))
        return
    for name, value in record.items():
        shown = "  ".join(f"{k} {v}" for k, v in value.items()) or "none" if isinstance(value, dict) else value
        out.print(f"{name.replace('_', ' '):14} {shown}", highlight=False)


def text_of(value: Any) -> str:
    local = value.astimezone(ZoneInfo(settings.TIMEZONE)) if isinstance(value, datetime) else value
    return f"{local:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def say(message: str) -> None:
    """Progress, on stderr."""
    err.print(f"[dim]{datetime.now():%H:%M:%S}[/] {message}", highlight=False)


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
        out.print(f"    {row['rows_landed']} rows{bad}, received {text_of(row['received_at'])}", highlight=False)
        if row["reason"]:
            out.print(f"    {escape(row['reason'])}", highlight=False)
    err.print(f"{len(rows)} submissions")


def show_read(told: dict[str, Any]) -> None:
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


def show_findings(rows: Sequence[dict[str, Any]], as_json: bool) -> None:
    """Findings as JSON, or two lines each: the place, and what to do."""
    if as_json:
        show(rows, True)
        return
    for row in rows:
        place = " ".join(str(row[n]) for n in ("unit", "file", "sheet", "row", "column") if row[n] is not None)
        out.print(f"[{_COLOUR[row['severity']]}]{row['severity']:8}[/] {row['rule']}  {escape(place)}", highlight=False)
        out.print(f"         {escape(row['message_zh'])}", highlight=False)
    err.print(f"{len(rows)} findings")


def show_rules(found: Sequence[Any], as_json: bool) -> None:
    """Rules as JSON, or three lines each: the place, what is told, why; of a single rule also what it checks."""
    if as_json:
        show([asdict(rule) for rule in found], True)
        return
    for one in found:
        place = f"{one.where} {one.column}".rstrip() + (f" since {one.since}" if one.since else "")
        out.print(f"[{_COLOUR[one.severity]}]{one.severity:8}[/] {one.rule}  {escape(place)}", highlight=False)
        out.print(f"         {escape(one.message_zh)}", highlight=False)
        out.print(f"         {escape(one.reason)}", style="dim", highlight=False)
        if len(found) == 1:
            out.print(f"         {escape(one.check or 'what the code finds while it reads')}", highlight=False)
    err.print(f"{len(found)} rules")


def show_reread(result: Any, as_json: bool) -> None:
    """What reads otherwise: a line a submission, ten of its cells, its findings; what could not be read last."""
    if as_json:
        _print_changes(result)
        return
    _show_changes(result)
    done = "nothing was changed" if result.is_dry_run else f"{result.accepted} accepted, {result.returned} returned"
    err.print(f"{result.documents} documents read, {len(result.changes)} submissions read otherwise; {done}")


def show_rejudged(result: Any, as_json: bool) -> None:
    """What is judged otherwise: a line a submission with its findings by rule, then rule by rule."""
    if as_json:
        print(json.dumps(asdict(result), ensure_ascii=False, indent=1, default=plain))
        return
    for c in result.changes:
        rows = f"{c.rows_set_aside} rows set aside, {c.rows_freed} freed"
        out.print(f"{c.submission_id} {c.slot}  {c.state} → {c.now}  {rows}", highlight=False)
        for rule, n in c.findings.items():
            out.print(f"    {rule} +{n.appeared} -{n.disappeared}", highlight=False)
    for rule, n in result.rules.items():
        trial = " (on trial)" if n.is_trial else ""
        out.print(f"{rule}{trial}: {n.appeared} findings appear, {n.disappeared} disappear", highlight=False)
    err.print(
        f"{result.judged} submissions judged, {len(result.changes)} otherwise; {result.rows_set_aside} rows set aside,"
        f" {result.rows_freed} freed; {len(result.units)} units {'would be' if result.is_dry_run else 'are'} told"
    )


def show_rotation(result: Any, as_json: bool) -> None:
    """What reads otherwise, as of reading anew; what was rewritten, and what is to be done last."""
    if as_json:
        _print_changes(result)
        return
    _show_changes(result)
    done = "would be rewritten: nothing was changed" if result.is_dry_run else "rewritten"
    err.print(
        f"key {result.key_before or 'none'} → {result.key_id}: {result.submissions} submissions, {result.rows} rows,"
        f" {result.persons} persons {done}"
    )
    if result.to_do:
        err.print(f"[red]{escape(result.to_do)}[/]", highlight=False)


def _print_changes(result: Any) -> None:
    changes = [{**asdict(c), "slot": str(c.slot)} for c in result.changes]
    print(json.dumps(asdict(result) | {"changes": changes}, ensure_ascii=False, indent=1, default=plain))


def _show_changes(result: Any) -> None:
    for c in result.changes:
        out.print(f"{c.submission_id} {c.slot}  {c.state or 'new'} → {c.now}  {c.cells} cells", highlight=False)
        if c.reason:
            out.print(f"    {escape(c.reason)}", highlight=False, soft_wrap=True)
        for cell in c.shown[:10]:
            place = escape(f"{cell.sheet} {cell.row_no} {cell.field}  {cell.before} → {cell.after}")
            out.print(f"    {place}", highlight=False, soft_wrap=True)
        for rule, count in c.findings.items():
            out.print(f"    {rule} {count:+d}", highlight=False)
    for line in result.failed:
        err.print(f"[red]{escape(line)}[/]", highlight=False)


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


def brought(form: contracts.Form, brought: Any) -> str:
    if brought.rows:
        return f", {len(brought.rows)} rows prefilled from {brought.submission_id} ({brought.period})"
    return "; nothing of its persons is kept in clear, so no row is prefilled" if form.person else ""


def show_publication(result: Any, as_json: bool) -> None:
    if result is None:
        say("nothing new: the last publication holds what is in force")
    if result or as_json:
        show_one(asdict(result) if result else {"no": None}, as_json)
