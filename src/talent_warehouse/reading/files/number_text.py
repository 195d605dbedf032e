"""A number and the text that its cell shows → a format that shows it so: of a workbook that keeps the text, not the format."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = re.compile(r"\d{1,3}(?:[,，'’\u00a0\u202f ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")
_POWER = re.compile(r"\d[eE][+-]?\d|\d/\d|\d:\d")  # powers of ten, fractions, times
_FAR = 12  # powers of ten between what is stored and what is shown, at most


def format_of(text: str, number: float) -> str | None:
    """The format, None where the text is the number and nothing besides. Of what is shown only digits that are stored count."""
    hit = _DIGITS.search(text)
    if hit is None or _POWER.search(text) or re.search(r"\d", text[hit.end() :]):
        return None
    before, after = text[: hit.start()].strip(), text[hit.end() :].strip()
    digits = re.sub(r"[^\d.]", "", hit[0])
    if number < 0 and Decimal(digits):
        if before[-1:] in ("-", "−"):
            before = before[:-1].rstrip()
        elif before[-1:] in ("(", "（") and after[:1] in (")", "）"):
            before, after = before[:-1].rstrip(), after[1:].lstrip()
        else:  # it shows no sign
            return f"0{_quoted(after)};{_quoted(before)}0{_quoted(after)}"
    whole, _, rest = digits.partition(".")
    power = _power(Decimal(digits), abs(Decimal(f"{number:.15g}")), len(rest))
    if power is None:
        return None
    is_padded = whole[:1] == "0" and len(whole) > 1 and power == 0
    if not (before or after or power or is_padded):
        return None
    shown = (
        "0!." + "0" * power if power else ("0" * len(whole) if is_padded else "0") + "." * bool(rest) + "0" * len(rest)
    )
    return _quoted(before) + shown + _quoted(after)


def _power(shown: Decimal, stored: Decimal, places: int) -> int | None:
    """How many places the point moved to the left, None where the digits shown are others."""
    half = Decimal("0.5").scaleb(-places)
    return next((n for n in range(_FAR) if abs(shown - stored.scaleb(-n)) <= half), None)


def _quoted(text: str) -> str:
    return f'"{text.replace(chr(34), "")}"' if text else ""
