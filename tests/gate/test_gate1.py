"""Gate 1 as a whole: what it looks at, and what it loads and leaves."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from psycopg import sql

import factories
from talent_warehouse import contracts, database, settings
from talent_warehouse.database.rows import scalar
from talent_warehouse.gate import gate1
from talent_warehouse.intake import landing, submissions

pytestmark = pytest.mark.usefixtures("warehouse")


def file(form: str, name: str, *rows: dict[str, str | None]) -> Path:
    return factories.write(settings.places().inbox / name, factories.text(form, rows))


def test_a_gate_judges_without_the_statistics_of_scipy_and_leaves_no_table() -> None:
    """In a process of its own: this one may have loaded them for another reason."""
    file(
        "talent_register",
        "530102-RC/台账.csv",
        factories.person(1, education="某种"),
        *map(factories.person, range(2, 30)),
    )
    code = (
        "import sys; from talent_warehouse import night; print(night.ingest());"
        " print(sorted(name for name in ('scipy.special', 'scipy.stats') if type(sys.modules[name]).__name__ == 'module'));"
        " import scipy.stats; print(scipy.stats.norm.cdf(0))"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    ingested, loaded, probability = done.stdout.splitlines()
    assert "accepted=1, returned=0" in ingested
    assert "'critical': 1" in ingested
    assert loaded == "[]"
    assert float(probability) == 0.5, "what waits is there when it is asked for"
    with database.connect("owner") as connection:
        made = connection.execute("select relname from pg_class where relowner = 'talent_loader'::regrole").fetchall()
    assert made == []


def test_what_lands_while_a_batch_is_judged_is_not_part_of_it(tmp_path: Path) -> None:
    form = contracts.form("talent_register")
    with database.connect("loader") as connection:

        def land(n: int) -> None:
            path = factories.write(tmp_path / f"{n}.csv", factories.text(form.name, [factories.person(n)]))
            when = datetime(2022, 1, 20, tzinfo=UTC)
            submissions.register(connection, path, "530102-RC", when, form.name, "2021", f"part {n}")
            landing.land(connection, submissions.unread(connection))

        land(1)
        first = connection.execute("select submission_id from audit.submission").fetchall()
        batch = gate1.batch_of(form, [i for (i,) in first])
        land(2)
        assert scalar(connection, "select count(*) from audit.submission") == 2
        seen = connection.execute(sql.SQL("select submission_id from ({}) as batch").format(batch)).fetchall()
    assert seen == first
