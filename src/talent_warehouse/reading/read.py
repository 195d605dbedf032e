"""The steps in order: a file of the archive → what it says of itself → its rows as columns of raw.<form>."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from talent_warehouse.contracts import Form
from talent_warehouse.reading.files.documents import Document, Row, Sheet, open_document
from talent_warehouse.reading.issues import Issue, UnreadableError, issue
from talent_warehouse.reading.tables import messages, segments, stated
from talent_warehouse.reading.tables import survey as surveys
from talent_warehouse.reading.tables.cells import CellIssues
from talent_warehouse.reading.tables.columns import Columns
from talent_warehouse.reading.tables.headers import Header
from talent_warehouse.reading.tables.layouts import layout
from talent_warehouse.reading.tables.plain import Column, Sieve, Sifted
from talent_warehouse.reading.tables.region_names import RegionNames
from talent_warehouse.reading.tables.segments import BLOCK
from talent_warehouse.reading.tables.totals import Totals
from talent_warehouse.reading.values.regions import Regions
from talent_warehouse.reading.values.values import EPOCH, EPOCH_1904, Context, Lookups, as_csv, normalise

_LABELLED = {
    "unit": re.compile(r"(?:报送单位|填报单位|填表单位)(?:\(盖章\))?[:：]?\s*([^\s:：]+)"),
    "part": re.compile(r"(?:分册|分表|部分)[:：]\s*([^\s:：]+)(?=\s|$)"),
    "nil": re.compile(r"零报送[:：]\s*([^\s:：]+)(?=\s|$)"),
}
_TICKED = re.compile(r"[√✓✔☑]是?|是√?")
_WHOLE = frozenset({"-", "--", "—", "/", "无", "不分", "全部"})  # what people write where there are no parts


@dataclass(frozen=True)
class Recognised:
    """What a file holds of one form: its sheets with their headers, and what the file says of itself.

    `ticked` are the sheets that say 零报送：是, `is_template` whether the file was made by `talent template` for the form.
    """

    document: Document
    form: Form
    sheets: tuple[tuple[Sheet, Header], ...]
    when: stated.Stated
    part: str | None
    unit_code: str | None
    issues: tuple[Issue, ...]
    ticked: frozenset[str] = frozenset()
    is_template: bool = False
    elsewhere: frozenset[str] = frozenset()  # sheets of the form that are another filing
    forms: tuple[Form, ...] = ()  # those that were looked for


@dataclass
class Account:
    """What became of the rows below the headers; filled while `lines` runs."""

    landed: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    issues: list[Issue] = field(default_factory=list)


def recognise(path: Path, forms: Iterable[Form], file_name: str, lookups: Lookups) -> tuple[Recognised, ...]:
    """What a file holds, one entry a form, by the headers in it. Raises: UnreadableError with what the unit should do."""
    document, forms = open_document(path), tuple(forms)
    found = surveys.survey(document, forms, frozenset(lookups.get("unit", ())))
    data = [one for one in found if one.role == "data" and one.form and not one.sheet.is_hidden]
    if not data:
        hidden = next((one for one in found if one.form and one.sheet.is_hidden), None)
        if not any(cell not in (None, "") for one in found for row in one.sheet.rows() for cell in row):
            raise UnreadableError(issue("RD-no_cells"))
        raise UnreadableError(issue("RD-hidden_form", sheet=hidden.sheet.name) if hidden else surveys.no_form(found))
    top = [row for one in data for row in surveys.top_rows(one)]
    whole = tuple(surveys.unread(found))
    kept = {one.form.name: one.form for one in data if one.form}.values()
    groups = [group for form in kept for group in _groups(form, [one for one in data if one.form is form])]
    return tuple(
        replace(_recognised(document, group, top, file_name, lookups, whole if n == 0 else ()), forms=forms)
        for n, group in enumerate(groups)
    )


@dataclass(frozen=True)
class _Group:
    """The sheets of one filing; those of the same form that are others, and in what these differ."""

    form: Form
    sheets: list[surveys.Surveyed]
    others: list[surveys.Surveyed]
    mixed: frozenset[str]


def _groups(form: Form, sheets: list[surveys.Surveyed]) -> Iterator[_Group]:
    """The sheets of a form, apart where they state different parts or periods."""
    tops = [surveys.top_rows(one) for one in sheets]
    own_words = {
        "part": [_preamble(top).get("part") for top in tops],
        "period": [stated.period("", top, top, "", form.period_grain).period for top in tops],
    }
    mixed = frozenset(name for name, values in own_words.items() if len({*values} - {None}) > 1)
    keys = [tuple(own_words[name][n] for name in sorted(mixed)) for n in range(len(sheets))]
    for key in dict.fromkeys(keys):
        own = [one for one, its in zip(sheets, keys, strict=True) if its == key]
        yield _Group(form, own, [one for one in sheets if one not in own], mixed)


def _recognised(
    document: Document,
    group: _Group,
    top: list[Row],
    file_name: str,
    lookups: Lookups,
    whole: tuple[Issue, ...],
) -> Recognised:
    """`top` are the rows above the headers of all sheets: what one says of the unit holds for the file."""
    form, data = group.form, group.sheets
    sheets = tuple((one.sheet, one.header) for one in data if one.header)
    own = [row for one in data for row in surveys.top_rows(one)]
    said = {name: text for name, text in _preamble(top).items() if name not in group.mixed} | _preamble(own)
    carried = {k: v for k, v in document.properties.items() if k.removeprefix("talent_") not in group.mixed}
    every = own if "period" in group.mixed else top
    when = stated.period(carried.get("talent_period", ""), own, every, file_name, form.period_grain)
    unit = lookups["reporting_unit"].get(normalise(carried.get("talent_unit") or said.get("unit", "")))
    part = carried.get("talent_part") or said.get("part")
    ticked = frozenset(one.sheet.name for one in data if _is_ticked(_preamble(surveys.top_rows(one)).get("nil", "")))
    found = [issue for sheet, header in sheets for issue in messages.of_header(sheet, header)]
    return Recognised(
        document, form, sheets, when, None if part in _WHOLE else part, unit, (*whole, *found), ticked,
        document.is_template_of(form.name), frozenset(one.sheet.name for one in group.others),
    )  # fmt: skip


def lines(
    recognised: Recognised, context: Context, regions: Regions, accounts: Mapping[str, Account], mark: str
) -> Iterator[str]:
    """Every data row as a line of csv: the mark, sheet, row_no and the columns of raw.<form>. Some thousand lines at a
    time; a csv streams. The accounts of the sheets are filled.
    """
    prefilled = recognised.document.prefilled(recognised.form.name)
    for sheet, header in recognised.sheets:
        place = f"{mark},{as_csv((sheet.name,))}"
        epoch = EPOCH_1904 if sheet.facts().is_1904 else EPOCH
        columns, under = Columns(replace(context, units=header.units, epoch=epoch)), header
        names = RegionNames(sheet.name, context, regions)
        for own, numbers, cells in data(
            sheet, header, context.lookups, accounts[sheet.name], prefilled, recognised.forms
        ):
            if own is not under:
                columns, under = Columns(replace(context, units=own.units, epoch=epoch)), own
            names.see(numbers, cells)
            places = [f"{place},{n}" for n in numbers]
            rows = zip(places, *columns.of(cells, len(numbers)), strict=True)
            yield "\r\n".join(map(",".join, rows)) + "\r\n"
        accounts[sheet.name].issues += names.found()


def data(
    sheet: Sheet,
    header: Header,
    lookups: Lookups,
    account: Account,
    prefilled: Collection[str] = (),
    forms: Sequence[Form] = (),
) -> Iterator[tuple[Header, Sequence[int], dict[str, Column]]]:
    """The data rows of a sheet, many at a time: the header that they stand under, their numbers, their cells by field.

    What is left out, wrong totals and what stands in no value go into the account.
    """
    units, groups = frozenset(lookups.get("unit", ())), list[int]()
    segment = _Segment(sheet, header, lookups, prefilled)
    for stretch in segments.stretches(sheet, header, units, BLOCK, forms):
        if stretch.foreign:
            account.issues.append(messages.second_form(sheet, stretch.foreign))
            account.left_out["other_form"] += len(stretch.rest)
        if stretch.begins:
            account.issues += [*segment.watch.found(), *messages.of_header(sheet, stretch.header)]
            account.left_out["repeated_header"] += len(stretch.begins)
            segment = _Segment(sheet, stretch.header, lookups, prefilled, segment.totals)
        if not stretch.rows:
            continue
        sifted = segment.sieve.sift(stretch.rows, stretch.first, stretch.ahead)
        cells = sifted.cells | _given(stretch.header, sifted)
        account.issues += _wrong(sheet, stretch.header, sifted, cells, segment.totals)
        account.left_out.update(one.why for one in sifted.left_out)
        groups += [one.row_no for one in sifted.left_out if one.why == "group"]
        account.landed += len(sifted.numbers)
        segment.watch.see(sifted.numbers)
        if sifted.numbers:
            yield stretch.header, sifted.numbers, cells
    account.issues += [*segment.watch.found(), *messages.groups(sheet.name, groups)]


class _Segment:
    """What looks at the rows under one header."""

    def __init__(
        self, sheet: Sheet, header: Header, lookups: Lookups, prefilled: Collection[str], above: Totals | None = None
    ) -> None:
        plan, facts = layout(header, prefilled, lookups), sheet.facts()
        self.totals = Totals(plan, frozenset(lookups.get("unit", ())), above)
        self.watch, self.sieve = CellIssues(sheet.name, plan, facts), Sieve(plan, facts.merges)


def _wrong(
    sheet: Sheet, header: Header, sifted: Sifted, cells: Mapping[str, Column], totals: Totals
) -> Iterator[Issue]:
    """The totals among the rows that do not agree with those above them, and what was left out though it is filled in."""
    upto = 0
    for line in sifted.left_out:
        if line.why == "total":
            end = bisect_left(sifted.numbers, line.row_no)
            totals.add(cells, upto, end)
            upto = end
            wrong = (t for t in totals.check(line) if not t.agrees)
            yield from (messages.wrong_total(sheet.name, t, header.form.field(t.field).header) for t in wrong)
        if line.is_filled:
            yield messages.left_out(sheet.name, line)
    totals.add(cells, upto, len(sifted.numbers))


def _given(header: Header, sifted: Sifted) -> dict[str, Column]:
    """The columns of units, with the unit that the header states for the quantity in rows that name none themselves."""
    found: dict[str, Column] = {}
    for one in header.form.fields:
        if one.unit_field and (unit := header.units.get(one.name)):
            own = sifted.cells.get(one.unit_field) or [None] * len(sifted.numbers)
            found[one.unit_field] = [unit if cell in (None, "") else cell for cell in own]
    return found


def _texts(top: Iterable[Row]) -> Iterator[str]:
    """Each line above a header as one text."""
    for row in top:
        yield unicodedata.normalize("NFKC", " ".join(str(c).strip() for c in row if c is not None and str(c).strip()))


def _preamble(top: Sequence[Row]) -> dict[str, str]:
    """What the labelled lines above the headers state: unit, part, nil. A label without a value says nothing."""
    said: dict[str, str] = {}
    for line in _texts(top):
        for name, pattern in _LABELLED.items():
            if (hit := pattern.search(line)) and name not in said:
                said[name] = hit[1]
    return said


def _is_ticked(text: str) -> bool:
    return bool(_TICKED.fullmatch(text))
