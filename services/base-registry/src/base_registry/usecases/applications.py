"""Applying: a draft that is saved as one goes, and acts at the steps of its way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from base_registry.documents import Application, Call, Organisation
from base_registry.facts import application_holders
from base_registry.usecases.certifying import certify_application
from base_registry.usecases.cycles import check_runs, run_by
from base_registry.usecases.dating import check_date_stands, set_date
from base_registry.usecases.drafting import forget_drafts, forget_handed_in
from base_registry.usecases.duties import reconcile_limits
from base_registry.usecases.freezing import check_not_frozen
from base_registry.usecases.granting import grant
from base_registry.usecases.identity_papers import count_from_end, know_identity_papers
from base_registry.usecases.reading import application_subject, walk_of
from base_registry.usecases.scoring import score_of
from base_registry.usecases.taking import taken_by
from fuyu.caller import Role
from fuyu.law.forms import look_at_draft, read
from fuyu.law.programme import Programme, Scope
from fuyu.law.steps import APPLICATION, Effect, Fill, Score, Step, Submit, Way
from fuyu.problems import AlreadyExists, Forbidden, InvalidInput, NotFound, StepNotOpen
from fuyu.process.acting import Subject, Taken, limit_by, take_step
from fuyu.process.actors import Holders, acting_role, audiences_of
from fuyu.process.proposing import Request
from fuyu.process.walk import Outcome, State, Walk, to_document
from fuyu.process.walker import Walker, verdict_of
from fuyu.store.files import keep_files
from fuyu.store.known import keep_known
from fuyu.store.proposals import Matter, tell_proposals
from fuyu.store.transaction import Subject as About
from fuyu.store.transaction import Transaction


def begin_application(tx: Transaction, id: str, given: Mapping[str, Any]) -> Application:
    """Begin an organisation's application in a call as a draft; one organisation has one application in a call."""
    call: Call = Call.get(tx.city, given["call"])
    check_runs(tx, call)
    if call.state != "open":
        raise StepNotOpen(f"The call {call.title!r} is closed; no application can begin.", found=call.state)
    organisation = Organisation.objects(city=tx.city, code=given["organisation"]).first()
    if organisation is None:
        raise NotFound(f"The organisation {given['organisation']} is not registered; register it first.", field="organisation", found=given["organisation"])
    programme = tx.laws.of(call.programme, call.programme_version).programme
    own = frozenset([organisation.code])
    _submits(tx, programme, Holders(tx.city, organisation.district, {"applicant": own, "holder": own}))
    if Application.objects(city=tx.city, call=call.id, **{"organisation__code": organisation.code}).first() is not None:
        raise AlreadyExists(f"{organisation.name} has an application in this call already.", field="organisation", found=organisation.code)
    look_at_draft(programme.form, given.get("form", {}))
    walk = _walker(tx, call).begin(date.fromisoformat(call.opened_on))
    application = Application(
        id=id,
        city=tx.city,
        programme=call.programme,
        programme_version=call.programme_version,
        judged_by=call.programme_version,
        call=call.id,
        host=run_by(programme, call.host),
        organisation=_snapshot(organisation),
        form=dict(given.get("form", {})),
        walk=to_document(walk),
        stands_at=submission_of(programme).name,
        waits_since=tx.today.isoformat(),
    )
    application.add()
    tx.audit("application.begun", About(APPLICATION, id), call=call.id)
    return application


def save_draft(tx: Transaction, id: str, changes: Mapping[str, Any], expected: int) -> Application:
    """Save what is written so far: form fields and materials; unknown fields and wrong kinds are refused, what is missing is not."""
    application: Application = Application.get(tx.city, id)
    loaded = tx.laws.of(application.programme, application.programme_version)
    programme, step = loaded.programme, submission_of(loaded.programme)
    check_not_frozen(tx, loaded, application)
    if step.name in walk_of(application).open_steps():
        _submits(tx, programme, application_holders(application))
        changes = _with_papers_of_others(tx, programme, application, changes)
    else:
        _check_late_materials(tx, programme, application, changes)
    if "form" in changes:
        look_at_draft(programme.form, changes["form"])
        application.form = dict(changes["form"])
    before = _files_of(application)
    if "materials" in changes:
        _take_materials(tx, programme, application, changes["materials"])
    application.keep(expected)
    after = _files_of(application)
    moved: dict[str, Any] = {name: sorted(files) for name, files in (("put_in", after - before), ("taken_out", before - after)) if files}
    tx.audit("application.saved", About(APPLICATION, id), **moved)
    return application


