"""Columns of regions → what their unit is told of names that have ended or mean several, and of zones without a code."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from talent_warehouse.reading.files.documents import as_text
from talent_warehouse.reading.issues import Issue, issue
from talent_warehouse.reading.tables.plain import Column
from talent_warehouse.reading.values.regions import LIST, Regions
from talent_warehouse.reading.values.values import Context, normalise

_ROWS = 8  # rows that a message lists
_NAMES = 20  # counties that it lists


@dataclass
class RegionNames:
    """The distinct names in a sheet's columns of regions, with the rows that say them."""

    sheet: str
    context: Context
    regions: Regions
    count: Counter[str] = field(default_factory=Counter)  # of rows, by the code of today's region
    _rows: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    def see(self, numbers: Sequence[int], cells: Mapping[str, Column]) -> None:
        """A column says few names in many rows, and nearly all of them are today's."""
        for one in self.context.form.fields:
            column = cells.get(one.name) if one.lookup == LIST else None
            if not column:
                continue
            known = self.context.lookups.get(LIST, {})
            for cell, rows in Counter(column).items():
                if (text := as_text(cell)) and (code := known.get(normalise(text))):
                    self.count[code] += rows
            told = {cell for cell in set(column) if (text := as_text(cell)) and self._is_told(text)}
            for number, cell in zip(numbers, column, strict=True) if told else ():
                if cell in told:
                    self._rows[one.name, str(as_text(cell))].append(number)

    def _is_told(self, text: str) -> bool:
        if self.regions.ended(text, self._year) or self.regions.early(text, self._year):
            return True
        is_read = normalise(text) in self.context.lookups.get(LIST, {})
        return not is_read and bool(self.regions.is_zone(text) or self.regions.several(text))

    def found(self) -> Iterator[Issue]:
        for (column, text), numbers in self._rows.items():
            rows = "、".join(map(str, numbers[:_ROWS])) + ("等" if len(numbers) > _ROWS else "")
            label, row_no = self.context.form.field(column).header, numbers[0]
            ended = self.regions.ended(text, self._year)
            now = "、".join(dict.fromkeys(f"{one.name}（{one.code}）" for one in ended))
            until = max((one.until for one in ended), default=0)
            if ended and normalise(text) in self.context.lookups.get(LIST, {}):
                yield issue(
                    "RD-former_region", sheet=self.sheet, row_no=row_no, column=column, value_shown=text, rows=rows,
                    label=label, until=until, now=now,
                )  # fmt: skip
            elif ended:
                yield issue(
                    "RD-ended_region", sheet=self.sheet, row_no=row_no, column=column, value_shown=text, rows=rows,
                    label=label, until=until, now=now,
                )  # fmt: skip
            elif early := self.regions.early(text, self._year):
                then = "、".join(dict.fromkeys(f"{one.then_name}（{one.then_code}）" for one in early))
                if normalise(text) in self.context.lookups.get(LIST, {}):
                    yield issue(
                        "RD-early_region_code", sheet=self.sheet, row_no=row_no, column=column, value_shown=text, rows=rows,
                        label=label, since=early[0].began, year=self._year, then=then,
                    )  # fmt: skip
                else:
                    yield issue(
                        "RD-later_region", sheet=self.sheet, row_no=row_no, column=column, value_shown=text, rows=rows,
                        label=label, since=early[0].began, year=self._year, then=then,
                    )  # fmt: skip
            elif several := self.regions.several(text):
                yield issue(
                    "RD-several_regions", sheet=self.sheet, row_no=row_no, column=column, value_shown=text, rows=rows,
                    label=label, several="、".join(several),
                )  # fmt: skip
            elif counties := self.regions.counties(text, self.context.unit_code):
                yield issue(
                    "RD-development_zone", sheet=self.sheet, row_no=row_no, column=column, value_shown=text, rows=rows,
                    label=label, counties="、".join(counties[:_NAMES]) + ("等" if len(counties) > _NAMES else ""),
                )  # fmt: skip

    @property
    def _year(self) -> int:
        return self.context.period_year or 0
