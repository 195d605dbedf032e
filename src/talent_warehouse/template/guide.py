"""填报说明: each field, the form's notes, how to write what is not plain, and what the entries of a long list mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from talent_warehouse.contracts import Field
from talent_warehouse.template.codes import Hints, Meaning
from talent_warehouse.template.formats import KIND_ZH, lines
from talent_warehouse.template.sheet import Sheet
from talent_warehouse.template.texts import GUIDE

SHORT_LIST = 10  # lists up to here are written out
_WIDTHS = (19, 7, 22, 22, 62, 44)
_LAST = len(_WIDTHS) - 1

_FILING = (
    "本表已加保护（没有密码）：表头、示例行、说明不能改，其余单元格都可以填；可以排序、筛选、插入和删除整行、调整列宽。",
    "本期没有数据的，把表头上方的“零报送”选为“是”后报送；模板一格未填就交回的，也按零报送处理。",
    "分几个文件报送的（如学校、医院各报一份），在“分表”写明是哪一份；各份相加，互不替换。报在一个文件里的留空。",
)
_PREFILLED = (
    "浅蓝色单元格是按上一次有效的报送预填的，可以改；没有数据的行可以删去，也可以不管：只有预填内容的行不作为数据。"
)
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


def write(guide: Any, sheet: Sheet, hints: Hints, *, is_prefilled: bool) -> None:
    """Fill the sheet of guidance."""
    form, formats = sheet.form, sheet.formats
    for column, width in enumerate(_WIDTHS):
        guide.set_column(column, column, width, formats["plain"])
    guide.hide_gridlines(2)
    guide.set_row(0, 34)
    guide.merge_range(0, 0, 0, _LAST, f"{form.title} {GUIDE}", formats["title"])
    guide.set_row(1, 34)
    guide.merge_range(1, 0, 1, _LAST, form.purpose, formats["wrapped"])
    guide.merge_range(2, 0, 2, _LAST, f"模板：{form.name}　版本：{form.version}", formats["plain"])
    row = _write_fields(guide, sheet, 4)
    row = _write_notes(guide, sheet, row + 1, "填表须知", form.notes)
    row = _write_notes(guide, sheet, row + 1, "怎样报送", (*_FILING, *([_PREFILLED] if is_prefilled else [])))
    quantities = any(f.kind == "quantity" for f in form.fields)
    row = _write_notes(guide, sheet, row + 1, "写法", (*_WRITING, *(_WRITING_QUANTITIES if quantities else ())))
    for field in form.fields:
        if meanings := hints.meanings.get(field.lookup or ""):
            row = _write_meanings(guide, sheet, row + 1, field, meanings)
    guide.freeze_panes(5, 0)
    guide.set_landscape()
    guide.set_paper(9)
    guide.fit_to_pages(1, 0)
    guide.set_footer("&C第&P页 共&N页")
    guide.protect("", {"format_columns": True, "format_rows": True})


def _write_fields(guide: Any, sheet: Sheet, row: int) -> int:
    """A line for each field; the next free row."""
    for column, label in enumerate(("列名", "必填", "填写方式", "示例", "说明", "English")):
        guide.write_string(row, column, label, sheet.formats["required"])
    for field in sheet.form.fields:
        row += 1
        explained = _explained(sheet, field)
        height = max(1, lines(explained, 62), lines(field.description_en, 44), lines(field.example or "", 22))
        guide.set_row(row, 15.0 * height + 3)
        texts = (field.header, "＊" if field.required else "", KIND_ZH[field.kind], field.example or "", explained,
                 field.description_en)  # fmt: skip
        for column, text in enumerate(texts):
            guide.write_string(row, column, text, sheet.formats["middle" if column == 1 else "cell"])
    return row + 1


def _write_notes(guide: Any, sheet: Sheet, row: int, heading: str, notes: Sequence[str]) -> int:
    """A heading and numbered lines below it; the next free row."""
    _heading(guide, sheet, row, heading)
    for number, note in enumerate(notes, 1):
        guide.merge_range(row + number, 0, row + number, _LAST, f"{number}．{note}", sheet.formats["wrapped"])
        guide.set_row(row + number, 17)
    return row + len(notes) + 1


def _write_meanings(guide: Any, sheet: Sheet, row: int, field: Field, meanings: Mapping[str, Meaning]) -> int:
    """What each text of a list counts, and in which unit; the next free row."""
    _heading(guide, sheet, row, f"“{field.header}”的计量单位和含义")
    for text, meaning in meanings.items():
        row += 1
        guide.merge_range(row, 0, row, 2, text, sheet.formats["cell"])
        guide.write_string(row, 3, meaning.unit, sheet.formats["middle"])
        guide.merge_range(row, 4, row, _LAST, meaning.definition, sheet.formats["cell"])
        guide.set_row(row, 15.0 * max(1, lines(meaning.definition, 62 + 44)) + 3)
    return row + 1


def _heading(guide: Any, sheet: Sheet, row: int, text: str) -> None:
    guide.set_row(row, 22)
    guide.merge_range(row, 0, row, _LAST, text, sheet.formats["heading"])


def _explained(sheet: Sheet, field: Field) -> str:
    choices = sheet.codes.get(field.lookup or "", ())
    listed = f"可选：{'、'.join(choices)}。" if 0 < len(choices) <= SHORT_LIST else ""
    return sheet.asked.said(field) + field.description + listed
