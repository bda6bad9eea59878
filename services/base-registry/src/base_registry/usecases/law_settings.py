"""Setting the law beside its files: a year's calendar, a draft adopted, a number overridden, a rule switched off, relief, a step that needs two, a host."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from fuyu.dates import Unit, read_date
from fuyu.law.parameters import fault_of
from fuyu.law.registry import Loaded
from fuyu.law.settings import Kind, typed_like
from fuyu.problems import Forbidden, InvalidInput, NumberMissing, ReasonMissing
from fuyu.process.actors import is_of_office
from fuyu.store.law_settings import keep_setting
from fuyu.store.transaction import Subject as About
from fuyu.store.transaction import Transaction

MONTH_AND_DAY = "month and day"
MOST_DAYS_OF_RELIEF = 366
MOST_CHARACTERS_OF_A_NAME = 80


def set_law(tx: Transaction, id: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Make a law setting of a city: with a reason, from the next law's day at the earliest (a calendar's notice counts from its publication)."""
    kind = Kind(given["kind"])
    _check_who(tx, kind, given["content"])
    if not given["reason"].strip():
        raise ReasonMissing("Every law setting keeps a written reason.", field="reason")
    from_day = given.get("from_day") or tx.today + timedelta(days=1)
    content = CHECKS[kind](tx, given["content"], given.get("number"))
    if kind not in AT_ONCE and from_day <= tx.today:
        error = {"field": "from_day", "reason": "A setting takes effect on the next day at the earliest.", "found": from_day.isoformat()}
        raise InvalidInput.of_fields([error | {"needed": f"{tx.today + timedelta(days=1)} or later"}])
    row = keep_setting(tx, id, kind, from_day, content, given["reason"], given.get("number"))
    subject = About("law", tx.city)
    said = {name: row[name] for name in ("sequence", "kind", "from_day", "content", "reason", "number", "by")}
    tx.emit("law.changed", subject, said)
    tx.audit("law.changed", subject, kind=str(kind), content=content, reason=given["reason"], number=given.get("number"))
    return row


def _check_who(tx: Transaction, kind: Kind, content: Mapping[str, Any]) -> None:
    roles = [role for role in (tx.caller.actors if tx.caller else ()) if role.city == tx.city]
    if any(role.actor == "operator" for role in roles):
        return
    match kind:
        case Kind.CALENDAR:
            allowed = any(role.office and not role.district for role in roles)
        case Kind.RELIEF:
            allowed = is_of_office(_programme(tx, content)[-1].programme, tx.caller, tx.city)
        case _:
            allowed = False
    if not allowed:
        raise Forbidden(
            "Law settings are an operator's; an officer of the city may also load a year's holiday notice, and an officer of the office that runs a "
            "programme may grant relief to a class of it.",
            needed="operator",
        )


def _programme(tx: Transaction, content: Mapping[str, Any]) -> list[Loaded]:
    versions = tx.laws.named(str(content.get("programme")))
    if versions[0].programme.city != tx.city:
        raise Forbidden(f"{versions[0].programme.id} is a programme of another city.")
    return versions


def _check_keys(content: Mapping[str, Any], needed: set[str], allowed: set[str] | None = None) -> None:
    errors = [{"field": f"content.{key}", "reason": "It is needed."} for key in sorted(needed - content.keys())]
    errors += [{"field": f"content.{key}", "reason": "Unknown field."} for key in sorted(content.keys() - needed - (allowed or set()))]
    if errors:
        raise InvalidInput.of_fields(errors)


def _calendar(tx: Transaction, content: Mapping[str, Any], number: str | None) -> dict[str, Any]:
    _check_keys(content, {"year", "days_off", "days_worked"})
    year = content["year"]
    if not isinstance(year, int) or isinstance(year, bool) or not 2000 <= year <= 2200:
        raise InvalidInput.of_fields([{"field": "content.year", "reason": "It is no year.", "found": year, "needed": "2000 to 2200"}])
    days = {field: _days(content[field], field) for field in ("days_off", "days_worked")}
    try:
        tx.settings.calendar().with_notice(year, days["days_off"], days["days_worked"], number or "")
    except ValueError as error:
        raise InvalidInput.of_fields([{"field": "content", "reason": str(error)}]) from None
    return {"year": year} | {field: [day.isoformat() for day in listed] for field, listed in days.items()}


def _days(listed: Any, field: str) -> list[date]:
    if not isinstance(listed, list):
        raise InvalidInput.of_fields([{"field": f"content.{field}", "reason": "Give a list of dates.", "found": listed}])
    try:
        return [read_date(day) for day in listed]
    except (TypeError, ValueError) as error:
        raise InvalidInput.of_fields([{"field": f"content.{field}", "reason": str(error)}]) from None


def _adoption(tx: Transaction, content: Mapping[str, Any], number: str | None) -> dict[str, Any]:
    _check_keys(content, {"programme", "version"})
    drafts = [each.programme.version for each in _programme(tx, content) if each.regulation.is_draft]
    if content["version"] not in drafts:
        error = {"field": "content.version", "reason": "It is no draft of this programme.", "found": content["version"], "needed": drafts}
        raise InvalidInput.of_fields([error])
    return dict(content)


