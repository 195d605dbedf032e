"""Runs in the ledger: when a step of the night began and how it ended."""

from __future__ import annotations

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from talent_warehouse import settings
from talent_warehouse.database.connection import connect


def start_run(kind: str) -> str:
    """Write down that a run began; its id sorts by time."""
    run_id = f"{datetime.now(ZoneInfo(settings.TIMEZONE)):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    with connect("loader", f"talent {kind}") as connection:
        connection.execute("insert into audit.run (run_id, kind) values (%s, %s)", (run_id, kind))
    return run_id


def end_run(run_id: str, outcome: str) -> None:
    """Write down how a run ended."""
    with connect("loader", "talent run") as connection:
        connection.execute("update audit.run set ended_at = now(), outcome = %s where run_id = %s", (outcome, run_id))
