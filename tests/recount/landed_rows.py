"""What each landed row of a register counts for: the definitions of the derived measures, in words of the forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from recount import least, posts
from recount.intervals import INFINITE, Interval, Number, exact
from recount.keys import NONE_NAMED, RUNGS, TOTAL
from recount.money import Movement, counted
from recount.statements import edition
from recount.world import Aside, Place, Row, Spot

FORMS: Mapping[str, str] = {
    "talent_register": "year",
    "programme_roster": "year",
    "service_log": "month",
    "funding_ledger": "month",
    "post_ledger": "year",
    "entity_register": "year",
}
TITLES = {
    "TITLE_SENIOR_FULL": ("senior_full",),
    "TITLE_SENIOR_ASSOCIATE": ("senior_associate",),
    "TITLE_SENIOR": ("senior_full", "senior_associate"),
    "TITLE_INTERMEDIATE": ("intermediate",),
    "TITLE_ASSISTANT": ("assistant",),
    "TITLE_TECHNICIAN": ("technician",),
    "TITLE_STAFF": ("senior_full", "senior_associate", "intermediate", "assistant", "technician"),
}
NEW_TITLES = ("senior_full", "senior_associate", "intermediate", "assistant")
PUBLIC_STAFF = ("civil_servant", "institution_management", "institution_professional")
QUANTITIES = {
    "SERVICE_ACTIVITIES": "activities",
    "EXPERT_BATCHES": "batches",
    "EXPERT_TRIPS": "expert_trips",
    "TRAIN_ATTENDANCE": "attendances",
    "SERVICE_ATTENDANCE": "attendances",
    "PEOPLE_SERVED": "people_served",
    "PROBLEMS_SOLVED": "problems_solved",
    "HOUSEHOLDS_BENEFITED": "households",
}
ASKED_OF = {
    "EXPERT_BATCHES": "dispatch",
    "EXPERT_TRIPS": "dispatch",
    "TRAIN_ATTENDANCE": "training",
    "SERVICE_ATTENDANCE": "training",
}
MASKED = "_U"
"""The region of units whose names are masked: outside all totals, so that they take nobody from a region."""
REACHED = RUNGS["_reached"]
REGION = {
    "talent_register": "work_region",
    "programme_roster": "service_region",
    "service_log": "place_region",
    "funding_ledger": "region",
    "post_ledger": "region",
    "entity_register": "region",
}


@dataclass(frozen=True)
class Landed:
    """A landed row of a submission in force; `faults` are the columns of its critical findings, None if it has none."""

    form: str
    place: Place
    row: Mapping[str, Any]
    faults: frozenset[str] | None

    @property
    def unit(self) -> str:
        return self.row["unit_code"]

    @property
    def year(self) -> int | None:
        """The year that the row counts for, None where it does not read."""
        if self.form == "funding_ledger":
            return self.read("fund_year")
        return int(self.row["period"][:4])

    def read(self, name: str) -> Any:
        """Return the typed value of a field, None where it is blank, does not read, or has a critical finding."""
        if self.faults and name in self.faults:
            return None
        return self.row.get(f"{name}__v", self.row.get(name))

    def is_blank(self, name: str) -> bool:
        return self.row[name] is None and not (self.faults and name in self.faults)

    @property
    def region(self) -> str | None:
        """Where the row counts: the region that it names, else the unit's; None where it does not read."""
        name = REGION[self.form]
        return self.row["unit_region"] if self.is_blank(name) else self.read(name)


Counts = Iterator[tuple[str, Number | None]]
"""Measures for which a row may count, and how much; None where that does not read."""


