"""The record of a plaque: which inscription, with which certificate, handed over when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fuyu.certificates.ordering import CERTIFICATE
from fuyu.events.envelope import Subject
from fuyu.problems import InvalidInput, NotFound
from fuyu.store.rows import CertificateRow
from fuyu.store.transaction import Transaction


def give_plaque(tx: Transaction, id: str, seen: Mapping[str, Any], given_on: date) -> CertificateRow:
    """Note on which day the plaque of a certificate that the caller may see was handed over; a later note corrects an earlier one, which the audit keeps."""
    row = tx.rows.certificates.find_one({**seen, "_id": id})
    if row is None or row["plaque"] is None:
        raise NotFound(f"There is no certificate {id!r} with a plaque here that you hand over.", found=id)
    if not row["dated_on"] <= given_on.isoformat() <= tx.today.isoformat():
        needed = f"{row['dated_on']} to {tx.today}"
        raise InvalidInput.of_fields(
            [{"field": "given_on", "reason": "It comes with its certificate, and not in the future.", "found": given_on.isoformat(), "needed": needed}]
        )
    tx.rows.certificates.update_one({"_id": id}, {"$set": {"plaque_given_on": given_on.isoformat()}})
    tx.audit("certificate.plaque_given", Subject(CERTIFICATE, id), given_on=given_on, before=row["plaque_given_on"])
    return {**row, "plaque_given_on": given_on.isoformat()}
