"""The embedded server comes up again whatever it died of."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Linux gives a process's orphans to the nearest ancestor that asks for them (PR_SET_CHILD_SUBREAPER). This one never
# collects them, as the first process of many a container: a killed server stays in the table of processes.
NEVER_COLLECTS = """
import ctypes, subprocess, sys
ctypes.CDLL(None).prctl(36, 1)
for command in sys.argv[2:]:
    subprocess.run([sys.executable, "-c", command, sys.argv[1]], check=True)
"""
START = (
    "from talent_warehouse import database as d; import psycopg; psycopg.connect(d.embedded_url('postgres')).close()"
)
STOP = "from talent_warehouse import database as d; assert d.stop_embedded()"
STOPPED = "from talent_warehouse import database as d; assert not d.stop_embedded()"
KILL = """
import os, pathlib, sys
pid = int(pathlib.Path(sys.argv[1], 'postgres/postmaster.pid').read_text().split()[0])
os.kill(pid, 9)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def run(home: Path, *commands: str, parent: str = NEVER_COLLECTS) -> None:
    environment = os.environ | {"TALENT_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", parent, str(home), *commands], env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_a_killed_server_that_nobody_collects_starts_again(home: Path) -> None:
    run(home, START, KILL, START, STOP, STOPPED)


def test_a_killed_server_that_nobody_collects_does_not_run(home: Path) -> None:
    run(home, START, KILL, STOPPED)


def test_a_number_that_another_process_has_by_now_is_no_server(home: Path) -> None:
    run(home, START, KILL)
    file = home / "postgres" / "postmaster.pid"
    lines = file.read_text().split("\n")
    file.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    run(home, STOPPED)
    file.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    run(home, START, STOP)


def test_two_that_start_it_at_once_get_one_server(home: Path) -> None:
    environment = os.environ | {"TALENT_HOME": str(home)}
    both = [subprocess.Popen([sys.executable, "-c", START], env=environment) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    run(home, STOP)
