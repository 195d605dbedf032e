"""Files that cannot be read as they are: what the reader refuses, one of each kind."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from talent_warehouse import settings
from talent_warehouse.sample.files import text, workbook
from talent_warehouse.sample.filings import Grid

_SHEET = "xl/worksheets/sheet1.xml"


def _small() -> bytes:
    return workbook([Grid("人才台账", [["合成数据 synthetic"], ["姓名", "身份证号"], ["测试用", None]], [])])


def _changed(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The small workbook with one part changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_small())) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as box:
        for info in source.infolist():
            content = source.read(info)
            box.writestr(zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0)), change(content) if info.filename == part else content, zipfile.ZIP_DEFLATED)  # fmt: skip
    return target.getvalue()


def _far_cell(xml: bytes) -> bytes:
    row = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>'
    return xml.replace(b"</sheetData>", row)


def _entity(xml: bytes) -> bytes:
    return xml.replace(b"<worksheet", b'<!DOCTYPE worksheet [<!ENTITY x "x">]><worksheet', 1)


def _unclosed_quote() -> bytes:
    rows = text(Grid("csv", [["合成数据 synthetic"], ["报告期：2021年"], ["序号", "姓名", "证件类型"]], []), "utf-8")
    return rows + '1,"测试用,居民身份证\r\n2,测试用,居民身份证\r\n'.encode()


def _torn_text() -> bytes:
    """An export that broke off and was filled up with NUL bytes, as a full disk leaves it."""
    rows = text(Grid("csv", [["合成数据 synthetic"], ["报告期：2021年"], ["姓名", "证件类型"]], []), "utf-8")
    return rows + b"\0" * 64


def _endless_line() -> bytes:
    """A table whose line ends were lost."""
    return "合成数据 synthetic,".encode() + b"1," * (settings.MAX_LINE // 2)


def _many_sheets() -> bytes:
    return workbook([Grid(f"{n}月", [["合成数据 synthetic"]], []) for n in range(settings.MAX_SHEETS + 1)])


def _page() -> bytes:
    return "<html><body>合成数据 synthetic<table><tr><td>姓名</td></tr></table></body></html>".encode()


def _old_workbook() -> bytes:
    """The head of an OLE container, as xls and encrypted workbooks have it."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def _encrypted() -> bytes:
    """The container that an office program wraps a workbook with a password in: its directory names the package."""
    entry = "EncryptedPackage".encode("utf-16-le").ljust(128, b"\0")
    return _old_workbook() + entry.ljust(512, b"\0")


def _minutes() -> bytes:
    return text(Grid("csv", [["合成数据 synthetic"], ["会议名称", "地点"], ["人才工作例会", "二楼"]], []), "utf-8")


# (rule, extension, content)
FILES: tuple[tuple[str, str, Callable[[], bytes]], ...] = (
    ("RD-empty", "xlsx", bytes),
    ("RD-broken", "xlsx", lambda: _small()[:-400]),
    ("RD-format", "xls", _page),
    ("RD-format", "xls", _old_workbook),
    ("RD-extent", "xlsx", lambda: _changed(_SHEET, _far_cell)),
    ("RD-entities", "xlsx", lambda: _changed(_SHEET, _entity)),
    ("RD-bomb", "xlsx", lambda: _changed("xl/theme/theme1.xml", lambda xml: xml + b" " * 40_000_000)),
    ("RD-encoding", "csv", _torn_text),
    ("RD-line", "csv", _endless_line),
    ("RD-encrypted", "xlsx", _encrypted),
    ("RD-too_many_sheets", "xlsx", _many_sheets),
    ("RD-csv", "csv", _unclosed_quote),
    ("RD-no_form", "csv", _minutes),
)
