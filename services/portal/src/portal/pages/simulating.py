"""A number tried before it is changed: what another value, or another version of the text, would do to what stands; nothing is written."""

from __future__ import annotations

import re
from typing import Any

from flask import request

from fuyu.law.programme import Scope
from fuyu.problems import Problem
from portal.asking import REGISTRY, TRACKER, Refusal
from portal.knowing import Document, Programme
from portal.pages.frame import city, desk, only, page, show
from portal.texts import is_english, say

PARTS = {
    "designations": ("认定", REGISTRY, "/simulations/designations", "pages.designation"),
    "applications": ("申报", REGISTRY, "/simulations/applications", "pages.application"),
    "calls": ("批次", REGISTRY, "/simulations/calls", "pages.call"),
    "enrolments": ("入孵", TRACKER, "/simulations/enrolments", "pages.enrolment"),
    "bases": ("孵化基地", TRACKER, "/simulations/bases", "pages.base"),
}
ROWS = 200
COUNTS = {
    "looked_at": "已试算",
    "failing_before": "现在不符合",
    "failing_after": "试算后不符合",
    "would_fail": "新增不符合",
    "would_pass": "将变为符合",
    "differs": "结论有变化",
    "moves": "日期变动",
    "cannot_be_asked": "无法试算",
}
SAYS = (
    (re.compile(r"^(.*) opens \((.*)\)$"), r"\1：开启（\2）"),
    (re.compile(r"^a term granted that day$"), r"当日认定的届满日"),
    (re.compile(r"^the places for (.*) bind$"), r"名额是否用尽（\1）"),
    (re.compile(r"^places for (.*)$"), r"名额（\1）"),
    (re.compile(r"^(.*) \([0-9a-f-]{36}\)$"), r"\1"),
    (re.compile(r"^chosen for (.*)$"), r"入选（\1）"),
    (re.compile(r"^not chosen$"), r"不入选"),
    (re.compile(r"^its period ends$"), r"孵化期届满"),
    (re.compile(r"^all extensions end at the latest$"), r"延长最迟至"),
)


@page("/simulations")
def simulation() -> Any:
    """Show the form in which a value is tried, and what it would change."""
    programmes = _programmes()
    only(bool(programmes))
    wanted = request.args.get("programme")
    programme = next((each for each in programmes if each.told["id"] == wanted), programmes[0] if programmes else None)
    parameter, value = request.args.get("parameter", ""), request.args.get("value", "").strip()
    version, part = request.args.get("version", ""), request.args.get("part", "designations")
    told, problem = None, None
    if programme is not None and ((parameter and value) or version):
        told, problem = _tried(programme, part if part in PARTS else "designations", parameter, value, version)
    return show(
        "simulation.html",
        problem.status if problem else 200,
        programmes=programmes,
        programme=programme,
        versions=[each for each in city().versions(programme.told["id"]) if each["version"] != programme.told["version"]] if programme else [],
        parts={name: say(each[0]) for name, each in PARTS.items()},
        part=part,
        endpoint=PARTS.get(part, PARTS["designations"])[3],
        told=told,
        counts=COUNTS,
        problem=problem,
        asked={name: found for name in ("programme", "parameter", "value", "version", "from", "part") if (found := request.args.get(name))},
        in_plain_words=_in_words,
    )


def _tried(programme: Programme, part: str, parameter: str, value: str, version: str) -> tuple[Document | None, Problem | None]:
    _, service, path, _ = PARTS[part]
    asked: dict[str, Any] = {"programme": programme.told["id"], "limit": ROWS, "cursor": request.args.get("cursor"), "from": request.args.get("from") or None}
    asked |= {"set": [f"{parameter}={value}"]} if parameter and value else {}
    asked |= {"version": version} if version else {}
    try:
        return desk().get(service, path, **asked), None
    except Refusal as problem:
        return None, problem


def _programmes() -> list[Programme]:
    """Return the programmes of which the person may try rules: all of them as the operator, else those of one's office."""
    described = [city().programme(str(each["id"]), str(each["version"])) for each in city().latest()]
    roles = desk().roles
    if any(role.actor == "operator" for role in roles):
        return described
    return [each for each in described if any(_is_of_office(each, role.actor, role.office) for role in roles)]


def _is_of_office(programme: Programme, actor: str, office: str | None) -> bool:
    known = programme.told["actors"].get(actor)
    return known is not None and known["scope"] == str(Scope.OFFICE) and known["office"] == office


def _in_words(told: Any) -> str:
    """Return what moves, or what it comes to, in the reader's language, as far as it is known by its pattern."""
    text = str(told)
    for pattern, words in () if is_english() else SAYS:
        if pattern.match(text):
            return pattern.sub(words, text)
    return text
