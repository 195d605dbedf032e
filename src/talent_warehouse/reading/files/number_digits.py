"""A section of a number format with the digits of a number in its places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol, TypeAlias

Kind: TypeAlias = Literal["literal", "digit", "point", "comma", "percent", "general", "text", "date", "other"]


class Token(NamedTuple):
    """One piece of a format: a placeholder, a sign, or a text that is shown as it stands."""

    kind: Kind
    text: str


class Section(Protocol):
    """What is asked of a section: its pieces, where its placeholders and its point stand, whether it sets thousands apart."""

    @property
    def tokens(self) -> Sequence[Token]: ...

    @property
    def places(self) -> list[int]: ...

    @property
    def point(self) -> int: ...

    @property
    def is_grouped(self) -> bool: ...


def filled(section: Section, digits: str, decimals: int) -> str:
    """A section with the digits of a rounded number in its places."""
    whole, _, rest = digits.partition(".")
    inside = [at for at in section.places if at < section.point]
    texts = _whole(section, whole.lstrip("0"), inside)
    for number, at in enumerate(at for at in section.places if at > section.point):
        is_end = not rest[number:].strip("0")
        texts[at] = {"#": "", "?": " "}.get(section.tokens[at].text, "0") if is_end else rest[number]
    if not inside and decimals:
        texts[section.point] = whole.lstrip("0") + "."
    kept = ("literal", "percent", "point")
    return "".join(texts.get(at, token.text if token.kind in kept else "") for at, token in enumerate(section.tokens))


def _whole(section: Section, digits: str, places: list[int]) -> dict[int, str]:
    """Place → what stands in it; the first takes all digits that are left."""
    texts: dict[int, str] = {}
    for power, at in enumerate(reversed(places)):
        end = max(len(digits) - power, 0)
        own = digits[0 if at == places[0] else max(end - 1, 0) : end]
        own = own or {"#": "", "?": " "}.get(section.tokens[at].text, "0")
        texts[at] = _grouped(own, power) if section.is_grouped and own.strip() else own
    return texts


def _grouped(digits: str, power: int) -> str:
    """Digits of which the last stands for 10**power, with a comma after every thousand."""
    powers = range(power + len(digits) - 1, power - 1, -1)
    return "".join(d + ("," if p and p % 3 == 0 else "") for d, p in zip(digits, powers, strict=True))
