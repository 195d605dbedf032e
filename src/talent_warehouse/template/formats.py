"""How a template looks: fonts, colours, the width and number format of each kind of value."""

from __future__ import annotations

from typing import Any

from talent_warehouse.contracts import Kind

FONT = "微软雅黑"
INK, DARK, PALE, SHADE, LINE, OPEN, KNOWN = (
    "#1F2D3D", "#1F4E79", "#DCE6F1", "#F2F2F2", "#BFBFBF", "#FFFBE6", "#F3F7FB",
)  # fmt: skip

KIND_ZH: dict[Kind, str] = {
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
WIDTH: dict[Kind, int] = {
    "text": 15, "code": 6, "integer": 8, "year": 6, "date": 11, "month": 8, "quantity": 10, "unit": 8,
    "person_name": 8, "identity_number": 20,
}  # fmt: skip
# Everything else is text: eighteen digits, 2019-10 and 007 stay as they were typed.
_NUMBER_FORMAT: dict[Kind, str] = {"integer": "0", "year": "0", "date": "yyyy-mm-dd", "quantity": "General"}


def add(book: Any) -> dict[str, Any]:
    """The formats of a workbook by name. `of_<kind>` are open cells, `known_<kind>` open cells that are filled already."""
    base = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
    boxed = base | {"border": 1, "border_color": LINE}
    kinds: dict[str, dict[str, Any]] = {
        "plain": base,
        "open": base | {"align": "center", "locked": False},
        "title": base | {"font_size": 18, "bold": True, "font_color": DARK, "align": "center"},
        "label": base | {"bold": True, "align": "right"},
        "input": boxed | {"num_format": "@", "bg_color": OPEN, "align": "left", "locked": False},
        "stated": boxed | {"num_format": "@", "bg_color": SHADE, "align": "left"},
        "hint": base | {"font_size": 9, "font_color": "#7F7F7F"},
        "note": base | {"font_size": 9, "font_color": "#7F6000", "text_wrap": True},
        "required": boxed | {"bold": True, "bg_color": DARK, "font_color": "#FFFFFF", "align": "center", "text_wrap": True},
        "optional": boxed | {"bold": True, "bg_color": PALE, "font_color": DARK, "align": "center", "text_wrap": True},
        "example": boxed | {"italic": True, "font_size": 9, "font_color": "#808080", "bg_color": SHADE, "num_format": "@", "text_wrap": True},
        "heading": base | {"font_size": 12, "bold": True, "font_color": DARK, "bottom": 2, "bottom_color": DARK},
        "cell": boxed | {"text_wrap": True},
        "middle": boxed | {"align": "center"},
        "wrapped": base | {"text_wrap": True},
    }  # fmt: skip
    for kind in KIND_ZH:
        of_kind = base | {
            "num_format": _NUMBER_FORMAT.get(kind, "@"),
            "text_wrap": kind in ("text", "code"),
            "locked": False,
        }
        if kind == "year":
            of_kind["align"] = "center"
        kinds |= {f"of_{kind}": of_kind, f"known_{kind}": of_kind | {"bg_color": KNOWN}}
    return {name: book.add_format(settings) for name, settings in kinds.items()} | {
        "row": book.add_format({"border": 1, "border_color": LINE}),
        "not_asked": book.add_format({"bg_color": LINE, "font_color": "#C00000"}),
    }


def letters(text: str) -> int:
    """Width of a text in columns of one Latin letter; a Chinese character is two wide."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def lines(text: str, width: int) -> int:
    """Lines that a text takes in a column."""
    return -(-letters(text) // (width - 2))
