"""The words around a number: what binding looks at, and what a decision is remembered by."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from talent_warehouse.narrative.scan import Found

HERE = "#"  # stands for the number in a phrase
ENDS = "。！？\n；"
_STOPS = ENDS + "，："
_LEFT, _RIGHT = 40, 24
_EMPTY = re.compile(r"其中|共计?|合计|总计|达到?|为|目前|已有|现有|累计|约|近|[我全][省市州县区]|[、和及与\s（(]")
_BRACKETS = re.compile(r"（[^）]*）")


@dataclass(frozen=True)
class Around:
    """A number in its text: where its clause and sentence begin, and the words left and right of it."""

    text: str
    at: int
    end: int
    clause: int
    half: int  # begins behind the last full stop or semicolon
    sentence: int
    left: str
    right: str

    @property
    def phrase(self) -> str:
        """The words, with # for the number and its unit."""
        return f"{self.left[-_LEFT:]}{HERE}{self.right[:_RIGHT]}"

    @property
    def local(self) -> str:
        """The clause up to the next sign."""
        return self.text[self.clause : self.at] + re.split("[，。；]", self.text[self.end :])[0]

    @property
    def before(self) -> str:
        """All of the sentence that stands before the number."""
        return self.text[self.half : self.at]


def _behind(text: str, signs: str, at: int) -> int:
    return max(text.rfind(sign, 0, at) for sign in signs) + 1


def around(text: str, one: Found, before: Found | None, last: Around | None) -> Around:
    """The words around a number. Where none stand beside it, those of the number before it hold: 下派专家3批次、12人次."""
    clause, half, sentence = (_behind(text, signs, one.at) for signs in (_STOPS, ENDS, "。！？\n"))
    begin = max(clause, before.end if before and before.end > clause else clause)
    left = re.sub(r"^[、和及\s]+", "", _BRACKETS.sub("", text[begin : one.at]))
    end = re.search(r"[，。；：、\n]", text[one.end : one.end + 40])
    right = text[one.end : one.end + (end.start() if end else 40)]
    if not _EMPTY.sub("", left) and not right.strip("）) ") and before and last and before.end >= clause:
        left = last.left
    elif not _EMPTY.sub("", left) and not right.strip() and clause > sentence:
        left = text[_behind(text, _STOPS, clause - 1) : clause - 1] + left
    return Around(text, one.at, one.end, clause, half, sentence, left, right)


def words(phrase: str) -> str:
    """The words of a phrase without numbers, years, names in quotation marks and signs."""
    bare = re.sub(r"《[^》]*》|“[^”]*”", "", phrase)
    return re.sub(r"[x×*\d.%]+年?|[“”（）《》、，：\s]", "", bare)


def signature(unit_code: str, unit: str, phrase: str) -> str:
    """By which a decision is found again: 16 hex of filer, unit as written and words."""
    return hashlib.sha256(f"{unit_code}|{unit}|{words(phrase)}".encode()).hexdigest()[:16]
