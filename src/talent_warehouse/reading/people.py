"""Whom a file is about → nobody in what leaves the reader: rows, findings, account, names of sheets and of the file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from talent_warehouse.contracts import Form, Kind
from talent_warehouse.privacy import Masker, People
from talent_warehouse.reading.account import ReadSheet, Told
from talent_warehouse.reading.files.documents import Cell, Document, Sheet, alias
from talent_warehouse.reading.issues import Issue, UnreadableError, known
from talent_warehouse.reading.tables.headers import normalise
from talent_warehouse.reading.tables.headings import MAX_DEPTH, MAX_SCAN
from talent_warehouse.reading.values.values import as_csv

_PLACE = 3  # columns before those of the form: mark, sheet, row_no


def see(sheet: Sheet, forms: Iterable[Form], people: People) -> None:
    """Add whom a sheet is about that was not read to its end: what stands under a label of names or numbers.

    A sheet that breaks off tells what stands before that.
    """
    found = dict.fromkeys(_labels(forms, "person_name"), people.names)
    found |= dict.fromkeys(_labels(forms, "identity_number"), people.numbers)
    columns: dict[int, list[str]] = {}
    with suppress(UnreadableError):
        for number, row in enumerate(sheet.rows()):
            if number >= MAX_SCAN + MAX_DEPTH and not columns:
                return
            below = [(cells, row[column]) for column, cells in columns.items() if column < len(row)]
            if number < MAX_SCAN + MAX_DEPTH:
                columns |= {n: found[label] for n, cell in enumerate(row) if (label := _label(cell)) in found}
            for cells, cell in below:
                if _label(cell) not in found:
                    cells.append(str(cell))


def _labels(forms: Iterable[Form], kind: Kind) -> frozenset[str]:
    fields = (field for form in forms for field in form.fields if field.kind == kind)
    return frozenset(normalise(label) for field in fields for label in (field.header, *field.synonyms))


def _label(cell: Cell) -> str:
    return normalise(cell) if isinstance(cell, str) else ""


def sheet_names(document: Document, tables: Iterable[ReadSheet], masker: Masker) -> dict[str, str]:
    """What sheets are called whose own names name somebody, and the tables on them: by their number."""
    named = {one.name: alias(n) for n, one in enumerate(document.sheets, 1) if masker.text(one.name) != one.name}
    return named | {
        one.name: one.name.replace(one.part_of, named[one.part_of], 1) for one in tables if one.part_of in named
    }


def issue(one: Issue, sheets: Mapping[str, str], masker: Masker) -> Issue:
    """A finding without people; our own words stay."""
    rule = known()[one.rule_id]
    own = rule.message_zh + rule.message_en
    zh, en = (masker.text(text, is_quoted=True, own=own) for text in (one.message_zh, one.message_en))
    shown = one.value_shown and masker.text(one.value_shown, is_quoted=True)
    return replace(one, message_zh=zh, message_en=en, sheet=one.sheet and _sheet(one.sheet, sheets), value_shown=shown)


def _sheet(name: str, sheets: Mapping[str, str]) -> str:
    """What a sheet is called, or a table on it that was not read."""
    tab, mark, place = name.rpartition("（")
    return sheets.get(name) or (f"{sheets[tab]}{mark}{place}" if tab in sheets else name)


def told(account: Told, sheets: Mapping[str, str], masker: Masker) -> Told:
    """An account without people."""
    words = account.period_words and masker.text(account.period_words, is_quoted=True)
    return replace(
        account, sheets=tuple(_table(one, sheets) for one in account.sheets),
        unread=tuple((sheets.get(name, name), why) for name, why in account.unread), period_words=words,
    )  # fmt: skip


def _table(one: ReadSheet, sheets: Mapping[str, str]) -> ReadSheet:
    part_of = one.part_of and sheets.get(one.part_of, one.part_of)
    return replace(one, name=sheets.get(one.name, one.name), part_of=part_of)


def rewrite(path: Path, form: Form, sheets: Mapping[str, str], people: People, masker: Masker) -> None:
    """Mask the rows that were read, where anybody stands in them: a cell of free text in part, one that does not read
    whole.
    """
    changes: dict[int, Mapping[str, str]] = {1: sheets} if sheets else {}
    for at, (name, _) in enumerate(form.columns, _PLACE):
        if texts := people.texts.get(name):
            is_text = form.field(name).kind == "text"
            changes[at] = masker.changed(texts, masker.text if is_text else masker.cell)
    if not any(changes.values()):
        return
    partial = path.with_suffix(".masked")
    with path.open(encoding="utf-8", newline="") as source, partial.open("w", encoding="utf-8", newline="") as target:
        for row in csv.reader(source):
            for at, changed in changes.items():
                row[at] = changed.get(row[at], row[at])
            target.write(as_csv(row) + "\r\n")
    partial.replace(path)
