"""Parts 分表: a register that its unit files in two files, and a part that comes beside the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from talent_sample import plan, whole
from talent_sample.filings import FileFind, Filing, Line
from talent_sample.people import TRADES
from talent_sample.plan import COMPLETE, Plan
from talent_sample.whole import Slots

SCHOOLS, OTHERS, HOSPITAL = "学校", "其他单位", "医院"
_LEAST, _LEAST_OF_A_PART = 60, 12  # rows: enough that a share of them says something


def add_all(plan_: Plan, slots: Slots) -> None:
    """Everything of this module into the plan."""
    plan_.filings += [_split(plan_), *_beside(plan_, slots)]


def _split(plan_: Plan) -> Filing:
    """A good register becomes that of the schools; what is left of it is the other part, filed three days later."""
    # obligations ask for the whole, and the complete prefectures are those that fill every slot that is asked for
    first = next(
        f for f in plan_.filings
        if f.form == "talent_register" and f.n == 1 and len(f.lines) >= _LEAST and not f.file_finds
        and all(x.is_plain for x in f.lines) and plan_.reference.prefecture(plan_.reference.units[f.unit]) not in COMPLETE
        and _LEAST_OF_A_PART <= sum(map(_is_school, f.lines)) <= len(f.lines) - _LEAST_OF_A_PART
    )  # fmt: skip
    rest = [line for line in first.lines if not _is_school(line)]
    first.part, first.lines = SCHOOLS, [line for line in first.lines if _is_school(line)]
    return replace(first, part=OTHERS, lines=rest, received=first.received + timedelta(days=3))


def _is_school(line: Line) -> bool:
    return str(line.values["employer"]).endswith(TRADES["school"].employers)


def _beside(plan_: Plan, slots: Slots) -> Iterator[Filing]:
    """The whole register, and later some of it once more as a part."""
    register = whole.register(plan_, slots, 24)
    yield register
    beside = plan.again(register, 1, 13, register.lines[:8])
    yield replace(beside, part=HOSPITAL, file_finds=[FileFind("RD-whole_and_part")])
