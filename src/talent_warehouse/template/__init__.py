"""The workbook that units fill in, made from a form's contract and the code lists, and nothing else.

It reads back as filed: the headers are the contract's, the example row carries the mark that leaves it out, and the
custom properties say form, version, unit, period and part.

**Prefilled rows.** A template for a unit and period brings the keys that are in force: the values of those fields that
the contract marks with `prefill`, a row each, with the other cells empty. That the keys stand there states nothing, so
a row in which nothing else is filled in must be no data. The file itself says which fields were prefilled, in the custom
property `talent_prefilled`; the reader leaves out each row of it whose only content are such fields, counts it as
`prefilled`, and the receipt says so. It is decided by fields and not by a digest of the rows, so a key that was corrected
or copied down and then left alone is no data either, and nothing depends on the order of rows. A table that is copied
into a workbook of one's own loses the property: its bare keys are then data with missing values, which come back as
findings. A template in which no row is filled in, prefilled or not, is a nil return.

**Protection.** Title, header, example, guide and lists are locked, without a password. Rows can be sorted, filtered,
inserted and deleted, and columns widened. A spreadsheet sorts and deletes only what is unlocked, so the columns to the
right of the table are open too, and the buttons of the filter stand in the example row, which never moves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from talent_warehouse.contracts import Form
from talent_warehouse.template import formats, guide, lists, sheet
from talent_warehouse.template.asked import Asked
from talent_warehouse.template.codes import NO_HINTS, Codes, Hints
from talent_warehouse.template.lists import DICTIONARY
from talent_warehouse.template.sheet import EXAMPLE_ROW, FIRST_ROW, HEADER_ROW, TEXT_LENGTH, TITLE_LENGTH, Sheet, Stated
from talent_warehouse.template.texts import GUIDE

__all__ = [
    "DICTIONARY", "EXAMPLE_ROW", "FIRST_ROW", "GUIDE", "HEADER_ROW", "TEXT_LENGTH", "TITLE_LENGTH", "write",
]  # fmt: skip


def write(
    form: Form,
    path: Path,
    *,
    unit: str | None = None,
    period: str | None = None,
    part: str | None = None,
    codes: Codes,
    unit_name: str | None = None,
    hints: Hints = NO_HINTS,
    known: Sequence[Mapping[str, str]] = (),
) -> None:
    """Write the template of a form; what is not stated (unit, shown by its name; period; part) is left to be filled in.

    `known` are rows of prefilled fields, by field name. Raises: OSError if the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        book.set_size(2400, 1500)
        data, guidance, dictionary = (book.add_worksheet(name) for name in (form.title, GUIDE, DICTIONARY))
        named = lists.write(book, dictionary, form, codes, hints)
        one = Sheet(data, form, codes, formats.add(book), named, Asked(form, hints.names))
        sheet.write(one, Stated(unit_name or unit, period, part), known)
        guide.write(guidance, one, hints, is_prefilled=bool(known))
        prefilled = dict.fromkeys(name for row in known for name in row)
        stated = {
            "talent_form": form.name,
            "talent_version": form.version,
            "talent_unit": unit,
            "talent_period": period,
            "talent_part": part,
            "talent_prefilled": ",".join(prefilled),
        }
        for name, value in stated.items():
            if value:
                book.set_custom_property(name, value, "text")
        book.set_properties({"title": f"{form.title} {form.version}", "subject": form.name})
