"""Whether each number of a programme is used, and each of its dated values is read by some version."""

from __future__ import annotations

import importlib.util
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from fuyu.kit.code import rule_files, texts_in
from fuyu.law.lengths import bounds_of
from fuyu.law.parameters import ENDED, Parameter
from fuyu.law.programme import Programme
from fuyu.law.registry import Loaded
from fuyu.service import GROUP


def unused(loaded: Loaded, looked_at: Collection[str]) -> Iterator[str]:
    """Yield each number that no declaration names, no rule looked at, no code of the rules or of a service spells out, and that is not for people."""
    used = {*looked_at, *declared_in(loaded.programme)}
    for file in rule_files(loaded.programme):
        used |= texts_in(file)
    for name, parameter in loaded.parameters.items():
        if name not in used and not parameter.for_people and not _is_asked_by_a_service(name):
            way_out = "Let a rule or the declaration name it, say in `for_people` who goes by it, or take it out of parameters/."
            yield f"{name} ({parameter.citation}) is used by nothing. {way_out}"


def declared_in(programme: Programme) -> set[str]:
    """Return every text of a declaration and the numbers that bound its forms' texts: the names of numbers are among them."""
    forms = [programme.form, *(step.form for process in programme.processes for step in process.steps if step.form is not None)]
    return {*_texts(programme), *(name for form in forms for name in bounds_of(form))}


def unread_values(versions: Sequence[Loaded]) -> Iterator[tuple[Loaded, str]]:
    """Yield each dated value that no version of its programme ever reads, so that it would never judge anybody."""
    read = {(name, first) for each in versions for name, parameter in each.parameters.items() if (first := _first_day(parameter, each.programme.values_on))}
    known = ", ".join(each.programme.version for each in versions)
    for each in versions:
        for name, parameter in each.parameters.items():
            for day, value in parameter.values.items():
                if value != ENDED and (name, day) not in read:
                    reason = f"{name} is {value} from {day}, but no version of the programme reads it (there are {known})."
                    yield each, f"{reason} Declare the version of that day, or take the value out."


def _is_asked_by_a_service(name: str) -> bool:
    return any(f'"{name}"' in code for code in _code_of_services())


@cache
def _code_of_services() -> tuple[str, ...]:
    """Return the code of the installed services: what they ask of every programme by a name of their own is used wherever it is declared."""
    found = [importlib.util.find_spec(entry.module.split(".")[0]) for entry in entry_points(group=GROUP)]
    folders = {Path(spec.origin).parent for spec in found if spec is not None and spec.origin is not None}
    return tuple(file.read_text(encoding="utf-8") for folder in sorted(folders) for file in sorted(folder.rglob("*.py")))


def _first_day(parameter: Parameter, day: date) -> date | None:
    return max((first for first in parameter.values if first <= day), default=None)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _texts(inner)
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from _texts(getattr(value, each.name))
