"""Old workbooks (xls): what the fast reader does not say of them, from one pass over their records."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from talent_warehouse import settings
from talent_warehouse.reading.files import kinds, number_format, ole
from talent_warehouse.reading.files.facts import ERRORS, Facts, Place, too_wide

_BOF, _EOF, _FILEPASS, _SHEET, _FORMAT, _XF, _DATES = 0x0809, 0x000A, 0x002F, 0x0085, 0x041E, 0x00E0, 0x0022
_FORMULA, _ERROR, _NUMBER, _RK, _MANY, _ROW, _COLUMNS, _FILTER = (
    0x0006, 0x0205, 0x0203, 0x027E, 0x00BD, 0x0208, 0x007D, 0x009B,
)  # fmt: skip

_FONT, _STRIKE, _NO_FONT = 0x0031, 0x0008, 4  # no font has the number 4
_LABEL, _TEXT, _RICH = 0x0204, 0x00FD, 0x00D6
_CELLS = frozenset({_FORMULA, _ERROR, _NUMBER, _RK, _MANY, _LABEL, _TEXT, _RICH})
_DIMENSIONS = 0x0200
_WINDOW, _ZEROS = 0x023E, 0x10
_PLACE, _WIDE_DIMENSIONS = 4, 12  # bytes of a row and a column; of both ends of each, in BIFF 8


def examine(data: bytes) -> list[Facts]:
    """Facts of every sheet, in the workbook's order. Raises: UnreadableError for a workbook with a password, or when the
    values of a sheet span too much.

    A workbook whose records make no sense has no facts: the reader judges it.
    """
    try:
        book = ole.stream(data, ("Workbook", "Book"))
        return _examine(book) if book else []
    except (struct.error, IndexError):
        return []


@dataclass
class _Globals:
    """What the first part of the stream says for all sheets."""

    starts: list[int] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=lambda: {9: "0%", 10: "0.00%"})
    styles: list[int] = field(default_factory=list)
    fonts: list[bool] = field(default_factory=list)  # whether they strike through
    fonts_of: list[int] = field(default_factory=list)  # of the styles
    is_new: bool = True
    is_1904: bool = False

    @property
    def signs(self) -> dict[int, str]:
        found = {i: self.codes.get(number, "") for i, number in enumerate(self.styles)}
        return {i: code for i, code in found.items() if number_format.speaks(code)}

    @property
    def struck(self) -> frozenset[int]:
        """Styles that strike through."""
        fonts = [*self.fonts[:_NO_FONT], False, *self.fonts[_NO_FONT:]]
        return frozenset(i for i, font in enumerate(self.fonts_of) if font < len(fonts) and fonts[font])


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of one part of the stream, up to its end."""
    depth = 0
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        yield kind, book[at + 4 : at + 4 + size]
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        at += 4 + size


def _examine(book: bytes) -> list[Facts]:
    all_ = _Globals()
    for kind, body in _records(book, 0):
        if kind == _FILEPASS:
            raise kinds.encrypted()
        if kind == _BOF:
            all_.is_new = struct.unpack_from("<H", body)[0] >= 0x0600
        elif kind == _DATES:
            all_.is_1904 = body[:1] == b"\1"
        elif kind == _SHEET:
            all_.starts.append(struct.unpack_from("<I", body)[0])
        elif kind == _FORMAT:
            all_.codes[struct.unpack_from("<H", body)[0]] = _format(body, all_.is_new)
        elif kind == _XF:
            font, number = struct.unpack_from("<HH", body)
            all_.styles.append(number)
            all_.fonts_of.append(font)
        elif kind == _FONT:
            all_.fonts.append(bool(struct.unpack_from("<H", body, 2)[0] & _STRIKE))
    found = [_sheet(book, start, all_.signs, all_.struck) for start in all_.starts]
    for facts in found:
        facts.is_1904 = all_.is_1904
    return found


def _format(body: bytes, is_new: bool) -> str:
    if not is_new:
        return body[3:].decode("gb18030", "replace")
    return body[5:].decode("utf-16-le" if body[4] & 1 else "latin-1", "replace")


