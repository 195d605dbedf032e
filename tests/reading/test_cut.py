"""Files that break off: what says where it ends comes back as cut, and of a text the last line is set aside."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl.utils import get_column_letter

import factories
import workbooks
from talent_sample.formats import ole, xls
from talent_sample.grids import Grid
from talent_warehouse import contracts
from talent_warehouse.reading import filings
from talent_warehouse.reading.filings import Answer, Job
from workbooks import REGISTER, person

_ROWS = [["报告期：2021年"], REGISTER, *(person(n) for n in range(30))]
TEXT = factories.text("talent_register", [factories.person(n) for n in range(3)], ("报告期：2021年",)).rstrip()


def _read(folder: Path, data: bytes) -> Answer:
    (folder / "a").write_bytes(data)
    return filings.read(Job(folder / "a", "a", "530102-RC"), workbooks.reader(), folder)


def _refusal(folder: Path, data: bytes) -> str | None:
    refusal = _read(folder, data).refusal
    return refusal and refusal.rule_id


def test_an_old_workbook_that_ends_early_is_cut_wherever_it_ends(tmp_path: Path) -> None:
    whole = xls.written([Grid("台账", _ROWS)])
    assert _read(tmp_path, whole).filings[0].landed == 30
    found = {_refusal(tmp_path, whole[:size]) for size in range(600, len(whole) - 511, 3_333)}
    assert found == {"RD-cut"}


def test_a_sheet_without_its_last_record_is_cut(tmp_path: Path) -> None:
    sheet = (0x0085, b"\x25\0\0\0\0\0\1\0a")
    end = [xls.EOF, (0x0809, xls.BOF[1])]
    stream = xls.records([xls.BOF, sheet, *end])
    assert _refusal(tmp_path, ole.container("Workbook", stream)) == "RD-cut"
    assert _refusal(tmp_path, ole.container("Workbook", stream + xls.records([xls.EOF]))) != "RD-cut"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_text_that_ends_inside_a_character_is_cut(tmp_path: Path, encoding: str) -> None:
    assert _refusal(tmp_path, (TEXT + "备").encode(encoding)[:-1]) == "RD-cut"


@pytest.mark.parametrize(
    ("text", "landed", "lacks"),
    [(TEXT, 3, 0), (TEXT.rsplit(",", 4)[0], 3, 4), (TEXT.rsplit(",", 4)[0] + "\n", 3, 0), (TEXT + "\n合计,3", 3, 0)],
    ids=["whole", "cut", "short with an end", "a total"],
)
def test_the_last_line_of_a_text_is_set_aside_where_it_breaks_off(
    tmp_path: Path, text: str, landed: int, lacks: int
) -> None:
    (filing,) = _read(tmp_path, text.encode()).filings
    assert filing.landed == landed
    found = [(i.row_no, i.severity, i.message_zh) for i in filing.issues if i.rule_id == "RD-cut_line"]
    assert [(row, severity) for row, severity, _ in found] == ([(5, "critical")] if lacks else [])
    assert all(f"少{lacks}列" in told for _, _, told in found)


# last cells of a ledger that ends in amounts, in its last line without an end · what is said of them
ENDS: list[tuple[list[str], str | None]] = [
    (["1200", "340", "12"], "RD-open_line"),  # 12, 120 or 1200
    (["1200", "340", "340"], None),
    (["1200", "340", '"12"'], None),
    (["1200.00", "340.00", "5.50", "12.00"], None),
    (["1200.00", "340.00", "5.50", "12.0"], "RD-cut_line"),
    (["1200.00", "340.00", "5.50", "12"], "RD-cut_line"),
    (["1200.00", "340.00", "12"], "RD-open_line"),  # two are no pattern
    (["1200.5", "340", "5.50", "12"], "RD-open_line"),
    (["12"], "RD-open_line"),
]


@pytest.mark.parametrize(("ends", "rule"), ENDS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_the_last_cell_of_a_text_without_an_end_is_told_unless_others_are_like_it(
    tmp_path: Path, ends: list[str], rule: str | None, encoding: str
) -> None:
    names = [f.name for f in contracts.form("funding_ledger").fields if f.name not in ("amount", "document_no")]
    names.append("amount")
    head = ["报告期：2021年5月", ",".join(contracts.form("funding_ledger").field(name).header for name in names)]
    rows = [",".join(factories.MOVEMENT.get(name, "") for name in names[:-1]) + f",{end}" for end in ends]
    text = "\n".join([*head, *rows])
    (filing,) = _read(tmp_path, text.encode(encoding)).filings
    assert filing.landed == len(ends)
    assert [(i.rule_id, i.row_no, i.column) for i in filing.issues] == (
        [(rule, len(ends) + 2, "amount")] if rule else []
    )
    assert all(f"{get_column_letter(len(names))}列" in i.message_zh for i in filing.issues)
    assert _read(tmp_path, (text + "\n").encode(encoding)).filings[0].issues == ()


def test_a_quote_that_is_open_to_the_end_may_be_a_cut(tmp_path: Path) -> None:
    refusal = _read(tmp_path, (TEXT.rsplit(",", 1)[0] + ',"备').encode()).refusal
    assert refusal is not None
    assert (refusal.rule_id, "文件也可能被截断" in refusal.message_zh) == ("RD-csv", True)
