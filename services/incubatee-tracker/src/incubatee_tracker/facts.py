"""What the law is told about this service's records: documents in, frozen facts out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from fuyu.law import facts
from fuyu.law.programme import Programme
from fuyu.process.actors import Holders
from fuyu.process.runs import filled, run_of
from fuyu.process.walk import Walk, from_document
from fuyu.store.record import Record
from incubatee_tracker.documents import (
    EXCHANGE,
    Activity,
    Base,
    BaseYear,
    Consultation,
    Enrolment,
    KnownExpert,
    Liaison,
    Organisation,
    Plan,
    Report,
    Session,
    Standing,
)

RECORDED = facts.Origin("recorded")
GRANTED = facts.Origin("event", source="base-registry")
COUNTED = dict.fromkeys(
    ("running_enrolments", "completed_enrolments", "ended_enrolments", "years", "plans", "liaison", "exchanges", "filed", "promises", "took_part"), RECORDED
)
ENDED = ("completed", "not completed", "withdrawn")
WITH_IT = ("running", "completed", "not completed")
TOOK_PART = ("kind", "held_on", "host", "came")
WITHDRAWN_BEFORE = {"state": "withdrawn", "starts_on": None}
"""A proposal that its base took back: it had no period, so it is none of those that ended."""


@dataclass(frozen=True)
class Counts:
    """What this service has counted about a base: enrolments by state, years of sessions, years with a plan, and its liaison."""

    enrolments: Mapping[str, int]
    years: Mapping[int, facts.YearOfSessions]
    plans: tuple[int, ...]
    liaison: str | None
    filed: Mapping[str, date] = field(default_factory=dict)
    promises: tuple[facts.Promise, ...] = ()
    exchanges: tuple[date, ...] = ()
    planned_exchanges: tuple[date, ...] = ()
    took_part: Mapping[str, Sequence[date]] = field(default_factory=dict)

    @classmethod
    def of(cls, city: str, designation: str) -> Counts:
        """Return the counts of a designation as they stand."""
        return cls.of_all(city, [designation])[designation]

    @classmethod
    def of_all(cls, city: str, designations: Sequence[str]) -> dict[str, Counts]:
        """Return the counts of designations by their ids, with as many questions to the database as for one."""
        where = {"city": city, "designation": {"$in": list(designations)}}
        grouped: dict[str, dict[str, int]] = {}
        steps = [{"$group": {"_id": {"designation": "$designation", "state": "$state"}, "count": {"$sum": 1}}}]
        for group in Enrolment.objects(__raw__={**where, "$nor": [WITHDRAWN_BEFORE]}).aggregate(steps):
            grouped.setdefault(group["_id"]["designation"], {})[group["_id"]["state"]] = group["count"]
        years, plans = _by_designation(BaseYear, where), _by_designation(Plan, where, "year", "sessions.month", "sessions.kind")
        liaisons, reports = _by_designation(Liaison, where, "name"), _by_designation(Report, where, "report", "year", "handed_in_on")
        exchanges, promises = _by_designation(Session, {**where, "kind": EXCHANGE}, "held_on"), _promises(where)
        activities = list(_held_at(city, designations))
        return {
            each: cls(
                enrolments=grouped.get(each, {}),
                years={kept["year"]: _year(kept) for kept in years.get(each, ())},
                plans=tuple(sorted({plan["year"] for plan in plans.get(each, ())})),
                liaison=liaisons[each][-1]["name"] if each in liaisons else None,
                exchanges=tuple(date.fromisoformat(session["held_on"]) for session in exchanges.get(each, ())),
                planned_exchanges=tuple(planned_exchanges({plan["year"]: plan.get("sessions", ()) for plan in plans.get(each, ())})),
                filed=_filed(reports.get(each, ())),
                promises=tuple(promises.get(each, ())),
                took_part=took_part(each, activities),
            )
            for each in designations
        }


def _by_designation(records: type[Record], where: Mapping[str, Any], *members: str) -> dict[str, list[Mapping[str, Any]]]:
    """Return rows of a collection by designation, oldest first, with some members alone or all."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    shown = dict.fromkeys(("designation", *members), 1) if members else None
    for row in records._get_collection().find(where, shown).sort("_id", 1):
        found.setdefault(row["designation"], []).append(row)
    return found


