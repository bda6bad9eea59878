"""A law tried over open calls: which quotas would bind, and who would be chosen who is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from base_registry.documents import Call
from base_registry.usecases.calls import quotas_of
from base_registry.usecases.sittings import CallAtWork
from base_registry.usecases.staging import stage_of
from fuyu.law.answers import Placement
from fuyu.law.differences import Answered, answered
from fuyu.law.facts import Stage
from fuyu.law.parameters import Override
from fuyu.law.programme import Quota
from fuyu.law.registry import Loaded
from fuyu.law.simulating import BY, REASON
from fuyu.law.steps import Choose, Step
from fuyu.law.view import Law
from fuyu.process.sitting import Row, Sitting
from fuyu.store.simulating import Compared, Look, Part


def compare_calls(before: Look, after: Look, found: Sequence[Call]) -> Iterator[Compared]:
    """Let both laws propose who is chosen at each step that chooses, as if its list were drawn up now from all that still run."""
    for call in found:
        for step in before.laws.of(call.programme, call.programme_version).programme.entry.steps:
            if isinstance(step, Choose):
                one, other = (answered(_asked, look, call, step) for look in (before, after))
                yield call, one, other, {"title": call.title, "year": call.year, "step": step.name}


CALLS = Part("call", Call, compare_calls, lambda on: {"state": "open"})


def _asked(look: Look, call: Call, step: Step) -> Answered:
    work = CallAtWork.of(look, call)
    for application in work.applications.values():
        application.judged_by = look.judge(application.judged_by)
    sitting = work.open_sitting(step.name) or _as_if_drawn_up(work, step)
    loaded = look.laws.of(call.programme, look.judge(call.programme_version))
    law, stage = look.view(loaded, call.host), stage_of(work, step.name, [row.application for row in sitting.listed()], {})
    if look.simulation is not None:
        stage = _with_quotas(stage, {**stage.call.quotas, **quotas_of(law, loaded)})
    if not stage.candidates:
        return Answered(values=_places(stage))
    placements = loaded.ask.who_is_chosen(law, stage, look.today)
    chosen = replace(stage, chosen={each.application: each.kind for each in placements if each.kind})
    findings = loaded.ask.to_take(law, step.name, "choose", chosen, look.today)
    binding = {f"the places for {quota.kind} bind": _binds(loaded, law, stage, quota, placements, look) for quota in loaded.programme.intake.quotas}
    names = {each.application.id: each.application.organisation.name for each in stage.candidates}
    rows = {f"{names[each.application]} ({each.application})": _said(each) for each in placements}
    return Answered(findings, values={**_places(stage), **binding, **rows})


def _as_if_drawn_up(work: CallAtWork, step: Step) -> Sitting:
    rows = {id: Row(id, kind=work.applications[id].chosen_for) for id in [*work.waiting(step.name), *work.before(step.name)]}
    return Sitting("", step.name, work.tx.today, rows)


def _binds(loaded: Loaded, law: Law, stage: Stage, quota: Quota, placements: Sequence[Placement], look: Look) -> bool:
    """Claim that with one place more another would be chosen: rules read the number from the law or from the call, so it is raised in both."""
    if quota.most is None:
        return False
    most = law[quota.most].value + 1
    wider = replace(law, overrides={**law.overrides, quota.most: Override(quota.most, most, look.today, REASON, None, BY)})
    others = loaded.ask.who_is_chosen(wider, _with_quotas(stage, {**stage.call.quotas, quota.kind: most}), look.today)
    return _count(others, quota.kind) > _count(placements, quota.kind)


def _count(placements: Sequence[Placement], kind: str) -> int:
    return sum(each.kind == kind for each in placements)


def _with_quotas(stage: Stage, quotas: Mapping[str, int]) -> Stage:
    return replace(stage, call=replace(stage.call, quotas=dict(quotas)))


def _places(stage: Stage) -> dict[str, Any]:
    return {f"places for {kind}": most for kind, most in stage.call.quotas.items()}


def _said(placement: Placement) -> str:
    return f"chosen for {placement.kind}" if placement.kind else "not chosen"
