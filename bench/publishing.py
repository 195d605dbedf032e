"""What a publication costs after one corrected register, at another commit and at this one, turn by turn in one run.

    .venv/bin/python bench/publishing.py [--before cab2ccc] [--times 5]

Each side loads the sample province into a state of its own and publishes it. Then one register is filed again with one
cell changed, as often as asked, each time in a process of its own that ingests and publishes as `talent night` does.
Measured is the wall of the publication, after ingest; the smallest of a side is compared.
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
import time
from talent_warehouse import database, night, settings
places = settings.places()
with database.connect("owner") as connection:
    registers = connection.execute(
        "select arrival.unit_code, arrival.file_name, arrival.sha256 from audit.arrival as arrival"
        " inner join audit.submission as submission using (arrival_id)"
        " inner join audit.in_force as in_force using (submission_id)"
        " where in_force.form = 'talent_register' and in_force.rows_landed > 20 and arrival.file_name like '%.csv'"
        " order by in_force.period desc, arrival.unit_code"
    ).fetchall()
one, other = (b",%s," % word for word in ("\\u662f".encode(), "\\u5426".encode()))
for unit, name, digest in registers:
    (archived,) = places.archive.rglob(digest + "*")
    content = archived.read_bytes()
    if one in content or other in content:
        break
# a yes is a no, and the next time the other way
at = min(place for place in (content.find(one), content.find(other)) if place >= 0)
content = content[:at] + (other if content.startswith(one, at) else one) + content[at + len(one):]
folder = places.inbox / unit
folder.mkdir(parents=True, exist_ok=True)
(folder / name).write_bytes(content)
taken = night.ingest(quiet=False)
assert taken.accepted == 1, taken
began, used = time.perf_counter(), time.process_time()
publication = night.publish()
assert publication is not None
print("measured", time.perf_counter() - began, time.process_time() - used, publication.rows_changed)
"""


class Side:
    """A checkout of the code with a state of its own."""

    def __init__(self, name: str, code: Path, home: Path) -> None:
        self.name, self.code = name, code
        self.walls: list[float] = []
        self.environment = os.environ | {
            "PYTHONPATH": str(code / "src"), "TALENT_HOME": str(home), "TALENT_IDENTITY_KEY": "5a" * 32,
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

    def correct(self) -> None:
        line = next(line for line in self.run("-c", _CORRECTION).splitlines() if line.startswith("measured"))
        wall, used, rows = line.split()[1:]
        self.walls.append(float(wall))
        print(
            f"{self.name:12} {float(wall):6.2f} s wall {float(used):6.2f} s own cpu {rows:>6} rows changed", flush=True
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--before", default="cab2ccc", help="the commit to compare with (default: %(default)s)")
    parser.add_argument("--times", type=int, default=5, help="corrections a side (default: %(default)s)")
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
                    side.correct()
        finally:
            for side in sides:
                side.run("-c", _TALENT, "db", "stop")
            subprocess.run([*git, "remove", "--force", str(former)], check=True)  # noqa: S603
        before, now = (min(side.walls) for side in sides)
        print(
            f"publication after one corrected register, smallest of {asked.times}: {now / before:.2f} x {asked.before}"
        )


if __name__ == "__main__":
    main()
