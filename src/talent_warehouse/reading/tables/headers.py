"""Heading → header: which labels name a form's fields, in any order, in one to four rows, under title and note rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from talent_warehouse import settings
from talent_warehouse.contracts import Form
from talent_warehouse.reading.files.documents import Row
from talent_warehouse.reading.files.facts import Merge
from talent_warehouse.reading.tables import figures
from talent_warehouse.reading.tables.headings import MAX_DEPTH, MAX_SCAN, Grid, Heading, Path, depths, grid_of, heading
from talent_warehouse.reading.tables.lines import closed, flat, is_total

ACCEPT = 0.6  # share of the required headers that makes a row the header; below it any list of nouns would do
NEAR = 70.0  # likeness in percent from which a header is offered as what was meant, never taken
_NOISE = 0.15  # what a heading of nothing but unknown labels would lose
NO_UNITS: frozenset[str] = frozenset()
_MORE_ROWS, _MORE_FIELDS = 0.01, 0.02  # a row more must bring a field more
_BRACKET = re.compile(r"[(\[【〔<]([^)\]】〕>]*)[)\]】〕>]")
# In brackets they make another number of it: 参加人次（其中：女） is not 参加人次.
_OTHER_NUMBER = re.compile(
    r"其中|不含|不包括|除外|预算|计划|预计|目标|[上去往]年|[上同]期|上月|增长|增减|美元|港元|欧元|(?<![本当][月年])(?<!年度)累计"
)
_OTHER_FIGURE = re.compile(rf"{_OTHER_NUMBER.pattern}|同比|环比|占比|比例|比重|差额|平均|率$")
_THIS = re.compile(r"[本当][年月期季次]|实际|实有|完成")
_FOOTNOTES = re.compile("[\u2070-\u2079¹²³①-⑳⑴-⒇❶-❿]")  # 金额① is 金额, and no column 金额1
_NUMBERING = re.compile(r"^(?:\d{1,2}[.、]|[一二三四五六七八九十]{1,2}、)(?=\D)")
BARE = re.compile(r"[0-9A-Za-z\u4e00-\u9fff·\-]+")  # characters that normalising leaves as they are, but for their case
_UNIT_TAIL = re.compile(r"[/:,_]([^/:,_]+)$")
_UNIT_LINE = re.compile(
    r"(?:^|[\s(,;、。])(?:金额|计量|货币|数量|以下)?(?:均?以(?=\S{1,5}为单位)|单位(?:[:：]|[为是(]|\s)\s*)([^\s)）;；,，。、为]+)"
)


@dataclass(frozen=True)
class Header:
    """Where a form's header stands in a sheet. Columns count from 0, rows from 1."""

    form: Form
    heading: Heading
    columns: dict[str, int]  # field → column
    units: dict[str, str]  # field → the unit that its label, or a line above, states
    missing: tuple[str, ...]  # required headers that were not found
    unknown: tuple[tuple[int, str, str | None], ...]  # column, label, nearest header of the form
    duplicates: tuple[tuple[str, int, int], ...]  # label, and the two columns (from 0) that say it
    score: float
    line: str | None = None  # the unit of amounts that a line above states
    dated: tuple[
        tuple[str, int], ...
    ] = ()  # field, and a column (from 0) that says it of the filing's period or of another time
    own_units: int = 0  # amounts whose unit, in a row of its own under the labels, is another than the line's

    @property
    def row(self) -> int:
        """The first row of the header."""
        return self.heading.row

    @property
    def is_accepted(self) -> bool:
        return self.score >= ACCEPT

    @property
    def rank(self) -> float:
        """For choosing among the rows of one sheet: a deeper header must explain more, be it the unit of a column."""
        explained = len(self.columns) + self.own_units
        return self.score + _MORE_FIELDS * explained - _MORE_ROWS * (self.heading.depth - 1)


@lru_cache(maxsize=8192)
def normalise(text: str) -> str:
    """A header's text without spaces, line breaks, stars, numbering, and brackets that say nothing of the number."""
    if BARE.fullmatch(text):
        return text.casefold()
    flat = re.sub(r"[\s*※★☆●▲\u200b\ufeff_]+", "", unicodedata.normalize("NFKC", _FOOTNOTES.sub("", text)))
    flat = _BRACKET.sub(lambda hit: hit[0] if _OTHER_NUMBER.search(hit[1]) else "", flat) or flat
    return _NUMBERING.sub("", flat).strip(":、,.。;").casefold()


