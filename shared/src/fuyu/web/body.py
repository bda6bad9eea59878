"""Reading what came in: JSON bodies and query values, each fault a problem that names the field."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

import flask
import marshmallow as ma
from flask import g
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import RequestEntityTooLarge

from fuyu.problems import InvalidInput, Malformed, WrongMediaType
from fuyu.web.faults import faults_of

DEEPEST = 32  # MongoDB stores 100 levels, Python's reader gives up near 1,000; no form of ours needs ten
LARGEST = 2**63
_PLACES = {"json": "body", "query": "query", "form": "body", "headers": "header"}


class Parser(FlaskParser):
    """webargs' reader, strict about media type, JSON and unknown names, with our problems for its errors."""

    def __init__(self) -> None:
        super().__init__()
        self.DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": ma.RAISE}

    def _raw_load_json(self, req: flask.Request) -> Any:
        if "fuyu_body" not in g:
            g.fuyu_body = read_json(req)
        return g.fuyu_body

    def handle_error(self, error: ma.ValidationError, req: flask.Request, schema: ma.Schema, **kwargs: Any) -> NoReturn:
        """Raise InvalidInput with one entry for each fault."""
        location, messages = next(iter(error.messages_dict.items()))
        data = g.get("fuyu_body") if location == "json" else req.args.to_dict()
        place = _PLACES.get(location, location)
        raise InvalidInput.of_fields(list(faults_of(messages, schema, data, place))) from error


def read_json(req: flask.Request) -> Any:
    """Return the request's JSON body.

    Raise WrongMediaType unless it says JSON in UTF-8, Malformed where it is not JSON (a key twice, NaN and too deep nesting count
    as that), InvalidInput for a number or text that no database can hold.
    """
    charset = req.mimetype_params.get("charset", "utf-8").lower()
    if req.mimetype != "application/json" or charset not in ("utf-8", "utf8"):
        found = req.content_type or "no Content-Type"
        raise WrongMediaType("Send the body as Content-Type: application/json, in UTF-8.", found=found[:100], needed="application/json")
    raw = _whole(req)
    try:
        value = json.loads(raw.decode("utf-8"), parse_int=_integer, parse_float=_float, parse_constant=_constant, object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        raise Malformed(f"The body is not UTF-8: byte {error.start} does not fit.", needed="UTF-8") from None
    except json.JSONDecodeError as error:
        raise Malformed(f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}.", needed="a JSON object") from None
    except RecursionError:
        raise _too_deep() from None
    if b"\\u" in raw or raw.count(b"[") + raw.count(b"{") > DEEPEST:
        _check(value, "", DEEPEST)
    return value


def _whole(req: flask.Request) -> bytes:
    raw = req.get_data(cache=True)
    # A body that does not tell its length is cut off at the limit without a word.
    if req.content_length is None and req.max_content_length is not None and len(raw) >= req.max_content_length:
        raise RequestEntityTooLarge
    return raw


def _check(value: Any, path: str, levels: int) -> None:
    """Refuse what JSON can say and a database cannot hold: half a surrogate pair, a NUL, an endless nesting."""
    if not levels:
        raise _too_deep()
    if isinstance(value, str):
        _check_text(value, path)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_text(key, path)
            _check(inner, f"{path}.{key}" if path else key, levels - 1)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            _check(inner, f"{path}.{number}" if path else str(number), levels - 1)


def _check_text(text: str, path: str) -> None:
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        field = path.encode("utf-8", "replace").decode().replace("\0", "?")
        raise InvalidInput.of_fields([{"field": field, "in": "body", "reason": "holds a NUL or half a surrogate pair", "needed": "Unicode text"}])


def _too_deep() -> Malformed:
    return Malformed(f"The body is nested deeper than {DEEPEST} levels.", needed=f"at most {DEEPEST} levels")


def _integer(digits: str) -> int:
    if len(digits) > 20 or not -LARGEST <= (value := int(digits)) < LARGEST:
        found = digits[:30]
        raise InvalidInput.of_fields([{"field": "", "in": "body", "reason": "a number is too large", "found": found, "needed": "less than 2 to the 63rd"}])
    return value


def _float(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        found = digits[:30]
        raise InvalidInput.of_fields([{"field": "", "in": "body", "reason": "a number is too large", "found": found, "needed": "less than 10 to the 308th"}])
    return value


def _constant(name: str) -> NoReturn:
    raise Malformed(f"{name} is not JSON; leave the member out or send null.", found=name, needed="a number")


def _object(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Malformed(f"The member {json.dumps(twice)[:60]} stands twice in one object.", needed="each member once")
    return found
