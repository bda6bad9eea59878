"""The evidence of decisions on applications, designations and in proceedings, as far as its receiver may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from base_registry.documents import Application, Call, Designation, Ground, Objection, Proceeding
from base_registry.facts import application_holders, designation_holders
from base_registry.usecases.proceedings import subject_of
from base_registry.usecases.reading import walk_of
from base_registry.usecases.seeing import own_codes, shown_application
from base_registry.usecases.shown_proceedings import see_proceeding, seen_proceedings, shown_proceeding
from fuyu.evidence.archive import json_bytes
from fuyu.evidence.gathering import certificates_about, decisions_about, trail_about
from fuyu.evidence.receiving import Receiver, receives_for_office
from fuyu.law.programme import Programme
from fuyu.law.steps import APPLICATION, DESIGNATION, Score
from fuyu.problems import NotFound
from fuyu.process.actors import Holders
from fuyu.store.transaction import Subject, Transaction

CALL, OBJECTION, GROUND, PROCEEDING = "call", "objection", "ground", "proceeding"
NOT_EVIDENCE = frozenset({"_id", "look_on", "wakes", "lease", "is_to_reckon", "papers_kept_since", "sole"})
"""What a record keeps for the workers."""
OF_EXPERTS = frozenset({"assigned_people", "barred"})
"""What names experts, which an organisation is not told."""


def evidence_on_application(tx: Transaction, id: str) -> dict[str, bytes]:
    """Return what an application's decisions rested on: its form, its way with sheets and findings, the lists it stood on, objections, what was granted."""
    application: Application = Application.get(tx.city, id)
    receiver = _receiver(tx, application.programme, application.programme_version, application_holders(application), application)
    designations = list(Designation.objects(city=tx.city, application=id).order_by("id"))
    return _on_application(tx, application, designations, receiver) | _of_kernel(tx, _subjects(application, designations), receiver)


def evidence_on_designation(tx: Transaction, id: str) -> dict[str, bytes]:
    """Return what a designation rests on and what was decided about it since: its application's evidence, its proceedings and its grounds."""
    designation: Designation = Designation.get(tx.city, id)
    application = Application.objects(city=tx.city, id=designation.application).first()
    receiver = _receiver(tx, designation.programme, designation.programme_version, designation_holders(designation), application, designation)
    proceedings = _seen_proceedings(tx, {"designation": id})
    members = _on_application(tx, application, [designation], receiver) if application else {"designation.json": _record(designation)}
    members |= {f"proceedings/{each.process}-{each.id}.json": json_bytes(_without(shown_proceeding(tx, each))) for each in proceedings}
    members |= _grounds(tx, id)
    return members | _of_kernel(tx, _subjects(application, [designation], proceedings), receiver)


def evidence_on_proceeding(tx: Transaction, id: str) -> dict[str, bytes]:
    """Return what was decided in one proceeding, with what it is about: a designation and its grounds, or an application."""
    see_proceeding(tx, id)
    proceeding: Proceeding = Proceeding.get(tx.city, id)
    members, record = {"proceeding.json": json_bytes(_without(shown_proceeding(tx, proceeding)))}, subject_of(proceeding)
    if isinstance(record, Application):
        receiver = _receiver(tx, proceeding.programme, proceeding.programme_version, application_holders(record), record)
        return members | _of_kernel(tx, [Subject(PROCEEDING, id)], receiver)
    receiver = _receiver(tx, proceeding.programme, proceeding.programme_version, designation_holders(record), record)
    members["designation.json"] = _record(record)
    return members | _grounds(tx, record.id) | _of_kernel(tx, [Subject(PROCEEDING, id), *_grounds_of(tx, record.id)], receiver)


def _seen_proceedings(tx: Transaction, about: Mapping[str, Any]) -> list[Proceeding]:
    """Return the proceedings about something that the receiver may see: an archive tells no more than the pages."""
    condition = seen_proceedings(tx.laws, tx.caller, tx.city) if tx.caller else {"_id": None}
    return list(Proceeding.objects(__raw__={"$and": [{"city": tx.city, **about}, condition]}).order_by("id"))


def _receiver(tx: Transaction, programme: str, version: str, holders: Holders, *own: Application | Designation | None) -> Receiver:
    """Return what the caller may see as a receiver; raise NotFound for who acts neither for an office nor for the organisation that it is about."""
    loaded = tx.laws.programmes.get((programme, version))
    declared = loaded.programme if loaded else None
    is_of_office = receives_for_office(declared, tx.caller, holders)
    codes = {each.organisation["code"] for each in own if each is not None}
    if not is_of_office and not codes & own_codes(tx.caller, tx.city):
        raise NotFound("There is no such evidence here, or none that you may see: it is for the programme's officers and for whom it is about.")
    application = next((each for each in own if isinstance(each, Application)), None)
    return Receiver(declared, is_of_office, _waiting(declared, application))


