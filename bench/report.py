"""`make bench`: run the benchmarks and write docs/performance.md from what they measured.

.venv/bin/python bench/report.py [files rows person_years more_person_years]
"""

from __future__ import annotations

import json
import math
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ALONE = {"csv": 10.0, "xlsx": 2.3}  # aims: times what the parser takes alone
STEPS = (
    "freeze",
    "dbt staging",
    "dbt intermediate",
    "dbt lattice",
    "dbt star",
    "dbt marts",
    "gate 2",
    "publish",
    "total",
)


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


def page(alone: dict[str, Any], reading: dict[str, Any], scale: dict[str, Any], large: dict[str, Any]) -> str:
    """The text of docs/performance.md."""
    s, rows = reading["seconds"], reading["rows"]
    lines = [
        "# Performance",
        "",
        f"Made by `make bench` on {datetime.now(UTC):%Y-%m-%d}; do not edit. Machine: {machine()}, the embedded PostgreSQL.",
        "Seconds are of one run and differ from machine to machine; the ratios differ less. What they are made of, and why they are not smaller: [performance-notes.md](performance-notes.md).",
        "",
        "| aim | measured | |",
        "|---|--:|---|",
        *(
            f"| {name} | {shown} | {'met' if is_met else 'missed'} |"
            for name, shown, is_met in aims(alone, reading, scale, large)
        ),
        "",
        *rows_alone(alone),
        "",
        "## Reading, landing, judging",
        "",
        f"{reading['files']} files of {rows // reading['files']} rows and 21 columns, once as xlsx and once as csv; one row in a hundred has one of twelve kinds of defects.",
        "",
        "| | cells only | with COPY as text | data frames | read + land | × COPY | rows/s |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for ending in ("xlsx", "csv"):
        least, land = s[f"{ending} plain"], s[f"{ending} read+land"]
        lines.append(
            f"| {ending} | {s[f'{ending} read']:.1f} s | {least:.1f} s | {s[f'{ending} frames']:.1f} s | {land:.1f} s | {land / least:.2f} | {rows / land:,.0f} |"
        )
    lines += [
        "",
        "*Cells only* is one calamine reader (csv: Python's `csv`) in one process. *Data frames* are fastexcel, polars and ADBC in frames of ten files on two threads, with 27 checks; their texts lose decimals, durations and the digits of long numbers. *Read + land* reads every file in a process that may die alone, gives each cell its value and bounds, hashes people, and writes the ledger.",
        "",
        f"Gate 1 over {2 * rows:,} rows × {reading['rules']} rules, every finding a row, Great Expectations and its pages included: {s['judge']:.1f} s; one hand-written SQL pass that counts the same cells: {s['rules by hand']:.1f} s. Loading Great Expectations is a fixed {s['import great_expectations']:.1f} s before that.",
        "",
        f"Peak memory: the night's process {reading['peak_mb']} MB, a reader {reading['peak_child_mb']} MB.",
        "",
        "## Building and publishing",
    ]
    for one in (scale, large):
        lines += [
            "",
            f"{one['rows']:,} person-years in {one['slots']} registers: everything built; then a night in which {one['changed']} of them were corrected, a tenth of their people new. The fixed cost is a build with nothing filed; parsing the dbt project, {one['parsing']:.1f} s, comes once a process before it.",
            "",
            "| step | nothing filed | everything | such a night |",
            "|---|--:|--:|--:|",
            *(
                f"| {step} | {one['fixed'][step]:.1f} s | {one['full'][step]:.1f} s | {one['night'][step]:.1f} s |"
                for step in STEPS
            ),
            "",
            f"Above the fixed cost the night takes {one['share']:.1%} of a full build. Peak memory of the process: {one['peak_mb']:,} MB.",
        ]
    built = _built(scale)
    lines += [
        "",
        f"The smaller night has the checksums of a full rebuild (the benchmark fails otherwise). The models' own queries by hand in one psql session, with their indexes and without any test, take {scale['by_hand']:.1f} s where dbt takes {built:.1f} s with its tests. Cost grows with rows to the power of {_exponent(scale, large):.2f}.",
        "",
        "## Reading the marts",
        "",
        "Milliseconds, the median of three.",
        "",
        "| | " + " | ".join(f"{one['rows']:,}" for one in (scale, large)) + " |",
        "|---|--:|--:|",
        *(f"| {name} | {scale['cookbook'][name]:,} | {large['cookbook'][name]:,} |" for name in scale["cookbook"]),
        *(
            f"| explain the headcount of {region} | {scale['explain'][region]:,} | {large['explain'][region]:,} |"
            for region in scale["explain"]
        ),
        "",
    ]
    return "\n".join(lines)


def rows_alone(alone: dict[str, Any]) -> list[str]:
    """The section on what a row costs to read."""
    names = {
        "csv": "csv, the register",
        "xlsx": "xlsx, the register",
        "formats": "xlsx, the ledger under number formats",
    }
    return [
        "## Reading a row",
        "",
        f"CPU microseconds a row, by turns with the parser alone (Python's `csv`, calamine) in one process: {alone['files']} files of {alone['rows']:,} rows of each kind. The register has 21 columns, its names and identity numbers are hashed and masked; the ledger has 13, every amount is another number under one of four formats, and dates are dates.",
        "",
        "| | parser alone | read | × parser |",
        "|---|--:|--:|--:|",
        *(
            f"| {name} | {alone[kind]['parser']:.1f} | {alone[kind]['reading']:.1f} | {alone[kind]['ratio']:.2f} |"
            for kind, name in names.items()
        ),
    ]


def aims(
    alone: dict[str, Any], reading: dict[str, Any], scale: dict[str, Any], large: dict[str, Any]
) -> Iterator[tuple[str, str, bool]]:
    """(aim, what was measured, whether it is met)."""
    for ending, most in ALONE.items():
        ratio = alone[ending]["ratio"]
        yield f"{ending}: a row read ≤ {most:g} × the parser alone", f"{ratio:.2f} ×", ratio <= most
    s = reading["seconds"]
    for ending in ("xlsx", "csv"):
        # judging covers both sets of files at once
        ratio = (s[f"{ending} read+land"] + s["judge"] / 2) / (s[f"{ending} plain"] + s["rules by hand"] / 2)
        yield f"{ending}: read, land and judge ≤ 1 × one reader, COPY and SQL by hand", f"{ratio:.2f} ×", ratio <= 1
    ratio = s["judge"] / s["rules by hand"]
    yield "gate 1 ≤ 2 × one SQL pass", f"{ratio:.2f} ×", ratio <= 2
    ratio = _built(scale) / scale["by_hand"]
    yield "dbt, tests included, ≤ 1.4 × the same queries by hand", f"{ratio:.2f} ×", ratio <= 1.4
    for one in (scale, large):
        name = f"a night of 1% at {one['rows']:,} ≤ 5% of a full build, above the fixed cost"
        yield name, f"{one['share']:.1%}", one["share"] <= 0.05
    exponent = _exponent(scale, large)
    yield "cost against rows ≤ 1.1 as an exponent", f"{exponent:.2f}", exponent <= 1.1
    slowest = max(large["cookbook"].values())
    yield "each query of the cookbook < 100 ms", f"{slowest:,.0f} ms", slowest < 100
    slowest = max(large["explain"].values())
    yield "explain < 1 s", f"{slowest / 1000:.2f} s", slowest < 1000
    peak = max(reading["peak_mb"], reading["peak_child_mb"], scale["peak_mb"], large["peak_mb"])
    yield "memory of any worker < 1 GB", f"{peak:,} MB", peak < 1000


def _built(one: dict[str, Any]) -> float:
    return float(sum(one["full"][f"dbt {layer}"] for layer in ("staging", "intermediate", "lattice", "star", "marts")))


def _exponent(small: dict[str, Any], large: dict[str, Any]) -> float:
    above = [one["full"]["total"] - one["fixed"]["total"] for one in (small, large)]
    return math.log(above[1] / above[0]) / math.log(large["rows"] / small["rows"])


def main() -> None:
    """Measure and write."""
    files, rows, people, more = (sys.argv[1:] or ("200", "2000", "1000000", "5000000"))[:4]
    alone, reading = run("reading.py"), run("night.py", files, rows)
    scale, large = run("scale.py", people), run("scale.py", more)
    (HERE.parent / "docs" / "performance.md").write_text(page(alone, reading, scale, large), encoding="utf-8")


if __name__ == "__main__":
    main()
