"""Amounts that are shown tell of no payee: a reader who knows all sums, who is paid where, and his own amount, tries."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from decimal import Decimal

import pytest
from scipy.optimize import linprog

from talent_warehouse.publishing.payees import NOBODY, OWN, TOTAL, Amounts, Place, Tree, is_safe, may_follow

EXAMPLES = int(os.environ.get("EXAMPLES", "8"))
Atom = tuple[str, str, str]  # region, measure, payee
Pieces = dict[Place, dict[str, dict[str, Decimal]]]


def _province(seed: int) -> tuple[Pieces, dict[str, list[str]]]:
    """Prefectures and counties in which few are paid, some much more than others, some in several places."""
    chance = random.Random(seed)  # noqa: S311 - the same each time
    below: dict[str, list[str]] = {"P": [f"P{n}" for n in range(chance.randint(1, 4))]}
    for prefecture in list(below["P"]):
        below[prefecture] = [f"{prefecture}{n}" for n in range(chance.randint(0, 4))]
    regions = ["P", *below["P"], *(county for one in below["P"] for county in below[one])]
    names = [f"firm{n}" for n in range(chance.randint(3, 12))]
    pieces: Pieces = {}
    for region in regions:
        for measure in ("awarded", "received"):
            paid = chance.sample(names, min(chance.choice((0, 1, 1, 2, 3, 4, 5)), len(names)))
            if paid:
                amounts = {name: Decimal(round(chance.lognormvariate(3, 1.5)) + 1) for name in paid}
                pieces.setdefault((region, OWN), {})[measure] = amounts
    return pieces, below


def _regions(below: dict[str, list[str]], region: str) -> Iterator[str]:
    yield region
    for child in below.get(region, ()):
        yield from _regions(below, child)


def _told(pieces: Pieces, below: dict[str, list[str]], hidden: set[Place]) -> list[tuple[Atom, str]]:
    """What is told: whose amount, and to whom, himself paid or nobody, at most a tenth above what it is."""
    told = []
    for measure in ("awarded", "received"):
        true = {
            (region, measure, payee): amount
            for (region, _), of in pieces.items()
            for payee, amount in of.get(measure, {}).items()
        }
        atoms = list(true)
        sums: list[list[int]] = []
        for region in _regions(below, "P"):
            for rollup, places in ((OWN, {region}), (TOTAL, set(_regions(below, region)))):
                if (region, rollup) not in hidden:
                    sums.append([int(atom[0] in places) for atom in atoms])
        numbers = [sum(true[a] for a, is_in in zip(atoms, one, strict=True) if is_in) for one in sums]
        for n, atom in enumerate(atoms):
            near = {a[2]: true[a] for a in atoms if a[2] != atom[2]}
            for insider in ["", *sorted(near, key=lambda name: -near[name])[:2]]:
                known = [(float(true[a]),) * 2 if a[2] == insider else (0, None) for a in atoms]
                most = linprog(
                    [-float(m == n) for m in range(len(atoms))], bounds=known,
                    A_eq=sums or None, b_eq=list(map(float, numbers)) or None,
                )  # fmt: skip
                assert most.status in (0, 3), most.message
                if most.status == 0 and -most.fun < 1.0999 * float(true[atom]):
                    told.append((atom, insider))
    return told


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_no_reader_tells_what_one_payee_got(seed: int) -> None:
    pieces, below = _province(seed)
    tree = Tree(pieces, below)
    tree.settle("P")
    assert _told(pieces, below, tree.hidden) == []


def test_the_reader_breaks_what_withholds_less() -> None:
    """Cells of few payees alone, and cells by the number of payees alone: both are told from sums, or by another payee."""
    few, many = 0, 0
    for seed in range(4):
        pieces, below = _province(seed)
        safe = Tree(pieces, below)
        safe.settle("P")
        whole: dict[Place, Amounts] = {(r, TOTAL): safe._whole(r) for r in _regions(below, "P")}
        places = {**whole, **{(r, OWN): pieces.get((r, OWN), {}) for r in _regions(below, "P")}}
        unsafe = {place for place, amounts in places.items() if not is_safe(amounts)}
        one = {place for place, amounts in places.items() if any(len(of) == 1 for of in amounts.values())}
        assert unsafe <= safe.hidden
        few += len(_told(pieces, below, unsafe))
        many += len(_told(pieces, below, one))
    assert few > 0
    assert many > few


def test_not_all_is_withheld() -> None:
    shown, something = 0, 0
    for seed in range(40):
        pieces, below = _province(seed)
        tree = Tree(pieces, below)
        tree.settle("P")
        shown += ("P", TOTAL) not in tree.hidden
        something += bool(tree._whole("P"))
    assert shown > something * 0.8


def _amounts(**payees: int) -> dict[str, dict[str, Decimal]]:
    return {"awarded": {name: Decimal(amount) for name, amount in payees.items()}}


def test_three_payees_of_whom_the_others_are_not_nothing() -> None:
    assert is_safe({})
    assert is_safe(_amounts(a=10, b=10, c=1))
    assert not is_safe(_amounts(a=10, b=10))
    assert not is_safe(_amounts(a=100, b=50, c=9))
    assert is_safe(_amounts(a=100, b=50, c=10))
    assert not is_safe({"awarded": {NOBODY: Decimal(500)}}), "a sum that was filed says not for how many"
    assert not is_safe(_amounts(a=10, b=10, c=0))
    assert not is_safe(_amounts(a=10, b=10, c=10) | {"spent": {"a": Decimal(1)}}), "one measure is enough"


def test_a_total_of_one_region_goes_with_its_own() -> None:
    """A county's total is its own: none of the two is shown where the other is not."""
    pieces = {
        ("C1", OWN): _amounts(a=5),
        ("C2", OWN): _amounts(a=9, b=9, c=9),
        ("C3", OWN): _amounts(d=8, e=8, f=8, g=8),
    }
    tree = Tree(pieces, {"P": ["C1", "C2", "C3"]})
    tree.settle("P")
    assert tree.hidden == {("C1", OWN), ("C1", TOTAL), ("C2", OWN), ("C2", TOTAL)}
    assert [sorted(rest) for rest in tree.rests() if ("C1", OWN) in rest] == [
        [("C1", OWN), ("C1", TOTAL), ("C2", OWN), ("C2", TOTAL), ("P", TOTAL)]
    ]


def test_the_next_picture_differs_by_three_payees_or_by_none() -> None:
    rests = [[("C1", OWN)], [("C2", OWN), ("P", TOTAL)]]
    former = {("C1", OWN): _amounts(a=5, b=6, c=7), ("C2", OWN): _amounts(d=5)}

    def follows(**payees: int) -> bool:
        return may_follow(former, {("C1", OWN): _amounts(**payees), ("C2", OWN): _amounts(d=5)}, rests)

    assert follows(a=5, b=6, c=7)
    assert not follows(a=5, b=6, c=7, e=4)
    assert not follows(a=5, b=6)
    assert not follows(a=5, b=6, c=8)
    assert not follows(a=5, b=60, c=8)
    assert not follows(a=5, b=6, c=7, e=4, f=4)
    assert follows(a=5, b=6, c=7, e=4, f=4, g=4)
    assert not follows(a=5, b=6, c=7, e=400, f=4, g=4), "the largest is nearly all of it"
    assert follows(x=5, y=6, z=7), "names that are masked anew"
    assert not follows(x=5, y=6, z=8), "one of whom got more"
    assert not may_follow(former, {**former, ("P", TOTAL): {"awarded": {NOBODY: Decimal(50)}}}, rests)
