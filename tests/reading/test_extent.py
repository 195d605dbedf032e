"""How far a sheet spans: pieces of its XML are measured by a bound where that is enough, and refused as cell by cell."""

from __future__ import annotations

import pytest

from talent_sample.formats.package import packed
from talent_warehouse.reading import packages
from talent_warehouse.reading.issues import UnreadableError

# Columns A to T of rows 1 to 5999, some megabytes: the reader looks at several pieces.
ROWS = b"".join(
    b'<row r="%d">%s</row>'
    % (n, b"".join(b'<c r="%c%d" t="inlineStr"><is><t>abcdefgh</t></is></c>' % (65 + c, n) for c in range(20)))
    for n in range(1, 6000)
)
FAR = b'<row r="%d"><c r="%s%d"><v>1</v></c></row>'

# what stands before the rows, what behind them, and the rows and columns that were counted when it was too much
SHEETS: dict[str, tuple[bytes, bytes, tuple[int, int] | None]] = {
    "nothing else": (b"", b"", None),
    "the last corner behind": (b"", FAR % (1_048_576, b"XFD", 1_048_576), (1_048_576, 16_384)),
    "the last column before": (FAR % (3, b"XFD", 3), b"", (1893, 16_384)),
    "the last column behind": (b"", FAR % (6001, b"XFD", 6001), (6001, 16_384)),
    "a wide row behind": (b"", FAR % (6001, b"BZ", 6001), None),
    "a long table of few columns": (b"", FAR % (900_000, b"A", 900_000), None),
    "a table that is too long": (b"", FAR % (1_048_576, b"A", 1_048_576), (1_048_576, 20)),
    "an empty far cell": (b"", b'<row r="9"><c r="XFD1048576"/></row>', None),
    "cells with a prefix": (b"", b'<x:row r="9"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>', (1_048_576, 16_384)),
}


@pytest.mark.parametrize(("before", "behind", "spans"), SHEETS.values(), ids=SHEETS)
def test_a_sheet_is_refused_by_what_its_cells_span(before: bytes, behind: bytes, spans: tuple[int, int] | None) -> None:
    xml = b"<worksheet><sheetData>" + before + ROWS + behind + b"</sheetData></worksheet>"
    data = packed({"xl/worksheets/sheet1.xml": xml})
    if spans is None:
        packages.examine(data)
        return
    with pytest.raises(UnreadableError) as refused:
        packages.examine(data)
    assert refused.value.issue.rule_id == "RD-extent"
    assert "{}行×{}列".format(*spans) in refused.value.issue.message_zh
