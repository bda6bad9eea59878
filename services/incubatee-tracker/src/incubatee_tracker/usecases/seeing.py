"""Who may see what: the holder its own, an incubatee its own, a district its district's, the office all of its programme, the operator all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fuyu.caller import Caller, Role
from fuyu.law.programme import Actor, Programme, Scope
from fuyu.law.registry import Laws
from fuyu.problems import NotFound
from fuyu.process.actors import Holders, may_see
from fuyu.service import Running
from fuyu.store.rows import NOTHING
from fuyu.store.transaction import Subject
from incubatee_tracker.documents import Activity, Base, Consultation, DistrictReport, Enrolment, NewsItem, Plan, Profile, Report, Session

STAYS = ("designation", "past_stays.designation")
HOLDER = frozenset({"holder", "applicant"})


@dataclass(frozen=True)
class Paths:
    """Where the rows of a collection keep the codes of the base's organisation, or of one that is asked to be it, and of the incubatee; None for none.

    `district` is where they keep the district, `host` where they keep who runs the call, where that is not the programme's own office.
    """

    holder: tuple[str, ...]
    incubatee: str | None = None
    district: str = "district"
    host: str | None = None


BASES = Paths(holder=("organisation.code",), host="host")
ENROLMENTS = Paths(holder=("base.code", "taker.code"), incubatee="incubatee.code")
CONSULTATIONS = Paths(holder=("base.code",), incubatee="incubatee.code")
SESSIONS = Paths(holder=("base.code",))
ACTIVITIES = Paths(holder=("bases.code",), district="bases.district", host="run_by")


def holder_actors(programme: Programme) -> list[str]:
    """Return the names of a programme's actors that stand for a holder: the applicant's where no actor is the holder's own."""
    of = {whose: [name for name, actor in programme.actors.items() if actor.scope is Scope.ORGANISATION and actor.of == whose] for whose in HOLDER}
    return of["holder"] or of["applicant"]


def seen_by(caller: Caller, city: str, laws: Laws, paths: Paths) -> dict[str, Any]:
    """Return the condition on the rows of a city that the caller may see; a role counts where it is an actor of the row's own programme."""
    roles = [role for role in caller.actors if role.city == city]
    if any(role.actor == "operator" for role in roles):
        return {"city": city}
    missing = _missing(city, laws)
    # Each way names the city, and nothing stands beside them: MongoDB then plans each by itself and finds one base's rows among those of a thousand.
    ways = [{"city": city, **way} for role in roles for way in (*_by_programme(role, city, laws, paths), *_without_plugin(role, missing, paths))]
    return {"$or": ways or NOTHING}


def sees(laws: Laws, caller: Caller | None, row: Mapping[str, Any], holders: Holders) -> bool:
    """Claim that the caller may see one row, by the same roles as `seen_by`."""
    loaded = laws.programmes.get((row["programme"], row["programme_version"]))
    if loaded is not None:
        return may_see(loaded.programme, caller, holders)
    roles = [role for role in (caller.actors if caller else ()) if role.city == holders.city]
    return any(role.actor == "operator" or _is_named(role, row, holders) for role in roles)


def check_seen(row: Any, kind: str, id: str) -> Any:
    """Return what was found; raise NotFound where nothing was, or nothing that the caller may see."""
    if row is None:
        raise NotFound(f"There is no {kind} {id!r} here, or none that you may see.", found=id)
    return row


def _by_programme(role: Role, city: str, laws: Laws, paths: Paths) -> Iterator[dict[str, Any]]:
    for (id, version), loaded in laws.programmes.items():
        actor = loaded.programme.actors.get(role.actor)
        if loaded.programme.city == city and actor is not None:
            for binding in _bindings(loaded.programme, actor, role, paths):
                yield {"programme": id, "programme_version": version, **binding}