@lru_cache(maxsize=8192)
def _options(path: Path, units: frozenset[str]) -> tuple[str, ...]:
    """The names that a column may go by, the likeliest first: with what stands in brackets, the whole path, its ends."""
    if len(path) == 1 and BARE.fullmatch(path[0]):
        return (path[0].casefold(),)
    flat = unicodedata.normalize("NFKC", _FOOTNOTES.sub("", path[-1])).strip()
    if (tail := _UNIT_TAIL.search(flat)) and tail[1].strip().casefold() in units:  # 金额/万元 is 金额
        path = (*path[:-1], flat[: tail.start()])
    bare = normalise(re.sub(r"[()\[\]【】〔〕<>（）]", "", "".join(path)))
    names = [n for p in path if (n := normalise(p))]
    return tuple(dict.fromkeys((bare, *("".join(names[i:]) for i in range(len(names))))))


def names_of(form: Form) -> dict[str, str]:
    """Field by each normalised label that means it."""
    return {normalise(label): f.name for f in form.fields for label in (f.header, *f.synonyms)}


def unit_of(label: str, units: Collection[str]) -> str | None:
    """The unit in a label: 金额（万元） · 金额（单位：万元） · 金额/万元. Lower case, as units are looked up."""
    flat = re.sub(r"\s+", "", unicodedata.normalize("NFKC", label)).casefold()
    tail = _UNIT_TAIL.search(_BRACKET.sub("", flat))
    for inner in (*_BRACKET.findall(flat), *((tail[1],) if tail else ())):
        bare = re.sub(r"^(?:计量|金额)?单位:?|^以(?=.+计$)|计$", "", inner)
        if known := next((one for one in (bare, bare.removeprefix("人民币")) if one in units), None):
            return str(known)
    return None


def stated_unit(texts: Iterable[str], units: Collection[str]) -> str | None:
    """The unit that a line above the header states for all amounts: 单位：万元."""
    return next((unit for unit in units_said(texts) if unit in units), None)


def units_said(texts: Iterable[str]) -> Iterator[str]:
    """What texts say behind 单位: and the like."""
    for text in texts:
        if not BARE.fullmatch(text) or "单位" in text:
            for hit in _UNIT_LINE.finditer(closed(unicodedata.normalize("NFKC", text))):
                yield hit[1].casefold()


def match(
    found: Heading, form: Form, names: Mapping[str, str], units: frozenset[str] = NO_UNITS, line: str | None = None
) -> Header:
    """How well some rows are the header of a form. `names` are those of `names_of`, `line` is the unit stated above."""
    counted = [field.name for field in form.fields if field.kind in ("quantity", "integer")]
    dated = dict(_dated(found, names, units, counted))
    current = {c: field for c, (field, one) in dated.items() if one.is_of(form.period_grain)}
    columns, duplicates, taken = _assign(found, names, units, counted, current, dated.keys() - current.keys())
    unknown = tuple((c, found.labels[c], None) for c, path in enumerate(found.paths) if path and c not in taken)
    stated: dict[str, str] = {}
    own_units = 0
    for field in form.fields:
        if field.kind == "quantity" and field.name in columns:
            path = found.paths[columns[field.name]]
            below = flat(path[-1]).casefold() if len(path) > 1 else ""
            own = next((u for p in path if (u := unit_of(p, units))), below if below in units else None)
            unit, own_units = own or line, own_units + (below in units and line not in (None, below))
            stated |= {field.name: unit} if unit else {}
    given = {f.unit_field for f in form.fields if f.name in stated}
    required = [f for f in form.fields if f.required]
    missing = tuple(f.header for f in required if f.name not in columns and f.name not in given)
    noise = (len(unknown) + len(duplicates)) / max(len(unknown) + len(taken), 1)
    score = (len(required) - len(missing)) / max(len(required), 1) - _NOISE * noise
    repeated = tuple((form.field(f).header, columns[f], c) for f, c in duplicates)
    said = tuple((field, c) for c, (field, _) in dated.items())
    return Header(form, found, columns, stated, missing, unknown, repeated, round(score, 3), line, said, own_units)


def _dated(
    found: Heading, names: Mapping[str, str], units: frozenset[str], counted: Collection[str]
) -> Iterator[tuple[int, tuple[str, figures.Figure]]]:
    """Columns whose labels say of which time a figure is, with the field."""
    for column, path in enumerate(found.paths):
        for one in figures.of(path, units) if path and _options(path, units)[0] not in names else ():
            if (field := names.get(one.label)) in counted:
                yield column, (str(field), one)


