"""Who files what and when: five whole prefectures in all years, the others in part, some never; and where defects go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from talent_warehouse import settings
from talent_warehouse.sample import defects, returns, rosters
from talent_warehouse.sample.filings import FileFind, Filing, Format, Line
from talent_warehouse.sample.people import Registry
from talent_warehouse.sample.reference import Reference, Unit
from talent_warehouse.sample.rosters import YEARS, Province

COMPLETE = ("530700", "532800", "533100", "533300", "533400")  # every unit of these files in every year
SPOTLESS = "533300"  # and here without a defect
SILENT_SHARE, FILES_SHARE = 0.64, 0.4  # elsewhere: units that never file; years in which the others do
LATE_SHARE = 0.1
FORMATS: tuple[tuple[Format, int], ...] = (("xlsx", 70), ("utf-8", 8), ("utf-8-sig", 12), ("gb18030", 10))
ZONE = ZoneInfo(settings.TIMEZONE)
ROUNDS = 2  # how often each defect is planted
MOST_DEFECTS = 4  # in one filing: far below the share of rows at which it would be returned


@dataclass
class Plan:
    """The filings as they are planned, and what they are made of."""

    reference: Reference
    province: Province
    registry: Registry
    seed: int
    filings: list[Filing] = field(default_factory=list)
    silent: list[Unit] = field(default_factory=list)  # never file: their slots are free for files that are returned
    late: list[Filing] = field(default_factory=list)

    def rng(self, *about: object) -> Random:
        """Chance of its own for each thing, so that a change stays where it is made."""
        return Random("/".join(map(str, (self.seed, *about))))


def received(unit: Unit | None, year: int, due_days: int, rng: Random, is_late: bool = False) -> datetime:
    """A working hour between the end of the year and the due date, or up to forty days after it."""
    days = due_days + rng.randint(2, 40) if is_late else rng.randint(3, due_days - 1)
    clock = timedelta(hours=rng.randint(8, 17), minutes=rng.randint(0, 59), seconds=rng.randint(0, 59))
    return datetime(year, 12, 31, tzinfo=ZONE) + timedelta(days=days) + clock


def make(reference: Reference, seed: int) -> Plan:
    """The plan of a whole sample, defects included."""
    registry = Registry(Random(f"{seed}/people"))
    plan = Plan(reference, rosters.build(reference, registry, Random(f"{seed}/rosters")), registry, seed)
    for unit, year in _registers(plan):
        lines = [Line(rosters.row(m, year, rng)) for rng in [plan.rng("rows", unit.code, year)] for m in plan.province.of(unit.code, year)]  # fmt: skip
        plan.rng("order", unit.code, year).shuffle(lines)
        plan.filings.append(_filing(plan, unit, "talent_register", year, lines))
    for prefecture in reference.population:
        for year in YEARS:
            lines = [Line(r) for r in returns.rows(reference, plan.province, prefecture, year, seed)]
            plan.filings.append(_filing(plan, reference.units[f"{prefecture}-RC"], "measure_return", year, lines))
    for name in sorted({line["unit_code"] for line in reference.inventory}):
        plan.filings.append(_inventory(plan, name))
    _plant(plan, "talent_register")
    _plant(plan, "measure_return")
    return plan


def _registers(plan: Plan) -> Iterator[tuple[Unit, int]]:
    """Unit and year of every register that is filed."""
    rng = plan.rng("who")
    for unit in plan.reference.units.values():
        if (("talent_register", unit.kind, unit.level)) not in plan.reference.due_days:
            continue
        is_complete = plan.reference.prefecture(unit) in COMPLETE
        files_all = is_complete or (unit.level == "province" and rng.random() < 0.7)
        if not files_all and rng.random() < SILENT_SHARE:
            plan.silent.append(unit)
            continue
        years = YEARS if files_all else [y for y in YEARS if rng.random() < FILES_SHARE] or [YEARS[1]]
        yield from ((unit, year) for year in years)


def _filing(plan: Plan, unit: Unit, form: str, year: int, lines: list[Line]) -> Filing:
    rng = plan.rng("filing", unit.code, form, year)
    is_late = rng.random() < LATE_SHARE
    when = received(unit, year, plan.reference.due_days[form, unit.kind, unit.level], rng, is_late)
    kind: Format = rng.choices([f for f, _ in FORMATS], [w for _, w in FORMATS])[0]
    filing = Filing(unit.code, form, year, lines, when, format=kind)
    if is_late:
        plan.late.append(filing)
    return filing


def _inventory(plan: Plan, name: str) -> Filing:
    """The return of a source document; that its cumulative figures do not say since when is found."""
    found = []
    for values in returns.inventory_rows(plan.reference, name):
        source = next(
            r for r in plan.reference.inventory if plan.reference.measures[r["measure_code"]] == values["measure"]
        )
        is_open = source["measure_code"] in plan.reference.cumulative and not values["period_start"]
        found.append(Line(values, finds=(("MR-131", "period_start"),) if is_open else ()))
    year = int(plan.reference.inventory[0]["year"])
    when = datetime(year, 12, 29, 10, 0, 0, tzinfo=ZONE)
    return Filing(name, "measure_return", year, found, when)


def _plant(plan: Plan, form: str) -> None:
    """Add each defect to filings that are good and in time, one after the other, few to a filing."""
    rng = plan.rng("plant", form)
    late = {id(f) for f in plan.late}
    hosts = [f for f in plan.filings if f.form == form and id(f) not in late and f.year in YEARS and _may_host(plan, f)]
    rng.shuffle(hosts)
    used: dict[int, list[defects.Defect]] = {id(h): [] for h in hosts}
    place = 0
    for _ in range(ROUNDS):
        for defect in defects.all_of(form):
            while (
                len(used[id(hosts[place % len(hosts)])]) >= MOST_DEFECTS
                or defect in used[id(hosts[place % len(hosts)])]
            ):
                place += 1
            host = hosts[place % len(hosts)]
            used[id(host)].append(defect)
            add(plan, host, defect, rng)
            place += 1


def _may_host(plan: Plan, filing: Filing) -> bool:
    unit = plan.reference.units[filing.unit]
    return (
        unit.level in ("county", "prefecture")
        and plan.reference.prefecture(unit) != SPOTLESS
        and len(filing.lines) >= 40
    )


def add(plan: Plan, filing: Filing, defect: defects.Defect, rng: Random) -> None:
    """Put the rows of a defect together somewhere among the rows of a filing."""
    taken = {line.values.get("programme") for line in filing.lines}
    free = [name for code, name in plan.reference.programmes.items() if code[0] != "_" and name not in taken]
    place = defects.Place(
        plan.reference, plan.reference.units[filing.unit], filing.year, rng.choice(free), plan.registry, rng
    )
    at = rng.randrange(len(filing.lines) + 1)
    columns = defects.columns()
    filing.lines[at:at] = [
        Line(row.values, row.literal, tuple((f.rule, columns[f.rule]) for f in defect.finds if f.row == number))
        for number, row in enumerate(defects.rows_of(defect, place))
    ]
    filing.file_finds += [FileFind(f.rule, columns[f.rule]) for f in defect.finds if f.row is None]


def again(filing: Filing, n: int, days: int, lines: Iterable[Line]) -> Filing:
    """A later filing into the same slot."""
    return replace(
        filing, n=n, lines=list(lines), received=filing.received + timedelta(days=days, minutes=7), file_finds=[]
    )
