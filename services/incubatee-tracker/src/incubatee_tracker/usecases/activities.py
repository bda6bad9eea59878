"""Activities that an office plans at bases (第十二条（三） and its like): planned, then recorded as held, or cancelled with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fuyu.law.programme import Activities, ActivityKind
from fuyu.law.registry import Loaded
from fuyu.problems import NotFound, StepNotOpen
from fuyu.process.actors import role_in_office
from fuyu.store.files import keep_files
from fuyu.store.transaction import Subject, Transaction
from incubatee_tracker.documents import Activity, Base
from incubatee_tracker.usecases.bases import READ, Row, check_stands, look_soon
from incubatee_tracker.usecases.faults import refused
from incubatee_tracker.usecases.seeing import ACTIVITIES, check_seen, holder_actors, seen_by
from incubatee_tracker.usecases.teaching import check_plan

KIND = "activity"
PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"


def plan_activity(tx: Transaction, id: str, given: Mapping[str, Any]) -> Activity:
    """Plan an activity at a base, with its guests; those concerned hear of it, unless its day is over and it is only entered late."""
    loaded, declared = _declared(tx, given["programme"])
    kind = declared.kinds.get(given["kind"])
    if kind is None:
        raise refused("kind", "The programme declares no such activity.", given["kind"], list(declared.kinds))
    host, guests, on = given.get("host"), given["guests"], given["planned_on"]
    _check_host(host, kind)
    _check_guests(host, guests, needs_guests=kind.needs_guests)
    bases = [*([_base(tx, loaded, "host", host, on)] if host else []), *(_base(tx, loaded, "guests", guest, on) for guest in guests)]
    run_by = _run_by(tx, [each["designation"] for each in bases])
    _check_may(tx, loaded, declared, run_by)
    findings = check_plan(tx, loaded, given, run_by)
    activity = Activity(
        id=id,
        city=tx.city,
        programme=loaded.programme.id,
        programme_version=loaded.programme.version,
        office=loaded.programme.office,
        kind_title=kind.title,
        clause=loaded.view(tx.settings, tx.today).cite(kind.clause).as_document(),
        planned_on=on.isoformat(),
        bases=bases,
        run_by=run_by,
        assigned=list(given["assigned"]),
        findings=[each.as_document() for each in findings],
        overrides=dict(given["overrides"]),
        entered_on=tx.today.isoformat(),
        entered_by=_who(tx),
        **{name: given.get(name) for name in ("kind", "title", "host", "experts", "note")},
    )
    activity.add()
    tx.emit("activity.planned", Subject(KIND, id), _told(loaded, activity), audiences=_audiences(loaded, activity))
    tx.audit("activity.planned", Subject(KIND, id), kind=activity.kind, planned_on=activity.planned_on, bases=[each["designation"] for each in bases])
    return activity


def record_activity(tx: Transaction, id: str, given: Mapping[str, Any], expected: int) -> Activity:
    """Record that an activity was held, on its planned day or later, what came of it, and which of the guests took part."""
    activity, loaded = _open(tx, id)
    on, planned = given["held_on"], date.fromisoformat(activity.planned_on)
    if on > tx.today or on < planned:
        reason = "What is recorded was held, and not before it was planned for."
        raise refused("held_on", reason, on.isoformat(), f"a day from {planned} to {tx.today}; for an earlier day cancel this and plan another")
    asked = [each["designation"] for each in activity.bases if each["designation"] != activity.host]
    came = given.get("came", asked)
    if foreign := [each for each in came if each not in asked]:
        raise refused("came", "They were not asked as guests.", foreign, asked)
    _check_guests(activity.host, came, needs_guests=_needs_guests(loaded, activity), field="came")
    for field, designation in (*((("held_on", activity.host),) if activity.host else ()), *(("came", each) for each in came)):
        _base(tx, loaded, field, designation, on)
    if given["files"]:
        keep_files(tx, given["files"], Subject(KIND, id))
    activity.state, activity.held_on, activity.outcome = HELD, on.isoformat(), given["outcome"]
    activity.came, activity.files = list(came), given["files"]
    activity.recorded_on, activity.recorded_by = tx.today.isoformat(), _who(tx)
    activity.keep(expected)
    look_soon(tx, *(each["designation"] for each in activity.bases))
    tx.audit("activity.held", Subject(KIND, id), held_on=activity.held_on, came=list(came))
    return activity


def cancel_activity(tx: Transaction, id: str, given: Mapping[str, Any], expected: int) -> Activity:
    """Cancel an activity that was planned, with the reason; whoever heard that it was planned hears this too."""
    activity, loaded = _open(tx, id)
    activity.state, activity.reason = CANCELLED, given["reason"]
    activity.cancelled_on, activity.cancelled_by = tx.today.isoformat(), _who(tx)
    activity.keep(expected)
    told = _told(loaded, activity) | {"because": activity.reason}
    tx.emit("activity.cancelled", Subject(KIND, id), told, audiences=_audiences(loaded, activity))
    tx.audit("activity.cancelled", Subject(KIND, id), reason=activity.reason)
    return activity


def show_activity(tx: Transaction, id: str) -> Activity:
    """Return an activity that the caller may see; raise NotFound otherwise."""
    found = Activity.objects(__raw__={**seen_by(tx.caller, tx.city, tx.laws, ACTIVITIES), "_id": id}).first() if tx.caller else None
    shown: Activity = check_seen(found, KIND, id)
    return shown


def _open(tx: Transaction, id: str) -> tuple[Activity, Loaded]:
    activity = show_activity(tx, id)
    loaded = tx.laws.of(activity.programme, activity.programme_version)
    if loaded.programme.activities is not None:
        _check_may(tx, loaded, loaded.programme.activities, activity.run_by)
    if activity.state != PLANNED:
        raise StepNotOpen(f"This is marked already: {activity.state}. Plan another activity where there is one.", found=activity.state, needed=PLANNED)
    return activity, loaded


def _declared(tx: Transaction, programme: str) -> tuple[Loaded, Activities]:
    tx.laws.named(programme)
    loaded = tx.laws.last_in_force(programme, tx.today, tx.settings)
    if loaded.programme.city != tx.city or loaded.programme.activities is None:
        raise NotFound(f"{programme} declares no activities here.", field="programme", found=programme)
    return loaded, loaded.programme.activities


def _check_may(tx: Transaction, loaded: Loaded, declared: Activities, run_by: str | None) -> None:
    if tx.caller is not None:
        role_in_office(loaded.programme, declared.by, tx.caller, tx.city, run_by)


def _run_by(tx: Transaction, designations: Sequence[str]) -> str | None:
    """Return who runs the pool of all designations concerned; raise InvalidInput where they are of several."""
    found = set(Base.objects(city=tx.city, id__in=list(designations)).scalar("host"))
    if len(found) > 1:
        raise refused("guests", "They are of pools that different offices run.", sorted(str(each) for each in found), "designations of one pool")
    return found.pop() if found else None


def _check_host(host: str | None, kind: ActivityKind) -> None:
    if kind.has_host and host is None:
        raise refused("host", f"{kind.title} takes place at a designation.", None, "the id of a designation")
    if not kind.has_host and host is not None:
        raise refused("host", f"{kind.title} is held by the office itself; name those who come to it as guests.", host, "nothing")


def _check_guests(host: str | None, guests: Sequence[str], *, needs_guests: bool, field: str = "guests") -> None:
    if host in guests:
        raise refused(field, "The host is no guest of its own.", host, "other designations")
    if len(set(guests)) < len(guests):
        raise refused(field, "A guest is named twice.", list(guests), "each designation once")
    if needs_guests and not guests:
        raise refused(field, "Somebody comes to this; name who.", [], "1 designation or more")


def _needs_guests(loaded: Loaded, activity: Activity) -> bool:
    kind = loaded.programme.activities.kinds.get(activity.kind) if loaded.programme.activities else None
    return kind is not None and kind.needs_guests


def _base(tx: Transaction, loaded: Loaded, field: str, designation: str, on: date) -> dict[str, str]:
    """Return a base as an activity keeps it; raise InvalidInput where there is none of the programme, ConditionsNotMet where it does not stand that day."""
    row: Row | None = Base.row(tx.city, designation, READ)
    if row is None or row["programme"] != loaded.programme.id:
        raise refused(field, f"There is no such designation of {loaded.programme.id} here.", designation, "the id of a designation, as /bases lists it")
    check_stands(tx.laws.of(row["programme"], row["programme_version"]).programme, row, on, field)
    return {"designation": designation, "code": row["organisation"]["code"], "name": row["organisation"]["name"], "district": row["district"]}


def _told(loaded: Loaded, activity: Activity) -> dict[str, Any]:
    concerned = [dict(each) for each in activity.bases]
    host = concerned.pop(0) if activity.host else None
    at = host["name"] if host else _held_by(loaded)
    told = {name: getattr(activity, name) for name in ("programme", "programme_version", "kind", "kind_title", "title", "planned_on")}
    return told | {"activity": activity.id, "at": at, "host": host, "guests": concerned, "clause": dict(activity.clause)}


def _held_by(loaded: Loaded) -> str | None:
    declared = loaded.programme.activities
    return loaded.programme.actors[declared.by].title if declared else None


def _audiences(loaded: Loaded, activity: Activity) -> list[dict[str, str]]:
    if activity.planned_on < activity.entered_on:
        return []
    names = holder_actors(loaded.programme)
    return [{"actor": name, "programme": activity.programme, "organisation": each["code"]} for each in activity.bases for name in names]


def _who(tx: Transaction) -> str:
    return tx.caller.person if tx.caller else ""
