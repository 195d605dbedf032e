"""The parts of a Word package: streamed against a budget, with the styles and numbers that its paragraphs lean on."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from talent_warehouse import settings
from talent_warehouse.reading.files import kinds
from talent_warehouse.reading.issues import refuse

Attributes = Mapping[str, str]
_CHUNK = 1 << 18
_SPARE = 10_000_000  # bytes that any part may have, however well it is packed
_FIGURES = "零一二三四五六七八九"


def streamed(
    box: zipfile.ZipFile,
    name: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Feed a part of the package to callbacks, by local names of tags and attributes; nothing where there is no such part.

    Raises: UnreadableError for a document type declaration, a depth or a size that no report has.
    """
    if name not in box.namelist():
        return
    parser, depth = expat.ParserCreate(namespace_separator=" "), 0

    def declared(*_: object) -> None:
        raise refuse("RD-entities")

    def started(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > settings.MAX_TEXT_DEPTH:
            raise refuse("RD-bomb")
        start(tag.rpartition(" ")[2], {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    def ended(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(tag.rpartition(" ")[2])

    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler, parser.EndElementHandler, parser.buffer_text = started, ended, True
    if text:
        parser.CharacterDataHandler = text
    _feed(box, name, parser)


def _feed(box: zipfile.ZipFile, name: str, parser: expat.XMLParserType) -> None:
    info, seen = box.getinfo(name), 0
    with box.open(info) as part:
        while chunk := part.read(_CHUNK):
            seen += len(chunk)
            limit = settings.MAX_UNPACK_RATIO * max(info.compress_size, 1) + _SPARE
            if seen > min(limit, settings.MAX_TEXT_PART):
                raise refuse("RD-bomb")
            try:
                parser.Parse(chunk)
            except expat.ExpatError as exc:
                raise kinds.broken() from exc
    parser.Parse(b"", True)


def _number(text: str | None) -> int:
    return int(text) if text and text.strip().lstrip("-").isdecimal() else 0


@dataclass(frozen=True)
class Styles:
    """The outline level of a paragraph's style, and whether what has the style is hidden."""

    levels: Mapping[str, int]
    hidden: frozenset[str]


def styles(box: zipfile.ZipFile) -> Styles:
    """Levels by a style's own outline level or its built-in name."""
    levels: dict[str, int] = {}
    hidden: set[str] = set()
    current = ""

    def start(tag: str, at: Attributes) -> None:
        nonlocal current
        value = at.get("val", "")
        if tag == "style":
            current = at.get("styleId", "")
        elif tag == "name" and value.lower().startswith("heading "):
            levels[current] = max(_number(value[8:]) - 1, 0)
        elif tag == "outlineLvl":
            levels[current] = _number(value)
        elif tag == "vanish" and value not in ("0", "false"):
            hidden.add(current)

    streamed(box, "word/styles.xml", start)
    return Styles(levels, frozenset(hidden - {""}))


class Numbers:
    """Automatic numbers, counted on as paragraphs come: 一、 （一） 1."""

    def __init__(self, box: zipfile.ZipFile) -> None:
        self._abstract: dict[str, dict[str, list[str]]] = {}
        self._lists: dict[str, dict[str, list[str]]] = {}
        self._at: dict[str, str] = {}
        self._counts: dict[tuple[str, str], int] = {}
        streamed(box, "word/numbering.xml", self._start)

    def _start(self, tag: str, at: Attributes) -> None:
        here, value = self._at, at.get("val", "")
        if tag == "abstractNum":
            self._at = {"abstract": at.get("abstractNumId", "")}
            self._abstract[self._at["abstract"]] = {}
        elif tag == "lvl" and "abstract" in here:
            here["level"] = at.get("ilvl", "0")
            self._abstract[here["abstract"]][here["level"]] = ["decimal", "%1."]
        elif tag in ("numFmt", "lvlText") and "level" in here:
            self._abstract[here["abstract"]][here["level"]][tag == "lvlText"] = value
        elif tag == "num":
            self._at = {"list": at.get("numId", "")}
        elif tag == "abstractNumId" and "list" in here:
            self._lists[here["list"]] = self._abstract.get(value, {})

    def next(self, number: str | None, level: str) -> str:
        """What stands before the next paragraph of a list; nothing where it is in none."""
        found = self._lists.get(number or "", {}).get(level)
        if found is None or found[0] in ("bullet", "none"):
            return ""
        key = (str(number), level)
        self._counts[key] = count = self._counts.get(key, 0) + 1
        is_chinese = "chinese" in found[0] or "japanese" in found[0] or "ideograph" in found[0]
        return found[1].replace(f"%{_number(level) + 1}", chinese(count) if is_chinese else str(count))


def chinese(number: int) -> str:
    """1 → 一, 12 → 十二, 30 → 三十; from a hundred on in digits."""
    if number < 10:
        return _FIGURES[number]
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _FIGURES[tens]) + "十" + (_FIGURES[ones] if ones else "")
