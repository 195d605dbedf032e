"""Sheets → roles: which sheets hold data, of which form, and which are covers, notes, dictionaries or empty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal, TypeAlias

from talent_warehouse.contracts import Form
from talent_warehouse.reading.files.documents import Document, Row, Sheet
from talent_warehouse.reading.issues import Issue, issue
from talent_warehouse.reading.tables import messages
from talent_warehouse.reading.tables.blocks import Cut, Cutter
from talent_warehouse.reading.tables.headers import Header
from talent_warehouse.reading.tables.headings import Grid, Heading, by_shape, grid_of
from talent_warehouse.reading.tables.layouts import layout
from talent_warehouse.reading.tables.rows import DataRow, below

Role: TypeAlias = Literal["data", "cover", "notes", "dictionary", "empty", "unknown"]

_NAMES: tuple[tuple[re.Pattern[str], Role], ...] = (
    (re.compile(r"封面|首页|扉页|目录|^cover$", re.IGNORECASE), "cover"),
    (re.compile(r"字典|代码|码表|选项|下拉|参数表|数据源|^dict", re.IGNORECASE), "dictionary"),
    (re.compile(r"说明|须知|要求|注意事项|示例|样表|范例|问题清单|^(?:notes|readme)$", re.IGNORECASE), "notes"),
)
NEAR = 0.2  # score from which a heading is said to be a form's with columns lacking; below it is another table
_SAMPLE = 120  # rows that tell a table from a text
_WORDS = 25  # characters of a cell on the average, from which a sheet is prose
_COVER = 20  # rows of a cover at most


@dataclass(frozen=True)
class Surveyed:
    """A sheet with what it is. `header` is the best of any form, accepted or not; `heading` stands where none is."""

    sheet: Sheet
    role: Role
    header: Header | None
    heading: Heading | None
    wide: dict[int, Row] = field(default_factory=dict)  # lines that hold for all tables of a sheet that has several

    @property
    def form(self) -> Form | None:
        """The form that its data are of."""
        return self.header.form if self.role == "data" and self.header and self.header.is_accepted else None


def survey(
    document: Document, forms: Sequence[Form], units: frozenset[str], others: Sequence[Form] = ()
) -> tuple[Surveyed, ...]:
    """Look at every sheet, hidden ones too. A form's sheet by the name of 样表 or 说明 counts only when it is alone.

    A sheet with several tables is one for each of them; on a sheet of a form these may be of `others` too.
    """
    cutter, is_alone = Cutter((*forms, *(f for f in others if f not in forms)), units), len(document.sheets) == 1
    return tuple(one for sheet in document.sheets for one in _survey(sheet, forms, cutter, is_alone))


def _survey(sheet: Sheet, forms: Sequence[Form], cutter: Cutter, is_alone: bool) -> Iterator[Surveyed]:
    rows = list(islice(sheet.rows(), _SAMPLE))
    merges = sheet.facts().merges
    header = cutter.first_header(rows, merges, forms)
    named = role_named(sheet.name)
    if header and header.is_accepted and (is_alone or named is None):
        cut = Cut([(sheet, header)], {}, []) if sheet.is_hidden else cutter.cut(sheet, header, rows)
        yield from (Surveyed(block, "data", own, own.heading, cut.wide) for block, own in cut.blocks)
        for one in cut.beside:
            grid = grid_of(islice(one.rows(), _SAMPLE))
            heading = by_shape(grid, one.facts().merges)
            yield Surveyed(one, _by_content(grid, heading), None, heading)
        return
    grid = grid_of(rows)
    if not any(map(any, grid)):
        yield Surveyed(sheet, "empty", None, None)
        return
    heading = by_shape(grid, merges)
    yield Surveyed(sheet, named if named and not is_alone else _by_content(grid, heading), header, heading)


def role_named(name: str) -> Role | None:
    """What a sheet's name says that it is, if it says anything."""
    return next((role for pattern, role in _NAMES if pattern.search(name)), None)


def _by_content(grid: Grid, heading: Heading | None) -> Role:
    cells = [t for row in grid for t in row if t]
    widest = max(sum(1 for t in row if t) for row in grid)
    if widest <= 2 and sum(map(len, cells)) > _WORDS * len(cells):
        return "notes"
    labelled = sum(1 for t in cells if re.search(r"[:：]", t))
    if len([r for r in grid if any(r)]) <= _COVER and widest <= 4 and labelled * 2 >= len(cells) > 1:
        return "cover"
    return "data" if heading and _has_rows(grid, heading) else "unknown"


def _has_rows(grid: Grid, heading: Heading) -> bool:
    """Whether a row of data follows: a heading over nothing is no table."""
    rows: list[Row] = [list(row) for row in grid]
    return any(isinstance(row, DataRow) for row in below(rows, layout(heading)))


def unread(found: Sequence[Surveyed], forms: Sequence[Form]) -> Iterator[Issue]:
    """What is said of sheets that hold data and are not taken: hidden ones of a form, visible ones of none, or of one that
    was not looked for.
    """
    for one in found:
        name = one.sheet.name
        if one.role != "data":
            continue
        if one.form and one.sheet.is_hidden:
            yield issue("RD-hidden_sheet", sheet=name)
        elif one.form and one.header and one.form not in forms:
            yield messages.second_form(one.sheet, one.header)
        elif one.form is None and not one.sheet.is_hidden:
            near = _near(one.header)
            yield issue(
                "RD-unread_sheet", sheet=name, row=near and near.row, form=near and near.form.title,
                name=near and near.form.name, missing=near and _missing(near),
            )  # fmt: skip


def no_form(found: Sequence[Surveyed], names_any: bool = False) -> Issue:
    """Why none of the sheets is a form's. Which form is nearest is said where it is near, or `names_any` asks for it."""
    best = max((one.header for one in found if one.header), key=lambda h: h.score, default=None)
    if best and best.score > NEAR:
        title, name = best.form.title, best.form.name
        return issue("RD-no_header", row=best.row, form=title, name=name, missing=_missing(best))
    near = _near(best) if names_any else None
    return issue(
        "RD-no_form", row=near and near.row, form=near and near.form.title, name=near and near.form.name,
        missing=near and _missing(near),
    )  # fmt: skip


def _near(header: Header | None) -> Header | None:
    """A header that is worth naming although it is not taken."""
    return header if header and header.columns and header.score > 0 else None


def _missing(header: Header) -> str:
    return "、".join(header.missing)


def top_rows(one: Surveyed) -> list[Row]:
    """The rows above the heading."""
    return list(islice(one.sheet.rows(), one.heading.row - 1)) if one.heading else []


def own_rows(one: Surveyed) -> list[Row]:
    """Those above the heading that hold for this table alone."""
    return [row for number, row in enumerate(top_rows(one), 1) if number not in one.wide]
