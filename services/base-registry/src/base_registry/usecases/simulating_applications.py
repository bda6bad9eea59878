"""A law tried over applications that are on their way: who would pass who does not, and who no longer would."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

from base_registry.documents import Application, Call
from base_registry.usecases.reading import application_subject, walk_of
from fuyu.law import facts
from fuyu.law.differences import Answered, answered, key_of
from fuyu.law.findings import Finding
from fuyu.law.steps import CALL, Step
from fuyu.process.acting import Subject, forward_word, look_ahead
from fuyu.process.simulating import last_days
from fuyu.process.walk import Walk
from fuyu.store.simulating import Compared, Look, Part


def compare_applications(before: Look, after: Look, found: Sequence[Application]) -> Iterator[Compared]:
    """Ask of each application under both laws what stands in the way at the steps that are open, and what differs at the others of its way."""
    calls = {each.id: each for each in Call.objects(city=before.city, id__in=list({each.call for each in found}))}
    for each in found:
        walk, version = walk_of(each), each.judged_by
        one, other = (answered(_asked, look, each, calls[each.call], walk, version) for look in (before, after))
        each.judged_by = version
        organisation = {name: each.organisation[name] for name in ("code", "name", "district")}
        yield each, *_what_counts(one, other, walk.open_steps()), {"organisation": organisation, "stands_at": each.stands_at}


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
    """Go through the steps of the way at which a rule is asked of the application; what is asked over the whole call is tried with the call."""
    return (step for step in subject.process.steps if step.over != CALL and forward_word(step))


def _findings(subject: Subject, step: Step, look: Look) -> Iterator[Finding]:
    for each in look_ahead(subject, step, forward_word(step), look.today):
        yield replace(each, key=f"{step.name}/{each.key}")


def _what_counts(one: Answered, other: Answered, open_steps: Sequence[str]) -> tuple[Answered, Answered]:
    """Return both answers with all findings at the open steps, and of the other steps those that differ, each once.

    What is alike at a step that was passed was decided; at one to come it is not asked yet.
    """
    first, second = ({key_of(each): each for each in answer.findings} for answer in (one, other))
    counts: set[str] = set()
    known: set[str] = set()
    for key in dict.fromkeys([*first, *second]):
        step, bare = key.split("/", 1)
        if step in open_steps or (_outcome(first.get(key)) != _outcome(second.get(key)) and bare not in known):
            counts.add(key)
            known.add(bare)
    return replace(one, findings=[first[key] for key in first if key in counts]), replace(other, findings=[second[key] for key in second if key in counts])


def _outcome(finding: Finding | None) -> tuple[str, str] | None:
    return (finding.outcome, finding.weight) if finding else None
