"""The sample province published: every figure leads to what was filed, and every change to the filing that made it."""

from __future__ import annotations

import pytest

from talent_warehouse import database, differences, explain, night, sample, settings, submissions

pytestmark = pytest.mark.slow


@pytest.mark.usefixtures("warehouse")
def test_no_cell_and_no_change_of_the_sample_is_left_unexplained() -> None:
    sample.write(settings.places().inbox)
    night.ingest(quiet=False)
    night.publish()
    with database.connect("loader") as connection:
        withdrawn = connection.execute(
            "select distinct on (form) submission_id from audit.in_force where rows_landed > 5 order by form, submission_id"
        ).fetchall()
        for (submission_id,) in withdrawn:
            submissions.withdraw(connection, submission_id, "filed by mistake", "a tester")
    night.publish()
    assert len(withdrawn) == 5
    with database.connect("steward") as connection:
        cells, wrong = explain.unexplained(connection)
        assert wrong == []
        assert cells > 150_000
        found = differences.between(connection, 1, 2)
    assert found.unexplained == ()
    assert {s for c in found.cells for s in c.laid_to} == {s for (s,) in withdrawn}
