"""Yearly returns of the prefecture talent offices: what their registers come to, money, participants, services.

Amounts are in 万元 unless a row says otherwise; every identity of the catalogue (勾稽) holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from talent_sample import funds, participation, services
from talent_sample.funds import Movement
from talent_sample.participation import Part
from talent_sample.people import Person
from talent_sample.reference import Reference
from talent_sample.registers import YEARS, Province, Row

PEOPLED = ("STC", "THREE_AREAS", "EXPERT_TEAM")
_LEVELS = {
    "TITLE_SENIOR_FULL": "正高级",
    "TITLE_SENIOR_ASSOCIATE": "副高级",
    "TITLE_INTERMEDIATE": "中级",
    "TITLE_ASSISTANT": "助理级",
    "TITLE_TECHNICIAN": "员级",
}
_DEGREES = ("大学本科", "硕士研究生", "博士研究生")
# Cumulative since 2016: measure → unit, size in the first year, growth a year (share of the size), as written.
_SERVICES = {
    "SERVICE_ACTIVITIES": ("次", 900, 0.2),
    "TRAIN_SESSIONS": ("期", 60, 0.2),
    "TRAIN_ATTENDANCE": ("人次", 12000, 0.25),
    "VILLAGES_SERVED": ("个", 240, 0.08),
    "ENTITIES_SERVED": ("个", 90, 0.1),
    "HOUSEHOLDS_BENEFITED": ("户", 2600, 0.15),
    "VARIETIES_INTRODUCED": ("种", 40, 0.1),
    "TECHNIQUES_EXTENDED": ("项", 30, 0.12),
    "BACKBONES_TRAINED": ("人", 420, 0.2),
}
SINCE = "2016-01"


@dataclass(frozen=True)
class Office:
    """A prefecture's talent office, as far as its figures need it."""

    reference: Reference
    prefecture: str
    year: int
    seed: int

    @property
    def region(self) -> str:
        return self.reference.regions[self.prefecture]

    @property
    def says_all(self) -> bool:
        """Whether it writes 全部 where it means all editions; who does not is asked."""
        return int(self.prefecture[2:4]) % 3 > 0

    def row(self, measure: str, value: object, unit: str, programme: str = "_Z", **others: str | None) -> Row:
        """A row of measure_return about the prefecture, or about the region named."""
        stated: Row = {
            "measure": self.reference.measures[measure],
            "region": self.region,
            "programme": self.reference.programmes[programme],
            "year": str(self.year),
            "scope": "本地区",
            "value": str(value),
            "unit": unit,
        }
        return stated | others


def rows(
    office: Office, province: Province, parts: Mapping[str, Sequence[Part]], moved: Sequence[Movement]
) -> list[Row]:
    """The rows of one office for a year; `moved` is what moved in its prefecture."""
    rng = Random(f"{office.seed}/return/{office.prefecture}/{office.year}")
    size = Random(f"{office.seed}/size/{office.prefecture}").uniform(0.6, 1.7)  # the same in all years
    return [
        *_register_rows(office, province),
        *_fund_rows(office, moved, rng),
        *_participant_rows(office, parts, rng),
        *_service_rows(office, rng, size),
    ]


def _people(office: Office, province: Province) -> dict[str, Person]:
    """Everybody on a register of the prefecture, once: by number, without a number by name and birth."""
    return {
        m.person.id_number or f"{m.person.name}/{m.person.birth}": m.person
        for unit in province.members
        if unit.startswith(office.prefecture[:4])
        for m in province.of(unit, office.year)
    }


def _register_rows(office: Office, province: Province) -> list[Row]:
    people = list(_people(office, province).values())
    titles = [t for p in people if (t := p.title(office.year))]
    counts: dict[str, int] = {code: sum(t[0] == level for t in titles) for code, level in _LEVELS.items()}
    counts |= {
        "TALENT_HEADCOUNT": len(people),
        "TITLE_STAFF": len(titles),
        "TITLE_SENIOR": counts["TITLE_SENIOR_FULL"] + counts["TITLE_SENIOR_ASSOCIATE"],
        "TITLE_GRASSROOTS": sum(p.is_grassroots and (p.title(office.year) or ("",))[0] == "副高级" for p in people),
        "TITLE_NEW": sum(t[1].startswith(str(office.year)) for t in titles),
        "EDUCATION_STATED": len(people),
        "DEGREE_STAFF": sum(p.education in _DEGREES for p in people),
    }
    found = [office.row(code, n, "人") for code, n in counts.items()]
    found.append(office.row("DEGREE_SHARE", f"{counts['DEGREE_STAFF'] / len(people) * 100:.2f}", "%"))
    return found + (_population_rows(office, len(people)) if office.year == YEARS[0] else [])


def _population_rows(office: Office, talent: int) -> list[Row]:
    """Residents of 2020 are the census's; later years have none here, so that density stays unknown there."""
    residents = office.reference.population[office.prefecture]
    quote = f"云南省第七次全国人口普查公报：{office.region}常住人口{residents}人（普查时点2020年11月1日）。"
    return [
        office.row("POP_RESIDENT", residents, "人", source_quote=quote),
        office.row("TALENT_DENSITY", f"{talent * 10_000 / residents:.4f}", "人/万人"),
    ]