def _files_of(application: Application) -> set[str]:
    return {file for files in application.materials.values() for file in files}


def record_receipt(tx: Transaction, id: str, given: Mapping[str, Any], expected: int) -> Application:
    """Record an earlier day on which the district received the application on paper (收文日期), with receipt number, scan and reason."""
    application: Application = Application.get(tx.city, id)
    call: Call = Call.get(tx.city, application.call)
    programme = tx.laws.of(application.programme, application.programme_version).programme
    role = check_records_receipt(tx, application, programme)
    received, opened = given["received_on"], date.fromisoformat(call.opened_on)
    if not opened <= received <= tx.today:
        error = {
            "field": "received_on",
            "reason": "It lies outside the call or in the future.",
            "found": received.isoformat(),
            "needed": f"{opened} to {tx.today}",
        }
        raise InvalidInput.of_fields([error])
    keep_files(tx, [given["file"]], About(APPLICATION, id))
    by = {"by": tx.caller.person if tx.caller else "", "actor": role.actor}
    application.receipt = {**given, "received_on": received.isoformat(), **by, "on": tx.today.isoformat()}
    application.keep(expected)
    tx.audit("application.receipt_recorded", About(APPLICATION, id), number=given["number"], reason=given["reason"])
    return application


def check_records_receipt(tx: Transaction, application: Application, programme: Programme) -> Role:
    """Return the caller's role as the office that receives an application on paper; raise a problem where it is not that, or a day stands already."""
    role = acting_role(programme, district_review(programme).by or "", tx.caller, application_holders(application))
    if application.applied_on is not None:
        said = "The application was handed in already; its date stands unless the day of receipt is corrected (`POST …/receipt/corrections`)."
        raise StepNotOpen(said, found=application.applied_on)
    if application.receipt:
        said = f"A receipt of {application.receipt['received_on']} is on record; correct it with a reason (`POST …/receipt/corrections`)."
        raise AlreadyExists(said, field="received_on", found=application.receipt["received_on"])
    return role


def act_on_application(tx: Transaction, id: str, act_id: str, request: Request, expected: int) -> Application:
    """Take an act at a step of an application; what the rules find stands in the way or is kept with the act."""
    application: Application = Application.get(tx.city, id)
    call: Call = Call.get(tx.city, application.call)
    check_runs(tx, call)
    programme = tx.laws.of(application.programme, application.programme_version).programme
    walk = walk_of(application)
    is_first = application.applied_on is None
    if isinstance(_step(programme, request.step), Submit) or _leads_back(programme, request):
        check_not_frozen(tx, tx.laws.of(application.programme, application.programme_version), application)
    if request.does in ("submit", "deem") and isinstance(_step(programme, request.step), Submit):
        _date_application(tx, application)
        if request.does == "submit":
            read(programme.form, application.form, "form")
    _name_companies(programme, application, request)
    subject = application_subject(tx, application, call, walk)
    taken = take_step(subject, request, tx.caller, today=tx.today, now=tx.now, act_id=act_id)
    check_date_stands(subject, application, taken, tx.today)
    evidence = keep_known(tx, About(APPLICATION, id), subject, taken)
    if is_first and application.applied_on is not None:  # A receipt that was recorded is the day from which the law counts, not that of its entry.
        subject.walker.date_back(walk, request.step, date.fromisoformat(application.applied_on))
    _score(subject, application, taken)
    forget_handed_in(application, taken.act.step, taken.act.by)
    application.taken_by = taken_by(programme, walk)
    keep_walk(tx, application, walk, subject.walker)
    if Effect.GRANT in taken.moved.effects:
        grant(tx, application, call, number=taken.act.number, decision=[each.as_document() for each in taken.findings])
    if Effect.CERTIFY in taken.moved.effects:
        certify_application(tx, application)
    application.keep(expected)
    reconcile_limits(tx, application, subject.process, walk, application_holders(application))
    _say(tx, application, taken, subject.process.step(taken.act.step), evidence)
    return application


