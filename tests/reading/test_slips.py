"""Slips of clerks that leave every cell readable: a comma that shifts a row, two units, people who left beside the others."""

from __future__ import annotations

from pathlib import Path

import pytest

import factories
import workbooks
from talent_warehouse import contracts
from talent_warehouse.reading.filings import Filing, Job, read
from talent_warehouse.reading.tables import body

ACTIVITY = [f.name for f in contracts.form("service_log").fields]
LEDGER = contracts.form("funding_ledger").fields


def _read(path: Path) -> tuple[Filing, list[tuple[str, int | None]]]:
    (filing,) = read(Job(path, path.name, "530102-RC"), workbooks.reader(), path.parent).filings
    return filing, [(i.rule_id, i.row_no) for i in filing.issues]


@pytest.mark.parametrize(
    ("attendances", "served", "rules"),
    [
        ("1,234", "50", [("RD-split_number", 3)]),
        ('"1,234"', "50", []),
        ("12", "345", []),  # two numbers in a row that is as wide as its header
    ],
)
def test_a_number_cut_in_two_by_its_comma_is_a_finding(
    tmp_path: Path, attendances: str, served: str, rules: list[tuple[str, int | None]]
) -> None:
    row = {**factories.ACTIVITY, "attendances": attendances, "people_served": served}
    first = ",".join(row.get(name) or "" for name in ACTIVITY)
    good = ",".join({**factories.ACTIVITY, "start_date": "2021-05-13"}.get(name) or "" for name in ACTIVITY)
    labels = ",".join(f.header for f in contracts.form("service_log").fields)
    path = tmp_path / "a.csv"
    for end in ("\n", ""):  # without an end, the last line lacks nothing beside one with a field too many
        path.write_text("\n".join(["报告期：2021年5月", labels, first, good]) + end, encoding="utf-8")
        assert [one for one in _read(path)[1] if one[0] != "RD-open_line"] == rules


@pytest.mark.parametrize(
    ("line", "label", "unit", "rules"),
    [
        ("", "金额（万元）", "元", [("RD-two_units", 3)]),
        ("单位：万元", "金额", "元", [("RD-two_units", 3)]),
        ("", "金额（万元）", "万元", []),
        ("单位：元", "金额（万元）", "万元", [("RD-two_stated_units", None)]),
        ("单位：元 金额单位：万元", "金额", None, [("RD-two_stated_units", None)]),
        ("单位：元 人数单位：人", "金额", None, []),
        ("金额单位：万元", "金额/元", None, [("RD-two_stated_units", None)]),
        *(
            (line, "金额（万元）", "万元", [("RD-two_stated_units", None)])
            for line in ("（单位：元）", "单位（元）", "单位为元", "以元为单位", "单位 元", "单位：元、人")
        ),
        ("单位：元", "金额（人民币万元）", None, [("RD-two_stated_units", None)]),
        ("单位 虚构单位", "金额（万元）", "万元", []),
        ("单位：元", "金额（元）", "元", []),
        ("单位：人", "金额（万元）", "万元", []),
        ("单位：人", "金额", "万元", []),  # of another kind: no slip of ten thousand
    ],
)
def test_a_unit_that_contradicts_another_is_told(
    tmp_path: Path, line: str, label: str, unit: str | None, rules: list[tuple[str, int | None]]
) -> None:
    labels = [label if f.name == "amount" else f.header for f in LEDGER]
    row = {**factories.MOVEMENT, "unit": unit}
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbooks.book(("表", [["报告期：2021年5月", line], labels, [row.get(f.name) for f in LEDGER]])))
    assert _read(path)[1] == rules


