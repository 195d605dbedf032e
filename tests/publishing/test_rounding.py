"""Rounding to base 3: unbiased, the same for the same people, and by no sum does it tell of 1 or 2."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

import tables
from talent_warehouse.identity import Key
from talent_warehouse.publishing import attack, rounding
from talent_warehouse.publishing.attack import Cell, Rule

KEY = Key(bytes(range(32)))


def _counts(name: object, values: list[int]) -> list[rounding.Count]:
    return [
        rounding.Count(f"{name}/{n}", value, rounding.drawn(KEY, f"{name}/{n}", value), is_seen=value == 0)
        for n, value in enumerate(values)
    ]


def test_a_number_goes_to_a_neighbour_and_nothing_is_added_on_average() -> None:
    for value in range(7):
        drawn = [rounding.drawn(KEY, f"{n}", value) for n in range(3000)]
        assert {number % 3 for number in drawn} == {0}
        assert set(drawn) == ({value} if value % 3 == 0 else {value - value % 3, value - value % 3 + 3})
        assert abs(sum(drawn) / 3000 - value) < 0.1
    assert rounding.drawn(KEY, "1", 4) == rounding.drawn(KEY, "1", 4)
    other = Key(bytes(32))
    assert {rounding.drawn(KEY, f"{n}", 1) == rounding.drawn(other, f"{n}", 1) for n in range(50)} == {True, False}


def test_the_attack_finds_what_trying_all_tables_finds() -> None:
    chance, certain = random.Random(7), 0  # noqa: S311
    for name in range(150):
        cells, values = tables.table(chance, 2, 2)
        shown = [count.shown for count in _counts(name, values)]
        known = attack.rules([cells], values, attack.Knowledge())
        fitting = tables.fitting(shown, known, 2, 2)
        bounds = attack.bounds(shown, known)
        assert bounds == [(min(found), max(found)) for found in fitting]
        assert attack.certain(bounds) == [n for n, found in enumerate(fitting) if found in ({1}, {2})]
        certain += len(attack.certain(bounds))
    assert certain > 5


def test_what_is_settled_tells_nothing_also_to_whom_tries_all_tables() -> None:
    chance, moved = random.Random(11), 0  # noqa: S311
    for name in range(60):
        cells, values = tables.table(chance, 2, 3)
        counts = _counts(name, values)
        drawn = [count.shown for count in counts]
        known = attack.rules([cells], values, attack.Knowledge())
        assert rounding.settle(KEY, counts, known)
        shown = [count.shown for count in counts]
        assert all(number is not None and abs(number - v) < 3 for number, v in zip(shown, values, strict=True))
        assert not [found for found in tables.fitting(shown, known, 2, 3) if found in ({1}, {2})]
        moved += shown != drawn
    assert moved


def _truncated(shown: int | None) -> attack.Interval:
    return (0, 10**6) if shown is None else (shown, shown + 2)


def _certain(show: Callable[[int, int, int], int], interval: Callable[[int | None], attack.Interval]) -> int:
    """Counts that are certain in many tables and, a person added to a cell of each, in a second publication of them."""
    chance, found = random.Random(9), 0  # noqa: S311
    for name in range(40):
        cells, values = tables.table(chance, 5, 8)
        one = chance.randrange(len(cells))
        again = [v + _holds(cells[n], cells[one]) for n, v in enumerate(values)]
        # a set of people that is the same in both has the same name
        shown = [show(name * 1000 + n, v, 0) for n, v in enumerate(values)]
        shown += [
            show(name * 1000 + n + (500 if a != v else 0), a, 1)
            for n, (v, a) in enumerate(zip(values, again, strict=True))
        ]
        later = [Cell(c.mart, c.column, c.place, c.count + len(cells)) for c in cells]
        known = attack.rules([cells, later], values + again, attack.Knowledge())
        known += [Rule((n,), (n + len(cells),), again[n] - v, is_equal=True) for n, v in enumerate(values)]
        found += len(attack.certain(attack.bounds(shown, known, interval)))
    return found


def _holds(cell: Cell, one: Cell) -> int:
    return int(all(cell.place[k] in (attack.TOTAL, v) for k, v in one.place.items()))


@pytest.mark.parametrize(
    ("show", "interval"),
    [
        pytest.param(lambda n, value, no: value // 3 * 3, _truncated, id="truncated"),
        pytest.param(
            lambda n, value, no: rounding.drawn(KEY, f"{n}/{no}", value), attack.rounded, id="drawn each time"
        ),
        pytest.param(lambda n, value, no: rounding.drawn(KEY, f"{n}", value), attack.rounded, id="not settled"),
    ],
)
def test_the_attack_finds_something_where_rounding_is_weak(
    show: Callable[[int, int, int], int], interval: Callable[[int | None], attack.Interval]
) -> None:
    assert _certain(show, interval) > 0


def test_numbers_that_were_seen_stay_as_they_are() -> None:
    chance = random.Random(10)  # noqa: S311
    for name in range(40):
        cells, values = tables.table(chance, 4, 6)
        counts = _counts(name, values)
        known = attack.rules([cells], values, attack.Knowledge())
        assert rounding.settle(KEY, counts, known)
        before = [count.shown for count in counts]
        one = chance.randrange(len(cells))
        later, rules_of_both = [], list(known)
        for n, cell in enumerate(cells):
            counts[n].is_seen = True
            if _holds(cell, cells[one]):
                value = values[n] + 1
                counts.append(rounding.Count(f"{name}+{n}", value, rounding.drawn(KEY, f"{name}+{n}", value), False))
                rules_of_both.append(Rule((n,), (len(counts) - 1,), 1, is_equal=True))
            later.append(Cell(cell.mart, cell.column, cell.place, len(counts) - 1 if _holds(cell, cells[one]) else n))
        rules_of_both += attack.rules([later], [c.value for c in counts], attack.Knowledge())
        assert rounding.settle(KEY, counts, rules_of_both)
        assert [count.shown for count in counts[: len(cells)]] == before
        assert not attack.certain(attack.bounds([c.shown for c in counts], rules_of_both))


def test_a_person_who_comes_and_one_number_that_falls_would_tell() -> None:
    """3, and after one more 0: that was one, and is two. The second number goes to its other neighbour."""
    counts = [rounding.Count("one", 1, 3, is_seen=True), rounding.Count("two", 2, 0, is_seen=False)]
    known = [Rule((0,), (1,), 1, is_equal=True)]
    assert attack.bounds([3, 0], known) == [(1, 1), (2, 2)]
    assert rounding.settle(KEY, counts, known)
    assert [count.shown for count in counts] == [3, 3]


def test_numbers_of_others_fit_nothing() -> None:
    with pytest.raises(ValueError, match="No counts fit"):
        attack.bounds([0, 0, 9], [Rule((0, 1), (2,), is_equal=True)])


def test_where_no_number_may_move_none_is_shown() -> None:
    seen = [rounding.Count("one", 1, 3, is_seen=True), rounding.Count("two", 2, 0, is_seen=True)]
    assert not rounding.settle(KEY, seen, [Rule((0,), (1,), 1, is_equal=True)])


def test_who_knows_of_one_person_knows_nothing_where_several_came() -> None:
    def cells(first: int) -> list[Cell]:
        places = [(region, age) for region in ("530102", "530103") for age in (attack.TOTAL, "30_34")]
        return [
            Cell("mart", "people", {"region_code": region, "rollup": "own", "age_band": age, "year": "2021"}, first + n)
            for n, (region, age) in enumerate(places)
        ]

    before, now = cells(0), cells(4)
    of_regions, of_all = attack.links(before, now, [5, 1, 9, 2, 6, 2, 9, 2])
    assert of_regions == of_all
    assert Rule((1,), (5,), 1, is_equal=True) in of_all
    of_regions, of_all = attack.links(before, now, [5, 1, 9, 2, 6, 2, 12, 3])
    assert Rule((1,), (5,), 1, is_equal=True) in of_regions
    assert Rule((3,), (7,), 1, is_equal=True) not in of_regions  # of three who came to the other one
    assert of_all == []
