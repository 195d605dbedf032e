"""Bytes → sheets: what the file is by its content, whether it is safe to open, and its cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from xml.etree import ElementTree

from talent_warehouse import settings
from talent_warehouse.reading.issues import UnreadableError, refuse

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Cell: TypeAlias = str | float | int | bool | date | datetime | time | timedelta | None
Row: TypeAlias = list[Cell]

csv.field_size_limit(10_000_000)  # a cell; Excel's own limit is 32 767, the module's default refuses longer notes
_CELL = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml$")
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Sheet:
    """One sheet; `rows()` yields every row from row 1, so that the n-th is what Excel calls row n."""

    name: str
    is_hidden: bool
    rows: Callable[[], Iterator[Row]]


@dataclass(frozen=True)
class Document:
    """A file opened by its content. `properties` are the custom properties that a template carries."""

    format: str
    encoding: str | None
    sheets: tuple[Sheet, ...]
    properties: dict[str, str] = field(default_factory=dict)


def open_document(path: Path) -> Document:
    """Open a file of the archive. Raises: UnreadableError with what the unit should do."""
    size = path.stat().st_size
    if size == 0:
        raise refuse(
            "empty",
            "文件是空的（0字节）；请重新保存后报送。",
            "The file is empty (0 bytes). Save it again and file it.",
        )
    if size > settings.MAX_FILE_BYTES:
        raise refuse(
            "too_large",
            f"文件{size // 1_000_000}MB，超过上限{settings.MAX_FILE_BYTES // 1_000_000}MB；请删除图片和空白行列，或分部分报送。",
            f"The file has {size} bytes, above the limit of {settings.MAX_FILE_BYTES}. Remove pictures and empty rows, or file in parts.",
        )
    with path.open("rb") as file:
        head = file.read(8192)
    if head.startswith(b"PK"):
        return _workbook(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise refuse(
            "format",
            "文件是旧版xls或已加密的工作簿；请取消密码，另存为xlsx后报送。",
            "An old xls or an encrypted workbook. Remove the password, save as xlsx and file again.",
        )
    return _text(path, head)


def _workbook(path: Path) -> Document:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        properties = _guard(path)
        with path.open("rb") as file:
            book = CalamineWorkbook.from_filelike(file)
    except (zipfile.BadZipFile, EOFError, OSError, CalamineError, ElementTree.ParseError) as exc:
        raise _broken() from exc
    sheets = tuple(
        Sheet(s.name, s.visible != SheetVisibleEnum.Visible, _once(book, s.name))
        for s in book.sheets_metadata
        if s.typ == SheetTypeEnum.WorkSheet
    )
    return Document("xlsx", None, sheets, properties)


def _once(book: CalamineWorkbook, name: str) -> Callable[[], Iterator[Row]]:
    """The rows of a sheet, parsed when they are first asked for: the header's search and the data share them."""
    parsed: list[list[Row]] = []

    def rows() -> Iterator[Row]:
        if not parsed:
            parsed.append(_sheet_rows(book, name))
        return iter(parsed[0])

    return rows


def _broken() -> UnreadableError:
    return refuse(
        "broken",
        "文件已损坏，无法打开；请在Excel或WPS中打开原表，另存为xlsx后重新报送。",
        "The file is damaged. Open the original in Excel or WPS, save as xlsx and file again.",
    )


def _sheet_rows(book: CalamineWorkbook, name: str) -> list[Row]:
    from python_calamine import CalamineError

    try:
        rows: list[Row] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except CalamineError as exc:
        raise _broken() from exc
    return rows


def _guard(path: Path) -> dict[str, str]:
    """Unpack every part against a budget (declared sizes may lie) and look for what kills a reader."""
    with zipfile.ZipFile(path) as box:
        names = set(box.namelist())
        if "xl/workbook.xml" not in names:
            raise refuse(
                "format",
                "文件不是xlsx工作簿；请将表格另存为xlsx或csv后报送。",
                "Not an xlsx workbook. Save the table as xlsx or csv and file again.",
            )
        budget = min(settings.MAX_UNPACKED_BYTES, settings.MAX_UNPACK_RATIO * path.stat().st_size + 10_000_000)
        for info in box.infolist():
            budget -= _unpack(box, info, budget)
        return _properties(box.read("docProps/custom.xml")) if "docProps/custom.xml" in names else {}


