"""Columns without a label that hold something are told, wherever they stand: what nobody reads is not silent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import workbooks
from talent_warehouse.reading.filings import Filing, Job, read
from workbooks import REGISTER, person

TOP: list[object] = ["报告期：2021年"]


def _read(folder: Path, rows: Sequence[Sequence[object]], name: str = "a.xlsx", data: bytes | None = None) -> Filing:
    path = folder / name
    path.write_bytes(workbooks.book(("表", rows)) if data is None else data)
    (filing,) = read(Job(path, name, "530102-RC"), workbooks.reader(), folder).filings
    return filing


def _told(filing: Filing) -> list[str]:
    return [i.message_zh for i in filing.issues if i.rule_id == "RD-unlabelled_column"]


@pytest.mark.parametrize("gap", [0, 1, 2, 7])
def test_a_column_without_a_label_is_told_however_far_it_stands(tmp_path: Path, gap: int) -> None:
    said = [None, "张三丰", 12, None, "-"]
    lines = [REGISTER, *(person(n) for n in range(1, 5))]
    filing = _read(tmp_path, [TOP, *([*row, *[None] * gap, text] for row, text in zip(lines, said, strict=True))])
    (message,) = _told(filing)
    letter = workbooks.openpyxl.utils.get_column_letter(len(REGISTER) + gap + 1)
    assert filing.landed == 4
    assert f"{letter}列没有栏目名称，第3、4行共2格有内容（其中1格是数字）" in message
    assert "张三丰" not in message


def test_columns_before_and_between_are_told_in_one_finding(tmp_path: Path) -> None:
    lines = [
        [None, *REGISTER[:5], None, *REGISTER[5:]],
        *(["甲", *person(n)[:5], "乙", *person(n)[5:]] for n in (1, 2)),
    ]
    (message,) = _told(_read(tmp_path, [TOP, *lines]))
    assert "A、G列" in message
    assert "共4格" in message


@pytest.mark.parametrize("numbers", [(1, 2, 3), (7, 8, 9), ("1", "2", "1"), (None, None, None), ("—", "/", "")])
def test_the_number_of_the_row_and_nothing_are_not_told(tmp_path: Path, numbers: Sequence[object]) -> None:
    lines = [[None, *REGISTER], *([n, *person(k)] for k, n in enumerate(numbers))]
    assert _told(_read(tmp_path, [TOP, *lines])) == []


def test_a_field_too_many_of_a_csv_is_told(tmp_path: Path) -> None:
    rows = [",".join(text or "" for text in row) for row in (REGISTER, person(1), [*person(2), "", "甲"])]
    data = "\n".join(["报告期：2021年", *rows, ""]).encode()
    assert len(_told(_read(tmp_path, [], "a.csv", data))) == 1


def test_a_column_without_a_label_before_another_table_is_told(tmp_path: Path) -> None:
    lines = [REGISTER, person(1), person(2)]
    beside = [[None, None, None, "代码", "名称"], [None, "甲", None, "1", "一"], [None, "乙", None, "2", "二"]]
    gap = [None] * 3
    filing = _read(
        tmp_path, [TOP, *([*row, *gap, *more[1:3], *gap, *more[3:]] for row, more in zip(lines, beside, strict=True))]
    )
    assert len(_told(filing)) == 1
    assert filing.landed == 2
