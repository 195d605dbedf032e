"""Bytes → sheets: a file opened by its content, guarded before it is read; its cells, and what is known of them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from talent_warehouse import settings
from talent_warehouse.reading.files import biff, kinds, mending, odf, packages, seen, texts, xlsb
from talent_warehouse.reading.files.cells import Cell, Row, Shown, as_text, stored
from talent_warehouse.reading.files.facts import Facts, Merge, too_wide
from talent_warehouse.reading.issues import UnreadableError, refuse

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

__all__ = ["Cell", "Document", "Row", "Sheet", "Shown", "alias", "as_text", "named", "open_document", "stored"]
_HEAD, _MEGABYTE = 8192, 1_000_000
_KEPT = 8_000_000  # bytes of a text whose rows are kept: some ten times as much in memory


@dataclass(frozen=True)
class Sheet:
    """One sheet; `rows()` yields every row from row 1, so that the n-th is what a spreadsheet calls row n.

    `facts()` is known once the rows were read. A table that stands on a sheet with others is one of its own: `part_of`
    is that sheet, `first` the row in which it begins.
    """

    name: str
    index: int
    is_hidden: bool
    rows: Callable[[], Iterator[Row]]
    facts: Callable[[], Facts] = Facts
    part_of: str | None = None
    first: int = 1

    @property
    def tab(self) -> str:
        """The name on its tab."""
        return self.part_of or self.name


@dataclass(frozen=True)
class Document:
    """A file opened by its content. `properties` are the custom properties that a template carries."""

    format: str
    encoding: str | None
    sheets: tuple[Sheet, ...]
    properties: dict[str, str] = field(default_factory=dict)
    authors: tuple[str, ...] = ()  # whom the file names as its writers; nothing tells them

    def is_template_of(self, form: str) -> bool:
        """Whether the file was made by `talent template` for the form."""
        return self.properties.get("talent_form") == form

    def prefilled(self, form: str) -> frozenset[str]:
        """The fields of the form that its template had filled in."""
        names = self.properties.get("talent_prefilled", "") if self.is_template_of(form) else ""
        return frozenset(filter(None, names.split(",")))


def alias(number: int) -> str:
    """What the n-th sheet is called where its name must not be told."""
    return f"第{number}张表"


def named(alias_: str, names: Sequence[str]) -> str:
    """The sheet that is called so, of all in their order."""
    hit = re.fullmatch(r"第(\d+)张表", alias_)
    if alias_ in names or not hit or not 0 < int(hit[1]) <= len(names):
        return alias_
    return names[int(hit[1]) - 1]


def open_document(path: Path) -> Document:
    """Open a file of the archive. Raises: UnreadableError with what the unit should do."""
    size = path.stat().st_size
    if size == 0:
        raise refuse("RD-empty")
    if size > settings.MAX_FILE_BYTES:
        raise refuse("RD-too_large", megabytes=size // _MEGABYTE, limit=settings.MAX_FILE_BYTES // _MEGABYTE)
    with path.open("rb") as file:
        head = file.read(_HEAD)
        data = head + file.read() if head[:2] in (b"PK", b"\xd0\xcf") else b""
    kind = kinds.identify(head, data)
    return _text(path, size <= _KEPT) if kind == "text" else _workbook(kind, data)


def _text(path: Path, is_kept: bool) -> Document:
    """A text streams, for the header's search and again for the data; the rows of a small one are kept between them."""
    text = texts.examine(path)
    mark = texts.separator(path, text.encoding)
    if not texts.is_table(path, text, mark):
        raise kinds.no_table("一行文字")
    facts = Facts()

    def rows() -> Iterator[Row]:
        found = texts.rows(path, text, mark)
        if mark == ",":
            found = texts.split_numbers(found, facts.tell_split)
        return iter(texts.last_line(found, text.may_be_cut, facts.tell_open) if text.is_open else found)  # type: ignore[arg-type]

    sheet = Sheet("csv", 1, False, _once(lambda: list(rows())) if is_kept else rows, lambda: facts)
    return Document("tsv" if mark == "\t" else "csv", text.encoding.removesuffix("-sig"), (sheet,))


