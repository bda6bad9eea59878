"""What others are told of an enrolment: its events, and to whom they matter."""

from __future__ import annotations

from typing import Any

from fuyu.law.programme import Scope
from fuyu.process.actors import levels_above
from fuyu.process.walk import Walk, to_document
from fuyu.store.proposals import Matter, tell_proposals
from fuyu.store.transaction import Subject, Transaction
from incubatee_tracker.documents import Enrolment
from incubatee_tracker.facts import enrolment_holders


def say(tx: Transaction, enrolment: Enrolment, event: str, **data: Any) -> None:
    """Emit an event of an enrolment with the members that all of them have, to the incubatee and its base, and note it in the audit."""
    subject = Subject("enrolment", enrolment.id)
    tx.emit(event, subject, enrolment_data(enrolment) | data, audiences=audiences_of(tx, enrolment))
    tx.audit(event, subject, **data)


def keep_walk(tx: Transaction, enrolment: Enrolment, walk: Walk) -> None:
    """Write a walk into its enrolment; who may confirm what is only proposed on it hears of it."""
    programme = tx.laws.of(enrolment.programme, enrolment.programme_version).programme
    matter = Matter(Subject("enrolment", enrolment.id), enrolment.incubatee["name"], programme, walk.process, enrolment_holders(enrolment))
    tell_proposals(tx, matter, enrolment.walks.get(walk.process), walk)
    enrolment.walks = {**enrolment.walks, walk.process: to_document(walk)}


def enrolment_data(enrolment: Enrolment) -> dict[str, Any]:
    """Return the members that all events of an enrolment have."""
    return {
        "enrolment": enrolment.id,
        "designation": enrolment.designation,
        "programme": enrolment.programme,
        "programme_version": enrolment.programme_version,
        "incubatee": {key: enrolment.incubatee[key] for key in ("code", "name", "district")},
    }


def audiences_of(tx: Transaction, enrolment: Enrolment) -> list[dict[str, str]]:
    """Return whom an enrolment concerns: its base and its incubatee."""
    programme = tx.laws.of(enrolment.programme, enrolment.programme_version).programme
    holders = enrolment_holders(enrolment)
    concerned = [name for name, actor in programme.actors.items() if actor.scope is Scope.ORGANISATION and actor.of in ("holder", "incubatee")]
    return [audience for name in concerned for audience in levels_above(programme, name, holders)[:1][0]]
