"""Who is on which unit's register in which year: people stay, rise, leave, move, and stand in several registers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from talent_sample.people import COUNTY_MIX, LINE_MIX, TRADES, Person, Registry, pick
from talent_sample.reference import Reference, Unit

YEARS = (2020, 2021, 2022)
Row = dict[str, str | None]  # field → text as a careful clerk writes it
# Trades that a bureau of the line files beside the counties; officials and managers stand with their own office only.
_LINE_TRADES = {line: {name for name, _ in mix if TRADES[name].series} for line, mix in LINE_MIX.items()}


@dataclass(frozen=True)
class Membership:
    """A person on a unit's register from a year to a year."""

    person: Person
    unit: str
    first: int
    last: int
    employer: str
    work_region: str | None
    employment: str
    wage: str | None
    entry: str | None  # 2008-07
    mode: str | None


@dataclass(frozen=True)
class Province:
    """Every register that there could be, filed or not."""

    members: dict[str, tuple[Membership, ...]]

    def of(self, unit: str, year: int) -> Iterator[Membership]:
        """The people of a unit at the end of a year."""
        return (m for m in self.members[unit] if m.first <= year <= m.last)


def build(reference: Reference, registry: Registry, rng: Random) -> Province:
    """People of every unit that owes a register: counties first, then bureaus, which share people with counties."""
    members: dict[str, list[Membership]] = defaultdict(list)
    for unit in reference.units.values():
        if unit.level == "county":
            members[unit.code] = _county(unit, reference, registry, rng)
    _move(members, reference, rng)
    for unit in reference.units.values():
        if unit.kind == "bureau":
            members[unit.code] = _bureau(unit, members, reference, registry, rng)
    return Province({unit: tuple(found) for unit, found in members.items()})


def _size(unit: Unit, reference: Reference, rng: Random) -> int:
    """People of a county's register: grows with its share of the prefecture's residents."""
    prefecture = reference.prefecture(unit)
    residents = reference.population[prefecture] / len(reference.counties[prefecture])
    return round((65 + residents / 4500) * rng.uniform(0.75, 1.3))


def _county(unit: Unit, reference: Reference, registry: Registry, rng: Random) -> list[Membership]:
    place, size = reference.regions[unit.region], _size(unit, reference, rng)
    found = [_hire(registry, rng, unit.code, pick(rng, COUNTY_MIX), place, place, 2020) for _ in range(size)]
    for year in YEARS[1:]:
        found += [
            _hire(registry, rng, unit.code, pick(rng, COUNTY_MIX), place, place, year)
            for _ in range(round(size * 0.05))
        ]
    return found


def _hire(
    registry: Registry, rng: Random, unit: str, trade: str, place: str, work_region: str | None, first: int
) -> Membership:
    """Somebody who is on the register from a year on; one in thirty leaves each year."""
    person, kind = registry.person(trade), TRADES[trade]
    employment = "柔性" if rng.random() < 0.01 and kind.talent == "专业技术人才" else pick(rng, kind.employment)
    last = 2020 if rng.random() < 0.03 and first == 2020 else 2021 if rng.random() < 0.03 and first < 2022 else 2022
    start = first if first > 2020 else rng.randint(min(int(person.birth[:4]) + 23, 2020), 2020)
    entry: str | None = f"{start}-{rng.choice((3, 7, 7, 8, 9, 10)):02}"
    mode: str | None = pick(rng, (("招录", 78), ("调入", 15), ("引进", 6), ("海外", 1)))
    wage: str | None = pick(rng, (("是", 92), ("", 8))) or None
    if employment == "柔性":
        mode, wage = "引进", "否"
    elif trade in ("rural", "skilled"):
        mode, wage = None, pick(rng, (("否", 4), ("", 6))) or None
    return Membership(
        person, unit, first, last, place + rng.choice(kind.employers), work_region, employment, wage, entry, mode
    )


