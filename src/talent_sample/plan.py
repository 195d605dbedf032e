"""Who files what and when: five whole prefectures in all years, the others in part, some never."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from talent_sample import apart, funds, participation, periods, plain, registers, returns, services
from talent_sample.files import FORMATS
from talent_sample.filings import Filing, Line
from talent_sample.funds import Movement
from talent_sample.participation import Part
from talent_sample.people import Registry
from talent_sample.reference import Reference, Unit
from talent_sample.registers import YEARS, Province, Row
from talent_warehouse import contracts, settings

COMPLETE = (
    "530700",
    "532800",
    "533100",
    "533300",
    "533400",
)  # every unit of these files all that it owes in every year
SPOTLESS = "533300"  # and here without a defect
SILENT_SHARE, FILES_SHARE = 0.64, 0.4  # elsewhere: units that never file; years in which the others do
LATE_SHARE = 0.1
# Nobody owes the monthly forms yet. All offices of the first keep theirs in this year, month by month, and the science
# bureaus of the next; elsewhere a few of those who file registers began, and some of them gave it up again.
MONTHLY_WHOLE, MONTHLY_BUREAU, MONTHLY_YEAR = "530700", ("533300", "533400"), 2021
MONTHLY_SHARE, MONTHS_SHARE = 0.25, 0.35
UNOWED_DUE = 12  # days after its end within which a month is filed by who files it
ZONE = ZoneInfo(settings.TIMEZONE)


@dataclass
class Plan:
    """The filings as they are planned, and what they are made of."""

    reference: Reference
    province: Province
    parts: dict[str, tuple[Part, ...]]
    money: dict[tuple[str, int], list[Movement]]  # what moves, by prefecture and year
    registry: Registry
    seed: int
    filings: list[Filing] = field(default_factory=list)
    silent: list[Unit] = field(default_factory=list)  # never file: their slots are free for files that are returned
    late: list[Filing] = field(default_factory=list)
    defects: int = 0  # planted so far

    def rng(self, *about: object) -> Random:
        """Chance of its own for each thing, so that a change stays where it is made."""
        return Random("/".join(map(str, (self.seed, *about))))


def received(period: str, due_days: int, rng: Random, is_late: bool = False) -> datetime:
    """A working hour between the end of the period and the due date, or up to forty days after it."""
    days = due_days + rng.randint(2, 40) if is_late else rng.randint(5, due_days - 1)
    clock = timedelta(hours=rng.randint(8, 17), minutes=rng.randint(0, 59), seconds=rng.randint(0, 59))
    return datetime.combine(periods.last_day(period), time(), ZONE) + timedelta(days=days) + clock


def make(reference: Reference, seed: int) -> Plan:
    """The plan of a sample without a defect."""
    registry = Registry(Random(f"{seed}/people"))
    province = registers.build(reference, registry, Random(f"{seed}/registers"))
    parts = participation.build(reference, province, registry, seed)
    money = {(p, y): funds.movements(reference, p, y, seed) for p in reference.counties for y in YEARS}
    plan = Plan(reference, province, parts, money, registry, seed)
    for unit, form, period in [*_owed(plan), *_monthly(plan), *_plain(plan)]:
        lines = _lines(plan, unit, form, period)
        plan.filings.append(_filing(plan, unit, form, period, lines))
    for name, year in sorted({(line["unit_code"], line["year"]) for line in reference.inventory}):
        plan.filings.append(_inventory(plan, name, year))
    return plan


def _lines(plan: Plan, unit: Unit, form: str, period: str) -> list[Line]:
    """The rows of a filing, in the order in which they happened to be entered; of a return in that of the catalogue."""
    lines, rng = (
        [Line(values) for values in known_rows(plan, unit, form, period)],
        plan.rng("order", unit.code, form, period),
    )
    if form == "funding_ledger":
        moved = plan.money[plan.reference.prefecture(unit), periods.year_of(period)]
        lines += [
            Line(r, finds=(("FL-126", "payee"),)) for r in funds.seen_too(plan.reference, moved, unit, period, rng)
        ]
    if form == "measure_return":
        return apart.asked(lines)
    rng.shuffle(lines)
    return lines


def _owed(plan: Plan) -> Iterator[tuple[Unit, str, str]]:
    """Unit, form and period of every yearly filing: units that file at all file each form that they owe."""
    rng = plan.rng("who")
    for unit in plan.reference.units.values():
        yearly = [n for n, f in contracts.forms().items() if f.period_grain == "year" and n in plain.MADE]
        forms = [name for name in yearly if plan.reference.due(name, unit)]
        if forms == ["measure_return"]:  # the returns say for the whole province what its registers come to
            yield from ((unit, "measure_return", str(year)) for year in YEARS)
            continue
        if not forms:
            continue
        is_complete = plan.reference.prefecture(unit) in COMPLETE
        files_all = is_complete or (unit.level == "province" and rng.random() < 0.7)
        if not files_all and rng.random() < SILENT_SHARE:
            plan.silent.append(unit)
            continue
        years = YEARS if files_all else [y for y in YEARS if rng.random() < FILES_SHARE] or [YEARS[1]]
        yield from ((unit, form, str(year)) for form in forms for year in years)


def _monthly(plan: Plan) -> Iterator[tuple[Unit, str, str]]:
    """Unit, form and month of the logs and ledgers: kept all year by some, now and then by others."""
    silent = {u.code for u in plan.silent}
    for unit in plan.reference.units.values():
        if not services.keeps_log(unit) or unit.code in silent:
            continue
        prefecture, rng = plan.reference.prefecture(unit), plan.rng("monthly", unit.code)
        is_bureau = unit.code.endswith("-KJ")
        is_kept = prefecture == MONTHLY_WHOLE or (is_bureau and prefecture in MONTHLY_BUREAU)
        if not is_kept and (prefecture in COMPLETE or rng.random() > MONTHLY_SHARE):
            continue
        for form in ("service_log", "funding_ledger"):
            for month in periods.months(MONTHLY_YEAR if is_kept else rng.choice(YEARS)):
                if is_kept or rng.random() < MONTHS_SHARE:
                    yield unit, form, month


def _plain(plan: Plan) -> Iterator[tuple[Unit, str, str]]:
    """Unit, form and period of the forms that no module makes; who is silent files none of them either."""
    silent = {u.code for u in plan.silent}
    for form in plain.forms():
        for unit in plan.reference.units.values():
            if unit.code not in silent:
                is_complete, rng = plan.reference.prefecture(unit) in COMPLETE, plan.rng("plain", form, unit.code)
                yield from ((unit, form, p) for p in plain.filed(plan.reference, form, unit, is_complete, rng))


def known_rows(plan: Plan, unit: Unit, form: str, period: str) -> list[Row]:
    """What a unit knows of a period."""
    reference, year, rng = plan.reference, periods.year_of(period), plan.rng("rows", form, unit.code, period)
    if form == "talent_register":
        return [registers.row(m, year, rng) for m in plan.province.of(unit.code, year)]
    if form == "programme_roster":
        return participation.rows(reference, plan.parts[unit.code], year, rng)
    if form == "service_log":
        return services.rows(reference, unit, period, plan.seed)
    if form == "funding_ledger":
        return funds.ledger(reference, plan.money[reference.prefecture(unit), year], unit, period, plan.seed)
    if form != "measure_return":
        return plain.rows(reference, unit, form, period, plan.seed)
    office = returns.Office(reference, unit.region, year, plan.seed)
    return [
        *returns.rows(office, plan.province, plan.parts, plan.money[unit.region, year]),
        *apart.rows(office, plan.parts),
    ]


def _filing(plan: Plan, unit: Unit, form: str, period: str, lines: list[Line]) -> Filing:
    rng, due = plan.rng("filing", unit.code, form, period), plan.reference.due(form, unit)
    is_late = due is not None and rng.random() < LATE_SHARE
    when = received(period, due or UNOWED_DUE, rng, is_late)
    kind = rng.choices([f for f, _ in FORMATS], [w for _, w in FORMATS])[0]
    filing = Filing(unit.code, form, period, lines, when, format=kind)
    if is_late:
        plan.late.append(filing)
    return filing


def _inventory(plan: Plan, name: str, period: str) -> Filing:
    """The return of a source document for a year; that its cumulative figures do not say since when is found."""
    sources = [r for r in plan.reference.inventory if (r["unit_code"], r["year"]) == (name, period)]
    found = []
    for source, values in zip(sources, returns.inventory_rows(plan.reference, sources), strict=True):
        is_open = source["measure_code"] in plan.reference.cumulative and not values["period_start"]
        found.append(Line(values, finds=(("MR-131", "period_start"),) if is_open else ()))
    return Filing(name, "measure_return", period, found, datetime(2023, 12, 29, 10, 0, 0, tzinfo=ZONE))


def again(filing: Filing, n: int, days: int, lines: Iterable[Line]) -> Filing:
    """A later filing into the same slot."""
    return replace(
        filing, n=n, lines=list(lines), received=filing.received + timedelta(days=days, minutes=7), file_finds=[]
    )
