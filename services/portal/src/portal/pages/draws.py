"""Spot checks: announced with their population, drawn from a seed that came later, and what was found of each."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from fuyu.ids import new_id
from fuyu.problems import Problem
from portal.asking import TRACKER, Refusal
from portal.forms import faults_by_name
from portal.pages.frame import city, desk, page, reach, show

ROWS = 50


@page("/draws")
def draws() -> Any:
    """List the spot checks of the city."""
    return _list()


def _list(problem: Problem | None = None) -> Any:
    told = desk().get(TRACKER, f"/public/{desk().city}/draws", limit=ROWS, cursor=request.args.get("cursor"))
    today, programmes = reach().today(), city().doing("spot_check")
    return show(
        "draws.html",
        problem.status if problem else 200,
        rows=told["items"],
        following=told.get("next"),
        titles={each["id"]: each["title"] for each in city().latest()},
        programmes=programmes,
        may_open=bool(programmes),
        problem=problem,
        errors=faults_by_name(problem, "draw") if problem else {},
        last_year=today.year - 1,
        key=request.form.get("key") or new_id(),
    )


@page("/draws", methods=("POST",))
def announce_draw() -> Any:
    """Announce a spot check among those who completed within a period."""
    body = {name: value for name in ("programme", "first_day", "last_day") if (value := request.form.get(name, "").strip())}
    try:
        made = desk().post(TRACKER, "/draws", body, key=request.form.get("key"))
    except Refusal as problem:
        return _list(problem)
    return redirect(url_for("pages.draw", id=made["id"], done=1), 303)


@page("/draws/<id:id>")
def draw(id: str) -> Any:
    """Show a spot check: population, seed, who was drawn, and what was found of each."""
    return _one(id)


def _one(id: str, problem: Problem | None = None) -> Any:
    shown, version = desk().versioned(TRACKER, f"/draws/{id}")
    people = {each["enrolment"]: each for each in shown["population"]}
    return show(
        "draw.html",
        problem.status if problem else 200,
        draw=shown,
        version=version,
        programme=city().programme(shown["programme"], shown["programme_version"]),
        drawn=[people[each] for each in shown.get("drawn") or [] if each in people],
        problem=problem,
        errors=faults_by_name(problem, "draw") if problem else {},
        key=request.form.get("key") or new_id(),
    )


@page("/draws/<id:id>/seed", methods=("POST",))
def seed_draw(id: str) -> Any:
    """Draw by a seed that became known after the announcement."""
    body = {name: value for name in ("seed", "source") if (value := request.form.get(name, "").strip())}
    return _sent(id, "seed", body)


@page("/draws/<id:id>/results", methods=("POST",))
def record_result(id: str) -> Any:
    """Record what experts found of one of those drawn."""
    posted = request.form
    body: dict[str, Any] = {name: value for name in ("enrolment", "looked_on", "found", "consequence") if (value := posted.get(name, "").strip())}
    body["experts"] = [each.strip() for each in posted.get("experts", "").replace("，", "、").replace(",", "、").split("、") if each.strip()]
    if posted.get("passed") in ("true", "false"):
        body["passed"] = posted["passed"] == "true"
    return _sent(id, "results", body)


def _sent(id: str, what: str, body: dict[str, Any]) -> Any:
    try:
        desk().post(TRACKER, f"/draws/{id}/{what}", body, key=request.form.get("key"), version=request.form.get("version"))
    except Refusal as problem:
        return _one(id, problem)
    return redirect(url_for("pages.draw", id=id, done=1), 303)
