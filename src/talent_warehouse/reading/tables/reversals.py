"""Rows of money that say that they take back another, or were taken back: neither counts, so each is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from talent_warehouse import settings
from talent_warehouse.reading.files.documents import Cell, Row
from talent_warehouse.reading.files.facts import column_letter
from talent_warehouse.reading.issues import Issue, issue
from talent_warehouse.reading.tables import lines, whole
from talent_warehouse.reading.tables.layouts import Layout
from talent_warehouse.reading.tables.plain import Column

_BACK = r"冲销|冲红|红冲|冲减|冲[账帐]|冲回|冲抵|红字(?!发票)|退回(?!重报|重填|修改|补[报正充]|更正)|退款|回退"
_MAY = "退还|退付|追回|撤回|缴回|交回|收回"  # of money, where it was done, or nothing follows
_SAYS = re.compile(
    rf"(?<![不未无非没待拟应需须将可])({_BACK}|(?<=已)(?:{_MAY})|(?<=[额分])(?:{_MAY})|(?<!结余)(?:{_MAY})(?=[。.]?$))"
)
_IN_BRACKETS = re.compile(rf"\((?:已|原|系)?({_BACK}|{_MAY})[^()]*\)")  # beside what a required field says
_LABEL = re.compile("冲销|冲红|红冲|红字|退回")
_NO = re.compile(r"^(?:[否无未不]|0(?:\.0+)?$)")
_LONGEST = 24  # characters of a remark that says it


class Reversals:
    """Sees the rows of one sheet go by."""

    def __init__(self, sheet: str) -> None:
        self._sheet = sheet
        self._said: dict[int, tuple[int, str]] = {}  # row → column (from 0), the word; never what else its cell says

    def see(
        self, plan: Layout, rows: Sequence[Row], first: int, numbers: Sequence[int], cells: Mapping[str, Column]
    ) -> None:
        """Rows of which the first has a number, which of them are data, and their cells by field."""
        if not plan.has_parties:
            return
        for field, column in plan.columns.items():
            if plan.kinds.get(field) == "text":
                self._look(column, numbers, cells.get(field, ()), _IN_BRACKETS if column in plan.required else _SAYS)
        for column in plan.own_names.keys() - set(plan.columns.values()):
            own = [rows[n - first][column] if column < len(rows[n - first]) else None for n in numbers]
            label = next((hit for name in plan.own_names[column] if (hit := _LABEL.search(name))), None)
            for number, cell in zip(numbers, own, strict=True) if label else ():
                if label and whole.is_stated(cell) and not _NO.search(lines.flat(str(cell))):
                    self._said.setdefault(number, (column, label[0]))
            self._look(column, numbers, own, _SAYS)

    def _look(self, column: int, numbers: Sequence[int], cells: Sequence[Cell], says: re.Pattern[str]) -> None:
        distinct = {cell for cell in cells if isinstance(cell, str) and len(cell) <= _LONGEST}
        said = {cell: hit[1] for cell in distinct if (hit := says.search(lines.flat(cell)))}
        for number, cell in zip(numbers, cells, strict=False) if said else ():
            if isinstance(cell, str) and cell in said:
                self._said.setdefault(number, (column, said[cell]))

    def found(self) -> Iterator[Issue]:
        """One finding a row, for so many."""
        limit = settings.MAX_CELL_FINDINGS
        for row_no in sorted(self._said)[:limit]:
            column, word = self._said[row_no]
            place = f"{column_letter(column + 1)}{row_no}"
            yield issue("RD-reversal", sheet=self._sheet, row_no=row_no, place=place, word=word)
        if (count := len(self._said)) > limit:
            yield issue("RD-too_many_cells", sheet=self._sheet, rule="RD-reversal", count=count, limit=limit)
