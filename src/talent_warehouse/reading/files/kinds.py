"""Bytes → kind: what a file is by its content. The extension says nothing: half of all .xls are something else."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal, TypeAlias
from xml.etree import ElementTree
from xml.parsers import expat

from talent_warehouse.reading.files import ole
from talent_warehouse.reading.issues import UnreadableError, refuse

Kind: TypeAlias = Literal["xlsx", "xlsm", "xlsb", "xls", "ods", "text"]
TextKind: TypeAlias = Literal["docx", "doc", "pdf"]

_ZIP_END, _ZIP_END_SIZE = b"PK\5\6", 22
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What the main part of a package calls itself, in the order of looking: [Content_Types].xml, or the file mimetype.
_PACKAGES: tuple[tuple[bytes, Kind], ...] = (
    (b"ms-excel.sheet.macroEnabled.main+xml", "xlsm"),
    (b"ms-excel.template.macroEnabled.main+xml", "xlsm"),
    (b"spreadsheetml.sheet.main+xml", "xlsx"),
    (b"spreadsheetml.template.main+xml", "xlsx"),
    (b"ms-excel.sheet.binary.macroEnabled.main", "xlsb"),
    (b"opendocument.spreadsheet", "ods"),
)
_PARTS: tuple[tuple[str, Kind], ...] = (("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb"))
_OTHER_PACKAGES = (
    (b"wordprocessingml", "Word文档（docx）"),
    (b"presentationml", "演示文稿（pptx）"),
    (b"opendocument.", "其他办公文档（odt、odp等）"),
)
_OTHER_PARTS = (("ofd.xml", "OFD版式文件"), ("index/document.iwa", "苹果iWork文档（Numbers、Pages）"))
# First bytes of what is no table at all, by what the unit is told to do.
_PICTURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
)
_ARCHIVES: tuple[tuple[bytes, str], ...] = (
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"BZh91AY&SY", "bz2"),
    (b"\xfd7zXZ", "xz"),
    (b"MSCF", "cab"),
)
_DOCUMENTS: tuple[tuple[bytes, str], ...] = ((b"%PDF", "PDF文档"), (b"{\\rtf", "RTF文档"))
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "程序"),
    (b"\x7fELF", "程序"),
    (b"SQLite format", "数据库文件"),
)
_CIPHERED = b"%TSD-Header-###%"  # what programs that encrypt the files of an office begin with
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<body", b"<meta", b"<style", b"mime-version:")
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, ElementTree.ParseError, expat.ExpatError, struct.error, EOFError,
    OSError, ValueError, LookupError, NotImplementedError,
)  # fmt: skip
# Exports of former decades: tables as lines of text with a grammar of their own.
_SYLK = re.compile(rb"ID;P[^\r\n]*[\r\n]+(?:[A-Z]{1,2};|E[\r\n])")
_DIF = re.compile(rb"TABLE\r?\n0,1\r?\n")
# Raw BIFF 2 to 4, of before 1993: a beginning-of-file record and no container.
_OLD_BIFF = re.compile(rb"\x09[\x00\x02\x04]\x04?\x06?\x00")


def identify(head: bytes, data: bytes) -> Kind:
    """The kind of a file from its first bytes and, for containers, from the whole.

    Raises: UnreadableError with the remedy for everything that is no table.
    """
    if head.startswith(b"PK"):
        return _package(data)
    if head.startswith(_OLE):
        return _container(data)
    if head.startswith(_CIPHERED):
        raise encrypted()
    _refuse_others(head)
    if _OLD_BIFF.match(head):
        raise saved_as("旧版（Excel 4.0以前）工作簿")
    if _SYLK.match(head) or _DIF.match(head):
        raise saved_as("SYLK或DIF交换文件")
    low = head[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    if b"content-type:" in low and re.search(rb"content-type:\s*multipart/related", low):
        raise saved_as("单个文件网页（MHTML）")
    if low.startswith(_MARKUP) or re.search(rb"<html[\s>]", low):
        raise saved_as("XML文件（如Excel 2003的XML表格）" if low.startswith(b"<?xml") else "网页（HTML）")
    return "text"


def text_kind(head: bytes, path: Path) -> TextKind | None:
    """The kind of a text with pages; None for what else a file may be. A container is looked through as a whole.

    Raises: UnreadableError for one that is encrypted or breaks off.
    """
    if head.startswith(b"%PDF"):
        return "pdf"
    if head.startswith(b"PK"):
        with suppress(*_DAMAGE), zipfile.ZipFile(path) as box:
            return "docx" if "word/document.xml" in box.namelist() else None
    if head.startswith(_OLE):
        data = path.read_bytes()
        if _has_stream(data, "WordDocument") and not _has_stream(data, "EncryptedPackage"):
            return "doc"
    return None


def _refuse_others(head: bytes) -> None:
    """Raises: UnreadableError for a picture, an archive, a document of pages, a program."""
    for signs, call in ((_PICTURES, picture), (_ARCHIVES, archive), (_DOCUMENTS, document), (_OTHERS, no_table)):
        for sign, name in signs:
            if head.startswith(sign) and (sign not in (b"BM", b"MZ") or b"\0" in head):
                raise call(name)
    if head[4:8] == b"ftyp":
        raise picture("HEIC")
    if head[257:262] == b"ustar":
        raise archive("tar")


def no_table(name: str) -> UnreadableError:
    """A file of another trade."""
    return refuse("RD-format", what=name)


def picture(name: str) -> UnreadableError:
    """A picture, perhaps of a table."""
    return refuse("RD-picture", what=name)


def archive(name: str) -> UnreadableError:
    """Files in a file."""
    return refuse("RD-archive", what=name)


def document(name: str) -> UnreadableError:
    """Pages of text that may hold tables."""
    return refuse("RD-document", what=name)


def saved_as(name: str) -> UnreadableError:
    """A table, under the name of a workbook, that a spreadsheet opens and we do not."""
    return refuse("RD-saved_as", what=name)


def encrypted() -> UnreadableError:
    """A file that opens with a password only."""
    return refuse("RD-encrypted")


def cut() -> UnreadableError:
    """A file that says where it ends, and breaks off before."""
    return refuse("RD-cut")


def broken() -> UnreadableError:
    """A file that began well and cannot be read to its end."""
    return refuse("RD-broken")


@contextmanager
def unpacking() -> Iterator[None]:
    """What unpacking a package and parsing its parts may raise, as what the unit is told."""
    try:
        yield
    except UnreadableError:
        raise
    except _DAMAGE as exc:
        raise broken() from exc
    except RuntimeError as exc:  # zipfile says so of a part with a password
        raise encrypted() from exc


def _package(data: bytes) -> Kind:
    """xlsx, xlsm, xlsb or ods by what the package says of its main part; its last part is its list of contents."""
    if len(data) - data.rfind(_ZIP_END) < _ZIP_END_SIZE or _ZIP_END not in data:
        raise cut()
    with unpacking(), zipfile.ZipFile(io.BytesIO(data)) as box:
        names = {n.replace("\\", "/").lower().lstrip("/"): n for n in box.namelist()}
        said = b"".join(_beginning(box, names[n]) for n in ("[content_types].xml", "mimetype") if n in names)
    kind = next((k for sign, k in _PACKAGES if sign in said), None)
    kind = kind or next((k for part, k in _PARTS if part in names), None)
    if kind is None:
        of_pages = next((zh for sign, zh in _OTHER_PACKAGES if sign in said), None)
        of_pages = of_pages or next((zh for part, zh in _OTHER_PARTS if part in names), None)
        raise document(of_pages) if of_pages else archive("zip")
    return kind


def _beginning(box: zipfile.ZipFile, name: str) -> bytes:
    with box.open(name) as part:
        return part.read(1_000_000)


def _container(data: bytes) -> Kind:
    """An OLE container: an encrypted package, an old workbook, or something else; named by its directory."""
    if _has_stream(data, "EncryptedPackage"):
        raise encrypted()
    if ole.is_cut(data):
        raise cut()
    if _has_stream(data, "Workbook") or _has_stream(data, "Book"):
        return "xls"
    if _has_stream(data, "WordDocument"):
        raise document("Word文档（doc）")
    if _has_stream(data, "PowerPoint Document"):
        raise document("演示文稿（ppt）")
    raise no_table("旧版办公文档（无工作表）")


def _has_stream(data: bytes, name: str) -> bool:
    """A directory entry of that name: entries begin at multiples of 128 bytes, names are UTF-16 and null-ended."""
    pattern = re.compile(re.escape(name.encode("utf-16-le") + b"\0\0"), re.IGNORECASE)
    return any(hit.start() % 128 == 0 for hit in pattern.finditer(data))
