"""Text → rows: in which encoding, by which separator, and where a line is broken. Streams; nothing is held whole."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from talent_warehouse import settings
from talent_warehouse.reading.issues import refuse

csv.field_size_limit(settings.MAX_LINE)  # the module's default refuses notes longer than 131 072
_CHUNK = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = (",", "\t", ";", "，")
_SAMPLE = 200_000  # characters that decide the separator: some thousand lines


def encoding(path: Path) -> str:
    """By its mark, by where its NUL bytes stand, else UTF-8, else GB18030; every byte is decoded once, in pieces.

    Raises: UnreadableError where a byte fits none of them.
    """
    with path.open("rb") as file:
        head = file.read(_CHUNK)
    marked = next((name for mark, name in _BOMS if head.startswith(mark)), None)
    if marked:
        candidates: tuple[str, ...] = (marked,)
    elif b"\0" in head:
        candidates = ("utf-16-le", "utf-16-be") if head[1::2].count(0) >= head[::2].count(0) else ("utf-16-be",)
    else:
        candidates = ("utf-8", "gb18030")
    for name in candidates:
        if _decodes(path, name):
            return name
    has_nul = b"\0" in head and not marked
    raise refuse("RD-encoding", nul=has_nul, unknown=not has_nul)


def _decodes(path: Path, name: str) -> bool:
    """Whether the whole file is text in an encoding: it decodes, has no NUL, and a wide one has ends of lines."""
    decoder = codecs.getincrementaldecoder(name)(errors="strict")
    breaks = 0
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                text = decoder.decode(chunk)
                if "\0" in text:
                    return False
                breaks += text.count("\n") + text.count("\r")
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return breaks > 0 or not name.startswith("utf-16-")


def separator(path: Path, name: str) -> str:
    """The separator that cuts most lines into the same number of fields, more than one; a comma where none does."""
    with path.open(encoding=name, newline="") as file:
        sample = file.read(_SAMPLE)
    if len(sample) == _SAMPLE:  # the last line may be cut off
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    return max(_SEPARATORS, key=lambda mark: _steadiness(sample, mark))


def _steadiness(sample: str, mark: str) -> tuple[float, int]:
    """Share of the lines that have the most common number of fields, and that number."""
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


def rows(path: Path, name: str, mark: str) -> Iterator[list[str]]:
    """Every row of the file. Raises: UnreadableError naming the line that is broken or too long."""
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
            raise refuse("RD-csv", line=begins + 1, said=exc) from exc


def is_table(path: Path, name: str, mark: str) -> bool:
    """Whether there is more than one cell that is not blank: a line of text under the name of a table is none."""
    cells = (cell for row in rows(path, name, mark) for cell in row if cell.strip())
    return len(list(islice(cells, 2))) == 2


def _lines(file: io.TextIOBase) -> Iterator[str]:
    number = 0
    while line := file.readline(settings.MAX_LINE + 1):
        number += 1
        if len(line) > settings.MAX_LINE:
            raise refuse("RD-line", line=number, limit=settings.MAX_LINE)
        yield line
