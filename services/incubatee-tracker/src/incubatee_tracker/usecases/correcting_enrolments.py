"""Correcting what was entered at an enrolment: company, promised services, the day on which it began; what rests on them follows, the old stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from fuyu.caller import Role
from fuyu.law import facts
from fuyu.law.findings import Finding, blocking
from fuyu.law.programme import Programme
from fuyu.law.registry import Loaded
from fuyu.law.steps import ENROLMENT, Effect, Way, words_of
from fuyu.law.view import Law
from fuyu.problems import ConditionsNotMet, CorrectionTooLate, Forbidden, StepNotOpen
from fuyu.process.actors import role_in_office
from fuyu.process.walk import Outcome, from_document
from fuyu.process.walker import verdict_of
from fuyu.store.duties import tell_anew
from fuyu.store.transaction import Subject, Transaction
from incubatee_tracker.documents import Base, Consultation, Enrolment, Session
from incubatee_tracker.facts import ENDED, Surroundings, enrolment_facts, sole
from incubatee_tracker.usecases.bases import check_stands, look_soon
from incubatee_tracker.usecases.effects import asked_until
from incubatee_tracker.usecases.ending import look_again
from incubatee_tracker.usecases.enrolments import check_is_new, keep_alone
from incubatee_tracker.usecases.faults import refused
from incubatee_tracker.usecases.reading import seen_enrolment
from incubatee_tracker.usecases.saying import say
from incubatee_tracker.usecases.services import days_given
from incubatee_tracker.usecases.sessions import last_day_of
from incubatee_tracker.usecases.subjects import has_effect
from incubatee_tracker.usecases.ways import admits

NAMES = {"incubatee": "入孵企业", "promised": "承诺服务", "starts_on": "开始日期", "ends_on": "结束日期"}
GONE = (Outcome.WITHDRAWN, Outcome.REFUSED, Outcome.LAPSED)
"""How a way can end so that nothing rests on the period any more."""


def correct_enrolment(tx: Transaction, id: str, given: Mapping[str, Any], expected: int) -> Enrolment:
    """Let an enrolment stand as it truly was; the office that lets incubations begin does so, with a reason, under what the law asks of an admission.

    The period's last day is never given: it follows from the day on which the incubation began.
    """
    enrolment = seen_enrolment(tx, id)
    base: Base = Base.get(tx.city, enrolment.designation)
    loaded = tx.laws.of(enrolment.programme, enrolment.programme_version)
    role = check_corrects(tx, enrolment, base, loaded.programme)
    law = loaded.view(tx.settings, tx.today)
    before, faults = _entered(enrolment), _faults(tx, enrolment, base, loaded, law)
    _take_company(tx, enrolment, base, given)
    _take_promised(enrolment, given)
    _take_start(tx, enrolment, base, loaded, law, given)
    changed = [name for name, value in _entered(enrolment).items() if value != before[name]]
    if not changed:
        raise refused("incubatee", "Nothing differs from how the enrolment stands.", None, "what is to be corrected")
    _check_law(faults, _faults(tx, enrolment, base, loaded, law))
    _tell(tx, enrolment, given["reason"], {name: before[name] for name in changed}, {name: _entered(enrolment)[name] for name in changed}, role.actor)
    look_again(tx, enrolment)
    keep_alone(enrolment, expected)
    return enrolment


def check_corrects(tx: Transaction, enrolment: Enrolment, base: Base, programme: Programme) -> Role:
    """Return the caller's role as the office that lets incubations begin; raise a problem where it is not that, or what was entered stands for good."""
    if tx.caller is None:
        raise Forbidden("Only who is signed in corrects an enrolment.")
    role = role_in_office(programme, _who_admits(programme), tx.caller, tx.city, base.host)
    _check_nothing_rests(tx, enrolment)
    return role


def _who_admits(programme: Programme) -> str:
    """Return who lets an incubation begin: at a step over the enrolment, else by granting the list on which it stands."""
    steps = [step for process in programme.processes if process.over == ENROLMENT for step in process.steps if Effect.ENROL in step.takes_effect]
    steps += [step for step in programme.entry.steps if Effect.GRANT in step.takes_effect]
    by = next((step.by for step in steps), None)
    if by is None:
        raise Forbidden(f"No office lets incubations of {programme.id} begin, so none corrects them.")
    return by


