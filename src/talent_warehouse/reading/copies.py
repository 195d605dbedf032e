"""Sheets of one filing against each other: a copy counts once, and two versions of one table come back.

Told apart by the values that land: the rows as a whole, and their business keys.
"""

from __future__ import annotations

import csv
import io
from collections import Counter

from talent_warehouse.contracts import Form
from talent_warehouse.reading.issues import Issue, issue

_WHOLE = 1 << 64


class Copies:
    """Sees the sheets of a filing go by, as the csv that lands."""

    def __init__(self, form: Form) -> None:
        names = ["mark", "sheet", "row_no", *(name for name, _ in form.columns)]
        self._key = [names.index(name) for name in form.business_key]
        self._texts = [names.index(name.removesuffix("__v")) for name in form.business_key]
        self._holders: dict[int, tuple[str, int, int]] = {}  # key → the first sheet that has it, row, what it says
        self._sizes: Counter[str] = Counter()  # sheet → keys
        self._whole: dict[tuple[int, int], str] = {}  # number of rows, and their sum → sheet
        self._begin()

    def _begin(self) -> None:
        self._rows = self._sum = 0
        self._own: dict[int, tuple[int, int]] = {}

    def see(self, lines: str) -> None:
        """Rows of the sheet that is read."""
        for row in csv.reader(io.StringIO(lines, newline="")):
            said = hash(tuple(row[3:]))
            self._rows += 1
            self._sum = (self._sum + said) % _WHOLE
            key = tuple(row[n] for n in self._key)
            is_read = key[0] and all(value or not row[n] for value, n in zip(key, self._texts, strict=True))
            if is_read:
                self._own.setdefault(hash(key), (int(row[2]), said))

    def end(self, sheet: str) -> Issue | None:
        """What the sheet is to one before it, now that all its rows were seen: a copy, another version, or neither."""
        rows, whole, own = self._rows, (self._rows, self._sum), self._own
        self._begin()
        if rows and whole in self._whole:
            return issue("RD-copied_sheet", sheet=sheet, other=self._whole[whole], rows=rows)
        self._whole[whole] = sheet
        shared = Counter(holder[0] for key in own if (holder := self._holders.get(key)))
        other, count = next(iter(shared.most_common(1)), (sheet, 0))
        is_version = count * 2 > min(self._sizes[other], len(own))
        found = self._version(sheet, other, count, own) if count and is_version else None
        self._sizes[sheet] = len(own)
        for key, (row_no, said) in own.items():
            self._holders.setdefault(key, (sheet, row_no, said))
        return found

    def _version(self, sheet: str, other: str, count: int, own: dict[int, tuple[int, int]]) -> Issue:
        """The finding, with rows of both that say something else of the same, or with one that the other has not."""
        both = [(own[key], holder) for key in own if (holder := self._holders.get(key)) and holder[0] == other]
        row = first = only = None
        if pair := next((pair for pair in both if pair[0][1] != pair[1][2]), None):
            (row, _), (_, first, _) = pair
        else:
            here = [(sheet, row_no) for key, (row_no, _) in own.items() if key not in self._holders]
            there = [(one[0], one[1]) for key, one in self._holders.items() if one[0] == other and key not in own]
            only = min(here or there, default=None)
        name, lacking = (only[0], other if only[0] == sheet else sheet) if only else (None, None)
        return issue(
            "RD-two_versions", sheet=sheet, other=other, count=count, row=row, first=first, only=only and only[1],
            name=name, lacking=lacking,
        )  # fmt: skip
