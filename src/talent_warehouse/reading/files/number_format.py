"""Number formats: what a cell shows of the number that it holds, and what that number is of.

A format says what a number is of, never how precise it is: 123456 shown as 12.3万 is 123456, and 1.5 shown as 1.5百万
is 1500000. All arithmetic is decimal, on the fifteen digits that a spreadsheet keeps.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from talent_warehouse.reading.files import number_digits
from talent_warehouse.reading.files.number_digits import Kind, Token
from talent_warehouse.reading.files.number_section import MORE, SCALES, Section

_LONGEST = 255  # characters of a format, as Excel has it
_FOR_NUMBERS = 3  # sections of a format; the fourth is for texts
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
_COLOUR = re.compile(
    r"red|green|blue|magenta|cyan|yellow|colou?r ?\d+|(?:红|绿|蓝|洋红|蓝绿|黄)色?|颜色 ?\d+", re.IGNORECASE
)  # black and white are none
_PLAIN: dict[str, Kind] = {
    "0": "digit", "#": "digit", "?": "digit", ".": "point", ",": "comma", "%": "percent", "@": "text",
}  # fmt: skip


def speaks(code: str) -> bool:
    """Whether a format says of numbers what they do not say themselves: per cent, 万, 千元, leading zeros …; or hides some
    of them, or texts.
    """
    sections = _parsed(code) if code else ()
    return hides_text(code) or any(
        s.meaning
        or s.shift
        or s.least > 1
        or s.hides_sign
        or (s.may_hide and not (s.is_dash and _is_for_zero(sections, n)))
        for n, s in enumerate(sections)
    )


@lru_cache(maxsize=1024)
def hides_text(code: str) -> bool:
    """Whether texts are not shown: ;;; has a fourth section, and nothing in it."""
    sections = tuple(_sections(code)) if len(code) <= _LONGEST else ()
    return (
        len(sections) > _FOR_NUMBERS
        and not sections[_FOR_NUMBERS].words(0, None).strip()
        and not sections[_FOR_NUMBERS].has("text")
    )


@lru_cache(maxsize=65536)
def instead(number: float, code: str) -> str | None:
    """What a cell shows in the place of a number: a word, or nothing; None where digits of the number are shown.

    A dash for zero is a zero. What no section is for shows ####, which is a width.
    """
    sections = _parsed(code)
    chosen = _chosen(sections, number)
    if chosen is None or not sections[chosen].may_hide:
        return None
    text = "".join((render(number, code) or "").split())
    if sections[chosen].places and re.search(r"\d", text):
        return None
    is_word = bool(re.search(r"\w", text))
    return None if text and not number and not is_word else text if is_word else ""


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
    if chosen is None:
        return None
    section, meaning = sections[chosen], sections[chosen].meaning
    if meaning is None or meaning.is_odd or section.least > 1 or section.hides_sign:
        shown = "".join((render(number, code) or "").split())
        if shown and section.hides_sign and number < 0:
            return f"{shown}（{number:.15g}）"  # 5 to whoever looks, -5 to whoever adds up
        if shown and ((meaning and meaning.is_odd) or _is_padded(number, section)):
            return shown
    if meaning is None:
        return None
    value = Decimal(f"{number:.15g}")
    scale = max((SCALES[s] for s in SCALES if meaning.word.startswith(s)), default=0)
    is_nothing = (
        meaning.exponent + scale > 0 and meaning.word != "%" and not re.search("[1-9]", render(number, code) or "1")
    )
    exponent = -scale if is_nothing else meaning.exponent  # 0.4 shown as 0万: the stored digits are no more than that
    digits = f"{meaning.before}{value.scaleb(exponent, _EXACT).normalize(_EXACT):f}"
    return digits + (meaning.after + meaning.word if meaning.after in MORE else meaning.word + meaning.after)


def _is_padded(number: float, section: Section) -> bool:
    """Whether zeros are shown before a whole number: 0012, as numbers of documents are written."""
    is_whole = float(number).is_integer() and not (section.meaning and section.meaning.exponent)
    return is_whole and not section.shift and section.least > len(str(int(abs(number)))) and not section.has("point")


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
    is_negative = number < 0 and rounded != 0 and not sections[chosen].is_negative
    return ("-" if is_negative else "") + number_digits.filled(section, f"{rounded:f}", decimals)


@lru_cache(maxsize=1024)
def _parsed(code: str) -> tuple[Section, ...]:
    """The sections that are for numbers."""
    sections = tuple(_sections(code)) if len(code) <= _LONGEST else ()
    found = tuple(s for s in sections if not s.has("text"))[:_FOR_NUMBERS] if len(sections) > 1 else sections
    return tuple(replace(s, is_negative=_is_for_negatives(found, at)) for at, s in enumerate(found))


def _sections(code: str) -> Iterator[Section]:
    tokens: list[Token] = []
    condition: tuple[str, float] | None = None
    has_colour = False
    for hit in _TOKEN.finditer(code):
        if hit["plain"] == ";":
            yield Section(tuple(tokens), condition, has_colour=has_colour)
            tokens, condition, has_colour = [], None, False
        elif hit["bracket"] is None:
            if token := _token(hit):
                tokens.append(token)
        elif test := _CONDITION.fullmatch(hit["bracket"]):
            condition = test[1], float(test[2])
        elif token := _bracket(hit["bracket"]):
            tokens.append(token)
        else:
            has_colour = has_colour or bool(_COLOUR.fullmatch(hit["bracket"]))
    yield Section(tuple(tokens), condition, has_colour=has_colour)


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


def _is_for_zero(sections: Sequence[Section], at: int) -> bool:
    """Whether zero alone is shown by a section."""
    condition = sections[at].condition
    return condition == ("=", 0) if condition else at == 2 and not any(s.condition for s in sections)


def _is_for_negatives(sections: Sequence[Section], chosen: int) -> bool:
    """Whether a section is for negative numbers alone."""
    condition = sections[chosen].condition
    if condition:
        return condition[0] in ("<", "<=") and condition[1] <= 0
    return chosen == 1 and sections[0].condition is None
