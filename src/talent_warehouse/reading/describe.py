"""`talent read`: what was recognised in a file, as one document; nothing is stored, and no value is interpreted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from talent_warehouse.reading.files.documents import Document, open_document, stored
from talent_warehouse.reading.files.facts import column_letter
from talent_warehouse.reading.filings import Reader
from talent_warehouse.reading.issues import Issue, UnreadableError, issue
from talent_warehouse.reading.tables import messages, shapes, survey
from talent_warehouse.reading.tables.body import Account, Told, data
from talent_warehouse.reading.tables.cells import CellIssues
from talent_warehouse.reading.tables.headers import Header
from talent_warehouse.reading.tables.layouts import Layout, layout
from talent_warehouse.reading.tables.lines import Why
from talent_warehouse.reading.tables.plain import Column
from talent_warehouse.reading.tables.rows import DataRow, Excluded, above, below
from talent_warehouse.reading.tables.survey import Surveyed
from talent_warehouse.reading.tables.totals import Total, Totals
from talent_warehouse.reading.values.values import Lookups

_LOST_FROM = 1e15  # Excel keeps 15 digits


@dataclass(frozen=True)
class Question:
    """A file that somebody wants to know about."""

    path: Path


@dataclass
class _Body:
    """What stands below and above one heading."""

    rows: list[int] = field(default_factory=list)
    excluded: list[Excluded] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def describe(question: Question, reader: Reader) -> dict[str, Any]:
    """The document of `talent read`. `can_be_read` is for the exit code and is taken out by the caller."""
    result: dict[str, Any] = {
        "file": _name(question.path),
        "sha256": _digest(question.path),
        "format": None,
        "encoding": None,
    }
    try:
        document = open_document(question.path)
        units = frozenset(reader.lookups.get("unit", ()))
        found = survey.survey(document, reader.forms, units)
        told = [_sheet(one, reader.lookups, document) for one in found]
    except UnreadableError as exc:
        return {**result, "sheets": [], "findings": [_finding(exc.issue)], "can_be_read": False}
    issues = [*_whole(found, reader), *(issue for _, own in told for issue in own)]
    result |= {"format": document.format, "encoding": document.encoding, "sheets": [one for one, _ in told]}
    return {**result, "findings": [_finding(i) for i in issues], "can_be_read": True}


def refused(path: Path, issue: Issue) -> dict[str, Any]:
    """The document of a file that ended its reader."""
    return {
        "file": _name(path), "sha256": _digest(path), "format": None, "encoding": None, "sheets": [],
        "findings": [_finding(issue)], "can_be_read": False,
    }  # fmt: skip


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _finding(issue: Issue) -> dict[str, Any]:
    """A finding under the names that `talent findings` uses."""
    return {
        "rule": issue.rule_id, "severity": issue.severity, "sheet": issue.sheet, "row": issue.row_no,
        "column": issue.column, "value_shown": issue.value_shown, "message_zh": issue.message_zh,
        "message_en": issue.message_en,
    }  # fmt: skip


def _name(path: Path) -> str:
    """A file name that any terminal takes."""
    return path.name.encode(errors="replace").decode()


def _whole(found: tuple[Surveyed, ...], reader: Reader) -> Iterator[Issue]:
    """What is said of sheets that are not taken, and of a file without a form."""
    if any(one.form for one in found):
        yield from survey.unread(found, reader.forms)
        return
    yield shapes.of(found, reader.forms, reader.lookups) or survey.no_form(found, names_any=True)


def _sheet(one: Surveyed, lookups: Lookups, document: Document) -> tuple[dict[str, Any], list[Issue]]:
    heading, plan = one.heading, _plan(one, lookups, document)
    is_read = plan is not None and one.role == "data" and not one.sheet.is_hidden
    body = _body(one, plan, lookups, document) if plan and is_read else _Body()
    if one.form and one.header and not one.sheet.is_hidden:
        body.issues[:0] = messages.of_header(one.sheet, one.header)
    names = {c: f for f, c in plan.columns.items()} if plan and one.form else {}
    is_shown = heading is not None and one.role == "data"
    told = {
        "name": one.sheet.name,
        "index": one.sheet.index,
        "hidden": one.sheet.is_hidden,
        "role": one.role,
        "form": one.form.name if one.form else None,
        "header_rows": list(range(heading.row, heading.last + 1)) if heading and is_shown else [],
        "first_data_row": body.rows[0] if body.rows else None,
        "last_data_row": body.rows[-1] if body.rows else None,
        "rows": len(body.rows),
        "columns": [
            {"column": c + 1, "letter": column_letter(c + 1), "header": label, "field": names.get(c)}
            for c, label in enumerate(heading.labels if heading and is_shown else ())
            if label
        ],
        "excluded": [{"row": e.row_no, "why": _WHY.get(e.why, e.why)} for e in body.excluded],
        "totals": [
            {"row": t.row_no, "column": t.column, "stated": float(t.stated), "computed": float(t.computed)}
            for t in body.totals
        ],
    }
    return told, body.issues


_WHY: dict[Why, str] = {"numbering": "note", "example": "note", "prefilled": "blank"}


def _plan(one: Surveyed, lookups: Lookups, document: Document) -> Layout | None:
    if one.form and one.header:
        return layout(one.header, document.prefilled(one.form.name), lookups)
    return layout(one.heading) if one.heading else None


def _body(one: Surveyed, plan: Layout, lookups: Lookups, document: Document) -> _Body:
    body = _of_form(one, one.header, lookups, document) if one.form and one.header else _of_table(one, plan, lookups)
    last = max([*body.rows[-1:], *(row.row_no for row in body.excluded if row.why != "blank")], default=0)
    body.excluded = [
        row for row in body.excluded if row.row_no <= last
    ]  # blank rows count only where something follows
    body.excluded[:0] = above(one.sheet.rows(), plan.heading, one.sheet.first)
    return body


def _of_form(one: Surveyed, header: Header, lookups: Lookups, document: Document) -> _Body:
    """The rows of a form, as whoever lands them sees them."""
    told = Told()
    account = Account(told=told)
    lost: list[Issue] = []
    for own, numbers, cells in data(one.sheet, header, lookups, account, document.prefilled(header.form.name)):
        lost += _lost(one, own, numbers, cells)
    return _Body(
        told.rows,
        told.left_out,
        told.totals,
        [*messages.of_lines(one.sheet, header, survey.top_rows(one)), *account.issues, *lost],
    )


def _of_table(one: Surveyed, plan: Layout, lookups: Lookups) -> _Body:
    """The rows of a table that is no form's."""
    body, facts, units = _Body(), one.sheet.facts(), frozenset(lookups.get("unit", ()))
    totals, watch = Totals(plan, units), CellIssues(one.sheet.name, plan, facts)
    for row in below(one.sheet.rows(), plan, facts.merges, None, facts.struck):
        if isinstance(row, DataRow):
            body.rows.append(row.row_no)
            cells = {name: (cell,) for name, cell in row.cells.items()}
            totals.add(cells)
            watch.see((row.row_no,), cells)
            continue
        body.excluded.append(row)
        body.totals += totals.check(row) if row.why == "total" else ()
        body.issues += [messages.left_out(one.sheet.name, row)] if row.is_filled else []
    body.totals += totals.check_leading()
    body.issues += watch.found()
    body.issues += messages.groups(one.sheet.name, [row.row_no for row in body.excluded if row.why == "group"])
    body.issues += messages.struck(one.sheet.name, [row.row_no for row in body.excluded if row.why == "struck"])
    body.issues += (messages.wrong_total(one.sheet.name, t, _label(plan, t)) for t in body.totals if not t.agrees)
    return body


def _label(plan: Layout, total: Total) -> str:
    return plan.heading.labels[total.column - 1]


def _lost(one: Surveyed, header: Header, numbers: Sequence[int], cells: Mapping[str, Column]) -> Iterator[Issue]:
    """Identity numbers that a spreadsheet kept as numbers; the gate says so of a filing."""
    for own in header.form.fields:
        if own.kind != "identity_number" or own.name not in cells:
            continue
        for row_no, shown in zip(numbers, cells[own.name], strict=True):
            cell = stored(shown)
            if isinstance(cell, float) and cell >= _LOST_FROM:
                place = f"{column_letter(header.columns[own.name] + 1)}{row_no}"
                yield issue("RD-lost_digits", sheet=one.sheet.name, row_no=row_no, column=own.name, place=place)
