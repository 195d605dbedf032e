"""A workbook given back by editing its package: cells, formats, cached values, drop-downs, pictures and macros stay.

Transitional and strict OOXML (xlsx, xlsm, xltx, xltm). Parts that bear no mark are copied.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import IO

from talent_warehouse import settings
from talent_warehouse.reading.files.documents import named
from talent_warehouse.receipts.returned import findings_sheet, notes, sheet, styles
from talent_warehouse.receipts.returned.marks import LIST, Mark
from talent_warehouse.receipts.returned.xml import Node, PackageError, Part, attribute

_BOOK, _RELATIONS, _STYLES, _TYPES = (
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "[Content_Types].xml",
)
_NEW = "xl/worksheets/talent-issues.xml"
_LEVEL = 3  # of compression: a third of the time of the usual 6, files a seventh larger
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


@dataclass(frozen=True)
class _Sheet:
    """A sheet of the workbook: its element, its part, and whether it has cells."""

    node: Node
    name: str
    part: str
    is_worksheet: bool


def mark(source: IO[bytes], target: IO[bytes], marks: Sequence[Mark], title: str, note: str) -> None:
    """Write the package with marks: painted cells with notes, and the list of findings as the first sheet.

    Raises: PackageError or zipfile.BadZipFile where the package is not as a workbook's is.
    """
    with (
        zipfile.ZipFile(source) as box,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as result,
    ):
        infos = {i.filename: i for i in box.infolist()}
        if missing := {_BOOK, _RELATIONS, _STYLES, _TYPES} - infos.keys():
            raise PackageError(f"the package lacks {sorted(missing)}")
        book, relations = Part(box.read(_BOOK)), Part(box.read(_RELATIONS))
        known = _sheets(book, relations)
        names = [s.name for s in known]
        marks = [replace(m, sheet=m.sheet and named(m.sheet, names)) for m in marks]
        styled, formats = styles.add(box.read(_STYLES))
        own = next((s.part for s in known if s.name == LIST), _NEW)
        edited = {_STYLES: styled, own: findings_sheet.sheet(book.root.namespace, marks, title, note, formats)}
        by_sheet, space = _by_sheet(marks), book.root.namespace
        worksheets = {s.part: by_sheet.get(s.name, {}) for s in known if s.is_worksheet and s.part != own}
        beside = {part: notes.beside(box, part, _relation(known[0].node)[0]) for part in worksheets if part in infos}
        edited |= _register(
            box, book, relations, known, {beside[p].comments for p, found in worksheets.items() if found}
        )
        later = {name for where in beside.values() for name in where.names}
        for name, info in infos.items():
            if name in worksheets:
                if info.file_size > settings.MAX_MARKED_BYTES:
                    raise PackageError(f"{name} has {info.file_size} bytes")
                made = sheet.mark(box.read(name), worksheets[name], formats.paints, beside[name])
                _put(result, info, made.pieces)
                edited |= notes.write(box, beside[name], made.drawing, space, made.shown)
            elif name in edited and name not in later:
                _put(result, info, (edited.pop(name),))
            elif name not in later:
                _copy(box, result, info)
        for name in sorted(later & infos.keys() - edited.keys()):
            _copy(box, result, infos[name])
        for name, content in edited.items():
            with result.open(name, "w") as file:
                file.write(content)


def extension(source: IO[bytes]) -> str:
    """What a file of this package is called: its main part's type says so."""
    with zipfile.ZipFile(source) as box:
        types = box.read(_TYPES)
    has_macros = b"sheet.macroEnabled" in types or b"template.macroEnabled" in types
    is_template = b"template.macroEnabled" in types or b"spreadsheetml.template.main" in types
    return f".xl{'t' if is_template else 's'}{'m' if has_macros else 'x'}"


def _put(result: zipfile.ZipFile, info: zipfile.ZipInfo, pieces: Sequence[bytes]) -> None:
    with result.open(info.filename, "w") as file:
        for piece in pieces:
            file.write(piece)


