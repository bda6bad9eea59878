"""One act at one step: may this person, is the step open, is the entry whole, what do the rules find; then the walker moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

from fuyu.caller import Caller, Role
from fuyu.dates import Due, moved
from fuyu.ids import new_id
from fuyu.law.facts import Application, Assignment, Designation, Enrolment, Expert, Interest, Organisation
from fuyu.law.findings import Finding, blocking, finding, warnings
from fuyu.law.forms import look_at_draft, read
from fuyu.law.lengths import lengths
from fuyu.law.programme import Scope
from fuyu.law.registry import Loaded
from fuyu.law.steps import ASSIGNING, RECUSE, Agree, Process, Question, Score, Step, Submit, Way, who_acts, words_of
from fuyu.law.view import Law
from fuyu.problems import (
    ConditionsNotMet,
    DeclarationMissing,
    InvalidInput,
    NotFound,
    NumberMissing,
    ReasonMissing,
    Recused,
    StepNotOpen,
    WordNotAllowed,
)  # fmt: skip
from fuyu.process.actors import Holders, acting_role
from fuyu.process.proposing import SECOND, SEND_BACK, Moment, Request, Stands, asked_by, check_awaits_nobody, confirmed, is_proposed, send_back
from fuyu.process.sheets import Sheet
from fuyu.process.walk import Act, State, Walk
from fuyu.process.walker import Moved, Walker, verdict_of

Facts = Application | Designation | Enrolment
SHEET = ("rubric", "points", "note")
"""The members of a sheet that are its points; all others are what the step's form asks."""
OF_AN_OFFICE = frozenset({Scope.OFFICE, Scope.DISTRICT_OFFICE})


@dataclass(frozen=True)
class Subject:
    """What an act stands on: the programme's version and its law, the process and the walk, whom the actors mean, and the facts as the walk stands.

    `on_the_way` are the people assigned on the way of the application beside which the process runs, by actor.
    """

    loaded: Loaded
    law: Law
    process: Process
    walk: Walk
    holders: Holders
    facts: Callable[[Walk], Facts]
    judged_on: date
    interest: Callable[[str, Organisation], Interest] | None = None
    has_own_form: bool = False
    on_the_way: Mapping[str, frozenset[str]] = field(default_factory=dict)
    expert: Callable[[str], Expert] | None = None

    @property
    def walker(self) -> Walker:
        """Return the walker of this process under this law."""
        return Walker(self.process, limit_by(self.law))


@dataclass(frozen=True)
class Taken:
    """An act that was taken: what it moved, what the rules found, as what it was asked for, and whether it waits for a second person."""

    act: Act
    moved: Moved
    findings: list[Finding]
    request: Request
    stands: Stands = Stands.TAKEN

    @property
    def word(self) -> str:
        """Return by which word the audit trail knows it."""
        return self.act.does if self.stands is Stands.TAKEN else str(self.stands)

    @property
    def told(self) -> dict[str, Any]:
        """Return what the audit trail keeps of it: at which step, why, under which number, and who proposed it where two were needed."""
        act, two = self.act, {}
        if act.proposed_on is not None:
            two = {"does": act.does, "proposed_by": act.by, "proposed_on": act.proposed_on.isoformat(), "confirmed_by": act.confirmed_by}
        return {"step": act.step, "reason": self.request.reason, "number": act.number, **two}


def limit_by(law: Law) -> Callable[[Step, date], Due]:
    """Return how a step's last day is computed under a law: its `within` from a day, or the day set for it, moved by L3; with its clause."""

    def limit(step: Step, since: date) -> Due:
        if step.within is None:
            return moved(since, law.calendar, str(law.cite(step.clause)))
        due = law.limit(str(step.within), since)
        return replace(due, clause=str(law[str(step.within)].citation))

    return limit


