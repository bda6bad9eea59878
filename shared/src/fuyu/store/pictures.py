"""Pictures: whole, and no larger than a page scanned finely, by what their heads say, so that nobody unpacks a flood of pixels."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import IO

from fuyu.problems import UnsafeFile
from fuyu.store.archives import is_archive_too

MOST_PIXELS = 80_000_000  # a page scanned at 600 dpi has 35 million
MOST_SIDE = 30_000
PIECE = 256 * 1024
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_END = b"\xff\xd9"
_SPEAKS = re.compile(rb"<\s*(script|html|iframe)\b|<\?php|%PDF-1", re.IGNORECASE)
"""What no photograph holds by chance. Shorter signs would be found in one of a hundred: a picture is five million bytes as good as drawn."""
_LONGEST_SIGN = 32


def check_png(file: IO[bytes]) -> None:
    """Raise UnsafeFile unless a PNG has a head, a bearable size and an end."""
    file.seek(8)
    head = file.read(16)
    if len(head) < 16 or head[4:8] != b"IHDR":
        raise UnsafeFile("The PNG has no header. Save it again.", because="damaged")
    _check_pixels(*struct.unpack(">II", head[8:16]))
    if not any(kind == b"IEND" for kind in _chunks(file)):
        raise UnsafeFile("The PNG breaks off before its end. Send it again, whole.", because="damaged")
    _check_silent(file)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield each chunk's kind, as far as the file goes."""
    place, size = 8, file.seek(0, 2)
    while place + 12 <= size:
        file.seek(place)
        length, kind = struct.unpack(">I4s", file.read(8))
        place += 12 + length
        if place <= size:
            yield kind


def check_jpeg(file: IO[bytes]) -> None:
    """Raise UnsafeFile unless a JPEG names a bearable size and has an end."""
    for marker, length in _segments(file):
        if marker in _START_OF_FRAME:
            frame = file.read(5)
            if length < 7 or len(frame) < 5:
                break
            height, width = struct.unpack(">HH", frame[1:5])
            _check_pixels(width, height)
            if not _has_end(file):
                raise UnsafeFile("The JPEG breaks off before its end. Send it again, whole.", because="damaged")
            _check_silent(file)
            return
    raise UnsafeFile("The JPEG names no size. Save it again.", because="damaged")


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


def _has_end(file: IO[bytes]) -> bool:
    """Claim that the mark of a picture's end comes behind the place at hand; within the picture's own bytes it cannot stand."""
    return any(_END in piece for piece in _pieces(file))


def _check_silent(file: IO[bytes]) -> None:
    """Raise UnsafeFile where a picture is something else as well: a page, a program, an archive."""
    file.seek(0)
    if any(_SPEAKS.search(piece) for piece in _pieces(file)) or is_archive_too(file):
        raise UnsafeFile("The picture holds something else beside a picture. Save it again with a picture program.", because="two-in-one")


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the rest of a file, each piece with the end of the one before it."""
    before = b""
    while piece := file.read(PIECE):
        yield before + piece
        before = piece[-_LONGEST_SIGN:]


def _check_pixels(width: int, height: int) -> None:
    if not width or not height or width > MOST_SIDE or height > MOST_SIDE or width * height > MOST_PIXELS:
        told = f"The picture has {width} × {height} pixels; at most {MOST_PIXELS:,} are taken, {MOST_SIDE:,} on a side."
        raise UnsafeFile(told, found=[width, height], because="pixels")
