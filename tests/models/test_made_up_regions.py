"""A made-up tree (synthetic) with every relation, a county that comes under another prefecture included: what stands
where, and a mart on the boundaries of either year. What is expected was worked out by hand.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest

from recount import regions
from talent_warehouse import database

pytestmark = pytest.mark.usefixtures("warehouse")

# key, code, level, above, first year, year of the end
REGIONS = [
    ("A", "990000", "province", None, 2019, None),
    ("P", "990100", "prefecture", "990000", 2019, None),
    ("Q", "990200", "prefecture", "990000", 2019, None),
    ("same", "990101", "county", "990100", 2019, None),
    ("old", "990102", "county", "990100", 2019, 2021),
    ("new", "990112", "county", "990100", 2021, None),
    ("one", "990103", "county", "990100", 2019, 2021),
    ("two", "990104", "county", "990100", 2019, 2021),
    ("both", "990113", "county", "990100", 2021, None),
    ("whole", "990105", "county", "990100", 2019, 2021),
    ("left", "990115", "county", "990100", 2021, None),
    ("right", "990116", "county", "990100", 2021, None),
    ("donor", "990106", "county", "990100", 2019, 2021),
    ("donor'", "990106", "county", "990100", 2021, None),
    ("part", "990117", "county", "990100", 2021, None),
    ("giver", "990201", "county", "990200", 2019, 2021),
    ("giver'", "990201", "county", "990200", 2021, None),
    ("gift", "990118", "county", "990100", 2021, None),
    ("here", "990202", "county", "990200", 2019, 2021),
    ("there", "990119", "county", "990100", 2021, None),
    ("stays", "990203", "county", "990200", 2019, None),
]
CHANGES = [
    ("old", "new", "county_to_district"),
    ("one", "both", "merge"),
    ("two", "both", "merge"),
    ("whole", "left", "split"),
    ("whole", "right", "split"),
    ("donor", "donor'", "carved_out"),
    ("donor", "part", "carved_out"),
    ("giver", "giver'", "carved_out"),
    ("giver", "gift", "carved_out"),
    ("here", "there", "recode"),
]
BEFORE = {
    "990101": 1, "990112": 2, "990103": 4, "990104": 8, "990105": 16, "990106": 32,
    "990201": 64, "990202": 128, "990203": 256,
}  # fmt: skip
AFTER = {
    "990101": 1, "990112": 2, "990113": 4, "990115": 8, "990116": 16, "990106": 32, "990117": 64, "990118": 128,
    "990119": 256, "990201": 512, "990203": 1024,
}  # fmt: skip
PREFECTURES_BEFORE = {"990100": 63, "990200": 448, "990000": 511}
PREFECTURES_AFTER = {"990100": 511, "990200": 1536, "990000": 2047}


def _grow() -> None:
    """The tree instead of the province's."""
    with database.connect("owner") as connection:
        connection.execute("truncate reference.region, reference.region_change")
        with connection.cursor() as cursor:
            cursor.executemany(
                "insert into reference.region (region_key, region_code, name, level, parent_code, valid_from, valid_to)"
                " values (%s, %s, %s, %s, %s, make_date(%s, 1, 1), make_date(%s, 1, 1))",
                [(key, code, key, level, above, first, last) for key, code, level, above, first, last in REGIONS],
            )
            cursor.executemany(
                "insert into reference.region_change (from_key, to_key, relation, year, source)"
                " values (%s, %s, %s, 2021, 'made up')",
                CHANGES,
            )


def _publish() -> None:
    """Its dimensions as a publication has them, and no numbers."""
    _grow()
    with database.connect("owner") as connection:
        rows = connection.execute(
            "select region_key, region_code, name, level, parent_code, standing_code, standing_parent, valid_from,"
            " valid_to, 1 from reference.region inner join reference.standing_region using (region_key)"
        ).fetchall()
        reached = connection.execute(
            "select reached.region_key, to_key, 'same', region_code, name, level, boundary_year, 1"
            " from reference.region_boundary as reached inner join reference.region on to_key = region.region_key"
        ).fetchall()
    with database.connect("publisher") as connection, connection.cursor() as cursor:
        cursor.execute("truncate mart.dim_region, mart.bridge_region_vintage, mart.mart_observation")
        cursor.executemany(
            "insert into mart.dim_region (region_key, region_code, name, level, parent_code, standing_code,"
            " standing_parent, valid_from, valid_to, from_no) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            rows,
        )
        cursor.executemany(
            "insert into mart.bridge_region_vintage (region_key, to_key, relation, to_code, to_name, to_level,"
            " boundary_year, from_no) values (%s, %s, %s, %s, %s, %s, %s, %s)",
            reached,
        )


