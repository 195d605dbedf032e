"""Ledgers, logs and rosters from the inbox to the marts that show them, through every real component."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

import factories
from clones import Template, shared
from factories import ACTIVITY, EXPERT, MOVEMENT, PERSON
from talent_warehouse import database, night

pytestmark = pytest.mark.slow


def _write(tmp_path: Path, name: str, form: str, rows: Sequence[dict[str, str]], period: str = "2021年") -> None:
    factories.write(tmp_path / "inbox" / name, factories.text(form, rows, (f"报告期：{period}",)))


def _shown(query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.role_url("analyst")) as connection:
        return connection.execute(query.encode()).fetchall()


# Returns beside each other: by whom, of which year, what they say.
POP = {"measure": "POP_RESIDENT", "unit": "人"}
BASES, HEADS, STC, AREAS = (
    {"measure": "BASES_BUILT"},
    {"measure": "PROG_PARTICIPANTS", "unit": "人"},
    "科技特派员",
    "“三区”科技人才",
)
PENDING, SPENT = {"measure": "PROG_PARTICIPANTS_PENDING", "unit": "人"}, {"measure": "FUND_SPENT", "unit": "万元"}
TWICE = MOVEMENT | {"fund_ref": "昆科发〔2021〕13号", "programme": STC, "amount": "39.5"}
ZHAOTONG = {"region": "昭通市"}
HIRES = {"region": "盘龙区", "unit": "人"}
STATED: tuple[tuple[str, str, list[dict[str, str]]], ...] = (
    # 不适用 beside a programme, two rungs, two editions, a plan
    ("530600-RC", "2023", [
        ZHAOTONG | PENDING | {"programme": "技术经纪人", "life_stage": "推荐", "value": "70"},
        ZHAOTONG | PENDING | {"programme": "技术经纪人", "life_stage": "申报", "value": "44"},
        ZHAOTONG | SPENT | {"value": "50"},
        ZHAOTONG | SPENT | {"programme": STC, "value": "300"},
        ZHAOTONG | HEADS | {"programme": STC, "edition": "第三届", "life_stage": "认定", "value": "30"},
        ZHAOTONG | HEADS | {"programme": STC, "edition": "第四届", "life_stage": "认定", "value": "40"},
        ZHAOTONG | HEADS | {"programme": AREAS, "life_stage": "计划", "value": "500"},
    ]),
    # no stage, where the rosters that there are name nobody
    ("532900-RC", "2021", [HEADS | {"region": "大理州", "programme": STC, "value": "128"}]),
    # wholes that say less than their parts
    ("530300-RC", "2021", [
        BASES | {"region": "曲靖市", "programme": programme, "value": value}
        for programme, value in ((STC, "100"), (AREAS, "200"), ("全部", "10以上"))
    ] + [
        {"measure": "VILLAGES_SERVED", "region": "曲靖市", "programme": programme, "value": value}
        for programme, value in ((STC, "60"), ("全部", "5以上"))
    ]),
    # a whole that its children refute, and one that holds more than theirs
    ("530100-RC", "2020", [POP | {"value": "5000"}, BASES | {"programme": "全部", "value": "60"}]),
    ("530102-RC", "2020", [POP | {"region": "五华区", "value": "30000"},
                           BASES | {"region": "五华区", "programme": "全部", "value": "45"}]),
    ("530103-RC", "2020", [POP | {"region": "盘龙区", "value": "125000"}]),
    # of hires, what a register refutes and what it does not
    ("530103-RC", "2021", [HIRES | {"measure": "HIRED_TOTAL", "period_start": "2020-01", "value": "1"},
                           HIRES | {"measure": "HIRED_EXAM", "period_start": "2021-01", "value": "5"}]),
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def published(server: str, built: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    home = tmp_path_factory.mktemp("marts")
    with shared(server, home, built):
        _write(home, "530100-KJ/经费.csv", "funding_ledger", [
            MOVEMENT,
            # for two who have not divided it: one sum
            MOVEMENT | {"stage": "到位", "amount": "90", "payee_count": "2", "movement_date": "2021-05-31"},
            TWICE | {"movement_date": "2021-05-10"},
        ], "2021年5月")  # fmt: skip
        _write(home, "530000-KJ/经费.csv", "funding_ledger", [TWICE | {"movement_date": "2021-05-13"}], "2021年5月")
        _write(home, "530102-RC/服务.csv", "service_log", [
            ACTIVITY,
            ACTIVITY | {"activity_type": "指导", "activities": "3", "attendances": "9", "people_served": "30"},
            ACTIVITY | {"place_text": "另一村", "activities": "1", "attendances": "30", "people_served": "20"},
        ], "2021年5月")  # fmt: skip
        persons = [{"name": f"测某{n}", "id_number": factories.id_number(n), **EXPERT} for n in range(3)]
        _write(home, "530100-KJ/名册.csv", "programme_roster", [
            persons[0] | {"programme": "科技特派员"},
            persons[0] | {"programme": "“三区”科技人才"},
            persons[1] | {"programme": "科技特派员"},
            persons[1] | {"programme": "“三区”科技人才", "service_region": "盘龙区"},
            persons[2] | {"programme": "“三区”科技人才", "life_stage": "公示中"},
        ])  # fmt: skip
        hired = [
            {"entry_date": "2021-05"},
            {"entry_date": "2021-07"},
            {"entry_date": "2020-07", "title_date": "2021-06"},
        ]
        _write(home, "530103-RC/台账.csv", "talent_register", [
            PERSON | {"name": f"测录{n}", "id_number": factories.id_number(10 + n), "work_region": "盘龙区"} | one
            for n, one in enumerate(hired)
        ])  # fmt: skip
        half_a_fen = MOVEMENT | {
            "programme": "科技特派员", "stage": "支出", "payer": "昆明市盘龙区委人才工作领导小组办公室", "region": "盘龙区",
            "amount": "33.3333333333",
        }  # fmt: skip
        _write(home, "530103-RC/经费.csv", "funding_ledger", [
            half_a_fen | {"fund_ref": f"盘财〔2021〕{n}号", "payee": payee} for n, payee in enumerate(("甲公司", "乙公司"), 1)
        ], "2021年5月")  # fmt: skip
        for unit, year, stated in STATED:
            rows = [factories.RETURN | {"year": year, "unit": "个"} | one for one in stated]
            _write(home, f"{unit}/{year}.csv", "measure_return", rows, f"{year}年")
        ingested = night.ingest()
        assert (ingested.accepted, ingested.returned) == (6 + len(STATED), 0)
        assert night.publish() is not None
        yield


def test_forms_of_programmes_reach_their_marts() -> None:
    # a ledger of one month is a part of the year: at least
    assert _shown(
        "select awarded_yuan, awarded_yuan_high, received_yuan, received_rate, days_award_to_receipt, one_sided_yuan, is_complete"
        " from mart.mart_funding_execution where region_code = '530100' and rollup = 'own' and fund_year = 2021"
        " and programme_code = 'THREE_AREAS'"
    ) == [(1200000, None, 900000, None, 30, 2100000, False)]
    # what two payments come to is rounded once
    assert _shown(
        "select spent_yuan_low, one_sided_yuan from mart.mart_funding_execution"
        " where region_code = '530103' and rollup = 'own' and fund_year = 2021 and programme_code = 'STC'"
    ) == [(Decimal("666666.67"), Decimal("666666.67"))]
    assert _shown(
        "select activity_type, activities, attendances, people_served, people_served_low, attendances_per_activity_status"
        " from mart.mart_service_outcomes where region_code = '530102' and rollup = 'own' and year = 2021"
        " and programme_code = 'STC' order by activity_type"
    ) == [("_T", 6, 84, 40, 40, "O"), ("guidance", 3, 9, None, 30, "U"), ("training", 3, 75, None, 40, "U")]
    # what trains alone is a measure of its own
    assert _shown(
        "select attendances_low from mart.mart_region_programme_year where region_code = '530102' and rollup = 'own'"
        " and year = 2021 and programme_code = 'STC'"
    ) == [(75,)]
    people = _shown(
        "select programme_code, life_stage, people_low from mart.mart_programme_people where region_code = '530102'"
        " and rollup = 'own' and year = 2021 and role = '_T' and people_low > 0 order by programme_code, life_stage"
    )
    assert [row for row in people if row[1] == "_T"] == [
        ("STC", "_T", 2), ("STC_THREE_AREAS", "_T", 2), ("THREE_AREAS", "_T", 1), ("_T", "_T", 2)]  # fmt: skip
    assert [row for row in people if row[1] == "in_public_notice"] == [
        (p, "in_public_notice", 1) for p in ("STC_THREE_AREAS", "THREE_AREAS", "_T")
    ]
    assert _shown(
        "select participants_low from mart.mart_region_programme_year where region_code = '530102' and rollup = 'own'"
        " and year = 2021 and programme_code = 'STC_THREE_AREAS'"
    ) == [(2,)]
    assert _shown(
        "select distinct outcome from mart.mart_identity where region_code = '530102' and year = 2021"
        " and identity_code = 'PARTICIPANTS_STC_WITHIN_SET'"
    ) == [("undecidable",)]
    assert _shown("select count(*) from mart.mart_observation") == _shown(
        "select count(*) from mart.fct_observation_best"
    )


def _cell(measure: str, region: str, year: int, programme: str = "_T", **other: str) -> tuple[Any, ...]:
    """Value, bounds, qualifier, status and verdict of a total as it is published."""
    keys = {"since": str(year), "scope": "region", "item": "_T", "life_stage": "_reached", "edition": "_T"} | other
    return _shown(
        "select value, value_low, value_high, qualifier, obs_status, verdict from mart.mart_observation"
        f" where measure_code = '{measure}' and region_code = '{region}' and rollup = 'total' and year = {year}"
        f" and programme_code = '{programme}' and " + " and ".join(f"{name} = '{code}'" for name, code in keys.items())
    )[0]


def test_what_belongs_to_no_programme_is_added_to_what_belongs_to_one() -> None:
    assert _cell("FUND_SPENT", "530600", 2023)[:4] == (3500000, 3490000, None, ">=")
    assert _cell("FUND_SPENT", "530600", 2023, "STC")[:2] == (3000000, 2995000)
    assert _shown(
        "select spent_yuan_low, spent_yuan_high from mart.mart_funding_execution"
        " where region_code = '530600' and rollup = 'total' and fund_year = 2023 and programme_code = '_T'"
    ) == [(3490000, None)]


def test_rungs_add_and_editions_overlap_and_neither_is_the_whole() -> None:
    for programme in ("TECH_BROKER", "_T"):
        assert _cell("PROG_PARTICIPANTS", "530600", 2023, programme, life_stage="_pending")[:4] == (
            114,
            114,
            None,
            ">=",
        )
    assert _cell("PROG_PARTICIPANTS", "530600", 2023, "STC")[:4] == (40, 40, None, ">=")
    assert _shown(
        "select participants_low, participants_high, is_complete, participants_pending_low"
        " from mart.mart_region_programme_year where region_code = '530600' and rollup = 'total' and year = 2023"
        " and programme_code = '_T'"
    ) == [(40, None, False, 114)]


def test_a_return_without_a_stage_meets_the_rosters() -> None:
    assert _cell("PROG_PARTICIPANTS", "532900", 2021, "STC") == (0, 0, 0, "=", "A", "disagree")


def test_a_whole_is_at_least_its_parts() -> None:
    assert _cell("BASES_BUILT", "530300", 2021, since="_U")[1] == 300
    assert _cell("VILLAGES_SERVED", "530300", 2021, since="_U")[1] == 60


def test_a_whole_that_its_children_refute_wins_nothing() -> None:
    value, low, _, _, status, verdict = _cell("POP_RESIDENT", "530100", 2020)
    assert (value, low, status, verdict) == (None, 5000, "U", "disagree")
    assert [_cell("POP_RESIDENT", region, 2020)[0] for region in ("530102", "530103")] == [30000, 125000]
    assert _shown(
        "select population, population_low, population_status, urban_area_km2 from mart.mart_context"
        " where region_code in ('530102', '530103') and rollup = 'total' and year = 2020 order by region_code"
    ) == [(30000, 30000, "A", None), (125000, 125000, "A", None)]
    assert _shown(
        "select count(*) from mart.mart_witness_disagreement where measure_code = 'POP_RESIDENT' and year = 2020"
    ) != [(0,)]


def test_a_register_says_the_least_of_hires_and_new_titles() -> None:
    # who came or rose is counted, and may yet be claimed by units that are silent
    assert _cell("TITLE_NEW_INTERMEDIATE", "530103", 2021) == (1, 1, None, "~", "I", "alone")
    assert _shown(
        "select value, value_low, value_high, qualifier from mart.mart_observation where measure_code = 'HIRED_TOTAL'"
        " and region_code = '530103' and rollup = 'own' and since = '2021'"
    ) == [(2, 2, None, "~")]
    # a return of more holds it, one since an earlier year of less is contradicted
    assert _cell("HIRED_EXAM", "530103", 2021) == (5, 5, 5, "=", "I", "agree")
    assert _cell("HIRED_TOTAL", "530103", 2021)[-1] == "disagree"
    assert _shown(
        "select distinct best_witness, verdict from mart.mart_witness_disagreement where measure_code = 'HIRED_TOTAL'"
        " and region_code = '530103' and since = '2021'"
    ) == [("derived", "disagree")]


def test_what_counties_filed_does_not_replace_what_the_prefecture_did() -> None:
    assert _cell("BASES_BUILT", "530100", 2020, since="_U")[:4] == (60, 60, 60, "=")


def test_a_number_is_complete_whatever_else_is_missing_of_the_place() -> None:
    assert _shown(
        "select measure_code, is_complete from mart.mart_observation where region_code = '532900' and rollup = 'total'"
        " and year = 2021 and programme_code = '_T' and measure_code in ('PROG_PARTICIPANTS', 'TALENT_HEADCOUNT')"
        " and life_stage = '_reached' and edition = '_T' order by measure_code"
    ) == [("PROG_PARTICIPANTS", True), ("TALENT_HEADCOUNT", False)]


def test_a_person_of_two_counties_is_one_of_their_prefecture() -> None:
    shown = _shown(
        "select region_code, participants_low from mart.mart_region_programme_year"
        " where region_code in ('530100', '530102', '530103') and rollup = 'total' and year = 2021"
        " and programme_code = 'STC_THREE_AREAS' order by region_code"
    )
    assert shown == [("530100", 2), ("530102", 2), ("530103", 1)]


def test_a_payment_that_its_two_sides_date_apart_counts_once() -> None:
    assert _cell("FUND_AWARDED", "530100", 2021, "STC")[:4] == (395000, 395000, None, ">=")
    assert _shown(
        "select awarded_yuan, awarded_yuan_low from mart.mart_funding_execution where region_code = '530100'"
        " and rollup = 'total' and fund_year = 2021 and programme_code = 'STC'"
    ) == [(395000, 395000)]
