"""Registers of named things from the inbox to what is published of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

import factories
from clones import Template, shared
from factories import ENTITY
from talent_warehouse import contracts, database, night
from talent_warehouse.lineage.proof import unexplained
from talent_warehouse.settings import folder

pytestmark = pytest.mark.slow

LAB = ENTITY | {"entity_type": "重点实验室", "lead_kind": "高新技术企业"}
FIRM = ENTITY | {"entity_type": "企业", "programme": "不适用", "lead_unit": None, "lead_kind": None}
POLICY = FIRM | {"entity_type": "政策文件", "life_stage": "印发", "entity_code": "示发〔2021〕7号", "version": "2.0版"}
CODE = "91530100MA6K12345X"
COUNTY: tuple[dict[str, Any], ...] = (
    # one station of two programmes; one that was recognised before, and evaluated in the year
    ENTITY,
    ENTITY | {"programme": "“三区”科技人才", "level": "州（市）级"},
    ENTITY | {"entity_name": "乙站", "first_date": "2019-03", "life_stage": "已评价"},
    # five laboratories of an enterprise, whose code is none of theirs
    *(LAB | {"entity_name": f"第{n}实验室", "entity_code": CODE} for n in range(5)),
    LAB | {"entity_name": "丙室", "life_stage": "推荐", "life_stage_to": "认定", "claim": "全省首个"},
    LAB | {"entity_name": "丁室", "life_stage": "撤销", "first_date": "2018-03"},
    FIRM | {"entity_name": "示例公司", "entity_code": CODE, "life_stage": "成立"},
    FIRM | {"entity_name": "甲公司", "first_date": None, "life_stage": "申报", "authority": None},
    POLICY | {"entity_name": "示例政策（1.0）", "entity_code": "示发〔2019〕1号", "first_date": "2019-02", "version": "1.0版"},
    POLICY | {
        "entity_name": "示例政策2.0", "predecessor": "示例政策1.0", "relation": "替代", "size": "12", "size_unit": "条",
        "valid_from": "2021-05", "valid_to": "2025-12", "claim": "全国首个", "claim_evidence": "示例报道",
    },
)  # fmt: skip
# the prefecture has the first station under the same name, and the enterprise by its code under another
PREFECTURE = (ENTITY | {"life_stage": "运行"}, FIRM | {"entity_name": "示例有限公司", "entity_code": CODE})


@pytest.fixture(scope="module", autouse=True)
def published(server: str, built: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    home = tmp_path_factory.mktemp("entities")
    with shared(server, home, built):
        for unit, rows in (("530102-RC", COUNTY), ("530100-KJ", PREFECTURE)):
            factories.write(home / "inbox" / unit / "名录.csv", factories.text("entity_register", rows))
        assert night.ingest().returned == 0
        night.publish()
        yield


def _shown(query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.role_url("analyst")) as connection:
        return connection.execute(query.encode()).fetchall()


def _cell(measure: str, stage: str = "_reached", programme: str = "_T") -> tuple[Any, ...]:
    (cell,) = _shown(
        "select value_low, value from mart.mart_observation where region_code = '530102' and rollup = 'total'"
        f" and year = 2021 and since = '2021' and item = '_T' and edition = '_T' and programme_code = '{programme}'"
        f" and measure_code = '{measure}' and life_stage = '{stage}'"
    )
    return cell


def test_a_thing_counts_once_whoever_files_it_and_under_whatever_programme() -> None:
    assert _cell("PLATFORMS", programme="STC") == (7, 7), "whether an eighth is recognised nobody knows"
    assert _cell("PLATFORMS", programme="THREE_AREAS") == (1, 1)
    assert _cell("PLATFORMS")[0] == 7
    assert _cell("ENTERPRISES") == (1, 1)
    assert _cell("PLATFORM_HIGHTECH_LED")[0] == 5


def test_new_is_what_was_first_recognised_in_the_year_and_gone_what_was_withdrawn() -> None:
    assert _cell("PLATFORMS_NEW")[0] == 6
    assert _cell("PLATFORMS_EXITED", "_gone") == (1, 1)
    assert _cell("ENTERPRISES_NEW") == (1, 1)
    assert _cell("ENTERPRISES_PENDING", "_pending") == (1, 1)
    assert _cell("PLATFORMS_PENDING", "_pending") == (None, None), "it is pending, or recognised"


def test_kinds_and_levels_have_what_the_registers_name_at_least() -> None:
    asked = (
        "select entity_type, things_low, things, new_things_low, exited_low, led_by_high_tech_low, is_complete"
        " from mart.mart_entity_year where region_code = '530102' and programme_code = 'STC'"
        " and entity_class = 'platform' and level = '{}' order by entity_type collate \"C\""
    )
    assert _shown(asked.format("_T")) == [
        ("_T", 7, None, 6, 1, 5, False), ("key_lab", 5, None, 5, 1, 5, False), ("workstation", 2, 2, 1, 0, 0, False),
    ]  # fmt: skip
    assert _shown(asked.format("prefecture")) == []
    assert _shown(
        "select level, things, size, size_unit, regions from mart.mart_entity_year where region_code = '530100'"
        " and programme_code = '_T' and entity_type = 'policy' order by level collate \"C\""
    ) == [("_T", 2, 12, "条", 1), ("province", 2, 12, "条", 1)]


def test_policies_stand_in_the_chain_of_their_versions() -> None:
    assert _cell("POLICIES_ISSUED") == (1, 1)
    assert _cell("POLICIES_IN_FORCE") == (2, 2)
    assert _shown(
        "select here.entity_name, there.entity_name, here.years, here.articles, here.is_in_force"
        " from mart.mart_policy_timeline as here left join mart.dim_entity as there"
        " on here.predecessor_key = there.entity_key order by here.document_no desc"
    ) == [("示例政策2.0", "示例政策（1.0）", 5, 12, True), ("示例政策（1.0）", None, None, None, True)]
    assert _shown("select relation, year from mart.bridge_entity_lineage") == [("replaced", 2021)]


def test_milestones_are_claims_of_what_is_there() -> None:
    assert _shown("select event, entity_name, event_date::text from mart.mart_milestone order by 1") == [
        ("national_first", "示例政策2.0", "2021-05-01"), ("province_first", "丙室", "2021-05-01"),
    ]  # fmt: skip


def test_every_number_leads_to_its_rows() -> None:
    with database.connect("owner") as connection:
        assert unexplained(connection)[1] == []


def test_every_measure_that_a_kind_counts_for_is_derived() -> None:
    derived = {d.measure for form in contracts.forms().values() if form.measures for d in form.measures.derives}
    lines = (folder("seeds") / "entity_type.csv").read_text(encoding="utf-8").splitlines()
    named = {cell for line in lines[1:] for cell in line.split(",")[-6:-1] if cell}
    assert named - derived == set()
