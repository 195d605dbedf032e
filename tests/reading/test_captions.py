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
    said = {i.rule_id for i in filing.issues}
    assert said <= {"RD-unknown_column", "RD-figure_of_period"}
    assert all(label in "".join(i.message_zh for i in filing.issues) for n, label in enumerate(under) if n != meant)


@pytest.mark.parametrize("merged", ["all", "caption", "none"])
@pytest.mark.parametrize("under", [["男", "女"], ["本月", "合计"], ["线上", "线下"]])
def test_several_figures_of_which_none_is_meant_more_than_another_come_back(
    tmp_path: Path, under: list[str], merged: str
) -> None:
    ((filing, rows),) = _read(tmp_path / "a.xlsx", _captions(under, [10, 20], merged))
    assert (rows, [i.rule_id for i in filing.issues]) == ([], ["RD-repeated_column"])


def test_a_caption_over_nothing_but_another_figure_comes_back(tmp_path: Path) -> None:
    ((filing, rows),) = _read(tmp_path / "a.xlsx", _captions(["累计"], [500], "all"))
    assert (rows, [i.rule_id for i in filing.issues]) == ([], ["RD-other_time"])
    assert "“参加人次/累计”（K列）看不出是本期的数" in filing.issues[0].message_zh


@pytest.mark.parametrize(
    ("labels", "read", "rules"),
    [
        (["累计参加人次", "本月参加人次"], "20", ["RD-figure_of_period"]),
        (["本月参加人次", "本年累计参加人次"], "10", ["RD-figure_of_period"]),
        (["参加人次（累计）", "参加人次（本月）"], "20", ["RD-figure_of_period"]),
        (["参加人次累计", "参加人次本月"], "20", ["RD-figure_of_period"]),
        (["上年同期参加人次", "本月累计参加人次"], "20", ["RD-figure_of_period"]),
        (["1-5月参加人次", "当月参加人次"], "20", ["RD-figure_of_period"]),
        (["计划参加人次", "本月实际参加人次"], "20", ["RD-figure_of_period"]),
        (["参加人次", "累计参加人次"], "10", ["RD-unknown_column"]),
        (["参加人次", "参加人次（本年累计）"], "10", ["RD-unknown_column"]),
        (["参加人次", "本月参加人次"], None, ["RD-repeated_column"]),
        (["本月参加人次", "当月参加人次"], None, ["RD-repeated_column"]),
        (["累计参加人次", "上月参加人次"], None, ["RD-other_time"]),
        (["本年参加人次", "本季参加人次"], None, ["RD-other_time"]),
        (["参加人次（本年累计）", "备用"], None, ["RD-other_time", "RD-unknown_column"]),
    ],
)
def test_of_two_columns_of_one_figure_that_of_the_period_is_read_or_the_file_comes_back(
    tmp_path: Path, labels: list[str], read: str | None, rules: list[str]
) -> None:
    others, row = [f.header for f in LOG], [factories.ACTIVITY.get(f.name) for f in LOG]
    lines = [TOP, [*others[:AT], *labels, *others[AT + 1 :]], [*row[:AT], 10, 20, *row[AT + 1 :]]]
    ((filing, rows),) = _read(tmp_path / "a.xlsx", workbooks.book(("表", lines)))
    assert [line["attendances__v"] for line in rows] == ([] if read is None else [read])
    assert [i.rule_id for i in filing.issues] == rules


@pytest.mark.parametrize(("year", "rules"), [("本年", ["RD-figure_of_period"]), ("本月", ["RD-other_time"])])
def test_which_figure_is_of_the_period_is_said_by_the_form(tmp_path: Path, year: str, rules: list[str]) -> None:
    labels = [f"{year}数值" if label == "数值" else label for label in workbooks.RETURN]
    assert labels != workbooks.RETURN
    lines = [["报告期：2021年"], [*labels, "上年数值"], [*workbooks.measure(), 5]]
    ((filing, _),) = _read(tmp_path / "a.xlsx", workbooks.book(("表", lines)))
    assert [i.rule_id for i in filing.issues if i.rule_id != "RD-missing_column"] == rules


@pytest.mark.parametrize("merged", [True, False])
def test_figures_under_the_time_that_they_are_of(tmp_path: Path, merged: bool) -> None:
    labels, row = [f.header for f in LOG], [factories.ACTIVITY.get(f.name) for f in LOG]
    at = labels.index("参加人次")
    lines = [
        TOP, [*labels[:at], "累计", None, "本月", None], [*[None] * at, *["参加人次", "服务人数"] * 2], [*row[:at], 900, 800, 20, 10],
    ]  # fmt: skip
    letter = get_column_letter
    spans = [f"{letter(at + 1)}2:{letter(at + 2)}2", f"{letter(at + 3)}2:{letter(at + 4)}2"]
    tall = [f"{letter(n)}2:{letter(n)}3" for n in range(1, at + 1)]
    ((filing, rows),) = _read(
        tmp_path / "a.xlsx", workbooks.book(("表", lines), merges=[*spans, *tall] if merged else [])
    )
    assert [(line["attendances__v"], line["people_served__v"]) for line in rows] == [("20", "10")]
    assert [i.rule_id for i in filing.issues] == ["RD-figure_of_period"] * 2


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
