"""A heading that comes again in another order, or shifted, begins a segment of its own; lines of groups are no data."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import workbooks
from talent_warehouse import contracts
from talent_warehouse.reading.describe import Question, describe
from talent_warehouse.reading.filings import Filing, Job, read
from talent_warehouse.reading.tables import body
from workbooks import REGISTER, person

FIELDS = ("fund_ref", "fund_year", "programme", "stage", "source_level", "payer", "payee", "payee_count", "region",
          "amount", "unit", "movement_date")  # fmt: skip
HEAD = [contracts.form("funding_ledger").field(name).header for name in FIELDS]
N = len(REGISTER)


def _movement(n: int) -> list[object]:
    return [f"ZJ{n}", 2021, "科技特派员", "到位", "省级", "甲厅", "乙局", 1, "五华区", n, "万元", "2021-05-10"]


def _other(row: Sequence[object]) -> list[object]:
    """The columns of 付款单位 and 收款单位 the other way round."""
    return [*row[:5], row[6], row[5], *row[7:]]


def _filed(
    folder: Path, rows: Sequence[Sequence[object]], form: str = "funding_ledger"
) -> tuple[Filing, list[dict[str, str]]]:
    path, reader = folder / "a.xlsx", workbooks.reader()
    path.write_bytes(workbooks.book(("表", [["报告期：2021年5月"], *rows])))
    (filing,) = read(Job(path, path.name, "530102-RC"), reader, folder).filings
    assert (filing.form.name, filing.rows is not None) == (form, True)
    told = describe(Question(path), replace(reader))["sheets"][0]
    assert told["rows"] == filing.landed
    names = ["mark", "sheet", "row_no", *(name for name, _ in filing.form.columns)]
    with filing.rows.open(encoding="utf-8", newline="") as file:  # type: ignore[union-attr]
        return filing, [dict(zip(names, line, strict=True)) for line in csv.reader(file)]


@pytest.mark.parametrize("size", [1, 2, 5, 4096])
def test_rows_are_read_under_the_heading_that_stands_above_them(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "BLOCK", size)
    rows = [
        HEAD,
        *map(_movement, (1, 2)),
        ["二、续表"],
        _other(HEAD),
        *(_other(_movement(n)) for n in (3, 4)),
        HEAD,
        _movement(5),
    ]
    filing, lines = _filed(tmp_path, rows)
    assert [(line["payer"], line["payee"], line["amount__v"]) for line in lines] == [
        ("甲厅", "乙局", f"{n}0000") for n in range(1, 6)
    ]
    assert filing.account.sheets[0].left_out == {"note": 1, "repeated_header": 2}
    assert filing.issues == ()


@pytest.mark.parametrize("label", ["资金编号", "资金 编号*", "金额（万元）"])
def test_a_heading_that_is_shifted_or_has_a_column_more(tmp_path: Path, label: str) -> None:
    head = [label if label.startswith("资金") and h == "资金编号" else h for h in HEAD]
    rows = [HEAD, _movement(1), [None, None, *head], [None, None, *_movement(2)], ["序号", *HEAD], [1, *_movement(3)]]
    filing, lines = _filed(tmp_path, rows)
    assert [(line["fund_ref"], line["movement_date"]) for line in lines] == [
        (f"ZJ{n}", "2021-05-10") for n in (1, 2, 3)
    ]
    assert filing.account.sheets[0].left_out == {"repeated_header": 2}


def test_each_heading_states_its_own_unit_of_amounts(tmp_path: Path) -> None:
    at, own = HEAD.index("金额"), HEAD.index("计量单位")

    def without(row: Sequence[object]) -> list[object]:
        return [cell for n, cell in enumerate(row) if n != own]

    first, second = (without([*HEAD[:at], label, *HEAD[at + 1 :]]) for label in ("金额（万元）", "金额（元）"))
    rows = [
        first,
        without(_movement(1)),
        second,
        without(_movement(2)),
        ["单位：万元"],
        without(HEAD),
        without(_movement(3)),
    ]
    _, lines = _filed(tmp_path, rows)
    assert [line["amount__mult"] for line in lines] == ["4", "0", "4"]


def test_a_total_below_a_second_heading_is_that_of_all_rows(tmp_path: Path) -> None:
    total = ["合计", *[None] * 8, 10, "万元"]
    rows = [HEAD, *map(_movement, (1, 2)), _other(HEAD), _other(_movement(7)), total]
    assert _filed(tmp_path, rows)[0].issues == ()
    wrong = _filed(tmp_path, [*rows[:-1], ["合计", *[None] * 8, 11, "万元"]])[0].issues
    assert [(i.rule_id, i.row_no) for i in wrong] == [("RD-wrong_total", 7)]


def test_a_second_heading_that_lacks_a_column_is_told(tmp_path: Path) -> None:
    rows = [HEAD, _movement(1), [h for h in HEAD if h != "收款单位"], [*_movement(2)[:6], *_movement(2)[7:]]]
    filing, _ = _filed(tmp_path, rows)
    assert [(i.rule_id, i.severity) for i in filing.issues] == [("RD-missing_column", "critical")]


# lines of groups among persons · with a number before each row · rows that are data, from the header's on
GROUPS: list[tuple[list[list[object]], bool, list[int]]] = [
    ([["农业局"], person(1), person(2), ["林业局"], person(3)], False, [2, 3, 5]),
    ([[1, *person(1)], ["一", "农业系统"], [1, *person(2)], ["（二）", "林业系统"], [1, *person(3)]], True, [1, 3, 5]),
    ([["农业系统"], ["农业局"], person(1), [], ["林业局"], [], person(2)], False, [3, 7]),
    ([[None, None, "卫健局"], person(1)], False, [2]),
    ([[None, "教育局"], [1, *person(1)]], True, [2]),
    ([["（一）", "农业系统", *[None] * 9, "2人"], [1, *person(1)], ["二", "林业系统", 1], [1, *person(2)]], True, [2, 4]),
    ([["农业系统", None, "共1人"], person(1), [None, "林业系统", "（1名）"], person(2)], False, [2, 4]),
    ([[1, *person(1)], ["三、", "卫健系统", "0人"]], True, [1]),  # nobody is in it
    ([[1, *person(1)], [2, "测某某", "2人"]], True, [1, 2]),
    ([person(1), ["测某某"]], False, [1, 2]),  # cut short, not a group: nothing stands below
    ([person(1), ["测某某"], ["填表人：测某"]], False, [1, 2]),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "is_numbered", "data"), GROUPS)
def test_the_line_of_a_group_is_left_out_and_told(
    tmp_path: Path, rows: list[list[object]], is_numbered: bool, data: list[int]
) -> None:
    head: list[object] = ["序号", *REGISTER] if is_numbered else [*REGISTER]
    filing, lines = _filed(tmp_path, [head, *rows], "talent_register")
    assert [int(line["row_no"]) - 2 for line in lines] == data
    groups = filing.account.sheets[0].left_out.get("group", 0)
    told = [i for i in filing.issues if i.rule_id == "RD-group_rows"]
    assert len(told) == bool(groups)
    assert all(
        "、".join(str(n + 2) for n, row in enumerate(rows, 1) if any(row) and n not in data) in i.message_zh
        for i in told
    )


# below the header of a ledger, with a column of units or without · the units that its two movements are read in
UNITS: list[tuple[dict[str, str], bool, list[str], int]] = [
    ({"收款单位数": "人", "金额": "万元"}, True, ["元", "元"], 1),
    ({"资金编号": "单位", "金额": "（万元）"}, True, ["元", "元"], 1),
    ({"资金编号": "/", "金额": "单位：万元"}, True, ["元", "元"], 1),
    ({"收款单位数": "（人）", "金额": "（万元）"}, False, ["万元", "万元"], 0),
    ({"金额": "万元"}, False, ["万元", "万元"], 0),
]


@pytest.mark.parametrize(("said", "has_units", "read_in", "left_out"), UNITS)
def test_a_row_of_units_under_the_header_is_no_data(
    tmp_path: Path, said: dict[str, str], has_units: bool, read_in: list[str], left_out: int
) -> None:
    labels = [h for h in HEAD if has_units or h != "计量单位"]
    movements = [{**dict(zip(HEAD, _movement(n), strict=True)), "计量单位": "元"} for n in (1, 2)]
    rows = [labels, [said.get(h) for h in labels], *([m[h] for h in labels] for m in movements)]
    filing, lines = _filed(tmp_path, rows)
    assert ([line["unit"] for line in lines], filing.issues) == (read_in, ())
    (own,) = filing.account.sheets
    assert (own.header_rows, own.left_out.get("unit", 0)) == (2 - left_out, left_out)


def _told(folder: Path, rows: Sequence[Sequence[object]]) -> tuple[str, int, list[tuple[str, int]]]:
    """The form that a sheet is taken for, its rows, and what comes back: rule and row."""
    path = folder / "a.xlsx"
    path.write_bytes(workbooks.book(("表", [["报告期：2021年5月"], *rows])))
    (filing,) = read(Job(path, path.name, "530102-RC"), workbooks.reader(), folder).filings
    told = describe(Question(path), workbooks.reader())
    returned = [(i.rule_id, i.row_no or 0) for i in filing.issues if i.severity == "critical"]
    assert [(f["rule"], f["row"] or 0) for f in told["findings"] if f["severity"] == "critical"] == returned
    counted = sum(filing.account.sheets[0].left_out.values()) + filing.landed
    assert not filing.rows or counted == len([row for row in rows if any(row)]) - 1 + filing.account.sheets[
        0
    ].left_out.get("blank", 0)
    return filing.form.name, filing.landed, returned


def test_a_first_block_that_has_fewer_columns_is_not_passed_over(tmp_path: Path) -> None:
    short = [h for h in REGISTER if h != "备注"]
    rows = [short, person(1)[: len(short)], [], REGISTER, person(2), person(3)]
    assert _told(tmp_path, rows) == ("talent_register", 3, [])
    lacking = [h for h in REGISTER if h != "学历"]
    rows = [lacking, person(1)[: len(lacking)], REGISTER, person(2), person(3)]
    assert [rule for rule, _ in _told(tmp_path, rows)[2]] == ["RD-missing_column"]