def take_step(subject: Subject, request: Request, caller: Caller | None, *, today: date, now: datetime, act_id: str | None = None) -> Taken:
    """Take an act at a step of a subject's walk; raise a problem that names what stands in the way, and then nothing has changed.

    Where the step needs a second person the act is proposed alone: everything is looked at as if it were taken, and the walk stays where it is until
    another person with the same right confirms it. The walk of `subject` is changed in place; the caller keeps it only in a transaction that is rolled
    back by the raise.
    """
    step = find_step(subject.process, request.step)
    moment = Moment(caller.person if caller else "public", today, now, act_id or new_id(), caller.in_stead_of if caller else None)
    if request.does == RECUSE:
        return _recuse(subject, step, request, caller, moment)
    if request.does in SECOND:
        return _second(subject, step, request, caller, moment)
    _check_word(step, request.does)
    _check_open(subject, step)
    role, waiting = _role(subject, step, request, caller), subject.walk.proposals
    if not is_proposed(subject.law, subject.process, step, request.does):
        waiting.waiting.pop(step.name, None)
        return _take(subject, step, request, role, moment)
    check_awaits_nobody(waiting, step)
    trial = _take(replace(subject, walk=deepcopy(subject.walk)), step, request, role, moment)
    proposal = replace(trial.act, entry=dict(request.entry), judged={key: dict(answer) for key, answer in request.judged.items()}, proposed_on=today)
    waiting.waiting[step.name] = proposal
    return Taken(proposal, Moved(), trial.findings, request, Stands.PROPOSED)


def _second(subject: Subject, step: Step, request: Request, caller: Caller | None, moment: Moment) -> Taken:
    """Confirm or send back what waits at a step; it is looked at anew on the day of the confirmation, which is the day it takes effect."""
    _check_open(subject, step)
    proposals = subject.walk.proposals
    proposed = proposals.waiting.get(step.name)
    actor = proposed.actor if proposed else step.by or ""
    role = acting_role(subject.loaded.programme, actor, caller, subject.holders, _assigned(subject, step, actor))
    _check_not_barred(subject, role, moment.person)
    if request.does == SEND_BACK:
        act = send_back(proposals, step, request, moment)
        return Taken(act, Moved(), [], replace(asked_by(act), reason=request.reason), Stands.SENT_BACK)
    act = confirmed(proposals, step, request, moment)
    first = replace(role, organisation=act.organisation)
    taken = _take(subject, step, asked_by(act), first, replace(moment, person=act.by))
    taken.act.proposed_on, taken.act.confirmed_by = act.proposed_on, moment.person
    return taken


def _take(subject: Subject, step: Step, request: Request, role: Role, moment: Moment) -> Taken:
    _check_reason(step, request)
    _check_declared(subject.walk, step, request, moment.person)
    if step.assigned_by is not None and request.does not in (*ASSIGNING, "skip"):
        check_may_judge(subject, step, moment.person, moment.on)
    act = Act(
        id=moment.act_id,
        step=step.name,
        does=request.does,
        by=moment.person,
        actor=role.actor,
        on=moment.on,
        at=moment.at,
        entry=_entry(subject, step, request),
        judged=_judged(step, request),
        reason=request.reason,
        number=request.number,
        organisation=role.organisation,
        overrides=dict(request.overrides),
    )
    went = _move(subject, step, act)
    findings = _findings(subject, step, act, moment.on) if _leads_forward(step, act.does) else []
    check_findings(step, findings, request.overrides)
    act.findings = [each.as_document() for each in findings]
    return Taken(act, went, findings, request)


def look_ahead(subject: Subject, step: Step, does: str, today: date) -> list[Finding]:
    """Return what the rules would find if the step were taken now, so that a page can show it beside the form."""
    act = Act(id="", step=step.name, does=does, by="", actor="", on=today, at=datetime.min.replace(tzinfo=UTC))
    return _findings(subject, step, act, today)


def forward_word(step: Step) -> str:
    """Return the word that leads a subject on from a step, empty where none does."""
    return next((word for word in words_of(step) if _leads_forward(step, word)), "")


def find_step(process: Process, name: str) -> Step:
    """Return a step of a process; raise NotFound naming those there are."""
    if name not in process.names:
        raise NotFound(f"The process {process.name!r} has no step {name!r}; it has {', '.join(process.names)}.", found=name, needed=list(process.names))
    return process.step(name)


