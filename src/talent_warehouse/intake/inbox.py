"""What lies in the inbox: files that can be taken, and those that are passed over, each with the reason."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from talent_warehouse import settings

STAGING = ".taking"  # in the inbox, so that moving a file there is one step and copies nothing


@dataclass(frozen=True)
class Token:
    """Which file it is, by inode, size and time, and when it arrived (nanoseconds): the name of its folder in staging."""

    arrived: int
    inode: int
    size: int
    modified: int

    @property
    def text(self) -> str:
        """The name of the folder."""
        return f"{self.arrived}_{self.inode}_{self.size}_{self.modified}"

    @staticmethod
    def of(text: str) -> Token | None:
        """The token that a folder's name is, if it is one."""
        try:
            return Token(*map(int, text.split("_")))
        except (TypeError, ValueError):
            return None

    @property
    def known(self) -> tuple[int, int, int]:
        """What must be the same of a file for it to be this one."""
        return self.inode, self.size, self.modified

    @property
    def arrived_at(self) -> datetime:
        """When it arrived."""
        return datetime.fromtimestamp(self.arrived / 1e9, UTC)

    @property
    def sent_at(self) -> datetime:
        """The time that the file bears."""
        return datetime.fromtimestamp(self.modified / 1e9, UTC)


@dataclass(frozen=True)
class File:
    """A file that can be taken; the name is its path below the inbox, which begins with the unit."""

    name: str
    token: Token

    @property
    def unit(self) -> str:
        """The folder that it lies in."""
        return self.name.split("/", 1)[0]


@dataclass(frozen=True)
class Left:
    """A file that was left in the inbox, and why."""

    name: str
    why: str


def scan(folder: Path, quiet: bool = True) -> tuple[list[File], list[Left]]:
    """Files of the units' folders that can be taken, and what is passed over. Nothing here raises for a file's sake.

    Not looked at: `.part`, hidden and lock files. With `quiet`, what changed within the last QUIET_SECONDS waits.
    """
    arrived = {token.known: token.arrived for token in _tokens(folder / STAGING)}
    found: list[File] = []
    left: list[Left] = []
    for path in _entries(folder, left, folder):
        name = path.relative_to(folder).as_posix()
        try:
            now = path.lstat()
        except OSError as exc:
            left.append(Left(name, f"gone, or not to be seen: {exc.strerror}"))
            continue
        if why := _why_not(name, now, quiet):
            left.append(Left(name, why))
            continue
        known = (now.st_ino, now.st_size, now.st_mtime_ns)
        found.append(File(name, Token(arrived.get(known, now.st_ctime_ns), *known)))
    return found, left


def _entries(folder: Path, left: list[Left], top: Path) -> Iterator[Path]:
    """All but folders, of a folder and those in it; no link is followed."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as exc:
        left.append(Left(folder.relative_to(top).as_posix(), f"a folder that cannot be read: {exc.strerror}"))
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")) or entry.name.endswith(".part"):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _entries(Path(entry.path), left, top)
        else:
            yield Path(entry.path)


def _why_not(name: str, now: os.stat_result, quiet: bool) -> str | None:
    if stat.S_ISLNK(now.st_mode):
        return "a link: put the file itself there"
    if not stat.S_ISREG(now.st_mode):
        return "no file (a pipe, a socket or a device): remove it"
    if "/" not in name:
        return "in no unit's folder: move it into the folder of the unit that files it"
    if now.st_size > settings.MAX_FILE_BYTES:
        return (
            f"too large: {now.st_size / 1e6:.0f} MB, the limit is {settings.MAX_FILE_BYTES / 1e6:.0f}; "
            "ask the unit to remove pictures and empty rows, or to file in parts"
        )
    if quiet and 0 <= time.time() - now.st_mtime < settings.QUIET_SECONDS:
        return f"still being written: it changed within the last {settings.QUIET_SECONDS:.0f} seconds"
    return None


def _tokens(staging: Path) -> Iterator[Token]:
    for path in sorted(staging.iterdir()) if staging.is_dir() else []:
        if token := Token.of(path.name):
            yield token


def staged(folder: Path) -> list[File]:
    """What a taking that died has staged, in order of arrival."""
    found = []
    for token in _tokens(folder / STAGING):
        place = folder / STAGING / token.text
        found += [
            File(p.relative_to(place).as_posix(), token) for p in place.rglob("*") if not p.is_dir() or p.is_symlink()
        ]
    return sorted(found, key=lambda file: (file.token.arrived, file.name))


def forget(folder: Path) -> None:
    """Remove the empty folders in staging, but those of files that were put back and have not changed since."""
    here = {file.token.known for file in scan(folder, quiet=False)[0]}
    for token in _tokens(folder / STAGING):
        for below in sorted((folder / STAGING / token.text).rglob("*"), reverse=True):
            with suppress(OSError):
                below.rmdir()
        if token.known not in here:
            with suppress(OSError):  # it holds a file
                (folder / STAGING / token.text).rmdir()
    with suppress(OSError):
        (folder / STAGING).rmdir()
