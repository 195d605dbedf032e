"""Filings that are wrong as a whole, each in a slot of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from talent_sample import defects, periods, plan, registers, services
from talent_sample.filings import FileFind, Filing, Line
from talent_sample.people import COUNTY_MIX, TRADES, Person, pick
from talent_sample.plan import Plan
from talent_sample.reference import Unit
from talent_sample.registers import YEARS, Membership, Row
from talent_warehouse import contracts


@dataclass
class Slots:
    """Slots that nobody else fills: of units that never file, one after the other through the periods."""

    plan: Plan

    def __post_init__(self) -> None:
        self._free = {form: self._slots(form) for form in contracts.forms()}

    def _slots(self, form: str) -> Iterator[tuple[Unit, str]]:
        """Of every third unit that owes the form, or could keep it: two thirds of the silent ones stay silent."""
        is_owed = any(f == form for f, _, _ in self.plan.reference.due_days)
        units = [
            u for u in self.plan.silent if (self.plan.reference.due(form, u) if is_owed else services.keeps_log(u))
        ]
        for unit in units[::3]:
            yield from ((unit, p) for p in periods.of_grain(YEARS, contracts.form(form).period_grain))

    def take(self, form: str) -> tuple[Unit, str]:
        """The next one."""
        return next(self._free[form])


def add_all(plan_: Plan, slots: Slots) -> None:
    """Everything of this module into the plan."""
    plan_.filings += [
        *_odd_registers(plan_, slots),
        *_odd_rosters(plan_, slots),
        *_odd_logs(plan_, slots),
        *_odd_returns(plan_),
        _bureau_return(plan_),
    ]


def _people(
    plan_: Plan, unit: Unit, year: int, count: int, change: Callable[[int, Person], Row] | None = None
) -> list[Line]:
    """Good rows of new people of a county, with what `change` says of each laid over."""
    rng, region = plan_.rng("whole", unit.code, year), plan_.reference.regions[unit.region]
    found = []
    for number in range(count):
        person = plan_.registry.person(pick(rng, COUNTY_MIX))
        if person.id_type != "居民身份证":  # the share of weak identities is what some of these files are about
            person = replace(person, id_type="居民身份证", id_number=plan_.registry.number(person.sex, person.birth))
        trade = TRADES[person.trade]
        entry = f"{max(int(person.birth[:4]) + 23, 2010)}-07"
        member = Membership(
            person,
            unit.code,
            year,
            year,
            region + trade.employers[0],
            region,
            pick(rng, trade.employment),
            None,
            entry,
            None,
        )
        values = registers.row(member, year, rng) | {"sex": person.sex, "birth_ym": person.birth}
        if entry > f"{year}-12":
            values |= {"entry_date": None}
        over = change(number, person) if change else {}
        found.append(Line(values | over, frozenset(over)))
    return found


def register(plan_: Plan, slots: Slots, lines: int = 12, change: Callable[[int, Person], Row] | None = None) -> Filing:
    unit, period = slots.take("talent_register")
    people = _people(plan_, unit, int(period), lines, change)
    return Filing(unit.code, "talent_register", period, people, received(plan_, unit, period))


def received(plan_: Plan, unit: Unit, period: str) -> datetime:
    """When the filing of such a slot comes in: in time."""
    return plan.received(period, 30, plan_.rng("when", unit.code, period))


def _odd_registers(plan_: Plan, slots: Slots) -> Iterator[Filing]:
    """Registers that are wrong as a whole: too many bad rows, shifted columns, unknown sex, weak, filled down."""
    columns = defects.columns()

    def spoilt(number: int, person: Person) -> Row:
        last = str(person.id_number)[-1]
        return {"id_number": str(person.id_number)[:-1] + ("0" if last != "0" else "1")} if number % 3 == 0 else {}

    def sexless(number: int, person: Person) -> Row:
        return {"id_type": "护照", "id_number": plan_.registry.passport(), "sex": None} if number % 5 == 0 else {}

    def weak(number: int, person: Person) -> Row:
        return {"id_type": "无", "id_number": None} if number % 3 == 0 else {}

    def level(number: int, person: Person) -> Row:
        titled: Row = {
            "title_level": "中级",
            "title_series": "工程",
            "title_date": "2019-12",
            "is_grassroots_title": "否",
        }
        plain: Row = {"staff_category": "事业单位专业技术人员", "talent_category": "专业技术人才"}
        return plain | (titled if number else {**dict.fromkeys(titled), "title_level": "无职称"})

    def january(number: int, person: Person) -> Row:
        return {"id_type": "护照", "id_number": plan_.registry.passport(), "birth_ym": f"{person.birth[:4]}-01"}

    bad = register(plan_, slots, 24, spoilt)
    found = [replace(x, finds=(("TR-104", columns["TR-104"]),) if x.literal else ()) for x in bad.lines]
    yield replace(bad, lines=found)
    yield _shifted(register(plan_, slots, 20))
    for rule, count, change in (
        ("TR-203", 20, sexless),
        ("TR-204", 20, weak),
        ("TR-205", 24, level),
        ("TR-207", 22, january),
    ):
        yield replace(register(plan_, slots, count, change), file_finds=[FileFind(rule, columns[rule])])


def _shifted(filing: Filing) -> Filing:
    """Birth months that slipped down by one row: sorted without the other columns."""
    columns, births = defects.columns(), [x.values["birth_ym"] for x in filing.lines]
    lines = []
    for line, birth in zip(filing.lines, [births[-1], *births[:-1]], strict=True):
        is_wrong = birth != line.values["birth_ym"]
        finds = (("TR-112", columns["TR-112"]),) if is_wrong else ()
        lines.append(Line(line.values | {"birth_ym": birth}, frozenset({"birth_ym"}), finds))
    return replace(filing, lines=lines, file_finds=[FileFind("TR-206", columns["TR-206"])])


def known(plan_: Plan, slots: Slots, form: str, least: int = 12) -> Filing:
    """What a unit that never files would have to file, in a slot with rows enough."""
    while True:
        unit, period = slots.take(form)
        rows = plan.known_rows(plan_, unit, form, period)
        if len(rows) >= least:
            return Filing(unit.code, form, period, [Line(r) for r in rows], received(plan_, unit, period))


def _odd_rosters(plan_: Plan, slots: Slots) -> Iterator[Filing]:
    """Rosters that are wrong as a whole: weak identities, months of birth of somebody else."""
    columns = defects.columns()
    weak = known(plan_, slots, "programme_roster")
    birth = {line.values["id_number"]: f"19{70 + n}-0{n % 9 + 1}" for n, line in enumerate(weak.lines[:20])}
    nameless = [
        Line(x.values | {"id_type": "无", "id_number": None, "birth_ym": birth[x.values["id_number"]]})
        for x in weak.lines[:20]
    ]
    yield replace(weak, lines=nameless, file_finds=[FileFind("PR-204", columns["PR-204"])])
    shifted = known(plan_, slots, "programme_roster")
    lines = []
    for line in shifted.lines:
        stated = line.values["id_number"] and len(str(line.values["id_number"])) == 18
        finds = (("PR-112", columns["PR-112"]),) if stated else ()
        lines.append(Line(line.values | ({"birth_ym": "1961-01"} if stated else {}), frozenset(), finds))
    yield replace(shifted, lines=lines, file_finds=[FileFind("PR-206", columns["PR-206"])])


def _odd_logs(plan_: Plan, slots: Slots) -> Iterator[Filing]:
    """Logs that are wrong as a whole: numbers hidden, numbers rounded, one day for everything."""
    columns = defects.columns()

    def masked(number: int) -> Row:
        return {"activities": "xx"} if number % 3 else {}

    def rounded(number: int) -> Row:
        return {"attendances": str(20 + 10 * (number % 5)), "people_served": None}

    def filled(number: int) -> Row:
        return {"start_date": "@first", "end_date": None}

    for rule, change in (("SL-202", masked), ("SL-203", rounded), ("SL-204", filled)):
        log = known(plan_, slots, "service_log")
        first = log.lines[0].values["start_date"]
        lines = [
            Line(x.values | {k: first if v == "@first" else v for k, v in change(n).items()})
            for n, x in enumerate(log.lines)
        ]
        yield replace(log, lines=lines, file_finds=[FileFind(rule, columns[rule])])


def _odd_returns(plan_: Plan) -> Iterator[Filing]:
    """First filings of three offices, wrong as a whole; the good one comes after them as a correction."""
    columns = defects.columns()
    good = {f.unit: f for f in plan_.filings if f.form == "measure_return" and f.period == "2021"}
    empty, round_, masked = (good[f"{code}-RC"] for code in ("530300", "530400", "530600"))
    blank = [
        Line(
            x.values | {"value": None, "obs_status": None, "source_quote": None}, finds=(("MR-120", columns["MR-120"]),)
        )
        for x in empty.lines[:20]
        if not x.finds
    ]
    people = [x for x in round_.lines if x.values["measure"] == "项目参与人数" and not x.finds]
    # a row that the correction has twice is set aside there, and for its sake the whole would come back
    times = Counter((x.values["programme"], x.values["region"]) for x in people + [y for y in round_.lines if y.finds])
    parts = [x for x in people if times[x.values["programme"], x.values["region"]] == 1][:12]
    hundreds = [Line(x.values | {"value": str(100 * n)}) for n, x in enumerate(parts, 3)]
    hidden = [
        Line(x.values | {"value": "xx" if n < 8 else x.values["value"]})
        for n, x in enumerate(masked.lines[:12])
        if not x.finds
    ]
    for filing, lines, rule in ((empty, blank, "MR-210"), (round_, hundreds, "MR-211"), (masked, hidden, "MR-212")):
        yield replace(plan.again(filing, 1, 0, lines), file_finds=[FileFind(rule, columns[rule])])
        filing.n, filing.received = 2, plan.again(filing, 2, 9, []).received


def _bureau_return(plan_: Plan) -> Filing:
    """A bureau files the talent office's form: it owes none, and takes the region for its own."""
    columns, year = defects.columns(), 2021
    unit = next(u for u in plan_.silent if u.code.endswith("-KJ") and u.level == "prefecture")
    names, region = plan_.reference.measures, plan_.reference.regions[unit.region]
    base: Row = {"region": region, "programme": "科技特派员", "year": str(year), "scope": "本系统", "unit": "个"}
    county = plan_.reference.regions[plan_.reference.counties[unit.region][0]]
    lines = [
        Line(base | {"measure": names["VILLAGES_SERVED"], "value": "137", "period_start": "2016-01"}),
        Line(base | {"measure": names["PROG_SERVING"], "value": "42", "unit": "人"}),
        Line(base | {"measure": names["BASES_BUILT"], "value": "13", "period_start": "2016-01", "scope": "本地区"}, finds=(("MR-104", columns["MR-104"]),)),
        Line(base | {"measure": names["VARIETIES_INTRODUCED"], "value": "8", "unit": "种", "period_start": "2016-01", "scope": "本单位", "region": county}, finds=(("MR-103", columns["MR-103"]),)),
        Line(base | {"measure": names["PROBLEMS_SOLVED"], "value": "26"}, finds=(("MR-141", columns["MR-141"]),)),
    ]  # fmt: skip
    return Filing(unit.code, "measure_return", str(year), lines, received(plan_, unit, str(year)))
