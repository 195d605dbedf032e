"""Header → rows: which rows below the header are data, and why the others are not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from talent_warehouse.reading.documents import Cell, Row
from talent_warehouse.reading.headers import Header, names_of, normalise

Why: TypeAlias = Literal["blank", "total", "signature", "note", "numbering", "repeated_header", "example"]

_TOTAL = re.compile(r"^(?:本页)?(?:合计|小计|总计|共计|累计)(?:[:(].*)?$")
_SIGNATURE = re.compile(
    r"^(?:填表人|填报人|制表人?|审核人?|复核人?|(?:单位)?负责人|经办人|联系人|联系电话"
    r"|(?:填报|填表|报送|制表)(?:日期|时间|单位)|单位盖章|盖章)[:(]"
)
_NOTE = re.compile(r"^(?:注|备注|说明|填表说明)\d?[:.]")
_LABEL = 20  # no header of a form is longer
EXAMPLE_MARK = "示例（勿删改，不计入）"


@dataclass(frozen=True)
class DataRow:
    """One row of data: its number as Excel shows it, and a cell for each field that has a column."""

    row_no: int
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Excluded:
    """One row below the header that is no data."""

    row_no: int
    why: Why


def below(rows: Iterable[Row], header: Header) -> Iterator[DataRow | Excluded]:
    """Every row below the header, as data or as left out with its reason. Streams."""
    names = names_of(header.form)
    for number, row in enumerate(rows, 1):
        if number <= header.row:
            continue
        if why := _why_not(row, header, names):
            yield Excluded(number, why)
        else:
            yield DataRow(number, {f: row[c] if c < len(row) else None for f, c in header.columns.items()})


def _why_not(row: Row, header: Header, names: Mapping[str, str]) -> Why | None:
    first = next((t for cell in row if cell is not None and (t := str(cell).strip())), None)
    if first is None:
        return "blank"
    if why := _said(first[:40]):
        return why
    if EXAMPLE_MARK in row:
        return "example"
    if all(c >= len(row) or row[c] in (None, "") or not str(row[c]).strip() for c in header.columns.values()):
        return "blank"  # a running number that was filled down beyond the data
    if len(first) <= 4 and _is_numbering(row):
        return "numbering"
    return "repeated_header" if _repeats(row, header, names) else None


@lru_cache(maxsize=4096)
def _said(first: str) -> Why | None:
    """What the first words of a row say of it."""
    flat = re.sub(r"\s+", "", unicodedata.normalize("NFKC", first))
    if _TOTAL.match(flat):
        return "total"
    if _SIGNATURE.match(flat):
        return "signature"
    if _NOTE.match(flat):
        return "note"
    return "example" if flat == unicodedata.normalize("NFKC", EXAMPLE_MARK) else None


def _is_numbering(row: Row) -> bool:
    """A row of 1 2 3 … or 甲 乙 1 2 … under the header."""
    texts = [t for cell in row if cell is not None and (t := str(cell).strip())]
    if len(texts) < 3 or any(len(t) > 4 for t in texts):
        return False
    marks = [t.removesuffix(".0") for t in texts]
    digits = [int(m) for m in marks if m.isdecimal()]
    stems = "".join(m for m in marks if not m.isdecimal())
    return stems in "甲乙丙丁戊己庚辛" and digits == list(range(1, len(digits) + 1))


def _repeats(row: Row, header: Header, names: Mapping[str, str]) -> bool:
    """A header printed again on the next page: most columns say their own name."""
    same, needed, left = 0, max(2, len(header.columns) / 2), len(header.columns)
    for field, column in header.columns.items():
        cell = row[column] if column < len(row) else None
        if isinstance(cell, str) and cell and len(cell) <= _LABEL and names.get(normalise(cell)) == field:
            same += 1
        left -= 1
        if same >= needed or same + left < needed or (same == 0 and left < len(header.columns) - 4):
            break  # decided: a row of data says none of the first names
    return same >= needed
