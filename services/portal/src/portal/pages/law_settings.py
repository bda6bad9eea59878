"""What is set beside the law's files: a year's calendar, a draft adopted, a number changed, relief, a step that needs two, a host; each with its reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import redirect, request, url_for

from fuyu.ids import new_id
from fuyu.law.programme import Scope
from fuyu.law.settings import Kind
from fuyu.problems import Problem
from portal.asking import REGISTRY, Refusal
from portal.forms import faults_by_name
from portal.knowing import Document, Programme
from portal.pages.frame import city, desk, only, page, show

ROWS = 50
NUMBER = re.compile(r"-?[0-9]{1,15}")
DAYS = re.compile(r"[\s,，、;；]+")


def _kinds() -> list[str]:
    """Return the kinds of settings that the person may make; the service has the last word."""
    roles = desk().roles
    if any(role.actor == "operator" for role in roles):
        return [str(kind) for kind in Kind]
    city_office = any(role.office and not role.district for role in roles)
    return [str(Kind.CALENDAR), str(Kind.RELIEF)] if city_office else []


def _described() -> list[Programme]:
    """Return the latest version of each programme of the city that is not only the office's of others."""
    described = [city().programme(str(each["id"]), str(each["version"])) for each in city().latest()]
    if any(role.actor == "operator" for role in desk().roles):
        return described
    mine = {role.actor for role in desk().roles if role.office}
    return [each for each in described if any(each.scope(actor) == str(Scope.OFFICE) for actor in mine)]


@page("/law-settings")
def law_settings() -> Any:
    """List the settings, the newest first."""
    told = desk().get(REGISTRY, "/law-settings", limit=ROWS, cursor=request.args.get("cursor"), sort="-sequence")
    rows = [{**row, "told": list(_told(row))} for row in told["items"]]
    return show("law_settings.html", rows=rows, following=told.get("next"), kinds=_kinds())


def _told(row: Document) -> Any:
    """Yield what a setting says, by its words: programmes, parameters, processes and steps by their titles."""
    content = row["content"]
    known = str(content.get("programme", ""))
    programme = city().programme(known) if known in {each["id"] for each in city().latest()} else None
    for name, value in content.items():
        yield name, _in_words(programme, content, name, value)


def _in_words(programme: Programme | None, content: Mapping[str, Any], name: str, value: Any) -> Any:
    if programme is None:
        return value
    if name == "programme":
        return programme.title
    if name == "parameter":
        return next((each["says"] for each in programme.told["parameters"] if each["name"] == value), value)
    if name == "process":
        return programme.process(str(value))["title"]
    if name == "step":
        return programme.step(str(content.get("process", "")), str(value))["title"]
    return value


@page("/law-settings/new", methods=("GET", "POST"))
def new_law_setting() -> Any:
    """Make a setting, with its reason."""
    kinds, problem = _kinds(), None
    only(bool(kinds))
    kind = request.values.get("kind") or next(iter(kinds), "")
    if request.method == "POST":
        posted = request.form
        body: dict[str, Any] = {"kind": kind, "content": CONTENTS[kind](posted) if kind in CONTENTS else {}}
        body |= {name: value for name in ("from_day", "reason", "number") if (value := posted.get(name, "").strip())}
        try:
            desk().post(REGISTRY, "/law-settings", body, key=posted.get("key"))
            return redirect(url_for("pages.law_settings", done=1), 303)
        except Refusal as refusal:
            problem = refusal
    return _form(kind, kinds, problem)


def _form(kind: str, kinds: list[str], problem: Problem | None) -> Any:
    programmes = _described()
    wanted = request.values.get("programme")
    programme = next((each for each in programmes if each.told["id"] == wanted), programmes[0] if programmes else None)
    return show(
        "law_setting_new.html",
        problem.status if problem else 200,
        kind=kind,
        kinds=kinds,
        programmes=programmes,
        programme=programme,
        drafts=[each for each in city().versions(programme.told["id"]) if each["regulation"]["status"] == "draft"] if programme else [],
        problem=problem,
        errors=faults_by_name(problem, "content", "content") if problem else {},
        typed=request.form,
        key=request.form.get("key") or new_id(),
    )


def _days(text: str) -> list[str]:
    return [each for each in DAYS.split(text.strip()) if each]


def _whole(text: str) -> Any:
    return int(text) if NUMBER.fullmatch(text.strip()) else text.strip()


def _texts(*names: str) -> Callable[[Mapping[str, str]], dict[str, Any]]:
    return lambda posted: {name: value for name in names if (value := posted.get(name, "").strip())}


def _calendar(posted: Mapping[str, str]) -> dict[str, Any]:
    return {"year": _whole(posted.get("year", "")), "days_off": _days(posted.get("days_off", "")), "days_worked": _days(posted.get("days_worked", ""))}


def _override(posted: Mapping[str, str]) -> dict[str, Any]:
    return _texts("programme", "parameter", "host")(posted) | {"value": _whole(posted.get("value", ""))}


def _relief(posted: Mapping[str, str]) -> dict[str, Any]:
    return _texts("programme", "parameter", "first", "last")(posted) | {"days": _whole(posted.get("days", ""))}


def _second_person(posted: Mapping[str, str]) -> dict[str, Any]:
    process, _, step = posted.get("at", "").partition("/")
    return {"programme": posted.get("programme", ""), "process": process, "step": step, "is_needed": posted.get("is_needed") == "true"}


CONTENTS: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    str(Kind.CALENDAR): _calendar,
    str(Kind.ADOPTION): _texts("programme", "version"),
    str(Kind.OVERRIDE): _override,
    str(Kind.SWITCH_OFF): _texts("programme", "rule"),
    str(Kind.RELIEF): _relief,
    str(Kind.SECOND_PERSON): _second_person,
    str(Kind.HOST): _texts("programme", "host", "title"),
}
"""What is sent of the form of each kind."""
