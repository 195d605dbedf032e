"""Whom a file is about → nobody in what leaves the reader: rows, findings, account, names of sheets and of the file."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from talent_warehouse import identity, names
from talent_warehouse.contracts import Form, Kind
from talent_warehouse.privacy import Masker, People, told_apart
from talent_warehouse.reading.account import ReadSheet, Told
from talent_warehouse.reading.files.documents import Cell, Document, Sheet, alias
from talent_warehouse.reading.issues import Issue, UnreadableError, known
from talent_warehouse.reading.tables.headers import normalise
from talent_warehouse.reading.tables.headings import MAX_DEPTH, MAX_SCAN
from talent_warehouse.reading.tables.lines import texts_of
from talent_warehouse.reading.values.values import as_csv

_OF = "填报人："
_ROWS, _FEW = 2_000, 6  # rows in which a label is looked for, cells of a line that is no row of a table
_PLACE = 3  # columns before those of the form: mark, sheet, row_no


def see(sheet: Sheet, forms: Iterable[Form], people: People, is_read: bool = False) -> None:
    """Add whom the lines of a sheet name; where its table was not read to the end, also what stands under a label of
    names or numbers, or beside one.

    A sheet that breaks off tells what stands before that.
    """
    found = dict.fromkeys(_labels(forms, "person_name"), people.names)
    found |= dict.fromkeys(_labels(forms, "identity_number"), people.numbers)
    columns: dict[int, tuple[list[str], str]] = {}
    with suppress(UnreadableError):
        for number, row in enumerate(sheet.rows()):
            is_top = number < MAX_SCAN + MAX_DEPTH
            if not is_top and (is_read or (number > _ROWS and not columns)):
                return
            texts = texts_of(row)
            if is_top or len(texts) <= _FEW:
                people.lines.append(" ".join(texts))
            if is_read:
                continue
            below = [(into, row[column]) for column, into in columns.items() if column < len(row)]
            if is_top:
                people.lines += (
                    f"{_OF}{two}" for one, two in pairwise(texts) if names.is_label(one) and names.looks_like_one(two)
                )
                columns |= {
                    n: (people.lines, _OF)
                    for n, cell in enumerate(row)
                    if isinstance(cell, str) and names.is_label(cell)
                }
                columns |= {n: (found[label], "") for n, cell in enumerate(row) if (label := _label(cell)) in found}
            for (cells, prefix), cell in below:
                if _label(cell) not in found:
                    cells.append(f"{prefix}{cell}")


def _labels(forms: Iterable[Form], kind: Kind) -> frozenset[str]:
    fields = (field for form in forms for field in form.fields if field.kind == kind)
    return frozenset(normalise(label) for field in fields for label in (field.header, *field.synonyms))


def _label(cell: Cell) -> str:
    return normalise(cell) if isinstance(cell, str) else ""


def sheet_names(document: Document, tables: Iterable[ReadSheet], masker: Masker) -> dict[str, str]:
    """What sheets are called whose own names name somebody, or look as if they did, and the tables on them: by their
    number.
    """
    every = enumerate(document.sheets, 1)
    named = {one.name: alias(n) for n, one in every if masker.text(one.name) != one.name or _is_name(one.name, masker)}
    return named | {
        one.name: one.name.replace(one.part_of, named[one.part_of], 1) for one in tables if one.part_of in named
    }


def _is_name(text: str, masker: Masker) -> bool:
    """Whether a text says a name and nothing else: whoever made a sheet stands in none of its cells."""
    bare = re.sub(r"[\W\d_]+", "", text)
    return names.looks_like_one(bare) and not masker.is_word(bare)


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


def rewrite(
    path: Path, form: Form, sheets: Mapping[str, str], people: People, masker: Masker, key: identity.Key
) -> None:
    """Mask the rows that were read, where anybody stands in them: a cell of free text in part, one that does not read
    whole.
    """
    changes: dict[int, Mapping[str, str]] = {1: sheets} if sheets else {}
    for at, (name, _) in enumerate(form.columns, _PLACE):
        if texts := people.texts.get(name):
            is_text = form.field(name).kind == "text"
            changed: Mapping[str, str] = masker.changed(texts, masker.text if is_text else masker.cell)
            if name in form.business_key:  # two people's are two rows
                changed = {text: told_apart(mask, "text", text, key=key) for text, mask in changed.items()}
            changes[at] = changed
    if not any(changes.values()):
        return
    partial = path.with_suffix(".masked")
    with path.open(encoding="utf-8", newline="") as source, partial.open("w", encoding="utf-8", newline="") as target:
        for row in csv.reader(source):
            for at, changed in changes.items():
                row[at] = changed.get(row[at], row[at])
            target.write(as_csv(row) + "\r\n")
    partial.replace(path)
