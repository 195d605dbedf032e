"""What the reader did with a file, sheet by sheet: kept with the submission, told in its receipt.

No cell is in it: names of sheets, numbers of rows, letters of columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any, Literal, TypeAlias

from talent_warehouse.reading.files.documents import Sheet
from talent_warehouse.reading.files.facts import column_letter
from talent_warehouse.reading.read import Recognised
from talent_warehouse.reading.tables import stated
from talent_warehouse.reading.tables.body import Account
from talent_warehouse.reading.tables.headers import Header
from talent_warehouse.reading.tables.rows import above
from talent_warehouse.reading.tables.survey import role_named

WhyUnread: TypeAlias = Literal["hidden", "empty", "aside", "other"]

_LOOKED_AT = 40  # rows after which a sheet without a cell counts as empty


@dataclass(frozen=True)
class ReadSheet:
    """One sheet that was read: its first header row, rows of data, rows left out by reason, column letter by field; the
    rows of the header, and those above it by what they are. Together these are all its rows.

    A table that stands beside or below others is one of its own, `part_of` the sheet.
    """

    name: str
    header_row: int
    rows: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    part_of: str | None = None
    header_rows: int = 1
    above: dict[str, int] = field(default_factory=dict)

    @property
    def tab(self) -> str:
        """The name on its tab."""
        return self.part_of or self.name


@dataclass(frozen=True)
class Told:
    """A file as it was read. `unit` is what the file says of itself; `unread` are the other sheets with the reason,
    `period_words` the words that the period was taken from.
    """

    format: str
    unit: str | None
    sheets: tuple[ReadSheet, ...]
    unread: tuple[tuple[str, WhyUnread], ...] = ()
    period_words: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As audit.submission keeps it."""
        return asdict(self)


def from_json(stored: Mapping[str, Any]) -> Told:
    """The account that audit.submission keeps."""
    return Told(
        stored["format"],
        stored["unit"],
        tuple(ReadSheet(**sheet) for sheet in stored["sheets"]),
        tuple((name, why) for name, why in stored["unread"]),
        stored.get("period_words"),
    )


def of(recognised: Recognised, counts: Mapping[Sheet, Account]) -> Told:
    """The account of a file; `counts` are those of its sheets that were read to the end."""
    sheets = []
    for sheet, header in recognised.sheets:
        count = counts.get(sheet, Account())
        columns = {name: column_letter(column + 1) for name, column in header.columns.items()}
        sheets.append(ReadSheet(
            sheet.name, header.row, count.landed, dict(count.left_out), columns, sheet.part_of, header.heading.depth,
            dict(Counter(_above(sheet, header))),
        ))  # fmt: skip
    taken = {sheet.tab for sheet in sheets} | recognised.elsewhere
    unread = [(s.name, _why_unread(s)) for s in recognised.document.sheets if s.name not in taken]
    words = recognised.when.words
    return Told(recognised.document.format, recognised.unit_code, tuple(sheets), tuple(unread), words)


def _above(sheet: Sheet, header: Header) -> Iterator[str]:
    """What each row above a header is; a title that states something is no mere title."""
    for one in above(sheet.rows(), header.heading, sheet.first):
        states = stated.labelled([one.row]) or stated.speaks([one.row], header.form.period_grain)
        yield "labelled" if one.why == "title" and states else one.why


def _why_unread(sheet: Sheet) -> WhyUnread:
    if sheet.is_hidden:
        return "hidden"
    if not any(cell not in (None, "") for row in islice(sheet.rows(), _LOOKED_AT) for cell in row):
        return "empty"
    return "aside" if role_named(sheet.name) else "other"
