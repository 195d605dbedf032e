"""Zip packages: parts written with one time for all, so that the bytes are the same on every run."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

_TIME = (1980, 1, 1, 0, 0, 0)
Change = Callable[[bytes], bytes]


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A package of these parts, in their order."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as box:
        for name, content in parts.items():
            box.writestr(zipfile.ZipInfo(name, _TIME), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def changed(data: bytes, changes: Mapping[str, Change | bytes]) -> bytes:
    """A package with parts changed or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        parts = {i.filename: box.read(i) for i in box.infolist()}
    for name, change in changes.items():
        parts[name] = change if isinstance(change, bytes) else change(parts[name])
    return packed(parts)
