"""Who takes part in which programme: people of the registers, some from outside, in several bureaus' rosters at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from talent_sample.people import GIVEN, Person, Registry
from talent_sample.reference import Reference
from talent_sample.registers import Membership, Province, Row

AUTHORITIES = {
    "STC": "云南省科学技术厅",
    "THREE_AREAS": "云南省科学技术厅",
    "EXPERT_TEAM": "云南省人力资源和社会保障厅",
    "EXPERT_GRASSROOTS": "云南省人力资源和社会保障厅",
}
OUTSIDE = ("昆明市示例农业大学", "示例大学云南研究院", "外省示例农业科学院")
_EDITIONS = {"2019": "第一批", "2020": "第二批", "2021": "第三批", "2022": "第四批", "2023": "第五批"}
OTHERS = (
    ("KJ", "ST_AWARD", "获奖者", 2), ("KJ", "ST_LIAISON", "联络员", 1), ("RS", "FRONTLINE", "选派人员", 2),
    ("RS", "PARTY_LINK", "联系服务对象", 1), ("LC", "COURTYARD", "技术人员", 2),
)  # fmt: skip
"""Line, programme, role and number of those who take part in nothing."""
SAID_OF = {
    "获奖者": {"award_level": "州（市）级"},
    "选派人员": {"posting_kind": "挂职", "posting_level": "基层一线"},
    "技术人员": {"posting_level": "镇村"},
    "联系服务对象": {"linked_by": "分管领导"},
}
"""What a row says of its role alone."""
_FIELD = frozenset({"agriculture", "forestry", "science", "services"})  # trades that experts come from


@dataclass(frozen=True)
class Part:
    """A person's part in a programme as one bureau knows it. Months as 2021-04."""

    bureau: str
    person: Person
    programme: str
    role: str
    employer: str
    county: str
    recognised: str
    end: str
    name: str  # as the bureau writes it
    number: str | None
    is_outside: bool = False

    @property
    def start(self) -> str:
        """Service begins the month after."""
        year, month = int(self.recognised[:4]), int(self.recognised[5:])
        return f"{year + month // 12}-{month % 12 + 1:02}"

    @property
    def edition(self) -> str:
        return _EDITIONS[self.recognised[:4]]

    def stage(self, year: int) -> str | None:
        """The stage at the end of a year; None before anybody asked for it, and after it ended."""
        if self.recognised > f"{year}-12":
            month = int(self.recognised[5:])
            is_asked = self.recognised[:4] == str(year + 1) and month <= 6
            return ("公示中" if month <= 2 else "推荐" if month <= 4 else "申报") if is_asked else None
        if self.end < f"{year}-01":
            return None
        return "实施" if self.start <= f"{year}-12" else "认定"


def build(reference: Reference, province: Province, registry: Registry, seed: int) -> dict[str, tuple[Part, ...]]:
    """The parts that every bureau of a prefecture knows of, by bureau; a person stands once in a programme of it."""
    parts: dict[str, list[Part]] = defaultdict(list)
    for prefecture, counties in reference.counties.items():
        maker = _Maker(reference, registry, Random(f"{seed}/parts/{prefecture}"), prefecture, province)
        for bureau, found in maker.all(counties).items():
            parts[bureau] += found
        beside = replace(maker, rng=Random(f"{seed}/beside/{prefecture}"))
        for bureau, found in beside.others(counties).items():
            parts[bureau] += found
    return {bureau: tuple(found) for bureau, found in parts.items()}


