"""Numbers of marts → words that never say more than the fact. 近 is never written: it prints a figure above the fact."""

from __future__ import annotations

from decimal import Decimal

_WAN, _YI = Decimal(10) ** 4, Decimal(10) ** 8
_SHORT = 5  # digits up to which a number is written out
_LEADING = 3  # digits that are kept of a longer one


def words(low: Decimal | None, high: Decimal | None, unit: str) -> str | None:
    """What is written of a fact between two bounds; None where it has none, and the sentence falls out.

    Exact: the number; longer than five digits: cut, never rounded, with 余. A low bound alone: 以上. An interval: 余 where both
    ends lie in one step of the last digit, else the low bound with 以上. A high bound alone: 不超过.
    """
    if low is None and high is None:
        return None
    if low is None:
        return None if high is None else f"不超过{_scaled(high, unit)}{unit}"
    if low == high:
        return _exact(low, unit)
    if low <= 0:
        return None if high is None else f"不超过{_scaled(high, unit)}{unit}"
    least = low if low < 10**_SHORT and low == low.to_integral() and unit != "元" else cut(low)
    if high is not None and high <= least + _step(least):
        return f"{_scaled(least, unit)}余{unit}"
    return f"{_scaled(least, unit)}{unit}以上"


def _exact(value: Decimal, unit: str) -> str:
    if unit != "元" and abs(value) < 10**_SHORT:
        return f"{plain(value)}{unit}"
    if unit == "元" or value == value.to_integral():
        scaled = _scaled(value, unit)
        if _is_lossless(value) and len(scaled.replace(".", "").rstrip("万亿")) <= _SHORT + 1:
            return f"{scaled}{unit}"
    least = cut(value)
    return f"{_scaled(least, unit)}{'余' if least < value else ''}{unit}"


def _is_lossless(value: Decimal) -> bool:
    in_wan = value / _WAN
    return in_wan == in_wan.quantize(Decimal("0.01"))


def _scaled(value: Decimal, unit: str) -> str:
    """The number with 万 or 亿 where that loses nothing."""
    in_yi = value / _YI
    if abs(value) >= _YI and in_yi == in_yi.quantize(Decimal("0.01")):
        return f"{plain(in_yi)}亿"
    if unit == "元" or abs(value) >= 10**_SHORT or (abs(value) >= _WAN and value % 1000 == 0):
        return f"{plain(value / _WAN)}万"
    return plain(value)


def cut(value: Decimal, keep: int = _LEADING) -> Decimal:
    """A number cut down to its leading digits."""
    if value == 0:
        return Decimal(0)
    size = Decimal(10) ** (value.adjusted() - keep + 1)
    return (value // size) * size


def _step(value: Decimal) -> Decimal:
    exponent = value.normalize().as_tuple().exponent
    return Decimal(10) ** exponent if value and isinstance(exponent, int) else Decimal(0)


def plain(value: Decimal) -> str:
    """Digits without an exponent or zeros behind the point."""
    whole = value.to_integral()
    return format(whole.quantize(Decimal(1)) if value == whole else value.normalize(), "f")
