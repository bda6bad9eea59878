"""Signing a certificate (PAdES) and looking whether a signed one is whole: by a city's own key, or one made here for a start."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID

from fuyu.problems import Unavailable
from fuyu.settings import DEFAULT_SIGNING, Settings

LASTS = timedelta(days=20 * 365)
FIELD = "Fuyu"


class SigningKeyMissing(Unavailable):
    """The key that certificates are signed by cannot be read, so none is issued; those that were ordered wait."""

    slug, status, title = "signing-key-missing", 503, "The signing key of certificates cannot be read"


@dataclass(frozen=True)
class Seal:
    """A key with its certificate; `fingerprint` is the SHA-256 of the latter, by which a signature is known as ours."""

    signer: Any
    fingerprint: str


@dataclass(frozen=True)
class Signature:
    """What a PDF's signature says: by whom, and whether every byte is as it was signed."""

    fingerprint: str
    is_whole: bool


def make_signing_key(path: Path, name: str = "Fuyu") -> None:
    """Make a P-256 key with a certificate of its own where there is none; of several that start at once, one stays."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = ec.generate_private_key(ec.SECP256R1())
    content = pkcs12.serialize_key_and_certificates(name.encode(), key, _self_signed(key, name), None, NoEncryption())
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_bytes(content)
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def seal_of(settings: Settings) -> Seal:
    """Return the seal that the settings name; raise SigningKeyMissing where it cannot be read."""
    path, password = settings.signing_p12, settings.signing_password_file
    if path == DEFAULT_SIGNING:
        make_signing_key(path)
    try:
        return _load(path.resolve(), path.stat().st_mtime_ns, password.read_bytes().strip() if password else None)
    except (OSError, ValueError) as error:
        said = f"{path} (FUYU_SIGNING_P12) cannot be read: {error}. Put the PKCS #12 file there, and its password into FUYU_SIGNING_PASSWORD_FILE."
        raise SigningKeyMissing(said) from None


def sign(pdf: bytes, seal: Seal, reason: str) -> bytes:
    """Return the PDF with a PAdES signature over all its bytes."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf

    class AsItWasSet(IncrementalPdfFileWriter):
        """A writer that leaves the metadata alone: PDF/A wants them in the form in which Typst wrote them, and pyHanko would write them anew."""

        def _update_meta(self) -> None:
            return

    meta = PdfSignatureMetadata(field_name=FIELD, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", reason=reason)
    signed: BytesIO = sign_pdf(AsItWasSet(BytesIO(pdf)), meta, signer=seal.signer, output=BytesIO())
    return signed.getvalue()


def signature_of(pdf: bytes) -> Signature | None:
    """Return what the last signature of a PDF says, None where it has none that can be read; a stranger's file may hold anything."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    try:
        found = PdfFileReader(BytesIO(pdf)).embedded_signatures
        if not found:
            return None
        certificate = found[-1].signer_cert
        # Whether the certificate is ours is told by its fingerprint; here only the bytes are looked at.
        status = validate_pdf_signature(found[-1], ValidationContext(trust_roots=[certificate], allow_fetching=False))
        is_whole = bool(status.intact and status.valid and status.coverage is SignatureCoverageLevel.ENTIRE_FILE)
        return Signature(certificate.sha256.hex(), is_whole)
    except (Exception, RecursionError):  # noqa: BLE001 -- A damaged file fails its reader in any way there is; it has no signature that counts.
        return None


@cache
def _load(path: Path, stamp: int, password: bytes | None) -> Seal:
    from pyhanko.sign.signers import SimpleSigner

    signer = SimpleSigner.load_pkcs12_data(path.read_bytes(), other_certs=[], passphrase=password)
    if signer is None or signer.signing_cert is None:
        raise ValueError("it is no PKCS #12 file with a key and its certificate, or the password is another")
    return Seal(signer, signer.signing_cert.sha256.hex())


def _self_signed(key: ec.EllipticCurvePrivateKey, name: str) -> x509.Certificate:
    subject, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), now - timedelta(days=1), now + LASTS)
    builder = builder.add_extension(usage, critical=True).add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    return builder.sign(key, hashes.SHA256())
