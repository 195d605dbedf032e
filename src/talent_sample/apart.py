"""Figures told apart beside their totals, or instead of them: by item, edition, stage, programme, county; one that its own
parts refute; residents of later years, which are made up as all of the sample is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from talent_sample import participation
from talent_sample.filings import Line
from talent_sample.participation import Part
from talent_sample.registers import YEARS, Row
from talent_sample.returns import PEOPLED, SINCE, Office

DISPUTED = ("532900", YEARS[1])  # the prefecture and year whose total its own counties refute


def rows(office: Office, parts: Mapping[str, Sequence[Part]]) -> list[Row]:
    rng = Random(f"{office.seed}/apart/{office.prefecture}/{office.year}")
    later = _residents(office, rng) if office.year > YEARS[0] else []
    return [*_items(office, rng), *_editions(office, parts), *_programmes(office, rng), *_counties(office, rng), *later]


def asked(lines: list[Line]) -> list[Line]:
    """The lines, those marked as found that name no edition beside editions."""
    told_apart = {_figure(line) for line in lines if line.values.get("edition") not in (None, "全部")}
    is_open = [line.values.get("edition") is None and _figure(line) in told_apart for line in lines]
    return [
        replace(line, finds=(("MR-145", "edition"),)) if found else line
        for line, found in zip(lines, is_open, strict=True)
    ]


def _figure(line: Line) -> tuple[str | None, ...]:
    return tuple(line.values[field] for field in ("measure", "region", "programme"))


def _items(office: Office, rng: Random) -> list[Row]:
    """Lessons by mode beside their total since 2016; activities by kind without one."""
    lessons = [
        office.row("TRAIN_ATTENDANCE", rng.randint(900, 2000), "人次", "STC_THREE_AREAS", item=mode, period_start=SINCE)
        for mode in ("线上", "线下")
    ]
    return lessons + [
        office.row("SERVICE_ACTIVITIES", rng.randint(5, 90), "次", "STC", item=kind, period_start=f"{office.year}-01")
        for kind in ("服务", "培训", "指导")
    ]


def _editions(office: Office, parts: Mapping[str, Sequence[Part]]) -> list[Row]:
    """Who takes part in the second programme by edition, beside the total; one figure names no stage."""
    known = participation.counted(parts, office.prefecture, PEOPLED[1], office.year).values()
    inside = [part for part in known if part.stage(office.year) in ("认定", "实施")]
    by_edition = Counter(part.edition for part in inside)
    return [
        office.row("PROG_PARTICIPANTS", n, "人", PEOPLED[1], edition=edition, life_stage="认定" if order else None)
        for order, (edition, n) in enumerate(sorted(by_edition.items()))
    ]


def _programmes(office: Office, rng: Random) -> list[Row]:
    """Bases of one programme, of none, and of all."""
    of_one, of_none = rng.randint(1, 9), rng.randint(0, 4)
    return [
        office.row("BASES_BUILT", n, "个", programme, period_start=f"{office.year}-01")
        for programme, n in (("STC", of_one), ("_Z", of_none), ("_T", of_one + of_none))
    ]


def _counties(office: Office, rng: Random) -> list[Row]:
    """Study visits of the prefecture and of two of its counties."""
    counties = [code for code in sorted(office.reference.regions) if code[:4] == office.prefecture[:4]][1:3]
    solved = [rng.randint(3, 30) for _ in counties]
    is_disputed = (office.prefecture, office.year) == DISPUTED
    total = sum(solved) - 1 if is_disputed else sum(solved) + rng.randint(0, 20)
    return [
        office.row("STUDY_VISITS", n, "次", "STC", region=office.reference.regions[region])
        for region, n in ((office.prefecture, total), *zip(counties, solved, strict=True))
    ]


def _residents(office: Office, rng: Random) -> list[Row]:
    """Residents after the census, as nobody counted them: two years of growth."""
    residents = office.reference.population[office.prefecture]
    made_up = round(residents * (1 + rng.uniform(-0.01, 0.012)))
    return [office.row("POP_RESIDENT", made_up, "人", source_quote=f"合成样例：{office.region}常住人口{made_up}人。")]
