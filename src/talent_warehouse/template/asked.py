"""Fields that are asked of some rows only: said beside the cell, which turns grey in a row that has another code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from talent_warehouse.contracts import Field, Form


@dataclass(frozen=True)
class Asked:
    """What a template says of them; `names` are the texts of codes, by list and code."""

    form: Form
    names: Mapping[str, Mapping[str, str]]

    def said(self, field: Field) -> str:
        """Which rows fill the field in; nothing where all do."""
        if not (texts := self._texts(field)):
            return ""
        return f"只由“{self._telling(field).header}”为{'、'.join(texts)}的填写。"

    def shade(self, data: Any, grey: Any, first_row: int, last_row: int) -> None:
        """Turn cells grey where the row says a code of which the field is not asked; an empty one says none."""
        for column, field in enumerate(self.form.fields, 1):
            if texts := self._texts(field):
                place = self.form.fields.index(self._telling(field)) + 1
                told = xl_rowcol_to_cell(first_row, place, col_abs=True)
                others = ",".join(f'{told}<>"{text}"' for text in ("", *texts))
                rule = {"type": "formula", "criteria": f"=AND({others})", "format": grey}
                data.conditional_format(first_row, column, last_row, column, rule)

    def _telling(self, field: Field) -> Field:
        assert field.asked_of is not None
        return self.form.field(field.asked_of.field)

    def _texts(self, field: Field) -> list[str]:
        if field.asked_of is None:
            return []
        texts = self.names.get(self._telling(field).lookup or "", {})
        return [texts[code] for code in field.asked_of.codes if code in texts]
