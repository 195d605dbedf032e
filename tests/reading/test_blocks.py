"""Tables below and beside each other on one sheet: each is read under its own header, in the place where it stands."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

import workbooks
from talent_warehouse import contracts
from talent_warehouse.reading.describe import Question, describe
from talent_warehouse.reading.filings import Filing, Job, read
from talent_warehouse.reading.tables import blocks
from workbooks import REGISTER, person

HEAD = [contracts.form("funding_ledger").field(name).header for name in (
    "fund_ref", "fund_year", "programme", "stage", "source_level", "payer", "payee", "payee_count", "region", "amount", "unit",
    "movement_date")]  # fmt: skip
Rows = Sequence[Sequence[object]]


def movement(n: int) -> list[object]:
    return [f"ZJ{n}", 2021, "科技特派员", "到位", "省级", "甲厅", "乙局", 1, "五华区", n, "万元", "2021-05-10"]


def people(*numbers: int) -> list[list[object]]:
    return [[*REGISTER], *([*person(n)] for n in numbers)]


def money(*numbers: int) -> list[list[object]]:
    return [[*HEAD], *map(movement, numbers)]


def beside(left: Rows, right: Rows, gap: int = 1) -> list[list[object]]:
    """Two grids with empty columns between them."""
    width, height = max(map(len, left)) + gap, max(len(left), len(right))
    one, other = ([*grid, *[[]] * (height - len(grid))] for grid in (left, right))
    return [[*a, *[None] * (width - len(a)), *b] for a, b in zip(one, other, strict=True)]


def filed(folder: Path, rows: Rows, stated: str | None = None, merges: Sequence[str] = ()) -> tuple[Filing, ...]:
    """The filings of a sheet called 表."""
    path = folder / "a.xlsx"
    path.write_bytes(workbooks.book(("表", rows), merges=merges))
    answer = read(Job(path, path.name, "530102-RC", stated), workbooks.reader(), folder)
    assert (answer.refusal, answer.failure) == (None, None)
    return answer.filings


def places(filing: Filing, field: str = "") -> list[tuple[str, ...]]:
    """Sheet and row of everything that was read, with a field."""
    names = ["mark", "sheet", "row_no", *(name for name, _ in filing.form.columns)]
    if filing.rows is None:
        return []
    with filing.rows.open(encoding="utf-8", newline="") as file:
        found = [dict(zip(names, line, strict=True)) for line in csv.reader(file)]
    return [(line["sheet"], line["row_no"], *([line[field]] if field else [])) for line in found]


def returned(filing: Filing) -> list[str]:
    return [i.rule_id for i in filing.issues if i.severity == "critical"]


@pytest.mark.parametrize("count", [3, 60])
@pytest.mark.parametrize("size", [1, 7, 4096])
def test_two_forms_below_each_other_are_two_filings(
    tmp_path: Path, count: int, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK", size)
    forms = {"talent_register": people(*range(count)), "funding_ledger": money(*range(count))}
    for first, second in (("talent_register", "funding_ledger"), ("funding_ledger", "talent_register")):
        one, other = filed(tmp_path, [["报告期：2021年5月"], *forms[first], [], ["另一张表"], *forms[second]])
        assert (one.form.name, other.form.name) == (first, second)
        assert {first: one.period, second: other.period} == {"talent_register": "2021", "funding_ledger": "2021-05"}
        assert places(one) == [("表", str(n)) for n in range(3, count + 3)]
        assert places(other) == [("表", str(n)) for n in range(count + 6, 2 * count + 6)]
        assert (one.issues, other.issues) == ((), ())


# what stands between the tables · what the second is filed for · the lines of the first and of the second
BETWEEN: list[tuple[Rows, str | None, int, int]] = [
    ([["报告期：2021年6月"]], "2021-06", 0, 1),
    ([[], ["经费台账"], ["报告期：2021年6月", None, "单位：万元"], []], "2021-06", 0, 2),
    ([["合计", 2], ["填表人：测某"], [], ["2021年6月经费台账"], []], "2021-06", 2, 1),
    ([["填报单位（盖章）"], ["2021年6月30日"], [], ["二、经费"]], "2021-05", 2, 1),
    ([["注：不含借调人员"], [], ["报告期：2021年6月"], [], ["经费台账"]], "2021-06", 1, 2),
    ([["测某某"], []], "2021-05", 1, 0),  # cut short: a row of the first table
    ([["合计", 2], ["填报单位：虚构单位", None, "报告期：2021年6月"]], "2021-06", 1, 1),
    ([[], ["报告期：2020—2021年"]], None, 0, 1),
]  # fmt: skip


@pytest.mark.parametrize(("between", "period", "below", "above"), BETWEEN)
def test_lines_between_tables_belong_to_the_one_or_the_other(
    tmp_path: Path, between: Rows, period: str | None, below: int, above: int
) -> None:
    register, ledger = filed(tmp_path, [["报告期：2021年5月"], *people(1, 2), *between, *money(1, 2)])
    assert (register.period, ledger.period) == ("2021", period)
    assert returned(ledger) == ([] if period else ["RD-unread_period"])
    (own,) = register.account.sheets
    assert own.rows + sum(n for why, n in own.left_out.items() if why != "blank") == 2 + below
    told = describe(Question(tmp_path / "a.xlsx"), workbooks.reader())["sheets"]
    assert [e["why"] for e in told[1]["excluded"] if e["row"] < told[1]["header_rows"][0]].count("title") == above


@pytest.mark.parametrize("line", ["报告期：2022年", "分表：医院", "2022年度人才台账"])
def test_one_form_twice_below_each_other_is_two_filings_where_its_lines_say_so(tmp_path: Path, line: str) -> None:
    top = ["报告期：2021年", None, "分表：学校"]
    one, other = filed(tmp_path, [top, *people(1, 2), [], [line], *people(3)])
    assert (one.period, one.part, other.period, other.part) == (
        "2021", "学校", "2022" if "2022" in line else "2021", "医院" if "医院" in line else "学校",
    )  # fmt: skip
    assert (places(one), places(other)) == ([("表", "3"), ("表", "4")], [("表（第6行起）", "8")])


def test_a_title_again_on_the_next_page_begins_no_table(tmp_path: Path) -> None:
    page = [["2021年度人才台账"], *people(1)]
    (filing,) = filed(tmp_path, [*page, [], ["2021年度人才台账"], *people(2), [], ["续表"], *people(3)])
    assert (filing.sheets, filing.landed, returned(filing)) == (("表",), 3, [])


HALVES = {
    "an empty column between": beside(people(1, 2), people(3, 4)),
    "no column between": beside(people(1, 2), people(3, 4), gap=0),
    "the second in other rows": beside(people(1, 2, 3, 4), [["续"], *people(5)]),
    "the second in another order": beside(people(1, 2), [row[::-1] for row in people(3, 4)]),
    "three": beside(people(1, 2), beside(people(3), people(4, 5)), gap=2),
    "a second page": [*beside(people(1, 2), people(3, 4)), [], *beside(people(5, 6), people(7))],
}
COUNTS = (4, 4, 5, 4, 5, 7)


@pytest.mark.parametrize(("rows", "count"), [*zip(HALVES.values(), COUNTS, strict=True)], ids=[*HALVES])
def test_halves_beside_each_other_are_all_read(tmp_path: Path, rows: Rows, count: int) -> None:
    top = [["五华区人才台账"], ["报告期：2021年"]]
    (filing,) = filed(tmp_path, [*top, *rows], merges=[f"A1:{'A' * 2}1"])
    assert (filing.period, filing.landed, filing.issues) == ("2021", count, ())
    found = places(filing, "name")
    assert len({place[:2] for place in found}) == count
    assert sum(s.rows for s in filing.account.sheets) == count
    for sheet, row, _ in found:
        read_from = next(s for s in filing.account.sheets if s.name == sheet)
        assert (read_from.tab, read_from.header_row < int(row)) == ("表", True)


def test_a_finding_in_the_second_half_names_its_column(tmp_path: Path) -> None:
    rows = beside(people(1, 2), people(3, 4))
    rows[2][len(REGISTER) + 1 + REGISTER.index("工作单位")] = "#REF!"
    path = tmp_path / "a.xlsx"

    def spoil(made: object) -> None:
        for row in made.worksheets[0].iter_rows():  # type: ignore[attr-defined]
            for cell in row:
                cell.data_type = "e" if cell.value == "#REF!" else cell.data_type

    path.write_bytes(workbooks.book(("表", [["报告期：2021年"], *rows]), change=spoil))
    (filing,) = read(Job(path, path.name, "530102-RC"), workbooks.reader(), tmp_path).filings
    (found,) = filing.issues
    letter = filing.account.sheets[1].columns["employer"]
    assert (found.rule_id, found.sheet, found.row_no) == ("RD-error_cell", filing.account.sheets[1].name, 4)
    assert f"{letter}4" in found.message_zh


def test_each_half_has_its_own_lines(tmp_path: Path) -> None:
    left, right = [["报告期：2021年"], *people(1, 2)], [["报告期：2022年"], *people(3, 4)]
    one, other = filed(tmp_path, beside(left, right))
    assert (one.period, one.landed, other.period, other.landed) == ("2021", 2, "2022", 2)
    three = beside(beside(left, right), [[], *people(5, 6)])
    found = filed(tmp_path, [["报告期：2020年"], *three])
    assert [f.period for f in found] == ["2021", "2022", "2020"]


def test_two_forms_beside_each_other_are_two_filings(tmp_path: Path) -> None:
    top = [["报告期：2021年5月", None, "单位：万元"]]
    without = [[cell for cell, label in zip(row, HEAD, strict=True) if label != "计量单位"] for row in money(1, 2, 3)]
    register, ledger = filed(tmp_path, [*top, *beside(people(1, 2), without)])
    assert (register.landed, ledger.landed, register.issues, ledger.issues) == (2, 3, (), ())
    assert {unit for _, _, unit in places(ledger, "unit")} == {"万元"}


def test_a_table_of_another_form_than_the_filer_named_comes_back(tmp_path: Path) -> None:
    rows = [["报告期：2021年5月"], *people(1), [], *money(1)]
    (filing,) = filed(tmp_path, rows, "talent_register")
    assert (returned(filing), filing.rows) == (["RD-second_form"], None)
    assert "第5行" in filing.issues[0].message_zh


def test_an_empty_column_inside_a_table_cuts_nothing(tmp_path: Path) -> None:
    at = REGISTER.index("工作单位")
    rows = [[*row[:at], None, *row[at:]] for row in people(1, 2)]
    (filing,) = filed(tmp_path, [["报告期：2021年"], *rows])
    assert (filing.sheets, filing.landed, filing.issues) == (("表",), 2, ())


AGES: Rows = [["年龄段", "人数"], ["35岁以下", 1], ["36岁以上", 1], ["合计", 2]]
PHONES: Rows = [["姓名", "电话"], ["测某", 1], ["测某某", 2]]  # a label of the form, in a table that is none
OTHERS = {
    "one empty column": (beside(people(1, 2), AGES, gap=1), (), None),
    "one column": (beside(people(1, 2), [["角"]], gap=9), (), None),
    "one that repeats a field's": (beside(people(1, 2), [row[:1] for row in PHONES], gap=2), (), "（Z列）"),
    "two": (beside(people(1, 2), AGES, gap=2), (), "（Z–AA列）"),
    "one label of the form's": (beside(people(1, 2), PHONES, gap=2), (), "（Z–AA列）"),
    "on the left": (beside(AGES, people(1, 2), gap=2), (), "（A–B列）"),
    "on both sides": (beside(beside(AGES, people(1, 2), gap=3), PHONES, gap=2), (), "（A–B列）"),
    "under a merged title": ([["台账"], *beside(people(1, 2), AGES, gap=2)], ("A2:AA2",), None),
}


@pytest.mark.parametrize(("rows", "merges", "place"), OTHERS.values(), ids=[*OTHERS])
def test_two_empty_columns_end_a_table(tmp_path: Path, rows: Rows, merges: Sequence[str], place: str | None) -> None:
    (filing,) = filed(tmp_path, [[*[None] * 23, "报告期：2021年"], *rows], merges=merges)
    assert (filing.landed, returned(filing)) == (2, [])
    unread = [i for i in filing.issues if i.rule_id == "RD-unread_sheet"]
    assert {i.rule_id for i in filing.issues} == ({"RD-unread_sheet"} if place else {"RD-unknown_column"})
    assert [i.sheet for i in unread][:1] == ([f"表{place}"] if place else [])


@pytest.mark.parametrize("label", ["学历", "备注"])
def test_empty_columns_between_fields_of_one_table_cut_nothing(tmp_path: Path, label: str) -> None:
    at = REGISTER.index(label)
    rows = [[*row[:at], *[None] * 3, *row[at:]] for row in people(1, 2)]
    (filing,) = filed(tmp_path, [["报告期：2021年"], *rows])
    assert (filing.sheets, filing.landed, filing.issues) == (("表",), 2, ())


def test_a_table_far_to_the_right_is_found_below_another(tmp_path: Path) -> None:
    rows = [*people(1, 2), [], *([*[None] * 9, *row] for row in money(1, 2))]
    register, ledger = filed(tmp_path, [["报告期：2021年5月"], *rows])
    assert (register.landed, places(ledger)) == (2, [("表", "7"), ("表", "8")])


def test_a_table_beside_one_is_told_without_the_person_whom_its_sheet_is_named_after(tmp_path: Path) -> None:
    path, name = tmp_path / "a.xlsx", str(person(1)[0])
    path.write_bytes(workbooks.book((name, [["报告期：2021年"], *beside(people(1, 2), AGES, gap=2)])))
    (filing,) = read(Job(path, path.name, "530102-RC"), workbooks.reader(), tmp_path).filings
    assert [(i.rule_id, i.sheet) for i in filing.issues] == [("RD-unread_sheet", "第1张表（Z–AA列）")]
    assert name not in repr(filing.issues)
