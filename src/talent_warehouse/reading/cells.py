"""Cells that state no value although they hold something: errors, formulas that nobody calculated; and what is hidden."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from talent_warehouse import settings
from talent_warehouse.reading.facts import Facts, Span, column_letter, spans_in
from talent_warehouse.reading.issues import Issue
from talent_warehouse.reading.rows import Layout

_SPANS = 8  # hidden ranges that a message lists


class CellIssues:
    """Sees the rows of data of one sheet go by, and says what its facts mean for them."""

    def __init__(self, sheet: str, plan: Layout, facts: Facts) -> None:
        self._sheet, self._facts = sheet, facts
        self._fields = {c + 1: f for f, c in plan.columns.items()}
        self._first = self._last = 0
        self._issues: list[Issue] = []
        self._counts: Counter[str] = Counter()
        self._at: dict[int, list[tuple[int, str]]] = defaultdict(list)  # row → column, the error or ""
        for (row, column), text in (*facts.errors.items(), *((place, "") for place in facts.uncached)):
            if column in self._fields:
                self._at[row].append((column, text))
        self._once = {
            m.top: m
            for m in facts.merges
            if m.bottom > m.top > plan.heading.last and plan.kinds.get(self._fields.get(m.left, "")) in ("quantity", "integer")
        }  # fmt: skip

    def see(self, row_no: int) -> None:
        """A row of data."""
        self._first, self._last = self._first or row_no, row_no
        for column, text in sorted(self._at.get(row_no, ())):
            self._add(_error(text) if text else _uncached(), row_no, column, text or None)
        if merge := self._once.get(row_no):
            self._add(_merged(merge.bottom), row_no, merge.left, None)

    def _add(self, kind: tuple[str, str, str, str], row_no: int, column: int, shown: str | None) -> None:
        code, severity, zh, en = kind
        self._counts[code] += 1
        if self._counts[code] > settings.MAX_CELL_FINDINGS:
            return
        place = f"{column_letter(column)}{row_no}"
        self._issues.append(
            Issue(code, severity, place + zh, f"{place} {en}", self._sheet, row_no, self._fields[column], shown)
        )

    def found(self) -> Iterator[Issue]:
        """Everything that was seen, and what of the table is hidden."""
        yield from self._issues
        for code, count in self._counts.items():
            if count > settings.MAX_CELL_FINDINGS:
                yield Issue(
                    "too_many_cells",
                    "critical",
                    f"同类问题共{count}处，只列出前{settings.MAX_CELL_FINDINGS}处；请整列改正后重新报送。",
                    f"There are {count} cells of kind {code}; the first {settings.MAX_CELL_FINDINGS} are listed.",
                    sheet=self._sheet,
                )
        yield from self._hidden()

    def _hidden(self) -> Iterator[Issue]:
        rows = spans_in(self._facts.hidden_rows, self._first, self._last) if self._first else []
        if rows:
            reason = "被筛选隐藏" if self._facts.is_filtered else "隐藏"
            yield self._said(
                "hidden_rows", f"第{_list(rows, str)}行{reason}，已照常读取", f"Rows {_list(rows, str)} are hidden"
            )
        mapped = [s for s in self._facts.hidden_columns if any(s[0] <= c <= s[1] for c in self._fields)]
        if mapped and self._first:
            shown = _list(mapped, column_letter)
            yield self._said("hidden_columns", f"{shown}列隐藏，已照常读取", f"Columns {shown} are hidden")

    def _said(self, code: str, zh: str, en: str) -> Issue:
        return Issue(
            code, "info", f"工作表“{self._sheet}”{zh}；如不应报送请删除。", f"{en} and were read. Delete what is not to be filed.",
            sheet=self._sheet,
        )  # fmt: skip


def _list(spans: list[Span], call: Callable[[int], str]) -> str:
    shown = [call(a) if a == b else f"{call(a)}–{call(b)}" for a, b in spans[:_SPANS]]
    return "、".join(shown) + ("等" if len(spans) > _SPANS else "")


def _error(text: str) -> tuple[str, str, str, str]:
    return (
        "error_cell",
        "critical",
        f"是错误值{text}；请改正公式或直接填写数值后重新报送。",
        f"holds the error {text}. Mend the formula or type the value, and file again.",
    )


def _uncached() -> tuple[str, str, str, str]:
    return (
        "uncached_formula",
        "critical",
        "的公式没有计算结果；请用Excel或WPS打开文件，保存一次后重新报送。",
        "holds a formula that was never calculated. Open the file in Excel or WPS, save it once and file again.",
    )


def _merged(bottom: int) -> tuple[str, str, str, str]:
    return (
        "merged_quantity",
        "warning",
        f"的数量合并到第{bottom}行，只计入第一行；请按行分别填写。",
        f"is a number merged down to row {bottom}; it counts in the first row only. Fill in each row.",
    )
