"""Who sees which file: the actors of its programme, bound by scope; another city's files are not there."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any, cast

from base_registry.documents import Application, Call, Designation, Expert, Objection
from base_registry.facts import application_holders, designation_holders
from base_registry.usecases.identity_papers import shown_papers
from base_registry.usecases.publishing import published_application
from base_registry.usecases.reading import application_subject, walk_of
from base_registry.usecases.taking import is_for_any
from fuyu.caller import Caller
from fuyu.law.programme import Programme, Scope
from fuyu.law.registry import Laws
from fuyu.law.steps import APPLICATION, words_of
from fuyu.problems import NotFound
from fuyu.process.acting import find_step, look_ahead, sheets_of
from fuyu.process.actors import may_see
from fuyu.process.showing import open_steps, seen_proposals, without_proposals
from fuyu.process.walk import Walk
from fuyu.process.walker import verdict_of
from fuyu.service import Running
from fuyu.store.transaction import Subject as About
from fuyu.store.transaction import Transaction


def see_application(tx: Transaction, id: str) -> Application:
    """Return an application that the caller may see; each look of one who is not the applicant is logged (L13)."""
    application: Application = Application.get(tx.city, id)
    check_sees_file(tx, application)
    _log_look(tx, application)
    return application


def shown_application(tx: Transaction, application: Application) -> dict[str, Any]:
    """Return an application's members with the steps that are open, as far as the caller may see them.

    A company on the district's list sees its own part and no more; the applicant sees no expert's name or sheet; an expert sees no other's sheet
    before the scoring ends, and with an open step at which they give points the sheet that they fill in.
    """
    walk = walk_of(application)
    shown: dict[str, Any] = application.to_mongo().to_dict()
    loaded = tx.laws.programmes.get((application.programme, application.programme_version))
    shown["walk"], shown["steps"] = without_proposals(shown["walk"]), []
    if loaded:
        proposals = seen_proposals(loaded.programme, walk.proposals, tx.caller, application_holders(application))
        shown["steps"] = open_steps(loaded.programme.entry, walk, proposals)
    if _is_listed_only(tx, application):
        return _own_part(tx, shown)
    shown["identity_papers"] = shown_papers(tx, application)
    shown["walk"] = _without_sheets(tx, application, walk)
    if tx.caller is not None and any(tx.caller.person in walk.group_at(step["name"]) for step in shown["steps"]):
        subject = application_subject(tx, application, Call.get(tx.city, application.call), walk)
        shown["steps"] = sheets_of(subject, shown["steps"], tx.caller)
    return shown


def findings_ahead(tx: Transaction, id: str, step_name: str) -> dict[str, Any]:
    """Return what the rules find on a step of an application now; a company that is only listed on it sees none of that, an officer's look is logged."""
    application: Application = Application.get(tx.city, id)
    check_sees_file(tx, application)
    if _is_listed_only(tx, application):
        raise NotFound(f"There are no findings of the application {id!r} here that you may see.", found=id)
    _log_look(tx, application)
    call: Call = Call.get(tx.city, application.call)
    subject = application_subject(tx, application, call, walk_of(application))
    step = find_step(subject.process, step_name)
    forward = next((word for word in words_of(step) if (verdict := verdict_of(step, word)) is None or verdict.way == "on"), "")
    return {"step": step.name, "findings": [each.as_document() for each in look_ahead(subject, step, forward, tx.today)]}


def known_application(tx: Transaction, id: str) -> Application:
    """Return an application that the caller knows of: it may see the file, or the list on which it stands was published."""
    application = Application.objects(city=tx.city, id=id).first()
    if application is not None and tx.caller is not None and _sees_file(tx.laws, application, tx.caller):
        return cast("Application", application)
    return published_application(tx, id)


def seen_applications(laws: Laws, caller: Caller, city: str) -> dict[str, Any]:
    """Return the condition on applications that a caller may see."""
    own = [role.organisation for role in caller.actors if role.city == city and role.organisation]
    conditions = by_office(laws, caller, city)
    conditions += [{"organisation.code": {"$in": own}}, {"named.code": {"$in": own}}] if own else []
    conditions += [{f"walk.assigned.{step}": caller.person} for step in _assigned_steps(laws, caller, city)]
    for programme, step in _steps_for_any(laws, caller, city):
        conditions += [{"programme": programme.id, "stands_at": step}, {"programme": programme.id, f"taken_by.{step}.organisation": {"$in": own}}]
    # Who is recused sees no file, whatever they are there; what one's own organisation applied for stays one's own.
    unbarred = {"$or": [{"barred": {"$ne": caller.person}}, {"organisation.code": {"$in": own}}]}
    return {"city": city, "$or": conditions or [{"_id": None}], "$and": [unbarred]}


