"""The sheet that is filled in: what is stated above, header, example, and open cells with drop-downs and messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from talent_warehouse.contracts import Field, Form
from talent_warehouse.reading.tables.rows import EXAMPLE_MARK
from talent_warehouse.template import example
from talent_warehouse.template.asked import Asked
from talent_warehouse.template.codes import Codes
from talent_warehouse.template.formats import KIND_ZH, WIDTH, letters
from talent_warehouse.template.lists import Named
from talent_warehouse.template.texts import GUIDE

NUMBERING = "序号"
NIL = "零报送："
STATED_ROW, CHOSEN_ROW, NOTE_ROW, HEADER_ROW, EXAMPLE_ROW, FIRST_ROW = range(1, 7)  # from 0, as xlsxwriter counts
LAST_ROW = 20_000  # how far drop-downs and messages reach: above the largest register of a county
LAST_COLUMN = 16_383
TITLE_LENGTH, TEXT_LENGTH = 32, 255  # what a spreadsheet shows of a message
WIDEST = 12  # longer choices are wrapped: twenty columns must still be read on one page
_PERIOD = {"year": "年，如2021", "quarter": "季度，如2021-Q2", "month": "年月，如2021-05"}
_ALLOWED = dict.fromkeys(
    ("format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter"), True
)  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A sheet that is being written, with its formats and lists by name."""

    data: Any
    form: Form
    codes: Codes
    formats: dict[str, Any]
    lists: Mapping[str, Named]
    asked: Asked

    def width(self, field: Field) -> int:
        """Wide enough for the header on two lines and for what the list offers, within reason."""
        header = field.header + ("＊" if field.required else "")
        longest = max(map(letters, self.codes.get(field.lookup or "", ())), default=0)
        return max(WIDTH[field.kind], -(-len(header) // 2) * 2 + 2, min(longest, WIDEST)) + 1


@dataclass(frozen=True)
class Stated:
    """What is known of the filing before it is filled in."""

    unit: str | None
    period: str | None
    part: str | None


def write(sheet: Sheet, stated: Stated, known: Sequence[Mapping[str, str]]) -> None:
    """Fill the sheet; `known` are prefilled rows by field name."""
    _freeze_frame(sheet)
    chosen = _write_top(sheet, stated)
    _write_columns(sheet, example.of(sheet.form, sheet.codes, stated.period), chosen)
    _write_known(sheet, known)
    _set_up_page(sheet, len(known))
    sheet.data.protect("", _ALLOWED)


def _freeze_frame(sheet: Sheet) -> None:
    """Every cell is open but those of the rows down to the example."""
    data, formats = sheet.data, sheet.formats
    data.set_default_row(27)  # two lines: long names are wrapped
    data.set_column(0, 0, 12, formats["open"])
    data.set_column(len(sheet.form.fields) + 1, LAST_COLUMN, None, formats["open"])
    for row, height in (
        (0, 34),
        (STATED_ROW, 22),
        (CHOSEN_ROW, 22),
        (NOTE_ROW, 20),
        (HEADER_ROW, 36),
        (EXAMPLE_ROW, 40),
    ):
        data.set_row(row, height, formats["plain"])


def _write_top(sheet: Sheet, stated: Stated) -> dict[str, str]:
    """Title, the lines of what is stated, the note; by list the cell in which one of its groups may be chosen.

    No year may stand here but the period's: reading would take it.
    """
    data, formats, last = sheet.data, sheet.formats, len(sheet.form.fields)
    data.merge_range(0, 0, 0, last, sheet.form.title, formats["title"])
    line = _Line(sheet, STATED_ROW)
    line.label("报送单位：")
    line.cell(30, stated.unit, "报送单位", "本单位名称或代码，须与收件文件夹一致。")
    line.label("报告期：")
    line.cell(9, stated.period, "报告期", f"{_PERIOD[sheet.form.period_grain]}。")
    line.label("分表：")
    line.cell(14, stated.part, "分表", "分几个文件报送的，写本文件的名称，如“学校”“医院”；报在一个文件里的留空。")
    line = _Line(sheet, CHOSEN_ROW)
    line.label(NIL)
    tick = line.cell(5, None)
    data.data_validation(tick, {"validate": "list", "source": ["是"], "error_message": "只能选“是”或留空。",
                                "input_title": NIL[:-1], "input_message": "本期没有数据的选“是”，下面不填；有数据的留空。"})  # fmt: skip
    line.hint("←本期没有数据的，选“是”")
    chosen = {name: _write_choice(sheet, line, name) for name, named in sheet.lists.items() if named.groups}
    data.merge_range(
        NOTE_ROW, 0, NOTE_ROW, last,
        f"带＊的列必填；灰底一行是示例，不计入，从第{FIRST_ROW + 1}行起填写；有下拉列表的列请从列表中选取；"
        f"各列怎样填见“{GUIDE}”。  ＊ required; choose from the lists; fill in from row {FIRST_ROW + 1}.",
        formats["note"],
    )  # fmt: skip
    return chosen


def _write_choice(sheet: Sheet, line: _Line, name: str) -> str:
    """The cell in which a group of a list may be chosen, above the table; it is no data."""
    header = next(f.header for f in sheet.form.fields if f.lookup == name)
    line.label(f"{header}类别：")
    place = line.cell(16, None)
    sheet.data.data_validation(place, {
        "validate": "list", "source": f"={sheet.lists[name].groups}", "error_message": "请从下拉列表中选取，或留空。",
        "input_title": f"{header}类别"[:TITLE_LENGTH],
        "input_message": f"先选类别，“{header}”的下拉列表就只列这一类；留空则列全部。本格不作为数据。",
    })  # fmt: skip
    line.hint(f"←选了类别，“{header}”只列这一类")
    return place


class _Line:
    """A line above the header, filled from the left: labels and cells over as many columns as they need."""

    def __init__(self, sheet: Sheet, row: int) -> None:
        self._sheet, self._row, self._next = sheet, row, 0

    def label(self, text: str) -> None:
        """A label, right before its cell."""
        self._write(letters(text) + 1, text, "label")

    def hint(self, text: str) -> None:
        """What a cell is for, right after it."""
        self._write(letters(text), text, "hint")

    def cell(self, width: int, text: str | None, title: str | None = None, message: str | None = None) -> str:
        """A cell: locked where it is stated, else open with a message; its absolute address."""
        row, first = self._row, self._next
        self._write(width, text or "", "stated" if text else "input")
        if title and message and not text:
            self._sheet.data.data_validation(
                row, first, row, first, {"validate": "any", "input_title": title, "input_message": message}
            )
        return str(xl_rowcol_to_cell(row, first, row_abs=True, col_abs=True))

    def _write(self, width: int, text: str, name: str) -> None:
        first, last, style = self._next, self._next, self._sheet.formats[name]
        while sum(map(self._width, range(first, last + 1))) < width:
            last += 1
        if last > first:
            self._sheet.data.merge_range(self._row, first, self._row, last, text, style)
        else:
            self._sheet.data.write_string(self._row, first, text, style)
        self._next = last + 1

    def _width(self, column: int) -> int:
        fields = self._sheet.form.fields
        return 12 if column == 0 else self._sheet.width(fields[column - 1]) if column <= len(fields) else 8


def _write_columns(sheet: Sheet, examples: Mapping[str, str], chosen: Mapping[str, str]) -> None:
    """The header, the example row, and below them the formats, drop-downs and messages of each column."""
    data, form, formats = sheet.data, sheet.form, sheet.formats
    data.write_string(HEADER_ROW, 0, NUMBERING, formats["optional"])
    data.write_string(EXAMPLE_ROW, 0, EXAMPLE_MARK, formats["example"])
    for column, field in enumerate(form.fields, 1):
        data.set_column(column, column, sheet.width(field), formats[f"of_{field.kind}"])
        mark = "required" if field.required else "optional"
        data.write_string(HEADER_ROW, column, field.header + ("＊" if field.required else ""), formats[mark])
        data.write_string(EXAMPLE_ROW, column, examples[field.name], formats["example"])
        data.data_validation(
            FIRST_ROW, column, LAST_ROW, column, _validation(sheet, field, examples[field.name], chosen)
        )
    last = xl_col_to_name(len(form.fields), col_abs=True)
    filled = {
        "type": "formula",
        "criteria": f"=COUNTA($B{FIRST_ROW + 1}:{last}{FIRST_ROW + 1})>0",
        "format": formats["row"],
    }
    data.conditional_format(FIRST_ROW, 0, LAST_ROW, len(form.fields), filled)
    sheet.asked.shade(data, formats["not_asked"], FIRST_ROW, LAST_ROW)


def _validation(sheet: Sheet, field: Field, shown: str, chosen: Mapping[str, str]) -> dict[str, Any]:
    """What a cell of the column accepts, and the message beside it when it is chosen."""
    required = "必填。" if field.required else "选填。"
    shared = {
        "input_title": f"{field.header}（{KIND_ZH[field.kind]}）"[:TITLE_LENGTH],
        "input_message": f"{required}{sheet.asked.said(field)}{field.description}{f'例：{shown}' if shown else ''}"[
            :TEXT_LENGTH
        ],
        "error_title": field.header[:TITLE_LENGTH],
        "ignore_blank": True,
    }
    if field.lookup and field.lookup in sheet.lists:
        # A region elsewhere is lawful though rare, so it is asked about; any other text outside its list is refused.
        kind, text = (
            ("warning", "不在列表中，确定要这样填吗？")
            if field.lookup == "region"
            else ("stop", "请从下拉列表中选取。")
        )
        source = sheet.lists[field.lookup].source(chosen.get(field.lookup))
        return shared | {"validate": "list", "source": source, "error_type": kind, "error_message": text}
    if field.kind == "date":
        limits = {"validate": "date", "criteria": "between", "minimum": date(1900, 1, 1), "maximum": date(2100, 12, 31)}
        return shared | limits | {"error_type": "warning", "error_message": "应为日期，如2021-12-31。确定要这样填吗？"}
    if field.kind in ("year", "integer"):
        low, high = (1900, 2100) if field.kind == "year" else (-(10**9), 10**9)
        limits = {"validate": "integer", "criteria": "between", "minimum": low, "maximum": high}
        return shared | limits | {"error_type": "stop", "error_message": f"应为{KIND_ZH[field.kind]}。"}
    return shared | {"validate": "any"}


def _write_known(sheet: Sheet, known: Sequence[Mapping[str, str]]) -> None:
    """Prefilled rows, numbered; their cells are open, since a key may be wrong or no longer apply."""
    for row, column, field, value in _cells(sheet.form, known):
        style = sheet.formats[f"known_{field.kind}"]
        if field.kind in ("year", "integer") and value.isdecimal():
            sheet.data.write_number(row, column, int(value), style)
        else:
            sheet.data.write_string(row, column, value, style)
    for number in range(1, len(known) + 1):
        sheet.data.write_number(FIRST_ROW + number - 1, 0, number, sheet.formats["open"])


def _cells(form: Form, known: Sequence[Mapping[str, str]]) -> Iterator[tuple[int, int, Field, str]]:
    for row, values in enumerate(known, FIRST_ROW):
        for column, field in enumerate(form.fields, 1):
            if value := values.get(field.name):
                yield row, column, field, value


def _set_up_page(sheet: Sheet, rows: int) -> None:
    data, form = sheet.data, sheet.form
    data.freeze_panes(FIRST_ROW, 2)
    data.autofilter(EXAMPLE_ROW, 0, max(LAST_ROW, EXAMPLE_ROW + rows), len(form.fields))
    data.set_landscape()
    data.set_paper(9)  # A4
    data.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    data.fit_to_pages(1, 0)
    data.repeat_rows(HEADER_ROW)
    data.set_footer(f"&L{form.title} {form.version}&C第&P页 共&N页")
    data.set_selection(FIRST_ROW, 1, FIRST_ROW, 1)
    data.set_zoom(110)
    data.activate()
