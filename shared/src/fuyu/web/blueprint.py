"""The blueprint of a service's resources: smorest's, with our reader of bodies and every answer that can occur declared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import flask_smorest
import marshmallow as ma

from fuyu.web.access import Access, View, note
from fuyu.web.asking import CITY_HEADER, IN_STEAD_HEADER
from fuyu.web.body import Parser
from fuyu.web.operations import is_creating, is_guarded
from fuyu.web.paging import Listing
from fuyu.web.schemas import instance, page_of

_NAMES = {
    400: "BAD_REQUEST",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    409: "CONFLICT",
    412: "PRECONDITION_FAILED",
    413: "REQUEST_ENTITY_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    422: "UNPROCESSABLE_ENTITY",
    428: "PRECONDITION_REQUIRED",
    503: "SERVICE_UNAVAILABLE",
}
_ETAG = {"description": "the version shown; send it as If-Match with a change", "schema": {"type": "string"}}
_LOCATION = {"description": "the address of what was made", "schema": {"type": "string", "format": "uri-reference"}}


class Blueprint(flask_smorest.Blueprint):
    """A group of resources under one name. A view gives @access, then its arguments and responses; the rest is declared here."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, *, path: str = "", description: str = "") -> None:
        super().__init__(name, name, url_prefix=path or None, description=description)
        self._prepare_doc_cbks.append(_declare)

    def arguments(self, schema: type[ma.Schema] | ma.Schema, *, location: str = "json", **kwargs: Any) -> Callable[[View], View]:
        """Read the body (or, with location="query", the query) by a schema, made once instead of at each request."""
        made = instance(schema) if isinstance(schema, type) else schema
        decorate: Callable[[View], View] = super().arguments(made, location=location, **kwargs)
        return decorate

    def listing(self, listing: Listing, shows: type[ma.Schema]) -> Callable[[View], View]:
        """Read what is asked of a list (an Asked, for page()) and declare its pages."""
        return lambda view: self.arguments(listing.schema, location="query")(self.response(200, page_of(shows))(view))


def guarded(view: View) -> View:
    """Say that this POST changes something that exists, so that it needs If-Match."""
    return note(guarded=True)(view)


def unguarded(view: View) -> View:
    """Say that this PUT, PATCH or DELETE needs no If-Match; a comment beside it says why."""
    return note(guarded=False)(view)


def unversioned(view: View) -> View:
    """Say that this GET shows something without a version, so without ETag."""
    return note(versioned=False)(view)


def _declare(doc: dict[str, Any], info: Mapping[str, Any], *, method: str, app: Any, **_: Any) -> dict[str, Any]:
    """Add to an operation's description what the kernel does around the view: who may, headers, problems."""
    access: Access | None = info.get("access")
    responses = doc.setdefault("responses", {})
    parameters = doc.setdefault("parameters", [])
    if access is not None:
        doc["security"] = [] if access.is_public else [{"bearer": []}]
        info["docstring"]["description"] = f"{info['docstring'].get('description', '')}\n\nWho may: {access.says}.".strip()
    for name in _headers_of(method, info, bool(access and access.is_public)):
        parameters.append(name)
    for status in _problems_of(method, info, doc, parameters):
        responses.setdefault(status, _NAMES[status])
    _declare_answer_headers(method, info, responses)
    return doc


def _headers_of(method: str, info: Mapping[str, Any], is_public: bool) -> list[str]:
    """Return the names of the header parameters (components) that the operation knows."""
    found = [] if is_public else [CITY_HEADER, *((IN_STEAD_HEADER,) if method != "get" else ())]
    if is_guarded(method, info):
        found.append("If-Match")
    if is_creating(method, info):
        found.append("Idempotency-Key")
    elif method == "post" and is_guarded(method, info):
        found.append("Idempotency-Key-Optional")
    return [*found, "If-None-Match"] if _shows_version(method, info) else found


def _problems_of(method: str, info: Mapping[str, Any], doc: Mapping[str, Any], parameters: list[Any]) -> list[int]:
    is_change, has_body = method != "get", "requestBody" in doc or "requestBody" in info.get("manual_doc", {})
    conditions = {
        400: True,
        401: True,
        403: not (info.get("access") and info["access"].is_public),
        404: True,
        409: is_change,
        412: is_guarded(method, info),
        413: True,
        415: has_body,
        422: True,
        428: is_guarded(method, info) or is_creating(method, info),
        503: True,
    }
    return [status for status, holds in conditions.items() if holds]


def _declare_answer_headers(method: str, info: Mapping[str, Any], responses: dict[Any, Any]) -> None:
    if _shows_version(method, info):
        responses.setdefault(304, {"description": "You have this version (If-None-Match)", "headers": {"ETag": _ETAG}})
    for status, response in responses.items():
        if isinstance(response, dict) and 200 <= int(status) < 300 and not _is_page(info, method) and info.get("versioned", True):
            headers = response.setdefault("headers", {})
            headers["ETag"] = _ETAG
            if int(status) == 201:
                headers["Location"] = _LOCATION


def _shows_version(method: str, info: Mapping[str, Any]) -> bool:
    return method == "get" and not _is_page(info, method) and info.get("versioned", True)


def _is_page(info: Mapping[str, Any], method: str) -> bool:
    return method == "get" and any(parameter.get("in") == "query" for parameter in info.get("arguments", {}).get("parameters", ()))