def _fund_rows(office: Office, moved: Sequence[Movement], rng: Random) -> list[Row]:
    """Money by stage, as the ledgers of the prefecture come to; one programme in three counts in 元."""
    found: list[Row] = []
    sums = funds.sums(moved)
    for programme in funds.FUNDED:
        in_yuan = programme == funds.FUNDED[2] and rng.random() < 0.3
        for code in funds.STAGES:
            hundreds = sums.get((programme, code), 0)
            value, unit = (str(hundreds * 100), "元") if in_yuan else (funds.ten_thousands(hundreds), "万元")
            found.append(office.row(code, value, unit, programme))
    return found


def _participant_rows(office: Office, parts: Mapping[str, Sequence[Part]], rng: Random) -> list[Row]:
    """Recognised, new and pending participants as the rosters have them, now and then one more than there are;
    commissioners by county too, adding up to the prefecture's.
    """
    found: list[Row] = []
    for programme in PEOPLED:
        known = participation.counted(parts, office.prefecture, programme, office.year).values()
        inside = [p for p in known if p.stage(office.year) in ("认定", "实施")]
        new = sum(p.recognised.startswith(str(office.year)) for p in inside)
        by_county = Counter(p.county for p in inside)
        if rng.random() < 0.15:
            by_county[next(iter(by_county))] += 1
        total = sum(by_county.values())
        told_apart = "全部" if programme == PEOPLED[1] and office.says_all else None  # apart.py has its editions
        found.append(office.row("PROG_PARTICIPANTS", total, "人", programme, life_stage="认定", edition=told_apart))
        found.append(office.row("PROG_PARTICIPANTS_NEW", new, "人", programme, life_stage="认定"))
        if pending := len(known) - len(inside):
            found.append(office.row("PROG_PARTICIPANTS_PENDING", pending, "人", programme, obs_status="公示中"))
        if programme == PEOPLED[0]:
            found += [
                office.row(
                    "PROG_PARTICIPANTS", n, "人", programme, life_stage="认定", region=office.reference.regions[c]
                )
                for c, n in by_county.items()
            ]
            serving = {
                p.person
                for of in parts.values()
                for p in of
                if p.programme == programme and p.end[:4] > str(office.year)
            }
            may_have_left = sum(p.person not in serving for p in inside)
            found.append(office.row("PROG_SERVING", total - min(rng.randint(0, 3), may_have_left), "人", programme))
    return found


def _service_rows(office: Office, rng: Random, size: float) -> list[Row]:
    """What the commissioners did since 2016, and the year's expert dispatches; some figures as reports round them."""
    found: list[Row] = []
    for code, (unit, first, growth) in _SERVICES.items():
        value = round(first * size * (1 + growth * (office.year - YEARS[0])))
        found.append(office.row(code, _as_reported(value, rng), unit, "STC_THREE_AREAS", period_start=SINCE))
    keeping = [
        u for u in office.reference.units.values() if u.region[:4] == office.prefecture[:4] and services.keeps_log(u)
    ]
    sent = services.sent(office.reference, keeping, office.year, office.seed)
    dispatches: dict[str, tuple[object, str]] = {
        "EXPERT_BATCHES": (sent.batches, "批次"),
        "EXPERT_TRIPS": (sent.trips, "人次"),
        "PROBLEMS_SOLVED": (_as_reported(sent.problems, rng), "个"),
        "PEOPLE_SERVED": (rng.choice(("近300", "500余", "1200以上", "约800", "xxx", "xxxx")), "人"),
        "STUDY_VISITS": (rng.randint(2, 12), "次"),
    }
    return found + [office.row(code, value, unit, "EXPERT_GRASSROOTS") for code, (value, unit) in dispatches.items()]


def _as_reported(value: int, rng: Random) -> str:
    """A count as it stands in a return: mostly exact, else as 近300, 300以上, 300余, 12.5万."""
    if value < 100 or rng.random() > (0.5 if value >= 10_000 else 0.25):
        return str(value)
    unit = 10 ** (len(str(value)) - 1)
    below, above = value // unit * unit, (value // unit + 1) * unit
    if value >= 10_000:
        return f"{value // 1000 / 10}万"
    return rng.choice((f"近{above}", f"{below}以上", f"{below}余", f"{below}多"))


def inventory_rows(reference: Reference, lines: Iterable[dict[str, str]]) -> list[Row]:
    """What a source document states, masks as they stand; a mask speaks for itself, other states are written out."""
    states = {"I": "推得", "U": "含糊", "Q": "遮蔽", "P": "待定", "N": None}
    stages = {
        "planned": "计划",
        "preparing": "筹备",
        "applied": "申报",
        "recommended": "推荐",
        "in_public_notice": "公示中",
    }
    stages |= {"recognised": "认定", "implemented": "实施"}
    scopes = {
        "own_bureau": "本单位",
        "own_and_subordinate": "本单位及所属",
        "line_system": "本系统",
        "region": "本地区",
    }
    signs = {">=": "以上", "": None}
    found: list[Row] = []
    for line in lines:
        is_mask = line["obs_status"] == "Q" and line["value_text"] != ""
        found.append({
            "measure": reference.measures[line["measure_code"]],
            "region": reference.regions["_U"],
            "programme": reference.programmes[line["programme_code"]],
            "year": line["year"],
            "period_start": line["period_start"] or None,
            "item": reference.items.get((line["measure_code"], line["item"])),
            "scope": scopes[line["scope"]],
            "life_stage": stages.get(line["life_stage"]),
            "value": line["value_text"] or None,
            "unit": line["unit"],
            "qualifier": signs[line["qualifier"]],
            "obs_status": None if is_mask else states[line["obs_status"]],
        })  # fmt: skip
    return found
