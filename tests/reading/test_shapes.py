"""One table a kind of shape: the sheet as offices send it, and what is header, data and left out. Extend the tables."""

from __future__ import annotations

from pathlib import Path

import pytest

import workbooks
from talent_warehouse import contracts
from workbooks import REGISTER, RETURN, measure, person

N = len(REGISTER)
AT = {f.name: i for i, f in enumerate(contracts.form("talent_register").fields)}
SHORT = ["序号", "单位", "人数", "金额"]  # a table that is no form


def _grouped() -> list[list[object]]:
    """Two header rows: 职称 over 系列, 级别, 取得时间, as cells that were never merged."""
    upper, lower = list(REGISTER), [""] * N
    for field, child in (("title_series", "系列"), ("title_level", "级别"), ("title_date", "取得时间")):
        lower[AT[field]] = child
        upper[AT[field]] = ""
    upper[AT["title_series"]] = "职称"
    return [upper, lower]


def _letter(field: str) -> str:
    return chr(65 + AT[field])


TITLES = f"{_letter('title_series')}2:{_letter('title_date')}2"
DOWN = [f"{chr(65 + c)}2:{chr(65 + c)}3" for c in range(N) if not 0 <= c - AT["title_series"] <= 2]

DATED = ["备注时间", *REGISTER]

