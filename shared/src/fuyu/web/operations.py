"""What an app serves: each route with its method, who may call it and which headers guard it; read once when the app is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from fuyu.web.access import Access

CHANGING = frozenset({"PUT", "PATCH", "DELETE"})


class UndeclaredAccess(Exception):
    """A view does not say who may call it."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one route."""

    route: str
    method: str
    endpoint: str
    access: Access
    is_guarded: bool  # needs If-Match
    is_creating: bool  # needs Idempotency-Key
    takes_file: bool  # its body may be as large as a file


def operations_of(app: Flask) -> Mapping[tuple[str, str], Operation]:
    """Return the app's operations by endpoint and method; raise UndeclaredAccess naming every view without @access."""
    found = [_operation(rule, method, _notes(app, rule, method)) for rule, method in _routes(app)]
    silent = [f"{method} {rule.rule} ({rule.endpoint})" for rule, method in _routes(app) if "access" not in _notes(app, rule, method)]
    if silent:
        raise UndeclaredAccess(f"These views do not say who may call them; put @access(…) on each: {', '.join(sorted(silent))}")
    return {(operation.endpoint, operation.method): operation for operation in found if operation}


def access_table(app: Flask) -> list[tuple[str, str, str]]:
    """Return (route, method, who may) for all that the app serves, sorted; the table that a test holds against what was decided."""
    table: Mapping[tuple[str, str], Operation] = app.extensions["fuyu.operations"]
    return sorted((operation.route, operation.method, operation.access.says) for operation in table.values())


def is_guarded(method: str, notes: Mapping[str, Any]) -> bool:
    """Return whether the operation needs If-Match: PUT, PATCH and DELETE unless @unguarded, others when @guarded."""
    return bool(notes.get("guarded", method.upper() in CHANGING))


def is_creating(method: str, notes: Mapping[str, Any]) -> bool:
    """Return whether the operation needs Idempotency-Key: a POST that answers 201."""
    return method.upper() == "POST" and 201 in notes.get("success_status_codes", ())


def _routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def _notes(app: Flask, rule: Rule, method: str) -> Mapping[str, Any]:
    view = app.view_functions[rule.endpoint]
    handler = getattr(getattr(view, "view_class", None), method.lower(), view)
    return getattr(handler, "_apidoc", {})


def _operation(rule: Rule, method: str, notes: Mapping[str, Any]) -> Operation | None:
    if "access" not in notes:
        return None
    return Operation(
        route=rule.rule,
        method=method,
        endpoint=rule.endpoint,
        access=notes["access"],
        is_guarded=is_guarded(method, notes),
        is_creating=is_creating(method, notes),
        takes_file=bool(notes.get("takes_file")),
    )
