"""Totals under a table: what its columns of numbers come to, as far as a clerk could add them up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from talent_sample.filings import Line
from talent_warehouse.contracts import Form


class Sums:
    """Sums of the columns since the last subtotal and in all. A column with a text such as 近50 or of several units has none."""

    def __init__(self, form: Form, order: Sequence[str], has_unit_column: bool) -> None:
        self._fields = [form.field(f) for f in order if form.field(f).kind in ("quantity", "integer")]
        self._has_unit_column = has_unit_column
        self._since: dict[str, Decimal] = {}
        self._whole: dict[str, Decimal] = {}
        self._open: set[str] = set()  # columns that cannot be added up
        self._units: dict[str, str | None] = {}

    def add(self, line: Line) -> None:
        """A row of data."""
        for field in self._fields:
            unit = line.values.get(field.unit_field) if field.unit_field and self._has_unit_column else None
            if (
                self._units.setdefault(field.name, unit) != unit
                or field.name in line.shown
                or field.name in line.literal
            ):
                self._open.add(field.name)
            value = line.values.get(field.name)
            if value is None:
                continue
            try:
                number = Decimal(value)
            except InvalidOperation:
                self._open.add(field.name)
                continue
            for sums in (self._since, self._whole):
                sums[field.name] = sums.get(field.name, Decimal(0)) + number

    def subtotal(self) -> dict[str, float]:
        """Of the rows since the last subtotal."""
        found = self._known(self._since)
        self._since = {}
        return found

    def whole(self) -> dict[str, float]:
        """Of all rows."""
        return self._known(self._whole)

    def _known(self, sums: dict[str, Decimal]) -> dict[str, float]:
        return {f: float(v) for f, v in sums.items() if f not in self._open}
