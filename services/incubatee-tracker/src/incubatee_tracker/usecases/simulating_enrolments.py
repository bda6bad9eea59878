"""A law tried over incubations that run: whose period would be over, which days would move, and who would pass at an open step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from fuyu.law import facts
from fuyu.law.differences import Answered, answered
from fuyu.law.findings import Finding
from fuyu.law.registry import Loaded
from fuyu.law.view import Law
from fuyu.process.acting import forward_word, look_ahead
from fuyu.process.simulating import last_days
from fuyu.store.simulating import Compared, Look, Part
from incubatee_tracker.documents import Base, Enrolment
from incubatee_tracker.facts import Surroundings, day, enrolment_facts, walks_of
from incubatee_tracker.usecases.ending import last_day
from incubatee_tracker.usecases.subjects import enrolment_subject

PERIOD, LONGEST = "its period ends", "all extensions end at the latest"


def compare_enrolments(before: Look, after: Look, found: Sequence[Enrolment]) -> Iterator[Compared]:
    """Ask of each incubation under both laws how long it is at most, and what stands in the way at its open steps."""
    bases = {each.id: each for each in Base.objects(city=before.city, id__in=list({each.designation for each in found}))}
    around = Surroundings.of_all(before.city, found, bases)
    for each in found:
        base = bases[each.designation]
        told: dict[str, facts.Enrolment] = {}
        one, other = (answered(_asked, look, each, base, around[each.id], told) for look in (before, after))
        more: dict[str, Any] = {"incubatee": {name: each.incubatee[name] for name in ("code", "name", "district")}, "base": each.base}
        yield each, _ended(each, one, one, before.today), _ended(each, other, one, before.today), more


ENROLMENTS = Part("enrolment", Enrolment, compare_enrolments, lambda on: {"state": "running"})


def _asked(look: Look, enrolment: Enrolment, base: Base, around: Surroundings, told: dict[str, facts.Enrolment]) -> Answered:
    """Ask one law; `told` keeps the facts by version, so that two laws of one version are told the same."""
    loaded = look.laws.of(enrolment.programme, look.judge(enrolment.programme_version))
    law = look.view(loaded)
    findings = list(_findings(look, enrolment, base, loaded, law, around))
    name = loaded.programme.name
    if name not in told:
        told[name] = enrolment_facts(loaded.programme, enrolment, around)
    return Answered(findings, dict(_dates(look, enrolment, loaded, law, told[name])))


def _findings(look: Look, enrolment: Enrolment, base: Base, loaded: Loaded, law: Law, around: Surroundings) -> Iterator[Finding]:
    for walk in walks_of(enrolment):
        for name in walk.open_steps() if walk.is_running else ():
            process = loaded.programme.process(walk.process)
            step, subject = process.step(name), enrolment_subject(look, enrolment, base, loaded, law, process, walk, around)
            yield from (replace(each, key=f"{name}/{each.key}") for each in look_ahead(subject, step, forward_word(step), look.today))


def _dates(look: Look, enrolment: Enrolment, loaded: Loaded, law: Law, told: facts.Enrolment) -> Iterator[tuple[str, date | None]]:
    starts_on, ends_on = day(enrolment.starts_on), day(enrolment.ends_on)
    if starts_on is not None and ends_on is not None:
        usual = loaded.ask.how_long_to_incubate(law, starts_on).ends_on
        yield PERIOD, usual + timedelta(days=enrolment.paused_days) if usual else None
        yield LONGEST, loaded.ask.how_much_longer(law, told, ends_on, look.today).ends_on
    for walk in walks_of(enrolment):
        if walk.is_running:
            yield from last_days(loaded.programme.process(walk.process), law, walk).items()


def _ended(enrolment: Enrolment, answer: Answered, as_it_stands: Answered, today: date) -> Answered:
    """Return an answer that says where the incubation would be over by it; a period that was set otherwise than the law's usual one is left as it is."""
    if answer.fault or PERIOD not in answer.dates:
        return answer
    dates = dict(answer.dates)
    if as_it_stands.dates.get(PERIOD) != day(enrolment.ends_on):
        dates[PERIOD] = day(enrolment.ends_on)
    last = last_day(enrolment) if enrolment.extended_until else dates[PERIOD]
    longest = dates[LONGEST] if enrolment.extended_until else None
    last = min(each for each in (last, longest) if each is not None) if last is not None else None
    is_over = last is not None and last < today and not enrolment.kept_open
    return replace(answer, dates=dates, ends=["its period is over"] if is_over else [])
