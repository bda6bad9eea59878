"""Granting: what a chosen application gets, for how long, and the list of companies that go with it."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from base_registry.documents import Application, Call, Designation
from base_registry.usecases.classes import count_class
from base_registry.usecases.designations import look_at_others
from base_registry.usecases.reading import application_subject, walk_of
from fuyu.ids import derived_id
from fuyu.law.answers import Term
from fuyu.law.facts import Application as ApplicationFacts
from fuyu.law.registry import Loaded
from fuyu.law.steps import DESIGNATION
from fuyu.law.view import Law
from fuyu.process.knowing import LAW, facts_of, law_document
from fuyu.process.walk import Walk
from fuyu.store.decisions import keep_decision
from fuyu.store.transaction import Subject as About
from fuyu.store.transaction import Transaction


def grant(tx: Transaction, application: Application, call: Call, number: str | None, decision: list[dict[str, Any]]) -> Designation:
    """Grant what an application was chosen for; the designation keeps the findings that it rests on, the version that judged it and the number."""
    subject = application_subject(tx, application, call, walk_of(application))
    told = cast("ApplicationFacts", subject.facts(subject.walk))
    kind = application.chosen_for or subject.loaded.programme.grants[0].kind
    award = subject.loaded.ask.what_is_granted(subject.law, told, kind, subject.judged_on)
    term, declared = _term(subject.loaded, subject.law, call, award.kind, tx.today), subject.loaded.programme.grant(award.kind)
    designation = Designation(
        id=derived_id(application.id, award.kind),
        city=tx.city,
        programme=application.programme,
        programme_version=application.judged_by,
        kind=award.kind,
        holds_class=award.holds_class,
        office=subject.loaded.programme.office,
        call=call.id,
        host=application.host,
        cycle=dict(call.cycle) if call.cycle else None,
        stands_apart=declared.stands_apart,
        application=application.id,
        organisation=dict(application.organisation),
        companies=_companies(application, subject.walk),
        awaited=sorted({company["code"] for company in application.named}) if subject.loaded.programme.enrols else [],
        granted_on=tx.today.isoformat(),
        starts_on=term.starts_on.isoformat(),
        ends_on=application.until or (term.ends_on.isoformat() if term.ends_on else None),
        term_by=term.by.as_document(),
        number=number,
        is_repeat=not award.uses_place and any(holding.kind == award.kind for holding in told.holdings),
        is_draft=subject.law.is_draft,
        uses_place=award.uses_place,
        look_on=tx.today.isoformat(),
        decision={"findings": decision, "plugin": subject.loaded.plugin, "plugin_version": subject.loaded.plugin_version, "digest": subject.loaded.digest},
    )
    designation.add()
    count_class(designation, 1)
    look_at_others(tx, designation)
    parts = {"findings": decision, "award": award, "term": term, LAW: law_document(subject.loaded, subject.law) | {"judged_on": subject.judged_on}}
    _say(tx, designation, keep_decision(tx, designation.id, About(DESIGNATION, designation.id), "grant", parts | facts_of(told)))
    return designation


def _term(loaded: Loaded, law: Law, call: Call, kind: str, today: date) -> Term:
    """Return the term of a grant: what has none of its own, in a call that runs for a time, begins with that at the earliest and ends with it."""
    grant = loaded.programme.grant(kind)
    if grant.term is not None or call.cycle is None:
        return loaded.ask.how_long(law, kind, today)
    first, last = date.fromisoformat(call.cycle["starts_on"]), date.fromisoformat(call.cycle["ends_on"])
    return Term(max(today, first), last, law.cite(loaded.programme.intake.clause))


def _companies(application: Application, walk: Walk) -> list[dict[str, Any]]:
    """Return the approved list, each company with the services that the applicant promised last and with its own latest undertaking.

    Any form that asks `promised` or `undertakes` is read, at whatever step: what a promise is worth is the law's to say.
    """
    by_whom: dict[str | None, dict[str, Any]] = {}
    for act in walk.acts:
        by_whom.setdefault(act.organisation, {}).update(act.entry)
    promised = by_whom.get(application.organisation["code"], {}).get("promised")
    return [{**company, "promised": promised, "undertakes": by_whom.get(company["code"], {}).get("undertakes")} for company in application.named]


def granted_data(designation: Designation) -> dict[str, Any]:
    """Return what designation.granted tells of a designation."""
    return {
        "designation": designation.id,
        "programme": designation.programme,
        "programme_version": designation.programme_version,
        "kind": designation.kind,
        "holds_class": designation.holds_class,
        "office": designation.office,
        "organisation": {key: designation.organisation[key] for key in ("id", "code", "name", "district")},
        "starts_on": designation.starts_on,
        "ends_on": designation.ends_on,
        "earlier_terms": designation.earlier_terms(),
        "call": designation.call,
        "host": designation.host,
        "cycle": dict(designation.cycle) if designation.cycle else None,
        "past_classes": [dict(each) for each in designation.past_classes],
        "application": designation.application,
        "companies": [
            {"code": each["code"], "name": each["name"], "district": each.get("district") or designation.organisation["district"]}
            | {name: each.get(name) for name in ("promised", "undertakes")}
            for each in designation.companies
        ],
        "is_draft": designation.is_draft,
    }


def _say(tx: Transaction, designation: Designation, evidence: str) -> None:
    about = About(DESIGNATION, designation.id)
    audiences = [{"actor": "applicant", "programme": designation.programme, "organisation": designation.organisation["code"]}]
    tx.emit("designation.granted", about, granted_data(designation), audiences=audiences)
    tx.audit("designation.granted", about, number=designation.number, kind=designation.kind, evidence=evidence)