def check_findings(step: Step, findings: list[Finding], overrides: Mapping[str, str]) -> None:
    """Raise ConditionsNotMet for conditions that are not met, and for warnings that the deciding officer gives no reason for (L8)."""
    unanswered = [each for each in warnings(findings) if not overrides.get(each.key, "").strip()] if step.decides else []
    stop_at([*blocking(findings), *unanswered], findings)


def stop_at(in_the_way: Sequence[Finding], findings: Sequence[Finding]) -> None:
    """Raise ConditionsNotMet for what stands in the way, the first of it shown as the reason, with all that was found; nothing where there is nothing."""
    if not in_the_way:
        return
    first = in_the_way[0].as_document()
    said = "; ".join(f"{each.citation}: {each.because}" for each in in_the_way)
    way_out = " A warning may be overridden with a written reason in `overrides`." if any(each.warns for each in in_the_way) else ""
    shown = {name: first[name] for name in ("clause", "found", "needed") if name in first}
    raise ConditionsNotMet(f"{said}{way_out}", **shown, findings=[each.as_document() for each in findings])


def _check_word(step: Step, does: str) -> None:
    words = words_of(step)
    if does not in words:
        raise WordNotAllowed(f"At the step {step.name!r} ({step.title}) one can {', '.join(words)}; {does!r} is none of these.", found=does, needed=list(words))


def _check_open(subject: Subject, step: Step) -> None:
    place = subject.walk.place(step.name)
    if not subject.walk.is_running:
        raise StepNotOpen(f"This way has ended: {subject.walk.outcome}, on {subject.walk.ended_on}.", found=str(subject.walk.outcome))
    if place.state is not State.OPEN:
        stands = subject.walker.stands_at(subject.walk)
        raise StepNotOpen(f"The step {step.name!r} ({step.title}) is {place.state}; the subject stands at {stands!r}.", found=stands, needed=step.name)


def _role(subject: Subject, step: Step, request: Request, caller: Caller | None) -> Role:
    actor = who_acts(step, request.does)
    programme = subject.loaded.programme
    if actor is None:
        raise StepNotOpen(f"Nobody acts at the step {step.name!r}: it is taken by the system.", found=step.name)
    role = acting_role(programme, actor, caller, subject.holders, _assigned(subject, step, actor))
    _check_not_barred(subject, role, caller.person if caller else "")
    return role


def _check_not_barred(subject: Subject, role: Role, person: str) -> None:
    """Raise Recused where someone of an office would act on a file in which they have an interest; of those assigned by name the step itself asks."""
    actor = subject.loaded.programme.actors.get(role.actor)
    if actor is not None and actor.scope in OF_AN_OFFICE and person in subject.walk.barred:
        raise Recused("You are recused from this file because of an interest in it; someone else of your office acts.", found=person)


def _recuse(subject: Subject, step: Step, request: Request, caller: Caller | None, moment: Moment) -> Taken:
    """Take people of an office off a subject, oneself where none are named: from now on they neither act on it nor see it.

    It changes nothing of what was done before; their names stand in the walk beside those of recused experts, the reason in the audit trail.
    """
    if not subject.walk.is_running:
        raise StepNotOpen(f"This way has ended: {subject.walk.outcome}, on {subject.walk.ended_on}.", found=str(subject.walk.outcome))
    role = _role_in_an_office(subject, caller)
    if not (request.reason or "").strip():
        raise ReasonMissing("Say in `reason` which interest recuses them.", field="reason")
    entry = dict(request.entry) or {"people": [moment.person]}
    people = _people(entry, RECUSE)["people"]
    subject.walk.recused[step.name] = list(dict.fromkeys([*subject.walk.recused.get(step.name, []), *people]))
    went = Moved()
    _finish_scored(subject, moment.on, went)
    act = Act(moment.act_id, step.name, RECUSE, moment.person, role.actor, moment.on, moment.at, {"people": people}, reason=request.reason)
    return Taken(act, went, [], request)


