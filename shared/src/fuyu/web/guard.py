"""What stands before every view: who asks, whether they may, and the headers without which a change is refused."""

from __future__ import annotations

from flask import current_app, g, request

from fuyu.caller import Caller
from fuyu.problems import Forbidden, PreconditionMissing, Unauthenticated
from fuyu.web.answers import KEY_HEADER, expected_version, idempotency_key
from fuyu.web.asking import caller
from fuyu.web.operations import Operation


def enforce(operation: Operation) -> None:
    """Refuse the request unless its caller and its headers are what the operation needs."""
    g.fuyu_caller = _caller_of_token()
    if not operation.access.is_public:
        _check_access(operation, caller())
    if operation.is_creating and idempotency_key() is None:
        raise PreconditionMissing(f"Send {KEY_HEADER}, so that repeating this request makes nothing twice.", needed=KEY_HEADER)
    if operation.is_guarded:
        expected_version()


def _check_access(operation: Operation, asking: Caller) -> None:
    if not operation.access.allows(asking):
        raise Forbidden(f"This is for {operation.access.says}.", needed=operation.access.says, found=sorted({role.actor for role in asking.actors}))


def _caller_of_token() -> Caller | None:
    given = request.headers.get("Authorization")
    if given is None:
        return None
    scheme, _, token = given.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("Send the token as Authorization: Bearer ….")
    found: Caller = current_app.extensions["fuyu.tokens"].caller_of(token.strip())
    return found
