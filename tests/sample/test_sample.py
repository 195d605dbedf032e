"""The sample province through the night: what is found is what was planted, one for one, and nothing else."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from talent_warehouse import contracts, database, night, sample, settings
from talent_warehouse.reading import issues

pytestmark = pytest.mark.slow

# These cannot come of files in an inbox: a hundred megabytes, a million rows, a period stated by hand, a fault of the
# reader itself, what only `talent read` says (the gate has a rule for it).
UNREACHABLE = {
    "RD-too_large", "RD-too_many_rows", "RD-too_many_cells", "RD-other_period", "RD-reader_failed", "RD-reader_died",
    "RD-reader_slow", "RD-lost_digits",
}  # fmt: skip


def reader_rules() -> set[str]:
    """Every code that the reader gives, from its source: those said by a call, and those said with their severity."""
    package = Path(issues.__file__).parents[1]
    sources = [*(package / "reading").glob("*.py"), package / "admission.py"]
    text = "".join(p.read_text(encoding="utf-8") for p in sources)
    said = re.findall(r'(?:refuse|critical|_said)\(\s*"([a-z_]+)"', text)
    said += re.findall(r'"([a-z_]+)",\s*"(?:critical|warning|info)"', text)
    return {f"RD-{code}" for code in said} - UNREACHABLE


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> sample.Summary:
    """The sample, written once for the tests that only look at it."""
    return sample.write(tmp_path_factory.mktemp("sample") / "inbox")


def digests(folder: Path) -> dict[str, tuple[str, float]]:
    return {
        p.relative_to(folder).as_posix(): (hashlib.sha256(p.read_bytes()).hexdigest(), p.stat().st_mtime)
        for p in folder.rglob("*")
        if p.is_file()
    }


def test_the_sample_is_the_same_bytes_every_time(written: sample.Summary, tmp_path: Path) -> None:
    again = sample.write(tmp_path / "a" / "inbox")
    assert digests(again.inbox) == digests(written.inbox)
    assert again.manifest.read_bytes() == written.manifest.read_bytes()
    names = [p.name for p in written.inbox.rglob("*") if p.is_file()]
    assert len(names) == len(set(names)) == written.files
    other = sample.write(tmp_path / "b" / "inbox", seed=7)
    assert digests(other.inbox) != digests(written.inbox)


def test_every_rule_is_planted(written: sample.Summary) -> None:
    planted = set(written.planted)
    declared = {rule.id for form in contracts.forms().values() for rule in form.rules}
    assert planted == declared | reader_rules()


@pytest.mark.usefixtures("warehouse")
def test_found_is_planted() -> None:
    summary = sample.write(settings.places().inbox)
    ingested = night.ingest(quiet=False)
    assert ingested.arrivals == summary.files
    assert ingested.unchanged == 1
    manifest = json.loads(summary.manifest.read_text(encoding="utf-8"))
    planted = Counter((p["file"].rpartition("/")[2], p["sheet"], p["row"], p["column"], p["rule"]) for p in manifest)
    with database.connect("loader") as connection:
        rows = connection.execute(
            'select arrival.file_name, finding.sheet, finding.row_no, finding."column", finding.rule_id'
            " from audit.finding as finding inner join audit.submission as submission using (submission_id)"
            " inner join audit.arrival as arrival using (arrival_id)"
        ).fetchall()
        (in_force,) = connection.execute(
            "select count(*) from reference.owed_slot as owed"
            " inner join audit.in_force using (unit_code, form, period, part)"
            " where left(owed.region_code, 4) || '00' = any(%s)",
            (list(summary.complete),),
        ).fetchone() or (0,)
        (owed,) = connection.execute(
            "select count(*) from reference.owed_slot as owed where left(owed.region_code, 4) || '00' = any(%s)",
            (list(summary.complete),),
        ).fetchone() or (0,)
    found = Counter(rows)
    assert sorted((found - planted).elements(), key=str) == []
    assert sorted((planted - found).elements(), key=str) == []
    assert in_force == owed > 200
