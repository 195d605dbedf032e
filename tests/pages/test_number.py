"""How pages say a number, and what a picture draws: nothing is never 0, and growth that nobody filed is not drawn."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest

from talent_warehouse.pages import leader, svg, words
from talent_warehouse.pages.asked import Asked
from talent_warehouse.pages.number import number


@pytest.mark.parametrize(
    ("value", "low", "high", "status", "said"),
    [
        (1234, 1234, 1234, "A", "1,234人"),
        (0, 0, 0, "A", "0人"),
        (20, 20, 30, "A", "20人（20至30）"),
        (300, 0, 300, "A", "300人（0至300）"),
        (5000, 5000, None, "L", "至少5,000人"),
        (800, None, None, "A", "约800人"),
        (800, 700, None, "L", "约800人（至少700人）"),
        (800, 0, None, "L", "约800人"),
        (None, 8, 15, "U", "8至15人"),
        (None, 21, 21, "U", "21人"),
        (None, 8, None, "L", "至少8人"),
        (None, 0, None, "L", "未报"),
        (None, None, 9, "U", "至多9人"),
        (None, None, None, "Q", "xx（遮蔽）"),
        (None, None, None, "O", "缺报"),
        (None, None, None, "M", "不适用"),
        (None, None, None, None, "未报"),
        (7, 7, None, "Q", "至少7人（含遮蔽）"),
        (12, 12, 12, "P", "12人（公示中）"),
    ],
)
def test_a_number_says_what_it_is_worth(
    value: int | None, low: int | None, high: int | None, status: str | None, said: str
) -> None:
    assert number(value, low, high, status, "人") == said


def test_money_is_said_in_ten_thousands() -> None:
    assert number(Decimal("16526000.00"), Decimal("16526000.00"), None, "L", "万元", 10_000) == "至少1,652.6万元"


def _point(year: int, value: int | None, is_complete: bool, high: int | None = None) -> svg.Point:
    known = None if value is None else Decimal(value)
    return svg.Point(
        year, known, known, None if high is None else Decimal(high), "L", 3, 3 if is_complete else 9, is_complete
    )


@pytest.mark.parametrize(
    ("points", "lines"),
    [
        ([_point(2020, 80, True, 80), _point(2021, 92, True, 92), _point(2022, 95, True, 95)], 2),
        ([_point(2020, 80, False), _point(2021, 92, False)], 0),
        ([_point(2020, 80, True, 80), _point(2021, 92, False)], 0),
        ([_point(2020, 80, True, 80), _point(2022, 92, True, 92)], 0),
        ([_point(2020, 80, True, 80), _point(2021, None, False), _point(2022, 92, True, 92)], 0),
    ],
)
def test_a_line_joins_only_complete_years_that_follow_each_other(points: list[svg.Point], lines: int) -> None:
    drawn = str(svg.trend(points, "人才总量"))
    assert drawn.count(f'stroke="{svg._LINE}" stroke-width="2"') == lines
    assert drawn.count("<circle") + drawn.count("<path") == sum(p.value is not None for p in points)


def test_a_year_without_a_number_is_a_word_and_no_point() -> None:
    drawn = str(svg.trend([_point(2020, 80, True, 80), _point(2021, None, False)], "人才总量"))
    assert ">未报<" in drawn
    assert 'aria-label="人才总量：2020年80，在案3/3；2021年未报，在案3/9"' in drawn
    assert svg.trend([_point(2021, None, False)], "人才总量") == ""


@pytest.mark.parametrize(
    ("name", "region", "said"),
    [
        ("昆明市五华区委人才工作领导小组办公室", "昆明市", "五华区人才办"), ("昆明市教育体育局", "昆明市", "教育体育局"),
        ("昆明市教育体育局", "", "昆明市教育体育局"),
    ],
)  # fmt: skip
def test_a_unit_is_called_as_people_call_it(name: str, region: str, said: str) -> None:
    assert words.short(name, region) == said


def test_periods_in_words() -> None:
    assert [words.period(p) for p in ("2021", "2021-Q2", "2021-05", "_U")] == [
        "2021年",
        "2021年第2季度",
        "2021年5月",
        "未写明",
    ]


def test_how_an_explanation_stands() -> None:
    assert words.decided("accepted", True, False, 90) == ("waiting", "待第二人确认")
    assert words.decided("accepted", False, False, -3) == ("refused", "已过期")
    assert words.decided("confirmed", True, True, 12) == ("explained", "已确认，12天后到期")


def _row(**known: object) -> SimpleNamespace:
    """A province's row of the mart: nothing known but what is given."""
    columns = {column for _, column, *_ in leader.FIGURES} | {column for _, column in leader.LADDER}
    blank = {c + end: None for c in columns for end in ("", "_low", "_high")}
    blank |= {f"{c}_status": "L" for c in columns} | {f"{c}_is_complete": False for c in columns}
    place = {
        "region_level": "province",
        "region_name": "示例省",
        "is_complete": False,
        "units_in_force": 3,
        "units_expected": 9,
    }
    return SimpleNamespace(**(blank | place | {"year": 2021} | known))


def test_a_leader_sees_what_is_known_and_of_which_year() -> None:
    known = {f"headcount{end}": Decimal(80) for end in ("", "_low", "_high")} | {"headcount_is_complete": True}
    money = {
        "awarded_yuan": Decimal(1_200_000),
        "awarded_yuan_low": Decimal(1_200_000),
        "secured_yuan": Decimal(600_000),
    }
    shown = leader.values(Asked({"headcount": [_row(**known, **money), _row(year=2022)]}), {})
    assert (shown["year"], shown["filed"], shown["owed"]) == (2021, 3, 9)
    told = {f.name: (f.told, f.is_complete) for f in shown["figures"]}
    assert told["人才总量"] == ("80人", True)
    assert told["获得资金"] == ("至少120万元", False)
    assert told["项目参与人数"] == ("未报", False)
    assert [(s.name, s.told, s.width) for s in shown["ladder"]][:3] == [
        ("争取", "约60万元", 50), ("获得", "至少120万元", 100), ("配套", "未报", 0),
    ]  # fmt: skip
    assert leader.values(Asked({}), {})["year"] is None


def test_digits_that_are_cut_off_make_no_bound_tighter() -> None:
    low, high = Decimal("19401069"), Decimal("19401131")
    assert number(low, low, None, "L", "万元", 10_000) == "至少1,940.1万元"
    assert number(None, low, high, "I", "万元", 10_000) == "1,940.1至1,940.12万元"
    assert number(low, low, low, "A", "万元", 10_000) == "1,940.11万元"
