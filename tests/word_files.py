"""Word files in which a marked number stands in every place where Word can hide one. Made here, in our own words."""

from __future__ import annotations

import io
import struct
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def t(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs: str, style: str = "") -> str:
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}{''.join(runs)}</w:p>"


def docx(body: str, **parts: str) -> bytes:
    """A package with this body; other parts by name, / written as __."""
    root = '<?xml version="1.0"?><w:{0} xmlns:w="' + W + '" xmlns:mc="m" xmlns:wps="s">{1}</w:{0}>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("[Content_Types].xml", _TYPES)
        box.writestr("word/document.xml", root.format("document", f"<w:body>{body}</w:body>"))
        for name, inside in parts.items():
            box.writestr(f"word/{name}.xml", root.format(name, inside))
    return stream.getvalue()


def summary(*lines: str) -> bytes:
    """A plain summary."""
    return docx("".join(p(t(line)) for line in lines))


_BOX = "<w:txbxContent>" + p(t("文本框1012人")) + "</w:txbxContent>"
_INNER = f"<w:tbl><w:tr><w:tc>{p(t('内层1015人'))}</w:tc></w:tr></w:tbl>"
PLACES = "".join((
    p(t("一、人才队伍"), style="H1"),
    p(t("引进"), t("1002名")),
    p(t("修订后"), f"<w:ins>{t('插入1003人')}</w:ins>", "<w:del><w:r><w:delText>删除9001人</w:delText></w:r></w:del>"),
    p(f"<w:hyperlink>{t('链接内1006人')}</w:hyperlink>"),
    p(f"<w:sdt><w:sdtContent>{t('控件内1007人')}</w:sdtContent></w:sdt>"),
    f"<w:sdt><w:sdtContent>{p(t('整段控件1008人'))}</w:sdtContent></w:sdt>",
    p(f"<w:smartTag>{t('智能标记1009人')}</w:smartTag>"),
    p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>域代码9002人</w:instrText></w:r>', t("域结果1011人")),
    p(f"<w:r><mc:AlternateContent><mc:Choice>{_BOX}</mc:Choice><mc:Fallback>{_BOX}</mc:Fallback></mc:AlternateContent></w:r>"),
    p("<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏9003人</w:t></w:r>", t("可见。")),
    f"<w:tbl><w:tr><w:tc>{p(t('培训'))}</w:tc><w:tc>{p(t('1014人次'))}</w:tc></w:tr><w:tr><w:tc>{_INNER}</w:tc></w:tr></w:tbl>",
    p(f"<w:moveTo>{t('移入1021人')}</w:moveTo>", f"<w:moveFrom>{t('移出9004人')}</w:moveFrom>"),
    p("<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr>", t("自动编号")),
))  # fmt: skip
STYLES = '<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
IN_FORCE = {
    "1002",
    "1003",
    "1005",
    "1006",
    "1007",
    "1008",
    "1009",
    "1011",
    "1012",
    "1014",
    "1015",
    "1021",
}


def places() -> bytes:
    """All of them, with a footnote and a header."""
    return docx(
        PLACES, styles=STYLES, numbering=NUMBERING, footnotes=p(t("脚注1005人")), header1=p(t("页眉9005人")),
        comments=p(t("批注9006人")),
    )  # fmt: skip


def ole(streams: dict[str, bytes]) -> bytes:
    """A container of up to three streams, each of a length of its own in whole sectors."""
    sectors = {name: max(4096, -(-len(data) // 512) * 512) // 512 for name, data in streams.items()}
    total = sum(sectors.values())
    tables = -(-(total + 2) // 127)
    table, first, starts = [0xFFFFFFFD] * tables + [0xFFFFFFFE], tables + 1, {}
    for name, count in sectors.items():
        starts[name] = first
        table += [*range(first + 1, first + count), 0xFFFFFFFE]
        first += count
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    )
    header += struct.pack("<5I", tables, tables, 0, 4096, 0xFFFFFFFE) + struct.pack("<3I", 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", *range(tables), *[0xFFFFFFFF] * (109 - tables))
    entries = [("Root Entry", 5, 0xFFFFFFFE, 0), *((n, 2, starts[n], max(len(d), 4096)) for n, d in streams.items())]
    directory = b"".join(_entry(*entry) for entry in entries)
    body = b"".join(data.ljust(sectors[name] * 512, b"\0") for name, data in streams.items())
    written = struct.pack(f"<{len(table)}I", *table).ljust(tables * 512, b"\xff")
    return header + written + directory.ljust(512, b"\0") + body


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, 1)
    return head + b"\0" * 36 + struct.pack("<IQ", start, size)


def word97(text: str, said: int | None = None) -> bytes:
    """A document of before 2007, its text in one piece of two bytes a character; `said`: how many it says that it has."""
    count = len(text) if said is None else said
    head = bytearray(0x400)
    head[0:2], head[0x0A:0x0C] = (0xA5EC).to_bytes(2, "little"), (0x0200).to_bytes(2, "little")
    head[0x4C:0x50] = count.to_bytes(4, "little")
    plc = struct.pack("<II", 0, count) + b"\0\0" + struct.pack("<I", 0x400) + b"\0\0"
    clx = b"\x02" + struct.pack("<I", len(plc)) + plc
    head[0x1A2:0x1AA] = struct.pack("<II", 0, len(clx))
    return ole({"WordDocument": bytes(head) + text.encode("utf-16-le"), "1Table": clx})


def pdf(*lines: str) -> bytes:
    """A page of latin text, a line below the other."""
    shown = " ".join(f"BT /F 12 Tf 60 {760 - 20 * n} Td ({line}) Tj ET" for n, line in enumerate(lines)).encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(shown), shown),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", list[int]()
    for n, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (n, one)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    end = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + end
