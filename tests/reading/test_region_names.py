"""Former names and codes of regions by the year that is spoken of; zones, which have no code."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import factories
import workbooks
from talent_warehouse import database, settings
from talent_warehouse.intake import landing
from talent_warehouse.reading.filings import Filing, Job, Reader, read

# text · year · the code that it is read as · the rule that speaks of it
CASES = [
    ("呈贡区", 2021, "530114", None),
    ("呈贡县", 2009, "530114", None),
    ("呈贡县", 2021, "530114", "RD-former_region"),
    ("昆明市呈贡县", 2010, "530114", None),
    ("530121", 2010, "530114", None),
    ("530121", 2011, "530114", "RD-former_region"),
    ("晋宁县", 2015, "530115", None),
    ("晋宁县", 2016, "530115", "RD-former_region"),
    ("禄丰县", 2020, "532302", None),
    ("532331", 2020, "532302", None),
    ("禄丰县", 2022, "532302", "RD-former_region"),
    ("思茅市", 2002, "530802", None),
    ("思茅市", 2005, "530800", None),
    ("思茅市", 2021, None, "RD-ended_region"),
    ("翠云区", 2006, "530802", None),
    ("中甸县", 2000, "533401", None),
    ("中甸县", 2021, "533401", "RD-former_region"),
    ("潞西市", 2009, "533103", None),
    ("潞西市", 2010, "533103", "RD-former_region"),
    ("德宏傣族景颇族自治州瑞丽市", 2021, "533102", None),  # made anew in 1999 under its name
    ("大理白族自治州大理市", 2021, "532901", None),
    ("昭通市", 2000, "530602", None),  # the county of that name; the prefecture had another
    ("昭通市", 2021, "530600", None),
    ("保山市", 1999, "530502", None),
    ("鲁甸县", 2000, "530621", None),
    ("丽江纳西族自治县", 2021, None, "RD-ended_region"),  # two came of it
    ("丽江纳西族自治县", 2001, "533221", None),  # was a region then, whatever became of it
    ("533221", 2001, "533221", None),
    ("古城区", 2001, None, "RD-later_region"),  # a part of it
    ("丽江市玉龙纳西族自治县", 2001, None, "RD-later_region"),
    ("530702", 2001, None, "RD-later_region"),
    ("古城区", 2002, "530702", None),
    ("畹町市", 1998, "533101", None),
    ("畹町市", 2021, "533102", "RD-former_region"),
    ("530114", 2009, "530114", "RD-early_region_code"),
    ("呈贡区", 2009, "530114", None),  # what the place is called
    ("530114", 2011, "530114", None),
    ("丽江县", 2021, None, "RD-ended_region"),
    ("碧江县", 2021, None, "RD-ended_region"),
    ("路南县", 2021, "530126", "RD-former_region"),  # before the first list of regions
    ("昆明市路南彝族自治县", 2021, "530126", "RD-former_region"),
    ("东川市", 2021, "530113", "RD-former_region"),
    ("安宁县", 2021, "530181", "RD-former_region"),
    ("530123", 2021, "530181", "RD-former_region"),
    ("曲靖地区", 2021, "530300", "RD-former_region"),
    ("普洱县", 2021, "530821", "RD-former_region"),
    ("普洱县", 2006, "530821", None),
    ("曲靖市", 2021, "530300", None),  # once the county of that name
    ("大理", 2021, None, "RD-several_regions"),
    ("红河", 2021, None, "RD-several_regions"),
    ("阳宗海风景名胜区", 2021, None, "RD-development_zone"),
    ("云南滇中新区管理委员会", 2021, None, "RD-development_zone"),
    ("文山工业园", 2021, None, "RD-development_zone"),
    ("昆明经开区", 2021, None, "RD-development_zone"),
    ("昆明高新区管委会", 2021, None, "RD-development_zone"),
    ("滇中新区", 2021, None, "RD-development_zone"),
    ("曲靖经济技术开发区", 2021, None, "RD-development_zone"),
    ("五华区", 2021, "530102", None),
    ("某某街道", 2021, None, None),
]  # fmt: skip


@pytest.fixture(scope="module")
def reader(server: str) -> Reader:
    """What the seeds say of regions."""
    assert server
    with database.connect("loader") as connection:
        return landing.load_reader(connection)


def _read(reader: Reader, folder: Path, regions: list[str], year: int) -> tuple[Filing, list[str]]:
    """A register of people in these regions, and the code that each is read as."""
    people = [factories.person(n, work_region=region) for n, region in enumerate(regions)]
    path = factories.write(folder / "台账.csv", factories.text("talent_register", people, (f"报告期：{year}年",)))
    (filing,) = read(Job(path, path.name, "530102-RC"), reader, folder).filings
    assert filing.rows is not None
    names = ["mark", "sheet", "row_no", *(name for name, _ in filing.form.columns)]
    with filing.rows.open(encoding="utf-8", newline="") as file:
        return filing, [row["work_region__v"] for row in csv.DictReader(file, names)]


@pytest.mark.parametrize(("text", "year", "code", "rule"), CASES)
def test_a_region_is_read_by_the_year(
    reader: Reader, tmp_path: Path, text: str, year: int, code: str | None, rule: str | None
) -> None:
    filing, codes = _read(reader, tmp_path, [text], year)
    assert codes == [code or ""]
    assert [i.rule_id for i in filing.issues if "region" in i.rule_id or "zone" in i.rule_id] == (
        [rule] if rule else []
    )


def test_the_unit_is_told_each_name_once_with_its_rows_and_the_way_out(reader: Reader, tmp_path: Path) -> None:
    filing, _ = _read(reader, tmp_path, ["思茅市", "五华区", "昆明经开区", "思茅市", "保税区"], 2021)
    ended, zone, unnamed = (i for i in filing.issues if i.column == "work_region")
    assert (ended.row_no, ended.value_shown) == (3, "思茅市")
    assert "第3、6行" in ended.message_zh
    assert "思茅区（530802）" in ended.message_zh
    assert "普洱市（530800）" in ended.message_zh
    assert "五华区、盘龙区、官渡区" in zone.message_zh, "the counties of the prefecture that it names"
    assert "曲靖" not in zone.message_zh
    assert unnamed.message_zh.endswith("五华区。"), "those of the unit's own region"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("丽江县", "指今古城区（530702）、玉龙纳西族自治县（530721）"),
        ("大理", "可以指大理白族自治州（532900）、大理市（532901）"),
        ("阳宗海风景名胜区", "：呈贡区、宜良县、澄江市。"),  # in two prefectures, neither of which it names
        ("滇中新区", "：官渡区、嵩明县、安宁市。"),
        ("大理经开区", "：大理市、漾濞彝族自治县"),
        ("西双版纳旅游度假区", "：景洪市、勐海县、勐腊县。"),
        ("大关工业园区", "：五华区。"),  # 大 is no prefecture
    ],
)
def test_what_is_no_region_is_answered_with_those_to_choose_from(
    reader: Reader, tmp_path: Path, text: str, expected: str
) -> None:
    filing, _ = _read(reader, tmp_path, [text], 2021)
    (found,) = (i for i in filing.issues if i.column == "work_region")
    assert expected in found.message_zh


def test_what_was_no_region_yet_is_answered_with_what_it_was(reader: Reader, tmp_path: Path) -> None:
    filing, _ = _read(reader, tmp_path, ["古城区", "533422", "530114"], 2001)
    part, code = (i for i in filing.issues if i.column == "work_region")
    assert "2002年才设立，2001年属于丽江纳西族自治县（533221）" in part.message_zh
    assert "2011年才启用，2001年为呈贡县（530121）" in code.message_zh


def test_every_other_name_stands_for_regions_of_today(reader: Reader) -> None:
    today = dict(reader.regions.today)
    with (settings.folder("seeds") / "region_other_name.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["region_code"] for row in rows} <= set(today)
    assert not {row["name"] for row in rows} & {*today, *today.values()}


def test_a_filing_is_told_nothing_of_names_that_stand(reader: Reader, tmp_path: Path) -> None:
    filing, codes = _read(reader, tmp_path, ["香格里拉市", "芒市", "普洱市思茅区", "宁洱哈尼族彝族自治县"], 2021)
    assert codes == ["533401", "533103", "530802", "530821"]
    assert [i.rule_id for i in filing.issues] == ["RD-rows_elsewhere"], "none of them is of 五华区"
    assert workbooks.reader().regions.former == ()
