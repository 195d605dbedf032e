"""Files with damaged bytes: each is read or refused, in time, and no value changes that was not touched.

More by hand: EXAMPLES=3000 .venv/bin/pytest tests/reading/test_mutations.py
"""

from __future__ import annotations

import csv
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import workbooks
from talent_sample.formats import ods, xls, xlsb
from talent_sample.grids import Cell, Grid
from talent_warehouse.reading.filings import Answer, Job
from talent_warehouse.reading.readers import Readers
from workbooks import REGISTER, person

FILES = max(int(os.environ.get("EXAMPLES", "0")), 200)
FAULTS = {"RD-reader_died", "RD-reader_slow", "RD-reader_failed"}  # of the reader's own
LINES: list[list[Cell]] = [["报告期：2021年"], list(REGISTER), *(list(person(n)) for n in range(8))]
TEXT = "\n".join(",".join(str(cell or "") for cell in line) for line in LINES) + "\n"
# In a package every part has a checksum: what is changed is refused. An old workbook and a text have none.
CHECKED: dict[str, Callable[[], bytes]] = {
    "xlsx": lambda: workbooks.book(("台账", LINES)),
    "ods": lambda: ods.written([Grid("台账", LINES)]),
    "xlsb": lambda: xlsb.written([Grid("台账", LINES)]),
}
UNCHECKED: dict[str, Callable[[], bytes]] = {
    "xls": lambda: xls.written([Grid("台账", LINES)]),
    "csv": TEXT.encode,
    "gb18030": lambda: TEXT.encode("gb18030"),
}
# Bytes that mean something to one format or another.
LOUD = (
    b"\0",
    b"\xff" * 4,
    b'"',
    b"\n",
    b"\r",
    b",",
    b"<",
    b"PK\3\4",
    b"\xef\xbb\xbf",
    b"\x7f\xff\xff\xff",
    b"A" * 5000,
)


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers(workbooks.reader(), 1) as found:
        yield found


def _mutated(data: bytes, draw: random.Random) -> bytes:
    """One to three pieces changed, cut out, doubled, put in, or the end cut off."""
    for _ in range(draw.randint(1, 3)):
        at, size = draw.randrange(len(data) + 1), draw.choice([1, 2, 4, 60, 600])
        piece = data[at : at + size]
        new = draw.choice([b"", piece * 2, draw.choice(LOUD) + piece, draw.randbytes(len(piece))])
        data = data[:at] + new + (data[at + size :] if draw.random() < 0.95 else b"")
    return data


def _read(readers: Readers, path: Path, data: bytes, may_die: bool = False) -> Answer:
    """What the reader answers, which is no fault of its own. A process that asks for too much memory may die alone."""
    path.write_bytes(data)
    answer: Answer = readers.one(Job(path, "台账", "530102-RC", None, "2021"))
    assert answer.failure is None
    faults = FAULTS - ({"RD-reader_died"} if may_die else set())
    assert answer.refusal is None or answer.refusal.rule_id not in faults
    return answer


def _rows(answer: Answer) -> list[list[str]]:
    """The lines that would be landed, without the mark."""
    found: list[list[str]] = []
    for filing in answer.filings:
        if filing.rows:
            with filing.rows.open(encoding="utf-8", newline="") as file:
                found += [line[1:] for line in csv.reader(file)]
    return found


@pytest.mark.parametrize("kind", [*CHECKED, *UNCHECKED])
def test_damaged_files_are_read_or_refused(tmp_path: Path, readers: Readers, kind: str) -> None:
    data, draw = (CHECKED | UNCHECKED)[kind](), random.Random(kind)  # noqa: S311 - repeatable, not secret
    whole = _rows(_read(readers, tmp_path / "a", data))
    assert len(whole) == 8
    refused = 0
    for _ in range(FILES // 8):
        # a cell of an old workbook may be said to stand in column 65 536, and its library makes the rectangle
        answer = _read(readers, tmp_path / "a", _mutated(data, draw), may_die=kind == "xls")
        refused += answer.refusal is not None
        assert kind not in CHECKED or _rows(answer) in ([], whole)
    assert refused


def test_a_cell_that_is_changed_changes_no_other_row(tmp_path: Path, readers: Readers) -> None:
    draw = random.Random("a cell")  # noqa: S311 - repeatable, not secret
    whole = _rows(_read(readers, tmp_path / "a", TEXT.encode()))
    words = [
        "",
        "合计",
        "注：x",
        "示例（勿删改，不计入）",
        "姓名",
        "0",
        "1e3",
        "＊",
        "53010219800101002X",
        "x" * 300,
        " ",
    ]
    for _ in range(FILES // 8):
        row, column = draw.randint(3, len(LINES)), draw.randrange(len(REGISTER))
        cells = TEXT.split("\n")[row - 1].split(",")
        cells[column] = draw.choice(words) + "".join(
            chr(draw.randrange(0x4E00, 0x9FA5)) for _ in range(draw.randint(0, 3))
        )
        lines = [*TEXT.split("\n")[: row - 1], ",".join(cells), *TEXT.split("\n")[row:]]
        others = [
            line for line in _rows(_read(readers, tmp_path / "a", "\n".join(lines).encode())) if line[1] != str(row)
        ]
        assert others == [line for line in whole if line[1] != str(row)]


def test_what_no_cell_stands_in_changes_nothing(tmp_path: Path, readers: Readers) -> None:
    data, draw = CHECKED["xlsx"](), random.Random("a part")  # noqa: S311 - repeatable, not secret
    whole = _rows(_read(readers, tmp_path / "a", data))
    parts = ("xl/theme/theme1.xml", "docProps/app.xml", "docProps/core.xml", "xl/media/image1.png")
    for _ in range(FILES // 8):
        noise = draw.randbytes(draw.randint(0, 400))
        answer = _read(readers, tmp_path / "a", workbooks.edited(data, {draw.choice(parts): noise}))
        assert answer.refusal is None
        assert _rows(answer) == whole
