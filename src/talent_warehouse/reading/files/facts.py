"""What the fast reader does not say of a sheet: error cells, formulas that nobody calculated, what is hidden, merged,
or shown with a sign. From one pass over the sheet's XML in pieces; rare things are looked for first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from talent_warehouse import settings
from talent_warehouse.reading.files import number_format
from talent_warehouse.reading.files.struck import Cells
from talent_warehouse.reading.issues import UnreadableError, refuse

# The errors of a spreadsheet by their number in the binary formats.
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}

_DIGITS, _ALIKE = "9", 3  # how digits stand in a pattern; cells that differ, from which all alike are no accident
Concealed: TypeAlias = Literal["zero", "number", "word", "text"]  # a word in the place of a number is seen
Place: TypeAlias = tuple[int, int]  # row, column, from 1
Span: TypeAlias = tuple[int, int]  # first, last, from 1


@dataclass(frozen=True)
class Merge:
    """A merged range; rows and columns from 1, both ends inside."""

    top: int
    left: int
    bottom: int
    right: int


class OpenLine(NamedTuple):
    """The last line of a text where it has no end: how many fields it lacks, in which column it ends, what stands there
    (None where that is whole for certain), and what does in the rows before, with their numbers.
    """

    row_no: int
    missing: int
    column: int
    cell: str | None
    before: tuple[tuple[int, str], ...]

    def judged(self, first: int) -> tuple[bool, bool]:
        """Whether its last cell is like others from the row `first` on and so whole; whether it begins like all others,
        and ends early. A number of other length is neither.
        """
        if self.cell is None:
            return True, False
        others = {cell for row, cell in self.before if row >= first}
        patterns = {_pattern(cell) for cell in others}
        own, common = _pattern(self.cell), next(iter(patterns)) if len(patterns) == 1 else ""
        is_whole = self.cell in others or own == common not in ("", _DIGITS)
        is_short = len(others) >= _ALIKE and own.startswith(_DIGITS) and own != common and common.startswith(own)
        return is_whole, is_short


def _pattern(text: str) -> str:
    """1200.00 is 9.99, 2021-05-10 is 9-99-99."""
    return re.sub(r"\d", _DIGITS, re.sub(r"^\d+", _DIGITS, text.strip()))


@dataclass
class Facts:
    """Of one sheet; empty where the format does not tell."""

    errors: dict[Place, str] = field(default_factory=dict)  # #N/A …: calamine returns "" for these
    uncached: set[Place] = field(default_factory=set)  # formulas without a value
    struck: dict[Place, bool] = field(default_factory=dict)  # cells that are struck through: whether they are whole
    shown: dict[Place, str] = field(default_factory=dict)  # numbers shown as per cent or in 万, with the format
    concealed: dict[Place, Concealed] = field(default_factory=dict)  # what formats do not show, once the rows were read
    hides_zeros: bool = False  # no zero is shown on the sheet
    hidden_rows: list[Span] = field(default_factory=list)
    hidden_columns: list[Span] = field(default_factory=list)
    is_filtered: bool = False
    is_1904: bool = False  # dates count from 1904
    is_unplaced: bool = False  # cells of it have no references
    open_line: OpenLine | None = None  # the last line of a text, where it has no end
    split_numbers: dict[int, str] = field(default_factory=dict)  # rows of a text that a number's own comma cut longer
    merges: list[Merge] = field(default_factory=list)

    def tell_split(self, row_no: int, number: str) -> None:
        """Known when the row was read."""
        self.split_numbers[row_no] = number

    def tell_open(self, line: OpenLine) -> None:
        """Known when the last row was read."""
        self.open_line = line

    def hide_row(self, number: int) -> None:
        """Rows come in order: a million hidden ones are one span."""
        spans = self.hidden_rows
        if spans and spans[-1][1] == number - 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))


_P = rb"(?:\w+:)?"  # a namespace prefix: no common writer has one, some readers' test files do
_USED = re.compile(rb"<" + _P + rb'c r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
_PLAIN_USED = re.compile(_USED.pattern.replace(_P, b""))  # a search for a fixed beginning is three times faster
# A cell beyond column AZ or row 99 999: a piece without one spans 52 × 99 999 cells at most.
_FAR = re.compile(rb'<c r="(?!A?[A-Z]\d{1,5}")')
_UNUSUAL = re.compile(rb'<c(?: (?!r="A?[A-Z]\d{1,5}")|[>/])')  # without one, no cell is far, and each has its reference
_NEAR = (99_999, 52)
_CELL = re.compile(rb"<" + _P + rb"c(?=[\s/>])[^>]*>")
_ERROR = re.compile(rb"""\bt=["']e["']""")
_FORMULA = re.compile(rb"<" + _P + rb"f[ />]")
_VALUE = re.compile(rb"<" + _P + rb"v(?:\s[^>]*)?>([^<]+)<")
_END = re.compile(rb"</" + _P + rb"c>|<" + _P + rb"c[ >]")
_REF = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_TYPED = re.compile(rb"""\bt=["'](?!n["'])""")
_HIDDEN = re.compile(
    rb"""\bhidden=["'](?:1|true)["']|\b(?:ht|width)=["']0(?:\.0*)?["']"""
)  # some write no more than that
_ROW = re.compile(rb"""\br=["'](\d+)["']""")
_COLUMNS = re.compile(rb"""\b(min|max)=["'](\d+)["']""")
_MERGE = re.compile(rb"<" + _P + rb"""mergeCell\b[^>]*?ref=["']\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)["']""")
_NO_ZEROS = re.compile(rb"""\bshowZeros=["'](?:0|false)["']""")
_TOP = 20_000  # bytes in which a sheet's cells begin
_HOLD = 8_000_000  # bytes of one unfinished row: above any real one; then the piece is looked at as it is


def column_number(letters: bytes) -> int:
    """A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def column_letter(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class MeasureError(Exception):
    """A sheet may span too much, by what its cells span at most: they must be measured one by one."""


class Scanner:
    """Facts of a worksheet part, fed in pieces. Raises: UnreadableError when the values span too much."""

    def __init__(self, signs: dict[int, str], is_exact: bool = False, struck: Cells | None = None) -> None:
        """`signs` are the number formats that say what a number is of, by style index; `is_exact` measures every cell;
        `struck` finds those that are struck through.
        """
        self.facts = Facts()
        self._struck = struck or Cells((), {})
        self._signs, self._mute = signs, {s for s, code in signs.items() if number_format.hides_text(code)}
        self._signed = (
            re.compile(rb"""\bs=["'](%s)["']""" % b"|".join(b"%d" % s for s in sorted(signs))) if signs else None
        )
        self._held = b""
        self._rows = self._columns = 0
        self._is_exact, self._is_bound = is_exact, False

    def feed(self, chunk: bytes) -> None:
        """Look at whole rows; what is left of the last stays for the next piece."""
        window = self._held + chunk
        cut = window.rfind(b"row>") + 4
        if cut < 4 and len(window) < _HOLD:
            self._held = window
            return
        cut = len(window) if cut < 4 else cut
        self._held = window[cut:]
        self._look(window[:cut])

    def close(self) -> Facts:
        """What stands after the last row: merges, filters."""
        self._look(self._held)
        self._held = b""
        return self.facts

    def _look(self, xml: bytes) -> None:
        # A search for one byte is fifty times faster than for two; colons stand in names before the cells.
        has_colon = xml.find(b":", max(xml.find(b"<sheetData", 0, _TOP), 0)) >= 0
        has_f = b"f" in xml
        is_usual = not _UNUSUAL.search(xml)
        self._measure(xml, has_colon, is_usual)
        facts = self.facts
        facts.hides_zeros = facts.hides_zeros or bool(_NO_ZEROS.search(xml, 0, _TOP))
        if not facts.is_unplaced and (has_colon or not (is_usual or _are_placed(xml))):
            facts.is_unplaced = any(not _REF.search(cell) for cell in _CELL.findall(xml))
        if b't="e"' in xml or (b"'" in xml and b"t='e'" in xml):
            facts.errors.update(_errors(xml))
        if (has_f and b"<f" in xml) or (has_colon and b":f" in xml):
            facts.uncached.update(_uncached(xml))
        if b"h" in xml and (b"hidden=" in xml or b'ht="0' in xml or b'width="0' in xml):
            self._hidden(xml)
        for tag, is_whole in self._struck.found(xml):
            if place := _place(tag):
                facts.struck[place] = is_whole
        if self._signed:
            facts.shown.update(self._shown(xml, self._signed))
        if b"g" in xml and b"mergeCell" in xml:
            facts.merges += [
                Merge(int(m[2]), column_number(m[1]), int(m[4]), column_number(m[3])) for m in _MERGE.finditer(xml)
            ]
        if has_f and b"filterColumn" in xml:
            facts.is_filtered = True

    def _measure(self, xml: bytes, has_colon: bool, is_usual: bool) -> None:
        """The last row and column that hold a value; the reader would make the whole rectangle.

        Raises: MeasureError where only the bound of a near piece says that it is too much.
        """
        is_prefixed = has_colon and b":c " in xml
        if not (self._is_exact or is_prefixed) and (is_usual or not _FAR.search(xml)):
            self._rows, self._columns, self._is_bound = max(self._rows, _NEAR[0]), max(self._columns, _NEAR[1]), True
            if self._rows * self._columns > settings.MAX_SHEET_CELLS:
                raise MeasureError
            return
        found = (_USED if is_prefixed else _PLAIN_USED).findall(xml)
        if not found:
            return
        letters, numbers = zip(*found, strict=True)
        self._rows = max(self._rows, *map(int, set(numbers)))
        self._columns = max(self._columns, *map(column_number, set(letters)))
        if self._rows * self._columns > settings.MAX_SHEET_CELLS:
            if self._is_bound:
                raise MeasureError
            raise too_wide(self._rows, self._columns)

    def _hidden(self, xml: bytes) -> None:
        for tag in _tags(xml, _HIDDEN):
            if b"row " in tag[:12] and (hit := _ROW.search(tag)):
                self.facts.hide_row(int(hit[1]))
            elif b"col " in tag[:12]:
                ends = {m[1]: int(m[2]) for m in _COLUMNS.finditer(tag)}
                span = (ends.get(b"min", 1), ends.get(b"max", 1))
                if span not in self.facts.hidden_columns:  # a tag may say so twice
                    self.facts.hidden_columns.append(span)

    def _shown(self, xml: bytes, signed: re.Pattern[bytes]) -> Iterator[tuple[Place, str]]:
        for hit in signed.finditer(xml):
            tag = _tag(xml, hit.start())
            style = int(hit[1])
            is_seen = _TYPED.search(tag) and style not in self._mute
            if not is_seen and not tag.endswith(b"/>") and (place := _place(tag)):
                yield place, self._signs[style]


def _are_placed(xml: bytes) -> bool:
    """Whether each cell begins with its reference, as nearly every writer has it."""
    return xml.count(b"<c ") + xml.count(b"<c>") + xml.count(b"<c/>") == xml.count(b'<c r="')


def too_wide(rows: int, columns: int) -> UnreadableError:
    """A sheet whose values span more than the reader can hold."""
    return refuse("RD-extent", rows=rows, columns=columns, said=None)


def _tag(xml: bytes, inside: int) -> bytes:
    """The start tag around a place in it."""
    return xml[xml.rfind(b"<", 0, inside) : xml.find(b">", inside) + 1]


def _tags(xml: bytes, pattern: re.Pattern[bytes]) -> Iterator[bytes]:
    return (_tag(xml, hit.start()) for hit in pattern.finditer(xml))


def _place(tag: bytes) -> Place | None:
    hit = _REF.search(tag)
    return (int(hit[2]), column_number(hit[1])) if hit else None


def _errors(xml: bytes) -> Iterator[tuple[Place, str]]:
    for hit in _ERROR.finditer(xml):
        end = _END.search(xml, hit.end())
        value = _VALUE.search(xml, hit.end(), end.start() if end else len(xml))
        if place := _place(_tag(xml, hit.start())):
            yield place, value[1].decode("utf-8", "replace").strip() if value else "#VALUE!"


def _uncached(xml: bytes) -> Iterator[Place]:
    """A formula's cell without a value; an empty text that was calculated has its type."""
    for hit in _FORMULA.finditer(xml):
        end = _END.search(xml, hit.end())
        stop = end.start() if end else len(xml)
        if _VALUE.search(xml, hit.end(), stop):
            continue
        start = max(xml.rfind(b"<c ", 0, hit.start()), xml.rfind(b":c ", 0, hit.start()))
        tag = xml[start : hit.start()]
        if not _TYPED.search(tag) and (place := _place(tag)):
            yield place


def spans_in(spans: Iterable[Span], first: int, last: int) -> list[Span]:
    """The parts of spans that lie between two numbers."""
    cut = ((max(a, first), min(b, last)) for a, b in spans)
    return [(a, b) for a, b in cut if a <= b]
