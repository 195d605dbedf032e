"""What holds in every random province, asked of the cells that dbt makes of it; `EXAMPLES=40` files as many."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from clones import shared
from recount import filed, recount
from recount.compare import differences, settled
from recount.filed import Filed
from recount.intervals import INFINITE, Interval, exact
from recount.keys import DIMENSIONS, Key
from recount.landed import Landing
from recount.world import World
from talent_warehouse import database, night, settings
from talent_warehouse.build import run_dbt
from talent_warehouse.database import seeds

pytestmark = pytest.mark.slow
EXAMPLES = int(os.environ.get("EXAMPLES", "2"))
FIRST = 8  # the ninth found a decision that held for years before it
AT_ONCE = 4
HALF = exact("0.000001")  # a rate is a division
COMPARED = ("value", "value_low", "value_high", "status", "qualifier", "witness", "verdict", "rests_on_disputed")
Published = Mapping[Key, Mapping[str, Any]]


@dataclass
class Group:
    """What one build made of some provinces; of each the same rows stand in another order, and without a document."""

    provinces: list[Filed]
    shuffled: list[Filed]
    fewer: list[Filed]
    world: World
    cells: Published

    def __post_init__(self) -> None:
        self.all = [*self.provinces, *self.shuffled, *self.fewer]
        self.bounds = {key: interval(cell) for key, cell in self.cells.items()}
        self.meant = [{meant: key for key in self.cells if (meant := one.meant(key)) is not None} for one in self.all]

    def of(self, one: Filed) -> Iterator[tuple[Key, Mapping[str, Any], Interval]]:
        """Yield the cells of a province under the keys that it was made with, and what they are bounded by."""
        return ((meant, self.cells[key], self.bounds[key]) for meant, key in self.meant[one.number].items())


@pytest.fixture(scope="module")
def groups(server: str, tmp_path_factory: pytest.TempPathFactory) -> list[Group]:
    found = []
    for first in range(FIRST, FIRST + EXAMPLES, AT_ONCE):
        home = tmp_path_factory.mktemp("provinces")
        with shared(server, home):
            found.append(_built(range(first, min(first + AT_ONCE, FIRST + EXAMPLES)), home / "seeds"))
    return found


def _built(numbers: range, folder: Path) -> Group:
    count = len(numbers)
    # every other is whole
    provinces = [filed.made(seed, n, is_whole=seed % 2 == 1) for n, seed in enumerate(numbers)]
    shuffled = [replace(one, number=one.number + count, order=one.number) for one in provinces]
    fewer = [filed.less(one, one.number + 2 * count, one.number) for one in provinces]
    shutil.copytree(settings.REPOSITORY / "seeds", folder)
    filed.write_seeds(folder, [*provinces, *shuffled, *fewer])
    seeds.load(folder)
    with database.connect("owner") as connection:
        filed.land(connection, [*provinces, *shuffled, *fewer])
        night.freeze()
        run_dbt("run", "--select", "+int_cell_settled")
        world = Landing(connection, folder).world()
        rows = tuple(row for row in world.rows if row.measure in world.measures)
        asides = tuple(row for row in world.asides if row.measure in world.measures)
        return Group(provinces, shuffled, fewer, replace(world, rows=rows, asides=asides), settled(connection))


def interval(cell: Mapping[str, Any]) -> Interval:
    low, high = cell["value_low"], cell["value_high"]
    return Interval(
        -INFINITE if low is None else exact(low), INFINITE if high is None or high == INFINITE else exact(high)
    )


def test_the_cells_are_those_of_the_recount(groups: list[Group]) -> None:
    for group in groups:
        assert differences(recount(group.world), group.cells) == []
        assert len(group.cells) > 500


def test_every_interval_holds_the_truth_and_nothing_disagrees(groups: list[Group]) -> None:
    for group in groups:
        for one in group.all:
            for key, cell, bounds in group.of(one):
                truth, half = one.truth(key), HALF if key.measure == "SHARE" else 0
                assert truth is None or bounds.low - half <= truth <= bounds.high + half, (one, key, cell, truth)
                assert cell["verdict"] != "disagree", (one, key, cell)
                assert not cell["rests_on_disputed"], (one, key, cell)


def test_a_value_lies_in_its_interval(groups: list[Group]) -> None:
    for group in groups:
        for key, cell in group.cells.items():
            bounds = group.bounds[key]
            assert cell["value"] is None or bounds.holds(exact(cell["value"])), (key, cell)
            assert cell["value"] is not None or not bounds.is_point or cell["status"] == "M", (key, cell)


def test_no_part_has_a_greater_low_than_its_whole(groups: list[Group]) -> None:
    found = 0
    for group in groups:
        for key, bounds in group.bounds.items():
            measure = group.world.measures[key.measure]
            for dimension in DIMENSIONS:
                whole = group.world.lattice.above(key, dimension)
                if whole and measure.is_non_negative and measure.adds[dimension] in ("sum", "overlap", "max"):
                    assert bounds.low <= group.bounds[whole].low, (dimension, key, whole)
                    found += bounds.low > 0
    assert found > 100


def test_parts_that_are_exact_make_an_exact_sum(groups: list[Group]) -> None:
    found = 0
    for group in groups:
        for key, bounds in group.bounds.items():
            is_sum = group.world.measures[key.measure].adds["region"] == "sum"
            if not is_sum or (key.rollup, key.scope) != ("total", "region"):
                continue
            below = [one for one in group.world.lattice.regions_below(key) if one.region in filed.REGION.values()]
            parts = [group.bounds[one] for one in below if one in group.bounds]
            if below and len(parts) == len(below) and all(one.is_point for one in parts):
                assert bounds == Interval(sum(one.low for one in parts), sum(one.low for one in parts)), key
                found += bounds.low > 0
    assert found


def test_no_order_matters(groups: list[Group]) -> None:
    for group in groups:
        for one, other in zip(group.provinces, group.shuffled, strict=True):
            cells, others = (
                {key: [cell[name] for name in COMPARED] for key, cell, _ in group.of(which)} for which in (one, other)
            )
            assert cells == others, one.number


def test_more_filings_never_widen(groups: list[Group]) -> None:
    found = 0
    for group in groups:
        for one, other in zip(group.provinces, group.fewer, strict=True):
            known = {key: bounds for key, _, bounds in group.of(one)}
            for key, _, bounds in group.of(other):
                if key.measure not in ("TALENT", "SHARE"):  # whoever is counted once may be claimed elsewhere
                    assert known[key].within(bounds), (one, key, known[key], bounds)
                    found += known[key] != bounds
    assert found


def test_all_filed_is_exact(groups: list[Group]) -> None:
    found = 0
    for group in groups:
        for one in group.provinces:
            if one.province.mute or any(fact.unread is not None for fact in one.province.facts):
                continue
            for key, cell, bounds in group.of(one):
                if filed.carries(key) and key.scope in ("own_bureau", "region"):
                    assert bounds.is_point, (key, cell)
                    assert bounds.low == one.truth(key), (key, cell)
                    found += 1
    assert found
