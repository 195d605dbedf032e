"""The steps in order: a file of the archive → what it says of itself → its rows as columns of raw.<form>."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from talent_warehouse.contracts import Form
from talent_warehouse.reading.files.documents import Document, Row, Sheet, open_document
from talent_warehouse.reading.issues import Issue, UnreadableError, issue
from talent_warehouse.reading.tables import messages, shapes, stated
from talent_warehouse.reading.tables import survey as surveys
from talent_warehouse.reading.tables.body import Account, data
from talent_warehouse.reading.tables.columns import Columns
from talent_warehouse.reading.tables.grouping import Group, grouped, other_names, unlike_its_name
from talent_warehouse.reading.tables.headers import Header
from talent_warehouse.reading.tables.lines import is_nil_line, texts_of
from talent_warehouse.reading.tables.region_names import RegionNames
from talent_warehouse.reading.values.regions import Regions
from talent_warehouse.reading.values.values import EPOCH, EPOCH_1904, Context, Lookups, as_csv, normalise

_TICKED = re.compile(r"[√✓✔☑]是?|是√?")
_WHOLE = frozenset({"-", "--", "—", "/", "无", "不分", "全部"})  # what people write where there are no parts


@dataclass(frozen=True)
class Recognised:
    """What a file holds of one form: its sheets with their headers, and what the file says of itself.

    A table that stands beside or below others is a sheet of its own. `ticked` are the sheets that say 零报送：是,
    `is_template` whether the file was made by `talent template` for the form.
    """

    document: Document
    form: Form
    sheets: tuple[tuple[Sheet, Header], ...]
    when: stated.Stated
    part: str | None
    unit_code: str | None
    issues: tuple[Issue, ...]
    ticked: frozenset[Sheet] = frozenset()
    is_template: bool = False
    said_unit: str | None = None  # behind a label of its own
    said_office: str | None = None  # behind 单位, which is a unit of amounts as often
    titles: tuple[str, ...] = ()
    elsewhere: frozenset[str] = frozenset()  # sheets of the form that are another filing


def recognise(
    path: Path, forms: Iterable[Form], file_name: str, lookups: Lookups, others: Iterable[Form] = ()
) -> tuple[Recognised, ...]:
    """What a file holds, one entry a filing, by the headers in it; tables of `others` are not read, and said.

    Raises: UnreadableError with what the unit should do.
    """
    document, forms = open_document(path), tuple(forms)
    found = surveys.survey(document, forms, frozenset(lookups.get("unit", ())), tuple(others))
    data = [one for one in found if one.role == "data" and one.form in forms and not one.sheet.is_hidden]
    if not data:
        hidden = next((one for one in found if one.form and one.sheet.is_hidden), None)
        if not any(cell not in (None, "") for one in found for row in one.sheet.rows() for cell in row):
            raise UnreadableError(issue("RD-no_cells"))
        if hidden:
            raise UnreadableError(issue("RD-hidden_form", sheet=hidden.sheet.name))
        raise UnreadableError(shapes.of(found, forms, lookups) or surveys.no_form(found))
    top = [row for one in data for row in surveys.top_rows(one)]
    whole = tuple(surveys.unread(found, forms))
    kept = {one.form.name: one.form for one in data if one.form}.values()
    groups = [group for form in kept for group in grouped(form, [one for one in data if one.form is form], file_name)]
    return tuple(
        _recognised(document, group, top, file_name, lookups, whole if n == 0 else ()) for n, group in enumerate(groups)
    )


def _below(data: list[surveys.Surveyed]) -> Iterator[Row]:
    """Rows below the headers that state little."""
    for one in data:
        rows = islice(one.sheet.rows(), one.heading.last if one.heading else 0, None)
        yield from (row for row in rows if len(row) - row.count(None) - row.count("") <= stated.FEW)


def _recognised(
    document: Document,
    group: Group,
    top: list[Row],
    file_name: str,
    lookups: Lookups,
    whole: tuple[Issue, ...],
) -> Recognised:
    """`top` are the rows above the headers of all sheets: what one says of the unit holds for the file."""
    form, data = group.form, group.sheets
    sheets = tuple((one.sheet, one.header) for one in data if one.header)
    wide = [row for one in data for row in one.wide.values()]
    own = [row for one in data for row in surveys.own_rows(one)]
    said = {name: text for name, text in stated.labelled(top).items() if name not in group.mixed}
    said |= stated.labelled(wide) | stated.labelled(own)
    carried = {k: v for k, v in document.properties.items() if k.removeprefix("talent_") not in group.mixed}
    is_said = stated.speaks(own, form.period_grain)
    near = own if is_said else [*wide, *own]
    every = near if "period" in group.mixed or (wide and is_said) else top
    when = stated.period(
        carried.get("talent_period", ""), near, every, file_name, form.period_grain,
        next(filter(None, (group.named[one.sheet.tab] for one in data)), None), _below(data),
    )  # fmt: skip
    if unlike := unlike_its_name(group, when):
        when = stated.Stated(None, None, unlike)
    unit = lookups["reporting_unit"].get(normalise(carried.get("talent_unit") or said.get("unit", "")))
    part = carried.get("talent_part") or said.get("part")
    ticked = frozenset(one.sheet for one in data if _says_nil(surveys.top_rows(one)))
    found = [one for sheet, header in sheets for one in messages.of_header(sheet, header)]
    found += (
        two for one in data if one.header for two in messages.of_lines(one.sheet, one.header, surveys.top_rows(one))
    )
    found += other_names(group, when)
    is_alone = len(data) + len(group.others) == 1
    found += (one for sheet in data for one in _titled_apart(form, sheet, is_alone))
    if group.is_vague or len({one.sheet.tab for one in data}) > 1:
        apart = (messages.set_apart(form, tab, tab) for tab in dict.fromkeys(one.sheet.tab for one in data))
        found += [one for one in apart if one]
    titles = tuple(line.text for line in stated.pieces([*wide, *own] or top) if line.label is None)
    return Recognised(
        document, form, sheets, when, None if part in _WHOLE else part, unit, (*whole, *found), ticked,
        document.is_template_of(form.name), said.get("unit"), said.get("office"), titles, frozenset(one.sheet.tab for one in group.others),
    )  # fmt: skip


def _titled_apart(form: Form, one: surveys.Surveyed, is_alone: bool) -> Iterator[Issue]:
    """Lines above a table that say that it is not to be counted."""
    for number, row in enumerate(surveys.top_rows(one), 1):
        texts = texts_of(row) if number not in one.wide else []
        if len(texts) == 1 and messages.is_caption(texts[0]):
            yield from filter(None, [messages.set_apart(form, one.sheet.tab, texts[0], number, is_alone=is_alone)])


def lines(
    recognised: Recognised, context: Context, regions: Regions, accounts: Mapping[Sheet, Account], mark: str
) -> Iterator[str]:
    """Every data row as a line of csv: the mark, sheet, row_no and the columns of raw.<form>. Some thousand lines at a
    time; a csv streams. The accounts of the sheets are filled.
    """
    prefilled = recognised.document.prefilled(recognised.form.name)
    for sheet, header in recognised.sheets:
        place = f"{mark},{as_csv((sheet.name,))}"
        epoch = EPOCH_1904 if sheet.facts().is_1904 else EPOCH
        columns, under = Columns(replace(context, units=header.units, epoch=epoch)), header
        names = RegionNames(sheet.name, context, regions, accounts[sheet].regions)
        for own, numbers, cells in data(sheet, header, context.lookups, accounts[sheet], prefilled):
            if own is not under:
                columns, under = Columns(replace(context, units=own.units, epoch=epoch)), own
            names.see(numbers, cells)
            places = [f"{place},{n}" for n in numbers]
            rows = zip(places, *columns.of(cells, len(numbers)), strict=True)
            yield "\r\n".join(map(",".join, rows)) + "\r\n"
        accounts[sheet].issues += names.found()


def _says_nil(top: list[Row]) -> bool:
    """Whether lines above a table say that there is nothing in it: 零报送：是, or 本月零报送 alone."""
    said = stated.labelled(top).get("nil")
    return bool(_TICKED.fullmatch(said)) if said else any(map(is_nil_line, _alone(top)))


def _alone(rows: list[Row]) -> Iterator[str]:
    """Texts with nothing beside them."""
    return (texts[0] for row in rows if len(texts := texts_of(row)) == 1)
