"""Header → data: the rows under one heading after another, many at a time; what becomes of all others, and what is told.

Who lands them and who only looks at a file walk the same rows.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from talent_warehouse import names
from talent_warehouse.contracts import Form
from talent_warehouse.reading.files.documents import Row, Sheet
from talent_warehouse.reading.issues import Issue
from talent_warehouse.reading.tables import messages, segments, stated, whole
from talent_warehouse.reading.tables.cells import CellIssues
from talent_warehouse.reading.tables.gone import Gone
from talent_warehouse.reading.tables.headers import Header
from talent_warehouse.reading.tables.layouts import Layout, layout
from talent_warehouse.reading.tables.lines import each_text, texts_of
from talent_warehouse.reading.tables.plain import Column, Sieve, Sifted
from talent_warehouse.reading.tables.reversals import Reversals
from talent_warehouse.reading.tables.rows import Excluded
from talent_warehouse.reading.tables.segments import BLOCK, Stretch
from talent_warehouse.reading.tables.totals import Total, Totals
from talent_warehouse.reading.tables.unlabelled import Unlabelled
from talent_warehouse.reading.values.values import Lookups

_FEET = ("note", "signature")  # lines below a table that may state its period


@dataclass
class Told:
    """Each row with what became of it: for who looks at a file."""

    rows: list[int] = field(default_factory=list)
    left_out: list[Excluded] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)


@dataclass
class Account:
    """What became of the rows below the headers; filled while `lines` runs."""

    landed: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    issues: list[Issue] = field(default_factory=list)
    empty_totals: int = field(default=0, compare=False)  # 合计 0 is written under an empty table too
    feet: list[Row] = field(default_factory=list, compare=False)  # lines left out that state a period
    regions: Counter[str] = field(default_factory=Counter, compare=False)  # that rows name, by code
    lines: list[str] = field(default_factory=list, compare=False)  # may name somebody: signatures, columns nobody reads
    told: Told | None = field(default=None, compare=False)  # where each row is asked for


def data(
    sheet: Sheet,
    header: Header,
    lookups: Lookups,
    account: Account,
    prefilled: Collection[str] = (),
) -> Iterator[tuple[Header, Sequence[int], dict[str, Column]]]:
    """The data rows of a sheet, many at a time: the header that they stand under, their numbers, their cells by field.

    What is left out, wrong totals and what stands in no value go into the account.
    """
    units = frozenset(lookups.get("unit", ()))
    sight = _Sight(sheet, account)
    segment = _Segment(sheet, header, lookups, prefilled)
    for stretch in segments.stretches(sheet, header, units, BLOCK):
        if stretch.begins:
            account.issues += [*segment.watch.found(), *messages.of_header(sheet, stretch.header)]
            sight.heading(stretch.begins)
            segment = _Segment(sheet, stretch.header, lookups, prefilled, segment.totals)
        if not stretch.rows:
            continue
        sifted = segment.sieve.sift(stretch.rows, stretch.first, stretch.ahead)
        cells = sifted.cells | _given(stretch.header, sifted)
        sight.wrong(stretch.header, sifted, cells, segment.totals)
        segment.watch.see(sifted.numbers, cells)
        sight.see(segment.plan, stretch, sifted, cells)
        if sifted.numbers:
            yield stretch.header, sifted.numbers, cells
    account.issues += segment.watch.found()
    sight.end(segment.totals, header.form)


class _Sight:
    """What is told of the rows of one sheet, whatever heading they stand under."""

    def __init__(self, sheet: Sheet, account: Account) -> None:
        self._sheet, self._account = sheet, account
        self._apart: list[tuple[int, Issue]] = []  # captions with nothing below them yet
        self._units: list[Excluded] = []  # lines that state a unit, likewise
        self._at: dict[str, list[int]] = {"group": [], "struck": []}
        self._concealed = list[int]()  # rows that look empty
        self._unlabelled, self._gone = Unlabelled(sheet.name), Gone(sheet.name)
        self._reversals = Reversals(sheet.name)

    def heading(self, rows: range) -> None:
        """Another heading: the unit of what stands below is what it says, or the lines above it."""
        self._account.left_out["repeated_header"] += len(rows)
        if self._account.told:
            self._account.told.left_out += (Excluded(n, "repeated_header") for n in rows)
        self._units.clear()

    def see(self, plan: Layout, stretch: Stretch, sifted: Sifted, cells: Mapping[str, Column]) -> None:
        """Rows under one heading, which of them are data, and their cells by field."""
        account, name, left_out = self._account, self._sheet.name, sifted.left_out
        account.left_out.update(one.why for one in left_out)
        account.landed += len(sifted.numbers)
        account.empty_totals += sum(one.why == "total" and whole.adds_up_nothing(one.row) for one in left_out)
        if account.told:
            account.told.rows += sifted.numbers
            account.told.left_out += left_out
        account.lines += (" ".join(texts_of(one.row)) for one in left_out if one.why not in ("blank", "total"))
        account.lines += _of_own_columns(stretch)
        account.feet += [one.row for one in left_out if one.why in _FEET and stated.says_period(one.row)]
        for why, rows in self._at.items():
            rows += [one.row_no for one in left_out if one.why == why]
        self._concealed += _concealed(self._sheet, plan, left_out)
        self._apart += _apart(self._sheet, stretch.header.form, left_out)
        self._units += (one for one in left_out if messages.units_of(one))
        if sifted.numbers:  # rows stand below the lines
            last = sifted.numbers[-1]
            account.issues += messages.of_units_below(name, stretch.header, self._units, last)
            account.issues += (one for row_no, one in self._apart if row_no < last)
            self._units = [one for one in self._units if one.row_no > last]
            self._apart = [one for one in self._apart if one[0] > last]
        self._unlabelled.see(plan, stretch.rows, stretch.first, sifted.numbers)
        for one in (self._gone, self._reversals):
            one.see(plan, stretch.rows, stretch.first, sifted.numbers, cells)
        for line in left_out:
            self._gone.line(plan, line)

    def wrong(self, header: Header, sifted: Sifted, cells: Mapping[str, Column], totals: Totals) -> None:
        """The totals among the rows that do not agree with those above them, and what was left out though it is filled in."""
        upto = 0
        for line in sifted.left_out:
            if line.why == "total":
                end = bisect_left(sifted.numbers, line.row_no)
                totals.add(cells, upto, end)
                upto = end
                self._totals(totals.check(line), header.form)
            if line.is_filled:
                self._account.issues.append(messages.left_out(self._sheet.name, line))
        totals.add(cells, upto, len(sifted.numbers))

    def _totals(self, found: Iterable[Total], form: Form) -> None:
        every = list(found)
        if self._account.told:
            self._account.told.totals += every
        self._account.issues += messages.wrong_totals(self._sheet.name, every, form)

    def end(self, totals: Totals, form: Form) -> None:
        """What is known when all rows were seen."""
        self._totals(totals.check_leading(), form)
        self._account.issues += [*self._unlabelled.found(), *self._gone.found(), *self._reversals.found()]
        self._account.issues += messages.groups(self._sheet.name, self._at["group"])
        self._account.issues += messages.struck(self._sheet.name, self._at["struck"])
        self._account.issues += messages.concealed(self._sheet.name, self._concealed)


def _concealed(sheet: Sheet, plan: Layout, left_out: Iterable[Excluded]) -> Iterator[int]:
    """Rows that are blank but for what formats hide in the form's columns; zeros are no loss."""
    hidden = {
        row for (row, c), what in sheet.facts().concealed.items() if what != "zero" and c - 1 in plan.columns.values()
    }
    return (one.row_no for one in left_out if one.why in ("blank", "prefilled") and one.row_no in hidden)