def keep_walk(tx: Transaction, application: Application, walk: Walk, walker: Walker) -> None:
    """Write a walk into its application, with what lists and queues look at; who may confirm what is only proposed hears of it."""
    programme = tx.laws.of(application.programme, application.programme_version).programme
    about, name = About(APPLICATION, application.id), application.organisation["name"]
    tell_proposals(tx, Matter(about, name, programme, walker.process.name, application_holders(application)), application.walk, walk)
    stands_at = walker.stands_at(walk)
    if stands_at != application.stands_at:
        application.stands_at, application.waits_since = stands_at, tx.today.isoformat()
    forget_drafts(application, walk)
    application.walk, application.barred = to_document(walk), sorted(walk.barred)
    application.assigned_people = sorted({person for people in walk.assigned.values() for person in people})
    count_from_end(application, walk)
    if application.applied_on is not None:
        application.state = "running" if walk.is_running else str(walk.outcome)
    if not walk.is_running:
        application.is_to_reckon = None


def end_application(
    tx: Transaction,
    application: Application,
    walk: Walk,
    walker: Walker,
    outcome: Outcome,
    because: str,
    step: Step | None = None,
    clause: Mapping[str, Any] | None = None,
) -> None:
    """End an application's way and say so: to the applicant, unless it lapsed with what it was granted, and to whom the step that ended it tells."""
    walker.end(walk, outcome, tx.today)
    keep_walk(tx, application, walk, walker)
    application.keep()
    reconcile_limits(tx, application, walker.process, walk, application_holders(application))
    about = About(APPLICATION, application.id)
    told = (
        {"outcome": str(outcome), "because": because, "on": tx.today.isoformat()}
        | ({"step": step.name} if step else {})
        | ({"clause": dict(clause)} if clause else {})
    )
    heard = [] if outcome is Outcome.LAPSED else [*_applicant(application), *_told_by(tx, application, step)]
    tx.emit("application.ended", about, application_data(application) | told, audiences=heard)
    tx.audit("application.ended", about, outcome=str(outcome), because=because)


def _date_application(tx: Transaction, application: Application) -> None:
    if application.applied_on is None:
        applied_on = application.receipt["received_on"] if application.receipt else tx.today.isoformat()
        set_date(tx, application, date.fromisoformat(applied_on))


def _name_companies(programme: Programme, application: Application, request: Request) -> None:
    if programme.enrols and request.step == programme.enrols.listed_at and isinstance(_step(programme, request.step), Fill):
        companies = request.entry.get("companies")
        if isinstance(companies, list) and all(isinstance(each, dict) and isinstance(each.get("code"), str) for each in companies):
            own = application.organisation["code"]  # Who brings others up is none of those that it brings up.
            application.named = [{"code": each["code"], "name": str(each.get("name", ""))} for each in companies if each["code"] != own]


def _score(subject: Subject, application: Application, taken: Taken) -> None:
    for step in taken.moved.closed:
        scored = subject.process.step(step)
        if isinstance(scored, Score) and scored.sets_score and subject.walk.place(step).state is State.DONE:
            application.scores = {**application.scores, step: score_of(subject, step)}


def _say(tx: Transaction, application: Application, taken: Taken, step: Step, evidence: Mapping[str, str]) -> None:
    about, act = About(APPLICATION, application.id), taken.act
    tx.audit(f"application.{taken.word}", about, actor=act.actor, overrides=act.overrides, **taken.told, **evidence)
    data = application_data(application) | {"step": act.step, "on": act.on.isoformat()}
    if taken.moved.way is Way.END:
        heard = [*_applicant(application), *_told_by(tx, application, step)]
        tx.emit("application.refused", about, data | {"because": act.reason or ""}, audiences=heard)
    elif taken.moved.way is Way.BACK:
        tx.emit("application.returned", about, data | {"because": act.reason or ""}, audiences=_applicant(application))
    elif act.does == "submit":
        tx.emit("application.submitted", about, data | {"applied_on": application.applied_on})
    elif taken.moved.way is Way.ON:
        tx.emit("application.passed", about, data | {"does": act.does})


def application_data(application: Application) -> dict[str, Any]:
    """Return the members that all events of an application have."""
    return {
        "application": application.id,
        "call": application.call,
        "programme": application.programme,
        "programme_version": application.programme_version,
        "organisation": {key: application.organisation[key] for key in ("id", "code", "name", "district")},
    }


def _applicant(application: Application) -> list[dict[str, str]]:
    return [{"actor": "applicant", "programme": application.programme, "organisation": application.organisation["code"]}]


