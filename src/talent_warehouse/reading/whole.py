"""What a row says as a whole: how many of its fields are stated, whatever word it begins with."""

from __future__ import annotations

from talent_warehouse.reading import lines
from talent_warehouse.reading.documents import Cell, Row, as_text
from talent_warehouse.reading.layouts import Layout
from talent_warehouse.reading.values import normalise

_LEAST = 2  # fields besides the word itself and the amounts, without which no row is data for what it states
_DASHES = "-－—–_/\\×xX*…."  # a cell of nothing but these states nothing: 合计 — — — 615


def is_stated(cell: Cell) -> bool:
    """Whether a cell states anything: no blank, and no dash or cross that stands for one."""
    text = as_text(cell)
    return text is not None and bool(text.strip(_DASHES))


def is_data(row: Row, plan: Layout, column: int) -> bool:
    """Whether a row is one of data although the cell in a column (from 0) reads like a total, a note or a signature.

    It is where all required fields are stated. A word of the field's own list (the measure 职称人员年龄合计) is a value;
    one that is also the bare word for totals (the programme 合计) is one where half of the required fields are stated.
    """
    needed = [c for c in plan.required if c != column]
    stated = sum(1 for c in needed if c < len(row) and is_stated(row[c]))
    if stated == len(needed) >= _LEAST:
        return True
    text = as_text(row[column])
    if text is None or normalise(text) not in plan.words.get(column, ()):
        return False
    return not lines.is_total(text) or stated * 2 >= len(plan.required) > 0


def is_mostly_filled(row: Row, plan: Layout) -> bool:
    """Whether most fields but the amounts are stated, and none of the cells besides the first says what the row is."""
    texts = [row[c] for c in plan.stating if c < len(row) and is_stated(row[c])]
    if len(texts) <= _LEAST or len(texts) * 2 <= len(plan.stating):
        return False
    return not any(isinstance(text, str) and lines.said(text[:40]) for text in texts[1:])
