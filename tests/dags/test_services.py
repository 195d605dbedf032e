"""`make airflow`: says where it is, stops whole, and leaves nothing running."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nights
import psutil
import pytest

COMMAND = [sys.executable, str(nights.DEPLOY / "services.py")]


@pytest.fixture
def home() -> Iterator[Path]:
    """A state folder with an embedded database of its own; its path is short, for the socket's sake."""
    folder = Path(tempfile.mkdtemp(prefix="svc-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def environ(home: Path, port: int) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "DATABASE_URL", "TALENT_"))}
    return {**kept, "TALENT_HOME": str(home), "AIRFLOW_PORT": str(port)}


def database_of(home: Path) -> list[psutil.Process]:
    """The embedded server of the state folder, if it runs."""
    return [p for p in psutil.process_iter(["cmdline"]) if str(home / "postgres") in (p.info["cmdline"] or ())]


def test_a_taken_port_is_said_before_anything_starts(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(COMMAND, env=environ(home, port), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"Port {port} is taken. Stop what listens there, or choose another" in done.stderr
    assert not database_of(home)


@pytest.mark.slow
def test_it_says_where_it_is_and_leaves_nothing_running(home: Path) -> None:
    port = nights.free_port()
    process = psutil.Popen(COMMAND, env=environ(home, port), stdout=subprocess.PIPE, text=True)
    started: list[psutil.Process] = []
    try:
        assert process.stdout is not None
        said = ""
        while "stop " not in said and (line := process.stdout.readline()):
            said += line
        assert f"http://127.0.0.1:{port}" in said
        assert re.search(r"login +admin +password +\S+", said)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as page:
            assert page.status == 200
        started = [*process.children(recursive=True), *database_of(home)]
        assert len(started) > 4
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)  # an impatient second one does not break off the stopping
        assert process.wait(90) == 0
        assert psutil.wait_procs(started, timeout=5)[1] == []
    finally:
        for left in (process, *started):
            if left.is_running():
                left.kill()
        process.stdout.close()