@pytest.mark.parametrize(
    ("names", "rules"),
    [
        (("在职", "减少人员"), ["RD-set_apart"]),
        (("台账", "作废"), ["RD-set_apart"]),
        (("甲乡", "乙乡"), []),
        (("备份",), []),  # alone it is what was filed
        (("上年结转", "储备份额", "废弃地", "比上年增长"), []),
    ],
)
def test_a_sheet_that_is_not_to_be_counted_returns_the_file(
    tmp_path: Path, names: tuple[str, ...], rules: list[str]
) -> None:
    sheets = [(name, [["报告期：2021年"], workbooks.REGISTER, workbooks.person(n)]) for n, name in enumerate(names)]
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbooks.book(*sheets))
    filing, found = _read(path)
    assert ([rule for rule, _ in found], filing.rows is None) == (rules, bool(rules))


def test_a_sheet_to_be_passed_over_is_no_filing_beside_sheets_of_periods(tmp_path: Path) -> None:
    rows = [workbooks.REGISTER, workbooks.person(1)]
    path = tmp_path / "2021年.xlsx"
    path.write_bytes(workbooks.book(*((name, rows) for name in ("2020年", "2021年", "备份"))))
    filings = read(Job(path, path.name, "530102-RC"), workbooks.reader(), tmp_path).filings
    assert [(f.period, f.rows is None) for f in filings] == [("2020", False), ("2021", False), ("2021", True)]


@pytest.mark.parametrize("group", [["本期减少人员名单"], ["二", "减少人员", "2人"]])
def test_people_who_left_below_the_others_return_the_file(tmp_path: Path, group: list[str]) -> None:
    at = 0 if len(group) == 1 else 1  # a column of numbers before those of the form
    rows = [workbooks.REGISTER, workbooks.person(1), [], workbooks.REGISTER, workbooks.person(3), workbooks.person(4)]
    lines: list[list[object]] = [[*([None] * at if row else []), *row] for row in rows]
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbooks.book(("表", [["报告期：2021年"], *lines[:3], group, *lines[3:]])))
    assert ("RD-set_apart", None) in _read(path)[1]


CAPTIONS = ("减少人员（3人）", "调出人员(2人)", "减少：3人", "减少 3人", "（二）减少人员", "二、离职人员名单（共2人）", "本年减少人员名单：", "减少人员共3人",
            "辞职人员（1人）", "离退休人员")  # fmt: skip


@pytest.mark.parametrize("caption", CAPTIONS)
@pytest.mark.parametrize("is_headed", [True, False])
def test_a_caption_with_a_count_is_that_caption(tmp_path: Path, caption: str, is_headed: bool) -> None:
    head = [[], workbooks.REGISTER] if is_headed else []
    rows = [["报告期：2021年"], workbooks.REGISTER, workbooks.person(1), [caption], *head, workbooks.person(3)]
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbooks.book(("表", rows)))
    assert ("RD-set_apart", None) in _read(path)[1]


@pytest.mark.parametrize(
    "caption", ["新增：3人", "在编人员（3人）", "（一）新增人员", "注：不含减少人员", "（二）未减少人员"]
)
def test_other_captions_and_notes_set_nothing_apart(tmp_path: Path, caption: str) -> None:
    rows = [["报告期：2021年"], workbooks.REGISTER, workbooks.person(1), [caption], workbooks.person(3)]
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbooks.book(("表", rows)))
    assert "RD-set_apart" not in [rule for rule, _ in _read(path)[1]]
    path.write_bytes(workbooks.book(("表", [*rows, ["减少：3人"]])))  # nobody stands below
    assert "RD-set_apart" not in [rule for rule, _ in _read(path)[1]]


def test_a_title_above_a_further_table_sets_it_apart(tmp_path: Path) -> None:
    table = [workbooks.REGISTER, workbooks.person(1)]
    path = tmp_path / "a.xlsx"
    rows = [["2021年人才台账"], *table, [], ["2020年减少人员名单"], [], workbooks.REGISTER, workbooks.person(3)]
    path.write_bytes(workbooks.book(("表", rows)))
    filings = read(Job(path, path.name, "530102-RC"), workbooks.reader(), tmp_path).filings
    assert [(f.period, f.rows is None) for f in filings] == [("2021", False), ("2020", True)]


