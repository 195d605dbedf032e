"""The two lists of characters agree with what Unicode says of each."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from talent_warehouse import characters

NUMERALS = "〇零一二三四五六七八九十百千"


def _all() -> Iterator[str]:
    return (chr(n) for n in range(0x20000) if not 0xD800 <= n <= 0xDFFF)


def test_no_character_makes_a_digit_but_the_full_width_ones() -> None:
    made = {
        c
        for c in _all()
        if c not in "０１２３４５６７８９"
        and characters.plain(c) != c
        and any(d.isdigit() or d in NUMERALS for d in characters.plain(c))
    }
    names = {unicodedata.name(c) for c in made}
    # signs of units (㎡), and ideographs that are the numeral under another number
    assert {n for n in names if not n.startswith(("SQUARE ", "KANGXI RADICAL", "CJK COMPATIBILITY IDEOGRAPH"))} == set()
    assert characters.plain("１２８０") == "1280"
    assert characters.plain("hm²") == "hm2"


def test_formats_and_controls_are_invisible_and_ends_of_lines_are_not() -> None:
    seen = {c for c in _all() if unicodedata.category(c) == "Cf" and characters.visible(c)}
    assert all(
        unicodedata.name(c).startswith(("ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN", "SHORTHAND", "MUSICAL")) for c in seen
    )
    assert {c for c in map(chr, range(0xA0)) if not characters.visible(c)} == {
        c for c in map(chr, range(0xA0)) if unicodedata.category(c) == "Cc" and not c.isspace()
    }
