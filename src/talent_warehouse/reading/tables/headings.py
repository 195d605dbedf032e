"""Rows → heading: labels of one to four rows as one path a column, and where a heading stands when no form is known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from talent_warehouse.reading.files.documents import Row, as_text
from talent_warehouse.reading.files.facts import Merge
from talent_warehouse.reading.tables.lines import says_unit

MAX_SCAN = 40  # rows above the header: longer covers were met nowhere
MAX_DEPTH = 4  # rows of a header: three levels are the deepest that statistical tables use, and a label may take two
_UNKNOWN = 3  # rows of a header that no form knows: where four are merged they are data as often
_WIDE = 0.6  # share of the usual row that a heading fills; title, unit and period lines fill less
_LABELS = 0.8  # share of the cells of a heading that are labels, and different
_LONGEST = 200  # characters of a label: a question of a survey; a paragraph of instructions is longer
_LEAST, _MOST = 2, 12  # labels in a row of captions
_YEAR = re.compile(r"(?:19|20|21)\d{2}")
_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+(?:e[-+]?\d+)?%?", re.IGNORECASE)
_DAY = re.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2}")
_STATED = re.compile(r"(?<!其中)[:：]\s*\S")

Grid = list[list[str]]
Path = tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """Where a header stands and what it says: for each column the labels from the top down. Rows count from 1."""

    row: int
    depth: int
    paths: tuple[Path, ...]

    @property
    def last(self) -> int:
        """The header's last row."""
        return self.row + self.depth - 1

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """One text a column: parent/child."""
        return tuple("/".join(path) for path in self.paths)


def grid_of(rows: Iterable[Row]) -> Grid:
    """Cells as texts, without line breaks."""
    return [[re.sub(r"\s*[\r\n]+\s*", "", as_text(cell) or "") for cell in row] for row in rows]


def heading(grid: Grid, top: int, depth: int, merges: Sequence[Merge] = ()) -> Heading:
    """The labels of some rows; `top` counts from 0. Merged ranges are spread; where there are none, a label is carried
    right over blank cells that have a label below.
    """
    width = max((len(row) for row in grid[top : top + depth]), default=0)
    rows = [[*row, *[""] * (width - len(row))] for row in grid[top : top + depth]]
    if depth > 1:
        touching = _touching(merges, top, depth)
        for merge in touching:
            _spread(rows, merge, top, width)
        if not any(m.right > m.left for m in touching):
            _carry(rows)
    return Heading(top + 1, depth, tuple(tuple(dict.fromkeys(r[c] for r in rows if r[c])) for c in range(width)))


def _touching(merges: Sequence[Merge], top: int, depth: int) -> list[Merge]:
    """Merged ranges that begin in rows of a heading (`top` from 0)."""
    return [m for m in merges if top < m.top <= top + depth]


def _spread(rows: Grid, merge: Merge, top: int, width: int) -> None:
    first = merge.top - 1 - top
    if merge.left > width:
        return
    text = rows[first][merge.left - 1]
    for row in rows[first : merge.bottom - top]:
        for column in range(merge.left - 1, min(merge.right, width)):
            row[column] = row[column] or text


def _carry(rows: Grid) -> None:
    for level, row in enumerate(rows[:-1]):
        for column in range(1, len(row)):
            if not row[column] and any(below[column] for below in rows[level + 1 :]):
                row[column] = row[column - 1]


def is_stacked(grid: Grid, top: int, depth: int, merges: Sequence[Merge], units: frozenset[str] = frozenset()) -> bool:
    """Whether rows may be levels of one heading: merged cells say so, blanks above and below that fit together, or the
    last states units and nothing else.
    """
    if top + depth > len(grid) or sum(1 for t in grid[top] if t) < 2:  # one text alone is a title
        return False
    stated = [t for t in grid[top + depth - 1] if t]
    if units and stated and all(says_unit(t, units) for t in stated):
        return depth == 2 or is_stacked(grid, top, depth - 1, merges, units)
    width = max(map(len, grid[top : top + depth]))
    if any(m.top < top + depth and (m.bottom > m.top or m.right > m.left) and not _is_title(m, width)
           for m in _touching(merges, top, depth)):  # fmt: skip
        return all(m.bottom <= top + depth for m in _touching(merges, top, depth))
    return all(_fit(grid[level], grid[level + 1]) for level in range(top, top + depth - 1))


def depths(grid: Grid, top: int, merges: Sequence[Merge], units: frozenset[str] = frozenset()) -> Iterator[int]:
    """How many rows a heading may take that begins in a row (from 0): no fewer than its merged cells and captions do."""
    least = max((m.bottom - top for m in merges if m.top == top + 1), default=1)
    if any(
        text and (not _is_label(text) or _DAY.fullmatch(text)) for row in grid[top + 1 : top + least] for text in row
    ):
        least = 1  # a cell of the heading was merged with the data below it
    least = max(least if least <= MAX_DEPTH else 1, 2 if _has_captions(grid, top, merges) else 1)
    for depth in range(least, MAX_DEPTH + 1):
        if depth == 1 or is_stacked(grid, top, depth, merges, units):
            yield depth


