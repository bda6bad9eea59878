"""What a file is, told by its content and never by its name: PDF, JPEG, PNG, docx and xlsx are taken, anything else is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

import puremagic

from fuyu.problems import UnsafeFile
from fuyu.store.archives import MOST_UNPACKED_BYTES, check_unpacked, members_of
from fuyu.store.papers import check_pdf
from fuyu.store.pictures import check_jpeg, check_png

HEAD_BYTES = 4096
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How Word and Excel files of before 2007 begin, and new ones that a password locks."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken."""

    name: str
    media_type: str
    check: Callable[[IO[bytes]], None]


def kind_of(file: IO[bytes]) -> Kind:
    """Return the kind of a whole file by its content; raise UnsafeFile for every other kind, and for one that would harm its reader.

    The problem's member `because` names the reason in one word: `empty`, `kind`, `old-office`, `damaged`, `locked`, `programs`, `links`, `leads-out`,
    `explodes`, `pixels` or `two-in-one`.
    """
    file.seek(0)
    head = file.read(HEAD_BYTES)
    kind = _by_head(head)
    if kind is None:
        because = "empty" if not head else "old-office" if head.startswith(_COMPOUND) else "kind"
        told = f"The content is {_guess(head)}; PDF, JPEG, PNG, docx and xlsx are taken."
        raise UnsafeFile(told, needed=["pdf", "jpeg", "png", "docx", "xlsx"], because=because)
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


def _by_members(file: IO[bytes]) -> Kind:
    names = {member.filename for member in members_of(file)}
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        return DOCX
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return XLSX
    raise UnsafeFile("The content is an archive that is neither a docx nor an xlsx. Send its files one by one.", because="kind")


PDF = Kind("pdf", "application/pdf", check_pdf)
JPEG = Kind("jpeg", "image/jpeg", check_jpeg)
PNG = Kind("png", "image/png", check_png)
DOCX = Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", check_unpacked)
XLSX = Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", check_unpacked)
ZIP = Kind("zip", "application/zip", check_unpacked)
HEADS = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"PK\x03\x04", ZIP))

__all__ = ["DOCX", "JPEG", "MOST_UNPACKED_BYTES", "PDF", "PNG", "XLSX", "Kind", "kind_of"]
