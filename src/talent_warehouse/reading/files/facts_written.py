"""The facts that `talent narrate` leaves in the files it writes: by the bookmark's name, what it printed of which cell."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

PART = "customXml/item1.xml"
_MOST = 5_000_000


@dataclass(frozen=True)
class Fact:
    """A printed number: the cell of the mart it is of, as its measure, programme and year, and the words printed."""

    measure: str
    programme: str
    year: int
    printed: str


def of(data: bytes) -> dict[str, Fact]:
    """Facts by bookmark; none where the part is missing, too large, or of somebody else."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as box:
            if PART not in box.namelist() or box.getinfo(PART).file_size > _MOST:
                return {}
            raw = box.read(PART)
        if b"<!" in raw:
            return {}
        told: Any = json.loads(ElementTree.fromstring(raw).text or "{}")  # noqa: S314 - declares nothing
        return {
            str(name): Fact(str(one["measure"]), str(one["programme"]), int(one["year"]), str(one["printed"]))
            for name, one in told.items()
        }
    except (ElementTree.ParseError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile):
        return {}