def _told_by(tx: Transaction, application: Application, step: Step | None) -> list[dict[str, str]]:
    """Return whom a step tells, with the applicant, of what it ended, such as who recommended the application."""
    programme, holders = tx.laws.of(application.programme, application.programme_version).programme, application_holders(application)
    return [audience for name in (step.tells if step else ()) for audience in audiences_of(programme, name, holders)]


def _snapshot(organisation: Organisation) -> dict[str, Any]:
    founded = organisation.founded_on.isoformat() if organisation.founded_on else None
    known = {name: getattr(organisation, name) for name in ("id", "code", "name", "district", "industry")}
    return known | {"founded_on": founded}


def _take_materials(tx: Transaction, programme: Programme, application: Application, given: Mapping[str, list[str]]) -> None:
    known = {material.key for material in programme.materials}
    if unknown := sorted(set(given) - known):
        raise InvalidInput.of_fields(
            [{"field": f"materials.{key}", "reason": "The programme asks for no such material.", "needed": sorted(known)} for key in unknown]
        )
    before = _files_of(application)
    keep_files(tx, [file for files in given.values() for file in files if file not in before], About(APPLICATION, application.id))
    know_identity_papers(tx, programme, application, given)
    application.materials = {key: list(files) for key, files in given.items()}


def _with_papers_of_others(tx: Transaction, programme: Programme, application: Application, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the changes with the papers that another actor handed in at its own step, which who applies can neither drop nor replace."""
    if "materials" not in changes:
        return changes
    own, given = submission_of(programme).by, dict(changes["materials"])
    for material in programme.materials:
        by = programme.entry.step(material.needed_at).by if material.needed_at else own
        before = list(application.materials.get(material.key, []))
        if by == own or (not before and material.key not in given):
            continue
        if list(given.setdefault(material.key, before)) != before:
            acting_role(programme, by or "", tx.caller, application_holders(application))
    return {**changes, "materials": given}


def _check_late_materials(tx: Transaction, programme: Programme, application: Application, changes: Mapping[str, Any]) -> None:
    open_steps = walk_of(application).open_steps()
    given = changes.get("materials", {})
    changed = [key for key in {*given, *application.materials} if list(given.get(key, [])) != list(application.materials.get(key, []))]
    steps = {material.key: material.needed_at for material in programme.materials}
    if "form" in changes or not changed or any(steps.get(key) not in open_steps for key in changed):
        said = "What was handed in cannot be changed unless it is returned for completion; only a paper that an open step needs can be added."
        raise StepNotOpen(said, found=application.stands_at, needed=submission_of(programme).name)
    for key in changed:
        acting_role(programme, programme.entry.step(str(steps[key])).by or "", tx.caller, application_holders(application))


def _leads_back(programme: Programme, request: Request) -> bool:
    step = _step(programme, request.step)
    verdict = verdict_of(step, request.does) if step is not None else None
    return verdict is not None and verdict.way is Way.BACK


def district_review(programme: Programme) -> Step:
    """Return the step of the district's office, which receives applications on paper; raise Forbidden where there is none."""
    for step in programme.entry.steps:
        if step.by is not None and step.beside is None and programme.actors[step.by].scope is Scope.DISTRICT_OFFICE:
            return step
    raise Forbidden(f"No district's office receives applications of {programme.id} on paper; they are handed in here.")


def submission_of(programme: Programme) -> Submit:
    """Return the step at which an application is handed in."""
    return next(step for step in programme.entry.steps if isinstance(step, Submit))


def _submits(tx: Transaction, programme: Programme, holders: Holders) -> Role:
    """Return the caller's role as who hands in, or as the office that may say that an organisation counts as an applicant (`deemed_by`)."""
    step = submission_of(programme)
    given = {role.actor for role in (tx.caller.actors if tx.caller else ())}
    by = step.deemed_by if step.deemed_by in given else step.by
    return acting_role(programme, by or "", tx.caller, holders)


def _step(programme: Programme, name: str) -> Any:
    return programme.entry.step(name) if name in programme.entry.names else None


def _walker(tx: Transaction, call: Call) -> Walker:
    loaded = tx.laws.of(call.programme, call.programme_version)
    return Walker(loaded.programme.entry, limit_by(loaded.view(tx.settings, tx.today, call.host)))
