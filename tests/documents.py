"""What a prefecture and a county of the cookbook's province file of the things that the source documents tell, and what
the queries that ask about them answer, worked out by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import factories

Rows = Sequence[dict[str, str | None]]
File = Callable[[Path, str, str, Rows, str, str], None]
CITY, TOWN = "昭通市", "大理市"


def _says(region: str, year: int, measure: str, value: str, unit: str, **more: str) -> dict[str, str | None]:
    return {
        "measure": measure, "region": region, "programme": "不适用", "year": str(year), "scope": "本地区",
        "value": value, "unit": unit, **more,
    }  # fmt: skip


def _review(year: int) -> Iterator[dict[str, str | None]]:
    """Headline figures of two years, and the growth that the second claims over the first."""
    density, share, introduced = {2020: ("40", "20", "100"), 2021: ("60", "30", "130")}[year]
    yield _says(CITY, year, "TALENT_DENSITY", density, "人/万人")
    yield _says(CITY, year, "DEGREE_SHARE", share, "%")
    yield _says(CITY, year, "TALENT_INTRODUCED", introduced, "人")
    if year == 2021:
        since = {"period_start": "2020-01"}
        yield _says(CITY, year, "TALENT_DENSITY_GROWTH", "1.5", "倍", **since)
        yield _says(CITY, year, "DEGREE_SHARE_GROWTH", "3", "倍", **since)
        yield _says(CITY, year, "TALENT_INTRODUCED_CAGR", "超过20", "%", **since)


def _city() -> Iterator[dict[str, str | None]]:
    """What the prefecture states of programmes in 2021."""
    for programme, measure, value, unit in (
        ("新型研发机构", "PLATFORMS", "7", "个"),
        ("新型研发机构", "PLATFORM_HIGHTECH_SHARE", "33", "%"),
        ("创新联合体", "PLATFORMS", "8", "个"),
        ("创新联合体", "PLATFORM_HIGHTECH_SHARE", "50", "%"),
        ("省重点实验室", "PLATFORM_HIGHTECH_SHARE", "xx", "%"),
        ("乡村人才振兴五年行动计划", "POLICY_YEARS", "5", "年"),
        ("优才培育计划", "POLICY_YEARS", "10", "年"),
        ("优才培育计划", "PROG_PARTICIPANTS_TARGET", "90", "人"),
        ("科技特派员", "CONSULTATIONS", "40", "次"),
        ("科技特派员", "CONSULTATIONS_ANSWERED", "30", "次"),
        ("产业创新团队（省级）", "TEAMS", "100余", "支"),
        ("产业创新团队（省级）", "EDITIONS", "3", "届"),
        ("高新技术企业", "ENTERPRISES", "34", "家"),
        ("“三个一线”淬火计划", "PERSONS_SECONDED", "40余", "人"),
    ):
        yield _says(CITY, 2021, measure, value, unit, programme=programme)
    yield _says(CITY, 2021, "TRAIN_SESSIONS", "3", "期", programme="科技特派员", item="线上", period_start="2021-01")


def _town() -> Iterator[dict[str, str | None]]:
    """What the county states in 2021."""
    for measure, value in (
        ("TITLE_NEW_SENIOR_ASSOCIATE", "9"),
        ("TITLE_NEW_GRASSROOTS_ASSOCIATE", "3"),
        ("HIRED_TOTAL", "60"),
        ("HIRED_OVERSEAS", "xx"),
    ):
        yield _says(TOWN, 2021, measure, value, "人", period_start="2021-01")
    for measure, value, unit in (
        ("SAPLINGS_DISTRIBUTED", "1.2万", "株"),
        ("TOWNSHIPS_SUPPLIED", "2", "个"),
        ("VILLAGES_SUPPLIED", "5", "个"),
    ):
        yield _says(TOWN, 2021, measure, value, unit, programme="庭院经济")
    yield _says(TOWN, 2021, "PLATFORMS_NEW", "2", "个", programme="众创空间")
    yield _says(TOWN, 2021, "PERSONS_HONOURED_PENDING", "1", "人", programme="科技工作奖")


def _things() -> Rows:
    """A plan of five years, a policy in its second version, and a leading group that was raised in rank."""
    policy = factories.ENTITY | {
        "programme": "不适用", "level": "州（市）级", "life_stage": "印发", "region": CITY, "lead_unit": None,
        "lead_kind": None, "authority": "示例市人才工作领导小组办公室",
    }  # fmt: skip
    return [
        policy | {
            "entity_type": "规划计划", "entity_name": "示例五年计划", "programme": "乡村人才振兴五年行动计划",
            "entity_code": "示发〔2021〕5号", "valid_from": "2021-01", "valid_to": "2025-12",
        },
        policy | {
            "entity_type": "政策文件", "entity_name": "示例政策2.0", "entity_code": "示发〔2021〕6号", "version": "2.0版",
            "predecessor": "示例政策1.0", "relation": "升级", "size": "12", "size_unit": "条", "first_date": "2019-05",
            "stage_date": "2021-06",
        },
        policy | {
            "entity_type": "领导小组", "entity_name": "示例市委人才工作领导小组", "life_stage": "成立", "authority": None, "first_date": "2014-03",
            "stage_date": "2021-08", "predecessor": "示例市人才工作领导小组", "relation": "升级",
        },
    ]  # fmt: skip


def file(write: File, inbox: Path) -> None:
    """All of it, by the prefecture 昭通市 and the county 大理市."""
    write(inbox, "530600-RC/2020.csv", "measure_return", list(_review(2020)), "2021-02-01", "2020年")
    write(inbox, "530600-RC/2021.csv", "measure_return", [*_review(2021), *_city()], "2022-02-10", "2021年")
    whole = _says(
        CITY, 2021, "PROG_PARTICIPANTS_TARGET", "1000", "人", programme="优才培育计划", period_start="2015-01"
    )
    write(inbox, "530600-RC/目标.csv", "measure_return", [whole], "2022-02-11", "2021年\n分表：目标")
    write(inbox, "530600-RC/名录.csv", "entity_register", _things(), "2022-02-10", "2021年")
    write(inbox, "530600-RC/岗位.csv", "post_ledger", [factories.POSTS | {"region": CITY, "programme": "智汇引才活动"}],
          "2022-01-20", "2021年")  # fmt: skip
    write(inbox, "532901-RC/2021.csv", "measure_return", list(_town()), "2022-02-10", "2021年")


HERE, THERE = {"region_code": "530600"}, {"region_code": "532901"}
EXPECTED: dict[str, list[dict[str, object]]] = {
    "23_stated_growth": [
        # 59.5 / 40.5 to 60.5 / 39.5, within 1.45 to 1.55
        HERE | {"measure_code": "TALENT_DENSITY_GROWTH", "base_year": 2020, "outcome": "holds"},
        # from 20 to 30 per cent is one and a half times, and not three
        HERE | {"measure_code": "DEGREE_SHARE_GROWTH", "stated_low": Decimal("2.5"), "outcome": "violated"},
    ],
    "24_introduced_growth": [
        # 130 / 100 - 1
        HERE | {"rate_low": 30, "rate_high": 30, "stated_low": 20, "outcome": "holds", "every_year": "rose"},
    ],
    "25_shares_of_whole_numbers": [
        # of seven, two are 29 per cent and three are 43
        HERE | {"programme_code": "NEW_RD", "total": 7, "whole_low": 3, "whole_high": 2, "outcome": "violated"},
        HERE | {"programme_code": "CONSORTIUM", "whole_low": 4, "whole_high": 4, "outcome": "holds"},
        HERE | {"programme_code": "KEY_LAB", "outcome": "undecidable"},
    ],
    "26_plan_horizons": [
        HERE | {"programme_code": "POL_RURAL_5Y", "first_year": 2021, "last_year": 2025, "years": 5, "outcome": "holds"},
        HERE | {"programme_code": "TRAINING_THOUSAND", "years": None, "outcome": "undecidable"},
    ],
    "27_plans_and_targets": [
        # ten times ninety
        HERE | {"programme_code": "TRAINING_THOUSAND", "target_low": 1000, "yearly_high": 90, "outcome": "violated"},
    ],
    "28_new_titles": [THERE | {"measure_code": "TITLE_NEW_GRASSROOTS_ASSOCIATE", "shown": "3"}],
    "29_recruited_and_transferred": [THERE | {"measure_code": "HIRED_TOTAL", "shown": "60"}],
    # the largest of three activities: the people may be the same
    "30_experts_to_the_grassroots": [
        {"region_code": "530102", "programme_code": "STC", "people_served_low": 40, "is_complete": False},
    ],
    "31_handed_out": [THERE | {"programme_code": "COURTYARD", "measure_code": "SAPLINGS_DISTRIBUTED", "value": 12_000}],
    "32_platforms": [THERE | {"programme_code": "MAKERSPACE", "measure_code": "PLATFORMS_NEW", "shown": "2"}],
    "33_money_by_stage": [
        # 200 and 150, in 万元
        {"region_code": "530100", "programme_code": "STC", "awarded_low": 2_000_000, "received_low": 1_500_000,
         "received_rate": Decimal("0.75")},
    ],
    "34_consultations": [
        # 30 / 40
        HERE | {"programme_code": "STC", "measure_code": "CONSULT_REPLY_RATE", "value": 75},
    ],
    "35_trainings_by_mode": [HERE | {"programme_code": "STC", "item": "online", "shown": "3"}],
    "36_honours": [THERE | {"programme_code": "ST_AWARD", "measure_code": "PERSONS_HONOURED_PENDING", "shown": "1"}],
    "37_teams": [HERE | {"programme_code": "INDUSTRY_TEAM_PROV", "measure_code": "TEAMS", "value_low": 100}],
    "38_enterprises": [HERE | {"programme_code": "HIGH_TECH", "measure_code": "ENTERPRISES", "shown": "34"}],
    "39_policies": [
        HERE | {"entity_name": "示例政策2.0", "predecessor": "示例政策1.0", "relation": "upgraded", "articles": 12},
        HERE | {"entity_name": "示例五年计划", "years": 5, "is_in_force": True},
    ],
    "40_demand": [HERE | {"industry": "education", "offered_low": 12, "filled_low": 10}],
    "41_recruitment_drives": [
        # ten of fifteen openings
        HERE | {"programme_code": "SMART_FAIR", "edition": "第6届", "posts_low": 12, "applicants_low": 40, "filled_low": 10},
    ],
    "42_secondments": [HERE | {"programme_code": "FRONTLINE", "value_low": 40, "value_high": 50}],
    "43_review_of_years": [
        HERE | {"measure_code": "TALENT_INTRODUCED", "base_value": 100, "value": 130, "growth": Decimal("0.3"),
                "multiple": Decimal("1.3")},
    ],
    "44_milestones": [
        HERE | {"year": 2021, "event": "upgraded", "entity_name": "示例市委人才工作领导小组", "predecessor": "示例市人才工作领导小组"},
    ],
    "45_title_growth": [
        # five, then seven or eight
        {"region_code": "530102", "measure_code": "TITLE_STAFF", "year": 2021, "growth_low": Decimal("0.4"),
         "growth_high": Decimal("0.6")},
    ],
}  # fmt: skip
