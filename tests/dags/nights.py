"""What the tests of whole nights share: an inbox, what was published."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime

import psycopg

import factories
from talent_warehouse import database, settings
from talent_warehouse.publishing.checksums import Checksum, checksums

DEPLOY = settings.REPOSITORY / "deploy" / "airflow"


def fill_inbox() -> None:
    """Two counties' registers and a prefecture's return, good ones, as old on every call as on the first."""
    files = {
        "530102-RC/台账.csv": factories.text("talent_register", [factories.person(n) for n in range(12)]),
        "530103-RC/台账.csv": factories.text(
            "talent_register", [factories.person(n, work_region="盘龙区") for n in range(20, 27)]
        ),
        "530100-RC/报表.csv": factories.text("measure_return", [factories.RETURN]),
    }
    for name, text in files.items():
        path = factories.write(settings.places().inbox / name, text)
        factories.arrived(path, datetime(2022, 1, 1, 9, tzinfo=UTC))  # after the year that they report on


def published() -> list[Checksum]:
    """What analysts read, relation by relation."""
    with database.connect("steward") as connection:
        return checksums(connection)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def working(url: str, step: str, patience: float = 0) -> bool:
    """Whether a session of the warehouse is at a step; one whose client has died is given a moment to notice."""
    end = time.monotonic() + patience
    while True:
        with psycopg.connect(url) as connection:
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
