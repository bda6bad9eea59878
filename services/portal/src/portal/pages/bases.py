"""The base's pages: how it stands, the year's plan, its profile, its liaison."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from fuyu.ids import new_id
from portal.asking import REGISTRY, TRACKER, Refusal
from portal.forms import whole
from portal.knowing import Document
from portal.pages.frame import city, desk, only, page, reach, show
from portal.pages.uploads import take_materials
from portal.pages.words import days_until
from portal.telling import in_form_words

MOST_LISTED, MOST_PAST, MOST_OWED = 100, 100, 50
DAYS_AHEAD = 366
GOES_ON = ("proposed", "running", "to be moved")


@page("/bases/<id:id>")
def base(id: str) -> Any:
    """Show how a base stands: its year, its incubatees, what is due, who never came."""
    year = request.args.get("year", type=int) or reach().today().year
    shown = desk().get(TRACKER, f"/bases/{id}")
    stood = desk().get(TRACKER, f"/bases/{id}/years/{year}")
    sessions = desk().all(TRACKER, "/sessions", MOST_LISTED, designation=id, year=year)
    owed = {state: desk().get(TRACKER, "/duties", state=state, subject=id, limit=MOST_OWED)["items"] for state in ("overdue", "open")}
    rows = {state: desk().get(TRACKER, "/enrolments", designation=id, state=state, limit=MOST_LISTED)["items"] for state in GOES_ON}
    watch = _watch(id)
    past = desk().get(TRACKER, "/enrolments", designation=id, limit=MOST_PAST, sort="-ends_on")
    return show(
        "incubation_base.html",
        base=shown,
        year=stood,
        at_year=year,
        programme=city().programme(shown["programme"], shown["programme_version"]),
        incubatees=[row for state in GOES_ON for row in rows[state]],
        past=[row for row in past["items"] if row["state"] not in GOES_ON],
        more_past=past.get("next"),
        sessions=sessions,
        months=_months(stood, sessions),
        watch=watch,
        near=[each for each in (watch or {}).get("becoming_grounds", ()) if (days_until(each["becomes_on"]) or 0) <= DAYS_AHEAD],
        late=owed["overdue"],
        due=owed["open"],
        work=desk().get(REGISTRY, "/proceedings", designation=id, state="running", limit=MOST_OWED)["items"],
        consultations=desk().get(TRACKER, "/consultations", designation=id, limit=5)["items"],
        profile=next(iter(desk().get(TRACKER, f"/bases/{id}/profiles", limit=1)["items"]), None),
        is_mine=_is_mine(shown),
    )


def _months(year: Document, sessions: list[Document]) -> list[Document]:
    """Return the plan of a year by month, with what was held in each."""
    planned = (year.get("plan") or {}).get("sessions", ())
    held: dict[int, list[Document]] = {}
    for each in reversed(sessions):
        held.setdefault(int(each["held_on"][5:7]), []).append(each)
    months = sorted({int(each["month"]) for each in planned} | set(held))
    return [{"month": month, "planned": [each for each in planned if int(each["month"]) == month], "held": held.get(month, [])} for month in months]


def _watch(id: str) -> Document | None:
    try:
        found: Document = desk().get(TRACKER, f"/watch/{id}")
        return found
    except Refusal:
        return None


def _is_mine(base: Document) -> bool:
    return any(role.organisation == base["organisation"]["code"] for role in desk().roles)


@page("/bases/<id:id>/profile", methods=("GET", "POST"), most_files=5)
def profile(id: str) -> Any:
    """Show with what a base works, and hand in a new edition of it."""
    shown, problem = desk().get(TRACKER, f"/bases/{id}"), None
    editions = desk().get(TRACKER, f"/bases/{id}/profiles", limit=20)["items"]
    typed: Document = editions[0] if editions else {"work_body": "", "rooms": [], "equipment": [], "teaching_material": []}
    if request.method == "POST":
        typed = _profile()
        try:
            typed["files"] = take_materials("tracker")
            desk().post(TRACKER, f"/bases/{id}/profiles", typed, key=request.form.get("key"))
            return redirect(url_for("pages.profile", id=id, done=1), 303)
        except Refusal as refusal:
            problem = refusal
            in_form_words(problem, {"work_body": "工作机构", "rooms": "场地", "equipment": "设备", "teaching_material": "教材课程", "note": "说明"})
    return show(
        "profile.html",
        problem.status if problem else 200,
        base=shown,
        editions=editions,
        typed=typed,
        problem=problem,
        is_mine=_is_mine(shown),
        key=(request.form.get("key") if problem else None) or new_id(),
    )


LISTS = {"rooms": ("name", "used_for", "seats"), "equipment": ("name", "count"), "teaching_material": ("title", "edition")}
"""The lists of a profile with what is asked of each row."""


def _profile() -> Document:
    """Return the profile that was typed; a row without its name is left out."""
    lists = {name: [row for row in _rows_of(name, members) if row.get(members[0])] for name, members in LISTS.items()}
    note, files = request.form.get("note", "").strip(), [each for each in request.form.getlist("files") if each]
    return {"work_body": request.form.get("work_body", "").strip(), **lists, "files": files} | ({"note": note} if note else {})


def _rows_of(name: str, members: tuple[str, ...]) -> list[Document]:
    columns = [request.form.getlist(f"{name}.{member}") for member in members]
    return [{member: _number(member, value) for member, value in zip(members, row, strict=True) if value.strip()} for row in zip(*columns, strict=False)]


def _number(member: str, value: str) -> Any:
    return whole(value.strip()) if member in ("seats", "count") else value.strip()


@page("/bases/<id:id>/plan", methods=("GET", "POST"))
def plan(id: str) -> Any:
    """Hand in the teaching plan of a year; the form begins with the plan that stands."""
    shown, problem = desk().get(TRACKER, f"/bases/{id}"), None
    only(_is_mine(shown))
    year = request.values.get("year", type=int) or reach().today().year
    if request.method == "POST":
        rows = [row for row in _rows_of("plan", ("month", "topic", "kind")) if row.get("topic")]
        sessions = [{**row, "month": whole(str(row["month"]))} for row in rows if row.get("month")]
        note = request.form.get("note", "").strip()
        try:
            desk().post(TRACKER, f"/bases/{id}/plans", {"year": year, "sessions": sessions} | ({"note": note} if note else {}), key=request.form.get("key"))
            return redirect(url_for("pages.base", id=id, year=year, done=1), 303)
        except Refusal as refusal:
            problem = refusal
            in_form_words(problem, {"sessions": "计划的培训", "year": "年度"})
    else:
        standing = desk().get(TRACKER, f"/bases/{id}/years/{year}").get("plan") or {}
        rows, note = list(standing.get("sessions", ())), standing.get("note") or ""
    return show(
        "plan.html",
        problem.status if problem else 200,
        base=shown,
        rows=[*rows, *({} for _ in range(max(3, 12 - len(rows))))],
        note=note,
        problem=problem,
        key=(request.form.get("key") if problem else None) or new_id(),
        year=year,
    )


@page("/bases/<id:id>/liaison", methods=("GET", "POST"))
def liaison(id: str) -> Any:
    """Name the base's liaison from today on."""
    shown, problem = desk().get(TRACKER, f"/bases/{id}"), None
    only(_is_mine(shown))
    if request.method == "POST":
        body = {name: value for name in ("name", "title", "phone", "email") if (value := request.form.get(name, "").strip())}
        try:
            desk().post(TRACKER, f"/bases/{id}/liaison", body, key=request.form.get("key"))
            return redirect(url_for("pages.base", id=id, done=1), 303)
        except Refusal as refusal:
            problem = refusal
            in_form_words(problem, {"name": "姓名", "title": "职务", "phone": "电话", "email": "电子邮箱"})
    return show("liaison.html", problem.status if problem else 200, base=shown, problem=problem, key=request.form.get("key") or new_id())