SEVERAL = (
    "张三、李四",
    "张三，李四",
    "张三/李四",
    "张三\n李四",
    "张三 李四",
    "张三和李四",
    "张三（已退休）、李四",
    "测某；普某某",
    "张三等2人",
)
ONE = (
    "张 三",
    "欧阳 修",
    "阿卜杜拉·买买提",
    "张三（李四）",
    "张三（曾用名：李四、李五）",
    "赵和平",
    "陈和与",
    "李小明 Li Xiaoming",
    "张三、",
    "张三，女",
    "张三 教授",
)


@pytest.mark.parametrize("name", [*SEVERAL, *ONE])
def test_two_names_in_a_cell_set_the_row_aside(tmp_path: Path, name: str) -> None:
    row = ["" if cell is None else cell for cell in workbooks.person(1)]
    row[workbooks.REGISTER.index("姓名")] = name
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbooks.book(("表", [["报告期：2021年"], workbooks.REGISTER, row, workbooks.person(2)])))
    filing, found = _read(path)
    assert (found, filing.landed) == ([("RD-two_names", 3)] if name in SEVERAL else [], 2)
    assert not any("张三" in i.message_zh or "张三" in (i.value_shown or "") for i in filing.issues)


@pytest.mark.parametrize(
    ("title", "is_apart"), [("2021年减少人员名单", True), ("2021年人才台账", False), ("旧表", False)]
)
def test_a_list_of_those_who_left_is_no_register(tmp_path: Path, title: str, is_apart: bool) -> None:
    path = tmp_path / "2021年.xlsx"
    path.write_bytes(workbooks.book(("表", [[title], workbooks.REGISTER, workbooks.person(1)])))
    assert ("RD-set_apart" in [rule for rule, _ in _read(path)[1]]) == is_apart


def test_a_row_of_units_under_the_labels_goes_before_the_line_above(tmp_path: Path) -> None:
    labels, row = [f.header for f in LEDGER], {**factories.MOVEMENT, "unit": None}
    units = ["万元" if f.name == "amount" else None for f in LEDGER]
    path = tmp_path / "a.xlsx"
    lines = [["报告期：2021年5月", "单位：元"], labels, units, [row.get(f.name) for f in LEDGER]]
    path.write_bytes(workbooks.book(("表", lines)))
    filing, found = _read(path)
    assert filing.rows is not None
    assert "1200000" in filing.rows.read_text("utf-8")
    assert found == [("RD-two_stated_units", None)]


@pytest.mark.parametrize(
    ("label", "cell", "name", "word"),
    [
        ("备注", "已调出", "测某", "调出"),
        ("备注", "2021年6月去世", "测某", "去世"),
        ("备注", "作废", "测某", "作废"),
        ("备注", "不计入", "测某", "不计入"),
        ("备注", "已调往外省", "测某", "调往"),
        ("人员状态", "离职", "测某", "离职"),
        ("离职时间", "2021-03", "测某", "离职时间"),
        ("离职时间", "否", "测某", None),
        ("备注", None, "测某某（已调出）", "调出"),
        ("备注", "退休返聘", "测某", None),
        ("备注", "未调出", "测某", None),
        ("备注", "调入", "测某", None),
        ("退休时间", "2040-03", "测某", None),
        ("备注", "工作量减少一半", "测某", None),
    ],
)
def test_a_row_that_says_that_it_is_void_counts_and_is_told(
    tmp_path: Path, label: str, cell: str | None, name: str, word: str | None
) -> None:
    heads, row = list(workbooks.REGISTER), workbooks.person(1)
    row[0] = name
    if label in heads:
        row[heads.index(label)] = cell
    else:
        heads, row = [*heads, label], [*row, cell]
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbooks.book(("表", [["报告期：2021年"], heads, row])))
    filing, _ = _read(path)
    told = [i for i in filing.issues if i.rule_id == "RD-says_gone"]
    assert (filing.landed, [(i.row_no, f"“{word}”" in i.message_zh) for i in told]) == (1, [(3, True)] if word else [])


