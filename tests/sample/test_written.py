"""What the sample writes in a format is read back the same: cells, and what is merged, hidden or an error of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from talent_sample import files
from talent_sample.files import Format
from talent_sample.grids import EPOCH, Error, Formula, Grid, Merge
from talent_warehouse.reading.files.documents import as_text, open_document

DAY = date(2021, 5, 20)
GRID = Grid(
    "台账 一",
    [
        ["标题"],
        ["姓名", "数\n（个）", "日期", "备注"],
        ["甲 <&>", 3, DAY, "同"],
        ["乙", 4.5, DAY, None],
        ["丙", Error("#DIV/0!"), None, "长" * 3000],
        ["合计", Formula("SUM(B3:B4)", 7.5), None, None],
    ],
    (Merge(3, 4, 4, 4),), frozenset({4}), frozenset({3}),
)  # fmt: skip
HIDDEN = Grid("底稿", [["x"]], is_hidden=True)


@pytest.mark.parametrize("kind", ["xlsx", "xlsm", "xls", "xlsb", "ods"])
def test_a_workbook_is_read_back_the_same(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(files.written([GRID, HIDDEN], Format(kind, kind)))
    document = open_document(path)
    assert (document.format, [(s.name, s.is_hidden) for s in document.sheets]) == (
        kind,
        [("台账 一", False), ("底稿", True)],
    )
    sheet = document.sheets[0]
    rows = [[as_text(cell) for cell in row] for row in sheet.rows()]
    day = str((DAY - EPOCH).days) if kind == "xlsb" else "2021-05-20"  # a binary workbook keeps bare numbers
    assert [row[:4] for row in rows] == [
        ["标题", None, None, None],
        ["姓名", "数\n（个）", "日期", "备注"],
        ["甲 <&>", "3", day, "同"],
        ["乙", "4.5", day, None],
        ["丙", "#DIV/0!", None, "长" * 3000],
        ["合计", "7.5", None, None],
    ]
    facts = sheet.facts()
    assert (facts.hidden_rows, facts.hidden_columns) == ([(4, 4)], [(3, 3)])
    assert [(m.top, m.left, m.bottom, m.right) for m in facts.merges] == [(3, 4, 4, 4)]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_formula_that_nobody_calculated_is_seen(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(files.written([Grid("表", [["a"], [Formula("A1", None)]])], Format(kind, kind)))
    (sheet,) = open_document(path).sheets
    assert len(list(sheet.rows())) > 0
    assert sheet.facts().uncached == {(2, 1)}


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8", ","), ("utf-8-sig", "\t"), ("gb18030", "，"), ("utf-16", ";")]
)
def test_a_text_is_read_back_the_same(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "a"
    rows = [
        ["标题", None, None],
        ["姓名", "数", "备注"],
        ["甲", 3, "a,b;c，d"],
        ["乙", Formula("B3", 4.0), '"引"\n换行'],
    ]
    path.write_bytes(files.written([Grid("表", rows)], Format("text", "csv", encoding, separator)))  # type: ignore[arg-type]
    assert list(open_document(path).sheets[0].rows()) == [
        ["标题", "", ""],
        ["姓名", "数", "备注"],
        ["甲", "3", "a,b;c，d"],
        ["乙", "4.0", '"引"\n换行'],
    ]
