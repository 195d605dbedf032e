"""Grids to files: in which format, under which extension."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from talent_sample.formats import ods, text, xls, xlsb, xlsx
from talent_sample.grids import Grid
from talent_warehouse.intake import arrivals
from talent_warehouse.intake.arrivals import Listed

REASON = "合成数据 synthetic"


@dataclass(frozen=True)
class Format:
    """What a file is, and what its name says that it is: the two need not agree. Encoding and separator are a text's."""

    kind: str
    extension: str
    encoding: str = "utf-8"
    separator: str = ","

    @property
    def is_workbook(self) -> bool:
        """Whether there are sheets, cells with types, merged and hidden ones."""
        return self.kind != "text"


_BOOKS: Mapping[str, Callable[[Sequence[Grid]], bytes]] = {
    "xlsx": xlsx.written, "xlsm": xlsx.with_macros, "xls": xls.written, "xlsb": xlsb.written, "ods": ods.written,
}  # fmt: skip
XLSX = Format("xlsx", "xlsx")
# With how many in a hundred files come in it.
FORMATS: tuple[tuple[Format, int], ...] = (
    (XLSX, 52),
    (Format("xls", "xls"), 8),
    (Format("ods", "ods"), 3),
    (Format("xlsb", "xlsb"), 2),
    (Format("xlsm", "xlsm"), 2),
    (Format("xlsx", "xls"), 3),
    (Format("xls", "xlsx"), 1),
    (Format("xlsx", "et"), 1),
    (Format("text", "csv", "utf-8"), 6),
    (Format("text", "csv", "utf-8-sig"), 8),
    (Format("text", "csv", "gb18030"), 6),
    (Format("text", "txt", "utf-16", "\t"), 2),
    (Format("text", "xls", "gb18030", "\t"), 2),
    (Format("text", "csv", "utf-8", ";"), 1),
    (Format("text", "txt", "gb18030", "，"), 1),
    (Format("text", "tsv", "utf-8-sig", "\t"), 2),
)


def written(grids: Sequence[Grid], format_: Format) -> bytes:
    """The bytes of a file; a text holds the first grid."""
    if format_.is_workbook:
        return _BOOKS[format_.kind](grids)
    return text.written(grids[0], format_.encoding, format_.separator)


class Inbox:
    """The folder that is written into, and of each file when it is said to have arrived."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._arrivals: dict[str, Listed] = {}

    def put(self, name: str, content: bytes, received: datetime) -> None:
        """Write a file that bears the time at which it was received, which the list of arrivals has too."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (received.timestamp(), received.timestamp()))  # a file of today might still be being written
        self._arrivals[name] = Listed(hashlib.sha256(content).hexdigest(), received, REASON)

    def write_list(self) -> None:
        """The list, as somebody would write it who loads the filings of former years."""
        arrivals.write(self.folder, self._arrivals)
