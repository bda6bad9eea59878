"""The app of one service: its resources with the kernel's, guarded, measured and logged alike."""

from __future__ import annotations

import time
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from flask import Flask, Response, current_app, g, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix

from fuyu.web import files, openapi, ops, problems
from fuyu.web.asking import REQUEST_ID_HEADER, caller_or_none, request_id, running
from fuyu.web.converters import IdentifierConverter, described
from fuyu.web.fields import instant_text
from fuyu.web.guard import enforce
from fuyu.web.metrics import Metrics
from fuyu.web.openapi import Api
from fuyu.web.operations import Operation, access_table, operations_of
from fuyu.web.tokens import Tokens

if TYPE_CHECKING:
    from fuyu.service import Running

__all__ = ["access_table", "create_app"]

_log = structlog.get_logger("fuyu.access")
_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # An answer is for the one who asked: no cache may keep it, and who goes back in a browser asks again.
    "Cache-Control": "no-store",
}


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Json(DefaultJSONProvider):
    """JSON as it is sent: compact, Chinese as it is, dates and decimals as texts."""

    ensure_ascii = False
    compact = True
    sort_keys = False
    mimetype = "application/json"

    @staticmethod
    def default(value: Any) -> Any:
        """Return what JSON has no form for: dates ISO, instants RFC 3339 in UTC, numbers of the law as text."""
        if isinstance(value, datetime):
            return instant_text(value)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Decimal):
            return f"{value:f}"
        if isinstance(value, Enum):
            return value.value
        if isinstance(value, Fraction | UUID):
            return str(value)
        if isinstance(value, set | frozenset | tuple):
            return sorted(value) if isinstance(value, set | frozenset) else list(value)
        raise TypeError(f"{type(value).__name__} has no form in JSON")

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Return `obj` as compact JSON."""
        kwargs.setdefault("separators", (",", ":"))
        kwargs.setdefault("allow_nan", False)  # NaN and Infinity are no JSON: no reader would take the answer.
        return super().dumps(obj, **kwargs)


def create_app(running: Running) -> Flask:
    """Return the app of a service at work: its blueprints, /files, /ops, /openapi.json, /docs and /problems.

    Raise UndeclaredAccess where a view does not say who may call it.
    """
    app = _bare_app(running)
    api = Api(app, running.service.title, "1")
    api.register_converter(IdentifierConverter, described)
    for blueprint in (*running.service.blueprints(), files.blueprint, ops.blueprint):
        api.register_blueprint(blueprint)
    openapi.register(app, api)
    problems.register(app)
    app.extensions["fuyu.operations"] = operations_of(app)
    ops.watch(running, app.extensions["fuyu.metrics"])
    if running.service.pages is not None:
        running.service.pages(app)
    return app


def _bare_app(running: Running) -> Flask:
    app = Flask("fuyu.web", static_folder=None)
    app.json = Json(app)
    app.url_map.merge_slashes = False  # A redirect would be an answer that no description declares.
    app.url_map.converters["id"] = IdentifierConverter
    app.config["MAX_CONTENT_LENGTH"] = running.settings.max_body_bytes
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False  # No page of another origin calls this; OPTIONS is answered like any unknown method.
    app.extensions["fuyu"] = running
    app.extensions["fuyu.tokens"] = Tokens(running.settings.jwks)
    app.extensions["fuyu.metrics"] = Metrics(running.service.name)
    if proxies := running.settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]
    app.before_request(_begin)
    app.after_request(_finish)
    return app


def _begin() -> None:
    """Look at the request before its body: is it too large, who asks, may they, does it bring the headers that guard a change."""
    g.fuyu_began = time.perf_counter()
    operation = _operation()
    if operation is None:
        return
    if operation.takes_file:
        request.max_content_length = running().settings.max_file_bytes + files.FORM_BYTES
    enforce(operation)
    if request.content_length is not None and request.content_length > (request.max_content_length or 0):
        raise RequestEntityTooLarge


def _operation() -> Operation | None:
    rule = request.url_rule
    if rule is None:
        return None
    method = "GET" if request.method == "HEAD" else request.method
    operation: Operation | None = current_app.extensions["fuyu.operations"].get((rule.endpoint, method))
    return operation


def _finish(response: Response) -> Response:
    given = {name for name, _ in response.headers}
    policy = openapi.PAGE_POLICY if response.mimetype == "text/html" else _POLICY
    wanted = {**_HEADERS, "Content-Security-Policy": policy, REQUEST_ID_HEADER: request_id()}
    response.headers.extend({name: value for name, value in wanted.items() if name not in given})
    _note(response)
    return response


def _note(response: Response) -> None:
    """Count the request and write its line: the route's pattern, never the address, the person's id, never a name."""
    seconds = time.perf_counter() - g.get("fuyu_began", time.perf_counter())
    route = request.url_rule.rule if request.url_rule else "none"
    method = request.method if request.method in _METHODS else "OTHER"
    current_app.extensions["fuyu.metrics"].count(method, route, response.status_code, seconds)
    person = caller_or_none()
    _log.info(
        "request",
        service=running().service.name,
        method=method,
        route=route,
        status=response.status_code,
        ms=round(seconds * 1000, 1),
        request_id=request_id(),
        person=person.person if person else None,
    )
