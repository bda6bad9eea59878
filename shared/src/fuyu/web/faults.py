"""marshmallow's errors told one by one: field, reason, what was found, what is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marshmallow import Schema, fields, validate

UNKNOWN = "is not known here"
_KINDS: Sequence[tuple[type[fields.Field[Any]], str]] = (
    (fields.Boolean, "true or false"),
    (fields.Integer, "a whole number"),
    (fields.Decimal, "a decimal number"),
    (fields.Number, "a number"),
    (fields.UUID, "a UUID"),
    (fields.Date, "a date such as 2026-03-02"),
    (fields.DateTime, "an instant such as 2026-03-02T08:00:00Z"),
    (fields.String, "a text"),
    (fields.List, "a list"),
    (fields.Nested, "an object"),
    (fields.Mapping, "an object"),
)


def faults_of(messages: Any, shape: Any, data: Any, place: str, path: str = "") -> Iterator[dict[str, Any]]:
    """Yield a fault for each message; `shape` is the schema or field that gave them, `place` body, query or header."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            yield from _of_member(name, inner, shape, data, place, path)
    else:
        for message in [messages] if isinstance(messages, str) else messages:
            yield _fault(str(message), shape, data, place, path)


def _of_member(name: Any, messages: Any, shape: Any, data: Any, place: str, path: str) -> Iterator[dict[str, Any]]:
    if name == "_schema":
        yield from faults_of(messages, shape, data, place, path)
        return
    inner_path = f"{path}.{name}" if path else str(name)
    inner_shape, inner_data = _inner(shape, name), _member(data, name)
    if messages == ["Unknown field."]:
        known = sorted(_names(shape))
        yield {"field": inner_path, "in": place, "reason": UNKNOWN, "found": _shown(inner_data), "needed": f"one of: {', '.join(known)}"}
    elif isinstance(shape, fields.Mapping) and isinstance(messages, Mapping):
        for part in messages.values():  # marshmallow keeps a mapping's errors apart for "key" and "value"
            yield from faults_of(part, inner_shape, inner_data, place, inner_path)
    else:
        yield from faults_of(messages, inner_shape, inner_data, place, inner_path)


_NOTHING = object()


def _fault(message: str, shape: Any, data: Any, place: str, path: str) -> dict[str, Any]:
    fault: dict[str, Any] = {"field": path, "in": place, "reason": "is missing" if message.startswith("Missing data") else message}
    if data is not _NOTHING:
        fault["found"] = _shown(data)
    needed = needs(shape)
    return {**fault, "needed": needed} if needed else fault


def needs(shape: Any) -> str:
    """Return in words what a field takes: its own `needs`, or its type with its bounds and choices."""
    if isinstance(shape, Schema) or shape is None:
        return "an object" if shape is not None else ""
    own = getattr(shape, "needs", "")
    kind = own or next((words for kind, words in _KINDS if isinstance(shape, kind)), "")
    bounds = [words for validator in shape.validators if (words := _bound(validator))]
    return ", ".join([kind, *bounds] if kind else bounds)


def _bound(validator: Any) -> str:
    if isinstance(validator, validate.OneOf):
        return f"one of: {', '.join(map(str, validator.choices))}"
    if isinstance(validator, validate.Range | validate.Length):
        ends = [f"at least {validator.min}" if validator.min is not None else "", f"at most {validator.max}" if validator.max is not None else ""]
        return " and ".join(filter(None, ends)) + (" in length" if isinstance(validator, validate.Length) else "")
    return ""


def _inner(shape: Any, name: Any) -> Any:
    if isinstance(shape, fields.Nested):
        shape = shape.schema
    if isinstance(shape, Schema):
        if shape.many and isinstance(name, int):
            return shape
        return next((field for key, field in shape.load_fields.items() if (field.data_key or key) == name), None)
    if isinstance(shape, fields.List):
        return shape.inner
    return shape.value_field if isinstance(shape, fields.Mapping) else None


def _names(shape: Any) -> Iterator[str]:
    schema = shape.schema if isinstance(shape, fields.Nested) else shape
    if isinstance(schema, Schema):
        yield from (field.data_key or key for key, field in schema.load_fields.items())


def _member(data: Any, name: Any) -> Any:
    try:
        return data[name]
    except (KeyError, IndexError, TypeError):
        return _NOTHING


def _shown(value: Any) -> Any:
    """Return what was found, short enough for a problem: a plain value as it is, a long text cut, a list or object by its kind."""
    if isinstance(value, str):
        return value if len(value) <= 100 else f"{value[:100]}…"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if isinstance(value, Mapping):
        return "an object"
    return value if value is None or isinstance(value, bool | int | float) else str(value)
