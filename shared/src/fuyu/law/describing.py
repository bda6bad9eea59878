"""A programme's version told to people and pages: its text, numbers, form, processes, as JSON members."""

from __future__ import annotations

from typing import Any, cast

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

from fuyu.law.finding_titles import titles_of
from fuyu.law.forms import AT_MOST, schema_of
from fuyu.law.parameters import plain
from fuyu.law.programme import Activities, Actor, DistrictReport, News, Programme, Scope, SpotCheck
from fuyu.law.registry import Loaded
from fuyu.law.settings import LawSettings
from fuyu.law.steps import Process, Step, words_of
from fuyu.law.view import Law


def summary(loaded: Loaded) -> dict[str, Any]:
    """Return what a list of programmes shows."""
    programme, regulation = loaded.programme, loaded.regulation
    return {
        "id": programme.id,
        "version": programme.version,
        "title": programme.title,
        "titles": {language: told[programme.title] for language, told in loaded.translations.items() if programme.title in told},
        "regulation": {
            "title": regulation.title,
            "issuer": regulation.issuer,
            "number": regulation.number,
            "status": str(regulation.status),
            "in_force_from": plain(regulation.in_force_from),
            "in_force_until": plain(regulation.in_force_until),
        },
        "plugin": {"name": loaded.plugin, "version": loaded.plugin_version, "digest": loaded.digest},
    }


def describe(loaded: Loaded) -> dict[str, Any]:
    """Return all that is declared of a version: actors, intake, numbers with clause and reading, form, materials, rubrics, processes, grants, titles.

    The texts are Chinese; `translations` says what pages show of them in other languages.
    """
    programme = loaded.programme
    law = loaded.view(LawSettings(), programme.values_on)
    return summary(loaded) | {
        "actors": {name: _actor(programme, actor) for name, actor in programme.actors.items()},
        "intake": {"kind": programme.intake.kind, "title": programme.intake.title, "clause": programme.intake.clause},
        "parameters": [value.as_document() for value in law],
        "form": _bounded(form_schema(programme.form), law),
        "materials": [{"key": m.key, "title": m.title, "clause": m.clause, "needed_at": m.needed_at} for m in programme.materials],
        "rubrics": [_rubric(programme, rubric.name) for rubric in programme.rubrics],
        "processes": [_process(process, law) for process in programme.processes],
        "certificates": [{"name": c.name, "title": c.title, "clause": c.clause, "number": c.number, "plaque": c.plaque} for c in programme.certificates],
        "spot_check": _spot_check(programme.spot_check),
        "news": _news(programme.news),
        "activities": _activities(programme.activities),
        "district_report": _district_report(programme.district_report, law),
        "grants": [{"kind": g.kind, "title": g.title, "clause": g.clause, "classes": list(g.classes)} for g in programme.grants],
        "findings": dict(titles_of(programme)),
        "reports": [{"key": r.key, "title": r.title, "clause": r.clause, "to": r.to, "sections": dict(r.sections)} for r in programme.reports],
        "translations": {language: dict(told) for language, told in loaded.translations.items()},
    }


def _spot_check(check: SpotCheck | None) -> dict[str, Any] | None:
    return {"by": check.by, "clause": check.clause, "share": check.share, "least": check.least} if check else None


def _news(news: News | None) -> dict[str, Any] | None:
    return {"by": news.by, "clause": news.clause} if news else None


def _activities(activities: Activities | None) -> dict[str, Any] | None:
    if activities is None:
        return None
    kinds = [
        {"name": name, "title": kind.title, "clause": kind.clause, "needs_guests": kind.needs_guests, "has_host": kind.has_host}
        for name, kind in activities.kinds.items()
    ]
    return {"by": activities.by, "kinds": kinds}


def _district_report(report: DistrictReport | None, law: Law) -> dict[str, Any] | None:
    return {"by": report.by, "title": report.title, "clause": report.clause, "months": int(law[report.months].value)} if report else None


def form_schema(form: type) -> dict[str, Any]:
    """Return a form's JSON Schema (OpenAPI 3.1), with titles, clauses and bounds as its author gave them."""
    plugin = MarshmallowPlugin(schema_name_resolver=_inline)
    APISpec("", "", "3.1.0", plugins=[plugin])
    described: dict[str, Any] = cast("Any", plugin.converter).schema2jsonschema(schema_of(form)())
    return described


def _bounded(described: Any, law: Law) -> Any:
    """Return a form's description with each bound of characters as the number that the law names."""
    if isinstance(described, list):
        return [_bounded(each, law) for each in described]
    if not isinstance(described, dict):
        return described
    shown = {name: _bounded(inner, law) for name, inner in described.items()}
    return shown | ({"x-max-characters": law[described[AT_MOST]].value} if AT_MOST in described else {})


def _inline(schema: type[Schema]) -> str:
    """Return no name, so that a nested form is described in its place."""
    return ""


def _actor(programme: Programme, actor: Actor) -> dict[str, Any]:
    return {"scope": str(actor.scope), "title": actor.title, "office": _office(programme, actor), "of": actor.of}


def _office(programme: Programme, actor: Actor) -> str | None:
    return actor.office or programme.office if actor.scope in (Scope.OFFICE, Scope.DISTRICT_OFFICE) else None


def _rubric(programme: Programme, name: str) -> dict[str, Any]:
    rubric = programme.rubric(name)
    items = [{"key": i.key, "title": i.title, "maximum": i.maximum, "clause": i.clause, "note": i.note} for i in rubric.items]
    return {"name": rubric.name, "title": rubric.title, "clause": rubric.clause, "items": items}


def _process(process: Process, law: Law) -> dict[str, Any]:
    steps = [_step(step, law) for step in process.steps]
    return {
        "name": process.name,
        "title": process.title,
        "over": process.over,
        "clause": process.clause,
        "opened_by": [*map(str, process.opened_by)],
        "steps": steps,
    }


def _step(step: Step, law: Law) -> dict[str, Any]:
    shown = {
        "name": step.name,
        "kind": step.kind,
        "title": step.title,
        "clause": step.clause,
        "by": step.by,
        "assigned_by": step.assigned_by,
        "answered_by": getattr(step, "answered_by", None),
        "group_of": step.group_of,
        "leads": step.leads,
        "deemed_by": step.deemed_by,
        "over": step.over,
        "beside": step.beside,
        "within": step.within,
        "since": step.since,
        "words": list(words_of(step)),
        "judges": [{"key": j.key, "asks": j.asks, "clause": j.clause} for j in step.judges],
        "verdicts": [{"word": v.word, "way": str(v.way), "title": v.title} for v in getattr(step, "may", ())],
        "form": _bounded(form_schema(step.form), law) if step.form else None,
        "many": getattr(step, "many", False) or None,
        "rubric": getattr(step, "on", None) or None,
        "decides": step.decides or None,
        "is_numbered": step.is_numbered or None,
        "hides_actor": step.hides_actor or None,
        "takes_effect": [str(effect) for effect in step.takes_effect],
        "reading": step.reading,
    }
    return {name: value for name, value in shown.items() if value not in (None, [])}
