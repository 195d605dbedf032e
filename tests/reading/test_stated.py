"""What a document says of its period, by the lines above its header and its name: one table, extend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

import factories
import workbooks
from talent_warehouse import contracts
from talent_warehouse.periods import Grain
from talent_warehouse.reading.files.documents import Row
from talent_warehouse.reading.filings import Filing, Job, read
from talent_warehouse.reading.tables.stated import Stated, labelled, names_another, period

# lines above the header · file name · grain · the period
STATED: list[tuple[Sequence[Row], str, Grain, str]] = [
    ([["人才台账"], ["报告期：2021年度"]], "a.xlsx", "year", "2021"),
    ([["报告期", "2021年"]], "a.xlsx", "year", "2021"),
    ([["报告期：", 2021.0]], "a.xlsx", "year", "2021"),
    ([["报告期：", datetime(2021, 5, 1)]], "a.xlsx", "month", "2021-05"),
    ([["报告期2021年5月"]], "a.xlsx", "month", "2021-05"),
    ([["报告期：２０２１ 年 ５ 月 填报日期：2022年1月10日"]], "a.xlsx", "month", "2021-05"),
    ([["报告期：二〇二一年度"]], "a.xlsx", "year", "2021"),
    ([["统计期：二○二一年十二月"]], "a.xlsx", "month", "2021-12"),
    ([["所属期间：2021年1月1日至12月31日"]], "a.xlsx", "year", "2021"),
    ([["报告期：2021年1-12月"]], "a.xlsx", "year", "2021"),
    ([["报告期：2021年1月—3月"]], "a.xlsx", "quarter", "2021-Q1"),
    ([["报告期：2021年度（截至12月31日）"]], "a.xlsx", "year", "2021"),
    ([["报告期：20211231"]], "a.xlsx", "year", "2021"),
    ([["二〇二一年度人才台账"]], "a.xlsx", "year", "2021"),
    ([["附件1：2021年度人才台账"], ["填报日期：2022年1月10日"]], "a.xlsx", "year", "2021"),
    ([["2021年度服务活动台账"], ["报告期：2021年5月"]], "a.xlsx", "month", "2021-05"),
    ([["2021年5月服务活动台账"], ["云人社发〔2020〕15号"]], "a.xlsx", "month", "2021-05"),
    ([["人才台账"], ["填报日期", "2022年1月10日"], ["注：与2020年同口径。"]], "台账2021年.xlsx", "year", "2021"),
    ([["报告期：    年"], ["2021年度人才台账"]], "a.xlsx", "year", "2021"),
    ([], "人才台账_530102-RC_2021.csv", "year", "2021"),
    ([], "服务台账202105.csv", "month", "2021-05"),
    ([], "2022报送-2021年度台账.xlsx", "year", "2021"),
    ([["联系电话：65201998"]], "2021.xlsx", "year", "2021"),
    ([["报 告 期：2021年"]], "a.xlsx", "year", "2021"),
    ([["报　告　期 ：2021年　分 表：学校"]], "a.xlsx", "year", "2021"),
    ([["2018年以来引进人才台账"], ["报告期：2021年"]], "a.xlsx", "year", "2021"),
    ([["根据《条例（2018年修订）》填报"], ["2021年度人才台账"]], "a.xlsx", "year", "2021"),
    ([["2021年度人才台账"], ["2022年1月制"]], "a.xlsx", "year", "2021"),
    ([["五华区人才办2022年印制"], ["2021年度人才台账"]], "a.xlsx", "year", "2021"),
    ([["报告期", 2021.5]], "a.xlsx", "month", "2021-05"),
    ([["报告期：2021.1"]], "a.xlsx", "month", "2021-01"),
    ([["报告期", "2021.10"]], "a.xlsx", "month", "2021-10"),
]
# lines · file name · grain · rule · words that are quoted
UNSTATED: list[tuple[Sequence[Row], str, Grain, str, str]] = [
    ([["填报日期：2022年1月10日"]], "台账.xlsx", "year", "RD-no_period", "填报日期：2022年1月10日"),
    (
        [["报告期", 2021.1]],
        "台账.xlsx",
        "month",
        "RD-unread_period",
        "报告期：2021.1或2021.10",
    ),  # October as a number is this
    ([["报告期", "2021.1"]], "台账.csv", "month", "RD-unread_period", "报告期：2021.1或2021.10"),
    ([["1985年以后出生人员台账"]], "台账.xlsx", "year", "RD-no_period", "1985年以后出生人员台账"),
    ([["联系电话：65201998"]], "台账.xlsx", "year", "RD-no_period", "联系电话：652*****"),
    ([["联系电话", "0874-3122025"]], "台账.xlsx", "year", "RD-no_period", "087*********"),
    ([["制表时间", "2022年1月"]], "台账.xlsx", "month", "RD-no_period", "制表时间：2022年1月"),
    ([["云人社发〔2021〕15号"]], "台账.xlsx", "year", "RD-no_period", "云人社发〔2021〕15号"),
    ([["2022年1月10日"]], "台账20220110.xlsx", "year", "RD-no_period", "2022年1月10日"),
    ([["人才台账"], ["20220110终稿"]], "a.xlsx", "year", "RD-no_period", "20220110终稿"),
    ([], "台账2019-2021_20220110终稿.xlsx", "year", "RD-unread_period", "20220110终稿"),
    ([["人才台账"]], "电话65201998.xlsx", "year", "RD-no_period", "人才台账"),
    ([["报告期：去年"], ["2021年度台账"]], "2021.xlsx", "year", "RD-unread_period", "报告期：去年"),
    ([["报告期：2019—2021年"]], "2021.xlsx", "year", "RD-unread_period", "报告期：2019—2021年"),
    ([["报告期：2021年上半年"]], "2021.xlsx", "year", "RD-unread_period", "上半年"),
    ([["报告期：2021年"]], "2021-05.xlsx", "month", "RD-unread_period", "报告期：2021年"),
    ([["报告期：202年"], ["填报日期：2022年1月10日"]], "2021.xlsx", "year", "RD-unread_period", "报告期：202年"),
    ([["2019—2021年人才台账"]], "2021.xlsx", "year", "RD-unread_period", "2019—2021年人才台账"),
    ([], "台账2019-2021.xlsx", "year", "RD-unread_period", "台账2019-2021.xlsx"),
    ([["报告期：2021年"], ["报告期：2020年"]], "a.xlsx", "year", "RD-two_periods", "报告期：2020年"),
    ([["2020年度人才台账"], ["报告期：2021年"]], "a.xlsx", "year", "RD-two_periods", "2020年度人才台账"),
    ([["2020年度人才台账"], ["2021年"]], "a.xlsx", "year", "RD-two_periods", "2021年"),
    ([], "2020年和2021年台账.xlsx", "year", "RD-two_periods", "2020年和2021年台账.xlsx"),
]


def _period(lines: Sequence[Row], name: str, grain: Grain, carried: str = "") -> Stated:
    return period(carried, lines, lines, name, grain)


@pytest.mark.parametrize(("lines", "name", "grain", "expected"), STATED)
def test_a_period_comes_from_what_says_that_it_is_one(
    lines: Sequence[Row], name: str, grain: Grain, expected: str
) -> None:
    found = _period(lines, name, grain)
    assert (found.period, found.why) == (expected, None)
    assert found.words


@pytest.mark.parametrize(("lines", "name", "grain", "rule", "quoted"), UNSTATED)
def test_nothing_else_is_a_period_and_the_line_is_quoted(
    lines: Sequence[Row], name: str, grain: Grain, rule: str, quoted: str
) -> None:
    found = _period(lines, name, grain)
    assert found.period is None
    assert found.why is not None
    assert found.why.rule_id == rule
    assert quoted in found.why.message_zh
    assert "65201998" not in found.why.message_zh


def test_a_template_says_its_period_and_a_line_that_differs_is_a_finding() -> None:
    assert _period([["报告期", "2021"]], "2019.xlsx", "year", "2021").period == "2021"
    differing = _period([["报告期", "2020"]], "a.xlsx", "year", "2021").why
    assert differing is not None
    assert differing.rule_id == "RD-two_periods"


def _filing(path: Path, top: Sequence[str], stated: str | None = None) -> Filing:
    path.write_text(factories.text("talent_register", [factories.person(1)], top), encoding="utf-8")
    (filing,) = read(Job(path, path.name, "530102-RC", stated_period=stated), workbooks.reader(), path.parent).filings
    return filing


def test_a_filing_says_which_words_its_period_came_from(tmp_path: Path) -> None:
    filing = _filing(tmp_path / "a.csv", ["报告期：2021年度", "联系电话：65201998"])
    assert (filing.period, filing.account.period_words, filing.landed) == ("2021", "报告期：2021年度", 1)


def test_a_filing_without_a_period_is_not_read_unless_its_filer_named_one(tmp_path: Path) -> None:
    filing = _filing(tmp_path / "a.csv", ["联系电话：65201998"])
    assert (filing.period, filing.rows, [i.rule_id for i in filing.issues]) == (None, None, ["RD-no_period"])
    stated = _filing(tmp_path / "a.csv", ["联系电话：65201998"], "2021")
    assert (stated.landed, stated.issues) == (1, ())


HEADS: dict[Grain, list[object]] = {
    "year": [f.header for f in contracts.form("talent_register").fields],
    "month": [f.header for f in contracts.form("funding_ledger").fields],
}
ROWS: dict[Grain, list[object]] = {
    "year": workbooks.person(1),
    "month": [factories.MOVEMENT.get(f.name) for f in contracts.form("funding_ledger").fields],
}
Sheets = list[tuple[str, list[Row], list[Row]]]
# sheets with the lines above and below their rows · file name · grain · the periods of its filings, or the rule
NAMED: list[tuple[Sheets, str, Grain, list[str]]] = [
    ([("2020年", [], []), ("2021年", [], [])], "a.xlsx", "year", ["2020", "2021"]),
    ([("2020年", [["报告期：2020年"]], []), ("2021年", [], [])], "a.xlsx", "year", ["2020", "2021"]),
    ([("2021年", [], []), ("续", [], [])], "2020.xlsx", "year", ["2021"]),
    ([("二〇二一年度", [], [])], "a.xlsx", "year", ["2021"]),
    ([("2020级", [], []), ("表2020-1", [], [])], "2021.xlsx", "year", ["2021"]),
    ([("2020年", [["报告期：2021年"]], [])], "a.xlsx", "year", ["2021"]),  # a name that was left as it was
    (
        [("2020年", [["报告期：2021年"]], []), ("2021年", [["报告期：2021年"]], [])],
        "a.xlsx",
        "year",
        ["RD-two_periods"],
    ),
    ([("2019-2021年", [], [])], "2021.xlsx", "year", ["RD-unread_period"]),
    ([("202105", [], []), ("2021年6月", [], [])], "a.xlsx", "month", ["2021-05", "2021-06"]),
    ([("5月", [], []), ("六月份", [], [])], "2021年.xlsx", "month", ["2021-05", "2021-06"]),
    ([("5月", [["2021年度经费台账"]], []), ("6月", [], [])], "2020.xlsx", "month", ["2021-05", "2021-06"]),
    ([("5月", [["报告期：2021年5月"]], []), ("6月", [], [])], "a.xlsx", "month", ["2021-05", "2021-06"]),
    ([("5月", [], [])], "a.xlsx", "month", ["RD-no_period"]),
    ([("2021年", [], [])], "a.xlsx", "month", ["RD-no_period"]),
    ([("表", [], [["报告期：2021年"]])], "2020.xlsx", "year", ["2021"]),
    ([("表", [], [[], ["报告期", "2021年"]])], "a.xlsx", "year", ["2021"]),
    ([("表", [], [["填报单位：虚构单位", None, "报告期：2021年5月"]])], "a.xlsx", "month", ["2021-05"]),
    ([("表", [], [["报告期：去年"]])], "2021.xlsx", "year", ["RD-unread_period"]),
    ([("表", [["报告期：2021年"]], [["报告期：2020年"]])], "a.xlsx", "year", ["RD-two_periods"]),
    ([("2021年", [], [["报告期：", "2020年"]])], "a.xlsx", "year", ["RD-two_periods"]),
    ([("表", [["报告期：2021年"]], [["填表日期：2022年1月10日"], ["注：与2020年同口径"]])], "a.xlsx", "year", ["2021"]),
]


@pytest.mark.parametrize(("sheets", "name", "grain", "expected"), NAMED)
def test_a_sheets_name_or_a_line_below_says_the_period_where_no_line_above_does(
    tmp_path: Path, sheets: Sheets, name: str, grain: Grain, expected: list[str]
) -> None:
    grids = [(title, [*above, HEADS[grain], ROWS[grain], *below]) for title, above, below in sheets]
    path = tmp_path / name
    path.write_bytes(workbooks.book(*grids))
    found = read(Job(path, name, "530102-RC"), workbooks.reader(), tmp_path).filings
    returned = [i.rule_id for filing in found for i in filing.issues if i.severity == "critical"]
    assert returned or [filing.period for filing in found if filing.landed] == expected
    assert returned == [rule for rule in expected if rule.startswith("RD-")]


@pytest.mark.parametrize(
    ("line", "stated"),
    [
        ("分 表：学校", {"part": "学校"}), ("分　表 ：学校", {"part": "学校"}), ("零 报 送：是", {"nil": "是"}),
        ("填 报 单 位：530102-RC", {"unit": "530102-RC"}), ("一部分人：学校", {}),
    ],
)  # fmt: skip
def test_a_label_may_be_spaced_out(line: str, stated: dict[str, str]) -> None:
    assert labelled([[line]]) == stated


@pytest.mark.parametrize(("line", "is_told"), [("报送单位：某某县人才办", True), ("报送单位：530102-RC", False)])
def test_a_unit_that_nobody_knows_is_told(tmp_path: Path, line: str, is_told: bool) -> None:
    path = tmp_path / "a.csv"
    people = [factories.person(1)]
    path.write_text(factories.text("talent_register", people, ("报告期：2021年", line)), encoding="utf-8")
    known = {**workbooks.reader().lookups, "reporting_unit": {"530102-rc": "530102-RC"}}
    answer = read(Job(path, "a.csv", "530102-RC"), replace(workbooks.reader(), lookups=known), tmp_path)
    assert ("RD-unread_unit" in {i.rule_id for i in answer.filings[0].issues}) == is_told


@pytest.mark.parametrize(
    ("name", "period", "grain", "differs"),
    [
        ("2020年", "2021", "year", True), ("2020", "2021", "year", True), ("2020年台账", "2021", "year", True),
        ("4月", "2021-05", "month", True), ("四月份", "2021-05", "month", True), ("2020年", "2021-05", "month", True),
        ("一季度", "2021-05", "month", True), ("202104", "2021-05", "month", True), ("2021年6-7月", "2021-05", "month", True),
        ("2021年", "2021", "year", False), ("2021年", "2021-05", "month", False), ("1-5月", "2021-05", "month", False),
        ("二季度", "2021-05", "month", False), ("2022年1月报", "2021", "year", False), ("20220110", "2021", "year", False),
        ("2020版", "2021", "year", False), ("2019-2021年", "2021", "year", False), ("Sheet1", "2021", "year", False),
    ],
)  # fmt: skip
def test_the_name_of_a_sheet_may_say_another_time(name: str, period: str, grain: Grain, differs: bool) -> None:
    assert names_another(name, period, grain) is differs


@pytest.mark.parametrize("line", ["2021年度人才台账", "报告期：2021年"])
def test_a_name_that_was_left_as_it_was_is_told_with_the_line_that_was_followed(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbooks.book(("2020年", [[line], HEADS["year"], ROWS["year"]])))
    (filing,) = read(Job(path, path.name, "530102-RC"), workbooks.reader(), tmp_path).filings
    (told,) = [i for i in filing.issues if i.rule_id == "RD-other_tab"]
    assert (filing.period, filing.landed, told.severity) == ("2021", 1, "warning")
    assert f"“2020年”与“{line}”不是同一期" in told.message_zh
