"""Identity papers of an application: open to it and to the offices that review it, and deleted a set time after its way has ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from base_registry.documents import Application
from base_registry.facts import application_holders
from base_registry.usecases.reading import walk_of
from fuyu.caller import Caller
from fuyu.law.programme import Programme, Scope
from fuyu.law.registry import Laws
from fuyu.law.steps import APPLICATION, Review, Score, Step, Visit
from fuyu.problems import NotYourStep
from fuyu.process.actors import acting_role
from fuyu.process.walk import Walk
from fuyu.service import Running
from fuyu.store.files import delete_kept, mark_identity_papers
from fuyu.store.transaction import Subject as About
from fuyu.store.transaction import Transaction

_OFFICES = (Scope.OFFICE, Scope.DISTRICT_OFFICE)


def know_identity_papers(tx: Transaction, programme: Programme, application: Application, given: Mapping[str, Sequence[str]]) -> None:
    """Note which of the files kept for an application are identity papers; one that is taken out again, or named as something else, stays one."""
    known = {paper["file"] for paper in application.identity_papers}
    keys = [material.key for material in programme.materials if material.is_identity_paper]
    fresh = {file: key for key in keys for file in given.get(key, ()) if file not in known}
    if fresh:
        hashes = mark_identity_papers(tx, list(fresh))
        papers = [{"material": key, "file": file, "sha256": hashes[file]} for file, key in fresh.items()]
        application.identity_papers = [*application.identity_papers, *papers]


def count_from_end(application: Application, walk: Walk) -> None:
    """Note the day from which the time of an application's identity papers counts, none while its way goes on or where all of them are deleted."""
    is_kept = any("deleted_on" not in paper for paper in application.identity_papers)
    application.papers_kept_since = walk.ended_on.isoformat() if walk.ended_on is not None and is_kept else None


def last_end_of_deleted(today: date, days: int) -> str:
    """Return the latest day of an end whose papers go today: `days` after it they are there for the last day."""
    return (today - timedelta(days=days + 1)).isoformat()


def delete_identity_papers(tx: Transaction, id: str, days: int) -> None:
    """Delete the identity papers of an application that ended more than `days` ago; what they were for, their hashes and the day stay on record."""
    application: Application = Application.get(tx.city, id)
    ended_on = application.papers_kept_since
    if ended_on is None or ended_on > last_end_of_deleted(tx.today, days):
        return  # Another copy of this service was quicker, or the way goes on again.
    gone = [paper for paper in application.identity_papers if "deleted_on" not in paper]
    delete_kept(tx, [paper["file"] for paper in gone])
    application.identity_papers = [{"deleted_on": tx.today.isoformat(), **paper} for paper in application.identity_papers]
    application.papers_kept_since = None
    application.keep()
    told = [{"material": paper["material"], "sha256": paper["sha256"]} for paper in gone]
    tx.audit("application.identity_papers_deleted", About(APPLICATION, id), papers=told, ended_on=ended_on, days=days)


def shown_papers(tx: Transaction, application: Application) -> list[dict[str, Any]]:
    """Return what is known of an application's identity papers, and of each whether the caller may open it."""
    may_open = bool(application.identity_papers) and tx.caller is not None and _may_open(tx.laws, tx.caller, application)
    return [{**paper, "is_open": may_open and "deleted_on" not in paper} for paper in application.identity_papers]


def shows_identity_papers(running: Running, caller: Caller, subject: About) -> bool:
    """Claim that the caller may open the identity papers of an application: its applicant, and the offices whose step it is or was to review it."""
    application = Application.objects(id=subject.id, city__in=sorted(caller.cities)).first()
    return application is not None and _may_open(running.laws, caller, application)


SHOWS_IDENTITY_PAPERS = {APPLICATION: shows_identity_papers}


def _may_open(laws: Laws, caller: Caller, application: Application) -> bool:
    if any(role.organisation == application.organisation["code"] and role.city == application.city for role in caller.actors):
        return True
    loaded = laws.programmes.get((application.programme, application.programme_version))
    if loaded is None or caller.person in application.barred:
        return False
    walk = walk_of(application)
    return any(walk.place(step.name).tries and _acts_at(loaded.programme, step, caller, application) for step in loaded.programme.entry.steps)


def _acts_at(programme: Programme, step: Step, caller: Caller, application: Application) -> bool:
    """Claim that the caller acts for the office that looks at an application at a step; who is assigned there by name, as experts are, does not."""
    if not isinstance(step, Review | Visit | Score) or step.by is None or programme.actors[step.by].scope not in _OFFICES:
        return False
    try:
        acting_role(programme, step.by, caller, application_holders(application))
    except NotYourStep:
        return False
    return True
