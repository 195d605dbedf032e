"""Files for the reader's tests, made on the spot: a grid as xlsx or text, with merged, hidden and odd cells."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import factories
from talent_sample.formats.package import changed as edited
from talent_warehouse import contracts
from talent_warehouse.identity import Key
from talent_warehouse.reading.describe import Question, describe
from talent_warehouse.reading.filings import Filing, Reader

Grid = Sequence[Sequence[object]]
UNITS = {"元": "元", "万元": "元", "万": "元", "人": "人", "万人": "人", "人次": "人次", "%": "%"}
LOOKUPS = {"reporting_unit": {"530102-rc": "530102-RC", "虚构单位": "530102-RC"}, "unit": UNITS}
MULTIPLIERS = {"元": 0, "万元": 4, "人": 0, "万人": 4, "人次": 0, "%": 0}
REGISTER = [f.header for f in contracts.form("talent_register").fields]
RETURN = [f.header for f in contracts.form("measure_return").fields]


def reader() -> Reader:
    """What reading needs besides the file."""
    return Reader(tuple(contracts.forms().values()), Key(b"k" * 32), LOOKUPS, MULTIPLIERS)


def person(n: int) -> list[str | None]:
    """A row of the register."""
    row = factories.person(n)
    return [row.get(f.name) for f in contracts.form("talent_register").fields]


def measure(**fields: str | None) -> list[str | None]:
    """A row of the return."""
    row = {**factories.RETURN, **fields}
    return [row.get(f.name) for f in contracts.form("measure_return").fields]


def book(*sheets: tuple[str, Grid], merges: Sequence[str] = (), change: Callable[[Any], None] | None = None) -> bytes:
    """An xlsx; `merges` are of the first sheet, `change` gets the workbook before it is saved."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, lines in sheets:
        sheet = made.create_sheet(name)
        for line in lines:
            sheet.append(list(line))
    for span in merges:
        made.worksheets[0].merge_cells(span)
    if change:
        change(made)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def accounted(filings: Sequence[Filing]) -> Counter[str]:
    """How many rows the accounts of filings name, by the name on the sheet's tab."""
    found: Counter[str] = Counter()
    for sheet in (sheet for filing in filings for sheet in filing.account.sheets):
        found[sheet.tab] += sheet.header_rows + sheet.rows + sum((*sheet.above.values(), *sheet.left_out.values()))
    return found


def with_sheet(xml: bytes) -> bytes:
    """A workbook whose only sheet is this XML."""
    return edited(book(("台账", [["a"]])), {"xl/worksheets/sheet1.xml": xml})


def told(path: Path, data: bytes) -> dict[str, Any]:
    """What `talent read` says of these bytes, in this process."""
    path.write_bytes(data)
    return describe(Question(path), reader())


def converted(data: bytes, folder: Path, kind: str) -> bytes:
    """An xlsx as LibreOffice saves it in another format; the test is skipped where there is none."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed: it writes the xls and ods of this test")
    source = folder / "source.xlsx"
    source.write_bytes(data)
    command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind, "--outdir", str(folder / "out"), str(source)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "out" / f"source.{kind}").read_bytes()
