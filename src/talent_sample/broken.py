"""Files that cannot be read as they are: what the reader refuses, one of each kind."""

from __future__ import annotations

import struct
from collections.abc import Callable

from talent_sample.formats import ods, ole, text, xls, xlsb, xlsx
from talent_sample.formats.package import changed, packed
from talent_sample.grids import Grid
from talent_warehouse import settings

_SHEET, _MARK = "xl/worksheets/sheet1.xml", "合成数据 synthetic"
_SMALL = [Grid("人才台账", [[_MARK], ["姓名", "身份证号"], ["测试用", None]])]
_ENTITIES = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


def _package(**parts: bytes) -> bytes:
    """A zip that is no workbook: what its types say that it is."""
    return packed({"[Content_Types].xml": parts["types"], "a.xml": _MARK.encode()})


def _cell(place: str) -> bytes:
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{row}"><c r="{place}" t="n"><v>1</v></c></row></sheetData>'.encode()


def _far(place: str) -> bytes:
    """A value far outside the table."""
    return changed(xlsx.written(_SMALL), {_SHEET: lambda xml: xml.replace(b"</sheetData>", _cell(place))})


def _entities(part: str) -> bytes:
    return changed(xlsx.written(_SMALL), {part: lambda xml: xml.replace(b"?>", b"?>" + _ENTITIES, 1)})


def _bomb(part: str) -> bytes:
    return changed(xlsx.written(_SMALL), {part: lambda xml: xml + b" " * 60_000_000})


def _noisy() -> bytes:
    """The compressed bytes of the last part changed."""
    data = xlsx.written(_SMALL)
    at = data.rfind(b"PK\3\4") + 70
    return data[:at] + bytes(b ^ 0xA5 for b in data[at : at + 64]) + data[at + 64 :]


def _with_password() -> bytes:
    """A zip that says of its first part that it has a password."""
    data = bytearray(xlsx.written(_SMALL))
    for sign, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.find(sign) + offset] |= 1
    return bytes(data)


def _locked_ods() -> bytes:
    manifest = b'<manifest:manifest xmlns:manifest="x"><manifest:encryption-data/></manifest:manifest>'
    return packed({"mimetype": ods.KIND, "META-INF/manifest.xml": manifest, "content.xml": b"\x99" * 40})


def _far_ods() -> bytes:
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    return ods.document(
        f'<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row></table:table>'
    )


def _torn_xls() -> bytes:
    """A sheet that breaks off in the middle of a record."""
    sheet = (0x0085, struct.pack("<IBBBB", 0xFFFF, 0, 0, 1, 0) + b"a")
    return ole.container("Workbook", xls.records([xls.BOF, sheet, (0x00FC, b"\xff" * 3000)])[:2000])


def _lines(*rows: str) -> bytes:
    return ("\r\n".join((_MARK, "报告期：2021年", *rows)) + "\r\n").encode()


def _blank_pdf() -> bytes:
    """One page on which no text stands, as of a scan."""
    written = b"%PDF-1.4\n%synthetic\n"
    places: list[int] = []
    for number, entry in enumerate(
        ("/Type /Catalog /Pages 2 0 R", "/Type /Pages /Kids [3 0 R] /Count 1", "/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"), 1
    ):  # fmt: skip
        places.append(len(written))
        written += f"{number} 0 obj << {entry} >> endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = (
        f"xref\n0 4\n0000000000 65535 f \n{table}trailer << /Size 4 /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    )
    return written + end.encode()


def _page(prologue: str = "") -> str:
    return f"{prologue}<html><body>{_MARK}<table><tr><td>姓名</td></tr></table></body></html>"


