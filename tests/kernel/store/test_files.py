"""Uploaded files: pending until named, told by their content, never a danger to who opens them."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import zipfile
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

from fuyu.caller import Caller, Role
from fuyu.problems import Deleted, NotFound, Stale, TooLarge, UnsafeFile
from fuyu.service import Running
from fuyu.store.contents import MOST_UNPACKED_BYTES
from fuyu.store.files import delete_kept, file_row, keep_files, mark_identity_papers, open_file, sweep_pending, upload
from fuyu.store.rows import FileRow
from fuyu.store.transaction import Subject, Transaction

OFFICER = Caller("p-1", (Role("officer", "east"),))
OTHER = Caller("p-2", (Role("officer", "east"),))
DESK = Subject("desk", "d")
PDF = b"%PDF-1.4\n" + b"x" * 700_000 + b"\n%%EOF\n"


def png(width: int = 4, height: int = 4) -> bytes:
    """Return a picture that claims to be so large."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IEND", b"")


def jpeg(width: int = 4, height: int = 4) -> bytes:
    """Return the head of a JPEG that claims to be so large."""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + bytes(9)
    return b"\xff\xd8" + b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + bytes(9) + frame + b"\xff\xd9"


def office(main: str = "word/document.xml", body: bytes = b"<w:document/>", **more: bytes) -> bytes:
    """Return an Office document with one part, and others."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(main, body)
        for name, content in more.items():
            archive.writestr(name.replace("__", "/").replace("_bin", ".bin"), content)
    return made.getvalue()


def put(running: Running, content: bytes, name: str = "a.pdf", caller: Caller = OFFICER, most_bytes: int = 10_000_000) -> FileRow:
    """Upload a file."""
    return upload(running.store, io.BytesIO(content), name, city="east", caller=caller, most_bytes=most_bytes)


def rest(written: Database[dict[str, Any]]) -> dict[str, int]:
    """Return how much of files is left in the database."""
    return {name: written[name].count_documents({}) for name in ("files", "content.files", "content.chunks")}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (png(), "png"),
        (jpeg(), "jpeg"),
        (office(), "docx"),
        (office("xl/workbook.xml"), "xlsx"),
    ],
    ids=["pdf", "png", "jpeg", "docx", "xlsx"],
)
def test_a_file_is_known_by_its_content_and_comes_back_whole(alpha: Running, content: bytes, kind: str) -> None:
    """INVARIANT: what is read is what was sent, byte for byte, and its kind never comes from its name."""
    row = put(alpha, content, name="anything.exe")
    assert (row["kind"], row["size"], row["sha256"], row["state"]) == (kind, len(content), hashlib.sha256(content).hexdigest(), "pending")
    told, stream = open_file(alpha.store, "east", row["_id"])
    assert stream.read() == content
    assert told["media_type"] == row["media_type"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"just text",
        b"MZ" + bytes(100),
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.4 cut off",
        b"\xff\xd8\xff\xe0 no frame",
        png(40_000, 40_000),
        png(20_000, 20_000),
        png(0, 5),
        jpeg(65_000, 65_000),
        b"\x89PNG\r\n\x1a\n",
        office("content.xml"),
        office(word__vbaProject_bin=b"macro"),
        office(body=bytes(60_000_000)),
        office()[:-10],
        b"PK\x03\x04" + bytes(50),
    ],
    ids=["empty", "text", "exe", "html", "cut pdf", "no frame", "wide png", "many pixels", "no width", "large jpeg", "no header",
         "other zip", "macros", "bomb", "cut zip", "broken zip"],
)  # fmt: skip
def test_what_is_not_taken_leaves_nothing(alpha: Running, written: Database[dict[str, Any]], content: bytes) -> None:
    """INVARIANT: programs, pages, bombs and floods of pixels never lie in the database, whatever they are called."""
    with pytest.raises(UnsafeFile):
        put(alpha, content, name="a.pdf")
    assert rest(written) == {"files": 0, "content.files": 0, "content.chunks": 0}


def test_an_archive_that_lies_about_its_size_is_refused(alpha: Running) -> None:
    """INVARIANT: sizes in an archive's list are not believed: it is unpacked once, up to a bound."""
    honest = office(body=os.urandom(1000) * 2000)
    listed = struct.pack("<I", 2_000_000)
    assert listed in honest
    with pytest.raises(UnsafeFile):
        put(alpha, honest.replace(listed, struct.pack("<I", 1000)))
    assert MOST_UNPACKED_BYTES > 2_000_000


def test_a_file_beyond_the_bound_is_refused_while_it_comes(alpha: Running, written: Database[dict[str, Any]]) -> None:
    """INVARIANT: the bound holds while reading, so that nobody fills the database with one request."""
    read = []

    class Endless:
        def read(self, size: int) -> bytes:
            read.append(size)
            return bytes(size)

    with pytest.raises(TooLarge):
        upload(alpha.store, Endless(), "a.pdf", city="east", caller=OFFICER, most_bytes=1_000_000)
    assert sum(read) < 2_000_000
    assert rest(written) == {"files": 0, "content.files": 0, "content.chunks": 0}


