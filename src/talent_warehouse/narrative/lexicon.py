"""What binding leans on: units with what may not follow them, cues, nouns of measures, names of programmes.

Rows of seeds/narrative_unit.csv, narrative_cue.csv and narrative_measure.csv, and of the catalogue of measures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from talent_warehouse.narrative import grammar

_BRACES = re.compile(r"\{(\d+);(\d*)\}")  # ; for , where a file has commas between its fields


@dataclass(frozen=True)
class Unit:
    """A unit as it is written, the catalogue's unit and its dimension (empty: it has none), what makes it another word."""

    text: str
    code: str
    dimension: str
    not_before: str = ""
    is_doubtful: bool = False  # also behind digits: 90年代 is no quantity, 20名优秀干部 is one

    def pattern(self, is_of_digits: bool) -> str:
        """The unit where it is one: behind a mask or a numeral nothing may follow that makes it another word."""
        is_free = not self.not_before or (is_of_digits and not self.is_doubtful)
        return re.escape(self.text) + ("" if is_free else f"(?!{self.not_before})")


@dataclass(frozen=True)
class Cue:
    """A word that says a stage, a scope or a period, and how far it reaches."""

    kind: str
    pattern: re.Pattern[str]
    code: str
    reach: str


@dataclass(frozen=True)
class Row:
    """A noun, with or without a verb, that says of what a number is."""

    measure: str
    dimension: str
    head: re.Pattern[str]
    verb: re.Pattern[str] | None
    refused: re.Pattern[str] | None
    weight: float
    programme: str
    example: str


@dataclass(frozen=True)
class Lexicon:
    """All of it; empty where nothing was loaded."""

    units: tuple[Unit, ...] = ()
    cues: tuple[Cue, ...] = ()
    rows: tuple[Row, ...] = ()
    programmes: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)  # measure → kind: stock, flow, cumulative, …
    units_of: Mapping[str, str] = field(default_factory=dict)  # measure → its unit
    stages: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (measure, new/pending/planned) → its measure

    @cached_property
    def by_text(self) -> dict[str, Unit]:
        """Units by how they are written."""
        return {unit.text: unit for unit in self.units}

    @cached_property
    def unit_patterns(self) -> tuple[str, str]:
        """Any unit, the longest first: behind a mask or a numeral, behind digits."""
        units = sorted(self.units, key=lambda u: -len(u.text))
        masks, digits = ("|".join(u.pattern(is_of_digits) for u in units) for is_of_digits in (False, True))
        return masks, digits

    @cached_property
    def programme_pattern(self) -> re.Pattern[str] | None:
        """Any name of a programme, the longest first."""
        return re.compile(grammar.any_of(self.programmes)) if self.programmes else None

    def cues_of(self, kind: str) -> tuple[Cue, ...]:
        """The cues of a kind in the order of the file."""
        return tuple(cue for cue in self.cues if cue.kind == kind)


def built(
    units: Iterable[tuple[str, str, str, str, bool]],
    cues: Iterable[tuple[str, str, str, str]],
    rows: Iterable[tuple[str, str, str, str, str, float, str, str]],
    classes: Iterable[tuple[str, str, str, str]],
    names: Iterable[tuple[str, str]],
    measures: Iterable[tuple[str, str, str]],
) -> Lexicon:
    """A lexicon of rows as the seeds have them, in the order in which they decide; blanks are empty.

    units: text, code, dimension, not_before, is_doubtful · cues: kind, pattern, code, reach · rows: measure, dimension, head, verb,
    refused, weight, programme, example · classes: measures of stock, new, pending, planned · names: of programmes
    · measures: code, kind, unit.
    """
    catalogue = tuple(measures)
    return Lexicon(
        tuple(Unit(*unit) for unit in units),
        tuple(Cue(kind, compiled(cue), code, reach) for kind, cue, code, reach in cues),
        tuple(
            Row(measure, dimension, compiled(head), (verb and compiled(verb)) or None, (refused and compiled(refused)) or None,
                float(weight), programme, example)
            for measure, dimension, head, verb, refused, weight, programme, example in rows
        ),
        programme_names(names),
        {code: kind for code, kind, _ in catalogue},
        {code: unit for code, _, unit in catalogue},
        {
            (stock, stage): measure
            for stock, *others in classes
            for stage, measure in zip(("new", "pending", "planned"), others, strict=True)
            if measure
        },
    )  # fmt: skip


def compiled(text: str) -> re.Pattern[str]:
    """A pattern of a seed file."""
    return re.compile(_BRACES.sub(r"{\1,\2}", text))


def programme_names(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Names by which programmes are found in a sentence: without codes and the words for all and none; what stands in
    brackets at the end of a name is a remark, and may be left out.
    """
    found: dict[str, str] = {}
    for name, code in names:
        bare = re.sub(r"（[^）]*）$", "", name)
        for text in {name, bare, bare.replace("“", "").replace("”", "")}:
            if len(text) > 2 and not text.isascii() and code not in ("_T", "_Z", "_U"):
                found.setdefault(text, code)
    return found