@pytest.mark.parametrize(
    ("line", "rules"),
    [("其中：减少1人", [("RD-says_gone", 4)]), ("较上年减少1人", []), ("其中：增加1人", [])],
)
def test_a_line_that_counts_those_who_left_is_told(
    tmp_path: Path, line: str, rules: list[tuple[str, int | None]]
) -> None:
    path = tmp_path / "a.xlsx"
    rows = [workbooks.person(1), [line], workbooks.person(2)]
    path.write_bytes(workbooks.book(("表", [["报告期：2021年"], workbooks.REGISTER, *rows])))
    filing, said = _read(path)
    assert (filing.landed, [one for one in said if one[0] == "RD-says_gone"]) == (2, rules)


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([("合计", 3), (None, 1), (None, 2)], []),
        ([("合计", 9), (None, 1), (None, 2)], [3]),
        ([("合计", 6), ("甲局小计", 3), (None, 1), (None, 2), ("乙局小计", 3), (None, 3)], []),
        ([("合计", 6), ("甲局小计", 3), (None, 1), (None, 2), ("乙局小计", 4), (None, 3)], [7]),
        ([("合计", 3), (None, 1), (None, 2), ("合计", 3)], []),
        ([("合计", 3), (None, 1), (None, 2), ("合计", 4)], [6]),
    ],
)
def test_a_total_above_its_rows_is_checked_against_them(
    tmp_path: Path, rows: list[tuple[str | None, int]], wrong: list[int]
) -> None:
    lines = [
        [word, *[None] * (ACTIVITY.index("attendances") - 1), number] if word
        else [({**factories.ACTIVITY, "attendances": str(number), "place_text": f"村{n}"}).get(f) for f in ACTIVITY]
        for n, (word, number) in enumerate(rows)
    ]  # fmt: skip
    labels = [f.header for f in contracts.form("service_log").fields]
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbooks.book(("表", [["报告期：2021年5月"], labels, *lines])))
    assert [row for rule, row in _read(path)[1] if rule == "RD-wrong_total"] == wrong


@pytest.mark.parametrize(
    ("line", "unit", "rules"),
    [
        ("单位：元", None, ["RD-unit_below"]),
        ("以下单位：元", None, ["RD-unit_below"]),
        ("单位：万元", None, []),
        ("单位：元", "万元", []),  # each row says its own
    ],
)
def test_a_unit_that_changes_among_the_rows_returns_the_file(
    tmp_path: Path, line: str, unit: str | None, rules: list[str]
) -> None:
    fields = [f for f in LEDGER if unit or f.name != "unit"]
    rows = [[{**factories.MOVEMENT, "unit": unit, "fund_ref": ref}.get(f.name) for f in fields] for ref in "甲乙"]
    path = tmp_path / "a.xlsx"
    top = ["报告期：2021年5月", None if unit else "单位：万元"]
    path.write_bytes(workbooks.book(("表", [top, [f.header for f in fields], rows[0], [line], rows[1]])))
    assert [rule for rule, _ in _read(path)[1]] == rules


@pytest.mark.parametrize("size", [1, 2, 3, 4096])
@pytest.mark.parametrize("blanks", [0, 3])
def test_a_unit_that_changes_is_told_wherever_a_block_of_rows_ends(
    tmp_path: Path, size: int, blanks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "BLOCK", size)
    fields = [f for f in LEDGER if f.name != "unit"]
    rows = [[{**factories.MOVEMENT, "fund_ref": ref}.get(f.name) for f in fields] for ref in "甲乙"]
    path = tmp_path / "a.xlsx"
    lines = [["报告期：2021年5月", "单位：万元"], [f.header for f in fields], rows[0], ["单位：元"]]
    path.write_bytes(workbooks.book(("表", [*lines, *[[]] * blanks, rows[1]])))
    assert _read(path)[1] == [("RD-unit_below", None)]
    path.write_bytes(workbooks.book(("表", lines)))  # nothing stands below it
    assert _read(path)[1] == []