def _role_in_an_office(subject: Subject, caller: Caller | None) -> Role:
    """Return the caller's role in an office that acts on the subject; raise NotYourStep where there is none."""
    programme = subject.loaded.programme
    names = dict.fromkeys(name for step in subject.process.steps for name in (step.by, step.assigned_by) if name is not None)
    offices = [name for name in names if programme.actors[name].scope in OF_AN_OFFICE]
    if not offices:
        raise StepNotOpen(f"No office acts on {subject.process.title}, so none of its people can have an interest in it.", found=subject.process.name)
    given = {role.actor for role in (caller.actors if caller else ())}
    return acting_role(programme, next((name for name in offices if name in given), offices[0]), caller, subject.holders)


def _assigned(subject: Subject, step: Step, actor: str) -> Iterable[str]:
    """Return who is assigned: to this step by name or, to assign others to it, to any earlier step of the same actor (a group's leader).

    Where nobody assigns anyone to a step, it belongs to those who are assigned on the application's own way.
    """
    if actor == step.by:
        own = subject.walk.assigned.get(step.name, ())
        return own if step.assigned_by else [*own, *subject.on_the_way.get(actor, ())]
    return [person for each in subject.process.steps if each.by == actor for person in subject.walk.assigned.get(each.name, ())]


def _check_reason(step: Step, request: Request) -> None:
    verdict = verdict_of(step, request.does)
    needs_reason = request.does in ("skip", "deem", "release") or (verdict is not None and verdict.way is not Way.ON)
    if needs_reason and not (request.reason or "").strip():
        raise ReasonMissing(f"To {request.does} at the step {step.name!r} ({step.title}) give a written `reason`.", field="reason", clause=step.clause)
    if step.is_numbered and _leads_forward(step, request.does) and request.does != "conclude" and not (request.number or "").strip():
        raise NumberMissing(f"The step {step.name!r} ({step.title}) needs the document's number (文号) in `number`.", field="number", clause=step.clause)


def _check_declared(walk: Walk, step: Step, request: Request, person: str) -> None:
    if step.assigned_by is None or request.does in (*ASSIGNING, "skip"):
        return
    if person in walk.barred:
        raise Recused("You declared or have an interest in this applicant (L10); the office assigns someone else.")
    if not any(act.by == person for where in (step.name, step.group_of) if where for act in walk.acts_at(where, "declare")):
        raise DeclarationMissing("Declare first whether you have an interest in this applicant: `does: declare` with `entry: {interest: false}` (L10).")


def _entry(subject: Subject, step: Step, request: Request) -> dict[str, Any]:
    entry = dict(request.entry)
    if request.does in ("assign", "release"):
        return _people(entry, request.does)
    if request.does == "declare":
        return _declaration(entry)
    if request.does in ("score", "agree") and isinstance(step, Score | Agree):
        return _sheet(subject, step, entry)
    if step.form is not None and _leads_forward(step, request.does):
        read(step.form, entry)
    elif entry and not (isinstance(step, Submit) and subject.has_own_form) and step.form is None:
        _only_text(entry)
    return entry


def _people(entry: dict[str, Any], does: str) -> dict[str, Any]:
    people = entry.get("people")
    if set(entry) != {"people"} or not isinstance(people, list) or not people or not all(isinstance(each, str) and each for each in people):
        raise InvalidInput.of_fields([{"field": "entry.people", "reason": f"Name the people to {does}.", "found": people, "needed": "a list of person ids"}])
    return {"people": list(dict.fromkeys(people))}


def _declaration(entry: dict[str, Any]) -> dict[str, Any]:
    if set(entry) - {"note"} != {"interest"} or not isinstance(entry["interest"], bool):
        raise InvalidInput.of_fields([{"field": "entry.interest", "reason": "Say whether there is an interest.", "needed": "true or false"}])
    return entry


def _only_text(entry: dict[str, Any]) -> None:
    wrong = [key for key, value in entry.items() if key != "statement" or not isinstance(value, str)]
    if wrong:
        errors = [{"field": f"entry.{key}", "reason": "This step takes no such field.", "needed": "a text in `statement`, or nothing"} for key in wrong]
        raise InvalidInput.of_fields(errors)


