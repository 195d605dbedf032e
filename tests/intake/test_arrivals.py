"""The list of arrivals: history keeps its times, and a line that cannot be used is named before anything is taken."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import factories
from talent_warehouse import database, night
from talent_warehouse.errors import ConfigurationError
from talent_warehouse.intake import arrivals, taking

HEADER = "path,sha256,received_at,reason"
SHA = "ab" * 32
WHEN = "2022-01-15T08:00:00+08:00"


@pytest.mark.usefixtures("warehouse")
def test_a_list_gives_the_arrival_of_the_bytes_it_names(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    listed, other = (
        factories.write(inbox / f"530102-RC/{name}", factories.text("talent_register", [factories.person(n)]))
        for n, name in enumerate(("旧/台账, 一.csv", "b.csv"))
    )
    for path in (listed, other):
        factories.arrived(path, datetime(2022, 1, 15, tzinfo=UTC))
    other.write_text(factories.text("talent_register", [factories.person(7)]), encoding="utf-8")  # not what is listed
    night.ingest(quiet=False)
    with database.connect("steward") as connection:
        found = dict(
            connection.execute(
                "select file_name, (received_at, coalesce(received_because, '-'))::text from audit.arrival"
            ).fetchall()
        )
        late = connection.execute(
            "select received_at > now() - interval '1 hour' from audit.arrival where file_name = 'b.csv'"
        ).fetchone()
    assert found["台账, 一.csv"].startswith('("2022-01-15 ')
    assert found["台账, 一.csv"].endswith('"a test")')
    assert found["b.csv"].endswith(",-)")
    assert late == (True,)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("", r"line 1: the header is ''; expected path,sha256,received_at,reason\. Correct"),
        ("path,sha256", "line 1: the header is 'path,sha256'; expected"),
        (f"{HEADER}\nu/a.csv,{SHA},{WHEN}", "line 2: there are 3 fields; expected 4"),
        (
            f"{HEADER}\n\na.csv,{SHA},{WHEN},x",
            r"line 3: path is 'a.csv'; expected a file below the inbox, as 530102-RC",
        ),
        (f"{HEADER}\nu/../../a.csv,{SHA},{WHEN},x", r"line 2: path is"),
        (f"{HEADER}\n/u/a.csv,{SHA},{WHEN},x", r"line 2: path is"),
        (f"{HEADER}\nu/a.csv,{SHA[1:]},{WHEN},x", "line 2: sha256 is 'bab.*expected 64 digits"),
        (f"{HEADER}\nu/a.csv,{SHA},last year,x", "line 2: received_at is 'last year'; expected a time with its offset"),
        (f"{HEADER}\nu/a.csv,{SHA},2022-01-15 08:00,x", "expected a time with its offset"),
        (f"{HEADER}\nu/a.csv,{SHA},2922-01-15T08:00:00Z,x", "which is to come"),
        (f"{HEADER}\nu/a.csv,{SHA},{WHEN}, ", "line 2: reason is empty"),
        (f"{HEADER}\nu/a.csv,{SHA},{WHEN},x\nu/a.csv,{SHA},2022-01-16T08:00:00Z,x", "line 3: 'u/a.csv' stands there a"),
        (f'{HEADER}\n"u/a.csv,{SHA}', "is no readable csv in UTF-8"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, lines: str, message: str) -> None:
    (tmp_path / arrivals.LIST).write_text(lines, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message):
        arrivals.listed(tmp_path)


@pytest.mark.usefixtures("warehouse")
def test_nothing_is_taken_by_a_list_that_cannot_be_used(tmp_path: Path) -> None:
    path = factories.write(tmp_path / "inbox/530102-RC/a.csv", "x")
    (tmp_path / "inbox" / arrivals.LIST).write_text("path\n", encoding="utf-8")
    with database.connect("loader") as connection, pytest.raises(ConfigurationError, match="no file has been taken"):
        taking.collect(connection)
    assert path.exists()


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    lines = {' u/旧,\r\n "a" b.csv ': arrivals.Listed(SHA, datetime(2022, 1, 15, tzinfo=UTC), "来件登记簿")}
    arrivals.write(tmp_path / "inbox", lines)
    assert arrivals.listed(tmp_path / "inbox") == lines
    assert arrivals.listed(tmp_path) == {}
