"""`make bench`: run the benchmarks and write docs/performance.md from what they measured.

.venv/bin/python bench/report.py [files rows person_years]
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
STEPS = ("freeze", "dbt staging", "dbt intermediate", "dbt star", "dbt marts", "gate 2", "publish", "total")


def run(script: str, *arguments: str) -> dict[str, Any]:
    """The JSON that a benchmark prints last; what it prints before goes on to the terminal."""
    with subprocess.Popen(  # noqa: S603
        [sys.executable, str(HERE / script), *arguments], stdout=subprocess.PIPE, text=True
    ) as process:
        last = ""
        for line in process.stdout or ():
            print(line, end="", flush=True)
            last = line
    if process.returncode:
        raise SystemExit(f"{script} failed")
    found: dict[str, Any] = json.loads(last)
    return found


def machine() -> str:
    """Processors and memory, as the system names them."""
    info = Path("/proc/cpuinfo")
    names = (
        [x.partition(":")[2].strip() for x in info.read_text().splitlines() if x.startswith("model name")]
        if info.exists()
        else []
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} × {names[0] if names else platform.processor()}, {memory:.0f} GB, Python {platform.python_version()}"


def page(reading: dict[str, Any], scale: dict[str, Any]) -> str:
    """The text of docs/performance.md."""
    s, rows = reading["seconds"], reading["rows"]
    lines = [
        "# Performance",
        "",
        f"Made by `make bench` on {datetime.now(UTC):%Y-%m-%d}; do not edit. Machine: {machine()}, embedded PostgreSQL as it comes.",
        "Seconds are of one run and differ from machine to machine; the ratios differ less.",
        "",
        "## Reading, landing, judging",
        "",
        f"{reading['files']} files of {rows // reading['files']} rows and 21 columns, once as xlsx and once as csv; one row in a hundred has a defect.",
        "",
        "| | cells only | with COPY as text | read + land | × COPY | rows/s |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for ending in ("xlsx", "csv"):
        least, land = s[f"{ending} plain"], s[f"{ending} read+land"]
        lines.append(
            f"| {ending} | {s[f'{ending} read']:.1f} s | {least:.1f} s | {land:.1f} s | {land / least:.2f} | {rows / land:,.0f} |"
        )
    lines += [
        "",
        "*Cells only* is one calamine reader (csv: Python's `csv`) in one process. *Read + land* reads every file in a process that may die alone, gives each cell its value and bounds, hashes people, and writes the ledger.",
        "",
        f"Gate 1 over {2 * rows:,} rows × {reading['rules']} rules, every finding a row, Great Expectations and its pages included: {s['judge']:.1f} s; one hand-written SQL pass that counts the same cells: {s['rules by hand']:.1f} s, a ratio of {s['judge'] / s['rules by hand']:.2f}. Loading Great Expectations is a fixed {s['import great_expectations']:.1f} s before that.",
        "",
        f"Peak memory: the night's process {reading['peak_mb']} MB, a reader {reading['peak_child_mb']} MB.",
        "",
        "## Building and publishing",
        "",
        f"{scale['rows']:,} person-years in {scale['slots']} registers: everything built once; then a night in which {scale['changed']} of them were corrected, a tenth of their people new. The fixed cost is a build with nothing filed; its first step, staging, also parses the dbt project.",
        "",
        "| step | nothing filed | everything | such a night |",
        "|---|--:|--:|--:|",
        *(
            f"| {step} | {scale['fixed'][step]:.1f} s | {scale['full'][step]:.1f} s | {scale['night'][step]:.1f} s |"
            for step in STEPS
        ),
        "",
        f"Above the fixed cost, staging left out, the night takes {scale['share']:.1%} of a full build. Its result has the checksums of a full rebuild (the benchmark fails otherwise). Peak memory of the process: {scale['peak_mb']:,.0f} MB.",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and write."""
    files, rows, people = (sys.argv[1:] or ("100", "2000", "1000000"))[:3]
    reading, scale = run("night.py", files, rows), run("scale.py", people)
    (HERE.parent / "docs" / "performance.md").write_text(page(reading, scale), encoding="utf-8")


if __name__ == "__main__":
    main()
