"""Filings that are wrong as a whole, and filings that were corrected: each in a slot of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from talent_warehouse.sample import defects, plan, rosters
from talent_warehouse.sample.filings import FileFind, Filing, Line, Oddity
from talent_warehouse.sample.people import COUNTY_MIX, TRADES, Person, pick
from talent_warehouse.sample.plan import Plan
from talent_warehouse.sample.reference import Unit
from talent_warehouse.sample.rosters import YEARS, Membership, Row


@dataclass
class Slots:
    """Slots that nobody else fills: counties that never file, one after the other through the years."""

    plan: Plan

    def __post_init__(self) -> None:
        counties = [u for u in self.plan.silent if u.level == "county"]
        self._free = iter([(unit, year) for unit in counties[::3] for year in YEARS])
        # two thirds of the silent counties stay silent

    def take(self) -> tuple[Unit, int]:
        """The next one."""
        return next(self._free)


def add_all(plan_: Plan, slots: Slots) -> None:
    """Everything of this module into the plan."""
    plan_.filings += [
        *_odd_sheets(plan_, slots),
        *_odd_registers(plan_, slots),
        *_odd_returns(plan_),
        _bureau_return(plan_),
        *_corrections(plan_),
    ]


def _rows(
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
        values = rosters.row(member, year, rng) | {"sex": person.sex, "birth_ym": person.birth}
        if entry > f"{year}-12":
            values |= {"entry_date": None}
        over = change(number, person) if change else {}
        found.append(Line(values | over, frozenset(over)))
    return found


def _filing(plan_: Plan, slots: Slots, lines: int = 12, change: Callable[[int, Person], Row] | None = None) -> Filing:
    unit, year = slots.take()
    when = plan.received(unit, year, plan_.reference.due_days["talent_register", unit.kind, unit.level], plan_.rng("when", unit.code, year))  # fmt: skip
    return Filing(unit.code, "talent_register", year, _rows(plan_, unit, year, lines, change), when)


def _odd_sheets(plan_: Plan, slots: Slots) -> Iterator[Filing]:
    """What the reader finds in a sheet or in what the file says of itself."""
    half = ("employer", "staff_category", "talent_category", "education", "title_level")
    sheet, whole = True, False  # whether the finding names the sheet
    kinds = (
        ("RD-missing_column", Oddity(dropped=("employment",)), sheet),
        ("RD-repeated_column", Oddity(repeated="name", is_plain=True), sheet),
        ("RD-unknown_column", Oddity(extra="政治面貌"), sheet),
        ("RD-no_header", Oddity(dropped=half), whole),
        ("RD-no_period", Oddity(states_period=False), whole),
        ("RD-other_unit", Oddity(stated_unit=plan_.reference.units["530102-RC"].name), whole),
        ("RD-no_rows", Oddity(is_plain=True), whole),
    )
    for rule, oddity, where in kinds:
        filing = _filing(plan_, slots, 0 if rule == "RD-no_rows" else 15)
        yield replace(filing, oddity=oddity, file_finds=[FileFind(rule, has_sheet=where)])
    hidden = _filing(plan_, slots, 30)
    yield replace(hidden, oddity=Oddity(hidden=True), file_finds=[FileFind("RD-hidden_sheet", sheet="上年底稿")])
    other = _filing(plan_, slots, 30)
    yield replace(other, oddity=Oddity(other_form=True), file_finds=[FileFind("RD-empty_sheet", sheet="附表")])
    stray = _filing(plan_, slots, 15)
    yield replace(stray, unit="539999-RC", file_finds=[FileFind("RD-unknown_unit")])


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

    bad = _filing(plan_, slots, 24, spoilt)
    found = [replace(x, finds=(("TR-104", columns["TR-104"]),) if x.literal else ()) for x in bad.lines]
    yield replace(bad, lines=found)
    yield _shifted(_filing(plan_, slots, 20))
    for rule, count, change in (
        ("TR-203", 20, sexless),
        ("TR-204", 20, weak),
        ("TR-205", 24, level),
        ("TR-207", 22, january),
    ):
        yield replace(_filing(plan_, slots, count, change), file_finds=[FileFind(rule, columns[rule])])


def _shifted(filing: Filing) -> Filing:
    """Birth months that slipped down by one row: sorted without the other columns."""
    columns, births = defects.columns(), [x.values["birth_ym"] for x in filing.lines]
    lines = []
    for line, birth in zip(filing.lines, [births[-1], *births[:-1]], strict=True):
        is_wrong = birth != line.values["birth_ym"]
        finds = (("TR-112", columns["TR-112"]),) if is_wrong else ()
        lines.append(Line(line.values | {"birth_ym": birth}, frozenset({"birth_ym"}), finds))
    return replace(filing, lines=lines, file_finds=[FileFind("TR-206", columns["TR-206"])])


def _odd_returns(plan_: Plan) -> Iterator[Filing]:
    """First filings of three offices, wrong as a whole; the good one comes after them as a correction."""
    columns = defects.columns()
    good = {f.unit: f for f in plan_.filings if f.form == "measure_return" and f.year == 2021}
    empty, round_, masked = (good[f"{code}-RC"] for code in ("530300", "530400", "530600"))
    blank = [
        Line(
            x.values | {"value": None, "obs_status": None, "source_quote": None}, finds=(("MR-120", columns["MR-120"]),)
        )
        for x in empty.lines[:20]
        if not x.finds
    ]
    people = [
        x for x in round_.lines if x.values["unit"] == "人" and not x.finds and "STC" not in str(x.values["programme"])
    ]
    parts = [x for x in people if x.values["measure"] == "项目参与人数"][:12]
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
    when = plan.received(unit, year, 45, plan_.rng("bureau", unit.code))
    return Filing(unit.code, "measure_return", year, lines, when, file_finds=[FileFind("RD-not_owed")])


def _corrections(plan_: Plan) -> Iterator[Filing]:
    """Four registers filed three times over; each time nearer to what is right, the last without a defect."""
    by_place = {(f.unit, f.year): f for f in plan_.filings if f.form == "talent_register" and f.n == 1}
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
                plan.add(plan_, filing, wrong[rule], rng)
            yield filing
        last.n, last.received = 3, plan.again(last, 3, 24, []).received
