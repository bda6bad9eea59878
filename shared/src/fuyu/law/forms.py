"""Forms: a frozen dataclass whose fields say how they are asked; the marshmallow schema, the API, the page and the checks come from it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

from marshmallow import RAISE, Schema, ValidationError, fields, post_load

from fuyu.problems import InvalidInput

T = TypeVar("T")
REMEMBERED = 2_048
"""So many forms and entries stay read: those of about a hundred applications with their companies' forms, in some ten megabytes."""
_readers: dict[type[Any], FormSchema] = {}
_known: dict[tuple[type[Any], str], tuple[dict[str, Any], Any]] = {}
_is_read_once: ContextVar[bool] = ContextVar("is_read_once", default=False)
AT_MOST = "x-at-most"
"""Where a field says which parameter bounds its characters."""
REFERS_TO, BASES = "x-refers-to", "bases"
"""Where a field says that it holds the id of a record, and of which kind: who fills it in chooses among those by name."""


def asked(
    field: fields.Field[Any],
    title: str,
    *,
    clause: str | None = None,
    help: str | None = None,
    at_most: str | None = None,
    refers_to: str | None = None,
    default: Any = dataclasses.MISSING,
) -> Any:
    """Return a dataclass field asked by a marshmallow field; raise ValueError for a `refers_to` that nobody knows.

    `at_most` names the parameter that bounds its characters as a reader counts them (L12). The bound is asked when the form is handed in
    (`fuyu.law.lengths`); the field keeps a wider, technical one. `refers_to` is the kind of record (BASES) of which the field holds an id.
    """
    told: dict[str, Any] = {"title": title} | ({"x-clause": clause} if clause else {}) | ({"description": help} if help else {})
    if at_most is not None:
        told[AT_MOST] = at_most
    if refers_to is not None:
        if refers_to != BASES:
            raise ValueError(f"A field refers to {BASES!r} or to nothing; not to {refers_to!r}.")
        told[REFERS_TO] = refers_to
    field.metadata = {**field.metadata, **told}
    if default is not dataclasses.MISSING:
        field.required, field.load_default = False, default
        return dataclasses.field(default=default, metadata={"asked": field})
    field.required = True
    return dataclasses.field(metadata={"asked": field})


class FormSchema(Schema):
    """The schema of a form: unknown fields are refused, and loading makes the plugin's own object."""

    class Meta:
        unknown = RAISE

    makes: type[Any]

    @post_load
    def make(self, data: dict[str, Any], partial: Any = None, **_: Any) -> Any:
        """Return the plugin's typed object; of a draft, which may lack any part, what is there."""
        return data if partial else self.makes(**data)


def form(made: type[T]) -> type[T]:
    """Give a frozen dataclass its `Schema`; the fields made by `asked` become the schema's."""
    declared = {each.name: each.metadata["asked"] for each in dataclasses.fields(cast("Any", made)) if "asked" in each.metadata}
    schema = cast("type[FormSchema]", FormSchema.from_dict(declared, name=made.__name__))
    schema.makes = made
    cast("Any", made).Schema = schema
    return made


def schema_of(made: type[Any]) -> type[FormSchema]:
    """Return the schema of a form, for nesting it in another or for the API."""
    return cast("type[FormSchema]", made.Schema)


def reader_of(made: type[Any]) -> FormSchema:
    """Return a form's schema, ready to read and to be looked through; making one costs more than reading a form by it."""
    reader = _readers.get(made)
    if reader is None:
        reader = _readers[made] = schema_of(made)()
    return reader


def typed(made: type[Any], content: Mapping[str, Any], id: str) -> Any:
    """Return the typed object of what a record holds under an id; raise ValidationError where it is not whole.

    What is handed in is read again whenever its record is looked at, and hardly ever changes: while the same stands under its id, it is read once.
    """
    known = _known.get((made, id))
    if known is not None and known[0] == content:
        return known[1]
    read_now = reader_of(made).load(content)
    if _is_read_once.get():
        return read_now
    if len(_known) >= REMEMBERED:
        forget()
    _known[made, id] = _copied(content), read_now
    return read_now


@contextmanager
def read_once() -> Iterator[None]:
    """Keep nothing that is read meanwhile: of a long list each is looked at once, and would only take the place of what is looked at often."""
    token = _is_read_once.set(True)
    try:
        yield
    finally:
        _is_read_once.reset(token)


def _copied(content: Any) -> Any:
    """Return content in plain values of its own, since a record's may still be changed."""
    if isinstance(content, Mapping):
        return {key: _copied(value) for key, value in content.items()}
    return [_copied(value) for value in content] if isinstance(content, list) else content


def forget() -> None:
    """Forget what stays read: it takes room, and what reading costs can be measured only without it."""
    _known.clear()


def read(made: type[Any], content: Mapping[str, Any], where: str = "entry") -> Any:
    """Return the typed object of what was handed in; raise InvalidInput naming each field below `where`."""
    try:
        return reader_of(made).load(content)
    except ValidationError as error:
        raise InvalidInput.of_fields(list(field_errors(error.messages, content, where))) from None


def field_errors(messages: Any, content: Any, where: str) -> Iterator[dict[str, Any]]:
    """Go through marshmallow's messages as one entry per field, with its path, the reason and what was found."""
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            path = where if key == "_schema" else f"{where}.{key}"
            yield from field_errors(inner, content.get(key) if isinstance(content, Mapping) else _item(content, key), path)
    else:
        reasons = messages if isinstance(messages, list) else [messages]
        yield {"field": where, "reason": " ".join(map(str, reasons))} | ({"found": content} if isinstance(content, str | int | float | bool) else {})


def _item(content: Any, key: Any) -> Any:
    return content[key] if isinstance(content, list) and isinstance(key, int) and key < len(content) else None


def look_at_draft(made: type[Any], content: Mapping[str, Any], where: str = "form") -> None:
    """Raise InvalidInput for a form that is still being written: for unknown fields and wrong kinds, not for what is missing."""
    errors = reader_of(made).validate(content, partial=True)
    if errors:
        raise InvalidInput.of_fields(list(field_errors(errors, content, where)))