def _workbook(kind: kinds.Kind, data: bytes) -> Document:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    known = _examine(kind, data)
    if any(facts.is_unplaced for facts in known.by_name.values()):
        data = mending.with_references(data)
        known = _examine(kind, data)
    if kind in ("xlsx", "xlsm") and (newer := mending.newer_errors(known.by_name.values())):
        data = mending.with_known_errors(data, newer)
    with _reading():
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        described = book.sheets_metadata
    if len(described) > settings.MAX_SHEETS:
        raise refuse("RD-too_many_sheets", count=len(described), limit=settings.MAX_SHEETS)
    sheets = []
    for number, one in enumerate(described, 1):
        is_hidden = one.visible != SheetVisibleEnum.Visible
        if one.typ == SheetTypeEnum.WorkSheet:
            sheets.append(_sheet(book, number, one.name, is_hidden, known.of(one.name, number)))
        else:  # a chart, a macro sheet
            sheets.append(Sheet(_printable(one.name), number, is_hidden, lambda: iter(())))
    return Document(kind, None, tuple(sheets), known.properties, known.authors)


@dataclass(frozen=True)
class _Known:
    """What is known of the sheets besides their cells, by name or in their order; custom properties."""

    by_name: dict[str, Facts] = field(default_factory=dict)
    in_order: Sequence[Facts] = ()
    properties: dict[str, str] = field(default_factory=dict)
    authors: tuple[str, ...] = ()

    def of(self, name: str, number: int) -> Facts:
        if number <= len(self.in_order):
            return self.in_order[number - 1]
        return self.by_name.get(name) or Facts()


def _examine(kind: kinds.Kind, data: bytes) -> _Known:
    """Look the file over before it is opened: guards, and facts."""
    if kind == "xls":
        return _Known(in_order=biff.examine(data))
    package = packages.examine(data)
    if kind == "xlsb":
        return _Known(xlsb.examine(data), properties=package.properties, authors=package.authors)
    return _Known(package.facts, odf.examine(data) if kind == "ods" else (), package.properties, package.authors)


def _printable(name: str) -> str:
    """A sheet's name without control characters, which a database does not take."""
    return re.sub(r"[\x00-\x1f\x7f]", "", name)


def _sheet(book: CalamineWorkbook, number: int, name: str, is_hidden: bool, facts: Facts) -> Sheet:
    rows = _once(lambda: _sheet_rows(book, number - 1, facts))
    return Sheet(_printable(name), number, is_hidden, rows, lambda: facts)


def _once(parse: Callable[[], list[Row]]) -> Callable[[], Iterator[Row]]:
    """Rows that are parsed when they are first asked for: the header's search and the data share them."""
    parsed: list[list[Row]] = []

    def rows() -> Iterator[Row]:
        if not parsed:
            parsed.append(parse())
        return iter(parsed[0])

    return rows


def _sheet_rows(book: CalamineWorkbook, index: int, facts: Facts) -> list[Row]:
    """The cells from A1, with the errors and the formats that the reader drops put back where they stood."""
    with _reading():
        sheet = book.get_sheet_by_index(index)
        if sheet.total_height * sheet.total_width > settings.MAX_SHEET_CELLS:
            raise too_wide(sheet.total_height, sheet.total_width)
        rows: list[Row] = sheet.to_python(skip_empty_area=False)
        if not facts.merges:
            facts.merges += [Merge(a[0] + 1, a[1] + 1, b[0] + 1, b[1] + 1) for a, b in sheet.merged_cell_ranges or ()]
    seen.clear_covered(rows, facts)
    for (row, column), error in facts.errors.items():
        if row <= len(rows):
            line = rows[row - 1]
            line += [None] * (column - len(line))
            line[column - 1] = error
    seen.as_shown(rows, facts)
    return rows


class _reading:  # noqa: N801 - reads as the statement that it is
    """What the libraries raise, as what the unit is told. A reader in Rust panics with a BaseException."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, trace: object) -> None:
        if exc is None or isinstance(exc, UnreadableError | MemoryError | KeyboardInterrupt | SystemExit):
            return
        said = str(exc)
        if type(exc).__name__ == "PasswordError" or "password" in said.lower():
            raise kinds.encrypted() from exc
        if "limit exceeded" in said.lower():
            raise refuse("RD-extent", rows=None, columns=None, said=said) from exc
        raise kinds.broken() from exc
