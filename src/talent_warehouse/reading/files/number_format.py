"""Number formats: what a cell shows of the number that it holds, and what that number is of.

A format says what a number is of, never how precise it is: 123456 shown as 12.3万 is 123456, and 1.5 shown as 1.5百万
is 1500000. All arithmetic is decimal, on the fifteen digits that a spreadsheet keeps.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from talent_warehouse.reading.files import number_digits
from talent_warehouse.reading.files.number_digits import Kind, Token

_LONGEST = 255  # characters of a format, as Excel has it
_EXACT = Context(prec=700)
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_(?P<gap>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<other>E[+-]|/(?=[\d#?]))|(?P<date>AM/PM|A/P|[ymdhse])|(?P<plain>.)",
    re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"(<=|>=|<>|[<>=])(-?\d+(?:\.\d+)?(?:E[+-]?\d{1,3})?)", re.IGNORECASE)
_TESTS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "<>": operator.ne, "=": operator.eq,
}  # fmt: skip
_PLAIN: dict[str, Kind] = {
    "0": "digit", "#": "digit", "?": "digit", ".": "point", ",": "comma", "%": "percent", "@": "text",
}  # fmt: skip

# A multiplier in a format's words. 百 and 千 begin other words too (百分点, 千克), so they stand alone or before these.
_UNIT = re.compile(
    r"(?P<scale>万亿|[十百千]?[万亿]|[百千](?=\s*(?:[元圆人名户家个项件篇次]|$)))\s*(?P<noun>元(?:/\w+)?)?"
)
# What makes a number no exact one. One that quantities are not read with is a finding, like any such text.
_ABOUT = re.compile(r"(大约|不足|不到|少于|不少于|超过|突破|大于|多于|至少|>=|<=|[约近超逾<>≥≤≈])[¥￥]?$")
_ABOUT_AFTER = re.compile(r"及?以[上下]|左右|余(?!额)|多(?=[个人万亿元千百次项家户名]|$)|约|\+")
_MORE = ("余", "多")
_MONEY = re.compile(r"\s*(?P<noun>元(?:/\w+)?)")
_SCALES = {"百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8}  # as quantities are read
_EXPONENTS = _SCALES | {"十万": 5, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12}
_GROUPING = " ,，'\u00a0\u202f"  # sets digits apart and means nothing


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

    def words(self, first: int, end: int) -> str:
        """The texts between two places, together."""
        return "".join(token.text for token in self.tokens[first:end] if token.kind == "literal")

    @cached_property
    def meaning(self) -> Meaning | None:
        """None where the number says all itself."""
        if self.has("date") or self.has("text") or not self.places:
            return None
        found, about = _meaning(self), _about(self)
        if not any(about):
            return found
        silent = Meaning(2 * self.percents - 3 * self.thousands - _inside(self).point, "")
        return replace(found or silent, before=about[0], after=about[1])

    @cached_property
    def shift(self) -> int:
        """By which power of ten it shows another number than it is, where it says nothing of that."""
        is_silent = self.meaning is None and self.places and not self.has("date") and not self.has("text")
        return -3 * self.thousands - _inside(self).point if is_silent else 0


def speaks(code: str) -> bool:
    """Whether a format says of numbers what they do not say themselves: per cent, 万, 千元 …"""
    return any(section.meaning or section.shift for section in _parsed(code))


def shifted(number: float, code: str) -> int:
    """The power of ten between what is stored and what is shown without a word for it: -4 for 0!.0, and 0 for 0.00."""
    sections = _parsed(code)
    chosen = _chosen(sections, number)
    return 0 if chosen is None else sections[chosen].shift


@lru_cache(maxsize=65536)
def said(number: float, code: str) -> str | None:
    """What a number under a format says, with all digits that are stored: 12.5万; None where it speaks itself."""
    sections = _parsed(code)
    chosen = _chosen(sections, number)
    meaning = sections[chosen].meaning if chosen is not None else None
    if meaning is None:
        return None
    if meaning.is_odd:
        shown = render(number, code)
        return "".join(shown.split()) if shown else None
    value = Decimal(f"{number:.15g}")
    scale = max((_SCALES[s] for s in _SCALES if meaning.word.startswith(s)), default=0)
    is_nothing = (
        meaning.exponent + scale > 0 and meaning.word != "%" and not re.search("[1-9]", render(number, code) or "1")
    )
    exponent = -scale if is_nothing else meaning.exponent  # 0.4 shown as 0万: the stored digits are no more than that
    digits = f"{meaning.before}{value.scaleb(exponent, _EXACT).normalize(_EXACT):f}"
    return digits + (meaning.after + meaning.word if meaning.after in _MORE else meaning.word + meaning.after)


def render(number: float, code: str) -> str | None:
    """The text that a cell shows. Fills and what they repeat are left out.

    None for what is not rendered: General and text, dates, fractions, powers of ten, and numbers that no section is for.
    """
    sections = _parsed(code)
    chosen = _chosen(sections, number)
    if chosen is None:
        return None
    section = sections[chosen]
    if section.has("date") or section.has("general") or section.has("other") or section.has("text"):
        return None
    scaled = Decimal(f"{abs(number):.15g}").scaleb(2 * section.percents - 3 * section.thousands, _EXACT)
    decimals = sum(at > section.point for at in section.places)
    rounded = scaled.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _EXACT)
    is_negative = number < 0 and rounded != 0 and not _drops_sign(sections, chosen)
    return ("-" if is_negative else "") + number_digits.filled(section, f"{rounded:f}", decimals)


@lru_cache(maxsize=1024)
def _parsed(code: str) -> tuple[Section, ...]:
    """The sections that are for numbers."""
    sections = tuple(_sections(code)) if len(code) <= _LONGEST else ()
    return tuple(s for s in sections if not s.has("text"))[:3] if len(sections) > 1 else sections


def _sections(code: str) -> Iterator[Section]:
    tokens: list[Token] = []
    condition: tuple[str, float] | None = None
    for hit in _TOKEN.finditer(code):
        if hit["plain"] == ";":
            yield Section(tuple(tokens), condition)
            tokens, condition = [], None
        elif hit["bracket"] is None:
            if token := _token(hit):
                tokens.append(token)
        elif test := _CONDITION.fullmatch(hit["bracket"]):
            condition = test[1], float(test[2])
        elif token := _bracket(hit["bracket"]):
            tokens.append(token)
    yield Section(tuple(tokens), condition)


def _token(hit: re.Match[str]) -> Token | None:
    kind, text = hit.lastgroup, hit[hit.lastgroup or 0]
    if kind == "plain":
        return Token(_PLAIN.get(text, "literal"), text)
    if kind == "general":
        return Token("general", text)
    if kind in ("other", "date"):
        return Token("other" if kind == "other" else "date", text)
    if kind == "fill":
        return None
    return Token("literal", " " if kind == "gap" else text)


def _bracket(text: str) -> Token | None:
    """[$￥-804] shows ￥, [h] is a time; colours, languages and kinds of numerals change no value."""
    if text.startswith("$"):
        sign = text[1:].partition("-")[0]
        return Token("literal", sign) if sign else None
    return Token("date", text) if re.fullmatch("h+|m+|s+", text, re.IGNORECASE) else None


def _chosen(sections: Sequence[Section], number: float) -> int | None:
    """Which section a number is shown by: by the conditions, else above, below and at zero."""
    last = len(sections) - 1
    for at, section in enumerate(sections if math.isfinite(number) else ()):
        if section.condition:
            sign, bound = section.condition
            holds = _TESTS[sign](number, bound)
        else:
            holds = at == last or (number < 0 if at else number > 0 or (last == 1 and number == 0))
        if holds:
            return at
    return None


def _drops_sign(sections: Sequence[Section], chosen: int) -> bool:
    """A section that is for negative numbers alone writes its own sign."""
    condition = sections[chosen].condition
    if condition:
        return condition[0] in ("<", "<=") and condition[1] <= 0
    return chosen == 1 and sections[0].condition is None


def _about(section: Section) -> tuple[str, str]:
    """What a section says besides of the number: that it is about so much, or more."""
    before = _ABOUT.search(section.words(0, section.places[0]).strip())
    after = _ABOUT_AFTER.search(section.words(section.places[-1] + 1, len(section.tokens)))
    return (before[1] if before else "", after[0] if after else "")


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
    scale = max((s for s in _SCALES if _SCALES[s] <= (of or inside.units[0][0])), key=lambda s: _SCALES[s])
    noun = (unit or money or {"noun": ""})["noun"] or ""
    return Meaning(shift + of - _SCALES[scale], scale + noun, is_odd)


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
