"""The request at hand: its service, its caller, its city and its id; for views only, a use-case never sees these."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from flask import current_app, g, has_request_context, request

from fuyu.caller import Caller
from fuyu.ids import new_id
from fuyu.problems import Forbidden, InvalidInput, Unauthenticated

if TYPE_CHECKING:
    from fuyu.service import Running

CITY_HEADER = "Fuyu-City"
IN_STEAD_HEADER = "Fuyu-In-Stead-Of"
REQUEST_ID_HEADER = "X-Request-Id"
_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def running() -> Running:
    """Return the service at work that this request came to."""
    return cast("Running", current_app.extensions["fuyu"])


def caller_or_none() -> Caller | None:
    """Return who asks, or None where a public address was asked without a token."""
    return cast("Caller | None", g.get("fuyu_caller"))


def caller() -> Caller:
    """Return who asks; raise Unauthenticated where a public address was asked without a token."""
    found = caller_or_none()
    if found is None:
        raise Unauthenticated("This needs a token: send it as Authorization: Bearer ….")
    return found


def city() -> str:
    """Return the city the request is about: the one in which the caller has roles, or the one of them that the header Fuyu-City names."""
    cities = sorted(caller().cities)  # of a request that names one, that one alone (guard)
    if len(cities) == 1:
        return cities[0]
    if not cities:
        raise Forbidden("Your token names no city in which you have a role.")
    raise InvalidInput.of_fields([{"field": CITY_HEADER, "in": "header", "reason": "You have roles in several cities; name one.", "needed": cities}])


def city_or_none() -> str | None:
    """Return the request's city, or None where nobody is signed in."""
    return None if caller_or_none() is None else city()


def request_id() -> str:
    """Return the request's id: the one a proxy gave in X-Request-Id where it is sane, else a new one; "none" outside a request."""
    if not has_request_context():
        return "none"
    if "fuyu_request_id" not in g:
        given = request.headers.get(REQUEST_ID_HEADER, "")
        g.fuyu_request_id = given if _SANE_ID.fullmatch(given) else new_id()
    return cast("str", g.fuyu_request_id)
