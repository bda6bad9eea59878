"""What the law is told about this service's records: documents in, frozen facts out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from fuyu.law import facts
from fuyu.law.programme import Programme
from fuyu.process.actors import Holders
from fuyu.process.runs import filled, run_of
from fuyu.process.walk import Walk, from_document
from incubatee_tracker.documents import EXCHANGE, Base, BaseYear, Consultation, Enrolment, Liaison, Organisation, Plan, Report, Session, Standing

RECORDED = facts.Origin("recorded")
GRANTED = facts.Origin("event", source="base-registry")
COUNTED = dict.fromkeys(
    ("running_enrolments", "completed_enrolments", "ended_enrolments", "years", "plans", "liaison", "exchanges", "filed", "promises"), RECORDED
)
ENDED = ("completed", "not completed", "withdrawn")
WITH_IT = ("running", "completed", "not completed")
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

    @classmethod
    def of(cls, city: str, designation: str) -> Counts:
        """Return the counts of a designation as they stand."""
        with_it = Enrolment.objects(__raw__={"city": city, "designation": designation, "$nor": [WITHDRAWN_BEFORE]})
        grouped = with_it.aggregate([{"$group": {"_id": "$state", "count": {"$sum": 1}}}])
        years = BaseYear.objects(city=city, designation=designation).as_pymongo()
        latest = Liaison.objects(city=city, designation=designation).order_by("-id").only("name").first()
        return cls(
            enrolments={group["_id"]: group["count"] for group in grouped},
            years={kept["year"]: _year(kept) for kept in years},
            plans=tuple(sorted(Plan.objects(city=city, designation=designation).distinct("year"))),
            liaison=latest.name if latest else None,
            exchanges=tuple(date.fromisoformat(on) for on in Session.objects(city=city, designation=designation, kind=EXCHANGE).scalar("held_on")),
            planned_exchanges=tuple(planned_exchanges({plan.year: plan.sessions for plan in Plan.objects(city=city, designation=designation).order_by("id")})),
            filed=_filed(city, designation),
            promises=tuple(_promises(city, designation)),
        )


def _filed(city: str, designation: str) -> dict[str, date]:
    """Return the day on which each report was first handed in, by `kind/year`."""
    rows = Report.objects(city=city, designation=designation).order_by("-id").only("report", "year", "handed_in_on").as_pymongo()
    return {f"{row['report']}/{row['year']}": date.fromisoformat(row["handed_in_on"]) for row in rows}


def _promises(city: str, designation: str) -> Iterable[facts.Promise]:
    """Go through what was promised to the incubatees that run or ended with a base, each with the day until which it can be given."""
    where = {"city": city, "designation": designation, "state": {"$in": [*WITH_IT]}, "promised.0": {"$exists": True}}
    for row in Enrolment.rows(where, ("incubatee", "promised", "ended_on", "extended_until", "ends_on")):
        last = day(row.get("ended_on") or row.get("extended_until") or row.get("ends_on"))
        if last is not None:
            lacking = [each["service"] for each in row["promised"] if not each.get("given_on")]
            yield facts.Promise(row["_id"], row["incubatee"]["name"], [each["service"] for each in row["promised"]], lacking, last)


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
    return Holders(base.city, base.district, {"applicant": own, "holder": own})


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