# (rule, extension, content)
FILES: tuple[tuple[str, str, Callable[[], bytes]], ...] = (
    ("RD-empty", "xlsx", bytes),
    ("RD-cut", "xlsx", lambda: xlsx.written(_SMALL)[:-400]),
    ("RD-cut", "xlsx", lambda: xlsx.written(_SMALL)[:400]),
    ("RD-broken", "xlsx", _noisy),
    ("RD-broken", "xlsx", lambda: changed(xlsx.written(_SMALL), {"xl/workbook.xml": b"<workbook"})),
    ("RD-cut", "xlsb", lambda: xlsb.written(_SMALL)[:-200]),
    ("RD-broken", "ods", lambda: ods.document("<table:table")),
    ("RD-broken", "xls", _torn_xls),
    ("RD-saved_as", "xls", lambda: _page().encode()),
    ("RD-saved_as", "xls", lambda: _page("<!DOCTYPE html>\n").encode("utf-16")),
    ("RD-saved_as", "xls", lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n" + _page().encode()),
    ("RD-saved_as", "xls", lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
    ("RD-saved_as", "xls", lambda: ole.container("WordDocument", _MARK.encode())),
    ("RD-saved_as", "xls", lambda: b"\x09\x02\x06\x00\x00\x00\x10\x00" + b"\0" * 60),
    ("RD-document", "docx", lambda: _package(types=b"wordprocessingml.document.main+xml")),
    ("RD-document", "pptx", lambda: _package(types=b"presentationml.presentation.main+xml")),
    ("RD-archive", "zip", lambda: packed({"人才台账.txt": _MARK.encode()})),
    ("RD-picture", "xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4),
    ("RD-picture", "jpg", lambda: b"\xff\xd8\xff\xe0" + bytes(range(256))),
    ("RD-broken", "pdf", lambda: b"%PDF-1.7\n" + bytes(range(256))),
    ("RD-archive", "rar", lambda: b"Rar!\x1a\x07\x00" + bytes(99)),
    ("RD-format", "csv", lambda: b"Attachment C:\\a.xls not found!"),
    ("RD-extent", "xlsx", lambda: _far("XFD1048576")),
    ("RD-extent", "xlsx", lambda: _far("AD1048576")),
    ("RD-extent", "ods", _far_ods),
    ("RD-entities", "xlsx", lambda: _entities(_SHEET)),
    ("RD-entities", "xlsx", lambda: _entities("xl/styles.xml")),
    ("RD-bomb", "xlsx", lambda: _bomb(_SHEET)),
    ("RD-bomb", "xlsx", lambda: _bomb("xl/theme/theme1.xml")),
    # An export that broke off and was filled up with NUL bytes, as a full disk leaves it.
    ("RD-encoding", "csv", lambda: _lines("姓名,证件类型") + b"\0" * 64),
    ("RD-encoding", "csv", lambda: _lines("姓名,证件类型")[:-3] + b"\n\xff\xff"),
    ("RD-encoding", "dat", lambda: bytes(range(128, 256)) * 9),
    ("RD-line", "csv", lambda: f"{_MARK},".encode() + b"1," * (settings.MAX_LINE // 2)),  # the ends of lines were lost
    ("RD-csv", "csv", lambda: _lines("序号,姓名,证件类型", '1,"测试用,居民身份证', "2,测试用,居民身份证")),
    ("RD-csv", "csv", lambda: _lines("序号,姓名,证件类型", '1,"测试"用,居民身份证')),
    ("RD-encrypted", "xlsx", lambda: ole.container("EncryptedPackage", _MARK.encode())),
    ("RD-encrypted", "xls", lambda: ole.container("Workbook", xls.records([xls.BOF, xls.FILEPASS, xls.EOF]))),
    ("RD-encrypted", "ods", _locked_ods),
    ("RD-encrypted", "xlsx", _with_password),
    ("RD-too_many_sheets", "xlsx", lambda: xlsx.written([Grid(f"{n}月", [[_MARK]]) for n in range(settings.MAX_SHEETS + 1)])),
    ("RD-no_form", "csv", lambda: text.written(Grid("csv", [[_MARK], ["会议名称", "地点"], ["人才工作例会", "二楼"]]))),
    ("RD-scan", "pdf", _blank_pdf),
)  # fmt: skip
