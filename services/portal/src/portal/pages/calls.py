"""Calls: opened, applied in, and taken through the steps that run over their whole list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask import redirect, request, url_for

from fuyu.ids import new_id
from fuyu.problems import Problem
from fuyu.process.proposing import SECOND
from portal.acting import Word, entry_of, titles_of, words_at
from portal.asking import REGISTRY, TRACKER, Refusal
from portal.forms import ask, faults_by_name, whole
from portal.knowing import Document, Programme
from portal.pages.frame import city, desk, only, page, reach, show, version_to_name
from portal.pages.organisations import unregistered
from portal.telling import in_form_words

MOST = 2_000
ON_LIST = ("listed",)
CLOSE_STAGE = "close_stage"
NOT_OVER_A_LIST = frozenset({"assign", "release", "declare", "ask", "answer", *SECOND})
"""Words that have a form of their own, or are said of one file."""
MOST_GUESTS = 50
"""More would make an address too long."""


@page("/calls")
def calls() -> Any:
    """List the calls of the city."""
    told = desk().get(REGISTRY, "/calls", limit=50, cursor=request.args.get("cursor"))
    rows = [{"call": call, "programme": city().programme(call["programme"], call["programme_version"])} for call in told["items"]]
    return show("calls.html", rows=rows, following=told.get("next"), programmes=list(_openable()))


def _known(id: str) -> str:
    """Return a programme of which the person opens calls; raise Forbidden for every other."""
    only(any(each["id"] == id for each in _openable()))
    return id


def _openable() -> Iterator[Document]:
    """Yield the programmes of which one of the person's roles opens calls."""
    actors = {role.actor for role in desk().roles if role.office}
    for each in city().latest():
        steps = city().programme(str(each["id"]), str(each["version"])).entry()["steps"]
        if any(step["kind"] == "announce" and step.get("by") in actors for step in steps):
            yield each


@page("/calls/new", methods=("GET", "POST"))
def new_call() -> Any:
    """Open a call of a programme."""
    programme = city().programme(_known(request.values.get("programme", "")))
    announced: Document = next((step for step in programme.entry()["steps"] if step["kind"] == "announce"), {})
    problem, typed = None, {}
    if request.method == "POST":
        body = _call_body(programme, announced)
        try:
            made = desk().post(REGISTRY, "/calls", body, key=request.form.get("key"))
            return redirect(url_for("pages.call", id=made["id"], done=1), 303)
        except Refusal as refusal:
            problem, typed = refusal, {"entry": body.get("entry"), "errors": faults_by_name(refusal, "entry", "entry")}
            in_form_words(refusal, CALL | titles_of(programme, programme.entry()["name"], str(announced.get("name", ""))))
    fields = ask(announced["form"], typed.get("entry"), "entry", typed.get("errors")) if announced.get("form") else []
    return show(
        "call_new.html",
        problem.status if problem else 200,
        programme=programme,
        announced=announced,
        fields=fields,
        problem=problem,
        overridable=overridable(problem),
        form=request.form,
        key=request.form.get("key") or new_id(),
        year=reach().today().year,
    )


def _call_body(programme: Programme, announced: Document) -> dict[str, Any]:
    posted = request.form
    body: dict[str, Any] = {"programme": programme.told["id"]} | {
        name: value for name in ("title", "closes_on", "starts_on", "number", "host") if (value := posted.get(name, "").strip())
    }
    body["year"] = whole(posted.get("year", "").strip())
    body |= {name: found for name in ("industries", "directions") if (found := _lines(posted.get(name, "")))}
    if announced.get("form"):
        body["entry"] = entry_of(announced, "announce", posted)
    overrides = _by_row(posted, "override.")
    return body | ({"overrides": overrides} if overrides else {})


CALL = {
    "year": "年度",
    "title": "名称",
    "number": "文号",
    "closes_on": "申报截止",
    "starts_on": "周期起始",
    "host": "承办单位",
    "industries": "行业",
}
"""What the parts of a call are called on its form."""
OVER_A_CALL = {
    "entry.present": "到会人数",
    "entry.yes": "赞成票",
    "entry.aside": "回避人数",
    "entry.chosen": "决定",
    "entry.reasons": "偏离建议的理由",
    "entry.refused": "不予通过的理由",
    "entry.department": "部门",
    "entry.opinion": "意见",
}
"""What the parts of an act over a whole list are called on its form."""


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@page("/calls/<id:id>")
def call(id: str) -> Any:
    """Show a call: its applications by step, its lists, and what can be done over the whole list."""
    return _call_page(id)


