"""Where defects go: into filings that are good and in time, few to a filing, so that none is returned for them."""

from __future__ import annotations

from itertools import product
from random import Random

from talent_sample import defects
from talent_sample.filings import FileFind, Filing, Line
from talent_sample.plan import SPOTLESS, Plan
from talent_sample.registers import YEARS
from talent_warehouse import contracts

ROUNDS = 2  # how often each defect is planted; the first time at any rate, then where there is room
MOST_DEFECTS = 4  # in one filing,
ROWS_A_DEFECT = 7  # and one to so many rows: far below the share of rows at which it would be returned
LEAST_ROWS = 7


def plant_all(plan: Plan) -> None:
    """Add every defect of every form."""
    for form in contracts.forms():
        _plant(plan, form)


def _plant(plan: Plan, form: str) -> None:
    """Add each defect of a form to filings, one after the other."""
    rng = plan.rng("plant", form)
    late = {id(f) for f in plan.late}
    hosts = [f for f in plan.filings if f.form == form and id(f) not in late and _may_host(plan, f)]
    rng.shuffle(hosts)
    used: dict[int, list[defects.Defect]] = {id(h): [] for h in hosts}
    room = {id(h): max(1, min(MOST_DEFECTS, len(h.lines) // ROWS_A_DEFECT)) for h in hosts}
    for number, defect in product(range(ROUNDS), defects.all_of(form)):
        takers = [h for h in hosts if _takes(plan, h, defect, used[id(h)])]
        roomy = (h for h in takers if len(used[id(h)]) < room[id(h)])
        # of a form that few units file each defect is planted once, room or not
        host = next(roomy, takers[0] if number == 0 else None)
        if host is None:
            continue
        used[id(host)].append(defect)
        add(plan, host, defect, rng)
        hosts.remove(host)  # to the end of the queue
        hosts.append(host)


def _takes(plan: Plan, host: Filing, defect: defects.Defect, has: list[defects.Defect]) -> bool:
    is_open = defect.level in (None, plan.reference.units[host.unit].level) and host.year >= defect.since
    return defect not in has and is_open


def _may_host(plan: Plan, filing: Filing) -> bool:
    unit = plan.reference.units[filing.unit]
    return (
        filing.year in YEARS
        and unit.level in ("county", "prefecture")
        and plan.reference.prefecture(unit) != SPOTLESS
        and len(filing.lines) >= LEAST_ROWS
    )


def add(plan: Plan, filing: Filing, defect: defects.Defect, rng: Random) -> None:
    """Put the rows of a defect together somewhere among the rows of a filing."""
    taken = {line.values.get("programme") for line in filing.lines}
    free = [name for name in plan.reference.plain if name not in taken]
    plan.defects += 1
    place = defects.Place(
        plan.reference,
        plan.reference.units[filing.unit],
        filing.period,
        rng.choice(free),
        plan.defects,
        plan.registry,
        rng,
    )
    at = rng.randrange(len(filing.lines) + 1)
    columns = defects.columns()
    filing.lines[at:at] = [
        Line(row.values, row.literal, tuple((f.rule, columns[f.rule]) for f in defect.finds if f.row == number))
        for number, row in enumerate(defects.rows_of(defect, place))
    ]
    filing.file_finds += [FileFind(f.rule, columns[f.rule]) for f in defect.finds if f.row is None]
