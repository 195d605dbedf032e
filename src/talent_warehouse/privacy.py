"""Texts without the people in them: numbers that look like somebody's, and the names and numbers that a file is about.

A name that is also a word stays where it is one: 和平 in 和平镇, in a text that a list knows, in the name of a unit.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import islice
from operator import methodcaller

from talent_warehouse import characters, identity, names

_S = r"[\s\-–—_.·]{0,2}"  # what is typed between the digits of a number
_GROWN = 2013  # whoever was born from here on is in no register; 530102-20210506-0012 is the number of a voucher
_MISSING = range(6, 14)  # of a number with a digit missing: where the day of birth stood
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_TOGETHER = rf"[1-9]\d{{5}}(?:19|20)\d{{2}}{_DAY}\d{{3}}[\dXx]|[1-9]\d{{5}}\d{{2}}{_DAY}\d{{3}}"
_MANY_DIGITS = re.compile(rf"\d(?:{_S}\d){{5}}")
_LABELLED = re.compile(
    r"(?:电话|手机|传真|座机|联系方式|卡号|账号|帐号|QQ|微信号?)[^\dA-Za-z\n]{0,8}([A-Za-z0-9][\w\s\-]{4,}\d)"
    r"|(?:护照|通行证|证件)(?:号码?|编号)?[^\dA-Za-z\n]{0,4}([A-Za-z]{0,2}[\s\-]?\d{5,18}[A-Za-z]?)",
    re.ASCII | re.IGNORECASE,
)
_ADMINISTERED = (
    r"(?:特别行政区|自治[州县区]|省|市|州|县(?!级)|区(?!级)|镇|乡|村|寨|街|路|大道|社区|山|河|湖|江|桥|水库)"
)
_PLACE = re.compile(_ADMINISTERED)
_UNIT = re.compile(
    r"[^\s,，。;；:：、!！?？]{2,}(?:局|厅|部|委|办|院|校|学|园|所|站|台|馆|社|队|会|室|店|厂|场|行|处|科|中心|公司|集团|基地|医院|支行|"
    rf"诊所|机构|企业|单位|协会|政府|{_ADMINISTERED})(?:[(（].*[)）])?"
)
_PASSED_OVER = re.compile(f"[ \t\r\x0b\x0c\\-'‘’`·•‧∙⋅・･●᛫⸱{characters.INVISIBLE}]+")
_NOBODY = frozenset({"", "none", "无"})
_START = methodcaller("start")
_MANY = 1_000  # texts that are looked at together
_LEAST = 5  # digits of a document's number
_TOLD_APART = 6  # hex characters behind a mask
_SHORT = 2  # characters of a name that may well be a word
_CUT = re.compile(r"[”…\"]|$")  # where a quoted text may have been cut off


def scrub(text: str) -> str:
    """Free text with what looks like a person's number masked: identity, passport, bank card, telephone."""
    if not _MANY_DIGITS.search(text):
        return text
    flat = characters.plain(text)
    spans = sorted({span for find in _FINDERS for span in find(flat)}, key=lambda span: (span[0], -span[1]))
    return _masked(text, flat, [(start, end, identity.number_mask) for start, end in spans]) if spans else text


def whole(text: str) -> str:
    """A text that reads as nothing: masked whole where a person's number stands in it."""
    return identity.name_mask(text) if scrub(text) != text else text


def party(text: str, key: identity.Key) -> tuple[str, list[str]]:
    """A text that says a unit, or persons in its place: these masked, with a hash that tells them apart; who they are."""
    found = [text] if names.looks_like_one(text) else [*dict.fromkeys(names.said_in(text))]
    if not found or names.is_kind(text) or not all(map(names.looks_like_one, found)):
        return text, []
    for name in found:
        text = text.replace(
            name, told_apart(identity.name_mask(name), "name", identity.clean_name(name) or name, key=key)
        )
    return text, found


def told_apart(mask: str, *of: str, key: identity.Key) -> str:
    """A mask with the beginning of a keyed hash: 张三 and 张四 are two."""
    return f"{mask}#{key.digest(*of)[:_TOLD_APART]}"


def _masked(text: str, flat: str, spans: Iterable[tuple[int, int, Callable[[str], str]]]) -> str:
    """The text with spans of its flat form masked; all else keeps its width where both have the same characters."""
    text, pieces, at = text if len(text) == len(flat) else flat, list[str](), 0
    for start, end, mask in spans:
        if start >= at:
            pieces += (text[at:start], mask(flat[start:end]))
            at = end
    return "".join((*pieces, text[at:]))


