"""Characters as a person sees them: invisible ones do not exist, and nothing but a digit is a digit."""

from __future__ import annotations

import re
import unicodedata

# Formats, controls that end no line, fillers, and marks that choose a variant.
INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0001-\U000e007f\U000e0100-\U000e01ef"
)
_INVISIBLE = re.compile(f"[{INVISIBLE}]+")
# ①, ², ½ and ㋄ would turn into digits with their width; the full-width １ is one.
_NO_DIGITS = re.compile(
    "([\xb2\xb3\xb9\xbc-\xbe\u2070-\u2089\u2150-\u215f\u2189\u2460-\u249b\u24ea\u3038-\u303a\u3192-\u3195\u3220-\u3229\u3251-\u325f"
    "\u3280-\u3289\u32b1-\u32cb\u3358-\u3370\u33e0-\u33fe\U0001d7ce-\U0001d7ff\U0001f100-\U0001f10a\U0001f200-\U0001f251\U0001fbf0-\U0001fbf9]+)"
)


def visible(text: str) -> str:
    """A text without what nobody sees."""
    return text if text.isascii() and text.isprintable() else _INVISIBLE.sub("", text)


def plain(text: str) -> str:
    """NFKC of what is seen, where no digit comes of what is none: 12① stays what it is. The sign of m² is its unit's."""
    if text.isascii() and text.isprintable():
        return text
    text = _INVISIBLE.sub("", text).replace("m²", "m2").replace("m³", "m3")
    if unicodedata.is_normalized("NFKC", text):
        return text
    parts = _NO_DIGITS.split(text)
    return "".join(part if at % 2 else unicodedata.normalize("NFKC", part) for at, part in enumerate(parts))
