"""`talent rejudge`: the effect of rules on what was filed, shown before and then had at once."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from changing import BAD, FORM, STRIKES, UNIT, Change, change, file
from commands import as_json, talent
from talent_warehouse import database, night, settings

__all__ = ["change"]


def _rows(query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.url()) as connection:
        return connection.execute(query.encode()).fetchall()


@pytest.mark.usefixtures("warehouse")
def test_what_a_dry_run_shows_is_what_comes_of_it(change: Change) -> None:
    file("2020.csv", "2020")
    file("2021.csv", "2021")
    file("2022.csv", "2022", bad=0)
    night.ingest()
    stood = (
        "select * from audit.submission order by 1",
        "select * from audit.finding order by 1",
        "select * from audit.run",
    )
    before = [_rows(query) for query in stood]
    change(STRIKES)
    tried = as_json("rejudge", FORM, "--since", "2021", "--dry-run")
    assert [_rows(query) for query in stood] == before
    assert not (settings.places().data_docs / "rejudge").exists()
    (changed,) = tried["changes"]
    assert (changed["slot"], changed["state"], changed["now"], changed["findings"]) == (
        f"{UNIT}/{FORM}/2021/-", "accepted", "accepted", {"TR-990": {"appeared": 1, "disappeared": 0, "is_trial": False}},
    )  # fmt: skip
    assert {key: tried[key] for key in tried if key != "changes"} == {
        "is_dry_run": True, "form": FORM, "judged": 2, "rules": {"TR-990": {"appeared": 1, "disappeared": 0, "is_trial": False}},
        "rows_set_aside": 1, "rows_freed": 0, "units": [UNIT],
    }  # fmt: skip
    assert as_json("rejudge", FORM, "--since", "2021") == tried | {"is_dry_run": False}
    assert _rows("select count(*) from audit.quarantined_row") == [(1,)]
    assert "新增规则TR-990" in "".join(
        p.read_text("utf-8") for p in (settings.places().outbox / UNIT).glob("*回执.txt")
    )
    assert as_json("rejudge", FORM, "--since", "2021")["changes"] == []

    change()
    freed = talent("rejudge", FORM, "--dry-run")
    assert "TR-990: 0 findings appear, 1 disappear" in freed.stdout
    assert "3 submissions judged, 1 otherwise; 0 rows set aside, 1 freed;" in freed.stderr


@pytest.mark.usefixtures("warehouse")
def test_what_there_is_not_is_named() -> None:
    assert "no period; write it as 2021" in talent("rejudge", FORM, "--since", "21年", status=2).stderr
    assert "There is no form 'x'" in talent("rejudge", "x", status=2).stderr
    with database.connect("builder") as connection, database.build_lock(connection):
        assert "The build lock is held" in talent("rejudge", FORM, status=2).stderr


@pytest.mark.published
@pytest.mark.usefixtures("warehouse")
def test_rows_newly_set_aside_are_no_part_of_the_next_publication(change: Change) -> None:
    with psycopg.connect(database.url(), autocommit=True) as connection:
        connection.execute(f"update raw.talent_register set employer = '{BAD}' where row_no = 3".encode())
    people = "select year, count(*) from warehouse.fct_talent_headcount group by year order by year"
    change(STRIKES | {"since": 2021}, share=0.5)
    assert night.ingest().accepted == 1
    change()  # so that the contract is no reason to build
    assert _rows(people) == [(2020, 3), (2021, 3)]
    assert night.publish() is not None
    assert _rows(people) == [(2020, 3), (2021, 2)]
