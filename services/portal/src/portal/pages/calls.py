"""Calls: opened, applied in, and taken through the steps that run over their whole list; and the dashboard."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import redirect, request, url_for

from fuyu.ids import new_id
from fuyu.problems import Problem
from portal.acting import WORDS, act_of
from portal.asking import REGISTRY, TRACKER, Refusal
from portal.forms import ask, faults_by_name
from portal.knowing import Document, Programme
from portal.pages.frame import city, desk, page, reach, show

MOST = 2_000


@page("/calls")
def calls() -> Any:
    """List the calls of the city."""
    told = desk().get(REGISTRY, "/calls", limit=50, cursor=request.args.get("cursor"))
    rows = [{"call": call, "programme": city().programme(call["programme"], call["programme_version"])} for call in told["items"]]
    offices = {role.office for role in desk().roles if role.office and not role.district}
    return show("calls.html", rows=rows, following=told.get("next"), may_open=bool(offices), programmes=city().latest())


@page("/calls/new", methods=("GET", "POST"))
def new_call() -> Any:
    """Open a call of a programme."""
    programme = city().programme(request.values["programme"])
    announced: Document = next((step for step in programme.entry()["steps"] if step["kind"] == "announce"), {})
    problem, typed = None, {}
    if request.method == "POST":
        body = _call_body(programme, announced)
        try:
            made = desk().post(REGISTRY, "/calls", body, key=request.form.get("key"))
            return redirect(url_for("pages.call", id=made["id"]), 303)
        except Refusal as refusal:
            problem, typed = refusal, {"entry": body.get("entry"), "errors": faults_by_name(refusal, "entry", "entry")}
    fields = ask(announced["form"], typed.get("entry"), "entry", typed.get("errors")) if announced.get("form") else []
    return show(
        "call_new.html",
        problem.status if problem else 200,
        programme=programme,
        announced=announced,
        fields=fields,
        problem=problem,
        form=request.form,
        key=request.form.get("key") or new_id(),
        year=reach().today().year,
    )


def _call_body(programme: Programme, announced: Document) -> dict[str, Any]:
    posted = request.form
    body: dict[str, Any] = {"programme": programme.told["id"]} | {
        name: value for name in ("title", "closes_on", "starts_on", "number") if (value := posted.get(name, "").strip())
    }
    body["year"] = int(posted["year"]) if posted.get("year", "").isdigit() else posted.get("year")
    if announced.get("form"):
        body["entry"] = act_of(programme, _with(posted, programme.entry()["name"], announced["name"], "announce")).get("entry", {})
    return body


def _with(posted: Any, process: str, step: str, does: str) -> Any:
    from werkzeug.datastructures import MultiDict

    found = MultiDict(posted)
    found.setlist("process", [process])
    found.setlist("step", [step])
    found.setlist("does", [does])
    return found


@page("/calls/<id:id>")
def call(id: str) -> Any:
    """Show a call: its applications by step, its lists, and what can be done over the whole list."""
    return _call_page(id)


def _call_page(id: str, problem: Problem | None = None) -> Any:
    shown, version = desk().versioned(REGISTRY, f"/calls/{id}")
    programme = city().programme(shown["programme"], shown["programme_version"])
    rows = desk().all(REGISTRY, "/applications", MOST, call=id)
    process = programme.entry()
    titles = {step["name"]: step["title"] for step in process["steps"]}
    return show(
        "call.html",
        problem.status if problem else 200,
        call=shown,
        version=version,
        programme=programme,
        process=process,
        rows=rows,
        counts=Counter(row.get("stands_at") or row["state"] for row in rows),
        titles=titles,
        steps=_steps_over_call(programme, process, shown, rows),
        may_apply=_may_apply(programme, shown, rows),
        problem=problem,
        key=new_id(),
        words=WORDS,
    )


def _steps_over_call(programme: Programme, process: Document, call: Document, rows: list[Document]) -> list[dict[str, Any]]:
    """Return the steps over the whole call at which something waits or a list is open, with what the person may say there."""
    actors, found = {role.actor for role in desk().roles}, []
    for step in process["steps"]:
        if step.get("over") != "call" or step["kind"] == "announce":
            continue
        waiting = [row for row in rows if row.get("stands_at") == step["name"]]
        sitting = next((each for each in call["sittings"] if each["step"] == step["name"] and not each.get("closed_on")), None)
        if not waiting and sitting is None:
            continue
        may = step.get("by") in actors
        selection = _selection(call, step) if may and step["kind"] == "choose" else None
        found.append({"step": step, "waiting": waiting, "sitting": sitting, "may": may, "selection": selection})
    return found


def _selection(call: Document, step: Document) -> Document | None:
    try:
        found: Document = desk().get(REGISTRY, f"/calls/{call['id']}/steps/{step['name']}/selection")
        return found
    except Refusal:
        return None


def _may_apply(programme: Programme, call: Document, rows: list[Document]) -> list[str]:
    """Return the organisations of the person that may begin an application in this call."""
    submits: Document = next((step for step in programme.entry()["steps"] if step["kind"] == "submit"), {})
    mine = [role.organisation for role in desk().roles if role.organisation and role.actor == submits.get("by")]
    applied = {row["organisation"]["code"] for row in rows}
    return [code for code in mine if code not in applied] if call["state"] == "open" else []


@page("/calls/<id:id>/apply", methods=("POST",))
def apply(id: str) -> Any:
    """Begin an application as a draft."""
    made = desk().post(REGISTRY, "/applications", {"call": id, "organisation": request.form.get("organisation", "")}, key=request.form.get("key"))
    return redirect(url_for("pages.application_form", id=made["id"]), 303)


@page("/calls/<id:id>/acts", methods=("POST",))
def act_over_call(id: str) -> Any:
    """Act at a step over the whole call."""
    posted = request.form
    entry: dict[str, Any] = {}
    if posted.get("does") == "choose":
        kinds = {key.removeprefix("chosen."): value for key, value in posted.items() if key.startswith("chosen.") and value}
        reasons = {key.removeprefix("why."): value.strip() for key, value in posted.items() if key.startswith("why.") and value.strip()}
        entry = {"chosen": kinds} | ({"reasons": reasons} if reasons else {})
    if posted.get("does") == "vote":
        yes = {key.removeprefix("yes."): int(value) for key, value in posted.items() if key.startswith("yes.") and value.isdigit()}
        entry = {"present": int(posted["present"]) if posted.get("present", "").isdigit() else 0, "yes": yes}
    if posted.get("does") == "ask":
        entry = {"departments": [line.strip() for line in posted.get("departments", "").splitlines() if line.strip()]}
    if posted.get("does") == "answer":
        entry = {name: posted.get(name, "").strip() for name in ("department", "opinion")}
    body: dict[str, Any] = {"step": posted.get("step", ""), "does": posted.get("does", ""), "entry": entry}
    body |= {name: value for name in ("reason", "number") if (value := posted.get(name, "").strip())}
    overrides = {key.removeprefix("override."): value.strip() for key, value in posted.items() if key.startswith("override.") and value.strip()}
    body |= {"overrides": overrides} if overrides else {}
    try:
        desk().post(REGISTRY, f"/calls/{id}/acts", body, key=posted.get("key"), version=posted.get("version"))
    except Refusal as problem:
        return _call_page(id, problem)
    return redirect(url_for("pages.call", id=id, done=1), 303)


@page("/dashboard")
def dashboard() -> Any:
    """Show the city at a glance: each figure opens the list behind it."""
    designations = desk().all(REGISTRY, "/designations", MOST)
    enrolments = desk().all(TRACKER, "/enrolments", MOST)
    watched = desk().all(TRACKER, "/watch", 500)
    duties = [row for service in (REGISTRY, TRACKER) for row in desk().all(service, "/duties", MOST, state="open")]
    return show(
        "dashboard.html",
        by_state=Counter(row["state"] for row in designations),
        enrolled=Counter(row["state"] for row in enrolments),
        watched=watched,
        by_month=sorted(Counter((row["due_on"] or "")[:7] for row in duties if row["due_on"]).items())[:12],
        by_programme=Counter(row["programme"] for row in designations if row["state"] == "held"),
        titles={each["id"]: each["title"] for each in city().latest()},
    )


@page("/search")
def search() -> Any:
    """Find by name or credit code among what the person may see."""
    asked = request.args.get("q", "").strip()
    found: list[dict[str, Any]] = []
    if asked:
        for service, path, member, endpoint, kind in (
            (REGISTRY, "/applications", "organisation", "pages.application", "申报"),
            (REGISTRY, "/designations", "organisation", "pages.designation", "认定"),
            (TRACKER, "/enrolments", "incubatee", "pages.enrolment", "入孵"),
        ):
            for row in desk().all(service, path, MOST):
                if asked in row[member]["name"] or asked.upper() == row[member]["code"]:
                    found.append({"kind": kind, "name": row[member]["name"], "state": row["state"], "endpoint": endpoint, "id": row["id"]})
    return show("search.html", asked=asked, found=found[:100])
