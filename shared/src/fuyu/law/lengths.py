"""How long the texts of a form may be: each bound is a number of the law, so an operator's override takes effect (L5, L12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import Schema, fields

from fuyu.dates import count_characters
from fuyu.law.findings import Finding, finding
from fuyu.law.forms import AT_MOST, reader_of
from fuyu.law.view import Law


def lengths(law: Law, form: type, content: Any, where: str = "form") -> list[Finding]:
    """Return a finding for each text of a form, or of an entry of it, whose characters are bounded; the bound itself is within it (L1)."""
    return list(_of(law, reader_of(form), content, where))


def bounds_of(form: type) -> list[str]:
    """Return the parameters that bound texts of a form, those of nested forms included."""
    return list(_named(reader_of(form)))


def bounded(form: type, where: str = "form") -> list[tuple[str, str]]:
    """Return the texts of a form whose characters are bounded, as the findings name them, each with what it is asked as."""
    return list(_titled(reader_of(form), where))


def _of(law: Law, schema: Schema, content: Any, where: str) -> Iterator[Finding]:
    for name, field in schema.fields.items():
        value = content.get(name) if isinstance(content, Mapping) else getattr(content, name, None)
        if AT_MOST in field.metadata and isinstance(value, str):
            yield _length(law, field, value, f"{where}.{name}")
        inner = _nested(field)
        if inner is not None:
            rows = value if isinstance(field, fields.List) else [value]
            for row in rows or ():
                yield from _of(law, inner, row, f"{where}.{name}")


def _length(law: Law, field: fields.Field[Any], text: str, fact: str) -> Finding:
    most, count = law[field.metadata[AT_MOST]], count_characters(text)
    because = f"{field.metadata['title']} has {count} characters; at most {most.value} are allowed."
    return finding(f"{fact}.length", count <= most.value, most, actual=count, because=because, fact=fact)


def _named(schema: Schema) -> Iterator[str]:
    for field in schema.fields.values():
        if AT_MOST in field.metadata:
            yield field.metadata[AT_MOST]
        if (inner := _nested(field)) is not None:
            yield from _named(inner)


def _titled(schema: Schema, where: str) -> Iterator[tuple[str, str]]:
    for name, field in schema.fields.items():
        if AT_MOST in field.metadata:
            yield f"{where}.{name}", field.metadata["title"]
        if (inner := _nested(field)) is not None:
            yield from _titled(inner, f"{where}.{name}")


def _nested(field: fields.Field[Any]) -> Schema | None:
    inner = field.inner if isinstance(field, fields.List) else field
    return inner.schema if isinstance(inner, fields.Nested) else None
