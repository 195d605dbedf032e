"""Who may speak and is silent: obligations, duties, and what is in force."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from recount.world import Voice


@dataclass(frozen=True)
class Unit:
    """An office or bureau, and the years in which it is one."""

    code: str
    region: str
    kind: str
    level: str
    first_year: int = 0
    last_year: int = 9999


@dataclass(frozen=True)
class Obligation:
    """Units of this kind and level owe the form in these years; reach: own, or below too."""

    form: str
    kind: str
    level: str
    first_year: int
    last_year: int
    reach: str = "below"


@dataclass(frozen=True)
class Duty:
    """What a level does about a form or a measure from a year on: owes, may, none."""

    subject: str
    level: str
    duty: str
    since: int = 0


@dataclass(frozen=True)
class Register:
    """Who files what: all that silence follows from."""

    units: tuple[Unit, ...]
    obligations: tuple[Obligation, ...] = ()
    duties: tuple[Duty, ...] = ()

    def duty(self, subject: str, level: str, year: int) -> str | None:
        """Return the duty in force in the year, None where nobody decided."""
        found = [one for one in self.duties if (one.subject, one.level) == (subject, level) and one.since <= year]
        return max(found, key=lambda one: one.since).duty if found else None

    def awaited(self, form: str, year: int, measure: str | None = None) -> list[Voice]:
        """Return the units that owe the form or may file it, ordered by code.

        An obligation speaks for its whole level; else the duty does; else whoever sits there may.
        """
        due = [one for one in self.obligations if one.form == form and one.first_year <= year <= one.last_year]
        found = []
        for unit in sorted(self.units, key=lambda one: one.code):
            if not unit.first_year <= year <= unit.last_year:
                continue
            owing = [one for one in due if one.level == unit.level]
            duty = (self.duty(measure, unit.level, year) if measure else None) or self.duty(form, unit.level, year)
            if measure and self.duty(measure, unit.level, year) == "none":
                continue
            if owing:
                mine = [one for one in owing if one.kind == unit.kind]
                if mine:
                    found.append(Voice(unit.code, unit.region, mine[0].reach == "below"))
            elif duty != "none":
                found.append(Voice(unit.code, unit.region, True, duty == "owes"))
        return found

    def closed(self, measure: str, form: str, levels: Mapping[str, str], year: int) -> set[str]:
        """Return the regions that have none of their own of a measure that is only stated.

        It is so where the level's duty is none, and where no unit sits; a return in force says nothing of what it
        does not hold.
        """
        seats = {unit.region for unit in self.units if unit.first_year <= year <= unit.last_year}
        return {
            region
            for region, level in levels.items()
            if region not in seats or (self.duty(measure, level, year) or self.duty(form, level, year)) == "none"
        }


def silent(
    awaited: Iterable[Voice],
    due: Iterable[str],
    in_force: Collection[tuple[str, str]],
    owed: Collection[tuple[str, str]],
) -> tuple[Voice, ...]:
    """Return the awaited units that lack a period: in_force and owed (a part withdrawn) hold (unit, period)."""
    periods = tuple(due)
    return tuple(
        voice
        for voice in awaited
        if any((voice.unit, one) not in in_force or (voice.unit, one) in owed for one in periods)
    )


def months(year: int, first: tuple[int, int] = (0, 1), last: tuple[int, int] = (0, 12)) -> list[str]:
    """Return the months from (years after, month) to (years after, month), as periods."""
    begin, end = (year + first[0]) * 12 + first[1] - 1, (year + last[0]) * 12 + last[1] - 1
    return [f"{month // 12}-{month % 12 + 1:02}" for month in range(begin, end + 1)]


def fund_months(year: int, close_months: int = 24) -> list[str]:
    """Return the months in which money of a fund year may move: from July of the year before (提前下达)."""
    return months(year, (-1, 7), (close_months // 12, 12 if close_months % 12 == 0 else close_months % 12))
