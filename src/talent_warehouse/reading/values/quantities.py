"""Texts → quantities: 12.5万, 近百, 二十余, 500余万元, xx; what does not read whole is no quantity.

The grammar is that of sentences (narrative/grammar.py): a number says the same in a cell and in a summary.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from talent_warehouse import characters
from talent_warehouse.narrative import grammar
from talent_warehouse.narrative.grammar import chinese_number
from talent_warehouse.reading.values import capitals

__all__ = ["Quantity", "chinese_number", "read_quantity"]


@dataclass(frozen=True)
class Quantity:
    """A quantity as filed, in the unit as written: value × 10**mult; bounds closed, None where none is known."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    qualifier: str | None
    status: str
    mult: int
    decimals: int | None
    mask: str | None
    unit: str | None  # the unit that the cell itself names


_PENDING = re.compile(r"\((?:正在|待)?公示中?\)")
_UNIT = r"[^\d,.\s]*?"
_PARTS = re.compile(
    rf"(?:达到?)?(?P<before>{grammar.any_of(grammar.BEFORE)})?"
    rf"(?P<digits>-?(?:{grammar.DIGITS})|[{grammar.LETTERS}]+|{grammar.ALONE}|{grammar.MASK}|)"
    rf"(?P<more>{grammar.MORE})?(?P<scale>(?:{grammar.SCALES})(?![a-z]|分点))?(?P<more2>余|多)?"
    rf"(?P<unit>{_UNIT})(?P<after>{grammar.any_of(grammar.AFTER)})?"
)
# 数百人, 上千人: only a scale is named
_VAGUE = re.compile(rf"(?P<word>[数几上])(?P<scale>十|{grammar.SCALES})(?P<unit>{_UNIT})(?P<after>以上)?")
# 20至30人
_RANGE = re.compile(
    rf"(?P<low>{grammar.DIGITS}|[{grammar.LETTERS}]+)(?P<scale_low>{grammar.SCALES})?(?:至|到)"
    rf"(?P<high>{grammar.DIGITS}|[{grammar.LETTERS}]+)(?P<scale>{grammar.SCALES})?(?P<unit>{_UNIT})"
)
_PER_CENT = re.compile(rf"百分之(?P<digits>[{grammar.LETTERS}]+)")
_TWO = re.compile(
    r"[0-9.,]\s+[0-9.,]|[零〇一二两三四五六七八九十百千]\s+[零〇一二两三四五六七八九十]"
)  # numbers side by side
_MIXED = re.compile(r"(?:人民币:?)?[¥￥]?(-?[0-9][0-9,.]*[百佰千仟万萬亿億]*[元圆圓])[整正]?")
_CAPITAL_SCALES = str.maketrans("佰仟萬億圆圓", "百千万亿元元")


def _flat(text: str) -> str:
    """One width and no spaces, but for those that would make one number of two."""
    plain = characters.plain(text).strip()
    plain = re.sub(
        r"(?<![0-9.])[0-9]{1,3}(?:[^\S\r\n][0-9]{3})+(?![0-9])", lambda hit: re.sub(r"\s", "", hit[0]), plain
    )
    return plain.casefold() if _TWO.search(plain) else re.sub(r"\s+", "", plain).casefold()


@lru_cache(maxsize=65536)
def _read_cached(text: str) -> tuple[re.Match[str], bool] | None:
    flat = _flat(text)
    bare = _PENDING.sub("", flat)
    hit = _PARTS.fullmatch(bare)
    return (hit, bare != flat) if hit else None


def read_quantity(text: str, units: Mapping[str, str]) -> Quantity | None:
    """Read 1,234 · 12.5万 · 近百 · 二十余 · 500余万元 · 100以上 · 不足10 · 20至30 · 数百 · xx · 几乎为零 · 全部 · 壹拾万元整;
    None if it is none of them.

    `units` are the unit names that may follow the number.
    """
    return _usual(text, units) or _rough(text, units) or _capital(text, units) or _mixed(text, units)


