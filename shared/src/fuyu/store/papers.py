"""PDF: whole, open to be read, and without anything that acts when it is opened."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import IO

from fuyu.problems import UnsafeFile
from fuyu.store.archives import is_archive_too

MOST_OBJECTS_BYTES = 64 * 1024 * 1024
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_END = b"endstream"
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_LOCKED = re.compile(rb"/Encrypt\b")
_ACTS = re.compile(rb"/(JavaScript|Launch|RichMedia|ImportData)\b")
_SPEAKS = re.compile(rb"<\s*(script|html|iframe)\b|<\?php", re.IGNORECASE)
_DICTIONARY = 2048


def check_pdf(file: IO[bytes]) -> None:
    """Raise UnsafeFile where a PDF breaks off, is locked, acts, or is something else as well."""
    file.seek(0)
    content = file.read()
    end = content.rfind(b"%%EOF")
    if end < 0 or len(content) - end > _DICTIONARY:
        raise UnsafeFile("The PDF breaks off before its end. Send it again, whole.", because="damaged")
    if is_archive_too(file) or _SPEAKS.search(content):
        raise UnsafeFile("The PDF is something else as well. Print it to a PDF again.", because="two-in-one")
    _check_objects(content)
    left = MOST_OBJECTS_BYTES
    for written in _packed_objects(content):
        left -= len(written)
        if left < 0:
            raise UnsafeFile("Unpacked, the PDF would be larger than any paper. Print it to a PDF again.", because="explodes")
        _check_objects(written)


def _check_objects(written: bytes) -> None:
    plain = _plain(written)
    if _LOCKED.search(plain):
        raise UnsafeFile("The PDF is locked by a password. Save it without one.", because="locked")
    if _ACTS.search(plain):
        raise UnsafeFile("The PDF holds scripts, or actions that run when it is opened. Print it to a PDF again.", because="programs")


def _plain(written: bytes) -> bytes:
    """Return what is written with each letter of a name as itself: a name may hide its letters as numbers."""
    return _ESCAPED.sub(lambda found: bytes([int(found.group(1), 16)]), written)


def _packed_objects(content: bytes) -> Iterator[bytes]:
    """Yield what each stream that holds objects comes to when it is unpacked."""
    for begun in _STREAM.finditer(content):
        head = _plain(content[max(0, begun.start() - _DICTIONARY) : begun.start()].rpartition(b" obj")[2])
        if b"/ObjStm" in head and b"/Filter" in head:  # One that is not packed was looked at with the rest.
            end = content.find(_END, begun.end())
            yield _unpacked(content[begun.end() : end if end > 0 else len(content)])


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, MOST_OBJECTS_BYTES + 1)
    except zlib.error:
        raise UnsafeFile("The PDF's objects cannot be read. Print it to a PDF again.", because="damaged") from None
