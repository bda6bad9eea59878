"""Every exception becomes a problem document, and every type of problem has a page that explains it."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from inspect import cleandoc
from typing import Any

import marshmallow as ma
import structlog
from flask import Flask, Response, current_app, render_template, request
from mongoengine.errors import DoesNotExist
from pymongo.errors import PyMongoError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from fuyu import problems
from fuyu.problems import InvalidInput, Problem
from fuyu.store.faults import answerable
from fuyu.web.access import PUBLIC, access
from fuyu.web.asking import request_id, running
from fuyu.web.faults import faults_of

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = "2"  # seconds; a replica set elects a new primary in 2 to 4
_KEPT = ("Allow", "Retry-After", "WWW-Authenticate")
_log = structlog.get_logger("fuyu.web")


def register(app: Flask) -> None:
    """Let the app answer every exception with a problem, and serve the pages that explain them."""
    for kind in (Exception, HTTPException):
        app.register_error_handler(kind, answer)
    app.add_url_rule("/problems", "problems", _index)
    app.add_url_rule("/problems/<slug>", "problem", _page)


def answer(error: Exception) -> Response:
    """Return the response for any exception; what nobody foresaw is logged and tells the caller only the request's id."""
    if isinstance(error, RequestRedirect):
        return error.get_response()  # type: ignore[return-value]  # werkzeug's Response has all that Flask needs of it here.
    problem = as_problem(error)
    headers = dict(error.get_headers()) if isinstance(error, HTTPException) else {}
    kept: dict[str, str] = {name: headers[name] for name in _KEPT if name in headers}
    if problem.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error("failed", request_id=request_id(), exc_info=error)
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        kept.setdefault("Retry-After", RETRY_AFTER)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        kept["WWW-Authenticate"] = 'Bearer realm="fuyu"'
    return _respond(problem, kept)


def as_problem(error: Exception) -> Problem:
    """Return the problem that an exception means."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, HTTPException):
        return _of_http(error)
    if isinstance(error, ma.ValidationError):
        return InvalidInput.of_fields(list(faults_of(error.messages, None, error.data, "body")))
    return _of_database(error) or problems.Unexpected(f"The service failed; its log knows more under the request id {request_id()}.", request_id=request_id())


def _of_http(error: HTTPException) -> Problem:
    match error.code:
        case 400:
            return problems.Malformed("The request could not be read to its end, or does not say what it must.")
        case 404:
            return problems.NotFound("There is nothing at this address; /openapi.json lists the addresses.")
        case 405:
            return problems.MethodNotAllowed("This address does not take this method; the header Allow lists those it takes.", found=request.method)
        case 413:
            most = request.max_content_length or current_app.config["MAX_CONTENT_LENGTH"]
            return problems.TooLarge(f"The body has more than {most} bytes.", found=request.content_length, needed=f"at most {most} bytes")
        case 415:
            return problems.WrongMediaType("The body is not of the media type that this address takes.", found=(request.content_type or "")[:100])
    return _unnamed(error)


def _unnamed(error: HTTPException) -> Problem:
    """Return a problem without a type of its own: RFC 9457 has about:blank for what HTTP itself says."""
    refusal = Problem(error.description or "The request was refused.")
    refusal.slug, refusal.status, refusal.title = "about:blank", error.code or 500, error.name  # type: ignore[misc]
    return refusal


def _of_database(error: BaseException | None) -> Problem | None:
    """Return the problem of a database error; mongoengine wraps pymongo's, so the causes are looked through."""
    while error is not None:
        if isinstance(error, PyMongoError):
            meant = answerable(error)
            return meant if isinstance(meant, Problem) else None
        if isinstance(error, DoesNotExist):
            return problems.NotFound("There is no such thing, or you may not see it.")
        error = error.__cause__ or error.__context__
    return None


def _respond(problem: Problem, headers: dict[str, str]) -> Response:
    document = problem.as_document()
    # Under a common address each service has a path of its own, and the type is to lead to this service's page.
    document["type"] = "about:blank" if problem.slug == "about:blank" else f"{request.script_root}{problem.type}"
    body = current_app.json.dumps(document)
    return Response(body, problem.status, headers, content_type=MEDIA_TYPE)


def kinds(base: type[Problem] = Problem) -> Iterator[type[Problem]]:
    """Yield every type of problem that is known here, the services' and plugins' own included."""
    for kind in base.__subclasses__():
        yield kind
        yield from kinds(kind)


@access(PUBLIC)
def _index() -> str:
    known = sorted({kind.slug: kind for kind in kinds()}.values(), key=lambda kind: kind.slug)
    return render_template("problems.html", kinds=known, service=running().service)


@access(PUBLIC)
def _page(slug: str) -> str:
    kind = next((kind for kind in kinds() if kind.slug == slug), None)
    if kind is None:
        raise problems.NotFound(f"No problem is called {slug[:60]!r}; /problems lists them.")
    return render_template("problem.html", kind=kind, explained=cleandoc(kind.__doc__ or kind.title), service=running().service)


def declared() -> dict[int, Any]:
    """Return the shared answers of the API's description: each status that problems use, with the problem's schema."""
    from fuyu.web.schemas import Problem as Document

    content = {MEDIA_TYPE: {"schema": Document}}
    return {int(status): {"description": f"A problem: {status.phrase}", "content": content} for status in HTTPStatus if status >= 400}
