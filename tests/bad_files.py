"""Bad files, made as they are needed: what explodes, floods, acts, lies, is locked, cut off, or something else than it says."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MEGABYTE = 1024 * 1024
TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
PDF_END = b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"
SCRIPT = b"<script>alert(document.cookie)</script>"


@dataclass(frozen=True)
class Bad:
    """A file that is refused: under which name it comes, what it is, and why it is refused."""

    name: str
    make: Callable[[], bytes]
    because: str


def archive(parts: dict[str, bytes], *, level: int = 9) -> bytes:
    """Return an archive of parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as into:
        for name, content in parts.items():
            into.writestr(name, content)
    return made.getvalue()


def docx(body: bytes = b"<w:document/>", types: bytes = TYPES, **more: bytes) -> bytes:
    """Return a Word file with further parts; `__` in a name stands for a slash, `_dot_` for a point."""
    return archive({"[Content_Types].xml": types, "word/document.xml": body, **_named(more)})


def xlsx(sheet: bytes = b"<worksheet/>", types: bytes = TYPES, **more: bytes) -> bytes:
    """Return an Excel file with one sheet and further parts."""
    book = (
        b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    ways = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    root = ways.replace(b"worksheet", b"officeDocument").replace(b"officeDocuments/sheet1.xml", b"xl/workbook.xml")
    parts = {"[Content_Types].xml": types, "_rels/.rels": root, "xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": ways, "xl/worksheets/sheet1.xml": sheet}
    return archive({**parts, **_named(more)})


def _named(parts: dict[str, bytes]) -> dict[str, bytes]:
    return {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}


def rows(cells: Iterator[str], before: str = "", after: str = "") -> bytes:
    """Return a sheet with one cell in each row."""
    head = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{before}<sheetData>'
    return (head + "".join(cells) + f"</sheetData>{after}</worksheet>").encode()


def text_row(number: int, text: str, column: str = "A") -> str:
    """Return a row with one text."""
    return f'<row r="{number}"><c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def png(width: int = 4, height: int = 4, end: bool = True) -> bytes:
    """Return a picture that claims to be so large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return head + chunk(b"IDAT", zlib.compress(bytes(13 * 4))) + (chunk(b"IEND", b"") if end else b"")


def jpeg(width: int = 4, height: int = 4, end: bool = True) -> bytes:
    """Return a JPEG that claims to be so large."""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + bytes(9)
    scan = b"\xff\xda" + struct.pack(">H", 8) + bytes(6) + b"\x12\x34" * 50
    return b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + bytes(9) + frame + scan + (b"\xff\xd9" if end else b"")


def pdf(*objects: bytes, end: bytes = PDF_END) -> bytes:
    """Return a PDF of objects."""
    written = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, each) for number, each in enumerate(objects or (b"<< /Type /Catalog >>",), start=1))
    return b"%PDF-1.7\n" + written + end


def packed_objects(inside: bytes) -> bytes:
    """Return a stream in which objects are packed, its name written so that it is not read at a glance."""
    packed = zlib.compress(inside)
    return b"<< /Type /Ob#6aStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)


def laughs(levels: int = 9) -> bytes:
    """Return a billion laughs: a text of a kilobyte that unfolds to gigabytes."""
    entities = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, levels + 1))
    return f'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY l0 "lol">{entities}]><sst><si><t>&l{levels};</t></si></sst>'.encode()


def bomb() -> bytes:
    """Return what comes to sixty megabytes out of sixty kilobytes."""
    return bytes(60 * MEGABYTE)


def lying() -> bytes:
    """Return a Word file whose list says that a part is small."""
    made = docx(b"<w:t>" + bytes(3 * MEGABYTE) + b"</w:t>", **{"word__styles_dot_xml": bytes(range(256)) * 400})
    told = struct.pack("<I", 3 * MEGABYTE + 11)
    assert told in made
    return made.replace(told, struct.pack("<I", 1000))


def locked() -> bytes:
    """Return a Word file whose parts are marked as locked."""
    made = bytearray(docx())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = made.find(sign)
        while start >= 0:
            made[start + place] |= 1
            start = made.find(sign, start + 4)
    return bytes(made)


MACROS = TYPES.replace(b"/>", b'><Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>')
TEMPLATE = (
    b'<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
    b'Target="http://example.org/a.dotm" TargetMode="External"/></Relationships>'
)
OTHER_BOOK = b'<externalLink><externalBook r:id="rId1"/></externalLink>'

BAD = (
    Bad("空白.pdf", lambda: b"", "empty"),
    Bad("说明.pdf", lambda: "这是一段文字。".encode() * 20, "kind"),
    Bad("照片.jpg", lambda: b"MZ\x90\x00" + bytes(400), "kind"),
    Bad("材料.docx", lambda: b"\x7fELF\x02\x01\x01" + bytes(400), "kind"),
    Bad("网页.pdf", lambda: b"<!doctype html><html>" + SCRIPT + b"</html>", "kind"),
    Bad("脚本.jpg", lambda: b"fetch('https://example.org/')", "kind"),
    Bad("矢量图.png", lambda: b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>", "kind"),
    Bad("程序.jpg", lambda: b"<?php system($_GET['c']); ?>", "kind"),
    Bad("命令.pdf", lambda: b"#!/bin/sh\nrm -rf /\n", "kind"),
    Bad("大图.gif", lambda: b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + bytes(50), "kind"),
    Bad("大图.tiff", lambda: b"II*\x00\x08\x00\x00\x00\x02\x00" + struct.pack("<HHII", 256, 4, 1, 2**31) * 2, "kind"),
    Bad("大图.webp", lambda: b"RIFF\x1a\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff", "kind"),
    Bad("大图.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" width="999999999" height="999999999"/>', "kind"),
    Bad("大图.png", lambda: png(60_000, 60_000), "pixels"),
    Bad("多像素.png", lambda: png(29_000, 29_000), "pixels"),
    Bad("大图.jpg", lambda: jpeg(65_000, 65_000), "pixels"),
    Bad("半张.png", lambda: png(end=False), "damaged"),
    Bad("半张.jpg", lambda: jpeg(end=False), "damaged"),
    Bad("半份.pdf", lambda: pdf()[:-30], "damaged"),
    Bad("半份.xlsx", lambda: xlsx()[:-60], "damaged"),
    Bad("压缩包.zip", lambda: archive({"a.bin": bomb()}), "explodes"),
    Bad("炸弹.docx", lambda: docx(bomb()), "explodes"),
    Bad("炸弹.xlsx", lambda: xlsx(bomb()), "explodes"),
    Bad("套娃.docx", lambda: docx(word__embeddings__a_dot_xlsx=archive({"b.zip": archive({"c.bin": bomb()})})), "explodes"),
    Bad("谎报.docx", lying, "damaged"),
    Bad("宏.xlsm", lambda: xlsx(xl__vbaProject_dot_bin=b"macro"), "programs"),
    Bad("宏.xlsx", lambda: xlsx(types=MACROS), "programs"),
    Bad("控件.docx", lambda: docx(word__activeX__activeX1_dot_bin=b"MZ"), "programs"),
    Bad("外链.xlsx", lambda: xlsx(xl__externalLinks__externalLink1_dot_xml=OTHER_BOOK), "links"),
    Bad("模板.docx", lambda: docx(word___rels__settings_dot_xml_dot_rels=TEMPLATE), "links"),
    Bad("实体.xlsx", lambda: xlsx(xl__sharedStrings_dot_xml=laughs()), "explodes"),
    Bad("实体.docx", lambda: docx(laughs().decode().encode("utf-16")), "explodes"),
    Bad("越界.docx", lambda: archive({"[Content_Types].xml": TYPES, "word/document.xml": b"<w:document/>", "../../../etc/cron.d/a": b"x"}), "leads-out"),
    Bad("上锁.docx", locked, "locked"),
    Bad("上锁.xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "old-office"),
    Bad("上锁.pdf", lambda: pdf(end=b"trailer\n<< /Root 1 0 R /Encrypt 2 0 R >>\n%%EOF\n"), "locked"),
    Bad("动作.pdf", lambda: pdf(b"<< /Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>"), "programs"),
    Bad("启动.pdf", lambda: pdf(b"<< /Type /Catalog /OpenAction << /S /Launch /F (cmd.exe) >> >>"), "programs"),
    Bad("藏动作.pdf", lambda: pdf(b"<< /Type /Catalog >>", packed_objects(b"2 0 << /S /J#61vaScript /JS (1) >>")), "programs"),
    Bad("两用.pdf", lambda: pdf() + archive({"a.txt": b"a"}) + b"\n%%EOF\n", "two-in-one"),
    Bad("两用.jpg", lambda: jpeg() + archive({"a.class": b"a"}), "two-in-one"),
    Bad("两用.png", lambda: png() + SCRIPT, "two-in-one"),
)
"""Files that are never taken."""

BAD_SHEETS = (
    Bad("百万行.xlsx", lambda: xlsx(rows(f"<row><c><v>{number}</v></c></row>" for number in range(1_000_000))), "表格太大"),
    Bad("远格.xlsx", lambda: xlsx(rows(iter((text_row(1, "示范企业001"), text_row(1_048_576, "示范企业002", "XFD"))))), "表格太大"),
    Bad("宽表.xlsx", lambda: xlsx(rows(iter((text_row(1, "示范企业001", "XFD"),)))), "表格太大"),
    Bad("合并.xlsx", lambda: xlsx(rows(iter((text_row(1, "没有的企业"),)), after=merged(100_000))), "第 1 行"),
    Bad("照片改名.xlsx", png, "应为 Excel 文件"),
)
"""Files that may be somebody's document and are no attendance sheet, with a part of what is said."""


def merged(count: int) -> str:
    """Return so many merged cells, each over a million."""
    return f'<mergeCells count="{count}">' + "".join(f'<mergeCell ref="A{number}:XFD1048576"/>' for number in range(1, count + 1)) + "</mergeCells>"
