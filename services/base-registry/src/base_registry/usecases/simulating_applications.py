"""A law tried over applications that are on their way: who would pass who does not, and who no longer would."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

from base_registry.documents import Application, Call
from base_registry.usecases.reading import application_subject, walk_of
from fuyu.law import facts
from fuyu.law.differences import Answered, answered, key_of
from fuyu.law.findings import Finding
from fuyu.law.steps import CALL, Step
from fuyu.process.acting import Subject, forward_word, look_ahead
from fuyu.process.simulating import last_days
from fuyu.process.walk import PASSED, State, Walk
from fuyu.store.simulating import Compared, Look, Part

ASKED_AT = frozenset({*PASSED, State.OPEN})


def compare_applications(before: Look, after: Look, found: Sequence[Application]) -> Iterator[Compared]:
    """Ask of each application under both laws what stands in the way at the steps that are open, and what differs at those it has passed."""
    calls = {each.id: each for each in Call.objects(city=before.city, id__in=list({each.call for each in found}))}
    for each in found:
        walk, version = walk_of(each), each.judged_by
        one, other = (answered(_asked, look, each, calls[each.call], walk, version) for look in (before, after))
        each.judged_by = version
        organisation = {name: each.organisation[name] for name in ("code", "name", "district")}
        yield each, *_without_what_is_past(one, other, walk.open_steps()), {"organisation": organisation, "stands_at": each.stands_at}


APPLICATIONS = Part("application", Application, compare_applications, lambda on: {"state": {"$in": ["draft", "running"]}})


def _asked(look: Look, application: Application, call: Call, walk: Walk, version: str) -> Answered:
    """Ask under the version that judges: of what was not handed in yet, the one that would be in force; the form is the call's."""
    handed_in = application.applied_on is not None
    application.judged_by = look.judge(version) if handed_in else look.laws.in_force(application.programme, look.today, look.settings).programme.version
    subject = application_subject(look, application, call, walk)
    if cast("facts.Application", subject.facts(walk)).form is None:
        return Answered(fault="Its form is not whole yet.")
    findings = [each for step in _steps(subject) for each in _findings(subject, step, look)]
    return Answered(findings, {**last_days(subject.process, subject.law, walk)})


def _steps(subject: Subject) -> Iterator[Step]:
    """Go through the steps that the application has passed or stands at; what is asked over the whole call is tried with the call."""
    for step in subject.process.steps:
        if step.over != CALL and forward_word(step) and subject.walk.place(step.name).state in ASKED_AT:
            yield step


def _findings(subject: Subject, step: Step, look: Look) -> Iterator[Finding]:
    for each in look_ahead(subject, step, forward_word(step), look.today):
        yield replace(each, key=f"{step.name}/{each.key}")


def _without_what_is_past(one: Answered, other: Answered, open_steps: Sequence[str]) -> tuple[Answered, Answered]:
    """Return both answers without the findings that are alike at steps which the application has passed: they were decided."""
    outcomes: list[dict[str, Any]] = [{key_of(each): (each.outcome, each.weight) for each in answer.findings} for answer in (one, other)]

    def counts(finding: Finding) -> bool:
        key = key_of(finding)
        return finding.key.split("/", 1)[0] in open_steps or outcomes[0].get(key) != outcomes[1].get(key)

    first, second = (replace(answer, findings=[each for each in answer.findings if counts(each)]) for answer in (one, other))
    return first, second
