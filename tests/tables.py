"""Small made-up tables of persons, and what fits a table that is shown, by trying all of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import product

from talent_warehouse.publishing import attack
from talent_warehouse.publishing.attack import TOTAL, Cell, Rule

WEIGHTS = (4, 6, 5, 2, 2, 1)  # how often 0, 1, 2 … persons stand in a cell


def table(chance: random.Random, rows: int, columns: int) -> tuple[list[Cell], list[int]]:
    """Cells of title by age with their totals, in one region, and how many persons are in each."""
    inside = {(r, c): chance.choices(range(len(WEIGHTS)), WEIGHTS)[0] for r, c in product(range(rows), range(columns))}
    cells, values = [], []
    for r, c in product([*range(rows), None], [*range(columns), None]):
        place = {"region_code": "530102", "rollup": "own", "year": "2021"}
        place |= {"title_level": TOTAL if r is None else str(r), "age_band": TOTAL if c is None else str(c)}
        cells.append(Cell("mart_title_structure", "people", place, len(cells)))
        values.append(sum(n for (row, column), n in inside.items() if r in (row, None) and c in (column, None)))
    return cells, values


def fitting(shown: Sequence[int | None], known: Sequence[Rule], rows: int, columns: int) -> list[set[int]]:
    """For each cell the counts of all tables that fit what is shown, found by trying each inside."""
    width = columns + 1
    ranges = [attack.rounded(number) for number in shown]
    inside = [r * width + c for r, c in product(range(rows), range(columns))]
    found: list[set[int]] = [set() for _ in shown]
    for tried in product(*(range(ranges[n][0], ranges[n][1] + 1) for n in inside)):
        values = dict(zip(inside, tried, strict=True))
        for r in range(rows):
            values[r * width + columns] = sum(values[r * width + c] for c in range(columns))
        for c in range(width):
            values[rows * width + c] = sum(values[r * width + c] for r in range(rows))
        if all(low <= values[n] <= high for n, (low, high) in enumerate(ranges)):
            for n, value in values.items():
                found[n].add(value)
    return found
