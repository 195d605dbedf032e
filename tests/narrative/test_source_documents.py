"""The four source documents, read whole and held against the inventory that was made of them by hand.

They are not in the repository. TALENT_SOURCE_DOCUMENTS names a folder that has them (seed.txt) and the inventory
(seed_inventory.md); without it this says that it did not run. Run with -s to see the figures.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import lexica
from talent_warehouse.narrative.claims import Claim

FOLDER = os.environ.get("TALENT_SOURCE_DOCUMENTS", "")
_ROW = re.compile(r"\| (\d+) \| (D\d) \|(?:[^|]*\|){2} ([^|]+) \|[^|]*\| ([^|]+) \|")
_TITLE = re.compile(r"^(?:\d{4}年人才工作总结.*|人才工作综述材料.*|.{2}xx年人才工作综述)$")

pytestmark = pytest.mark.skipif(
    not FOLDER, reason="TALENT_SOURCE_DOCUMENTS names no folder: the documents were not read"
)


@dataclass(frozen=True)
class Gold:
    """A row of the inventory that has a number: its document, where its quote stands, its unit, measure, programme."""

    row: int
    document: str
    start: int
    end: int
    unit: str
    measure: str
    programme: str


@cache
def _text() -> str:
    return (Path(FOLDER) / "seed.txt").read_text(encoding="utf-8")


@cache
def _found() -> tuple[tuple[int, Claim], ...]:
    """Every claim with its place in the whole text."""
    lines = _text().split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    claims = lexica.read(*lines, unit="SEED-D2", year=2023)
    return tuple((starts[int(claim.place[1:]) - 1] + claim.at, claim) for claim in claims)


@cache
def _gold() -> tuple[Gold, ...]:
    mapped = {int(row["inventory_row"]): row for row in lexica.rows("inventory_map")}
    found = []
    at = 0
    for hit in _ROW.finditer((Path(FOLDER) / "seed_inventory.md").read_text(encoding="utf-8")):
        row, document, quote, unit = int(hit[1]), hit[2], hit[3].strip(), hit[4].strip()
        start = _text().find(quote, max(at - 400, 0))
        start = start if start >= 0 else _text().find(quote)
        if start < 0:
            continue
        at = start
        if "x" in quote and "(" not in unit and unit not in ("—", "rank", "list", "多个", "x+x", "x对x", "版", "事"):
            own = mapped.get(row, {})
            found.append(
                Gold(
                    row,
                    document,
                    start,
                    start + len(quote),
                    unit,
                    own.get("measure_code", ""),
                    own.get("programme_code", ""),
                )
            )
    return tuple(found)


def _of(gold: Gold) -> Claim | None:
    """The claim that stands in the quote; of several the one in its unit."""
    inside = [claim for at, claim in _found() if gold.start <= at < gold.end]
    fitting = [c for c in inside if c.unit and gold.unit.lstrip("万亿").startswith(c.unit)]
    return (fitting or inside or [None])[-1]


def test_the_numbers_of_the_documents_are_found_and_bound() -> None:
    counts: dict[str, Counter[str]] = {}
    for gold in _gold():
        count, claim = counts.setdefault(gold.document, Counter()), _of(gold)
        count["rows"] += 1
        count["found"] += claim is not None
        if gold.measure:
            count["with measure"] += 1
            count["measure"] += claim is not None and claim.measure == gold.measure
        if gold.programme not in ("", "_T", "_Z"):
            count["with programme"] += 1
            count["programme"] += claim is not None and claim.programme == gold.programme
    for document, count in sorted(counts.items()):
        print(document, dict(count))
    total = sum(counts.values(), Counter())
    print("all", dict(total))
    assert total["rows"] > 190
    assert total["found"] / total["rows"] > 0.97
    assert total["measure"] / total["with measure"] > 0.9
    assert total["programme"] / total["with programme"] > 0.65


def test_what_is_found_is_wanted() -> None:
    quantities = [(at, c) for at, c in _found() if c.state in ("bound", "waiting")]
    wanted = [at for at, _ in quantities if any(g.start <= at < g.end for g in _gold())]
    print("emitted", len(quantities), "wanted", len(wanted))
    assert len(wanted) / len(quantities) > 0.85


def test_masks_are_masks() -> None:
    assert all(c.number.count("x") for _, c in _found() if c.written.startswith("x") and c.state != "vague")