def _move(members: dict[str, list[Membership]], reference: Reference, rng: Random) -> None:
    """One in seventy goes to another county, mostly of the prefecture; there one in five stays on the old register too."""
    codes = [u.code for u in reference.units.values() if u.level == "county"]
    for code in codes:
        for place, member in enumerate(members[code]):
            if rng.random() > 1 / 70 or member.first > 2020 or member.last < 2022 or not member.person.id_number:
                continue
            near = [c for c in codes if c[:4] == code[:4] and c != code]
            is_near = rng.random() < 0.75
            target = rng.choice(near if is_near else codes)
            year = rng.choice(YEARS[1:])
            if target == code or any(m.person is member.person for m in members[target]):
                continue
            stays = is_near and rng.random() < 0.2
            members[code][place] = replace(member, wage=None) if stays else replace(member, last=year - 1)
            region = reference.regions[target[:6]]
            employer = region + rng.choice(TRADES[member.person.trade].employers)
            entry = f"{year}-{rng.randint(2, 11):02}"
            members[target].append(Membership(
                member.person, target, year, 2022, employer, region, "在编" if member.employment == "在编" else "聘用", "是", entry, "调入"
            ))  # fmt: skip


def _bureau(
    unit: Unit, members: dict[str, list[Membership]], reference: Reference, registry: Registry, rng: Random
) -> list[Membership]:
    """A bureau's own people, and people of its line whom counties (for the province: prefecture bureaus too) file as well."""
    place, is_province = reference.regions[unit.region], unit.level == "province"
    found = [
        _hire(registry, rng, unit.code, pick(rng, LINE_MIX[unit.line]), place, None, 2020)
        for _ in range(rng.randint(40, 70))
    ]
    for year in YEARS[1:]:
        found += [_hire(registry, rng, unit.code, pick(rng, LINE_MIX[unit.line]), place, None, year) for _ in range(2)]
    prefix = unit.region[:2] if is_province else unit.region[:4]
    pool = [
        m
        for code, others in members.items()
        if code.startswith(prefix) and code != unit.code and not (is_province and code[2:6] == "0000")
        for m in others
        if m.person.trade in _LINE_TRADES[unit.line] and m.person.id_number and m.work_region and m.employment != "柔性"
    ]
    persons: dict[str, Membership] = {
        str(m.person.id_number): m for m in rng.sample(pool, min(len(pool), rng.randint(12, 30)))
    }
    return found + [_shared(unit, m, rng) for m in persons.values()]


def _shared(unit: Unit, member: Membership, rng: Random) -> Membership:
    """The same person as a bureau sees it: mostly silent about the wages, now and then claiming to pay them."""
    luck = rng.random()
    if luck < 0.25 or member.employment != "在编":
        return replace(member, unit=unit.code, employment="聘用", wage="否" if luck < 0.6 else None)
    return replace(member, unit=unit.code, wage="是" if luck > 0.98 else None)


def row(member: Membership, year: int, rng: Random) -> Row:
    """A row of talent_register about somebody at the end of a year; what may stay blank sometimes does."""
    person, trade = member.person, TRADES[member.person.trade]
    title, is_resident = person.title(year), person.id_type == "居民身份证"
    is_senior = title is not None and title[0] in ("副高级", "正高级")
    return {
        "name": person.name,
        "id_type": person.id_type,
        "id_number": person.id_number,
        "sex": None if is_resident and rng.random() < 0.04 else person.sex,
        "birth_ym": None if is_resident and rng.random() < 0.03 else person.birth,
        "employer": member.employer,
        "work_region": None if member.work_region is None else member.work_region,
        "staff_category": trade.staff,
        "talent_category": trade.talent,
        "education": person.education,
        "degree": person.degree,
        "title_series": person.series if title else None,
        "title_level": title[0] if title else "无职称",
        "title_date": title[1] if title else None,
        "is_grassroots_title": ("是" if is_senior and person.is_grassroots and title and title[0] == "副高级" else "否")
        if title
        else None,
        "employment": member.employment,
        "wage_here": member.wage,
        "entry_date": member.entry,
        "entry_mode": member.mode,
        "as_of_date": f"{year}-12-31",
        "remark": "返聘人员" if rng.random() < 0.004 else None,
    }
