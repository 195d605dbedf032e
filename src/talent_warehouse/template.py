"""The workbook that units fill in, made from a form's contract and the code lists, and nothing else.

It reads back as filed: the headers are the contract's, the example row carries the mark that leaves it out, and the
custom properties say form, version, unit and period.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from talent_warehouse.codes import Codes
from talent_warehouse.contracts import Field, Form, Kind
from talent_warehouse.reading.rows import EXAMPLE_MARK

GUIDE, DICTIONARY, NUMBERING = "填报说明", "字典", "序号"
HEADER_ROW, EXAMPLE_ROW, FIRST_ROW = 3, 4, 5  # counted from 0, as xlsxwriter counts
LAST_ROW = 20_000  # how far drop-downs and messages reach: above the largest register of a county
TITLE_LENGTH, TEXT_LENGTH = 32, 255  # what a spreadsheet shows of a message
SHORT_LIST = 10  # lists up to here are written out in the guide
FONT = "微软雅黑"
INK, DARK, PALE, SHADE, LINE = "#1F2D3D", "#1F4E79", "#DCE6F1", "#F2F2F2", "#BFBFBF"

_KIND_ZH: dict[Kind, str] = {
    "text": "文字",
    "code": "从下拉列表选取",
    "integer": "整数",
    "year": "四位年份",
    "date": "日期（年-月-日）",
    "month": "年月（年-月）",
    "quantity": "数量",
    "unit": "计量单位，从下拉列表选取",
    "person_name": "姓名",
    "identity_number": "证件号码（文本格式）",
}
_WIDTH: dict[Kind, int] = {
    "text": 15, "code": 6, "integer": 8, "year": 6, "date": 11, "month": 8, "quantity": 10, "unit": 8,
    "person_name": 8, "identity_number": 20,
}  # fmt: skip
WIDEST = 12  # longer choices are wrapped: twenty columns must still be read on one page
_NUMBER_FORMAT: dict[Kind, str] = {"integer": "0", "year": "0", "date": "yyyy-mm-dd", "quantity": "General"}
_WRITING = (
    "没有内容的单元格请留空；写“无”“—”“/”与留空相同（下拉列表中本来就有“无”的除外），不要填0代替。",
    "时间写作2019-12、2019年12月、2019.12均可；日期写作2021-12-31、2021年12月31日均可，不要只写到月。",
    "合计、小计行和表下的“填表人”“注”等行不作为数据读取；请勿合并数据区的单元格。",
)
_WRITING_QUANTITIES = (
    "约数照原文写：近300（不到300）、50余（50至60）、100以上、不足10、约120；不要只写“若干”“十几”。",
    "不公开的数字写作xx（x的个数表示位数）；没有发生的填0，没有数据的留空，两者不可混用。",
    "可写1,280、12.5万；“计量单位”已是万元的，数值里不要再写“万”。",
)


@dataclass(frozen=True)
class _Sheet:
    """A workbook that is being written, with its formats by name."""

    book: Any
    form: Form
    codes: Codes
    formats: dict[str, Any]


def write(
    form: Form,
    path: Path,
    *,
    unit: str | None = None,
    period: str | None = None,
    codes: Codes,
    unit_name: str | None = None,
) -> None:
    """Write the template of a form; unit (its code, shown by name where one is given) and period may stay blank.

    Raises: OSError if the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        book.set_size(2400, 1500)
        sheet = _Sheet(book, form, codes, _formats(book))
        data, guide, lists = (book.add_worksheet(name) for name in (form.title, GUIDE, DICTIONARY))
        names = _write_lists(sheet, lists)
        _write_top(sheet, data, unit_name or unit, period)
        _write_columns(sheet, data, names)
        _set_up_page(sheet, data)
        _write_guide(sheet, guide)
        stated = {
            "talent_form": form.name,
            "talent_version": form.version,
            "talent_unit": unit,
            "talent_period": period,
        }
        for name, value in stated.items():
            if value:
                book.set_custom_property(name, value, "text")
        book.set_properties({"title": f"{form.title} {form.version}", "subject": form.name})


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
    boxed = base | {"border": 1, "border_color": LINE}
    kinds: dict[str, dict[str, Any]] = {
        "plain": base,
        "title": base | {"font_size": 18, "bold": True, "font_color": DARK, "align": "center"},
        "label": base | {"bold": True, "align": "right"},
        "input": boxed | {"num_format": "@", "bg_color": "#FFFBE6", "align": "left"},
        "note": base | {"font_size": 9, "font_color": "#7F6000", "text_wrap": True},
        "required": boxed | {"bold": True, "bg_color": DARK, "font_color": "#FFFFFF", "align": "center", "text_wrap": True},
        "optional": boxed | {"bold": True, "bg_color": PALE, "font_color": DARK, "align": "center", "text_wrap": True},
        "example": boxed | {"italic": True, "font_size": 9, "font_color": "#808080", "bg_color": SHADE, "num_format": "@", "text_wrap": True},
        "heading": base | {"font_size": 12, "bold": True, "font_color": DARK, "bottom": 2, "bottom_color": DARK},
        "cell": boxed | {"text_wrap": True},
        "middle": boxed | {"align": "center"},
        "wrapped": base | {"text_wrap": True},
    }  # fmt: skip
    for kind in _KIND_ZH:
        kinds[f"of_{kind}"] = base | {
            "num_format": _NUMBER_FORMAT.get(kind, "@"),
            "text_wrap": kind in ("text", "code"),
        }
    return {name: book.add_format(settings) for name, settings in kinds.items()} | {
        "row": book.add_format({"border": 1, "border_color": LINE})
    }


