"""A row is left out by what it says as a whole: the same first words, in a full row and in one that is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import workbooks
from talent_warehouse import contracts
from talent_warehouse.reading.describe import Question, describe

LISTS = {
    "measure": {"人才总数": "A", "职称人员年龄合计": "B", "专业技术职称人数": "C"},
    "programme": {"科技特派员": "STA", "合计": "_T", "总计": "_T", "不适用": "_Z"},
    "region": {"五华区": "530102", "昆明市": "530100"},
}
LEDGER = ("fund_ref", "fund_year", "programme", "stage", "source_level", "payer", "payee", "payee_count", "region",
          "amount", "unit", "movement_date")  # fmt: skip
MOVEMENT = ["ZJ1", 2021, "科技特派员", "到位", "省级", "甲厅", "乙局", 1, "五华区", 100, "万元", "2021-05-10"]
RETURN = ("programme", "measure", "region", "year", "scope", "value", "unit")


def _read(folder: Path, form: str, fields: Sequence[str], rows: Sequence[Sequence[object]], before: str = "") -> Any:
    """What is read of rows under a header of these fields, at times with one more column before."""
    labels = [contracts.form(form).field(name).header for name in fields]
    head = [before, *labels] if before else labels
    path, reader = folder / "a.xlsx", workbooks.reader()
    path.write_bytes(workbooks.book(("表", [["报告期：2021年"], head, *rows])))
    found = describe(Question(path), replace(reader, lookups={**reader.lookups, **LISTS}))
    (sheet,) = found["sheets"]
    why = {e["row"] - 2: e["why"] for e in sheet["excluded"] if e["row"] > 2}
    return sheet["rows"], why, [(f["rule"], f["row"] - 2) for f in found["findings"] if f["row"]]


WORDS = ("专家团经费（续）", "第2页-003", "以前年度累计", "补助小计", "注:2021-05", "说明：追加", "来源:省级", "合计(人才专项)", "填表人",
         "联系电话：", "以下空白", "2021年5月", "以上共3人", "单位负责人签字", "报送单位盖章", "——以下无正文——", "(本页无正文)", "备注", "*表示追加", "汇总科", "林业局汇总", "总额控制数")  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_a_full_row_is_data_whatever_it_begins_with(tmp_path: Path, word: str) -> None:
    rows = [MOVEMENT, [word, *MOVEMENT[1:]], MOVEMENT]
    assert _read(tmp_path, "funding_ledger", LEDGER, rows) == (3, {}, [])


@pytest.mark.parametrize("word", [word for word in WORDS if word not in ("2021年5月", "汇总科", "总额控制数")])
def test_the_same_words_leave_a_row_out_that_states_little_else(tmp_path: Path, word: str) -> None:
    rows = [MOVEMENT, [word, *[None] * 8, 100, "万元"], MOVEMENT]
    count, why, said = _read(tmp_path, "funding_ledger", LEDGER, rows)
    assert (count, list(why), said) == (2, [2], [])


FEET = (
    ["填表：张三", None, "复核：李四"], [None, None, "填表：张三", None, "复核：李四", None, "2021.6.2"], ["局长：王五", None, "分管领导：赵六"],
    ["制表人", "张三", "审核人", "李四"], ["1/3"], ["- 1 -"], ["—2—"], ["第1页/共3页"], ["2021年5月经费台账（续表）"], ["经费台账续表1"],
)  # fmt: skip


@pytest.mark.parametrize("foot", FEET)
def test_who_signs_and_what_numbers_a_page_is_no_data(tmp_path: Path, foot: list[object]) -> None:
    rows = [MOVEMENT, foot, MOVEMENT, foot]
    count, why, said = _read(tmp_path, "funding_ledger", LEDGER, rows)
    assert (count, list(why), said) == (2, [2, 4], [])


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ([*[None] * 9, 200, "万元"], []),  # a sum without a word
        ([*[None] * 9, 200], []),
        ([*[None] * 9, 300, "万元"], [("RD-wrong_total", 3)]),
        ([*[None] * 7, 2, None, 200, "万元"], []),
        (["月计", *[None] * 8, 200, "万元"], []),
        (["合计人民币", *[None] * 8, 200, "万元"], []),
        (["本年累计", *[None] * 8, 900, "万元"], []),  # of other months, too
        (["上月结转", *[None] * 8, 30, "万元"], []),
        (["期末余额", *[None] * 8, 0, "万元"], []),
    ],
)
def test_a_last_row_of_nothing_but_amounts_is_their_sum(
    tmp_path: Path, line: list[object], wrong: list[tuple[str, int]]
) -> None:
    rows = [MOVEMENT, [*MOVEMENT[:-1], "2021-05-11"], line, ["填表人：张三"]]
    count, why, said = _read(tmp_path, "funding_ledger", LEDGER, rows)
    assert (count, list(why), said) == (2, [3, 4], wrong)


@pytest.mark.parametrize(
    "rows", [[MOVEMENT, [*[None] * 9, 200, "万元"], MOVEMENT], [[*[None] * 9, 200, "万元"], MOVEMENT]]
)
def test_amounts_without_a_key_that_are_no_last_row_are_data_that_lacks_it(
    tmp_path: Path, rows: list[list[object]]
) -> None:
    assert _read(tmp_path, "funding_ledger", LEDGER, rows) == (len(rows), {}, [])


def test_amounts_under_merged_keys_are_data(tmp_path: Path) -> None:
    labels = [contracts.form("funding_ledger").field(name).header for name in LEDGER]
    path, rows = tmp_path / "a.xlsx", [MOVEMENT, [*[None] * 9, 200, "万元"]]
    letters = [workbooks.openpyxl.utils.get_column_letter(n) for n in (*range(1, 10), 12)]
    path.write_bytes(
        workbooks.book(("表", [["报告期：2021年"], labels, *rows]), merges=[f"{c}3:{c}4" for c in letters])
    )
    (sheet,) = describe(Question(path), workbooks.reader())["sheets"]
    assert (sheet["rows"], sheet["excluded"]) == (2, [{"row": 1, "why": "title"}])


@pytest.mark.parametrize(
    "line",
    [
        ["一、科技特派员", *[None] * 8, 200, "万元"],
        ["（一）科技特派员", *[None] * 8, 200],
        ["三", "科技特派员", *[None] * 6, "2项"],
    ],
)
def test_a_heading_with_its_sum_is_no_movement(tmp_path: Path, line: list[object]) -> None:
    rows = [MOVEMENT, line, MOVEMENT, MOVEMENT]
    assert _read(tmp_path, "funding_ledger", LEDGER, rows) == (3, {2: "group"}, [("RD-group_rows", 2)])


@pytest.mark.parametrize("word", ["一、科技特派员", "（一）", "1/3", "局长：王五", "三"])
def test_a_movement_that_begins_like_a_heading_is_one(tmp_path: Path, word: str) -> None:
    rows = [MOVEMENT, [word, *MOVEMENT[1:]], MOVEMENT]
    assert _read(tmp_path, "funding_ledger", LEDGER, rows) == (3, {}, [])


@pytest.mark.parametrize("word", ["例：某某局", "例", "示例1", "（示例）", "填写样例", "例如：甲厅"])
def test_an_example_that_was_left_in_is_no_data_and_said(tmp_path: Path, word: str) -> None:
    rows = [[word, *MOVEMENT[1:]], MOVEMENT]
    assert _read(tmp_path, "funding_ledger", LEDGER, rows) == (1, {1: "note"}, [("RD-left_out_row", 1)])
    numbered = [[word, *MOVEMENT], [1, *MOVEMENT]]
    assert _read(tmp_path, "funding_ledger", LEDGER, numbered, "序号")[:2] == (1, {1: "note"})


@pytest.mark.parametrize("word", ["例会补助", "示例镇示例村", "条例宣传"])
def test_what_only_begins_like_an_example_is_data(tmp_path: Path, word: str) -> None:
    rows = [[word, *MOVEMENT[1:]], MOVEMENT]
    assert _read(tmp_path, "funding_ledger", LEDGER, rows) == (2, {}, [])


@pytest.mark.parametrize("mark", ["同上", "〃", '"', "″", "如上", "↑", "、、", "……"])
def test_a_name_or_a_payee_that_only_points_to_the_row_above_is_a_finding(tmp_path: Path, mark: str) -> None:
    rows = [MOVEMENT, ["ZJ2", *MOVEMENT[1:6], mark, *MOVEMENT[7:]]]
    assert _read(tmp_path, "funding_ledger", LEDGER, rows) == (2, {}, [("RD-ditto", 2)])


@pytest.mark.parametrize("dash", ["—", "-", "/", "×", "—— "])
def test_a_total_with_dashes_for_what_it_does_not_state_is_a_total(tmp_path: Path, dash: str) -> None:
    rows = [MOVEMENT, ["合计", *[dash] * 6, 1, dash, 100, "万元", dash]]
    assert _read(tmp_path, "funding_ledger", LEDGER, rows) == (1, {2: "total"}, [])


def test_a_row_that_is_left_out_though_most_of_it_is_filled_is_told(tmp_path: Path) -> None:
    rows = [MOVEMENT, ["注:2021-05", *MOVEMENT[1:11]], ["合计", *MOVEMENT[1:5], None, *MOVEMENT[6:]]]
    count, why, said = _read(tmp_path, "funding_ledger", LEDGER, rows)
    assert (count, why, said) == (1, {2: "note", 3: "total"}, [("RD-left_out_row", 2), ("RD-left_out_row", 3)])


@pytest.mark.parametrize(
    "word",
    [
        "合计",
        "总 计",
        "小计",
        "累计：",
        "本页合计",
        "以上合计",
        "（二）小计",
        "合计金额",
        "汇总",
        "本页汇总",
        "总数",
        "总额：",
        "人数合计",
        "Total",
        "TOTAL:",
        "Sub-total",
        "Grand Total",
    ],
)
@pytest.mark.parametrize("field", ["fund_ref", "fund_year", "payer", "payee", "region", "movement_date"])
def test_the_bare_word_for_totals_leaves_the_fullest_row_out_and_is_told(tmp_path: Path, word: str, field: str) -> None:
    at = LEDGER.index(field)
    total = [*MOVEMENT[:at], word, *MOVEMENT[at + 1 :]]
    rows = [MOVEMENT, MOVEMENT, total, MOVEMENT]
    said = [("RD-wrong_total", 3), ("RD-wrong_total", 3), ("RD-left_out_row", 3)]  # payees and money of one row
    count, why, found = _read(tmp_path, "funding_ledger", LEDGER, rows)
    assert (count, why, sorted(found)) == (3, {3: "total"}, sorted(said))
    numbered = [[n, *row] for n, row in enumerate(rows, 1)]
    assert _read(tmp_path, "funding_ledger", LEDGER, numbered, "序号")[:2] == (3, {3: "total"})


@pytest.mark.parametrize("word", ["合计", "汇总", "总数"])
def test_whoever_has_a_number_is_a_person_whatever_the_name(tmp_path: Path, word: str) -> None:
    fields = [f.name for f in contracts.form("talent_register").fields]
    row = workbooks.person(1)
    named, employed = ([*row[:at], word, *row[at + 1 :]] for at in (fields.index("name"), fields.index("employer")))
    bare = [None if field == "id_number" else cell for field, cell in zip(fields, named, strict=True)]
    count, why, _ = _read(tmp_path, "talent_register", fields, [named, employed, bare, workbooks.person(2)])
    assert (count, why) == (2, {2: "total", 3: "total"})
    assert _read(tmp_path, "talent_register", fields, [[word, *row]], "序号")[:2] == (1, {})


def test_a_full_total_in_a_column_that_is_no_field_is_left_out_and_told(tmp_path: Path) -> None:
    rows = [[1, *MOVEMENT], ["合计", *MOVEMENT]]
    assert _read(tmp_path, "funding_ledger", LEDGER, rows, "序号") == (1, {2: "total"}, [("RD-left_out_row", 2)])


def test_who_signs_in_many_cells_is_no_row(tmp_path: Path) -> None:
    rows = [MOVEMENT, ["填表人：", "测某", "审核人：", "测某", "负责人：", "测某", "日期：", "2021年5月"]]
    assert _read(tmp_path, "funding_ledger", LEDGER, rows) == (1, {2: "signature"}, [])


@pytest.mark.parametrize(
    "day", ["2022.1.10", "2022.1.10.", "2022-01-10", "2022/1", "2022.01", "二〇二二年一月十日", "2022年1月"]
)
@pytest.mark.parametrize("column", [0, 3, 11])
def test_a_day_that_stands_alone_is_when_it_was_signed(tmp_path: Path, day: str, column: int) -> None:
    rows = [MOVEMENT, [], [*[None] * column, day]]
    assert _read(tmp_path, "funding_ledger", LEDGER, rows) == (1, {2: "blank", 3: "signature"}, [])
    assert _read(tmp_path, "funding_ledger", LEDGER, [MOVEMENT, ["2022.5"]])[0] == 2  # an amount, as likely


# rows of a return (人才项目 指标 地区 年度 统计口径 数值 计量单位) · how many are data · what is left out
RETURNS: list[tuple[list[list[object]], int, dict[int, str]]] = [
    ([["科技特派员", "人才总数", "昆明市", 2021, "本地区", 30, "人"], ["合计", "专业技术职称人数", "昆明市", 2021, "本地区", 1280, "人"]], 2, {}),
    ([["总计", "人才总数", "昆明市", 2021, None, 9, "人"]], 1, {}),  # a value of its list, and most of the row is there
    ([["科技特派员", "人才总数", "昆明市", 2021, "本地区", 30, "人"], ["合计", None, None, None, None, 30, "人"]], 1, {2: "total"}),
    ([["科技特派员", "人才总数", "昆明市", 2021, "本地区", 30, "人"], ["昆明市", "合计", None, None, None, 30, "人"]], 1, {2: "total"}),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "count", "why"), RETURNS)
def test_the_lists_of_the_form_are_asked_before_the_words_for_totals(
    tmp_path: Path, rows: list[list[object]], count: int, why: dict[int, str]
) -> None:
    assert _read(tmp_path, "measure_return", RETURN, rows) == (count, why, [])


def test_a_measure_named_like_a_total_is_one_wherever_it_stands(tmp_path: Path) -> None:
    fields = ("measure", "region", "programme", "year", "scope", "value", "unit")
    rows: list[list[object]] = [
        ["人才总数", "五华区", "不适用", 2021, "本地区", 1280, "人"],
        ["职称人员年龄合计", "五华区", "不适用", 2021, "本地区", 45210, "岁"],
        ["职称人员年龄合计", "五华区", None, None, None, 45210, "岁"],
    ]
    assert _read(tmp_path, "measure_return", fields, rows) == (3, {}, [])
    numbered = [[n, *row] for n, row in enumerate(rows, 1)]
    assert _read(tmp_path, "measure_return", fields, numbered, "序号") == (3, {}, [])


@pytest.mark.parametrize("number", ["二", "（二）", "2", "2.", "二、", "②", "II", "Ⅱ"])
@pytest.mark.parametrize("word", ["项目合计", "合计", "小 计", "全部项目总计"])
def test_a_total_behind_an_ordinal_is_checked(tmp_path: Path, number: str, word: str) -> None:
    rows = [[1, *MOVEMENT], [2, *MOVEMENT], [number, word, *[None] * 8, 201, "万元"]]
    assert _read(tmp_path, "funding_ledger", LEDGER, rows, "序号") == (2, {3: "total"}, [("RD-wrong_total", 3)])


@pytest.mark.parametrize("word", ["二、合计", "（二）小计", "2.合计", "2、项目合计"])
def test_a_total_with_an_ordinal_in_its_cell_is_checked(tmp_path: Path, word: str) -> None:
    rows = [MOVEMENT, MOVEMENT, [word, *[None] * 8, 201, "万元"]]
    assert _read(tmp_path, "funding_ledger", LEDGER, rows) == (2, {3: "total"}, [("RD-wrong_total", 3)])


def test_a_list_that_is_not_known_may_have_the_word_for_totals(tmp_path: Path) -> None:
    labels = [contracts.form("measure_return").field(name).header for name in RETURN]
    rows = [["合计", "人才总数", "昆明市", 2021, "本地区", 30, "人"]]
    found = workbooks.told(tmp_path / "a.xlsx", workbooks.book(("表", [["报告期：2021年"], labels, *rows])))
    assert (found["sheets"][0]["rows"], found["findings"]) == (1, [])
