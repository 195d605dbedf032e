"""What a script needs of Airflow's REST API: a token, health, triggering a run, waiting for it and for what it causes.

`rest.py COMPONENT ADDRESS` exits with 0 if the component is healthy: the health checks of docker-compose.yml.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

FINISHED = ("success", "failed")
# Requests go to this machine or to a neighbour in the same network, never through a proxy.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Run:
    """A run of a DAG."""

    dag_id: str
    run_id: str
    state: str


def health(base: str) -> dict[str, str]:
    """The state of each component, by its name; empty where nobody answers."""
    try:
        with _opener.open(f"{base}/api/v2/monitor/health", timeout=5) as answer:
            whole = json.load(answer)
    except OSError:
        return {}
    return {name: str((part or {}).get("status")) for name, part in whole.items()}


class Api:
    """A client that has logged in. Raises: urllib.error.HTTPError whose message holds the server's answer."""

    def __init__(self, base: str, user: str, password: str) -> None:
        self.base = base
        self._token = ""
        self._token = self._call("POST", "/auth/token", {"username": user, "password": password})["access_token"]

    def _call(self, method: str, path: str, body: object = None) -> Any:
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {self._token}"} if self._token else {}
        )
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=data, headers=headers, method=method)
        try:
            with _opener.open(request, timeout=60) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as exc:
            exc.msg += f" {exc.read().decode(errors='replace')[:500]}"
            raise

    def get(self, path: str, **query: str) -> Any:
        """The document at a path below /api/v2."""
        return self._call("GET", f"/api/v2{path}?{urlencode(query)}")

    def wait_known(self, dag_id: str, timeout: float = 120) -> None:
        """Wait until the DAG can be triggered: the health page is well before any file has been read."""
        end = time.monotonic() + timeout
        while True:
            try:
                self.get(f"/dags/{dag_id}")
            except urllib.error.HTTPError as exc:
                if exc.code != 404 or time.monotonic() > end:
                    raise
                time.sleep(0.3)
            else:
                return

    def trigger(self, dag_id: str) -> Run:
        """Begin a run by hand."""
        made = self._call("POST", f"/api/v2/dags/{dag_id}/dagRuns", {"logical_date": None})
        return Run(dag_id, made["dag_run_id"], made["state"])

    def wait(self, run: Run, timeout: float = 900) -> Run:
        """Wait until the run has ended. Raises: TimeoutError."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            state = self.get(f"/dags/{run.dag_id}/dagRuns/{quote(run.run_id, safe='')}")["state"]
            if state in FINISHED:
                return Run(run.dag_id, run.run_id, state)
            time.sleep(0.3)
        raise TimeoutError(f"{run.dag_id} {run.run_id} has not ended in {timeout:.0f} s")

    def caused_by(self, run: Run, timeout: float = 60) -> list[Run]:
        """The runs that the assets of a run have started, waited for. Raises: TimeoutError if there is none."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            events = self.get("/assets/events", source_dag_id=run.dag_id, source_run_id=run.run_id)["asset_events"]
            if made := [r for e in events for r in e["created_dagruns"]]:
                return [Run(r["dag_id"], r["run_id"], r["state"]) for r in made]
            time.sleep(0.3)
        raise TimeoutError(f"{run.dag_id} {run.run_id} has started no other run in {timeout:.0f} s")

    def tasks(self, run: Run) -> dict[str, str | None]:
        """The state of each task of a run; of a mapped one, the last."""
        path = f"/dags/{run.dag_id}/dagRuns/{quote(run.run_id, safe='')}/taskInstances"
        return {t["task_id"]: t["state"] for t in self.get(path)["task_instances"]}


if __name__ == "__main__":
    component, base = sys.argv[1:3]
    found = health(base).get(component)
    print(component, found)
    sys.exit(found != "healthy")
