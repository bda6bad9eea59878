"""Steps over the whole call: they open with a frozen list, are acted on, and move each row on or out while held rows wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from base_registry.documents import Application, Call
from base_registry.usecases.applications import end_application, keep_walk
from base_registry.usecases.certifying import certify_application, check_certificates, publish_circular
from base_registry.usecases.cycles import run_by
from base_registry.usecases.duties import reconcile_limits
from base_registry.usecases.granting import grant
from base_registry.usecases.owing import reconcile_asked
from base_registry.usecases.reading import application_subject, walk_of
from base_registry.usecases.staging import check_choice, stage_of
from fuyu.caller import Caller
from fuyu.dates import publication_end
from fuyu.ids import derived_id
from fuyu.law.registry import Loaded
from fuyu.law.steps import CALL, Announce, Choose, Consult, Decide, Effect, Notice, Process, Publish, Step, Vote, Way, words_of
from fuyu.law.view import Law
from fuyu.problems import InvalidInput, NumberMissing, ReasonMissing, Recused, StepNotOpen, WordNotAllowed
from fuyu.process.acting import Taken, check_findings, find_step, limit_by
from fuyu.process.actors import Holders, acting_role
from fuyu.process.knowing import ACT, FINDINGS, LAW, law_document
from fuyu.process.proposing import (
    COUNTERSIGN,
    SECOND,
    SEND_BACK,
    Moment,
    Request,
    Stands,
    asked_by,
    check_awaits_nobody,
    confirmed,
    is_proposed,
    send_back,
)  # fmt: skip
from fuyu.process.sitting import Row, RowState, Sitting, from_document, passes_vote, to_document
from fuyu.process.walk import Act, Outcome, Proposals, State, Walk, act_document, proposals_document, proposals_from
from fuyu.process.walker import Moved, Walker, verdict_of
from fuyu.store.decisions import keep_decision
from fuyu.store.proposals import Matter, tell_waiting
from fuyu.store.transaction import Subject as About
from fuyu.store.transaction import Transaction

CLOSE_STAGE = "close_stage"
SYSTEM = Caller("system")


@dataclass
class CallAtWork:
    """A call with its law, its running applications and their walks, while a use-case works on its sittings."""

    tx: Transaction
    call: Call
    loaded: Loaded
    law: Law
    walker: Walker
    applications: dict[str, Application]
    walks: dict[str, Walk]
    sittings: list[Sitting]
    proposals: Proposals
    is_trial: bool = False

    @classmethod
    def of(cls, tx: Transaction, call: Call) -> CallAtWork:
        """Read a call with every application that was handed in and still runs."""
        loaded = tx.laws.of(call.programme, call.programme_version)
        law = loaded.view(tx.settings, tx.today, call.host)
        running = {each.id: each for each in Application.objects(city=tx.city, call=call.id, state="running")}
        walks = {id: walk_of(application) for id, application in running.items()}
        sittings, walker = [from_document(kept) for kept in call.sittings], Walker(loaded.programme.entry, limit_by(law))
        return cls(tx, call, loaded, law, walker, running, walks, sittings, proposals_from(call.proposals))

    @property
    def process(self) -> Process:
        """Return the way that this call's applications go."""
        return self.loaded.programme.entry

    def open_sitting(self, step: str) -> Sitting | None:
        """Return the step's open sitting, None where there is none."""
        return next((sitting for sitting in self.sittings if sitting.step == step and sitting.is_open), None)

    def waiting(self, step: str) -> list[str]:
        """Return the applications that have come to the step."""
        return [id for id, walk in self.walks.items() if walk.place(step).state is State.WAITING]

    def before(self, step: str) -> list[str]:
        """Return the applications for which the step must still wait."""
        return [id for id, walk in self.walks.items() if self.walker.is_before(walk, step)]

    def keep(self, expected: int | None = None) -> None:
        """Keep the call with its sittings and what was proposed at them, and let those who may confirm that hear of it."""
        acts = [act for sitting in self.sittings for act in sitting.acts]
        matter = Matter(About("call", self.call.id), self.call.title, self.loaded.programme, self.process.name, Holders(self.tx.city))
        tell_waiting(self.tx, matter, proposals_from(self.call.proposals), self.proposals, acts)
        self.call.sittings = [to_document(sitting) for sitting in self.sittings]
        self.call.proposals = proposals_document(self.proposals)
        self.call.keep(expected)


