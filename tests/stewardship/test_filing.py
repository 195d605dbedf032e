"""A filing from its first seven faults to its explanations: returned, mended and explained by filing again, accepted, asked again."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

import factories
from clones import shared
from commands import as_json, talent
from talent_warehouse import contracts, database, night, settings
from talent_warehouse.receipts.returned.marks import LIST

UNIT, FORM = "530102-RC", "talent_register"
WORDS = "援派曲靖两年，联系人：钱试样，13812345678"


def _first(path: Path) -> None:
    """Twenty people, seven faults: three to be mended, two that are right, two that are left."""
    faults: dict[int, dict[str, str | None]] = {
        2: {"name": None}, 3: {"employment": None}, 4: {"education": "不详学历"},  # critical
        5: {"work_region": "麒麟区"}, 6: {"work_region": "沾益区"},  # right
        7: {"sex": "女"}, 8: {"title_date": None},
    }  # fmt: skip
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("台账")
    sheet.write(0, 0, "报告期：2021年")
    fields = contracts.form(FORM).fields
    sheet.write_row(1, 0, [f.header for f in fields])
    for n in range(20):
        row = factories.person(n, **faults.get(n, {}))
        for column, f in enumerate(fields):
            sheet.write_string(n + 2, column, row.get(f.name) or "")
    book.close()


def _returned(number: int) -> Path:
    """The workbook that came back for the n-th submission."""
    with database.connect("steward") as connection:
        query = "select submission_id from audit.submission where unit_code = %s and n = %s"
        ((own,),) = connection.execute(query, (UNIT, number)).fetchall()
    return settings.places().outbox / UNIT / f"{own}-退回件.xlsx"


def _again(path: Path, cells: dict[tuple[int, str], str], said: dict[str, str]) -> None:
    """Mend cells by row and field, write explanations beside rules' rows, and file the workbook again."""
    book = openpyxl.load_workbook(path)
    letters = {f.name: n for n, f in enumerate(contracts.form(FORM).fields, 1)}
    for (n, field), value in cells.items():
        book["台账"].cell(n + 3, letters[field], value)
    for row in book[LIST].iter_rows(min_row=4):
        for piece, text in said.items():
            if piece in str(row[4].value):
                row[5].value = text
    target = settings.places().inbox / UNIT / "台账.xlsx"
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    os.utime(target, (time.time() - 60,) * 2)
    night.ingest()


def _list(path: Path) -> list[tuple[Any, ...]]:
    rows = openpyxl.load_workbook(path)[LIST].iter_rows(min_row=4, values_only=True)
    return [row[:7] for row in rows if row[0] != "提示"]


@pytest.fixture(scope="module", autouse=True)
def filed(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with shared(server, tmp_path_factory.mktemp("filing")):
        target = settings.places().inbox / UNIT / "台账.xlsx"
        target.parent.mkdir(parents=True)
        _first(target)
        os.utime(target, (time.time() - 60,) * 2)
        night.ingest()
        yield


def test_a_returned_workbook_asks_what_may_be_explained_and_nothing_else() -> None:
    found = _list(_returned(1))
    assert [row[5] or "" for row in found if row[0] == "必须改正"] == ["（须改正，不能以说明代替）"] * 3
    asked = [row for row in found if row[0] == "请核实"]
    assert len(asked) == 4
    assert all(row[5] in (None, "") and len(str(row[6])) == 24 for row in asked)
    assert len({row[6] for row in asked}) == 4
    book = openpyxl.load_workbook(_returned(1))
    assert book[LIST]["F3"].value == "说明"
    assert book[LIST].column_dimensions["G"].hidden


def test_what_is_written_there_comes_with_the_next_filing_and_counts_once_accepted() -> None:
    mended = {(2, "name"): "测某002", (3, "employment"): "在编", (4, "education"): "大学本科"}
    said = {"麒麟区": WORDS, "沾益区": "同上一条，均为援派", "第17位": "属实", "职称取得时间": "【待处理】自己写的"}
    _again(_returned(1), mended, said)
    waiting = as_json("desk", "explanations", "--waiting")
    assert [(e["rule"], e["origin"], e["explained_by"]) for e in waiting] == [("TR-132", "workbook", UNIT)] * 2
    assert {e["text"].split("，")[0] for e in waiting} == {"援派曲靖两年", "同上一条"}
    assert not any("钱试样" in e["text"] or "13812345678" in e["text"] for e in waiting)
    answers = {str(row[5] or "") for row in _list(_returned(2))}
    assert len(answers) == 3
    assert "【待处理】同上一条，均为援派" in answers
    receipt = (next((settings.places().outbox / UNIT).glob(f"{_returned(2).name[:17]}-回执.txt"))).read_text("utf-8")
    assert "已接收，全部计入统计。请核实下列问题" in receipt

    for one in waiting:
        talent("desk", "accept", str(one["explanation"]), "--by", "li")
    _again(_returned(2), {(9, "employer"): "虚构水务站"}, {})
    assert as_json("desk", "explanations", "--waiting") == []  # ours is not taken for the unit's
    found = _list(_returned(3))
    assert sorted(str(row[5] or "")[:5] for row in found) == ["", "", "【已采纳】", "【已采纳】"]
    receipt = (next((settings.places().outbox / UNIT).glob(f"{_returned(3).name[:17]}-回执.txt"))).read_text("utf-8")
    assert "[已说明]" in receipt
    assert receipt.count("[请核实]") == 2


def test_a_moved_value_asks_again_and_a_refusal_is_told() -> None:
    _again(_returned(3), {(5, "work_region"): "宣威市"}, {})
    assert [str(row[5] or "")[:5] for row in _list(_returned(4)) if "工作地区" in row] == ["", "【已采纳】"]
    _again(_returned(4), {(9, "employer"): "虚构林场"}, {"宣威市": "现援派宣威一年"})
    (waiting,) = as_json("desk", "explanations", "--waiting")
    assert waiting["text"] == "现援派宣威一年"
    talent("desk", "refuse", str(waiting["explanation"]), "--reason", "宣威没有援派任务", "--by", "li")
    _again(_returned(5), {(9, "employer"): "虚构水厂"}, {})
    assert "【未采纳，请改正或另作说明】宣威没有援派任务" in {str(row[5]) for row in _list(_returned(6))}


def test_a_number_of_another_unit_explains_nothing() -> None:
    path = _returned(1)
    target = settings.places().inbox / "530103-RC" / "台账.xlsx"
    target.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.load_workbook(path)
    for row in book[LIST].iter_rows(min_row=4):
        row[5].value = "别的单位写的说明"
    book.save(target)
    os.utime(target, (time.time() - 60,) * 2)
    before = len(as_json("desk", "explanations"))
    night.ingest()
    assert len(as_json("desk", "explanations")) == before