def _filed(reports: Iterable[Mapping[str, Any]]) -> dict[str, date]:
    """Return the day on which each report was first handed in, by `kind/year`."""
    filed: dict[str, date] = {}
    for row in reports:
        filed.setdefault(f"{row['report']}/{row['year']}", date.fromisoformat(row["handed_in_on"]))
    return filed


def _held_at(city: str, designations: Sequence[str]) -> Iterable[Mapping[str, Any]]:
    """Go through the activities that were held and concern one of some designations, in the order of their days."""
    where = {"city": city, "bases.designation": {"$in": list(designations)}, "state": "held"}
    return Activity.objects(__raw__=where).order_by("held_on").only(*TOOK_PART).as_pymongo()


def took_part(designation: str, held: Iterable[Mapping[str, Any]]) -> dict[str, list[date]]:
    """Return the days of the activities that were held at a designation or to which it came, by kind, in the order given."""
    days: dict[str, list[date]] = {}
    for each in held:
        if designation == each.get("host") or designation in each["came"]:
            days.setdefault(each["kind"], []).append(date.fromisoformat(each["held_on"]))
    return days


def _promises(where: Mapping[str, Any]) -> dict[str, list[facts.Promise]]:
    """Return what was promised to the incubatees that run or ended with each base, each with the day until which it can be given."""
    promises: dict[str, list[facts.Promise]] = {}
    rows = {**where, "state": {"$in": [*WITH_IT]}, "promised.0": {"$exists": True}}
    for row in Enrolment.rows(rows, ("designation", "incubatee", "promised", "ended_on", "extended_until", "ends_on")):
        last = day(row.get("ended_on") or row.get("extended_until") or row.get("ends_on"))
        if last is not None:
            lacking = [each["service"] for each in row["promised"] if not each.get("given_on")]
            promise = facts.Promise(row["_id"], row["incubatee"]["name"], [each["service"] for each in row["promised"]], lacking, last)
            promises.setdefault(row["designation"], []).append(promise)
    return promises


def planned_exchanges(plans: Mapping[int, Sequence[Mapping[str, Any]]]) -> Iterable[date]:
    """Go through the months for which each year's plan foresees an exchange, each by its first day."""
    for year, sessions in sorted(plans.items()):
        yield from (date(year, each["month"], 1) for each in sessions if each.get("kind") == EXCHANGE)


def _year(kept: Mapping[str, Any]) -> facts.YearOfSessions:
    return facts.YearOfSessions(kept["year"], kept["batches"], kept["sessions"], decimal(kept.get("hours")))


def decimal(kept: Any) -> Decimal:
    """Return the exact number that MongoDB keeps, 0 where it keeps none."""
    return Decimal(str(kept)) if kept is not None else Decimal(0)


def day(text: str | None) -> date | None:
    """Return the date that a document keeps as ISO text."""
    return date.fromisoformat(text) if text else None


def organisation_facts(kept: Mapping[str, Any], registered: Organisation | None = None) -> facts.Organisation:
    """Return an organisation as a rule sees it, with what base-registry knows of it where it is registered."""
    industry, founded = (registered.industry, day(registered.founded_on)) if registered else (None, None)
    id = kept.get("id") or (registered.id if registered else "")
    return facts.Organisation(id, kept["code"], kept["name"], kept["district"], industry, founded)


