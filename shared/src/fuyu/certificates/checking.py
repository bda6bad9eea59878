"""The public check: by number and code, or by the file itself; how a certificate stands is read from its subject at that moment."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from fuyu.certificates.issuing import MARK
from fuyu.certificates.numbering import CODE_LETTERS, is_same, read, shown
from fuyu.certificates.ordering import ISSUED
from fuyu.certificates.signing import signature_of
from fuyu.problems import NotFound
from fuyu.service import Standing
from fuyu.store.rows import CertificateRow

if TYPE_CHECKING:
    from fuyu.service import Running

_MARKS = re.compile(re.escape(MARK).encode() + b"([2-9A-Z]{%d})" % CODE_LETTERS)
_AS_PRINTED = str.maketrans("[]（）()【】", "〔〕〔〕〔〕〔〕")  # a keyboard has no 〔 and 〕
_NOBODY = "0" * CODE_LETTERS  # no code is this


class State(StrEnum):
    """How a certificate stands today."""

    VALID = "valid"
    LAPSED = "lapsed"
    REVOKED = "revoked"


class File(StrEnum):
    """What a file is that someone brings: one of ours as it was issued, one of ours that was changed, or none of ours."""

    GENUINE = "genuine"
    CHANGED = "changed"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class Checked:
    """What came of looking at a file: the certificate that it is or was, and what its signature says where it was read."""

    file: File
    row: CertificateRow | None = None
    is_signature_whole: bool | None = None


def find(running: Running, city: str, number: str, code: str) -> CertificateRow:
    """Return the issued certificate of a city with this number and code; raise NotFound alike for an unknown number and a wrong code.

    Both cost one look and the comparison of a code, so the time does not tell them apart either.
    """
    written = number.strip()
    as_printed = written.translate(_AS_PRINTED)
    rows = list(running.store.rows.certificates.find({"city": city, "number": {"$in": [written, as_printed]}, "state": ISSUED}))
    given = read(code)
    codes = [row["code"] for row in rows] or [_NOBODY]
    found = [row for row, is_its in zip(rows, [is_same(code, given) for code in codes], strict=False) if is_its]
    if not found:
        raise NotFound("There is no certificate with this number and this check code here. Look whether both are as they stand on it.")
    return found[0]


def check_file(running: Running, city: str, pdf: bytes) -> Checked:
    """Return whether a file is a certificate that this service issued in a city, and whether it is as it was issued, to the byte.

    A file that bears no mark of ours never reaches the reader of PDFs.
    """
    certificates = running.store.rows.certificates
    row = certificates.find_one({"city": city, "sha256": hashlib.sha256(pdf).hexdigest(), "state": ISSUED})
    is_ours_to_the_byte = row is not None
    if row is None:
        codes = {match.decode() for match in _MARKS.findall(pdf)}
        row = certificates.find_one({"city": city, "code": {"$in": sorted(codes)[:8]}, "state": ISSUED}) if codes else None
    if row is None:
        return Checked(File.FOREIGN)
    signature = signature_of(pdf)
    is_whole = signature is not None and signature.is_whole and signature.fingerprint == row["signed_by"]
    return Checked(File.GENUINE if is_ours_to_the_byte and is_whole else File.CHANGED, row, is_whole)


def shown_certificate(running: Running, row: CertificateRow) -> dict[str, Any]:
    """Return what anyone may know of a certificate, with how it stands today."""
    today = running.clock.today()
    standing = _standing(running, row)
    state, since = _state(row, standing, today)
    return {
        "number": row["number"],
        "code": shown(row["code"]),
        "title": row["title"],
        "what": row["texts"]["what"],
        "holder": row["holder"],
        "listed": row["texts"]["listed"],
        "base": row["texts"]["base"],
        "issuer": row["texts"]["issuer"],
        "programme": row["texts"]["programme"],
        "regulation": row["texts"]["regulation"],
        "clause": row["clause"],
        "decision": row["texts"].get("decision"),
        "decision_corrected": _corrected(row, standing),
        "dated_on": row["dated_on"],
        "starts_on": row["starts_on"],
        "ends_on": row["ends_on"],
        "is_draft": row["is_draft"],
        "state": str(state),
        "since": since.isoformat() if since else None,
        "because": standing.because if state is State.REVOKED else None,
        "revoked_by": standing.clause if state is State.REVOKED else None,
        "checked_on": today.isoformat(),
    }


def _standing(running: Running, row: CertificateRow) -> Standing:
    certifies = running.service.certifies.get(row["about"]["kind"])
    return certifies.standing(running, row["city"], row["about"]["id"]) if certifies else Standing()


def _corrected(row: Mapping[str, Any], standing: Standing) -> dict[str, str] | None:
    """Return the decision's number as the certificate bears it and as it is, with the day of the correction; None where both are alike."""
    before, after, on = row["texts"].get("decision"), standing.decision, standing.decision_corrected_on
    return {"before": before or "", "after": after, "on": on.isoformat()} if after is not None and on is not None and before != after else None


def _state(row: Mapping[str, Any], standing: Standing, today: date) -> tuple[State, date | None]:
    if standing.revoked_on is not None:
        return State.REVOKED, standing.revoked_on
    over = date.fromisoformat(row["ends_on"]) + timedelta(days=1) if row["ends_on"] else None
    since = min((each for each in (over, standing.over_since) if each is not None and each <= today), default=None)
    return (State.LAPSED, since) if since else (State.VALID, None)
