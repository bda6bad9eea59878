"""Drafts of sheets: kept as one fills in, shown to their author alone, and in no event, audit row or archive, since nothing was said yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from base_registry.documents import Application, Call, SheetDraft
from base_registry.usecases.reading import application_subject, walk_of
from base_registry.usecases.seeing import check_sees_file
from fuyu.ids import derived_id
from fuyu.problems import NotFound
from fuyu.process.acting import draft_of
from fuyu.process.walk import State, Walk
from fuyu.store.transaction import Transaction


def keep_sheet_draft(tx: Transaction, id: str, step: str, entry: Mapping[str, Any]) -> None:
    """Keep what the caller has filled in so far of the sheet at a step, in the place of what was kept before."""
    application: Application = Application.get(tx.city, id)
    check_sees_file(tx, application)
    subject = application_subject(tx, application, Call.get(tx.city, application.call), walk_of(application))
    kept = draft_of(subject, step, entry, tx.caller, tx.today)
    person = tx.caller.person if tx.caller else ""
    draft = SheetDraft.objects(id=_id(application.id, step, person)).first()
    if draft is None:
        SheetDraft(id=_id(application.id, step, person), city=tx.city, application=application.id, step=step, person=person, entry=kept).add()
    else:
        draft.entry = kept
        draft.keep()


def own_sheet_draft(tx: Transaction, id: str, step: str) -> dict[str, Any]:
    """Return what the caller has filled in so far at a step; raise NotFound where there is none of theirs, whoever else has one."""
    person = tx.caller.person if tx.caller else ""
    application = Application.objects(city=tx.city, id=id).first()
    draft = SheetDraft.objects(city=tx.city, id=_id(id, step, person)).first()
    if application is None or draft is None or not _is_open_to(walk_of(application), step, person):
        raise NotFound(f"You have no draft at the step {step!r} of the application {id!r}.", found=step)
    return {"step": step, "entry": dict(draft.entry)}


def forget_handed_in(application: Application, step: str, person: str) -> None:
    """Let go of the draft of a sheet that its author hands in."""
    SheetDraft.objects(id=_id(application.id, step, person)).delete()


def forget_drafts(application: Application, walk: Walk) -> None:
    """Let go of the drafts of whose step it is no longer as an application's walk changes: released, replaced, recused, or closed to all."""
    before: Mapping[str, Any] = application.walk["places"]
    if not any(before.get(step, {}).get("state") == State.OPEN for step in application.walk.get("assigned", {})):
        return  # Nobody can have a draft; a list of thousands is not asked for each.
    for draft in SheetDraft.objects(application=application.id):
        if not _is_open_to(walk, draft.step, draft.person):
            draft.delete()


def _is_open_to(walk: Walk, step: str, person: str) -> bool:
    return walk.is_running and step in walk.open_steps() and person in walk.group_at(step)


def _id(application: str, step: str, person: str) -> str:
    return derived_id("sheet draft", application, step, person)