def act_on_call(tx: Transaction, id: str, act_id: str, request: Request, expected: int | None, *, as_system: bool = False) -> Call:
    """Act at a step over a whole call; the step's list is frozen when nothing live is before it, or when an officer closes the stage with a reason."""
    call: Call = Call.get(tx.city, id)
    work = CallAtWork.of(tx, call)
    step = find_step(work.process, request.step)
    if step.over != CALL or isinstance(step, Announce):
        raise StepNotOpen(f"The step {step.name!r} ({step.title}) is taken on each application, not on the call.", found=step.name)
    caller = SYSTEM if as_system else tx.caller
    actor = step.by or "" if as_system else _actor(work, step, request)
    if request.does == CLOSE_STAGE:
        _close_stage(work, step, request)
        word, told = CLOSE_STAGE, {"step": step.name, "reason": request.reason, "number": request.number}
    else:
        person, absent = (caller.person, caller.in_stead_of) if caller else ("public", None)
        taken = _take(work, step, request, actor, Moment(person, tx.today, tx.now, act_id, absent))
        word, told = taken.word, taken.told | _keep_known(work, step, taken)
    work.keep(expected)
    tx.audit(f"call.{word}", About("call", call.id), **told)
    return call


def _keep_known(work: CallAtWork, step: Step, taken: Taken) -> dict[str, str]:
    """Keep what was known when a list was decided: under which law, and of each row whose it is, its score, and where it stood afterwards."""
    if taken.stands is not Stands.TAKEN or not isinstance(step, Choose | Vote | Decide):
        return {}
    sitting = next(each for each in reversed(work.sittings) if each.step == step.name)
    act = {name: value for name, value in act_document(taken.act).items() if name != FINDINGS}
    rows = [_known_row(work.applications[row.application], row) for row in sitting.rows.values()]
    parts = {ACT: act, FINDINGS: taken.act.findings, LAW: law_document(work.loaded, work.law), "list": rows, "quotas": dict(work.call.quotas)}
    return {"evidence": keep_decision(work.tx, taken.act.id, About("call", work.call.id), taken.act.does, parts)}


def _known_row(application: Application, row: Row) -> dict[str, Any]:
    named = {name: application.organisation[name] for name in ("code", "name", "district")}
    stood = {"state": str(row.state), "kind": row.kind, "because": row.because}
    return {"application": row.application, "organisation": named, "applied_on": application.applied_on, "scores": application.scores, **stood}


def _take(work: CallAtWork, step: Step, request: Request, actor: str, moment: Moment) -> Taken:
    """Take, propose, confirm or send back an act; what is only proposed is looked at on a copy of the list, and moves nobody."""
    if request.does not in SECOND:
        _check_word(step, request)
    sitting = work.open_sitting(step.name) or open_if_ready(work, step)
    if sitting is None:
        raise _not_ready(work, step)
    if request.does == SEND_BACK:
        act = send_back(work.proposals, step, request, moment)
        return Taken(act, Moved(), [], replace(asked_by(act), reason=request.reason), Stands.SENT_BACK)
    proposed = confirmed(work.proposals, step, request, moment) if request.does == COUNTERSIGN else None
    asked = asked_by(proposed) if proposed else request
    act = _act(moment, step, asked, actor)
    _check_not_barred(work, sitting, moment.person)
    if proposed is None and is_proposed(work.law, work.process, step, request.does):
        check_awaits_nobody(work.proposals, step)
        ACTS[type(step)](replace(work, is_trial=True), step, deepcopy(sitting), act)
        act = replace(act, entry=dict(request.entry), proposed_on=moment.on)
        work.proposals.waiting[step.name] = act
        return Taken(act, Moved(), [], request, Stands.PROPOSED)
    work.proposals.waiting.pop(step.name, None)
    if proposed is not None:
        act = replace(act, by=proposed.by, proposed_on=proposed.proposed_on, confirmed_by=moment.person)
    ACTS[type(step)](work, step, sitting, act)
    sitting.acts.append(act)
    if isinstance(step, Consult):
        reconcile_asked(work, step, sitting)
    return Taken(act, Moved(), [], asked)


def _check_not_barred(work: CallAtWork, sitting: Sitting, person: str) -> None:
    """Raise Recused where someone would act on a list with an applicant in which they have an interest."""
    if named := [work.applications[row.application].organisation["name"] for row in sitting.listed() if person in work.walks[row.application].barred]:
        raise Recused(f"You are recused from {', '.join(named)}, which stand on this list; someone else of your office acts on it.", found=named)


