"""The description of a service's API (OpenAPI 3.1) and a page that shows it with assets of its own: no other host is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import flask_smorest
from flask import Flask, Response, current_app, render_template, request

from fuyu.problems import NotFound
from fuyu.web.access import PUBLIC, access
from fuyu.web.answers import ETAG_PATTERN, KEY_PATTERN, json_answer
from fuyu.web.asking import CITY_HEADER, IN_STEAD_HEADER, running
from fuyu.web.problems import declared

VERSION = "3.1.0"
# Swagger UI shows its icons as data: images; scripts and styles are files from here.
DOCS_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
PAGE_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_SWAGGER = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "favicon-32x32.png": "image/png",
}
_OWN = {"docs.js": "text/javascript; charset=utf-8", "page.css": "text/css; charset=utf-8", "check.css": "text/css; charset=utf-8"}


class Api(flask_smorest.Api):
    """smorest's Api with problems as the only errors, and nothing undeclared hidden behind a default answer."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def __init__(self, app: Flask, title: str, version: str) -> None:
        spec = {"title": title, "version": version, "openapi_version": VERSION, "info": {"description": _ABOUT}}
        super().__init__(app, spec_kwargs=spec)
        self.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
        for name, parameter in _HEADERS.items():
            self.spec.components.parameter(name, "header", parameter, lazy=True)

    def _register_responses(self) -> None:
        for status, response in declared().items():
            for name in {HTTPStatus(status).name, _OLDER_NAMES.get(status, HTTPStatus(status).name)}:
                self.spec.components.response(name, response, lazy=True)

    def _register_error_handlers(self) -> None:
        """Leave errors to fuyu.web.problems."""

    def _register_etag_headers(self) -> None:
        """Leave them to _HEADERS."""

    def _register_pagination_header(self) -> None:
        """Leave it out: pages tell what follows in their body."""


# Python 3.13 renamed two statuses; the description calls them the same on all versions.
_OLDER_NAMES = {413: "REQUEST_ENTITY_TOO_LARGE", 422: "UNPROCESSABLE_ENTITY"}
_ABOUT = (
    "Dates are days in China (`2026-03-02`), instants are UTC (`2026-03-02T08:00:00Z`), numbers of the law are texts.\n\n"
    "Every refusal is a problem document (RFC 9457); its `type` leads to a page that explains it. "
    "Send a new `Idempotency-Key` with each thing you make and the same one when you repeat it; send the `ETag` of what you read as `If-Match` with a change."
)
_KEY = {"description": "new for each thing you make, the same when you repeat the request", "schema": {"type": "string", "pattern": KEY_PATTERN}}
_HEADERS: dict[str, dict[str, Any]] = {
    CITY_HEADER: {"description": "which city, for who has roles in several", "schema": {"type": "string"}},
    IN_STEAD_HEADER: {"description": "the absent person whose deputy you are today, where you act for that person", "schema": {"type": "string"}},
    "If-Match": {"description": "the ETag of what you read", "required": True, "schema": {"type": "string", "pattern": ETAG_PATTERN}},
    "If-None-Match": {"description": "the ETag you have; 304 where it still stands", "schema": {"type": "string"}},
    "Idempotency-Key": {"required": True, **_KEY},
    "Idempotency-Key-Optional": {"name": "Idempotency-Key", **_KEY},
}


def register(app: Flask, api: Api) -> None:
    """Serve /openapi.json, /docs and the assets of the pages."""
    description = api.spec.to_dict()
    _tidy(description["paths"])
    app.extensions["fuyu.spec"] = description
    app.add_url_rule("/openapi.json", "openapi", _description)
    app.add_url_rule("/docs", "docs", _docs)
    app.add_url_rule("/docs/assets/<name>", "docs_asset", _asset)


def _tidy(paths: Mapping[str, Any]) -> None:
    """Give each operation an id by its method and address, `put_enrolments_outcome` for PUT /enrolments/{id}/outcome, and its answers an order."""
    taken: set[str] = set()
    for path, item in paths.items():
        for method in [name for name in item if name in {"get", "post", "put", "patch", "delete"}]:
            words = [part for part in re.split(r"[^A-Za-z0-9]+", re.sub(r"\{[^}]*\}", "", path)) if part]
            one = "_one" if path.endswith("}") and method == "get" else ""
            name = base = f"{method}{one}_{'_'.join(words)}"
            while name in taken:
                name = f"{base}_{len(taken)}"
            taken.add(name)
            item[method]["operationId"] = name
            item[method]["responses"] = dict(sorted(item[method]["responses"].items()))


@access(PUBLIC)
def _description() -> Response:
    return json_answer({**current_app.extensions["fuyu.spec"], "servers": [{"url": request.script_root or "/"}]})


@access(PUBLIC)
def _docs() -> Response:
    page = Response(render_template("docs.html", service=running().service), content_type="text/html; charset=utf-8")
    page.headers["Content-Security-Policy"] = DOCS_POLICY
    return page


@access(PUBLIC)
def _asset(name: str) -> Response:
    if name not in _SWAGGER and name not in _OWN:
        raise NotFound("There is no such part of the page.")
    kind = _SWAGGER.get(name) or _OWN[name]
    return Response(_content(name), content_type=kind, headers={"Cache-Control": "public, max-age=86400"})


@cache
def _content(name: str) -> bytes:
    folder: Traversable = files("flask_swagger_ui") / "dist" if name in _SWAGGER else files("fuyu.web") / "static"
    return (folder / name).read_bytes()
