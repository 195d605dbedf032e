"""What cannot be read says what it is, and what its unit can do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import workbooks
from talent_sample.formats import ole, package
from talent_warehouse import contracts
from talent_warehouse.reading import filings
from talent_warehouse.reading.filings import Job
from talent_warehouse.reading.issues import Issue
from workbooks import REGISTER, RETURN, book, person

MEASURES = {n: n for n in ("专业技术职称人数", "本科及以上学历人数", "培养技术骨干人数")}
READER = replace(workbooks.reader(), lookups={**workbooks.LOOKUPS, "measure": MEASURES})
SIDEWAYS = [[label, one, two] for label, one, two in zip(REGISTER, person(1), person(2), strict=True)]
ACROSS = [["地区", *(f"{m}（人）" for m in MEASURES)], ["五华区", 1280, 900, 35], ["盘龙区", 100, 60, 3]]


def _sylk() -> bytes:
    return b'ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K"a"\r\nE\r\n'


def _tar() -> bytes:
    return b"a.xlsx".ljust(257, b"\0") + b"ustar\0" + b"00" * 120


# name · bytes · rule · what the message names · what to do
REFUSED: list[tuple[str, Callable[[], bytes], str, str, str]] = [
    ("heic", lambda: b"\0\0\0\x18ftypheic" + bytes(99), "RD-picture", "HEIC", "录入单元格"),
    ("bmp", lambda: b"BM" + bytes(99), "RD-picture", "BMP", "录入单元格"),
    ("zip", lambda: package.packed({"台账.xlsx": b"x"}), "RD-archive", "zip", "先解压"),
    ("7z", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(99), "RD-archive", "7z", "先解压"),
    ("tar", _tar, "RD-archive", "tar", "先解压"),
    ("pdf", lambda: b"%PDF-1.7\n" + bytes(99), "RD-document", "PDF", "复制到Excel"),
    ("docx", lambda: package.packed({"[Content_Types].xml": b"wordprocessingml.document"}), "RD-document", "Word", "复制到"),
    ("ppt", lambda: ole.container("PowerPoint Document", b""), "RD-document", "演示文稿", "复制到"),
    ("ofd", lambda: package.packed({"OFD.xml": b"<ofd/>"}), "RD-document", "OFD", "复制到"),
    ("sylk", _sylk, "RD-saved_as", "SYLK", "另存为"),
    ("dif", lambda: b'TABLE\r\n0,1\r\n"EXCEL"\r\n', "RD-saved_as", "DIF", "另存为"),
    ("html", lambda: b"<table><tr><td>1</td></tr></table>", "RD-saved_as", "HTML", "另存为"),
    ("mhtml", lambda: b"MIME-Version: 1.0\nContent-Type: multipart/related;\n\n<html>", "RD-saved_as", "MHTML", "另存为"),
    ("xml", lambda: b'<?xml version="1.0"?><Workbook/>', "RD-saved_as", "XML", "另存为"),
    ("password", lambda: ole.container("EncryptedPackage", b""), "RD-encrypted", "没有损坏", "取消密码"),
    ("ciphered", lambda: b"%TSD-Header-###%" + bytes(99), "RD-encrypted", "加密软件", "解密"),
    ("damaged", lambda: book(("表", [REGISTER])).replace(b"PK\3\4", b"PK\3\5", 3), "RD-broken", "已损坏", "打开原表"),
    ("program", lambda: b"MZ\x90\0" + bytes(99), "RD-format", "程序", "另存为xlsx"),
    ("sideways", lambda: book(("表", [["人才台账"], ["报告期：2021年"], *SIDEWAYS])), "RD-transposed", "人才台账", "转置"),
    ("across", lambda: book(("表", [["统计表"], *ACROSS])), "RD-across", "指标报表", "模板"),
]  # fmt: skip


def _refusal(folder: Path, data: bytes) -> Issue | None:
    path = folder / "台账.xls"
    path.write_bytes(data)
    return filings.read(Job(path, path.name, "530102-RC"), READER, folder).refusal


@pytest.mark.parametrize(("make", "rule", "what", "mend"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_it_says_what_it_is_and_what_to_do(
    tmp_path: Path, make: Callable[[], bytes], rule: str, what: str, mend: str
) -> None:
    refusal = _refusal(tmp_path, make())
    assert refusal is not None
    assert (refusal.rule_id, refusal.severity) == (rule, "critical")
    assert what in refusal.message_zh
    assert mend in refusal.message_zh.replace("“", "").replace("”", "")


@pytest.mark.parametrize(
    "text",
    ["ID;PERSON;NAME\n1;2;3\n4;5;6\n", "MZ,BM\n1,2\n", "BM,姓名\n1,测\n"],
    ids=["no SYLK", "no program", "no picture"],
)
def test_a_text_that_begins_like_another_file_is_a_table(tmp_path: Path, text: str) -> None:
    refusal = _refusal(tmp_path, text.encode())
    assert refusal is not None
    assert refusal.rule_id == "RD-no_form"


def test_a_table_that_is_merely_unknown_has_no_shape(tmp_path: Path) -> None:
    rows = [["地区", "专业技术职称人数", "备注", "面积"], ["五华区", 1, "a", 2]]
    for data in (book(("表", rows)), book(("表", [["姓名", "甲"], ["性别", "男"], ["电话", "1"]]))):
        refusal = _refusal(tmp_path, data)
        assert refusal is not None
        assert refusal.rule_id in ("RD-no_form", "RD-no_header")


def test_the_names_of_what_is_told_are_labels_of_the_sheet(tmp_path: Path) -> None:
    refusal = _refusal(tmp_path, book(("横排", ACROSS)))
    assert refusal is not None
    field = contracts.form("measure_return").field("measure")
    assert f"工作表“横排”把“{field.header}”横排成列（专业技术职称人数（人）、" in refusal.message_zh
    assert field.header in RETURN