# name · lines · merged ranges · header rows · data rows · left out
SHAPES: list[tuple[str, list[list[object]], list[str], list[int], list[int], dict[int, str]]] = [
    ("nothing but a table", [REGISTER, person(1), person(2)], [], [1], [2, 3], {}),
    (
        "title, note and unit lines above",
        [["五华区人才台账"], ["注：本表一式两份"], ["单位：万元"], [], REGISTER, person(1)],
        ["A1:F1"], [5], [6], {1: "title", 2: "note", 3: "unit", 4: "blank"},
    ),
    ("columns in any order", [[*REGISTER[5:], *REGISTER[:5]], [*person(1)[5:], *person(1)[:5]]], [], [1], [2], {}),
    (
        "stars, spaces, breaks, brackets and numbers in the header",
        [[f"{n}、{h[0]} {h[1:]}*\n（必填）" for n, h in enumerate(REGISTER, 1)], person(1)],
        [], [1], [2], {},
    ),
    ("two rows, merged", [["台账"], *_grouped(), person(1)], [TITLES, *DOWN], [2, 3], [4], {1: "title"}),
    ("two rows, never merged", [["台账"], *_grouped(), person(1)], [], [2, 3], [4], {1: "title"}),
    (
        "four rows, the labels over two",
        [["台账"], ["一、人员情况", *[""] * (N - 2), REGISTER[-1]], ["基本信息", *[""] * 3, "类别与资格", *[""] * (N - 5)],
         REGISTER[:-1], [], person(1)],
        [f"A2:{chr(63 + N)}2", "A3:D3", f"E3:{chr(63 + N)}3", f"{chr(64 + N)}2:{chr(64 + N)}5",
         *(f"{chr(65 + c)}4:{chr(65 + c)}5" for c in range(N - 1))],
        [2, 3, 4, 5], [6], {1: "title"},
    ),
    ("a row of numbers below", [REGISTER, list(range(1, N + 1)), person(1)], [], [1], [3], {2: "note"}),
    ("甲 乙 1 2 below", [REGISTER, ["甲", "乙", *range(1, N - 1)], person(1)], [], [1], [3], {2: "note"}),
    (
        "the header again on the next page",
        [REGISTER, person(1), [], ["续表"], REGISTER, person(2)],
        ["A4:J4"], [1], [2, 6], {3: "blank", 4: "note", 5: "repeated_header"},
    ),
    (
        "two header rows again on the next page",
        [["台账"], *_grouped(), person(1), *_grouped(), person(2)],
        [TITLES, *DOWN], [2, 3], [4, 7], {1: "title", 5: "repeated_header", 6: "repeated_header"},
    ),
    ("blank rows inside", [REGISTER, person(1), [], [" "], person(2), [], []], [], [1], [2, 5], {3: "blank", 4: "blank"}),
    (
        "totals",
        [REGISTER, person(1), ["小计", "1人"], person(2), [3, "合 计"], ["林业局小计"], ["总计：2人"]],
        [], [1], [2, 4], {3: "total", 5: "total", 6: "total", 7: "total"},
    ),
    (
        "signatures, dates and remarks below",
        [REGISTER, person(1), ["填表人：测某", "", "审核人：测某"], ["单位（盖章）"], ["2021年12月31日"], ["联系电话：1"],
         ["数据来源：人社局"], ["2.截至年底在岗人员，不含退休返聘。"]],
        [], [1], [2], {3: "signature", 4: "signature", 5: "signature", 6: "signature", 7: "note", 8: "note"},
    ),
    ("a running number filled down", [["序号", *REGISTER], [1, *person(1)], [2], [3]], [], [1], [2], {}),
    ("one cell is still a row of data", [REGISTER, person(1), ["测某某"]], [], [1], [2, 3], {}),
    ("a person whose duty is 负责人", [["职务", *REGISTER], ["负责人", *person(1)]], [], [1], [2], {}),
    ("rows that begin with a date", [DATED, ["2019年12月", *person(1)]], [], [1], [2], {}),
    ("no form", [["年报"], SHORT, [1, "甲局", 3, 4.5], [2, "乙局", 5, 6]], ["A1:D1"], [2], [3, 4], {1: "title"}),
    ("no form, not from the corner", [[], [], ["", "", "年报"], ["", "", *SHORT], ["", "", 1, "甲局", 3, 4]], [], [4], [5],
     {1: "blank", 2: "blank", 3: "title"}),
    ("no form, one row much wider", [SHORT, [1, "甲", 2, 3], [2, "乙", 3, 4, *"一二三四五六"], [3, "丙", 4, 5]], [], [1], [2, 3, 4], {}),
    ("no form, days across", [["考勤表"], ["姓名", *range(1, 32)], ["甲", *["√"] * 31]], [], [2], [3], {1: "title"}),
    ("no form, long questions", [["编号", "1、" + "您对本单位人才工作的总体评价是什么，请从下面选一项" * 3, "2、年龄"], [1, "好", 3]], [], [1], [2], {}),
    ("no form, the total first", [["地区", "人数"], ["总计", 3], ["甲", 1], ["乙", 2]], [], [1], [3, 4], {2: "total"}),
    (
        "no form, three rows",
        [["年鉴"], ["地区", "人才", "", "", "", "资金"], ["", "专业技术", "", "技能", "", ""], ["", "男", "女", "男", "女", ""],
         ["甲", 9, 2, 3, 4, 5]],
        ["A1:F1", "A2:A4", "B2:E2", "B3:C3", "D3:E3", "F2:F4"], [2, 3, 4], [5], {1: "title"},
    ),
    (
        "no form, two rows",
        [["年报"], ["单位", "人数", "", "金额"], ["", "男", "女", ""], ["甲局", 1, 2, 3]],
        ["A1:D1", "A2:A3", "B2:C2", "D2:D3"], [2, 3], [4], {1: "title"},
    ),
    (
        "no form, two rows, never merged",
        [["单位", "人数", "", "金额"], ["", "男", "女", ""], ["甲局", 1, 2, 3]],
        [], [1, 2], [3], {},
    ),
    ("no form, years across", [["指标：人数"], ["地区", 2020, 2021], ["甲", 1, 2], ["乙", 3, 4]], [], [2], [3, 4], {1: "title"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "merges", "header", "data", "left_out"), [s[1:] for s in SHAPES], ids=[s[0] for s in SHAPES]
)
def test_a_sheet_is_header_data_and_what_is_left_out(
    tmp_path: Path, lines: list[list[object]], merges: list[str], header: list[int], data: list[int], left_out: dict[int, str]
) -> None:  # fmt: skip
    (sheet,) = workbooks.told(tmp_path / "a.xlsx", workbooks.book(("表", lines), merges=merges))["sheets"]
    assert (sheet["role"], sheet["header_rows"]) == ("data", header)
    assert (sheet["first_data_row"], sheet["last_data_row"], sheet["rows"]) == (data[0], data[-1], len(data))
    assert {e["row"]: e["why"] for e in sheet["excluded"]} == left_out


def test_a_merged_header_gives_its_flattened_text(tmp_path: Path) -> None:
    told = workbooks.told(
        tmp_path / "a.xlsx", workbooks.book(("表", [["台账"], *_grouped(), person(1)]), merges=[TITLES, *DOWN])
    )
    columns = {c["field"]: (c["letter"], c["header"]) for c in told["sheets"][0]["columns"]}
    assert columns["title_level"] == (_letter("title_level"), "职称/级别")
    assert columns["name"] == ("A", "姓名")
    assert set(columns) == set(AT)


# name of the sheet · lines · role · form
ROLES: list[tuple[str, list[list[object]], str, str | None]] = [
    ("封面", [["云南省人才统计"], ["填报单位：", "虚构单位"], ["报告期：", 2021]], "cover", None),
    ("Sheet1", [["报送单位：虚构单位"], ["报告期：2021"]], "cover", None),
    ("填报说明", [["一、本表按年填报。"], ["二、请勿改动列名。"]], "notes", None),
    ("Sheet2", [["一、本表反映报告年度在岗人才的情况，一人一行，不得重复。"], ["二、带下拉列表的各列请从列表中选取，不要自造。"]], "notes", None),
    ("字典", [["性别", "学历"], ["男", "博士"], ["女", "硕士"]], "dictionary", None),
    ("样表", [REGISTER, person(9)], "notes", None),
    ("空表", [], "empty", None),
    ("台账", [REGISTER, person(1)], "data", "talent_register"),
    ("报表", [RETURN, measure()], "data", "measure_return"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "lines", "role", "form"), ROLES, ids=[r[0] for r in ROLES])
def test_a_sheet_has_a_role(tmp_path: Path, name: str, lines: list[list[object]], role: str, form: str | None) -> None:
    told = workbooks.told(tmp_path / "a.xlsx", workbooks.book((name, lines), ("别的", [])))
    assert (told["sheets"][0]["role"], told["sheets"][0]["form"]) == (role, form)


def test_a_form_is_taken_by_whatever_name_its_only_sheet_has(tmp_path: Path) -> None:
    told = workbooks.told(tmp_path / "a.xlsx", workbooks.book(("代码说明", [REGISTER, person(1)])))
    assert told["sheets"][0]["role"] == "data"


# stated total of the column 金额 · computed (None: they agree and nothing is said)
TOTALS: list[tuple[list[list[object]], list[tuple[int, float, float]]]] = [
    ([[1, "甲局", 3, 10], [2, "乙局", 4, 20], ["合计", "", 7, 30]], []),
    ([[1, "甲局", 3, 10], [2, "乙局", 4, 20], ["合计", "", 7, 31]], [(4, 31, 30)]),
    ([[1, "甲局", 3, 10], ["小计", "", 3, 10], [2, "乙局", 4, 20], ["小计", "", 4, 20], ["总计", "", 7, 30]], []),
    ([[1, "甲局", 3, 10], ["小计", "", 3, 11], [2, "乙局", 4, 20], ["总计", "", 7, 30]], [(3, 11, 10)]),
    ([[1, "甲局", 3, 0.1], [2, "乙局", 4, 0.2], ["合计", "", 7, 0.1 + 0.2]], []),
    ([[1, "甲局", 3, 10.26], [2, "乙局", 4, 20], ["合计", "", 7, 30.3]], []),  # printed with one decimal
    ([[1, "甲局", 3, "近10"], [2, "乙局", 4, 20], ["合计", "", 7, 99]], []),  # no exact number: not compared
    ([[1, "甲局", 3, "1,000"], [2, "乙局", 4, "2万"], ["合计", "", 7, "21,000"]], []),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "wrong"), TOTALS)
