"""Regions through time: a mart on the boundaries of another year."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

import factories
from recount import regions as recounted
from recount.catalogue import table
from talent_warehouse import database, night, settings
from talent_warehouse.database import seeds
from talent_warehouse.intake import submissions

pytestmark = pytest.mark.usefixtures("warehouse")


def _put(rows: Sequence[Mapping[str, object]]) -> None:
    """Published rows of the mart, as if filed: headcount and spent_yuan, exact unless a row says otherwise."""
    with database.connect("publisher") as connection:
        columns = [
            (name, kind)
            for name, kind, is_required in connection.execute(
                "select attname, format_type(atttypid, null), attnotnull from pg_attribute"
                " where attrelid = 'mart.mart_region_programme_year'::regclass and attnum > 0"
            )
            if is_required
        ]
        blanks = {"text": "M", "smallint": 2021, "integer": 1, "bigint": 0, "boolean": True, "numeric": 0}
        for given in rows:
            row = {name: blanks[kind] for name, kind in columns} | {
                "rollup": "total",
                "programme_code": "_T",
                "region_level": "county",
                "region_name": "as filed",
                "is_complete": True,
                **given,
            }
            connection.execute(
                sql.SQL("insert into mart.mart_region_programme_year ({}) values ({})").format(
                    sql.SQL(", ").join(map(sql.Identifier, row)), sql.SQL(", ").join(sql.Placeholder() * len(row))
                ),
                tuple(row.values()),
            )


def _heads(code: str, year: int, value: int | None, **other: object) -> dict[str, object]:
    quantity = {"headcount": value, "headcount_low": value, "headcount_high": value, "headcount_status": "A"}
    return {"region_code": code, "year": year, **quantity, **other}


def _participants(value: int) -> dict[str, object]:
    names = ("participants", "participants_low", "participants_high")
    return dict.fromkeys(names, value) | {"participants_status": "A"}


def _on(boundary: int, year: int, publication: int | None = None) -> dict[str, tuple[object, ...]]:
    """What an analyst is shown of each region: name, relation, headcount with bounds and status, units, completeness."""
    with database.connect("analyst") as connection:
        rows = connection.execute(
            "select region_code, region_name, boundary_relation, headcount, headcount_low, headcount_high,"
            " headcount_status, units_expected, is_complete from mart.region_programme_year_on(%s, %s)"
            " where year = %s and rollup = 'total' and programme_code = '_T' and headcount_status <> 'M'",
            (boundary, publication, year),
        ).fetchall()
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0]: tuple(row[1:]) for row in rows}


@pytest.mark.published
def test_a_mart_on_other_boundaries_keeps_adds_and_never_guesses() -> None:
    with database.connect("publisher") as connection:
        connection.execute("delete from mart.mart_region_programme_year")
    _put(
        [
            _heads("530114", 2021, 5),
            _heads("533103", 2021, 7),
            _heads("530702", 2021, 10, **_participants(3)),
            _heads("530721", 2021, 20, is_complete=False, **_participants(4)),
            _heads("530700", 2021, 30, region_level="prefecture"),
            _heads("_U", 2021, 1, region_level="_U"),
            # filed while the county was one, by its code of then
            _heads("533221", 2001, 40),
            _heads("530700", 2001, 41, region_level="prefecture"),
            # a year before the code began: it stands for the nearest
            _heads("530114", 2009, 3),
            # one of the two has not filed; of the next two one is pending
            _heads("530702", 2020, 10),
            _heads("530721", 2020, None, headcount_status="L"),
            _heads("530702", 2019, 10),
            _heads("530721", 2019, 20, headcount_status="P"),
            # one of the two has no row at all
            _heads("530702", 2018, 10),
            _heads("530702", 2017, None, headcount_low=4, headcount_high=6, headcount_status="U"),
            _heads("530721", 2017, 20),
        ]
    )
    # one to one: name and code of then, numbers as filed
    assert _on(2005, 2021)["530121"] == ("呈贡县", "rename", 5, 5, 5, "A", 1, True)
    assert _on(2021, 2021)["530114"] == ("呈贡区", "same", 5, 5, 5, "A", 1, True)
    assert _on(2005, 2021)["533103"] == ("潞西市", "rename", 7, 7, 7, "A", 1, True)
    assert _on(2010, 2009)["530121"] == ("呈贡县", "same", 3, 3, 3, "A", 1, True)
    assert _on(2011, 2009)["530114"] == ("呈贡区", "rename", 3, 3, 3, "A", 1, True)
    # two that were one add up, and the prefecture is what it was
    assert _on(2001, 2021)["533221"] == ("丽江纳西族自治县", "merge", 30, 30, 30, "B", 2, False)
    assert _on(2001, 2021)["533200"] == ("丽江地区", "rename", 30, 30, 30, "A", 1, True)
    # of one that is two now each may have all of it, and the prefecture has it
    assert _on(2021, 2001) == {
        "530702": ("古城区", "split", None, 0, 40, "B", 1, False),
        "530721": ("玉龙纳西族自治县", "split", None, 0, 40, "B", 1, False),
        "530700": ("丽江市", "rename", 41, 41, 41, "A", 1, True),
    }
    # masked filers are nowhere on any map
    assert _on(1998, 2021)["_U"] == ("未知（来源已遮蔽）", "same", 1, 1, 1, "A", 1, True)
    # a part that is missing, pending or absent leaves a lower bound
    assert _on(2001, 2020)["533221"][2:6] == (10, 10, None, "B")
    assert _on(2001, 2019)["533221"][2:6] == (10, 10, None, "B")
    assert _on(2001, 2018)["533221"][2:] == (10, 10, None, "B", 1, False)
    # who takes part in one may take part in the other
    with database.connect("analyst") as connection:
        shared = connection.execute(
            "select participants, participants_low, participants_high, participants_status"
            " from mart.region_programme_year_on(2001) where year = 2021 and region_code = '533221'"
        ).fetchall()
    assert shared == [(None, 4, 7, "B")]
    # bounds add, a value needs both
    assert _on(2001, 2017)["533221"][2:6] == (None, 24, 26, "B")
    # after the last change that is known the boundaries are the last
    assert _on(2999, 2021) == _on(2021, 2021)
    with database.connect("analyst") as connection, pytest.raises(psycopg.errors.RaiseException, match="from 1998 on"):
        connection.execute("select * from mart.region_programme_year_on(1949)")


@pytest.mark.published
def test_on_boundaries_of_today_a_mart_is_itself_at_any_publication(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(factories.text("talent_register", [factories.person(n) for n in range(5)]), encoding="utf-8")
    with database.connect("loader") as connection:
        submissions.submit(connection, path, "530102-RC", "talent_register", "2021")
    night.ingest()
    night.publish()
    for no in (1, 2):
        with database.connect("analyst") as connection:
            connection.execute("select set_config('talent.as_of', %s, false)", (str(no),))
            for mart, function in (
                ("mart_region_programme_year", "region_programme_year_on"),
                ("mart_title_structure", "title_structure_on"),
            ):
                offered = connection.execute(f"select * from mart.{function}(2022) limit 0".encode()).description
                columns = ", ".join(c.name for c in offered or () if c.name != "boundary_relation")
                shown, mapped = f"select {columns} from as_of.{mart}", f"select {columns} from mart.{function}"
                for on in ("(2022)", f"(2022, {no})"):
                    for one, other in ((shown, mapped + on), (mapped + on, shown)):
                        assert connection.execute(f"{one} except all {other}".encode()).fetchall() == []
                # in two years 五华区 itself and the totals of it, of its prefecture and of the province
                assert connection.execute(
                    f"select count(distinct (region_code, rollup, year)) from mart.{function}(2022)"
                    " where (region_code, rollup) in (('530102', 'own'), ('530102', 'total'), ('530100', 'total'),"
                    " ('530000', 'total'))".encode()
                ).fetchone() == (8,)
    assert [_on(2022, 2021, no)["530102"][2] for no in (1, 2)] == [3, 5]


# From 2023 on: 五华区 has a new name and code, 盘龙区 is two. (Made up.)
ENDED = {
    "region": [
        ("530102@2020,530102,五华区,county,530100,1998-01-01,,",
         "530102@2020,530102,五华区,county,530100,1998-01-01,2023-01-01,530192\n"
         "530192@2023,530192,新五华区,county,530100,2023-01-01,,"),
        ("530103@2020,530103,盘龙区,county,530100,1998-01-01,,",
         "530103@2020,530103,盘龙区,county,530100,1998-01-01,2023-01-01,\n"
         "530193@2023,530193,东盘区,county,530100,2023-01-01,,\n530194@2023,530194,西盘区,county,530100,2023-01-01,,"),
    ],
    "region_change": [
        ("530121@1998,", "530102@2020,530192@2023,rename,2023,made up\n530103@2020,530193@2023,split,2023,made up\n"
         "530103@2020,530194@2023,split,2023,made up\n530121@1998,"),
    ],
    "region_synonym": [(",530102\n", ",530192\n"), (",530103\n", ",530193\n")],
}  # fmt: skip


@pytest.mark.published
def test_a_region_that_ends_after_go_live_holds_nothing(tmp_path: Path) -> None:
    folder = shutil.copytree(settings.folder("seeds"), tmp_path / "seeds")
    for name, changes in ENDED.items():
        path = folder / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    seeds.load(folder)
    # what is said of 2021 is said in the names of 2021
    path = tmp_path / "a.csv"
    people = [factories.person(10, work_region="盘龙区"), factories.person(11, work_region="五华区")]
    path.write_text(factories.text("talent_register", people), encoding="utf-8")
    with database.connect("loader") as connection:
        submissions.submit(connection, path, "530103-RC", "talent_register", "2021")
    night.ingest()
    assert night.publish() is not None
    with database.connect("owner") as connection:
        told = connection.execute("select rule_id from audit.finding where rule_id like 'RD-%region%'").fetchall()
        landed = connection.execute("select work_region__v from raw.talent_register where work_region__v is not null")
        assert {code for (code,) in landed} == {"530102", "530103", "530192"}
    assert [rule for (rule,) in told] == ["RD-rows_elsewhere"] * len(told)
    with database.connect("analyst") as connection:
        shown = connection.execute(
            "select region_code, region_name, year, headcount from mart.mart_region_programme_year"
            " where programme_code = '_T' and rollup = 'own' and headcount > 0 order by year, region_code"
        ).fetchall()
        (total,) = connection.execute(
            "select headcount from mart.mart_region_programme_year"
            " where programme_code = '_T' and rollup = 'total' and region_code = '530100' and year = 2021"
        ).fetchall()
    assert shown == [("530192", "新五华区", 2020, 3), ("530103", "盘龙区", 2021, 1), ("530192", "新五华区", 2021, 4)]
    assert total == (5,)
    assert _on(2021, 2021)["530102"][:3] == ("五华区", "same", 4)
    assert _on(2023, 2021)["530193"][:6] == ("东盘区", "split", None, None, None, "B")


@pytest.mark.published
def test_every_code_of_every_vintage_reaches_todays() -> None:
    with database.connect("builder") as connection:
        lost = connection.execute(
            "select region.region_key from warehouse.dim_region as region"
            " left join warehouse.bridge_region_vintage as bridge on region.region_key = bridge.region_key"
            " and bridge.boundary_year = (select max(boundary_year) from warehouse.bridge_region_vintage)"
            " left join warehouse.dim_region as today on bridge.to_key = today.region_key and today.valid_to is null"
            " where today.region_key is null"
        ).fetchall()
        counts = connection.execute(
            "select to_level, count(distinct to_key) from warehouse.bridge_region_vintage"
            " where boundary_year = 2000 and to_level <> '_U' group by to_level order by to_level"
        ).fetchall()
        split = connection.execute(
            "select region_key, to_key from warehouse.bridge_region_vintage"
            " where boundary_year = 2022 and relation = 'split' order by 2"
        ).fetchall()
        undocumented = connection.execute(
            "select region_key from reference.region where valid_to is not null and region_key not in"
            " (select from_key from reference.region_change where year = extract(year from valid_to))"
        ).fetchall()
    assert lost == undocumented == []
    assert counts == [("county", 128), ("prefecture", 16), ("province", 1)]
    assert split == [("533221@1998", "530702@2020"), ("533221@1998", "530721@2020")]


# What changed in 云南 since 2000, as the ministry announced it: what was, the first year without it, what came of it.
# The forty that got nothing but a new code with their prefecture are tried by their prefecture's.
YUNNAN = [
    ("保山地区", 2000, "保山市"), ("昭通地区", 2001, "昭通市"), ("中甸县", 2001, "香格里拉县"), ("丽江地区", 2002, "丽江市"),
    ("丽江纳西族自治县", 2002, "古城区"), ("丽江纳西族自治县", 2002, "玉龙纳西族自治县"), ("思茅地区", 2003, "思茅市"),
    ("临沧地区", 2003, "临沧市"), ("临沧县", 2003, "临翔区"), ("翠云区", 2007, "思茅区"),
    ("普洱哈尼族彝族自治县", 2007, "宁洱哈尼族彝族自治县"), ("潞西市", 2010, "芒市"), ("文山县", 2010, "文山市"), ("蒙自县", 2010, "蒙自市"),
    ("呈贡县", 2011, "呈贡区"), ("弥勒县", 2013, "弥勒市"), ("香格里拉县", 2014, "香格里拉市"), ("腾冲县", 2015, "腾冲市"),
    ("江川县", 2015, "江川区"), ("沾益县", 2016, "沾益区"), ("泸水县", 2016, "泸水市"), ("晋宁县", 2016, "晋宁区"), ("马龙县", 2018, "马龙区"),
    ("水富县", 2018, "水富市"), ("澄江县", 2019, "澄江市"), ("禄丰县", 2021, "禄丰市"),
]  # fmt: skip


def test_the_changes_of_the_province_since_2000_lead_there_and_back() -> None:
    with database.connect("owner") as connection:
        rows = connection.execute(
            "select befores.name, boundary_year, afters.name, was.standing_code = is_now.standing_code"
            " from reference.region_boundary as reached"
            " inner join reference.region as befores on reached.region_key = befores.region_key"
            " inner join reference.region as afters on reached.to_key = afters.region_key"
            " inner join reference.standing_region as was on reached.region_key = was.region_key"
            " inner join reference.standing_region as is_now on reached.to_key = is_now.region_key"
        ).fetchall()
        standing = connection.execute("select * from reference.standing_region").fetchall()
        meanings = connection.execute(
            "select region_code, standing_code from reference.region_meaning where region_code like '53322%'"
        ).fetchall()
    reached = {(before, year, after): is_same for before, year, after, is_same in rows}
    for before, year, after in YUNNAN:
        is_one = before != "丽江纳西族自治县"
        assert reached[before, year, after] is is_one
        assert reached[after, year - 1, before] is is_one
        assert (before, year, before) not in reached, "it is no more"
    # 丽江's other three went on under new codes
    assert sorted(meanings) == [("533222", "530722"), ("533223", "530723"), ("533224", "530724")]
    ours = recounted.standing(*(table(settings.folder("seeds"), name) for name in ("region", "region_change")))
    assert {key: (code, above) for key, code, above in standing} == ours