def _write_lists(sheet: _Sheet, dictionary: Any) -> dict[str, str]:
    """The hidden sheet of the lists, a column a list, and the name by which a drop-down finds it."""
    dictionary.hide()
    names: dict[str, str] = {}
    wanted = dict.fromkeys(f.lookup for f in sheet.form.fields if f.lookup and sheet.codes.get(f.lookup))
    for column, name in enumerate(wanted):
        texts = sheet.codes[name]
        dictionary.write_string(0, column, name)  # the list's code, so that the row is no form's header
        dictionary.write_column(1, column, texts)
        letter = xl_col_to_name(column, col_abs=True)
        names[name] = f"list_{name}"
        sheet.book.define_name(names[name], f"='{DICTIONARY}'!{letter}$2:{letter}${len(texts) + 1}")
    return names


def _write_top(sheet: _Sheet, data: Any, unit: str | None, period: str | None) -> None:
    """Title, the line of unit and period, the note; no year may stand here but the period's: reading would take it."""
    last, formats = len(sheet.form.fields), sheet.formats
    data.set_row(0, 34)
    data.merge_range(0, 0, 0, last, sheet.form.title, formats["title"])
    data.set_row(1, 22)
    data.write_string(1, 1, "报送单位：", formats["label"])
    data.merge_range(1, 2, 1, 4, unit or "", formats["input"])
    data.write_string(1, 6, "报告期：", formats["label"])
    data.write_string(1, 7, period, formats["input"]) if period else data.write_blank(1, 7, None, formats["input"])
    data.set_row(2, 20)
    data.merge_range(
        2, 0, 2, last,
        f"带＊的列必填；灰底一行是示例，请勿删改，从第{FIRST_ROW + 1}行起填写；有下拉列表的列请从列表中选取；"
        f"各列怎样填见“{GUIDE}”。  ＊ required; choose from the lists; fill in from row {FIRST_ROW + 1}.",
        formats["note"],
    )  # fmt: skip


def _write_columns(sheet: _Sheet, data: Any, names: Mapping[str, str]) -> None:
    """The header, the example row, and below them the formats, drop-downs and messages of each column."""
    form, formats = sheet.form, sheet.formats
    data.set_default_row(27)  # two lines: long names are wrapped
    data.set_row(HEADER_ROW, 36)
    data.set_row(EXAMPLE_ROW, 40)
    data.set_column(0, 0, 12, formats["plain"])
    data.write_string(HEADER_ROW, 0, NUMBERING, formats["optional"])
    data.write_string(EXAMPLE_ROW, 0, EXAMPLE_MARK, formats["example"])
    for column, field in enumerate(form.fields, 1):
        data.set_column(column, column, _width(sheet, field), formats[f"of_{field.kind}"])
        mark = "required" if field.required else "optional"
        data.write_string(HEADER_ROW, column, field.header + ("＊" if field.required else ""), formats[mark])
        data.write_string(EXAMPLE_ROW, column, field.example or "", formats["example"])
        data.data_validation(FIRST_ROW, column, LAST_ROW, column, _validation(field, names))
    last = xl_col_to_name(len(form.fields), col_abs=True)
    filled = {
        "type": "formula",
        "criteria": f"=COUNTA($B{FIRST_ROW + 1}:{last}{FIRST_ROW + 1})>0",
        "format": formats["row"],
    }
    data.conditional_format(FIRST_ROW, 0, LAST_ROW, len(form.fields), filled)