def _bindings(programme: Programme, actor: Actor, role: Role, paths: Paths) -> Iterator[Mapping[str, Any]]:
    is_of_office = role.office == (actor.office or programme.office)
    if actor.scope is Scope.OFFICE and programme.hosts and role.office and paths.host and actor.office in (None, programme.office):
        yield {paths.host: role.office if role.office != programme.office else None}
    elif actor.scope is Scope.OFFICE and is_of_office:
        yield {}
    elif actor.scope is Scope.DISTRICT_OFFICE and is_of_office and role.district:
        yield {paths.district: role.district}
    elif actor.scope is Scope.ORGANISATION and role.organisation:
        if actor.of in HOLDER:
            yield from ({path: role.organisation} for path in paths.holder)
        elif actor.of == "incubatee" and paths.incubatee:
            yield {paths.incubatee: role.organisation}


def _missing(city: str, laws: Laws) -> list[str]:
    """Return the programmes of a city's records that no plugin declares here."""
    return sorted(set(Base.objects(city=city).distinct("programme")) - {id for id, _ in laws.programmes})


def _without_plugin(role: Role, missing: list[str], paths: Paths) -> Iterable[dict[str, Any]]:
    """Return how records stay readable whose programme is not running here: by what the role names, as its actors are not known."""
    if not missing:
        return []
    of = {"programme": {"$in": missing}}
    if role.organisation:
        return [{**of, path: role.organisation} for path in (*paths.holder, paths.incubatee) if path]
    if role.office and role.district:
        return [{**of, "office": role.office, paths.district: role.district}]
    return [{**of, "office": role.office}] if role.office else []


def _is_named(role: Role, row: Mapping[str, Any], holders: Holders) -> bool:
    if role.organisation:
        return any(role.organisation in codes for codes in holders.organisations.values())
    return role.office is not None and role.office == row["office"] and role.district in (None, row["district"])


def seen_sessions(caller: Caller, city: str, laws: Laws) -> dict[str, Any]:
    """Return the condition on sessions that the caller may see: those of `seen_by`, and those that its own company attended."""
    condition = seen_by(caller, city, laws, SESSIONS)
    codes = [role.organisation for role in caller.actors if role.city == city and role.organisation]
    own = [place for each in Enrolment.rows({"city": city, "incubatee.code": {"$in": codes}}, STAYS) for place in _places(each)] if codes else []
    if not own or set(condition) == {"city"}:
        return condition
    attended = {"city": city, "designation": {"$in": [designation for _, designation in own]}, "attendance.enrolment": {"$in": [id for id, _ in own]}}
    return {"$or": [*condition["$or"], attended]}


