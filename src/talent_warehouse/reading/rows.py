"""Header → rows: which rows below the header are data, and why the others are not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from talent_warehouse.reading.documents import Cell, Row
from talent_warehouse.reading.headers import Header, normalise

Why: TypeAlias = Literal["blank", "total", "signature", "note", "numbering", "repeated_header", "example"]

_TOTAL = re.compile(r"^(?:本页)?(?:合计|小计|总计|共计|累计)(?:[:(].*)?$")
_SIGNATURE = re.compile(
    r"^(?:填表人|填报人|制表人?|审核人?|复核人?|(?:单位)?负责人|经办人|联系人|联系电话"
    r"|(?:填报|填表|报送|制表)(?:日期|时间|单位)|单位盖章|盖章)[:(]"
)
_NOTE = re.compile(r"^(?:注|备注|说明|填表说明)\d?[:.]")
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
    for number, row in enumerate(rows, 1):
        if number <= header.row:
            continue
        if why := _why_not(row, header):
            yield Excluded(number, why)
        else:
            yield DataRow(number, {f: row[c] if c < len(row) else None for f, c in header.columns.items()})


def _why_not(row: Row, header: Header) -> Why | None:
    texts = [t for cell in row if cell is not None and (t := str(cell).strip())]
    if not texts:
        return "blank"
    first = re.sub(r"\s+", "", unicodedata.normalize("NFKC", texts[0]))
    if _TOTAL.match(first):
        return "total"
    if _SIGNATURE.match(first):
        return "signature"
    if _NOTE.match(first):
        return "note"
    if first == re.sub(r"\s+", "", unicodedata.normalize("NFKC", EXAMPLE_MARK)) or EXAMPLE_MARK in texts:
        return "example"
    if not any(c < len(row) and row[c] is not None and str(row[c]).strip() for c in header.columns.values()):
        return "blank"  # a running number that was filled down beyond the data
    if _is_numbering(texts):
        return "numbering"
    return "repeated_header" if _repeats(row, header) else None


def _is_numbering(texts: list[str]) -> bool:
    """A row of 1 2 3 … or 甲 乙 1 2 … under the header."""
    if len(texts) < 3 or any(len(t) > 4 for t in texts):
        return False
    marks = [t.removesuffix(".0") for t in texts]
    digits = [int(m) for m in marks if m.isdecimal()]
    stems = "".join(m for m in marks if not m.isdecimal())
    return stems in "甲乙丙丁戊己庚辛" and digits == list(range(1, len(digits) + 1))


def _repeats(row: Row, header: Header) -> bool:
    """A header printed again on the next page: most columns say their own name."""
    same = sum(
        c < len(row) and isinstance(row[c], str) and header.form.field(f).name in _fields_named(str(row[c]), header)
        for f, c in header.columns.items()
    )
    return same >= max(2, len(header.columns) / 2)


def _fields_named(label: str, header: Header) -> set[str]:
    if len(label) > 20:
        return set()
    name = normalise(label)
    return {f.name for f in header.form.fields if name in {normalise(t) for t in (f.header, *f.synonyms)}}
