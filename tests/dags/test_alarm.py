"""What the person on duty reads when a task has failed, and what the checking task hears."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest

from talent_warehouse import night
from talent_warehouse.build import BuildError
from talent_warehouse.operations import notify


def step(**more: Any) -> SimpleNamespace:
    return SimpleNamespace(
        dag_id="publish_marts",
        task_id="build",
        run_id="r1",
        try_number=3,
        map_index=more.pop("map_index", -1),
        **more,
    )


def test_a_failure_says_where_what_and_what_to_do(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "talent_warehouse"):
        notify.step_failed({"task_instance": step(), "exception": BuildError("dbt build failed: fct_x: boom.")})
    for part in (
        "publish_marts / build",
        "r1",
        "BuildError: dbt build failed: fct_x: boom.",
        "Clear",
        "clear the task",
    ):
        assert part in caplog.text


def test_a_mapped_task_is_named_with_its_index() -> None:
    assert "publish_marts / build[2]" in notify.describe({"task_instance": step(map_index=2)})


def test_failed_steps_are_those_that_failed_or_could_not_run() -> None:
    states = {"begin": "success", "land_0": "failed", "judge_1": "upstream_failed", "x": "skipped", "check": "running"}
    assert notify.failed_steps(step(get_task_states=lambda dag_id, run_ids: {"r1": states})) == ["judge_1", "land_0"]


@pytest.mark.usefixtures("warehouse")
def test_checks_fail_where_a_step_failed_though_nothing_is_left() -> None:
    with pytest.raises(night.NightError, match=r"^Failed: settle\. 0 arrivals are unread and 0 submissions unjudged"):
        night.check_ingest(night.start_run("ingest"), ["settle"])
    with pytest.raises(night.NightError, match=r"^Failed: freeze\. No build was begun"):
        night.check_publish(None, night.start_run("publish"), ["freeze"])


@pytest.mark.usefixtures("warehouse")
def test_checks_fail_where_the_run_never_began() -> None:
    with pytest.raises(night.NightError):
        night.check_ingest(None, ["begin"])
    with pytest.raises(night.NightError):
        night.check_publish(None, None, ["begin"])


@pytest.mark.usefixtures("warehouse")
def test_a_night_with_nothing_new_passes_the_checks() -> None:
    night.check_ingest(night.start_run("ingest"))
    night.check_publish(None, night.start_run("publish"))
