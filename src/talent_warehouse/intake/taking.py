"""Taking files from the inbox: each once, in the order in which they arrived, and none that stops another.

A file is moved into a staging folder of the same file system, under a name that says when it arrived and which file it
is (`Token`). There it is copied into the archive, compared with what it was, registered under that name, and removed.
Killed in between, the next taking finds it there and goes on: a name is in the ledger once. A file that is put back
leaves its empty folder in staging, so that it keeps its arrival for as long as nobody changes it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from talent_warehouse import contracts, settings
from talent_warehouse.database import Connection
from talent_warehouse.errors import ConfigurationError
from talent_warehouse.intake import arrivals, inbox, submissions
from talent_warehouse.intake.archive import ChangedFileError
from talent_warehouse.intake.arrivals import Listed
from talent_warehouse.intake.inbox import STAGING, File, Left
from talent_warehouse.intake.submissions import Arrival
from talent_warehouse.reading.file_names import nameless


@dataclass(frozen=True)
class Taken:
    """What a taking came to: how many files, and what was left where it is, and why."""

    files: int
    left: tuple[Left, ...]


def collect(connection: Connection, quiet: bool = True) -> Taken:
    """Take what the inbox holds, after what a taking that died had staged; what is left is written down.

    One at a time: the caller holds the lock. Raises: ConfigurationError if the archive cannot be written, the inbox
    cannot be moved about in, or the list of arrivals cannot be used.
    """
    folder = settings.places().inbox
    listed = _unused(connection, arrivals.listed(folder))
    tried = [(file, _finish(connection, folder, file, listed)) for file in inbox.staged(folder)]
    found, left = inbox.scan(folder, quiet)
    chosen, waiting = shared_out(found, listed)
    tried += [(file, stage(folder, file) or _finish(connection, folder, file, listed)) for file in chosen]
    inbox.forget(folder)
    left += [*(Left(file.name, why) for file, why in tried if why), *waiting]
    left = _nameless(connection, left) if left else []
    _write_down(connection, left)
    return Taken(sum(why is None for _, why in tried), tuple(left))


def _unused(connection: Connection, listed: dict[str, Listed]) -> dict[str, Listed]:
    """The lines of the list that no arrival has come of: the same bytes filed again arrive when they do."""
    used = connection.execute(
        "select sha256, received_at, received_because from audit.arrival where received_because is not null"
    ).fetchall()
    gone = {Listed(*row) for row in used} if listed else set()
    return {name: one for name, one in listed.items() if one not in gone}


def shared_out(found: Iterable[File], listed: dict[str, Listed]) -> tuple[list[File], list[Left]]:
    """What is taken now, in order of arrival, and the end of each unit's row, which waits for the next ingest."""

    def arrival(file: File) -> tuple[datetime, str]:
        line = listed.get(file.name)
        return line.received_at if line else file.token.arrived_at, file.name

    chosen: list[File] = []
    waiting: list[Left] = []
    full: set[str] = set()
    had: dict[str, tuple[int, int]] = {}
    for file in sorted(found, key=arrival):
        files, size = had.get(file.unit, (0, 0))
        too_many = files >= settings.UNIT_FILES or (files and size + file.token.size > settings.UNIT_BYTES)
        if file.unit in full or too_many:
            full.add(file.unit)
            waiting.append(Left(file.name, "put off: the share of its unit is taken; the next ingest goes on there"))
        else:
            had[file.unit] = (files + 1, size + file.token.size)
            chosen.append(file)
    return chosen, waiting


def stage(folder: Path, file: File) -> str | None:
    """Move a file into staging; why not, if it cannot be."""
    place = folder / STAGING / file.token.text / file.name
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise ConfigurationError(
            f"{folder / STAGING} cannot be written: {exc.strerror}. Let whoever runs the ingest write the inbox; "
            "what is in it is untouched."
        ) from exc
    try:
        (folder / file.name).rename(place)
    except FileNotFoundError:
        return "gone before it could be taken"
    except OSError as exc:
        return f"cannot be moved into {STAGING}: {exc.strerror}"
    return None


def _finish(connection: Connection, folder: Path, file: File, listed: dict[str, Listed]) -> str | None:
    """Archive, register and remove a staged file; why not, if it was put back."""
    place = folder / STAGING / file.token.text / file.name
    try:
        if not submissions.was_staged(connection, file.token):
            submissions.register(
                connection, place, file.unit, file.token.arrived_at, listed=listed.get(file.name), staged=file.token
            )
    except ChangedFileError as exc:
        return f"{exc}; {_put_back(folder, file)}"
    except ConfigurationError:
        _put_back(folder, file)
        raise
    with suppress(OSError):  # killed while it was put back: it stands in both places
        if (folder / file.name).samefile(place):
            (folder / file.name).unlink()
    place.unlink()
    return None


def _put_back(folder: Path, file: File) -> str:
    """Return a staged file to its place, unless something else stands there by now: then it waits in staging."""
    place = folder / STAGING / file.token.text / file.name
    try:
        (folder / file.name).parent.mkdir(parents=True, exist_ok=True)
        os.link(place, folder / file.name, follow_symlinks=False)  # unlike a move, it replaces nothing
        place.unlink()
    except FileExistsError:
        return f"it waits in {STAGING}, for another file has its place"
    except OSError as exc:
        return f"it waits in {STAGING}: {exc.strerror}"
    return "it is back in its place and is taken the next time"


def _nameless(connection: Connection, left: Iterable[Left]) -> list[Left]:
    """What was left, as it may be logged: nobody has read whom these files are about."""
    texts: dict[str, str] = dict(connection.execute("select distinct text, '' from reference.lookup").fetchall())
    forms = tuple(contracts.forms().values())
    return [replace(one, name=nameless(one.name.encode(errors="replace").decode(), forms, {"": texts})) for one in left]


def _write_down(connection: Connection, left: Iterable[Left]) -> None:
    """What this taking left replaces what the one before it left."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("delete from audit.file_left")
        cursor.executemany(
            "insert into audit.file_left (path, reason) values (%s, %s) on conflict (path) do nothing",
            [(one.name[:500], one.why) for one in left],
        )


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
