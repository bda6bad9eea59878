"""Activities at bases: planned by a programme's office, read by those concerned, recorded with who came, or cancelled with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, request, url_for

from fuyu.ids import new_id
from fuyu.problems import NotFound, Problem
from portal.asking import REGISTRY, TRACKER, Refusal
from portal.knowing import Document, Programme
from portal.pages.calls import overridable
from portal.pages.frame import city, desk, only, page, reach, show, version_to_name
from portal.pages.lists import DESIGNATION, PROGRAMME, SINCE, UNTIL, Choice, Column, List, listing, programme_of
from portal.pages.uploads import take_materials
from portal.states import state_title
from portal.telling import in_form_words

MOST_BASES, MOST_EXPERTS = 1_000, 500
STATES = ("planned", "held", "cancelled")
ACTIVITIES = List(
    "activities",
    "活动",
    TRACKER,
    "/activities",
    (
        Column("名称", lambda row: row["title"]),
        Column("日期", lambda row: row["held_on"] or row["planned_on"], "day", "planned_on"),
        Column("形式", lambda row: city().says(row["kind_title"])),
        Column("项目", programme_of),
        Column("状态", lambda row: f"activity {row['state']}", "state"),
    ),
    "pages.activity",
    (Choice("state", "状态", lambda: [(each, state_title(f"activity {each}")) for each in STATES]), PROGRAMME, SINCE, UNTIL, DESIGNATION),
)
TYPED = ("kind", "title", "planned_on", "host", "experts", "note")
ASKED = {
    "kind": "形式",
    "title": "名称",
    "planned_on": "日期",
    "host": "举办地点",
    "guests": "参加单位",
    "experts": "专家",
    "assigned": "专家库中的专家",
    "note": "说明",
    "held_on": "举办日期",
    "outcome": "活动情况",
    "came": "实际参加",
    "files": "材料",
    "reason": "取消理由",
}


@page("/activities")
def activities() -> Any:
    """List the activities that concern one."""
    return listing(ACTIVITIES, template="activities.html", mine=city().doing("activities"))


@page("/activities/new", methods=("GET", "POST"))
def plan_activity() -> Any:
    """Plan an activity of a programme; those concerned hear of it."""
    mine, problem = city().doing("activities"), None
    only(bool(mine))
    programme = _chosen(mine)
    posted = request.form if request.method == "POST" else request.args  # A link may name kind and guests; what is unticked then stays so.
    typed = {name: posted.get(name, "").strip() for name in TYPED} | {name: posted.getlist(name) for name in ("guests", "assigned")}
    if request.method == "POST":
        reasons = {key.removeprefix("override."): value.strip() for key, value in request.form.items() if key.startswith("override.") and value.strip()}
        body = {"programme": programme.told["id"], "overrides": reasons} | {name: value for name, value in typed.items() if value}
        try:
            made = desk().post(TRACKER, "/activities", body, key=request.form.get("key"))
            return redirect(url_for("pages.activity", id=made["id"], done=1), 303)
        except Refusal as refusal:
            problem = refusal
            in_form_words(problem, ASKED)
    return show(
        "activity_new.html",
        problem.status if problem else 200,
        programme=programme,
        kinds=programme.told["activities"]["kinds"],
        bases=sorted(desk().all(TRACKER, "/bases", MOST_BASES, programme=programme.told["id"], state="held"), key=lambda row: row["organisation"]["name"]),
        experts=_experts(),
        typed={"planned_on": reach().today().isoformat()} | {name: value for name, value in typed.items() if value},
        problem=problem,
        overridable=overridable(problem),
        key=request.form.get("key") or new_id(),
    )


def _chosen(mine: list[Programme]) -> Programme:
    """Return the programme that the address names, of those whose activities are the person's to plan; the only one where it names none."""
    wanted = request.values.get("programme") or mine[0].told["id"]
    found = next((each for each in mine if each.told["id"] == wanted), None)
    if found is None:
        raise NotFound(f"{wanted} declares no activities that you plan.", field="programme", found=wanted)
    return found


def _experts() -> list[Document]:
    """Return the experts of the city's pool; none where they are not this person's to see."""
    try:
        return desk().all(REGISTRY, "/experts", MOST_EXPERTS)
    except Refusal:
        return []


@page("/activities/<id:id>")
def activity(id: str) -> Any:
    """Show an activity with those concerned and what came of it."""
    return _one(id)


@page("/activities/<id:id>/record", methods=("POST",), most_files=5)
def record_activity(id: str) -> Any:
    """Record that an activity was held, what came of it, and who took part."""
    try:
        told = {name: value for name in ("held_on", "outcome") if (value := request.form.get(name, "").strip())}
        return _sent(id, "record", told | {"came": request.form.getlist("came"), "files": take_materials("tracker")})
    except Refusal as problem:
        return _one(id, problem, "record")


@page("/activities/<id:id>/cancellation", methods=("POST",))
def cancel_activity(id: str) -> Any:
    """Cancel an activity with a reason."""
    try:
        return _sent(id, "cancellation", {"reason": request.form.get("reason", "").strip()})
    except Refusal as problem:
        return _one(id, problem, "cancellation")


def _sent(id: str, what: str, body: Mapping[str, Any]) -> Any:
    desk().post(TRACKER, f"/activities/{id}/{what}", body, key=request.form.get("key"), version=request.form.get("version"))
    return redirect(url_for("pages.activity", id=id, done=1), 303)


def _one(id: str, problem: Problem | None = None, at: str = "") -> Any:
    """Show an activity; `at` is the form that was refused."""
    told, version = desk().versioned(TRACKER, f"/activities/{id}")
    if problem is not None:
        in_form_words(problem, ASKED)
    is_mine = any(each.told["id"] == told["programme"] for each in city().doing("activities"))
    return show(
        "activity.html",
        problem.status if problem else 200,
        activity=told,
        programme=city().programme(told["programme"], told["programme_version"]),
        version=version_to_name(version, problem),
        guests=[each for each in told["bases"] if each["designation"] != told["host"]],
        leads={each["designation"] for each in told["bases"] if _sees_base(each)},
        names={each["person"]: each["name"] for each in _experts()} if told["assigned"] else {},
        may_mark=is_mine and told["state"] == "planned",
        problem=problem,
        at=at,
        key=request.form.get("key") or new_id(),
    )


def _sees_base(base: Document) -> bool:
    """Claim that one of the person's roles sees a base that an activity concerns: an office, its own district, and the base's own people."""
    return any(
        role.organisation == base["code"] or role.actor == "operator" or (role.office and role.district in (None, base["district"])) for role in desk().roles
    )
