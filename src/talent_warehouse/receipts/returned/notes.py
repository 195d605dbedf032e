"""Notes on marked cells: what is wrong there, shown while the mouse rests on the cell, which stays the clerk's to click.

A sheet's notes are two parts, the texts (comments) and their boxes (a VML drawing). What the unit's own notes say stays
and ours comes below it; by its first line ours is known again, whoever saved the file since, and taken away.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from talent_warehouse import settings
from talent_warehouse.gate.severity import SEVERITY_ZH
from talent_warehouse.receipts.returned.marks import LIST, Mark, place, wide
from talent_warehouse.receipts.returned.xml import Node, PackageError, Part, content

COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_HEAD = f"【{LIST}】"
_MOST = 600  # characters of a note: what a screen shows at once
_ACROSS = 60  # of a line in half characters, as wide as the box
_WIDTH, _LINE, _FRAME = 300, 13, 10  # points
# A drawing need not be XML (<br> in buttons), and libraries call its prefixes as they like.
_SHAPE = re.compile(r"<(\w+):shape\b(?:[^>]*/>|.*?</\1:shape>)", re.DOTALL)
_PLACE = re.compile(r"<\w+:Row>\s*(\d+)\s*</\w+:Row>\s*<\w+:Column>\s*(\d+)\s*</")
_ANCHOR = re.compile(r"(<\w+:Anchor>(?:[^<,]*,){6}\s*)(\d+)")
_END = re.compile(r"</xml>\s*$")
_SPACES = {
    f' xmlns:{prefix}="urn:schemas-microsoft-com:{name}"'
    for prefix, name in (("v", "vml"), ("o", "office:office"), ("x", "office:excel"))
}
_EMPTY = (
    f'<xml{"".join(sorted(_SPACES))}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)
_KIND = (
    '<v:shapetype{} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)


@dataclass(frozen=True)
class Beside:
    """The parts that go with a worksheet, found by its relations, or as they are to be made."""

    relations: str
    comments: str
    drawings: Mapping[str, str]  # VML drawing by the id of its relation
    fresh: str  # the relation of a drawing that the sheet has not yet
    namespace: str  # of relations

    @property
    def names(self) -> frozenset[str]:
        return frozenset({self.relations, self.comments, *self.drawings.values()})


def beside(box: zipfile.ZipFile, part: str, namespace: str) -> Beside:
    """Where the notes of a worksheet stand, or will."""
    folder, name = posixpath.split(part)
    relations, stem = f"{folder}/_rels/{name}.rels", name.removesuffix(".xml")
    known = Part(box.read(relations)).root.children if relations in box.namelist() else []
    paths = {n.attributes.get("Id", ""): _path(folder, n) for n in known}
    kinds = {n.attributes.get("Id", ""): n.attributes.get("Type", "").rpartition("/")[2] for n in known}
    comments = next((paths[i] for i, kind in kinds.items() if kind == "comments"), f"xl/talent-notes-{stem}.xml")
    fresh = next(f"rIdTalent{n}" for n in range(1, len(known) + 2) if f"rIdTalent{n}" not in paths)
    drawings = {i: paths[i] for i, kind in kinds.items() if kind == "vmlDrawing"}
    return Beside(relations, comments, {fresh: f"xl/drawings/talent-{stem}.vml", **drawings}, fresh, namespace)


def _path(folder: str, relation: Node) -> str:
    return posixpath.normpath(posixpath.join("/", folder, relation.attributes.get("Target", ""))).lstrip("/")


def text(found: Sequence[Mark]) -> str:
    """What a cell's note says: each finding with its severity and the column's label."""
    lines = dict.fromkeys(f"{SEVERITY_ZH[m.severity]}　{m.label}{'：' if m.label else ''}{m.message}" for m in found)
    said = "\n".join((_HEAD, *lines))
    return said if len(said) <= _MOST else f"{said[:_MOST]}…详见“{LIST}”表"


def write(
    box: zipfile.ZipFile, where: Beside, drawing: str | None, namespace: str, shown: Mapping[str, Sequence[Mark]]
) -> dict[str, bytes]:
    """The parts that change: `shown` is what stands at each cell, `drawing` the relation that the sheet draws by.

    Raises: PackageError where a part is not what a workbook has there.
    """
    known = {i.filename: i.file_size for i in box.infolist()}
    if any(known.get(name, 0) > settings.MAX_MARKED_BYTES for name in where.names):
        raise PackageError(f"the notes beside {where.relations} are too large")
    if not shown and where.comments not in known:
        return {}
    empty = f'<comments xmlns="{namespace}"><authors/><commentList/></comments>'
    source = box.read(where.comments) if where.comments in known else empty.encode()
    comments, gone, shorter = _cleaned(source)
    if not (shown or gone or shorter):
        return {}
    boxes = where.drawings[drawing or where.fresh]
    drawn = box.read(boxes).decode("utf-8-sig") if boxes in known else _EMPTY
    drawn = _SHAPE.sub(lambda hit: _resized(hit[0], gone, shorter), drawn)
    said = {cell: text(found) for cell, found in shown.items()}
    comments, own = _said(comments, said)
    longer = {place(cell): _lines(said[cell]) for cell in own}
    drawn = _SHAPE.sub(lambda hit: _resized(hit[0], (), longer), drawn)
    drawn = _drawn(drawn, {cell: words for cell, words in said.items() if cell not in own})
    parts = {where.comments: comments, boxes: drawn.encode()}
    if related := _related(box, where, known, drawing or where.fresh):
        parts[where.relations] = related
    return parts


def _cleaned(source: bytes) -> tuple[bytes, set[tuple[int, int]], dict[tuple[int, int], int]]:
    """Comments without what is ours; places of those that are gone, and by how many lines others are shorter."""
    part = Part(source)
    gone, shorter = set[tuple[int, int]](), dict[tuple[int, int], int]()
    for comment in _comments(part):
        texts = [n for n in comment.walk() if n.name == "t"]
        said = "".join(n.text for n in texts)
        own, head, ours = said.partition(_HEAD)
        at = place(comment.attributes.get("ref", ""))
        if not head:
            continue
        if not own.strip():
            part.cut(comment)
            gone.add(at)
            continue
        shorter[at] = -_lines(head + ours)
        left = len(own.rstrip("\n"))
        for run in texts:
            kept, left = run.text[:left], max(left - len(run.text), 0)
            if kept != run.text:
                _say(part, comment, run, kept)
    return part.result(), gone, shorter


def _say(part: Part, comment: Node, text_node: Node, kept: str) -> None:
    """A shorter text; nothing of its run where nothing is kept."""
    run = next((r for r in comment.walk() if r.name == "r" and text_node in r.children), text_node)
    if not kept:
        part.cut(run)
        return
    part.replace(text_node, content(kept))


def _said(source: bytes, said: Mapping[str, str]) -> tuple[bytes, Collection[str]]:
    """Comments with our texts, and the cells that had one of the unit's own, which are extended."""
    part = Part(source)
    namespace, authors, listed = part.root.namespace, part.root.find("authors"), part.root.find("commentList")
    if authors is None or listed is None:
        raise PackageError("comments without authors or list")
    own = set[str]()
    for comment in listed.children:
        cell, words = comment.attributes.get("ref", ""), comment.find("text")
        if words and cell in said:
            own.add(cell)
            part.append(words, f'<r xmlns="{namespace}">{_text(chr(10) + said[cell])}</r>')
    names = [a.text for a in authors.children]
    if LIST not in names and len(own) < len(said):
        part.append(authors, f'<author xmlns="{namespace}">{LIST}</author>')
        names.append(LIST)
    part.append(
        listed,
        "".join(
            f'<comment xmlns="{namespace}" ref="{cell}" authorId="{names.index(LIST)}"><text>{_text(words)}</text></comment>'
            for cell, words in said.items()
            if cell not in own
        ),
    )
    return part.result(), own