def _override(tx: Transaction, content: Mapping[str, Any], number: str | None) -> dict[str, Any]:
    _check_keys(content, {"programme", "parameter", "value"}, {"host"})
    newest = _programme(tx, content)[-1]
    parameter = newest.parameters.get(str(content["parameter"]))
    if parameter is None:
        error = {"field": "content.parameter", "reason": "The programme has no such parameter.", "found": content["parameter"]}
        raise InvalidInput.of_fields([error | {"needed": sorted(newest.parameters)}])
    try:
        value = typed_like(parameter.value_on(newest.programme.values_on), content["value"])
    except ValueError as error:
        raise InvalidInput.of_fields([{"field": "content.value", "reason": str(error), "needed": parameter.unit}]) from None
    if fault := fault_of(value, parameter.unit):
        raise InvalidInput.of_fields([{"field": "content.value", "reason": fault, "found": content["value"], "needed": parameter.unit}])
    return dict(content)


def _switch_off(tx: Transaction, content: Mapping[str, Any], number: str | None) -> dict[str, Any]:
    _check_keys(content, {"programme", "rule"})
    _programme(tx, content)
    return dict(content)


def _relief(tx: Transaction, content: Mapping[str, Any], number: str | None) -> dict[str, Any]:
    _check_keys(content, {"programme", "parameter", "first", "last", "days"})
    newest = _programme(tx, content)[-1]
    limits = sorted({name for name in newest.parameters if newest.parameters[name].unit in (*Unit, MONTH_AND_DAY)})
    if content["parameter"] not in limits:
        error = {"field": "content.parameter", "reason": "The programme has no such time limit.", "found": content["parameter"], "needed": limits}
        raise InvalidInput.of_fields([error])
    days = content["days"]
    if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= MOST_DAYS_OF_RELIEF:
        raise InvalidInput.of_fields([{"field": "content.days", "reason": "It is no number of days.", "found": days, "needed": f"1 to {MOST_DAYS_OF_RELIEF}"}])
    first, last = _days([content["first"], content["last"]], "first")
    if last < first:
        raise InvalidInput.of_fields([{"field": "content.last", "reason": "It lies before the first day.", "found": last.isoformat()}])
    if not (number or "").strip():
        raise NumberMissing("Relief for a whole class is granted by a document: give its number (文号) in `number`.", field="number")
    return dict(content)


def _second_person(tx: Transaction, content: Mapping[str, Any], number: str | None) -> dict[str, Any]:
    _check_keys(content, {"programme", "process", "step", "is_needed"})
    programme = _programme(tx, content)[-1].programme
    steps = {process.name: [step.name for step in process.steps if programme.can_need_second_person(step)] for process in programme.processes}
    errors: list[dict[str, Any]] = []
    if not isinstance(content["process"], str) or content["process"] not in steps:
        errors.append({"field": "content.process", "reason": "The programme has no such process.", "found": content["process"], "needed": sorted(steps)})
    elif content["step"] not in (allowed := steps[content["process"]]):
        reason = "The process has no such step, or it is none at which an office says what has consequences."
        errors.append({"field": "content.step", "reason": reason, "found": content["step"], "needed": allowed})
    if not isinstance(content["is_needed"], bool):
        errors.append(
            {"field": "content.is_needed", "reason": "Say whether a second person is needed.", "found": content["is_needed"], "needed": "true or false"}
        )
    if errors:
        raise InvalidInput.of_fields(errors)
    return dict(content)


def _host(tx: Transaction, content: Mapping[str, Any], number: str | None) -> dict[str, Any]:
    _check_keys(content, {"programme", "host", "title"})
    programme = _programme(tx, content)[-1].programme
    if programme.hosts is None:
        reason = "Its text lets no other level run it."
        raise InvalidInput.of_fields([{"field": "content.programme", "reason": reason, "found": programme.id}])
    errors = [
        {"field": f"content.{key}", "reason": "It is no name.", "found": content[key], "needed": "1 to 80 characters"}
        for key in ("host", "title")
        if not isinstance(content[key], str) or not 1 <= len(content[key].strip()) <= MOST_CHARACTERS_OF_A_NAME
    ]
    if content["host"] in {actor.office or programme.office for actor in programme.actors.values()}:
        errors.append({"field": "content.host", "reason": "This office acts in the programme already.", "found": content["host"], "needed": "another name"})
    if errors:
        raise InvalidInput.of_fields(errors)
    return dict(content)


CHECKS = {
    Kind.CALENDAR: _calendar,
    Kind.ADOPTION: _adoption,
    Kind.OVERRIDE: _override,
    Kind.SWITCH_OFF: _switch_off,
    Kind.RELIEF: _relief,
    Kind.SECOND_PERSON: _second_person,
    Kind.HOST: _host,
}
AT_ONCE = frozenset({Kind.CALENDAR, Kind.ADOPTION, Kind.RELIEF})
"""What may hold from today on: a notice counts from its publication, an adoption from its date, and relief only puts last days off."""