def test_naming_a_file_keeps_it_in_the_transaction_that_names_it(alpha: Running, written: Database[dict[str, Any]]) -> None:
    """INVARIANT: a file is kept if and only if the record that names it is; else records point to nothing, or files stay for ever."""
    row = put(alpha, PDF)

    def refused(tx: Transaction) -> None:
        keep_files(tx, [row["_id"]], DESK)
        raise Stale("no")

    with pytest.raises(Stale):
        alpha.store.transact(refused, caller=OFFICER)
    assert file_row(alpha.store, "east", row["_id"])["state"] == "pending"
    alpha.store.transact(lambda tx: keep_files(tx, [row["_id"]], DESK), caller=OFFICER)
    kept = file_row(alpha.store, "east", row["_id"])
    assert (kept["state"], kept["expires_at"], kept["kept_for"]) == ("kept", None, [{"kind": "desk", "id": "d"}])


def test_nobody_names_a_file_that_is_not_theirs(alpha: Running) -> None:
    """INVARIANT: a file id that someone guessed or saw opens nothing: not another's, not another city's, not for another subject."""
    row = put(alpha, PDF)
    with pytest.raises(NotFound):
        alpha.store.transact(lambda tx: keep_files(tx, [row["_id"]], DESK), caller=OTHER)
    with pytest.raises(NotFound):
        alpha.store.transact(lambda tx: keep_files(tx, [row["_id"]], DESK), caller=Caller("p-1", (Role("officer", "west"),)))
    alpha.store.transact(lambda tx: keep_files(tx, [row["_id"]], DESK), caller=OFFICER)
    alpha.store.transact(lambda tx: keep_files(tx, [row["_id"]], DESK), caller=OTHER)
    with pytest.raises(NotFound):
        alpha.store.transact(lambda tx: keep_files(tx, [row["_id"]], Subject("desk", "another")), caller=OFFICER)
    with pytest.raises(NotFound):
        open_file(alpha.store, "west", row["_id"])


def test_what_nobody_named_goes_after_a_day_and_what_was_named_stays(alpha: Running, written: Database[dict[str, Any]]) -> None:
    """INVARIANT: pending files go after 24 hours, with their bytes; named ones never."""
    pending, kept, fresh = put(alpha, PDF), put(alpha, PDF), put(alpha, PDF)
    alpha.store.transact(lambda tx: keep_files(tx, [kept["_id"]], DESK), caller=OFFICER)
    written["files"].update_many({"_id": {"$in": [pending["_id"], kept["_id"]]}}, {"$set": {"at": datetime.now(UTC) - timedelta(hours=25)}})
    written["files"].update_one({"_id": pending["_id"]}, {"$set": {"expires_at": datetime.now(UTC) - timedelta(hours=1)}})
    assert sweep_pending(alpha) == 1
    assert {row["_id"] for row in written["files"].find()} == {kept["_id"], fresh["_id"]}
    assert written["content.files"].count_documents({}) == 2
    assert {row["files_id"] for row in written["content.chunks"].find()} == {kept["_id"], fresh["_id"]}


def test_of_a_file_whose_time_is_over_the_hash_remains_and_nobody_names_it_again(alpha: Running, written: Database[dict[str, Any]]) -> None:
    """INVARIANT: bytes and the sender's name for them go with the transaction that says so, and nothing brings them back."""
    row, other = put(alpha, PDF, "张三.pdf"), put(alpha, PDF)
    alpha.store.transact(lambda tx: keep_files(tx, [row["_id"], other["_id"]], DESK), caller=OFFICER)
    digest = hashlib.sha256(PDF).hexdigest()
    assert alpha.store.transact(lambda tx: mark_identity_papers(tx, [row["_id"]]), caller=OFFICER) == {row["_id"]: digest}

    def refused(tx: Transaction) -> None:
        delete_kept(tx, [row["_id"]])
        raise Stale("no")

    with pytest.raises(Stale):
        alpha.store.transact(refused, caller=OFFICER)
    _, stream = open_file(alpha.store, "east", row["_id"])
    assert stream.read() == PDF
    alpha.store.transact(lambda tx: delete_kept(tx, [row["_id"]]), caller=OFFICER)
    with pytest.raises(Deleted, match=digest):
        open_file(alpha.store, "east", row["_id"])
    told = file_row(alpha.store, "east", row["_id"])
    assert (told["state"], told["name"], told["sha256"], told["size"]) == ("deleted", "", digest, len(PDF))
    assert {each["files_id"] for each in written["content.chunks"].find()} == {other["_id"]}
    with pytest.raises(NotFound):
        alpha.store.transact(lambda tx: keep_files(tx, [row["_id"]], DESK), caller=OFFICER)
    assert sweep_pending(alpha) == 0


def test_what_a_killed_upload_left_goes_too(alpha: Running, written: Database[dict[str, Any]]) -> None:
    """INVARIANT: the row comes before the bytes, so that the sweep finds the bytes of an upload that never ended."""
    row = put(alpha, PDF)
    written["content.files"].delete_one({"_id": row["_id"]})
    written["files"].update_one({"_id": row["_id"]}, {"$set": {"kind": "", "expires_at": datetime.now(UTC) - timedelta(hours=1)}})
    with pytest.raises(NotFound):
        file_row(alpha.store, "east", row["_id"])
    assert sweep_pending(alpha) == 1
    assert rest(written) == {"files": 0, "content.files": 0, "content.chunks": 0}