def _sheet(subject: Subject, step: Score | Agree, entry: dict[str, Any]) -> dict[str, Any]:
    """Return a sheet: what the step's form asks, and the points; those may be left out where they are each one's own matter."""
    record = {key: value for key, value in entry.items() if key not in SHEET} if step.form is not None else {}
    if step.form is not None:
        read(step.form, record)
    if isinstance(step, Score) and not step.sets_score and "points" not in entry:
        return {**record, "note": str(entry.get("note", ""))}
    return {**record, **_points(subject, step, {key: value for key, value in entry.items() if key not in record})}


def _points(subject: Subject, step: Score | Agree, entry: dict[str, Any]) -> dict[str, Any]:
    sheet = sheet_at(subject, step)
    rubric, given = sheet.rubric, entry.get("points")
    if not isinstance(given, dict):
        raise InvalidInput.of_fields([{"field": "entry.points", "reason": "Give points for each item.", "needed": [item.key for item in rubric.items]}])
    errors: list[dict[str, Any]] = [{"field": f"entry.{key}", "reason": "Unknown field."} for key in entry if key not in ("points", "note")]
    errors += sheet.faults(given)
    if errors:
        raise InvalidInput.of_fields(errors)
    return {"rubric": rubric.name, "points": {key: str(value) for key, value in given.items()}, "note": str(entry.get("note", ""))}


def sheet_at(subject: Subject, step: Score | Agree) -> Sheet:
    """Return the sheet of a step: on the rubric that the rules choose for this applicant, with the numbers of the law that judges it."""
    return Sheet.at(step, subject.loaded.programme.rubric(_rubric_name(subject, step)), subject.law)


def sheets_of(subject: Subject, steps: Iterable[Mapping[str, Any]], caller: Caller | None) -> list[dict[str, Any]]:
    """Return open steps as they are told, with the sheet of each at which the caller is assigned and gives points."""
    told, person = [dict(shown) for shown in steps], caller.person if caller else ""
    for shown in told:
        step = subject.process.step(shown["name"])
        if isinstance(step, Score | Agree) and person in subject.walk.group_at(step.name):
            shown["sheet"] = sheet_at(subject, step).as_document()
    return told


def draft_of(subject: Subject, name: str, entry: Mapping[str, Any], caller: Caller | None, today: date) -> dict[str, Any]:
    """Return what can be kept of a sheet that is not whole yet; raise for who may not hand it in now, and for what the whole sheet could not hold."""
    step = find_step(subject.process, name)
    if not isinstance(step, Score | Agree) or step.assigned_by is None:
        raise WordNotAllowed(f"At the step {step.name!r} ({step.title}) no sheet is filled in by who is assigned to it.", found=step.name)
    request, person = Request(step.name, step.words[0]), caller.person if caller else ""
    _role(subject, step, request, caller)
    _check_open(subject, step)
    _check_declared(subject.walk, step, request, person)
    check_may_judge(subject, step, person, today)
    record = {key: value for key, value in entry.items() if key not in SHEET} if step.form is not None else {}
    if step.form is not None:
        look_at_draft(step.form, record, "entry")
    points, note = entry.get("points", {}), entry.get("note", "")
    errors = [{"field": f"entry.{key}", "reason": "Unknown field."} for key in entry if key not in ("points", "note", *record)]
    errors += [] if isinstance(note, str) else [{"field": "entry.note", "reason": "It is no text.", "needed": "a text"}]
    if isinstance(points, Mapping):
        errors += sheet_at(subject, step).faults(points, is_whole=False)
    else:
        errors.append({"field": "entry.points", "reason": "Give points by item.", "needed": "items with their points"})
    if errors:
        raise InvalidInput.of_fields(errors)
    return {**record, "points": {key: str(value) for key, value in points.items()}, "note": note}


def _rubric_name(subject: Subject, step: Score | Agree) -> str:
    facts = subject.facts(subject.walk)
    if not isinstance(facts, Application):
        return step.on
    return subject.loaded.ask.which_rubric(subject.law, step.name, step.on, facts, subject.judged_on)


