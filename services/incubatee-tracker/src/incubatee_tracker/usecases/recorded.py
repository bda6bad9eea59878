"""What the records say of bases as they stood on a day: read for a whole page of them by one query for each kind of record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from fuyu.law import facts
from incubatee_tracker.documents import EXCHANGE, Activity, Base, BaseYear, Enrolment, Liaison, Plan, Report, Session
from incubatee_tracker.facts import ENDED, TOOK_PART, WITH_IT, Counts, day, decimal, designation_facts, planned_exchanges, took_part
from incubatee_tracker.usecases.bases import Row
from incubatee_tracker.usecases.services import days_given
from incubatee_tracker.usecases.sessions import PERIOD, last_day_of, ran_on, stay_with

STAY = (*PERIOD, "incubatee", "promised", "extensions")


@dataclass
class Recorded:
    """What was with a base, held, handed in and named by a day; each kind in the order in which it was written."""

    stays: list[Row] = field(default_factory=list)
    years: list[Row] = field(default_factory=list)
    this_year: Row = field(default_factory=dict)
    exchanges: list[Row] = field(default_factory=list)
    plans: list[Row] = field(default_factory=list)
    liaisons: list[Row] = field(default_factory=list)
    reports: list[Row] = field(default_factory=list)
    activities: list[Row] = field(default_factory=list)

    @classmethod
    def of(cls, city: str, designations: Sequence[str], on: date) -> Mapping[str, Recorded]:
        """Return what is recorded of each of some designations by a day."""
        found = {id: cls() for id in designations}
        of: dict[str, Any] = {"city": city, "designation": {"$in": list(designations)}}
        by = on.isoformat()
        # Each way names the city itself: then each goes by an index of its own, and only what is found is read.
        for enrolment in Enrolment.rows({"$or": [of, {"city": city, "past_stays.designation": of["designation"]}]}, STAY):
            for id in {enrolment["designation"], *(each["designation"] for each in enrolment.get("past_stays") or ())} & found.keys():
                if (stay := stay_with(enrolment, id)) is not None:
                    found[id].stays.append(stay)
        _read(found, BaseYear, {**of, "year": {"$lt": on.year}}, lambda each: each.years)
        _read(found, Session, {**of, "kind": EXCHANGE, "held_on": {"$lte": by}}, lambda each: each.exchanges, "held_on")
        _read(found, Plan, {**of, "handed_in_on": {"$lte": by}}, lambda each: each.plans, "year", "sessions")
        _read(found, Liaison, {**of, "named_on": {"$lte": by}}, lambda each: each.liaisons, "name")
        _read(found, Report, {**of, "handed_in_on": {"$lte": by}}, lambda each: each.reports, "report", "year", "handed_in_on")
        held_by = {"city": city, "bases.designation": {"$in": list(designations)}, "state": "held", "held_on": {"$lte": by}}
        for activity in Activity.objects(__raw__=held_by).order_by("held_on").only("bases", *TOOK_PART).as_pymongo():
            for id in {each["designation"] for each in activity["bases"]} & found.keys():
                found[id].activities.append(activity)
        for held in Session.objects.aggregate(_held_this_year(of, on)):
            found[held["_id"]].this_year = held
        return found

    def told(self, base: Base, on: date) -> facts.Designation:
        """Return a designation as a rule saw it on a day."""
        ended = [each for each in self.stays if _is_own(each, base) and ended_by(each, on)]
        told = designation_facts(base, self._counts(base, on))
        return replace(
            told,
            running_enrolments=sum(ran_on(each, on) for each in self.stays),
            completed_enrolments=sum(each["state"] == "completed" for each in ended),
            ended_enrolments=len(ended),
        )

    def _counts(self, base: Base, on: date) -> Counts:
        years = {each["year"]: facts.YearOfSessions(each["year"], each["batches"], each["sessions"], decimal(each.get("hours"))) for each in self.years}
        held = self.this_year
        this_year = facts.YearOfSessions(on.year, held.get("batches", 0), held.get("sessions", 0), decimal(held.get("hours")))
        return Counts(
            enrolments={},
            years={**years, on.year: this_year},
            plans=tuple(sorted({each["year"] for each in self.plans})),
            liaison=self.liaisons[-1]["name"] if self.liaisons else None,
            filed={f"{each['report']}/{each['year']}": date.fromisoformat(each["handed_in_on"]) for each in reversed(self.reports)},
            promises=tuple(_promises(self.stays, base, on)),
            exchanges=tuple(date.fromisoformat(each["held_on"]) for each in self.exchanges),
            planned_exchanges=tuple(planned_exchanges({each["year"]: each["sessions"] for each in self.plans})),
            took_part=took_part(base.id, self.activities),
        )


def ended_by(stay: Row, on: date) -> bool:
    """Claim that an incubation had ended before a day; on its last day it still ran."""
    last = last_day_of(stay)
    return stay["state"] in ENDED and stay.get("starts_on") is not None and last is not None and last < on.isoformat()


def _read(found: Mapping[str, Recorded], kind: Any, where: Row, place: Callable[[Recorded], list[Row]], *members: str) -> None:
    shown = dict.fromkeys(("designation", *members), 1) if members else None
    for row in kind._get_collection().find(where, shown).sort("_id", 1):
        place(found[row["designation"]]).append(row)


def _held_this_year(of: Row, on: date) -> list[dict[str, Any]]:
    is_batch = {"$cond": [{"$eq": ["$counts_for_year", on.year]}, 1, 0]}
    held = {"_id": "$designation", "sessions": {"$sum": 1}, "batches": {"$sum": is_batch}, "hours": {"$sum": "$hours"}}
    return [{"$match": {**of, "held_on": {"$gte": date(on.year, 1, 1).isoformat(), "$lte": on.isoformat()}}}, {"$group": held}]


def _promises(stays: Iterable[Row], base: Base, on: date) -> Iterable[facts.Promise]:
    """Go through what was promised to the incubatees that ran on a day or had ended with a base by then, each with what was not given by that day."""
    for stay in stays:
        first, last = stay.get("starts_on"), _known_last_day(stay, base, on)
        if first is None or first > on.isoformat() or last is None or not stay.get("promised"):
            continue
        if ran_on(stay, on) or (_is_own(stay, base) and stay["state"] in WITH_IT):
            lacking = [each["service"] for each in stay["promised"] if not any(given["on"] <= on.isoformat() for given in days_given(each))]
            yield facts.Promise(stay["_id"], stay["incubatee"]["name"], [each["service"] for each in stay["promised"]], lacking, last)


def _known_last_day(stay: Row, base: Base, on: date) -> date | None:
    """Return an incubation's last day as it was known on a day: of an end or an extension that came later nobody knew."""
    if _is_own(stay, base) and ended_by(stay, on):
        return day(last_day_of(stay))
    if not _is_own(stay, base):
        (past,) = [each for each in stay["past_stays"] if each["designation"] == base.id][-1:]
        return day(past.get("last_day") or past["ended_on"])
    known = [each["until"] for each in stay.get("extensions") or () if each["on"] <= on.isoformat()]
    # An extension of before they were kept one by one was known all along.
    extended = known[-1] if known else None if stay.get("extensions") else stay.get("extended_until")
    return day(extended or stay.get("ends_on"))


def _is_own(stay: Row, base: Base) -> bool:
    """Claim that a base still answers for an incubation: it was moved to no other since."""
    return bool(stay["designation"] == base.id)
