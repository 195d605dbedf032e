"""docx → pieces of text, as they are in force: insertions and moved text, field results, boxes, footnotes, nested tables;
no deleted, moved-away or hidden text, no field codes, comments, headers.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from talent_warehouse import settings
from talent_warehouse.narrative.pieces import Kind, Mark, Piece
from talent_warehouse.reading.files import kinds
from talent_warehouse.reading.files.word_parts import Attributes, Numbers, Styles, streamed, styles
from talent_warehouse.reading.issues import refuse

_DROPPED = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "pPrChange", "rPrChange", "sectPrChange"})
_PARTS = (("word/document.xml", "p"), ("word/footnotes.xml", "note"), ("word/endnotes.xml", "endnote"))
FACT = "f_"  # what the names of our bookmarks begin with
_TEXT = 9  # outline level of what is no heading


def read(data: bytes) -> tuple[Piece, ...]:
    """Every paragraph that has text, in the order of the parts.

    Raises: UnreadableError for what is no such package, is damaged, or larger than any report.
    """
    with kinds.unpacking(), zipfile.ZipFile(io.BytesIO(data)) as box:
        if "word/document.xml" not in box.namelist():
            raise kinds.broken()
        looks, numbers = styles(box), Numbers(box)
        found: list[Piece] = []
        letters = 0
        for name, prefix in _PARTS:
            part = _Part(prefix, looks, numbers, letters)
            streamed(box, name, part.start, part.end, part.text)
            found += part.pieces
            letters = part.letters
    return tuple(found)


@dataclass
class _Paragraph:
    texts: list[str] = field(default_factory=list)
    level: int | None = None
    number: str | None = None
    depth: str = "0"
    is_hidden: bool = False
    open_marks: dict[str, tuple[str, int]] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)

    def length(self) -> int:
        return sum(map(len, self.texts))


class _Part:
    """One part while it streams by. `stack` holds paragraphs that are open and the boxes inside them."""

    def __init__(self, prefix: str, looks: Styles, numbers: Numbers, letters: int) -> None:
        self._prefix, self._looks, self._numbers = prefix, looks, numbers
        self._dropped = self._inside = self._count = 0
        self._stack: list[_Paragraph | None] = []  # None: a text box
        self._tables: list[list[int]] = []
        self._is_hidden = False
        self.letters = letters
        self.pieces: list[Piece] = []

    @property
    def _paragraph(self) -> _Paragraph | None:
        return self._stack[-1] if self._stack else None

    def start(self, tag: str, at: Attributes) -> None:
        """An element begins."""
        if tag in _DROPPED:
            self._dropped += 1
        elif not self._dropped:
            self._structure(tag)
            if self._paragraph:
                self._properties(tag, at, self._paragraph)

    def _structure(self, tag: str) -> None:
        if tag == "t":
            self._inside += 1
        elif tag == "p":
            self._stack.append(_Paragraph())
        elif tag == "tbl":
            self._tables.append([0, 0])
        elif tag == "tr" and self._tables:
            self._tables[-1] = [self._tables[-1][0] + 1, 0]
        elif tag == "tc" and self._tables:
            self._tables[-1][1] += 1
        elif tag == "txbxContent":
            self._stack.append(None)
        elif tag == "r":
            self._is_hidden = False

    def _properties(self, tag: str, at: Attributes, paragraph: _Paragraph) -> None:
        value = at.get("val", "")
        if (tag == "vanish" and value not in ("0", "false")) or (tag == "rStyle" and value in self._looks.hidden):
            self._is_hidden = True
        elif tag == "pStyle":
            paragraph.level = self._looks.levels.get(value)
            paragraph.is_hidden = value in self._looks.hidden
        elif tag == "outlineLvl" and value.isdecimal():
            paragraph.level = int(value)
        elif tag == "ilvl":
            paragraph.depth = value
        elif tag == "numId":
            paragraph.number = value
        elif tag in ("tab", "br", "cr"):
            paragraph.texts.append(" ")
        elif tag == "noBreakHyphen":
            paragraph.texts.append("-")
        elif tag == "bookmarkStart" and at.get("name", "").startswith(FACT):
            paragraph.open_marks[at.get("id", "")] = (at["name"], paragraph.length())
        elif tag == "bookmarkEnd" and at.get("id") in paragraph.open_marks:
            name, begun = paragraph.open_marks.pop(at["id"])
            paragraph.marks.append(Mark(name, begun, paragraph.length() - begun))

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag in _DROPPED:
            self._dropped -= 1
        elif self._dropped:
            return
        elif tag == "t":
            self._inside -= 1
        elif tag == "tbl" and self._tables:
            self._tables.pop()
        elif (tag == "txbxContent" and self._stack and self._stack[-1] is None) or (tag == "p" and self._paragraph):
            paragraph = self._stack.pop()
            if paragraph:
                self.pieces += self._piece(paragraph)

    def _piece(self, paragraph: _Paragraph) -> Iterator[Piece]:
        self._count += 1
        raw = "".join(paragraph.texts)
        text = raw.strip()
        if not text:
            return
        shown = self._numbers.next(paragraph.number, paragraph.depth)
        moved = len(shown) - (len(raw) - len(raw.lstrip()))
        marks = tuple(Mark(m.name, m.at + moved, m.length) for m in paragraph.marks)
        is_heading = paragraph.level is not None and paragraph.level < _TEXT
        kind: Kind = "heading" if is_heading else "text"
        if None in self._stack:
            kind = "box"
        elif self._tables:
            kind = "cell"
        elif self._prefix != "p":
            kind = "note"
        cell = "/".join(f"r{row}c{column}" for row, column in self._tables)
        place = f"{self._prefix}{self._count}" + (f"@{cell}" if cell else "")
        yield Piece(place, kind, paragraph.level if is_heading else None, shown + text, marks)

    def text(self, text: str) -> None:
        """Letters, of whatever element."""
        self.letters += len(text)
        if self.letters > settings.MAX_LETTERS:
            raise refuse("RD-letters", limit=settings.MAX_LETTERS)
        paragraph = self._paragraph
        if self._inside and not self._dropped and paragraph and not (self._is_hidden or paragraph.is_hidden):
            paragraph.texts.append(text)
