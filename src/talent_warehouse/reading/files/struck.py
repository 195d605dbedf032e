"""What is struck through in a workbook (xlsx): styles, texts that many cells share, and the cells that have them.

A workbook in which no style and no text is struck costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from xml.etree.ElementTree import Element

_TAG = re.compile(rb"""<(?:\w+:)?strike\b(?![^>]*\bval=["'](?:0|false)["'])""")
_ITEM = re.compile(rb"<(?:\w+:)?si(?=[\s/>])")
_END = re.compile(rb"</(?:\w+:)?r>")
_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^>]*)?>[^<]*[^<\s]")


def fonts(styles: Element) -> frozenset[int]:
    """Fonts that strike through, by index."""
    every = [font for node in styles if _name(node) == "fonts" for font in node]
    return frozenset(
        n for n, font in enumerate(every)
        if any(_name(one) == "strike" and one.get("val", "1") not in ("0", "false") for one in font)
    )  # fmt: skip


def _name(node: Element) -> str:
    return node.tag.rpartition("}")[2]


def texts(shared: bytes) -> dict[int, bool]:
    """Shared texts that are struck through, by index: whether they are whole."""
    found = enumerate(map(is_whole, _ITEM.split(shared)[1:]))
    return {n: whole for n, whole in found if whole is not None}


def is_whole(item: bytes) -> bool | None:
    """Whether all runs of a text that say anything are struck through; None where none is."""
    if not _TAG.search(item):
        return None
    return all(_TAG.search(run) for run in _END.split(item) if _TEXT.search(run))


class Cells:
    """Looks for struck cells in the XML of a sheet."""

    def __init__(self, styles: Collection[int], shared: Mapping[int, bool]) -> None:
        self._shared = shared
        self._style = _any(rb"""<(?:\w+:)?c\s[^>]*?\bs=["'](?:%s)["'][^>]*(?<!/)>""", styles)
        self._text = _any(rb"""<(?:\w+:)?c\s[^>]*?\bt=["']s["'][^>]*>\s*<(?:\w+:)?v>(%s)<""", shared)

    def found(self, xml: bytes) -> Iterator[tuple[bytes, bool]]:
        """The start of each struck cell, and whether it is struck whole."""
        if self._text:
            yield from ((hit[0], self._shared[int(hit[1])]) for hit in self._text.finditer(xml))
        if b"k" in xml and b"strike" in xml:
            yield from _inline(xml)
        if self._style:
            yield from ((hit[0], True) for hit in self._style.finditer(xml))


def _inline(xml: bytes) -> Iterator[tuple[bytes, bool]]:
    """Cells with a text of their own."""
    end = 0
    for hit in _TAG.finditer(xml):
        start = xml.rfind(b"<c ", end, hit.start())
        if start >= 0:
            end = max(xml.find(b"</c>", hit.end()), hit.end())
            yield xml[start : xml.find(b">", start) + 1], bool(is_whole(xml[start:end]))


def _any(pattern: bytes, numbers: Collection[int]) -> re.Pattern[bytes] | None:
    return re.compile(pattern % b"|".join(b"%d" % n for n in sorted(numbers))) if numbers else None