def rows(form: str, landed: Iterable[Landed], names: Mapping[str, str]) -> list[Row]:
    """Return what the rows in use count for."""
    used = [one for one in landed if one.faults is None]
    if form == "talent_register":
        return [row for one, low, is_firm in _counted_once(used) for row in _person(one, low, is_firm)]
    if form == "funding_ledger":
        return [
            _money(one, by_place) for by_place in [{one.place: one for one in used}] for one in _movements(used, names)
        ]
    if form == "programme_roster":
        doubtful = _doubtful([one for one in used if _takes_part(one)])
        doubtful |= _doubtful([one for one in used if not _takes_part(one)])
        return [row for one in used for row in _participant(one, 0 if one.place in doubtful else 1)]
    if form == "post_ledger":
        return [row for one in used for row in _posts(one)]
    return [row for one in used for row in _activity(one)]


def asides(form: str, landed: Iterable[Landed], years: set[int], own: Collection[tuple[str, int]]) -> list[Aside]:
    """Return what the rows that are set aside may count for; `own` are the (unit, year) that reach nothing below."""
    found = []
    for one in landed:
        if one.faults is None:
            continue
        filed = int(one.row["period"][:4])
        of = [one.year] if one.year else [year for year in sorted(years) if filed - 2 <= year <= filed + 1]
        for measure, high in _may_count(form, one):
            takes = one.read("person_key") if form == "talent_register" and "id_number" not in one.faults else None
            spot = _spot(form, one, measure)
            for year in of:
                at = replace(spot, reaches_below=(one.unit, year) not in own)
                most = INFINITE if high is None else high
                found.append(Aside(measure, year, at, most, takes if form == "talent_register" else ""))
    return found


def _spot(form: str, one: Landed, measure: str) -> Spot:
    stage: str | None = "_reached"
    named: str | None = TOTAL
    if form == "programme_roster":
        stage = one.read("life_stage")
        named = NONE_NAMED if one.is_blank("edition") else edition(one.read("edition"))
    item: str | None = TOTAL
    if form == "post_ledger":
        named = NONE_NAMED if one.is_blank("edition") else edition(one.read("edition"))
        item = NONE_NAMED if one.is_blank("industry") or one.read("industry") == "all" else one.read("industry")
    programme = TOTAL if form == "talent_register" else one.read("programme")
    return Spot(one.region, programme, item, stage, named, one.row["unit_region"])


def _may_count(form: str, one: Landed) -> Counts:
    if form == "talent_register":
        yield from _register_counts(one)
    elif form == "programme_roster":
        yield from ((measure, 1) for measure in _roster_measures(one))
    elif form == "service_log":
        for measure, name in _log_measures(one):
            amount = one.row[f"{name}__high"] if one.read(name) is not None else None
            yield measure, None if amount is None else exact(amount)
    elif form == "post_ledger":
        yield from ((measure, posts.most(one, name)) for measure, name in posts.measures(one))
    else:
        stage = one.read("stage")
        is_read = one.read("amount") is not None and not {"amount", "unit"} & set(one.faults or ())
        amount = one.row["amount__high"] if is_read else None
        for of in (
            ()
            if stage == "budgeted"
            else (stage,)
            if stage
            else ("secured", "awarded", "matched", "received", "transferred", "spent")
        ):
            yield f"FUND_{of.upper()}", None if amount is None else exact(amount)


def _register_counts(one: Landed) -> Counts:
    """Return the measures for which a person may count: what does not read may be anything."""
    faults = one.faults or frozenset()
    level, education, year = one.read("title_level"), one.read("education"), one.year or 0
    yield "TALENT_HEADCOUNT", 1
    if education is not None or "education" in faults or one.row["education"] is not None:
        yield "EDUCATION_STATED", 1
        if education is None or education in ("doctor", "master", "bachelor"):
            yield "DEGREE_STAFF", 1
    for measure, held in TITLES.items():
        if level is None or level in held:
            yield measure, 1
    if level == "none":
        return
    born = one.row["id_birth_month"] or one.read("birth_ym")
    is_unread = "birth_ym" in faults or "id_number" in faults
    if born is not None or is_unread:
        age = None if is_unread or born is None else year - born.year
        for measures in (
            "TITLE_AGE",
            *(["TITLE_SENIOR_AGE"] if level is None or level in TITLES["TITLE_SENIOR"] else []),
        ):
            yield f"{measures}_N", 1
            yield f"{measures}_SUM", age
    date, grassroots = one.read("title_date"), one.read("is_grassroots_title")
    if (date is not None and date.year == year) or "title_date" in faults:
        yield "TITLE_NEW", 1
    if grassroots == "yes" or "is_grassroots_title" in faults:
        yield "TITLE_GRASSROOTS", 1


