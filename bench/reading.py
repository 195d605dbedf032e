"""What a row costs to read, beside the parser alone: CPU microseconds, by turns and file by file in one process.

    .venv/bin/python bench/reading.py 6 4000      6 files of 4 000 rows of each kind

csv, xlsx     the register: 21 columns of text, names and identity numbers hashed and masked
formats       the ledger as xlsx: 13 columns, amounts under number formats, dates as dates

The parser alone is Python's csv, or calamine, to lists of cells. Each file is read in turns and its quickest turn counts.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="talent-bench-"))
os.environ |= {"TALENT_HOME": str(HOME), "TALENT_IDENTITY_KEY": "5a" * 32}
os.environ.pop("DATABASE_URL", None)

from files import cells_of, write_files, write_ledgers  # noqa: E402
from talent_warehouse import database, settings  # noqa: E402
from talent_warehouse.database import seeds  # noqa: E402
from talent_warehouse.intake import landing  # noqa: E402
from talent_warehouse.reading.filings import Job, Reader, read  # noqa: E402

TURNS = 5


def reader() -> Reader:
    """The contracts and the dictionaries, as a night loads them."""
    HOME.chmod(0o755)
    settings.places().make()
    database.migrate()
    seeds.load()
    with database.connect("owner") as connection:
        return landing.load_reader(connection)


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of a piece of work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def cost(paths: list[Path], rows: int, known: Reader, folder: Path) -> dict[str, float]:
    """Microseconds a row, of the parser and of reading."""

    def land(path: Path) -> None:
        (filing,) = read(Job(path, path.name, "530100-LC"), known, folder).filings
        if filing.landed != rows or filing.rows is None:
            raise SystemExit(f"{path.name}: {filing.landed} of {rows} rows were read")
        filing.rows.unlink()

    parser = reading = 0.0
    for path in paths:
        turns = [(seconds(lambda: cells_of(path)), seconds(lambda: land(path))) for _ in range(TURNS)]  # noqa: B023
        parser += min(turn[0] for turn in turns)
        reading += min(turn[1] for turn in turns)
    count = len(paths) * rows / 1e6
    return {
        "parser": round(parser / count, 1),
        "reading": round(reading / count, 1),
        "ratio": round(reading / parser, 2),
    }


def main() -> None:
    """Print the costs; the last line is JSON."""
    files, rows = (int(a) for a in (sys.argv[1:] or ("6", "4000")))
    known = reader()
    made: dict[str, list[Path]] = {}
    for kind in ("csv", "xlsx", "formats"):
        folder = HOME / kind
        folder.mkdir()
        made[kind] = write_ledgers(folder, files, rows) if kind == "formats" else write_files(folder, files, rows, kind)
    found = {kind: cost(paths, rows, known, HOME) for kind, paths in made.items()}
    for kind, one in found.items():
        print(f"{kind:8} {one['reading']:6.1f} µs a row, the parser {one['parser']:6.1f} µs: {one['ratio']:.2f} ×")
    print(json.dumps(found | {"files": files, "rows": rows}))


if __name__ == "__main__":
    try:
        main()
    finally:
        database.stop_embedded()
        shutil.rmtree(HOME, ignore_errors=True)
