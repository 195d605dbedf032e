"""A number and its words → the measure and programme that it is of, with the signal that said so.

The rows of the unit's dimension are scored: weight − 0.8 for each letter between their noun and the number. From 14 on, or
from 8 on where the programme stands in the same clause, the number is bound; else it waits for a person.
"""

from __future__ import annotations

from dataclasses import dataclass

from talent_warehouse.narrative.lexicon import Lexicon, Row
from talent_warehouse.narrative.phrases import HERE, Around

STRONG, WITH_PROGRAMME, PER_LETTER = 14.0, 8.0, 0.8
_ALIKE = {"occurrence": "session", "session": "occurrence"}  # 场 of a training is what its 期 are


@dataclass(frozen=True)
class Bound:
    """The best guess: measure ("" for none), programme, score, and the basis of each."""

    measure: str
    programme: str
    score: float
    basis: str
    programme_basis: str

    @property
    def is_bound(self) -> bool:
        """Whether the guess may stand without a person."""
        near = self.programme_basis in ("head", "clause")
        return bool(self.measure) and (self.score >= STRONG or (self.score >= WITH_PROGRAMME and near))


def _gap(phrase: str, start: int, end: int) -> int:
    """Letters between a noun and the number."""
    at = phrase.index(HERE)
    return 0 if start <= at < end else at - end if end <= at else start - at - 1


def _score(row: Row, phrase: str, around: Around, dimension: str) -> float:
    """A number without a unit (到位40万) may be of any."""
    if dimension and row.dimension != dimension and _ALIKE.get(row.dimension) != dimension:
        return 0.0
    if row.refused and row.refused.search(phrase):
        return 0.0
    if row.verb and not row.verb.search(around.before + HERE + around.right):
        return 0.0
    scores = (row.weight - PER_LETTER * _gap(phrase, *hit.span()) for hit in row.head.finditer(phrase))
    return max(scores, default=0.0)


def programme(around: Around, lexicon: Lexicon) -> tuple[str, str]:
    """The programme that is named right behind the unit, in the clause, in the sentence; and where."""
    if lexicon.programme_pattern is None:
        return "", "none"
    found = [(h.start(), h.end(), lexicon.programmes[h[0]]) for h in lexicon.programme_pattern.finditer(around.text)]
    head = [f for f in found if around.end <= f[0] <= around.end + min(14, len(around.right))]
    if head:
        return head[0][2], "head"
    for basis, begin in (("clause", around.clause), ("sentence", around.sentence)):
        inside = [f for f in found if begin <= f[0] and f[1] <= around.at]
        if inside:
            return inside[-1][2], basis
    return "", "none"


def staged(measure: str, stage: str, around: Around, lexicon: Lexicon) -> str:
    """The measure of a thing of a class at its stage: newly recognised, pending, planned."""
    is_new = any(cue.pattern.search(around.local) for cue in lexicon.cues_of("new"))
    return lexicon.stages.get((measure, "new" if stage == "done" and is_new else stage), measure)


def bind(around: Around, dimension: str, lexicon: Lexicon) -> Bound:
    """The row that scores highest; the first of two that score alike."""
    code, where = programme(around, lexicon)
    best, score = None, 0.0
    for row in lexicon.rows:
        if (own := _score(row, around.phrase, around, dimension)) > score:
            best, score = row, own
    if best is None:
        return Bound("", code, 0.0, "", where)
    if where == "none" and best.programme:
        code, where = best.programme, "measure"
    return Bound(best.measure, code, round(score, 1), best.head.pattern, where)
