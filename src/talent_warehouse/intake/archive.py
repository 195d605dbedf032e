"""The archive: each document once, under its digest."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from talent_warehouse import settings
from talent_warehouse.errors import ConfigurationError

_CHUNK = 1 << 20


def archived(sha256: str) -> Path:
    """Where the archive keeps the document."""
    return settings.places().archive / sha256[:2] / sha256


def archive(path: Path) -> tuple[str, int]:
    """Copy a file into the archive under its SHA-256, flushed to the disk; (sha256, bytes).

    Raises: ConfigurationError if the archive cannot be written; the file stays where it was.
    """
    folder = settings.places().archive
    partial = folder / f".taking-{os.getpid()}"
    digest, size = hashlib.sha256(), 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as source, partial.open("wb") as target:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                size += target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        place = archived(digest.hexdigest())
        place.parent.mkdir(exist_ok=True)
        partial.chmod(0o440)
        partial.replace(place)
        _flush_folder(place.parent)
    except OSError as exc:
        with suppress(OSError):
            partial.unlink()
        raise ConfigurationError(
            f"The archive {folder} could not take {path.name!r}: {exc.strerror}. "
            "Mend the folder; the file is untouched and is taken the next time."
        ) from exc
    return digest.hexdigest(), size


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
