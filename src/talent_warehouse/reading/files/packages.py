"""Workbooks that are zip packages: is it safe to open, and what do its parts say besides the cells?"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from talent_warehouse import settings
from talent_warehouse.reading.files import kinds, number_format, struck
from talent_warehouse.reading.files.facts import Facts, MeasureError, Scanner
from talent_warehouse.reading.issues import refuse

_CHUNK = 1 << 20
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DECLARES = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)")
_AUTHOR = re.compile(rb"<(?:\w+:)?(?:creator|initial-creator|lastModifiedBy|author)>([^<]{2,60})<")
_SIGNED = ("docprops/core.xml", "meta.xml", "xl/comments")
_MARKUP = (".xml", ".rels", ".vml")
_FROM_1904 = re.compile(rb"""\bdate1904=["'](?:1|true|on)["']""")
# The built-in formats 0% and 0.00%.
_PERCENT_IDS = {9, 10}


@dataclass(frozen=True)
class Package:
    """What was found while every part was unpacked once: facts by sheet name, custom properties, who wrote it."""

    facts: dict[str, Facts]
    properties: dict[str, str]
    authors: tuple[str, ...] = ()


def examine(data: bytes) -> Package:
    """Unpack every part against a budget (declared sizes may lie) and look for what kills a reader.

    Raises: UnreadableError for bombs, entities, a far last cell, passwords and damage.
    """
    with kinds.unpacking(), zipfile.ZipFile(io.BytesIO(data)) as box:
        try:
            return _examine(box, len(data), is_exact=False)
        except MeasureError:
            return _examine(box, len(data), is_exact=True)


def _examine(box: zipfile.ZipFile, size: int, is_exact: bool) -> Package:
    budget = min(settings.MAX_UNPACKED_BYTES, settings.MAX_UNPACK_RATIO * size + 10_000_000)
    scanners: dict[str, Scanner] = {}
    small: dict[str, bytes] = {}
    looks: tuple[dict[int, str], struck.Cells] | None = None
    texts: dict[int, bool] = {}
    authors: set[str] = set()
    for info in sorted(box.infolist(), key=lambda i: "worksheets" in i.filename):  # styles before the sheets
        name = _clean(info.filename)
        is_sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
        if is_sheet and looks is None:
            signs, styles = _styles(small.get("xl/styles.xml", b""))
            looks = signs, struck.Cells(styles, texts)
        keep = name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "docprops/custom.xml")
        scanner = Scanner(looks[0], is_exact, looks[1]) if is_sheet and looks else None
        kept: list[bytes] = []
        is_shared, has_struck = name == "xl/sharedstrings.xml", False
        for chunk in _pieces(box, info, name):
            budget -= len(chunk)
            if budget < 0:
                raise refuse("RD-bomb")
            if name.startswith(_SIGNED):  # authors stand first in what they wrote
                authors.update(hit.decode(errors="replace") for hit in _AUTHOR.findall(chunk))
            has_struck = has_struck or (is_shared and b"strike" in chunk)
            if scanner:
                scanner.feed(chunk)
            elif keep:
                kept.append(chunk)
        if has_struck:
            texts = struck.texts(box.read(info))
        if scanner:
            scanners[name] = scanner
        elif keep:
            small[name] = b"".join(kept)
    parts = {n: s.close() for n, s in scanners.items()}
    if _FROM_1904.search(small.get("xl/workbook.xml", b"")):
        for one in parts.values():
            one.is_1904 = True
    facts = {sheet: parts[part] for sheet, part in _sheet_parts(small).items() if part in parts}
    return Package(facts, _properties(small.get("docprops/custom.xml", b"")), tuple(sorted(authors)))


def parse(xml: bytes) -> ElementTree.Element:
    """A small part. It was searched for entities before."""
    return ElementTree.fromstring(xml)  # noqa: S314


def _clean(name: str) -> str:
    return name.replace("\\", "/").lower().lstrip("/")


def _pieces(box: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """A part in pieces of a megabyte. Raises: UnreadableError for a part that declares entities."""
    end = b""
    with box.open(info) as part:
        while chunk := part.read(_CHUNK):
            if name.endswith(_MARKUP):
                window = end + chunk
                if b"!" in window and (b"<!" in window or b"<\0!" in window) and _DECLARES.search(window):
                    raise refuse("RD-entities")
                end = chunk[-24:]
            yield chunk


def _sheet_parts(small: dict[str, bytes]) -> dict[str, str]:
    """Sheet name → part, by the workbook's relations."""
    book, relations = small.get("xl/workbook.xml"), small.get("xl/_rels/workbook.xml.rels")
    if not book or not relations:
        return {}
    targets = {
        str(r.get("Id")): _clean(posixpath.normpath(posixpath.join("/xl", str(r.get("Target")))))
        for r in parse(relations).iter(RELATION)
    }
    found: dict[str, str] = {}
    for sheet in parse(book).iter():
        if sheet.tag.rpartition("}")[2] == "sheet":
            relation = next((v for k, v in sheet.attrib.items() if k.rpartition("}")[2] == "id"), "")
            found[str(sheet.get("name"))] = targets.get(relation, "")
    return found


def _properties(xml: bytes) -> dict[str, str]:
    """Custom document properties: what a template carries."""
    if not xml:
        return {}
    root = parse(xml)
    return {str(p.get("name")): "".join(p.itertext()).strip() for p in root if p.get("name")}


def _styles(styles: bytes) -> tuple[dict[int, str], frozenset[int]]:
    """By style index: the formats that say what a number is of, per cent or 万 or 千元; the styles that strike through."""
    if not styles:
        return {}, frozenset()
    codes: dict[int, str] = dict.fromkeys(_PERCENT_IDS, "0%")
    root = parse(styles)
    for node in root.iter():
        if node.tag.rpartition("}")[2] == "numFmt" and str(node.get("numFmtId")).isdecimal():
            codes[int(str(node.get("numFmtId")))] = str(node.get("formatCode"))
    every = [n for one in root if one.tag.rpartition("}")[2] == "cellXfs" for n in one]
    formats = [(i, int(f)) for i, n in enumerate(every) if (f := n.get("numFmtId") or "").isdecimal()]
    signs = {i: code for i, f in formats if number_format.speaks(code := codes.get(f, ""))}
    fonts = struck.fonts(root)
    return signs, frozenset(
        i for i, n in enumerate(every) if (f := n.get("fontId") or "").isdecimal() and int(f) in fonts
    )
