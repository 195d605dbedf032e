"""Who is honoured, sent, linked or taught beside who takes part: the one says nothing of the other."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

import factories
from talent_warehouse import database, night, settings

pytestmark = [pytest.mark.published, pytest.mark.usefixtures("warehouse")]
KNOWN = {"programme": "科技特派员", "edition": "第三批", **factories.EXPERT}
PLACE = {"region": "530102", "rollup": "total", "year": 2021}
OTHERS: tuple[dict[str, str | None], ...] = (
    # a participant who is honoured as well, at a higher stage; a namesake without a number; whole rows aside
    {
        "role": "获奖者",
        "award_level": "省级",
        "name": "测某400",
        "id_number": factories.id_number(400),
        "life_stage": "实施",
    },
    {"role": "获奖者", "name": "测某401", "id_type": "无", "id_number": None},
    {"role": "获奖者", "award_level": "省级", "id_number": factories.id_number(503)[:-1] + "Y"},
    {"role": "选派人员", "start_date": "2021-03", "end_date": "2023-03", "edition": "第九批"},
    {"role": "选派人员", "life_stage": "公示中"},
    {"role": "技术人员", "start_date": "2021-09", "programme": "专家服务团"},
    {"role": "联系服务对象", "linked_by": "副州长", "service_region": "盘龙区"},
    {"role": "联络员", "life_stage": "撤销"},
)


def _file(rows: list[dict[str, str | None]]) -> None:
    path = settings.places().inbox / "530100-KJ" / f"名册{len(rows)}.csv"
    factories.write(path, factories.text("programme_roster", rows, ("报告期：2021年",)))
    assert night.ingest().accepted == 1
    night.publish()


def _asked(query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.role_url("analyst")) as connection:
        return connection.execute(query.encode()).fetchall()


def _participants() -> tuple[list[tuple[Any, ...]], ...]:
    """All that is published of participants, but how many rows of the roster were set aside."""
    cells = """
        select region_code, rollup, programme_code, year, life_stage, edition, measure_code, value, value_low, value_high,
            obs_status, is_complete, why_incomplete
        from mart.mart_observation
        where measure_code in ('PROG_PARTICIPANTS', 'PROG_PARTICIPANTS_NEW', 'PROG_PARTICIPANTS_PENDING', 'PROG_SERVING')
            and region_code in ('530000', '530100', '530102')
        order by 1, 2, 3, 4, 5, 6, 7
    """
    people = """
        select region_code, rollup, programme_code, year, life_stage, role, people, people_low, is_complete
        from mart.mart_programme_people
        where role = '_T' and region_code in ('530000', '530100', '530102')
        order by 1, 2, 3, 4, 5, 6
    """
    counted = """
        select person_key, programme_code, edition, role from mart.fct_programme_participation
        where is_counted order by 1, 2, 3, 4
    """
    with psycopg.connect(database.role_url("steward")) as connection:
        who = connection.execute(counted.encode()).fetchall()
    return _asked(cells), _asked(people), who


def test_who_takes_no_part_moves_no_cell_of_participants() -> None:
    names: list[dict[str, str | None]] = [
        KNOWN
        | {"name": f"测某{n}", "id_number": factories.id_number(n), "start_date": "2021-05", "end_date": "2022-04"}
        for n in range(400, 412)
    ]
    _file(names)
    before = _participants()
    assert all(before)
    _file(
        names
        + [KNOWN | {"name": f"测某{n}", "id_number": factories.id_number(n)} | one for n, one in enumerate(OTHERS, 501)]
    )
    assert _participants() == before
    found = _asked("""
        select measure_code, value, qualifier, value_low from mart.mart_observation
        where region_code = '530102' and rollup = 'total' and year = 2021 and programme_code = '_T' and edition = '_T'
            and life_stage = '_reached' and measure_code in ('PERSONS_HONOURED', 'PERSONS_SECONDED', 'TECHNICIANS_SENT')
        order by measure_code
    """)
    assert found == [
        ("PERSONS_HONOURED", 2, ">=", 2), ("PERSONS_SECONDED", 1, ">=", 1), ("TECHNICIANS_SENT", 1, ">=", 1),
    ]  # fmt: skip
    roles = _asked("""
        select role, people from mart.mart_programme_people
        where region_code = '530100' and rollup = 'total' and year = 2021 and programme_code = 'STC' and life_stage = '_T'
        order by role
    """)
    assert roles == [("_T", 12), ("awardee", 2), ("expert", 12), ("linked", 1), ("seconded", 1)]
