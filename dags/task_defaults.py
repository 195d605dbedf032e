"""What all tasks of this folder have in common: whose they are, how often they are tried, who hears of a failure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any


def tell(context: Mapping[str, Any]) -> None:
    """Log a task that failed for good, and what to do."""
    from talent_warehouse.operations import notify

    notify.step_failed(context)


TASK_DEFAULTS: dict[str, Any] = {
    "owner": "talent-office",
    "retries": 2,
    "retry_delay": timedelta(seconds=10),
    "execution_timeout": timedelta(hours=2),  # a task that hangs fails before the office opens
    "on_failure_callback": tell,
}