def test_a_stated_total_is_compared_with_its_rows(
    tmp_path: Path, rows: list[list[object]], wrong: list[tuple[int, float, float]]
) -> None:
    told = workbooks.told(tmp_path / "a.xlsx", workbooks.book(("表", [SHORT, *rows])))
    (sheet,) = told["sheets"]
    differ = [(t["row"], t["stated"], t["computed"]) for t in sheet["totals"] if t["column"] == 4 and t["stated"] != pytest.approx(t["computed"], abs=0.05)]  # fmt: skip
    assert differ == wrong
    said = [(f["row"], f["severity"]) for f in told["findings"] if f["rule"] == "RD-wrong_total"]
    assert said == [(row, "warning") for row, _, _ in wrong]
    assert sheet["rows"] == sum(1 for r in rows if isinstance(r[0], int))


def test_a_column_of_several_units_is_not_summed(tmp_path: Path) -> None:
    rows = [measure(value="10", unit="人"), measure(value="20", unit="万元"), ["合计", *[""] * 7, "99"]]
    told = workbooks.told(tmp_path / "a.xlsx", workbooks.book(("表", [RETURN, *rows])))
    assert told["sheets"][0]["totals"] == []


# label of the column 数值 · line above · is there a column 计量单位 · what the first row comes to
UNITS: list[tuple[str, str | None, bool, int]] = [
    ("数值（万元）", None, False, 120000),
    ("数值\n（单位：万元）", None, False, 120000),
    ("数值/万元", None, False, 120000),
    ("数值", "单位：万元", False, 120000),
    ("数值", "（金额单位：万元）", False, 120000),
    ("数值（元）", "单位：万元", False, 12),  # the column's own unit is nearer
    ("数值", "单位：万元", True, 12),  # the row's own unit (人) is nearest
]


