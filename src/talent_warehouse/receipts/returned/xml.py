"""Edits to an XML part at byte offsets: what is not edited stays as it is, byte for byte.

Parsing and writing a part anew would lose prefixes that only attributes name (mc:Ignorable), and with them the file.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

# A node without its place: name, attributes, children. Two that are equal mean the same.
Shape: TypeAlias = tuple[str, frozenset[tuple[str, str]], tuple["Shape", ...]]

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile(_ILLEGAL.pattern[:-1] + "&<>_]")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*\?>")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class PackageError(Exception):
    """A part is not what a workbook has there; the file cannot be edited in place."""


@dataclass
class Node:
    """An element and the bytes it takes: all of it start:end, its content inner:inner_end.

    `name` is local; an attribute with a prefix is named "namespace name".
    """

    name: str
    namespace: str
    attributes: dict[str, str]
    start: int
    inner: int = -1
    inner_end: int = -1
    end: int = -1
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def find(self, name: str) -> Node | None:
        """The first child of that name."""
        return next((c for c in self.children if c.name == name), None)

    def walk(self) -> Iterator[Node]:
        """This element and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def shape(self) -> Shape:
        return self.name, frozenset(self.attributes.items()), tuple(c.shape for c in self.children)


class Part:
    """One XML part under edit."""

    def __init__(self, source: bytes) -> None:
        self.source = _utf8(source)
        self.root = _parse(self.source)
        self._edits: list[tuple[int, int, bytes]] = []

    def cut(self, node: Node) -> None:
        """Take an element out."""
        self._edits.append((node.start, node.end, b""))

    def replace(self, node: Node, xml: str) -> None:
        """Put text in the place of what an element holds."""
        self._edits.append((node.inner, node.inner_end, xml.encode()))

    def insert(self, at: int, xml: str) -> None:
        """Put text at an offset; what is put at one offset keeps its order."""
        self._edits.append((at, at, xml.encode()))

    def append(self, node: Node, xml: str) -> None:
        """Put text behind the last child of an element."""
        if node.inner == node.end and self.source[node.end - 2 : node.end] == b"/>":
            tag = re.match(rb"<([^\s/>]+)", self.source[node.start : node.end])
            assert tag
            self._edits.append((node.end - 2, node.end, b">" + xml.encode() + b"</" + tag[1] + b">"))
        else:
            self.insert(node.inner_end, xml)

    def set(self, node: Node, name: str, value: str | None) -> None:
        """Set an attribute that has no prefix; None takes it away."""
        hit = re.search(rb"\s%s\s*=\s*(?:\"[^\"]*\"|'[^']*')" % name.encode(), self.source[node.start : node.inner])
        text = b"" if value is None else f" {name}={quoteattr(value)}".encode()
        if hit:
            self._edits.append((node.start + hit.start(), node.start + hit.end(), text))
        elif text:
            tag = re.match(rb"<[^\s/>]+", self.source[node.start : node.inner])
            assert tag
            self._edits.append((node.start + tag.end(),) * 2 + (text,))

    def result(self) -> bytes:
        """The part with its edits."""
        pieces, at = list[bytes](), 0
        for start, end, text in sorted(self._edits, key=lambda e: e[:2]):
            if start < at:
                raise PackageError("two edits of one place")
            pieces += (self.source[at:start], text)
            at = end
        return b"".join((*pieces, self.source[at:]))


def _utf8(source: bytes) -> bytes:
    if not source.startswith(_UTF16):
        return source
    return _DECLARED.sub(b'<?xml version="1.0" encoding="UTF-8"?>', source.decode("utf-16").encode(), count=1)


def _refuse(*_: object) -> None:
    raise PackageError("a document type is declared")


def _parse(source: bytes) -> Node:
    parser = expat.ParserCreate(namespace_separator=" ")
    stack: list[Node] = []
    roots: list[Node] = []
    waiting: list[tuple[Node, str]] = []  # offsets that the next event tells

    def here() -> int:
        at = parser.CurrentByteIndex
        for node, name in waiting:
            setattr(node, name, at)
        waiting.clear()
        return at

    def start(name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        node = Node(local, namespace, attributes, here())
        (stack[-1].children if stack else roots).append(node)
        stack.append(node)
        waiting.append((node, "inner"))

    def end(_: str) -> None:
        node = stack.pop()
        node.inner_end = here()
        waiting.append((node, "end"))

    def text(content: str) -> None:
        here()
        if stack:
            stack[-1].text += content

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, _refuse
    parser.DefaultHandler = lambda _: here() and None
    try:
        parser.Parse(source, True)
    except expat.ExpatError as exc:
        raise PackageError(f"no XML: {exc}") from exc
    roots[0].end = len(source) if roots[0].end < 0 else roots[0].end
    return roots[0]


def attribute(value: str) -> str:
    """A value as an attribute, quotes included."""
    return quoteattr(_ILLEGAL.sub("", value))


def content(value: str) -> str:
    """A text as content; what a spreadsheet would take for an escape (_x0041_) stays as it is."""
    if not _SPECIAL.search(value):  # nearly every cell
        return value
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", escape(_ILLEGAL.sub("", value)))
