"""The example row of a template is a row that its own form accepts, wherever the unit is and whatever it files."""

from __future__ import annotations

import os
import time
from pathlib import Path

import openpyxl
import pytest

import factories
from commands import talent
from talent_warehouse import contracts, database, night, settings, template
from talent_warehouse.operations import ledger

# A form, a unit in another prefecture or at another level than the contract's example, and a period.
SLOTS = [
    ("talent_register", "530102-RC", "2021"), ("talent_register", "532901-RC", "2022"),
    ("measure_return", "530100-RC", "2021"), ("measure_return", "532900-RC", "2020"),
    ("programme_roster", "530100-KJ", "2021"), ("programme_roster", "533400-KJ", "2022"),
    ("service_log", "530100-KJ", "2021-05"), ("service_log", "532500-KJ", "2022-02"),
    ("funding_ledger", "530100-KJ", "2021-05"), ("funding_ledger", "530600-RC", "2022-11"),
    ("entity_register", "530102-RC", "2021"), ("entity_register", "533400-KJ", "2022"),
    ("post_ledger", "530100-RC", "2021"), ("post_ledger", "532900-RC", "2022"),
]  # fmt: skip


@pytest.mark.usefixtures("warehouse")
def test_the_example_as_data_passes_the_gate_of_its_form(tmp_path: Path) -> None:
    assert {form for form, _, _ in SLOTS} == contracts.forms().keys()
    for form, unit, period in SLOTS:
        path = tmp_path / f"{form}.xlsx"
        talent("template", form, "-o", str(path), "--unit", unit, "--period", period)
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        for column in range(2, len(contracts.form(form).fields) + 2):
            example = sheet.cell(template.EXAMPLE_ROW + 1, column).value
            if contracts.form(form).fields[column - 2].kind == "identity_number":  # the repository shows none
                example = factories.id_number(1, "19850315", male=False)
            sheet.cell(template.FIRST_ROW + 1, column).value = example
        target = settings.places().inbox / unit / path.name
        target.parent.mkdir(exist_ok=True)
        book.save(target)
        then = time.time() - 60
        os.utime(target, (then, then))
    night.ingest()
    with database.connect("steward") as connection:
        filed = ledger.submissions(connection)
        found = [
            (f["form"], f["unit"], f["severity"], f["rule"], f["message_zh"])
            for f in ledger.findings(connection)
            if f["rule"] != "RD-not_owed"
        ]  # nobody owes the forms of a month here
    assert found == []
    assert [(s["state"], s["rows_landed"], s["rows_quarantined"]) for s in filed] == [("accepted", 1, 0)] * len(SLOTS)
