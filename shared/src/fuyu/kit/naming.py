"""The names of a new city's package: what may be one, and what is made from it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from keyword import iskeyword, issoftkeyword

from fuyu.kit.problems import UnusableName
from fuyu.law.registry import GROUP

MOST = 40
"""The most letters of a name: it stands in routing keys, indexes and file names beside others."""

FORM = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Names:
    """What a new package calls things: the city's id and title, and its first programme."""

    city: str
    title: str
    programme: str

    @property
    def package(self) -> str:
        """Return the name of the Python package."""
        return f"fuyu_{self.city}"

    @property
    def distribution(self) -> str:
        """Return the name under which pip knows it, which is also its folder's."""
        return self.package.replace("_", "-")


def names_of(city: str, title: str | None, programme: str) -> Names:
    """Return the names of a new city; raise UnusableName that lists all that is wrong with them."""
    faults = [*_faults("city", city), *_faults("programme", programme), *_taken(city), *_title(title)]
    if faults:
        raise UnusableName(" ".join(faults), city=city, programme=programme)
    return Names(city, title or city, programme)


def _faults(what: str, name: str) -> Iterator[str]:
    if not FORM.fullmatch(name):
        proposed = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_").lstrip("0123456789_")
        way_out = f" Try {proposed!r}." if FORM.fullmatch(proposed) else ""
        yield f"The {what} {name!r} is no name for Python: it begins with a letter from a to z, and small letters, digits and underscores follow.{way_out}"
    elif len(name) > MOST:
        yield f"The {what} {name!r} has {len(name)} letters; at most {MOST} are taken."
    elif iskeyword(name) or issoftkeyword(name) or name in sys.stdlib_module_names:
        yield f"The {what} {name!r} is a word of Python itself. Take another, such as '{name}_city'."


def _taken(city: str) -> Iterator[str]:
    for entry in entry_points(group=GROUP):
        if entry.name == city:
            plugin = entry.dist.name if entry.dist else entry.value
            yield f"The city {city!r} is that of the plugin {plugin}, which is installed here. Take another name, or uninstall it."


def _title(title: str | None) -> Iterator[str]:
    if title is not None and (not title.strip() or any(mark in title for mark in "\"'\\{}#\n\r") or not title.isprintable()):
        yield f"The title {title!r} cannot stand in a file: write the city's name as people read it, such as 样本市, without quotes, braces or line breaks."
