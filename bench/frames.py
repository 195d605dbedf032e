"""What data frames cost: the same files read, checked and loaded by fastexcel, polars and ADBC, ten files a frame, two threads.

    .venv/bin/python bench/frames.py FOLDER ENDING DATABASE_URL

A yardstick, not a rival: cells are read as text, so that decimals, durations and long numbers come as the sheet shows
them and not as they are; nobody is hashed, no bounds are read, nothing is said of a file that is no table.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import adbc_driver_postgresql.dbapi as adbc
import fastexcel
import polars as pl

from talent_warehouse import contracts, database
from talent_warehouse.contracts import Field

FORM = contracts.form("talent_register")
FRAME = 10
PATTERNS = {
    "date": r"^\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?$",
    "month": r"^\d{4}[-./年]\d{1,2}(?:月|[-./月]\d{1,2}日?)?$",
    "identity_number": r"^\d{17}[\dX]$",
    "integer": r"^\d+$",
}


def checks(labels: dict[str, list[str]]) -> dict[str, pl.Expr]:
    """A failing row is true: what is required and missing, in no list, no date, no number."""
    return {name: failing for f in FORM.fields for name, failing in _of(f, labels)}


def _of(field: Field, labels: dict[str, list[str]]) -> Iterator[tuple[str, pl.Expr]]:
    cell = pl.col(field.header)
    if field.required:
        yield f"{field.header} required", cell.is_null()
    if field.lookup:
        yield f"{field.header} code", cell.is_not_null() & ~cell.is_in(labels[field.lookup])
    elif field.kind in PATTERNS:
        yield f"{field.header} {field.kind}", cell.is_not_null() & ~cell.str.contains(PATTERNS[field.kind])


def read(path: Path) -> pl.DataFrame:
    """A file as texts; one line stands above its header."""
    if path.suffix == ".csv":
        frame = pl.read_csv(path, skip_rows=1, infer_schema=False)
    else:
        frame = fastexcel.read_excel(path).load_sheet(0, header_row=1, dtypes="string").to_polars()
    return frame.with_row_index("row_no", 3).with_columns(pl.lit(path.name).alias("file"))


def load(paths: Sequence[Path], url: str, failing: dict[str, pl.Expr]) -> int:
    """Read, check and copy a frame of files; how many findings."""
    frame = pl.concat([read(p) for p in paths])
    place = ["file", "row_no"]
    marked = frame.with_columns(**failing)
    findings = pl.concat(
        [
            marked.filter(pl.col(name)).select(*place, rule=pl.lit(name), value=pl.col(name.split(" ")[0]))
            for name in failing
        ]
    )
    with adbc.connect(url) as connection, connection.cursor() as cursor:
        cursor.adbc_ingest("frame_rows", frame.to_arrow(), mode="create_append", temporary=True)
        cursor.adbc_ingest("frame_findings", findings.to_arrow(), mode="create_append", temporary=True)
        connection.commit()
    return int(findings.height)


def main() -> None:
    """Seconds and the number of findings as JSON."""
    folder, ending, url = sys.argv[1:]
    paths = iter(sorted(Path(folder).glob(f"*.{ending}")))
    frames = list(iter(lambda: list(islice(paths, FRAME)), []))
    with database.connect("steward") as connection:
        rows = connection.execute("select list, text from reference.lookup").fetchall()
    labels: dict[str, list[str]] = {f.lookup: [] for f in FORM.fields if f.lookup}
    for name, text in rows:
        labels.setdefault(name, []).append(text)
    failing = checks(labels)
    load(frames[0][:1], url, failing)  # the tables are there before two threads want to make them
    start = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        found = sum(pool.map(lambda frame: load(frame, url, failing), frames))
    print(json.dumps({"seconds": round(time.perf_counter() - start, 2), "checks": len(failing), "findings": found}))


if __name__ == "__main__":
    main()
