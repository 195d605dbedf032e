"""Names and codes of regions by the year that is spoken of: what stood then is read, what stands no more is said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from talent_warehouse.reading.values.values import Lookups, normalise

LIST = "region"  # the list of reference.lookup that regions are taken from
# 昆明经开区, 滇中新区, 风景名胜区: an office of its own, and no division of GB/T 2260.
_ZONE = re.compile(
    r".*(?:(?:经开|高新|开发|度假|自贸|保税|园|新|景|名胜|旅游|保护|试验|示范|合作|聚集|集聚|管理|功能)区|工业园|产业园|科技园|新城)"
    r"(?:管委会|管理委员会)?"
)
_KIND = re.compile(
    r"(?:(?:哈尼|傈僳|景颇|拉祜|布朗|普米|纳西|独龙|白|彝|傣|壮|藏|苗|回|瑶|佤|怒)族)*(?:自治[州县]|[市县区])$"
)
_COUNTY = re.compile(r"\d{4}(?!00)\d{2}")


@dataclass(frozen=True)
class Former:
    """A name or code that a region of today had, from 1 January of `since` to 31 December of the year before `until`."""

    text: str
    since: int
    until: int
    code: str
    name: str
    own: str = ""  # the code that it meant then; none: the same


@dataclass(frozen=True)
class Later:
    """A name or code that a region of today did not have yet, and what stood there from `since` to before `until`."""

    text: str
    code: str  # of today's region
    began: int
    then_code: str
    then_name: str
    since: int
    until: int
    is_same: bool  # nothing but name, kind and code changed


@dataclass(frozen=True)
class Regions:
    """What regions were called, and the names of today's by their codes."""

    former: tuple[Former, ...] = ()
    today: tuple[tuple[str, str], ...] = ()
    of_units: Mapping[str, str] = field(default_factory=dict)  # unit → the code of its region
    zones: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what a zone is called → codes of its counties
    later: tuple[Later, ...] = ()

    @cached_property
    def _by_text(self) -> Mapping[str, list[Former]]:
        found: dict[str, list[Former]] = {}
        for one in self.former:
            found.setdefault(normalise(one.text), []).append(one)
        return found

    def lookups(self, lookups: Lookups, year: int) -> Lookups:
        """The lists as they read in a year. What a name meant then goes first; one that has ended is read where it can
        mean one region of today. What was no region yet is not read: the one that it was a part of is another.
        """
        absent = {one.code for one in self.later if one.since <= year < one.until and not one.is_same}
        own = {text: code for text, code in lookups.get(LIST, {}).items() if code not in absent}
        for text, meanings in self._by_text.items():
            then = {one.own or one.code for one in meanings if one.since <= year < one.until}
            if len(then) == 1:
                own[text] = then.pop()
            elif len(codes := {one.code for one in meanings}) == 1 and not codes & absent:
                own.setdefault(text, codes.pop())
        return {**lookups, LIST: own}

    def ended(self, text: str, year: int) -> list[Former]:
        """What a name or code stood for before the year, and stands for no more; nothing of one that is in use."""
        meanings = self._by_text.get(normalise(text), [])
        if not meanings or normalise(text) in self._in_use or any(one.since <= year < one.until for one in meanings):
            return []
        return [one for one in meanings if one.until <= year]

    def early(self, text: str, year: int) -> list[Later]:
        """What stood in the year where a name or code stands that came later. A new name of the same place is its name;
        a code is of its list.
        """
        if any(one.since <= year < one.until for one in self._by_text.get(normalise(text), [])):
            return []
        found = [one for one in self._later_by_text.get(normalise(text), []) if one.since <= year < one.until]
        return [one for one in found if not one.is_same or one.text == one.code]

    @cached_property
    def _later_by_text(self) -> Mapping[str, list[Later]]:
        found: dict[str, list[Later]] = {}
        for one in self.later:
            found.setdefault(normalise(one.text), []).append(one)
        return found

    @cached_property
    def _in_use(self) -> frozenset[str]:
        return frozenset(text for code, name in self.today for text in (normalise(name), code))

    def several(self, text: str) -> list[str]:
        """The regions of today, with their codes, that share a name without its kind: 大理 is a prefecture and a city."""
        found = [f"{name}（{code}）" for code, name in self.today if _KIND.sub("", name) == normalise(text)]
        return found if len(found) > 1 else []

    def is_zone(self, text: str) -> bool:
        """Whether a text names a development zone, which has no code."""
        return _ZONE.fullmatch(text) is not None or any(name in text for name in self.zones)

    def counties(self, zone: str, unit_code: str) -> list[str]:
        """The counties in which a zone may lie: its own where they are known, those of the prefecture that it names, else
        those of the unit's region.
        """
        own = tuple(code for name, codes in self.zones.items() if name in zone for code in codes)
        named = tuple(
            code[:4] for code, name in self.today if code.endswith("00") and code[2:4] != "00" and _names(zone, name)
        )
        above = own or named or self.of_units.get(unit_code, "").rstrip("0")
        return [name for code, name in self.today if _COUNTY.fullmatch(code) and code.startswith(above)]


def _names(text: str, prefecture: str) -> bool:
    """Whether a text begins with a prefecture, whose name may stand without its kind."""
    return text.startswith((prefecture, _KIND.sub("", prefecture)))
