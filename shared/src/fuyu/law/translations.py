"""The titles of a programme in other languages: one file for each language in the folder `translations`, Chinese on the left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from marshmallow import Schema, validate
from marshmallow import fields as asked

from fuyu.law.errors import DeclarationError
from fuyu.law.forms import schema_of
from fuyu.law.programme import Programme
from fuyu.law.strict_yaml import load

FOLDER = "translations"
SHOWN = frozenset({"title", "asks", "plaque", "note", "classes", "composed"})
"""The members of declarations whose texts people read on pages."""


def translations_of(programme: Programme) -> Mapping[str, Mapping[str, str]]:
    """Return what is translated, by language; nothing where the programme is shown in Chinese alone. Raise DeclarationError for what is no text."""
    return {path.stem: _read(path) for path in sorted((programme.folder / FOLDER).glob("*.yaml"))}


def texts_of(programme: Programme) -> list[str]:
    """Return every text of a programme that people read on pages, once: titles of what it declares, what its forms ask and let choose."""
    own = [programme.form, *(step.form for process in programme.processes for step in process.steps if step.form is not None)]
    asking = [text for form in own for text in _asked(schema_of(form)())]
    return list(dict.fromkeys(text for text in [*_declared(programme), *asking] if _is_chinese(text)))


def _declared(value: Any) -> Iterator[str]:
    """Go through the texts of a declaration, in its order."""
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _declared(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _declared(inner)
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            inner = getattr(value, each.name)
            if each.name in SHOWN:
                yield from _texts(inner)
            elif each.name == "sections":
                yield from inner.values()
            else:
                yield from _declared(inner)


def _texts(value: Any) -> Iterator[str]:
    yield from [value] if isinstance(value, str) else (each for each in value or () if isinstance(each, str))


def _asked(schema: Schema) -> Iterator[str]:
    for field in schema.fields.values():
        yield from (field.metadata[name] for name in ("title", "description") if name in field.metadata)
        inner = field.inner if isinstance(field, asked.List) else field
        yield from (text for each in inner.validators if isinstance(each, validate.OneOf) for text in each.choices if isinstance(text, str))
        if isinstance(inner, asked.Nested) and isinstance(inner.schema, Schema):
            yield from _asked(inner.schema)


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def _read(path: Path) -> Mapping[str, str]:
    content = load(path)
    if not isinstance(content, dict) or not all(isinstance(text, str) for pair in content.items() for text in pair):
        raise DeclarationError(str(path), "The file is not a mapping of texts to texts.", "Write `申报: to apply`, a line for each.")
    return content
