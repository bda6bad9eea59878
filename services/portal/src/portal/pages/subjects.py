"""A file on one page: an application, a proceeding or an enrolment with form, materials, findings, history and deadlines, and what can be done now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import g, redirect, request, url_for

from fuyu.ids import new_id
from fuyu.problems import Problem
from portal.acting import OpenStep, act_of, entry_of, open_steps, titles_of
from portal.asking import REGISTRY, TRACKER, Refusal
from portal.forms import ask, faults_by_name, put_beside, read, titles_by_name
from portal.knowing import Document, Programme
from portal.pages.frame import city, desk, only, page, show, version_to_name
from portal.pages.incubations import of_enrolment
from portal.pages.uploads import take_materials
from portal.telling import in_form_words


@dataclass(frozen=True)
class Kind:
    """One kind of file: which service keeps it, where, and which page shows it."""

    name: str
    title: str
    service: str
    path: str
    endpoint: str
    template: str


APPLICATION = Kind("application", "申报", REGISTRY, "/applications", "pages.application", "application.html")
PROCEEDING = Kind("proceeding", "事项", REGISTRY, "/proceedings", "pages.proceeding", "proceeding.html")
ENROLMENT = Kind("enrolment", "入孵", TRACKER, "/enrolments", "pages.enrolment", "enrolment.html")
KINDS = {kind.name: kind for kind in (APPLICATION, PROCEEDING, ENROLMENT)}


def _load(kind: Kind, id: str) -> tuple[Document, str, Programme]:
    record, version = desk().versioned(kind.service, f"{kind.path}/{id}")
    return record, version, city().programme(record["programme"], record["programme_version"])


def show_file(kind: Kind, id: str, typed: Mapping[str, Any] | None = None, problem: Problem | None = None) -> Any:
    """Show a file; after a refusal with what was typed and what is wrong with it."""
    record, version, programme = _load(kind, id)
    record["steps"] = [{**told, "draft": _draft(id, told)} if "sheet" in told else told for told in record.get("steps", ())]
    steps = open_steps(desk(), programme, record, typed)
    more = _of_application(record, programme) if kind is APPLICATION else of_enrolment(record, programme) if kind is ENROLMENT else {}
    return show(
        kind.template,
        problem.status if problem else 200,
        kind=kind,
        record=record,
        version=version,
        programme=programme,
        steps=steps,
        findings=_findings(kind, record, steps),
        typed=typed or {},
        problem=problem,
        unplaced=_unplaced(record, steps, typed or {}),
        key=new_id(),
        **more,
    )


def _draft(id: str, told: Document) -> Document:
    """Return what the person has filled in so far of the sheet at a step of an application; nothing where nothing was."""
    try:
        kept: Document = desk().get(REGISTRY, f"/applications/{id}/steps/{told['name']}/draft")["entry"]
    except Refusal:
        return {}
    return kept


def _unplaced(record: Document, steps: list[OpenStep], typed: Mapping[str, Any]) -> list[Any]:
    """Return what was typed for a word that nobody can say any more: it has no place of its own on the page, and is shown so that it is not lost."""
    known = {f"{step.told['process']}.{step.told['name']}.{way.word}" for step in steps for way in step.ways}
    known |= {f"withdraw.{each['process']}" for each in record.get("offers", ()) if each["at"] == "withdrawals"}
    if not typed or typed["way"] in known:
        return []
    body = typed["body"]
    return [each for each in (body.get("reason"), body.get("number"), *body.get("entry", {}).values()) if each not in (None, "", [], {})]


def _of_application(record: Document, programme: Programme) -> dict[str, Any]:
    call = desk().get(REGISTRY, f"/calls/{record['call']}")
    acts = (record.get("walk") or {}).get("acts", [])
    stands = programme.step(programme.entry()["name"], record["stands_at"]) if record.get("stands_at") else {}
    back = [act for act in acts if act["does"] == "return"] if stands.get("kind") == "submit" else []
    return {
        "returned": back[-1] if back else None,
        "call": call,
        "fields": ask(programme.told["form"], record.get("form"), "form"),
        "is_mine": _is_mine(record),
        "papers": _papers(record, programme),
        "identity": {paper["file"]: paper for paper in record.get("identity_papers", ())},
    }


def _is_mine(record: Document) -> bool:
    return any(role.organisation == record["organisation"]["code"] for role in desk().roles)


def _papers(record: Document, programme: Programme) -> list[dict[str, Any]]:
    """Return the checklist of materials with the files that are there, and whether the person hands one in now (`is_mine`)."""
    files, steps = record.get("materials", {}), _steps_of_mine(record, programme)
    submits = _submits(programme)
    known = [{**each, "files": files.get(each["key"], []), "is_mine": (each["needed_at"] or submits) in steps} for each in programme.materials()]
    named = {material["key"] for material in known}
    return known + [{"key": key, "title": key, "clause": None, "files": value, "is_mine": False} for key, value in files.items() if key not in named]


def _steps_of_mine(record: Document, programme: Programme) -> set[str]:
    """Return the open steps at which one of the person's roles acts: whose step it is hands in the papers that it needs."""
    own = {role.actor for role in desk().roles if role.organisation in (None, record["organisation"]["code"])}
    entry = programme.entry()["name"]
    return {step["name"] for step in record.get("steps", ()) if programme.step(entry, step["name"]).get("by") in own}