def _unpack(box: zipfile.ZipFile, info: zipfile.ZipInfo, budget: int) -> int:
    """Bytes of one part; a sheet's furthest cell is looked at on the way."""
    is_sheet, size, tail, rows, columns = bool(_SHEET_PART.match(info.filename)), 0, b"", 0, 0
    with box.open(info) as part:
        while chunk := part.read(_CHUNK):
            size += len(chunk)
            if size > budget:
                raise refuse(
                    "bomb",
                    "文件解压后过大；请删除空白行列和图片，重新保存后报送。",
                    "The workbook unpacks to too much. Delete empty rows, columns and pictures, save and file again.",
                )
            if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                raise refuse(
                    "entities",
                    "文件含有外部实体声明，不予接收；请用Excel或WPS重新保存。",
                    "The workbook declares XML entities and is not taken. Save it again with Excel or WPS.",
                )
            if is_sheet:
                window = tail + chunk
                for hit in _CELL.finditer(window):
                    rows, columns = max(rows, int(hit[2])), max(columns, _column_number(hit[1]))
                tail = window[-64:]
    if rows * columns > settings.MAX_SHEET_CELLS:
        raise refuse(
            "extent",
            f"工作表范围过大（{rows}行×{columns}列）；请删除表格区域以外的内容后重新保存。",
            f"A sheet spans {rows} rows × {columns} columns. Delete what stands outside the table and save again.",
        )
    return size


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _properties(xml: bytes) -> dict[str, str]:
    """Custom document properties; the parts were searched for entities before."""
    root = ElementTree.fromstring(xml)  # noqa: S314
    return {str(p.get("name")): "".join(p.itertext()).strip() for p in root if p.get("name")}


def _text(path: Path, head: bytes) -> Document:
    low = head[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if low.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"mime-version")):
        raise refuse(
            "format",
            "文件实为网页或XML；请在Excel或WPS中另存为xlsx后报送。",
            "The file is a web page or XML. Save it as xlsx with Excel or WPS and file again.",
        )
    encoding = _encoding(path)
    delimiter = _delimiter(path, encoding)

    def rows() -> Iterator[Row]:
        with path.open(encoding=encoding, newline="") as file:
            line = 0
            try:
                for row in csv.reader(file, delimiter=delimiter, strict=True):
                    line += 1
                    yield [cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell for cell in row]
            except csv.Error as exc:
                raise refuse(
                    "csv",
                    f"第{line + 1}行的引号或分隔符不完整；请检查该行后重新导出csv。",
                    f"Line {line + 1} has an unclosed quote or a broken field ({exc}). Mend it and export the csv again.",
                ) from exc

    return Document("csv", encoding.removesuffix("-sig"), (Sheet("csv", False, rows),))


def _encoding(path: Path) -> str:
    """UTF-8 with or without BOM, else GB18030; every byte is decoded once, in pieces."""
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
        try:
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    if b"\0" in chunk:
                        break
                    decoder.decode(chunk)
                else:
                    decoder.decode(b"", final=True)
                    return encoding
        except UnicodeDecodeError:
            continue
        break
    raise refuse(
        "encoding",
        "无法识别文件的文字编码；请另存为xlsx，或UTF-8编码的csv后报送。",
        "The text is neither UTF-8 nor GB18030. Save as xlsx or as csv in UTF-8 and file again.",
    )


def _delimiter(path: Path, encoding: str) -> str:
    """The separator that gives the most fields in the widest of the first lines."""
    with path.open(encoding=encoding, newline="") as file:
        lines = "".join(line for _, line in zip(range(50), file, strict=False))
    counts = {
        d: max((len(r) for r in csv.reader(io.StringIO(lines), delimiter=d)), default=0) for d in (",", "\t", ";", "，")
    }
    return max(counts, key=lambda d: counts[d])
