"""What is a quantity of a sentence, and what is none."""

from __future__ import annotations

import pytest

import lexica
from talent_warehouse.narrative.scan import find

FOUND = [
    ("下派专家6批次、40人次", ["6批次", "40人次"]),
    ("集聚人才1.2万余人", ["1.2万余人"]),
    ("引进人才xx名", ["xx名"]),
    ("培育xx名医、xx名师", []),
    ("表扬20名优秀干部", ["20名"]),
    ("投入近亿元", ["近亿元"]),
    ("资金到位40万，其余待拨", ["40万"]),
    ("2021年5月3日，第3届大会，〔2021〕8号文件", []),
    ("三个方面、双向互动、一是强化", []),
    ("开设课程二十余节", ["二十余节"]),
    ("签约十几家企业", ["十几家"]),
    ("服务１２８户", ["128户"]),
    ("每位领导联系3名专家", ["3名"]),
    ("占比达百分之八十", ["达百分之八十"]),
    ("引进20至30人", ["20至30人"]),
    ("电话087112345678", []),
]


@pytest.mark.parametrize(("text", "written"), FOUND)
def test_quantities_of_a_sentence(text: str, written: list[str]) -> None:
    found = find(text, lexica.load())
    assert [one.written for one in found if one.kind == "quantity"] == written
    assert all(0 <= one.at < one.end <= len(text) for one in found)


def test_a_figure_in_a_name_and_a_word_for_many_are_told_apart() -> None:
    found = find("出台人才“20条”，培养一批骨干", lexica.load())
    assert [(one.written, one.kind) for one in found] == [("20条", "named"), ("一批", "vague")]
