"""How long a night takes beside the least that could do it, as ratios in one run (machines differ, ratios less).

    make bench                    20 workbooks of 2 000 rows
    .venv/bin/python bench/night.py 50 2000

read+land   against one calamine reader and COPY of its text, no values, no ledger
judge       against one hand-written SQL pass that counts the same failing cells
"""

from __future__ import annotations

import importlib
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="talent-bench-"))
os.environ |= {"TALENT_HOME": str(HOME), "TALENT_IDENTITY_KEY": "5a" * 32}
os.environ.pop("DATABASE_URL", None)
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import xlsxwriter  # noqa: E402
from psycopg import sql  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402

import factories  # noqa: E402
from talent_warehouse import contracts, database, landing, night, reference, settings, submissions  # noqa: E402
from talent_warehouse.gate import submissions as gate  # noqa: E402


def timed(name: str, work: Callable[[], object]) -> float:
    """Wall seconds of a piece of work, printed."""
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    print(f"{name:34} {seconds:8.2f} s", flush=True)
    return seconds


def write_workbooks(folder: Path, files: int, rows: int) -> list[Path]:
    """Registers of made-up people, one in a hundred with a bad code."""
    form, paths = contracts.form("talent_register"), []
    for number in range(files):
        path = folder / f"{number}.xlsx"
        book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, ["报告期：2021年"])
        sheet.write_row(1, 0, [f.header for f in form.fields])
        for n in range(rows):
            birth = f"19{60 + n % 35}{1 + n % 12:02}{1 + n % 28:02}"
            row = factories.person(n, birth_ym=f"{birth[:4]}-{birth[4:6]}", sex="未知" if n % 100 == 7 else "男")
            row["id_number"] = factories.id_number(number * rows + n, birth, area=f"5301{n % 90 + 10:02}")
            sheet.write_row(n + 2, 0, [row.get(f.name) or "" for f in form.fields])
        book.close()
        paths.append(path)
    return paths


def plain(connection: database.Connection, paths: list[Path]) -> None:
    """The least: every cell as text into a table of text columns."""
    width = len(contracts.form("talent_register").fields)
    columns = sql.SQL(", ").join(sql.SQL("c{} text").format(sql.SQL(str(n))) for n in range(width))
    connection.execute(sql.SQL("create temporary table plain ({})").format(columns))
    with connection.cursor().copy("copy plain from stdin") as copy:
        for path in paths:
            for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[2:]:
                copy.write_row([None if cell == "" else str(cell) for cell in row])


def one_pass(connection: database.Connection) -> None:
    """The same predicates, counted by hand in one statement, and each query rule by itself."""
    form = contracts.form("talent_register")
    checks = [r for r in form.rules if r.predicate]
    counts = ", ".join(f"count(*) filter (where not coalesce(({r.predicate}), true))" for r in checks)
    connection.execute(f"select {counts} from work.talent_register".encode())
    for rule in form.rules:
        if rule.query:
            query = rule.query.replace("{batch}", "work.talent_register as batch").replace("{{", "{").replace("}}", "}")
            connection.execute(f"select count(*) from ({query}) as failing".encode())


def file_all(paths: list[Path]) -> None:
    """Each workbook into a part of one slot."""
    with database.connect("loader") as connection:
        for number, path in enumerate(paths):
            submissions.register(
                connection, path, "530100-LC", datetime.now(UTC), "talent_register", "2021", f"part {number}"
            )


def main() -> None:
    """Print seconds and ratios."""
    files, rows = (int(a) for a in (sys.argv[1:] or ("20", "2000")))
    HOME.chmod(0o755)
    settings.places().make()
    database.migrate()
    reference.load()
    print(f"{files} workbooks of {rows} rows × {len(contracts.form('talent_register').fields)} columns")
    paths = write_workbooks(HOME, files, rows)
    file_all(paths)
    batches = night.collect()
    with database.connect("owner") as connection:
        landing.make_tables(connection)
        least = timed("plain calamine + COPY", lambda: plain(connection, paths))
    land = timed("read + land", lambda: [night.land(b) for b in batches])
    run_id = night.start_run("bench")
    with database.connect("loader") as connection:
        ids = [i for (i,) in connection.execute("select submission_id from audit.submission where state = 'landed'")]
        gate._make_batch(connection, contracts.form("talent_register"), ids)
        by_hand = timed("the rules by hand in SQL", lambda: one_pass(connection))
    timed("import great_expectations", lambda: importlib.import_module("talent_warehouse.gate.expectations"))
    judge = timed("judge (GX, findings, docs)", lambda: night.judge("talent_register", run_id))
    publish = timed("publish (dbt, gate 2, publish)", night.publish)
    total = files * rows
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"read + land {land / least:.2f} × plain, {total / land:,.0f} rows/s; judge {judge / by_hand:.2f} × by hand;")
    print(f"publish {publish:.1f} s for {total:,} rows; peak memory of the process {peak:,.0f} MB")


if __name__ == "__main__":
    try:
        main()
    finally:
        database.stop_embedded()
        shutil.rmtree(HOME, ignore_errors=True)
