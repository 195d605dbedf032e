"""Sheets of one filing against each other: a copy counts once and is told, two versions of one table come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import workbooks
from talent_warehouse import contracts
from talent_warehouse.reading.filings import Filing, Job, read
from workbooks import REGISTER, RETURN, measure, person

TOP = [["报告期：2021年"], REGISTER]
AT = REGISTER.index("工作单位")


def other(n: int) -> list[str | None]:
    """The same person elsewhere."""
    return [*person(n)[:AT], "别的单位", *person(n)[AT + 1 :]]


def filed(folder: Path, *sheets: Sequence[Sequence[object]]) -> Filing:
    path = folder / "a.xlsx"
    path.write_bytes(workbooks.book(*((f"表{n}", [*TOP, *rows]) for n, rows in enumerate(sheets, 1))))
    (filing,) = read(Job(path, path.name, "530102-RC"), workbooks.reader(), folder).filings
    return filing


def test_a_copied_sheet_counts_once_and_is_told(tmp_path: Path) -> None:
    rows = [person(1), person(2), [*person(3)[:AT], "分行\n的单位，一", *person(3)[AT + 1 :]]]
    filing = filed(tmp_path, rows, [person(4)], [[], *reversed(rows), ["合计", 3]])
    assert (filing.landed, len((filing.rows or tmp_path).read_text(encoding="utf-8").split("表")) - 1) == (4, 4)
    (told,) = filing.issues
    assert (told.rule_id, told.severity, told.sheet) == ("RD-copied_sheet", "warning", "表3")
    assert "“表1”" in told.message_zh
    assert [(s.rows, s.left_out) for s in filing.account.sheets] == [
        (3, {}), (1, {}), (0, {"blank": 1, "total": 1, "copy": 3}),
    ]  # fmt: skip


# the second sheet beside one of persons 0 to 3 · what is said of the rows where it comes back
VERSIONS: list[tuple[list[list[str | None]], str | None]] = [
    ([other(1), person(2), person(3)], "（如“表2”第3行和“表1”第4行）"),
    ([person(1), other(2), person(3), person(4)], "（如“表2”第4行和“表1”第5行）"),
    ([person(1), person(2)], "（如“表1”第3行，“表2”没有）"),  # an extract: equal, and no copy of the whole
    ([*map(person, range(5))], "（如“表2”第7行，“表1”没有）"),
    ([*map(person, range(4)), person(3)], "两张表却不相同，无法"),  # a row more of nobody else
    ([other(0), person(7), person(8), person(9)], None),  # one of four is a repeated row, which the gate tells
    ([other(0), other(1), person(7), person(8)], None),
    ([person(4), person(5)], None),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "named"), VERSIONS)
def test_two_versions_of_a_table_come_back(tmp_path: Path, rows: list[list[str | None]], named: str | None) -> None:
    filing = filed(tmp_path, [person(n) for n in range(4)], rows)
    assert [(i.rule_id, i.severity, i.sheet, i.row_no) for i in filing.issues] == (
        [("RD-two_versions", "critical", "表2", None)] if named else []
    )
    assert not named or named in filing.issues[0].message_zh
    assert filing.landed == 4 + len(rows)


def test_keys_that_do_not_read_are_no_same_keys(tmp_path: Path) -> None:
    """Without a list of regions no region reads: the rows come back one by one, not the file."""
    form, path = contracts.form("measure_return"), tmp_path / "a.xlsx"
    lookups = workbooks.LOOKUPS | {"measure": {"常住人口": "P"}}
    sheets = [
        (region, [["报告期：2021年"], RETURN, measure(measure="常住人口", region=region)])
        for region in ("甲县", "乙县")
    ]
    path.write_bytes(workbooks.book(*sheets))
    reader = replace(workbooks.reader(), forms=(form,), lookups=lookups)
    (filing,) = read(Job(path, path.name, "530102-RC"), reader, tmp_path).filings
    assert (filing.landed, filing.issues) == (2, ())


def test_halves_of_a_sheet_are_held_against_each_other_too(tmp_path: Path) -> None:
    rows = [[*row, None, *row] for row in (REGISTER, person(1), person(2))]
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbooks.book(("表", [["报告期：2021年"], *rows])))
    (filing,) = read(Job(path, path.name, "530102-RC"), workbooks.reader(), tmp_path).filings
    assert (filing.landed, [i.rule_id for i in filing.issues]) == (2, ["RD-copied_sheet"])


@pytest.mark.parametrize(("first", "second"), [("全部", "学校"), ("学校", "全部")])
def test_the_whole_beside_a_part_is_another_filing(tmp_path: Path, first: str, second: str) -> None:
    path = tmp_path / "a.xlsx"
    sheets = [
        (f"表{n}", [["报告期：2021年", f"分表：{part}"], REGISTER, person(n)]) for n, part in enumerate((first, second))
    ]
    path.write_bytes(workbooks.book(*sheets))
    found = read(Job(path, path.name, "530102-RC"), workbooks.reader(), tmp_path).filings
    assert [(f.part, f.landed) for f in found] == [(None if p == "全部" else p, 1) for p in (first, second)]
