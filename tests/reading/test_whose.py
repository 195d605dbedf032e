"""Whose a filing seems to be, by the lines above its table and by its rows, beside the folder that it came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import factories
import workbooks
from talent_warehouse.reading.filings import Filing, Job, read
from talent_warehouse.reading.values.regions import Regions

_PLACES = {
    "530000": ("云南省", "云南"), "530100": ("昆明市", "昆明"), "530102": ("五华区", "五华"), "530103": ("盘龙区", "盘龙"),
    "533100": ("德宏州", "德宏傣族景颇族自治州"), "533102": ("瑞丽市", "瑞丽"),
}  # fmt: skip
_UNITS = {
    "530102-RC": ("昆明市五华区委人才工作领导小组办公室", "530102"), "530103-RC": ("昆明市盘龙区委人才工作领导小组办公室", "530103"),
    "533102-RC": ("德宏州瑞丽市委人才工作领导小组办公室", "533102"), "530100-RS": ("昆明市人力资源和社会保障局", "530100"),
    "530100-WJ": ("昆明市卫生健康委员会", "530100"), "530100-JY": ("昆明市教育体育局", "530100"), "530000-RS": ("云南省人力资源和社会保障厅", "530000"),
}  # fmt: skip
READER = replace(
    workbooks.reader(),
    lookups={
        **workbooks.LOOKUPS, "region": {text: code for code, texts in _PLACES.items() for text in (code, *texts)},
        "reporting_unit": {text: code for code, (name, _) in _UNITS.items() for text in (code.lower(), name)},
    },
    regions=Regions((), tuple((code, texts[0]) for code, texts in _PLACES.items()), {c: r for c, (_, r) in _UNITS.items()}),
)  # fmt: skip
WHOSE = {"RD-other_region", "RD-rows_elsewhere", "RD-unread_unit"}


def _filing(folder: Path, unit: str, top: Sequence[str], regions: Sequence[str]) -> Filing:
    people = [factories.person(n, work_region=region) for n, region in enumerate(regions)]
    path = folder / "a.csv"
    path.write_text(factories.text("talent_register", people, ("报告期：2021年", *top)), encoding="utf-8")
    (filing,) = read(Job(path, path.name, unit), READER, folder).filings
    return filing


OWN, THERE, ABOVE, NONE = ["五华区"] * 4, ["盘龙区"] * 4, ["昆明市"] * 4, [""] * 4
# folder · line above the table · regions of the rows · the finding
CASES = [
    ("530102-RC", "填报单位：盘龙区农业农村局", OWN, "RD-other_region"),
    ("530102-RC", "单位：盘龙区农业农村局", OWN, "RD-other_region"),
    ("530102-RC", "填报单位（公章）：昆明市盘龙区农技站", NONE, "RD-other_region"),
    ("530102-RC", "填报单位：德宏州卫健委", OWN, "RD-other_region"),
    ("530100-RS", "填报单位：瑞丽市人社局", ABOVE, "RD-other_region"),
    ("530102-RC", "盘龙区2021年度人才台账", NONE, "RD-other_region"),
    ("530102-RC", "附件1：昆明市盘龙区人才台账", NONE, "RD-other_region"),
    ("530102-RC", "2021年度盘龙区人才台账", THERE, "RD-other_region"),
    ("530102-RC", "五华区赴瑞丽市服务人员台账", ["瑞丽市"] * 2, None),
    ("530102-RC", "赴瑞丽市服务人员台账", NONE, None),
    ("530102-RC", "盘龙区人才台账", OWN, None),  # a title that the rows speak against
    ("530102-RC", "盘龙区、瑞丽市人才台账", NONE, None),
    ("530102-RC", "昆明市人才台账", OWN, None),
    ("530100-RS", "盘龙区人才台账", THERE, None),  # of its own counties a prefecture may speak
    ("530000-RS", "瑞丽市人才台账", ["瑞丽市"] * 4, None),
    ("530102-RC", "单位：万元", OWN, None),
    ("530102-RC", "填报单位：五华区人才办", OWN, None),
    ("530102-RC", "填报单位：区委人才办", OWN, None),
    ("530100-RS", "填报单位：市人社局", ABOVE, None),
    ("530100-RS", "填报单位：昆明市人社局", THERE, None),
    ("530102-RC", "填报单位：五华区农业农村局", OWN, "RD-unread_unit"),
    ("530102-RC", "填报单位：市人社局", OWN, "RD-unread_unit"),
    ("530102-RC", "填报单位：某某县人才办", NONE, "RD-unread_unit"),
    ("530102-RC", "填报单位：某某县人才办", ["盘龙区", "盘龙区", "五华区"], "RD-rows_elsewhere"),
    ("530102-RC", "填报单位：某某县人才办", ["盘龙区"], "RD-rows_elsewhere"),
    ("530102-RC", "人才台账", THERE, "RD-rows_elsewhere"),
    ("530100-RS", "人才台账", ["瑞丽市"] * 3, "RD-rows_elsewhere"),
    ("530102-RC", "人才台账", ["盘龙区"] * 2, None),  # two may be the exception
    ("530102-RC", "人才台账", [*THERE, "五华区"], None),
    ("530102-RC", "人才台账", ABOVE, None),
]  # fmt: skip


@pytest.mark.parametrize(("unit", "line", "regions", "rule"), CASES)
def test_a_filing_is_compared_with_its_folder(
    tmp_path: Path, unit: str, line: str, regions: list[str], rule: str | None
) -> None:
    filing = _filing(tmp_path, unit, [line], regions)
    assert [i.rule_id for i in filing.issues if i.rule_id in WHOSE] == ([rule] if rule else [])
    assert filing.unit_code in (None, unit)


@pytest.mark.parametrize(
    ("unit", "line", "stated"),
    [
        ("530102-RC", "填报单位：昆明市盘龙区人才办", "530103-RC"), ("530102-RC", "单位：盘龙区委人才办", "530103-RC"),
        ("530100-RS", "填报单位：昆明市卫健委", "530100-WJ"), ("530100-RS", "填报单位：昆明市教育局", "530100-JY"),
        ("530102-RC", "填报单位：530103-RC", "530103-RC"), ("530100-RS", "填报单位：云南省人社厅", "530000-RS"),
    ],
)  # fmt: skip
def test_a_shortened_name_is_the_unit_that_it_shortens(tmp_path: Path, unit: str, line: str, stated: str) -> None:
    filing = _filing(tmp_path, unit, [line], OWN)
    assert filing.unit_code == stated
    assert filing.unit_words == line.partition("：")[2]


def test_whose_it_seems_and_where_it_should_go_are_told(tmp_path: Path) -> None:
    (told,) = (
        i for i in _filing(tmp_path, "530102-RC", ["填报单位：盘龙区农业农村局"], OWN).issues if i.rule_id in WHOSE
    )
    assert told.severity == "critical"
    for words in ("“盘龙区农业农村局”说的是盘龙区", "五华区（530102-RC）的文件夹", "请放入文件夹“530103-RC”"):
        assert words in told.message_zh
    (told,) = (i for i in _filing(tmp_path, "530102-RC", [], THERE).issues if i.rule_id in WHOSE)
    for words in ("“工作地区”的4行中有4行不在五华区（530102-RC）的范围内（如盘龙区）", "请放入文件夹“530103-RC”"):
        assert words in told.message_zh


def test_a_filing_without_a_period_says_all_the_same_that_it_is_anothers(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        factories.text("talent_register", [factories.person(1)], ("填报单位：盘龙区农技站",)), encoding="utf-8"
    )
    (filing,) = read(Job(path, path.name, "530102-RC"), READER, tmp_path).filings
    assert {"RD-no_period", "RD-other_region"} <= {i.rule_id for i in filing.issues}
