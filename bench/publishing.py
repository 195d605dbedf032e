"""What a publication costs after one corrected register, at another commit and at this one, turn by turn in one run.

    .venv/bin/python bench/publishing.py [--before cab2ccc] [--times 5] [--swap 是 否] [--airflow]

Each side loads the sample province into a state of its own and publishes it. Then one register is filed again with one
cell changed, as often as asked, each time in a process of its own that ingests and publishes as `talent night` does.
Measured is the wall of the publication, after ingest; the smallest of a side is compared. With --airflow the same is
done by the DAGs under Airflow's services, where a publication takes from the beginning of its run to the end. What a
cell says decides how far a change leads: --swap 中级 副高级 changes counts, and all that is made of them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]

# These run in the processes of either side, so they keep to what both have.
_TALENT = """
try:
    from talent_warehouse.cli.main import main
except ImportError:
    from talent_warehouse.cli import main
main()
"""
_CORRECTION = """
import os, sys, time
from pathlib import Path
from talent_warehouse import database, night, settings
def server():
    # seconds of the server's processes, those that ended included
    main = (Path(os.environ["TALENT_HOME"]) / "postgres/postmaster.pid").read_text().split()[0]
    used = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if path.parent.name == main:
            used += sum(map(int, fields[11:15]))
        elif fields[1] == main:
            used += sum(map(int, fields[11:13]))
    return used / os.sysconf("SC_CLK_TCK")
def correct():
    places = settings.places()
    with database.connect("owner") as connection:
        registers = connection.execute(
            "select arrival.unit_code, arrival.file_name, arrival.sha256 from audit.arrival as arrival"
            " inner join audit.submission as submission using (arrival_id)"
            " inner join audit.in_force as in_force using (submission_id)"
            " where in_force.form = 'talent_register' and in_force.rows_landed > 20 and arrival.file_name like '%.csv'"
            " order by in_force.period desc, arrival.unit_code"
        ).fetchall()
    one, other = (b",%s," % word.encode() for word in sys.argv[1:3])
    for unit, name, digest in registers:
        (archived,) = places.archive.rglob(digest + "*")
        content = archived.read_bytes()
        if one in content or other in content:
            break
    # one is the other, and the next time the other way
    at = min(place for place in (content.find(one), content.find(other)) if place >= 0)
    old, new = (one, other) if content.startswith(one, at) else (other, one)
    content = content[:at] + new + content[at + len(old):]
    path = places.inbox / unit / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (time.time() - 60,) * 2)  # nobody is still writing it
def published():
    with database.connect("owner") as connection:
        return connection.execute("select count(*) from audit.publication").fetchone()[0]
"""
_NIGHT = """
correct()
taken = night.ingest(quiet=False)
assert taken.accepted == 1, taken
began, used = time.perf_counter(), time.process_time() + server()
publication = night.publish()
assert publication is not None
wall = time.perf_counter() - began
time.sleep(0.5)  # until the server has counted those that ended
print("measured", wall, time.process_time() + server() - used, publication.rows_changed)
"""
_AIRFLOW = """
import socket
from datetime import datetime
from urllib.parse import quote
import services
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
with services.running(port) as airflow:
    api = airflow.api()
    for dag in ("ingest_submissions", "publish_marts"):
        api.wait_known(dag)
    former = published()
    while published() == former:  # a run that waited for another found nothing left to publish: once more
        correct()
        ingest = api.wait(api.trigger("ingest_submissions"))
        (publication,) = map(api.wait, api.caused_by(ingest))
        assert publication.state == "success", api.tasks(publication)
    run = api.get(f"/dags/{publication.dag_id}/dagRuns/{quote(publication.run_id, safe='')}")
    began, ended = (datetime.fromisoformat(run[name]) for name in ("start_date", "end_date"))
    print("measured", (ended - began).total_seconds(), 0, 0)
"""


class Side:
    """A checkout of the code with a state of its own."""

    def __init__(self, name: str, code: Path, home: Path) -> None:
        self.name, self.code = name, code
        self.walls: list[float] = []
        self.used: list[float] = []
        self.environment = os.environ | {
            "PYTHONPATH": f"{code / 'src'}:{code / 'deploy/airflow'}", "TALENT_HOME": str(home), "TALENT_IDENTITY_KEY": "5a" * 32,
        }  # fmt: skip
        self.environment.pop("DATABASE_URL", None)

    def run(self, *arguments: str) -> str:
        done = subprocess.run(  # noqa: S603
            [sys.executable, *arguments], cwd=self.code, env=self.environment, capture_output=True, text=True
        )
        if done.returncode:
            raise SystemExit(f"{self.name}: {' '.join(arguments)[-60:]} failed\n{done.stdout}{done.stderr}")
        return done.stdout

    def first(self) -> None:
        """The sample province, published."""
        for command in ("init", "sample", "night"):
            self.run("-c", _TALENT, command)

    def correct(self, by: str, swap: list[str]) -> None:
        lines = self.run("-c", _CORRECTION + by, *swap).splitlines()
        wall, used, rows = next(line for line in lines if line.startswith("measured")).split()[1:]
        self.walls.append(float(wall))
        self.used.append(float(used))
        print(f"{self.name:12} {float(wall):6.2f} s wall {float(used):6.2f} s cpu {rows:>6} rows changed", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--before", default="cab2ccc", help="the commit to compare with (default: %(default)s)")
    parser.add_argument("--times", type=int, default=5, help="corrections a side (default: %(default)s)")
    parser.add_argument("--swap", nargs=2, default=["是", "否"], help="the first of these cells says the other")
    parser.add_argument("--airflow", action="store_true", help="by the DAGs, under Airflow's services")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="talent-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o755)
        former = home / "code"
        git = ["git", "-C", str(REPOSITORY), "worktree"]
        subprocess.run([*git, "add", "--detach", "--quiet", str(former), asked.before], check=True)  # noqa: S603
        sides = Side(asked.before, former, home / "b"), Side("this tree", REPOSITORY, home / "a")
        try:
            for side in sides:
                side.first()
            for _ in range(asked.times):
                for side in sides:
                    side.correct(_AIRFLOW if asked.airflow else _NIGHT, asked.swap)
        finally:
            for side in sides:
                side.run("-c", _TALENT, "db", "stop")
            subprocess.run([*git, "remove", "--force", str(former)], check=True)  # noqa: S603
        before, now = (min(side.walls) for side in sides)
        used = "" if asked.airflow else f", {min(sides[1].used) / min(sides[0].used):.2f} x its cpu"
        print(
            f"publication after one corrected register, smallest of {asked.times}: {now / before:.2f} x {asked.before}"
            f"{used}"
        )


if __name__ == "__main__":
    main()