def _submits(programme: Programme) -> str | None:
    """Return the step at which an application is handed in."""
    return next((step["name"] for step in programme.entry()["steps"] if step["kind"] == "submit"), None)


def _findings(kind: Kind, record: Document, steps: Any) -> dict[str, list[Document]]:
    """Return what the rules find now at each open step at which the person acts; where the rules cannot answer, the page shows without."""
    if kind is not APPLICATION:
        return {}
    found: dict[str, list[Document]] = {}
    for step in steps:
        if step.ways and step.told["process"] == record.get("walk", {}).get("process"):
            try:
                told = desk().get(REGISTRY, f"/applications/{record['id']}/steps/{step.told['name']}/findings")
                found[step.told["name"]] = told["findings"]
            except Problem:
                continue
    return found


@page("/applications/<id:id>")
def application(id: str) -> Any:
    """Show an application."""
    return show_file(APPLICATION, id)


@page("/proceedings/<id:id>")
def proceeding(id: str) -> Any:
    """Show a proceeding."""
    return show_file(PROCEEDING, id)


@page("/enrolments/<id:id>")
def enrolment(id: str) -> Any:
    """Show where an incubatee stands."""
    return show_file(ENROLMENT, id)


@page("/<any(applications, proceedings, enrolments):name>/<id:id>/acts", methods=("POST",))
def act(name: str, id: str) -> Any:
    """Act at a step; a refusal shows the page again with what was typed and what is wrong with it."""
    kind = KINDS[name.removesuffix("s")]
    record, _, programme = _load(kind, id)
    body = act_of(programme, request.form)
    if kind is not ENROLMENT:
        body.pop("process", None)
    try:
        desk().post(kind.service, f"{kind.path}/{id}/acts", body, key=request.form.get("key"), version=request.form.get("version"))
    except Refusal as problem:
        way = ".".join(request.form.get(part, "") for part in ("process", "step", "does"))
        typed = {"way": way, "entry": body.get("entry"), "body": body, "errors": faults_by_name(problem, "entry", "entry")}
        g.portal_typed = typed
        in_form_words(problem, titles_of(programme, request.form.get("process", ""), request.form.get("step", ""), record))
        return show_file(kind, id, typed, problem)
    return redirect(url_for(kind.endpoint, id=id, done=1), 303)


