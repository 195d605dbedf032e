"""Cells that state no value although they hold something: errors, formulas that nobody calculated, 同上; what is hidden."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from talent_warehouse import names, settings
from talent_warehouse.reading.files.facts import Facts, Merge, OpenLine, Span, column_letter, spans_in
from talent_warehouse.reading.issues import Issue, issue
from talent_warehouse.reading.tables.layouts import Layout
from talent_warehouse.reading.tables.messages import is_multiple
from talent_warehouse.reading.tables.plain import Column
from talent_warehouse.reading.values.values import normalise

# What stands for the cell above. A column of a list does not know it; a name or an employer would be taken at its word.
_DITTO: frozenset[object] = frozenset(
    {"同上", "同 上", "同上行", "同前", "同左", "如上", "上同", "同上。", "（同上）", "(同上)"}
    | {mark * n for mark in "〃″\"＂”“〞、,，.…·'‘’↑^" for n in (1, 2, 3)}
)
_STRUCK = {True: "whole", False: "part"}
_PLACES = 4  # cells of a row that a message lists
_TWO_NAMES = 5  # characters of two names and what stands between them, at least
_SPANS, _ROWS = 8, 8  # hidden ranges, and rows, that a message lists


class CellIssues:
    """Sees the rows of data of one sheet go by, and says what its facts mean for them."""

    def __init__(self, sheet: str, plan: Layout, facts: Facts) -> None:
        self._sheet, self._facts = sheet, facts
        self._fields = {c + 1: f for f, c in plan.columns.items()}
        self._spoken = {
            f for f, c in plan.columns.items() if c in plan.required and plan.kinds[f] in ("text", "person_name")
        }
        self._named = [f for f in plan.columns if plan.kinds.get(f) == "person_name"]
        self._columns = {f: c for c, f in self._fields.items()}
        self._units = [(f, own, plan.units[f]) for f, own in plan.unit_fields.items() if f in plan.units]
        self._other_units: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        self._first = self._last = 0
        self._issues: list[Issue] = []
        self._counts: Counter[str] = Counter()
        self._at: dict[int, list[tuple[int, str]]] = defaultdict(
            list
        )  # row → column, the error, "", or how it is struck through
        struck = ((place, _STRUCK[is_whole]) for place, is_whole in facts.struck.items())
        self._zeros: dict[str, list[int]] = defaultdict(list)  # field → rows whose 0 is not shown
        self._concealed: dict[int, list[int]] = defaultdict(list)  # row → columns of what is not shown
        for (row, column), what in facts.concealed.items():
            kind = plan.kinds.get(self._fields.get(column, ""))
            if kind and (what != "word" or kind in ("quantity", "integer")):
                self._concealed[row].append(column)
        for (row, column), text in (*facts.errors.items(), *((place, "") for place in facts.uncached), *struck):
            if column in self._fields:
                self._at[row].append((column, text))
        self._across = {
            m.top: m for m in facts.merges
            if m.right > m.left and m.top > plan.heading.last and len([c for c in self._fields if m.left <= c <= m.right]) > 1
        }  # fmt: skip
        self._once = {
            m.top: m
            for m in facts.merges
            if m.bottom > m.top > plan.heading.last and plan.kinds.get(self._fields.get(m.left, "")) in ("quantity", "integer")
        }  # fmt: skip

    def see(self, rows: Sequence[int], cells: Mapping[str, Column]) -> None:
        """Rows of data, by their numbers, with their cells by field."""
        if not rows:
            return
        self._see_dittos(rows, cells)
        self._see_units(rows, cells)
        self._see_names(rows, cells)
        for row_no in sorted(self._facts.split_numbers.keys() & set(rows)) if self._facts.split_numbers else ():
            if self._is_listed("RD-split_number"):
                number = self._facts.split_numbers[row_no]
                self._issues.append(issue("RD-split_number", sheet=self._sheet, row_no=row_no, number=number))
        self._first, self._last = self._first or rows[0], rows[-1]
        marked = (self._at, self._once, self._across, self._concealed)
        if any(marked):
            for row_no in rows:
                if any(row_no in one for one in marked):
                    self._see(row_no)

    def _see(self, row_no: int) -> None:
        if row_no in self._concealed:
            self._see_concealed(row_no, self._concealed[row_no])
        here = sorted(self._at.get(row_no, ()))
        struck = [(column, text) for column, text in here if text in _STRUCK.values()]
        for column, text in here:
            if text not in _STRUCK.values() and self._is_listed("RD-error_cell" if text else "RD-uncached_formula"):
                self._issues.append(self._valueless(row_no, column, text))
        if struck and self._is_listed("RD-struck_cell"):
            self._issues.append(self._struck(row_no, struck))
        if row_no in self._across:
            self._see_across(row_no, self._across[row_no])
        merge = self._once.get(row_no)
        if merge and self._is_listed("RD-merged_quantity"):
            place, field = f"{column_letter(merge.left)}{row_no}", self._fields[merge.left]
            self._issues.append(
                issue("RD-merged_quantity", sheet=self._sheet, row_no=row_no, column=field, place=place, bottom=merge.bottom)
            )  # fmt: skip

    def _see_across(self, row_no: int, merge: Merge) -> None:
        """A cell over several fields says what it says in the first."""
        if self._is_listed("RD-merged_across"):
            place, end = f"{column_letter(merge.left)}{row_no}", column_letter(merge.right)
            field = self._fields.get(merge.left)
            self._issues.append(
                issue("RD-merged_across", sheet=self._sheet, row_no=row_no, column=field, place=place, end=end)
            )

    def _see_concealed(self, row_no: int, columns: Sequence[int]) -> None:
        """What the format of a cell does not show. A 0 that nobody sees is nothing; of all else nobody knows what is meant."""
        shown = self._facts.concealed
        for column in columns:
            if shown[row_no, column] == "zero":
                self._zeros[self._fields[column]].append(row_no)
        others = [column for column in sorted(columns) if shown[row_no, column] != "zero"]
        if others and self._is_listed("RD-concealed_cell"):
            self._issues.append(
                issue(
                    "RD-concealed_cell", sheet=self._sheet, row_no=row_no, column=self._fields[others[0]],
                    place=_places(others, row_no),
                )
            )  # fmt: skip

    def _see_dittos(self, rows: Sequence[int], cells: Mapping[str, Column]) -> None:
        for column, field in self._fields.items():
            said = cells.get(field, ()) if field in self._spoken else ()
            for row_no, cell in () if _DITTO.isdisjoint(said) else zip(rows, said, strict=True):
                if cell in _DITTO and self._is_listed("RD-ditto"):
                    place, shown = f"{column_letter(column)}{row_no}", str(cell)
                    self._issues.append(
                        issue("RD-ditto", sheet=self._sheet, row_no=row_no, column=field, value_shown=shown, place=place)
                    )  # fmt: skip

    def _see_units(self, rows: Sequence[int], cells: Mapping[str, Column]) -> None:
        """Rows that name another unit than the header or the line above it."""
        for field, own, stated in self._units:
            column = cells.get(own, ())
            other = {x for x in set(column) if isinstance(x, str) and is_multiple(normalise(x), stated)}
            for row_no, cell in zip(rows, column, strict=True) if other else ():
                if cell in other:
                    self._other_units[field, stated, str(cell)].append(row_no)

    def _see_names(self, rows: Sequence[int], cells: Mapping[str, Column]) -> None:
        """Cells that name several people where a row is one; nobody is named in the finding."""
        for field in self._named:
            several = (
                row_no for row_no, cell in zip(rows, cells.get(field, ()), strict=False)
                if isinstance(cell, str) and len(cell) >= _TWO_NAMES and names.are_several(cell)
            )  # fmt: skip
            for row_no in filter(lambda _: self._is_listed("RD-two_names"), several):
                place = f"{column_letter(self._columns[field])}{row_no}"
                self._issues.append(
                    issue("RD-two_names", sheet=self._sheet, row_no=row_no, column=field, place=place)
                )  # fmt: skip

    def _is_listed(self, rule_id: str) -> bool:
        """Count a cell; whether it is among those that are listed."""
        self._counts[rule_id] += 1
        return self._counts[rule_id] <= settings.MAX_CELL_FINDINGS

    def _valueless(self, row_no: int, column: int, error: str) -> Issue:
        place, field = f"{column_letter(column)}{row_no}", self._fields[column]
        if not error:
            return issue("RD-uncached_formula", sheet=self._sheet, row_no=row_no, column=field, place=place)
        return issue(
            "RD-error_cell", sheet=self._sheet, row_no=row_no, column=field, value_shown=error, place=place, error=error
        )

    def _struck(self, row_no: int, cells: Sequence[tuple[int, str]]) -> Issue:
        """One finding a row."""
        return issue(
            "RD-struck_cell", sheet=self._sheet, row_no=row_no, column=self._fields[cells[0][0]],
            place=_places([column for column, _ in cells], row_no),
            part=any(text == _STRUCK[False] for _, text in cells),
        )  # fmt: skip

    def found(self) -> Iterator[Issue]:
        """Everything that was seen, and what of the table is hidden."""
        yield from self._issues
        limit = settings.MAX_CELL_FINDINGS
        for rule, count in self._counts.items():
            if count > limit:
                yield issue("RD-too_many_cells", sheet=self._sheet, rule=rule, count=count, limit=limit)
        for field, numbers in self._zeros.items():
            yield issue(
                "RD-concealed_zero", sheet=self._sheet, row_no=None, column=field, rows=_rows(sorted(numbers)),
                count=len(numbers), letter=column_letter(self._columns[field]),
            )  # fmt: skip
        for (field, stated, unit), numbers in self._other_units.items():
            yield issue(
                "RD-two_units", sheet=self._sheet, row_no=numbers[0], column=field, value_shown=unit, rows=_rows(numbers),
                letter=column_letter(self._columns[field]), stated=stated,
            )  # fmt: skip
        if (line := self._facts.open_line) and line.row_no == self._last:
            yield from self._open(line)
        yield from self._hidden()

    def _open(self, line: OpenLine) -> Iterator[Issue]:
        """A last line of a text without an end: set aside where it lacks something, told where nothing shows that its
        last cell is whole. Many programs write no last end, so alone it is no fault.
        """
        field, letter = self._fields.get(line.column), column_letter(line.column)
        is_whole, is_short = line.judged(self._first)
        missing = line.missing - ((line.row_no - 1) in self._facts.split_numbers)  # that row has one too many
        if missing > 0 or (field and is_short):
            yield issue(
                "RD-cut_line", sheet=self._sheet, row_no=line.row_no, column=None if missing > 0 else field,
                missing=max(missing, 0), letter=None if missing > 0 else letter,
            )  # fmt: skip
        elif field and not is_whole:
            yield issue("RD-open_line", sheet=self._sheet, row_no=line.row_no, column=field, letter=letter)

    def _hidden(self) -> Iterator[Issue]:
        rows = spans_in(self._facts.hidden_rows, self._first, self._last) if self._first else []
        if rows:
            shown, filtered = _list(rows, str), self._facts.is_filtered
            yield issue("RD-hidden_rows", sheet=self._sheet, rows=shown, filtered=filtered)
        mapped = [s for s in self._facts.hidden_columns if any(s[0] <= c <= s[1] for c in self._fields)]
        if mapped and self._first:
            yield issue("RD-hidden_columns", sheet=self._sheet, columns=_list(mapped, column_letter))


def _rows(numbers: Sequence[int]) -> str:
    return "、".join(map(str, numbers[:_ROWS])) + ("等" if len(numbers) > _ROWS else "")


def _places(columns: Sequence[int], row_no: int) -> str:
    """Cells of a row, by their columns from 1."""
    places = [f"{column_letter(column)}{row_no}" for column in columns]
    return "、".join(places[:_PLACES]) + ("等" if len(places) > _PLACES else "")


def _list(spans: list[Span], call: Callable[[int], str]) -> str:
    shown = [call(a) if a == b else f"{call(a)}–{call(b)}" for a, b in spans[:_SPANS]]
    return "、".join(shown) + ("等" if len(spans) > _SPANS else "")