def _by(pattern: str, is_one: Callable[[str], bool] = bool) -> Callable[[str], Iterator[tuple[int, int]]]:
    """The spans of a pattern whose letters and digits are somebody's; they may overlap."""
    compiled = re.compile(f"(?=({pattern}))", re.ASCII | re.IGNORECASE)

    def find(text: str) -> Iterator[tuple[int, int]]:
        return (hit.span(1) for hit in compiled.finditer(text) if is_one(re.sub(r"[\W_]", "", hit[1])))

    return find


def _labelled(text: str) -> Iterator[tuple[int, int]]:
    return (hit.span(hit.lastindex or 0) for hit in _LABELLED.finditer(text))


def _is_grown(day: str) -> bool:
    try:
        return 1900 <= date(int(day[:4]), int(day[4:6]), int(day[6:])).year < _GROWN
    except ValueError:
        return False


def _is_apart(number: str) -> bool:
    return identity.is_area(number[:6]) and _is_grown(number[6:14])


def _is_short(number: str) -> bool:
    """Whether 17 characters are a resident number of which one is missing."""
    number = number.upper()
    if _is_grown(number[5:13]):
        return True
    return identity.is_area(number[:6]) and (
        _is_grown(number[6:14])
        or any(
            _is_grown(full[6:14]) and identity.plain_birth(full) is not None
            for at in _MISSING
            for full in (f"{number[:at]}{digit}{number[at:]}" for digit in range(10))
        )
    )


