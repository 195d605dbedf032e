"""Several figures under one caption (参加人次 over 累计 | 本月), and tables beside each other without a column between."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl.utils import get_column_letter

import factories
import workbooks
from talent_warehouse import contracts
from talent_warehouse.reading.filings import Filing, Job, read
from workbooks import REGISTER, person

LOG = contracts.form("service_log").fields
LEDGER = contracts.form("funding_ledger").fields
AT = [f.name for f in LOG].index("attendances")
TOP = ["报告期：2021年5月"]


def _read(path: Path, data: bytes) -> list[tuple[Filing, list[dict[str, str]]]]:
    """The filings with their rows."""
    path.write_bytes(data)
    found = []
    for filing in read(Job(path, path.name, "530102-RC"), workbooks.reader(), path.parent).filings:
        names = ["mark", "sheet", "row_no", *(name for name, _ in filing.form.columns)]
        rows = []
        if filing.rows:
            with filing.rows.open(encoding="utf-8", newline="") as file:
                rows = [dict(zip(names, line, strict=True)) for line in csv.reader(file)]
        found.append((filing, rows))
    return found


def _captions(under: list[str], cells: list[object], merged: str) -> bytes:
    """A log with labels under 参加人次; `merged`: all labels, that one, or none."""
    labels, row = [f.header for f in LOG], [factories.ACTIVITY.get(f.name) for f in LOG]
    gap: list[object] = [None] * (len(under) - 1)
    lines = [
        TOP, [*labels[: AT + 1], *gap, *labels[AT + 1 :]], [*[None] * AT, *under], [*row[:AT], *cells, *row[AT + 1 :]],
    ]  # fmt: skip
    letter, width = get_column_letter, len(lines[1])
    own = [f"{letter(AT + 1)}2:{letter(AT + len(under))}2"] if merged != "none" and gap else []
    tall = [n for n in range(1, width + 1) if not AT < n <= AT + len(under)] if merged == "all" else []
    return workbooks.book(("表", lines), merges=[*own, *(f"{letter(n)}2:{letter(n)}3" for n in tall)])


@pytest.mark.parametrize("merged", ["all", "caption", "none"])
@pytest.mark.parametrize(
    ("under", "meant"),
    [
        (["累计", "本月"], 1),
        (["本月", "累计"], 0),
        (["上月", "本月", "增长率"], 1),
        (["计划", "实际"], 1),
        (["其中：女", "合计"], 1),
        (["男", "女", "合计"], 2),
    ],
)
def test_of_several_figures_under_one_caption_that_of_the_period_is_meant(
    tmp_path: Path, under: list[str], meant: int, merged: str
) -> None:
    cells: list[object] = [10 * (n + 1) for n in range(len(under))]
    ((filing, rows),) = _read(tmp_path / "a.xlsx", _captions(under, cells, merged))
    assert [(row["row_no"], row["attendances__v"]) for row in rows] == [("4", str(cells[meant]))]
    assert {i.rule_id for i in filing.issues} == {"RD-unknown_column"}
    assert len(filing.issues) == len(under) - 1


@pytest.mark.parametrize("merged", ["all", "caption", "none"])
@pytest.mark.parametrize("under", [["男", "女"], ["本月", "合计"], ["线上", "线下"]])
def test_several_figures_of_which_none_is_meant_more_than_another_come_back(
    tmp_path: Path, under: list[str], merged: str
) -> None:
    ((filing, rows),) = _read(tmp_path / "a.xlsx", _captions(under, [10, 20], merged))
    assert (rows, [i.rule_id for i in filing.issues]) == ([], ["RD-repeated_column"])


def test_a_caption_over_nothing_but_another_figure_is_not_that_figure(tmp_path: Path) -> None:
    ((filing, rows),) = _read(tmp_path / "a.xlsx", _captions(["累计"], [500], "all"))
    assert [row["attendances__v"] for row in rows] == [""]
    (told,) = filing.issues
    assert "“参加人次/累计”（" in told.message_zh


@pytest.mark.parametrize("gap", [0, 1])
def test_two_forms_beside_each_other_are_two_filings(tmp_path: Path, gap: int) -> None:
    between: list[object] = [None] * gap
    left = [[f.header for f in LEDGER], *([{**factories.MOVEMENT, "fund_ref": ref}.get(f.name) for f in LEDGER] for ref in "甲乙")]  # fmt: skip
    right = [[f.header for f in LOG], *([{**factories.ACTIVITY, "place_text": text}.get(f.name) for f in LOG] for text in "丙丁")]  # fmt: skip
    lines = [[*one, *between, *other] for one, other in zip(left, right, strict=True)]
    (ledger, movements), (log, visits) = _read(tmp_path / "a.xlsx", workbooks.book(("表", [TOP, *lines])))
    assert ([row["fund_ref"] for row in movements], [row["place_text"] for row in visits]) == (
        ["甲", "乙"],
        ["丙", "丁"],
    )
    assert (ledger.issues, log.issues) == ((), ())


def test_a_form_beside_itself_without_a_column_between_is_read_whole(tmp_path: Path) -> None:
    lines = [["报告期：2021年"], [*REGISTER] * 3, [*person(1), *person(2), *person(3)]]
    ((filing, rows),) = _read(tmp_path / "a.xlsx", workbooks.book(("表", lines)))
    assert (len(rows), filing.issues) == (3, ())


def test_own_columns_of_a_unit_are_no_second_form(tmp_path: Path) -> None:
    own = ["指标", "统计口径", "活动次数", "金额"]  # labels of other forms, too few for one
    lines = [["报告期：2021年"], [*REGISTER, *own], [*person(1), *own]]
    ((filing, rows),) = _read(tmp_path / "a.xlsx", workbooks.book(("表", lines)))
    assert (len(rows), [i.rule_id for i in filing.issues]) == (1, ["RD-unknown_column"] * 4)
