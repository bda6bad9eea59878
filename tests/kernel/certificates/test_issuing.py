"""Ordering and issuing under load and faults: numbers without a gap, one issue each, a fault that mends itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12, serialize_key_and_certificates
from cryptography.x509.oid import NameOID

from fuyu.certificates.fonts import fonts_in
from fuyu.certificates.issuing import address_of, issue_ordered
from fuyu.certificates.numbering import code_of, read, shown
from fuyu.certificates.ordering import Order, order, order_or_note
from fuyu.certificates.signing import SigningKeyMissing, make_signing_key, seal_of, sign, signature_of
from fuyu.certificates.texts import EXAMPLE
from fuyu.certificates.typesetting import LetterMissing, qr_of, typeset
from fuyu.ids import new_id
from fuyu.law import LawSettings
from fuyu.law.documents import SANS, SERIF
from fuyu.law.registry import Laws
from fuyu.running.mongod import Mongod
from fuyu.service import Running, Service, start
from fuyu.settings import DEFAULT_FONTS, Settings
from fuyu.store.files import open_file
from fuyu.store.transaction import Subject, Transaction

CITY = "zhengzhou"
HOLDER = {"code": "91410100MA00000018", "name": "示范企业001"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, mongod: Mongod) -> Iterator[Running]:
    key = tmp_path_factory.mktemp("keys") / "signing.p12"
    make_signing_key(key)
    settings = Settings(mongodb_uri=mongod.uri, database_prefix=f"t{new_id()[-10:]}_", signing_p12=key)
    at_work = start(Service("base-registry", "What issues"), settings, laws=Laws.load())
    at_work.store.migrate()
    yield at_work
    at_work.store.close()


@pytest.fixture(autouse=True)
def nothing_ordered(running: Running) -> None:
    for name in ("certificates", "certificate_counts", "outbox", "files", "audit"):
        running.store.database[name].delete_many({})


def an_order(running: Running, holder: str = HOLDER["name"], subject: str = "") -> Order:
    """Return an order of a base's certificate of honour."""
    loaded = running.laws.of("zhengzhou.base", "2022-01-10")
    law = loaded.view(LawSettings(), datetime(2026, 6, 10, tzinfo=UTC).date())
    certificate = loaded.programme.grant("base").certificate
    assert certificate is not None
    return Order(
        certificate=certificate,
        loaded=loaded,
        law=law,
        about=Subject("designation", subject or new_id()),
        key="2026-06-02",
        issuer="郑州市市场监督管理局",
        office="market_bureau",
        district="中原区",
        holder=HOLDER | {"name": holder},
        organisations=[HOLDER["code"]],
        audiences=(),
        starts_on="2026-06-02",
        ends_on="2029-06-02",
        words={"what": "孵化基地"},
    )


def rows(running: Running) -> list[dict[str, Any]]:
    return list(running.store.rows.certificates.find().sort("count"))  # type: ignore[arg-type]