def _text(words: str) -> str:
    return f'<t xml:space="preserve">{content(words)}</t>'


def _comments(part: Part) -> list[Node]:
    listed = part.root.find("commentList")
    return listed.children if listed else []


def _lines(words: str) -> int:
    return sum(max(-(-wide(line) // _ACROSS), 1) for line in words.split("\n"))


def _resized(shape: str, gone: Collection[tuple[int, int]], lines: Mapping[tuple[int, int], int]) -> str:
    """A box: none for a note that is gone, longer or shorter with its text where it says where it ends."""
    hit = _PLACE.search(shape)
    at = (int(hit[1]) + 1, int(hit[2]) + 1) if hit else None
    if at in gone:
        return ""
    by = lines.get(at, 0) if at else 0
    return _ANCHOR.sub(lambda end: f"{end[1]}{max(int(end[2]) + by, 0)}", shape, count=1) if by else shape


def _drawn(drawing: str, said: Mapping[str, str]) -> str:
    """The drawing with a box for each text, as high as that is; they stay hidden until the mouse rests on the cell."""
    end = _END.search(drawing)
    if not end:
        raise PackageError("a drawing of notes does not end")
    spaces = "".join(sorted(space for space in _SPACES if space not in drawing))
    kind = "" if 'id="_x0000_t202"' in drawing or not said else _KIND.format(spaces)
    free = max(map(int, re.findall(r'id="_x0000_s(\d+)"', drawing)), default=1024) + 1
    boxes = (
        f'<v:shape{spaces} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;width:{_WIDTH}pt;'
        f'height:{_LINE * _lines(words) + _FRAME}pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:textbox style="mso-direction-alt:auto"/>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
        f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
        for number, (cell, words) in enumerate(said.items(), free)
        for row, column in (place(cell),)
    )
    return "".join((drawing[: end.start()], kind, *boxes, end[0]))


def _related(box: zipfile.ZipFile, where: Beside, known: Collection[str], drawing: str) -> bytes | None:
    """The sheet's relations where a part is new to it."""
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
    part = Part(box.read(where.relations) if where.relations in known else empty)
    ids = {r.attributes.get("Id") for r in part.root.children}
    added = ""
    if drawing == where.fresh:
        added += _relation(part, drawing, f"{where.namespace}/vmlDrawing", where.drawings[drawing])
    if where.comments not in known:
        own = next(i for n in range(1, len(ids) + 3) if (i := f"rIdTalent{n}") not in ids | {where.fresh})
        added += _relation(part, own, f"{where.namespace}/comments", where.comments)
    if not added:
        return None
    part.append(part.root, added)
    return part.result()


def _relation(part: Part, own: str, kind: str, target: str) -> str:
    return f'<Relationship xmlns="{part.root.namespace}" Id="{own}" Type="{kind}" Target="/{target}"/>'
