"""Text → rows: in which encoding, by which separator, and where a line is broken. Streams; nothing is held whole."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

from talent_warehouse import settings
from talent_warehouse.reading.files.facts import OpenLine
from talent_warehouse.reading.issues import refuse

csv.field_size_limit(settings.MAX_LINE)  # the module's default refuses notes longer than 131 072
_BEGINNING = 1 << 20
_CHUNK = 1 << 18  # bytes of a piece: no line inside one is too long, only one that goes on through several
_SAFE_LINE = settings.MAX_LINE - 10  # its end is counted with it
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HEAD, _TAIL = re.compile(r"[¥￥-]?[1-9]\d{0,2}"), re.compile(r"\d{3}(?:\.\d+)?")  # 1,234.5 without quotes
# Three characters or more in UTF-8 with nothing but ASCII around them: in GB18030 these bytes are no words. They are
# looked for by what bytes may be: the first of a Han character, one that follows, another, ASCII.
_ROLES = bytes(
    b" 102"[1 if 0xE4 <= n <= 0xE9 else 2 if 0x80 <= n <= 0xBF else 3 if n >= 0x80 else 0] for n in range(256)
)
_UTF8_WORD = re.compile(rb" (?:100){3,} ")
_SEPARATORS = (",", "\t", ";", "，", "|")
_ENDS = 1000  # rows before the last of a text whose last cells tell whether its own is whole
_SAMPLE = 200_000  # characters that decide the separator: some thousand lines


@dataclass(frozen=True)
class Text:
    """What one pass over a file says: its encoding, whether a line may be too long, whether a cell may be ="…", whether
    its last line has no end, and ends inside a cell at that: a quote that closes is an end.
    """

    encoding: str
    has_long: bool
    has_formulas: bool
    is_open: bool = False
    may_be_cut: bool = False


def examine(path: Path) -> Text:
    """The encoding by its mark, by where its NUL bytes stand, else UTF-8, else GB18030; every byte is decoded once, in pieces.

    Raises: UnreadableError where a byte fits none of them.
    """
    with path.open("rb") as file:
        head = file.read(_BEGINNING)
    marked = next((name for mark, name in _BOMS if head.startswith(mark)), None)
    if marked:
        candidates: tuple[str, ...] = (marked,)
    elif b"\0" in head:
        candidates = ("utf-16-le", "utf-16-be") if head[1::2].count(0) >= head[::2].count(0) else ("utf-16-be",)
    else:
        candidates = ("utf-8", "gb18030")
    for name in candidates:
        if found := _decodes(path, name):
            return found
    has_nul = b"\0" in head and not marked
    raise refuse("RD-encoding", nul=has_nul, unknown=not has_nul)


def _decodes(path: Path, name: str) -> Text | None:
    """Whether the whole file is text in an encoding: it decodes, has no NUL, and a wide one has ends of lines."""
    decoder = codecs.getincrementaldecoder(name)(errors="strict")
    has_breaks = has_long = has_formulas = False
    since, last, has_others = 0, "", False  # characters since the last end of a line; others than ASCII
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                if name == "gb18030" and _has_utf8(chunk):
                    return None  # lines of two files: read as either, one has other names
                text = decoder.decode(chunk)
                if "\0" in text:
                    return None
                has_formulas = has_formulas or '="' in text or (last == "=" and text[:1] == '"')
                last, has_others = text[-1:] or last, has_others or not text.isascii()
                end = max(text.rfind("\n"), text.rfind("\r"))
                if end < 0:
                    since += len(text)
                else:
                    has_breaks = True
                    first = min(n for n in (text.find("\n"), text.find("\r")) if n >= 0)
                    has_long = has_long or since + first > _SAFE_LINE
                    since = len(text) - end
                has_long = has_long or since > _SAFE_LINE
    except UnicodeDecodeError:
        return None
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as exc:
        if has_others and not name.startswith("utf-16-"):
            raise refuse("RD-cut") from exc
        return None
    is_open = last not in ("", "\n", "\r")
    found = Text(name, has_long, has_formulas, is_open, is_open and has_breaks and last != '"')
    return found if has_breaks or not name.startswith("utf-16-") else None


def _has_utf8(chunk: bytes) -> bool:
    roles = chunk.translate(_ROLES)
    return b" 100100100" in roles and _UTF8_WORD.search(roles) is not None


def separator(path: Path, name: str) -> str:
    """The separator that cuts most lines into the same number of fields, more than one; a comma where none does."""
    with path.open(encoding=name, newline="") as file:
        sample = file.read(_SAMPLE)
    if len(sample) == _SAMPLE:  # the last line may be cut off
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    if not any(mark in sample for mark in _SEPARATORS[1:]):
        return ","
    return max(_SEPARATORS, key=lambda mark: _steadiness(sample, mark))


def _steadiness(sample: str, mark: str) -> tuple[float, int]:
    """Share of the lines that have the most common number of fields, and that number."""
    if mark not in sample:
        return (0, 0)
    try:
        counts = Counter(
            len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=mark) if len(row) > 1
        )
    except csv.Error:
        return (0, 0)
    if not counts:
        return (0, 0)
    width, lines = max(counts.items(), key=lambda pair: (pair[1] * (pair[0] - 1), pair[0]))
    return (lines * (width - 1), width)


def rows(path: Path, text: Text, mark: str) -> Iterator[list[str]]:
    """Every row of the file; where nothing asks for care the parser reads it alone.

    Raises: UnreadableError naming the line that is broken or too long.
    """
    if text.has_long or text.has_formulas:
        yield from _careful_rows(path, text.encoding, mark)
        return
    with path.open(encoding=text.encoding, newline="") as file:
        reader = csv.reader(file, delimiter=mark, strict=True)
        try:
            yield from islice(reader, settings.MAX_ROWS)
            if next(reader, None) is not None:
                raise refuse("RD-too_many_rows", limit=settings.MAX_ROWS)
        except csv.Error:
            deque(_careful_rows(path, text.encoding, mark), maxlen=0)  # says which line it is
            raise


def _careful_rows(path: Path, name: str, mark: str) -> Iterator[list[str]]:
    """The same line by line."""
    with path.open(encoding=name, newline="") as file:
        reader = csv.reader(_lines(file), delimiter=mark, strict=True)
        number = begins = 0
        try:
            for row in reader:
                number, begins = number + 1, reader.line_num
                if number > settings.MAX_ROWS:
                    raise refuse("RD-too_many_rows", limit=settings.MAX_ROWS)
                yield [cell[2:-1] if cell[:2] == '="' and cell[-1:] == '"' else cell for cell in row]
        except csv.Error as exc:
            is_open = "unexpected end" in str(exc)
            raise refuse("RD-csv", line=begins + 1, said=exc, open=is_open) from exc


def last_line(found: Iterable[list[str]], may_be_cut: bool, tell: Callable[[OpenLine], None]) -> Iterator[list[str]]:
    """The same rows; the last, which has no end, is told with the last cells of those before it."""
    number, before, row = 0, 0, list[str]()
    ends: deque[tuple[int, int, str]] = deque(maxlen=_ENDS)
    for line in found:
        number, before, row = number + 1, len(row), line
        if row:
            ends.append((number, len(row), row[-1]))
        yield line
    if row:
        cells = tuple((n, cell) for n, width, cell in islice(ends, len(ends) - 1) if width == len(row))
        tell(OpenLine(number, max(before - len(row), 0), len(row), row[-1] if may_be_cut else None, cells))


def split_numbers(found: Iterable[list[str]], tell: Callable[[int, str], None]) -> Iterator[list[str]]:
    """The same rows; of one with more fields than any before it, the number that its own comma may have cut is told."""
    width = 0
    for number, line in enumerate(found, 1):
        if len(line) > width:
            pairs = (f"{a},{b}" for a, b in pairwise(line) if _HEAD.fullmatch(a.strip()) and _TAIL.fullmatch(b.strip()))
            if cut := next(pairs, None):
                tell(number, cut)
            else:
                width = len(line)
        yield line


def is_table(path: Path, text: Text, mark: str) -> bool:
    """Whether there is more than one cell that is not blank: a line of text under the name of a table is none."""
    cells = (cell for row in rows(path, text, mark) for cell in row if cell.strip())
    return len(list(islice(cells, 2))) == 2


def _lines(file: io.TextIOBase) -> Iterator[str]:
    number = 0
    while line := file.readline(settings.MAX_LINE + 1):
        number += 1
        if len(line) > settings.MAX_LINE:
            raise refuse("RD-line", line=number, limit=settings.MAX_LINE)
        yield line