def _places(enrolment: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Go through the bases with which an incubation is or was, each with the incubation's id."""
    for each in (enrolment, *enrolment.get("past_stays", ())):
        yield enrolment["_id"], each["designation"]


def sees_session_files(running: Running, caller: Caller, subject: Subject) -> bool:
    """Claim that the caller may see the files of a session: whoever sees the session."""
    return any(Session.objects(__raw__={**seen_sessions(caller, city, running.laws), "_id": subject.id}).only("id").first() for city in caller.cities)


def sees_plan_files(running: Running, caller: Caller, subject: Subject) -> bool:
    """Claim that the caller may see the files of a teaching plan: whoever sees its base."""
    return _sees_base_of(running, caller, Plan.objects(id=subject.id).only("city", "designation").first())


def sees_profile_files(running: Running, caller: Caller, subject: Subject) -> bool:
    """Claim that the caller may see the files of a base's profile: whoever sees the base."""
    return _sees_base_of(running, caller, Profile.objects(id=subject.id).only("city", "designation").first())


def sees_consultation_files(running: Running, caller: Caller, subject: Subject) -> bool:
    """Claim that the caller may see the files of a consultation: whoever sees the consultation."""
    conditions = [seen_by(caller, city, running.laws, CONSULTATIONS) for city in caller.cities]
    return any(Consultation.objects(__raw__={**condition, "_id": subject.id}).only("id").first() for condition in conditions)


def sees_report_files(running: Running, caller: Caller, subject: Subject) -> bool:
    """Claim that the caller may see the files of a report: whoever sees its base."""
    return _sees_base_of(running, caller, Report.objects(id=subject.id).only("city", "designation").first())


def sees_district_report_files(running: Running, caller: Caller, subject: Subject) -> bool:
    """Claim that the caller may see the files of a district's report: whoever sees the report."""
    report = DistrictReport.objects(id=subject.id).only("city").first()
    if report is None or report.city not in caller.cities:
        return False
    return DistrictReport.objects(__raw__={**seen_district_reports(caller, report.city), "_id": subject.id}).only("id").first() is not None


def seen_district_reports(caller: Caller | None, city: str) -> dict[str, Any]:
    """Return the condition on reports that a caller may see: a district its own, an office those of its programmes."""
    roles = [role for role in (caller.actors if caller else ()) if role.city == city and role.office]
    ways = [{"office": role.office, **({"district": role.district} if role.district else {})} for role in roles]
    return {"city": city, "$or": ways or [{"_id": None}]}


def seen_news(caller: Caller, city: str, laws: Laws) -> dict[str, Any]:
    """Return the condition on news that a caller may see: offices all, districts, holders and incubatees what was not taken down."""
    roles = [role for role in caller.actors if role.city == city]
    if any(role.actor == "operator" for role in roles):
        return {"city": city}
    ways = [way for role in roles for way in _news_of(role, city, laws)]
    return {"city": city, "$or": ways or NOTHING}


def _news_of(role: Role, city: str, laws: Laws) -> Iterator[dict[str, Any]]:
    for (id, version), loaded in laws.programmes.items():
        actor = loaded.programme.actors.get(role.actor)
        if loaded.programme.city != city or actor is None:
            continue
        of = {"programme": id, "programme_version": version}
        is_of_office = role.office == (actor.office or loaded.programme.office)
        if actor.scope is Scope.OFFICE and is_of_office:
            yield of
        elif _takes_part(loaded.programme, actor, role, is_of_office=is_of_office):
            yield {**of, "state": "posted"}
    missing = _missing(city, laws)
    if missing and role.office:
        yield {"programme": {"$in": missing}, "office": role.office}


def _takes_part(programme: Programme, actor: Actor, role: Role, *, is_of_office: bool) -> bool:
    if actor.scope is Scope.DISTRICT_OFFICE:
        return is_of_office and role.district is not None
    is_of_holder = actor.of == "incubatee" or role.actor in holder_actors(programme)
    return actor.scope is Scope.ORGANISATION and role.organisation is not None and is_of_holder


def sees_news_files(running: Running, caller: Caller, subject: Subject) -> bool:
    """Claim that the caller may see the files of an item of news: whoever sees the item."""
    conditions = [seen_news(caller, city, running.laws) for city in caller.cities]
    return any(NewsItem.objects(__raw__={**condition, "_id": subject.id}).only("id").first() for condition in conditions)


def sees_activity_files(running: Running, caller: Caller, subject: Subject) -> bool:
    """Claim that the caller may see the files of an activity: whoever sees the activity."""
    conditions = [seen_by(caller, city, running.laws, ACTIVITIES) for city in caller.cities]
    return any(Activity.objects(__raw__={**condition, "_id": subject.id}).only("id").first() for condition in conditions)


def _sees_base_of(running: Running, caller: Caller, of: Plan | Profile | Report | None) -> bool:
    if of is None or of.city not in caller.cities:
        return False
    return Base.objects(__raw__={**seen_by(caller, of.city, running.laws, BASES), "_id": of.designation}).only("id").first() is not None


SHOWS_FILES = {
    "session": sees_session_files,
    "plan": sees_plan_files,
    "report": sees_report_files,
    "district_report": sees_district_report_files,
    "profile": sees_profile_files,
    "consultation": sees_consultation_files,
    "news": sees_news_files,
    "activity": sees_activity_files,
}
