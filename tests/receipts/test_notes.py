"""Notes on marked cells: the unit's own stay and are extended, whatever shape the package has, and ours go again."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from talent_warehouse.receipts.returned import notes, package, xml
from talent_warehouse.receipts.returned.marks import LIST, Mark

OURS = f"【{LIST}】\n必须改正　性别：看"


def _plain(*own: str) -> bytes:
    """A workbook of two sheets, the first with notes of the unit at these cells."""
    target, book = io.BytesIO(), openpyxl.Workbook()
    book.active.append(["甲", "乙"])
    for cell in own:
        book.active[cell].comment = Comment("自己的", "填表人")
    book.create_sheet("二")
    book.save(target)
    return target.getvalue()


def _mark(*cells: str, message: str = "看", sheet: str = "Sheet") -> list[Mark]:
    return [Mark("critical", sheet, cell, "性别", message) for cell in cells]


def _marked(data: bytes, marks: Sequence[Mark]) -> bytes:
    target = io.BytesIO()
    package.mark(io.BytesIO(data), target, marks, "标题", "说明")
    return target.getvalue()


def _notes(data: bytes, sheet: str = "Sheet") -> dict[str, str]:
    cells = (c for row in openpyxl.load_workbook(io.BytesIO(data))[sheet].iter_rows() for c in row)
    return {c.coordinate: c.comment.text for c in cells if c.comment}


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        assert len(box.namelist()) == len(set(box.namelist()))
        return {name: box.read(name) for name in box.namelist()}


def _part(data: bytes, ending: str) -> str:
    return next(part.decode() for name, part in _parts(data).items() if name.endswith(ending))


def test_a_sheet_without_notes_gets_them_and_loses_them_again() -> None:
    once = _marked(_plain(), [*_mark("B1", "A2"), *_mark("A1", sheet="二")])
    assert (_notes(once), _notes(once, "二")) == ({"B1": OURS, "A2": OURS}, {"A1": OURS})
    assert _parts(_marked(once, [*_mark("B1", "A2"), *_mark("A1", sheet="二")])) == _parts(once)
    assert _part(once, "talent-sheet1.vml").count("visibility:hidden") == 2
    again = _marked(once, _mark("A2", message="再看"))
    assert (_notes(again), _notes(again, "二")) == ({"A2": OURS.replace("看", "再看")}, {})
    assert _part(again, "talent-sheet1.vml").count("<v:shape ") == 1


def test_a_note_of_the_unit_is_extended_and_comes_out_as_it_was() -> None:
    given = _plain("B1", "A2")
    marked = _marked(given, _mark("B1", "A1"))
    assert _notes(marked) == {"B1": f"自己的\n{OURS}", "A2": "自己的", "A1": OURS}
    assert _notes(_marked(marked, [])) == _notes(given)


def test_a_note_that_was_saved_as_one_text_is_known_again() -> None:
    book = openpyxl.load_workbook(io.BytesIO(_plain()))
    book.active["B1"].comment = Comment(f"自己的\n{OURS}", "别人")
    book.active["A1"].comment = Comment(OURS, "别人")
    saved = io.BytesIO()
    book.save(saved)
    assert _notes(_marked(saved.getvalue(), [])) == {"B1": "自己的"}


def test_a_box_is_as_high_as_its_text_and_a_unit_s_own_grows_with_it() -> None:
    def heights(data: bytes, ending: str) -> list[int]:
        return [int(h) for h in re.findall(r"height:(\d+)pt", _part(data, ending))]

    short, long = (heights(_marked(_plain(), _mark("A1", message="看" * n)), ".vml")[0] for n in (2, 200))
    assert long > 2 * short
    book = xlsxwriter.Workbook(given := io.BytesIO())
    book.add_worksheet("Sheet").write_comment("B2", "自己的")
    book.close()
    marked = _marked(given.getvalue(), _mark("B2"))
    ends = [
        int(_part(data, ".vml").partition("<x:Anchor>")[2].partition("<")[0].split(",")[6])
        for data in (given.getvalue(), marked, _marked(marked, []))
    ]
    assert ends[1] == ends[0] + 2
    assert ends[2] == ends[0]


def test_what_is_too_long_for_a_screen_leads_to_the_list() -> None:
    assert notes.text(_mark("A1") * 3) == OURS
    many = notes.text([Mark("info", "Sheet", "A1", "", f"第{n}行" + "字" * 30) for n in range(99)])
    assert len(many) < 700
    assert many.endswith(f"…详见“{LIST}”表")


def test_a_drawing_that_is_none_is_refused() -> None:
    given, broken = _plain("B1"), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(given)) as box, zipfile.ZipFile(broken, "w") as result:
        for name in box.namelist():
            result.writestr(name, b"<xml" if name.endswith(".vml") else box.read(name))
    with pytest.raises(xml.PackageError, match="drawing"):
        _marked(broken.getvalue(), _mark("A1"))
