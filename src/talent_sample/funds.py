"""Money on its way: won and awarded from the province, passed on to counties, spent there; under one reference all along.

Amounts are whole hundreds of 元, a hundredth of 万元.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from talent_sample import periods
from talent_sample.reference import Reference, Unit
from talent_sample.registers import Row

FUNDED = ("STC", "THREE_AREAS", "INDUSTRY_TRAIN")
STAGES = {
    "FUND_SECURED": "争取",
    "FUND_AWARDED": "获得",
    "FUND_MATCHED": "配套",
    "FUND_RECEIVED": "到位",
    "FUND_TRANSFERRED": "划拨",
    "FUND_SPENT": "支出",
}
_PROVINCE = "云南省科学技术厅"
_COMPANIES = (
    "示例种植专业合作社",
    "示例养殖专业合作社",
    "示例农业开发有限公司",
    "示例食品有限责任公司",
    "示例苗木有限公司",
)
_FUNDS_A_MONTH = 2


@dataclass(frozen=True)
class Movement:
    """A movement as the unit that has to file it would. `fund_year` is the year of the first award."""

    filer: str
    fund_ref: str
    programme: str
    stage: str
    level: str
    payer: str
    payee: str
    region: str
    hundreds: int
    day: date

    @property
    def month(self) -> str:
        return f"{self.day:%Y-%m}"


def movements(reference: Reference, prefecture: str, year: int, seed: int) -> list[Movement]:
    """Everything that moves in a prefecture in a year, each movement once."""
    rng, found = Random(f"{seed}/funds/{prefecture}/{year}"), list[Movement]()
    counties = reference.counties[prefecture]
    for number, month in enumerate(periods.months(year)):
        for turn in range(_FUNDS_A_MONTH):
            order = number * _FUNDS_A_MONTH + turn
            county = counties[order % len(counties)]
            found += _fund(reference, prefecture, county, month, order, rng)
        found += _matched(reference, prefecture, month, rng)
        for county in counties:
            found += _own(reference, county, month, rng)
    return found


def _fund(reference: Reference, prefecture: str, county: str, month: str, order: int, rng: Random) -> list[Movement]:
    """A fund of the province for one county: in two instalments, on to the county, what the bureau spends itself."""
    bureau, office = reference.units[f"{prefecture}-KJ"], reference.units[f"{county}-RC"]
    year = month[:4]
    awarded = rng.randint(600, 4000)
    first, rest = round(awarded * rng.uniform(0.5, 0.7)), round(awarded * rng.uniform(0.05, 0.25))
    passed = [round(first * share) for share in (rng.uniform(0.3, 0.45), rng.uniform(0.2, 0.35))]

    def on(months: int, first_day: int, last_day: int) -> date:
        """A day some months later, in the year; a fund of its last months is settled in December."""
        later = min(periods.later(month, months), f"{year}-12")
        return periods.day(later, rng.randint(first_day, last_day))

    base = Movement(
        bureau.code, f"{reference.regions[prefecture][:2]}示科发〔{year}〕{order + 11}号", FUNDED[order % len(FUNDED)], "获得", "省级",
        _PROVINCE, bureau.name, county, awarded, on(0, 9, 14),
    )  # fmt: skip
    to_county = replace(base, stage="划拨", payer=bureau.name, payee=office.name)
    spent = replace(base, filer=office.code, stage="支出", payer=bureau.name, payee=office.name)
    return [
        replace(base, stage="争取", hundreds=round(awarded * rng.uniform(1.0, 1.2)), day=on(0, 2, 8)),
        base,
        replace(base, stage="到位", hundreds=first, day=on(0, 15, 20)),
        replace(base, stage="到位", hundreds=rest, day=on(1, 21, 24)),
        replace(to_county, hundreds=passed[0], day=on(1, 25, 26)),
        replace(to_county, hundreds=passed[1], day=on(2, 27, 28)),
        replace(base, stage="支出", hundreds=round(first * rng.uniform(0.03, 0.1)), day=on(2, 25, 28)),
        replace(spent, hundreds=round(passed[0] * rng.uniform(0.5, 0.95)), day=on(2, 27, 27)),
        replace(spent, hundreds=round(passed[1] * rng.uniform(0.5, 0.95)), day=on(3, 28, 28)),
    ]


def _matched(reference: Reference, prefecture: str, month: str, rng: Random) -> list[Movement]:
    """What the talent office adds from its own, to companies of its counties."""
    office, year = reference.units[f"{prefecture}-RC"], month[:4]
    place = reference.regions[prefecture]
    return [
        Movement(
            office.code, f"{place[:2]}示人才〔{year}〕{month[5:]}{n}号", programme, "配套", "州级", office.name,
            reference.regions[county] + rng.choice(_COMPANIES), county, rng.randint(20, 90), periods.day(month, 3 * n + 2),
        )
        for n, programme in enumerate(rng.choices(FUNDED, k=8))
        for county in [rng.choice(reference.counties[prefecture])]
    ]  # fmt: skip


def _own(reference: Reference, county: str, month: str, rng: Random) -> list[Movement]:
    """A county's own money for its talent work, under no programme: awarded, received, given to companies, spent."""
    office, year = reference.units[f"{county}-RC"], month[:4]
    treasury = f"{reference.regions[county]}示例财政局"
    awarded = rng.randint(300, 900)
    base = Movement(
        office.code, f"{reference.regions[county][:2]}{county[2:4]}示财〔{year}〕{int(month[5:])}号", "_Z", "获得", "县级", treasury,
        office.name, county, awarded, periods.day(month, 6),
    )  # fmt: skip
    companies = rng.sample(_COMPANIES, 3)
    given = [
        replace(
            base, stage="划拨", payer=office.name, payee=reference.regions[county] + company,
            hundreds=rng.randint(10, awarded // 4), day=periods.day(month, 12 + n),
        )
        for n, company in enumerate(companies)
    ]  # fmt: skip
    spent = [
        replace(base, stage="支出", hundreds=rng.randint(10, awarded // 9), day=periods.day(month, 20 + 2 * n))
        for n in range(3)
    ]
    return [base, replace(base, stage="到位", day=periods.day(month, 9)), *given, *spent]


def ledger(reference: Reference, moved: Sequence[Movement], unit: Unit, month: str, seed: int) -> list[Row]:
    """The rows that a unit has to file for a month; its clerk counts in 万元 or in 元."""
    in_yuan = Random(f"{seed}/yuan/{unit.code}").random() < 0.25
    return [_row(reference, m, in_yuan) for m in moved if m.filer == unit.code and m.month == month]


def seen_too(reference: Reference, moved: Sequence[Movement], unit: Unit, month: str, rng: Random) -> list[Row]:
    """Transfers that a county's office got and enters as well, one in four: whoever pays has to file them."""
    got = [m for m in moved if m.stage == "划拨" and m.payee == unit.name and m.month == month]
    return [_row(reference, m, in_yuan=False) for m in got if rng.random() < 1 / 4]


def _row(reference: Reference, moved: Movement, in_yuan: bool) -> Row:
    return {
        "fund_ref": moved.fund_ref,
        "fund_year": f"{moved.day.year}",
        "programme": reference.programmes[moved.programme],
        "stage": moved.stage,
        "source_level": moved.level,
        "payer": moved.payer,
        "payee": moved.payee,
        "payee_count": "1",
        "region": reference.regions[moved.region],
        "amount": str(moved.hundreds * 100) if in_yuan else ten_thousands(moved.hundreds),
        "unit": "元" if in_yuan else "万元",
        "movement_date": moved.day.isoformat(),
        "document_no": moved.fund_ref if moved.stage in ("获得", "到位") else None,
    }


def ten_thousands(hundreds: int) -> str:
    """An amount in 万元, to the hundred 元."""
    return f"{hundreds / 100:.2f}".rstrip("0").rstrip(".")


def sums(moved: Sequence[Movement]) -> dict[tuple[str, str], int]:
    """Hundreds of 元 by programme and measure."""
    measures = {stage: measure for measure, stage in STAGES.items()}
    found: dict[tuple[str, str], int] = {}
    for one in moved:
        key = one.programme, measures[one.stage]
        found[key] = found.get(key, 0) + one.hundreds
    return found
