"""Marks on one worksheet: paint by a conditional format, words by a link's tooltip. Its cells are not touched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from talent_warehouse.gate.severity import SEVERITY_ZH
from talent_warehouse.reading.files.facts import column_letter
from talent_warehouse.receipts.returned.marks import LIST, Mark, place
from talent_warehouse.receipts.returned.xml import Node, PackageError, Part, attribute, content

_DATA = re.compile(rb"<(\w+:)?sheetData\b[^>]*?(/)?>")
# The schema fixes the order of a worksheet's children.
_BEFORE_PAINT = frozenset({
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr",
})  # fmt: skip
_BEFORE_LINKS = _BEFORE_PAINT | {"conditionalFormatting", "dataValidations"}
_LEADS_TO_LIST = re.compile(rf"#?'?{LIST}'?[!.]")
_RANK = list(SEVERITY_ZH)
_TIP = 255  # UTF-16 units of a tooltip that Excel takes
_AT_ONCE = 500  # cells of one conditional format
_COVERED = 5_000  # cells of a merged range that are looked up; larger ones hold no data


@dataclass(frozen=True)
class Listed:
    """A mark with the row of the list that it leads to."""

    row: int
    mark: Mark


def signature(severity: str) -> str:
    """The formula that paints, always true; by it old marks are known again, whoever saved the file since."""
    return f'LEN("{LIST}·{SEVERITY_ZH[severity]}")>0'


def is_ours(formula: str) -> bool:
    return f'"{LIST}·' in formula


def mark(xml: bytes, listed: Mapping[str, Sequence[Listed]], paints: Mapping[str, int]) -> tuple[bytes, ...]:
    """The sheet in pieces, old marks gone, with those of `listed`, by cell.

    Works on the sheet without its rows, so that fifty thousand rows cost no more than fifty.
    """
    start, end = _rows(xml)
    prefix = re.match(rb"<(\w+:)?", xml[start : start + 64])
    hollow = b"<" + ((prefix and prefix[1]) or b"") + b'sheetData talent="1"/>'
    part = Part(b"".join((xml[:start], hollow, xml[end:])))
    _clean(part)
    shown = _on_top(part, listed)
    _paint(part, shown, paints)  # before the links: where both stand at one offset, paint comes first
    _speak(part, shown)
    result = part.result()
    at = result.index(hollow)
    return result[:at], xml[start:end], result[at + len(hollow) :]


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


def _is_old(link: Node) -> bool:
    return bool(_LEADS_TO_LIST.match(link.attributes.get("location", "")))


def _on_top(part: Part, listed: Mapping[str, Sequence[Listed]]) -> dict[str, list[Listed]]:
    """Marks by the cell that shows: of a merged range its first."""
    merges, shown = part.root.find("mergeCells"), dict[str, list[Listed]]()
    first = {
        (row, column): corner
        for node in (merges.children if merges else ())
        for corner, row, column in _covered(node.attributes.get("ref", ""))
    }
    for cell, found in listed.items():
        shown.setdefault(first.get(place(cell), cell), []).extend(found)
    return shown


def _covered(ref: str) -> Iterator[tuple[str, int, int]]:
    corner, _, other = ref.partition(":")
    (top, left), (bottom, right) = place(corner), place(other or corner)
    if (bottom - top + 1) * (right - left + 1) <= _COVERED:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                yield f"{column_letter(left)}{top}", row, column


def _speak(part: Part, shown: Mapping[str, Sequence[Listed]]) -> None:
    """A link on each cell, with the message as its tooltip; the unit's own links stay as they are."""
    links = part.root.find("hyperlinks")
    old = [n for n in links.children if _is_old(n)] if links else []
    own = [n for n in links.children if not _is_old(n)] if links else []
    taken = {n.attributes.get("ref") for n in own if ":" not in n.attributes.get("ref", "")}
    ranges = [tuple(map(place, r.split(":"))) for n in own if ":" in (r := n.attributes.get("ref", ""))]
    text = "".join(
        f'<hyperlink xmlns="{part.root.namespace}" ref="{cell}" location="\'{LIST}\'!A{found[0].row}"'
        f" tooltip={attribute(_tip(found))}/>"
        for cell, found in shown.items()
        if cell not in taken and not any(_within(cell, span) for span in ranges)
    )
    if links and not own and not text:
        part.cut(links)  # an empty element would make Excel repair the file
        return
    for node in old:
        part.cut(node)
    if text and links:
        part.append(links, text)
    elif text:
        part.insert(_behind(part, _BEFORE_LINKS), f'<hyperlinks xmlns="{part.root.namespace}">{text}</hyperlinks>')


def _within(cell: str, span: tuple[tuple[int, int], ...]) -> bool:
    row, column = place(cell)
    (top, left), (bottom, right) = span
    return top <= row <= bottom and left <= column <= right


def _tip(found: Sequence[Listed]) -> str:
    """What the cell says when the mouse rests on it."""
    text = "；".join(dict.fromkeys(f"{SEVERITY_ZH[f.mark.severity]}：{f.mark.message}" for f in found))
    if len(text.encode("utf-16-le")) // 2 <= _TIP:
        return text
    return text.encode("utf-16-le")[: 2 * (_TIP - 10)].decode("utf-16-le", "ignore") + "…详见问题清单"


def _paint(part: Part, shown: Mapping[str, Sequence[Listed]], paints: Mapping[str, int]) -> None:
    """The colour of the worst finding, above the unit's own conditional formats."""
    cells: dict[str, list[str]] = {}
    for cell, found in shown.items():
        worst = min((f.mark.severity for f in found), key=_RANK.index)
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