@page("/applications/<id:id>/form")
def application_form(id: str) -> Any:
    """Show the form of an application to who fills it in."""
    record, version, programme = _load(APPLICATION, id)
    more = _of_application(record, programme)
    only(more["is_mine"])
    left = put_beside(more["fields"], _findings_on(record, programme), "form")
    for paper in more["papers"]:
        paper["findings"] = [each for each in left if each.get("fact") == f"materials.{paper['key']}" and each.get("outcome") not in ("met", "exempt")]
    others = [each for each in left if not str(each.get("fact", "")).startswith("materials.")]
    return show("application_form.html", record=record, version=version, programme=programme, problem=None, others=others, **more)


def _findings_on(record: Document, programme: Programme) -> list[Document]:
    """Return what the rules find now about handing in what was typed so far; nothing where it cannot be handed in."""
    submits = _submits(programme)
    if submits is None or not any(step["name"] == submits for step in record.get("steps", ())):
        return []
    try:
        found: list[Document] = desk().get(REGISTRY, f"/applications/{record['id']}/steps/{submits}/findings")["findings"]
        return found
    except Refusal:
        return []


@page("/applications/<id:id>/materials", methods=("POST",), most_files=5)
def add_material(id: str) -> Any:
    """Add files to one of the materials, whose content the service looks at first, or take one out: who applies, or who acts at the step that needs it."""
    record, version, programme = _load(APPLICATION, id)
    key, without = request.form.get("material", ""), request.form.get("without")
    only(_is_mine(record) or any(paper["is_mine"] for paper in _papers(record, programme) if paper["key"] == key))
    there = record.get("materials", {}).get(key, [])
    files = [file for file in there if file != without] + take_materials("registry")
    if files != there:
        desk().patch(REGISTRY, f"/applications/{id}", {"materials": {**record.get("materials", {}), key: files}}, version)
    back = "pages.application_form" if _submits(programme) in _steps_of_mine(record, programme) else "pages.application"
    return redirect(url_for(back, id=id, saved=1, _anchor=f"m-{key}"), 303)


@page("/applications/<id:id>/form", methods=("POST",))
def save_form(id: str) -> Any:
    """Save what was typed so far; the browser sends it by itself after each change, and a button sends it too.

    What was saved elsewhere in between is overwritten by the button alone, once the page told of it; never by what the browser sends by itself.
    """
    record, version, programme = _load(APPLICATION, id)
    only(_is_mine(record))
    typed = read(programme.told["form"], request.form, "form")
    try:
        saved = desk().patch(REGISTRY, f"/applications/{id}", {"form": typed}, request.form.get("version", ""))
    except Refusal as problem:
        errors = faults_by_name(problem, "form", "form")
        in_form_words(problem, titles_by_name(programme.told["form"], "form"))
        if request.headers.get("HX-Request"):
            return show("_saved.html", 200, problem=problem, version=request.form.get("version") or version)
        fields, version = ask(programme.told["form"], typed, "form", errors), version_to_name(version, problem)
        more = _of_application(record, programme) | {"fields": fields}
        return show("application_form.html", problem.status, record=record, version=version, programme=programme, problem=problem, others=[], **more)
    if request.headers.get("HX-Request"):
        return show("_saved.html", problem=None, version=f'"{saved["version"]}"')
    return redirect(url_for("pages.application", id=id, saved=1), 303)


@page("/applications/<id:id>/sheet", methods=("POST",))
def save_sheet(id: str) -> Any:
    """Save what is filled in so far of a sheet; the browser sends it by itself after each change."""
    record, _, programme = _load(APPLICATION, id)
    process, step, does = programme.entry()["name"], request.form.get("step", ""), request.form.get("does", "")
    entry, refused = entry_of(programme.step(process, step), does, request.form), None
    try:
        desk().put(REGISTRY, f"/applications/{id}/steps/{quote(step, safe='')}/draft", {"entry": entry})
    except Refusal as problem:
        in_form_words(problem, titles_of(programme, process, step, record))
        if not request.headers.get("HX-Request"):
            raise
        refused = problem
    if request.headers.get("HX-Request"):
        return show("_sheet_saved.html", problem=refused)
    return redirect(url_for("pages.application", id=id, saved=1), 303)
