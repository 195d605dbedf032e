"""How a page says a number: 至少 where not everybody has told, a word where nobody has. Nothing is never 0."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

STATUS_ZH = {"Q": "xx（遮蔽）", "O": "缺报", "L": "未报", "M": "不适用", "P": "待定", "U": "不明", "I": "不明"}
NOBODY = "未报"  # no row: nobody said anything of it
_MARKED = {"Q": "含遮蔽", "P": "公示中", "E": "推算", "B": "口径变化"}


def number(
    value: float | Decimal | None,
    low: float | Decimal | None,
    high: float | Decimal | None,
    status: str | None,
    unit: str = "",
    scale: int = 1,
) -> str:
    """A quantity of a mart with what bounds it, in words; `scale` divides it (10 000: 元 as 万元). What digits are cut off
    makes no bound tighter.
    """
    mark = _MARKED.get(status or "", "")
    return _said(value, low, high, status, unit, scale) + (
        f"（{mark}）" if mark and (value, low, high) != (None,) * 3 else ""
    )


def _said(
    value: float | Decimal | None, low: float | Decimal | None, high: float | Decimal | None, status: str | None, unit: str,
    scale: int,
) -> str:  # fmt: skip
    least, most = (
        "" if bound is None else plain(bound, scale, rounding)
        for bound, rounding in ((low, ROUND_FLOOR), (high, ROUND_CEILING))
    )
    at = least + unit, most + unit
    if value is None:
        if low is not None and high is not None:
            if low == high:
                return plain(low, scale) + unit
            return f"{least}至{at[1]}"
        if low is not None and low > 0:
            return f"至少{at[0]}"
        return f"至多{at[1]}" if high is not None else STATUS_ZH.get(status or "", NOBODY)
    own = plain(value, scale) + unit
    if low == high == value:
        return own
    if high is None:
        if low == value:
            return f"至少{at[0]}"
        return f"约{own}（至少{at[0]}）" if low is not None and low > 0 else f"约{own}"
    if low is None:
        return f"至多{at[1]}"
    return f"{own}（{least}至{most}）"


def plain(value: float | Decimal, scale: int = 1, rounding: str = ROUND_HALF_EVEN) -> str:
    """Digits in groups of three, at most two decimals and none that say nothing."""
    shown = f"{(Decimal(str(value)) / scale).quantize(Decimal('0.01'), rounding):,.2f}"
    return shown.rstrip("0").rstrip(".")