def designation_facts(base: Base, counts: Counts) -> facts.Designation:
    """Return a designation as a rule sees it; what is counted is this service's own, what was granted came from base-registry."""
    return facts.Designation(
        id=base.id,
        programme=base.programme,
        version=base.programme_version,
        kind=base.kind,
        organisation=organisation_facts(base.organisation),
        starts_on=date.fromisoformat(base.starts_on),
        ends_on=day(base.ends_on),
        state=base.state,
        holds_class=base.holds_class,
        liaison=counts.liaison,
        running_enrolments=counts.enrolments.get("running", 0),
        completed_enrolments=counts.enrolments.get("completed", 0),
        ended_enrolments=sum(counts.enrolments.get(state, 0) for state in ENDED),
        years=counts.years,
        plans=counts.plans,
        filed=counts.filed,
        promises=counts.promises,
        exchanges=counts.exchanges,
        planned_exchanges=counts.planned_exchanges,
        earlier_terms=[facts.HeldTerm(date.fromisoformat(each["starts_on"]), day(each["ends_on"])) for each in base.earlier_terms],
        cycle=facts.Cycle(date.fromisoformat(base.cycle["starts_on"]), date.fromisoformat(base.cycle["ends_on"])) if base.cycle else None,
        past_classes=[facts.PastClass(each["holds_class"], date.fromisoformat(each["until"])) for each in base.past_classes],
        took_part=counts.took_part,
        origins={"starts_on": GRANTED, "ends_on": GRANTED, "state": GRANTED, **COUNTED},
    )


def enrolment_facts(programme: Programme, enrolment: Enrolment, surroundings: Surroundings, walk: Walk | None = None) -> facts.Enrolment:
    """Return an enrolment as a rule sees it while `walk` stands as given; entries of all its ways are told."""
    ways = [each for each in walks_of(enrolment) if walk is None or each.process != walk.process] + ([walk] if walk else [])
    declared = {process.name for process in programme.processes}
    standing = surroundings.standing
    return facts.Enrolment(
        id=enrolment.id,
        designation=surroundings.designation,
        incubatee=organisation_facts(enrolment.incubatee, surroundings.registered),
        state=enrolment.state,
        starts_on=day(enrolment.starts_on),
        ends_on=day(enrolment.ends_on),
        extended_until=day(enrolment.extended_until),
        attended=standing.attended if standing else 0,
        hours=decimal(standing.hours) if standing else Decimal(0),
        undertakes=enrolment.undertakes or any(act.entry.get("undertakes") is True for way in ways for act in way.acts),
        promised=tuple(each["service"] for each in enrolment.promised),
        enrolled_elsewhere=surroundings.elsewhere,
        judged={key: judged for way in ways for key, judged in way.judged().items()},
        filled={step: entries for way in ways if way.process in declared for step, entries in filled(programme, way).items()},
        runs=[run_of(programme, each) for each in (*past_walks_of(enrolment), *ways) if each.process in declared],
        paused_days=enrolment.paused_days,
        origins={"attended": RECORDED, "hours": RECORDED, "starts_on": RECORDED, "ends_on": RECORDED, "enrolled_elsewhere": RECORDED},
    )


@dataclass(frozen=True)
class Surroundings:
    """What stands around an enrolment: its designation, its attendance, its company as registered, and the other bases it is with."""

    designation: facts.Designation
    standing: Standing | None
    registered: Organisation | None
    elsewhere: tuple[str, ...]

    @classmethod
    def of(cls, enrolment: Enrolment, base: Base) -> Surroundings:
        """Return the surroundings of an enrolment as its city's records show them."""
        code = enrolment.incubatee["code"]
        return cls(
            designation=designation_facts(base, Counts.of(enrolment.city, base.id)),
            standing=Standing.objects(city=enrolment.city, id=enrolment.id).first(),
            registered=Organisation.objects(city=enrolment.city, code=code).first(),
            elsewhere=tuple(with_others(enrolment.city, enrolment.programme, [code], but=enrolment.id).values()),
        )

    @classmethod
    def of_all(cls, city: str, enrolments: Sequence[Enrolment], bases: Mapping[str, Base]) -> dict[str, Surroundings]:
        """Return the surroundings of enrolments by their ids, with as many questions to the database as for one."""
        counts = Counts.of_all(city, list(bases))
        told = {id: designation_facts(base, counts[id]) for id, base in bases.items()}
        codes = list({each.incubatee["code"] for each in enrolments})
        standings = {each.id: each for each in Standing.objects(city=city, id__in=[each.id for each in enrolments])}
        registered = {each.code: each for each in Organisation.objects(city=city, code__in=codes)}
        elsewhere = _with_whom(city, {sole(each.programme, each.incubatee["code"]) for each in enrolments})
        return {
            each.id: cls(
                designation=told[each.designation],
                standing=standings.get(each.id),
                registered=registered.get(each.incubatee["code"]),
                elsewhere=tuple(name for id, name in elsewhere.get(sole(each.programme, each.incubatee["code"]), ()) if id != each.id),
            )
            for each in enrolments
        }


