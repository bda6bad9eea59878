"""Acting on many files at once: which rows of a list can be ticked, and which words can be said of all of them together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from portal.acting import Word, words_at
from portal.asking import Desk
from portal.knowing import ASSIGNED, City, Document, Programme

Places = Callable[[Document], Iterable[tuple[str, str]]]
"""Returns where a row of a list stands: its processes, each with the step that is open."""
TICK = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) ([0-9]{1,18}) (\S+) (\S+) ([^\n]{1,200})")


@dataclass(frozen=True)
class Offer:
    """A word that an officer may say of every file at a step, with a reason or a number at most."""

    programme: Programme
    process: str
    step: Document
    said: Word

    @property
    def value(self) -> str:
        """Return how a form names it."""
        return " ".join((str(self.programme.told["id"]), self.process, str(self.step["name"]), self.said.word))

    @property
    def place(self) -> str:
        """Return the step at which it is said."""
        return self.value.rpartition(" ")[0]

    @property
    def needs_reason(self) -> bool:
        """Claim that it is said with a reason."""
        return self.said.leads != "on"

    @property
    def is_numbered(self) -> bool:
        """Claim that it is said with the document's number."""
        return bool(self.step.get("is_numbered")) and self.said.leads == "on"


@dataclass(frozen=True)
class Tick:
    """A row as it can be ticked: the file with the version that was shown, its programme, where it stood, and its name."""

    id: str
    version: str
    programme: str
    places: tuple[str, ...]
    name: str

    @property
    def value(self) -> str:
        """Return how a form names it."""
        return f"{self.id} {self.version} {self.programme} {','.join(self.places)} {self.name}"

    @classmethod
    def read(cls, value: str) -> Tick | None:
        """Return what a form named; None where no list of ours has named it so. What it says of the file is shown to its sender alone."""
        found = TICK.fullmatch(value)
        return cls(found[1], found[2], found[3], tuple(found[4].split(",")), found[5]) if found else None

    def stands_at(self, offer: Offer) -> bool:
        """Claim that it stood at the step of an offer."""
        return self.programme == offer.programme.told["id"] and f"{offer.process}/{offer.step['name']}" in self.places


def offers_at(desk: Desk, programme: Programme, process: str, name: str) -> Iterator[Offer]:
    """Yield what the officer of a desk may say of all files at a step; none where each asks something of its own.

    What leads on where each file is filled in or judged question by question is said on the page of each. The services have the last word.
    """
    step = programme.step(process, name)
    actor, verdicts = step.get("by"), {each["word"] for each in step.get("verdicts", ())}
    is_theirs = any(role.office and role.actor == actor for role in desk.roles)
    if not is_theirs or step.get("over") == "call" or step.get("assigned_by") or programme.scope(actor) == ASSIGNED:
        return
    is_ones_own = step.get("form") or step.get("judges")
    yield from (Offer(programme, process, step, word) for word in words_at(step) if word.word in verdicts and not (word.leads == "on" and is_ones_own))


def declaring(city: City, id: str, process: str, step: str) -> Programme:
    """Return a programme in its latest version that declares a step, in its latest where none does: what began under an earlier one goes on by that."""
    versions = [city.programme(id, str(each["version"])) for each in city.versions(id)]
    return next((each for each in reversed(versions) if each.step(process, step)["kind"]), versions[-1])


def offer_named(desk: Desk, city: City, value: str) -> Offer | None:
    """Return the offer that a form names; None where the officer of the desk may not say it."""
    parts = value.split(" ")
    if len(parts) != 4 or parts[0] not in {str(each["id"]) for each in city.latest()}:
        return None
    id, process, step, _ = parts
    return next((each for each in offers_at(desk, declaring(city, id, process, step), process, step) if each.value == value), None)


def offered(desk: Desk, city: City, rows: Iterable[Document], places: Places) -> tuple[dict[str, Tick], list[Offer]]:
    """Return the rows of a list that can be ticked, by their ids, and what can be said of them, step by step."""
    ticks: dict[str, Tick] = {}
    offers: dict[str, Offer] = {}
    for row in rows:
        programme, stands_at = city.programme(row["programme"], row.get("programme_version")), list(places(row))
        found = {each.value: each for process, step in stands_at for each in offers_at(desk, programme, process, step)}
        if found:
            name = str((row.get("organisation") or row.get("incubatee") or {}).get("name") or row["id"])
            at = tuple(f"{process}/{step}" for process, step in stands_at)
            ticks[row["id"]] = Tick(row["id"], str(row["version"]), str(row["programme"]), at, name[:200])
            offers |= {value: each for value, each in found.items() if value not in offers}
    return ticks, list(offers.values())
