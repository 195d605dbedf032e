"""Amounts in the capitals of cheques and receipts, 壹拾万元整: the number that they are."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

_CAPITAL = re.compile("[壹贰貳弍叁參叄肆伍陆陸柒捌玖拾佰仟]|^零(?:[元圆圓].*)?$")
_SMALL = str.maketrans(
    "〇壹贰貳弍叁參叄肆伍陆陸柒捌玖拾佰仟萬億圆圓正", "零一二二二三三三四五六六七八九十百千万亿元元整"
)
_ONE = "[一二三四五六七八九]"
_DIGIT = {letter: n for n, letter in enumerate("零一二三四五六七八九")}
_AMOUNT = re.compile(
    rf"(?:人民币:?)?(?P<whole>[零一二三四五六七八九十百千万亿]*?)(?P<yuan>元)?"
    rf"(?:零?(?P<tenth>{_ONE})角)?(?:零?(?P<cent>{_ONE})分)?(?P<end>整)?"
)
# Up to four digits. Only 十 stands without its 一; 一百二 may be 102 or 120, so behind 百 and 千 a last digit has its 零.
_SECTION = re.compile(
    rf"零?(?:(?P<n3>{_ONE})千)?(?:零?(?P<n2>{_ONE})百)?(?P<tens>零?(?P<n1>{_ONE}?)十)?(?:(?:零|(?<![百千]))(?P<n0>{_ONE}))?"
)


class Amount(NamedTuple):
    """value × 10**mult; in 元 where `is_money`."""

    value: Decimal
    mult: int
    is_money: bool
    has_cents: bool


def amount(text: str) -> Amount | None:
    """What a text without spaces says, whole; None for what is no such amount, or could be two."""
    if not _CAPITAL.search(text):
        return None
    hit = _AMOUNT.fullmatch(text.translate(_SMALL))
    if hit is None:
        return None
    cents = 10 * _DIGIT[hit["tenth"] or "零"] + _DIGIT[hit["cent"] or "零"]
    is_money = bool(hit["yuan"] or cents)
    if (hit["end"] and not is_money) or bool(hit["whole"]) != bool(hit["yuan"] or not cents):
        return None
    whole = _whole(hit["whole"]) if hit["whole"] else 0
    if whole is None:
        return None
    mult = 0 if is_money else 8 if "亿" in hit["whole"] else 4 if "万" in hit["whole"] else 0
    return Amount(Decimal(whole).scaleb(-mult) + Decimal(cents) / 100, mult, is_money, cents > 0)


def _whole(text: str) -> int | None:
    if text == "零":
        return 0
    total = 0
    for mark, size in (("亿", 10**8), ("万", 10**4)):
        head, found, rest = text.partition(mark)
        if found:
            number = _section(head)
            if number is None:
                return None
            total, text = total + number * size, rest
    if total and len(text) == 1:
        return None  # 一万五 may be 10005 or 15000
    number = _section(text) if text else 0
    return None if number is None else total + number


def _section(text: str) -> int | None:
    hit = _SECTION.fullmatch(text)
    if hit is None or not text.strip("零"):
        return None
    ten = _DIGIT[hit["n1"] or "一"] if hit["tens"] else 0
    n3, n2, n0 = (_DIGIT[hit[name] or "零"] for name in ("n3", "n2", "n0"))
    return 1000 * n3 + 100 * n2 + 10 * ten + n0