def _put(
    measure: str,
    year: int,
    numbers: Iterable[tuple[str, int | None, int | None]],
    rollup: str = "total",
    **other: str | bool,
) -> None:
    with database.connect("publisher") as connection:
        for code, low, high in numbers:
            row = {
                "measure_code": measure, "region_code": code, "rollup": rollup, "programme_code": "_T",
                "since": str(year), "scope": "region" if rollup == "total" else "own_bureau", "item": "_T",
                "life_stage": "_reached", "edition": "_T", "region_name": "as filed", "region_level": "county",
                "measure_name": "as filed", "unit_of_measure": "个", "witness": "filed", "dimension": "_Z",
                "unit_code": "_Z", "submission_id": "_Z", "sheet": "_Z", "row_no": 0,
                "qualifier": "=", "obs_status": "A", "verdict": "alone", "year": year,
                "value": low if low == high else None, "value_low": low, "value_high": high, "witness_count": 1,
                "units_expected": 1, "units_in_force": 1, "rows_quarantined": 0, "is_complete": True,
                "rests_on_disputed": False, "from_no": 1, **other,
            }  # fmt: skip
            connection.execute(
                f"insert into mart.mart_observation ({', '.join(row)})"
                f" values ({', '.join(['%s'] * len(row))})".encode(),
                tuple(row.values()),
            )


def _exact(numbers: dict[str, int]) -> list[tuple[str, int, int]]:
    return [(code, n, n) for code, n in numbers.items()]


def _on(boundary: int, year: int, measure: str, rollup: str = "total") -> dict[str, tuple[object, ...]]:
    """Of each region value, low, high and status."""
    with database.connect("analyst") as connection:
        rows = connection.execute(
            "select region_code, value, value_low, value_high, obs_status from mart.observation_on(%s)"
            " where year = %s and measure_code = %s and rollup = %s",
            (boundary, year, measure, rollup),
        ).fetchall()
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0]: tuple(int(n) if isinstance(n, Decimal) else n for n in row[1:]) for row in rows}


def _is(value: int, status: str = "A") -> tuple[object, ...]:
    return value, value, value, status


def _upto(high: int, low: int = 0) -> tuple[object, ...]:
    return None, low, high, "B"


@pytest.mark.published
def test_totals_on_other_boundaries_are_added_anew_from_counties() -> None:
    _publish()
    _put("PROBLEMS_SOLVED", 2020, _exact(BEFORE | PREFECTURES_BEFORE))
    _put("PROBLEMS_SOLVED", 2020, _exact({"990100": 0, "990200": 0}), "own")
    _put("PROBLEMS_SOLVED", 2021, _exact(AFTER | PREFECTURES_AFTER))
    _put("PROBLEMS_SOLVED", 2021, _exact({"990100": 0, "990200": 0}), "own")
    assert _on(2021, 2020, "PROBLEMS_SOLVED") == {
        "990101": _is(1),
        "990112": _is(2),
        "990113": _is(12, "B"),
        "990115": _upto(16),  # what a split cannot divide, in each of the two
        "990116": _upto(16),
        "990106": _upto(32),  # and of a carve-out in the donor too
        "990117": _upto(32),
        "990118": _upto(64),
        "990119": _is(128),
        "990100": _upto(255, 191),  # 1 + 2 + 12 + 16 + 32 + 128, and of 64 nobody knows
        "990201": _upto(64),
        "990203": _is(256),
        "990200": _upto(320, 256),
        "990000": _is(511),  # holds all of everything
    }
    assert _on(2020, 2021, "PROBLEMS_SOLVED") == {
        "990101": _is(1),
        "990102": _is(2),
        "990103": _upto(4),
        "990104": _upto(4),
        "990105": _is(24, "B"),
        "990106": _is(96, "B"),
        "990100": _is(1 + 2 + 4 + 24 + 96, "B"),
        "990201": _is(640, "B"),
        "990202": _is(256),
        "990203": _is(1024),
        "990200": _is(640 + 256 + 1024, "B"),
        "990000": _is(2047),
    }
    for year in (2020, 2021):
        same = _on(year, year, "PROBLEMS_SOLVED")
        assert {row[3] for row in same.values()} == {"A"}, "on its own boundaries a year is itself"
    assert _on(2021, 2020, "PROBLEMS_SOLVED", "own") == {"990100": _is(0), "990200": _is(0)}


