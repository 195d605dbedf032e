"""Filings that were corrected: the slots of some good registers get two worse ones before."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from talent_sample import defects, plan, planting
from talent_sample.filings import Filing
from talent_sample.plan import Plan


def add_all(plan_: Plan) -> None:
    """Everything of this module into the plan."""
    plan_.filings += [*_corrections(plan_)]


def _corrections(plan_: Plan) -> Iterator[Filing]:
    """Four registers filed three times over; each time nearer to what is right, the last without a defect."""
    by_place = {(f.unit, f.period): f for f in plan_.filings if f.form == "talent_register" and f.n == 1}
    late = {id(f) for f in plan_.late}
    clean = [
        f for f in by_place.values()
        if not any(x.finds for x in f.lines) and not f.file_finds and len(f.lines) >= 40 and id(f) not in late
        and plan_.reference.units[f.unit].level == "county"
    ]  # fmt: skip
    rng: Random = plan_.rng("corrected")
    wrong = {d.finds[0].rule: d for d in defects.all_of("talent_register")}
    for last in rng.sample(clean, 4):
        first, second = plan.again(last, 1, 0, last.lines[:-2]), plan.again(last, 2, 11, last.lines[:-1])
        for filing, rules in ((first, ("TR-104", "TR-employer-required", "TR-131")), (second, ("TR-131",))):
            for rule in rules:
                planting.add(plan_, filing, wrong[rule], rng)
            yield filing
        last.n, last.received = 3, plan.again(last, 3, 24, []).received