def open_if_ready(work: CallAtWork, step: Step) -> Sitting | None:
    """Open a sitting where someone waits, nothing live is before the step and the window to apply has ended.

    Where no last day to apply is fixed, only an officer's word closes the intake (`close_stage`).
    """
    closes = work.call.closes
    window_is_open = closes is None or work.tx.today <= date.fromisoformat(closes["on"])
    if not work.waiting(step.name) or work.before(step.name) or (window_is_open and not _was_closed_early(work)):
        return None
    return _freeze(work, step)


def _freeze(work: CallAtWork, step: Step, because: str | None = None) -> Sitting:
    rows = {id: Row(id, kind=work.applications[id].chosen_for) for id in work.waiting(step.name)}
    count = sum(1 for sitting in work.sittings if sitting.step == step.name)
    sitting = Sitting(derived_id(work.call.id, f"{step.name}/{count}"), step.name, work.tx.today, rows, closed_early_because=because)
    for id in rows:
        work.walks[id].place(step.name).state = State.LISTED
        _keep_application(work, id)
    work.sittings.append(sitting)
    return sitting


def _was_closed_early(work: CallAtWork) -> bool:
    return any(sitting.closed_early_because for sitting in work.sittings)


def _close_stage(work: CallAtWork, step: Step, request: Request) -> None:
    if not (request.reason or "").strip():
        raise ReasonMissing(
            "To close the stage before this step while others are still on their way, give a written `reason`.", field="reason", clause=step.clause
        )
    if not work.waiting(step.name) or work.open_sitting(step.name):
        raise _not_ready(work, step)
    _freeze(work, step, request.reason)


def _not_ready(work: CallAtWork, step: Step) -> StepNotOpen:
    closes = f"; the window to apply is open until {work.call.closes['on']}" if work.call.closes else ""
    waiting, before = len(work.waiting(step.name)), len(work.before(step.name))
    way_out = "An officer can close the stage with a reason (`does: close_stage`)." if waiting else "Nobody has come to this step yet."
    said = f"The step {step.name!r} ({step.title}) is not open: {waiting} wait at it, {before} are still before it{closes}. {way_out}"
    return StepNotOpen(said, found={"waiting": waiting, "before": before}, needed=step.name)


def _actor(work: CallAtWork, step: Step, request: Request) -> str:
    name = step.answered_by if isinstance(step, Consult) and request.does == "answer" else step.by
    return acting_role(work.loaded.programme, name or "", work.tx.caller, Holders(work.tx.city, host=run_by(work.loaded.programme, work.call.host))).actor


def _check_word(step: Step, request: Request) -> None:
    words = words_of(step)
    if request.does not in words:
        needed = [*words, CLOSE_STAGE]
        raise WordNotAllowed(
            f"At the step {step.name!r} ({step.title}) one can {', '.join(needed)}; {request.does!r} is none of these.", found=request.does, needed=needed
        )
    if step.is_numbered and request.does in ("publish", "choose", "vote", "grant") and not (request.number or "").strip():
        raise NumberMissing(f"The step {step.name!r} ({step.title}) needs the document's number (文号) in `number`.", field="number", clause=step.clause)


def _act(moment: Moment, step: Step, request: Request, actor: str) -> Act:
    act = Act(moment.act_id, step.name, request.does, moment.person, actor, moment.on, moment.at, dict(request.entry))
    return replace(act, reason=request.reason, number=request.number, overrides=dict(request.overrides))


def _publish(work: CallAtWork, step: Step, sitting: Sitting, act: Act) -> None:
    days = getattr(step, "days", None)
    if act.does == "conclude":
        _conclude(work, step, sitting)
        return
    if sitting.published_on is not None:
        raise StepNotOpen(f"The list was published on {sitting.published_on} and stands until {sitting.ends.on if sitting.ends else 'it is replaced'}.")
    sitting.published_on, sitting.number = work.tx.today, act.number
    if days:
        value = work.law[days]
        sitting.ends = publication_end(work.tx.today, value.period, work.law.calendar, str(value.citation))
    if Effect.CERTIFY in step.takes_effect:
        check_certificates(work.tx, [row.application for row in sitting.listed()])
    if work.is_trial:
        return
    if isinstance(step, Publish):
        publish_circular(work, step, sitting)
    _say_published(work, step, sitting)
    if not days:
        _finish(work, step, sitting, act)


def _conclude(work: CallAtWork, step: Step, sitting: Sitting) -> None:
    if sitting.published_on is None or sitting.ends is None:
        raise StepNotOpen(f"The list of {step.title} is not published yet.", found=None, needed="publish")
    if not sitting.ends.is_overdue(work.tx.today):
        raise StepNotOpen(
            f"The publication stands until {sitting.ends.on} ({sitting.ends.clause}).", found=work.tx.today.isoformat(), needed=sitting.ends.on.isoformat()
        )
    _finish(work, step, sitting, None)


