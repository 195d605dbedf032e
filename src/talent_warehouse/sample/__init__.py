"""A synthetic province: what its units file over three years, and every defect that was planted, in a manifest."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from talent_warehouse.sample import broken, files, filings, plan, planting, reference, whole
from talent_warehouse.sample.filings import Filing, Grid
from talent_warehouse.sample.plan import Plan
from talent_warehouse.sample.reference import Reference

MANIFEST = "sample-manifest.json"


@dataclass(frozen=True)
class Planted:
    """A finding that must come of the sample, at the place that the ledger gives it.

    `file` is relative to the inbox; row and column are null where the finding speaks of the file.
    """

    file: str
    sheet: str | None
    row: int | None
    column: str | None
    rule: str


@dataclass(frozen=True)
class Summary:
    """What was written: files, rows of data in the readable ones, findings planted by rule."""

    inbox: Path
    manifest: Path
    files: int
    rows: int
    planted: dict[str, int]
    late: int
    complete: tuple[str, ...]  # prefectures of which every unit files in every year
    silent: tuple[str, ...]  # units that never file
    withdrawable: str  # a file with a good predecessor in its slot
    unchanged: str  # a file that repeats another byte for byte


def write(inbox: Path, seed: int = 2022) -> Summary:
    """Write the sample into an inbox and its manifest beside the inbox; the same bytes for the same seed."""
    made = plan.make(reference.load(), seed)
    planting.plant_all(made)
    slots = whole.Slots(made)
    whole.add_all(made, slots)
    withdrawable = _second_filing(made)
    made.filings.append(withdrawable)
    planted: list[Planted] = []
    for filing in made.filings:
        grids = filings.compose(filing, made.reference, seed)
        content = files.workbook(grids) if filing.format == "xlsx" else files.text(grids[0], filing.format)
        files.put(inbox / filing.unit / filing.file_name, content, filing.received)
        planted += _planted(filing, grids, made.reference)
    unchanged = _repeat(inbox, withdrawable)
    planted += _write_broken(inbox, slots)
    manifest = inbox.parent / MANIFEST
    planted.sort(key=lambda p: (p.file, p.sheet or "", p.row or 0, p.column or "", p.rule))
    manifest.write_text(json.dumps([asdict(p) for p in planted], ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    filing_units = {f.unit for f in made.filings}
    return Summary(
        inbox, manifest, len(made.filings) + 1 + len(broken.FILES), sum(len(f.lines) for f in made.filings),
        dict(sorted(Counter(p.rule for p in planted).items())), len(made.late), plan.COMPLETE,
        tuple(u.code for u in made.silent if u.code not in filing_units), f"{withdrawable.unit}/{withdrawable.file_name}", unchanged,
    )  # fmt: skip


def _planted(filing: Filing, grids: list[Grid], known: Reference) -> Iterator[Planted]:
    file = f"{filing.unit}/{filing.file_name}"
    places = [(grid.name, row) for grid in grids if not grid.is_hidden for row in grid.places]
    for line, (sheet, row) in zip(filing.lines, places, strict=True):
        for rule, column in line.finds:
            yield Planted(file, sheet, row, column, rule)
    for find in filing.file_finds:
        yield Planted(file, grids[0].name if find.has_sheet else find.sheet, None, find.column, find.rule)
    unit = known.units.get(filing.unit)
    if unit and unit.kind != "source_document" and known.due(filing.form, unit) is None:
        yield Planted(file, None, None, None, "RD-not_owed")


def _second_filing(made: Plan) -> Filing:
    """A good register filed again with one person less: withdrawn, the first is in force again."""
    first = next(
        f for f in made.filings
        if f.form == "talent_register" and f.n == 1 and f.period == "2022" and f.unit[:6] == "533301" and not f.file_finds
        and not any(x.finds for x in f.lines)
    )  # fmt: skip
    return plan.again(first, 2, 15, first.lines[1:])


def _repeat(inbox: Path, filing: Filing) -> str:
    """The same bytes once more, a day later and under another name: nothing changes."""
    path = inbox / filing.unit / filing.file_name
    again = path.with_name(f"{path.stem}_重复{path.suffix}")
    files.put(again, path.read_bytes(), filing.received + timedelta(days=1))
    return again.relative_to(inbox).as_posix()


def _write_broken(inbox: Path, slots: whole.Slots) -> Iterator[Planted]:
    for number, (rule, extension, content) in enumerate(broken.FILES):
        unit, period = slots.take("talent_register")
        path = inbox / unit.code / f"人才台账_{unit.code}_{period}_{number + 1}.{extension}"
        when = datetime(int(period) + 1, 1, 11, 9, number, 0, tzinfo=plan.ZONE)
        files.put(path, content(), when)
        yield Planted(path.relative_to(inbox).as_posix(), None, None, None, rule)
