"""Answers of views: a change committed once whatever is repeated, and a document shown with its ETag."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import marshmallow as ma
from flask import Response, current_app, request

from fuyu.problems import Busy, InvalidInput, PreconditionMissing, Unavailable
from fuyu.web.asking import caller_or_none, city_or_none, running
from fuyu.web.schemas import instance

if TYPE_CHECKING:
    from fuyu.store.transaction import Transaction

KEY_HEADER = "Idempotency-Key"
KEY_PATTERN = r"^[\x21-\x7e]{1,200}$"
ETAG_PATTERN = r'^(W/)?"[0-9]{1,18}"$'
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is sent and, under its Idempotency-Key, kept: status, headers and the body's bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def response(self) -> Response:
        """Return it for sending."""
        return Response(self.body, self.status, dict(self.headers))


def json_answer(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Answer plain JSON."""
    return Answer(status, {"Content-Type": JSON, **(headers or {})}, _bytes(content)).response()


def commit(
    work: Callable[[Transaction], Any],
    *,
    shows: type[ma.Schema] | None = None,
    status: int = 200,
    location: Callable[[Any], str] | None = None,
    city: str | None = None,
    mark: str = "",
    stands: Callable[[Transaction, Mapping[str, str]], bool] = lambda tx, headers: True,
) -> Response:
    """Run a use-case in one transaction and answer what it returns, shown by `shows`, with its version as ETag.

    `work` receives the Transaction and may run several times; what it returns (a document, or None with status 204) is shown
    before the commit. Where the request brings an Idempotency-Key, the answer is kept in the same transaction: the same request
    again gets the same bytes and does nothing, another request under that key is refused (KeyReused). The key counts per city,
    person and route. `location` gives the address of what was made; `city` is for public addresses, where no token names one;
    `mark` tells requests apart whose bodies differ though they mean the same, as forms with files do. `stands` claims of a kept answer,
    by its headers, that what it speaks of is still there; where it is not, the request is done anew.
    """
    key = idempotency_key()
    mark = mark or (_mark_of_request() if key else "")

    def attempt(transaction: Transaction) -> Answer:
        """Most keys are new, so the look for an answer of before is left out; the unique id of the row that keeps it stands in for it."""
        if key is not None:
            transaction.claim_as_new(_scope(), key, mark)
        answer = _answer(work(transaction), shows, status, location)
        if key is not None:
            transaction.keep_answer(answer)
        return answer

    def attempt_again(transaction: Transaction, key: str) -> Answer:
        kept = transaction.claim(_scope(), key, mark)
        if kept is not None and stands(transaction, kept.headers):
            return Answer(kept.status, kept.headers, kept.body)
        if kept is not None:
            transaction.forget_answer()
        answer = _answer(work(transaction), shows, status, location)
        transaction.keep_answer(answer)
        return answer

    store, who, where = running().store, caller_or_none(), city if city is not None else city_or_none()
    try:
        return store.transact(attempt, caller=who, city=where).response()
    except (Busy, Unavailable):
        raise
    except Exception:  # Whatever it is may be so because the request was done before: then its answer is kept.
        if key is None:
            raise
        return store.transact(lambda tx: attempt_again(tx, key), caller=who, city=where).response()


def show(document: Any, shows: type[ma.Schema]) -> Response:
    """Answer a document with its version as ETag, or 304 where the caller has this version (If-None-Match)."""
    etag = _etag(document)
    if etag is not None and etag in _etags(request.headers.get("If-None-Match", "")):
        return Response(status=304, headers={"ETag": etag})
    return _answer(document, shows, 200, None).response()


def fresh(shown: Mapping[str, Any], shows: type[ma.Schema]) -> Response:
    """Answer what changes without its record, with the day, the caller or what was counted since: never 304; its version goes along as ETag for If-Match."""
    headers = {"ETag": f'"{shown["version"]}"'} if "version" in shown else None
    return json_answer(instance(shows).dump(shown), headers=headers)


def expected_version() -> int:
    """Return the version that the caller has read, from If-Match; raise PreconditionMissing without it.

    A weak tag counts as a strong one, since proxies that compress turn ours into weak ones; `*` does not count, since a change
    is meant for what the caller has seen.
    """
    given = request.headers.get("If-Match")
    if given is None:
        raise PreconditionMissing("Send If-Match with the ETag of what you read, so that nobody's change is lost.", needed="If-Match")
    if not re.fullmatch(ETAG_PATTERN, given.strip()):
        raise _bad_header("If-Match", given, 'the ETag as it was read, such as "3"')
    return int(given.strip().removeprefix("W/").strip('"'))


def idempotency_key() -> str | None:
    """Return the request's Idempotency-Key, if any; raise InvalidInput where it is not 1 to 200 visible characters."""
    given = request.headers.get(KEY_HEADER)
    if given is not None and not re.fullmatch(KEY_PATTERN, given):
        raise _bad_header(KEY_HEADER, given, "1 to 200 visible ASCII characters, new for each thing you make, such as a UUID")
    return given


def _bad_header(name: str, found: str, needed: str) -> InvalidInput:
    return InvalidInput.of_fields([{"field": name, "in": "header", "reason": "is not of the needed form", "found": found[:100], "needed": needed}])


def _answer(result: Any, shows: type[ma.Schema] | None, status: int, location: Callable[[Any], str] | None) -> Answer:
    if result is None or shows is None:
        return Answer(204 if status == 200 else status, {}, b"")
    headers = {"Content-Type": JSON}
    etag = _etag(result)
    if etag is not None:
        headers["ETag"] = etag
    if location is not None:
        headers["Location"] = location(result)
    return Answer(status, headers, _bytes(instance(shows).dump(result)))


def _bytes(content: Any) -> bytes:
    return current_app.json.dumps(content).encode()


def _etag(document: Any) -> str | None:
    version = document.get("version") if isinstance(document, Mapping) else getattr(document, "version", None)
    return None if version is None else f'"{version}"'


def _etags(header: str) -> set[str]:
    return set(re.findall(r'"[\x21\x23-\x7e]*"', header))


def _scope() -> str:
    person = caller_or_none()
    return f"{person.person if person else ''} {request.method} {request.url_rule and request.url_rule.rule}"


def _mark_of_request() -> str:
    """Return a digest of all that makes one request differ from another under the same key."""
    parts = (request.method.encode(), request.full_path.encode(), request.headers.get("If-Match", "").encode(), request.get_data(cache=True))
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
