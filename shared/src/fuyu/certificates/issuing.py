"""Issuing what was ordered: a worker sets and signs it, keeps the file and says so in one transaction; several workers issue it once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import structlog

from fuyu.certificates.fonts import fonts_in
from fuyu.certificates.numbering import shown
from fuyu.certificates.ordering import CERTIFICATE, ISSUED, ORDERED
from fuyu.certificates.signing import Seal, seal_of, sign
from fuyu.certificates.typesetting import check_letters, qr_of, typeset
from fuyu.events.envelope import Subject
from fuyu.problems import Problem
from fuyu.store.files import forget, keep_files, upload
from fuyu.store.leases import claim, new_owner
from fuyu.store.rows import CertificateRow
from fuyu.store.transaction import Transaction

if TYPE_CHECKING:
    from fuyu.service import Running

BATCH, LEASE_SECONDS = 10, 60.0
BATCHES_A_TICK = 5  # eight seconds at most, so that what else a tick looks for does not wait longer
TRY_AGAIN = timedelta(seconds=60)
MARK = "fuyu-certificate-"
_log = structlog.get_logger(__name__)


def issue_ordered(running: Running) -> int:
    """Issue certificates that were ordered, so many a tick, and return how many; one that cannot be made says why and is tried again in a minute."""
    owner, count = new_owner(), 0
    for _ in range(BATCHES_A_TICK):
        claimed = claim(running.store.rows.certificates, _due(running), owner, LEASE_SECONDS, BATCH, "try_at")
        for row in claimed:
            count += _issue(running, row, owner)  # type: ignore[arg-type]  # A claimed row is a certificate's with a lease.
        if not claimed:
            break
    return count


def address_of(running: Running, row: CertificateRow) -> str:
    """Return the address at which anyone can check a certificate."""
    number, code = quote(row["number"], safe=""), shown(row["code"])
    place = f"{running.settings.public_url.rstrip('/')}/{running.service.name}/public/{quote(row['city'], safe='')}/certificates"
    # A number that an officer gave may hold a slash, and no part of a path can.
    return f"{place}?number={number}&code={code}" if "/" in row["number"] else f"{place}/{number}/{code}"


def pdf_of(running: Running, row: CertificateRow, seal: Seal) -> bytes:
    """Return a certificate set and signed; raise a problem where its template, a letter, its fonts or the key fails."""
    programme = running.laws.of(row["programme"], row["programme_version"]).programme
    declared, fonts, address = programme.certificate(row["name"]), fonts_in(running.settings.fonts), address_of(running, row)
    check_letters(row["texts"], fonts, declared.fonts)
    mark = MARK + row["code"]
    texts = row["texts"] | {"code": shown(row["code"]), "mark": mark, "check": address, "qr": qr_of(address)}
    return sign(typeset(programme.folder / declared.template, texts, fonts, declared.fonts, row["ordered_at"]), seal, mark)


def _due(running: Running) -> dict[str, Any]:
    return {"state": ORDERED, "try_at": {"$lte": running.clock.now()}}


def _issue(running: Running, row: CertificateRow, owner: str) -> bool:
    try:
        seal = seal_of(running.settings)
        pdf = pdf_of(running, row, seal)
    except Problem as problem:
        _log.warning("a certificate could not be made", certificate=row["_id"], reason=problem.detail)
        _put_off(running, row, owner, problem.detail)
        return False
    except Exception as fault:  # noqa: BLE001 -- One that fails in a way nobody foresaw must not stop those behind it; it is tried again like the rest.
        _log.exception("a certificate could not be made", certificate=row["_id"])
        _put_off(running, row, owner, f"It failed in a way nobody foresaw: {fault!r}"[:500])
        return False
    most = max(running.settings.max_file_bytes, len(pdf))
    file = upload(running.store, BytesIO(pdf), f"{row['number']}.pdf", city=row["city"], caller=None, most_bytes=most)
    issued = {"state": ISSUED, "says": None, "file": file["_id"], "sha256": file["sha256"], "signed_by": seal.fingerprint}
    try:
        is_done = running.store.transact(lambda tx: _finish(tx, row, owner, issued), city=row["city"])
    except BaseException:
        forget(running.store, file["_id"])
        raise
    if not is_done:  # The lease ran out and another worker was quicker.
        forget(running.store, file["_id"])
    return is_done


def _finish(tx: Transaction, row: CertificateRow, owner: str, issued: Mapping[str, Any]) -> bool:
    mine = {"_id": row["_id"], "state": ORDERED, "lease.owner": owner}
    done = tx.rows.certificates.update_one(mine, {"$set": {**issued, "issued_at": tx.now}, "$unset": {"lease": ""}})
    if done.matched_count == 0:
        return False
    about = Subject(CERTIFICATE, row["_id"])
    keep_files(tx, [str(issued["file"])], about)
    tx.emit("certificate.issued", about, _data(row, str(issued["file"])), audiences=row["audiences"])
    tx.audit("certificate.issued", about, number=row["number"], file=issued["file"])
    return True


def _put_off(running: Running, row: CertificateRow, owner: str, says: str) -> None:
    change = {"$set": {"says": says, "try_at": running.clock.now() + TRY_AGAIN}, "$unset": {"lease": ""}}
    running.store.rows.certificates.update_one({"_id": row["_id"], "state": ORDERED, "lease.owner": owner}, change)


def _data(row: CertificateRow, file: str) -> dict[str, Any]:
    names = ("programme", "programme_version", "name", "title", "number", "about", "holder", "district", "clause", "is_draft")
    days = ("dated_on", "starts_on", "ends_on")
    told: dict[str, Any] = {name: row[name] for name in names + days}  # type: ignore[literal-required]  # They are keys of the row.
    return told | {"certificate": row["_id"], "file": file}
