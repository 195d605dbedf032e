"""The sample province: the same bytes every time, and every rule planted."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import talent_sample
import workbooks
from talent_sample import plan, reference
from talent_warehouse import contracts
from talent_warehouse.reading import issues
from talent_warehouse.reading.files.documents import open_document
from talent_warehouse.reading.filings import Job, read

pytestmark = pytest.mark.slow

# These cannot come of files in an inbox (a hundred megabytes, a million rows, a period stated by hand, a fault of the
# reader itself, what only `talent read` says: the gate has a rule for it), or have a test of their own in tests/reading.
ELSEWHERE = {
    "RD-too_large", "RD-too_many_rows", "RD-too_many_cells", "RD-other_period", "RD-other_part", "RD-cut_line", "RD-open_line", "RD-transposed", "RD-across", "RD-reader_failed", "RD-reader_died",
    "RD-reader_slow", "RD-lost_digits", "RD-hidden_form", "RD-second_form", "RD-unread_period",
    "RD-two_periods", "RD-group_rows", "RD-no_cells", "RD-left_out_row", "RD-former_region", "RD-ended_region", "RD-several_regions", "RD-development_zone",
    "RD-copied_sheet", "RD-ditto", "RD-split_number", "RD-two_units", "RD-set_apart", "RD-two_versions", "RD-other_region", "RD-rows_elsewhere",
}  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> talent_sample.Summary:
    """The sample, written once for the tests that only look at it."""
    return talent_sample.write(tmp_path_factory.mktemp("sample") / "inbox")


def digests(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in folder.rglob("*")
        if p.is_file()
    }


def test_the_sample_is_the_same_bytes_every_time(written: talent_sample.Summary, tmp_path: Path) -> None:
    again = talent_sample.write(tmp_path / "a" / "inbox")
    assert digests(again.inbox) == digests(written.inbox)
    assert again.manifest.read_bytes() == written.manifest.read_bytes()
    names = [p.name for p in written.inbox.glob("*/**/*") if p.is_file()]
    assert len(names) == len(set(names)) == written.files
    one, other = (plan.make(reference.load(), seed) for seed in (2022, 7))
    assert [f.lines for f in one.filings] != [f.lines for f in other.filings]


def test_every_rule_is_planted(written: talent_sample.Summary) -> None:
    planted = set(written.planted)
    declared = {rule.id for form in contracts.forms().values() for rule in form.rules}
    assert planted == declared | issues.known().keys() - ELSEWHERE


def test_no_row_of_a_file_vanishes(written: talent_sample.Summary, tmp_path: Path) -> None:
    """Each sheet is read or named with the reason; of those that are read the account names every row."""
    files = sorted(p for p in written.inbox.glob("*/**/*") if p.is_file())[::20]
    checked = 0
    for path in files:
        filings = read(Job(path, path.name, path.parts[len(written.inbox.parts)]), workbooks.reader(), tmp_path).filings
        if filings and all(filing.rows for filing in filings):
            sheets, counts = open_document(path).sheets, workbooks.accounted(filings)
            assert counts.keys() | {name for name, _ in filings[0].account.unread} == {s.name for s in sheets}, path
            assert counts == {s.name: sum(1 for _ in s.rows()) for s in sheets if s.name in counts}, path
            checked += 1
    assert checked > len(files) / 2
