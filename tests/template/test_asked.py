"""Columns that are asked of some rows only: said beside the cell, grey in other rows."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from talent_warehouse import contracts, database, template
from talent_warehouse.template import codes


@pytest.mark.usefixtures("warehouse")
@pytest.mark.parametrize("name", list(contracts.forms()))
def test_a_cell_that_is_not_asked_of_a_row_turns_grey(name: str, tmp_path: Path) -> None:
    form, path = contracts.form(name), tmp_path / "模板.xlsx"
    with database.connect("loader") as connection:
        choices, hints = codes.load(connection), codes.load_hints(connection)
    template.write(form, path, codes=choices, hints=hints)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    first = template.FIRST_ROW + 1
    grey = {
        str(block.sqref).split(":")[0]: rule.formula[0]
        for block in sheet.conditional_formatting
        for rule in block.rules
        if rule.formula[0].startswith("AND(")
    }
    expected, prompts = {}, {}
    for column, field in enumerate(form.fields, 2):
        if field.asked_of:
            place = next(n for n, f in enumerate(form.fields, 2) if f.name == field.asked_of.field)
            names = [hints.names[form.field(field.asked_of.field).lookup or ""][code] for code in field.asked_of.codes]
            told = f"${get_column_letter(place)}{first}"
            others = [f'{told}<>"{text}"' for text in ("", *names)]
            expected[f"{get_column_letter(column)}{first}"] = f"AND({','.join(others)})"
            prompts[f"{get_column_letter(column)}{first}"] = "、".join(names)
    assert grey == expected
    for validation in sheet.data_validations.dataValidation:
        if names_of := prompts.get(str(validation.sqref).split(":")[0]):
            assert names_of in validation.prompt
    assert name != "programme_roster" or len(expected) == 8
