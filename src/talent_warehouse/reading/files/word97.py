"""doc (and the wps that Kingsoft writes in the same format) → pieces of text, by its piece table, without deleted and
hidden text. Automatic numbers and styles are not read: most reports write 一、（一） themselves.

An OLE container has no checksum: where the tables of a file do not fit together it is refused.
"""

from __future__ import annotations

import bisect
import struct
from collections.abc import Iterator

from talent_warehouse import settings
from talent_warehouse.narrative.pieces import Kind, Piece
from talent_warehouse.reading.files import kinds, ole
from talent_warehouse.reading.issues import refuse

_MAGIC, _ENCRYPTED, _WHICH_TABLE = 0xA5EC, 0x0100, 0x0200
_DELETED, _HIDDEN = 0x0800, 0x083C  # single property modifiers of a run
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # bytes of an operand by the modifier's kind; 6: its length first
_LONG = (0xD608, 0xC615)
_PAGE = 512
# Text of the file in its order: body, footnotes, headers, macros, comments, endnotes, boxes.
_STORIES: tuple[tuple[str, Kind] | None, ...] = (("p", "text"), ("note", "note"), None, None, None, ("endnote", "note"), ("box", "box"))  # fmt: skip


def _u16(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", data, at)[0])


def _u32(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", data, at)[0])


def read(data: bytes) -> tuple[Piece, ...]:
    """Every paragraph that has text: body, footnotes, endnotes, boxes.

    Raises: UnreadableError for a password, an older format, and tables that do not fit the text.
    """
    with kinds.unpacking():
        word = ole.stream(data, ("WordDocument",))
        if word is None or len(word) < 0x1AA or _u16(word, 0) != _MAGIC:
            raise kinds.saved_as("旧版（Word 97以前）文档")
        flags = _u16(word, 0x0A)
        if flags & _ENCRYPTED:
            raise kinds.encrypted()
        table = ole.stream(data, ("1Table" if flags & _WHICH_TABLE else "0Table",))
        if table is None:
            raise kinds.broken()
        counts = [_u32(word, 0x4C + 4 * n) for n in range(len(_STORIES))]
        if sum(counts) > settings.MAX_LETTERS:
            raise refuse("RD-letters", limit=settings.MAX_LETTERS)
        return tuple(_stories(_letters(word, table, sum(counts)), counts))


def _letters(word: bytes, table: bytes, expected: int) -> list[str]:
    """One entry a character of the file, empty where it is deleted or hidden."""
    gone, found, at = _gone(word, table), list[str](), 0
    for first, last, where, is_wide in _piece_table(word, table):
        step = 2 if is_wide else 1
        raw = word[where : where + (last - first) * step]
        if first != at or last < first or len(raw) != (last - first) * step:
            raise kinds.broken()
        at = last
        found += _kept(raw.decode("utf-16-le" if is_wide else "cp1252", "replace"), where, step, last - first, gone)
        if len(found) > settings.MAX_LETTERS + _PAGE:
            raise refuse("RD-letters", limit=settings.MAX_LETTERS)
    if at < expected:
        raise kinds.broken()
    return found


def _kept(text: str, where: int, step: int, count: int, gone: list[tuple[int, int]]) -> list[str]:
    letters = list(text[:count]) + [""] * (count - len(text))
    end = where + count * step
    at = max(0, bisect.bisect_left(gone, (where, 0)) - 1)
    while at < len(gone) and gone[at][0] < end:
        start, stop = gone[at]
        for n in range(max(0, (start - where) // step), min(count, (stop - where) // step)):
            letters[n] = ""
        at += 1
    return letters


def _piece_table(word: bytes, table: bytes) -> Iterator[tuple[int, int, int, bool]]:
    """First and last character of each piece, its place in the stream, whether its characters have two bytes."""
    start, length = _u32(word, 0x1A2), _u32(word, 0x1A6)
    clx, at = table[start : start + length], 0
    if len(clx) != length:
        raise kinds.broken()
    while at < len(clx) and clx[at] == 1:
        at += 3 + _u16(clx, at + 1)
    if at >= len(clx) or clx[at] != 2:
        raise kinds.broken()
    size = _u32(clx, at + 1)
    plc = clx[at + 5 : at + 5 + size]
    if len(plc) != size or size < 4 or (size - 4) % 12:
        raise kinds.broken()
    count = (size - 4) // 12
    for n in range(count):
        place = _u32(plc, 4 * (count + 1) + 8 * n + 2)
        is_wide = not place & 0x40000000
        place &= 0x3FFFFFFF
        yield _u32(plc, 4 * n), _u32(plc, 4 * n + 4), place if is_wide else place // 2, is_wide


def _gone(word: bytes, table: bytes) -> list[tuple[int, int]]:
    """Ranges of the stream whose text is deleted by a revision, or hidden."""
    start, length = _u32(word, 0xFA), _u32(word, 0xFE)
    plc = table[start : start + length]
    if len(plc) != length:
        raise kinds.broken()
    count = max(0, (length - 4) // 8)
    found: list[tuple[int, int]] = []
    for n in range(count):
        page = (_u32(plc, 4 * (count + 1) + 4 * n) & 0x3FFFFF) * _PAGE
        runs = word[page : page + _PAGE]
        if len(runs) == _PAGE:
            found += _of_page(runs)
    return sorted(found)


def _of_page(page: bytes) -> Iterator[tuple[int, int]]:
    runs = page[_PAGE - 1]
    if 4 * (runs + 1) + runs > _PAGE - 1:
        return
    for n in range(runs):
        at = page[4 * (runs + 1) + n] * 2
        if 0 < at < _PAGE - 1:
            modifiers = page[at + 1 : at + 1 + page[at]]
            if any(op in (_DELETED, _HIDDEN) and arg[:1] not in (b"\0", b"") for op, arg in _modifiers(modifiers)):
                yield _u32(page, 4 * n), _u32(page, 4 * n + 4)


def _modifiers(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Code and operand of a run's properties; a broken list just ends."""
    at = 0
    while at + 2 <= len(data):
        code = _u16(data, at)
        at += 2
        size = _SIZES.get(code >> 13)
        if size is None:
            if at >= len(data) or code in _LONG:
                return
            size = data[at] + 1
        yield code, data[at : at + size]
        at += size


def _stories(letters: list[str], counts: list[int]) -> Iterator[Piece]:
    at = 0
    for story, count in zip(_STORIES, counts, strict=True):
        if story:
            prefix, kind = story
            for n, (line, is_cell) in enumerate(_lines("".join(letters[at : at + count])), 1):
                if line:
                    yield Piece(f"{prefix}{n}", "cell" if is_cell else kind, None, line)
        at += count


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Paragraphs and cells; of a field its result, not its code."""
    line: list[str] = []
    skipped: list[bool] = []
    for letter in text:
        if letter == "\x13":
            skipped.append(True)
        elif letter == "\x14" and skipped:
            skipped[-1] = False
        elif letter == "\x15" and skipped:
            skipped.pop()
        elif any(skipped):
            continue
        elif letter in "\r\x07\x0b\x0c":
            yield "".join(line).strip(), letter == "\x07"
            line = []
        elif letter == "\x1e":
            line.append("-")
        elif letter >= " " or letter == "\t":
            line.append(letter)
    yield "".join(line).strip(), False
