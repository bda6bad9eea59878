"""The services that a base promised an incubatee, ticked off on each day on which they were given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fuyu.law.steps import ENROLMENT
from fuyu.problems import AlreadyExists, StepNotOpen
from fuyu.store.transaction import Subject, Transaction
from incubatee_tracker.documents import Base, Enrolment
from incubatee_tracker.usecases.bases import check_is_holder, look_soon
from incubatee_tracker.usecases.faults import refused
from incubatee_tracker.usecases.reading import seen_enrolment
from incubatee_tracker.usecases.sessions import period_of, ran_on, stay_with


def tick_service(tx: Transaction, id: str, given: Mapping[str, Any], expected: int) -> Enrolment:
    """Tick off a service that the base promised as given on a day on which the incubation ran; the base's own people do it, and each day stays."""
    enrolment = seen_enrolment(tx, id)
    base = Base.get(tx.city, enrolment.designation)
    check_is_holder(tx, tx.laws.of(enrolment.programme, enrolment.programme_version).programme, base.to_mongo())
    _check_day(tx, enrolment, given)
    on, service = given["given_on"].isoformat(), given["service"]
    ticked = next((each for each in enrolment.promised if each["service"] == service), None)
    if ticked is None:
        raise refused("service", "The base did not promise it.", service, [each["service"] for each in enrolment.promised])
    days = days_given(ticked)
    if any(each["on"] == on for each in days):
        raise AlreadyExists(f"This service is ticked off as given on {on} already.", field="given_on", found=on)
    days = sorted([*days, {"on": on, "by": tx.caller.person if tx.caller else ""}], key=lambda each: each["on"])
    now = {"service": service, "given_on": days[-1]["on"], "given": days}
    enrolment.promised = [now if each["service"] == service else each for each in enrolment.promised]
    enrolment.keep(expected)
    look_soon(tx, enrolment.designation)
    tx.audit("enrolment.service_given", Subject(ENROLMENT, id), service=service, given_on=on)
    return enrolment


def days_given(promised: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the days on which a promised service was given; of one that an earlier version ticked off there is one."""
    one = [{"on": promised["given_on"], "by": promised.get("by", "")}] if promised.get("given_on") else []
    return list(promised.get("given") or one)


def _check_day(tx: Transaction, enrolment: Enrolment, given: Mapping[str, Any]) -> None:
    if enrolment.starts_on is None:
        raise StepNotOpen(f"This incubation is {enrolment.state}; services are given to one that was admitted.", found=enrolment.state, needed="running")
    on = given["given_on"]
    if on > tx.today:
        raise refused("given_on", "This lies in the future.", on.isoformat(), f"{tx.today} or earlier")
    stay = stay_with(enrolment.to_mongo(), enrolment.designation) or {}
    if not ran_on(stay, on):
        raise refused("given_on", f"This incubation did not run here on {on}.", on.isoformat(), period_of(stay))