def _copy(box: zipfile.ZipFile, result: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    with box.open(info) as part, result.open(info.filename, "w") as file:
        while chunk := part.read(1 << 20):
            file.write(chunk)


def _sheets(book: Part, relations: Part) -> list[_Sheet]:
    """The workbook's sheets in their order."""
    targets = {r.attributes.get("Id"): r for r in relations.root.children}
    nodes, found = book.root.find("sheets"), []
    for node in nodes.children if nodes else ():
        relation = targets.get(_relation(node)[1])
        if relation is None:
            raise PackageError(f"no part for the sheet {node.attributes.get('name')!r}")
        path = posixpath.normpath(posixpath.join("/xl", relation.attributes.get("Target", ""))).lstrip("/")
        is_worksheet = relation.attributes.get("Type", "").endswith("/worksheet")
        found.append(_Sheet(node, node.attributes.get("name", ""), path, is_worksheet))
    if not found:
        raise PackageError("a workbook without sheets")
    return found


def _relation(node: Node) -> tuple[str, str]:
    """The namespace and the value of a sheet's r:id."""
    for name, value in node.attributes.items():
        if name.endswith("/relationships id"):
            return name.removesuffix(" id"), value
    raise PackageError("a sheet has no relation")


def _by_sheet(marks: Sequence[Mark]) -> dict[str, dict[str, list[Mark]]]:
    """Sheet → cell → its marks."""
    found: dict[str, dict[str, list[Mark]]] = {}
    for one in marks:
        if one.sheet and one.cell:
            found.setdefault(one.sheet, {}).setdefault(one.cell, []).append(one)
    return found


def _register(
    box: zipfile.ZipFile, book: Part, relations: Part, known: Sequence[_Sheet], comments: Collection[str]
) -> dict[str, bytes]:
    """The parts that say which sheets there are, with the list among them: first, and the one that opens; and which
    parts hold notes.
    """
    position = next((n for n, s in enumerate(known) if s.name == LIST), None)
    for views in (n for n in book.root.children if n.name == "bookViews"):
        for view in views.children:
            book.set(view, "activeTab", str(position or 0))
            book.set(view, "firstSheet", None)
    types = Part(box.read(_TYPES))
    _declare(types, comments)
    if position is not None:
        return {_BOOK: book.result(), _TYPES: types.result()}
    namespace, _ = _relation(known[0].node)
    worksheet = namespace + "/worksheet"
    ids = {r.attributes.get("Id") for r in relations.root.children}
    own = next(f"rIdTalent{n}" for n in range(1, len(ids) + 2) if f"rIdTalent{n}" not in ids)
    free = max(int(s.node.attributes.get("sheetId", "0")) for s in known) + 1
    book.insert(
        known[0].node.start,
        f'<sheet xmlns="{book.root.namespace}" xmlns:r="{namespace}" name={attribute(LIST)} sheetId="{free}" r:id="{own}"/>',
    )
    for names in (n for n in book.root.children if n.name == "definedNames"):
        for name in (n for n in names.children if "localSheetId" in n.attributes):
            book.set(name, "localSheetId", str(int(name.attributes["localSheetId"]) + 1))  # each sheet moves right
    relations.append(
        relations.root,
        f'<Relationship xmlns="{relations.root.namespace}" Id="{own}" Type="{worksheet}" Target="/{_NEW}"/>',
    )
    types.append(
        types.root, f'<Override xmlns="{types.root.namespace}" PartName="/{_NEW}" ContentType="{_SHEET_TYPE}"/>'
    )
    return {_BOOK: book.result(), _RELATIONS: relations.result(), _TYPES: types.result()}


def _declare(types: Part, comments: Collection[str]) -> None:
    """What the parts of notes are, where the package does not say so yet."""
    known = {n.attributes.get("PartName") for n in types.root.children}
    space = f'xmlns="{types.root.namespace}"'
    vml = any(n.attributes.get("Extension", "").lower() == "vml" for n in types.root.children)
    if comments and not vml:
        types.insert(types.root.inner, f'<Default {space} Extension="vml" ContentType="{notes.DRAWING_TYPE}"/>')
    for name in sorted(comments):
        if f"/{name}" not in known:
            types.append(types.root, f'<Override {space} PartName="/{name}" ContentType="{notes.COMMENTS_TYPE}"/>')