def test_numbers_have_no_gap_and_no_double_whatever_fails_between(running: Running) -> None:
    """INVARIANT: a number is given out if and only if its certificate stands: acts that fail after the order give theirs back."""

    def place(number: int) -> None:
        asked = an_order(running)

        def work(tx: Transaction) -> None:
            order(tx, asked)
            if number % 3 == 0:
                raise ArithmeticError("what comes after the order in this act fails")

        try:
            running.store.transact(work, city=CITY, seconds=30)
        except ArithmeticError:
            return

    threads = [threading.Thread(target=lambda start=start: [place(start * 5 + each) for each in range(5)]) for start in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [row["count"] for row in rows(running)] == list(range(1, 11))
    assert len({row["code"] for row in rows(running)}) == 10


def test_several_workers_issue_each_certificate_once(running: Running) -> None:
    """INVARIANT: however many workers look at once, each certificate has one file, and is said once."""
    for asked in [an_order(running) for _ in range(6)]:
        running.store.transact(lambda tx, asked=asked: order(tx, asked), city=CITY)  # type: ignore[misc]
    counts: list[int] = []
    threads = [threading.Thread(target=lambda: counts.append(issue_ordered(running))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 6
    assert {row["state"] for row in rows(running)} == {"issued"}
    assert running.store.rows.outbox.count_documents({"type": "certificate.issued"}) == 6
    assert running.store.rows.files.count_documents({}) == 6
    assert issue_ordered(running) == 0


def test_a_worker_whose_lease_ran_out_issues_nothing(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """INVARIANT: who was too slow finds that another has it, and leaves no file behind."""
    row = running.store.transact(lambda tx: order(tx, an_order(running, subject="d-1")), city=CITY)
    another = running.store.rows.certificates

    def slow(*_: Any) -> bytes:
        another.update_one({"_id": row["_id"]}, {"$set": {"lease.owner": "another"}})
        return b"%PDF-1.7\n%%EOF\n"

    monkeypatch.setattr("fuyu.certificates.issuing.pdf_of", slow)
    assert issue_ordered(running) == 0
    assert (rows(running)[0]["state"], rows(running)[0]["file"]) == ("ordered", None)
    assert running.store.rows.files.count_documents({}) == 0


def test_ordering_again_gives_the_same_number_and_code(running: Running) -> None:
    """INVARIANT: the same act heard twice makes no second certificate of one term."""
    first, second = (running.store.transact(lambda tx: order(tx, an_order(running, subject="d-1")), city=CITY) for _ in range(2))
    assert (first["number"], first["code"]) == (second["number"], second["code"])


def test_a_letter_missing_on_a_day_that_comes_by_itself_stops_the_certificate_alone(running: Running) -> None:
    """INVARIANT: with nobody there to be refused the day goes on, no number is lost, and the audit of the subject says what was stopped and why."""
    running.store.transact(lambda tx: order_or_note(tx, an_order(running, holder="示范\U0002a600", subject="d-9")), city=CITY)
    assert rows(running) == []
    assert running.store.rows.certificate_counts.count_documents({}) == 0
    stopped = running.store.rows.audit.find_one({"act": "certificate.stopped"})
    assert stopped is not None
    assert (stopped["subject"]["id"], "U+2A600" in stopped["details"]["says"]) == ("d-9", True)
    with pytest.raises(LetterMissing):
        running.store.transact(lambda tx: order(tx, an_order(running, holder="示范\U0002a600", subject="d-9")), city=CITY)


def test_what_cannot_be_made_waits_says_why_and_is_made_once_it_can(running: Running, tmp_path: Path) -> None:
    """INVARIANT: fonts, letters or a key that a worker lacks leave nothing half-done: the order stands and the next try succeeds."""
    running.store.transact(lambda tx: order(tx, an_order(running)), city=CITY)
    place = {"_id": rows(running)[0]["_id"]}
    settings = running.settings
    faults = []
    for broken in ({"signing_p12": tmp_path / "none.p12"}, {"fonts": settings.fonts}):
        running.settings = replace(settings, **broken)  # type: ignore[arg-type]
        if "fonts" in broken:
            running.store.rows.certificates.update_one(place, {"$set": {"texts.holder": "示范\U0002a600"}})
        assert issue_ordered(running) == 0
        faults.append(rows(running)[0]["says"])
        assert (rows(running)[0]["state"], running.store.rows.files.count_documents({})) == ("ordered", 0)
        assert issue_ordered(running) == 0, "It is tried again in a minute, not at once."
        running.store.rows.certificates.update_one(place, {"$set": {"try_at": datetime(2026, 1, 1, tzinfo=UTC)}})
    running.settings = settings
    assert "FUYU_SIGNING_P12" in faults[0]
    assert "U+2A600" in faults[1]
    running.store.rows.certificates.update_one(place, {"$set": {"texts.holder": "示范企业001"}})
    assert issue_ordered(running) == 1
    row = rows(running)[0]
    kept, content = open_file(running.store, CITY, row["file"])
    assert (row["says"], kept["sha256"], content.read()[:5], row["signed_by"]) == (None, row["sha256"], b"%PDF-", seal_of(settings).fingerprint)
    assert settings.fonts == DEFAULT_FONTS


def test_without_the_fonts_a_certificate_is_ordered_and_waits_for_them(running: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """INVARIANT: a machine without the fonts stops no act; the certificate says what it waits for and is issued once they are there."""
    monkeypatch.setattr("fuyu.certificates.fonts.SYSTEM", ())
    settings, fonts = running.settings, running.store.fonts
    running.settings, running.store.fonts = replace(settings, fonts=tmp_path), tmp_path
    try:
        running.store.transact(lambda tx: order(tx, an_order(running)), city=CITY)
        assert issue_ordered(running) == 0
        says = rows(running)[0]["says"]
        assert f"{tmp_path} (FUYU_FONTS)" in says
        assert "scripts/install-fonts" in says
    finally:
        running.settings, running.store.fonts = settings, fonts


def test_a_city_signs_with_a_key_of_its_own(running: Running, tmp_path: Path) -> None:
    """INVARIANT: a city's PKCS #12 signs in place of the local key; a wrong password is told as such and signs nothing."""
    key, local = ec.generate_private_key(ec.SECP256R1()), load_pkcs12(running.settings.signing_p12.read_bytes(), None)
    assert local.cert is not None
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "示范市市场监督管理局")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC))
    usage = local.cert.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    certificate = builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    own = serialize_key_and_certificates(b"city", key, certificate, None, BestAvailableEncryption(b"secret"))
    (tmp_path / "city.p12").write_bytes(own)
    (tmp_path / "password").write_text("secret\n")
    (tmp_path / "wrong").write_text("other")
    settings = replace(running.settings, signing_p12=tmp_path / "city.p12", signing_password_file=tmp_path / "password")
    template = running.laws.of("zhengzhou.base", "2022-01-10").programme.folder / "templates/honour.typ"
    texts = EXAMPLE.as_document() | {"mark": "m", "code": "c", "check": "https://example.org", "qr": qr_of("https://example.org")}
    pdf = typeset(template, texts, fonts_in(settings.fonts), (SERIF, SANS), datetime(2026, 6, 10, tzinfo=UTC))
    signature = signature_of(sign(pdf, seal_of(settings), "m"))
    assert signature is not None
    assert (signature.is_whole, signature.fingerprint) == (True, certificate.fingerprint(hashes.SHA256()).hex())
    with pytest.raises(SigningKeyMissing, match="FUYU_SIGNING_PASSWORD_FILE"):
        seal_of(replace(settings, signing_password_file=tmp_path / "wrong"))


def test_a_number_with_a_slash_has_an_address_that_leads_somewhere(running: Running) -> None:
    """INVARIANT: whatever 文号 an officer gives, the QR code opens the check: a slash would break the path, so it stands in the query."""
    row = running.store.transact(lambda tx: order(tx, an_order(running)), city=CITY)
    plain, odd = (address_of(running, {**row, "number": number}) for number in ("证〔2026〕1号", "证/1"))
    code = shown(row["code"])
    assert plain == f"http://127.0.0.1:8080/base-registry/public/zhengzhou/certificates/%E8%AF%81%E3%80%942026%E3%80%951%E5%8F%B7/{code}"
    assert odd == f"http://127.0.0.1:8080/base-registry/public/zhengzhou/certificates?number=%E8%AF%81%2F1&code={code}"


def test_codes_are_read_as_people_write_them() -> None:
    """INVARIANT: hyphens, blanks and small letters make no code another one; 12 letters of 32 are not guessed."""
    code = code_of(bytes(range(32)))
    assert len(code) == 12
    assert read(f" {shown(code).lower()} ") == code
    assert not set(code) & set("01IO")