def _least_counts(one: Landed) -> Counts:
    """Return the measures of which a person in use is one at least: who came, or obtained the title, in the year."""
    came, way = one.read("entry_date"), one.read("entry_mode")
    if way is not None and came is not None and came.year == one.year:
        yield "HIRED_TOTAL", 1
        if way == "recruited" and one.read("staff_category") in PUBLIC_STAFF:
            yield "HIRED_EXAM", 1
        if way == "transferred" and one.read("talent_category") == "professional_technical":
            yield "HIRED_TRANSFER", 1
        if way == "overseas":
            yield "HIRED_OVERSEAS", 1
        if way in ("introduced", "overseas"):
            yield "TALENT_INTRODUCED", 1
        if way == "transferred" and one.read("employer_level") == "township":
            yield "TRANSFERRED_TO_TOWNSHIPS", 1
    if one.read("staff_category") == "worker":
        yield "TECH_WORKERS", 1
    titled, level = one.read("title_date"), one.read("title_level")
    if titled is not None and titled.year == one.year and level in NEW_TITLES:
        yield f"TITLE_NEW_{level.upper()}", 1
        if level == "senior_associate" and one.read("is_grassroots_title") == "yes":
            yield "TITLE_NEW_GRASSROOTS_ASSOCIATE", 1


def _person(one: Landed, low: int, is_firm: bool) -> Iterator[Row]:
    spot = _spot("talent_register", one, "")
    for measure, amount in (*_register_counts(one), *_least_counts(one)):
        if amount is not None and one.year:
            person = one.row["person_key"]
            yield Row(measure, one.year, spot, low * amount, amount, amount, person=person, is_firm=is_firm)


def _counted_once(used: list[Landed]) -> Iterator[tuple[Landed, int, bool]]:
    """Return of each person and year the row that counts, its low, and whether no other row can take the person."""
    people: dict[tuple[int | None, bool, str], list[Landed]] = defaultdict(list)
    doubtful = _doubtful(used)
    for one in used:
        key = one.row["person_key"] or f"{one.place}"
        people[one.year, one.row["unit_region"] == MASKED, key].append(one)
    for _, claims in sorted(people.items(), key=lambda item: (item[0][0] or 0, *item[0][1:])):
        first = min(claims, key=_claim_order)
        is_firm = (first.read("wage_here"), first.read("employment")) == ("yes", "permanent")
        yield first, 0 if first.place in doubtful else 1, is_firm and first.row["unit_level"] == "county"


def _doubtful(used: Iterable[Landed]) -> set[Place]:
    """Return the rows without a number of whose name and year of birth the year has another key."""
    seen: dict[tuple[int | None, str, int], set[str]] = defaultdict(set)
    weak = []
    for one in used:
        born = _birth_year(one)
        if born is not None:
            name = (one.year, one.row["name_hash"], born)
            seen[name].add(one.row["person_key"] or f"{one.place}")
            weak += [(name, one.place)] if one.row["person_basis"] == "weak" else []
    return {place for name, place in weak if len(seen[name]) > 1}


def _birth_year(one: Landed) -> int | None:
    born = one.row["id_birth_month"] or one.row["birth_ym__v"]
    return None if born is None else born.year


def _claim_order(one: Landed) -> tuple[Any, ...]:
    wage = {"yes": 0, None: 1, "no": 2}[one.read("wage_here")]
    employment = {"permanent": 0, "contract": 1, "flexible": 2}.get(one.read("employment"), 3)
    as_of = one.read("as_of_date")
    level = {"county": 0, "prefecture": 1, "province": 2}.get(one.row["unit_level"], 3)
    return wage, employment, -as_of.toordinal() if as_of else 0, level, one.unit, one.place