def _sheet(book: bytes, start: int, signs: dict[int, str], struck: frozenset[int]) -> Facts:
    facts = Facts()
    if len(book) <= start + 4 or struct.unpack_from("<H", book, start)[0] != _BOF:
        return facts
    look: dict[int, Callable[[Facts, bytes, dict[int, str]], None]] = {
        _FORMULA: _formula, _ERROR: _error, _ROW: _row, _COLUMNS: _columns, _FILTER: _filter, _WINDOW: _window,
    }  # fmt: skip
    if signs:
        look |= {_MANY: _many, **dict.fromkeys((_NUMBER, _RK, _LABEL, _TEXT, _RICH), _number)}
    measure, kind = _Measure(), _BOF
    for kind, body in _records(book, start):
        if kind in _CELLS:
            measure.see(kind, body)
            if struck:
                facts.struck.update((place, True) for place, style in _styles_in(kind, body) if style in struck)
        elif kind == _DIMENSIONS:
            measure.believe(body)
        if kind in look:
            look[kind](facts, body, signs)
    if kind != _EOF:
        raise kinds.cut()
    return facts


class _Measure:
    """The rectangle that the cells of a sheet span: the reader would make the whole of it."""

    def __init__(self) -> None:
        self._rows = self._columns = 0

    def see(self, kind: int, body: bytes) -> None:
        """Raises: UnreadableError where the rectangle is too large."""
        if len(body) < _PLACE:
            return
        row, first = struct.unpack_from("<HH", body)
        last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == _MANY else first
        self._reach(row + 1, max(first, last) + 1)

    def believe(self, body: bytes) -> None:
        """The reader makes room for what a sheet says that it spans."""
        if len(body) >= _WIDE_DIMENSIONS:
            _, rows, _, columns = struct.unpack_from("<IIHH", body)
            self._reach(rows, columns)

    def _reach(self, rows: int, columns: int) -> None:
        self._rows, self._columns = max(self._rows, rows), max(self._columns, columns)
        if self._rows * self._columns > settings.MAX_SHEET_CELLS:
            raise too_wide(self._rows, self._columns)


def _error(facts: Facts, body: bytes, signs: dict[int, str]) -> None:
    row, column, _, code, is_error = struct.unpack_from("<HHHBB", body)
    if is_error:
        facts.errors[row + 1, column + 1] = ERRORS.get(code, "#VALUE!")


def _formula(facts: Facts, body: bytes, signs: dict[int, str]) -> None:
    row, column, style = struct.unpack_from("<HHH", body)
    if style in signs:
        facts.shown[row + 1, column + 1] = signs[style]
    if body[12:14] == b"\xff\xff" and body[6] == 2:
        facts.errors[row + 1, column + 1] = ERRORS.get(body[8], "#VALUE!")


def _number(facts: Facts, body: bytes, signs: dict[int, str]) -> None:
    row, column, style = struct.unpack_from("<HHH", body)
    if style in signs:
        facts.shown[row + 1, column + 1] = signs[style]


def _many(facts: Facts, body: bytes, signs: dict[int, str]) -> None:
    row, first = struct.unpack_from("<HH", body)
    for number, at in enumerate(range(4, len(body) - 7, 6)):
        style = struct.unpack_from("<H", body, at)[0]
        if style in signs:
            facts.shown[row + 1, first + number + 1] = signs[style]


def _styles_in(kind: int, body: bytes) -> Iterator[tuple[Place, int]]:
    """The cells of a record with their styles."""
    row, first = struct.unpack_from("<HH", body)
    for number, at in enumerate(range(4, len(body) - 7, 6) if kind == _MANY else (4,)):
        yield (row + 1, first + number + 1), struct.unpack_from("<H", body, at)[0]


def _row(facts: Facts, body: bytes, signs: dict[int, str]) -> None:
    if body[12] & 0x20:
        facts.hide_row(struct.unpack_from("<H", body)[0] + 1)


def _columns(facts: Facts, body: bytes, signs: dict[int, str]) -> None:
    first, last, _, _, options = struct.unpack_from("<5H", body)
    if options & 1:
        facts.hidden_columns.append((first + 1, last + 1))


def _filter(facts: Facts, body: bytes, signs: dict[int, str]) -> None:
    facts.is_filtered = True


def _window(facts: Facts, body: bytes, signs: dict[int, str]) -> None:
    facts.hides_zeros = not body[0] & _ZEROS
