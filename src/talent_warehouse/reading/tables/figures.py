"""Labels that say of which time a figure is, or that it is planned: 本月参加人次 beside 累计参加人次, 参加人次（本年累计）."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from talent_warehouse.periods import Grain

_WORD = r"(?:[本当上去](?:月份?|季度?|年度?|期|次)|同期|全年|累计|(?:年初)?至今|实际|计划|预计|预算|目标|\d{1,2}(?:[-–—~至]\d{1,2})?月份?)"
_BEFORE = re.compile(rf"((?:{_WORD})+)的?(.+)")
_AFTER = re.compile(rf"(.+?)((?:{_WORD})+)数?")
_HINT = re.compile(r"[本当上去同全累至月实计预目]")
_INSIDE = re.compile(r"[(\[【〔<]([^)\]】〕>]*)[)\]】〕>]")
_OWN: dict[Grain, re.Pattern[str]] = {
    "month": re.compile(r"(?:[本当](?:月份?|期|次))?(?:累计(?<!^累计)|实际)?"),
    "quarter": re.compile(r"(?:[本当](?:季度?|期|次))?(?:累计(?<!^累计)|实际)?"),
    "year": re.compile(r"(?:[本当](?:年度?|期|次)|全年)?(?:累计(?<!^累计)|实际)?"),
}


class Figure(NamedTuple):
    """What a label is of without its words of time, and these."""

    label: str
    words: str

    def is_of(self, grain: Grain) -> bool:
        """Whether the words say the one period of a filing."""
        return bool(_OWN[grain].fullmatch(self.words))


@lru_cache(maxsize=8192)
def of(path: tuple[str, ...], units: frozenset[str]) -> tuple[Figure, ...]:
    """How the labels of a column may be cut into a figure and its time; none where they say nothing of time."""
    if not any(map(_HINT.search, path)):
        return ()
    text = re.sub(r"[\s*_]+", "", unicodedata.normalize("NFKC", "".join(path))).casefold()
    text = _INSIDE.sub(lambda hit: "".join(p for p in re.split("[,、;:/]", hit[1]) if p not in units), text)
    head, _, tail = text.rpartition("/")
    text = (head if tail in units and head else text).strip(":、,.。;")
    hits = ((_BEFORE.fullmatch(text), 2, 1), (_AFTER.fullmatch(text), 1, 2))
    return tuple(Figure(hit[label], hit[words]) for hit, label, words in hits if hit)
