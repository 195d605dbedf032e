"""Workbooks that a spreadsheet opens and the fast reader does not read right, made so that it does. A few of thousands.

Cells without references stand where their order puts them; errors of newer kinds stop the reader, so they are called
#N/A for it, while the facts keep their names.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable

from talent_warehouse.reading.files import kinds
from talent_warehouse.reading.files.facts import ERRORS, Facts, column_letter, column_number

_PLACED = re.compile(rb"<((?:\w+:)?)(row|c)(?=[\s/>])([^>]*?)(/?)>")
_ROW = re.compile(rb"""\br=["'](\d+)["']""")
_CELL = re.compile(rb"""\br=["']([A-Z]{1,3})(\d+)["']""")
_KNOWN = frozenset(ERRORS.values())


def newer_errors(facts: Iterable[Facts]) -> set[str]:
    """Errors that the fast reader does not know."""
    return {text for one in facts for text in one.errors.values()} - _KNOWN


def with_references(data: bytes) -> bytes:
    """The workbook with a reference on every row and cell."""
    return _changed(data, _referenced)


def with_known_errors(data: bytes, newer: Iterable[str]) -> bytes:
    """The workbook with other errors in place of these."""
    names = b"|".join(re.escape(text.encode()) for text in sorted(newer))
    found = re.compile(rb"(<(?:\w+:)?v(?:\s[^>]*)?>\s*)(?:%s)(\s*<)" % names)
    return _changed(data, lambda xml: found.sub(rb"\1#N/A\2", xml))


def _changed(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The package was guarded before."""
    made = io.BytesIO()
    with (
        kinds.unpacking(),
        zipfile.ZipFile(io.BytesIO(data)) as box,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for info in box.infolist():
            name, content = info.filename.replace("\\", "/").lower(), box.read(info)
            is_sheet = "worksheets/" in name and name.endswith(".xml")
            target.writestr(info.filename, change(content) if is_sheet else content)
    return made.getvalue()


def _referenced(xml: bytes) -> bytes:
    row = column = 0

    def put(hit: re.Match[bytes]) -> bytes:
        nonlocal row, column
        prefix, name, rest, end = hit.groups()
        if name == b"row":
            told = _ROW.search(rest)
            row, column = int(told[1]) if told else row + 1, 0
            own = b"%d" % row
        else:
            told = _CELL.search(rest)
            column, row = (column_number(told[1]), int(told[2])) if told else (column + 1, row)
            own = column_letter(column).encode() + b"%d" % row
        return hit[0] if told else b'<%s%s r="%s"%s%s>' % (prefix, name, own, rest, end)

    return _PLACED.sub(put, xml)
