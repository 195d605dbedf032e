"""The reader row by row and cell by cell, without a memory: what reading a column at a time must come to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from talent_warehouse import identity
from talent_warehouse.reading import messages
from talent_warehouse.reading.cells import CellIssues
from talent_warehouse.reading.documents import Cell, Sheet, stored
from talent_warehouse.reading.headers import Header
from talent_warehouse.reading.layouts import layout
from talent_warehouse.reading.read import Account
from talent_warehouse.reading.rows import DataRow, Excluded, below
from talent_warehouse.reading.totals import Totals
from talent_warehouse.reading.values import (
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


def data_rows(
    sheet: Sheet, header: Header, lookups: Lookups, account: Account, prefilled: Collection[str] = ()
) -> Iterator[DataRow]:
    """The data rows of a sheet; all else goes into the account."""
    plan, facts = layout(header, prefilled, lookups), sheet.facts()
    totals, watch = Totals(plan, frozenset(lookups.get("unit", ()))), CellIssues(sheet.name, plan, facts)
    units = {f.unit_field: header.units[f.name] for f in header.form.fields if f.unit_field and f.name in header.units}
    for row in below(sheet.rows(), plan, facts.merges):
        if isinstance(row, Excluded):
            account.left_out[row.why] += 1
            found = totals.check(row) if row.why == "total" else ()
            account.issues += [
                messages.wrong_total(sheet.name, t, header.form.field(t.field).header) for t in found if not t.agrees
            ]
            account.issues += [messages.left_out(sheet.name, row)] if row.is_filled else []
            continue
        row.cells.update({name: unit for name, unit in units.items() if row.cells.get(name) in (None, "")})
        account.landed += 1
        totals.add({name: (cell,) for name, cell in row.cells.items()})
        watch.see((row.row_no,))
        yield row
    account.issues += watch.found()


def lines(
    sheet: Sheet, header: Header, context: Context, account: Account, prefilled: Collection[str], mark: str
) -> str:
    """What read.lines says of a sheet."""
    epoch = EPOCH_1904 if sheet.facts().is_1904 else EPOCH
    here, place = replace(context, units=header.units, epoch=epoch), f"{mark},{as_csv((sheet.name,))}"
    rows = data_rows(sheet, header, context.lookups, account, prefilled)
    return "".join(f"{place},{row.row_no},{as_csv(row_values(row.cells, here).values())}\r\n" for row in rows)