def _call_page(id: str, problem: Problem | None = None) -> Any:
    shown, version = desk().versioned(REGISTRY, f"/calls/{id}")
    programme = city().programme(shown["programme"], shown["programme_version"])
    if problem is not None:
        in_form_words(problem, OVER_A_CALL | titles_of(programme, programme.entry()["name"], request.form.get("step", "")))
    rows = desk().all(REGISTRY, "/applications", MOST, call=id)
    process = programme.entry()
    titles = {step["name"]: step["title"] for step in process["steps"]}
    may_apply = _may_apply(programme, shown, rows)
    to_register, served = unregistered(may_apply), _served(programme, id)
    return show(
        "call.html",
        problem.status if problem else 200,
        call=shown,
        version=version_to_name(version, problem),
        programme=programme,
        process=process,
        rows=rows,
        is_more=len(rows) >= MOST,
        names={row["id"]: row["organisation"]["name"] for row in rows},
        counts=Counter(row.get("stands_at") or row["state"] for row in rows),
        titles=titles,
        steps=_steps_over_call(programme, process, shown, rows),
        past=[each for each in shown["sittings"] if each.get("closed_on")],
        standing=_standing(programme, id),
        served=served,
        to_teach=_to_teach(programme, served),
        may_apply=[code for code in may_apply if code not in to_register],
        to_register=to_register,
        districts=city().districts() if to_register else [],
        problem=problem,
        overridable=overridable(problem),
        typed=request.form,
        key=request.form.get("key") or new_id(),
    )


def _steps_over_call(programme: Programme, process: Document, call: Document, rows: list[Document]) -> list[dict[str, Any]]:
    """Return the steps over the whole call at which something waits or a list is open, with what the person may do there."""
    actors, proposals, found = {role.actor for role in desk().roles}, None, []
    for step in process["steps"]:
        if step.get("over") != "call" or step["kind"] == "announce":
            continue
        waiting = [row for row in rows if row.get("stands_at") == step["name"]]
        sitting = next((each for each in call["sittings"] if each["step"] == step["name"] and not each.get("closed_on")), None)
        if not waiting and sitting is None:
            continue
        may = step.get("by") in actors
        proposals = _proposals(call["id"]) if may and proposals is None else proposals or {}
        known = {row["id"]: row for row in rows}
        listed = [known[row["application"]] for row in sitting["rows"] if row["state"] in ON_LIST and row["application"] in known] if sitting else waiting
        selection = _selection(call, step) if may and step["kind"] == "choose" else None
        proposed = proposals.get(step["name"], {})
        found.append(
            {
                "step": step,
                "waiting": listed,
                "held": [known[row["application"]] for row in sitting["rows"] if row["state"] == "held" and row["application"] in known] if sitting else [],
                "sitting": sitting,
                "may": may,
                "may_answer": step.get("answered_by") in actors,
                "selection": selection,
                "selected": {row["application"]: row for row in selection["rows"]} if selection else {},
                "asked": _asked_departments(sitting),
                "proposed": proposed.get("proposed"),
                "second": [word for word in proposed.get("words", ()) if word in SECOND],
                "ways": _words_now(step, sitting),
                "is_open": sitting is not None or _is_ready(call, process, step, rows),
            }
        )
    return found


def _is_ready(call: Document, process: Document, step: Document, rows: list[Document]) -> bool:
    """Claim that nobody is before a step any more and the time to apply is over; the service has the last word."""
    names = [each["name"] for each in process["steps"]]
    before = set(names[: names.index(step["name"])])
    closes = (call.get("closes") or {}).get("on")
    is_over = (closes is not None and reach().today().isoformat() > closes) or any(each.get("closed_early_because") for each in call["sittings"])
    return is_over and not any(row["state"] == "running" and row.get("stands_at") in before for row in rows)


def _words_now(step: Document, sitting: Document | None) -> list[Word]:
    """Return what can be said over a whole list now."""
    published = bool(sitting and sitting.get("published_on"))
    until = ((sitting or {}).get("ends") or {}).get("on")
    is_over = published and (until is None or reach().today().isoformat() > until)
    too_early_or_late = {word for word, is_so in (("publish", published), ("conclude", not is_over)) if is_so}
    return words_at(step, NOT_OVER_A_LIST | too_early_or_late)


def _asked_departments(sitting: Document | None) -> list[dict[str, Any]]:
    """Return the departments that were asked at a step, each with its opinion and the day by which it is due."""
    asked: dict[str, dict[str, Any]] = {}
    for act in (sitting or {}).get("acts", ()):
        if act["does"] == "ask":
            for name in act["entry"].get("departments", ()):
                asked[name] = {"name": name, "due_on": act["entry"].get("due_on"), "opinion": None}
        if act["does"] == "answer" and act["entry"].get("department") in asked:
            asked[act["entry"]["department"]] |= {"opinion": act["entry"].get("opinion"), "on": act["on"]}
    return list(asked.values())


