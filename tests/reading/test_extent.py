"""How far a sheet spans: pieces of its XML are measured by a bound where that is enough, and refused as cell by cell."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from talent_sample.formats import xls
from talent_sample.formats.package import packed
from talent_sample.grids import Grid
from talent_warehouse.reading.files import packages
from talent_warehouse.reading.files.documents import open_document
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


def test_an_xls_with_a_damaged_place_is_measured_before_it_is_opened(tmp_path: Path) -> None:
    data = bytearray(xls.written([Grid("表", [["甲", 1.0]])]))
    at = data.find(struct.pack("<HH", 0x0203, 14)) + 4  # the place of the number
    path = tmp_path / "a.xls"
    struct.pack_into("<HH", data, at, 65_535, 255)
    path.write_bytes(data)
    assert len(open_document(path).sheets) == 1  # the last cell that there can be
    struct.pack_into("<HH", data, at, 65_535, 40_000)
    path.write_bytes(data)
    with pytest.raises(UnreadableError) as refused:
        open_document(path)
    assert refused.value.issue.rule_id == "RD-extent"
    assert "65536行×40001列" in refused.value.issue.message_zh


def test_an_xls_that_says_that_it_spans_too_much_is_refused(tmp_path: Path) -> None:
    data = bytearray(xls.written([Grid("表", [["甲", 1.0]])]))
    struct.pack_into("<IIHH", data, data.find(struct.pack("<HH", 0x0200, 14)) + 4, 0, 0xFFFFFF00, 0, 65_535)
    path = tmp_path / "a.xls"
    path.write_bytes(data)
    with pytest.raises(UnreadableError) as refused:
        open_document(path)
    assert refused.value.issue.rule_id == "RD-extent"
