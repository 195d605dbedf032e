"""From filings with their blanks to statements about cells."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from recount.intervals import INFINITE, NOTHING, Interval, Number
from recount.keys import GROUP_OF, NOT_APPLICABLE, TOTAL, UNKNOWN_START, Key
from recount.world import Filing, Measure, Place, World

NO_NUMBER = ("Q", "O", "L")
_NUMERALS = {one: number for number, one in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}


@dataclass(frozen=True)
class Statement:
    """What one filing says of one cell. `interval` is None where it says that there is a number and not which."""

    key: Key
    place: Place
    unit: str
    interval: Interval | None
    value: Number | None
    is_exact: bool
    qualifier: str
    status: str
    as_of: date | None = None
    as_filed: Interval | None = None  # what it said of that day


def edition(text: str | None) -> str | None:
    """Return the edition in the one spelling that all ways to write it share: 第三批, 第 ３ 批 → 第3批."""
    if text is None or not text.strip():
        return None
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return re.sub(f"[{''.join(_NUMERALS)}十]+", lambda run: _arabic(run[0], plain[: run.start()].endswith("第")), plain)


def edition_said(text: str | None) -> str | None:
    """Return the edition that a return names; 全部 is all of them."""
    return TOTAL if edition(text) == "全部" else edition(text)


def _arabic(run: str, is_ordinal: bool) -> str:
    """Return the numerals as digits; 十 is ten in what is a number, and stays in what is none (红十字, 二三十)."""
    tens, ten, ones = run.partition("十")
    is_number = len(tens) <= 1 and tens not in ("〇", "零") and len(ones) <= 1 and ones != "十"
    if ten and is_number and (tens or is_ordinal):
        return str((_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0))
    return "".join(str(_NUMERALS.get(letter, letter)) for letter in run)


def stated(world: World) -> list[Statement]:
    """Return all statements that the filings make, ordered by cell and place."""
    beside: dict[tuple[str, str, str, int], list[Filing]] = defaultdict(list)
    for filing in world.filings:
        beside[_return_of(filing)].append(filing)
    found = []
    for filing in world.filings:
        found += _statements(filing, world.measures[filing.measure], beside[_return_of(filing)])
    found += _rungs_together(world, found)
    return sorted(found, key=lambda one: (one.key, one.place, one.interval is None, one.interval or NOTHING))


def _rungs_together(world: World, found: list[Statement]) -> Iterable[Statement]:
    """Return what rungs of one programme come to at least, that one unit lists beside each other: each head once."""
    listed: dict[tuple[str, Key], dict[str, list[Statement]]] = defaultdict(lambda: defaultdict(list))
    sets = set(world.lattice.sets.values())
    for one in found:
        measure = world.measures[one.key.measure]
        is_one_programme = one.key.programme != TOTAL and one.key.programme not in sets
        overlaps = measure.adds["stage"] == "overlap" and measure.is_non_negative
        if one.key.stage in GROUP_OF and is_one_programme and overlaps and one.interval is not None:
            listed[one.unit, one.key._replace(stage=GROUP_OF[one.key.stage])][one.key.stage].append(one)
    for (unit, key), rungs in listed.items():
        if len(rungs) > 1:
            low = sum(max(one.interval.low for one in said if one.interval) for said in rungs.values())
            place = min(one.place for said in rungs.values() for one in said)
            yield Statement(key, place, unit, Interval(low, INFINITE), low, False, ">=", "I")


def _return_of(filing: Filing) -> tuple[str, str, str, int]:
    return filing.unit, filing.measure, filing.region, filing.year


def _statements(filing: Filing, measure: Measure, beside: list[Filing]) -> Iterable[Statement]:
    interval = NOTHING if filing.status == "M" else filing.interval
    if filing.status in NO_NUMBER:
        interval = None
    value = None if interval is None or filing.status == "M" else filing.value
    if measure.is_ledger_money and interval is not None:
        interval = Interval(interval.low, INFINITE)
    for programme, how in _programmes(filing, measure, beside):
        for stage, sure in _stages(filing, measure):
            for since, at_most in _sinces(filing, measure):
                says = interval
                if says is not None and (how == "floor" or _edition_is_floor(filing, measure, beside)):
                    says = Interval(says.low, INFINITE)
                is_most = how == "ceiling" or sure == "part" or at_most
                if says is not None and is_most:
                    says = Interval(0, says.high)
                elif says is not None and sure == "floor":
                    says = Interval(says.low, INFINITE)
                is_whole = how == "is" and sure == "is" and not at_most and says == interval
                if says is not None and not is_whole and not measure.is_non_negative:
                    says = measure.unknown  # what else there is may be negative
                yield Statement(
                    _key(filing, programme, stage, since),
                    filing.place,
                    filing.unit,
                    says,
                    None if is_most or (not is_whole and says is not None and says.high != INFINITE) else value,
                    filing.is_exact and is_whole and not measure.is_ledger_money,
                    _qualifier(filing, measure, says, is_whole),
                    filing.status if is_whole or says is None else "U",
                    filing.as_of if measure.is_ledger_money and is_whole else None,
                    filing.interval,
                )


def _qualifier(filing: Filing, measure: Measure, says: Interval | None, is_whole: bool) -> str:
    if is_whole and not measure.is_ledger_money:
        return filing.qualifier
    return ">=" if says is not None and says.high == INFINITE else ""


def _key(filing: Filing, programme: str, stage: str, since: str) -> Key:
    rollup = "own" if filing.scope == "own_bureau" else "total"
    return Key(
        filing.measure,
        filing.region,
        rollup,
        programme,
        filing.year,
        since,
        filing.scope,
        filing.item or TOTAL,
        stage,
        edition_said(filing.edition) or TOTAL,
    )


def _programmes(filing: Filing, measure: Measure, beside: list[Filing]) -> list[tuple[str, str]]:
    if not measure.knows_programme:
        return [(TOTAL, "is")]
    named = _programme(filing)
    if named != NOT_APPLICABLE or any(_programme(other) != NOT_APPLICABLE for other in beside):
        return [(named, "is")]
    return [(TOTAL, "floor"), (NOT_APPLICABLE, "ceiling")] if measure.is_non_negative else []


def _stages(filing: Filing, measure: Measure) -> list[tuple[str, str]]:
    """Return the stages of which a return speaks, and whether it is all of them, a part of the number, or a floor."""
    named = tuple("_reached" if stage == "recognised" else stage for stage in filing.stages)
    if filing.status == "P" and not any(GROUP_OF.get(stage, stage) == "_pending" for stage in named):
        named = ("_pending",)
    if len(named) < 2:
        return [(named[0] if named else measure.default_stage, "is")]
    groups = {GROUP_OF.get(stage, stage) for stage in named}
    return [(stage, "part") for stage in named] + [(group, "floor") for group in groups if len(groups) == 1]


def _sinces(filing: Filing, measure: Measure) -> list[tuple[str, bool]]:
    """Return the years from which the figure counts; where that is not its own, it is also a most of its own."""
    own = str(filing.year)
    since = filing.since or (UNKNOWN_START if measure.is_cumulative else own)
    return [(since, False)] if since == own or not measure.is_non_negative else [(since, False), (own, True)]


def _edition_is_floor(filing: Filing, measure: Measure, beside: list[Filing]) -> bool:
    """Return whether the edition is blank beside rows of the same programme that name one."""
    return not edition(filing.edition) and any(
        edition_said(other.edition) not in (None, TOTAL)
        and (not measure.knows_programme or _programme(other) == _programme(filing))
        for other in beside
    )


def _programme(filing: Filing) -> str:
    return filing.programme or NOT_APPLICABLE


def by_cell(statements: Iterable[Statement]) -> Mapping[Key, list[Statement]]:
    """Return the statements of each cell, in their order."""
    found: dict[Key, list[Statement]] = defaultdict(list)
    for statement in statements:
        found[statement.key].append(statement)
    return found
