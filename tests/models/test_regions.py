"""Regions through time: a mart on the boundaries of another year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

import factories
from talent_warehouse import database, night
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
            _heads("533200", 2001, 41, region_level="prefecture"),
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
    assert _on(2010, 2009)["530121"] == ("呈贡县", "rename", 3, 3, 3, "A", 1, True)
    assert _on(2011, 2009)["530114"] == ("呈贡区", "same", 3, 3, 3, "A", 1, True)
    # two that were one add up, and the prefecture is what it was
    assert _on(2001, 2021)["533221"] == ("丽江纳西族自治县", "merge", 30, 30, 30, "A", 2, False)
    assert _on(2001, 2021)["533200"] == ("丽江地区", "rename", 30, 30, 30, "A", 1, True)
    # one that is two now is in neither
    assert _on(2021, 2001) == {
        "530700_U": ("丽江市（拆分，归属未知）", "split", 40, 40, 40, "A", 1, True),
        "530700": ("丽江市", "rename", 41, 41, 41, "A", 1, True),
    }
    # masked filers are nowhere on any map
    assert _on(1998, 2021)["_U"] == ("未知（来源已遮蔽）", "same", 1, 1, 1, "A", 1, True)
    # a part that is missing, pending or absent leaves a lower bound
    assert _on(2001, 2020)["533221"][2:6] == (10, 10, None, "L")
    assert _on(2001, 2019)["533221"][2:6] == (10, 10, None, "P")
    assert _on(2001, 2018)["533221"][2:] == (10, 10, None, "O", 1, False)
    # who takes part in one may take part in the other
    with database.connect("analyst") as connection:
        shared = connection.execute(
            "select participants, participants_low, participants_high, participants_status"
            " from mart.region_programme_year_on(2001) where year = 2021 and region_code = '533221'"
        ).fetchall()
    assert shared == [(None, 4, 7, "U")]
    # bounds add, a value needs both
    assert _on(2001, 2017)["533221"][2:6] == (None, 24, 26, "U")
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


@pytest.mark.published
def test_every_code_of_every_vintage_reaches_todays_or_unknown() -> None:
    with database.connect("builder") as connection:
        lost = connection.execute(
            "select region.region_key from warehouse.dim_region as region"
            " left join warehouse.bridge_region_vintage as bridge on region.region_key = bridge.region_key"
            " and bridge.boundary_year = (select max(boundary_year) from warehouse.bridge_region_vintage)"
            " left join warehouse.dim_region as today on bridge.to_key = today.region_key and today.valid_to is null"
            " where today.region_key is null and bridge.relation is distinct from 'split'"
        ).fetchall()
        counts = connection.execute(
            "select to_level, count(distinct to_key) from warehouse.bridge_region_vintage"
            " where boundary_year = 2000 and relation <> 'split' and to_level <> '_U' group by to_level order by to_level"
        ).fetchall()
        split = connection.execute(
            "select region_key, to_key from warehouse.bridge_region_vintage"
            " where boundary_year = 2022 and relation = 'split'"
        ).fetchall()
        undocumented = connection.execute(
            "select region_key from reference.region where valid_to is not null and region_key not in"
            " (select from_key from reference.region_change where year = extract(year from valid_to))"
        ).fetchall()
    assert lost == undocumented == []
    assert counts == [("county", 128), ("prefecture", 16), ("province", 1)]
    assert split == [("533221@1998", "530700_U")]
