"""Choosing under quotas: the law's proposal for a sitting's list, and what stands against an officer's choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from base_registry.documents import Application, Call
from base_registry.facts import Surroundings, application_facts, call_facts
from base_registry.usecases.terms import other_terms
from fuyu.law import facts
from fuyu.law.facts import Candidate, Stage
from fuyu.law.findings import Finding, finding
from fuyu.law.programme import Programme
from fuyu.law.selecting import SelectedRow
from fuyu.law.steps import Agree, Process, Score, Step
from fuyu.problems import InvalidInput
from fuyu.process.walk import Act, Walk

if TYPE_CHECKING:
    from base_registry.usecases.sittings import CallAtWork


def stage_of(work: CallAtWork, step: str, ids: Sequence[str], chosen: Mapping[str, str]) -> Stage:
    """Return a list of applications as a rule sees it, with the score each candidate brings and what the officer proposes."""
    listed = [(work.applications[id], work.walks[id]) for id in ids]
    return Stage(
        step, call_facts(work.call), candidates_of(work.loaded.programme, work.call, step, listed, work.tx.today), dict(chosen), dict(work.call.granted)
    )


def candidates_of(
    programme: Programme, call: Call, step: str, listed: Sequence[tuple[Application, Walk]], today: date, told: facts.Call | None = None
) -> list[Candidate]:
    """Return applications as a rule sees them at a step over their call, which may be `told` already; as many questions to the database for all as for one."""
    around = Surroundings.of_all(call.city, [application for application, _ in listed], programme)
    told = told or call_facts(call)
    made = []
    for application, walk in listed:
        each = application_facts(programme, application, told, walk, around[application.id], today)
        made.append(Candidate(each, _score_before(programme.entry, each, step), application.chosen_for))
    return made


def check_choice(work: CallAtWork, step: Step, stage: Stage, act: Act) -> tuple[list[Finding], Sequence[SelectedRow]]:
    """Return what the rules and the quotas find on an officer's choice, and the law's own proposal; a departure from it needs a reason."""
    _check_rows(work, stage, act)
    proposed = work.loaded.ask.selection(work.law, stage, work.tx.today).rows
    _check_reasons(stage, proposed, act)
    differing = other_terms(work, stage, act)
    findings = work.loaded.ask.to_take(work.law, step.name, act.does, stage, work.tx.today)
    return findings + differing + _quota_findings(work, stage), proposed


def _score_before(process: Process, told: facts.Application, step: str) -> Decimal | None:
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


def _check_reasons(stage: Stage, proposed: Sequence[SelectedRow], act: Act) -> None:
    reasons = act.entry.get("reasons") or {}
    departs = [p for p in proposed if p.kind != stage.chosen.get(p.application) and not str(reasons.get(p.application, "")).strip()]
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