def seen_designations(laws: Laws, caller: Caller, city: str) -> dict[str, Any]:
    """Return the condition on designations that a caller may see."""
    own = [role.organisation for role in caller.actors if role.city == city and role.organisation]
    conditions = by_office(laws, caller, city)
    conditions += [{"organisation.code": {"$in": own}}] if own else []
    return {"city": city, "$or": conditions or [{"_id": None}]}


def see_designation(laws: Laws, caller: Caller, city: str, id: str) -> Designation:
    """Return a designation that the caller may see; raise NotFound otherwise."""
    designation: Designation = Designation.get(city, id)
    programme = laws.programmes.get((designation.programme, designation.programme_version))
    if programme is not None and may_see(programme.programme, caller, designation_holders(designation)):
        return designation
    if designation.organisation["code"] in {role.organisation for role in caller.actors if role.city == city} or is_operator(caller, city):
        return designation
    raise NotFound(f"There is no designation {id!r} here.", found=id)


def shows_application_files(running: Running, caller: Caller, subject: About) -> bool:
    """Claim that the caller may see the papers of an application: whoever sees its whole file, so no company that is only listed on it."""
    application = Application.objects(id=subject.id, city__in=sorted(caller.cities)).first()
    if application is None:
        return False
    is_own = any(role.organisation == application.organisation["code"] and role.city == application.city for role in caller.actors)
    acting = Caller(caller.person, tuple(role for role in caller.actors if role.organisation is None))
    own = own_codes(caller, application.city)
    return is_own or _sees_file(running.laws, application, acting) or _may_take(running.laws, application, caller, own)


def shows_objection_files(running: Running, caller: Caller, subject: About) -> bool:
    """Claim that the caller may see the papers of an objection: who sees it, and is not recused from whom it is about."""
    for city in sorted(caller.cities):
        found = Objection.objects(__raw__={"$and": [seen_objections(running.laws, caller, city), {"_id": subject.id}]}).only("application").first()
        if found is not None:
            return Application.objects(id=found.application, barred__ne=caller.person).first() is not None
    return False


def shows_expert_files(running: Running, caller: Caller, subject: About) -> bool:
    """Claim that the caller may see the papers of a bar: an officer of the expert's city."""
    expert = Expert.objects(id=subject.id, city__in=sorted(caller.cities)).first()
    return expert is not None and any(role.office and role.city == expert.city for role in caller.actors)


SHOWS_FILES = {APPLICATION: shows_application_files, "objection": shows_objection_files, "expert": shows_expert_files}


def seen_objections(laws: Laws, caller: Caller, city: str) -> dict[str, Any]:
    """Return the condition on objections that a caller may see: those of its office's programmes."""
    return {"city": city, "$or": [each for each in by_office(laws, caller, city) if "organisation.district" not in each] or [{"_id": None}]}


def _log_look(tx: Transaction, application: Application) -> None:
    if application.organisation["code"] not in own_codes(tx.caller, tx.city):
        tx.audit("application.seen", About(APPLICATION, application.id))


def check_sees_file(tx: Transaction, application: Application) -> None:
    """Raise NotFound for an application whose file the caller may not see."""
    if tx.caller is None or not _sees_file(tx.laws, application, tx.caller):
        raise NotFound(f"There is no application {application.id!r} here.", found=application.id)


def _sees_file(laws: Laws, application: Application, caller: Caller) -> bool:
    own = {role.organisation for role in caller.actors if role.city == application.city}
    if application.organisation["code"] in own:
        return True
    if caller.person in application.barred:
        return False
    loaded = laws.programmes.get((application.programme, application.programme_version))
    if loaded is None:  # The plugin is away: the file stays readable for the offices of its city.
        return is_operator(caller, application.city) or any(role.office and role.city == application.city for role in caller.actors)
    return _sees_all(loaded.programme, application, caller) or _may_take(laws, application, caller, own)


def _sees_all(programme: Programme, application: Application, caller: Caller | None) -> bool:
    """Claim that a caller sees a file as an office of it, or as one who was assigned to it: who only recommends it sees what its applicant does."""
    people = {person for assigned in application.walk.get("assigned", {}).values() for person in assigned} - set(application.barred)
    return caller is not None and may_see(programme, caller, application_holders(application), people)


def _may_take(laws: Laws, application: Application, caller: Caller, own: AbstractSet[str | None]) -> bool:
    """Claim that a file waits for a step that any organisation with the actor's role may take, or that the caller's took it: it cannot be judged unseen."""
    steps = {step for programme, step in _steps_for_any(laws, caller, application.city) if programme.id == application.programme}
    taken = {step: told["organisation"] for step, told in application.taken_by.items()}
    return caller.person not in application.barred and (application.stands_at in steps or any(taken.get(step) in own for step in steps))