@pytest.mark.published
def test_how_parts_add_is_the_measures_and_what_has_no_row_is_bounded_by_its_total() -> None:
    _publish()
    heads, most, rate = "PROG_PARTICIPANTS", "FUND_AWARDED", "TITLE_MEAN_AGE"
    with database.connect("publisher") as connection:  # no measure of the catalogue takes the greatest
        connection.execute("update mart.dim_measure set adds_region = 'max' where measure_code = 'FUND_AWARDED'")
    for measure in (heads, most, rate):
        _put(measure, 2020, [("990103", 5, 5), ("990104", 3, 4), ("990105", 7, 7), ("990112", 9, 9)])
    on = _on(2021, 2020, heads)
    assert on["990112"] == _is(9)
    assert on["990113"] == (None, 5, 9, "B")
    assert on["990115"] == (None, 0, 7, "B")
    on = _on(2021, 2020, most)
    assert on["990113"] == _is(5, "B")
    assert on["990115"] == (None, None, 7, "B"), "the greatest may be in the other part"
    on = _on(2021, 2020, rate)
    assert on["990112"] == _is(9)
    assert on["990113"] == on["990115"] == (None, None, None, "B")
    # the prefecture has 10 and one of the two that merged 6: the other, which has no row, at most 4
    _put("PROBLEMS_SOLVED", 2020, [("990100", 10, 10), ("990103", 6, 6)])
    assert _on(2021, 2020, "PROBLEMS_SOLVED")["990113"] == (None, 6, 10, "B")
    # a total that is open leaves all open
    _put("PROBLEMS_SOLVED", 2020, [("990100", 10, None), ("990103", 6, 6)], programme_code="STC")
    with database.connect("analyst") as connection:
        assert connection.execute(
            "select value, value_low, value_high from mart.observation_on(2021)"
            " where region_code = '990113' and programme_code = 'STC'"
        ).fetchall() == [(6, 6, None)]
    # nothing bounds it
    _put("PROBLEMS_SOLVED", 2020, [("990103", 5, None)], edition="第一批")
    with database.connect("analyst") as connection:
        assert connection.execute(
            "select value, value_low, value_high, obs_status, is_complete from mart.observation_on(2021)"
            " where region_code = '990113' and edition = '第一批'"
        ).fetchall() == [(5, 5, None, "B", False)]
    # of another scope nothing is added
    _put("PROBLEMS_SOLVED", 2020, [("990103", 5, 5), ("990112", 5, 5)], scope="line_system")
    with database.connect("analyst") as connection:
        assert connection.execute(
            "select region_code, value, obs_status from mart.observation_on(2021) where scope = 'line_system' order by 1"
        ).fetchall() == [("990100", None, "B"), ("990112", 5, "A"), ("990113", None, "B")]


@pytest.mark.published
def test_what_is_added_anew_says_of_each_number_whether_it_is_whole() -> None:
    _publish()
    _put("PROBLEMS_SOLVED", 2020, [("990103", 4, 4), ("990104", 8, 8), ("990105", 16, 16), ("990112", 9, 9)])
    _put("PROBLEMS_SOLVED", 2020, [("990103", 4, 4)], programme_code="STC", is_complete=False, why_incomplete="masked")
    _put("PROBLEMS_SOLVED", 2020, [("990104", 8, 8)], programme_code="STC", rests_on_disputed=True)
    _put("TITLE_MEAN_AGE", 2020, [("990103", 40, 40), ("990104", 50, 50)])
    with database.connect("analyst") as connection:
        shown = connection.execute(
            "select measure_code, region_code, programme_code, is_complete, why_incomplete, rests_on_disputed, witness,"
            " dimension, qualifier, verdict, witness_count, measure_name from mart.observation_on(2021) order by 1, 2, 3"
        ).fetchall()
        name = dict(connection.execute("select measure_code, name from mart.dim_measure").fetchall())
    made = ("parts", "region", "=", "alone", 1)
    solved = name["PROBLEMS_SOLVED"]
    assert {(row[1], row[2]): row[3:] for row in shown if row[0] == "PROBLEMS_SOLVED" and row[1] != "990100"} == {
        ("990112", "_T"): (True, None, False, "filed", "_Z", "=", "alone", 1, "as filed"),
        ("990113", "_T"): (True, None, False, *made, solved),
        ("990113", "STC"): (False, "masked", True, *made, solved),
        ("990115", "_T"): (False, "divided", False, "parts", "region", None, "alone", 1, solved),
        ("990116", "_T"): (False, "divided", False, "parts", "region", None, "alone", 1, solved),
    }
    age = [row[3:5] for row in shown if row[:2] == ("TITLE_MEAN_AGE", "990113")]
    assert age == [(False, "parts_open")], "it does not add"


