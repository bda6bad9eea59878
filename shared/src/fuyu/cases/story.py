"""A story as its file tells it: who is in it, what happens when, and what must hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

OPERATOR, ANYONE = "operator", "anyone"
"""Actors that every story may have beside those of its programme: who runs the deployment, and someone of the public without a token."""


class UnreadableStory(Exception):
    """A file that cannot be played: each of `faults` is a sentence with file, line and way out."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in a story: an actor of the programme, bound to an organisation (by name), a district or an office as the actor asks.

    `called` is the name in the directory and in the pool of experts, the short name where there is none.
    """

    name: str
    actor: str
    organisation: str | None = None
    district: str | None = None
    office: str | None = None
    called: str | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """What someone does on a law's day; `told` is what stands under `with`, `refused` what is expected of a refusal (None: it is accepted).

    `goes_on` where the same line has told of another on the same day: it is done at once, before what follows from that one has arrived everywhere.
    """

    line: int
    as_of: date
    by: str
    does: str
    of: str | None = None
    process: str | None = None
    step: str | None = None
    told: Mapping[str, Any] = field(default_factory=dict)
    refused: Mapping[str, Any] | None = None
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must be shown of one kind of thing: an application, a designation, the reminders …"""

    line: int
    kind: str
    expected: Any


@dataclass(frozen=True, slots=True)
class Look:
    """A law's day on which something must hold in the middle of a story."""

    line: int
    as_of: date
    expects: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """A whole story; `version` is None where it is played under the version in force on its days."""

    path: Path
    says: str
    programme: str
    version: str | None
    people: Mapping[str, Person]
    happens: tuple[Happening | Look, ...]
    then: tuple[Expectation, ...]
    requirements: tuple[str, ...] = ()

    @property
    def city(self) -> str:
        """Return the city that the story plays in."""
        return self.programme.split(".", 1)[0]

    @property
    def happenings(self) -> list[Happening]:
        """Return what people do, without the looks between."""
        return [each for each in self.happens if isinstance(each, Happening)]
