"""The returned workbook: marks are there, everything else is as it was, and it may be filed again."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

import factories
from talent_warehouse import contracts, database, night, settings
from talent_warehouse.operations import ledger
from talent_warehouse.reading.account import ReadSheet, Told
from talent_warehouse.reading.files.documents import Document, Sheet
from talent_warehouse.reading.files.facts import column_letter
from talent_warehouse.receipts.receipt import Problem
from talent_warehouse.receipts.returned import findings_sheet, marks, new_workbook, package, sheet, workbook, xml
from talent_warehouse.receipts.returned.marks import LIST, Mark
from talent_warehouse.receipts.returned.notes import Beside

FORM = "talent_register"
LINK = column_letter(len(contracts.form(FORM).fields) + 2) + "5"  # a cell with a link of the unit's own


def _picture() -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")), chunk(b"IEND", b""))
    )


def _rich(path: Path) -> Path:
    """A register with everything that a library's load and save would lose, or that a careless edit would break."""
    macros = path.with_name("vba.bin")
    macros.write_bytes(b"a project")
    book = xlsxwriter.Workbook(path)
    book.add_vba_project(str(macros))
    sheet = book.add_worksheet("人才'台'账")
    sheet.write(0, 0, "报告期：2021年")
    form = contracts.form(FORM)
    red = book.add_format({"font_color": "red", "num_format": "@"})
    sheet.write_row(1, 0, [f.header for f in form.fields], red)
    for n in range(8):
        row = factories.person(n, sex="未知" if n in (2, 3) else "男", employer="=1+1" if n == 4 else "某站")
        for column, f in enumerate(form.fields):
            sheet.write_string(n + 2, column, row.get(f.name) or "")
    last = len(form.fields)
    sheet.write_formula(2, last + 1, "=1+1", None, 2)
    sheet.write_rich_string(3, last + 1, red, "红", "黑")
    sheet.data_validation(2, 3, 20, 3, {"validate": "list", "source": ["男", "女"]})
    sheet.conditional_format(2, 4, 20, 4, {"type": "cell", "criteria": ">", "value": 5, "format": red})
    sheet.write_url(4, last + 1, "internal:A1", string="看", tip="自己的")
    sheet.write_comment(5, last + 1, "批注")
    sheet.insert_image(12, 2, "p.png", {"image_data": io.BytesIO(_picture())})
    sheet.merge_range(12, 0, 13, 1, "合计")
    sheet.autofilter(1, 0, 9, 3)
    sheet.protect("", {"select_locked_cells": True})
    other = book.add_worksheet("图")
    other.insert_textbox(1, 1, "文本框")
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=图!$A$1:$A$3"})
    other.insert_chart(5, 1, chart)
    other.set_first_sheet()
    other.activate()
    book.define_name("图!局部", "=图!$A$1")
    book.define_name("全局", "=图!$A$1")
    book.close()
    return path


def _marks(sheet: str = "人才'台'账") -> list[Mark]:
    return [
        Mark("critical", sheet, "D5", "性别", "“性别”填的是<未知>&"),
        Mark("warning", sheet, "D5", "性别", "=也核实"),
        Mark("info", sheet, "E6", "出生年月", "提示" * 300),
        Mark("warning", sheet, LINK, "自己的链接", "不改"),
        Mark("info", None, None, "", "整份文件"),
    ]


def _marked(path: Path, found: Sequence[Mark]) -> bytes:
    target = io.BytesIO()
    with path.open("rb") as source:
        package.mark(source, target, found, "标题", "说明")
    return target.getvalue()


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        assert box.testzip() is None
        return {i.filename: box.read(i) for i in box.infolist()}