def _choose(work: CallAtWork, step: Step, sitting: Sitting, act: Act) -> None:
    chosen = _mapping(act, "chosen")
    _mapping(act, "reasons")
    until = _mapping(act, "until")
    stage = stage_of(work, step.name, [row.application for row in sitting.listed()], chosen)
    findings, proposed = check_choice(work, step, stage, act)
    check_findings(step, findings, act.overrides)
    act.findings = [each.as_document() for each in findings]
    act.entry = {**act.entry, "proposed": [{"application": p.application, "kind": p.kind, "because": p.because} for p in proposed]}
    reasons = {p.application: p.because for p in proposed} | dict(act.entry.get("reasons") or {})
    for row in sitting.listed():
        row.kind, row.because = chosen.get(row.application), reasons.get(row.application, "")
        row.state = RowState.PASSED if row.kind else RowState.FAILED
        work.applications[row.application].chosen_for = row.kind
        work.applications[row.application].until = until.get(row.application)
    _finish(work, step, sitting, act)


def _mapping(act: Act, field: str) -> Mapping[str, str]:
    given = act.entry.get(field) or {}
    if not isinstance(given, Mapping) or not all(isinstance(value, str) for value in given.values()):
        raise InvalidInput.of_fields([{"field": f"entry.{field}", "reason": "Map each application's id to a text.", "needed": "{id: text}"}])
    return given


def _vote(work: CallAtWork, step: Step, sitting: Sitting, act: Act) -> None:
    present, yes, aside = act.entry.get("present"), act.entry.get("yes"), act.entry.get("aside") or {}
    ids = {row.application for row in sitting.listed()}
    if not isinstance(present, int) or isinstance(present, bool) or present < 1 or not isinstance(yes, dict) or set(yes) != ids:
        raise InvalidInput.of_fields(
            [{"field": "entry", "reason": "Give those present, and the votes for each row.", "needed": {"present": "a number", "yes": sorted(ids)}}]
        )
    if not isinstance(aside, dict) or not all(id in ids and _is_count(count, present - 1) for id, count in aside.items()):
        reason = "Say of each row how many of those present stood aside because of an interest in it."
        raise InvalidInput.of_fields([{"field": "entry.aside", "reason": reason, "found": aside, "needed": f"{{id: 0 to {present - 1}}}"}])
    voting = {id: present - aside.get(id, 0) for id in ids}
    if not all(_is_count(yes[id], voting[id]) for id in ids):
        raise InvalidInput.of_fields(
            [{"field": "entry.yes", "reason": "The votes for a row are more than those present, or no number.", "found": yes, "needed": f"0 to {present}"}]
        )
    majority = work.law[cast("Vote", step).majority]
    for row in sitting.listed():
        of = voting[row.application]
        row.state = RowState.PASSED if passes_vote(yes[row.application], of, majority.value) else RowState.FAILED
        stood_aside = f" ({present - of} stood aside)" if of < present else ""
        needed = f"more than {majority.value} of those present are needed ({majority.citation})"
        row.because = f"{yes[row.application]} of {of} voted for it{stood_aside}; {needed}."
    _finish(work, step, sitting, act)


def _is_count(count: object, most: int) -> bool:
    return isinstance(count, int) and not isinstance(count, bool) and 0 <= count <= most


def _decide(work: CallAtWork, step: Step, sitting: Sitting, act: Act) -> None:
    verdict = verdict_of(step, act.does)
    refused = _mapping(act, "refused")
    if verdict is not None and verdict.way is not Way.ON and not (act.reason or "").strip():
        raise ReasonMissing(f"To {act.does} the list give a written `reason`.", field="reason", clause=step.clause)
    if not all(id in sitting.rows and why.strip() for id, why in refused.items()):
        raise InvalidInput.of_fields(
            [{"field": "entry.refused", "reason": "Each row that is refused is named with a written reason.", "needed": sorted(sitting.rows)}]
        )
    for row in sitting.listed():
        is_refused = row.application in refused or (verdict is not None and verdict.way is not Way.ON)
        row.state = RowState.FAILED if is_refused else RowState.PASSED
        row.because = refused.get(row.application, act.reason or "")
    _finish(work, step, sitting, act)


