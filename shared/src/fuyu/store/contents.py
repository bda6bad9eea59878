"""What a file is, told by its content and never by its name: PDF, JPEG, PNG, docx and xlsx are taken, anything else is refused."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO
from zipfile import BadZipFile, ZipFile

import puremagic

from fuyu.problems import UnsafeFile

HEAD_BYTES = 4096
MOST_PIXELS = 80_000_000  # a page scanned at 600 dpi has 35 million
MOST_SIDE = 30_000
MOST_UNPACKED_BYTES = 300 * 1024 * 1024
MOST_RATIO = 200  # XML packs 10 to 60 times; a bomb a thousand
MOST_ENTRIES = 5_000
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken."""

    name: str
    media_type: str
    check: Callable[[IO[bytes]], None]


def kind_of(file: IO[bytes]) -> Kind:
    """Return the kind of a whole file by its content; raise UnsafeFile for every other kind, and for one that would harm its reader."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    kind = _by_head(head)
    if kind is None:
        raise UnsafeFile(f"The content is {_guess(head)}; PDF, JPEG, PNG, docx and xlsx are taken.", needed=["pdf", "jpeg", "png", "docx", "xlsx"])
    if kind is ZIP:
        kind = _by_members(file)
    kind.check(file)
    return kind


def _by_head(head: bytes) -> Kind | None:
    return next((kind for magic, kind in HEADS if head.startswith(magic)), None)


def _guess(head: bytes) -> str:
    try:
        found = puremagic.magic_string(head) if head else []
    except puremagic.PureError:
        found = []
    name = next((each.name for each in found if each.name), "")
    return name or ("empty" if not head else "of no known kind")


def _check_pdf(file: IO[bytes]) -> None:
    size = file.seek(0, 2)
    file.seek(max(0, size - 2048))
    if b"%%EOF" not in file.read():
        raise UnsafeFile("The PDF breaks off before its end. Send it again, whole.")


def _check_png(file: IO[bytes]) -> None:
    file.seek(8)
    head = file.read(16)
    if len(head) < 16 or head[4:8] != b"IHDR":
        raise UnsafeFile("The PNG has no header. Save it again.")
    _check_pixels(*struct.unpack(">II", head[8:16]))


def _check_jpeg(file: IO[bytes]) -> None:
    for marker, length in _segments(file):
        if marker in _START_OF_FRAME:
            frame = file.read(5)
            if length < 7 or len(frame) < 5:
                break
            height, width = struct.unpack(">HH", frame[1:5])
            _check_pixels(width, height)
            return
    raise UnsafeFile("The JPEG names no size. Save it again.")


def _segments(file: IO[bytes]) -> Iterator[tuple[int, int]]:
    """Yield each segment's marker and length, with the file just behind them."""
    file.seek(2)
    while True:
        start = file.tell()
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF:
            return
        if head[1] == 0xFF:  # a fill byte before a marker
            file.seek(start + 1)
            continue
        length = struct.unpack(">H", head[2:4])[0]
        yield head[1], length
        file.seek(start + 2 + max(length, 2))


def _check_pixels(width: int, height: int) -> None:
    if not width or not height or width > MOST_SIDE or height > MOST_SIDE or width * height > MOST_PIXELS:
        raise UnsafeFile(f"The picture has {width} × {height} pixels; at most {MOST_PIXELS:,} are taken, {MOST_SIDE:,} on a side.", found=[width, height])


def _by_members(file: IO[bytes]) -> Kind:
    try:
        with ZipFile(file) as archive:
            members = archive.infolist()
            _check_members(members)
            names = {member.filename for member in members}
    except (BadZipFile, NotImplementedError, ValueError, OSError, struct.error, EOFError) as error:
        raise UnsafeFile(f"The archive cannot be read: {error}. Save the document again.") from None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnsafeFile("The document holds macros. Save it without them, as docx or xlsx.")
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        return DOCX
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return XLSX
    raise UnsafeFile("The content is an archive that is neither a docx nor an xlsx. Send its files one by one.")


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    unpacked, packed = sum(each.file_size for each in members), sum(each.compress_size for each in members)
    if len(members) > MOST_ENTRIES or unpacked > MOST_UNPACKED_BYTES or unpacked > MOST_RATIO * max(packed, 1024):
        raise UnsafeFile(f"Unpacked, the document would have {unpacked:,} bytes in {len(members):,} parts. That is no document.", found=unpacked)
    if any(each.flag_bits & 0x1 for each in members):
        raise UnsafeFile("The document is locked by a password. Save it without one.")
    if any(each.filename.startswith("/") or ".." in each.filename.split("/") for each in members):
        raise UnsafeFile("The document's parts have names that lead out of it.")


def _check_unpacked(file: IO[bytes]) -> None:
    """Unpack everything once, since sizes in an archive's list can lie."""
    left = MOST_UNPACKED_BYTES
    try:
        with ZipFile(file) as archive:
            for member in archive.infolist():
                with archive.open(member) as part:
                    while chunk := part.read(1024 * 1024):
                        left -= len(chunk)
                        if left < 0:
                            raise UnsafeFile("Unpacked, the document would be larger than it says. That is no document.")
    except (BadZipFile, NotImplementedError, ValueError, OSError, EOFError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise UnsafeFile(f"The document is damaged: {error}. Save it again.") from None


PDF = Kind("pdf", "application/pdf", _check_pdf)
JPEG = Kind("jpeg", "image/jpeg", _check_jpeg)
PNG = Kind("png", "image/png", _check_png)
DOCX = Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _check_unpacked)
XLSX = Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _check_unpacked)
ZIP = Kind("zip", "application/zip", _check_unpacked)
HEADS = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"PK\x03\x04", ZIP))