@pytest.mark.parametrize(("label", "line", "has_column", "expected"), UNITS)
def test_a_unit_holds_where_no_nearer_one_is(
    tmp_path: Path, label: str, line: str | None, has_column: bool, expected: int
) -> None:
    from talent_warehouse.reading.filings import Job, read

    form = contracts.form("measure_return")
    value, unit = (next(i for i, f in enumerate(form.fields) if f.name == n) for n in ("value", "unit"))
    lines: list[list[object]] = [list(RETURN), list(measure(value="12", unit="人" if has_column else None))]
    lines[0][value] = label
    if not has_column:
        lines = [[c for i, c in enumerate(row) if i != unit] for row in lines]
    path = tmp_path / "2021.xlsx"
    path.write_bytes(workbooks.book(("表", [*([[line]] if line else []), *lines])))
    (filing,) = read(Job(path, path.name, "530100-RC"), workbooks.reader(), tmp_path).filings
    assert [i.rule_id for i in filing.issues if i.severity == "critical"] == []
    assert filing.rows is not None
    names = ["mark", "sheet", "row_no", *(n for n, _ in form.columns)]
    shown = dict(zip(names, filing.rows.read_text(encoding="utf-8").strip().split(","), strict=True))
    assert float(shown["value__v"]) == expected
    assert shown["unit"] != ""


def test_a_cell_merged_down_says_its_text_for_each_row(tmp_path: Path) -> None:
    from talent_warehouse.reading.filings import Job, read

    employer = AT["employer"]
    rows = [person(n) for n in range(4)]
    for row in rows[1:3]:
        row[employer] = None
    rows[0][employer] = "虚构林业站"
    letter = _letter("employer")
    path = tmp_path / "2021.xlsx"
    path.write_bytes(workbooks.book(("表", [REGISTER, *rows]), merges=[f"{letter}2:{letter}4"]))
    (filing,) = read(Job(path, path.name, "530102-RC"), workbooks.reader(), tmp_path).filings
    assert filing.rows is not None
    assert filing.rows.read_text(encoding="utf-8").count("虚构林业站") == 4