def test_what_is_not_marked_is_the_same_to_the_byte(tmp_path: Path) -> None:
    path = _rich(tmp_path / "a.xlsm")
    before, after = _parts(path.read_bytes()), _parts(_marked(path, _marks()))
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml",
    }  # fmt: skip
    assert after.keys() - before.keys() == {"xl/worksheets/talent-issues.xml"}
    rows = re.compile(rb"<sheetData>.*</sheetData>", re.DOTALL)
    for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        assert rows.findall(before[name]) == rows.findall(after[name])
    unselected = before["xl/worksheets/sheet2.xml"].replace(b' tabSelected="1"', b"")
    assert after["xl/worksheets/sheet2.xml"] == unselected


def _facts(book: openpyxl.Workbook, name: str) -> dict[str, object]:
    """What somebody sees of a sheet, marks aside."""
    sheet = book[name]
    own = [
        (str(area.sqref), rule.type)
        for area in sheet.conditional_formatting
        for rule in area.rules
        if LIST not in str(rule.formula)
    ]
    return {
        "cells": [
            (c.coordinate, c.value, c.number_format, c.font.color and c.font.color.rgb) for row in sheet.iter_rows() for c in row
        ],
        "validations": [(str(v.sqref), v.formula1) for v in sheet.data_validations.dataValidation],
        "formats": own,
        "merged": [str(m) for m in sheet.merged_cells.ranges],
        "filter": sheet.auto_filter.ref,
        "protected": sheet.protection.sheet,
        "images": len(sheet._images),
        "charts": len(sheet._charts),
    }  # fmt: skip


@pytest.mark.parametrize("only_values", [False, True])
def test_openpyxl_finds_everything_and_the_marks(tmp_path: Path, only_values: bool) -> None:
    path, back = _rich(tmp_path / "a.xlsm"), tmp_path / "b.xlsm"
    back.write_bytes(_marked(path, _marks()))
    before, after = (openpyxl.load_workbook(p, data_only=only_values, keep_vba=True) for p in (path, back))
    assert after.sheetnames == [LIST, *before.sheetnames]
    for name in before.sheetnames:
        assert _facts(after, name) == _facts(before, name)
    assert after.active.title == LIST
    assert after.vba_archive is not None
    assert [s.title for s in after if s.sheet_view.tabSelected] == [LIST]
    assert after["图"].defined_names.keys() == {"局部"}
    assert after.defined_names.keys() == {"全局"}


def test_marks_paint_speak_and_are_listed(tmp_path: Path) -> None:
    path, back = _rich(tmp_path / "a.xlsm"), tmp_path / "b.xlsm"
    back.write_bytes(_marked(path, _marks()))
    book = openpyxl.load_workbook(back)
    sheet, found = book["人才'台'账"], book[LIST]
    painted = {
        cell: rule.dxf.fill.bgColor.rgb
        for area in sheet.conditional_formatting for rule in area.rules if LIST in str(rule.formula)
        for cell in str(area.sqref).split()
    }  # fmt: skip
    assert painted == {"D5": "FFFFC7CE", "E6": "FFDDEBF7", LINK: "FFFFEB9C"}
    assert sheet["D5"].comment.text == "【问题清单】\n必须改正　性别：“性别”填的是<未知>&\n请核实　性别：=也核实"
    assert [sheet[c].hyperlink for c in ("D5", "E6")] == [None, None]
    assert (sheet[LINK].hyperlink.location, sheet[LINK].hyperlink.tooltip) == ("A1", "自己的")
    assert [c.value for c in found[1]][:1] == ["标题"]
    assert [[c.value for c in row] for row in found.iter_rows(3, 5)] == [
        ["级别", "工作表", "位置", "栏目", "问题和办法", "说明", "编号"],
        ["必须改正", "人才'台'账", "D5", "性别", "“性别”填的是<未知>&", "（须改正，不能以说明代替）", ""],
        ["请核实", "人才'台'账", "D5", "性别", "=也核实", "", ""],
    ]
    assert found["E5"].data_type == "s"
    assert found["C4"].hyperlink.location == "'人才''台''账'!D5"
    assert found["C8"].hyperlink is None


