"""The base's pages: how it stands, sessions logged in one form, the year's plan and reports, the liaison."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from fuyu.ids import new_id
from fuyu.problems import Problem
from portal.asking import TRACKER, Refusal
from portal.knowing import Document
from portal.pages.frame import city, desk, page, reach, show
from portal.pages.uploads import take_materials
from portal.reading_sheets import Unreadable, attendance_of

KINDS = ("training", "reception", "exchange")


@page("/bases/<id:id>")
def base(id: str) -> Any:
    """Show how a base stands: its year, its incubatees, what is due, who never came."""
    year = int(request.args.get("year") or reach().today().year)
    shown = desk().get(TRACKER, f"/bases/{id}")
    return show(
        "incubation_base.html",
        base=shown,
        year=desk().get(TRACKER, f"/bases/{id}/years/{year}"),
        at_year=year,
        programme=city().programme(shown["programme"], shown["programme_version"]),
        enrolments=desk().all(TRACKER, "/enrolments", 500, designation=id),
        sessions=desk().all(TRACKER, "/sessions", 100, designation=id),
        watch=_watch(id),
        duties=[row for row in desk().all(TRACKER, "/duties", 300, state="open") if row.get("about", {}).get("id") == id],
        is_mine=_is_mine(shown),
    )


def _watch(id: str) -> Document | None:
    try:
        found: Document = desk().get(TRACKER, f"/watch/{id}")
        return found
    except Refusal:
        return None


def _is_mine(base: Document) -> bool:
    return any(role.organisation == base["organisation"]["code"] for role in desk().roles)


@page("/bases/<id:id>/sessions/new")
def new_session(id: str) -> Any:
    """Show the form of a session."""
    return _session_form(id, {})


@page("/bases/<id:id>/sessions/new", methods=("POST",))
def log_session(id: str) -> Any:
    """Log a session; a refusal shows the form again with everything that was typed."""
    posted = request.form
    typed: dict[str, Any] = {name: posted.get(name, "").strip() for name in ("held_on", "days", "kind", "topic", "trainer", "place", "hours")}
    typed |= {"is_free": posted.get("is_free") == "true", "attendance": posted.getlist("attendance"), "files": posted.getlist("files")}
    try:
        typed["files"] = take_materials("tracker")
        sheet = request.files.get("sheet")
        if sheet is not None and sheet.filename:
            typed["attendance"] = attendance_of(sheet.stream.read(), _running(id))
        body = {
            "designation": id,
            **{name: typed[name] for name in ("held_on", "kind", "topic", "trainer", "place", "hours") if typed[name]},
            "days": int(typed["days"]) if str(typed["days"]).isdigit() else 1,
            "is_free": typed["is_free"],
            "attendance": [{"enrolment": each} for each in typed["attendance"]],
            "files": typed["files"],
        }
        made = desk().post(TRACKER, "/sessions", body, key=posted.get("key"))
    except Unreadable as sheet_problem:
        return _session_form(id, typed, problem=sheet_problem)
    except Problem as problem:
        if problem.status >= 500 and problem.slug != "service-down":
            raise
        return _session_form(id, typed, problem=problem)
    return redirect(url_for("pages.session", id=made["id"], done=1), 303)


def _running(id: str) -> list[Document]:
    """Return the incubatees that can have come: those whose incubation runs or ran at this base."""
    rows = desk().all(TRACKER, "/enrolments", 500, designation=id)
    return sorted(
        (row for row in rows if row["starts_on"] and row["state"] in ("running", "completed", "not completed", "to be moved")),
        key=lambda row: row["state"] != "running",
    )


def _session_form(id: str, typed: dict[str, Any], problem: Problem | None = None) -> Any:
    shown = desk().get(TRACKER, f"/bases/{id}")
    key = request.form.get("key") if problem else None
    return show(
        "session_new.html",
        problem.status if problem else 200,
        base=shown,
        enrolments=_running(id),
        kinds=KINDS,
        typed={"held_on": reach().today().isoformat(), "kind": "training", "days": "1", "is_free": True, "attendance": [], "files": [], **typed},
        problem=problem,
        key=key or new_id(),
    )


@page("/sessions/<id:id>")
def session(id: str) -> Any:
    """Show a session with who came."""
    shown = desk().get(TRACKER, f"/sessions/{id}")
    names = {row["id"]: row["incubatee"]["name"] for row in desk().all(TRACKER, "/enrolments", 500, designation=shown["designation"])}
    return show("session.html", held=shown, names=names)


@page("/bases/<id:id>/plan", methods=("GET", "POST"))
def plan(id: str) -> Any:
    """Hand in the teaching plan of a year."""
    shown, problem = desk().get(TRACKER, f"/bases/{id}"), None
    rows = [
        {"month": month, "topic": topic.strip(), "kind": kind.strip()}
        for month, topic, kind in zip(request.form.getlist("month"), request.form.getlist("topic"), request.form.getlist("kind"), strict=False)
        if topic.strip()
    ]
    if request.method == "POST":
        sessions = [
            {"month": int(row["month"]), "topic": row["topic"]} | ({"kind": row["kind"]} if row["kind"] else {}) for row in rows if row["month"].isdigit()
        ]
        body = {"year": int(request.form.get("year") or 0), "sessions": sessions} | ({"note": note} if (note := request.form.get("note", "").strip()) else {})
        try:
            desk().post(TRACKER, f"/bases/{id}/plans", body, key=request.form.get("key"))
            return redirect(url_for("pages.base", id=id, year=body["year"], done=1), 303)
        except Refusal as refusal:
            problem = refusal
    return show(
        "plan.html",
        problem.status if problem else 200,
        base=shown,
        rows=rows,
        problem=problem,
        key=request.form.get("key") or new_id(),
        year=request.form.get("year") or reach().today().year,
    )


@page("/bases/<id:id>/liaison", methods=("GET", "POST"))
def liaison(id: str) -> Any:
    """Name the base's liaison from today on."""
    shown, problem = desk().get(TRACKER, f"/bases/{id}"), None
    if request.method == "POST":
        body = {name: value for name in ("name", "title", "phone", "email") if (value := request.form.get(name, "").strip())}
        try:
            desk().post(TRACKER, f"/bases/{id}/liaison", body, key=request.form.get("key"))
            return redirect(url_for("pages.base", id=id, done=1), 303)
        except Refusal as refusal:
            problem = refusal
    return show("liaison.html", problem.status if problem else 200, base=shown, problem=problem, key=request.form.get("key") or new_id())
