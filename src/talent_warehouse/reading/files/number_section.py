"""A section of a number format: its pieces, and what its words say of a number."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from talent_warehouse.reading.files.number_digits import Kind, Token

# A multiplier in a format's words. 百 and 千 begin other words too (百分点, 千克), so they stand alone or before these.
_UNIT = re.compile(
    r"(?P<scale>万亿|[十百千]?[万亿]|[百千](?=\s*(?:[元圆人名户家个项件篇次]|$)))\s*(?P<noun>元(?:/\w+)?)?"
)
# What makes a number no exact one. One that quantities are not read with is a finding, like any such text.
_ABOUT = re.compile(r"(大约|不足|不到|少于|不少于|超过|突破|大于|多于|至少|>=|<=|[约近超逾<>≥≤≈])[¥￥]?$")
_ABOUT_AFTER = re.compile(r"及?以[上下]|左右|余(?!额)|多(?=[个人万亿元千百次项家户名]|$)|约|\+")
MORE = ("余", "多")
_MONEY = re.compile(r"\s*(?P<noun>元(?:/\w+)?)")
SCALES = {"百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8}  # as quantities are read
_EXPONENTS = SCALES | {"十万": 5, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12}
_GROUPING = " ,，'\u00a0\u202f"  # sets digits apart and means nothing


# Beside a number these say nothing that the number does not.
_CURRENCY = re.compile(r"[¥￥]|RMB|CNY|人民币", re.IGNORECASE)
_MINUS = "-−－"
_OF_NEGATIVE = re.compile(rf"^[{_MINUS}负△▲]|^[(（]|[)）]$")  # how sections for negative numbers write their sign
_STOPS = ".。、,，;；:："
_SHORT = re.compile(r"[%‰％]|[A-Za-z㎡²]{0,3}[\u3400-\u9fff]{0,6}(?:/[\u3400-\u9fff]{1,4})?")  # may be a unit


@dataclass(frozen=True)
class Meaning:
    """What a section of a format says of a number: times 10**exponent, followed by a sign or a unit.

    `is_odd` where its words and its digits cannot be brought together: then only what is shown says something.
    """

    exponent: int
    word: str
    is_odd: bool = False
    before: str = ""  # 约, > and the like
    after: str = ""  # 以上, 余 and the like


@dataclass(frozen=True)
class Section:
    """One section of a format: its pieces, and for which numbers it holds."""

    tokens: tuple[Token, ...]
    condition: tuple[str, float] | None
    is_negative: bool = False  # for negative numbers alone: it writes their sign itself
    has_colour: bool = False

    @cached_property
    def places(self) -> list[int]:
        """Where its placeholders stand."""
        return [at for at, token in enumerate(self.tokens) if token.kind in ("digit", "general")]

    @cached_property
    def point(self) -> int:
        """Where its decimal point stands, or its end."""
        return next((at for at, token in enumerate(self.tokens) if token.kind == "point"), len(self.tokens))

    @cached_property
    def thousands(self) -> int:
        """How often the number is divided by a thousand: the commas behind the last digit on either side of the point."""
        whole = [at for at in self.places if at < self.point]
        ends = ((whole[-1] if whole else -1, self.point), (self.places[-1] if self.places else -1, len(self.tokens)))
        commas = [at for at, token in enumerate(self.tokens) if token.kind == "comma"]
        return sum(any(first < at < end for first, end in ends) for at in commas)

    @cached_property
    def is_grouped(self) -> bool:
        """Whether a comma stands between digits of the whole part."""
        whole = [at for at in self.places if at < self.point]
        return bool(whole) and any(self.tokens[at].kind == "comma" for at in range(whole[0], whole[-1]))

    @property
    def percents(self) -> int:
        return sum(token.kind == "percent" for token in self.tokens)

    def has(self, kind: Kind) -> bool:
        """Whether a piece of the kind stands in it."""
        return any(token.kind == kind for token in self.tokens)

    def words(self, first: int, end: int | None) -> str:
        """The texts between two places, together."""
        return "".join(token.text for token in self.tokens[first:end] if token.kind == "literal")

    @cached_property
    def meaning(self) -> Meaning | None:
        """None where the number says all itself."""
        if self.has("date") or self.has("text") or not self.places:
            return None
        found, about = _meaning(self), _about(self)
        silent = Meaning(2 * self.percents - 3 * self.thousands - _inside(self).point, "")
        if any(about):
            return replace(found or silent, before=about[0], after=about[1])
        if self.has("other") or all(self.tokens[at].text == "?" for at in self.places):  # ½; - in the place of nothing
            return found
        before, after = _own_words(self)
        is_below = before in _MINUS and before != ""
        is_closed = before.startswith(("(", "（")) and after.endswith((")", "）"))
        if found:
            return replace(found, before="-" if is_below else "", is_odd=found.is_odd or is_closed)
        is_odd = _inside(self).is_odd or (before != "" and not is_below) or not _SHORT.fullmatch(after)
        return replace(silent, word=after, before=before, is_odd=is_odd) if before or after or is_odd else None

    @cached_property
    def may_hide(self) -> bool:
        """Whether it may show no digit of a number: it has no place for one, or only such that zeros leave empty."""
        kinds: tuple[Kind, ...] = ("date", "general", "text", "other")
        return not any(map(self.has, kinds)) and all(self.tokens[at].text in "#?" for at in self.places)

    @cached_property
    def is_dash(self) -> bool:
        """Whether it shows signs and no word: the - of accountants in the place of a zero."""
        signs = self.words(0, len(self.tokens)).strip()
        return bool(signs) and not re.search(r"\w", signs)

    @cached_property
    def least(self) -> int:
        """How many digits it shows at least before the point: 0012 is not 12 where it is no amount."""
        return sum(self.tokens[at].text == "0" for at in self.places if at < self.point)

    @cached_property
    def hides_sign(self) -> bool:
        """Whether it shows a negative number like another: 5 for -5, neither with a sign nor in a colour."""
        if not self.is_negative or self.has_colour or not self.places or self.has("date"):
            return False
        return not _OF_NEGATIVE.search(self._around)

    @cached_property
    def _around(self) -> str:
        """What stands before its first digit and behind its last."""
        ends = self.words(0, self.places[0]).strip(), self.words(self.places[-1] + 1, len(self.tokens)).strip()
        return _CURRENCY.sub("", "".join(ends)).strip()

    @cached_property
    def shift(self) -> int:
        """By which power of ten it shows another number than it is, where it says nothing of that."""
        is_silent = self.meaning is None and self.places and not self.has("date") and not self.has("text")
        return -3 * self.thousands - _inside(self).point if is_silent else 0


def _about(section: Section) -> tuple[str, str]:
    """What a section says besides of the number: that it is about so much, or more."""
    before = _ABOUT.search(section.words(0, section.places[0]).strip())
    after = _ABOUT_AFTER.search(section.words(section.places[-1] + 1, len(section.tokens)))
    return (before[1] if before else "", after[0] if after else "")


def _own_words(section: Section) -> tuple[str, str]:
    """What stands before and behind the digits, without spaces, ¥, stops, and the sign of a section for negatives."""
    before = _CURRENCY.sub("", "".join(section.words(0, section.places[0]).split()))
    after = "".join(section.words(section.places[-1] + 1, len(section.tokens)).split()).strip(_STOPS)
    if section.is_negative:
        before, after = _OF_NEGATIVE.sub("", before), re.sub(r"[)）]$", "", after)
    return before.removeprefix("+").strip(_STOPS), after.removesuffix("整")


def _meaning(section: Section) -> Meaning | None:
    """The rule: what is shown times its unit, as a power of ten on what is stored."""
    before = section.words(0, section.places[0])
    after = section.words(section.places[-1] + 1, len(section.tokens))
    inside = _inside(section)
    unit = _UNIT.search(after) or (None if inside.units else _UNIT.search(before))
    shift = 2 * section.percents - 3 * section.thousands - inside.point
    money = _MONEY.match(after)
    if not (unit or inside.units):
        if section.percents:
            return Meaning(shift, "%")
        return Meaning(shift, money["noun"], inside.is_odd) if money and shift else None
    of = _EXPONENTS[unit["scale"]] if unit else 0
    agree = all(exponent - of == places for exponent, places in inside.units)
    is_odd = inside.is_odd or not agree or section.percents > 0 or bool(re.match(r"\s*[.\d]", after))
    scale = max((s for s in SCALES if SCALES[s] <= (of or inside.units[0][0])), key=lambda s: SCALES[s])
    noun = (unit or money or {"noun": ""})["noun"] or ""
    return Meaning(shift + of - SCALES[scale], scale + noun, is_odd)


class Inside(NamedTuple):
    """What the texts between the digits of a section say: a point before so many places, units before so many each."""

    point: int
    units: list[tuple[int, int]]  # exponent, places behind it
    is_odd: bool


def _inside(section: Section) -> Inside:
    places = section.places
    points: list[int] = []
    units: list[tuple[int, int]] = []
    is_odd = False
    for first, end in pairwise(places):
        text = section.words(first + 1, end).strip(_GROUPING)
        left = sum(first < at < section.point for at in places)
        if text in (".", "。", "．"):
            points.append(left)
        elif text in _EXPONENTS:
            units.append((_EXPONENTS[text], left))
        else:
            is_odd = is_odd or text != ""
    clash = bool(points) and (len(points) > 1 or bool(units) or section.point < places[-1])
    return Inside(sum(points), units, is_odd or clash)