def _apart(sheet: Sheet, form: Form, left_out: Iterable[Excluded]) -> Iterator[tuple[int, Issue]]:
    """Captions among the rows of a table that say that what follows is not to be counted, with their rows."""
    for row in left_out:
        for text in each_text(row.row) if row.why in ("group", "note") else ():
            found = messages.set_apart(form, sheet.name, text, row.row_no)
            if found and (row.why == "group" or messages.is_caption(text)):
                yield row.row_no, found


def _of_own_columns(stretch: Stretch) -> Iterator[str]:
    """Whom the unit's own columns name: 经办人."""
    for column, label, _ in stretch.header.unknown:
        if names.is_label(label):
            cells = {row[column] for row in stretch.rows if column < len(row)}
            yield from (f"填报人：{cell}" for cell in cells if isinstance(cell, str) and cell)


class _Segment:
    """What looks at the rows under one header."""

    def __init__(
        self, sheet: Sheet, header: Header, lookups: Lookups, prefilled: Collection[str], above: Totals | None = None
    ) -> None:
        self.plan = plan = layout(header, prefilled, lookups)
        facts = sheet.facts()
        self.totals = Totals(plan, frozenset(lookups.get("unit", ())), above)
        self.watch, self.sieve = CellIssues(sheet.name, plan, facts), Sieve(plan, facts.merges, facts.struck)


def _given(header: Header, sifted: Sifted) -> dict[str, Column]:
    """The columns of units, with the unit that the header states for the quantity in rows that name none themselves."""
    found: dict[str, Column] = {}
    for one in header.form.fields:
        if one.unit_field and (unit := header.units.get(one.name)):
            own = sifted.cells.get(one.unit_field) or [None] * len(sifted.numbers)
            found[one.unit_field] = [unit if cell in (None, "") else cell for cell in own]
    return found
