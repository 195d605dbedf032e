"""What parsing and compiling the project came to, kept beside dbt's own files for the processes of later nights."""

from __future__ import annotations

import os
from pathlib import Path

from talent_warehouse import settings


def place(kind: str, state: str) -> Path:
    """Where a kind of result stands for one state of the project."""
    return settings.places().dbt_target / f"{kind}-{state}"


def read(kind: str, state: str) -> bytes | None:
    """The result, or None where this state has not been worked out."""
    try:
        return place(kind, state).read_bytes()
    except FileNotFoundError:
        return None


def write(kind: str, state: str, content: bytes) -> None:
    """Keep a result in place of those of other states; who reads meanwhile sees one of them whole."""
    path = place(kind, state)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)
    for other in path.parent.glob(f"{kind}-*"):
        if other != path:
            other.unlink(missing_ok=True)
