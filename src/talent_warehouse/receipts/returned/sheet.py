"""Marks on one worksheet: paint by a conditional format, words by notes beside it. Its cells are not touched."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from talent_warehouse.gate.severity import SEVERITY_ZH
from talent_warehouse.reading.files.facts import column_letter
from talent_warehouse.receipts.returned.marks import LIST, Mark, place
from talent_warehouse.receipts.returned.notes import Beside
from talent_warehouse.receipts.returned.xml import Node, PackageError, Part, content

_DATA = re.compile(rb"<(\w+:)?sheetData\b[^>]*?(/)?>")
# The schema fixes the order of a worksheet's children.
_BEFORE_PAINT = frozenset({
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr",
})  # fmt: skip
_BEFORE_DRAWING = _BEFORE_PAINT | {
    "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
    "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing",
}  # fmt: skip
_LEADS_TO_LIST = re.compile(rf"#?'?{LIST}'?[!.]")
_RANK = list(SEVERITY_ZH)
_AT_ONCE = 500  # cells of one conditional format


@dataclass(frozen=True)
class Marked:
    """A sheet in pieces; what is shown at each cell, and the relation of the drawing that holds the sheet's notes."""

    pieces: tuple[bytes, ...]
    shown: Mapping[str, Sequence[Mark]]
    drawing: str | None


def signature(severity: str) -> str:
    """The formula that paints, always true; by it old marks are known again, whoever saved the file since."""
    return f'LEN("{LIST}·{SEVERITY_ZH[severity]}")>0'


def is_ours(formula: str) -> bool:
    return f'"{LIST}·' in formula


def mark(xml: bytes, listed: Mapping[str, Sequence[Mark]], paints: Mapping[str, int], where: Beside) -> Marked:
    """The sheet, old marks gone, with those of `listed`, by cell.

    Works on the sheet without its rows, so that fifty thousand rows cost no more than fifty.
    """
    start, end = _rows(xml)
    prefix = re.match(rb"<(\w+:)?", xml[start : start + 64])
    hollow = b"<" + ((prefix and prefix[1]) or b"") + b'sheetData talent="1"/>'
    part = Part(b"".join((xml[:start], hollow, xml[end:])))
    _clean(part)
    shown = _on_top(part, listed)
    _paint(part, shown, paints)  # before the drawing: where both stand at one offset, paint comes first
    drawing = _drawing(part, where, needed=bool(shown))
    result = part.result()
    at = result.index(hollow)
    return Marked((result[:at], xml[start:end], result[at + len(hollow) :]), shown, drawing)


def _rows(xml: bytes) -> tuple[int, int]:
    """Where sheetData begins and ends."""
    hit = _DATA.search(xml)
    if hit is None:
        raise PackageError("a worksheet has no sheetData")
    if hit[2]:
        return hit.start(), hit.end()
    close = b"</" + (hit[1] or b"") + b"sheetData>"
    at = xml.rfind(close)
    if at < 0:
        raise PackageError("sheetData does not end")
    return hit.start(), at + len(close)


def _clean(part: Part) -> None:
    """Take away what an earlier night marked; unselect the sheet: two selected ones would be edited together."""
    for node in part.root.children:
        if node.name == "sheetViews":
            for view in node.children:
                part.set(view, "tabSelected", None)
        elif node.name == "conditionalFormatting":
            ours = [r for r in node.children if any(is_ours(f.text) for f in r.children)]
            if ours and len(ours) == len([c for c in node.children if c.name == "cfRule"]):
                part.cut(node)
            else:
                for rule in ours:
                    part.cut(rule)
        elif node.name == "hyperlinks":  # marks were links once
            old = [link for link in node.children if _is_old(link)]
            for cut in (node,) if len(old) == len(node.children) else old:
                part.cut(cut)


def _is_old(link: Node) -> bool:
    return bool(_LEADS_TO_LIST.match(link.attributes.get("location", "")))


def _on_top(part: Part, listed: Mapping[str, Sequence[Mark]]) -> dict[str, list[Mark]]:
    """Marks by the cell that shows: of a merged range its first."""
    rows: dict[int, list[int]] = {}  # of marked cells that no range has covered so far, by column
    for row, column in sorted(map(place, listed)):
        rows.setdefault(column, []).append(row)
    merges, first = part.root.find("mergeCells"), dict[tuple[int, int], str]()
    for node in merges.children if merges else ():
        corner, _, other = node.attributes.get("ref", "").partition(":")
        (top, left), (bottom, right) = place(corner), place(other or corner)
        for column in (c for c in rows if left <= c <= right):
            start, end = bisect_left(rows[column], top), bisect_right(rows[column], bottom)
            first |= dict.fromkeys(((row, column) for row in rows[column][start:end]), f"{column_letter(left)}{top}")
            del rows[column][start:end]
    shown = dict[str, list[Mark]]()
    for cell, found in listed.items():
        shown.setdefault(first.get(place(cell), cell), []).extend(found)
    return shown


def _drawing(part: Part, where: Beside, needed: bool) -> str | None:
    """The relation of the drawing that holds the sheet's notes; a sheet has one at most, the unit's own stays."""
    node = part.root.find("legacyDrawing")
    if node is None and needed:
        named = f'xmlns="{part.root.namespace}" xmlns:r="{where.namespace}" r:id="{where.fresh}"'
        part.insert(_behind(part, _BEFORE_DRAWING), f"<legacyDrawing {named}/>")
        return where.fresh
    return next((v for k, v in node.attributes.items() if k.endswith(" id")), None) if node else None


def _paint(part: Part, shown: Mapping[str, Sequence[Mark]], paints: Mapping[str, int]) -> None:
    """The colour of the worst finding, above the unit's own conditional formats."""
    cells: dict[str, list[str]] = {}
    for cell, found in shown.items():
        worst = min((f.severity for f in found), key=_RANK.index)
        cells.setdefault(worst, []).append(cell)
    text = "".join(
        f'<conditionalFormatting xmlns="{part.root.namespace}" sqref="{" ".join(of[at : at + _AT_ONCE])}">'
        f'<cfRule type="expression" dxfId="{paints[severity]}" priority="1"><formula>{content(signature(severity))}'
        "</formula></cfRule></conditionalFormatting>"
        for severity, of in cells.items()
        for at in range(0, len(of), _AT_ONCE)
    )
    if text:
        part.insert(_behind(part, _BEFORE_PAINT), text)


def _behind(part: Part, names: frozenset[str]) -> int:
    return [n for n in part.root.children if n.name in names][-1].end
