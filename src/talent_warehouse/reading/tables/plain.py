"""Rows → plain rows: which of many rows are data for certain, by cheap looks at a few columns.

All others get the careful look of rows.Judge: what is data and what is left out is the same as row by row.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain, compress, repeat
from typing import TypeAlias

from talent_warehouse.reading.files.documents import Cell, Row
from talent_warehouse.reading.files.facts import Merge, Place, Span
from talent_warehouse.reading.tables.headers import BARE, normalise
from talent_warehouse.reading.tables.layouts import Layout
from talent_warehouse.reading.tables.lines import EXAMPLE_MARK, is_bare_total, is_nothing
from talent_warehouse.reading.tables.rows import LABEL, DataRow, Excluded, Judge, after, is_blank, merged_down, repeats
from talent_warehouse.reading.values.memo import Memo

Column: TypeAlias = Sequence[Cell]
_LEADING_REQUIRED = 4  # required columns of which the line of a group leaves one empty
_LEADING, _NAMED = 3, 4  # columns that tell a plain row: the first that hold anything, the first of these with a label
# Words that may say what a row is, anywhere in a cell or at its end.
_WORDS = (
    "合计",
    "小计",
    "总计",
    "共计",
    "累计",
    "总和",
    "汇总",
    "合共",
    "总数",
    "总额",
    "总人数",
    "总金额",
    "otal",
    "OTAL",
    "续",
    "页",
    "空白",
    "正文",
    "盖章",
    "公章",
    "签章",
    "签字",
    "签名",
    "例",
    *(f"共{digit}" for digit in range(10)),
)
_ENDS = (
    "-",
    "报告期",
    "报送期",
    "所属期",
    "统计期",
    "期间",
    "表人",
    "报人",
    "核人",
    "批人",
    "对人",
    "手人",
    "办人",
    "注",
    "说明",
    "来源",
)
# A plain cell is of characters that normalising leaves as they are, without such a word. Of a label it takes the marks.
_MARKS = "〔〕《》“”"
_LETTERS = BARE.pattern[1:-2] + _MARKS
_PLAIN = re.compile(rf"(?!.*(?:{'|'.join(_WORDS)}|(?:{'|'.join(_ENDS)})$))[{_LETTERS}]+")
_OTHER = re.compile(rf"[^\n{_LETTERS}]")
_SPEAKING = (*_WORDS, *(f"{end}\n" for end in _ENDS))
# A few pieces, one of which stands in each of these: a text without any of them need not be searched for all.
_HINTS = (
    "计",
    "总",
    "续",
    "页",
    "空白",
    "正文",
    "章",
    "签",
    "例",
    "共",
    "otal",
    "OTAL",
    "人\n",
    "注\n",
    "说明\n",
    "来源\n",
    "期\n",
    "间\n",
    "-\n",
)
_BLANK, _GOOD, _ODD = 0, 1, 2  # what a look at a cell says of it


@dataclass(frozen=True)
class Sifted:
    """Rows in order: the numbers of those that are data, their cells by field, and the others."""

    numbers: Sequence[int]
    cells: dict[str, Column]
    left_out: list[Excluded]


def joined(column: Column) -> str | None:
    """A column of nothing but plain texts, as one text; else None. A few searches in place of some for each cell."""
    try:
        text = "\n".join(column) + "\n"  # type: ignore[arg-type]
    except TypeError:
        return None
    if text[0] == "\n" or "\n\n" in text or text.count("\n") != len(column):
        return None
    is_plain = not _OTHER.search(text) and not (any(h in text for h in _HINTS) and any(w in text for w in _SPEAKING))
    return text if is_plain else None


class Sieve:
    """Tells the rows of data below a header from the others, many at a time and in order."""

    def __init__(self, plan: Layout, merges: Sequence[Merge], struck: Mapping[Place, bool]) -> None:
        self._plan, self._judge = plan, Judge(plan, merges, struck)
        self._merged = list(_united((m.top, m.bottom) for m in merged_down(merges, plan)))
        self._keys = [c for c in plan.columns.values() if c not in plan.prefilled]
        self._width = max((*plan.own_names, *plan.columns.values()), default=0) + 1
        self._looks, self._says_total = Memo(_look), Memo(is_bare_total)
        self._says_nothing = Memo(is_nothing)
        self._texts = Memo[str | None](lambda c: None)  # columns of nothing but plain texts, each as one
        self._labels = {c: Memo(partial(_is_label, names)) for c, names in plan.own_names.items()}

    def sift(self, rows: list[Row], first: int, ahead: Sequence[Row] = ()) -> Sifted:
        """Rows of which the first has a number; the next call is for the rows below, `ahead` are the first of them."""
        if min(map(len, rows)) < self._width:
            rows = [row if len(row) >= self._width else [*row, *repeat(None, self._width - len(row))] for row in rows]
        columns: list[Column] = list(zip(*rows, strict=False))  # as wide as the shortest row, wider than all labels
        data, left_out = self._judged(rows, columns, first, ahead)
        cells: dict[str, Column] = {f: columns[c] for f, c in self._plan.columns.items()}
        if self._merged:
            cells |= _changed(cells, data, first)
        if not left_out:
            return Sifted(range(first, first + len(rows)), cells, [])
        keep = [True] * len(rows)
        for one in left_out:
            keep[one.row_no - first] = False
        numbers = list(compress(range(first, first + len(rows)), keep))
        return Sifted(numbers, {f: list(compress(column, keep)) for f, column in cells.items()}, left_out)

    def _judged(
        self, rows: list[Row], columns: list[Column], first: int, ahead: Sequence[Row]
    ) -> tuple[list[DataRow], list[Excluded]]:
        """The doubtful rows, and those that stand directly under a header."""
        judge, upto = self._judge, 0
        looked: list[DataRow | Excluded] = []
        for index in (*sorted(self._doubtful(rows, columns, first)), len(rows)):
            while upto < index and judge.is_under_header:
                looked.append(judge.look(first + upto, rows[upto], after(rows, upto + 1, ahead)))
                upto += 1
            if upto <= index < len(rows):
                looked.append(judge.look(first + index, rows[index], after(rows, index + 1, ahead)))
                upto = index + 1
        return [r for r in looked if isinstance(r, DataRow)], [r for r in looked if isinstance(r, Excluded)]

    def _doubtful(self, rows: list[Row], columns: list[Column], first: int) -> set[int]:
        """Which rows are not plain, from 0."""
        every = set(range(len(rows)))
        self._texts = Memo(lambda c: joined(columns[c]))
        looks = dict(self._leading(columns))
        if len(looks) < 2 or not self._plan.kinds or not self._keys:
            return every
        found = set(_odd(list(looks.values())))
        found.update(self._without_key(columns, looks))
        found.update(self._cut_short(columns))
        found.update(self._totals(columns))
        found.update(self._nil(columns))
        found.update(i for i in self._labelled(columns, every) if repeats(rows[i], self._plan))
        if EXAMPLE_MARK in chain.from_iterable(rows):
            found.update(i for i, row in enumerate(rows) if EXAMPLE_MARK in row)
        if self._judge.struck:
            found.update(i for i in every if first + i in self._judge.struck)
        if self._judge.wide:
            found.update(i for i in every if first + i in self._judge.wide)
        at = bisect_left(self._merged, first, key=lambda span: span[1])
        while at < len(self._merged) and self._merged[at][0] < first + len(rows):
            top, bottom = self._merged[at]
            found.update(range(max(top - first, 0), min(bottom - first + 1, len(rows))))
            at += 1
        return found

    def _leading(self, columns: list[Column]) -> Iterator[tuple[int, Sequence[int]]]:
        """The first columns that hold anything, with what a look at each cell says."""
        left = _LEADING
        for number, column in enumerate(columns):
            seen = (_GOOD,) * len(column) if self._texts[number] else list(map(self._looks.__getitem__, column))
            if any(seen):
                yield number, seen
                left -= 1
            if not left:
                return

    def _without_key(self, columns: list[Column], looks: dict[int, Sequence[int]]) -> Iterator[int]:
        """Rows that may state nothing of the form besides what its template had filled in."""
        if any(_BLANK not in looks[c] for c in self._keys if c in looks):
            return
        fullest = min((columns[c] for c in self._keys), key=_blanks)
        yield from (i for i, cell in enumerate(fullest) if is_blank(cell))

    def _cut_short(self, columns: list[Column]) -> Iterator[int]:
        """Rows that may be the line of a group: of some required fields they state a name and a count or two at most."""
        fullest = sorted(self._plan.required, key=lambda c: not self._texts[c] and _blanks(columns[c]))
        for c in fullest[:_LEADING_REQUIRED]:
            if not self._texts[c]:
                yield from (i for i, cell in enumerate(columns[c]) if is_blank(cell))

    def _totals(self, columns: list[Column]) -> Iterator[int]:
        """Rows of which a required field may say 合计."""
        for c in self._plan.required:
            if not self._texts[c]:
                cells = enumerate(columns[c])
                yield from (i for i, cell in cells if isinstance(cell, str) and self._says_total[cell])

    def _nil(self, columns: list[Column]) -> Iterator[int]:
        """Rows of which the first required field may say 无."""
        cells = columns[self._plan.required[0]] if self._plan.required else ()
        return (i for i, cell in enumerate(cells) if isinstance(cell, str) and self._says_nothing[cell])

    def _labelled(self, columns: list[Column], every: set[int]) -> Iterable[int]:
        """Rows of which the first three cells under a label may say such a label."""
        named = [c for c in self._plan.own_names if any(columns[c])][:_NAMED]
        if len(named) < _LEADING:
            return every
        said = [self._says_label(c, columns[c]) for c in named]
        if not any(True in one or None in one for one in said[:_LEADING]):
            return ()
        rows = enumerate(zip(*said, strict=True))
        return (i for i, row in rows if True in row or len(row) - row.count(None) < _LEADING)

    def _says_label(self, number: int, column: Column) -> Sequence[bool | None]:
        """For each cell whether it says its own column's name; None where it holds nothing."""
        text = self._texts[number]
        said = (*self._plan.own_names[number], *_MARKS)
        if text and not any(part in text.casefold() for part in said):
            return (False,) * len(column)
        says = self._labels[number]
        return [None if x is None or x == "" else isinstance(x, str) and says[x] for x in column]


