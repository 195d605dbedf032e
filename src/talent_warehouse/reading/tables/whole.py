"""What a row says as a whole: how many of its fields are stated, whatever word it begins with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from talent_warehouse import identity
from talent_warehouse.reading.files.documents import Cell, Row, as_text
from talent_warehouse.reading.tables import lines
from talent_warehouse.reading.tables.layouts import AMOUNTS, Layout
from talent_warehouse.reading.values.values import normalise

_LEAST = 2  # fields besides the word itself and the amounts, without which no row is data for what it states
_UNIT_LABELS = ("单位", "计量单位", "金额单位")
_DASHES = "-－—–_/\\×xX*…."  # a cell of nothing but these states nothing: 合计 — — — 615


def is_stated(cell: Cell) -> bool:
    """Whether a cell states anything: no blank, and no dash or cross that stands for one."""
    text = as_text(cell)
    return text is not None and bool(text.strip(_DASHES))


def is_nil(row: Row, plan: Layout) -> bool:
    """Whether a row says that there is nothing to report, in each cell that is not blank: 无 · 1 | 无 | 无 | 0 · / | /."""
    texts = [text for cell in row if (text := as_text(cell))]
    if len(texts) > 1 and texts[0].isdecimal():
        del texts[0]  # the number of the row
    return (
        bool(plan.kinds) and any(map(lines.is_nothing, texts)) and all(t == "0" or lines.is_nothing(t) for t in texts)
    )


def adds_up_nothing(row: Row) -> bool:
    """Whether a total states no amount but 0."""
    numbers = [text for cell in row if (text := as_text(cell)) and re.search(r"\d", text)]
    return not any(re.search("[1-9]", text) for text in numbers)


def is_data(row: Row, plan: Layout, column: int) -> bool:
    """Whether a row is one of data although the cell in a column (from 0) reads like a total, a note or a signature.

    It is where all required fields are stated, but for the bare word for totals. A word of the field's own list (the
    measure 职称人员年龄合计) is a value; one that is also that bare word (the programme 合计) is one where half of the
    required fields are stated.
    """
    text = as_text(row[column]) or ""
    needed = [c for c in plan.required if c != column]
    stated = sum(1 for c in needed if c < len(row) and is_stated(row[c]))
    is_listed = normalise(text) in plan.words.get(column, ())
    if stated == len(needed) >= _LEAST and not _says_total(text, column, plan, row):
        return True
    return is_listed and (not lines.is_total(text) or stated * 2 >= len(plan.required) > 0)


def is_total(row: Row, plan: Layout) -> bool:
    """Whether a required field says 合计 or the like, which its own list does not have: no row of data, however full."""
    return any(
        isinstance(text := row[c], str) and _says_total(text, c, plan, row) for c in plan.required if c < len(row)
    )


def _says_total(text: str, column: int, plan: Layout, row: Row) -> bool:
    """Whether a cell is the bare word for totals, no value of its field's list, and no name beside a person's number; what
    a list that is not known has nobody can tell.
    """
    own = plan.words.get(column)
    if not lines.is_bare_total(text) or (own is not None and (not own or normalise(text) in own)):
        return False
    is_named = column not in plan.required or column in plan.of_kind("person_name")
    return not (is_named and any(_is_resident(row[c]) for c in plan.of_kind("identity_number") if c < len(row)))


def _is_resident(cell: Cell) -> bool:
    return identity.plain_birth((as_text(cell) or "").upper()) is not None


def is_mostly_filled(row: Row, plan: Layout) -> bool:
    """Whether most fields but the amounts are stated, and one of these cells at most says what the row is."""
    texts = [row[c] for c in plan.stating if c < len(row) and is_stated(row[c])]
    if len(texts) <= _LEAST or len(texts) * 2 <= len(plan.stating):
        return False
    return sum(1 for text in texts if isinstance(text, str) and lines.said(text[:40])) <= 1


def is_group(row: Row, plan: Layout, below: Iterable[Row]) -> bool:
    """The line of a group (农业局 · 一 | 农业系统 | 2人): one text, at most a number before it and counts or amounts behind
    it, and rows of data below.

    A row cut short at the end of a table is a row of data; so is one of many that state little.
    """
    if len(plan.required) <= _LEAST:
        return False
    every = [(c, text) for c, cell in enumerate(row) if (text := as_text(cell))]
    texts = list(_without_counts(every, plan))
    if not 1 <= len(texts) <= 2 or lines.is_number(texts[-1][1]) or texts[-1][0] in _amounts(plan):
        return False
    if len(texts) == 2 and not (
        lines.is_ordinal(texts[0][1]) and (texts[0][0] not in plan.columns.values() or lines.is_heading(texts[0][1]))
    ):
        return False
    if len(every) > len(texts) > 1 and not texts[0][1].isdecimal():
        return True
    following = list(islice((r for r in below if any(map(as_text, r))), _LEAST))
    if len(following) > 1 and sum(1 for _ in islice(filter(None, map(as_text, following[0])), 3)) <= 2:
        del following[0]  # a group in a group
    return bool(following) and is_half_stated(following[0], plan)


def is_bare(row: Row, plan: Layout) -> bool:
    """Whether a row states amounts and nothing else, not even in columns of the unit's own: one without a key is no data."""
    if len(plan.required) <= _LEAST:
        return False
    stated = {c for c, cell in enumerate(row) if is_stated(cell)}
    units = {c for f, c in plan.columns.items() if plan.kinds.get(f) == "unit"}
    return bool(stated - units) and stated <= _amounts(plan)


def is_last(plan: Layout, below: Iterable[Row]) -> bool:
    """Whether no row of data follows, as far as the next ones tell."""
    return not any(is_half_stated(r, plan) for r in islice((r for r in below if any(map(as_text, r))), _LEAST))


def _without_counts(texts: list[tuple[int, str]], plan: Layout) -> Iterator[tuple[int, str]]:
    """The texts of a row without how many there are of its group; bare numbers and amounts are that behind 一 or （一）."""
    first = texts[0][1] if len(texts) > 1 else ""
    counts_all = len(texts) > _LEAST and lines.is_ordinal(first) and not first.isdecimal()
    begins = 1 if lines.is_headed(first) else 2 if counts_all else len(texts)  # 一、农业系统 | 240 | 万元
    for number, (column, text) in enumerate(texts):
        is_amount = number >= begins and (lines.is_number(text) or column in _amounts(plan))
        if not is_amount and not (number and lines.is_count(text)):
            yield column, text


def is_units(row: Row, plan: Layout) -> bool:
    """A row that states the units of columns (人 | 万元) and nothing else, one of them where no unit is a value."""
    texts = [(c, text) for c, cell in enumerate(row) if is_stated(cell) and (text := as_text(cell))]
    if not texts or not all(lines.says_unit(t, plan.unit_names) or lines.flat(t) in _UNIT_LABELS for _, t in texts):
        return False
    own = {plan.columns[f] for f in plan.unit_fields.values() if f in plan.columns}
    return any(c not in own and lines.says_unit(text, plan.unit_names) for c, text in texts)


def is_half_stated(row: Row, plan: Layout) -> bool:
    """Whether half of the required fields are stated."""
    return sum(1 for c in plan.required if c < len(row) and is_stated(row[c])) * 2 >= len(plan.required) > 0


def _amounts(plan: Layout) -> set[int]:
    return {c for f, c in plan.columns.items() if plan.kinds.get(f) in AMOUNTS}
