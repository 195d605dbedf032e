"""A night that is killed at any moment, its database too, and run again ends where an undisturbed one ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

import factories

pytestmark = pytest.mark.slow
# More by hand: KILLS=30 .venv/bin/python -m pytest tests/test_survive.py
KILLS = int(os.environ.get("KILLS", "1"))
WHEN = datetime(2022, 1, 1, tzinfo=UTC)  # the files' arrival: both warehouses take the same files
# Inputs change every night: a register corrected, and now and then a second unit's.
UNITS = ("530102-RC", "530100-RS", "530100-LC")


class Warehouse:
    """A home of its own, with an embedded PostgreSQL of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("TALENT_", "DATABASE_URL", "POSTGRES_"))}
        self.environment = kept | {"TALENT_HOME": str(home), "TALENT_IDENTITY_KEY": "6b" * 32}
        self.talent("init")

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "talent_warehouse", *arguments], env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def talent(self, *arguments: str) -> str:
        process = self.start(*arguments)
        out, err = process.communicate()
        assert process.returncode == 0, err[-2000:]
        return out

    def take(self, unit: str, name: str, content: str) -> None:
        factories.arrived(factories.write(self.home / "inbox" / unit / name, content), WHEN)

    def night(self) -> float:
        start = time.monotonic()
        self.talent("night", "--json")
        return time.monotonic() - start

    def kill_a_night(self, after: float, with_database: bool) -> None:
        """Start a night and end it, and every process of it, without a word."""
        process = self.start("night", "--json")
        time.sleep(after)
        if with_database:
            postmaster = int((self.home / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
            os.kill(postmaster, signal.SIGKILL)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()

    def checksums(self) -> object:
        return json.loads(self.talent("checksum", "--json"))

    def stop(self) -> None:
        self.talent("db", "stop")


def test_a_killed_night_run_again_ends_where_an_undisturbed_one_ends(tmp_path: Path) -> None:
    rng = Random(2022)  # noqa: S311
    calm, struck = Warehouse(tmp_path / "calm"), Warehouse(tmp_path / "struck")
    try:
        for number in range(KILLS):
            unit = UNITS[number % len(UNITS)]
            people = [
                factories.person(n, education="函授" if n == number else "大学本科") for n in range(number % 5, 12)
            ]
            content = factories.text("talent_register", people)
            for warehouse in (calm, struck):
                warehouse.take(unit, f"台账{number}.csv", content)
            took = calm.night()
            struck.kill_a_night(rng.uniform(0.0, took), with_database=number % 2 == 0)
            struck.night()
            assert struck.checksums() == calm.checksums(), number
    finally:
        calm.stop()
        struck.stop()
