"""What is kept of an act that decides: the act, what the rules found, under which law, and all facts that they were told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields
from typing import Any

from fuyu.law.errors import NoValue
from fuyu.law.registry import Loaded
from fuyu.law.steps import Way
from fuyu.law.view import Law
from fuyu.process.acting import Subject, Taken, find_step
from fuyu.process.proposing import Stands
from fuyu.process.walk import act_document

ACT, FINDINGS, LAW, FACTS = "act", "findings", "law", "facts"


def is_decision(subject: Subject, taken: Taken) -> bool:
    """Claim that an act decided something: at a step that decides or asks the law, or by an effect or the way's end."""
    if taken.stands is not Stands.TAKEN:
        return False
    step = find_step(subject.process, taken.act.step)
    asks = bool(step.asks) and bool(taken.findings)
    return step.decides or asks or bool(taken.moved.effects) or taken.moved.way is Way.END


def known_at(subject: Subject, taken: Taken) -> dict[str, Any]:
    """Return the parts of what was known when an act was taken, each fact as a part of its own."""
    act = {name: value for name, value in act_document(taken.act).items() if name != FINDINGS}
    told = subject.facts(subject.walk)
    parts = {ACT: act, FINDINGS: taken.act.findings, LAW: law_document(subject.loaded, subject.law) | {"judged_on": subject.judged_on}}
    return parts | facts_of(told)


def facts_of(told: Any) -> dict[str, Any]:
    """Return the facts that a rule was told as parts, one for each of its members."""
    return {f"{FACTS}.{each.name}": getattr(told, each.name) for each in fields(told)}


def law_document(loaded: Loaded, law: Law) -> dict[str, Any]:
    """Return under which law something was judged: version, plugin with its digest, and each number as it was resolved, overrides with it."""
    programme = loaded.programme
    named = {"programme": law.programme, "version": law.version, "regulation": loaded.regulation.name, "is_draft": law.is_draft, "judged_by": programme.version}
    plugin = {"plugin": loaded.plugin, "plugin_version": loaded.plugin_version, "digest": loaded.digest}
    return named | plugin | {"parameters": dict(_values(law))}


def _values(law: Law) -> Iterator[tuple[str, dict[str, Any]]]:
    """Go through the numbers that this version has on its day; one that has ended is none of them."""
    for name in sorted(law.parameters):
        with suppress(NoValue):
            value = law[name]
            shown = {"value": value.value, "unit": value.unit, "clause": str(value.citation)}
            yield name, shown | ({"override": value.override.as_document()} if value.override else {})
