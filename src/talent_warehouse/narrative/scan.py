"""A piece of text → its quantities: digits, masks and numerals that a unit follows; dates, names and ordinals are none.

A mask is a number only where a unit follows that is not the beginning of a longer word: xx名专家 is one, xx名医 is a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from talent_warehouse.narrative import grammar
from talent_warehouse.narrative.lexicon import Lexicon, Unit

_WIDE = str.maketrans("０１２３４５６７８９．％", "0123456789.%")  # one letter for one: places stay
_YEAR = r"(?:x{4}|(?:19|20)\d\d)"
_NONE = (
    re.compile(rf"(?:{_YEAR}\s*[—–\-~至到]+\s*)?{_YEAR}(?=[）)—])|(?:{_YEAR}\s*[—–\-~至到]+\s*)?{_YEAR}年(?!来|间|均|时间)(?:x{{1,2}}月|\d{{1,2}}月)?(?:\d{{1,2}}日)?"),
    re.compile(r"(?:x{1,2}|\d{1,2})月(?:(?:x{1,2}|\d{1,2})日)?(?:份|底|初)?"),
    re.compile(r"[〔\[【（(](?:x{4}|\d{4})[〕\]】）)]\s*(?:x+|\d+)号"),
    re.compile(rf"第(?:x+|\d+|[{grammar.LETTERS}]+)[届批期次个名位]?"),
    re.compile(r"##\w+##|【[^】]*】.*"),
    re.compile(r"(?<![\d.])\d{6,}(?![\d.])"),  # a telephone, a postcode
)  # fmt: skip
_NAMED = re.compile(r"《[^》]*》|“[^”]*”")
_IDIOM = re.compile(
    "[一二三四五六七八九十两]个(?:方面|全面|自信|维护|意识|确立|结合|统筹|同步|到位|一批|专项|优先|转向|率先|重大|坚持|环节|层面)"
    "|一批|一系列|一次性|一定|一方面|一体|一线|一流|一站式|一年来|两手|二十大|十四五|十三五|三农|三区|五年规划|双向|双一流|七一|一是|二是|三是|四是|五是"
    "|六是|七是|八是|一把手|一揽子|一户一|一人一|一对一|一县一|百姓|千方百计|万众|百日|千家万户|百花|百强"
)
_VAGUE = re.compile(r"多个(?!百分点)|多家|多项|多名|若干|一大?批|一半|多数|全部|全覆盖|几乎为零")


@dataclass(frozen=True)
class Found:
    """A quantity at its place: `number` as the grammar of cells reads it, with the words around it, and its unit."""

    at: int
    end: int
    number: str
    unit: Unit | None
    written: str
    kind: str  # quantity, named (inside quotation marks), vague


@lru_cache(maxsize=8)
def _pattern(units: str, plain_units: str) -> re.Pattern[str]:
    words = (word for word in grammar.BEFORE if not word.isascii() and word != "约")
    before, after = rf"{grammar.any_of(words)}|(?<![签合条违节制预履集邀])约", grammar.any_of(grammar.AFTER)
    letters = rf"(?<![第统唯同专{grammar.LETTERS}])[{grammar.LETTERS}]+"
    digits = rf"(?<![\dA-Za-z.])(?:{grammar.DIGITS})"
    mask = r"(?<![A-Za-z])x+(?:\.x+)?(?![A-Za-z])"
    several = r"[数几上](?=[十百千万亿])"
    return re.compile(
        rf"(?P<before>{before})?(?P<lead>达到?|到|至)?"
        rf"(?P<digits>{mask}|{digits}|百分之[{grammar.LETTERS}]+|{letters}|{grammar.ALONE}|{several})"
        rf"(?P<to>(?:至|到|~|～|—|–|-)(?:{grammar.DIGITS}|[{grammar.LETTERS}]+)(?=\D))?"
        rf"(?P<more>余|多|几)?(?P<scale>十(?=[余多]?(?:{units or '$'}))|(?:{grammar.SCALES})(?!伏|瓦|米|姓|年薪))?(?P<more2>余|多)?"
        rf"(?:(?:(?<=\d)|(?<=\d[百千万亿余多]))(?P<plain>{plain_units})|(?P<unit>{units}))?(?P<after>{after})?"
    )


def plain(text: str) -> str:
    """The text with full-width digits as others, letter for letter."""
    return text.translate(_WIDE)


def find(text: str, lexicon: Lexicon) -> list[Found]:
    """The quantities of a piece, in order."""
    text = plain(text)
    taken = [hit.span() for pattern in _NONE for hit in pattern.finditer(text)]
    taken += [hit.span() for hit in _IDIOM.finditer(text)]
    named = [hit.span() for hit in _NAMED.finditer(text)]
    found = list(_numbers(text, lexicon, taken, named))
    spans = [(one.at, one.end) for one in found]
    found += [
        Found(hit.start(), hit.end(), hit[0], None, hit[0], "vague")
        for hit in _VAGUE.finditer(text)
        if not any(a < hit.end() and hit.start() < b for a, b in spans)
    ]
    return sorted(found, key=lambda one: one.at)


def _inside(spans: list[tuple[int, int]], at: int) -> int | None:
    return next((end for start, end in spans if start <= at < end), None)


def _numbers(
    text: str, lexicon: Lexicon, taken: list[tuple[int, int]], named: list[tuple[int, int]]
) -> Iterator[Found]:
    pattern, at = _pattern(*lexicon.unit_patterns), 0
    while hit := pattern.search(text, at):
        at = max(hit.end(), hit.start() + 1)
        start = hit.start("digits")
        if (end := _inside(taken, start)) is not None:
            at = max(start + 1, end)
            continue
        one = _found(text, hit, lexicon)
        if one is None:
            at = max(hit.end("digits"), hit.start() + 1)
        else:
            yield one if _inside(named, start) is None else Found(*_parts(one), "named")


def _parts(one: Found) -> tuple[int, int, str, Unit | None, str]:
    return one.at, one.end, one.number, one.unit, one.written


def _found(text: str, hit: re.Match[str], lexicon: Lexicon) -> Found | None:
    digits, scale = hit["digits"], hit["scale"] or ""
    is_letters = bool(digits) and digits[0] in grammar.LETTERS
    is_share = digits.startswith("百分之")
    written = "%" if is_share else hit["plain"] or hit["unit"] or ""
    unit = lexicon.by_text.get(written)
    if is_letters and not is_share and (unit is None or (digits in ("一", "百", "千") and not hit["before"])):
        return None  # 一是, 百姓
    if unit is None and not (scale and re.match(r"[，。；、）)]|$", text[hit.end() : hit.end() + 1])):
        return None
    if digits in ("数", "几", "上") and not scale:
        return None
    end = hit.end()
    before = "" if hit["before"] is None else hit["before"]
    after = hit["after"] or ""
    body = digits + (hit["to"] or "") + (hit["more"] or "") + scale + (hit["more2"] or "")
    number = before + re.sub("[—–~～-]", "至", body) + after
    return Found(hit.start("digits"), end, number, unit, text[hit.start() : end], "quantity")
