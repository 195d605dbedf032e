"""Every row of a sheet is accounted for: in a heading, above it, in data, or left out with a reason. Nothing vanishes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import workbooks
from talent_warehouse import contracts
from talent_warehouse.reading.files.documents import open_document
from talent_warehouse.reading.filings import Job, read
from workbooks import REGISTER, person

TALL = [[*REGISTER[:-2], "其他", None], [*[None] * (len(REGISTER) - 2), *REGISTER[-2:]]]
HEAD = [f.header for f in contracts.form("funding_ledger").fields]
TOP = [["五华区人才台账"], ["报送单位：虚构单位", None, "报告期：2021年5月"], [], ["注：一式两份"], ["单位：万元"]]
REST = [["小计", 1], ["农业局"], person(2), [None, None, 3], REGISTER, person(3), [], ["填表人：测某"], ["注：无"], []]
HALF = [*REGISTER, None]

# rows of a sheet · how many tables stand beside each other · what stands above the first header
CASES: list[tuple[Sequence[Sequence[object]], int, dict[str, int]]] = [
    ([REGISTER, person(1)], 1, {}),
    ([*TOP, REGISTER, person(1), *REST], 1, {"title": 1, "labelled": 1, "blank": 1, "note": 1, "unit": 1}),
    ([*TOP, *TALL, person(1), *REST, *TALL, person(4)], 1, {"title": 1, "labelled": 1, "blank": 1, "note": 1, "unit": 1}),
    ([["2021年5月报表"], REGISTER, person(1), *REST, *TOP, HEAD, [], ["ZJ1", 2021]], 1, {"labelled": 1}),
    ([["报告期：2021年"], [*HALF, *REGISTER], [*person(1), None, *person(2)], [*HALF], [*person(3)]], 2, {"labelled": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "beside", "above"), CASES)
def test_the_account_of_a_sheet_adds_up(
    tmp_path: Path, rows: Sequence[Sequence[object]], beside: int, above: dict[str, int]
) -> None:
    path = tmp_path / "2021.xlsx"
    path.write_bytes(workbooks.book(("表", rows)))
    filings = read(Job(path, path.name, "530102-RC"), workbooks.reader(), tmp_path).filings
    (sheet,) = open_document(path).sheets
    assert workbooks.accounted(filings) == {"表": beside * sum(1 for _ in sheet.rows())}
    assert filings[0].account.sheets[0].above == above
