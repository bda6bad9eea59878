"""Certificates as resources, the same in every service: one's own to look at, and a check of any that needs no token."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response, render_template, request
from flask.views import MethodView
from marshmallow import fields, validate

from fuyu.caller import Caller, Role
from fuyu.certificates.checking import File, check_file, find, shown_certificate
from fuyu.certificates.ordering import CERTIFICATE, ISSUED, ORDERED
from fuyu.law.programme import Scope
from fuyu.law.registry import Laws
from fuyu.problems import InvalidInput, NotFound, TooLarge
from fuyu.service import Running
from fuyu.store.rows import CertificateRow
from fuyu.store.transaction import Subject, Transaction
from fuyu.web.access import PUBLIC, SIGNED_IN, access, note
from fuyu.web.answers import commit, json_answer
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint, unversioned
from fuyu.web.fields import Identifier, Instant, Text
from fuyu.web.files import UPLOAD
from fuyu.web.paging import Asked, Filter, Listing, page
from fuyu.web.schemas import Schema
from fuyu.web.uploads import FilePart

MOST_BYTES = 10 * 1024 * 1024  # a certificate has about 60,000
POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
WORDS = {"valid": "有效", "lapsed": "已失效（期满）", "revoked": "已撤销"}

blueprint = Blueprint("certificates", description="Certificates: numbered documents that anyone can check")
LISTING = Listing(
    filters={
        "subject_kind": Filter(Text(most=40), path="about.kind"),
        "subject": Filter(Identifier(), path="about.id"),
        "programme": Filter(Text(most=80)),
        "name": Filter(Text(most=80)),
        "state": Filter(Text(validate=validate.OneOf([ORDERED, ISSUED]))),
    },
    sorts={"number": "number"},
)


class CertificateView(Schema):
    """A certificate: whom and what it speaks of, its number and code, and its file once a worker has set and signed it."""

    id = Identifier()
    programme = fields.String()
    programme_version = fields.String()
    name = fields.String()
    title = fields.String()
    number = fields.String()
    code = fields.String(metadata={"description": "with the number it opens the public check"})
    about = fields.Dict(metadata={"description": "the subject: kind, id"})
    holder = fields.Dict(allow_none=True)
    dated_on = fields.String()
    starts_on = fields.String(allow_none=True)
    ends_on = fields.String(allow_none=True)
    is_draft = fields.Boolean()
    clause = fields.Raw()
    plaque = fields.String(allow_none=True, metadata={"description": "the inscription of the plaque that goes with it"})
    state = fields.String(metadata={"description": "ordered, or issued"})
    says = fields.String(allow_none=True, metadata={"description": "why it could not be issued yet"})
    file = Identifier(allow_none=True)
    sha256 = fields.String(allow_none=True)
    issued_at = Instant(allow_none=True)


class Wanted(Schema):
    """The subject whose certificate is missing."""

    kind = Text(most=40, required=True)
    subject = Identifier(required=True)


class Sought(Schema):
    """What stands on a certificate."""

    number = Text(most=80)
    code = Text(most=40)


class Stands(Schema):
    """A certificate as anyone may know it, and how it stands today."""

    number = fields.String(required=True)
    code = fields.String(required=True)
    title = fields.String(required=True)
    what = fields.String(allow_none=True)
    holder = fields.Dict(allow_none=True)
    listed = fields.List(fields.Dict())
    base = fields.String(allow_none=True)
    issuer = fields.String()
    programme = fields.String()
    regulation = fields.String()
    clause = fields.Raw()
    decision = fields.String(allow_none=True, metadata={"description": "the decision's number (文号) that stands on it"})
    decision_corrected = fields.Dict(allow_none=True, metadata={"description": "where that number was corrected since: before, after, on"})
    dated_on = fields.String()
    starts_on = fields.String(allow_none=True)
    ends_on = fields.String(allow_none=True)
    is_draft = fields.Boolean()
    state = fields.String(required=True, metadata={"description": "valid, lapsed or revoked"})
    since = fields.String(allow_none=True)
    because = fields.String(allow_none=True)
    revoked_by = fields.Raw(allow_none=True)
    checked_on = fields.String()


class FileChecked(Schema):
    """What a file is: genuine (ours to the byte), changed (ours, but not as it was issued), or foreign."""

    file = fields.String(required=True)
    is_signature_whole = fields.Boolean(allow_none=True)
    certificate = fields.Nested(Stands, allow_none=True)


@blueprint.route("/certificates")
class Certificates(MethodView):
    """The certificates that the caller may see."""

    @access(SIGNED_IN)
    @blueprint.listing(LISTING, CertificateView)
    def get(self, asked: Asked) -> Response:
        """List certificates: those that speak of one's own organisation or were issued by it, a district's, or an office's."""
        return page(running().store.rows.certificates, asked, CertificateView, where=seen_by(running().laws, caller(), city()))

    @access(SIGNED_IN, says="who brings the certificate of this subject, where it is missing")
    @blueprint.arguments(Wanted)
    @blueprint.response(201, CertificateView)
    def post(self, wanted: dict[str, Any]) -> Response:
        """Order a certificate that a subject should have and lacks, because a letter of it could not be set when its day came."""
        certifies = running().service.certifies.get(wanted["kind"])
        if certifies is None or certifies.order is None:
            known = sorted(kind for kind, each in running().service.certifies.items() if each.order)
            raise InvalidInput.of_fields([{"field": "kind", "reason": "Nothing of this kind is certified here.", "found": wanted["kind"], "needed": known}])
        place = certifies.order
        return commit(lambda tx: _row(tx, place(tx, wanted["subject"])), shows=CertificateView, status=201, location=lambda row: f"{request.path}/{row['_id']}")


