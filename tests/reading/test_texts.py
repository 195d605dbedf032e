"""The parser alone reads a text as line by line with care: the same rows, and the same refusal at the same line."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from talent_warehouse import settings
from talent_warehouse.reading.files import texts
from talent_warehouse.reading.issues import UnreadableError

PIECE = 1 << 18
PARTS = (
    "a", "测某", '"', '""', ",", ",", ",", "\n", "\n", "\r\n", "\r", "=", '="01"', '"=""01"""', '="', " ", "1.5", '"x,y"', '"x\ny"',
)  # fmt: skip


def _read(path: Path, text: texts.Text, mark: str) -> tuple[list[list[str]], str | None]:
    """The rows, and what was said where they end early."""
    rows: list[list[str]] = []
    try:
        for row in texts.rows(path, text, mark):
            rows.append(row)
    except UnreadableError as refused:
        return rows, refused.issue.message_en
    return rows, None


def _both_ways(path: Path, data: bytes) -> tuple[bool, list[list[str]], str | None]:
    """Whether the parser is trusted with a text; the rows and the refusal, which are the same with care."""
    path.write_bytes(data)
    text = texts.examine(path)
    mark = texts.separator(path, text.encoding)
    found = _read(path, text, mark)
    assert found == _read(path, replace(text, has_long=True), mark)
    return not (text.has_long or text.has_formulas), *found


def test_random_texts_are_read_the_same(tmp_path: Path) -> None:
    draw = random.Random(11)  # noqa: S311 - repeatable, not secret
    trusted = refused = 0
    for _ in range(800):
        text = "".join(draw.choices(PARTS, k=draw.randint(1, 40)))
        is_trusted, _, said = _both_ways(tmp_path / "a.csv", text.encode(draw.choice(["utf-8", "gb18030"])))
        trusted, refused = trusted + is_trusted, refused + (is_trusted and said is not None)
    assert trusted > 100
    assert refused > 20


@pytest.mark.parametrize("ahead", [PIECE - 9, PIECE - 2, PIECE - 1, PIECE])
def test_a_cell_written_as_a_formula_is_seen_where_two_pieces_meet(tmp_path: Path, ahead: int) -> None:
    data = b"c" * (ahead - 3) + b",d\n" + b'="007",b\n'
    assert _both_ways(tmp_path / "a.csv", data)[:2] == (False, [["c" * (ahead - 3), "d"], ["007", "b"]])


@pytest.mark.parametrize("over", [-1, 0, 1])
@pytest.mark.parametrize("ahead", [0, 3, PIECE + 7])
def test_a_line_is_too_long_wherever_it_begins(tmp_path: Path, ahead: int, over: int) -> None:
    line = b"a," + b"x" * (settings.MAX_LINE - 3 + over) + b"\n"
    _, _, said = _both_ways(tmp_path / "a.csv", b"a,b\n" * (ahead // 4) + line + b"c,d\n")
    assert (said is not None) == (over > 0)


def test_too_many_rows_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MAX_ROWS", 3)
    assert _both_ways(tmp_path / "a.csv", b"a,b\n" * 3) == (True, [["a", "b"]] * 3, None)
    is_trusted, rows, said = _both_ways(tmp_path / "a.csv", b"a,b\n" * 4)
    assert (is_trusted, len(rows)) == (True, 3)
    assert said
