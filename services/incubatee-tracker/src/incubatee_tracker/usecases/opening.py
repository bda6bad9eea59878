"""What a grant brings: a base, and one enrolment for each company of the approved list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fuyu.events.envelope import Event
from fuyu.ids import derived_id
from fuyu.law.findings import Finding
from fuyu.law.national import rules as national
from fuyu.law.registry import Loaded
from fuyu.law.view import Law
from fuyu.store.transaction import Transaction
from incubatee_tracker.documents import Base, Enrolment
from incubatee_tracker.facts import Counts, Surroundings, designation_facts, enrolment_facts, with_others
from incubatee_tracker.usecases.effects import begin, turn_away

NOTHING_COUNTED = Counts({}, {}, (), None)


def open_base(tx: Transaction, event: Event) -> None:
    """Keep a designation as a base; begin an incubation for each company of its approved list, or refuse it where another base has the company (L10).

    The enrolments' ids follow from designation and company, so a repeat, or a snapshot, makes nothing new.
    """
    base = _keep_base(tx, event)
    loaded = tx.laws.of(base.programme, base.programme_version)
    companies = {company["code"]: company for company in event.data["companies"]}
    if loaded.programme.enrols is None or not companies:
        return
    ids = {code: derived_id(base.id, code) for code in companies}
    known = set(Enrolment.objects(city=tx.city, id__in=list(ids.values())).scalar("id"))
    elsewhere = with_others(tx.city, base.programme, companies)
    law = loaded.view(tx.settings, date.fromisoformat(base.starts_on))
    for code, company in companies.items():
        if ids[code] not in known:
            _enrol(tx, ids[code], base, company, loaded, law, elsewhere.get(code))


def told_terms(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an event tells of the terms before the one now; nothing where it was said before events told of them."""
    earlier = data.get("earlier_terms")
    return {} if earlier is None else {"earlier_terms": earlier, "first_on": min([data["starts_on"], *(term["starts_on"] for term in earlier)])}


def _keep_base(tx: Transaction, event: Event) -> Base:
    data = event.data
    told = {name: data.get(name) for name in ("programme", "programme_version", "kind", "holds_class", "office", "organisation", "starts_on", "ends_on")}
    told |= told_terms(data)
    told |= {name: data.get(name) for name in ("call", "cycle", "host")} | {"past_classes": data.get("past_classes") or []}
    told |= {"district": data["organisation"]["district"], "is_draft": bool(data.get("is_draft")), "city": event.city}
    at_first = {"state": "held", "grounds": []} | ({} if "first_on" in told else {"first_on": data["starts_on"]})
    change = {"$set": told, "$setOnInsert": at_first, "$inc": {"version": 1}, "$min": {"look_on": tx.today.isoformat()}}
    Base.objects(id=data["designation"]).update_one(__raw__=change, upsert=True)
    if data.get("foreseen"):  # A snapshot tells it; when something is granted nothing is known yet.
        Base.foresee(event.city, data["designation"], tx.today.isoformat(), data["foreseen"])
    base: Base = Base.get(event.city, data["designation"])
    return base


def _enrol(tx: Transaction, id: str, base: Base, company: Mapping[str, Any], loaded: Loaded, law: Law, elsewhere: str | None) -> None:
    enrolment = Enrolment(
        id=id,
        city=tx.city,
        programme=base.programme,
        programme_version=base.programme_version,
        designation=base.id,
        office=base.office,
        district=base.district,
        base={"code": base.organisation["code"], "name": base.organisation["name"]},
        incubatee={"code": company["code"], "name": company["name"], "district": company.get("district") or base.district},
        state="proposed",
        undertakes=bool(company.get("undertakes")),
        promised=[{"service": service, "given_on": None} for service in company.get("promised") or ()],
    )
    in_the_way = [each for each in _one_base(enrolment, base, loaded, law, elsewhere, tx.today) if each.stands_in_the_way]
    if in_the_way:
        turn_away(tx, enrolment, in_the_way[0].because, in_the_way[0].citation.as_document())
    else:
        term = loaded.ask.how_long_to_incubate(law, date.fromisoformat(base.starts_on))
        begin(tx, enrolment, term, is_sole=law.applies(national.ONE_BASE_AT_A_TIME))
    enrolment.add()


def _one_base(enrolment: Enrolment, base: Base, loaded: Loaded, law: Law, elsewhere: str | None, today: date) -> list[Finding]:
    """Ask the software's own rule, which an operator can switch off, and no rule of the programme: the district recommended, the office designated."""
    around = Surroundings(designation_facts(base, NOTHING_COUNTED), None, None, (elsewhere,) if elsewhere else ())
    told = enrolment_facts(loaded.programme, enrolment, around)
    return list(national.to_take(law, "enrol", "enrol", told, today) or ())