def _proposals(id: str) -> dict[str, Document]:
    """Return what waits for a second person at the steps of a call."""
    return {each["step"]: each for each in desk().get(REGISTRY, f"/calls/{id}/proposals")["steps"]}


def _served(programme: Programme, id: str) -> list[Document]:
    """Return what teaching the holders of a call are owed, to an office, those first who were left without it; nothing where that cannot be asked."""
    if not programme.told.get("activities") or not any(role.office for role in desk().roles):
        return []
    try:
        told = desk().get(TRACKER, f"/calls/{id}/served")
    except Problem:
        return []
    order = ("not served", "awaited", "served")
    rows = [{**row, "state": "served" if row["is_served"] else "not served" if row in told["not_served"] else "awaited"} for row in told["items"]]
    return sorted(rows, key=lambda row: (order.index(row["state"]), row["due_on"]))


def _to_teach(programme: Programme, served: list[Document]) -> list[Document]:
    """Return the kinds of teaching that the person plans and somebody still lacks; where the office is the host, with those who lack it as its guests."""
    if all(each.told["id"] != programme.told["id"] for each in city().doing("activities")):
        return []
    lacking: dict[str, list[str]] = {}
    for row in served:
        if not row["is_served"]:
            lacking.setdefault(row["key"].rpartition("/")[2], []).append(row["designation"])
    return [
        {"kind": kind, "guests": [] if kind["has_host"] else lacking[kind["name"]][:MOST_GUESTS]}
        for kind in programme.told["activities"]["kinds"]
        if kind["name"] in lacking
    ]


def _standing(programme: Programme, id: str) -> Document | None:
    """Return how many hold each class of a call, where its programme has classes and an office looks at it."""
    if not any(grant.get("classes") for grant in programme.told["grants"]) or not any(role.office for role in desk().roles):
        return None
    found: Document = desk().get(REGISTRY, f"/calls/{id}/standing")
    return found


def _selection(call: Document, step: Document) -> Document | None:
    try:
        found: Document = desk().get(REGISTRY, f"/calls/{call['id']}/steps/{step['name']}/selection")
        return found
    except Refusal:
        return None


def _may_apply(programme: Programme, call: Document, rows: list[Document]) -> list[str]:
    """Return the organisations of the person that may begin an application in this call, once they are registered."""
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
    """Act at a step over the whole call; a refusal shows the page again with what was typed."""
    posted = request.form
    does = posted.get("does", "")
    body: dict[str, Any] = {"step": posted.get("step", ""), "does": does, "entry": ENTRIES[does](posted) if does in ENTRIES else _refused(posted)}
    body |= {name: value for name in ("reason", "number") if (value := posted.get(name, "").strip())}
    overrides = _by_row(posted, "override.")
    body |= {"overrides": overrides} if overrides else {}
    try:
        desk().post(REGISTRY, f"/calls/{id}/acts", body, key=posted.get("key"), version=posted.get("version"))
    except Refusal as problem:
        return _call_page(id, problem)
    return redirect(url_for("pages.call", id=id, done=1), 303)


def overridable(problem: Problem | None) -> list[Document]:
    """Return the warnings that stand in the way and may be overridden with a reason."""
    findings: list[Document] = list(problem.members.get("findings", ())) if problem else []
    return [each for each in findings if each.get("weight") == "warning" and each.get("outcome") in ("not met", "unknown")]


def _by_row(posted: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {key.removeprefix(prefix): value.strip() for key, value in posted.items() if key.startswith(prefix) and value.strip()}


def _counts(posted: Mapping[str, str], prefix: str) -> dict[str, Any]:
    return {name: whole(value) for name, value in _by_row(posted, prefix).items()}


def _choice(posted: Mapping[str, str]) -> dict[str, Any]:
    return {name: found for name, prefix in (("chosen", "chosen."), ("reasons", "why.")) if (found := _by_row(posted, prefix))}


def _votes(posted: Mapping[str, str]) -> dict[str, Any]:
    present, aside = posted.get("present", "").strip(), {name: count for name, count in _counts(posted, "aside.").items() if count}
    entry: dict[str, Any] = {"present": whole(present), "yes": _counts(posted, "yes.")}
    return entry | ({"aside": aside} if aside else {})


def _refused(posted: Mapping[str, str]) -> dict[str, Any]:
    refused = _by_row(posted, "refused.")
    return {"refused": refused} if refused and posted.get("does") not in (*SECOND, CLOSE_STAGE) else {}


ENTRIES: Mapping[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "choose": _choice,
    "vote": _votes,
    "ask": lambda posted: {"departments": _lines(posted.get("departments", ""))},
    "answer": lambda posted: {name: posted.get(name, "").strip() for name in ("department", "opinion")},
}
"""What is sent with each word that asks for more than a reason."""
