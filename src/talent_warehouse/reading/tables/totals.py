"""Stated totals against the rows above them: 合计 must be what stands there, or the filer is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from talent_warehouse.reading.files.documents import Cell, as_text
from talent_warehouse.reading.tables.headers import normalise
from talent_warehouse.reading.tables.layouts import Layout
from talent_warehouse.reading.tables.lines import each_text, flat
from talent_warehouse.reading.tables.rows import Excluded
from talent_warehouse.reading.values.quantities import read_quantity

_NO_AMOUNT = ("序号", "编号", "代码", "编码", "年份", "年度", "年", "电话", "号")
_SINCE = re.compile(r"年.{0,4}累计|月累计|至今")
_ROUNDING = Decimal("1e-12")
Columns: TypeAlias = Mapping[str, Sequence[Cell]]  # field → its cells, row by row


@dataclass(frozen=True)
class Total:
    """One total that a sheet states: its place (row and column from 1), what it says, and what the rows come to."""

    row_no: int
    column: int
    field: str
    stated: Decimal
    computed: Decimal

    @property
    def agrees(self) -> bool:
        """Within the rounding of what is printed, and of a spreadsheet's own sums."""
        exponent = self.stated.as_tuple().exponent
        digits = max(-exponent, 0) if isinstance(exponent, int) else 0
        return abs(self.stated - self.computed) <= max(Decimal("0.5").scaleb(-digits), abs(self.computed) * _ROUNDING)


def _is_since_long(line: Excluded) -> bool:
    """Whether a line adds up what was filed before, too: 本年累计."""
    return any(_SINCE.search(flat(text)) for text in each_text(line.row))


class Totals:
    """Sums the columns of amounts while the rows go by; a column with a cell that is no exact number is passed over."""

    def __init__(self, plan: Layout, units: frozenset[str], above: Totals | None = None) -> None:
        """`above` has seen the rows under another heading of the same table."""
        self._plan, self._units = plan, dict.fromkeys(units, "")
        if plan.kinds:
            self._fields = [f for f in plan.columns if plan.kinds[f] in ("quantity", "integer")]
        else:
            labels = plan.heading.labels
            self._fields = [f for f, c in plan.columns.items() if not normalise(labels[c]).endswith(_NO_AMOUNT)]
        self._needed = [*self._fields, *(own for f in self._fields if (own := plan.unit_fields.get(f)))]
        self._since: list[Columns] = []  # rows since the last total
        self._before: list[Columns] = []  # rows before it
        self._leading: list[tuple[Excluded, int]] = []  # totals above what they add up, with the pieces before each
        if above and above._plan.units == plan.units:
            self._since, self._before = above._since, above._before

    def add(self, cells: Columns, first: int = 0, end: int | None = None) -> None:
        """Rows of data, as columns of which some rows may be taken."""
        added = {name: cells[name][first:end] for name in self._needed if name in cells}
        if any(added.values()):
            self._since.append(added)

    def check(self, line: Excluded) -> Iterator[Total]:
        """A row of totals against the rows since the last; a sum of subtotals stands for all rows above."""
        whole = [*self._before, *self._since]
        if self._leading or not whole:
            self._leading.append((line, len(whole)))
        else:
            yield from self._against(line, [self._since, whole] if self._before else [whole])
        self._before, self._since = whole, []

    def check_leading(self) -> Iterator[Total]:
        """Where a total stands above all rows, each against the rows below it; or above, as others have it."""
        whole = [*self._before, *self._since]
        places = [0, *(at for _, at in self._leading), len(whole)]
        for (line, at), before, after in zip(self._leading, places, places[2:], strict=False):
            yield from self._against(line, [whole[at:after], whole[at:], whole[before:at], whole[:at]])

    def _against(self, line: Excluded, pieces: list[list[Columns]]) -> Iterator[Total]:
        """What a line states of each amount, beside the rows that it adds up; of several pieces the first."""
        for name in self._fields:
            column = self._plan.columns[name]
            stated = self._number(line.row[column] if column < len(line.row) else None)
            if stated is None:
                continue
            found = [
                Total(line.row_no, column + 1, name, stated, computed)
                for parts in pieces
                if parts and (computed := self._sum(name, parts)) is not None
            ]
            agreeing = next((t for t in found if t.agrees), None)
            if found and (agreeing or not _is_since_long(line)):
                yield agreeing or found[0]

    def _sum(self, name: str, parts: list[Columns]) -> Decimal | None:
        own = self._plan.unit_fields.get(name)
        if any(name not in cells for cells in parts):
            return None  # another heading of the table has no such column
        if own and len({as_text(cell) for cells in parts for cell in cells.get(own, (None,))}) > 1:
            return None  # people and money do not add
        values = [self._number(cell) for cells in parts for cell in cells[name] if cell not in (None, "")]
        known = [v for v in values if v is not None]
        return sum(known, Decimal(0)) if known and len(known) == len(values) else None

    def _number(self, cell: Cell) -> Decimal | None:
        if isinstance(cell, bool) or cell is None or cell == "":
            return None
        if isinstance(cell, int | float):
            return Decimal(repr(cell))
        read = read_quantity(str(cell), self._units) if isinstance(cell, str) else None
        if read is None or read.value is None or read.qualifier != "=":
            return None
        return read.value * Decimal(10) ** read.mult
