"""`talent narrate`: the summary of a region or unit for a year, written from what is published; and its reading back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from talent_warehouse.database import Connection
from talent_warehouse.database.rows import Record, records
from talent_warehouse.errors import UnknownError
from talent_warehouse.intake import lexica
from talent_warehouse.narrative import say
from talent_warehouse.narrative.claims import claims
from talent_warehouse.narrative.write import Fact, Paragraph, write
from talent_warehouse.reading.files import word
from talent_warehouse.reading.values.quantities import read_quantity

_NUMERALS = "一二三四五六七八九十"
_SCOPES = {"bureau": ("own_bureau", "own_and_subordinate", "line_system")}


@dataclass(frozen=True)
class Written:
    """What was written, what was left out because it has no bound, and how its numbers read back: `equal`, `contains` (the
    words say less than the fact), or `overstates`, of which there is none.
    """

    file: Path
    publication: int
    sentences: int
    left_out: tuple[str, ...]
    equal: int
    contains: int
    overstates: tuple[str, ...]
    same_measure: int


_FACTS = """
select
    sentence.section, sentence.sentence, sentence.rank, cell.measure_code, cell.measure_name, cell.programme_code,
    programme.name as programme, cell.year, cell.since, cell.scope, cell.rollup, cell.region_code, cell.life_stage,
    cell.unit_of_measure as unit, cell.value_low as low, cell.value_high as high, cell.obs_status as status,
    cell.units_in_force
from reference.narrative_sentence as sentence
inner join mart.mart_observation as cell on cell.measure_code = sentence.measure_code
inner join reference.measure as measure on measure.measure_code = cell.measure_code
inner join reference.programme as programme on programme.programme_code = cell.programme_code
where
    cell.region_code = %(region)s and cell.rollup = %(rollup)s and cell.scope = any(%(scopes)s)
    and cell.year = %(year)s and cell.item = '_T' and cell.edition = '_T'
    and cell.life_stage = measure.default_stage
    and (cell.since = %(year)s::text or (cell.since = '_U' and measure.kind = 'cumulative') or measure.adds_since = 'none')
    and cell.programme_code <> '_Z' and cell.obs_status <> 'P'
    and (sentence.sentence like '%%{项}%%' or cell.programme_code = '_T')
    and (sentence.sentence not like '%%认定{项}%%' or cell.programme_code <> '_T')
    and (programme.kind <> 'set' or cell.value_low = cell.value_high)
