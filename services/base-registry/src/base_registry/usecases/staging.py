"""Choosing under quotas: the law's proposal for a sitting's list, and what stands against an officer's choice."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from base_registry.facts import call_facts
from base_registry.usecases.reading import application_subject
from base_registry.usecases.terms import other_terms
from fuyu.law.answers import Placement
from fuyu.law.facts import Application, Candidate, Stage
from fuyu.law.findings import Finding, finding
from fuyu.law.steps import Agree, Process, Score, Step
from fuyu.problems import InvalidInput
from fuyu.process.sitting import Sitting
from fuyu.process.walk import Act

if TYPE_CHECKING:
    from base_registry.usecases.sittings import CallAtWork


def stage_of(work: CallAtWork, step: str, sitting: Sitting, chosen: Mapping[str, str]) -> Stage:
    """Return a sitting's list as a rule sees it, with the score each candidate brings and what the officer proposes."""
    candidates = [_candidate(work, row.application, step) for row in sitting.listed()]
    return Stage(step, call_facts(work.call), candidates, dict(chosen), dict(work.call.granted))


def check_choice(work: CallAtWork, step: Step, stage: Stage, act: Act) -> tuple[list[Finding], list[Placement]]:
    """Return what the rules and the quotas find on an officer's choice, and the law's own proposal; a departure from it needs a reason."""
    _check_rows(work, stage, act)
    placements = work.loaded.ask.who_is_chosen(work.law, stage, work.tx.today)
    _check_reasons(stage, placements, act)
    differing = other_terms(work, stage, act)
    findings = work.loaded.ask.to_take(work.law, step.name, act.does, stage, work.tx.today)
    return findings + differing + _quota_findings(work, stage), placements


def _candidate(work: CallAtWork, id: str, step: str) -> Candidate:
    application, walk = work.applications[id], work.walks[id]
    told = cast("Application", application_subject(work.tx, application, work.call, walk).facts(walk))
    return Candidate(told, _score_before(work.process, told, step), application.chosen_for)


def _score_before(process: Process, told: Application, step: str) -> Decimal | None:
    names = list(process.names)
    score = None
    for each in process.steps[: names.index(step)]:
        if isinstance(each, Score):
            score = told.scores.get(each.name, score)
        elif isinstance(each, Agree):
            score = told.agreed.get(each.name, score)
    return score


def _check_rows(work: CallAtWork, stage: Stage, act: Act) -> None:
    listed = {candidate.application.id for candidate in stage.candidates}
    kinds = {grant.kind for grant in work.loaded.programme.grants}
    errors: list[dict[str, Any]] = [{"field": f"entry.{key}", "reason": "Unknown field."} for key in act.entry if key not in ("chosen", "reasons", "until")]
    errors += [{"field": f"entry.chosen.{id}", "reason": "It is not on the list.", "needed": sorted(listed)} for id in stage.chosen if id not in listed]
    errors += [
        {"field": f"entry.chosen.{id}", "reason": "No such kind.", "found": kind, "needed": sorted(kinds)}
        for id, kind in stage.chosen.items()
        if kind not in kinds
    ]
    if errors:
        raise InvalidInput.of_fields(errors)


def _check_reasons(stage: Stage, placements: list[Placement], act: Act) -> None:
    reasons = act.entry.get("reasons") or {}
    departs = [p for p in placements if (p.kind or None) != stage.chosen.get(p.application) and not str(reasons.get(p.application, "")).strip()]
    if departs:
        errors = [
            {"field": f"entry.reasons.{p.application}", "reason": f"The choice departs from the proposal ({p.because}).", "needed": "a written reason"}
            for p in departs
        ]
        raise InvalidInput.of_fields(errors)


def _quota_findings(work: CallAtWork, stage: Stage) -> list[Finding]:
    used = dict(stage.already_granted)
    for candidate in stage.candidates:
        kind = stage.chosen.get(candidate.application.id)
        if kind and work.loaded.ask.what_is_granted(work.law, candidate.application, kind, work.tx.today).uses_place:
            used[kind] = used.get(kind, 0) + 1
    quotas = {quota.kind: quota for quota in work.loaded.programme.intake.quotas if quota.most}
    return [
        finding(
            f"quota.{kind}",
            used.get(kind, 0) <= most,
            work.law[str(quotas[kind].most)],
            actual=used.get(kind, 0),
            needed=most,
            because=f"{used.get(kind, 0)} would be granted, at most {most}.",
        )
        for kind, most in work.call.quotas.items()
        if kind in quotas
    ]