def _consult(work: CallAtWork, step: Step, sitting: Sitting, act: Act) -> None:
    asked = {name for earlier in sitting.acts if earlier.does == "ask" for name in earlier.entry["departments"]}
    answered = {earlier.entry["department"] for earlier in sitting.acts if earlier.does == "answer"}
    if act.does == "close" and not asked:
        said = f"Nobody has been asked yet at the step {step.name!r} ({step.title}); ask the departments first (`does: ask`)."
        raise StepNotOpen(said, found=0, needed="ask")
    if act.does == "ask":
        _check_departments(act)
        act.entry["due_on"] = work.law.limit(cast("Consult", step).answer_within, work.tx.today).on.isoformat()
    elif act.does == "answer":
        if not all(isinstance(act.entry.get(name), str) for name in ("department", "opinion")) or act.entry["department"] not in asked:
            raise InvalidInput.of_fields(
                [{"field": "entry.department", "reason": "Answer for a department that was asked, with its opinion.", "needed": sorted(asked)}]
            )
        if answered | {act.entry["department"]} == asked:
            _finish(work, step, sitting, act)
    else:
        silent = sorted(asked - answered)
        if silent and not (act.reason or "").strip():
            raise ReasonMissing(
                f"These departments have not answered: {', '.join(silent)}. To go on without them give a written `reason`.", field="reason", found=silent
            )
        act.entry["silent"] = silent
        _finish(work, step, sitting, act)


def _check_departments(act: Act) -> None:
    names = act.entry.get("departments")
    if not isinstance(names, list) or not names or not all(isinstance(name, str) and name for name in names):
        raise InvalidInput.of_fields(
            [{"field": "entry.departments", "reason": "Name the departments that are asked.", "found": names, "needed": "a list of names"}]
        )


ACTS: dict[type[Step], Callable[[CallAtWork, Step, Sitting, Act], None]] = {
    Notice: _publish,
    Publish: _publish,
    Choose: _choose,
    Vote: _vote,
    Decide: _decide,
    Consult: _consult,
}


def _finish(work: CallAtWork, step: Step, sitting: Sitting, act: Act | None) -> None:
    if work.is_trial:
        return
    sitting.closed_on = work.tx.today
    for row in sitting.rows.values():
        if row.state is RowState.LISTED:
            row.state = RowState.PASSED
        if row.state is RowState.PASSED:
            pass_on(work, step, row, act.findings if act else [], act.number if act else sitting.number)
        elif row.state is RowState.FAILED:
            outcome = Outcome.NOT_CHOSEN if isinstance(step, Choose | Vote) else Outcome.REFUSED
            end_application(work.tx, work.applications[row.application], work.walks[row.application], work.walker, outcome, row.because, step)


def pass_on(work: CallAtWork, step: Step, row: Row, findings: list[dict[str, Any]], number: str | None) -> None:
    """Move one application on from a step over the call, and grant where that takes effect here."""
    application, walk = work.applications[row.application], work.walks[row.application]
    moved = work.walker.pass_call_step(walk, step.name, work.tx.today)
    if Effect.GRANT in moved.effects:
        designation = grant(work.tx, application, work.call, number=number, decision=findings)
        if designation.uses_place:
            work.call.granted = {**work.call.granted, designation.kind: work.call.granted.get(designation.kind, 0) + 1}
    if Effect.CERTIFY in moved.effects:
        certify_application(work.tx, application)
    _keep_application(work, row.application)


def _keep_application(work: CallAtWork, id: str) -> None:
    application, walk = work.applications[id], work.walks[id]
    keep_walk(work.tx, application, walk, work.walker)
    application.keep()
    subject = application_subject(work.tx, application, work.call, walk)
    reconcile_limits(work.tx, application, subject.process, walk, subject.holders)


def _say_published(work: CallAtWork, step: Step, sitting: Sitting) -> None:
    rows = [_public_row(work, row) for row in sitting.listed()]
    data = {
        "call": work.call.id,
        "programme": work.call.programme,
        "programme_version": work.call.programme_version,
        "step": step.name,
        "title": step.title,
        "number": sitting.number,
        "published_on": work.tx.today.isoformat(),
        "ends_on": sitting.ends.on.isoformat() if sitting.ends else None,
        "rows": rows,
    }
    work.tx.emit("notice.published", About("call", work.call.id), data)


def _public_row(work: CallAtWork, row: Row) -> dict[str, Any]:
    organisation = work.applications[row.application].organisation
    return {"application": row.application, "organisation": {"code": organisation["code"], "name": organisation["name"]}, "kind": row.kind}
