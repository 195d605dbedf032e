"""What looks like a name, and which names a cell or a line says. Nobody here is anybody."""

from __future__ import annotations

import pytest

from talent_warehouse import identity, names, privacy
from talent_warehouse.privacy import Masker, People

KEY = identity.Key(b"k" * 32)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("赵试用（退休）", ["赵试用"]), ("赵试用(钱试样", ["赵试用"]), ("赵试用、钱试样", ["赵试用", "钱试样"]), ("赵试用 钱试样", ["赵试用", "钱试样"]),
        ("赵试用/钱试样", ["赵试用", "钱试样"]), ("赵试用和钱试样", ["赵试用", "钱试样"]), ("赵试用副教授", ["赵试用"]), ("赵试用 博士", ["赵试用", "赵试用"]),
        ("买买提·试用（已退）", ["买买提·试用"]), ("Test Person (retired)", ["Test Person"]), ("赵试用（曾用名：钱试样）", ["钱试样", "赵试用"]),
        ("岩试用（挂职）", ["岩试用"]), ("*赵试用", ["赵试用"]), ("3.赵试用", ["赵试用"]), ("赵试用 女", ["赵试用"]), ("赵试用，\n钱试样 先生", ["赵试用", "钱试样", "钱试样"]),
        ("欧阳 试用", ["欧阳 试用"]), ("赵试用", []), ("合计（人）", []), ("示例林业站（本部）", []), ("注：以上，含其他", []),
    ],
)  # fmt: skip
def test_a_cell_that_names_somebody_says_a_name_among_other_things(cell: str, said: list[str]) -> None:
    assert [name for name in names.said_in(cell) if name != "含其他"] == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("填报人：赵试用", ["赵试用"]), ("填表人： 赵 试 用  联系电话：1", ["赵 试 用"]), ("填表人 赵试用 审核人 钱试样", ["赵试用", "钱试样"]),
        ("单位负责人（签字）：赵试用联系电话：1", ["赵试用"]), ("姓名：赵试用 性别：男", ["赵试用"]), ("审核人：赵试用教授", ["赵试用"]), ("联系人：阿试·用", ["阿试·用"]),
        ("负责人：（签字）", []), ("联系人：人才科", []), ("经办人：局长", []), ("姓名 年龄 职务", []), ("负责人签字： 日期：", []), ("报告期：2021年", []),
    ],
)  # fmt: skip
def test_a_label_says_whose_name_follows(line: str, said: list[str]) -> None:
    assert list(names.labelled(line)) == said


@pytest.mark.parametrize(
    "word",
    [
        "林业局",
        "高新区",
        "农科院",
        "马街",
        "石林",
        "高中",
        "昆明市",
        "欧阳",
        "白族",
        "文员",
        "赵试用合作社",
        "ABC",
        "",
        "赵",
    ],
)
def test_a_word_that_begins_like_a_name_is_none(word: str) -> None:
    assert not names.looks_like_one(word)


@pytest.mark.parametrize("name", ["赵试", "赵试用", "赵 试", "欧阳试用", "买买提·试用", "岩试用"])
def test_a_surname_and_little_more_looks_like_a_name(name: str) -> None:
    assert names.looks_like_one(name)


@pytest.mark.parametrize("party", ["示例市科学技术局", "赵试用合作社", "华测（示例）有限公司", "省厅", "甲乙丙丁戊"])
def test_a_party_that_is_a_unit_stays(party: str) -> None:
    assert privacy.party(party, KEY) == (party, [])


def test_parties_that_are_persons_are_masked_and_told_apart() -> None:
    (one, _), (other, _), (again, _) = (privacy.party(n, KEY) for n in ("赵试用", "赵试样", "赵 试用"))
    assert len({one, other}) == 2
    assert one.startswith("赵**#")
    assert again.partition("#")[2] == one.partition("#")[2]
    assert privacy.party("赵试用、钱试样（户名）", KEY)[1] == ["赵试用", "钱试样"]


def test_a_name_with_a_note_is_the_name_without_it() -> None:
    people = People(
        ["赵试用（退休）", "钱试样教授\n孙试 李试样"], [], lines=["填报人：周试用", "填报人：五华", "填报人：马龙"]
    )
    masker = Masker(people, ["五华", "马龙", "马龙镇"])
    assert masker.text("赵试用、钱试样、孙试、周试用在五华，马龙在马龙镇") == "赵**、钱**、孙*、周**在五华，马*在马龙镇"
