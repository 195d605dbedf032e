"""Numbers as an office writes them, in a cell as in a sentence: digits, masks and Chinese numerals, the words around
them, and what these bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

# What stands before a number, or behind its unit, and the sign that it comes to.
BEFORE = {
    "近": "<", "约": "~", "大约": "~", "约为": "~", "大概": "~", "不足": "<", "不到": "<", "少于": "<", "低于": "<",
    "不超过": "<", "不高于": "<", "最高": "<", "至多": "<", "最多": "<", "超过": ">", "超": ">", "突破": ">", "逾": ">",
    "大于": ">", "多于": ">", "高于": ">", "至少": ">=", "不少于": ">=", "不低于": ">=", "<": "<", ">": ">", "≥": ">=",
    ">=": ">=", "≤": "<", "<=": "<", "≈": "~",
}  # fmt: skip
AFTER = {"以上": ">=", "及以上": ">=", "左右": "~", "上下": "~", "以下": "<", "以内": "<", "之内": "<"}
SCALE = {"百": 2, "千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}
LETTERS = "零〇一二两三四五六七八九十百千"
# 近百, 超亿元, 突破万: the scale alone is the number. 上百 is at least as many.
ALONE = r"(?<=[近约超逾破过足到于])(?=[百千万亿])"
# 数百, 几十, 好几千: no number is named, but its scale.
SEVERAL = r"[数几](?=[十百千万亿])"
DIGITS = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
MASK = r"[x×*]+(?:\.[x×*]+)?"
SCALES = r"万亿|百万|千万|[百千万亿]"
MORE = "余|多|几"
_DIGIT = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def any_of(words: Iterable[str]) -> str:
    """A pattern of any of these words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


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


def value(digits: str) -> Decimal | None:
    """The number that digits or numerals write; None for none."""
    if digits and digits[0] in LETTERS:
        number = chinese_number(digits)
        return None if number is None else Decimal(number)
    try:
        return Decimal(digits.replace(",", ""))
    except InvalidOperation:
        return None


def qualifier(before: str | None, is_more: bool, after: str | None) -> str | None:
    """One sign for the words around a number; None if they contradict one another."""
    signs = {s for s in (BEFORE.get(before or ""), ">=" if is_more else None, AFTER.get(after or "")) if s}
    if signs == {">", ">="}:  # 超过50余
        return ">="
    return signs.pop() if len(signs) == 1 else "=" if not signs else None


def step(number: Decimal) -> Decimal:
    """What one more in the last digit that is no zero adds: of 20 ten, of 1.2 (万) a tenth of it."""
    exponent = number.normalize().as_tuple().exponent
    return Decimal(10) ** exponent if number and isinstance(exponent, int) else Decimal(1)


def bounds(number: Decimal, sign: str, is_more: bool) -> tuple[Decimal | None, Decimal | None]:
    """Closed bounds, so that the printed figure stays inside: 二十余 is 20 … 30, 1.2万余 is 1.2 … 1.3万, 近300 is … 300."""
    if sign == "=":
        return number, number
    if is_more:
        return number, number + step(number)
    if sign in (">", ">="):
        return number, None
    if sign == "<":
        return (Decimal(0) if number >= 0 else None), number
    return None, None
