"""What a file says of itself: its form, its period and unit, and what its columns lack."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

import factories
from talent_warehouse import contracts
from talent_warehouse.identity import Key
from talent_warehouse.periods import parse_period
from talent_warehouse.reading import read as reading
from talent_warehouse.reading.issues import UnreadableError
from talent_warehouse.reading.read import lines, recognise
from talent_warehouse.reading.tables.body import Account
from talent_warehouse.reading.tables.rows import EXAMPLE_MARK
from talent_warehouse.reading.values.regions import Regions
from talent_warehouse.reading.values.values import Context

LOOKUPS = {"reporting_unit": {"530102-rc": "530102-RC", "虚构单位": "530102-RC"}}
HEADERS = [f.header for f in contracts.form("talent_register").fields]


def _workbook(path: Path, lines: Sequence[Sequence[object]], title: str = "台账") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for line in lines:
        sheet.append(list(line))
    book.save(path)
    return path


def _person(n: int) -> list[str | None]:
    row = factories.person(n)
    return [row.get(f.name) for f in contracts.form("talent_register").fields]


def _recognise(path: Path, name: str = "台账.xlsx") -> reading.Recognised:
    (found,) = recognise(path, contracts.forms().values(), name, LOOKUPS)
    return found


def _row_numbers(found: reading.Recognised) -> tuple[list[int], Account]:
    context = Context(found.form, "530102-RC", 2021, {}, {}, Key(b"k" * 32))
    account = Account()
    text = "".join(lines(found, context, Regions(), {sheet: account for sheet, _ in found.sheets}, "mark"))
    return [int(line.split(",")[2]) for line in text.splitlines()], account


def test_the_header_is_found_in_any_order_under_title_and_notes(tmp_path: Path) -> None:
    order = list(reversed(range(len(HEADERS))))
    lines = [
        ["五华区人才台账"],
        ["报送单位：虚构单位", None, "报告期：2021年度"],
        [],
        [HEADERS[i] + "＊\n（必填）" for i in order],
        [_person(1)[i] for i in order],
    ]
    found = _recognise(_workbook(tmp_path / "a.xlsx", lines))
    assert (found.sheets[0][1].row, found.when.period, found.unit_code) == (4, "2021", "530102-RC")
    assert found.sheets[0][1].missing == ()
    assert _row_numbers(found)[0] == [5]


def test_synonyms_name_a_column(tmp_path: Path) -> None:
    form = contracts.form("talent_register")
    labels = [f.synonyms[0] if f.synonyms else f.header for f in form.fields]
    found = _recognise(_workbook(tmp_path / "a.xlsx", [labels, _person(1)]), "2021.xlsx")
    assert set(found.sheets[0][1].columns) == {f.name for f in form.fields}


def test_what_is_no_data_is_left_out_and_said(tmp_path: Path) -> None:
    lines = [
        HEADERS,
        [str(n) for n in range(1, len(HEADERS) + 1)],
        [EXAMPLE_MARK, *_person(9)[1:]],
        _person(1),
        [],
        HEADERS,
        _person(2),
        ["合 计", 2],
        ["注：截至年底"],
        ["填表人：测某", None, "审核人：测某"],
    ]
    numbers, account = _row_numbers(_recognise(_workbook(tmp_path / "a.xlsx", lines), "2021.xlsx"))
    assert numbers == [4, 7]
    assert account.left_out == {
        "numbering": 1, "example": 1, "blank": 1, "repeated_header": 1, "total": 1, "note": 1, "signature": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "grain", "period"),
    [
        ("2021", "year", "2021"),
        ("2021年度人才台账", "year", "2021"),
        ("报告期：2021年5月", "month", "2021-05"),
        ("2021-05", "month", "2021-05"),
        ("2021年第二季度", "quarter", "2021-Q2"),
        ("2021Q3", "quarter", "2021-Q3"),
        ("2021", "month", None),
        ("五月", "year", None),
    ],
)
def test_a_period_is_read_in_the_grain_of_the_form(text: str, grain: str, period: str | None) -> None:
    assert parse_period(text, grain) == period  # type: ignore[arg-type]


def test_marks_of_footnotes_are_no_part_of_a_label(tmp_path: Path) -> None:
    marks = ("①{}", "{}②", "{}²", "（{}）⑴", "{}")
    labels = [marks[n % len(marks)].format(label) for n, label in enumerate(HEADERS)]
    found = _recognise(_workbook(tmp_path / "a.xlsx", [labels, _person(1)]), "2021.xlsx")
    assert [i.rule_id for i in found.issues] == []


def test_a_missing_column_is_named_with_what_it_may_be(tmp_path: Path) -> None:
    labels = [("学历情况" if h == "学历" else h) for h in HEADERS]
    found = _recognise(_workbook(tmp_path / "a.xlsx", [labels, _person(1)]), "2021.xlsx")
    (issue,) = [i for i in found.issues if i.severity == "critical"]
    assert issue.rule_id == "RD-missing_column"
    assert f"“学历”（表头为第1行：{'、'.join(labels[:5])}等）；请" in issue.message_zh


def test_a_hidden_sheet_is_not_read_and_said(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", [HEADERS, _person(1)])
    book = openpyxl.load_workbook(path)
    hidden = book.create_sheet("旧表")
    hidden.append(HEADERS)
    hidden.append(_person(2))
    hidden.sheet_state = "hidden"
    book.save(path)
    found = _recognise(path, "2021.xlsx")
    assert [s.name for s, _ in found.sheets] == ["台账"]
    assert [i.rule_id for i in found.issues] == ["RD-hidden_sheet"]


def test_a_form_on_a_hidden_sheet_alone_comes_back(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", [HEADERS, _person(1)])
    book = openpyxl.load_workbook(path)
    book.create_sheet("空表")
    book.worksheets[0].sheet_state, book.active = "hidden", 1
    book.save(path)
    with pytest.raises(UnreadableError) as refused:
        _recognise(path, "2021.xlsx")
    assert refused.value.issue.rule_id == "RD-hidden_form"
    assert refused.value.issue.message_zh == "报表所在的工作表“台账”是隐藏的，未读取；请取消隐藏后重新报送。"


def _apart(folder: Path, *tops: str, name: str = "台账.xlsx") -> list[tuple[str | None, str | None, tuple[str, ...]]]:
    """Part, period and sheets of each filing in a workbook of one sheet a line above the header."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, top in enumerate(tops, 1):
        sheet = book.create_sheet(f"表{number}")
        for line in ([top], HEADERS, _person(number)):
            sheet.append(line)
    book.save(folder / "a.xlsx")
    found = recognise(folder / "a.xlsx", contracts.forms().values(), name, LOOKUPS)
    return [(one.part, one.when.period, tuple(sheet.name for sheet, _ in one.sheets)) for one in found]


def test_a_sheet_a_part_is_a_filing_a_part(tmp_path: Path) -> None:
    tops = ("报告期：2021年 分表：学校", "报告期：2021年 分表：医院", "分表：学校")
    assert _apart(tmp_path, *tops) == [("学校", "2021", ("表1", "表3")), ("医院", "2021", ("表2",))]


def test_a_sheet_a_year_is_a_filing_a_year(tmp_path: Path) -> None:
    tops = ("报告期：2020年", "报告期：2021年 分表：学校")
    assert _apart(tmp_path, *tops) == [("学校", "2020", ("表1",)), ("学校", "2021", ("表2",))]
    assert _apart(tmp_path, "报告期：2020年", "报告期：2021年") == [(None, "2020", ("表1",)), (None, "2021", ("表2",))]


def test_sheets_that_state_one_part_or_none_are_one_filing(tmp_path: Path) -> None:
    assert _apart(tmp_path, "报告期：2021年 分表：学校", "续") == [("学校", "2021", ("表1", "表2"))]
    assert _apart(tmp_path, "一", "二", name="2021.xlsx") == [(None, "2021", ("表1", "表2"))]
