"""What a succession means for files assigned by name: a successor of the pool who is free takes over what nobody has begun, and the office hears."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from base_registry.documents import Application, Call, Expert, Proceeding
from base_registry.usecases.applications import keep_walk
from base_registry.usecases.proceedings import keep_way, subject_of
from base_registry.usecases.reading import application_subject, proceeding_subject, walk_of
from fuyu.events.envelope import Event
from fuyu.ids import derived_id
from fuyu.law.steps import APPLICATION, ASSIGNING, Step
from fuyu.problems import ConditionsNotMet
from fuyu.process.acting import Subject, check_may_judge, is_recused
from fuyu.process.actors import levels_above
from fuyu.process.walk import PASSED, Act, State, Walk, from_document
from fuyu.store.transaction import Subject as About
from fuyu.store.transaction import Transaction

ASSIGNMENT, SYSTEM = "assignment", "system"
HANDED_OVER, OPEN = "handed over", "open"


@dataclass(frozen=True)
class File:
    """A record with the walk on which people were assigned, and what an act on it stands on."""

    about: About
    record: Application | Proceeding
    subject: Subject

    @property
    def walk(self) -> Walk:
        """Return its walk."""
        return self.subject.walk


def follow_succession(tx: Transaction, event: Event) -> None:
    """Hand over, or tell the office of, each assignment that the one replaced still had open; what was handed in stands under its author's name."""
    person, successor = event.data["person"], event.data["successor"]
    for file in _files(tx, person):
        left = [step for step in file.subject.process.steps if _is_open_for(file.walk, step, person)]
        reasons = {step.name: _why_not(tx, file, step, successor) for step in left}
        for step in left:
            if reasons[step.name] is None:
                _replace(tx, file, step, event)
            _tell(tx, file, step, person, successor, reasons[step.name])
        if None in reasons.values():
            _keep(tx, file)


def _files(tx: Transaction, person: str) -> Iterator[File]:
    """Go through the files that still run on which a person is assigned."""
    programmes = [loaded.programme for loaded in tx.laws.programmes.values() if loaded.programme.city == tx.city]
    steps = {step.name for programme in programmes for process in programme.processes for step in process.steps if step.assigned_by}
    if not steps:
        return
    where = {"city": tx.city, "state": "running", "$or": [{f"walk.assigned.{step}": person} for step in sorted(steps)]}
    for application in Application.objects(__raw__=where):
        subject = application_subject(tx, application, Call.get(tx.city, application.call), walk_of(application))
        yield File(About(APPLICATION, application.id), application, subject)
    for proceeding in Proceeding.objects(__raw__=where):
        loaded = tx.laws.of(proceeding.programme, proceeding.programme_version)
        process = loaded.programme.process(proceeding.process)
        subject = proceeding_subject(tx, subject_of(proceeding), loaded, process, from_document(proceeding.walk), proceeding)
        yield File(About("proceeding", proceeding.id), proceeding, subject)


def _is_open_for(walk: Walk, step: Step, person: str) -> bool:
    """Claim that a person is assigned to a step that is still to be done and has not handed in there since it was opened."""
    place = walk.place(step.name)
    is_waited_for = person in walk.group_at(step.name) and place.state not in (*PASSED, State.LEFT)
    return is_waited_for and not any(act.by == person for act in _handed_in(walk, step))


def _handed_in(walk: Walk, step: Step) -> list[Act]:
    since = walk.acts[walk.place(step.name).acts_before :]
    return [act for act in since if act.step == step.name and act.does not in ASSIGNING]


def _why_not(tx: Transaction, file: File, step: Step, successor: str) -> str | None:
    """Return why a successor does not take an assignment over by itself, None where it does.

    Sheets of one group are comparable because the group stays the same: once one is in, only the office changes it, with a reason.
    """
    if _handed_in(file.walk, step):
        return "sheets are in"
    if Expert.objects(city=tx.city, person=successor).first() is None:
        return "not in the pool"
    if successor in file.walk.assigned.get(step.name, ()):
        return "assigned already"
    if successor in file.walk.barred or is_recused(file.subject, successor, declared=False):
        return "an interest"
    try:
        check_may_judge(file.subject, step, successor, tx.today)
    except ConditionsNotMet:
        return "may not judge"
    return None


def _replace(tx: Transaction, file: File, step: Step, event: Event) -> None:
    """Release the one and assign the other, as acts of the system that stay on record; the successor declares its interests before it acts."""
    walk, person, successor = file.walk, event.data["person"], event.data["successor"]
    walk.assigned[step.name] = [successor if each == person else each for each in walk.assigned[step.name]]
    for does, whom in (("release", person), ("assign", successor)):
        id = derived_id(event.id, file.about.id, step.name, does)
        act = Act(id, step.name, does, SYSTEM, step.assigned_by or "", tx.today, tx.now)
        walk.acts.append(replace(act, entry={"people": [whom]}, reason=f"{successor} succeeds {person}."))
    tx.audit(f"{file.about.kind}.assignment_handed_over", file.about, step=step.name, person=person, successor=successor)


def _keep(tx: Transaction, file: File) -> None:
    if isinstance(file.record, Application):
        keep_walk(tx, file.record, file.walk, file.subject.walker)
    else:
        keep_way(tx, file.record, file.walk, file.subject.walker)
    file.record.keep()


def _tell(tx: Transaction, file: File, step: Step, person: str, successor: str, because: str | None) -> None:
    """Tell the office that assigns at a step who has the file now, or that it waits for somebody else and why."""
    programme, organisation = file.subject.loaded.programme, file.record.organisation
    id = derived_id(file.about.id, step.name, person)
    data: Mapping[str, Any] = {
        "assignment": id,
        "programme": programme.id,
        "programme_version": file.record.programme_version,
        "about": {"kind": file.about.kind, "id": file.about.id, "name": organisation["name"]},
        "district": organisation["district"],
        "process": file.subject.process.name,
        "step": step.name,
        "person": person,
        "successor": successor if because is None else None,
        "outcome": HANDED_OVER if because is None else OPEN,
        "because": because or "free of any interest",
        "on": tx.today.isoformat(),
    }
    audiences = [audience for level in levels_above(programme, step.assigned_by or "", file.subject.holders)[:1] for audience in level]
    tx.emit("assignment.left", About(ASSIGNMENT, id), data, audiences=audiences)
