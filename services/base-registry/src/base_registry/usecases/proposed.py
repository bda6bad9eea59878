"""What was proposed at a call's steps and waits for a second person: seen by those who may confirm it, and by nobody else before it takes effect."""

from __future__ import annotations

from typing import Any

from base_registry.documents import Call
from base_registry.usecases.cycles import run_by
from fuyu.caller import Caller
from fuyu.law.registry import Laws
from fuyu.process.actors import Holders
from fuyu.process.showing import seen_proposals, shown_proposals
from fuyu.process.walk import proposals_from


def proposed_on_call(laws: Laws, caller: Caller, city: str, id: str) -> dict[str, Any]:
    """Return each step of a call at which the caller may see something that was proposed or sent back."""
    call: Call = Call.get(city, id)
    programme = laws.of(call.programme, call.programme_version).programme
    proposals = seen_proposals(programme, proposals_from(call.proposals), caller, Holders(city, host=run_by(programme, call.host)))
    shown = [{"step": step.name, "title": step.title, **shown_proposals(step, proposals)} for step in programme.entry.steps]
    return {"steps": [each for each in shown if each.keys() & {"proposed", "sent_back"}]}
