"""What a night's reading and judging cost beside the least that could do it, as ratios in one run.

    .venv/bin/python bench/night.py 50 2000      50 workbooks and 50 csv files of 2 000 rows

read        one calamine reader (csv: Python's csv) to lists of cells, and nothing else
plain       the same, and COPY of the cells' text into one table
read+land   against plain: values, hashes, ledger, every file in a process that may die alone
frames      the same by fastexcel, polars and ADBC (bench/frames.py), its checks included
judge       against one hand-written SQL pass that counts the same failing cells
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HOME = Path(tempfile.mkdtemp(prefix="talent-bench-"))
os.environ |= {"TALENT_HOME": str(HOME), "TALENT_IDENTITY_KEY": "5a" * 32}
os.environ.pop("DATABASE_URL", None)

from psycopg import sql  # noqa: E402

from files import cells_of, write_files  # noqa: E402
from talent_warehouse import contracts, database, night, settings  # noqa: E402
from talent_warehouse.database import seeds  # noqa: E402
from talent_warehouse.gate import gate1 as gate  # noqa: E402
from talent_warehouse.intake import landing, submissions  # noqa: E402


def timed(name: str, work: Callable[[], object], into: dict[str, float]) -> None:
    """Wall and CPU seconds of a piece of work, this process and those it started; printed and kept."""
    start, used = time.perf_counter(), sum(os.times()[:4])
    work()
    into[name] = round(time.perf_counter() - start, 2)
    print(f"{name:26} {into[name]:8.2f} s wall {sum(os.times()[:4]) - used:8.2f} s cpu", flush=True)


def plain(connection: database.Connection, paths: list[Path]) -> None:
    """The least: every cell as text into a table of text columns."""
    width = len(contracts.form("talent_register").fields)
    columns = sql.SQL(", ").join(sql.SQL("c{} text").format(sql.SQL(str(n))) for n in range(width))
    connection.execute("drop table if exists plain")
    connection.execute(sql.SQL("create temporary table plain ({})").format(columns))
    with connection.cursor().copy("copy plain from stdin") as copy:
        for path in paths:
            for row in cells_of(path)[2:]:
                copy.write_row([None if cell == "" else str(cell) for cell in row])


def one_pass(connection: database.Connection) -> None:
    """The same predicates, counted by hand in one statement, and each query rule by itself."""
    form = contracts.form("talent_register")
    checks = [r for r in form.rules if r.predicate]
    counts = ", ".join(f"count(*) filter (where not coalesce(({r.predicate}), true))" for r in checks)
    connection.execute(f"select {counts} from judged".encode())
    for rule in form.rules:
        if rule.query:
            query = rule.query.replace("{batch}", "judged as batch").replace("{{", "{").replace("}}", "}")
            connection.execute(f"select count(*) from ({query}) as failing".encode())


def frames(folder: Path, ending: str) -> float:
    """Seconds that data frames take for the same files, in a process of their own."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, str(Path(__file__).with_name("frames.py")), str(folder), ending, database.role_url("loader")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"frames.py failed: {done.stderr[-2000:]}")
    print(f"{ending + ' frames':26} {done.stdout.strip()}", flush=True)
    return float(json.loads(done.stdout)["seconds"])


def file_all(paths: list[Path], bureau: str) -> None:
    """Each file into a part of one slot."""
    with database.connect("loader") as connection:
        for number, path in enumerate(paths):
            submissions.register(
                connection, path, bureau, datetime.now(UTC), "talent_register", "2021", f"part {number}"
            )


def measure(files: int, rows: int) -> dict[str, Any]:
    """Seconds of each piece of work, by name."""
    HOME.chmod(0o755)
    settings.places().make()
    database.migrate()
    seeds.load()
    with database.connect("owner") as connection:
        landing.make_tables(connection)
    seconds: dict[str, float] = {}
    print(f"{files} files of {rows} rows × {len(contracts.form('talent_register').fields)} columns, as xlsx and as csv")
    for ending, bureau in (("xlsx", "530100-LC"), ("csv", "530100-KJ")):
        folder = HOME / ending
        folder.mkdir()
        paths = write_files(folder, files, rows, ending)
        timed(f"{ending} read", lambda paths=paths: [cells_of(p) for p in paths], seconds)  # type: ignore[misc]
        with database.connect("owner") as connection:
            timed(f"{ending} plain", lambda c=connection, p=paths: plain(c, p), seconds)  # type: ignore[misc]
        seconds[f"{ending} frames"] = frames(folder, ending)
        file_all(paths, bureau)
        batches = night.collect()
        timed(f"{ending} read+land", lambda batches=batches: [night.land(b) for b in batches], seconds)  # type: ignore[misc]
    run_id = night.start_run("bench")
    with database.connect("loader") as connection:
        ids = [i for (i,) in connection.execute("select submission_id from audit.submission where state = 'landed'")]
        batch = gate.batch_of(contracts.form("talent_register"), ids)
        connection.execute(sql.SQL("create temporary table judged as {}").format(batch))
        timed("rules by hand", lambda: one_pass(connection), seconds)
    timed("import great_expectations", lambda: importlib.import_module("talent_warehouse.gate.expectations"), seconds)
    timed("judge", lambda: gate.judge("talent_register", run_id), seconds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {
        "files": files, "rows": files * rows, "rules": len(contracts.form("talent_register").rules), "seconds": seconds,
        "peak_mb": round(peak[0] / 1024), "peak_child_mb": round(peak[1] / 1024),
    }  # fmt: skip


def main() -> None:
    """Print seconds and ratios; the last line is JSON."""
    files, rows = (int(a) for a in (sys.argv[1:] or ("20", "2000")))
    found = measure(files, rows)
    s = found["seconds"]
    for ending in ("xlsx", "csv"):
        print(
            f"{ending}: {s[f'{ending} read+land'] / s[f'{ending} plain']:.2f} × plain, {found['rows'] / s[f'{ending} read+land']:,.0f} rows/s"
        )
    print(
        f"judge {s['judge'] / s['rules by hand']:.2f} × by hand; peak memory {found['peak_mb']} MB, a reader's {found['peak_child_mb']} MB"
    )
    print(json.dumps(found))


if __name__ == "__main__":
    try:
        main()
    finally:
        database.stop_embedded()
        shutil.rmtree(HOME, ignore_errors=True)
