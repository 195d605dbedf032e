"""Rows that a remark, a status or a line among them calls void, or gone: they count all the same, and are told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from talent_warehouse.reading.files.documents import Cell, Row
from talent_warehouse.reading.issues import Issue, issue
from talent_warehouse.reading.tables import lines, whole
from talent_warehouse.reading.tables.layouts import Layout
from talent_warehouse.reading.tables.plain import Column
from talent_warehouse.reading.tables.rows import Excluded

_LEFT = "调出|调离|调走|转出|流出|离职|辞职|辞退|辞聘|解聘|开除|死亡|去世|病故|逝世|注销|减少"
_VOID = re.compile(r"(作废|不(?:再|予)?(?:计入|统计|上报)|已删除?$|^删除?$|重复(?:上报|填报|录入)?$)")
_GONE = re.compile(rf"({_LEFT}|退休|离休)(?:人员|手续)?\)?[。.]?$|^已?(调[往至到])")
_NOT_GONE = re.compile(r"[不未无非含除与同拟曾前后]|返聘|留用")
_HINT = re.compile(rf"作废|[删重]|不[再予计统上]|{_LEFT}|休|调[往至到]")  # one of these stands in each
_LABEL = re.compile(
    rf"^(?:{_LEFT})(?:或\w{{2}})?(?:时间|日期|年月|原因|去向|情况)?$"
)  # whoever has a date there has left
_NO = re.compile(r"否|无|未|不|在[职编岗]|正常")
_COUNTED = re.compile(rf"^(?!.*[比较]).*?({_LEFT})(?:人员|人才|人数)?:?\d+[人名]")
_LONGEST, _ROWS, _WORDS = 24, 8, 4  # characters of a remark that says it; rows and words that a message lists


class Gone:
    """Sees the rows of one sheet go by."""

    def __init__(self, sheet: str) -> None:
        self._sheet = sheet
        self._said: dict[int, str] = {}  # row → the word; never what else its cell says

    def see(
        self, plan: Layout, rows: Sequence[Row], first: int, numbers: Sequence[int], cells: Mapping[str, Column]
    ) -> None:
        """Rows of which the first has a number, which of them are data, and their cells by field."""
        named = plan.of_kind("person_name")
        for field, column in plan.columns.items():
            if plan.kinds.get(field) == "text" and column not in plan.required:
                self._look(zip(numbers, cells.get(field, ()), strict=False), cells.get(field, ()), bool(named))
            elif column in named:  # 张某（已调出）
                texts = [c if isinstance(c, str) and len(c) > _WORDS else None for c in cells.get(field, ())]
                self._look(zip(numbers, texts, strict=False), texts, is_person=True)
        for column in plan.own_names.keys() - set(plan.columns.values()):
            own = [rows[n - first][column] if column < len(rows[n - first]) else None for n in numbers]
            label = next((hit for name in plan.own_names[column] if (hit := _LABEL.search(name))), None)
            if named and label:
                stated = ((n, c) for n, c in zip(numbers, own, strict=True) if whole.is_stated(c))
                self._said |= {n: label[0] for n, c in stated if not _NO.search(str(c))}
            self._look(zip(numbers, own, strict=True), own, bool(named))

    def _look(self, cells: Iterable[tuple[int, Cell]], column: Iterable[Cell], is_person: bool) -> None:
        if not _HINT.search("\n".join([c for c in column if isinstance(c, str)])):
            return
        for row_no, cell in cells:
            text = lines.flat(cell) if isinstance(cell, str) and len(cell) <= _LONGEST else ""
            found = _VOID.search(text) or (is_person and not _NOT_GONE.search(text) and _GONE.search(text))
            if found:
                self._said[row_no] = next(filter(None, found.groups()))

    def line(self, plan: Layout, row: Excluded) -> None:
        """A row that is no data: 其中：减少1人."""
        if row.why in ("note", "group") and plan.of_kind("person_name"):
            for text in map(lines.flat, lines.each_text(row.row)):
                if found := _COUNTED.search(text):
                    self._said[row.row_no] = found[1]

    def found(self) -> Iterator[Issue]:
        """One finding a sheet."""
        if self._said:
            rows, words = sorted(self._said), list(dict.fromkeys(self._said.values()))
            yield issue(
                "RD-says_gone", sheet=self._sheet, row_no=rows[0], count=len(rows), words="、".join(words[:_WORDS]),
                rows="、".join(map(str, rows[:_ROWS])) + ("等" if len(rows) > _ROWS else ""),
            )  # fmt: skip
