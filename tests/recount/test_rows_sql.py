"""Rows, rows aside and silence: the relations of dbt equal the recount of the same little province."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import factories
from recount import recount
from recount.compare import differences, settled
from recount.landed import Landing
from recount.relations import RELATIONS, differing
from talent_warehouse import database, night, settings
from talent_warehouse.build.dbt import run_dbt
from talent_warehouse.database import seeds
from talent_warehouse.intake import submissions

pytestmark = pytest.mark.slow
UNITS = re.compile(r"unit_code|530000-RC|530100-RC|530100-KJ|530102-RC|530103-RC")
DUTIES = """subject,level,duty,since,decided_by
programme_roster,county,none,2020,a test
programme_roster,province,none,2021,a test
service_log,county,owes,2020,a test
funding_ledger,county,owes,2020,a test
service_log,county,none,2021,a test
service_log,prefecture,none,2020,a test
service_log,province,none,2020,a test
entity_register,county,owes,2020,a test
entity_register,province,none,2020,a test
EXPERT_TRIPS,prefecture,may,2021,a test
TITLE_NEW,prefecture,none,2020,a test
measure_return,county,none,2020,a test
POP_RESIDENT,county,may,2020,a test
"""
WEAK = {"id_type": "无", "id_number": None}


@pytest.fixture
def little(warehouse: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Seeds of five units, some of whose levels need not file."""
    folder = tmp_path / "seeds"
    folder.mkdir()
    for path in settings.folder("seeds").glob("*.csv"):
        (folder / path.name).write_bytes(path.read_bytes())
    units = (folder / "reporting_unit.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "reporting_unit.csv").write_text("".join(filter(UNITS.match, units)), encoding="utf-8")
    owed = (folder / "obligation.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    own = "".join(line.replace("below", "own") if line.startswith("TR-county") else line for line in owed)
    (folder / "obligation.csv").write_text(own, encoding="utf-8")
    (folder / "duty.csv").write_text(DUTIES, encoding="utf-8")
    monkeypatch.setenv("TALENT_SEEDS", str(folder))
    seeds.load()
    return folder


def file(unit: str, form: str, rows: list[dict[str, str | None]], period: str = "2021年", part: str = "") -> None:
    path = settings.places().inbox / unit / f"{form} {period}{part}.csv"
    factories.write(path, factories.text(form, rows, (f"报告期：{period}", *([f"分表：{part}"] if part else ()))))


def people(first: int, count: int = 10) -> list[dict[str, str | None]]:
    return [factories.person(n, work_region=None) for n in range(first, first + count)]


def registers() -> None:
    """Two claim one person, one has a namesake, and of two rows not all reads."""
    namesake = factories.person(90) | WEAK | {"name": "测某003", "work_region": None}
    claimed = factories.person(5, wage_here="否", work_region=None)
    senior = factories.person(42, title_level="副高级", work_region=None)
    came = {"entry_date": "2021-05-06", "work_region": None}
    others = [
        factories.person(43, entry_mode="引进", **came), factories.person(44, staff_category="技术工人", work_region=None),
        factories.person(45, entry_mode="调入", employer_level="乡镇", **came),
    ]  # fmt: skip
    file(
        "530102-RC",
        "talent_register",
        [*people(0), *others, senior, namesake, factories.person(40, title_level="某级")],
    )
    bad = factories.person(41, id_number=factories.id_number(2)[:-1] + "Y", work_region="盘龙区")
    file("530103-RC", "talent_register", [*people(50), claimed, bad])
    file("530100-KJ", "talent_register", [*people(70), factories.person(1, wage_here="否", work_region="盘龙区")])


def parts() -> None:
    """One unit files its part of a year in which others are silent; of another a part comes back."""
    for unit, level in (("530102-RC", "中级"), ("530103-RC", "某级")):
        for part, first in (("学校", 0), ("医院", 20)):
            rows = [one | {"as_of_date": "2022-12-31"} for one in people(first)]
            of = level if part == "医院" else "中级"
            file(unit, "talent_register", [one | {"title_level": of} for one in rows], "2022年", part)
    file("530102-RC", "talent_register", [one | {"as_of_date": "2020-12-31"} for one in people(0)], "2020年")


def rosters() -> None:
    """One serves two programmes and counties, one has a namesake, editions are written in two ways."""
    known = {"programme": "科技特派员", "edition": "第三批", **factories.EXPERT}
    rows = [known | {"name": f"测某{n:03d}", "id_number": factories.id_number(n)} for n in range(12)]
    terms = (("2021-05", "2022-04"), ("2021-12", "2022-01"), ("2020-01", "2021-12"), ("2021-05", None))
    for row, (start, end) in zip(rows[5:9], terms, strict=True):
        row |= {"start_date": start, "end_date": end}
    rows.append(rows[0] | {"programme": "“三区”科技人才", "service_region": "盘龙区", "edition": None})
    rows.append(rows[1] | {"edition": "第 12 批", "life_stage": "公示中"})
    rows.append(known | WEAK | {"name": "测某002", "edition": "第十二批"})
    rows.append(rows[3] | {"name": "测某030", "id_number": factories.id_number(30), "programme": "某项目"})
    rows.append(rows[3] | {"name": "测某031", "id_number": factories.id_number(31), "life_stage": "某阶段"})
    file("530100-KJ", "programme_roster", [*rows, *others()])


def others() -> list[dict[str, str | None]]:
    """Who takes part in nothing: honoured, sent, linked, taught; two of them are participants or their namesakes."""
    known = {"programme": "科技特派员", "edition": "第三批", **factories.EXPERT}
    said: tuple[dict[str, str | None], ...] = (
        {"role": "获奖者", "award_level": "省级", "name": "测某000", "id_number": factories.id_number(0)},
        {"role": "获奖者", "life_stage": "公示中", "start_date": None, "authority": None},
        {"role": "获奖者", "stage_date": "2019-04"},
        {"role": "选派人员", "start_date": "2021-03", "end_date": "2022-03", "service_region": "盘龙区"},
        {"role": "选派人员", "start_date": "2020-03"},
        {"role": "技术人员", "start_date": "2021-09"},
        {"role": "联系服务对象", "linked_by": "副州长"},
        {"role": "学员", "outcome": "技术骨干", "outcome_date": "2021-11", "platform_id": "是"},
        {"role": "学员", "outcome": "结业", "outcome_date": "2021-11", "programme": "产业人才培养项目"},
        {"role": "学员", "outcome": "结业", "outcome_date": "2020-11", "programme": "产业人才培养项目"},
        {"role": "学员", "outcome": "获评技术员", "outcome_date": "2021-10"},
        {"role": "学员", "outcome": "获评助理工程师", "outcome_date": "2021-10"},
        {"role": "联络员"}, {"role": "柔性引进"}, {"role": "团队成员"}, {"role": "某角色"},
        {"role": "获奖者", "service_region": "某某县"},
        WEAK | {"role": "选派人员", "name": "测某001", "start_date": "2021-06"}, WEAK | {"role": "专家", "name": "测某204", "programme": "专家服务团"},
    )  # fmt: skip
    return [known | {"name": f"测某{n}", "id_number": factories.id_number(n)} | one for n, one in enumerate(said, 200)]


def logs() -> None:
    """A dispatch without batches, people whom nobody counted, a row whose amount does not read."""
    sent = factories.ACTIVITY | {"activity_type": "专家下派", "attendances": None, "people_served": None}
    rows = [factories.ACTIVITY | {"start_date": f"2021-05-{day:02}"} for day in range(1, 13)]
    rows.append(sent | {"expert_trips": "4", "batches": "2"})
    rows.append(sent | {"start_date": "2021-05-20", "place_region": "盘龙区"})
    rows.append(factories.ACTIVITY | {"start_date": "2021-05-21", "activities": "若干", "place_region": "盘龙区"})
    rows.append(factories.ACTIVITY | {"start_date": "2021-05-22", "programme": "某项目"})
    of = factories.ACTIVITY | {"attendances": "7", "people_served": None}
    rows += [of | {"start_date": f"2021-05-{day}"} | one for day, one in enumerate((
        {"activity_type": "会议"}, {"activity_type": "会议", "side": "参加"}, {"activity_type": "观摩考察"},
        {"activity_type": "咨询", "answered": "1"}, {"activity_type": "联系对接"}, {"sessions": "2", "lessons": "20"},
        {"side": "参加", "sessions": "1"}, {"output_type": "树苗", "output": "1.2", "output_unit": "万株"},
    ), 23)]  # fmt: skip
    rows += [of | {"start_date": "2021-05-31", "place_text": f"示例{n}点"} | one for n, one in enumerate((
        {"village": "甲村", "township": "示例镇"}, {"village": "甲 村", "activity_type": "指导"}, {"village": "乙村", "side": "参加"},
        {"village": "甲村", "programme": "“三区”科技人才", "entity_name": "示例公司"}, {"township": "示例镇", "place_region": "盘龙区"},
        {"entity_name": "示例公司", "entity_kind": "企业", "place_region": "盘龙区"}, {"entity_name": "示例局", "entity_kind": "其他"},
        {"village": "甲村", "township": "示例镇", "output_type": "苗木", "output": "5", "output_unit": "株"},
        {"township": "丙镇", "output_type": "苗木", "output": "5", "output_unit": "株"},
    ))]  # fmt: skip
    file("530100-RC", "service_log", rows, "2021年5月")


def ledgers() -> None:
    """Payments that both sides file, some days apart, and with brackets of two kinds; one of no known year."""
    paid = factories.MOVEMENT | {"stage": "划拨", "payer": "昆明市科学技术局", "payee": "五华区某局"}
    own = {"payer": "云南省科学技术厅", "payee": "昆明市科学技术局", "stage": "获得", "region": "五华区"}
    rows = [paid | {"movement_date": f"2021-05-{day:02}"} for day in range(1, 12)]
    rows += [paid | own | {"movement_date": "2021-05-20"}, paid | own | {"movement_date": "2021-05-21", "amount": "7"}]
    file("530100-KJ", "funding_ledger", [*rows, paid | {"fund_year": "某年", "stage": "支出"}], "2021年5月")
    other = {"fund_ref": "昆科发（2021）12号", "region": "五华区"}
    rows = [paid | other | {"movement_date": f"2021-05-{day:02}"} for day in (3, 14, 28)]
    rows += [paid | own | {"movement_date": day} for day in ("2021-05-23", "2021-05-24")]
    rows.append(paid | own | {"movement_date": "2021-05-25", "stage": "财政资金", "amount": "11"})
    file("530102-RC", "funding_ledger", rows, "2021年5月")


def batches() -> None:
    """Posts of every source: one of no known openings, a total with 余, a pool, and rows that do not read."""
    rows = [factories.POSTS | {"employer": f"示例第{n}中学"} for n in range(8)]
    drive = {"employer": "示例大学", "region": "盘龙区", "edition": "第 七 届", "list_ref": "二"}
    none = dict.fromkeys(("channel", "openings", "applicants", "filled", "edition"), None)
    survey = factories.POSTS | none | {"source": "需求调查", "employer": "全部", "employers": "7", "region": "昆明市"}
    rows += [
        factories.POSTS | drive | {"openings": None, "filled": "13"},
        factories.POSTS | drive | none | {"employer": "乙"},
    ]
    rows += [
        factories.POSTS | {"source": "需求清单", "channel": None},
        factories.POSTS | {"source": "市场化选聘", "programme": "不适用"},
    ]
    rows += [survey | {"posts": "50余", "urgent": None}, survey | {"post_class": "管理岗位", "urgent": "否"}]
    rows += [survey | {"source": "编制池", "employers": None, "posts": "200", "used": "近40"}]
    rows += [
        factories.POSTS | {"employer": "丙", "filled": "若干"},
        factories.POSTS | {"employer": "丁", "source": "某来源"},
    ]
    rows += [factories.POSTS | {"employer": "戊", "edition": None, "region": "某地"}]
    file("530100-RC", "post_ledger", rows)


def names() -> None:
    """Things known by code, by name, and by name in two units; between two stages; gone; rows that do not read."""
    lab = factories.ENTITY | {"entity_type": "重点实验室", "lead_kind": "高新技术企业"}
    firm = factories.ENTITY | {"entity_type": "企业", "entity_name": "示例公司", "host": "示例众创空间"}
    coded = firm | {"entity_code": "91530100MA6K12345X"}
    strain = factories.ENTITY | {"entity_type": "菌株", "entity_name": "示例真菌", "life_stage": "成立"}
    policy = factories.ENTITY | {"entity_type": "政策文件", "entity_name": "示例政策", "life_stage": "印发"}
    base = factories.ENTITY | {"entity_type": "示范基地", "entity_name": "示例基地", "life_stage": "运行"}
    between = {"life_stage": "推荐", "life_stage_to": "认定", "first_date": "2021-05"}
    deal = factories.ENTITY | {"entity_type": "合作协议", "entity_name": "示例协议", "life_stage": "筹备"}
    rows = [factories.ENTITY | {"entity_name": f"示例{n}站", "first_date": f"{2020 + n % 2}-03"} for n in range(16)]
    rows += [
        rows[0] | {"programme": "“三区”科技人才", "level": "州（市）级"},
        lab,
        lab | between | {"entity_name": "某室"},
    ]
    rows += [rows[1] | between | {"programme": "不适用"}, rows[2] | {"level": "国家级", "life_stage": "撤销"}]
    rows += [
        coded,
        firm | {"entity_name": "乙公司"},
        strain | {"quantity": "12"},
        strain | {"quantity": None, "level": "省级"},
    ]
    rows += [
        policy | {"entity_code": "示发〔2021〕7号", "valid_to": "2021-06", "relation": "替代", "predecessor": "旧策"}
    ]
    rows += [base | {"size": "120", "size_unit": "亩"}, base | {"entity_name": "乙基地"}]
    rows += [deal | {"life_stage": "推荐", "first_date": None}, deal | {"entity_name": "乙协议", "life_stage": "签订"}]
    rows += [
        rows[3] | {"entity_name": "某站", "life_stage": "某阶段"},
        rows[3] | {"entity_name": "丙站", "quantity": "若干"},
    ]
    rows += [rows[3] | {"entity_name": "丁站", "region": "某县"}, lab | {"entity_name": "丁室", "first_date": None}]
    rows += [factories.ENTITY | {"entity_name": f"分项{n}"} | one for n, one in enumerate((
        {"entity_type": "菌株", "item": "真菌", "quantity": "3"}, {"entity_type": "示范基地", "item": "核心示范基地", "size": "9", "size_unit": "亩"},
        {"entity_type": "政策文件", "item": "配套文件"}, {"entity_type": "规划计划"}, {"entity_type": "政策文件", "item": "某分项"},
        {"entity_type": "企业", "item": "入库科技型企业", "industry": "种植业"}, {"entity_type": "企业", "industry": "全部产业"},
        {"entity_type": "授权单位", "org_kind": "高等院校"}, {"entity_type": "授权单位", "org_kind": "企业", "programme": "不适用"},
        {"entity_type": "授权单位", "org_kind": "某性质"}, {"entity_type": "企业", "industry": "某产业"}, {"entity_type": "某类型", "item": "真菌"},
        {"entity_type": "服务渠道"}, {"entity_type": "基金", "life_stage": "筹备", "first_date": None}, {"entity_type": "产业学院"},
    ))]  # fmt: skip
    file("530102-RC", "entity_register", rows)
    others = [firm, rows[4], rows[5] | {"life_stage": "运行", "region": "盘龙区"}, strain | {"quantity": "12"}, rows[1]]
    others += [factories.ENTITY | {"entity_name": f"示例{n}站", "region": "盘龙区"} for n in range(20, 26)]
    file("530100-KJ", "entity_register", [*others, base | {"entity_name": "丙基地", "size": "若干", "size_unit": "亩"}])


def figures() -> None:
    """What returns say of money, as at days on which more had moved, or less; and of who takes part."""
    stated = factories.RETURN | {"unit": "万元", "programme": "科技特派员", "region": "五华区"}
    amounts = (
        ("FUND_TRANSFERRED", "0.0001", "2021-05-10"),
        ("FUND_AWARDED", "900", "2021-05-22"),
        ("FUND_SPENT", "3", ""),
    )
    rows = [stated | {"measure": name, "value": value, "as_of_date": day} for name, value, day in amounts]
    people = {"measure": "PROG_PARTICIPANTS", "unit": "人", "scope": "本地区"}
    rows += [stated | people | {"value": "40"}, stated | people | {"region": "昆明市", "value": "近30"}]
    file("530100-RC", "measure_return", rows)


def test_relations_equal_the_recount(little: Path) -> None:
    for filing in (registers, parts, rosters, logs, ledgers, batches, names, figures):
        filing()
    assert night.ingest().returned == 1
    with database.connect("loader") as connection:
        query = "select submission_id from audit.in_force where unit_code = '530102-RC' and part = '学校'"
        for (submission_id,) in connection.execute(query).fetchall():
            submissions.withdraw(connection, submission_id, "a test", "a test")
    assert night.freeze() is not None
    run_dbt("run", "--select", "+int_cell_settled")
    with database.connect("owner") as connection:
        world = Landing(connection, little).world()
        assert differing(connection, world) == {}
        assert differences(recount(world), settled(connection)) == []
        silent = "select unit_code from warehouse.int_unit_silent where measure_code = 'TITLE_STAFF' and year = 2022"
        assert {unit for (unit,) in connection.execute(silent).fetchall()} >= {"530102-RC", "530103-RC"}
        for relation in RELATIONS:
            assert connection.execute(f"select count(*) from warehouse.{relation}".encode()).fetchone() != (0,)
        kinds = "select count(*) filter (where {}) > 0 from warehouse.int_cell_derived"
        for what in ("is_whole", "not is_whole", "is_provisional", "rows_aside > 0", "value_low < value", "is_owed"):
            assert connection.execute(kinds.format(what).encode()).fetchone() == (True,), what
        least = (
            "select value_low, witness from warehouse.int_cell_settled where measure_code = %s and region_code = '530102'"
            " and rollup = 'total' and year = 2021 and since = '2021' and programme_code = '_T' and item = '_T'"
            " and edition = '_T' and life_stage = '_reached'"
        )
        ones = (
            "TITLE_SENIOR_AGE_N", "PERSONS_HONOURED", "PERSONS_SECONDED", "TECHNICIANS_SENT", "EXPERTS_LINKED",
            "BACKBONES_TRAINED", "SKILLED_TRAINED", "TRAINEES_TITLED_ASSISTANT", "TRAINEES_TITLED_TECHNICIAN",
            "PLATFORM_REGISTERED", "TALENT_INTRODUCED", "TRANSFERRED_TO_TOWNSHIPS", "TECH_WORKERS",
        )  # fmt: skip
        for measure, low in (("PROG_SERVING", 2), *((measure, 1) for measure in ones)):
            assert connection.execute(least, (measure,)).fetchall() == [(low, "derived")], measure
        (pairs,) = connection.execute("select count(*) from warehouse.int_movement_counted where low = 0").fetchone()
        assert pairs == 4
