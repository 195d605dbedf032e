"""The archive: each document once, under its digest."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from talent_warehouse import settings
from talent_warehouse.errors import ConfigurationError, TalentError

_CHUNK = 1 << 20


def archived(sha256: str) -> Path:
    """Where the archive keeps the document."""
    return settings.places().archive / sha256[:2] / sha256


class ChangedFileError(TalentError):
    """A file is not, or is no longer, what was seen of it. It stays where it is; nothing of it is in the archive."""


def archive(path: Path, known: tuple[int, int, int] | None = None) -> tuple[str, int]:
    """Copy a file into the archive under its SHA-256, flushed to the disk; (sha256, bytes).

    With `known` (inode, size, time) it must be that file, before and after. Raises: ChangedFileError if it is another, changed
    meanwhile or cannot be read; ConfigurationError if the archive cannot be written. The file stays where it was.
    """
    folder = settings.places().archive
    # One process at a time takes files that it knows: what one that died has left, the next writes over.
    partial = folder / f".taking-{'inbox' if known else os.getpid()}"
    digest, size = hashlib.sha256(), 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        with _opened(path) as source, open(partial, "wb", opener=_of_nobody_else) as target:
            _expect(source, known)
            for chunk in _chunks(source):
                digest.update(chunk)
                size += target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
            _expect(source, known)
        place = archived(digest.hexdigest())
        place.parent.mkdir(exist_ok=True)
        partial.chmod(0o440)
        partial.replace(place)
        _flush_folder(place.parent)
    except ChangedFileError:
        partial.unlink(missing_ok=True)
        raise
    except OSError as exc:
        with suppress(OSError):
            partial.unlink()
        raise ConfigurationError(
            f"The archive {folder} could not take {path.name!r}: {exc.strerror}. "
            "Mend the folder; the file is untouched and is taken the next time."
        ) from exc
    return digest.hexdigest(), size


def _of_nobody_else(path: str, flags: int) -> int:
    """Closed to other logins from its first byte on."""
    return os.open(path, flags, 0o600)


def _opened(path: Path) -> BinaryIO:
    """Open a file without waiting for the other end of what is a pipe by now."""
    try:
        return os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb")
    except OSError as exc:
        raise ChangedFileError(f"cannot be read: {exc.strerror}") from exc


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    try:
        while chunk := source.read(_CHUNK):
            yield chunk
    except OSError as exc:
        raise ChangedFileError(f"cannot be read: {exc.strerror}") from exc


def _expect(source: BinaryIO, known: tuple[int, int, int] | None) -> None:
    now = os.fstat(source.fileno())
    if known and (not stat.S_ISREG(now.st_mode) or (now.st_ino, now.st_size, now.st_mtime_ns) != known):
        raise ChangedFileError("replaced or written to while it was taken")


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
