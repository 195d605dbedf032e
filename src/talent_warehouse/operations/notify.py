"""What a person is told when a step of a night fails under a scheduler: what, where, and what to do."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from talent_warehouse.errors import TalentError

log = logging.getLogger(__name__)


def failed_steps(step: Any) -> list[str]:
    """The steps of this run that failed, or could not run because one before them did. `step` is Airflow's `ti`."""
    states: Mapping[str, str | None] = step.get_task_states(step.dag_id, run_ids=[step.run_id])[step.run_id]
    return sorted(name for name, state in states.items() if state in ("failed", "upstream_failed"))


def step_failed(context: Mapping[str, Any]) -> None:
    """Log a step that failed for good. `context` is what Airflow hands to on_failure_callback."""
    log.error("%s", describe(context))


def describe(context: Mapping[str, Any]) -> str:
    """One message: the step and its run, what was found, what to do; Chinese first, for whoever is on duty."""
    step = context["task_instance"]
    index = step.map_index if step.map_index is not None and step.map_index >= 0 else None
    place = f"{step.dag_id} / {step.task_id}" + (f"[{index}]" if index is not None else "")
    error = context.get("exception")
    found = f"{type(error).__name__}: {error}" if error is not None else "no exception was handed over"
    told = isinstance(error, TalentError) or isinstance(getattr(error, "__cause__", None), TalentError)
    advice = (
        "按上面的提示处理后，清除（Clear）该任务即可从中断处继续。 Do what the message says, then clear the task: it resumes."
        if told
        else "查看该任务的日志；原因消除后清除（Clear）该任务。 Read the task's log; when the cause is gone, clear the task."
    )
    return f"任务失败 failed: {place}\n运行 run: {step.run_id}，第{step.try_number}次 try {step.try_number}\n{found}\n{advice}"
