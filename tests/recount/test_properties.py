"""What holds in every random province; `EXAMPLES=500` looks at as many."""

from __future__ import annotations

import os
import random
from dataclasses import replace

import pytest

from recount import Cell, cells, making, recount, worlds
from recount.bound import Bounds
from recount.keys import DIMENSIONS, Key
from recount.worlds import Province

EXAMPLES = int(os.environ.get("EXAMPLES", "8"))
SEEDS = range(EXAMPLES)


@pytest.fixture(scope="module")
def provinces() -> list[tuple[Province, Bounds, dict[Key, Cell]]]:
    made = [making.province(seed) for seed in SEEDS]
    bounds = [Bounds(province.world()).compute() for province in made]
    return [(province, bound, cells.made(bound)) for province, bound in zip(made, bounds, strict=True)]


def test_every_interval_holds_the_truth(provinces):
    for seed, (province, _, made) in enumerate(provinces):
        for key, cell in made.items():
            truth = province.truth(key)
            assert truth is None or cell.interval.holds(truth), (seed, key, cell, truth)


def test_nothing_disagrees_where_nobody_lies(provinces):
    for seed, (_, bounds, made) in enumerate(provinces):
        claimed = {claim.key for claim in bounds.world.claims}
        for key, cell in made.items():
            assert cell.verdict != "disagree" or key in claimed, (seed, key, cell)
            assert not cell.rests_on_disputed, (seed, key, cell)


def test_a_value_lies_in_its_interval(provinces):
    for seed, (_, _, made) in enumerate(provinces):
        for key, cell in made.items():
            assert cell.value is None or cell.interval.holds(cell.value), (seed, key, cell)
            assert cell.value is not None or not cell.interval.is_point or cell.status == "M", (seed, key, cell)


def test_no_part_has_a_greater_low_than_its_whole(provinces):
    for seed, (_, bounds, made) in enumerate(provinces):
        for key, cell in made.items():
            measure = bounds.world.measures[key.measure]
            for dimension in DIMENSIONS:
                if not measure.is_non_negative or measure.adds[dimension] not in ("sum", "overlap", "max"):
                    continue
                for part in bounds.part_keys(key, dimension):
                    if part in made:
                        assert made[part].interval.low <= cell.interval.low, (seed, dimension, part, key)


def test_parts_that_are_exact_make_an_exact_sum(provinces):
    found = 0
    for seed, (_, bounds, made) in enumerate(provinces):
        for key, cell in made.items():
            below = bounds.part_keys(key, "region")
            parts = [bounds.interval_of(part) for part in below]
            if (
                bounds.world.measures[key.measure].adds["region"] == "sum"
                and below
                and all(one.is_point for one in parts)
            ):
                assert cell.interval.is_point, (seed, key, cell)
                assert cell.value == sum(one.low for one in parts), (seed, key, cell)
                found += 1
    assert found


def test_parts_less_what_they_share_are_the_whole(provinces):
    found = 0
    for province, bounds, made in provinces:
        for key, cell in made.items():
            if cell.shared is None:
                continue
            parts = sum(province.truth(part) for part in bounds.part_keys(key, "region"))
            assert cell.shared.holds(parts - province.truth(key)), (key, cell)
            found += 1
    assert found


def test_more_filings_never_widen(provinces):
    found = 0
    for seed, (province, _, made) in enumerate(provinces):
        filed = {(one.unit, "return", one.year) for one in province.filings}
        filed |= {(one.unit, form, one.key.year) for one in province.facts if (form := _form(one))}
        filed -= province.mute
        if not filed:
            continue
        less = recount(province.world(frozenset([_one_of(filed, seed)])))
        for key, cell in less.items():
            if _counts_once(key):
                continue
            assert made[key].interval.within(cell.interval), (seed, key, made[key], cell)
            found += 1
    assert found


def _one_of(filed, seed: int):
    return random.Random(seed).choice(sorted(filed))  # noqa: S311


def _form(fact: worlds.Fact) -> str | None:
    return worlds.MEASURES[fact.key.measure].form


def _counts_once(key: Key) -> bool:
    """Whether rule 9 speaks of the cell, or of the numerator of its rate."""
    measure = worlds.MEASURES[key.measure]
    return measure.is_counted_once or measure.numerator is not None


def test_all_filed_is_exact():
    found = 0
    for seed in SEEDS:
        province = making.province(seed, is_whole=True, with_claims=False)
        for key, cell in recount(province.world()).items():
            if worlds.MEASURES[key.measure].form and key.since == str(key.year) and _is_of_rows(key):
                assert cell.interval.is_point, (seed, key, cell)
                assert cell.value == province.truth(key), (seed, key, cell)
                found += 1
    assert found


def _is_of_rows(key: Key) -> bool:
    return key.scope in ("own_bureau", "region")


def test_no_order_matters(provinces):
    for seed, (_, bounds, made) in enumerate(provinces):
        world = bounds.world
        rng = random.Random(seed)  # noqa: S311
        dimensions = tuple(rng.sample(DIMENSIONS, len(DIMENSIONS)))
        mixed = replace(
            world,
            rows=tuple(rng.sample(world.rows, len(world.rows))),
            asides=tuple(rng.sample(world.asides, len(world.asides))),
            filings=tuple(rng.sample(world.filings, len(world.filings))),
            claims=tuple(rng.sample(world.claims, len(world.claims))),
        )
        assert recount(mixed, dimensions) == made, seed


def test_one_lie_is_measured(provinces, capsys):
    """Print how often a false filing makes a cell wrong that nothing marks: a rate and no invariant."""
    seen = unseen = elsewhere = unmarked = 0
    for seed, (province, _, _) in enumerate(provinces):
        lie = worlds.lied(province, seed)
        if lie is None:
            continue
        false, filing = lie
        made = recount(replace(false, claims=()).world())
        if not any(cell.verdict == "disagree" for cell in made.values()):
            unseen += 1
            continue
        seen += 1
        own = worlds.cells_of(false, filing)
        wrong = [key for key, cell in made.items() if key not in own and not _holds(cell, false, key)]
        elsewhere += bool(wrong)
        unmarked += any(not made[key].rests_on_disputed for key in wrong)
    with capsys.disabled():
        print(f"\nof {seen} lies that are seen ({unseen} are not)", end=" ")
        print(f"{elsewhere} make a cell elsewhere wrong, {unmarked} unmarked")
    assert seen


def _holds(cell: Cell, province: Province, key: Key) -> bool:
    truth = province.truth(key)
    return truth is None or cell.interval.holds(truth)
