"""Files: sent first, then named by a use-case; shown only to who may see what they are kept for, identity papers to fewer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from flask import Response, request, url_for
from flask.views import MethodView
from gridfs.synchronous.grid_file import GridOut
from marshmallow import fields
from werkzeug.datastructures import Headers
from werkzeug.http import dump_options_header

from fuyu.problems import KeyReused, NotFound
from fuyu.service import Running
from fuyu.store import contents
from fuyu.store.files import KEPT, PENDING, file_row, forget, open_file, upload
from fuyu.store.rows import FileRow
from fuyu.store.transaction import Subject, Transaction
from fuyu.web.access import SIGNED_IN, access, note
from fuyu.web.answers import commit
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint
from fuyu.web.fields import Identifier, Instant, Whole
from fuyu.web.schemas import Schema
from fuyu.web.uploads import FilePart

FORM_BYTES = 16 * 1024  # what a form needs around its file
POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
UPLOAD = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {"type": "object", "required": ["file"], "additionalProperties": False, "properties": {"file": {"type": "string", "format": "binary"}}}
        }
    },
}
_TAKEN = (contents.PDF, contents.JPEG, contents.PNG, contents.DOCX, contents.XLSX)
_CONTENT = {"description": "The file's bytes", "content": {kind.media_type: {"schema": {"type": "string", "format": "binary"}} for kind in _TAKEN}}


class FileShown(Schema):
    """What is known of a file; its kind is told by its content."""

    id = Identifier(required=True)
    name = fields.String(required=True, metadata={"description": "what the sender called it"})
    kind = fields.String(required=True)
    media_type = fields.String(required=True)
    size = Whole(required=True, most=2**53, metadata={"description": "in bytes"})
    sha256 = fields.String(required=True)
    state = fields.String(required=True, metadata={"description": "pending until a use-case names it; gone after 24 hours otherwise"})
    expires_at = Instant(required=True, allow_none=True)


blueprint = Blueprint("files", path="/files", description="Files: send one first, then name its id where it belongs.")


@blueprint.route("")
class Files(MethodView):
    """Where files are sent to."""

    @access(SIGNED_IN)
    @note(takes_file=True)
    @blueprint.doc(requestBody=UPLOAD)
    @blueprint.response(201, FileShown)
    def post(self) -> Response:
        """Send a file, which then waits 24 hours to be named.

        PDF, JPEG, PNG, docx and xlsx are taken, told by their content.
        """
        store, part = running().store, FilePart(request)
        row = upload(store, part, part.name, city=city(), caller=caller(), most_bytes=running().settings.max_file_bytes)
        try:
            mark = f"{row['sha256']} {row['name']}"
            answer = commit(lambda tx: row, shows=FileShown, status=201, location=_address, mark=mark, stands=_is_there)
        except KeyReused:  # Any other failure may come after the commit; then the file goes with those that nobody names.
            forget(store, row["_id"])
            raise
        if row["_id"] not in answer.headers["Location"]:  # The same file came under this key before; that one stands.
            forget(store, row["_id"])
        return answer


@blueprint.route("/<id:file>")
class OneFile(MethodView):
    """A file's content."""

    @access(
        SIGNED_IN,
        says="who sent it, while nobody has named it; afterwards those who may see what it is kept for; of identity papers only applicant and reviewers",
    )
    @blueprint.doc(responses={"200": _CONTENT, "410": "GONE"})
    def get(self, file: str) -> Response:
        """Give a file's content, as something to save and never to show in a page; each look is noted."""
        if not _may_see(running(), file_row(running().store, city(), file)):
            raise NotFound(f"There is no file {file!r} here.", found=file)
        row, content = open_file(running().store, city(), file)
        etag = f'"{row["sha256"]}"'
        if etag in request.headers.get("If-None-Match", ""):
            return Response(status=304, headers={"ETag": etag})
        running().store.transact(lambda tx: _note_look(tx, row), caller=caller(), city=city())
        return Response(_pieces(content), headers=_headers(row, etag))


def _address(row: FileRow) -> str:
    return url_for("files.OneFile", file=row["_id"])


def _is_there(tx: Transaction, headers: Mapping[str, str]) -> bool:
    """Claim that the file of an answer given before still waits or is kept: one that nobody named goes before its key does."""
    id = headers["Location"].rpartition("/")[2]
    return tx.rows.files.find_one({"_id": id, "state": {"$in": [PENDING, KEPT]}}, {"_id": 1}) is not None


def _may_see(at_work: Running, row: FileRow) -> bool:
    if row["state"] == PENDING:
        return row["by"] == caller().person
    service = at_work.service
    shows = service.shows_identity_papers if row.get("is_identity_paper") else service.shows_files
    kept_for = [Subject(each["kind"], each["id"]) for each in row["kept_for"]]
    return any(shows[subject.kind](at_work, caller(), subject) for subject in kept_for if subject.kind in shows)


def _note_look(tx: Transaction, row: FileRow) -> None:
    for subject in row["kept_for"] or [{"kind": "file", "id": row["_id"]}]:
        tx.audit("file.seen", Subject(subject["kind"], subject["id"]), file=row["_id"])


def _headers(row: FileRow, etag: str) -> Headers:
    plain = row["name"].encode("ascii", "replace").decode().replace('"', "'")
    headers: dict[str, Any] = {
        "Content-Type": row["media_type"],
        "Content-Length": str(row["size"]),
        "Content-Disposition": dump_options_header("attachment", {"filename": plain, "filename*": f"UTF-8''{_quoted(row['name'])}"}),
        "Content-Security-Policy": POLICY,
        "ETag": etag,
    }
    return Headers(headers)


def _quoted(name: str) -> str:
    return quote(name, safe="")


def _pieces(content: GridOut) -> Iterator[bytes]:
    with content:
        while piece := content.read(256 * 1024):
            yield piece
