"""The reader row by row and cell by cell, without a memory: what reading a column at a time must come to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from talent_warehouse import identity
from talent_warehouse.reading.files.documents import Cell, Sheet, stored
from talent_warehouse.reading.tables import messages
from talent_warehouse.reading.tables.body import Account
from talent_warehouse.reading.tables.cells import CellIssues
from talent_warehouse.reading.tables.gone import Gone
from talent_warehouse.reading.tables.headers import Header
from talent_warehouse.reading.tables.layouts import layout
from talent_warehouse.reading.tables.reversals import Reversals
from talent_warehouse.reading.tables.rows import DataRow, Excluded, below
from talent_warehouse.reading.tables.segments import Headings, is_same
from talent_warehouse.reading.tables.totals import Totals
from talent_warehouse.reading.tables.unlabelled import Unlabelled
from talent_warehouse.reading.values.values import (
    EPOCH,
    EPOCH_1904,
    Context,
    Lookups,
    as_csv,
    field_columns,
    id_type,
    person_columns,
)


def row_values(cells: Mapping[str, Cell], context: Context) -> dict[str, object]:
    """Every column that raw.<form> keeps of one row, in the contract's order."""
    form, person = context.form, context.form.person
    number = identity.NO_NUMBER
    if person:
        kind = id_type(cells.get(person.id_type), context)
        number = identity.read_number(stored(cells.get(person.id_number)), kind, context.key)
    values: list[object] = []
    birth: object = None
    for field in form.fields:
        if field.kind == "identity_number":
            values += (number.mask, number.fault)
            continue
        own = list(field_columns(field, cells, context).values())
        values += own
        if person and field.name == person.birth:
            birth = own[1]
    if person:
        values += person_columns(cells.get(person.name), number, birth, context)
    return dict(zip((name for name, _ in form.columns), values, strict=True))


def segments(sheet: Sheet, header: Header, units: frozenset[str]) -> Iterator[tuple[Header, int, int]]:
    """Each heading with the last row under it and how many rows of its own are a second heading's: every row is tried."""
    found, rows = Headings(sheet, header, units), list(sheet.rows())
    at, own, begin = header.heading.last, 0, header.heading.last
    while at < len(rows):
        other = found.at(rows, at, at + 1, rows[max(at - 5, begin) : at])
        if other and is_same(other, header):
            at = other.heading.last
        elif other:
            yield header, at, own
            header, own = other, other.heading.depth
            at = begin = other.heading.last
        else:
            at += 1
    yield header, len(rows), own


def data_rows(
    sheet: Sheet, header: Header, lookups: Lookups, account: Account, prefilled: Collection[str] = ()
) -> Iterator[tuple[Header, DataRow]]:
    """The data rows of a sheet with the header that they stand under; all else goes into the account."""
    facts, groups, unlabelled = sheet.facts(), list[int](), Unlabelled(sheet.name)
    struck: list[int] = []
    gone, reversals = Gone(sheet.name), Reversals(sheet.name)
    totals, every = None, list(sheet.rows())
    for own, last, depth in segments(sheet, header, frozenset(lookups.get("unit", ()))):
        if depth:
            account.left_out["repeated_header"] += depth
            account.issues += messages.of_header(sheet, own)
        plan = layout(own, prefilled, lookups)
        totals, watch = (
            Totals(plan, frozenset(lookups.get("unit", ())), totals),
            CellIssues(sheet.name, plan, facts),
        )
        units = {f.unit_field: own.units[f.name] for f in own.form.fields if f.unit_field and f.name in own.units}
        for row in below(sheet.rows(), plan, facts.merges, last, facts.struck):
            if isinstance(row, Excluded):
                account.left_out[row.why] += 1
                groups += [row.row_no] if row.why == "group" else []
                struck += [row.row_no] if row.why == "struck" else []
                gone.line(plan, row)
                found = totals.check(row) if row.why == "total" else ()
                account.issues += messages.wrong_totals(sheet.name, found, own.form)
                account.issues += [messages.left_out(sheet.name, row)] if row.is_filled else []
                continue
            row.cells.update({name: unit for name, unit in units.items() if row.cells.get(name) in (None, "")})
            account.landed += 1
            totals.add({name: (cell,) for name, cell in row.cells.items()})
            watch.see((row.row_no,), {name: (cell,) for name, cell in row.cells.items()})
            unlabelled.see(plan, every[row.row_no - 1 : row.row_no], row.row_no, [row.row_no])
            own_cells = {name: (cell,) for name, cell in row.cells.items()}
            for one in (gone, reversals):
                one.see(plan, every[row.row_no - 1 : row.row_no], row.row_no, [row.row_no], own_cells)
            yield own, row
        account.issues += watch.found()
    account.issues += messages.wrong_totals(sheet.name, totals.check_leading() if totals else (), header.form)
    account.issues += [
        *unlabelled.found(),
        *gone.found(),
        *reversals.found(),
        *messages.groups(sheet.name, groups),
        *messages.struck(sheet.name, struck),
    ]


def lines(
    sheet: Sheet, header: Header, context: Context, account: Account, prefilled: Collection[str], mark: str
) -> str:
    """What read.lines says of a sheet."""
    epoch = EPOCH_1904 if sheet.facts().is_1904 else EPOCH
    place, said = f"{mark},{as_csv((sheet.name,))}", []
    for own, row in data_rows(sheet, header, context.lookups, account, prefilled):
        values = row_values(row.cells, replace(context, units=own.units, epoch=epoch)).values()
        said.append(f"{place},{row.row_no},{as_csv(values)}\r\n")
    return "".join(said)
