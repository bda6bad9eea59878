"""Whether a story speaks of what its programme declares: its people, words, steps, fields and what it looks at."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from fuyu.cases.building import builders_of
from fuyu.cases.kinds import KINDS, OF_A_LIST, members_of
from fuyu.cases.lines import Place
from fuyu.cases.story import ANYONE, OPERATOR, Happening, Person
from fuyu.cases.words import BY_WORD, COMMON, VERBS, Saying, all_words, sayings
from fuyu.law.forms import schema_of
from fuyu.law.programme import Programme, Scope
from fuyu.law.registry import Laws
from fuyu.law.steps import CALL, Decide, Step

_NAME = re.compile(r"[^\s/?#%\\]{1,60}")
_APPLYING = ("apply", "begin_application")


class Notes(Protocol):
    """Where faults are noted."""

    laws: Laws

    def fault(self, place: Place, reason: str, way_out: str) -> None:
        """Note what is wrong at a place."""


@dataclass
class Checks:
    """The versions of one programme, and what a story may say of them."""

    notes: Notes
    versions: list[Programme]

    @property
    def newest(self) -> Programme:
        """Return the newest version."""
        return self.versions[-1]

    def person(self, place: Place, person: Person) -> None:
        """Check that a person is an actor of the programme, bound to what the actor asks."""
        if not _NAME.fullmatch(person.name):
            self.notes.fault(place, f"The name {person.name!r} holds a blank or one of / ? # % \\.", "Choose a short name for the person: company, district.")
        actors = {name: actor for programme in self.versions for name, actor in programme.actors.items()}
        if person.actor in (OPERATOR, ANYONE) or not person.actor:
            return
        actor = actors.get(person.actor)
        if actor is None:
            known = [*actors, OPERATOR, ANYONE]
            self.notes.fault((*place, "actor"), f"{self.newest.id} has no actor {person.actor!r}.", f"It has {', '.join(known)}.{_near(person.actor, known)}")
            return
        self._bound(place, person, actor.scope, actor.of)

    def _bound(self, place: Place, person: Person, scope: Scope, of: str) -> None:
        city = self.notes.laws.city(self.newest.city)
        if person.district is not None and person.district not in city.districts:
            self.notes.fault((*place, "district"), f"{city.title} has no district {person.district!r}.", f"It has {', '.join(city.districts)}.")
        if person.office is not None and person.office not in city.offices and not self.newest.hosts:  # A host is an operator's to set up.
            self.notes.fault((*place, "office"), f"{city.title} has no office {person.office!r}.", f"It has {', '.join(city.offices)}.")
        if scope is Scope.DISTRICT_OFFICE and person.district is None:
            self.notes.fault(place, f"{person.name} acts for a district's office, and no district is named.", "Write `district:` beside the actor.")
        if scope is Scope.ORGANISATION and person.organisation is None and of != "incubatee":
            self.notes.fault(place, f"{person.name} acts for an organisation, and none is named.", "Write `organisation: 示范企业001` beside the actor.")

    def happening(self, place: Place, happening: Happening, person: Person) -> None:
        """Check the word that is said, and what stands under `with`."""
        if happening.does in VERBS:
            self._verb(place, happening)
            return
        words = all_words(self.versions)
        if happening.does not in words:
            way_out = f"`fuyu case explain {self.newest.id}` lists what can be done.{_near(happening.does, words)}"
            self.notes.fault((*place, "does"), f"Nothing in {self.newest.id} is called {happening.does!r}.", way_out)
            return
        where = {"step": happening.step, "process": happening.process}
        found = [each for programme in self.versions for each in sayings(programme, happening.does, **where)]
        if not found:
            self._nowhere(place, happening)
            return
        self._may(place, happening, person, found)
        self._told(place, happening, found)

    def _verb(self, place: Place, happening: Happening) -> None:
        known = set(VERBS[happening.does].told)
        if happening.does in _APPLYING:
            known |= {"form"} | self._form_fields
            self._like(place, happening)
            self._fields((*place, "with", "form"), happening.told.get("form", {}), self._form_fields)
        self._fields((*place, "with"), happening.told, known)

    def _like(self, place: Place, happening: Happening) -> None:
        known = list(builders_of(self.newest))
        like = happening.told.get("like", known[0] if known else None)
        if like not in known:
            way_out = f"Its examples.yaml has {', '.join(known)}.{_near(str(like), known)}"
            self.notes.fault((*place, "with", "like"), f"{self.newest.id} has no builder {like!r}.", way_out)

    @cached_property
    def _form_fields(self) -> set[str]:
        return {name for programme in self.versions for name in schema_of(programme.form)().fields}

    def _nowhere(self, place: Place, happening: Happening) -> None:
        at = f"the step {happening.step!r}" if happening.step else f"the process {happening.process!r}"
        way_out = f"The processes are {', '.join(process.name for process in self.newest.processes)}; leave `process` and `step` out where it is clear."
        self.notes.fault((*place, "does"), f"{happening.does!r} cannot be said at {at}.", way_out)

    def _may(self, place: Place, happening: Happening, person: Person, found: list[Saying]) -> None:
        actors = {each.actor for each in found}
        known = [actor for programme in self.versions for name, actor in programme.actors.items() if name in actors]
        is_public = any(actor.scope is Scope.PUBLIC for actor in known)
        if happening.refused is None and person.actor not in actors and not (person.actor == ANYONE and is_public):
            who = " or ".join(sorted(str(actor) for actor in actors))
            reason = f"{happening.does!r} is said by {who}; {person.name} is {person.actor}."
            self.notes.fault((*place, "by"), reason, "Name another person, or expect the refusal.")

    def _told(self, place: Place, happening: Happening, found: list[Saying]) -> None:
        known = set(COMMON).union(*(_members(each) for each in found))
        self._fields((*place, "with"), happening.told, known)
        judged = happening.told.get("judged")
        if isinstance(judged, Mapping):
            self._fields((*place, "with", "judged"), judged, {judgement.key for each in found for judgement in each.step.judges})
        entry = happening.told.get("entry")
        if isinstance(entry, Mapping):
            self._fields((*place, "with", "entry"), entry, set().union(*(_members(each) for each in found)) | {"statement"})

    def _fields(self, place: Place, told: Any, known: set[str]) -> None:
        for key in told if isinstance(told, Mapping) else ():
            if str(key).split(".", 1)[0] not in known:
                near = _near(str(key), known)
                self.notes.fault((*place, str(key)), f"There is nothing called `{key}` to tell here.", f"Known are {', '.join(sorted(known)) or 'none'}.{near}")

    def expectation(self, place: Place, kind: str, expected: Any) -> None:
        """Check that what is looked at exists, member by member."""
        if kind not in KINDS:
            self.notes.fault(place, f"A story cannot look at `{kind}`.", f"It can look at {', '.join(KINDS)}.{_near(kind, KINDS)}")
        elif not KINDS[kind].is_list:
            if expected is not None:
                self._one(place, kind, expected)
        elif isinstance(expected, list):
            self._rows(place, kind, expected)
        else:
            self._of_a_list(place, kind, expected)

    def _one(self, place: Place, kind: str, expected: Any) -> None:
        if not isinstance(expected, Mapping):
            self.notes.fault(place, f"`{place[-1]}` is {expected!r}.", "Write a mapping of its members, or null where there must be none.")
            return
        self._fields(place, expected, {*members_of(kind), "of"})

    def _rows(self, place: Place, kind: str, expected: Any) -> None:
        for number, row in enumerate(expected if isinstance(expected, list) else ()):
            if isinstance(row, Mapping):
                self._fields((*place, number), row, set(members_of(kind)))
            else:
                self.notes.fault((*place, number), f"This row is {row!r}.", "Write a mapping of its members.")

    def _of_a_list(self, place: Place, kind: str, expected: Any) -> None:
        if not isinstance(expected, Mapping):
            self.notes.fault(place, f"`{kind}` is {expected!r}.", "Write a list of rows, [] for none, or a mapping with count, each, some or none.")
            return
        for key, value in expected.items():
            if key in ("some", "none"):
                self._rows((*place, key), kind, value)
            elif key == "each":
                self._one((*place, key), kind, value)
            elif not isinstance(value, int) or isinstance(value, bool):
                self.notes.fault((*place, str(key)), f"`{key}` is {value!r}.", f"Write how many there are in that state, or one of {', '.join(OF_A_LIST)}.")


def _members(saying: Saying) -> set[str]:
    step: Step = saying.step
    members = set(BY_WORD.get(saying.word, ()))
    if step.form is not None and saying.word not in ("assign", "declare"):
        members |= set(schema_of(step.form)().fields)
    return members | ({"refused"} if isinstance(step, Decide) and step.over == CALL else set())


def _near(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), 1)
    return f" Did you mean {near[0]!r}?" if near else ""