@pytest.mark.published
def test_many_cells_are_added_anew_as_few_are() -> None:
    _publish()
    _put("PROBLEMS_SOLVED", 2020, [("990103", 4, 4), ("990104", 8, 8), ("990105", 16, 16), ("990112", 9, 9)])
    with database.connect("publisher") as connection:
        names = [
            name
            for (name,) in connection.execute(
                "select column_name::text from information_schema.columns"
                " where (table_schema, table_name) = ('mart', 'mart_observation') and column_name <> 'edition'"
            )
        ]
        columns = ", ".join(names)
        connection.execute(
            f"insert into mart.mart_observation ({columns}, edition)"
            f" select {columns}, n::text from mart.mart_observation cross join generate_series(1, 8000) as n".encode()
        )
    with database.connect("owner") as connection:
        connection.execute("analyze mart.mart_observation")
    with database.connect("analyst") as connection:
        connection.execute("set statement_timeout = '30s'")
        count = connection.execute("select count(*) from mart.observation_on(2021) where value = 12").fetchone()
    assert count == (8001,)


# What is not made anew: shares and means of counts that are there, and how many a mean is of.
LEFT_OUT = {
    "mart_title_structure": {
        f"{name}{end}" for name in ("share", "mean_age") for end in ("", "_low", "_high", "_status", "_is_complete")
    } - {"share_is_complete"} | {"n"},
    "mart_region_programme_year": set(),
    "mart_observation": set(),
}  # fmt: skip


@pytest.mark.published
def test_a_mart_on_other_boundaries_has_the_columns_of_the_mart() -> None:
    with database.connect("owner") as connection:
        for mart, left_out in LEFT_OUT.items():
            asked = (
                "select column_name::text from information_schema.columns where (table_schema, table_name) = ('mart', %s)",
                (mart,),
            )
            columns = {name for (name,) in connection.execute(*asked)} - {"from_no"}
            shown = connection.execute(f"select * from mart.{mart.removeprefix('mart_')}_on(2021) limit 0".encode())
            assert {c.name for c in shown.description or ()} == columns - left_out | {"boundary_relation"}, mart


def test_a_region_stands_under_its_last_code_while_its_ground_is_the_same() -> None:
    _grow()
    with database.connect("owner") as connection:
        standing = dict(
            connection.execute("select region_key, standing_code from reference.standing_region").fetchall()
        )
        parents = dict(
            connection.execute("select standing_code, standing_parent from reference.standing_region").fetchall()
        )
        meanings = connection.execute(
            "select region_code, standing_code, first_year, last_year from reference.region_meaning order by 1"
        ).fetchall()
        faults = connection.execute("select seed, key, fault from reference.seed_fault").fetchall()
    assert standing == {key: code for key, code, *_ in REGIONS} | {"old": "990112"}
    assert (parents["990202"], parents["990119"]) == ("990200", "990100"), "each for its own years"
    # a code of the same ground means that of the year; a part means no whole
    assert meanings == [
        ("990102", "990112", 0, 9999),
        ("990119", "990202", 0, 2020),
        ("990202", "990119", 2021, 9999),
    ]
    assert faults == []
    assert regions.standing(*_seeds()) == {key: (code, parents[code]) for key, code in standing.items()}


def _seeds() -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The tree as rows of seeds."""
    day = "{}-01-01".format
    return [
        {"region_key": key, "region_code": code, "level": level, "parent_code": above or "",
         "valid_from": day(first), "valid_to": day(last) if last else ""}
        for key, code, level, above, first, last in REGIONS
    ], [{"from_key": before, "to_key": after, "relation": relation} for before, after, relation in CHANGES]  # fmt: skip