def _with_whom(city: str, soles: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Return the enrolments that hold companies to one base, each with its base's name, by what only one may hold."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in Enrolment.rows({"city": city, "sole": {"$in": list(soles)}}, ("sole", "base")):
        found.setdefault(row["sole"], []).append((row["_id"], row["base"]["name"]))
    return found


def with_others(city: str, programme: str, codes: Iterable[str], but: str | None = None) -> dict[str, str]:
    """Return the names of the bases of a programme that companies are with now, by the company's code."""
    found = Enrolment.objects(city=city, sole__in=[sole(programme, code) for code in codes], id__ne=but).only("incubatee", "base").as_pymongo()
    return {each["incubatee"]["code"]: each["base"]["name"] for each in found}


def sole(programme: str, code: str) -> str:
    """Return the value that only one enrolment of a city may hold while a company is with one base at a time (L10)."""
    return f"{programme} {code}"


def walks_of(enrolment: Enrolment) -> list[Walk]:
    """Return the ways that an enrolment goes or went, each process's latest."""
    return [from_document(kept) for kept in enrolment.walks.values()]


def past_walks_of(enrolment: Enrolment) -> list[Walk]:
    """Return the ways that an enrolment went before by processes that it went by again."""
    return [from_document(kept) for kept in enrolment.past_walks]


def base_holders(base: Base) -> Holders:
    """Return whom a programme's actors mean on a base."""
    own = frozenset([base.organisation["code"]])
    return Holders(base.city, base.district, {"applicant": own, "holder": own}, base.host)


def interest_of(city: str) -> Callable[[str, facts.Organisation], facts.Interest]:
    """Return how an expert's ties to a holder are looked up among those of the city's pool that are known here."""

    def interest(person: str, organisation: facts.Organisation) -> facts.Interest:
        expert = KnownExpert.objects(city=city, person=person).first()
        employer, group = (expert.employer_code, expert.group_code) if expert else (None, None)
        known = KnownExpert.objects(city=city, employer_code__in=[employer, organisation.code], group_code__ne=None)
        groups = [(each.employer_code, each.group_code) for each in known]
        of_employer = frozenset(code for of, code in groups if employer is not None and of == employer)
        of_organisation = frozenset(code for of, code in groups if of == organisation.code)
        return facts.Interest(person, organisation, False, employer, group, employer_groups=of_employer, organisation_groups=of_organisation)

    return interest


def enrolment_holders(enrolment: Enrolment) -> Holders:
    """Return whom a programme's actors mean on an enrolment."""
    return _holders(enrolment, enrolment.base["code"])


def moving_holders(enrolment: Enrolment) -> Holders:
    """Return whom a programme's actors mean while an enrolment is moved: once a base is chosen, the holder is that one."""
    return _holders(enrolment, enrolment.taker.get("code") or enrolment.base["code"])


def seeing_holders(enrolment: Enrolment) -> Holders:
    """Return whose people see an enrolment: its base's, its incubatee's, and those of the base that was asked to take it on."""
    return _holders(enrolment, enrolment.base["code"], *filter(None, [enrolment.taker.get("code")]))


def consultation_holders(consultation: Consultation) -> Holders:
    """Return whom a programme's actors mean on a consultation: the base that gave it and the incubatee that got it, wherever that is now."""
    return _holders(consultation, consultation.base["code"])


def _holders(enrolment: Enrolment | Consultation, *codes: str) -> Holders:
    own = frozenset(codes)
    return Holders(enrolment.city, enrolment.district, {"applicant": own, "holder": own, "incubatee": frozenset([enrolment.incubatee["code"]])})
