"""Texts → quantities: 12.5万, 近百, 二十余, 500余万元, xx; what does not read whole is no quantity."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from talent_warehouse import characters
from talent_warehouse.reading.values import capitals


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
_BEFORE = {"近": "<", "约": "~", "大约": "~", "不足": "<", "不到": "<", "少于": "<", "超过": ">", "超": ">", "突破": ">",
           "逾": ">", "大于": ">", "多于": ">", "至少": ">=", "不少于": ">=", "<": "<", ">": ">", "≥": ">=", ">=": ">=", "≈": "~"}  # fmt: skip
_AFTER = {"以上": ">=", "及以上": ">=", "左右": "~", "以下": "<"}
_PARTS = re.compile(
    r"(?P<before>大约|不足|不到|少于|超过|突破|大于|多于|至少|不少于|>=|[近约超逾<>≥≈])?"
    r"(?P<digits>-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|-?[0-9]+(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百千]+|(?<=近)(?=[百千万亿])|[x×*]+(?:\.[x×*]+)?|)"
    r"(?P<more>余|多)?(?P<scale>百万|千万|[百千万亿](?![a-z]|分点))?(?P<more2>余|多)?"
    r"(?P<unit>[^\d,.\s]*?)(?P<after>以上|及以上|左右|以下)?"
)
_TWO = re.compile(
    r"[0-9.,]\s+[0-9.,]|[零〇一二两三四五六七八九十百千]\s+[零〇一二两三四五六七八九十]"
)  # numbers side by side
_MIXED = re.compile(r"(?:人民币:?)?[¥￥]?(-?[0-9][0-9,.]*[百佰千仟万萬亿億]*[元圆圓])[整正]?")
_CAPITAL_SCALES = str.maketrans("佰仟萬億圆圓", "百千万亿元元")
_SCALE = {"百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8}
_DIGIT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def chinese_number(text: str) -> int | None:
    """二十 → 20, 两百 → 200, 三千五百 → 3500, 十 → 10; None for what is ambiguous (一百二) or no number."""
    total, digit = 0, None
    for letter in text:
        if letter in _DIGIT:
            if digit not in (None, 0):
                return None
            digit = _DIGIT[letter]
        else:
            total += (1 if digit is None else digit) * {"十": 10, "百": 100, "千": 1000}[letter]
            digit = None
    if digit and len(text) > 1 and text[-2] in "百千":
        return None  # 一百二 may be 102 or 120
    return total + (digit or 0)


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
    """Read 1,234 · 12.5万 · 近百 · 二十余 · 500余万元 · 100以上 · 不足10 · xx · 几乎为零 · 全部 · 壹拾万元整; None if it is none
    of them.

    `units` are the unit names that may follow the number.
    """
    return _usual(text, units) or _capital(text, units) or _mixed(text, units)


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
    unit = hit["unit"].replace("元整", "元") or None
    if unit is not None and unit not in units:
        return None
    digits, scale = hit["digits"], _SCALE.get(hit["scale"] or "", 0)
    more = bool(hit["more"] or hit["more2"])
    qualifier = _qualifier(hit["before"], more, hit["after"])
    if qualifier is None:
        return None
    if digits and digits[0] in "x×*":
        shown = None if qualifier == "=" else qualifier
        return Quantity(None, None, None, shown, "Q", scale, None, digits, unit)
    value = _value(digits, bool(hit["scale"]) and hit["before"] == "近")
    if value is None:
        return None
    low, high = _bounds(value, qualifier, more)
    status = "P" if is_pending else "A"
    return Quantity(value, low, high, qualifier, status, scale, len(digits.partition(".")[2]), None, unit)


def _qualifier(before: str | None, more: bool, after: str | None) -> str | None:
    """One sign for the words around a number; None if they contradict one another."""
    signs = {s for s in (_BEFORE.get(before or ""), ">=" if more else None, _AFTER.get(after or "")) if s}
    return signs.pop() if len(signs) == 1 else "=" if not signs else None


def _value(digits: str, is_bare_scale: bool) -> Decimal | None:
    if not digits:
        return Decimal(1) if is_bare_scale else None  # 近百 is about one hundred
    if digits[0] in "零〇一二两三四五六七八九十百千":
        number = chinese_number(digits)
        return None if number is None else Decimal(number)
    try:
        return Decimal(digits.replace(",", ""))
    except InvalidOperation:
        return None


def _bounds(value: Decimal, qualifier: str, more: bool) -> tuple[Decimal | None, Decimal | None]:
    """Closed bounds, so that the printed figure stays inside: 二十余 is 20 … 30, 近300 is … 300."""
    if qualifier == "=":
        return value, value
    if more:
        zeros = len(str(int(value))) - len(str(int(value)).rstrip("0")) if value == int(value) and value else 0
        return value, value + Decimal(10) ** zeros
    if qualifier in (">", ">="):
        return value, None
    if qualifier == "<":
        return (Decimal(0) if value >= 0 else None), value
    return None, None
