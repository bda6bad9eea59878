"""What stands before every view: who asks, whether they may, and the headers without which a change is refused."""

from __future__ import annotations

from flask import current_app, g, request

from fuyu.caller import Caller
from fuyu.problems import Forbidden, NotDeputy, PreconditionMissing, Unauthenticated
from fuyu.store.absences import standing_in
from fuyu.web.answers import KEY_HEADER, expected_version, idempotency_key
from fuyu.web.asking import CITY_HEADER, IN_STEAD_HEADER, caller, running
from fuyu.web.operations import Operation


def enforce(operation: Operation) -> None:
    """Refuse the request unless its caller and its headers are what the operation needs."""
    g.fuyu_caller = _in_stead(_in_city(_caller_of_token(), operation))
    if not operation.access.is_public:
        _check_access(operation, caller())
    if operation.is_creating and idempotency_key() is None:
        raise PreconditionMissing(f"Send {KEY_HEADER}, so that repeating this request makes nothing twice.", needed=KEY_HEADER)
    if operation.is_guarded:
        expected_version()


def _check_access(operation: Operation, asking: Caller) -> None:
    if not operation.access.allows(asking):
        raise Forbidden(f"This is for {operation.access.says}.", needed=operation.access.says, found=sorted({role.actor for role in asking.actors}))


def _in_city(asking: Caller | None, operation: Operation) -> Caller | None:
    """Return the caller with the roles of the city that the request names, where it names one: what someone is elsewhere opens nothing here.

    Who has roles in several cities and names none keeps all of them. A view that is about a city then refuses (asking.city), and what is about the
    whole deployment needs none.
    """
    named = request.headers.get(CITY_HEADER)
    if asking is None or named is None:
        return asking
    if named not in asking.cities and not operation.access.is_public:
        raise Forbidden(f"You have no role in the city that the header {CITY_HEADER} names.", needed=sorted(asking.cities))
    return Caller(asking.person, tuple(role for role in asking.actors if role.city == named))


def _in_stead(asking: Caller | None) -> Caller | None:
    """Return the caller as the deputy of the absent person whom the request names, with the roles that both hold; raise NotDeputy where it is none."""
    absent = request.headers.get(IN_STEAD_HEADER)
    if asking is None or absent is None:
        return asking
    (city, *others) = sorted(asking.cities) or [""]
    at_work = running()
    found = None if others else standing_in(at_work.store.rows, asking, city, absent, at_work.clock.today())
    if found is None or not found.actors:
        said = f"You do not stand in today for the person whom the header {IN_STEAD_HEADER} names, or hold none of that person's roles."
        raise NotDeputy(f"{said} An absence with its days and its deputy is recorded in the directory.", found=absent)
    return found


def _caller_of_token() -> Caller | None:
    given = request.headers.get("Authorization")
    if given is None:
        return None
    scheme, _, token = given.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("Send the token as Authorization: Bearer ….")
    found: Caller = current_app.extensions["fuyu.tokens"].caller_of(token.strip())
    return found
