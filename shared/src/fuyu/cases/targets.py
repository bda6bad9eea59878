"""What a word means at this moment: at which step of which subject it is said, the nearest on its way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fuyu.cases.desk import BASES, TRACKER, Someone
from fuyu.cases.scene import Scene, Subject, Unplayable, row_of, state_of
from fuyu.cases.story import Happening
from fuyu.cases.words import Saying, sayings
from fuyu.law.steps import APPLICATION, DESIGNATION, Process, Step

HERE = frozenset({"open", "waiting", "listed", "held"})
OPEN_NOW, AHEAD, FIRST_OF_ANOTHER, PASSED, LATER_IN_ANOTHER = range(5)
"""How near a step is: on a way that is gone now, the first of one that can be opened, behind the subject, later on one that is not open."""


@dataclass(frozen=True, slots=True)
class Target:
    """A word at a step, and the subject that it is said of; None where it is said of the whole call."""

    saying: Saying
    subject: Subject | None

    @property
    def step(self) -> Step:
        """Return the step."""
        return self.saying.step

    @property
    def process(self) -> Process:
        """Return the process."""
        return self.saying.process

    @property
    def word(self) -> str:
        """Return the word."""
        return self.saying.word


def find_target(scene: Scene, happening: Happening, who: Someone) -> Target:
    """Return what a happening means; raise Unplayable where there is nothing that it could be about, or where it could be about several."""
    found = _narrowed(scene, happening, who)
    ranked = [(*_standing(scene, saying, subject), number, saying, subject) for number, (saying, subject) in enumerate(_pairs(scene, happening, who, found))]
    if not ranked:
        raise Unplayable(_nothing(scene, happening, found))
    best = min(ranked, key=lambda each: each[:3])
    equal = {each[4].id: each[4] for each in ranked if each[:2] == best[:2] and each[3] == best[3] and each[4] is not None}
    saying, subject = best[3], best[4]
    if len(equal) > 1 and not saying.is_over_call:
        subject = _the_one(scene, happening, list(equal.values()))
    return Target(saying, None if saying.is_over_call else subject)


def is_told_later(scene: Scene, step: Step, subject: Subject | None, happenings: Iterable[Happening]) -> bool:
    """Claim that the story itself says, of this subject, what happens at a step, so that it is not left out."""
    return any(_tells(scene, each, step, subject) for each in happenings)


def _tells(scene: Scene, happening: Happening, step: Step, subject: Subject | None) -> bool:
    found = sayings(scene.programme, happening.does, step=happening.step, process=happening.process)
    who = scene.cast.person(happening.by)
    mine = [each for each in found if each.actor is None or who.plays(each.actor)] or found
    if not mine or any(each.step != step for each in mine):
        return False
    if subject is None:
        return True
    if happening.of is not None:
        return scene.cast.company_of(happening.of).name == subject.company.name
    return who.organisation in (None, subject.company.code) or not mine[0].actor or scene.programme.actors[mine[0].actor].of == "incubatee"


def _narrowed(scene: Scene, happening: Happening, who: Someone) -> list[Saying]:
    """Return the ways to understand a word that belong to this person, all where none does (a refusal is expected then)."""
    found = sayings(scene.programme, happening.does, step=happening.step, process=happening.process)
    found = [each for each in found if each.actor is not None and who.plays(each.actor)] or found
    people = happening.told.get("people")
    if happening.does == "assign" and isinstance(people, list) and people and people[0] in scene.cast.people:
        first = scene.cast.person(str(people[0]))
        found = [each for each in found if each.step.by is not None and first.plays(each.step.by)] or found
    return found


def _pairs(scene: Scene, happening: Happening, who: Someone, found: list[Saying]) -> Iterator[tuple[Saying, Subject]]:
    known: dict[str, list[Subject]] = {}
    for saying in found:
        over = saying.process.over
        if over not in known:
            known[over] = list(_subjects(scene, over, happening, who))
        yield from ((saying, subject) for subject in known[over])


def _subjects(scene: Scene, over: str, happening: Happening, who: Someone) -> Iterator[Subject]:
    """Go through the subjects of a kind that this person may mean: those of the organisation named, of its own, or all."""
    meant = scene.cast.company_of(happening.of).code if happening.of else None
    all_of_them = list(scene.applications.values()) if over == APPLICATION else _listed(scene, over, meant, waits=not happening.goes_on)
    found = [subject for subject in all_of_them if meant in (None, subject.company.code)]
    yield from [each for each in found if each.company.code == who.organisation] or found


def _listed(scene: Scene, over: str, meant: str | None, *, waits: bool) -> list[Subject]:
    """Return the designations or enrolments that there are, at least those of the organisation that is meant."""
    if waits:
        scene.days.arrived()
    service, path, whose = (BASES, "/designations", "organisation") if over == DESIGNATION else (TRACKER, "/enrolments", "incubatee")
    one = {"incubatee": meant} if meant and over != DESIGNATION else {}
    rows = scene.desk.rows(scene.cast.operator, service, path, programme=scene.programme.id, **one)
    return [Subject(over, row["id"], scene.companies.called(row[whose]["name"])) for row in _without_former(list(rows), whose)]


def _without_former(rows: list[dict[str, Any]], whose: str) -> list[dict[str, Any]]:
    """Return the rows without those that have ended of an organisation that holds another: a title won again is meant, not the one before."""
    held = {row[whose]["code"] for row in rows if row["state"] == "held"}
    return [row for row in rows if row["state"] == "held" or row[whose]["code"] not in held]


def _standing(scene: Scene, saying: Saying, subject: Subject) -> tuple[int, int]:
    """Return how near a step is on a subject's way, the nearest first."""
    walk = scene.walk(subject, saying.process)
    if subject.kind == APPLICATION and walk is None and saying.process.grants:
        return PASSED, 0
    if walk is None:
        place = list(saying.process.names).index(saying.step.name)
        return (LATER_IN_ANOTHER if place else FIRST_OF_ANOTHER), place
    if state_of(walk, saying.step) in HERE:
        return OPEN_NOW, 0
    row = [step.name for step in row_of(saying.process)]
    stands = next((name for name in row if walk["places"].get(name, {}).get("state") not in ("done", "skipped", "deemed")), row[-1])
    distance = row.index(saying.step.beside or saying.step.name) - row.index(stands)
    return (AHEAD, distance) if distance >= 0 else (PASSED, -distance)


def _the_one(scene: Scene, happening: Happening, equal: list[Subject]) -> Subject:
    """Return which of several is meant: the person's own, else the one acted on last; raise Unplayable where that does not tell."""
    who = scene.cast.person(happening.by)
    own = [each for each in equal if each.company.code == who.organisation]
    last = [each for each in equal if scene.last.get(each.kind) == each]
    chosen = own or last
    if len(chosen) != 1:
        names = ", ".join(each.company.name for each in equal[:12])
        raise Unplayable(f"{happening.does!r} could be said of several: {names}. Say of which with `of:`.")
    return chosen[0]


def _nothing(scene: Scene, happening: Happening, found: list[Saying]) -> str:
    kinds = " or ".join(sorted({each.process.over for each in found}))
    whose = f" of {happening.of}" if happening.of else ""
    return f"{happening.does!r} is said of {kinds or 'something'}, and there is none{whose} yet."
