"""What happened in a month: trainings, visits, dispatches of experts, each at a place and a day, as a unit logs them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from talent_sample import periods
from talent_sample.reference import Reference, Unit
from talent_sample.registers import Row

DISPATCHED = "EXPERT_GRASSROOTS"
_PROGRAMMES = ("STC", "STC", "THREE_AREAS", "EXPERT_TEAM", DISPATCHED, DISPATCHED)
_TYPES = (("培训", 5), ("指导", 5), ("服务", 3), ("座谈", 1), ("下派", 4))
_TOWNS = ("示例镇", "样板乡", "虚构镇", "甲山乡", "乙水镇", "丙林乡")
_SPOTS = ("村委会", "蔬菜大棚", "果园", "养殖场", "卫生院", "中心小学", "合作社", "农技站", "苗圃", "文化室")


def keeps_log(unit: Unit) -> bool:
    """Talent offices and science bureaus of prefectures and counties log what they do."""
    return unit.level in ("prefecture", "county") and unit.code[-2:] in ("RC", "KJ")


def rows(reference: Reference, unit: Unit, month: str, seed: int) -> list[Row]:
    """The log of a unit for a month: ten to fifteen activities, no place twice."""
    rng = Random(f"{seed}/services/{unit.code}/{month}")
    counties = [unit.region] if unit.level == "county" else list(reference.counties[unit.region])
    spots = rng.sample([town + spot for town in _TOWNS for spot in _SPOTS], rng.randint(10, 15))
    return [_row(reference, rng, rng.choice(counties), month, spot) for spot in spots]


def _row(reference: Reference, rng: Random, county: str, month: str, spot: str) -> Row:
    kind = rng.choices([t for t, _ in _TYPES], [w for _, w in _TYPES])[0]
    start = rng.randint(1, 26)
    activities, batches = rng.choice((1, 1, 1, 1, 2, 3)), rng.randint(1, 2)
    attendances = rng.randint(8, 90) if kind in ("培训", "座谈") or rng.random() < 0.3 else None
    people = rng.randint(5, (attendances or 45) - 2) if rng.random() < 0.5 else None
    is_sent = kind == "下派"
    trips = rng.randint(2, 7) if is_sent or rng.random() < 0.6 else None
    if attendances is None and people is None and trips is None:
        people = rng.randint(5, 40)
    return {
        "start_date": periods.day(month, start).isoformat(),
        "end_date": periods.day(month, start + rng.randint(0, 2)).isoformat() if rng.random() < 0.7 else None,
        "programme": reference.programmes[rng.choice(_PROGRAMMES)],
        "activity_type": kind,
        "mode": "线下" if is_sent else rng.choice(("线下", "线下", "线下", "线上", "线上线下结合", None)),
        "place_region": reference.regions[county],
        "place_text": spot,
        "activities": str(activities),
        "batches": str(batches) if is_sent else None,
        "expert_trips": None if trips is None else str(trips),
        "attendances": None if attendances is None else _as_logged(attendances, rng),
        "people_served": None if people is None else str(people),
        "problems_solved": str(rng.randint(1, 6)) if rng.random() < 0.5 else None,
        "households": str(rng.randint(3, 30)) if kind in ("服务", "指导") and rng.random() < 0.4 else None,
    }


def _as_logged(attendances: int, rng: Random) -> str:
    """Mostly the number, at times with its unit."""
    return f"{attendances}人次" if rng.random() < 0.08 else str(attendances)


@dataclass(frozen=True)
class Sent:
    """What came of the experts sent to the grassroots in a year."""

    batches: int
    trips: int
    problems: int


def sent(reference: Reference, units: Iterable[Unit], year: int, seed: int) -> Sent:
    """The year's dispatches, over the logs of some units."""
    name = reference.programmes[DISPATCHED]
    logged = [
        row
        for unit in units
        for month in periods.months(year)
        for row in rows(reference, unit, month, seed)
        if row["programme"] == name
    ]
    batches, trips, problems = (
        sum(int(row[field] or 0) for row in logged) for field in ("batches", "expert_trips", "problems_solved")
    )
    return Sent(batches, trips, problems)