def _validation(field: Field, names: Mapping[str, str]) -> dict[str, Any]:
    """What a cell of the column accepts, and the message beside it when it is chosen."""
    required = "必填。" if field.required else "选填。"
    example = f"例：{field.example}" if field.example else ""
    shared = {
        "input_title": f"{field.header}（{_KIND_ZH[field.kind]}）"[:TITLE_LENGTH],
        "input_message": f"{required}{field.description}{example}"[:TEXT_LENGTH],
        "error_title": field.header[:TITLE_LENGTH],
        "ignore_blank": True,
    }
    if field.lookup and field.lookup in names:
        # A region elsewhere is lawful though rare, so it is asked about; any other text outside its list is refused.
        kind, text = (
            ("warning", "不在列表中，确定要这样填吗？")
            if field.lookup == "region"
            else ("stop", "请从下拉列表中选取。")
        )
        return shared | {
            "validate": "list",
            "source": f"={names[field.lookup]}",
            "error_type": kind,
            "error_message": text,
        }
    if field.kind == "date":
        limits = {"validate": "date", "criteria": "between", "minimum": date(1900, 1, 1), "maximum": date(2100, 12, 31)}
        return shared | limits | {"error_type": "warning", "error_message": "应为日期，如2021-12-31。确定要这样填吗？"}
    if field.kind in ("year", "integer"):
        low, high = (1900, 2100) if field.kind == "year" else (-(10**9), 10**9)
        limits = {"validate": "integer", "criteria": "between", "minimum": low, "maximum": high}
        return shared | limits | {"error_type": "stop", "error_message": f"应为{_KIND_ZH[field.kind]}。"}
    return shared | {"validate": "any"}


def _set_up_page(sheet: _Sheet, data: Any) -> None:
    data.freeze_panes(FIRST_ROW, 2)
    data.set_landscape()
    data.set_paper(9)  # A4
    data.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    data.fit_to_pages(1, 0)
    data.repeat_rows(HEADER_ROW)
    data.set_footer(f"&L{sheet.form.title} {sheet.form.version}&C第&P页 共&N页")
    data.set_selection(FIRST_ROW, 1, FIRST_ROW, 1)
    data.set_zoom(110)
    data.activate()


def _write_guide(sheet: _Sheet, guide: Any) -> None:
    """填报说明: each field, the form's notes, how to write what is not plain, and the version."""
    form, formats = sheet.form, sheet.formats
    for column, width in enumerate((19, 7, 22, 22, 62, 44)):
        guide.set_column(column, column, width, formats["plain"])
    guide.hide_gridlines(2)
    guide.set_row(0, 34)
    guide.merge_range(0, 0, 0, 5, f"{form.title} {GUIDE}", formats["title"])
    guide.set_row(1, 34)
    guide.merge_range(1, 0, 1, 5, form.purpose, formats["wrapped"])
    guide.merge_range(2, 0, 2, 5, f"模板：{form.name}　版本：{form.version}", formats["plain"])
    for column, label in enumerate(("列名", "必填", "填写方式", "示例", "说明", "English")):
        guide.write_string(4, column, label, formats["required"])
    row = 5
    for field in form.fields:
        guide.set_row(row, 15.0 * max(1, _lines(_explained(sheet, field), 62), _lines(field.description_en, 44)) + 3)
        texts = (field.header, "＊" if field.required else "", _KIND_ZH[field.kind], field.example or "",
                 _explained(sheet, field), field.description_en)  # fmt: skip
        for column, text in enumerate(texts):
            guide.write_string(row, column, text, formats["middle" if column == 1 else "cell"])
        row += 1
    row = _write_notes(sheet, guide, row + 1, "填表须知", form.notes)
    quantities = any(f.kind == "quantity" for f in form.fields)
    _write_notes(sheet, guide, row + 1, "写法", (*_WRITING, *(_WRITING_QUANTITIES if quantities else ())))
    guide.freeze_panes(5, 0)
    guide.set_landscape()
    guide.set_paper(9)
    guide.fit_to_pages(1, 0)
    guide.set_footer("&C第&P页 共&N页")


def _write_notes(sheet: _Sheet, guide: Any, row: int, heading: str, notes: Sequence[str]) -> int:
    """A heading and numbered lines below it; the next free row."""
    guide.set_row(row, 22)
    guide.merge_range(row, 0, row, 5, heading, sheet.formats["heading"])
    for number, note in enumerate(notes, 1):
        guide.merge_range(row + number, 0, row + number, 5, f"{number}．{note}", sheet.formats["wrapped"])
        guide.set_row(row + number, 17)
    return row + len(notes) + 1


def _explained(sheet: _Sheet, field: Field) -> str:
    choices = sheet.codes.get(field.lookup or "", ())
    listed = f"可选：{'、'.join(choices)}。" if 0 < len(choices) <= SHORT_LIST else ""
    return field.description + listed


def _width(sheet: _Sheet, field: Field) -> int:
    """Wide enough for the header on two lines and for what the list offers, within reason."""
    header = field.header + ("＊" if field.required else "")
    longest = max(map(_letters, sheet.codes.get(field.lookup or "", ())), default=0)
    return max(_WIDTH[field.kind], -(-len(header) // 2) * 2 + 2, min(longest, WIDEST)) + 1


def _letters(text: str) -> int:
    """Width of a text in columns of one Latin letter; a Chinese character is two wide."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a column."""
    return -(-_letters(text) // (width - 2))
