"""Receipts: what was read, what was left out and why, the verdict, and problems by what to do first."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

import factories
from talent_warehouse import contracts, database, night, settings
from talent_warehouse.reading import account
from talent_warehouse.reading.account import ReadSheet, Told
from talent_warehouse.reading.files.facts import column_letter
from talent_warehouse.receipts import page, text
from talent_warehouse.receipts.receipt import Problem, Receipt
from talent_warehouse.receipts.standing import Changed, Owed

SEX = Problem("critical", "人才台账", "sex", "“性别”填的是“未知”", 3, (4, 7, 9))
WHOLE = Problem("critical", None, None, "没有写明报告期", 1, ())
HARM = '<script src="http://x/">&"\'</script>'
RECEIPT = Receipt(
    "S1", "530102-RC", "某单位", "talent_register", "2021", "-", 2, "台账.xlsx", "0" * 64, "accepted", None, 30,
    datetime(2022, 1, 5, 9), 3, False, Told("xlsx", None, (ReadSheet("人才台账", 3, 30, {"total": 1, "blank": 4}, {"sex": "D"}),),
    (("封面", "aside"), ("旧表", "hidden"))), (SEX,),
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"problems": (), "rows_quarantined": 0}, "已接收，全部计入统计，不需要再做什么。"),
        ({}, "已接收，但有3行暂不计入统计"),
        ({"rows_quarantined": 0, "problems": (replace(SEX, severity="warning"),)}, "请核实下列问题"),
        ({"rows_quarantined": 0, "problems": (replace(SEX, severity="info"),)}, "不需要再做什么"),
        (
            {"is_nil": True, "rows_landed": 0, "rows_quarantined": 0, "problems": ()},
            "按零报送处理：本期没有数据，视同已报。不需要",
        ),
        ({"is_nil": True, "problems": (replace(SEX, severity="warning"),)}, "视同已报。请核实下列问题；本期有数据的"),
        ({"state": "returned", "reason": "缺列"}, "退回：本次报送不采用。请按下列问题改正后，把全表重新报送。\n"),
        ({"state": "returned", "reason": "缺列", "has_held": True}, "把全表重新报送；此前有效的报送仍然有效。\n"),
        (
            {"state": "returned", "reason": "缺列", "rows_landed": 0},
            "整份退回，数据行没有读入\n　工作表“人才台账”：表头在第3行\n",
        ),
        ({"state": "returned", "reason": "缺列"}, "读取30行，其中3行有必须改正的问题\n"),
        (
            {"changed": Changed("2022-01-04 09:00", 2, 0, 1)},
            "与上一次报送（2022-01-04 09:00收到）相比：新增2行、内容有改动1行。",
        ),
        ({"changed": Changed("2022-01-04 09:00", 0, 0, 0)}, "相比，内容没有变化"),
        (
            {"owed": (Owed("经费台账", tuple((f"2021-{m:02}", date(2021, m, 20), m < 9) for m in range(1, 10))),)},
            "经费台账：2021-04（2021-04-20已到期）、2021-05（2021-05-20已到期）、2021-06（2021-06-20已到期）、"
            "2021-07（2021-07-20已到期）、2021-08（2021-08-20已到期）、2021-09（2021-09-20前），此前还有3期",
        ),
        ({}, "人才台账　D列第4、7、9行　性别：“性别”填的是“未知”"),
        ({"problems": (replace(SEX, places=50),)}, "第4、7、9行等50处"),
        ({"problems": (WHOLE,)}, "[必须改正] 整份文件：没有写明报告期"),
        ({}, "工作表“人才台账”：表头在第3行，读取30行；未读取：空行4行、合计、小计行1行"),
        ({}, "工作表“旧表”：是隐藏的工作表，未读取"),
        ({"problems": tuple(replace(SEX, message=f"其{n}") for n in range(40))}, "以上改完，再看其余25类"),
        ({"told": None, "form": "_U", "period": "_U"}, "报表：未识别　报告期：未写明"),
    ],
)
def test_the_text_says(change: dict[str, object], says: str) -> None:
    assert says in text.plain(replace(RECEIPT, **change), None)


def test_every_kind_stands_in_both_receipts_and_the_rest_is_folded() -> None:
    problems = tuple(replace(SEX, message=f"其{n:02}") for n in range(40))
    written = page.html(replace(RECEIPT, problems=problems), "S1-退回件.xlsx")
    head, folded = written.split("<details>")
    assert [f"其{n:02}" in head for n in (0, page.SCREENFUL - 1, page.SCREENFUL)] == [True, True, False]
    assert "其39" in folded
    assert 'href="S1-退回件.xlsx"' in written
    assert "其39" in text.plain(replace(RECEIPT, problems=problems), None)


def test_the_page_does_no_harm_and_asks_nobody() -> None:
    told = Told("xlsx", None, (ReadSheet(HARM, 3),), ((HARM, "other"),))
    problems = (Problem("critical", HARM, HARM, HARM, 1, (4,)),)
    written = page.html(
        replace(RECEIPT, unit=HARM, file_name=HARM, reason=HARM, state="returned", told=told, problems=problems), HARM
    )
    assert "<script" not in written
    assert re.findall(r"<[^>]*(?:src|href)=[^>]*>", written) == [f'<a href="{page.escape(HARM)}">']
    assert not re.search(r"url\(|@import|<link", written)


def _workbook(path: Path) -> Path:
    """A register under two lines of title, with a total, a signature, a hidden and a notes sheet."""
    form, book = contracts.form("talent_register"), openpyxl.Workbook()
    sheet = book.active
    sheet.title = "人才台账"
    sheet.append(["某区人才台账"])
    sheet.append(["报告期：2021年"])
    sheet.append([f.header for f in form.fields])
    for n in range(10):
        row = factories.person(n, education="函授" if n == 4 else "大学本科", sex="未知" if n == 5 else "男")
        sheet.append([row.get(f.name) for f in form.fields])
    sheet.append(["合计", None, 10])
    sheet.append(["填表人：某"])
    book.create_sheet("填报说明")["A1"] = "如何填写"
    book.create_sheet("旧表").sheet_state = "hidden"
    book.create_sheet("Sheet3")
    path.parent.mkdir(parents=True)
    book.save(path)
    return path


@pytest.mark.usefixtures("warehouse")
def test_a_night_answers_with_what_was_read(tmp_path: Path) -> None:
    _workbook(settings.places().inbox / "530102-RC/台账.xlsx")
    night.ingest(quiet=False)
    with database.connect("steward") as connection:
        (stored,) = connection.execute("select account from audit.submission").fetchone() or ({},)
        unread = connection.execute("select sex, sex__v from raw.talent_register where row_no = 9").fetchall()
    told = account.from_json(stored)
    assert told.sheets[0] == ReadSheet(
        "人才台账", 3, 10, {"total": 1, "signature": 1}, told.sheets[0].columns, above={"title": 1, "labelled": 1}
    )  # fmt: skip
    assert (told.sheets[0].columns["name"], told.sheets[0].columns["sex"]) == ("A", "D")
    assert told.unread == (("填报说明", "aside"), ("旧表", "hidden"), ("Sheet3", "empty"))
    folder = settings.places().outbox / "530102-RC"
    written = next(folder.glob("*-回执.txt")).read_text("utf-8")
    assert "[必须改正] 人才台账　K列第8行　学历" in written
    assert "[请核实] 人才台账　D列第9行　性别：“性别”填的是“未知”，无法识别" in written
    assert unread == [("未知", None)]
    assert "读取10行，其中1行因必须改正的问题暂不计入" in written
    assert "表头在第3行（上方：写明单位、报告期等的行1行、标题行1行），读取10行" in written
    html = next(folder.glob("*-回执.html")).read_text("utf-8")
    assert "<td>K8<td>学历" in html
    assert not list(folder.glob(".*"))


@pytest.mark.parametrize(
    ("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_letters_of_columns(column: int, name: str) -> None:
    assert column_letter(column + 1) == name


@pytest.mark.parametrize("problems", [(), (SEX,), (replace(SEX, severity="warning"),)])
def test_what_is_returned_is_nowhere_called_accepted(problems: tuple[Problem, ...]) -> None:
    receipt = replace(RECEIPT, state="returned", reason="缺列", problems=problems)
    for written in (text.plain(receipt, None), page.html(receipt, None)):
        assert [word for word in ("已接收", "暂不计入", "计入统计") if word in written] == []


@pytest.mark.usefixtures("warehouse")
def test_a_correction_is_told_what_it_changed_and_the_unit_what_it_owes() -> None:
    folder = settings.places().inbox / "530102-RC"
    folder.mkdir()
    people = [factories.person(n) for n in range(6)]
    outbox, answers = settings.places().outbox / "530102-RC", set[Path]()
    for filed in (people, [*people[2:], {**people[1], "title_level": "初级"}, factories.person(9)]):
        factories.write(folder / "台账.csv", factories.text("talent_register", filed))
        night.ingest(quiet=False)
        (written,) = set(outbox.glob("*-回执.txt")) - answers
        answers.add(written)
        said = written.read_text("utf-8")
        assert ("变化：" in said) == (len(answers) == 2)
        owed = said.partition("截至今日，本单位还应报送：")[2]
        assert "2022（" in owed
        assert "2021（" not in owed.partition("人才台账：")[2].partition("\n")[0]
    assert "相比：新增1行、减少1行、内容有改动1行。" in said
    factories.write(folder / "台账.csv", factories.text("talent_register", people, ()))
    top = ("报告期：2021年", "填报单位：五华区人才办")
    factories.write(folder.with_name("530103-RC") / "台账.csv", factories.text("talent_register", people, top))
    night.ingest(quiet=False)
    (own,) = set(outbox.glob("*-回执.txt")) - answers
    (other,) = (settings.places().outbox / "530103-RC").glob("*-回执.txt")
    own_said, other_said = (path.read_text("utf-8") for path in (own, other))
    assert "把全表重新报送；此前有效的报送仍然有效。" in own_said
    assert "此前" not in other_said.partition("截至今日")[0]
    assert "“五华区人才办”写明的报送单位是昆明市五华区委人才工作领导小组办公室（530102-RC）" in other_said
    assert "请放入文件夹“530102-RC”" in other_said
    assert "读取0行" not in own_said + other_said
