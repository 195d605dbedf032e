"""A synthetic province: what its units file over three years, and every defect that was planted, in a manifest."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from talent_sample import (
    broken,
    corrections,
    files,
    handed_out,
    nothing,
    odd,
    parts,
    plain,
    plan,
    planting,
    reference,
    sheets,
    whole,
)
from talent_sample.filings import Filing
from talent_sample.formats import package
from talent_sample.grids import Grid
from talent_sample.plan import Plan
from talent_sample.reference import Reference
from talent_sample.sheets import Sheet

MANIFEST = "sample-manifest.json"
_BROKEN_A_UNIT = 6  # files that cannot be read, from one unit


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
    corrections.add_all(made)
    odd.add_all(made, slots)
    nothing.add_all(made, slots)
    parts.add_all(made, slots)
    withdrawable = _second_filing(made)
    made.filings.append(withdrawable)
    _share_files(made)
    planted: list[Planted] = []
    put = files.Inbox(inbox)
    for filing in made.filings:
        if filing.inside:
            continue
        held = [filing, *(f for f in made.filings if f.inside is filing)]
        composed = [(f, _named_apart(n, sheets.compose(f, made.reference, seed))) for n, f in enumerate(held)]
        content = _content(filing, [s.grid for _, some in composed for s in some], made.reference)
        put.put(f"{filing.unit}/{filing.file_name}", content, filing.received)
        for one, some in composed:
            planted += _planted(filing, one, some, made.reference)
    unchanged = _repeat(put, withdrawable)
    planted += _write_broken(put, slots)
    put.write_list()
    manifest = inbox.parent / MANIFEST
    planted.sort(key=lambda p: (p.file, p.sheet or "", p.row or 0, p.column or "", p.rule))
    manifest.write_text(json.dumps([asdict(p) for p in planted], ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    filing_units = {f.unit for f in made.filings}
    return Summary(
        inbox, manifest, sum(f.inside is None for f in made.filings) + 1 + len(broken.FILES), sum(len(f.lines) for f in made.filings),
        dict(sorted(Counter(p.rule for p in planted).items())), len(made.late), plan.COMPLETE,
        tuple(u.code for u in made.silent if u.code not in filing_units), f"{withdrawable.unit}/{withdrawable.file_name}", unchanged,
    )  # fmt: skip


def _content(filing: Filing, grids: list[Grid], known: Reference) -> bytes:
    """The bytes of a filing's file."""
    if filing.is_untouched:
        return handed_out.written(filing, known)
    content = files.written(grids, filing.format)
    return package.changed(content, {"xl/worksheets/sheet1.xml": filing.change}) if filing.change else content


def _planted(file: Filing, filing: Filing, some: list[Sheet], known: Reference) -> Iterator[Planted]:
    path = f"{file.unit}/{file.file_name}"
    for sheet in some:
        for row, line in sheet.placed:
            yield from (Planted(path, sheet.grid.name, row, column, rule) for rule, column in line.finds)
        yield from (Planted(path, sheet.grid.name, row, column, rule) for rule, row, column in sheet.found)
    first = next(s.grid.name for s in some if s.is_data)
    for find in filing.file_finds:
        yield Planted(path, first if find.has_sheet else find.sheet, None, find.column, find.rule)
    unit = known.units.get(filing.unit)
    if unit and unit.kind != "source_document" and known.due(filing.form, unit) is None:
        yield Planted(path, None, None, None, "RD-not_owed")


def _share_files(made: Plan) -> None:
    """One in eight of those who file two forms for a period sends them in one workbook."""
    slots: dict[tuple[str, str], list[Filing]] = defaultdict(list)
    for filing in (f for f in made.filings if f.form in plain.MADE):
        slots[filing.unit, filing.period].append(filing)
    for (unit, period), some in slots.items():
        is_usual = all(
            f.n == 1 and not (f.name or f.file_finds or f.part or f.is_nil) and f.format.is_workbook for f in some
        )
        if (
            len(some) == 2
            and some[0].form != some[1].form
            and is_usual
            and made.rng("share", unit, period).random() < 1 / 8
        ):
            some[1].inside = some[0]


def _named_apart(number: int, some: list[Sheet]) -> list[Sheet]:
    """The sheets of a second form bear its number: names in a workbook differ."""
    if number == 0:
        return some
    return [replace(s, grid=replace(s.grid, name=f"{number + 1}{s.grid.name}")) for s in some]


def _second_filing(made: Plan) -> Filing:
    """A good register filed again with one person less: withdrawn, the first is in force again."""
    first = next(
        f for f in made.filings
        if f.form == "talent_register" and f.n == 1 and f.period == "2022" and f.unit[:6] == "533301" and not f.file_finds
        and not any(x.finds for x in f.lines)
    )  # fmt: skip
    return plan.again(first, 2, 15, first.lines[1:])


def _repeat(put: files.Inbox, filing: Filing) -> str:
    """The same bytes once more, a day later and under another name: nothing changes."""
    path = put.folder / filing.unit / filing.file_name
    again = f"{filing.unit}/{path.stem}_重复{path.suffix}"
    put.put(again, path.read_bytes(), filing.received + timedelta(days=1))
    return again


def _write_broken(put: files.Inbox, slots: whole.Slots) -> Iterator[Planted]:
    for number, (rule, extension, content) in enumerate(broken.FILES):
        if number % _BROKEN_A_UNIT == 0:
            unit, period = slots.take("talent_register")
        name = f"{unit.code}/人才台账_{unit.code}_{period}_{number + 1}.{extension}"
        when = datetime(int(period) + 1, 1, 11, 9, number % 60, 0, tzinfo=plan.ZONE)
        put.put(name, content(), when)
        yield Planted(name, None, None, None, rule)
