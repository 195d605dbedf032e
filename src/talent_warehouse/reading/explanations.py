"""What a unit wrote into the column 说明 of the list that a returned workbook begins with: why a value is right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from talent_warehouse.reading.files.documents import Document, Row

LIST = "问题清单"  # the sheet; it is never data
HEAD, NUMBER = "说明", "编号"  # its columns for the unit's words, and for what they are about, which is hidden
ANSWERED = re.compile(r"^【.*】")  # what we wrote there ourselves
_ROWS = 6_000  # of the list at most, and of what stands above it
_ID = re.compile(r"[0-9a-f]{24}")
LONGEST = 500  # characters that are kept


def written(document: Document) -> Iterator[tuple[str, str]]:
    """What each explanation is about, and its text as it was typed."""
    for sheet in document.sheets:
        if sheet.name != LIST:
            continue
        places: tuple[int, int] | None = None
        for row in islice(sheet.rows(), _ROWS):
            texts = [_text(row, n) for n in range(len(row))]
            if places is None and HEAD in texts and NUMBER in texts:
                places = texts.index(NUMBER), texts.index(HEAD)
            elif places:
                own, said = _text(row, places[0]), _text(row, places[1])
                if _ID.fullmatch(own) and said and not ANSWERED.match(said):
                    yield own, said[:LONGEST]


def _text(row: Row, n: int) -> str:
    return " ".join(str(row[n]).split()) if n < len(row) and row[n] is not None else ""
