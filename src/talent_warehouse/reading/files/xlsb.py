"""Binary workbooks (xlsb): what the fast reader does not say of them, from one pass over their records ([MS-XLSB])."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
from collections.abc import Iterator

from talent_warehouse import settings
from talent_warehouse.reading.files import kinds, number_format
from talent_warehouse.reading.files.facts import ERRORS, Facts, Merge, too_wide
from talent_warehouse.reading.files.packages import RELATION, parse

_ROW, _BLANK, _RK, _ERROR, _REAL, _FORMULA_NUMBER, _FORMULA_ERROR, _LAST_CELL = 0, 1, 2, 3, 5, 9, 11, 11
_FORMAT, _STYLE, _COLUMNS, _SHEET, _DATES, _MERGE, _STYLES, _STYLES_END = 44, 47, 60, 156, 153, 176, 617, 618
_FONT, _STRIKE = 43, 0x0008
_VIEW, _ZEROS = 137, 0x10
_NUMBERS, _TEXTS = (_RK, _REAL, _FORMULA_NUMBER), (6, 7, 8)


def examine(data: bytes) -> dict[str, Facts]:
    """Facts by sheet name. The package was guarded before; records that make no sense end the pass over a part.

    Raises: UnreadableError when the values of a sheet span too much.
    """
    with kinds.unpacking(), zipfile.ZipFile(io.BytesIO(data)) as box:
        names = set(box.namelist())
        if not {"xl/workbook.bin", "xl/_rels/workbook.bin.rels"} <= names:
            return {}
        relations = parse(box.read("xl/_rels/workbook.bin.rels"))
        targets = {str(r.get("Id")): posixpath.normpath(posixpath.join("/xl", str(r.get("Target")))).lstrip("/") for r in relations.iter(RELATION)}  # fmt: skip
        signs, struck = _styles(box.read("xl/styles.bin") if "xl/styles.bin" in names else b"")
        found, is_1904 = dict[str, Facts](), False
        for kind, body in _records(box.read("xl/workbook.bin")):
            if kind == _DATES:
                is_1904 = bool(body[:1] and body[0] & 1)
            elif kind == _SHEET:
                relation, at = _text(body, 8)
                part, name = targets.get(relation, ""), _text(body, at)[0]
                if part in names:
                    found[name] = _sheet(box.read(part), signs, struck)
                    found[name].is_1904 = is_1904
    return found


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and body of each record; both begin with lengths of seven bits a byte."""
    at = 0
    while at < len(part):
        kind, at = _number(part, at, 2)
        size, at = _number(part, at, 4)
        yield kind, part[at : at + size]
        at += size


def _number(part: bytes, at: int, most: int) -> tuple[int, int]:
    value = 0
    for place in range(most):
        byte = part[at] if at < len(part) else 0
        at += 1
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            break
    return value, at


def _text(body: bytes, at: int) -> tuple[str, int]:
    """A text with its length before it, and where it ends."""
    if at + 4 > len(body):
        return "", at
    end = at + 4 + 2 * struct.unpack_from("<I", body, at)[0]
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def _styles(styles: bytes) -> tuple[dict[int, str], frozenset[int]]:
    """By style: the formats that say what a number is of, and the styles that strike through."""
    codes, used, is_inside = {9: "0%", 10: "0.00%"}, list[tuple[int, int]](), False
    fonts: list[bool] = []
    for kind, body in _records(styles):
        if kind == _FORMAT and len(body) > 6:
            codes[struct.unpack_from("<H", body)[0]] = _text(body, 2)[0]
        elif kind == _FONT and len(body) > 4:
            fonts.append(bool(struct.unpack_from("<H", body, 2)[0] & _STRIKE))
        elif kind in (_STYLES, _STYLES_END):
            is_inside = kind == _STYLES
        elif kind == _STYLE and is_inside and len(body) > 6:
            used.append(struct.unpack_from("<HH", body, 2))
    signs = {i: code for i, (f, _) in enumerate(used) if number_format.speaks(code := codes.get(f, ""))}
    return signs, frozenset(i for i, (_, font) in enumerate(used) if font < len(fonts) and fonts[font])


def _sheet(part: bytes, signs: dict[int, str], struck: frozenset[int]) -> Facts:
    facts, row, widest = Facts(), 0, 0
    for kind, body in _records(part):
        if kind == _ROW and len(body) >= 12:
            row = struct.unpack_from("<I", body)[0] + 1
            if body[11] & 0x10:
                facts.hide_row(row)
        elif _BLANK < kind <= _LAST_CELL and len(body) >= 8:
            column, style = struct.unpack_from("<II", body)
            place, widest = (row, column + 1), max(widest, column + 1)
            if row * widest > settings.MAX_SHEET_CELLS:
                raise too_wide(row, widest)
            if style & 0xFFFFFF in struck:
                facts.struck[place] = True
            if kind in (_ERROR, _FORMULA_ERROR) and len(body) > 8:
                facts.errors[place] = ERRORS.get(body[8], "#VALUE!")
            elif kind in (*_NUMBERS, *_TEXTS) and (sign := signs.get(style & 0xFFFFFF)):
                facts.shown[place] = sign
        elif kind == _COLUMNS and len(body) >= 18 and body[16] & 1:
            first, last = struct.unpack_from("<II", body)
            facts.hidden_columns.append((first + 1, last + 1))
        elif kind == _VIEW and len(body) >= 2:
            facts.hides_zeros = not body[0] & _ZEROS
        elif kind == _MERGE and len(body) >= 16:
            top, bottom, left, right = (n + 1 for n in struct.unpack_from("<4I", body))
            facts.merges.append(Merge(top, left, bottom, right))
    return facts