def _judged(step: Step, request: Request) -> dict[str, dict[str, Any]]:
    known = {judgement.key: judgement for judgement in step.judges}
    errors: list[dict[str, Any]] = [{"field": f"judged.{key}", "reason": "The step asks no such question."} for key in request.judged if key not in known]
    for key, answer in request.judged.items():
        if key in known and (not isinstance(answer, Mapping) or not isinstance(answer.get("is_met"), bool) or not isinstance(answer.get("note", ""), str)):
            errors.append({"field": f"judged.{key}", "reason": "Answer with is_met (true or false) and a note.", "needed": known[key].asks})
    if errors:
        raise InvalidInput.of_fields(errors)
    return {key: {"is_met": answer["is_met"], "note": str(answer.get("note", ""))} for key, answer in request.judged.items()}


def _move(subject: Subject, step: Step, act: Act) -> Moved:
    if act.does == "assign":
        _check_interests(subject, step, act)
        for person in act.entry["people"]:
            check_may_judge(subject, step, person, act.on, act.entry["people"])
        subject.walk.assigned[step.name] = list(dict.fromkeys([*subject.walk.assigned.get(step.name, []), *act.entry["people"]]))
    if act.does == "release":
        _release(subject.walk, step, act.entry["people"])
    if isinstance(step, Score) and act.does in ("assign", "score"):
        _check_group(subject, step, act)
    if act.does == "declare" and is_recused(subject, act.by, declared=bool(act.entry["interest"])):
        subject.walk.recused[step.name] = [*subject.walk.recused.get(step.name, []), act.by]
    went = subject.walker.take(subject.walk, act)
    if act.does in ("release", "declare"):
        _finish_scored(subject, act.on, went)
    return went


def _release(walk: Walk, step: Step, people: list[str]) -> None:
    assigned = walk.assigned.get(step.name, [])
    if strangers := [person for person in people if person not in assigned]:
        reason = "These people are not assigned to this step."
        raise InvalidInput.of_fields([{"field": "entry.people", "reason": reason, "found": strangers, "needed": assigned}])
    walk.assigned[step.name] = [person for person in assigned if person not in people]


def _finish_scored(subject: Subject, on: date, went: Moved) -> None:
    """Finish each step of scores that waited only for who was released or recused; a group that became too small waits for another expert."""
    for step in subject.process.steps:
        if isinstance(step, Score) and not blocking(_group(subject, step, step.at_least, is_most=False)):
            went.add(subject.walker.finish_scored(subject.walk, step.name, on))


def _check_group(subject: Subject, step: Score, act: Act) -> None:
    """Refuse a group larger than the text allows, and a sheet while it is smaller."""
    assigns = act.does == "assign"
    check_findings(step, _group(subject, step, step.at_most if assigns else step.at_least, is_most=assigns), {})


def _group(subject: Subject, step: Score, bound: str | None, *, is_most: bool) -> list[Finding]:
    if bound is None:
        return []
    count, value = len(subject.walk.group_at(step.name)), subject.law[bound]
    fits = count <= value.value if is_most else count >= value.value
    return [finding(f"group.{bound}", fits, value, actual=count, because=f"{count} experts are assigned; {value.says}.")]


def _check_interests(subject: Subject, step: Step, act: Act) -> None:
    interests = {person: _interests(subject, person, declared=False) for person in act.entry["people"]}
    barred = [person for person, found in interests.items() if found or person in subject.walk.barred]
    if barred:
        because = "; ".join(dict.fromkeys(f"{each.citation}: {each.because}" for found in interests.values() for each in found))
        said = because or "An interest was declared (L10)."
        raise Recused(f"These people may not act on this applicant: {', '.join(barred)}. {said} Assign others.", found=barred)


def check_may_judge(subject: Subject, step: Step, person: str, today: date, people: Sequence[str] = ()) -> None:
    """Raise ConditionsNotMet where the rules let someone not judge: not of the pool, not qualified, barred since; `people` are assigned in one act."""
    if subject.expert is None:
        return
    walk = subject.walk
    groups = {each.name: walk.group_at(each.name) for each in subject.process.steps if each.assigned_by}
    groups[step.name] = list(dict.fromkeys([*groups.get(step.name, ()), *people]))
    asked = Assignment(subject.expert(person), step.name, step.leads, groups)
    check_findings(step, subject.loaded.ask.to_assign(subject.law, asked, today), {})


