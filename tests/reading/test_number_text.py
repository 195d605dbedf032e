"""A workbook that keeps what its cells show, and not their formats (ods), is read like one that keeps these."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_number_format import AMOUNTS, PLAIN

import workbooks
from talent_warehouse.reading.files import number_format, number_text
from talent_warehouse.reading.files.documents import open_document

# What the text alone does not say: digits on both sides of a word, a colour, a format within another.
OTHERWISE = {
    '0.00,,"万"%', "0.00,,万%", '#"万"0000', '#"亿"0000"万"', '"万元 "#"万"0000', '0"万"00', '0!.0!.0"万"', '0"00万"', "(0)", '0.0"万";0.0"万"',
    '0000"-"00"-"00', "0;[Red]0",
}  # fmt: skip
SHOWN = [
    (code, number, shown)
    for code, number, shown in [*((c, n, s) for c, n, s, _ in AMOUNTS), *PLAIN]
    if shown and shown.strip() and code not in OTHERWISE and code not in ("0.0%", "0%")
]


@pytest.mark.parametrize(("code", "number", "shown"), SHOWN)
def test_what_is_shown_says_what_its_format_says(code: str, number: float, shown: str) -> None:
    found = number_text.format_of(shown, number)
    said = number_format.said(number, found) if found else None
    expected = number_format.said(number, code)
    if expected and expected[0] in "$€":  # quoted as it is shown, with its decimals or without
        assert said
        assert said[0] == expected[0]
    else:
        assert said == expected


@pytest.mark.parametrize("text", ["", "文字", "1.2E+05", "1/2", "12:30", "1 1/2", "∞"])
def test_a_text_that_is_no_plain_number_says_nothing_of_it(text: str) -> None:
    assert number_text.format_of(text, 12.5) is None


@pytest.mark.slow
def test_an_ods_is_read_as_it_is_shown(tmp_path: Path) -> None:
    cells = [('0.0"万"', 12.5, "12.5万"), ('0"倍"', 3, "3倍"), ("-0", 5, "-5"), ("0000", 12, "0012"), ("0.0,", 12345, "12345"),
             ("#,##0.00", 12.5, 12.5), ("0%", 0.12, "12%")]  # fmt: skip

    def show(made) -> None:
        for row, (code, _, _) in enumerate(cells, 1):
            made.worksheets[0].cell(row, 1).number_format = code
        made.worksheets[0]["A6"].comment = workbooks.openpyxl.comments.Comment("3人", "甲")

    data = workbooks.book(("表", [[number] for _, number, _ in cells]), change=show)
    path = tmp_path / "a.ods"
    path.write_bytes(workbooks.converted(data, tmp_path, "ods"))
    assert [row[0] for row in open_document(path).sheets[0].rows()] == [said for _, _, said in cells]
