"""Rows that say 无 and nothing else: a nil return where there are no others, and no data beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import factories
import workbooks
from talent_warehouse import contracts
from talent_warehouse.reading.filings import Filing, Job, read
from talent_warehouse.reading.tables import lines

FIELDS = contracts.form("service_log").fields
LABELS = [f.header for f in FIELDS]
ROW = [factories.ACTIVITY.get(f.name) for f in FIELDS]
WIDTH = len(FIELDS)


def _read(path: Path, rows: Sequence[Sequence[object]], top: str = "", labels: Sequence[str] = LABELS) -> Filing:
    path.write_bytes(workbooks.book(("表", [["报告期：2021年5月"], [top], labels, *rows])))
    (filing,) = read(Job(path, path.name, "530102-RC"), workbooks.reader(), path.parent).filings
    return filing


@pytest.mark.parametrize(
    "text",
    [
        "无", "无。", "（无）", "没有", "本期无", "本月无", "暂无", "无此项", "此项无", "无数据", "本表无数据", "未发生", "本月无活动", "本月未开展活动",
        "5月无", "2021年5月无活动", "本单位本月没有开展服务活动", "零报送", "本月零报告", "无上报事项", "不涉及", "/", "—", "--", "／", "NULL", "注：本月无活动",
    ],
)  # fmt: skip
def test_texts_that_say_that_there_is_nothing(text: str) -> None:
    assert lines.is_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "无变化", "本月无新增", "无为县", "没有通过", "未知", "备注：无", "注：不含借调人员", "0", "空军", "零星维修", "-----", "合计", "没有数据的留空", "无人机培训",
        "无" * 40, "本月" * 40 + "无",
    ],
)  # fmt: skip
def test_texts_that_say_something_else(text: str) -> None:
    assert not lines.is_nothing(text)


@pytest.mark.parametrize(
    "rows",
    [
        [["无"]], [["无"] * WIDTH], [["/"] * WIDTH], [["—"] * WIDTH], [[None, None, "无"]], [["无"], ["无"]], [["无"], [], ["填表人：测某"]],
        [["无", *[0] * (WIDTH - 1)]], [["无"], ["合计", *[None] * (WIDTH - 2), 0]], [[], ["说明：本月无活动"]],
    ],
)  # fmt: skip
def test_a_table_of_nothing_else_is_a_nil_return(tmp_path: Path, rows: Sequence[Sequence[object]]) -> None:
    filing = _read(tmp_path / "a.xlsx", rows)
    assert (filing.landed, filing.nil, [i.rule_id for i in filing.issues]) == (0, "said", ["RD-said_nil"])


def test_a_numbered_row_of_nothing_is_one(tmp_path: Path) -> None:
    assert _read(tmp_path / "a.xlsx", [[1, *["无"] * WIDTH]], labels=["序号", *LABELS]).nil == "said"


@pytest.mark.parametrize(
    "rows", [[["无"], ["合计", *[None] * (WIDTH - 2), 5]], [["2021年5月", "无"]], [["合计", "无"]], [[0]]]
)
def test_what_says_more_is_none(tmp_path: Path, rows: Sequence[Sequence[object]]) -> None:
    assert _read(tmp_path / "a.xlsx", rows).nil is None


def test_beside_data_such_rows_are_left_out(tmp_path: Path) -> None:
    rows = [ROW, ["无"] * WIDTH, ROW, ["/"], ["无", None, "无"]]
    filing = _read(tmp_path / "a.xlsx", rows)
    assert (filing.landed, filing.nil, filing.account.sheets[0].left_out) == (2, None, {"nil": 3})


@pytest.mark.parametrize(
    ("top", "nil"),
    [
        ("本月零报送", "ticked"),
        ("零报告：是", "ticked"),
        ("（本月无数据）", "ticked"),
        ("零报送：否", None),
        ("没有数据的填零报送", None),
        ("无", None),
    ],
)
def test_a_line_above_an_empty_table_says_so(tmp_path: Path, top: str, nil: str | None) -> None:
    assert _read(tmp_path / "a.xlsx", [], top).nil == nil


def test_such_a_line_above_data_contradicts_them(tmp_path: Path) -> None:
    filing = _read(tmp_path / "a.xlsx", [ROW], "本月零报送")
    assert [i.rule_id for i in filing.issues] == ["RD-nil_contradicted"]