def _look(cell: Cell) -> int:
    """Whether a leading cell can speak of its row; a number or a date cannot."""
    if cell is None or cell == "":
        return _BLANK
    if isinstance(cell, str):
        return _GOOD if _PLAIN.fullmatch(cell) else _ODD
    return _GOOD if isinstance(cell, int | float | date) else _ODD


def _blanks(column: Column) -> int:
    return column.count(None) + column.count("")


def _is_label(names: frozenset[str], cell: str) -> bool:
    return len(cell) <= 2 * LABEL and normalise(cell) in names


def _odd(looks: list[Sequence[int]]) -> Iterable[int]:
    """Rows that say something of themselves, or of which fewer than two of the leading cells hold anything."""
    if not any(_BLANK in one or _ODD in one for one in looks[:2]) and not any(_ODD in one for one in looks[2:]):
        return ()
    return (i for i, row in enumerate(zip(*looks, strict=True)) if _ODD in row or len(row) - row.count(_BLANK) < 2)


def _changed(cells: dict[str, Column], data: list[DataRow], first: int) -> dict[str, Column]:
    """The columns in which a merged cell says its text for more rows than its own."""
    changed: dict[str, list[Cell]] = {}
    for row in data:
        for name, cell in row.cells.items():
            if cell is not cells[name][row.row_no - first]:
                changed.setdefault(name, list(cells[name]))[row.row_no - first] = cell
    return dict(changed)


def _united(spans: Iterable[Span]) -> Iterator[Span]:
    """The same rows as spans that do not touch each other, in order."""
    top = bottom = 0
    for first, last in sorted(spans):
        if first > bottom + 1:
            if bottom:
                yield top, bottom
            top, bottom = first, last
        bottom = max(bottom, last)
    if bottom:
        yield top, bottom
