"""Sentences → a Word file in which every number carries its fact: a bookmark around it, and the facts in a part of their own.

Bookmarks survive Word, WPS, LibreOffice and the old format. Same facts, same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from xml.sax.saxutils import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CLOCK = (1980, 1, 1, 0, 0, 0)
_HOLE = re.compile(r"(\{n\})")


@dataclass(frozen=True)
class Fact:
    """A cell of a mart as it is printed: publication, key and bounds of the cell, and the words."""

    publication: int
    key: tuple[str, ...]
    measure: str
    programme: str
    year: int
    low: str | None
    high: str | None
    unit: str
    printed: str

    @property
    def name(self) -> str:
        """The bookmark's: f_ and 12 hex of what the fact is of."""
        told = json.dumps([self.publication, *self.key], ensure_ascii=False)
        return "f_" + hashlib.sha256(told.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Paragraph:
    """A heading (level 0 the title), or a sentence in which {n} stands for the fact's words."""

    text: str
    level: int | None = None
    fact: Fact | None = None


def write(path: Path, paragraphs: Iterable[Paragraph]) -> None:
    """Write the file."""
    every = list(paragraphs)
    facts = {p.fact.name: asdict(p.fact) for p in every if p.fact}
    body = "".join(_paragraph(p, n) for n, p in enumerate(every, 1))
    parts = _PARTS | {
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{_W}"><w:body>{body}{_PAGE}</w:body></w:document>',
        "customXml/item1.xml": f"<facts>{escape(json.dumps(facts, ensure_ascii=False, sort_keys=True))}</facts>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as box:
        for name, text in parts.items():
            box.writestr(zipfile.ZipInfo(name, _CLOCK), text, zipfile.ZIP_DEFLATED)


def _paragraph(paragraph: Paragraph, number: int) -> str:
    style = {None: "Normal", 0: "Title"}.get(paragraph.level, f"Heading{paragraph.level}")
    runs = "".join(_runs(paragraph, number))
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def _runs(paragraph: Paragraph, number: int) -> Iterable[str]:
    for part in _HOLE.split(paragraph.text):
        if part == "{n}" and paragraph.fact:
            yield f'<w:bookmarkStart w:id="{number}" w:name="{paragraph.fact.name}"/>{_run(paragraph.fact.printed)}'
            yield f'<w:bookmarkEnd w:id="{number}"/>'
        elif part:
            yield _run(part)


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _style(name: str, title: str, size: int, font: str, more: str) -> str:
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/>'
    default = ' w:default="1"' if name == "Normal" else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{title}"/><w:pPr>{more}</w:pPr>'
        f'<w:rPr>{fonts}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


_SPACED = '<w:spacing w:line="560" w:lineRule="exact"/>'
# As an office's letters are set (GB/T 9704): title 小标宋 二号, headings 黑体 and 楷体, text 仿宋 三号, 28 points a line.
_STYLES = "".join((
    _style("Normal", "Normal", 32, "仿宋_GB2312", f'{_SPACED}<w:ind w:firstLineChars="200" w:firstLine="640"/>'),
    _style("Title", "Title", 44, "方正小标宋简体", '<w:spacing w:after="400"/><w:jc w:val="center"/>'),
    _style("Heading1", "heading 1", 32, "黑体", f'{_SPACED}<w:ind w:firstLineChars="200" w:firstLine="640"/><w:outlineLvl w:val="0"/>'),
))  # fmt: skip
_PAGE = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
_PARTS: dict[str, str] = {
    "[Content_Types].xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>',
    "_rels/.rels": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
    "word/_rels/document.xml.rels": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/><Relationship Id="rId2" Type="{_OFFICE}/customXml" Target="../customXml/item1.xml"/></Relationships>',
    "word/styles.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles xmlns:w="{_W}">{_STYLES}</w:styles>',
}
