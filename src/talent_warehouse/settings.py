"""Where things stand: the repository's folders, the state folder, and the settings with their reasons."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
TIMEZONE = "Asia/Shanghai"
# Written with every submission; raise it when the reading of a cell changes. `talent reread` then lands the archive
# again. What it reads of a set of files stands in tests/reading/test_version.py.
PARSER_VERSION = "10"
# A file whose size or time changed less than this many seconds ago may still be copied by somebody.
QUIET_SECONDS = 5.0
# Submissions a landing task takes: fewer cost task overhead, more cost what a retry repeats (docs/architecture).
BATCH_SIZE = 75
# Files and bytes that one ingest takes from one unit, in order of arrival; the rest waits for the next. All that a unit
# files in a year, in parts and months, is some 200 files; ten of the largest that may be filed are 1 GB.
UNIT_FILES, UNIT_BYTES = 1_000, 1_000_000_000
# Bytes of one file. A province's largest register (100 000 rows × 20 columns) is 15 MB as xlsx.
MAX_FILE_BYTES = 100_000_000
# Bytes a workbook may unpack to, and how many times its own size: past that it is a bomb, not a table.
MAX_UNPACKED_BYTES = 500_000_000
MAX_UNPACK_RATIO = 250
# Cells of the rectangle that a sheet's values span; the reader holds it in memory whole.
MAX_SHEET_CELLS = 20_000_000
# Sheets of a workbook: a county has some thirty townships, a prefecture sixteen counties.
MAX_SHEETS = 200
# Rows of a csv: what a spreadsheet holds. A form that long is filed in parts.
MAX_ROWS = 1_048_576
# Characters of a line of text, and of a cell: a row of the widest form is 2 000, a spreadsheet's cell at most 32 767.
MAX_LINE = 1_000_000
# Labels that a header may have: the widest statistical table met has 60 columns.
MAX_HEADER_CELLS = 500
# Findings of one kind at cells of one sheet that are listed; the rest is one finding that returns the file.
MAX_CELL_FINDINGS = 500
# Of a text: bytes of a part, how deep its elements stand, letters, pages. A whole province's yearly review has 40 000
# letters; what is nested deeper than two hundred elements is made to exhaust whoever opens it.
MAX_TEXT_PART, MAX_TEXT_DEPTH, MAX_LETTERS, MAX_PAGES = 100_000_000, 200, 2_000_000, 2_000
# Bytes of address space of a process that reads: a register of 500 000 rows takes 700 MB, a library that runs wild dies
# alone. Seconds for one file: the largest that the limits above let through takes 60 on a busy machine.
READING_MEMORY = 1_000_000_000
READING_SECONDS = 120.0
# Processes that read ahead while the last file is copied into the database: one leaves a core idle, more than two wait
# for the database.
READING_PROCESSES = 2
# A build is whole where this share of the rows in force changed, and as many rows: replacing them costs more than that.
FULL_BUILD_SHARE, FULL_BUILD_ROWS = 0.5, 100_000
# Bytes of a sheet's XML that is given back with marks: it is held in memory whole, and twice while it is edited.
MAX_MARKED_BYTES = 200_000_000
# Cells of a csv or an old workbook that is given back as a new one: a million are held as 100 MB of XML.
MAX_FRESH_CELLS = 2_000_000


# Seconds that a statement which changes a table waits for its readers before it lets those who came after it pass, and
# begins again. Less than the second after which the server looks who waits for whom in a circle, and breaks one off.
READERS_TURN = 0.8
# Seconds that it tries for, where somebody stands in the way whom nobody may end: an operator's own session.
LOCK_PATIENCE = 600.0


def is_open() -> bool:
    """Whether publications fill schema `open`, for readers outside the office: it is the office's to say that there are any,
    and a year of the sample takes some six seconds (ADR 23).
    """
    return os.environ.get("TALENT_OPEN", "") == "yes"


def reader_seconds() -> float:
    """Seconds that a step of a night waits for readers' locks, in all, before it ends the sessions that hold them.

    The slowest query of the cookbook takes 0.2 s (docs/performance): a minute is for what analysts write themselves, and
    all that a step of a night loses by it.
    """
    return float(os.environ.get("TALENT_READER_SECONDS", "60"))


def certificate() -> tuple[Path, Path] | None:
    """The files of the certificate and its key by which the embedded server's connections are encrypted; none: they are not.

    One without the other is asked for as it is, and refused as no file.
    """
    file, key = (os.environ.get(f"TALENT_TLS_{name}", "") for name in ("CERTIFICATE", "KEY"))
    return (Path(file).expanduser().resolve(), Path(key).expanduser().resolve()) if file or key else None


def writes_letters() -> bool:
    """Whether each night writes letters to units that are late: it is the office's to say that its dates are meant so."""
    return os.environ.get("TALENT_LETTERS", "") == "yes"


def archive_nights() -> int:
    """In how many nights each document of the archive is read again; 0: in none."""
    return int(os.environ.get("TALENT_ARCHIVE_NIGHTS", "30"))


@dataclass(frozen=True)
class Places:
    """The state folder: everything that is made at run time, and nothing else, stands below it."""

    home: Path

    @property
    def archive(self) -> Path:
        return Path(os.environ.get("TALENT_ARCHIVE", self.home / "archive"))

    @property
    def inbox(self) -> Path:
        return Path(os.environ.get("TALENT_INBOX", self.home / "inbox"))

    @property
    def outbox(self) -> Path:
        return Path(os.environ.get("TALENT_OUTBOX", self.home / "outbox"))

    @property
    def postgres(self) -> Path:
        return self.home / "postgres"

    @property
    def data_docs(self) -> Path:
        return Path(os.environ.get("TALENT_DATA_DOCS", self.home / "data-docs"))

    @property
    def desk(self) -> Path:
        return Path(os.environ.get("TALENT_DESK", self.home / "desk"))

    @property
    def dbt_target(self) -> Path:
        return self.home / "dbt"

    @property
    def identity_key(self) -> Path:
        return self.home / "identity.key"

    def make(self) -> None:
        """Create the folders that a night writes into."""
        for folder in (self.home, self.archive, self.inbox, self.outbox, self.data_docs, self.dbt_target):
            folder.mkdir(parents=True, exist_ok=True)


def places() -> Places:
    """`TALENT_HOME`, or `.local/` in the repository."""
    return Places(Path(os.environ.get("TALENT_HOME", REPOSITORY / ".local")).expanduser().resolve())


def folder(name: str) -> Path:
    """A top-level folder of the repository (`sql`, `seeds`, `expectations`, `dbt`, `dags`), or what `TALENT_<NAME>` says:
    forms, rules and models of another province stand beside the code, not in it.
    """
    return Path(os.environ.get(f"TALENT_{name.upper()}", REPOSITORY / name)).expanduser().resolve()


def planted() -> Path:
    """What the sample province has of each form and plants in it, a file a form; `TALENT_PLANTED` for another folder."""
    return Path(os.environ.get("TALENT_PLANTED", REPOSITORY / "src/talent_sample/planted")).expanduser().resolve()