def _check_nothing_rests(tx: Transaction, enrolment: Enrolment) -> None:
    certificate = tx.rows.certificates.find_one({"city": tx.city, "about.kind": ENROLMENT, "about.id": enrolment.id}, {"number": 1})
    if certificate is not None:
        said = f"The certificate {certificate['number']} was made out by this enrolment. What was certified is not corrected; the office decides about it."
        raise CorrectionTooLate(said, found=certificate["number"])
    if enrolment.state == "proposed":
        said = "It is only proposed, and nobody has admitted it yet: let the base withdraw the proposal and propose anew."
        raise StepNotOpen(said, found=enrolment.state, needed="one that was admitted")
    if enrolment.state in ENDED or enrolment.state == "refused":
        said = f"This incubation is {enrolment.state} since {enrolment.ended_on}; that was decided and counted as it stood."
        raise CorrectionTooLate(said, found=enrolment.state)


def _entered(enrolment: Enrolment) -> dict[str, Any]:
    """Return what of an enrolment can be corrected, and the last day that follows from it."""
    promised = [each["service"] for each in enrolment.promised]
    company = {name: enrolment.incubatee[name] for name in ("code", "name", "district")}
    return {"incubatee": company, "promised": promised, "starts_on": enrolment.starts_on, "ends_on": enrolment.ends_on}


def _take_company(tx: Transaction, enrolment: Enrolment, base: Base, given: Mapping[str, Any]) -> None:
    company = given.get("incubatee")
    if company is None:
        return
    if company["code"] != enrolment.incubatee["code"]:
        check_is_new(tx, base, company["code"])
        if enrolment.sole is not None:
            enrolment.sole = sole(enrolment.programme, company["code"])
    enrolment.incubatee = {**enrolment.incubatee, **company}


def _take_promised(enrolment: Enrolment, given: Mapping[str, Any]) -> None:
    """Take the services over that were truly promised, each with the days on which it was given; one that was given was promised."""
    if "promised" not in given:
        return
    known, names = {each["service"]: each for each in enrolment.promised}, list(dict.fromkeys(given["promised"]))
    if lost := [name for name, each in known.items() if days_given(each) and name not in names]:
        raise refused("promised", "These services were given already, so they stay promised.", lost, [*names, *lost])
    enrolment.promised = [known.get(name, {"service": name, "given_on": None}) for name in names]


def _take_start(tx: Transaction, enrolment: Enrolment, base: Base, loaded: Loaded, law: Law, given: Mapping[str, Any]) -> None:
    """Let the incubation begin on another day, with the period that the law gives it from there, or until the day that its admission named."""
    on = given.get("starts_on")
    if on is None or on.isoformat() == enrolment.starts_on:
        return
    _check_period_is_free(enrolment, loaded.programme)
    if on > tx.today:
        raise refused("starts_on", "This lies in the future.", on.isoformat(), f"{tx.today} or earlier")
    check_stands(loaded.programme, base.to_mongo(), on, "starts_on")
    term = loaded.ask.how_long_to_incubate(law, on)
    admitted = [from_document(kept) for name, kept in enrolment.walks.items() if admits(loaded.programme.process(name))]
    ends_on = next((until for walk in admitted if (until := asked_until(walk))), term.ends_on)
    if ends_on is not None and on > ends_on:
        raise refused("starts_on", "It lies after the last day for which it was admitted.", on.isoformat(), f"{ends_on} or earlier")
    enrolment.starts_on, enrolment.ends_on = on.isoformat(), ends_on.isoformat() if ends_on else None
    enrolment.period_by = term.by.as_document()
    if outside := sorted(day for day in _days_used(enrolment) if not _is_within(enrolment, day)):
        reason = "What was done for it on other days rests on its period; correct that first."
        raise refused("starts_on", reason, outside, f"a period with {outside[0]} to {outside[-1]}")


