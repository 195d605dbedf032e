"""The numbers that a first wording of the rules got wrong, each with what is right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from recount import Cell, World, recount
from recount.bound import Bounds
from recount.boundaries import added_anew
from recount.compare import differences
from recount.coverage import Duty, Obligation, Register, Unit, fund_months, silent
from recount.intervals import INFINITE, Interval, exact, half_of_last_digit, quotient, rounded
from recount.keys import DIMENSIONS, Key, Lattice
from recount.money import Movement, counted
from recount.statements import edition
from recount.world import Aside, Claim, Filing, Measure, Place, Row, Spot, Voice

SUM, OVERLAP = (
    dict.fromkeys(DIMENSIONS, "sum") | {"rows": "sum"},
    dict.fromkeys(DIMENSIONS, "overlap") | {"rows": "sum"},
)
HEADS = Measure("HEADS", OVERLAP, "roster", carried=frozenset({"programme", "stage", "edition"}))
PLAIN = Measure("PLAIN", SUM)
STATED = Measure("STATED", OVERLAP)
LATTICE = Lattice({2021: {"530000": None, "530100": "530000", "530102": "530100", "530103": "530100"}})
SILENT = Voice("530100-KJ", "530100", reaches_below=True)


def key(measure: str, **named) -> Key:
    at = Key(measure, "530100", "total", "_T", 2021, "2021", "region", "_T", "_reached", "_T")
    return at._replace(**({"scope": "own_bureau"} if named.get("rollup") == "own" else {}) | named)


def filed(measure: str, value: int, row: int = 1, **named) -> Filing:
    known = {"region": "530100", "scope": "region", "unit": "530100-RC", "programme": "_T"} | named
    return Filing(
        measure=measure,
        year=2021,
        place=Place("S1", "1", row),
        **{"interval": Interval(value, value), "value": value, "is_exact": True} | known,
    )


def person(
    thing: str, region: str = "530102", programme: str = "STC", stage: str = "recognised", at: str = "第3批"
) -> Row:
    return Row("HEADS", 2021, Spot(region, programme, "_T", stage, at), thing=thing)


def cells(*filings: Filing, rows=(), **named) -> dict[Key, Cell]:
    return recount(
        World(LATTICE, {one.code: one for one in (HEADS, PLAIN, STATED)}, tuple(rows), filings=filings, **named)
    )


def test_one_edition_is_not_the_whole():
    made = cells(filed("STATED", 128, edition="第三批", programme="STC"))
    assert made[key("STATED", programme="STC", edition="第3批")].value == 128
    whole = made[key("STATED", programme="STC")]
    assert (whole.value, whole.qualifier, whole.interval.high) == (128, ">=", INFINITE)


def test_a_whole_register_says_of_whom_there_are_none():
    newly = replace(HEADS, code="NEWLY")
    world = World(LATTICE, {one.code: one for one in (HEADS, newly)}, (person("A"),))
    made = recount(replace(world, silent={("roster", 2021): (replace(SILENT, region="530103"),)}))
    assert made[key("NEWLY", region="530102", programme="STC")].interval == (0, 0)
    assert made[key("HEADS", region="530100", rollup="own")].status == "A"
    owed = made[key("HEADS", region="530103")]
    assert (owed.status, owed.value, owed.interval.low) == ("L", None, 0)


def test_heads_of_two_editions_overlap():
    made = cells(*(filed("STATED", n, n, edition=f"第{n}批", programme="STC") for n in (30, 40)))
    assert made[key("STATED", programme="STC")].interval == (40, INFINITE)


def test_rungs_that_a_unit_lists_beside_each_other_add():
    rungs = (("recommended", 70), ("applied", 44))
    made = cells(*(filed("STATED", n, n, stages=(rung,), programme="P") for rung, n in rungs))
    pending = made[key("STATED", stage="_pending")]
    assert (pending.value, pending.qualifier) == (114, ">=")
    assert key("STATED") not in made


def test_a_rung_that_a_unit_states_twice_counts_once_whatever_came_first():
    rungs = [("recommended", 70), ("applied", 44), ("applied", 40)]
    for order in (rungs, rungs[::-1]):
        made = cells(*(filed("STATED", n, row, stages=(rung,), programme="P") for row, (rung, n) in enumerate(order)))
        assert made[key("STATED", stage="_pending", programme="P")].interval.low == 114


def test_not_applicable_stands_beside_named_programmes_or_is_a_floor():
    beside = cells(filed("PLAIN", 3000000, 1, programme="STC"), filed("PLAIN", 500000, 2, programme="_Z"))
    assert beside[key("PLAIN")].interval == (3500000, INFINITE)
    alone = cells(filed("PLAIN", 500000, programme="_Z"))
    assert alone[key("PLAIN")].interval == (500000, INFINITE)
    assert alone[key("PLAIN", programme="_Z")].interval == (0, 500000)


def test_a_filing_without_stage_meets_a_roster_that_has_one():
    made = cells(filed("HEADS", 128), rows=[person("p")])
    assert made[key("HEADS")].value == 1
    assert made[key("HEADS")].verdict == "disagree"
    assert not made[key("HEADS")].rests_on_disputed


def test_a_silent_unit_leaves_open_what_it_may_speak_of():
    made = cells(rows=[person("p"), person("q", "530103")], silent={("roster", 2021): (SILENT,)})
    assert made[key("HEADS")].interval == (2, INFINITE)
    assert made[key("HEADS", region="530102")].status == "L"
    own = {("roster", 2021): (replace(SILENT, reaches_below=False),)}
    assert cells(rows=[person("p")], silent=own)[key("HEADS", region="530102")].value == 1


def test_a_person_in_two_counties_is_one_in_the_prefecture():
    made = cells(rows=[person("p"), person("p", "530103"), person("q", programme="P")])
    whole = made[key("HEADS")]
    assert (whole.value, whole.shared) == (2, (1, 1))


def test_a_level_that_may_file_is_open():
    counties = [filed("PLAIN", n, n, region=region) for region, n in (("530102", 45), ("530103", 0))]
    made = cells(filed("PLAIN", 60, 99), *counties)
    assert made[key("PLAIN")].value == 60
    closed = cells(*counties, closed={("PLAIN", "530100", 2021)})
    assert closed[key("PLAIN")].value == 45


def test_a_parent_that_its_children_refute_does_not_win():
    counties = [filed("PLAIN", n, n, region=region) for region, n in (("530102", 30000), ("530103", 125000))]
    made = cells(filed("PLAIN", 5000, 1), *counties, closed={("PLAIN", "530100", 2021), ("PLAIN", "530000", 2021)})
    prefecture = made[key("PLAIN")]
    assert (prefecture.interval, prefecture.value, prefecture.status) == ((5000, 155000), None, "U")
    assert (prefecture.verdict, len(prefecture.places)) == ("disagree", 3)
    assert made[key("PLAIN", region="530102")].value == 30000
    assert all(one.rests_on_disputed for at, one in made.items() if at.measure == "PLAIN")
    assert made[key("PLAIN", region="530000")].interval == (5000, 155000)


def test_what_is_disputed_counts_as_unknown_in_other_sums():
    counties = [filed("PLAIN", n, n, region=region, programme="P") for region, n in (("530102", 30), ("530103", 50))]
    made = cells(filed("PLAIN", 5, 1, programme="P"), *counties)
    assert made[key("PLAIN", region="530102", programme="P")].value == 30
    whole = made[key("PLAIN", region="530102")]
    assert (whole.interval, whole.rests_on_disputed) == ((0, INFINITE), True)


def test_own_is_what_the_children_leave():
    counties = [filed("PLAIN", n, n, region=region) for region, n in (("530102", 30), ("530103", 50))]
    vague = {"interval": Interval(0, 40), "is_exact": False, "qualifier": "<"}
    own = filed("PLAIN", 40, 3, scope="own_bureau", **vague)
    made = cells(filed("PLAIN", 100, 1), *counties, own)
    cell = made[key("PLAIN", rollup="own")]
    assert (cell.value, cell.status, cell.witness) == (20, "I", "difference")


def test_a_row_aside_widens_where_it_may_stand_and_nowhere_else():
    spot = Spot("530103", None, "_T", "recognised", "第3批", "530100")
    made = cells(rows=[person("p"), person("q", "530103")], asides=(Aside("HEADS", 2021, spot),))
    assert made[key("HEADS", region="530102")].interval == (1, 1)
    assert made[key("HEADS", region="530103", programme="STC")].interval == (1, 2)
    assert made[key("HEADS")].interval == (2, 3)


def test_what_says_how_far_it_goes_is_a_value_and_an_open_floor_is_none():
    odd = {"interval": Interval(500, 600), "is_exact": False, "qualifier": ">="}
    made = cells(filed("PLAIN", 500, **odd))[key("PLAIN")]
    assert (made.value, made.qualifier, made.status) == (500, ">=", "A")
    above = filed("PLAIN", 520, 2, **(odd | {"interval": Interval(520, INFINITE)}))
    made = cells(filed("PLAIN", 500, **odd), above)[key("PLAIN")]
    assert (made.interval, made.value) == ((520, 600), None)


def test_a_claim_gives_a_value_and_no_bound():
    at = key("PLAIN", region="530102")
    made = cells(filed("PLAIN", 5), claims=(Claim(at, 99, Place("n", "1", 1)),))
    assert (made[at].value, made[at].witness, made[at].interval.high) == (99, "claimed", INFINITE)
    assert made[key("PLAIN")].value == 5


def test_a_figure_since_an_earlier_year_is_at_most_for_the_year():
    made = cells(filed("PLAIN", 500, since="2016"))
    assert made[key("PLAIN", since="2016")].value == 500
    assert (made[key("PLAIN")].interval, made[key("PLAIN")].value) == ((0, 500), None)


@pytest.mark.parametrize(
    ("value", "decimals", "power", "is_integer", "interval"),
    [
        ("333300", 2, 4, False, (333250, 333350)),
        ("128", 0, 0, True, (128, 128)),
        ("15000", 1, 4, True, (14500, 15500)),
        ("85", 0, 0, False, (exact("84.5"), exact("85.5"))),
    ],
)
def test_a_filing_is_true_to_half_of_its_last_digit(value, decimals, power, is_integer, interval):
    half = half_of_last_digit(decimals, power)
    assert rounded(exact(value), half, is_integer=is_integer, is_non_negative=True) == interval


def test_a_rate_takes_its_parts_crosswise():
    assert quotient(Interval(1, 2), Interval(4, 8), 100, 100) == (exact("12.5"), 50)
    assert quotient(Interval(1, 2), Interval(0, 8), 100, 100) == (exact("12.5"), 100)
    assert quotient(Interval(0, 0), Interval(0, 0), 100, 100) is None


@pytest.mark.parametrize("text", ["第三批", "第3批", " 第 ３ 批"])
def test_an_edition_has_one_spelling(text):
    assert edition(text) == "第3批"
    assert edition("第十二届") == "第12届"
    assert edition("红十字第二十批") == "红十字第20批"
    assert edition("二三十") == "23十", "what is no number keeps its letters"


def test_an_obligation_a_duty_and_who_sits_there():
    units = tuple(
        Unit(f"{level}-{kind}", level, kind, level) for level in ("county", "province") for kind in ("a", "b")
    )
    register = Register(units, (Obligation("f", "a", "county", 2020, 2021, "own"),))
    assert [one.unit for one in register.awaited("f", 2021)] == ["county-a", "province-a", "province-b"]
    assert not register.awaited("f", 2021)[0].reaches_below
    assert [one.unit for one in register.awaited("f", 2022)] == ["county-a", "county-b", "province-a", "province-b"]
    none = replace(register, duties=(Duty("f", "province", "none", 2021),))
    assert [one.unit for one in none.awaited("f", 2021)] == ["county-a"]
    assert silent(none.awaited("f", 2021), ["2021"], {("county-a", "2021")}, ()) == ()
    assert len(silent(none.awaited("f", 2021), ["2021"], {("county-a", "2021")}, {("county-a", "2021")})) == 1


def test_money_of_a_year_moves_from_july_before_to_two_years_after():
    months = fund_months(2021)
    assert (months[0], months[-1], len(months)) == ("2020-07", "2023-12", 42)


def movement(row: int, day: int, side: str, value: int = 100) -> Movement:
    at = date(2021, 5, 1).replace(day=day)
    return Movement(
        "R", 2021, "received", "A", "B", at, Interval(value, value), value, side, side, Place("S", "1", row)
    )


def test_two_sides_of_a_payment_count_once():
    pair = counted([movement(1, 2, "payer"), movement(2, 5, "payee"), movement(3, 9, "payee")])
    assert [(one.low, one.value, one.high) for one in pair] == [(0, 0, 100), (100, 100, 100), (100, 100, 100)]
    same_day = counted([movement(1, 5, "payer"), movement(2, 5, "payee")])
    assert [(one.low, one.high) for one in same_day] == [(0, 0), (100, 100)]
    assert sum(one.value for one in counted([movement(1, 2, "payee"), movement(2, 5, "payee")])) == 200


def test_a_return_of_money_is_a_floor_and_is_held_against_its_day():
    money = Measure("MONEY", SUM, "ledger", is_ledger_money=True, carried=frozenset({"programme"}))
    spot = Spot("530102", "STC", "_T", "_reached", "_T")
    paid = tuple(Row("MONEY", 2021, spot, n, n, n, day=date(2021, n // 10, 1)) for n in (50, 90))
    stated = filed("MONEY", 50, as_of=date(2021, 6, 30))
    made = recount(World(LATTICE, {"MONEY": money}, paid, filings=(stated,)))
    assert (made[key("MONEY")].value, made[key("MONEY")].verdict) == (140, "agree")
    late = replace(stated, as_of=date(2021, 12, 31))
    assert recount(World(LATTICE, {"MONEY": money}, paid, filings=(late,)))[key("MONEY")].verdict == "disagree"


def test_who_may_be_claimed_elsewhere_is_provisional():
    once = Measure("TALENT", SUM, "register", knows_programme=False, is_counted_once=True)
    spot = Spot("530102", "_T", "_T", "_reached", "_T")
    people = tuple(Row("TALENT", 2021, spot, person=name, is_firm=name == "firm") for name in ("firm", "p", "q"))
    unit = Voice("530103-RC", "530103", reaches_below=True)
    made = recount(World(LATTICE, {"TALENT": once}, people, silent={("register", 2021): (unit,)}))
    county, prefecture = made[key("TALENT", region="530102")], made[key("TALENT")]
    assert (county.interval, county.value, county.status, county.qualifier) == ((1, 3), 3, "I", "~")
    assert (prefecture.interval, prefecture.value, prefecture.qualifier) == ((3, INFINITE), 3, ">=")


OLD = {"A": None, "P": "A", "Q": "A", "p1": "P", "q1": "Q", "q2": "Q"}
NEW = {"A": None, "P": "A", "Q": "A", "p1": "P", "q1": "P", "q2": "Q", "q3": "P"}


@pytest.mark.parametrize(
    ("became", "intervals"),
    [
        ({}, {"P": (7, 7), "Q": (3, 3), "A": (10, 10)}),
        ({"q1": ("q1", "q2")}, {"P": (2, 7), "Q": (3, 8), "A": (10, 10)}),
        ({"q2": ("q2", "q3")}, {"P": (7, 10), "Q": (0, 3), "q3": (0, 3), "A": (10, 10)}),
        ({"q2": ("q1",)}, {"P": (10, 10), "Q": (0, 0), "q1": (8, 8)}),
    ],
)
def test_totals_on_other_boundaries_are_added_anew(became, intervals):
    counties = [filed("PLAIN", n, n, region=region) for region, n in (("p1", 2), ("q1", 5), ("q2", 3))]
    closed = {("PLAIN", region, 2021) for region in "APQ"}
    bounds = Bounds(World(Lattice({2021: OLD}), {"PLAIN": PLAIN}, filings=tuple(counties), closed=closed)).compute()
    for region, interval in intervals.items():
        made = added_anew(bounds, key("PLAIN", region=region), NEW, became)
        assert made.interval == interval, region
        assert region != "P" or (made.status == "B") == bool(became)


def test_what_is_published_is_compared_at_its_face():
    made = {at: one for at, one in cells(filed("PLAIN", 5)).items() if at.measure == "PLAIN"}
    same = {
        at: {"value": one.value, "value_high": None if one.interval.high == INFINITE else 5} for at, one in made.items()
    }
    assert differences(made, same) == []
    wrong = same | {key("PLAIN"): {"value": Decimal("5.000001"), "status": "A"}}
    assert [one.column for one in differences(made, wrong)] == ["value"]
    assert differences(made, wrong, decimals=2) == []
    assert [one.column for one in differences(made, {})] == ["cell", "cell"]


def test_a_blank_edition_beside_named_ones_is_a_floor():
    made = cells(filed("PLAIN", 10, 1, programme="STC"), filed("PLAIN", 4, 2, programme="STC", edition="第一批"))
    assert made[key("PLAIN", programme="STC")].interval == (10, INFINITE)
    assert cells(filed("PLAIN", 10, programme="STC"))[key("PLAIN", programme="STC")].value == 10


def test_editions_stand_beside_each_other_whatever_programme_a_measure_that_knows_none_names():
    free = Measure("FREE", SUM, knows_programme=False)
    stated = filed("FREE", 10, 1, programme="_Z"), filed("FREE", 4, 2, programme="_T", edition="第一批")
    made = recount(World(LATTICE, {"FREE": free}, filings=stated))
    assert made[key("FREE")].interval == (10, INFINITE)


def test_rows_say_nothing_of_what_their_form_cannot_name():
    log = Measure("LOG", SUM, "log", carried=frozenset({"programme"}))
    rows = (Row("LOG", 2021, Spot("530102", "STC", "_T", "_reached", "_T"), 9, 9, 9),)
    stated = filed("LOG", 5, programme="STC", edition="第1批")
    made = recount(World(LATTICE, {"LOG": log}, rows, filings=(stated,)))
    assert made[key("LOG", programme="STC", edition="第1批")].value == 5
    assert (made[key("LOG", programme="STC")].value, made[key("LOG", programme="STC")].verdict) == (9, "agree")


def test_halves_of_last_digits_widen_the_bounds_and_not_the_number():
    stated = [
        filed("PLAIN", n, n, programme=name, interval=Interval(n - 5000, n + 5000))
        for name, n in (("STC", 3000000), ("_Z", 500000))
    ]
    whole = cells(*stated)[key("PLAIN")]
    assert (whole.value, whole.qualifier, whole.interval.low) == (3500000, ">=", 3490000)


def test_two_rungs_in_one_number_bound_each_and_nothing_that_may_be_negative():
    merged = cells(filed("PLAIN", 9, stages=("applied", "recognised")))
    assert merged[key("PLAIN", stage="applied")].interval == merged[key("PLAIN")].interval == (0, 9)
    one_group = cells(filed("PLAIN", 9, stages=("applied", "recommended")))
    assert one_group[key("PLAIN", stage="_pending")].interval == (9, INFINITE)
    balance = Measure("PLAIN", SUM, is_non_negative=False)
    stated = filed("PLAIN", -5, stages=("applied", "recognised"))
    made = recount(World(LATTICE, {"PLAIN": balance}, filings=(stated,)))
    assert made[key("PLAIN")].interval == (-INFINITE, INFINITE)


def test_what_a_refuted_filing_says_elsewhere_is_doubted():
    stated = filed("STATED", 7, 1, region="530102", since="2016")
    year = filed("STATED", 9, 2, region="530102")
    made = cells(stated, year)
    assert made[key("STATED", region="530102")].verdict == "disagree"
    assert made[key("STATED", since="2016")].interval == (0, INFINITE)
    assert made[key("STATED", region="530102", since="2016")].rests_on_disputed


def test_a_dispute_goes_down_to_who_says_the_number():
    vague = {"interval": Interval(50, INFINITE), "is_exact": False, "qualifier": ">="}
    own = filed("PLAIN", 517, 1, region="530102", scope="own_bureau")
    county = filed("PLAIN", 50, 2, region="530102", **vague)
    made = cells(own, county, filed("PLAIN", 140, 3))
    assert made[key("PLAIN")].places == tuple(Place("S1", "1", row) for row in (1, 2, 3))
    assert made[key("PLAIN", region="530102", rollup="own", scope="own_bureau")].rests_on_disputed