@blueprint.route("/certificates/<id:id>")
class OneCertificate(MethodView):
    """One certificate."""

    @access(SIGNED_IN)
    @unversioned
    @blueprint.response(200, CertificateView)
    def get(self, id: str) -> Response:
        """Show a certificate; its signed PDF is under /files."""
        row = running().store.rows.certificates.find_one({**seen_by(running().laws, caller(), city()), "_id": id})
        if row is None:
            raise NotFound(f"There is no certificate {id!r} here.", found=id)
        return json_answer(CertificateView().dump(row))


@blueprint.route("/public/<string:city_id>/certificates")
class PublicCertificates(MethodView):
    """Where anyone checks a certificate."""

    @access(PUBLIC)
    @unversioned
    @blueprint.arguments(Sought, location="query")
    @blueprint.response(200, Stands)
    def get(self, sought: dict[str, str], city_id: str) -> Response:
        """Check a certificate by the number and the check code that stand on it; a browser without both gets the form."""
        if sought.get("number") and sought.get("code"):
            return _checked(city_id, sought["number"], sought["code"])
        if _wants_page():
            return _page("certificate_form.html", city=city_id, sought=sought)
        missing, needed = [name for name in ("number", "code") if not sought.get(name)], "as it stands on the certificate"
        raise InvalidInput.of_fields([{"field": name, "in": "query", "reason": "It is missing.", "needed": needed} for name in missing])


@blueprint.route("/public/<string:city_id>/certificates/<string:number>/<string:code>")
class PublicCertificate(MethodView):
    """The address in a certificate's QR code."""

    @access(PUBLIC)
    @unversioned
    @blueprint.response(200, Stands)
    def get(self, city_id: str, number: str, code: str) -> Response:
        """Show a certificate and how it stands today; an unknown number and a wrong check code answer alike."""
        return _checked(city_id, number, code)


@blueprint.route("/public/<string:city_id>/certificates/check")
class FileCheck(MethodView):
    """Where anyone checks a certificate's file."""

    @access(PUBLIC)
    @note(takes_file=True)
    @unversioned
    @blueprint.doc(requestBody=UPLOAD)
    @blueprint.response(200, FileChecked)
    def post(self, city_id: str) -> Response:
        """Check a PDF: whether it is ours, whether every byte is as it was signed, which certificate it is, and how that stands today."""
        checked = check_file(running(), city_id, _content())
        certificate = shown_certificate(running(), checked.row) if checked.row else None
        told = {"file": str(checked.file), "is_signature_whole": checked.is_signature_whole, "certificate": certificate}
        if _wants_page():
            return _page("certificate_file.html", city=city_id, told=told, words=WORDS, is_genuine=checked.file is File.GENUINE)
        return json_answer(FileChecked().dump(told))


def seen_by(laws: Laws, who: Caller, where: str) -> dict[str, Any]:
    """Return the condition on the certificates of a city that a person may see: by organisation, by office or district; an operator sees all."""
    roles = [role for role in who.actors if role.city == where]
    if any(role.actor == "operator" for role in roles):
        return {"city": where}
    own = sorted({role.organisation for role in roles if role.organisation})
    ways: list[dict[str, Any]] = [{"organisations": {"$in": own}}] if own else []
    ways += [way for role in roles for way in _as_officer(laws, role, where)]
    return {"city": where, "$or": ways or [{"_id": None}]}


def shows_certificate(running: Running, who: Caller, subject: Subject) -> bool:
    """Claim that a person may see a certificate's file: whoever sees the certificate."""
    rows = running.store.rows.certificates
    return any(rows.find_one({**seen_by(running.laws, who, where), "_id": subject.id}, {"_id": 1}) for where in who.cities)


SHOWS_CERTIFICATES = {CERTIFICATE: shows_certificate}


def _as_officer(laws: Laws, role: Role, where: str) -> Iterator[dict[str, Any]]:
    for programme in {(each.programme.id, role.actor): each.programme for each in laws.programmes.values() if each.programme.city == where}.values():
        actor = programme.actors.get(role.actor)
        if actor is None or role.office != (actor.office or programme.office):
            continue
        if actor.scope is Scope.OFFICE:
            yield {"programme": programme.id}
        elif actor.scope is Scope.DISTRICT_OFFICE and role.district:
            yield {"programme": programme.id, "district": {"$in": [role.district, None]}}


def _row(tx: Transaction, id: str) -> Mapping[str, Any]:
    row: CertificateRow | None = tx.rows.certificates.find_one({"_id": id})
    if row is None:
        raise NotFound(f"There is no certificate {id!r} here.", found=id)
    return row


def _content() -> bytes:
    part, pieces, size = FilePart(request), [], 0
    while piece := part.read(256 * 1024):
        size += len(piece)
        if size > MOST_BYTES:
            raise TooLarge(f"The file is larger than {MOST_BYTES:,} bytes; a certificate is far smaller.", needed=f"at most {MOST_BYTES} bytes")
        pieces.append(piece)
    return b"".join(pieces)


def _checked(city_id: str, number: str, code: str) -> Response:
    try:
        told = shown_certificate(running(), find(running(), city_id, number, code))
    except NotFound:
        if not _wants_page():
            raise
        return _page("certificate_form.html", 404, city=city_id, sought={"number": number, "code": code}, is_unknown=True)
    return _page("certificate.html", city=city_id, told=told, words=WORDS) if _wants_page() else json_answer(Stands().dump(told))


def _wants_page() -> bool:
    return request.accept_mimetypes.best_match(["application/json", "text/html"], "application/json") == "text/html"


def _page(template: str, status: int = 200, **told: Any) -> Response:
    body = render_template(template, service=running().service, **told)
    return Response(body, status, {"Content-Security-Policy": POLICY, "Vary": "Accept"}, content_type="text/html; charset=utf-8")
