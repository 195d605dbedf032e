"""Whole nights under Airflow: in one process, and under the real services, cut off in the middle.

One that nothing cuts off runs in test_compose.py.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from nights import DEPLOY, fill_inbox, published

from talent_warehouse import database
from talent_warehouse.publishing.checksums import Checksum

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("warehouse")]


def in_process() -> tuple[int, dict[str, Any], str]:
    """Exit status, the one JSON line and the progress of run_in_process.py."""
    done = subprocess.run(
        [sys.executable, str(DEPLOY / "run_in_process.py")], capture_output=True, text=True, check=False
    )
    return done.returncode, json.loads(done.stdout or "null"), done.stderr


def test_a_night_in_one_process(undisturbed: list[Checksum]) -> None:
    fill_inbox()
    status, result, progress = in_process()
    assert status == 0, progress
    assert [(d["dag_id"], d["state"], d["skipped"]) for d in result["dags"]] == [
        ("ingest_submissions", "success", []), ("publish_marts", "success", [])]  # fmt: skip
    assert published() == undisturbed
    assert "judge" in progress
    # An empty inbox: nothing to land, nothing to publish, and that is no failure.
    status, result, progress = in_process()
    assert status == 0, progress
    assert result["dags"][0]["skipped"] == ["land"]
    assert "publish" in result["dags"][1]["skipped"]
    with database.connect("steward") as connection:
        outcomes = connection.execute("select kind, outcome from audit.run order by started_at").fetchall()
    assert outcomes == [("ingest", "done"), ("publish", "done"), ("ingest", "done"), ("publish", "nothing new")]


def test_a_night_in_one_process_fails_where_something_is_left() -> None:
    with database.connect("owner") as connection:  # landed by a version whose form this one does not know
        connection.execute(
            "insert into audit.document (sha256, bytes, first_name, first_seen) values ('aa', 1, 'x', now())"
        )
        connection.execute(
            "insert into audit.arrival (sha256, unit_code, file_name, received_at, registered_at, outcome)"
            " values ('aa', '530102-RC', 'x', now(), now(), 'filed')"
        )
        connection.execute(
            "insert into audit.submission (submission_id, arrival_id, sha256, unit_code, form, period, part, n,"
            " contract_version, parser_version, received_at, registered_at, state) select 'S1', arrival_id, 'aa',"
            " unit_code, 'gone', '2021', '-', 1, '1', '1', received_at, registered_at, 'landed' from audit.arrival"
        )
    status, result, progress = in_process()
    assert status == 1, progress
    assert [d["state"] for d in result["dags"]] == ["failed"], "publishing must not begin"
    assert "1 submissions unjudged" in progress


def test_a_night_that_is_killed_twice_publishes_the_same(airflow: Any, undisturbed: list[Checksum]) -> None:
    """The scheduler, its workers and their tasks die in the middle of judging, then in the middle of dbt."""
    fill_inbox()
    api = airflow.api()
    for dag_id in ("ingest_submissions", "publish_marts"):
        api.wait_known(dag_id)
    ingest = api.trigger("ingest_submissions")
    wait_until(lambda: working("talent judge"))
    airflow.kill("scheduler")
    assert not working("talent judge", patience=5)
    airflow.start("scheduler")
    ingest = api.wait(ingest)
    assert ingest.state == "success", api.tasks(ingest)
    (publication,) = api.caused_by(ingest)
    wait_until(lambda: working("talent dbt star"))
    airflow.kill("scheduler")
    airflow.start("scheduler")
    publication = api.wait(publication)
    assert publication.state == "success", api.tasks(publication)
    assert published() == undisturbed


def working(step: str, patience: float = 0) -> bool:
    """Whether a session of the warehouse is at a step; one whose client has died is given a moment to notice."""
    end = time.monotonic() + patience
    while True:
        with database.connect("owner") as connection:
            found = connection.execute(
                "select 1 from pg_stat_activity where application_name like %s and datname = current_database()",
                (f"{step}%",),
            ).fetchone()
        if found is None or time.monotonic() >= end:
            return found is not None
        time.sleep(0.2)


def wait_until(true: Callable[[], bool], timeout: float = 120) -> None:
    """Raises: AssertionError if it has not come true in time."""
    end = time.monotonic() + timeout
    while not true():
        assert time.monotonic() < end, "it did not come to this"
        time.sleep(0.05)
