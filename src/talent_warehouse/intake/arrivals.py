"""When files arrived: the file system says it, and for history a list beside the units' folders."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from talent_warehouse.errors import ConfigurationError

LIST = ".arrivals.csv"  # in the inbox itself, where no unit writes
HEADER = ["path", "sha256", "received_at", "reason"]


@dataclass(frozen=True)
class Listed:
    """A line of the list: these bytes, under this path below the inbox, arrived then, and how that is known."""

    sha256: str
    received_at: datetime
    reason: str


def listed(inbox: Path) -> dict[str, Listed]:
    """What the list says, by path; nothing where there is none.

    Raises: ConfigurationError that names the first line that cannot be used. Nothing is taken before it is mended:
    a file that is taken is ordered for good.
    """
    path = inbox / LIST
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:  # a file's name may hold a line's end
            lines = list(csv.reader(file, strict=True))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, csv.Error) as exc:
        raise ConfigurationError(f"{path} is no readable csv in UTF-8: {exc}. Write it anew, or remove it.") from exc
    if not lines or lines[0] != HEADER:
        raise _error(path, 1, f"the header is {','.join(lines[0]) if lines else ''!r}", ",".join(HEADER))
    found: dict[str, Listed] = {}
    for number, line in enumerate(lines[1:], 2):
        if not line:
            continue
        name, one = _line(path, number, line)
        if found.setdefault(name, one) != one:
            raise _error(path, number, f"{name!r} stands there a second time", "one line a file")
    return found


def _line(path: Path, number: int, line: list[str]) -> tuple[str, Listed]:
    if len(line) != len(HEADER):
        raise _error(path, number, f"there are {len(line)} fields", f"{len(HEADER)}: {','.join(HEADER)}")
    name, (sha256, when, reason) = line[0], (text.strip() for text in line[1:])
    parts = PurePosixPath(name).parts
    if len(parts) < 2 or ".." in parts or name.startswith("/"):
        raise _error(path, number, f"path is {name!r}", "a file below the inbox, as 530102-RC/台账.xlsx")
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        raise _error(path, number, f"sha256 is {sha256!r}", "64 digits 0-9a-f, as sha256sum writes them")
    try:
        received = datetime.fromisoformat(when)
    except ValueError:
        received = datetime.max
    if received.tzinfo is None:
        raise _error(path, number, f"received_at is {when!r}", "a time with its offset, as 2022-01-15T08:00:00+08:00")
    if received > datetime.now(UTC):
        raise _error(path, number, f"received_at is {when!r}, which is to come", "when the file came in")
    if not reason:
        raise _error(path, number, "reason is empty", "how the time is known, as 'letter book of 2022'")
    return PurePosixPath(*parts).as_posix(), Listed(sha256, received.astimezone(UTC), reason)


def _error(path: Path, number: int, found: str, expected: str) -> ConfigurationError:
    return ConfigurationError(
        f"{path}, line {number}: {found}; expected {expected}. Correct the line or remove it; no file has been taken."
    )


def write(inbox: Path, lines: dict[str, Listed]) -> None:
    """Write the list, in order of paths; what another list said before is gone."""
    inbox.mkdir(parents=True, exist_ok=True)
    with (inbox / LIST).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for name, one in sorted(lines.items()):
            writer.writerow([name, one.sha256, one.received_at.isoformat(), one.reason])