def _has_captions(grid: Grid, top: int, merges: Sequence[Merge]) -> bool:
    """Whether the row below a row of labels holds nothing but labels of columns under one of these: 参加人次 over 累计 | 本月.

    Such a row is no row of data; taken for one, the first column would have the label of both.
    """
    upper, lower = grid[top], grid[top + 1] if top + 1 < len(grid) else []
    below = [c for c, text in enumerate(lower) if text]
    if not _LEAST <= len(below) <= _MOST or not all(_is_label(lower[c]) for c in below):
        return False
    if len(below) * 2 >= sum(1 for text in upper if text):
        return False
    spans = [(m.left - 1, m.right - 1) for m in merges if m.top == m.bottom == top + 1 and m.right > m.left]
    captions = [c for c in below if c < len(upper) and upper[c]]
    ends = [max((b for a, b in spans if a == c), default=_blank_to(upper, c)) for c in captions]
    under = {c for a, b in zip(captions, ends, strict=True) if b > a for c in range(a, b + 1)}
    return set(below) <= under and is_stacked(grid, top, 2, merges)


def _blank_to(row: Sequence[str], column: int) -> int:
    """The last column of those without a text to the right of one."""
    end = column
    while end + 1 < len(row) and not row[end + 1]:
        end += 1
    return end


def _is_title(merge: Merge, width: int) -> bool:
    return merge.right - merge.left + 1 >= max(2, 0.8 * width) and merge.top == merge.bottom


def _fit(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """A group line over its labels: all texts, each fills blanks of the other or most of the upper is blank."""
    below = [t for t in lower if t]
    if len(below) < 2 or sum(1 for t in upper if t) < 2 or not all(map(_is_label, below)):
        return False
    pairs = [(u, lower[c] if c < len(lower) else "") for c, u in enumerate(upper)]
    both = sum(1 for u, w in pairs if u and w)
    alone = sum(1 for u, w in pairs if u and not w)
    filled = sum(1 for c, w in enumerate(lower) if w and not (c < len(upper) and upper[c]))
    return filled > 0 and (alone > 0 or both <= len(below) / 2)


def _is_label(text: str) -> bool:
    flat = unicodedata.normalize("NFKC", text).strip()
    if _YEAR.fullmatch(flat.removesuffix("年")):
        return True
    return len(flat) <= _LONGEST and not _NUMBER.fullmatch(flat) and not _STATED.search(flat)


def by_shape(grid: Grid, merges: Sequence[Merge] = ()) -> Heading | None:
    """The first row of mostly different labels, nearly as wide as the usual row, that has rows below it."""
    counts = [sum(1 for t in row if t) for row in grid]
    filled = [i for i, n in enumerate(counts) if n]
    if len(filled) < 2:
        return None
    usual = median([n for n in counts if n > 1] or [1])
    for top in filled[:-1][:MAX_SCAN]:
        if counts[top] < min(2, usual):
            continue
        found = heading(grid, top, _depth(grid, top, merges), merges)
        labels = [label for label in found.labels if label]
        good = _labels_in([path[-1] for path in found.paths if path])
        if (
            len(labels) >= max(_WIDE * usual, min(2, usual))
            and len(set(labels)) >= _LABELS * len(labels)
            and good >= _LABELS * len(labels)
            and any(n >= found.last for n in filled)
        ):
            return found
    return None


def _labels_in(texts: Sequence[str]) -> int:
    """How many are labels. Numbers that count up, as the days of a month do, are, beside some that are words."""
    words = sum(map(_is_label, texts))
    numbers = [int(t) for t in texts if t.isdecimal()]
    counts_up = len(numbers) > 2 and all(b - a == 1 for a, b in pairwise(numbers))
    return len(texts) if words and counts_up and words + len(numbers) >= len(texts) else words


def _depth(grid: Grid, top: int, merges: Sequence[Merge]) -> int:
    """How many rows a heading takes that begins in a row (from 0)."""
    width = max(map(len, grid[top : top + _UNKNOWN]))
    own = [m for m in merges if m.top == top + 1 and not _is_title(m, width)]
    tall = max((m.bottom - m.top + 1 for m in own), default=1)
    if 1 < tall <= _UNKNOWN:
        return min(tall, len(grid) - top)
    if any(m.right > m.left for m in own) and tall == 1 and top + 1 < len(grid):
        return 1 + all(map(_is_label, filter(None, grid[top + 1])))
    return 2 if is_stacked(grid, top, 2, ()) and not own else 1
