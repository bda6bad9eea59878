"""Ordering a certificate in the transaction of the act that brings it: number, check code and frozen texts; setting and signing come later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from fuyu.certificates.fonts import FontsMissing, fonts_in
from fuyu.certificates.numbering import code_of, next_count
from fuyu.certificates.texts import Texts
from fuyu.certificates.typesetting import LetterMissing, check_letters
from fuyu.events.envelope import Audience, Subject
from fuyu.ids import derived_id
from fuyu.law.documents import Certificate
from fuyu.law.registry import Loaded
from fuyu.law.view import Law
from fuyu.store.rows import CertificateRow
from fuyu.store.transaction import Transaction

ORDERED, ISSUED = "ordered", "issued"
CERTIFICATE = "certificate"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be certified: the document declared, about which subject, for whom, and the words of its own.

    `key` tells the certificates of one subject apart, for example by the first day of a term. `holder` is the organisation that it speaks of (its
    code and name), None for a circular. `organisations` are the codes of all who may see it; `words` are further members of Texts.
    """

    certificate: Certificate
    loaded: Loaded
    law: Law
    about: Subject
    key: str
    issuer: str
    office: str
    district: str | None
    holder: Mapping[str, str] | None
    organisations: Sequence[str]
    audiences: Sequence[Audience]
    number: str | None = None
    starts_on: str | None = None
    ends_on: str | None = None
    words: Mapping[str, Any]

    def id_in(self, city: str) -> str:
        """Return the certificate's id, which is the same whenever it is ordered."""
        return derived_id(city, CERTIFICATE, self.about.kind, self.about.id, self.certificate.name, self.key)

    def texts(self, tx: Transaction, number: str) -> Texts:
        """Return all that the template is told."""
        programme, regulation = self.loaded.programme, self.loaded.regulation
        told: dict[str, Any] = {
            "title": self.certificate.title,
            "number": number,
            "issuer": self.issuer,
            "city": tx.laws.city(programme.city).title,
            "programme": programme.title,
            "regulation": regulation.title,
            "regulation_number": regulation.number or "",
            "clause": self.certificate.clause,
            "dated_on": tx.today.isoformat(),
            "is_draft": self.law.is_draft,
            "holder": self.holder["name"] if self.holder else None,
            "holder_code": self.holder["code"] if self.holder else None,
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
        }
        return Texts(**(told | dict(self.words)))


def check_order(tx: Transaction, order: Order) -> None:
    """Raise LetterMissing where a certificate could not be set because its fonts lack a letter of its texts.

    Where the fonts themselves are not installed nothing can be said; it may be ordered and waits for them.
    """
    texts = order.texts(tx, order.number or order.certificate.numbered(tx.today.year, 1)).as_document()
    try:
        check_letters(texts, fonts_in(tx.fonts), order.certificate.fonts)
    except FontsMissing as missing:
        _log.warning("the letters of a certificate could not be looked up", reason=missing.detail)


def order(tx: Transaction, asked: Order) -> CertificateRow:
    """Order a certificate and return its row; one that was ordered before stays as it is. Raise LetterMissing, and then nothing of it is kept."""
    id = asked.id_in(tx.city)
    known = tx.rows.certificates.find_one({"_id": id})
    if known is not None:
        return known
    check_order(tx, asked)
    row = _row(tx, id, asked)
    tx.rows.certificates.insert_one(row)
    tx.audit("certificate.ordered", Subject(CERTIFICATE, id), number=row["number"], about=dict(row["about"]))
    return row


def order_or_note(tx: Transaction, asked: Order) -> CertificateRow | None:
    """Order a certificate that falls due by itself; where a letter is missing it alone is stopped, which the audit of its subject says.

    Nobody is there to be refused, and what else the day brings must not wait for a font. An officer who asks for it later hears the problem.
    """
    try:
        return order(tx, asked)
    except LetterMissing as missing:
        tx.audit("certificate.stopped", asked.about, says=missing.detail)
        _log.warning("a certificate was stopped", about=asked.about.id, reason=missing.detail)
        return None


def _row(tx: Transaction, id: str, asked: Order) -> CertificateRow:
    certificate, programme, year = asked.certificate, asked.loaded.programme, tx.today.year
    count = next_count(tx, programme.id, certificate, year) if certificate.number is not None else None
    number = certificate.numbered(year, count) if count is not None else asked.number or ""
    return {
        "_id": id,
        "city": tx.city,
        "programme": programme.id,
        "programme_version": programme.version,
        "name": certificate.name,
        "title": certificate.title,
        "number": number,
        "year": year,
        "count": count,
        "code": code_of(tx.random_for(id)),
        "about": {"kind": asked.about.kind, "id": asked.about.id},
        "holder": {name: asked.holder[name] for name in ("code", "name")} if asked.holder else None,
        "organisations": sorted(set(asked.organisations)),
        "office": asked.office,
        "district": asked.district,
        "audiences": [dict(audience) for audience in asked.audiences],
        "dated_on": tx.today.isoformat(),
        "starts_on": asked.starts_on,
        "ends_on": asked.ends_on,
        "is_draft": asked.law.is_draft,
        "texts": asked.texts(tx, number).as_document(),
        "clause": asked.law.cite(certificate.clause).as_document(),
        "plaque": certificate.plaque,
        "state": ORDERED,
        "ordered_at": tx.now,
        "try_at": tx.now,
        "says": None,
        "file": None,
        "sha256": None,
        "signed_by": None,
        "issued_at": None,
    }
