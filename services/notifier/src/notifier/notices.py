"""The table of what people must hear of besides reminders, as notices.yaml has it: event, audience, text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fuyu.law.errors import DeclarationError
from fuyu.law.registry import Loaded
from fuyu.law.strict_yaml import load
from notifier.texts import EVERYWHERE, Texts, texts

FILE = Path(__file__).with_name("notices.yaml")
NAMED = "named"
OR = " or "
CLAUSES: Mapping[str, frozenset[str]] = {"data": frozenset(), "step": frozenset({"step"}), "grant": frozenset({"grant"}), "enrols": frozenset()}
"""Where a clause can come from, and what the letter may tell besides when it comes from there."""

_NEEDED = {"to", "letter", "clause", "district", "facts"}


@dataclass(frozen=True, slots=True)
class Notice:
    """One row of the table."""

    letter: str
    clause: str
    district: str | None
    facts: Mapping[str, str]
    words: frozenset[str]
    but: str | None = None

    def told(self, data: Mapping[str, Any]) -> dict[str, str | None]:
        """Return the facts that an event's data hold; of a path such as `at or host.name` the first at which something stands."""
        return {name: _text(_first(data, path.split(OR))) for name, path in self.facts.items()}

    def cited(self, loaded: Loaded, data: Mapping[str, Any]) -> tuple[Mapping[str, Any], dict[str, str]]:
        """Return the citation that the letter names, and the title that comes with it.

        The event's own clause goes before what the programme declares; a step or grant that the programme lacks gives none.
        """
        citation, titles = self._declared(loaded, data)
        return data.get("clause") or citation, titles

    def _declared(self, loaded: Loaded, data: Mapping[str, Any]) -> tuple[Mapping[str, Any], dict[str, str]]:
        programme, regulation = loaded.programme, loaded.regulation.name
        if self.clause == "data":
            return {}, {}
        if self.clause == "enrols":
            return ({"regulation": regulation, "clause": programme.enrols.clause} if programme.enrols else {}), {}
        if self.clause == "step":
            declared: Any = next((step for process in programme.processes for step in process.steps if step.name == data.get("step")), None)
        else:
            declared = next((grant for grant in programme.grants if grant.kind == data["kind"]), None)
        if declared is None:
            return {}, {self.clause: ""}
        return {"regulation": regulation, "clause": declared.clause}, {self.clause: declared.title}


def at(data: Mapping[str, Any], path: str) -> Any:
    """Return what stands in an event's data at a path such as `organisation.name`, None where nothing does."""
    found: Any = data
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _first(data: Mapping[str, Any], paths: Sequence[str]) -> Any:
    return next((found for path in paths if (found := at(data, path)) is not None), None)


@cache
def notices() -> Mapping[str, Notice]:
    """Return the table of notices.yaml, read and checked once."""
    return read_notices(load(FILE), FILE.name, texts())


def read_notices(content: Any, where: str, known: Texts) -> Mapping[str, Notice]:
    """Return the table that a file's content describes; raise DeclarationError for whatever is missing, unknown or not told to its letter."""
    if not isinstance(content, dict) or not content:
        raise DeclarationError(where, "It is not a mapping.", "Write each event's row under its name.")
    return {event: _notice(f"{where}, {event}", each, known) for event, each in content.items()}


def _notice(where: str, content: Any, known: Texts) -> Notice:
    found = set(content) if isinstance(content, dict) else set()
    if not _NEEDED <= found <= _NEEDED | {"words", "but"}:
        odd = ", ".join(sorted(map(str, found))) or "no keys"
        raise DeclarationError(where, f"It has {odd}.", f"Write {', '.join(sorted(_NEEDED))}, and words and but where there are any.")
    if content["to"] != NAMED or content["clause"] not in CLAUSES:
        raise DeclarationError(where, f"It has to: {content['to']!r}, clause: {content['clause']!r}.", f"Write to: {NAMED}, and one of {', '.join(CLAUSES)}.")
    facts, words = content["facts"], content.get("words", [])
    if not isinstance(facts, dict) or not all(isinstance(path, str) for path in facts.values()) or not set(words) <= set(facts):
        raise DeclarationError(where, f"Its facts are {facts!r}, its words {words!r}.", "Write `facts: {name: path}`, and as words only names of facts.")
    known.check(content["letter"], EVERYWHERE | set(facts) | CLAUSES[content["clause"]], where)
    return Notice(content["letter"], content["clause"], content["district"], facts, frozenset(words), content.get("but"))


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
