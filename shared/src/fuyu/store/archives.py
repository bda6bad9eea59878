"""What lies in an Office document: unpacked once within bounds, without programs, ways to other places, and texts that unfold when they are read."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from fuyu.problems import UnsafeFile

MOST_UNPACKED_BYTES = 300 * 1024 * 1024
MOST_RATIO = 200  # XML packs 10 to 60 times; a bomb a thousand
MOST_ENTRIES = 5_000
DEEPEST = 2  # A chart in a text brings its workbook; what lies deeper is no chart's.
PIECE = 1024 * 1024
UNREADABLE = (BadZipFile, NotImplementedError, ValueError, OSError, struct.error, EOFError, zlib.error)
_ARCHIVE = b"PK\x03\x04"
_PROGRAMS = re.compile(r"(vbaproject\.bin|/activex/|/embeddings/oleobject|\.exe$|\.dll$|\.js$|\.vbs$|/macrosheets/)", re.IGNORECASE)
_WAYS_OUT = re.compile(r"/externallinks/|(^|/)connections\.xml$", re.IGNORECASE)
_UNFOLDS = re.compile(rb"<!\s*(doctype|entity)", re.IGNORECASE)
_MACROS = re.compile(rb"macroenabled", re.IGNORECASE)
_TEMPLATE = re.compile(rb"<Relationship\b(?=[^>]*(?:attachedTemplate|oleObject|frame|subDocument)\b)(?=[^>]*TargetMode\s*=\s*.External)[^>]*>")
_LONGEST_SIGN = 400


@dataclass
class _Budget:
    """How many bytes may still be unpacked."""

    left: int


def members_of(file: IO[bytes]) -> list[ZipInfo]:
    """Return what an archive lists; raise UnsafeFile where it cannot be read, or lists what no document has."""
    try:
        with ZipFile(file) as archive:
            members = archive.infolist()
    except UNREADABLE as error:
        raise UnsafeFile(f"The archive cannot be read: {error}. Save the document again.", because="damaged") from None
    _check_listed(members)
    return members


def _check_listed(members: Sequence[ZipInfo]) -> None:
    unpacked, packed = sum(each.file_size for each in members), sum(each.compress_size for each in members)
    if len(members) > MOST_ENTRIES or unpacked > MOST_UNPACKED_BYTES or unpacked > MOST_RATIO * max(packed, 1024):
        told = f"Unpacked, the document would have {unpacked:,} bytes in {len(members):,} parts. That is no document."
        raise UnsafeFile(told, found=unpacked, because="explodes")
    if any(each.flag_bits & 0x1 for each in members):
        raise UnsafeFile("The document is locked by a password. Save it without one.", because="locked")
    for each in members:
        name = each.orig_filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or "\0" in name:
            raise UnsafeFile("The document's parts have names that lead out of it.", because="leads-out")
        if _PROGRAMS.search(name):
            raise UnsafeFile("The document holds macros or a program. Save it without them, as docx or xlsx.", because="programs")
        if _WAYS_OUT.search(name):
            raise UnsafeFile("The document takes values from other files. Save it with its values alone.", because="links")


def check_unpacked(file: IO[bytes]) -> None:
    """Unpack everything once, since sizes in an archive's list can lie, and look at each part."""
    _unpack(file, _Budget(MOST_UNPACKED_BYTES), 1)


def _unpack(file: IO[bytes], budget: _Budget, depth: int) -> None:
    try:
        with ZipFile(file) as archive:
            for member in archive.infolist():
                _look_at(archive, member, budget, depth)
    except UNREADABLE as error:
        raise UnsafeFile(f"The document is damaged: {error}. Save it again.", because="damaged") from None


def _look_at(archive: ZipFile, member: ZipInfo, budget: _Budget, depth: int) -> None:
    is_text = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    before, whole = b"", None
    for number, piece in enumerate(_pieces(archive, member, budget)):
        if number == 0 and piece.startswith(_ARCHIVE):
            whole = io.BytesIO()
        if whole is not None:
            whole.write(piece)
        if is_text:
            _check_text(before + piece)
            before = piece[-_LONGEST_SIGN:]
    if whole is not None:
        if depth == DEEPEST:
            raise UnsafeFile("The document holds archives within archives. That is no document.", because="explodes")
        _check_listed(members_of(whole))
        _unpack(whole, budget, depth + 1)


def _pieces(archive: ZipFile, member: ZipInfo, budget: _Budget) -> Iterator[bytes]:
    with archive.open(member) as part:
        while piece := part.read(PIECE):
            budget.left -= len(piece)
            if budget.left < 0:
                raise UnsafeFile("Unpacked, the document would be larger than it says. That is no document.", because="explodes")
            yield piece


def _check_text(piece: bytes) -> None:
    plain = piece.replace(b"\0", b"")  # UTF-16 has one beside each letter.
    if _UNFOLDS.search(plain):
        raise UnsafeFile("The document declares entities, which no document needs and which can unfold without end.", because="explodes")
    if _MACROS.search(plain):
        raise UnsafeFile("The document holds macros. Save it without them, as docx or xlsx.", because="programs")
    if _TEMPLATE.search(plain):
        raise UnsafeFile("The document fetches a part of itself from elsewhere. Save it with its own content alone.", because="links")


def is_archive_too(file: IO[bytes]) -> bool:
    """Claim that a file that begins as something else is an archive to whoever reads it from its end."""
    return zipfile.is_zipfile(file)