def _takes_part(one: Landed) -> bool:
    """Whether the role is that of a participant; one that does not read may be."""
    return one.read("role") in (None, *least.PARTICIPANTS)


def _roster_measures(one: Landed) -> Iterator[str]:
    stage, date = one.read("life_stage"), one.read("stage_date")
    if not _takes_part(one):
        return
    yield "PROG_PARTICIPANTS"
    if (stage is None or stage in REACHED) and (date is None or date.year == one.year):
        yield "PROG_PARTICIPANTS_NEW"


def _participant(one: Landed, low: int) -> Iterator[Row]:
    pairs = {"mentor": "MENTORS", "mentee": "MENTEES"}.get(one.read("role"))
    for measure in (*_roster_measures(one), *([pairs] if pairs else []), *least.roster(one)):
        spot = _spot("programme_roster", one, measure)
        yield Row(measure, one.year or 0, spot, low, thing=one.row["person_key"] or f"{one.place}")


def _log_measures(one: Landed) -> Iterator[tuple[str, str]]:
    """Return the measures of an activity: some are asked of one type, and of others count where stated, or never."""
    kind = one.read("activity_type")
    if one.read("side") == "attended":
        return
    for measure, name in QUANTITIES.items():
        is_stated = name in (one.faults or ()) or one.row[f"{name}__status"] != "O"
        if kind in (None, ASKED_OF.get(measure, kind)) or (measure != "TRAIN_ATTENDANCE" and is_stated):
            yield measure, name


def _activity(one: Landed) -> Iterator[Row]:
    """Return what an activity counts for; a quantity left blank is one of which nobody has data."""
    for measure, name in (*_log_measures(one), *least.log(one)):
        amount = _amount(one, name)
        value = exact(one.row[f"{name}__v"]) if one.row[f"{name}__v"] is not None else amount.low
        yield Row(measure, one.year or 0, _spot("service_log", one, measure), amount.low, value, amount.high)
    for measure, thing in least.reached(one):
        yield Row(measure, one.year or 0, _spot("service_log", one, measure), thing=thing)


def _posts(one: Landed) -> Iterator[Row]:
    for measure, name in posts.measures(one):
        adds, value = posts.amount(one, name)
        spot = _spot("post_ledger", one, measure)
        yield Row(measure, one.year or 0, spot, adds.low, value, adds.high, posts.thing(one, measure))


def _amount(one: Landed, name: str) -> Interval:
    low, high = one.row[f"{name}__low"], one.row[f"{name}__high"]
    return Interval(0 if low is None else exact(low), INFINITE if high is None else exact(high))


def _movements(used: list[Landed], names: Mapping[str, str]) -> list[Any]:
    made = []
    for one in used:
        row, name = one.row, _written(names.get(one.unit, ""))
        payer, payee = _written(row["payer"]), _written(row["payee"])
        side = "payee" if name == payee else "payer" if name == payer else None
        made.append(
            Movement(
                _written(row["fund_ref"]),
                row["fund_year__v"],
                row["stage__v"],
                payer,
                payee,
                row["movement_date__v"],
                _amount(one, "amount"),
                None if row["amount__v"] is None else exact(row["amount__v"]),
                one.unit,
                side,
                one.place,
                {"county": 1, "prefecture": 2}.get(row["unit_level"], 3),
            )
        )
    return counted(made)


def _written(text: str) -> str:
    """Return a name or reference without the blanks and the kinds of brackets that each side types in its own way."""
    return "".join(letter for letter in text if letter not in " 　〔〕[]［］【】()（）")


def _money(found: Any, by_place: Mapping[Place, Landed]) -> Row:
    one = by_place[found.movement.place]
    measure = f"FUND_{found.movement.stage.upper()}"
    spot = _spot("funding_ledger", one, measure)
    return Row(measure, one.year or 0, spot, found.low, found.value, found.high, day=found.movement.day)