order by sentence.rank, cell.programme_code <> '_T', cell.programme_code, cell.scope, cell.since
"""


def narrate(connection: Connection, region: str | None, unit: str | None, year: int, file: Path) -> Written:
    """Write the file and read it back.

    Raises: UnknownError if there is no such region or unit, or nothing is published of it in that year.
    """
    place, where = _place(connection, region, unit)
    no = connection.execute("select max(no) from audit.publication").fetchone()
    is_published = no is not None and no[0] is not None
    found = _best(records(connection, _FACTS, {**where, "year": year}) if is_published else [])
    if not found or no is None:
        raise UnknownError(f"Nothing is published of {place} in {year} that a summary tells. Try another year.")
    left_out = list[str]()
    paragraphs = list(_paragraphs(found, place, year, int(no[0]), left_out))
    write(file, paragraphs)
    return _judged(connection, file, paragraphs, int(no[0]), tuple(left_out), year)


def _best(found: list[Record]) -> list[Record]:
    """Of what is told of one measure and programme, of the year or since nobody knows when, the one that says most."""
    best: dict[tuple[object, ...], Record] = {}
    for one in found:
        key = tuple(one[k] for k in ("measure_code", "programme_code", "scope"))
        if key not in best or _says(one) > _says(best[key]):
            best[key] = one
    return list(best.values())


def _says(one: Record) -> tuple[bool, bool, bool]:
    return bool(one["low"] and one["low"] > 0), one["high"] is not None, one["since"] != "_U"


def _place(connection: Connection, region: str | None, unit: str | None) -> tuple[str, dict[str, object]]:
    """The name of what is told of, and which cells speak of it."""
    if unit:
        row = connection.execute(
            "select name, kind, region_code from reference.reporting_unit where unit_code = %s", (unit,)
        ).fetchone()
        if row is None:
            raise UnknownError(f"There is no reporting unit {unit!r}. seeds/reporting_unit.csv has them.")
        name, kind, code = row
        if kind in _SCOPES:
            return str(name), {"region": code, "rollup": "own", "scopes": list(_SCOPES[kind])}
        region = str(code)
    row = connection.execute(
        "select name from reference.region where region_code = %s order by valid_from desc limit 1", (region,)
    ).fetchone()
    if row is None:
        raise UnknownError(f"There is no region {region!r}. seeds/region.csv has them.")
    return str(row[0]), {"region": region, "rollup": "total", "scopes": ["region"]}


def _paragraphs(
    found: list[Record], place: str, year: int, publication: int, left_out: list[str]
) -> Iterator[Paragraph]:
    yield Paragraph(f"{place}{year}年人才工作综述", level=0)
    sections = list(dict.fromkeys(str(one["section"]) for one in found))
    number = 0
    for section in sections:
        inside = list(_sentences([one for one in found if one["section"] == section], place, publication, left_out))
        if inside:
            yield Paragraph(f"{_NUMERALS[number]}、{section}", level=1)
            number += 1
            yield from inside
    yield Paragraph(
        f"本综述的数字取自第{publication}次发布；“以上”“余”为已掌握的下限。尚缺报送的单位，其数字未计入。"
        if number
        else "本年度没有可以写出的数字。"
    )


def _sentences(found: list[Record], place: str, publication: int, left_out: list[str]) -> Iterator[Paragraph]:
    for one in found:
        low, high = (None if one[end] is None else Decimal(one[end]) for end in ("low", "high"))
        unit = "人" if one["unit"] == "人/万人" else str(one["unit"])
        words = say.words(low, high, unit)
        programme = "" if one["programme_code"] == "_T" else str(one["programme"])
        is_open = one["since"] == "_U"
        text = (
            str(one["sentence"])
            .replace(*(("{年}年，{地}{项}", "截至{年}年末，{地}{项}累计") if is_open else ("", "")))
            .replace("{年}", str(one["year"]))
            .replace("{地}", place)
            .replace("{项}", programme)
            .replace("{数}", "{n}")
        )
        if words is None or low == high == 0:
            left_out.append(f"{one['measure_name']}{f'（{programme}）' if programme else ''}")
            continue
        key = ("mart_observation", *(str(one[k]) for k in _KEY))
        fact = Fact(
            publication, key, str(one["measure_code"]), str(one["programme_code"]), int(one["year"]),
            None if low is None else str(low), None if high is None else str(high), unit, words,
        )  # fmt: skip
        yield Paragraph(text, fact=fact)


_KEY = ("measure_code", "region_code", "rollup", "programme_code", "year", "since", "scope", "life_stage")


def _judged(
    connection: Connection, file: Path, paragraphs: list[Paragraph], publication: int, left_out: tuple[str, ...], year: int
) -> Written:  # fmt: skip
    """Read the file as if it had been filed, and lay each number beside its fact."""
    facts = {p.fact.name: p.fact for p in paragraphs if p.fact}
    pieces = word.read(file.read_bytes())
    read = {c.mark: c for c in claims(pieces, lexica.load(connection), "-", year, "region") if c.mark}
    equal = contains = same = 0
    wrong = list[str]()
    for name, fact in facts.items():
        claim = read.get(name)
        number = read_quantity(claim.number, {fact.unit: fact.unit, claim.unit: fact.unit}) if claim else None
        if claim is None or number is None:
            wrong.append(f"{fact.measure}: {fact.printed}")
            continue
        same += claim.measure == fact.measure
        scale = Decimal(10) ** number.mult
        low, high = (None if end is None else end * scale for end in (number.low, number.high))
        own = tuple(None if end is None else Decimal(end) for end in (fact.low, fact.high))
        if (low, high) == own:
            equal += 1
        elif (
            (low is None or (own[0] is not None and low <= own[0]))
            and (high is None or (own[1] is not None and high >= own[1]))
        ) or (fact.printed.startswith("不超过") and own[1] is not None and high is not None and high >= own[1]):
            contains += 1
        else:
            wrong.append(f"{fact.measure}: {fact.printed}")
    return Written(file, publication, len(facts), left_out, equal, contains, tuple(wrong), same)