def _check_period_is_free(enrolment: Enrolment, programme: Programme) -> None:
    """Raise CorrectionTooLate where a later decision rests on the period: an extension, a move, an assessment."""
    if enrolment.extended_until or enrolment.past_stays or enrolment.stopped_on:
        found = "extended" if enrolment.extended_until else "moved or to be moved"
        raise CorrectionTooLate(f"This incubation was {found}, which was decided on its period as it stands.", found=found)
    for walk in (from_document(kept) for kept in enrolment.walks.values()):
        process = programme.process(walk.process)
        if not admits(process) and walk.acts and walk.outcome not in GONE and not has_effect(process, Effect.LEAVE):
            said = f"{process.title} goes on or was decided, on its period as it stands: let it be withdrawn or refused first, where it can be."
            raise CorrectionTooLate(said, found=process.name)


def _days_used(enrolment: Enrolment) -> Iterator[str]:
    """Go through the days on which something was done for an incubatee: sessions, consultations, services given."""
    of = {"city": enrolment.city}
    yield from Session.objects(**of, attendance__enrolment=enrolment.id).scalar("held_on")
    yield from Consultation.objects(**of, enrolment=enrolment.id).scalar("held_on")
    yield from (each["on"] for promised in enrolment.promised for each in days_given(promised))


def _is_within(enrolment: Enrolment, day: str) -> bool:
    last = last_day_of(enrolment.to_mongo())
    return bool(enrolment.starts_on <= day and (last is None or day <= last))


def _faults(tx: Transaction, enrolment: Enrolment, base: Base, loaded: Loaded, law: Law) -> list[Finding]:
    """Return what stands in the way of an admission with the data as they are now: asked at each step that admits, on the day on which it began."""
    told: facts.Enrolment = replace(enrolment_facts(loaded.programme, enrolment, Surroundings.of(enrolment, base)), state="proposed")
    began = date.fromisoformat(enrolment.starts_on)
    steps = [step for process in loaded.programme.processes if process.over == ENROLMENT and admits(process) for step in process.steps]
    asked = [(step.name, word) for step in steps for word in words_of(step) if (verdict := verdict_of(step, word)) is None or verdict.way is Way.ON]
    findings = [each for step, word in asked or [("enrol", "enrol")] for each in loaded.ask.to_take(law, step, word, told, began)]
    return blocking(findings)


def _check_law(before: list[Finding], after: list[Finding]) -> None:
    """Raise ConditionsNotMet for what the correction brings to stand in the way; what stood there before is not its doing."""
    known = {each.key for each in before}
    new = [each for each in after if each.key not in known]
    if new:
        first = new[0].as_document()
        shown = {name: first[name] for name in ("clause", "found", "needed") if name in first}
        said = "; ".join(f"{each.citation}: {each.because}" for each in new)
        raise ConditionsNotMet(said, **shown, findings=[each.as_document() for each in new])


def _tell(tx: Transaction, enrolment: Enrolment, because: str, before: Mapping[str, Any], after: Mapping[str, Any], actor: str) -> None:
    """Keep and say what was corrected; consultations, duties and the base's count follow."""
    on, by = tx.today.isoformat(), tx.caller.person if tx.caller else ""
    told = {"on": on, "by": by, "actor": actor, "reason": because}
    enrolment.corrections = [*enrolment.corrections, {**told, "before": dict(before), "after": dict(after)}]
    says = "；".join(f"{NAMES[name]}：{_shown(before[name])} → {_shown(after[name])}" for name in before)
    say(tx, enrolment, "enrolment.corrected", before=dict(before), after=dict(after), says=says, because=because, on=on)
    tx.audit("enrolment.data_corrected", Subject(ENROLMENT, enrolment.id), actor=actor, reason=because, before=dict(before), after=dict(after))
    if "incubatee" in before:
        Consultation.objects(city=tx.city, enrolment=enrolment.id).update(set__incubatee=dict(enrolment.incubatee), inc__version=1)
        codes = {before["incubatee"]["code"]: after["incubatee"]["code"]}
        tell_anew(tx, Subject(ENROLMENT, enrolment.id), enrolment.incubatee["name"], codes)
    look_soon(tx, enrolment.designation)


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{value['name']}（{value['code']}，{value['district']}）"
    return "、".join(value) if isinstance(value, list) else str(value or "—")
