"""A document's pieces → its claims: every quantity with what it is of, of when, of whom, and whether it stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from talent_warehouse.narrative import bind, cues, phrases
from talent_warehouse.narrative.lexicon import Lexicon
from talent_warehouse.narrative.phrases import Around
from talent_warehouse.narrative.pieces import Mark, Piece
from talent_warehouse.narrative.scan import Found, find

# What enters no total: bare durations, ages of a plan, versions.
_ASIDE = frozenset({"年", "天", "小时", "岁", "届"})
_PART = re.compile(r"其中[^，。；]{0,12}$")


@dataclass(frozen=True)
class Claim:
    """One quantity of a document. `state`: bound, waiting, context (pending, planned, a duration), other_body, named, vague.

    `since` is the first year of a cumulative claim; `year` null where it is masked. `nth` tells claims of one signature apart.
    """

    place: str
    at: int
    number: str
    unit: str
    written: str
    phrase: str
    signature: str
    nth: int
    measure: str
    programme: str
    scope: str
    stage: str
    year: int
    since: int | None
    state: str
    score: float
    basis: str
    mark: str | None = None


def claims(pieces: Sequence[Piece], lexicon: Lexicon, unit_code: str, year: int, default_scope: str) -> list[Claim]:
    """Every quantity of a document, in its order."""
    usual = cues.usual_scope((piece.text for piece in pieces), lexicon)
    seen: Counter[str] = Counter()
    return [
        claim
        for piece in pieces
        for claim in _of(piece, lexicon, unit_code, year, (usual, default_scope), seen)
    ]  # fmt: skip


def _of(
    piece: Piece, lexicon: Lexicon, unit_code: str, year: int, scopes: tuple[str | None, str], seen: Counter[str]
) -> Iterator[Claim]:
    before: Found | None = None
    last: Around | None = None
    said = ""
    for one in find(piece.text, lexicon):
        around = phrases.around(piece.text, one, before, last)
        said = said if last and last.sentence == around.sentence else ""
        claim = _claim(piece, one, around, lexicon, unit_code, year, scopes, seen, said)
        yield claim
        before, last, said = one, around, claim.programme


def _claim(
    piece: Piece, one: Found, around: Around, lexicon: Lexicon, unit_code: str, year: int,
    scopes: tuple[str | None, str], seen: Counter[str], said: str,
) -> Claim:  # fmt: skip
    """`said` is the programme of the number before it in its sentence: it holds where none is named."""
    dimension = one.unit.dimension if one.unit else ""
    bound = bind.bind(around, dimension, lexicon) if one.kind != "vague" else bind.Bound("", "", 0.0, "", "none")
    if not bound.programme and said not in ("", "_T", "_Z"):
        bound = replace(bound, programme=said, programme_basis="list")
    stage, stage_basis = cues.stage(around, lexicon)
    scope, scope_basis = cues.scope(around, lexicon, *scopes)
    time = cues.time(around, year, lexicon.kinds.get(bound.measure, ""))
    written = one.unit.text if one.unit else ""
    key = phrases.signature(unit_code, written, around.phrase)
    seen[key] += 1
    basis = f"measure {bound.basis or '-'} {bound.score}; programme {bound.programme_basis}; stage {stage_basis};"
    return Claim(
        piece.place, one.at, one.number, written, one.written, around.phrase, key, seen[key],
        bind.staged(bound.measure, stage, around, lexicon),
        bound.programme, scope, stage, time.year or year, time.since,
        _state(one, bound, stage, scope, time, written), bound.score,
        f"{basis} scope {scope_basis}; period {time.basis}{' masked' if time.is_masked else ''}",
        _mark(piece.marks, one),
    )  # fmt: skip


def _mark(marks: Iterable[Mark], one: Found) -> str | None:
    """The fact that a writer of ours put around the number."""
    return next((m.name for m in marks if m.at <= one.at < m.at + m.length), None)


def _state(one: Found, bound: bind.Bound, stage: str, scope: str, time: cues.Time, unit: str) -> str:
    if one.kind != "quantity":
        return one.kind
    if scope == "other_body":
        return "other_body"
    if stage != "done" or (unit in _ASIDE and not bound.is_bound):
        return "context"
    return "bound" if bound.is_bound else "waiting"
