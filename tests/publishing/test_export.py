"""A mart as a file: the same numbers in every format, and beside them what they mean and which publication they are of."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

import factories
from clones import Template, shared
from talent_warehouse import database, night
from talent_warehouse.errors import UnknownError
from talent_warehouse.publishing.export import _inert, export

pytestmark = pytest.mark.slow
MART = "mart_region_programme_year"


@pytest.fixture(scope="module", autouse=True)
def publications(server: str, tmp_path_factory: pytest.TempPathFactory, first_publication: Template) -> Iterator[None]:
    """五华区 counted three people and counts five; what 盘龙区 filed waits for the third publication."""
    home = tmp_path_factory.mktemp("export")
    with shared(server, home, first_publication):
        _file(home, "530102-RC", range(5))
        night.publish()
        _file(home, "530103-RC", range(9, 10))
        yield


def _file(home: Path, unit: str, people: range) -> None:
    factories.write(
        home / "inbox" / unit / "a.csv", factories.text("talent_register", [factories.person(n) for n in people])
    )
    night.ingest()


def _from_csv(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _from_xlsx(path: Path) -> list[dict[str, Any]]:
    head, *rows = openpyxl.load_workbook(path)["数据"].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def _from_parquet(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


READERS: dict[str, Callable[[Path], list[dict[str, Any]]]] = {
    "csv": _from_csv, "xlsx": _from_xlsx, "parquet": _from_parquet,
}  # fmt: skip


def _headcount(rows: list[dict[str, Any]]) -> list[int | None]:
    return [
        None if row["headcount"] in (None, "") else int(row["headcount"])
        for row in rows
        if (row["region_code"], row["rollup"], row["programme_code"], str(row["year"]))
        == ("530102", "total", "_T", "2021")
    ]


def test_every_format_says_the_same_as_of_any_publication(tmp_path: Path) -> None:
    for ending, read in READERS.items():
        newest = export(MART, tmp_path / f"new.{ending}")
        first = export(MART, tmp_path / f"old.{ending}", 1)
        assert (newest.publication, first.publication) == (2, 1)
        # nobody takes part wherever no bureau owes a roster
        assert newest.rows == len(read(newest.file)) > 100
        assert (_headcount(read(newest.file)), _headcount(read(first.file))) == ([5], [3]), ending
    notes = dict(row[:2] for row in openpyxl.load_workbook(tmp_path / "old.xlsx")["说明"].iter_rows(values_only=True))
    assert notes["发布号 publication"] == 1
    assert "人" in str(notes["headcount"])
    beside = json.loads((tmp_path / "old.csv-metadata.json").read_text(encoding="utf-8"))
    assert beside["talent:publication"] == 1
    assert {c["name"]: c["datatype"] for c in beside["tableSchema"]["columns"]}["headcount"] == "integer"
    schema = pq.read_schema(tmp_path / "old.parquet")
    assert schema.metadata[b"talent_no"] == b"1"
    assert schema.field("headcount").metadata[b"description"]


def test_no_file_of_what_analysts_may_not_see_or_of_what_is_not_there(tmp_path: Path) -> None:
    for relation, name, no, said in (
        ("mart_of_nothing", "a.csv", None, "There is no mart 'mart_of_nothing'. There are: bridge_"),
        ("dim_person", "a.csv", None, "There is no mart 'dim_person'"),
        ("fct_talent_headcount", "a.csv", None, "There is no mart 'fct_talent_headcount'"),
        (MART, "a.pdf", None, "the ending says the format"),
        (MART, "a.csv", 9, "There is no publication 9"),
    ):
        with pytest.raises(UnknownError, match=said):
            export(relation, tmp_path / name, no)


def test_no_export_runs_a_formula(tmp_path: Path) -> None:
    texts = [
        f"{sign}cmd|' /C calc'!A0"
        for sign in (
            "=",
            "+",
            "-",
            "@",
            "\t=",
            "\r=",
            "\n=",
            "\tx",
            " =",
            "\u3000＝",
            "\ufeff=",
            "＝",
            "＋",
            "－",
            "＠",
            "{=",
        )
    ]
    with database.connect("publisher") as connection:
        (before,) = connection.execute(
            "select array_agg(region_key order by region_key) from mart.dim_region"
        ).fetchone() or ([],)
        for code, text in zip(before, texts, strict=False):
            connection.execute("update mart.dim_region set name = %s where region_key = %s", (text, code))
    files = {ending: export("dim_region", tmp_path / f"p.{ending}").file for ending in READERS}
    shown = {ending: [row["name"] for row in READERS[ending](path)] for ending, path in files.items()}
    assert set(texts) <= set(shown["parquet"])
    assert {f"'{text}" for text in texts[:-1]} | {texts[-1]} <= set(shown["csv"])
    cells = [cell for row in openpyxl.load_workbook(files["xlsx"])["数据"].iter_rows() for cell in row]
    assert {c.data_type for c in cells if isinstance(c.value, str)} == {"s"}
    assert "=cmd|' /C calc'!A0" in {c.value for c in cells}
    # numbers below zero stay numbers, and a sign alone is a code
    assert [_inert(v) for v in (-1, Decimal("-0.5"), "-", "a=b", None)] == [-1, Decimal("-0.5"), "-", "a=b", None]


def test_publications_and_freshness_are_open_to_analysts() -> None:
    with database.connect("analyst") as connection:
        assert connection.execute("select no, submissions from mart.publication order by no").fetchall() == [
            (1, 2), (2, 2),
        ]  # fmt: skip
        assert connection.execute(
            "select form, publication_no, submissions_published, submissions_waiting from mart.freshness"
        ).fetchall() == [("talent_register", 2, 2, 1)]
