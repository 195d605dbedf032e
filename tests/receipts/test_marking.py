"""Workbooks are marked in the readers' processes: what is too much for these comes back as new, or as a receipt alone."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from test_receipts import RECEIPT

import factories
import workbooks
from talent_warehouse import database, night, settings
from talent_warehouse.reading import worker
from talent_warehouse.reading.account import ReadSheet, Told
from talent_warehouse.reading.filings import Answer
from talent_warehouse.reading.readers import Readers
from talent_warehouse.receipts import deliver
from talent_warehouse.receipts.returned import workbook
from talent_warehouse.receipts.returned.marks import LIST, Mark
from talent_warehouse.receipts.returned.workbook import Marking

# Each range covers five thousand cells and overlaps a hundred others: no spreadsheet writes this.
MERGES = "".join(f'<mergeCell ref="A{n}:AX{n + 99}"/>' for n in range(1, 5_001))
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="500"><c r="C500"><v>2</v></c></row></sheetData>'
    f"<mergeCells>{MERGES}</mergeCells></worksheet>"
)


def _marking(folder: Path) -> Marking:
    source = folder / "filed"
    source.write_bytes(workbooks.with_sheet(SHEET.encode()))
    marks = (Mark("critical", "台账", "C500", "甲", "看"), Mark("info", "台账", "C9000", "甲", "看"))
    told = Told("xlsx", None, (ReadSheet("台账", 1),))
    return Marking(source, folder / ".S1.part", told, marks, "标题", "说明")


def test_ranges_that_overlap_by_thousands_are_marked_in_place(tmp_path: Path) -> None:
    job = _marking(tmp_path)
    with Readers(workbook.NO_READER, 1) as readers:
        name = workbook.put(readers, RECEIPT, job, readers.one(job))
    assert name == "S1-退回件.xlsx"
    with zipfile.ZipFile(tmp_path / name) as box:
        made = box.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall('sqref="(.*?)"', made) == ["A401", "C9000"]  # the first range over C500
    assert made.count("<mergeCell ") == 5_000


def test_what_is_too_much_to_edit_comes_back_as_a_new_workbook(tmp_path: Path) -> None:
    with Readers(workbook.NO_READER, 1) as readers:
        name = workbook.put(readers, RECEIPT, _marking(tmp_path), Answer(refusal=worker.too_slow()))
    book = openpyxl.load_workbook(tmp_path / (name or ""))
    assert book.sheetnames == [LIST, "台账"]
    assert (book["台账"]["C500"].value, book["台账"].merged_cells.ranges) == (2, set())
    assert book["台账"]["C500"].comment is not None


def test_a_disk_that_refuses_stops_the_answer(tmp_path: Path) -> None:
    job = _marking(tmp_path)
    job.target.mkdir()
    with Readers(workbook.NO_READER, 1) as readers, pytest.raises(IsADirectoryError):
        workbook.put(readers, RECEIPT, job, readers.one(job))


@pytest.mark.usefixtures("warehouse")
def test_a_workbook_that_takes_too_long_leaves_the_receipt(monkeypatch: pytest.MonkeyPatch) -> None:
    path = settings.places().inbox / "530102-RC" / "a.csv"
    path.parent.mkdir()
    path.write_text(factories.text("talent_register", [factories.person(n, sex="未知") for n in range(3)]), "utf-8")
    run_id = night.start_run("ingest")
    for batch in night.collect(quiet=False):
        night.land(batch)
    night.judge(run_id)
    monkeypatch.setattr(settings, "READING_SECONDS", 0.0)
    with database.connect("loader") as connection:
        assert deliver.write_new(connection) == 1
    folder = settings.places().outbox / "530102-RC"
    assert sorted(p.suffix for p in folder.iterdir()) == [".html", ".txt"]
    assert "退回件" not in next(folder.glob("*.txt")).read_text("utf-8")
