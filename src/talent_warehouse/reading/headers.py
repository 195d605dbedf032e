"""Sheet → header: the row that names a form's fields, in any order, under title and note rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from talent_warehouse.contracts import Form
from talent_warehouse.reading.documents import Cell, Row

MAX_SCAN = 40  # rows above the header: longer covers were met nowhere
ACCEPT = 0.6  # share of the required headers that makes a row the header; below it any list of nouns would do
NEAR = 70.0  # likeness in percent from which a header is offered as what was meant, never taken
_BRACKET = re.compile(r"[(\[【〔<][^)\]】〕>]*[)\]】〕>]")
_NUMBERING = re.compile(r"^(?:\d{1,2}[.、]|[一二三四五六七八九十]{1,2}、)(?=\D)")


@dataclass(frozen=True)
class Header:
    """Where a form's header stands in a sheet. Columns count from 0; `row` counts from 1."""

    form: Form
    row: int
    columns: dict[str, int]  # field → column
    missing: tuple[str, ...]  # required headers that were not found
    unknown: tuple[tuple[int, str, str | None], ...]  # column, label, nearest header of the form
    duplicates: tuple[str, ...]
    score: float

    @property
    def is_accepted(self) -> bool:
        return self.score >= ACCEPT


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """A header's text without brackets, spaces, line breaks, stars and numbering."""
    flat = re.sub(r"[\s*※★\u200b\ufeff_]+", "", unicodedata.normalize("NFKC", text))
    flat = _BRACKET.sub("", flat) or flat
    return _NUMBERING.sub("", flat).strip(":、,.。;").casefold()


def names_of(form: Form) -> dict[str, str]:
    """Field by each normalised label that means it."""
    return {normalise(label): f.name for f in form.fields for label in (f.header, *f.synonyms)}


def match(row: Sequence[Cell], number: int, form: Form, names: Mapping[str, str]) -> Header:
    """How well one row is the header of a form; `names` are those of `names_of`."""
    columns, duplicates = dict[str, int](), list[str]()
    unknown: list[tuple[int, str]] = []
    for column, cell in enumerate(row):
        label = str(cell).strip() if cell is not None else ""
        if not label:
            continue
        field = names.get(normalise(label))
        if field is None:
            unknown.append((column, label))
        elif field in columns:
            duplicates.append(form.field(field).header)
        else:
            columns[field] = column
    required = [f for f in form.fields if f.required]
    missing = tuple(f.header for f in required if f.name not in columns)
    noise = len(unknown) / max(len(unknown) + len(columns), 1)
    score = (len(required) - len(missing)) / max(len(required), 1) - 0.15 * noise
    return Header(
        form, number, columns, missing, tuple((c, t, None) for c, t in unknown), tuple(duplicates), round(score, 3)
    )


def find_header(rows: Iterable[Row], forms: Iterable[Form]) -> Header | None:
    """The best header of any form in the first rows, accepted or not; `missing` is the message."""
    named = [(form, names_of(form)) for form in forms]
    found = (match(row, number, *pair) for number, row in enumerate(rows, 1) if any(row) for pair in named)
    best = max(found, key=lambda h: (h.score, -h.row), default=None)
    if best is None or not (best.missing or best.unknown):
        return best
    return _with_nearest(best)


def _with_nearest(header: Header) -> Header:
    """Offer for each unknown column the missing header that it most likely meant."""
    from dataclasses import replace

    from rapidfuzz import fuzz, process

    free = [f.header for f in header.form.fields if f.name not in header.columns]
    unknown: list[tuple[int, str, str | None]] = []
    for column, label, _ in header.unknown:
        near = process.extractOne(normalise(label), free, scorer=fuzz.ratio, processor=normalise, score_cutoff=NEAR)
        unknown.append((column, label, near[0] if near else None))
    return replace(header, unknown=tuple(unknown))
