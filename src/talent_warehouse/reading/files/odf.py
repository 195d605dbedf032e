"""OpenDocument sheets (ods): what the fast reader does not say of them, from one pass over content.xml."""

from __future__ import annotations

import io
import re
import zipfile
from xml.parsers import expat

from talent_warehouse import settings
from talent_warehouse.reading.files import kinds, number_text
from talent_warehouse.reading.files.facts import Facts, Merge, too_wide

_HIDDEN = ("collapse", "filter")
_ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "Err:")
_NUMBERS, _NOTE = ("float", "currency"), "office:annotation"
_CHUNK = 1 << 20
_DIGIT = r"[\d零〇一二三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾]"


def examine(data: bytes) -> list[Facts]:
    """Facts of every table, in order. The package was guarded before.

    Raises: UnreadableError for a document with a password, or whose cells span too much.
    """
    with kinds.unpacking(), zipfile.ZipFile(io.BytesIO(data)) as box:
        names = box.namelist()
        if "META-INF/manifest.xml" in names and b"encryption-data" in box.read("META-INF/manifest.xml"):
            raise kinds.encrypted()
        parser = expat.ParserCreate()
        tables = _Tables()
        parser.StartElementHandler, parser.EndElementHandler = tables.start, tables.end
        parser.CharacterDataHandler = tables.text
        with box.open("content.xml") as part:
            while chunk := part.read(_CHUNK):
                parser.Parse(chunk)
    return tables.found


class _Tables:
    """Counts rows and columns as the elements go by; a table inside a cell is passed over."""

    def __init__(self) -> None:
        self.found: list[Facts] = []
        self._depth = self._row = self._column = self._repeated_rows = 0
        self._cell: dict[str, str] | None = None
        self._said, self._is_shown = "", False  # what a cell shows, and whether that is told, be it nothing
        self._notes = 0  # a note in a cell is no text of it
        self._style, self._struck = "", set[str]()  # the style that is defined; those that strike through

    def start(self, name: str, values: dict[str, str]) -> None:
        if name == "style:style":
            self._style = values.get("style:name", "")
        elif name == "style:text-properties":
            if values.get("style:text-line-through-style", "none") != "none":
                self._struck.add(self._style)
        elif name == "table:table":
            self._depth += 1
            if self._depth == 1:
                self.found.append(Facts())
                self._row = self._column = 0
        elif self._depth != 1:
            return
        elif name == "table:table-column":
            first = self._column + 1
            self._column += _count(values, "columns-repeated")
            if values.get("table:visibility") in _HIDDEN:
                self.found[-1].hidden_columns.append((first, self._column))
        elif name == "table:table-row":
            self._row, self._column = self._row + 1, 0
            self._repeated_rows = _count(values, "rows-repeated")
            self._hide(values.get("table:visibility", ""))
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._column += 1
            self._cell, self._said, self._is_shown = values, "", False
        elif name == _NOTE:
            self._notes += 1
        elif name == "text:s" and not self._notes:
            self._said += " "
        elif name == "text:p" and not self._notes:
            self._is_shown = True

    def text(self, text: str) -> None:
        if self._cell is not None and not self._notes and len(self._said) < 32:
            self._said += text

    def end(self, name: str) -> None:
        if name == "table:table":
            self._depth -= 1
        elif name == _NOTE:
            self._notes -= 1
        elif self._depth != 1:
            return
        elif name == "table:table-row":
            self._row += self._repeated_rows - 1
        elif self._cell is not None and name in ("table:table-cell", "table:covered-table-cell"):
            self._see(self._cell)
            self._column += _count(self._cell, "columns-repeated") - 1
            self._cell = None

    def _hide(self, visibility: str) -> None:
        facts = self.found[-1]
        if visibility in _HIDDEN:
            facts.hidden_rows.append((self._row, self._row + self._repeated_rows - 1))
            facts.is_filtered = facts.is_filtered or visibility == "filter"

    def _see(self, cell: dict[str, str]) -> None:
        facts, kind = self.found[-1], cell.get("office:value-type", "")
        if kind or self._said:
            last = self._column + _count(cell, "columns-repeated") - 1
            if (self._row + self._repeated_rows - 1) * last > settings.MAX_SHEET_CELLS:
                raise too_wide(self._row + self._repeated_rows - 1, last)
        down, right = _count(cell, "rows-spanned", "spanned"), _count(cell, "columns-spanned", "spanned")
        if down > 1 or right > 1:
            facts.merges.append(Merge(self._row, self._column, self._row + down - 1, self._column + right - 1))
        places = [(self._row, self._column + n) for n in range(min(_count(cell, "columns-repeated"), 1000))]
        if (kind or self._said) and cell.get("table:style-name") in self._struck:
            facts.struck.update(dict.fromkeys(places, True))
        if cell.get("calcext:value-type") == "error" or ("table:formula" in cell and self._said.startswith(_ERRORS)):
            facts.errors.update(dict.fromkeys(places, self._said or "#VALUE!"))
        elif kind == "percentage":
            facts.shown.update(dict.fromkeys(places, "0%"))
        elif kind in _NUMBERS and self._is_shown and not re.search(_DIGIT, self._said):
            facts.shown.update(dict.fromkeys(places, f'"{self._said.replace(chr(34), "")}"'))
        elif kind in _NUMBERS and (code := _format(self._said, cell.get("office:value", ""))):
            facts.shown.update(dict.fromkeys(places, code))
        elif "table:formula" in cell and not kind:
            facts.uncached.update(places)


def _format(text: str, value: str) -> str | None:
    """The format that shows a value as this text, where it says more than the value; most texts are the value."""
    try:
        return None if text == value else number_text.format_of(text, float(value))
    except (ValueError, ArithmeticError):
        return None


def _count(values: dict[str, str], name: str, kind: str = "repeated") -> int:
    text = values.get(f"table:number-{name}", "1")
    return min(int(text), 1 << 24) if text.isdecimal() else 1
