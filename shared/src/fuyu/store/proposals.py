"""Telling those who may confirm it that something waits for a second person, and that it waits no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fuyu.law.programme import Programme
from fuyu.process.actors import Holders, levels_above
from fuyu.process.walk import Act, Proposals, State, Walk, from_document, proposals_from
from fuyu.store.transaction import Subject, Transaction

PROPOSAL = "proposal"


@dataclass(frozen=True)
class Matter:
    """What proposals are about: the subject with its name, the programme and its process, and whom the actors mean."""

    about: Subject
    name: str
    programme: Programme
    process: str
    holders: Holders


def tell_proposals(tx: Transaction, matter: Matter, kept: Mapping[str, Any] | None, walk: Walk) -> None:
    """Say what began to wait on a walk for a second person and what waits no more, comparing it with the walk that was kept before, if any."""
    before = proposals_from((kept or {}).get("proposals"))
    if before.waiting or walk.proposals.waiting:
        tell_waiting(tx, matter, _waiting(from_document(kept)) if kept else before, _waiting(walk), walk.acts)


def tell_waiting(tx: Transaction, matter: Matter, before: Proposals, after: Proposals, acts: Sequence[Act]) -> None:
    """Say what began to wait for a second person and what waits no more; `acts` are those that were taken."""
    for step, act in after.waiting.items():
        if step not in before.waiting or before.waiting[step].id != act.id:
            _say_made(tx, matter, act)
    for step, act in before.waiting.items():
        if step not in after.waiting or after.waiting[step].id != act.id:
            data = _data(matter, act) | {"outcome": _outcome(act, after, acts), "on": tx.today.isoformat()}
            tx.emit("proposal.settled", Subject(PROPOSAL, act.id), data)


def _waiting(walk: Walk) -> Proposals:
    """Return what waits on a walk: at a step that is open, on a way that goes on."""
    waiting = {step: act for step, act in walk.proposals.waiting.items() if walk.is_running and walk.place(step).state is State.OPEN}
    return Proposals(waiting, walk.proposals.sent_back)


def _say_made(tx: Transaction, matter: Matter, act: Act) -> None:
    """Tell those who hold the same right; who proposed it is named, so that this person alone is left out."""
    audiences = levels_above(matter.programme, act.actor, matter.holders)[:1]
    tx.emit("proposal.made", Subject(PROPOSAL, act.id), _data(matter, act), audiences=[audience for level in audiences for audience in level])


def _data(matter: Matter, act: Act) -> dict[str, Any]:
    return {
        "proposal": act.id,
        "programme": matter.programme.id,
        "programme_version": matter.programme.version,
        "about": {"kind": matter.about.kind, "id": matter.about.id, "name": matter.name},
        "district": matter.holders.district,
        "process": matter.process,
        "step": act.step,
        "does": act.does,
        "proposed_by": act.by,
        "proposed_on": (act.proposed_on or act.on).isoformat(),
    }


def _outcome(act: Act, after: Proposals, acts: Sequence[Act]) -> str:
    if any(each.act.id == act.id for each in after.sent_back):
        return "sent back"
    is_confirmed = any(each.confirmed_by and (each.step, each.by, each.proposed_on) == (act.step, act.by, act.proposed_on) for each in acts)
    return "confirmed" if is_confirmed else "lapsed"
