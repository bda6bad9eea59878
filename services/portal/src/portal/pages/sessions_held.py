"""Sessions of a base: logged in one form with who came, shown, and corrected with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import redirect, request, url_for

from fuyu.ids import new_id
from fuyu.problems import Problem
from portal.asking import TRACKER, Refusal
from portal.forms import whole
from portal.knowing import Document
from portal.pages.frame import desk, only, page, reach, show, version_to_name
from portal.pages.uploads import take_materials
from portal.reading_sheets import MOST_BYTES, attendance_of
from portal.telling import reason
from portal.texts import day, say

KINDS = ("training", "reception", "exchange")
HAD_BEGUN = ("running", "completed", "not completed", "withdrawn", "to be moved")
TYPED = ("held_on", "days", "kind", "topic", "trainer", "place", "hours", "reason")
MOST_INCUBATEES, MOST_AT_ONCE = 500, 50

MOVED_AWAY = "已转出企业"


@page("/bases/<id:id>/sessions/new")
def new_session(id: str) -> Any:
    """Show the form of a session."""
    return _form(_own_base(id), _incubatees(id), {})


@page("/bases/<id:id>/sessions/new", methods=("POST",), most_files=5)
def log_session(id: str) -> Any:
    """Log a session; a refusal shows the form again with everything that was typed."""
    base, incubatees = _own_base(id), _incubatees(id)
    typed = _typed()
    try:
        _take(typed, incubatees)
        body = _held(typed, [{"enrolment": each} for each in typed["attendance"]])
        made = desk().post(TRACKER, "/sessions", {**body, "designation": id, "files": typed["files"]}, key=request.form.get("key"))
    except Problem as problem:
        return _form(base, incubatees, typed, _bearable(problem))
    return redirect(url_for("pages.session", id=made["id"], done=1), 303)


@page("/sessions/<id:id>")
def session(id: str) -> Any:
    """Show a session with who came."""
    held = desk().get(TRACKER, f"/sessions/{id}")
    came = _with_those_who_came(_incubatees(held["designation"]), held)
    return show("session.html", held=held, names={each["id"]: each["incubatee"]["name"] for each in came}, is_mine=_is_own(held))


@page("/sessions/<id:id>/correct", methods=("GET", "POST"), most_files=5)
def correct_session(id: str) -> Any:
    """Correct a session that was written down wrongly, with a reason; what it counted for is counted anew."""
    held, version = desk().versioned(TRACKER, f"/sessions/{id}")
    base, incubatees = _own_base(held["designation"]), _with_those_who_came(_incubatees(held["designation"]), held)
    if request.method == "GET":
        known = {name: held.get(name) for name in (*TYPED, "is_free", "files")}
        return _form(base, incubatees, known | {"attendance": [each["enrolment"] for each in held["attendance"]]}, corrects=held, version=version)
    typed = _typed()
    try:
        _take(typed, incubatees)
        body = {**_held(typed, list(_stayed(held, typed))), "files": typed["files"], "reason": typed["reason"]}
        desk().post(TRACKER, f"/sessions/{id}/corrections", body, key=request.form.get("key"), version=request.form.get("version"))
    except Problem as problem:
        return _form(base, incubatees, typed, _bearable(problem), corrects=held, version=version_to_name(version, problem))
    return redirect(url_for("pages.session", id=id, done=1), 303)


def _is_own(held: Document) -> bool:
    return _is_ones(str(held["base"]["code"]))


def _own_base(id: str) -> Document:
    """Return a base whose coordinator asks; raise Forbidden for everyone else who may see it."""
    base: Document = desk().get(TRACKER, f"/bases/{id}")
    only(_is_ones(str(base["organisation"]["code"])))
    return base


def _is_ones(code: str) -> bool:
    return any(role.organisation == code for role in desk().roles)


def _incubatees(base: str) -> list[Document]:
    """Return those that can have come: whose incubation runs or ran at this base, those that run first."""
    rows = desk().all(TRACKER, "/enrolments", MOST_INCUBATEES, designation=base)
    begun = [row for row in rows if row["starts_on"] and row["state"] in HAD_BEGUN]
    return sorted(begun, key=lambda row: (row["state"] != "running", row["incubatee"]["name"]))


def _with_those_who_came(incubatees: Sequence[Document], held: Document) -> list[Document]:
    """Return the incubatees of a base, and those who came to a session and are not among them: they moved on, or the base has too many.

    A correction sends again who came: one that the form does not show would be taken off the session.
    """
    known = {each["id"] for each in incubatees}
    return [*incubatees, *(_who_came(each["enrolment"]) for each in held["attendance"] if each["enrolment"] not in known)]


def who_came_to(designation: str, sessions: Sequence[Document]) -> dict[str, str]:
    """Return the names of those who came to sessions of a base, by their enrolments, as far as the person may see them."""
    known = {each["id"]: each["incubatee"]["name"] for each in _incubatees(designation)}
    missing = sorted({each["enrolment"] for held in sessions for each in held["attendance"]} - set(known))
    for some in range(0, len(missing), MOST_AT_ONCE):
        rows = desk().get(TRACKER, "/enrolments", id=",".join(missing[some : some + MOST_AT_ONCE]))["items"]
        known |= {each["id"]: each["incubatee"]["name"] for each in rows}
    return {id: say(MOVED_AWAY) for id in missing} | known


def _who_came(id: str) -> Document:
    """Return an incubatee as far as the person may see it: where it moved to another base, only that it did."""
    try:
        found: Document = desk().get(TRACKER, f"/enrolments/{id}")
        return found
    except Refusal:
        return {"id": id, "incubatee": {"name": say(MOVED_AWAY), "code": ""}, "state": ""}


def _typed() -> dict[str, Any]:
    posted = request.form
    files = [each for each in posted.getlist("files") if each]
    ticks = {"is_free": posted.get("is_free") == "true", "attendance": posted.getlist("attendance"), "files": files}
    return {name: posted.get(name, "").strip() for name in TYPED} | ticks


def _take(typed: dict[str, Any], incubatees: Sequence[Document]) -> None:
    """Take the files that came along, and those whom an attendance sheet names beside those who are ticked; raise what is wrong with one."""
    typed["files"] = take_materials("tracker")
    sheet = request.files.get("sheet")
    if sheet is not None and sheet.filename:
        typed["attendance"] = list(dict.fromkeys([*typed["attendance"], *attendance_of(sheet.filename, sheet.stream.read(MOST_BYTES + 1), incubatees)]))


def _held(typed: Mapping[str, Any], attendance: list[Document]) -> Document:
    days = str(typed["days"] or 1)
    told = {name: typed[name] for name in ("held_on", "kind", "topic", "trainer", "place", "hours") if typed[name]}
    return told | {"days": whole(days), "is_free": typed["is_free"], "attendance": attendance}


def _stayed(held: Document, typed: Mapping[str, Any]) -> Iterator[Document]:
    """Go through those who are ticked now; who was known to have stayed for a part of it stays so."""
    parts = {each["enrolment"]: each["hours"] for each in held["attendance"] if each["hours"] != held["hours"]}
    yield from ({"enrolment": each} | ({"hours": parts[each]} if each in parts else {}) for each in typed["attendance"])


def _bearable(problem: Problem) -> Problem:
    """Return a refusal that the form can show; raise a fault."""
    if problem.status >= 500 and problem.slug != "service-down":
        raise problem
    return problem


def _form(
    base: Document,
    incubatees: Sequence[Document],
    typed: Mapping[str, Any],
    problem: Problem | None = None,
    corrects: Document | None = None,
    version: str = "",
) -> Any:
    usual = {"held_on": reach().today().isoformat(), "kind": "training", "days": "1", "is_free": True, "attendance": [], "files": []}
    shown = usual | dict(typed)
    return show(
        "session_new.html",
        problem.status if problem else 200,
        base=base,
        now=[each for each in incubatees if each["state"] == "running"],
        before=[each for each in incubatees if each["state"] != "running"],
        kinds=KINDS,
        typed=shown,
        problem=_told(problem, shown, incubatees) if problem else None,
        beside=_beside(problem) if problem else {},
        corrects=corrects,
        version=version,
        key=(request.form.get("key") if problem else None) or new_id(),
    )


def _told(problem: Problem, typed: Mapping[str, Any], incubatees: Sequence[Document]) -> Problem:
    """Put what the service found wrong into the words of the form: which company it is about, and which field."""
    names = {each["id"]: each["incubatee"]["name"] for each in incubatees}
    for each in problem.members.get("errors", ()):
        parts = str(each.get("field", "")).replace("/", ".").strip(".").split(".")
        if parts[0] == "attendance" and len(parts) > 1 and parts[1].isdecimal() and int(parts[1]) < len(typed["attendance"]):
            each["field"] = names.get(typed["attendance"][int(parts[1])], say("谁来了"))
            each["reason"] = say("{on} 不在它的孵化期内", on=day(typed["held_on"])) if parts[-1] == "enrolment" else say("课时超过了培训的课时")
        elif parts[0] == "held_on" and "lies in the future" in str(each.get("reason")):
            each |= {"field": say("日期"), "reason": say("还没有举办完，不能登记"), "at": "held_on"}
        elif parts[0] in FIELDS:
            each |= {"reason": reason(each), "field": say(FIELDS[parts[0]]), "at": parts[0]}
    return problem


def _beside(problem: Problem) -> dict[str, str]:
    """Return what is wrong by the name of the form's field."""
    return {str(each["at"]): str(each.get("reason")) for each in problem.members.get("errors", ()) if each.get("at")}


FIELDS = {
    "held_on": "日期",
    "days": "天数",
    "kind": "形式",
    "topic": "主题",
    "trainer": "授课人",
    "place": "地点",
    "hours": "课时",
    "files": "照片和材料",
    "reason": "更正理由",
}