def own_codes(caller: Caller | None, city: str) -> set[str]:
    """Return the codes of the organisations that a caller acts for in a city."""
    return {role.organisation for role in (caller.actors if caller else ()) if role.city == city and role.organisation}


def _is_listed_only(tx: Transaction, application: Application) -> bool:
    """Claim that the caller stands on the district's list and has no other part in the application."""
    if tx.caller is None or application.organisation["code"] in own_codes(tx.caller, tx.city):
        return False
    if not any(company["code"] in own_codes(tx.caller, tx.city) for company in application.named):
        return False
    others = tuple(role for role in tx.caller.actors if role.organisation is None)
    return not _sees_file(tx.laws, application, Caller(tx.caller.person, others))


def _own_part(tx: Transaction, shown: dict[str, Any]) -> dict[str, Any]:
    codes = own_codes(tx.caller, tx.city)
    acts = [act for act in shown["walk"]["acts"] if act.get("organisation") in codes]
    walk = {**shown["walk"], "acts": acts, "assigned": {}, "recused": {}}
    named = [company for company in shown["named"] if company["code"] in codes]
    return {
        **shown,
        "is_own_part": True,
        "form": {},
        "materials": {},
        "identity_papers": [],
        "scores": {},
        "misconduct": [],
        "receipt": None,
        "corrections": [],
        "named": named,
        "walk": walk,
    }


def _without_sheets(tx: Transaction, application: Application, walk: Walk) -> dict[str, Any]:
    """Return the walk without what the caller may not see of the experts' work."""
    kept = without_proposals(application.walk)
    loaded = tx.laws.programmes.get((application.programme, application.programme_version))
    experts = {step.name for step in loaded.programme.entry.steps if step.assigned_by} if loaded else {act["step"] for act in kept["acts"]}
    own = own_codes(tx.caller, tx.city)
    if application.organisation["code"] in own or (loaded and not _sees_all(loaded.programme, application, tx.caller)):
        acts = [{**act, "by": "", "entry": {}, "judged": {}} if act["step"] in experts else act for act in kept["acts"]]
        return {**kept, "acts": acts, "assigned": {}, "recused": {}}
    person = tx.caller.person if tx.caller else ""
    scoring = {step for step in walk.open_steps() if walk.assigned.get(step)}
    open_to_all = ("assign", "declare")
    kept["acts"] = [act if act["step"] not in scoring or act["by"] == person or act["does"] in open_to_all else {**act, "entry": {}} for act in kept["acts"]]
    return kept


def by_office(laws: Laws, caller: Caller, city: str) -> list[dict[str, Any]]:
    """Return the conditions under which a caller sees records as an officer: all of a programme, or its district's."""
    conditions: list[dict[str, Any]] = []
    if is_operator(caller, city):
        conditions.append({})
    for programme in _programmes(laws, city):
        for role in caller.actors:
            actor = programme.actors.get(role.actor)
            if actor is None or role.city != city:
                continue
            if actor.scope is Scope.OFFICE and role.office and programme.hosts and actor.office in (None, programme.office):
                conditions.append({"programme": programme.id, "host": role.office if role.office != programme.office else None})
            elif role.office != (actor.office or programme.office):
                continue
            elif actor.scope is Scope.OFFICE:
                conditions.append({"programme": programme.id})
            elif actor.scope is Scope.DISTRICT_OFFICE and role.district:
                conditions.append({"programme": programme.id, "organisation.district": role.district})
    return conditions


def _assigned_steps(laws: Laws, caller: Caller, city: str) -> set[str]:
    names = {role.actor for role in caller.actors if role.city == city}
    assigned = {name for programme in _programmes(laws, city) for name, actor in programme.actors.items() if actor.scope is Scope.ASSIGNED}
    steps = (step for programme in _programmes(laws, city) for step in programme.entry.steps)
    return {step.name for step in steps if step.by in names & assigned}


def _steps_for_any(laws: Laws, caller: Caller, city: str) -> list[tuple[Programme, str]]:
    """Return the steps that any organisation may take which has the role, as far as the caller has it for one."""
    names = {role.actor for role in caller.actors if role.city == city and role.organisation}
    steps = ((programme, step) for programme in _programmes(laws, city) for step in programme.entry.steps if step.by in names)
    return [(programme, step.name) for programme, step in steps if is_for_any(programme, str(step.by))]


def _programmes(laws: Laws, city: str) -> list[Programme]:
    return [loaded.programme for loaded in laws.programmes.values() if loaded.programme.city == city]


def is_operator(caller: Caller, city: str) -> bool:
    """Claim that the caller runs the deployment for a city."""
    return any(role.actor == "operator" and role.city == city for role in caller.actors)
