"""Whose a filing seems to be: what the lines above its tables say of a unit, and where its rows are, beside its folder.

A unit may be written in full, by its code, shortened (市人社局, 昆明市卫健委) or not be registered at all; then the region in its
name is compared. A title names places for many reasons, so it is believed where the rows do not speak against it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from talent_warehouse import privacy
from talent_warehouse.reading.issues import Issue, issue
from talent_warehouse.reading.read import Recognised
from talent_warehouse.reading.values.regions import LIST, Regions
from talent_warehouse.reading.values.values import Lookups, normalise

_LONGEST = 12  # characters of a region's name: 德宏傣族景颇族自治州 has ten
_FULL = re.compile(r".+(?:[省市州县区])")  # a name that says its kind; 东川 alone may be anything
_LEVELS = "省市州县区"
_FEW = 3  # rows elsewhere that may be the lawful exception
_QUOTED = 40
_BEFORE = re.compile(r"^(?:附件?表?\s*\d*[:：、.]?|\(?\d{1,2}[.、)]|(?:19|20)\d{2}年?度?|[《“\"(])+")
_SIGNED = re.compile(r"\((?:盖章|公章|签章)\)$")


@dataclass(frozen=True)
class Said:
    """What a filing says of whose it is: a registered unit, or a region; in which words, and whether of a title."""

    unit_code: str | None = None
    region: str | None = None
    words: str | None = None
    is_title: bool = False
    is_first: bool = True  # the title begins with the region


class Whose:
    """Compares what a filing says with the unit in whose folder it came."""

    def __init__(self, unit_code: str, regions: Regions, lookups: Lookups) -> None:
        self._unit, self._regions = unit_code, regions
        self._places = lookups.get(LIST, {})
        self._units = lookups.get("reporting_unit", {})
        own = regions.of_units.get(unit_code, "")
        self._own = own if re.fullmatch(r"\d{6}", own) else None

    def said(self, found: Recognised) -> Said:
        """What the lines above the tables say; a template's own unit goes before them."""
        if found.unit_code or found.document.properties.get("talent_unit"):
            return Said(found.unit_code, words=found.said_unit)
        if found.said_unit:
            code, region = self._of_name(found.said_unit)
            return Said(code, region, found.said_unit)
        if found.said_office and any(of := self._of_name(found.said_office)):  # 单位：万元 says none
            return Said(*of, found.said_office)
        return next(filter(None, map(self._of_title, found.titles)), Said())

    def issues(self, said: Said, rows: Counter[str], label: str) -> Iterator[Issue]:
        """The findings; `rows` are the regions that rows name. A registered unit is compared by who lands the filing."""
        own, total = self._own, sum(rows.values())
        outside = Counter({code: n for code, n in rows.items() if own and not _are_related(code, own)})
        away = sum(outside.values())
        if said.region and own and not _are_related(said.region, own) and self._is_believed(said, away, total):
            region, folder, unit = self._place(said.region)
            yield issue(
                "RD-other_region",
                words=_quoted(said.words),
                region=region,
                folder=folder,
                none=folder is None,
                unit=unit,
            )
            return
        is_unread = bool(said.words) and not said.unit_code and not said.is_title
        if away and ((away == total and total >= _FEW) or (is_unread and away * 2 > total)) and not said.unit_code:
            region, folder, unit = self._place(outside.most_common(1)[0][0])
            words = _quoted(said.words) if is_unread else None
            yield issue(
                "RD-rows_elsewhere", count=total, away=away, label=label, words=words, region=region, folder=folder,
                none=folder is None, unit=unit,
            )  # fmt: skip
        elif is_unread:
            yield issue("RD-unread_unit", stated=_quoted(said.words))

    def _is_believed(self, said: Said, away: int, total: int) -> bool:
        if not said.is_title:
            return True
        return away * 2 > total or (total == 0 and said.is_first)

    def _place(self, region: str) -> tuple[str, str | None, str]:
        """The region that a filing seems to be of, the folder of its unit of the same kind, and the unit whose folder it is."""
        names, kind = dict(self._regions.today), self._unit.partition("-")[2]
        there = [code for code, of in self._regions.of_units.items() if of == region]
        same = [code for code in there if code.partition("-")[2] == kind]
        folder = next(iter(same or (there if len(there) == 1 else [])), None)
        unit = f"{names[self._own]}（{self._unit}）" if self._own in names else self._unit
        return names.get(region, region), folder, unit

    def _of_name(self, stated: str) -> tuple[str | None, str | None]:
        """The registered unit that a text means, and the region in it."""
        text = _SIGNED.sub("", normalise(stated))
        if text in self._units:
            return self._units[text], None
        region, rest = self._split(text)
        if region:
            found = self._shortened(rest, region)
            return (found.pop(), region) if len(found) == 1 else (None, region)
        above = (self._own or "", f"{(self._own or '')[:4]}00", f"{(self._own or '')[:2]}0000")
        rest = text[1:] if text[:1] in _LEVELS else text
        is_own = any(self._unit in self._shortened(rest, place) for place in above)
        return (self._unit if is_own else None), None

    def _shortened(self, rest: str, region: str) -> set[str]:
        """The units of a region whose names have these characters in their order, the first first: 人社局."""
        of_units, bare = self._regions.of_units, rest.removeprefix("委")
        names = [
            (code, self._split(name)[1].removeprefix("委"))
            for name, code in self._units.items()
            if of_units.get(code) == region
        ]
        return {code for code, name in names if len(bare) > 1 and name[:1] == bare[:1] and _stands_in(bare, name)}

    def _split(self, text: str) -> tuple[str | None, str]:
        """The region that a text begins with, each part inside of the one before, and the rest: 昆明市盘龙区 | 农业局."""
        region, at = None, 0
        while at < len(text):
            ends = range(min(at + _LONGEST, len(text)), at + 1, -1)
            end = next(
                (e for e in ends if self._is_place(text[at:e]) and _is_within(self._places[text[at:e]], region)), None
            )
            if end is None:
                break
            region, at = self._places[text[at:end]], end
        return region, text[at:]

    def _is_place(self, text: str) -> bool:
        return text in self._places and not text.isascii()

    def _of_title(self, title: str) -> Said | None:
        """The one region that a title names, where it is not the folder's own, above or below it."""
        text = _BEFORE.sub("", normalise(title))
        found, at, first = set[str](), 0, None
        while at < len(text):
            ends = range(min(at + _LONGEST, len(text)), at + 2, -1)
            end = next((e for e in ends if self._is_place(text[at:e]) and _FULL.fullmatch(text[at:e])), None)
            if end is None:
                at += 1
                continue
            code = self._places[text[at:end]]
            found, first, at = found | {code}, at if first is None else first, end
        leaves = [code for code in found if not any(other != code and _is_within(other, code) for other in found)]
        if len(leaves) != 1 or self._own is None or _are_related(leaves[0], self._own):
            return None
        return Said(None, leaves[0], title, is_title=True, is_first=first == 0)


def _is_within(code: str, region: str | None) -> bool:
    """Whether a region is another or lies in it; everything lies in none."""
    return region is None or code.startswith(re.sub(r"(?:00)+$", "", region))


def _are_related(one: str, other: str) -> bool:
    """Whether one of two regions lies in the other."""
    return _is_within(one, other) or _is_within(other, one)


def _stands_in(short: str, name: str) -> bool:
    characters = iter(name)
    return all(character in characters for character in short)


def _quoted(words: str | None) -> str:
    return privacy.scrub(words or "")[:_QUOTED]