def is_recused(subject: Subject, person: str, *, declared: bool) -> bool:
    """Claim that an interest in whom a subject is about recuses a person: one that was declared, or one that the pool of experts shows (L10)."""
    facts = subject.facts(subject.walk)
    if isinstance(facts, Enrolment) or subject.interest is None:
        return declared
    return bool(_interests(subject, person, declared=declared))


def _interests(subject: Subject, person: str, *, declared: bool) -> list[Finding]:
    """Return what recuses someone."""
    facts = subject.facts(subject.walk)
    if isinstance(facts, Enrolment) or subject.interest is None:
        return []
    interest = replace(subject.interest(person, facts.organisation), declared=declared)
    return [each for each in subject.loaded.ask.to_recuse(subject.law, interest, subject.judged_on) if each.stands_in_the_way]


def _leads_forward(step: Step, does: str) -> bool:
    verdict = verdict_of(step, does)
    return verdict.way is Way.ON if verdict else does not in (*ASSIGNING, "skip", "deem")


def _findings(subject: Subject, step: Step, act: Act, today: date) -> list[Finding]:
    ask, law, facts = subject.loaded.ask, subject.law, subject.facts(subject.walk)
    found = lengths(law, step.form, act.entry) if step.form is not None else []
    if isinstance(facts, Application):
        found += _materials(subject, step, facts)
        if isinstance(step, Submit) and facts.form is not None:
            found += lengths(law, subject.loaded.programme.form, facts.form)
        if Question.TO_ENTER in step.asks:
            found += ask.to_enter(law, facts, subject.judged_on)
        if Question.TO_HOLD in step.asks:
            found += ask.to_hold(law, facts, subject.judged_on)
    if isinstance(facts, Designation) and Question.TO_KEEP in step.asks:
        found += ask.to_keep(law, facts, today)
    found += ask.to_take(law, step.name, act.does, facts, today)
    if isinstance(facts, Application) and isinstance(step, Submit):
        found += _in_time(subject, facts, {each.key for each in found}, today)
    return found + _judgements(subject, step, {each.key for each in found})


def _in_time(subject: Subject, facts: Application, answered_by_rules: set[str], today: date) -> list[Finding]:
    """Return whether it was handed in by the call's last day to apply, where it has one and no rule of the programme says so of its window itself."""
    intake, last, day = subject.loaded.programme.intake, facts.call.closes_on, facts.applied_on or today
    if last is None or intake.window in answered_by_rules:
        return []
    by = subject.law[intake.window] if intake.window else subject.law.cite(intake.clause)
    because = f"It was filed on {day}; the last day to apply is {last}."
    return [finding("last_day_to_apply", day <= last, by, actual=day, needed=last, because=because, fact="applied_on")]


def _materials(subject: Subject, step: Step, facts: Application) -> list[Finding]:
    needed = [material for material in subject.loaded.programme.materials if material.needed_at == step.name]
    return [
        finding(
            f"material.{material.key}",
            bool(facts.materials.get(material.key)),
            subject.law.cite(material.clause),
            because=f"{material.title}: {'handed in' if facts.materials.get(material.key) else 'missing'}.",
            fact=f"materials.{material.key}",
        )
        for material in needed
    ]


def _judgements(subject: Subject, step: Step, answered_by_rules: set[str]) -> list[Finding]:
    judged = subject.walk.judged() if step.judges else {}
    found = []
    for judgement in step.judges:
        if judgement.key in answered_by_rules:
            continue
        answer, by = judged.get(judgement.key), subject.law.cite(judgement.clause)
        said = "Not answered yet" if answer is None else "Yes" if answer.is_met else "No"
        because = f"{judgement.asks} {said}{f': {answer.note}' if answer and answer.note else ''}."
        found.append(finding(judgement.key, bool(answer and answer.is_met), by, because=because, actual=answer.is_met if answer else None, needed=True))
    return found
