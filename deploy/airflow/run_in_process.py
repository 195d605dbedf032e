"""One night without services: both DAGs one after the other in this process; exit status 0 if both succeeded.

Progress goes to stderr; one JSON line on stdout says how each DAG ended. Metadata stands in SQLite.
"""

from __future__ import annotations

import contextlib
import gc
import json
import logging
import os
import sys
import time
import warnings
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import environment
import pluggy

if TYPE_CHECKING:
    from airflow.sdk import DAG

DAGS = ("ingest_submissions", "publish_marts")
hookimpl = pluggy.HookimplMarker("airflow")
QUIET = {
    "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR",
    # A task that was skipped has no result to hand on; the client calls that an error.
    "AIRFLOW__LOGGING__NAMESPACE_LEVELS": "airflow.sdk.api.client=CRITICAL",
}
started = time.monotonic()


@dataclass(frozen=True)
class Result:
    """How the run of one DAG ended; `skipped` are the tasks that had nothing to do."""

    dag_id: str
    run_id: str
    state: str
    skipped: list[str]


def say(text: str) -> None:
    """A line of progress."""
    print(f"{time.monotonic() - started:6.1f}s  {text}", file=sys.stderr, flush=True)


class Told(logging.Handler):
    """What our package logs, as lines of progress."""

    def emit(self, record: logging.LogRecord) -> None:
        say(record.getMessage())


def main() -> int:
    """Run the night. 0: both DAGs succeeded, 1: one did not."""
    os.environ.update(environment.merged(environment.variables() | QUIET))
    warnings.simplefilter("ignore")
    with contextlib.redirect_stdout(sys.stderr):  # Airflow logs to stdout, which is for the one line at the end
        results = _night()
    succeeded = len(results) == len(DAGS) and all(r.state == "success" for r in results)
    print(json.dumps({"succeeded": succeeded, "dags": [asdict(r) for r in results]}, ensure_ascii=False))
    return 0 if succeeded else 1


def _night() -> list[Result]:
    """The runs, in order, up to the first that fails."""
    _migrate()
    dags = _load()
    _report_tasks()
    results: list[Result] = []
    for name in DAGS:
        results.append(_run(dags[name]))
        if results[-1].state != "success":
            break
    _forget_events()
    return results


def _migrate() -> None:
    """Make the metadata database, once per version of Airflow."""
    mark = environment.home() / "airflow.db.version"
    if mark.exists() and mark.read_text(encoding="utf-8") == version("apache-airflow"):
        return
    say("making Airflow's metadata database (once)")
    from airflow.utils.db import initdb, upgradedb

    (upgradedb if mark.exists() else initdb)()
    mark.write_text(version("apache-airflow"), encoding="utf-8")


def _load() -> dict[str, DAG]:
    """The DAGs, known to the metadata database with their assets. Raises: SystemExit if a file cannot be imported."""
    from airflow.dag_processing.bundles.manager import DagBundlesManager
    from airflow.dag_processing.dagbag import BundleDagBag, sync_bag_to_db

    DagBundlesManager().sync_bundles_to_db()  # type: ignore[no-untyped-call]
    folder = os.environ["AIRFLOW__CORE__DAGS_FOLDER"]
    bag = BundleDagBag(folder, bundle_path=Path(folder))
    if bag.import_errors:
        sys.exit("\n".join(f"{Path(path).name}: {error}" for path, error in bag.import_errors.items()))
    sync_bag_to_db(bag, "dags-folder", None)
    return dict(bag.dags)


class Progress:
    """Airflow tells a listener how each task ends."""

    def _say(self, task: Any, outcome: str) -> None:
        index = f"[{task.map_index}]" if (task.map_index or 0) >= 0 and task.map_index is not None else ""
        say(f"{task.dag_id}.{task.task_id}{index} {outcome}")

    @hookimpl
    def on_task_instance_success(self, task_instance: Any) -> None:
        self._say(task_instance, "done")

    @hookimpl
    def on_task_instance_skipped(self, task_instance: Any) -> None:
        self._say(task_instance, "skipped")

    @hookimpl
    def on_task_instance_failed(self, task_instance: Any, error: object) -> None:
        self._say(task_instance, f"failed: {error}")


def _report_tasks() -> None:
    """A line for each task, and what our package logs, on stderr."""
    from airflow.sdk.listener import get_listener_manager

    get_listener_manager().add_listener(Progress())  # type: ignore[no-untyped-call]
    ours = logging.getLogger("talent_warehouse")
    ours.setLevel(logging.INFO)
    ours.propagate = False
    ours.addHandler(Told())


def _run(dag: DAG) -> Result:
    run = dag.test()
    skipped = sorted(t.task_id for t in run.get_task_instances() if t.state == "skipped")
    say(f"{dag.dag_id}: {run.state}")
    return Result(dag.dag_id, run.run_id, str(run.state), skipped)


def _forget_events() -> None:
    """Remove the asset events that wait for a scheduler: the work they ask for has been done here."""
    from airflow.models.asset import AssetDagRunQueue
    from airflow.utils.session import create_session
    from sqlalchemy import delete

    with create_session() as session:
        session.execute(delete(AssetDagRunQueue))


if __name__ == "__main__":
    status = main()
    gc.freeze()  # the last collection would take two seconds to free what the process frees by ending
    sys.exit(status)
