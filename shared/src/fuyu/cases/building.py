"""What a story leaves out: made-up organisations, and the good forms and entries of a programme's examples.yaml."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from stdnum.cn import uscc

from fuyu.law.errors import DeclarationError
from fuyu.law.programme import Programme
from fuyu.law.strict_yaml import load

NOWHERE = "000000"
"""The region in a made-up code where a programme's examples name none."""


@dataclass(frozen=True, slots=True)
class Company:
    """A made-up organisation: its name and its valid code; `number` is what a builder's {n} becomes."""

    name: str
    code: str

    @property
    def number(self) -> str:
        """Return the digits at the end of its name, or three of its own where it has none."""
        digits = re.search(r"[0-9]+$", self.name)
        return digits.group() if digits else f"{zlib.crc32(self.name.encode()) % 900 + 100}"


@dataclass(frozen=True, slots=True)
class Builder:
    """A good default: an organisation, a whole form, and an entry for each step that has a form of its own."""

    name: str
    organisation: Mapping[str, Any]
    form: Mapping[str, Any]
    fills: Mapping[str, Mapping[str, Any]]

    def form_for(self, company: Company, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Return the form of a company, with some fields changed; a key such as `certificates.0.expires_on` changes one deep inside."""
        return overlaid(filled_in(self.form, company), changes)

    def entry_for(self, step: str, company: Company, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Return the entry of a step for a company, with some fields changed."""
        return overlaid(filled_in(self.fills.get(step, {}), company), changes)


def builders_of(programme: Programme) -> Mapping[str, Builder]:
    """Return a programme's builders by name, the default first; raise DeclarationError where its examples.yaml holds something else."""
    return _builders(programme.folder / "examples.yaml")


@cache
def _examples(path: Path) -> Any:
    return load(path) if path.exists() else {}


@cache
def _builders(path: Path) -> Mapping[str, Builder]:
    content = _examples(path)
    if not isinstance(content, dict):
        raise DeclarationError(str(path), "The file is not a mapping of names to examples.", "Begin it with a name and a colon.")
    return {name: _builder(path, name, told) for name, told in content.items()}


def _builder(path: Path, name: str, told: Any) -> Builder:
    members = [told.get(member, {}) for member in ("organisation", "form", "fills")] if isinstance(told, dict) and "form" in told else [None]
    if not all(isinstance(member, dict) for member in members):
        raise DeclarationError(f"{path}: {name}", "It is no example.", "Give it `organisation`, `form` and, for steps with forms, `fills`, each a mapping.")
    return Builder(name, *map(as_json, members))


class Companies:
    """The made-up organisations of a city: the same name always has the same code, the one that the examples give it where they do."""

    def __init__(self, programme: Programme) -> None:
        self._known = dict(_named(_examples(programme.folder / "examples.yaml")))
        regions = [code[2:8] for code in self._known.values()]
        self._region = regions[0] if regions else NOWHERE

    def called(self, name: str) -> Company:
        """Return the organisation of a name."""
        return Company(name, self._known.get(name) or made_up_code(name, self._region))

    def listed(self, programme: Programme, builder: Builder, count: int, group: int) -> list[Company]:
        """Return companies to be listed for a base: the builder's own for the first base (group 0), then 示范企业301 … for the next ones."""
        own = list(_listed_by(programme, builder)) if group == 0 else []
        first = 100 * (group + 1) + 1 if group == 0 else 100 * (group + 2) + 1
        more = [f"示范企业{first + number}" for number in range(count + len(own))]
        names = [*own, *(name for name in more if name not in own)]
        return [self.called(name) for name in names[:count]]


def made_up_code(name: str, region: str) -> str:
    """Return a valid 统一社会信用代码 for a name: 示范企业007 gets its number, any other name one that follows from it."""
    numbered = re.fullmatch(r"示范企业([0-9]{1,6})", name)
    number = int(numbered.group(1)) if numbered else zlib.crc32(name.encode()) % 9_000_000 + 1_000_000
    body = f"91{region}MA{number:07}"
    return body + uscc.calc_check_digit(body)


def filled_in(value: Any, company: Company) -> Any:
    """Return a builder's content with {name}, {code} and {n} of a company."""
    if isinstance(value, Mapping):
        return {key: filled_in(inner, company) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled_in(inner, company) for inner in value]
    if isinstance(value, str):
        return value.replace("{name}", company.name).replace("{code}", company.code).replace("{n}", company.number)
    return value


def overlaid(content: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return content with changes; each key is a path of names and positions joined by dots, null stands for itself, {characters: 9} for a text of as many."""
    changed = as_json(content)
    for path, value in changes.items():
        *way, last = str(path).split(".")
        place: Any = changed
        for part in way:
            place = _step_into(place, part, path)
        _set(place, last, _told(value), path)
    return dict(changed)


def as_json(value: Any) -> Any:
    """Return what YAML gave as JSON can hold it: dates and Decimals as texts."""
    if isinstance(value, Mapping):
        return {str(key): as_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _told(value: Any) -> Any:
    if isinstance(value, Mapping) and value.keys() == {"characters"}:
        return "字" * int(value["characters"])
    return as_json(value)


def _step_into(place: Any, part: str, path: str) -> Any:
    if isinstance(place, list) and part.isdigit() and int(part) < len(place):
        return place[int(part)]
    if isinstance(place, dict) and part in place:
        return place[part]
    raise LookupError(f"{path!r} leads nowhere: there is no {part!r} in the builder's content.")


def _set(place: Any, last: str, value: Any, path: str) -> None:
    if isinstance(place, list):
        if not last.isdigit() or int(last) > len(place):
            raise LookupError(f"{path!r} leads nowhere: the list has {len(place)} items.")
        place[int(last) : int(last) + 1] = [value]
    elif isinstance(place, dict):
        place[last] = value
    else:
        raise LookupError(f"{path!r} leads nowhere: {place!r} has no members.")


def _named(value: Any) -> Iterator[tuple[str, str]]:
    """Go through the pairs of name and code that stand together anywhere in the examples."""
    if isinstance(value, Mapping):
        name, code = value.get("name"), value.get("code")
        if isinstance(name, str) and isinstance(code, str) and "{" not in name + code:
            yield name, code
        for inner in value.values():
            yield from _named(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            yield from _named(inner)


def _listed_by(programme: Programme, builder: Builder) -> Iterator[str]:
    listed = builder.fills.get(programme.enrols.listed_at, {}) if programme.enrols else {}
    yield from (company["name"] for company in listed.get("companies", ()) if isinstance(company, Mapping) and "name" in company)
