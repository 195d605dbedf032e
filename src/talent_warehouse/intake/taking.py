"""Taking files from the inbox: each once, in the order in which they arrived."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from talent_warehouse import settings
from talent_warehouse.database import Connection
from talent_warehouse.intake import arrivals, submissions
from talent_warehouse.intake.submissions import Arrival


def quiet_files(inbox: Path, now: float | None = None) -> list[Path]:
    """Files of the unit folders that nobody is still writing, oldest first.

    Passed over: `.part` and dot files, what changed within the last QUIET_SECONDS, links and folders.
    """
    now = time.time() if now is None else now
    found = []
    for folder in sorted(p for p in inbox.iterdir() if p.is_dir() and not p.is_symlink()) if inbox.is_dir() else []:
        for path in folder.rglob("*"):
            if path.is_symlink() or not path.is_file() or path.name.startswith((".", "~$")) or path.suffix == ".part":
                continue
            if 0 <= now - path.stat().st_mtime < settings.QUIET_SECONDS:
                continue
            found.append(path)
    return sorted(found, key=lambda p: (p.stat().st_mtime, str(p)))


def collect(connection: Connection, quiet: bool = True) -> int:
    """Take every quiet file of the inbox: copy, flush, register, unlink. Returns how many.

    A file arrived when its inode last changed, which its sender cannot set, or when the list of arrivals says it did.
    """
    inbox = settings.places().inbox
    listed = arrivals.listed(inbox)
    files = quiet_files(inbox, None if quiet else float("inf"))
    for path in files:
        known = path.stat()
        name = path.relative_to(inbox)
        submissions.register(
            connection, path, name.parts[0], datetime.fromtimestamp(known.st_ctime, UTC),
            sent_at=datetime.fromtimestamp(known.st_mtime, UTC), listed=listed.get(name.as_posix()),
        )  # fmt: skip
        path.unlink()
    return len(files)


def batches(unread: Iterable[Arrival]) -> list[list[int]]:
    """What is to be read, dealt out to tasks: a unit's files stay together, since they land in their order."""
    units: dict[str, list[int]] = {}
    for arrival in unread:
        units.setdefault(arrival.unit_code, []).append(arrival.arrival_id)
    dealt: list[list[int]] = []
    for ids in units.values():
        if dealt and len(dealt[-1]) + len(ids) <= settings.BATCH_SIZE:
            dealt[-1] += ids
        else:
            dealt.append(ids)
    return dealt
