"""Ledgers, logs and rosters from the inbox to the marts that show them, through every real component."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

import factories
from factories import ACTIVITY, EXPERT, MOVEMENT
from talent_warehouse import database, night


def _write(tmp_path: Path, name: str, form: str, rows: Sequence[dict[str, str]], period: str = "2021年") -> None:
    factories.write(tmp_path / "inbox" / name, factories.text(form, rows, (f"报告期：{period}",)))


def _shown(query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.role_url("analyst")) as connection:
        return connection.execute(query.encode()).fetchall()


@pytest.mark.slow
@pytest.mark.usefixtures("warehouse")
def test_forms_of_programmes_reach_their_marts(tmp_path: Path) -> None:
    _write(tmp_path, "530100-KJ/经费.csv", "funding_ledger", [
        MOVEMENT,
        # for two who have not divided it: one sum
        MOVEMENT | {"stage": "到位", "amount": "90", "payee_count": "2", "movement_date": "2021-05-31"},
    ], "2021年5月")  # fmt: skip
    _write(tmp_path, "530102-RC/服务.csv", "service_log", [
        ACTIVITY,
        ACTIVITY | {"activity_type": "指导", "activities": "3", "attendances": "9", "people_served": "30"},
        ACTIVITY | {"place_text": "另一村", "activities": "1", "attendances": "30", "people_served": "20"},
    ], "2021年5月")  # fmt: skip
    persons = [{"name": f"测某{n}", "id_number": factories.id_number(n), **EXPERT} for n in range(3)]
    _write(tmp_path, "530100-KJ/名册.csv", "programme_roster", [
        persons[0] | {"programme": "科技特派员"},
        persons[0] | {"programme": "“三区”科技人才"},
        persons[1] | {"programme": "科技特派员"},
        persons[2] | {"programme": "“三区”科技人才", "life_stage": "公示中"},
    ])  # fmt: skip
    half_a_fen = MOVEMENT | {
        "programme": "科技特派员", "stage": "支出", "payer": "昆明市盘龙区委人才工作领导小组办公室", "region": "盘龙区",
        "amount": "33.3333333333",
    }  # fmt: skip
    _write(tmp_path, "530103-RC/经费.csv", "funding_ledger", [
        half_a_fen | {"fund_ref": f"盘财〔2021〕{n}号", "payee": payee} for n, payee in enumerate(("甲公司", "乙公司"), 1)
    ], "2021年5月")  # fmt: skip
    ingested = night.ingest()
    assert (ingested.accepted, ingested.returned) == (4, 0)
    assert night.publish() is not None
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
    ) == [("_T", 6, 75, 40, 40, "O"), ("guidance", 3, 9, None, 30, "U"), ("training", 3, 75, None, 40, "U")]
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
