"""Header → rows: which rows below the header are data, and why the others are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType

from talent_warehouse.contracts import Kind
from talent_warehouse.reading.files.documents import Cell, Row, as_text
from talent_warehouse.reading.files.facts import Merge, Place
from talent_warehouse.reading.tables import lines, whole
from talent_warehouse.reading.tables.headers import normalise
from talent_warehouse.reading.tables.headings import Heading
from talent_warehouse.reading.tables.layouts import Layout
from talent_warehouse.reading.tables.lines import EXAMPLE_MARK, Why

__all__ = ["EXAMPLE_MARK", "DataRow", "Excluded", "Why", "above", "below"]
_NUMBERED = 5  # columns of an unknown table from which 1 2 3 4 5 under its header is a numbering
_MOST = 0.6  # share of the columns that a caption is merged across
LABEL = 20  # no header of a form is longer
_COUNTED: frozenset[Kind] = frozenset({"quantity", "integer"})
_SPEAKING: frozenset[Why] = frozenset({"total", "note", "signature"})
_ODD: frozenset[Why] = _SPEAKING | {"example"}


@dataclass(frozen=True)
class DataRow:
    """One row of data: its number as Excel shows it, and a cell for each field that has a column."""

    row_no: int
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Excluded:
    """One row that is no data; `row` are its cells, for the totals."""

    row_no: int
    why: Why
    row: Row = field(default_factory=list, compare=False)
    is_filled: bool = False  # most of its fields are stated: it may be one of data after all


def above(rows: Iterable[Row], heading: Heading, first: int = 1) -> Iterator[Excluded]:
    """Every row over the header with what it is, from the first of the table on."""
    for number, row in enumerate(islice(rows, first - 1, heading.row - 1), first):
        yield Excluded(number, lines.above(lines.texts_of(row)), row)


def below(
    rows: Iterable[Row],
    plan: Layout,
    merges: Sequence[Merge] = (),
    last: int | None = None,
    struck: Mapping[Place, bool] = MappingProxyType({}),
) -> Iterator[DataRow | Excluded]:
    """Every row below the header, or those up to the last, as data or as left out with its reason."""
    judge, every = Judge(plan, merges, struck), list(rows)
    numbers = range(plan.heading.last + 1, (len(every) if last is None else last) + 1)
    return (judge.look(n, every[n - 1], after(every, n)) for n in numbers)


def after(rows: Sequence[Row], index: int, ahead: Iterable[Row] = ()) -> Iterator[Row]:
    """The rows from an index (from 0), and what comes behind them."""
    yield from (rows[n] for n in range(index, len(rows)))
    yield from ahead


class Judge:
    """The careful look at one row after another.

    A cell merged down a column says its text for each row; a number so merged counts once, in the first. Rows may be
    passed over that are data for certain, that no merged cell touches, and that stand under no header directly.
    """

    def __init__(self, plan: Layout, merges: Sequence[Merge], struck: Mapping[Place, bool]) -> None:
        self._plan = plan
        self.struck = _struck_rows(struck, plan)
        self._fill = _Fill(merges, plan)
        self.wide = _wide_rows(merges, plan)
        self.is_under_header = True

    def look(self, number: int, row: Row, below: Iterable[Row] = ()) -> DataRow | Excluded:
        """A row as data, or as left out with its reason; the rows below tell the line of a group from a row cut short."""
        plan = self._plan
        why = "nil" if whole.is_nil(row, plan) else _why_not(row, plan)
        why = why or ("struck" if number in self.struck and _is_struck(row, self.struck[number], plan) else None)
        why = why or ("note" if number in self.wide and _is_caption(row, self.wide[number], plan) else None)
        why = why or ("unit" if self.is_under_header and whole.is_units(row, plan) else None)
        if why is None and whole.is_bare(row, plan) and not (self.is_under_header or self._fill.covers(number)):
            why = "total" if whole.is_last(plan, below) else None
        why = why or ("group" if whole.is_group(row, plan, below) else None)
        why = why or ("numbering" if self.is_under_header and _is_numbering(row, plan) else None)
        self.is_under_header = why == "repeated_header" or (self.is_under_header and why in ("blank", "nil"))
        if why:
            self._fill.pass_by(number, row)
            is_odd = why in _ODD and EXAMPLE_MARK not in row
            return Excluded(number, why, row, is_odd and whole.is_mostly_filled(row, plan))
        cells = {f: row[c] if c < len(row) else None for f, c in plan.columns.items()}
        self._fill.into(cells, number, row)
        return DataRow(number, cells)


def merged_down(merges: Iterable[Merge], plan: Layout) -> list[Merge]:
    """Cells below the header that are merged down a column of the plan."""
    mapped = set(plan.columns.values())
    return [m for m in merges if m.bottom > m.top > plan.heading.last and m.left - 1 in mapped]


def _struck_rows(struck: Mapping[Place, bool], plan: Layout) -> dict[int, set[int]]:
    """Row → the columns (from 0) of its cells that are struck through whole."""
    found: dict[int, set[int]] = {}
    for row, column in (place for place, is_whole in struck.items() if is_whole and place[0] > plan.heading.last):
        found.setdefault(row, set()).add(column - 1)
    return found


def _is_struck(row: Row, struck: set[int], plan: Layout) -> bool:
    """Whether all that a row states of the form, but for what its template brought along, is struck through."""
    own = {c for c in plan.columns.values() if c not in plan.prefilled and c < len(row) and whole.is_stated(row[c])}
    return own <= struck


def _wide_rows(merges: Sequence[Merge], plan: Layout) -> dict[int, int]:
    """Row → the most columns that a merged cell of it spans."""
    found: dict[int, int] = {}
    for merge in merges:
        if merge.top == merge.bottom > plan.heading.last:
            found[merge.top] = max(found.get(merge.top, 0), merge.right - merge.left + 1)
    return found


def _is_caption(row: Row, span: int, plan: Layout) -> bool:
    """A line merged across most of the table, or across three columns with nothing beside it."""
    return span > max(2, _MOST * len(plan.own_names)) or (span > 2 and len(lines.texts_of(row)) == 1)


class _Fill:
    """Cells merged down, as the rows go by."""

    def __init__(self, merges: Sequence[Merge], plan: Layout) -> None:
        at = {c: f for f, c in plan.columns.items()}
        self._fields = at
        self._once = {c for c, f in at.items() if plan.kinds.get(f) in _COUNTED}
        self._waiting = sorted(merged_down(merges, plan), key=lambda m: m.top, reverse=True)
        self._open: dict[int, tuple[int, Cell]] = {}  # column → last row, value

    def covers(self, number: int) -> bool:
        """Whether a merged cell that began above says its text for a row."""
        return any(last >= number for last, _ in self._open.values())

    def pass_by(self, number: int, row: Row) -> None:
        """A row that is no data may still begin a merged cell."""
        while self._waiting and self._waiting[-1].top <= number:
            merge = self._waiting.pop()
            if merge.top == number and merge.left - 1 not in self._once:
                self._open[merge.left - 1] = (merge.bottom, row[merge.left - 1] if merge.left <= len(row) else None)

    def into(self, cells: dict[str, Cell], number: int, row: Row) -> None:
        """Give a row of data what the merged cells over it say."""
        if not self._waiting and not self._open:
            return
        self.pass_by(number, row)
        for column, (last, value) in list(self._open.items()):
            if number > last:
                del self._open[column]
            elif cells[self._fields[column]] in (None, ""):
                cells[self._fields[column]] = value


def _why_not(row: Row, plan: Layout) -> Why | None:
    first = list(islice(((c, text) for c, cell in enumerate(row) if (text := as_text(cell))), 2))  # they say it all
    if not first:
        return "blank"
    if why := _spoken(row, first, plan):
        return why
    if lines.is_rule([first[0][1]]) and lines.is_rule(lines.each_text(row)):
        return "note"
    if EXAMPLE_MARK in row:
        return "example"
    if plan.kinds and all(c >= len(row) or is_blank(row[c]) for c in plan.columns.values()):
        return (
            "blank" if all(map(lines.is_number, lines.each_text(row))) else "note"
        )  # numbers filled down beyond the data
    if len(first) == 1 and len(plan.own_names) > 2 and lines.is_remark(first[0][1]):
        return "note"
    if plan.prefilled and all(c in plan.prefilled or c >= len(row) or is_blank(row[c]) for c in plan.columns.values()):
        return "prefilled"
    if whole.is_total(row, plan):
        return "total"
    return "repeated_header" if repeats(row, plan) else None


def _spoken(row: Row, first: Sequence[tuple[int, str]], plan: Layout) -> Why | None:
    """What the first two cells of a row say of it, with their columns, where the row as a whole is no data."""
    column, text = first[0]
    why = lines.said(text[:40])
    if why is None and len(first) == 1:
        return "signature" if lines.is_day(text) else None
    if why is None:
        is_numbered = text.isdecimal() or (bool(plan.kinds) and lines.is_ordinal(text))
        column, text = first[1]
        if (lines.is_total(text) and (is_numbered or plan.kinds)) or (
            is_numbered and plan.kinds and lines.said(text[:40]) == "total"
        ):
            why = "total"
        elif is_numbered and lines.said(text[:40]) == "example":
            why = "example"
    if why in _SPEAKING and plan.kinds and whole.is_data(row, plan, column):
        return None
    return why


def _is_numbering(row: Row, plan: Layout) -> bool:
    """1 2 3 … under the labels; of an unknown table only where the row is too long to be one of data."""
    texts = lines.texts_of(row)
    return len(texts) >= (3 if plan.kinds else _NUMBERED) and lines.is_numbering(texts)


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing, or spaces."""
    return cell is None or cell == "" or (isinstance(cell, str) and not cell.strip())


def repeats(row: Row, plan: Layout) -> bool:
    """A header printed again on the next page: most of the cells say their own column's name."""
    same = other = 0
    for column, names in plan.own_names.items():
        cell = row[column] if column < len(row) else None
        if cell is None or cell == "":
            continue
        if isinstance(cell, str) and len(cell) <= 2 * LABEL and normalise(cell) in names:
            same += 1
        else:
            other += 1
            if same == 0 and other > 2:
                return False  # a row of data says none of the first names
    return same >= min(2, len(plan.own_names)) and same >= other
