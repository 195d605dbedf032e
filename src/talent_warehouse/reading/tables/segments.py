"""Rows → segments: the rows under one heading; one that comes again in another order begins a segment of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from talent_warehouse.contracts import Form
from talent_warehouse.reading.files.documents import Row, Sheet
from talent_warehouse.reading.files.facts import Merge
from talent_warehouse.reading.tables.headers import Header, match, names_of, stated_unit
from talent_warehouse.reading.tables.headings import MAX_DEPTH, depths, grid_of, heading
from talent_warehouse.reading.tables.lines import texts_of

BLOCK = 4096  # rows that are read at a time: more gain nothing, fewer pay for each block
AHEAD = 2  # rows below a row that tell whether it is the line of a group
_COLUMNS, _STEP, _FAR = 6, 3, 60  # columns that tell where a heading comes again: the first, then each third
_SAID = 2  # of these say a label where a row is a heading: one alone may be a value
_ABOVE = 5  # rows above a heading in which the unit of its amounts may stand


@dataclass(frozen=True)
class Stretch:
    """Rows of data of one segment, with the number of the first; `ahead` are the next below that hold anything.

    `begins` are the numbers of the rows of a heading that stand above them, where the segment is a new one.
    """

    header: Header
    first: int
    rows: list[Row]
    ahead: list[Row]
    begins: range | None = None


class Headings:
    """Looks among rows of data for the heading of their form, and of others."""

    def __init__(self, sheet: Sheet, header: Header, units: frozenset[str], forms: Sequence[Form] = ()) -> None:
        self._units = units
        self._forms = [(form, names_of(form)) for form in (header.form, *(f for f in forms if f is not header.form))]
        self._merges = [m for m in sheet.facts().merges if m.top > header.heading.last]
        top = list(islice(sheet.rows(), header.heading.last))
        self._line: str | None = None
        for row in top[: header.row - 1]:
            self._line = stated_unit(texts_of(row), units) or self._line
        own = {cell for row in top[header.row - 1 :] for cell in row if isinstance(cell, str) and cell.strip()}
        said = frozenset(label for form, _ in self._forms for f in form.fields for label in (f.header, *f.synonyms))
        self._labels = own | _every_way(said)

    def candidates(self, rows: Sequence[Row]) -> list[int]:
        """Where a heading may begin, by a cheap look, from 0: at a row that says a label, or just above it."""
        says_none = self._labels.isdisjoint
        speaking = [i for i, row in enumerate(rows) if not says_none(row if len(row) <= _FAR else row[:_FAR])]
        found = (i for i in speaking if self._says_labels(rows[i]))
        return sorted({i - up for i in found for up in range(MAX_DEPTH) if i >= up})

    def _says_labels(self, row: Row) -> bool:
        looked = (*row[:_COLUMNS], *row[_COLUMNS + _STEP - 1 : _FAR : _STEP])
        return sum(cell in self._labels for cell in looked) >= _SAID

    def at(self, rows: Sequence[Row], index: int, number: int, above: Iterable[Row] = ()) -> Header | None:
        """The header that begins in a row, whose number is given, of the form that fits it best; `above` are the rows
        above it.
        """
        line = self._line
        for row in above:
            texts = texts_of(row)
            line = (stated_unit(texts, self._units) if len(texts) <= AHEAD else None) or line
        found = (self._of(form, names, rows, index, number, line) for form, names in self._forms)
        return max(filter(None, found), key=lambda header: (header.score, len(header.columns)), default=None)

    def _of(
        self, form: Form, names: Mapping[str, str], rows: Sequence[Row], index: int, number: int, line: str | None
    ) -> Header | None:
        best = self._best(form, names, rows, index, number, line)
        if best is None or not best.is_accepted:
            return None
        inner = [self._best(form, names, rows, index + n, number + n, line) for n in range(1, best.heading.depth)]
        return None if any(one and one.rank >= best.rank for one in inner) else best  # a row of data over a heading

    def _best(
        self, form: Form, names: Mapping[str, str], rows: Sequence[Row], index: int, number: int, line: str | None
    ) -> Header | None:
        grid, off = grid_of(rows[index : index + MAX_DEPTH]), number - 1
        merges = [
            Merge(m.top - off, m.left, m.bottom - off, m.right)
            for m in self._merges
            if number <= m.top < number + MAX_DEPTH
        ]
        best: Header | None = None
        for depth in depths(grid, 0, merges, self._units):
            found = replace(heading(grid, 0, depth, merges), row=number)
            header = match(found, form, names, self._units, line)
            best = header if best is None or header.rank > best.rank else best
        return best


@lru_cache(maxsize=8)
def _every_way(labels: frozenset[str]) -> frozenset[str]:
    return frozenset(way for label in labels for way in _ways(label))


def _ways(label: str) -> Iterator[str]:
    """How people write a label."""
    yield from (label, f"*{label}", f"{label}*", f"＊{label}", f"{label}＊", f"{label}（必填）")
    for space in (" ", "  ", "\u3000"):
        yield space.join(label)


def is_same(one: Header, other: Header) -> bool:
    """Whether rows under the one read like rows under the other."""
    return (one.columns, one.units) == (other.columns, other.units)


def stretches(sheet: Sheet, header: Header, units: frozenset[str], size: int) -> Iterator[Stretch]:
    """The rows below a header, many at a time. Streams."""
    found = Headings(sheet, header, units)
    rows, number = islice(sheet.rows(), header.heading.last, None), header.heading.last + 1
    held: list[Row] = []
    begins: range | None = None
    above: list[Row] = []
    known = 0  # the last row of a heading like the one before
    while _fill(held, rows, size) or begins:
        end, following = min(size, len(held)), None
        for index in found.candidates(held[: size + MAX_DEPTH - 1]):
            if index >= end or number + index <= known:
                continue
            near = (above + held[:index])[-_ABOVE:]
            other = found.at(held, index, number + index, near)
            if other and is_same(other, header):
                known = other.heading.last
            elif other:
                end, following = index, other
                break
        ahead = list(islice((row for row in islice(held, end, None) if texts_of(row)), AHEAD))
        if end or begins:
            yield Stretch(header, number, held[:end], ahead, begins)
        above, begins = (above + held[max(end - _ABOVE, 0) : end])[-_ABOVE:], None
        if following:
            header, begins = following, range(number + end, number + end + following.heading.depth)
            end, above = end + following.heading.depth, []
        del held[:end]
        number += end


def _fill(held: list[Row], rows: Iterator[Row], size: int) -> bool:
    """Have the rows of a stretch and enough below them; whether there is any."""
    held += islice(rows, max(size + MAX_DEPTH - len(held), 0))
    missing = AHEAD - sum(1 for row in islice(held, size, None) if texts_of(row))
    while missing > 0 and (row := next(rows, None)) is not None:
        held.append(row)
        missing -= bool(texts_of(row))
    return bool(held)
