"""A file is sent first and named afterwards; nobody sees it who may not."""

from __future__ import annotations

import http.client
import struct
import zlib
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from fuyu.ids import new_id
from fuyu.store.files import keep_files, mark_identity_papers, sweep_pending
from fuyu.store.transaction import Subject

from .conftest import OFFICER, WARDEN

PDF = b"%PDF-1.7\n" + b"x" * 3000 + b"\n%%EOF\n"


def png(colour=0):
    def part(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(bytes([0, colour]))) + part(b"IEND", b"")


def send(client, content=PDF, name="承诺书.pdf", key=None):
    return client.post("/files", files={"file": (name, content)}, headers={"Idempotency-Key": key or new_id()})


def test_a_file_is_told_by_its_content_and_waits_to_be_named(officer):
    sent = send(officer, png(), name="photo.exe")

    assert sent.status_code == 201, sent.text
    shown = sent.json()
    assert (shown["kind"], shown["media_type"], shown["name"], shown["state"], shown["size"]) == ("png", "image/png", "photo.exe", "pending", len(png()))
    assert sent.headers["Location"] == f"/files/{shown['id']}"


def test_what_comes_back_is_what_was_sent_and_is_only_saved(officer):
    address = send(officer).headers["Location"]
    answer = officer.get(address)

    assert (answer.status_code, answer.content, answer.headers["Content-Length"]) == (200, PDF, str(len(PDF)))
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%E6%89%BF%E8%AF%BA%E4%B9%A6.pdf" in answer.headers["Content-Disposition"]
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == ("nosniff", "no-store")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert officer.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_waiting_file_is_its_senders_alone(officer, client, stranger):
    address = send(officer).headers["Location"]

    assert client(OFFICER, person="p-2").get(address).status_code == 404
    assert stranger.get(address).status_code == 404


def test_a_kept_file_is_for_who_may_see_its_subject_and_each_look_is_noted(officer, client, running, desk):
    """INVARIANT: a file is as closed as what it belongs to (L13)."""
    sent = send(officer).json()
    running.store.transact(lambda tx: keep_files(tx, [sent["id"]], Subject("desk", desk["id"])), caller=caller_of("p-1"), city="east")
    address = f"/files/{sent['id']}"

    assert client(OFFICER, person="p-1").get(address).status_code == 404
    assert client(WARDEN, person="p-7").get(address).status_code == 200
    looks = list(running.store.rows.audit.find({"subject.id": desk["id"], "act": "file.seen"}))
    assert [(look["by"], look["details"]["file"]) for look in looks] == [("p-7", sent["id"])]


def test_an_identity_paper_is_not_for_whoever_may_see_its_subject(officer, client, running, desk):
    """INVARIANT: where a service does not say who may open identity papers, nobody may."""
    sent = send(officer).json()

    def keep(tx):
        keep_files(tx, [sent["id"]], Subject("desk", desk["id"]))
        mark_identity_papers(tx, [sent["id"]])

    running.store.transact(keep, caller=caller_of("p-1"), city="east")
    assert client(WARDEN, person="p-7").get(f"/files/{sent['id']}").status_code == 404


def caller_of(person):
    from fuyu.caller import Caller

    return Caller(person, (OFFICER,))


def test_the_same_file_under_the_same_key_is_kept_once(officer, running):
    key = new_id()
    before = running.store.rows.files.count_documents({})
    first, second = send(officer, key=key), send(officer, key=key)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert running.store.rows.files.count_documents({}) == before + 1


def test_a_file_sent_again_after_it_went_is_there_again(officer, running):
    """INVARIANT: an answer names a file that is there: one that nobody named in a day is gone although its key still counts."""
    key = new_id()
    first = send(officer, key=key).json()
    running.store.rows.files.update_one({"_id": first["id"]}, {"$set": {"expires_at": datetime.now(UTC) - timedelta(hours=1)}})
    sweep_pending(running)
    again, repeated = send(officer, key=key), send(officer, key=key)

    assert again.status_code == 201
    assert again.json()["id"] != first["id"]
    assert officer.get(again.headers["Location"]).content == PDF
    assert repeated.content == again.content
    assert officer.get(f"/files/{first['id']}").status_code == 404


def test_another_file_under_the_same_key_is_refused_and_not_kept(officer, running):
    key = new_id()
    send(officer, key=key)
    before = running.store.rows.files.count_documents({})
    answer = send(officer, png(), key=key)

    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/idempotency-key-reused")
    assert running.store.rows.files.count_documents({}) == before


@pytest.mark.parametrize(
    "content", [b"", b"MZ\x90\x00" + b"\0" * 200, b"<html><script>alert(1)</script>", b"%PDF-1.7 without an end", b"PK\x03\x04" + b"x" * 100]
)
def test_a_content_that_is_not_taken_is_refused_and_nothing_stays(officer, running, content):
    before = running.store.rows.files.count_documents({})
    answer = send(officer, content, name="good.pdf")

    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsafe-file")
    assert running.store.rows.files.count_documents({}) == before


def test_a_file_that_is_too_large_is_refused_by_its_length(officer, running):
    answer = send(officer, b"%PDF-1.7" + b"x" * (running.settings.max_file_bytes + 20_000))

    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/body-too-large")


def test_a_file_just_over_the_limit_is_refused_as_it_is_stored(officer, running):
    answer = send(officer, b"%PDF-1.7" + b"x" * running.settings.max_file_bytes)

    assert answer.status_code == 413


@pytest.mark.parametrize(
    "given",
    [
        {"data": {"file": "text"}},
        {"files": {"document": ("a.pdf", PDF)}},
        {"files": [("file", ("a.pdf", PDF)), ("file", ("b.pdf", PDF))]},
        {"files": {"file": ("a.pdf", PDF)}, "data": {"note": "x"}},
        {"json": {"file": "a"}},
        {"content": b"--x\r\nnonsense", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        {"content": b"x", "headers": {"Content-Type": "multipart/form-data"}},
    ],
)
def test_a_form_that_is_not_one_file_is_refused_and_nothing_stays(officer, running, given):
    before = running.store.rows.files.count_documents({})

    assert officer.post("/files", **given).status_code in {400, 415, 422}
    assert running.store.rows.files.count_documents({}) == before


@pytest.mark.parametrize(
    ("name", "kept"), [("../../etc/passwd", "passwd"), ("C:\\temp\\a.pdf", "a.pdf"), ("evil\u202efdp.exe", "evilfdp.exe"), ("x" * 500, "x" * 200)]
)
def test_the_name_is_shown_and_never_trusted(officer, name, kept):
    assert send(officer, name=name).json()["name"] == kept


def test_a_file_that_breaks_off_leaves_nothing(address, token, running):
    before = running.store.rows.files.count_documents({})
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    connection.putrequest("POST", "/files")
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7'
    headers = {
        "Authorization": f"Bearer {token(OFFICER)}",
        "Content-Type": "multipart/form-data; boundary=b",
        "Content-Length": "30000",
        "Idempotency-Key": new_id(),
    }
    for each in headers.items():
        connection.putheader(*each)
    connection.endheaders(head)
    connection.sock.shutdown(1)  # Nothing more will come.

    assert connection.getresponse().status == 400
    assert running.store.rows.files.count_documents({}) == before