def test_a_number_merged_down_counts_once_and_is_said(tmp_path: Path) -> None:
    value = next(i for i, f in enumerate(contracts.form("measure_return").fields) if f.name == "value")
    rows = [measure(value="10"), measure(value=None, region="大理白族自治州")]
    span = f"{chr(65 + value)}2:{chr(65 + value)}3"
    told = workbooks.told(tmp_path / "a.xlsx", workbooks.book(("表", [RETURN, *rows]), merges=[span]))
    assert [(f["rule"], f["row"], f["column"]) for f in told["findings"]] == [("RD-merged_quantity", 2, "value")]


def test_what_is_hidden_is_read_and_said_but_for_sheets(tmp_path: Path) -> None:
    def hide(made) -> None:
        sheet = made.worksheets[0]
        sheet.row_dimensions[3].hidden = sheet.row_dimensions[4].hidden = True
        sheet.column_dimensions["D"].hidden = True
        made.worksheets[1].sheet_state = "hidden"

    lines = [REGISTER, *[person(n) for n in range(4)]]
    told = workbooks.told(tmp_path / "a.xlsx", workbooks.book(("表", lines), ("旧表", lines), change=hide))
    assert [s["rows"] for s in told["sheets"]] == [4, 0]
    assert [s["hidden"] for s in told["sheets"]] == [False, True]
    said = {f["rule"]: (f["severity"], f["message_zh"]) for f in told["findings"]}
    assert said.keys() == {"RD-hidden_rows", "RD-hidden_columns", "RD-hidden_sheet"}
    assert said["RD-hidden_rows"][0] == "info"
    assert "第3–4行" in said["RD-hidden_rows"][1]
    assert "D列" in said["RD-hidden_columns"][1]


def test_errors_and_formulas_that_nobody_calculated_are_findings_at_the_cell(tmp_path: Path) -> None:
    def spoil(made) -> None:
        sheet = made.worksheets[0]
        sheet["A2"], sheet["A2"].data_type = "#N/A", "e"
        sheet["F3"] = "=A3&B3"

    told = workbooks.told(tmp_path / "a.xlsx", workbooks.book(("表", [REGISTER, person(1), person(2)]), change=spoil))
    found = [(f["rule"], f["severity"], f["row"], f["column"], f["value_shown"]) for f in told["findings"]]
    assert found == [
        ("RD-error_cell", "critical", 2, "name", "#N/A"), ("RD-uncached_formula", "critical", 3, "employer", None),
    ]  # fmt: skip
    assert "保存一次" in told["findings"][1]["message_zh"]


def test_a_form_split_over_sheets_is_one_filing_and_two_forms_are_two(tmp_path: Path) -> None:
    from talent_warehouse.reading.filings import Job, read

    path = tmp_path / "2021.xlsx"
    path.write_bytes(workbooks.book(
        ("封面", [["人才统计"]]), ("一乡", [REGISTER, person(1)]), ("二乡", [["台账"], REGISTER, person(2), person(3)]),
        ("报表", [RETURN, measure()]), ("工作量", [SHORT, [1, "甲局", 2, 3]]),
    ))  # fmt: skip
    answer = read(Job(path, path.name, "530102-RC"), workbooks.reader(), tmp_path)
    assert [(f.form.name, f.sheets, f.landed) for f in answer.filings] == [
        ("talent_register", ("一乡", "二乡"), 3), ("measure_return", ("报表",), 1),
    ]  # fmt: skip
    assert [i.rule_id for f in answer.filings for i in f.issues] == ["RD-unread_sheet"]


def test_a_form_without_rows_beside_another_is_no_filing(tmp_path: Path) -> None:
    from talent_warehouse.reading.filings import Job, read

    path = tmp_path / "2021.xlsx"
    path.write_bytes(workbooks.book(("台账", [REGISTER, person(1)]), ("报表", [RETURN])))
    (filing,) = read(Job(path, path.name, "530102-RC"), workbooks.reader(), tmp_path).filings
    assert [i.rule_id for i in filing.issues] == ["RD-empty_sheet"]