BACK = {
    "备注": ("冲销", "红字冲回上月", "已退回", "退款", "冲减5月3号凭证", "收回", "已追回", "全额退还"),
    "是否红冲": ("是", "√"),
    "退回金额": (12, "3万"),
    "文号": ("退回", "红字"),
    "收款单位": ("昆明市人才办（退回）",),
}
PLAIN = {
    "备注": (
        "未退回",
        "收回结余资金统筹安排",
        "不需冲销",
        "待退回",
        "按进度拨付",
        "退回重报后补录",
        "退还保证金",
        "红字发票",
        "退耕还林人才",
        None,
    ),
    "是否红冲": ("否", None),
    "退回金额": (0, "0.00", "无", None),
    "收款单位": ("退回人员安置办",),
}


@pytest.mark.parametrize(
    ("label", "cell", "is_told"),
    [
        (label, cell, told)
        for table, told in ((BACK, True), (PLAIN, False))
        for label, cells in table.items()
        for cell in cells
    ],
)
def test_a_movement_that_takes_back_another_is_set_aside_and_asked_for(
    tmp_path: Path, label: str, cell: object, is_told: bool
) -> None:
    labels: list[object] = [f.header for f in LEDGER]
    rows: list[list[object]] = [[{**factories.MOVEMENT, "fund_ref": ref}.get(f.name) for f in LEDGER] for ref in "甲乙"]
    at = labels.index(label) if label in labels else len(labels)
    labels[at:] = [label, *labels[at + 1 :]]
    rows[1][at:] = [cell, *rows[1][at + 1 :]]
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbooks.book(("表", [["报告期：2021年5月"], labels, *rows])))
    filing, found = _read(path)
    assert (filing.landed, [one for one in found if one[0] == "RD-reversal"]) == (
        2,
        [("RD-reversal", 4)] if is_told else [],
    )
    told = [i.message_zh for i in filing.issues if i.rule_id == "RD-reversal"]
    assert all(f"{workbooks.openpyxl.utils.get_column_letter(at + 1)}4写有" in message for message in told)


@pytest.mark.parametrize(("caption", "is_apart"), [("冲销资金明细", True), ("退回资金", True), ("5月拨付", False)])
def test_movements_under_a_caption_of_money_taken_back_return_the_file(
    tmp_path: Path, caption: str, is_apart: bool
) -> None:
    rows = [[{**factories.MOVEMENT, "fund_ref": ref}.get(f.name) for f in LEDGER] for ref in "甲乙"]
    path = tmp_path / "a.xlsx"
    lines = [["报告期：2021年5月"], [f.header for f in LEDGER], rows[0], [caption], rows[1]]
    path.write_bytes(workbooks.book(("表", lines)))
    assert ("RD-set_apart" in [rule for rule, _ in _read(path)[1]]) == is_apart


@pytest.mark.parametrize(
    ("tail", "is_read"),
    [
        ("（其中：女）", False), ("（不含线上）", False), ("(上年)", False), ("（计划）", False), ("（累计）", False),
        ("（本月累计）", True), ("（人次）", True), ("（含线上）", True), ("（必填）", True),
    ],
)  # fmt: skip
def test_brackets_that_make_another_number_of_a_label_are_not_passed_over(
    tmp_path: Path, tail: str, is_read: bool
) -> None:
    labels = [f.header + (tail if f.name == "activities" else "") for f in contracts.form("service_log").fields]
    path = tmp_path / "a.xlsx"
    rows = [[factories.ACTIVITY.get(name) for name in ACTIVITY]]
    path.write_bytes(workbooks.book(("表", [["报告期：2021年5月"], labels, *rows])))
    filing, said = _read(path)
    lack = "RD-missing_column" if tail in ("（其中：女）", "（不含线上）") else "RD-other_time"
    assert (filing.landed, [rule for rule, _ in said]) == ((1, []) if is_read else (0, [lack]))
