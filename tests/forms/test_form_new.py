"""`talent form new` refuses what does not fit with its place and a mend, and writes all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import as_json, talent
from forms import copies
from talent_warehouse import contracts

BOOKS = """
rows: 物
counts: [BOOKS_LENT 借出册数 个]
fields:
  - {name: number, header: 编号, key: 是}
  - {name: lent_on, header: 借出日期, type: 日期}
  - {name: amount, header: 册数, unit: 个}
"""
CALL = ("form", "new", "book_list", "--title", "图书台账", "--fields")


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Copies of the folders that a form stands in."""
    yield copies.of_folders(tmp_path, monkeypatch)
    contracts.forms.cache_clear()


def _list(folder: Path, text: str = BOOKS, name: str = "books.yaml") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def _all(folder: Path) -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()}


def test_a_dry_run_names_what_would_be_written_and_writes_nothing(beside: Path) -> None:
    path = _list(beside)
    before = _all(beside)
    would = as_json(*CALL, path, "--dry-run")
    assert _all(beside) == before
    assert as_json(*CALL, path) == would
    after = _all(beside)
    new = {str(w["file"]) for w in would if w["change"] == "new"}
    assert {str(p) for p in after.keys() - before.keys()} == new
    more = {Path(w["file"]).name for w in would if w["change"] == "more"}
    assert {p.name for p in before if after[p] != before[p]} == more == {"gate2.yaml", "measure.csv", "obligation.csv"}
    assert all(set(text.splitlines()) <= set(after[path].splitlines()) for path, text in before.items())


def test_nothing_is_overwritten(beside: Path) -> None:
    (beside / "planted/book_list.yaml").write_text("mine", encoding="utf-8")
    path = _list(beside)
    before = _all(beside)
    assert "book_list.yaml there already" in "".join(talent(*CALL, path, status=2).stderr.split("\n"))
    assert _all(beside) == before
    talent("form", "new", "service_log", "--title", "某台账", "--fields", path, status=2)
    assert _all(beside) == before


REFUSED = [
    ("key: 是", "key: 大概", "field number, key: '大概' is neither 是"),
    (", key: 是", "", "No field is a key"),
    ("type: 日期", "type: 时刻", "field lent_on, type: '时刻' is unknown; write one of text"),
    ("header: 册数", "header: 编 号", "'编 号' means number and amount"),
    ("name: amount", "name: number", "number: the name is taken"),
    ("name: amount", "name: year", "year: the name is taken"),
    ("name: amount", "name: 册数", "'册数' is no name of a column"),
    ("header: 册数, unit: 个", "unit: 个", "header missing"),
    ("unit: 个", "unit: 捆", "amount: 捆 is no unit of measure"),
    ("unit: 个", "unit: 元", "Add a field of type unit"),
    ("unit: 个", "list: kinds", "there is no list 'kinds'"),
    ("unit: 个", "choices: 甲", "write a code and a name each"),
    ("unit: 个", "units: 个", "field 3, column: 'units' is unknown"),
    ("counts: [BOOKS_LENT 借出册数 个]", "", "Nothing of book_list is counted"),
    ("BOOKS_LENT 借出册数 个", "BOOKS_LENT", "BOOKS_LENT is not in the catalogue"),
    ("BOOKS_LENT 借出册数 个", "books 借出册数 个", "'books' is no code of a measure"),
    ("BOOKS_LENT 借出册数 个", "TALENT_HEADCOUNT", "is derived from talent_register"),
    ("BOOKS_LENT 借出册数 个", "BOOKS_LENT 人才总数 个", "人才总数 is TALENT_HEADCOUNT already"),
    ("[BOOKS_LENT 借出册数 个]", "[{measure: BOOKS_LENT, name: 借出册数, unit: 人, of: amount}]", "it is in 人, and amount in 个"),
    ("rows: 物", "rows: 活动", "No required date says when"),
    ("rows: 物", "rows: 鸟", "rows: '鸟' is unknown"),
    ("rows: 物", "owed: [nobody county 31]", "write kind, level and days"),
    ("rows: 物", "years: later", "write the first and the last year"),
    ("rows: 物", "row: 物", "['row'] unknown"),
]  # fmt: skip


def test_what_does_not_fit_is_refused_with_its_place_and_mend(beside: Path) -> None:
    wrong = []
    for old, new, told in REFUSED:
        assert old in BOOKS
        said = " ".join(talent(*CALL, _list(beside, BOOKS.replace(old, new, 1)), status=2).stderr.split())
        if told not in said:
            wrong.append((new, said))
    assert wrong == []


def test_a_list_is_read_as_excel_saves_it_and_what_is_none_is_refused(beside: Path) -> None:
    path = beside / "books.csv"
    path.write_bytes("字段,表头,主键,类型\nnumber,编号,√,文字\n".encode("gb18030"))
    would = as_json(*CALL, str(path), "--count", "BOOKS 册数 个", "--dry-run")
    assert len(would) == 11
    for text, told in (
        ("fields: [a, b]", "field 1 is no list of keys"),
        ("fields: [", "is no YAML"),
        ("3", "is neither a list"),
    ):
        assert told in " ".join(talent(*CALL, _list(beside, text), status=2).stderr.split())
    assert "write the fields in a .yaml or .csv file" in talent(
        *CALL, _list(beside, "", "books.xlsx"), status=2
    ).stderr.replace("\n", " ")


def test_an_existing_measure_and_list_are_used(beside: Path) -> None:
    path = _list(
        beside,
        "字段,表头,主键,代码表,单位,指标\nplace,地点,是,,,\nsex,性别,,sex,,\nvillages,村数,,,个,VILLAGES_SERVED\n",
        "villages.csv",
    )
    as_json("form", "new", "village_list", "--title", "服务村台账", "--fields", path, "--years", "2021")
    (row,) = [
        line
        for line in (beside / "seeds/measure.csv").read_text(encoding="utf-8").splitlines()
        if line.startswith("VILLAGES_SERVED,")
    ]
    assert ",int_cell_row,village_list,science," in row
    assert "VL-county,village_list,talent_office,county,year,31,2021,2021,below" in (
        beside / "seeds/obligation.csv"
    ).read_text(encoding="utf-8")
    assert contracts.form("village_list").field("sex").lookup == "sex"