def _is_card(number: str) -> bool:
    """Luhn's check of a bank card."""
    doubled = (int(d) * (1 + at % 2) for at, d in enumerate(reversed(number)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


_FINDERS = (
    _by(rf"(?<!\d)(?:{_TOGETHER})(?!\d)"),
    _by(rf"(?<!\d)[1-9](?:{_S}\d){{16}}{_S}[\dX](?!\d)", _is_apart),
    _by(rf"(?<!\d)[1-9](?:{_S}\d){{15}}{_S}[\dX](?!\d)", _is_short),
    _by(r"(?<!\d)(?:[3-6]\d{3}|9558)(?:[\s\-]?\d{4}){3}(?:[\s\-]?\d{1,3})?(?!\d)", _is_card),
    _by(r"(?<!\d)(?<!\d\.)(?:\+?86[\s\-]?)?1[3-9]\d[\s\-]?\d{4}[\s\-]?\d{4}(?!\d)"),
    _by(r"(?<!\d)(?<!\d\.)\(?0(?:10|2\d|[3-9]\d{2})\)?[\s\-]?[2-8]\d{6,7}(?!\d)"),
    _by(r"(?<![A-Z0-9])(?:[EG][\s\-]?\d{8}|E[A-HJ-NP-Z][\s\-]?\d{7}|[HM]\d{8}(?:\d{2})?)(?![A-Z0-9])"),
    _labelled,
)


@dataclass
class People:
    """Whom a file is about, as far as it was read, and its texts in which they may stand, by field."""

    names: list[str] = field(default_factory=list)  # one or many lines each
    numbers: list[str] = field(default_factory=list)
    texts: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    lines: list[str] = field(default_factory=list)  # beside the tables, which may name somebody behind a label


class Masker:
    """Knows the people of a file. `words` are texts of lists: a name that stands in one of them is a word there; `labels`
    are those of columns and nobody's name.
    """

    def __init__(self, people: People, words: Iterable[str], labels: Iterable[str] = ()) -> None:
        named = "\n".join(people.names)
        known = set(_flattened(named).split("\n")) | set(map(_flattened, names.said_in(named)))
        said = {name for line in people.lines for name in names.labelled(line)}
        doubtful = {_flattened(name) for name in said if not names.looks_like_one(name)}
        known |= set(map(_flattened, said)).difference(
            doubtful.intersection(map(_flattened, words)) if doubtful else ()
        )
        known -= _NOBODY | set(map(_flattened, labels))
        known = {n for n in known if ":" not in n}  # a line below the table
        if any(map(str.isdecimal, {n[0] for n in known})):  # 1, 2, 3: not what names begin with
            known = {n for n in known if not n[0].isdecimal()}
        numbers = set(_flattened("\n".join(people.numbers)).split("\n"))
        self._known = known | {n for n in numbers if sum(map(str.isdecimal, n)) >= _LEAST}
        self._lengths = sorted({n for n in map(len, self._known) if n >= _SHORT}, reverse=True)
        first = "".join(map(re.escape, {n[0] for n in self._known}))
        self._first = re.compile(f"[{first}]") if first else None
        self._words = words
        self._around = cache(self._words_around)

    def is_word(self, text: str) -> bool:
        """Whether a text stands in one of a list."""
        return any(text in word for word in self._words)

    def changed(self, texts: Iterable[str], mask: Callable[[str], str]) -> dict[str, str]:
        """The texts in which anybody stands, with what `mask` makes of them."""
        found: dict[str, str] = {}
        rest = iter(texts)
        while many := list(islice(rest, _MANY)):
            if self._stand_in("\n".join(many)):
                found |= {text: other for text in many if (other := mask(text)) != text}
        return found

    def _stand_in(self, text: str) -> bool:
        flat = _flattened(text)
        return self._first is not None and any(
            flat[at : at + n] in self._known for at in map(_START, self._first.finditer(flat)) for n in self._lengths
        )

    def text(self, text: str, *, is_quoted: bool = False, own: str = "") -> str:
        """A text with names and numbers masked. One that is quoted may end in the middle of a name; what stands in
        `own` are our words.
        """
        text = scrub(text)
        if self._first is None or not (is_quoted or self._stand_in(text)):
            return text
        flat = _Flat(text)
        spans = list(self._spans(flat, is_quoted, own))
        return _masked(text, flat.source, spans) if spans else text

    def cell(self, text: str) -> str:
        """A cell that reads as nothing: masked whole where anybody stands in it."""
        return identity.name_mask(text) if self.text(text) != text else text

    def _spans(self, flat: _Flat, is_quoted: bool, own: str) -> Iterator[tuple[int, int, Callable[[str], str]]]:
        assert self._first
        is_unit, at = _UNIT.fullmatch(flat.source) is not None, 0
        while hit := self._first.search(flat.text, at):
            start = hit.start()
            found = next((f for n in self._lengths if (f := flat.text[start : start + n]) in self._known), None)
            if found is None and is_quoted:
                found = self._begun(flat.text, start)
            if found is None or found in own or self._is_word(flat, start, found, is_unit):
                at = start + 1
                continue
            at = start + len(found)
            mask = identity.number_mask if found[-1].isdecimal() else identity.name_mask
            yield flat.places[start], flat.places[at - 1] + 1, mask

    def _begun(self, text: str, start: int) -> str | None:
        """What stands up to where a quoted text may have been cut off, if a name begins so."""
        hit = _CUT.search(text, start)
        rest = text[start : hit.start() if hit else len(text)]
        is_begun = _SHORT <= len(rest) < self._lengths[0] and any(n.startswith(rest) for n in self._known)
        return rest if is_begun else None

    def _is_word(self, flat: _Flat, start: int, found: str, is_unit: bool) -> bool:
        end = start + len(found)
        before, after = flat.text[start - 1 : start], flat.text[end : end + 1]
        if (found[0].isascii() and before.isascii() and before.isalnum() and flat.is_joined(start)) or (
            found[-1].isascii() and after.isascii() and after.isalnum() and flat.is_joined(end)
        ):
            return True  # inside of another word, or a longer number
        if len(found) == _SHORT and (is_unit or _PLACE.match(flat.text, end)):
            return True
        return any(
            flat.text.startswith(word, start - at)
            for word in self._around(found)
            for at in range(len(word))
            if word.startswith(found, at) and at <= start
        )

    def _words_around(self, name: str) -> list[str]:
        return [word for word in self._words if name in word and word != name]


def _flattened(text: str) -> str:
    """Lines as names are looked for in them: without spaces, marks and case."""
    return _PASSED_OVER.sub("", unicodedata.normalize("NFKC", text)).casefold()


class _Flat:
    """A text as names are looked for in it, without spaces, marks and case; where each character stood."""

    def __init__(self, text: str) -> None:
        self.source = characters.plain(text)
        hits = [(at, c) for at, c in enumerate(self.source) if not _PASSED_OVER.match(c)]
        folded = [(at, one) for at, c in hits for one in c.casefold()]
        self.text, self.places = "".join(one for _, one in folded), [at for at, _ in folded]

    def is_joined(self, at: int) -> bool:
        """Whether nothing was left out before a character."""
        return self.places[at] - self.places[at - 1] <= 1
