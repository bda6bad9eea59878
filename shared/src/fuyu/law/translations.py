"""The titles of a programme in other languages: one file for each language in the folder `translations`, Chinese on the left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cached_property
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

OF_SERVICES = {"en": {"核查异议": "Check of an objection"}}
"""What services themselves call duties, in other languages."""
OF_YEAR = re.compile(r"(\d{4})(.+)")
OF_PART = re.compile(r"(\d{4})年第(\d+)期(.+)")
BETWEEN = ("", "年度", "年", " ")
"""What stands between a year and the title of what is of it."""
PLACE = re.compile(r"\{([A-Za-z_]\w*)\}", re.ASCII)


@dataclass(frozen=True)
class Words:
    """What the titles of a programme are called in another language, by the Chinese ones; those with places in braces stand for what its rules write."""

    titles: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, told: Mapping[str, str], language: str = "") -> Words:
        """Return the words of a language as a programme and the services tell them, each as it stands at the head of a line."""
        return cls(OF_SERVICES.get(language, {}) | {text: said[:1].upper() + said[1:] for text, said in told.items()})

    @cached_property
    def _composed(self) -> Sequence[tuple[re.Pattern[str], str]]:
        return [(_pattern(text), said) for text, said in self.titles.items() if "{" in text]

    def said(self, text: Any) -> str | None:
        """Return what a title is called, also with a year or its part before it, a name after it, or with what a rule filled in; None where it is not known."""
        if not isinstance(text, str):
            return None
        if text in self.titles:
            return self.titles[text]
        if of_year := OF_YEAR.fullmatch(text):
            year, title = of_year.groups()
            if known := next((name for word in BETWEEN if (name := title.removeprefix(word)) in self.titles), None):
                return f"{self.titles[known]} {year}"
        if (of_part := OF_PART.fullmatch(text)) and of_part[3] in self.titles:
            return f"{self.titles[of_part[3]]} {of_part[1]}/{of_part[2]}"
        found = ((pattern.fullmatch(text), said) for pattern, said in self._composed)
        filled = next((self._filled(said, match.groupdict()) for match, said in found if match), None)
        title, colon, name = text.partition("：")
        return filled or (f"{self.titles[title]}: {name}" if colon and title in self.titles else None)

    def _filled(self, said: str, told: Mapping[str, str]) -> str:
        return PLACE.sub(lambda place: self.said(told.get(place[1])) or told.get(place[1], place[0]), said)

    def begun(self, sentence: str) -> str:
        """Return a sentence of a rule with the title that it begins with, if any, as it is called."""
        title = max((each for each in self.titles if sentence.startswith(each)), key=len, default="")
        return self.titles[title] + sentence.removeprefix(title) if title else sentence


def _pattern(text: str) -> re.Pattern[str]:
    """Return what knows a text again that a rule wrote by a pattern; a place that stands twice in it holds the same in both."""
    pattern = ""
    for number, part in enumerate(PLACE.split(text)):
        if number % 2:
            pattern += f"(?P={part})" if f"(?P<{part}>" in pattern else f"(?P<{part}>.+)"
        else:
            pattern += re.escape(part)
    return re.compile(pattern)


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
    for each in schema.fields.values():
        yield from (each.metadata[name] for name in ("title", "description") if name in each.metadata)
        inner = each.inner if isinstance(each, asked.List) else each
        yield from (text for rule in inner.validators if isinstance(rule, validate.OneOf) for text in rule.choices if isinstance(text, str))
        if isinstance(inner, asked.Nested) and isinstance(inner.schema, Schema):
            yield from _asked(inner.schema)


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def _read(path: Path) -> Mapping[str, str]:
    content = load(path)
    if not isinstance(content, dict) or not all(isinstance(text, str) for pair in content.items() for text in pair):
        raise DeclarationError(str(path), "The file is not a mapping of texts to texts.", "Write `申报: to apply`, a line for each.")
    return content
