"""One county's register from the inbox to one row of a mart, through every real component."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

import factories
from talent_warehouse import database, night
from talent_warehouse.publishing.checksums import checksums


@pytest.mark.slow
@pytest.mark.usefixtures("warehouse")
def test_a_register_becomes_a_number_in_the_mart(tmp_path: Path) -> None:
    rows = [factories.person(n) for n in range(5)]
    factories.write(tmp_path / "inbox/530102-RC/台账.csv", factories.text("talent_register", rows))
    ingested = night.ingest()
    assert (ingested.arrivals, ingested.accepted, ingested.returned, ingested.findings) == (1, 1, 0, {})
    published = night.publish()
    assert published is not None
    assert published.no == 1
    with psycopg.connect(database.role_url("analyst")) as connection:
        shown = connection.execute(
            "select talent, talent_low, talent_high, talent_status, units_in_force, units_expected, is_complete"
            " from mart.mart_talent_density where region_code = '530102' and rollup = 'total' and year = 2021"
        ).fetchone()
    assert shown == (5, 5, None, "I", 1, 1, False)  # the bureaus above are silent, who may name people of the county
    with database.connect("steward") as connection:
        before = checksums(connection)
    assert night.publish() is None
    with database.connect("steward") as connection:
        assert checksums(connection) == before