def _assign(
    found: Heading,
    names: Mapping[str, str],
    units: frozenset[str],
    counted: Collection[str],
    own: Mapping[int, str],
    others: Collection[int],
) -> tuple[dict[str, int], list[tuple[str, int]], set[int]]:
    """Field → column, fields that a second column claims, and the columns that are some field's.

    The likeliest names of all columns go first; last the parent alone, for what stands under a label of two rows. `own`
    are columns that say the period of the filing, `others` another time.
    """
    columns, duplicates, taken = dict[str, int](), list[tuple[str, int]](), set[int]()
    labelled = [(c, path) for c, path in enumerate(found.paths) if path and c not in others]
    for rank in range(found.depth + 1):
        for column, path in labelled:
            options = _options(path, units)
            field = own.get(column) or (names.get(options[rank]) if rank < len(options) else None)
            if field is None or column in taken:
                continue
            taken.add(column)
            if field in columns:
                duplicates.append((field, column))
            else:
                columns[field] = column
    under: dict[str, list[int]] = {}
    for column, path in labelled if found.depth > 1 else ():
        field = names.get(normalise(path[0])) if len(path) > 1 and column not in taken else None
        if field and (field not in columns or (columns[field] in own and is_total("".join(path[1:])))):
            under.setdefault(field, []).append(column)
    for field, several in under.items():
        meant = _meant({c: "".join(found.paths[c][1:]) for c in several}) if field in counted else several[:1]
        if meant:
            first = columns.setdefault(field, meant[0])
            duplicates += ((field, c) for c in meant if c != first)
            taken.update(meant)
    return columns, duplicates, taken


def _meant(labels: Mapping[int, str]) -> list[int]:
    """Of the figures under one caption those that it may mean: not 累计 beside 本月, nor 其中：女 beside 合计."""
    kept = {c: flat(label) for c, label in labels.items() if not _OTHER_FIGURE.search(flat(label))}
    this = [c for c, label in kept.items() if _THIS.match(label)]
    every = [c for c, label in kept.items() if is_total(label)]
    return [*this, *every] or list(kept)


def find_header(
    rows: Iterable[Row], forms: Iterable[Form], merges: Sequence[Merge] = (), units: frozenset[str] = NO_UNITS
) -> Header | None:
    """The best header of any form in the first rows, accepted or not; `missing` is the message."""
    grid = grid_of(rows)
    merges = [m for m in merges if m.top <= MAX_SCAN + MAX_DEPTH]
    every = [_Best(form, names_of(form), units) for form in forms]
    end = MAX_SCAN
    for found in _candidates(grid, merges, units):
        if found.heading.row > end:
            break
        perfect = [one.sees_perfect(found) for one in every]
        if any(perfect):
            end = min(end, found.heading.last)
    headers = [one.header for one in every if one.header]
    best = max(headers, key=lambda header: (header.score, len(header.columns)), default=None)
    if best is None or not (best.missing or best.unknown):
        return best
    return _with_nearest(best)


class _Candidate(NamedTuple):
    """A heading that may be a form's: all names that its columns may go by, and the unit that a line above states."""

    heading: Heading
    names: frozenset[str]
    line: str | None


class _Best:
    """The best header of a form among the candidates that went by.

    Headings without a field of the form are worth the same but for their depth: only the first is matched.
    """

    def __init__(self, form: Form, names: Mapping[str, str], units: frozenset[str]) -> None:
        self._form, self._names, self._units = form, names, units
        self._barren = MAX_DEPTH + 1
        self.header: Header | None = None

    def sees_perfect(self, found: _Candidate) -> bool:
        """Take a candidate in, and whether it says all that is required and nothing else: behind it none is looked for."""
        if found.names.isdisjoint(self._names):
            if found.heading.depth >= self._barren:
                return False
            self._barren = found.heading.depth
        header = match(found.heading, self._form, self._names, self._units, found.line)
        if self.header is None or (header.rank, -header.row) > (self.header.rank, -self.header.row):
            self.header = header
        return header.score == 1 and not header.unknown


def _candidates(grid: Grid, merges: Sequence[Merge], units: frozenset[str]) -> Iterator[_Candidate]:
    """Every row, alone and with the rows below it that may belong to it: made once, for all forms."""
    line: str | None = None
    for top, row in enumerate(grid[:MAX_SCAN]):
        texts = [t for t in row if t]
        if not texts or len(texts) > settings.MAX_HEADER_CELLS:
            continue
        for depth in depths(grid, top, merges, units):
            found = heading(grid, top, depth, merges)
            yield _Candidate(found, frozenset(_names_in(found, units)), line)
        line = stated_unit(texts, units) or line


def _names_in(found: Heading, units: frozenset[str]) -> Iterator[str]:
    for path in filter(None, found.paths):
        yield from _options(path, units)
        if found.depth > 1:
            yield normalise(path[0])


def _with_nearest(header: Header) -> Header:
    """Offer for each unknown column the missing header that it most likely meant."""
    from rapidfuzz import fuzz, process

    free = [f.header for f in header.form.fields if f.name not in header.columns]
    unknown: list[tuple[int, str, str | None]] = []
    for column, label, _ in header.unknown:
        bare = _BRACKET.sub("", normalise(label))
        near = process.extractOne(bare, free, scorer=fuzz.ratio, processor=normalise, score_cutoff=NEAR)
        unknown.append((column, label, near[0] if near else None))
    return replace(header, unknown=tuple(unknown))
