"""Stage, scope, time: what a claim says besides its number, each with the basis on which it was taken."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from talent_warehouse.narrative.lexicon import Lexicon
from talent_warehouse.narrative.phrases import Around

_SINCE = re.compile(
    r"自?(?P<year>x{4}|(?:19|20)\d\d)年?(?P<month>\d{1,2}月)?(?:以来|至今|起)|自(?P<from>x{4}|(?:19|20)\d\d)年"
)
_YEAR = re.compile(r"(?P<year>x{4}|(?:19|20)\d\d)年(?!来)")
_AS_OF = re.compile(r"截至|截止|目前|现有|至今")
_THIS_YEAR = re.compile(r"全年|今年|本年|当年|年内|年度")


@dataclass(frozen=True)
class Time:
    """Of when a claim speaks: its year, the year since which it counts, on what basis both stand."""

    year: int | None
    since: int | None
    is_masked: bool
    basis: str


def stage(around: Around, lexicon: Lexicon) -> tuple[str, str]:
    """done, pending, planned, or another; and the words that say so."""
    for cue in lexicon.cues_of("stage"):
        reach = {"clause": around.local, "sentence": around.before + around.right, "left": around.before}[cue.reach]
        if hit := cue.pattern.search(reach):
            return cue.code, hit[0]
    return "done", "default"


def scope_of(text: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """The scope that the last word of a text says."""
    found = [(hit.start(), cue.code, hit[0]) for cue in lexicon.cues_of("scope") for hit in cue.pattern.finditer(text)]
    return max(found)[1:] if found else None


def usual_scope(texts: Iterable[str], lexicon: Lexicon) -> str | None:
    """The scope of the commonest word by which a document speaks of itself; None where it never does."""
    counts = Counter(
        cue.code for text in texts for cue in lexicon.cues_of("scope") for _ in cue.pattern.finditer(text)
        if cue.code != "other_body"
    )  # fmt: skip
    return counts.most_common(1)[0][0] if counts else None


def scope(around: Around, lexicon: Lexicon, usual: str | None, default: str) -> tuple[str, str]:
    """The scope of a claim: of its clause, its sentence, the document, its filer; and which of these said so."""
    if own := scope_of(around.text[around.clause : around.at], lexicon):
        return own[0], "clause"
    if own := scope_of(around.text[around.sentence : around.at], lexicon):
        return own[0], "sentence"
    return (usual, "document") if usual else (default, "default")


def time(around: Around, year: int, kind: str) -> Time:
    """The year of a claim: what its clause says, its sentence, else the document's year."""
    for basis, text in (("clause", around.local), ("sentence", around.text[around.sentence : around.at])):
        if hit := _SINCE.search(text):
            said = hit["year"] or hit["from"]
            return Time(year, int(said) if said.isdigit() else None, not said.isdigit(), basis)
        if _THIS_YEAR.search(text):
            return Time(year, year, False, basis)
        years = [h["year"] for h in _YEAR.finditer(text)]
        if years:
            said = years[-1]
            of = int(said) if said.isdigit() else year
            return Time(of, of, not said.isdigit(), basis)
        if _AS_OF.search(text):
            return Time(year, None, False, basis)
    return Time(year, None, False, f"default {kind}".strip())