def test_a_file_filed_again_is_cleaned_first(tmp_path: Path) -> None:
    path = _rich(tmp_path / "a.xlsm")
    once = _marked(path, _marks())
    (tmp_path / "b.xlsm").write_bytes(once)
    assert _parts(_marked(tmp_path / "b.xlsm", _marks())) == _parts(once)
    (tmp_path / "c.xlsm").write_bytes(_marked(tmp_path / "b.xlsm", []))
    before, cleaned = _parts(path.read_bytes()), _parts((tmp_path / "c.xlsm").read_bytes())
    assert cleaned["xl/worksheets/sheet1.xml"] == before["xl/worksheets/sheet1.xml"].replace(b' tabSelected="1"', b"")
    assert cleaned["xl/drawings/vmlDrawing1.vml"] == before["xl/drawings/vmlDrawing1.vml"]
    author = f'<author xmlns="{_MAIN}">{LIST}</author>'.encode()
    assert cleaned["xl/comments1.xml"].replace(author, b"") == before["xl/comments1.xml"]


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        # no sheet view, nothing below the rows
        ('<worksheet xmlns="{0}"><sheetData><row r="5"><c r="D5"><v>1</v></c></row></sheetData></worksheet>', "<v>1</v>"),
        # an empty sheet, a prefix, an unknown prefix that only an attribute names
        (
            '<x:worksheet xmlns:x="{0}" xmlns:mc="urn:mc" xmlns:q="urn:q" mc:Ignorable="q"><x:sheetData/></x:worksheet>',
            'xmlns:q="urn:q" mc:Ignorable="q"><x:sheetData/><conditionalFormatting',
        ),
        # what must stand between
        (
            '<worksheet xmlns="{0}"><sheetData/><phoneticPr fontId="1"/><dataValidations count="0"/><pageMargins/></worksheet>',
            '<phoneticPr fontId="1"/><conditionalFormatting',
        ),
        ('<worksheet xmlns="{0}"><sheetData/><mergeCells><mergeCell ref="D4:D9"/></mergeCells></worksheet>', 'sqref="D4"'),
        ('<worksheet xmlns="{0}"><sheetData/><hyperlinks><hyperlink ref="C1:E9"/></hyperlinks></worksheet>',
         '<hyperlinks><hyperlink ref="C1:E9"/></hyperlinks>'),
        # a spreadsheet that saved it wrote our link without quotes and put the rules of one area together
        (
            '<worksheet xmlns="{0}"><sheetData/><conditionalFormatting sqref="A1"><cfRule type="expression" priority="2">'
            '<formula>LEN("问题清单·请核实")&gt;0</formula></cfRule><cfRule type="top10" priority="3"/></conditionalFormatting>'
            '<hyperlinks><hyperlink ref="A1" location="问题清单!A4"/></hyperlinks></worksheet>',
            '<conditionalFormatting sqref="A1"><cfRule type="top10" priority="3"/></conditionalFormatting>',
        ),
    ],
)  # fmt: skip
def test_sheets_of_every_shape_are_marked_in_the_order_of_the_schema(given: str, holds: str) -> None:
    beside = Beside("", "", {}, "rId9", "urn:relations")
    found = {"D5": _marks()[:1]}
    marked = sheet.mark(given.format(_MAIN).encode(), found, {"critical": 7, "warning": 8, "info": 9}, beside)
    made = b"".join(marked.pieces).decode()
    assert marked.drawing == "rId9"
    assert holds in made
    assert 'location="问题清单!A4"' not in made
    assert made.count("LEN(") == 1
    order = [n.name for n in xml.Part(made.encode()).root.children]
    assert order == sorted(order, key=_ORDER.index)


_ORDER = ["sheetViews", "sheetData", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks",
          "pageMargins", "legacyDrawing"]  # fmt: skip


