"""The few formats that marks and their list need, put behind those of the workbook; none of its own is touched."""

from __future__ import annotations

import re
from dataclasses import dataclass

from talent_warehouse.receipts.returned.xml import Node, PackageError, Part, Shape

# Light enough for black text on it, and told apart in grey print.
FILLS = {"critical": "FFFFC7CE", "warning": "FFFFEB9C", "info": "FFDDEBF7"}
_NAME = '<name val="微软雅黑"/>'
_FONTS = {
    "title": f'<font><b/><sz val="14"/>{_NAME}</font>',
    "head": f'<font><b/><sz val="10"/>{_NAME}</font>',
    "body": f'<font><sz val="10"/>{_NAME}</font>',
    "link": f'<font><u/><sz val="10"/><color rgb="FF0563C1"/>{_NAME}</font>',
}
_SIDES = ("left", "right", "top", "bottom")
_BORDER = (
    "<border>" + "".join(f'<{s} style="thin"><color rgb="FFD5DBE1"/></{s}>' for s in _SIDES) + "<diagonal/></border>"
)
_PAINT = '<dxf><fill><patternFill><bgColor rgb="{}"/></patternFill></fill></dxf>'
# format: font, fill, whether it has a border
_FORMATS: dict[str, tuple[str, str | None, bool]] = {
    "title": ("title", None, False),
    "note": ("body", None, False),
    "head": ("head", "FFF2F5F8", True),
    "body": ("body", None, True),
    "link": ("link", None, True),
    **{severity: ("body", fill, True) for severity, fill in FILLS.items()},
}


@dataclass(frozen=True)
class Formats:
    """Indexes in the workbook's styles: cell formats of the list by name, differential formats by severity."""

    cells: dict[str, int]
    paints: dict[str, int]


class _Collection:
    """fonts, fills, borders, cellXfs or dxfs of a style sheet, under edit. What stands there already is used again."""

    def __init__(self, part: Part, node: Node) -> None:
        self._part, self._node = part, node
        self._known: dict[Shape, int] = {}
        for number, child in enumerate(node.children):
            self._known.setdefault(child.shape, number)
        self._count = len(node.children)
        self._added: list[str] = []

    def index(self, xml: str) -> int:
        shape = Part(xml.encode()).root.shape
        if shape not in self._known:
            self._known[shape] = self._count
            self._count += 1
            self._added.append(re.sub(r"^<(\w+)", rf'<\1 xmlns="{self._node.namespace}"', xml))
        return self._known[shape]

    def close(self) -> None:
        if self._added:
            self._part.set(self._node, "count", str(self._count))
            self._part.append(self._node, "".join(self._added))


def add(xml: bytes) -> tuple[bytes, Formats]:
    """styles.xml with the formats. Raises: PackageError if it lacks what a workbook has there."""
    part = _with_dxfs(Part(xml))
    nodes = {n.name: n for n in part.root.children}
    try:
        found = {n: _Collection(part, nodes[n]) for n in ("fonts", "fills", "borders", "cellXfs", "dxfs")}
    except KeyError as exc:
        raise PackageError(f"styles.xml lacks {exc}") from exc
    formats = Formats(
        {name: found["cellXfs"].index(_format(found, *spec)) for name, spec in _FORMATS.items()},
        {name: found["dxfs"].index(_PAINT.format(fill)) for name, fill in FILLS.items()},
    )
    for collection in found.values():
        collection.close()
    return part.result(), formats


def _with_dxfs(part: Part) -> Part:
    if part.root.find("dxfs"):
        return part
    before = [n for n in part.root.children if n.name in ("cellXfs", "cellStyles")]
    if not before:
        raise PackageError("styles.xml lacks cellXfs")
    part.insert(before[-1].end, f'<dxfs xmlns="{part.root.namespace}" count="0"/>')
    return Part(part.result())


def _format(found: dict[str, _Collection], font: str, fill: str | None, has_border: bool) -> str:
    """A cell format: text that wraps, from the top of its cell."""
    fill_id = found["fills"].index(f"<fill>{_solid(fill)}</fill>") if fill else 0
    border_id = found["borders"].index(_BORDER) if has_border else 0
    return (
        f'<xf numFmtId="0" fontId="{found["fonts"].index(_FONTS[font])}" fillId="{fill_id}" borderId="{border_id}" xfId="0"'
        ' applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    )


def _solid(colour: str) -> str:
    return f'<patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/></patternFill>'