def _capital(text: str, units: Mapping[str, str]) -> Quantity | None:
    """An amount in capitals, the whole cell; in 元 where it says so, down to 角 and 分."""
    read = capitals.amount(_flat(text))
    if read is None or (read.is_money and "元" not in units):
        return None
    return Quantity(
        read.value, read.value, read.value, "=", "A", read.mult, 2 if read.has_cents else 0, None,
        "元" if read.is_money else None,
    )  # fmt: skip


def _mixed(text: str, units: Mapping[str, str]) -> Quantity | None:
    """人民币10万元整 · 5仟元: digits with the words of an amount in capitals."""
    hit = _MIXED.fullmatch(_flat(text))
    return _usual(hit[1].translate(_CAPITAL_SCALES), units) if hit else None


def _unit(hit: re.Match[str], units: Mapping[str, str]) -> tuple[bool, str | None]:
    """Whether what follows the number may follow it, and the unit that it is."""
    unit = hit["unit"].replace("元整", "元") or None
    return unit is None or unit in units, unit


def _usual(text: str, units: Mapping[str, str]) -> Quantity | None:
    flat = _flat(text)
    if flat in ("几乎为零", "几乎为0"):
        return Quantity(Decimal(0), Decimal(0), None, "~", "U", 0, 0, None, None)
    if flat in ("全部", "全额"):
        return Quantity(None, None, None, None, "I", 0, None, None, None)
    found = _read_cached(text)
    if found is None:
        return None
    hit, is_pending = found
    is_known, unit = _unit(hit, units)
    if not is_known:
        return None
    digits, scale = hit["digits"], grammar.SCALE.get(hit["scale"] or "", 0)
    more = bool(hit["more"] or hit["more2"])
    qualifier = grammar.qualifier(hit["before"], more, hit["after"])
    if qualifier is None:
        return None
    if digits and digits[0] in "x×*":
        shown = None if qualifier == "=" else qualifier
        return Quantity(None, None, None, shown, "Q", scale, None, digits, unit)
    value = grammar.value(digits) if digits else Decimal(1) if hit["scale"] and hit["before"] else None
    if value is None:
        return None
    low, high = grammar.bounds(value, qualifier, more)
    status = "P" if is_pending else "A"
    return Quantity(value, low, high, qualifier, status, scale, len(digits.partition(".")[2]), None, unit)


def _rough(text: str, units: Mapping[str, str]) -> Quantity | None:
    """数百 is 100 … 1000, 上百 at least 100, 20至30 just that, 百分之八十 80 %."""
    flat = _flat(text)
    if (hit := _PER_CENT.fullmatch(flat)) and "%" in units:
        return _usual(f"{grammar.chinese_number(hit['digits'])}%", units)
    if (hit := _VAGUE.fullmatch(flat)) and (known := _unit(hit, units))[0]:
        mult = 1 if hit["scale"] == "十" else grammar.SCALE[hit["scale"]]
        is_least = hit["word"] == "上"
        if is_least and hit["scale"] == "十":
            return None
        one = Decimal(1)
        high = None if is_least or hit["after"] else Decimal(10)
        return Quantity(one, one, high, ">=" if is_least or hit["after"] else "~", "A", mult, 0, None, known[1])
    if (hit := _RANGE.fullmatch(flat)) and (known := _unit(hit, units))[0]:
        low, high = grammar.value(hit["low"]), grammar.value(hit["high"])
        mult = grammar.SCALE.get(hit["scale"] or "", 0)
        if low is None or high is None:
            return None
        if hit["scale_low"]:
            low = low.scaleb(grammar.SCALE[hit["scale_low"]] - mult)
        decimals = len(hit["low"].partition(".")[2])
        return Quantity(low, low, high, "~", "A", mult, decimals, None, known[1]) if low < high else None
    return None