def _waiting(programme: Programme | None, application: Application | None) -> frozenset[str]:
    """Return the parts that tell of sheets while experts still score: nobody sees another's before all have handed in."""
    if programme is None or application is None:
        return frozenset()
    open_steps = walk_of(application).open_steps()
    is_scored = any(isinstance(step, Score) and step.name in open_steps for step in programme.entry.steps)
    return frozenset({"facts.sheets"}) if is_scored else frozenset()


def _on_application(tx: Transaction, application: Application, designations: Iterable[Designation], receiver: Receiver) -> dict[str, bytes]:
    call: Call = Call.get(tx.city, application.call)
    hidden = frozenset() if receiver.is_of_office else OF_EXPERTS
    members = {
        "application.json": json_bytes(_without(shown_application(tx, application), hidden)),
        "notices.json": json_bytes(_lists(call, application, receiver)),
    }
    if receiver.is_of_office:
        objections = Objection.objects(city=tx.city, application=application.id).order_by("id")
        members["objections.json"] = json_bytes([_without(each.to_mongo().to_dict()) for each in objections])
    return members | {f"designations/{each.kind}-{each.id}.json": _record(each) for each in designations}


def _lists(call: Call, application: Application, receiver: Receiver) -> dict[str, Any]:
    """Return the call and each list of it that the application stood on, with its own row; whoever receives for an office sees what was said there."""
    named = {name: getattr(call, name) for name in ("id", "title", "year", "opened_on", "closes", "quotas", "number", "is_draft")}
    lists = []
    for sitting in call.sittings:
        rows = [row for row in sitting["rows"] if row["application"] == application.id]
        shown = {name: value for name, value in sitting.items() if name not in ("rows", "acts")}
        acts = {"acts": sitting["acts"]} if receiver.is_of_office else {}
        lists += [shown | {"row": row, "rows": len(sitting["rows"])} | acts for row in rows]
    return {"call": named, "lists": lists}


def _grounds(tx: Transaction, designation: str) -> dict[str, bytes]:
    grounds = [_without(each.to_mongo().to_dict()) for each in Ground.objects(city=tx.city, designation=designation).order_by("id")]
    return {"grounds.json": json_bytes(grounds)} if grounds else {}


def _grounds_of(tx: Transaction, designation: str) -> list[Subject]:
    return [Subject(GROUND, id) for id in Ground.objects(city=tx.city, designation=designation).order_by("id").scalar("id")]


def _subjects(application: Application | None, designations: Iterable[Designation], proceedings: Iterable[Proceeding] = ()) -> list[Subject]:
    """Return all that the decisions are about; the call too, since there its lists were decided."""
    found = [Subject(APPLICATION, application.id), Subject(CALL, application.call)] if application else []
    return [*found, *(Subject(DESIGNATION, each.id) for each in designations), *(Subject(PROCEEDING, each.id) for each in proceedings)]


def _of_kernel(tx: Transaction, subjects: list[Subject], receiver: Receiver) -> dict[str, bytes]:
    """Return what was known at each decision, certificates, and the audit rows with their chain; also of objections and grounds about these subjects."""
    applications = [each.id for each in subjects if each.kind == APPLICATION]
    designations = [each.id for each in subjects if each.kind == DESIGNATION]
    objections = [Subject(OBJECTION, id) for id in Objection.objects(city=tx.city, application__in=applications).scalar("id")]
    grounds = [ground for id in designations for ground in _grounds_of(tx, id)]
    about = [*subjects, *objections, *(each for each in grounds if each not in subjects)]
    certificates = certificates_about(tx, [each for each in subjects if each.kind == DESIGNATION])
    return {**certificates, **decisions_about(tx, about, receiver.shows_part), **trail_about(tx, about, receiver.shows_row)}


def _record(record: Designation) -> bytes:
    return json_bytes(_without(record.to_mongo().to_dict()))


def _without(shown: Mapping[str, Any], hidden: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return a record's members without what it keeps for the workers and what the receiver may not see, its id by its name."""
    return {"id": shown.get("_id"), **{name: value for name, value in shown.items() if name not in NOT_EVIDENCE | hidden}}