@dataclass
class _Maker:
    """Makes the parts of one prefecture."""

    reference: Reference
    registry: Registry
    rng: Random
    prefecture: str
    province: Province

    def all(self, counties: Sequence[str]) -> dict[str, list[Part]]:
        rng, code = self.rng, self.prefecture
        science = [self._expert(f"{code}-KJ", "STC", c) for c in counties for _ in range(rng.randint(4, 8))]
        science += [self._expert(f"{code}-KJ", "THREE_AREAS", c) for c in counties for _ in range(rng.randint(1, 3))]
        team = [self._expert(f"{code}-RS", "EXPERT_TEAM", rng.choice(counties)) for _ in range(rng.randint(8, 14))]
        # the same people, in another programme and as another bureau sees the same programme
        team += [replace(p, bureau=f"{code}-RS", programme="EXPERT_TEAM") for p in rng.sample(science, 4)]
        forest = [replace(p, bureau=f"{code}-LC") for p in rng.sample(team, 4)]
        forest += [self._trainee(f"{code}-LC", c) for c in counties for _ in range(2)]
        grassroots = [self._expert(f"{code}-WJ", "EXPERT_GRASSROOTS", c) for c in counties for _ in range(2)]
        found = {
            f"{code}-KJ": science, f"{code}-RS": team, f"{code}-LC": forest,
            f"{code}-WJ": grassroots + self._pairs(f"{code}-WJ", "health", counties),
            f"{code}-JY": self._pairs(f"{code}-JY", "school", counties),
        }  # fmt: skip
        return {bureau: _once(parts) for bureau, parts in found.items() if bureau in self.reference.units}

    def others(self, counties: Sequence[str]) -> dict[str, list[Part]]:
        """Who takes part in nothing: honoured, sent, linked; drawn apart, so that they move nobody else."""
        found: dict[str, list[Part]] = {}
        for line, programme, role, count in OTHERS:
            bureau = f"{self.prefecture}-{line}"
            members = [self._member(self.rng.choice(counties), _FIELD) for _ in range(count)]
            found.setdefault(bureau, []).extend(
                self._part(bureau, m.person, programme, role, m.employer, m.unit.split("-")[0]) for m in members
            )
        return {bureau: _once(parts) for bureau, parts in found.items() if bureau in self.reference.units}

    def _member(self, county: str, trades: frozenset[str]) -> Membership:
        pool = [
            m for m in self.province.members[f"{county}-RC"] if m.person.trade in trades and m.person.id_type != "护照"
        ]
        return self.rng.choice(pool)

    def _expert(self, bureau: str, programme: str, county: str) -> Part:
        if self.rng.random() < 0.1:
            person, employer = self.registry.person("science"), self.rng.choice(OUTSIDE)
        else:
            member = self._member(county, _FIELD)
            person, employer = member.person, member.employer
        return self._part(bureau, person, programme, "专家", employer, county)

    def _trainee(self, bureau: str, county: str) -> Part:
        member = self._member(county, frozenset({"rural", "forestry"}))
        return self._part(bureau, member.person, "HERB_TRAIN", "学员", member.employer, county)

    def _pairs(self, bureau: str, trade: str, counties: Sequence[str]) -> list[Part]:
        """A mentor and a mentee in each county, for the same time: a year has both or none."""
        found: list[Part] = []
        for county in counties:
            one, other = (self._member(county, frozenset({trade})) for _ in range(2))
            if one.person is other.person:
                continue
            mentor = self._part(bureau, one.person, "MENTOR_PAIR", "导师", one.employer, county)
            mentee = self._part(bureau, other.person, "MENTOR_PAIR", "帮带对象", other.employer, county)
            found += [mentor, replace(mentee, recognised=mentor.recognised, end=mentor.end)]
        return found

    def _part(self, bureau: str, person: Person, programme: str, role: str, employer: str, county: str) -> Part:
        """Recognised in one of five years for two or three; name and number as somebody typed them."""
        rng, number = self.rng, person.id_number
        year = rng.choice((2019, 2019, 2020, 2020, 2021, 2022, 2023))
        month = rng.randint(1, 11)
        name = person.name
        if number and rng.random() < 1 / 40 and person.id_type == "居民身份证":
            name = name[0] + "".join(rng.choices(GIVEN[person.sex], k=2))  # changed since; the number stays
        if number and rng.random() < 1 / 40 and len(number) == 18:
            number = number[:6] + number[8:17]  # as it was before 1999
        return Part(
            bureau, person, programme, role, employer, county, f"{year}-{month:02}", f"{year + rng.randint(2, 3)}-{month:02}",
            name, number, employer in OUTSIDE,
        )  # fmt: skip


def _once(parts: Sequence[Part]) -> list[Part]:
    seen: dict[tuple[Person, str], Part] = {}
    for part in parts:
        seen.setdefault((part.person, part.programme), part)
    halves: dict[str, set[str]] = defaultdict(set)  # a pair that lost its other half is no pair
    for part in seen.values():
        if part.programme == "MENTOR_PAIR":
            halves[f"{part.county}/{part.recognised}"].add(part.role)
    return [p for p in seen.values() if p.programme != "MENTOR_PAIR" or len(halves[f"{p.county}/{p.recognised}"]) == 2]


def rows(reference: Reference, parts: Sequence[Part], year: int, rng: Random) -> list[Row]:
    """The rows of a bureau's roster at the end of a year."""
    return [_row(reference, part, stage, year, rng) for part in parts if (stage := part.stage(year))]


def _row(reference: Reference, part: Part, stage: str, year: int, rng: Random) -> Row:
    is_in = stage in ("认定", "实施")
    is_birth_stated = part.number is None or rng.random() < 0.6
    return {
        "name": part.name,
        "id_type": part.person.id_type,
        "id_number": part.number,
        "birth_ym": part.person.birth if is_birth_stated else None,
        "programme": reference.programmes[part.programme],
        "edition": part.edition,
        "role": part.role,
        "authority": AUTHORITIES.get(part.programme, reference.units[part.bureau].name) if is_in else None,
        "life_stage": stage,
        "stage_date": part.recognised if is_in else f"{year}-{rng.randint(8, 12):02}",
        "origin": ("本地区外" if part.is_outside else "本地区内") if rng.random() < 0.9 or part.is_outside else None,
        "sending_unit": part.employer,
        "service_region": reference.regions[part.county],
        "start_date": part.start if stage == "实施" or (stage == "认定" and rng.random() < 0.7) else None,
        "end_date": part.end if is_in else None,
        **SAID_OF.get(part.role, {}),
        **({"outcome": "结业", "outcome_date": part.end} if part.role == "学员" and part.end[:4] == str(year) else {}),
    }


def counted(parts: Mapping[str, Sequence[Part]], prefecture: str, programme: str, year: int) -> dict[Person, Part]:
    """Everybody whom a roster of the prefecture has in a programme, once."""
    return {
        part.person: part
        for bureau, known in parts.items()
        if bureau.startswith(prefecture[:4])
        for part in known
        if part.programme == programme and part.stage(year)
    }
