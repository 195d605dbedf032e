"""Whole nights of Airflow in one process. Under its services, cut off in the middle, one runs in test_compose.py."""

from __future__ import annotations

import json
import subprocess
import sys
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