@pytest.mark.parametrize("source", [b"<a><b></a>", b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', b"<a/>"])
def test_a_part_that_is_none_is_refused(source: bytes) -> None:
    with pytest.raises(xml.PackageError):
        sheet.mark(source, {}, {}, Beside("", "", {}, "rId9", "urn:relations"))


def test_utf16_parts_are_read() -> None:
    part = xml.Part('<?xml version="1.0" encoding="UTF-16"?><a><b x="1"/></a>'.encode("utf-16"))
    part.set(part.root.children[0], "x", "二")
    part.append(part.root.children[0], "<c/>")
    assert part.result().decode() == '<?xml version="1.0" encoding="UTF-8"?><a><b x="二"><c/></b></a>'


@pytest.mark.parametrize("text", ["=1+1", "_x0041_", "a\x0bb", "<&>\"'", "𠀀" * 3, " 前后 ", "+1", "@SUM(A1)"])
def test_texts_stay_texts(text: str) -> None:
    formats = {name: n for n, name in enumerate(("title", "note", "head", "body", "link", "critical"))}
    from talent_warehouse.receipts.returned.styles import Formats

    made = findings_sheet.sheet(_MAIN, [Mark("critical", "表", "A1", text, text)], text, text, Formats(formats, {}))
    cells = [n for n in xml.Part(made).root.walk() if n.name == "t"]
    shown = re.sub(r"_x005F_", "_", cells[-3].text)  # before the explanation and its number
    assert shown == text.replace("\x0b", "")
    assert b"<f>" not in made


def _document(rows: list[list[object]]) -> Document:
    def again() -> Iterator[list[object]]:
        return iter(rows)

    return Document("xls", None, (Sheet("a/b" * 20, 1, False, again), Sheet("A_B" * 20, 2, True, again)))  # type: ignore[arg-type]


def test_an_old_workbook_comes_back_with_the_same_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[list[object]] = [
        ["题"], ["姓名", "数"], ["=1+1", 12.5], [None, True, date(2021, 5, 1), datetime(2021, 5, 1, 8, 30), time(8, 30)],
        ["530102198001010011", timedelta(hours=30)],
    ]  # fmt: skip
    monkeypatch.setattr(new_workbook, "open_document", lambda _: _document(rows))
    target = io.BytesIO()
    names = new_workbook.write(tmp_path / "x.xls", target, Told("xls", None, (ReadSheet("a/b" * 20, 2),)))
    book = openpyxl.load_workbook(target)
    assert list(names.values()) == book.sheetnames
    assert all(len(n) <= 31 for n in book.sheetnames)
    assert [s.sheet_state for s in book] == ["visible", "hidden"]
    found = [[c.value for c in row] for row in book.worksheets[0].iter_rows()]
    assert found[2][:2] == ["=1+1", 12.5]
    assert book.worksheets[0]["A3"].data_type == "s"
    assert found[3][1:5] == [True, datetime(2021, 5, 1), datetime(2021, 5, 1, 8, 30), time(8, 30)]
    assert found[4][:2] == ["530102198001010011", timedelta(hours=30)]
    assert book.worksheets[0].freeze_panes == "A3"
    for one in book:  # what a clerk types into any cell, filled before or not, keeps its digits
        ((_, column),) = one.column_dimensions.items()
        assert (column.min, column.max, column.number_format) == (1, 16_384, "@")


def _ingest(unit: str, name: str, data: bytes) -> list[tuple[object, ...]]:
    """File and judge; the findings of the newest submission."""
    path = settings.places().inbox / unit / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    night.ingest(quiet=False)
    with database.connect("steward") as connection:
        newest = ledger.submissions(connection)[-1]
        found = ledger.findings(connection, newest["submission_id"])
    return [(newest["submission_id"], f["rule"], f["sheet"], f["row"], f["column"]) for f in found]


@pytest.mark.usefixtures("warehouse")
def test_a_returned_workbook_filed_untouched_has_the_same_findings(tmp_path: Path) -> None:
    text = factories.text(
        FORM, [factories.person(n, sex="未知" if n == 3 else "男", employer="=1+1") for n in range(10)]
    )
    for name, data in (
        ("台账.xlsm", _rich(tmp_path / "a.xlsm").read_bytes()),
        ("台账.csv", text.encode()),
        ("台账.gbk.csv", text.encode("gb18030") + "\n".encode("gb18030")),
    ):
        first = _ingest("530102-RC", name, data)
        (back,) = (settings.places().outbox / "530102-RC").glob(f"{first[0][0]}-退回件.xls*")
        assert back.suffix == (".xlsm" if name.endswith("xlsm") else ".xlsx")
        assert "=1+1" in {c.value for row in openpyxl.load_workbook(back).worksheets[1].iter_rows() for c in row}
        again = _ingest("530102-RC", back.name, back.read_bytes())
        assert [f[1:] for f in again] == [f[1:] for f in first]
        assert again[0][0] != first[0][0]


@pytest.mark.usefixtures("warehouse")
def test_a_missing_column_leads_to_the_header_and_a_sound_file_gets_no_workbook() -> None:
    rows = [factories.person(n) for n in range(3)]
    good = factories.text(FORM, rows)
    assert {f[1] for f in _ingest("530102-RC", "a.csv", good.replace("用工形式", "形式", 1).encode())} >= {
        "RD-missing_column"
    }
    (back,) = (settings.places().outbox / "530102-RC").glob("*-退回件.xlsx")
    found = openpyxl.load_workbook(back)[LIST]
    assert [c.value for c in found[4]][:3] == ["必须改正", "csv", "A2"]
    _ingest("530103-RC", "b.csv", b"nothing")
    assert not list((settings.places().outbox / "530103-RC").glob("*退回件*"))


def test_what_is_not_marked_is_said() -> None:
    from test_receipts import RECEIPT, SEX

    many = replace(RECEIPT, problems=(replace(SEX, places=5000),))
    assert "另有4999处未标" in workbook.left_out(many, _marks()[:1])


@pytest.mark.parametrize(
    ("problem", "sheet", "cell"),
    [
        (Problem("critical", "表", "sex", "", 1, (7,)), "表", "D7"),
        (Problem("critical", "表", None, "", 1, (7,)), "表", "B7"),  # a row: the form's first column
        (Problem("critical", "表", "gone", "", 1, (7,)), "表", "B7"),
        (Problem("critical", "表", None, "N7写有“冲销”", 1, (7,)), "表", "N7"),  # a column of the unit's own
        (Problem("critical", "表", None, "第7行写有A77", 1, (7,)), "表", "B7"),
        (Problem("info", "表", None, "列“备注”（N列）不在报表中", 1, ()), "表", "N3"),
        (Problem("critical", "表", None, "", 1, ()), "表", "B3"),  # a sheet: its header
        (Problem("info", None, "sex", "", 1, ()), "表", "D3"),  # a column of the whole file
        (Problem("warning", "旧表", None, "", 1, ()), "旧表", None),  # a sheet that was not read
        (Problem("critical", None, None, "", 1, ()), None, None),
    ],
)
def test_where_a_finding_is_marked(problem: Problem, sheet: str | None, cell: str | None) -> None:
    from test_receipts import RECEIPT

    told = Told("xlsx", None, (ReadSheet("表", 3, columns={"sex": "D", "name": "B", "remark": "AA"}),))
    mark = marks.of(replace(RECEIPT, told=told), problem)
    assert (mark.sheet, mark.cell) == (sheet, cell)


def test_a_finding_in_a_table_beside_another_stands_on_their_sheet() -> None:
    from test_receipts import RECEIPT

    left, right = (
        ReadSheet("表", 3, columns={"sex": "D"}),
        ReadSheet("表（L–U列）", 3, columns={"sex": "O"}, part_of="表"),
    )
    receipt = replace(RECEIPT, told=Told("xlsx", None, (left, right)))
    mark = marks.of(receipt, Problem("critical", right.name, "sex", "未知", 1, (7,)))
    assert (mark.sheet, mark.cell) == ("表", "O7")
