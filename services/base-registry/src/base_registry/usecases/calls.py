"""Opening a call: it freezes the programme's version, form, rubrics and quotas."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from base_registry.documents import Call
from base_registry.facts import call_facts
from base_registry.usecases.cycles import check_follows, check_host, cycle_of, run_by
from fuyu.caller import Caller
from fuyu.dates import moved
from fuyu.law.forms import read
from fuyu.law.registry import Loaded
from fuyu.law.steps import Announce
from fuyu.law.view import Law
from fuyu.problems import AlreadyExists, InvalidInput, ProgrammeUnavailable
from fuyu.process.acting import check_findings
from fuyu.process.actors import role_in_office
from fuyu.process.walk import Act, act_document, due_document
from fuyu.store.transaction import Subject, Transaction


def open_call(tx: Transaction, id: str, act_id: str, given: Mapping[str, Any]) -> Call:
    """Open a round, edition or cycle of the version in force today; refused where none is, or where the year has one of that title."""
    tx.laws.named(given["programme"])
    loaded = tx.laws.in_force(given["programme"], tx.today, tx.settings)
    programme = loaded.programme
    if programme.city != tx.city:
        raise ProgrammeUnavailable(f"{programme.id} is a programme of another city.", programme=programme.id)
    host = given.get("host")
    law, host_title = loaded.view(tx.settings, tx.today, host), check_host(tx, programme, host)
    step = next(step for step in programme.entry.steps if isinstance(step, Announce))
    caller = cast("Caller", tx.caller)  # The resource lets in only who is signed in for an office.
    role = role_in_office(programme, step.by or "", caller, tx.city, run_by(programme, host))
    title = given.get("title") or " ".join(each for each in (str(given["year"]), host_title, programme.intake.title) if each)
    cycle = cycle_of(tx, loaded, law, given.get("starts_on"))
    check_follows(tx, programme, host, cycle)
    if Call.objects(city=tx.city, programme=programme.id, year=given["year"], title=title).first() is not None:
        raise AlreadyExists(f"{programme.id} has a call {title!r} of {given['year']} already; give this one another title.", field="title", found=title)
    told = dict(given.get("entry", {}))
    entry = read(step.form, told) if step.form is not None else None
    if told and step.form is None:
        raise InvalidInput.of_fields([{"field": "entry", "reason": f"{step.title} asks for no form.", "needed": "nothing"}])
    act = Act(act_id, step.name, "announce", caller.person, role.actor, tx.today, tx.now, told, number=given.get("number"))
    call = Call(
        id=id,
        city=tx.city,
        programme=programme.id,
        programme_version=programme.version,
        host=given.get("host"),
        year=given["year"],
        title=title,
        industries=given.get("industries") or list(programme.intake.industries),
        directions=given.get("directions") or list(programme.intake.directions),
        opened_on=tx.today.isoformat(),
        closes=_closes(tx, law, loaded, given),
        cycle=cycle,
        sole=f"{programme.id} {host or ''}" if cycle else None,
        quotas=quotas_of(law, loaded),
        is_draft=law.is_draft,
        number=given.get("number"),
    )
    findings = loaded.ask.to_take(law, step.name, act.does, call_facts(call, entry, _other_years(call)), tx.today)
    check_findings(step, findings, given.get("overrides", {}))
    act.findings, act.overrides = [each.as_document() for each in findings], dict(given.get("overrides", {}))
    call.acts = [act_document(act)]
    call.add()
    subject = Subject("call", call.id)
    tx.emit("call.opened", subject, _said(call))
    tx.audit("call.opened", subject, programme=programme.name, number=call.number)
    return call


def _other_years(call: Call) -> list[int]:
    """Return the years of the programme's other calls, of the same host where calls have hosts."""
    found = Call.objects(city=call.city, programme=call.programme, host=call.host).scalar("year")
    return sorted(set(found))


def close_call(tx: Transaction, id: str) -> None:
    """Close a call in which nothing is left to do."""
    call: Call = Call.get(tx.city, id)
    if call.state != "open":
        return
    call.state, call.is_to_reckon, call.sole = "closed", None, None
    call.keep()
    subject = Subject("call", id)
    tx.emit(
        "call.closed",
        subject,
        {name: value for name, value in _said(call).items() if name not in ("opened_on", "closes_on")} | {"closed_on": tx.today.isoformat()},
    )
    tx.audit("call.closed", subject)


def _closes(tx: Transaction, law: Law, loaded: Loaded, given: Mapping[str, Any]) -> dict[str, Any] | None:
    window, year, set_here = loaded.programme.intake.window, given["year"], given.get("closes_on")
    if window is None:
        return due_document(moved(_not_past(tx, "closes_on", set_here), law.calendar)) if set_here else None
    if set_here:
        raise InvalidInput.of_fields([{"field": "closes_on", "reason": f"The text fixes the last day to apply ({law[window].citation}).", "needed": "nothing"}])
    due = law.last_day(window, year)
    _not_past(tx, "year", due.on, f"The last day to apply in {year} was {due.on} ({due.clause}).")
    return due_document(due)


def _not_past(tx: Transaction, field: str, day: date, reason: str = "This day has passed.") -> date:
    if day < tx.today:
        raise InvalidInput.of_fields([{"field": field, "reason": reason, "found": day.isoformat(), "needed": f"{tx.today} or later"}])
    return day


def quotas_of(law: Law, loaded: Loaded) -> dict[str, int]:
    """Return how many of each kind a call may grant under a law."""
    return {quota.kind: int(law[quota.most].value) for quota in loaded.programme.intake.quotas if quota.most}


def _said(call: Call) -> dict[str, Any]:
    return {
        "call": call.id,
        "programme": call.programme,
        "programme_version": call.programme_version,
        "year": call.year,
        "title": call.title,
        "opened_on": call.opened_on,
        "closes_on": call.closes["on"] if call.closes else None,
    }
