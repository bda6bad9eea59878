"""What a base and its incubatees do about an incubation beside its steps: propose a company, tick off services, open a process."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from fuyu.ids import new_id
from portal.acting import act_of, titles_of, words_at
from portal.asking import REGISTRY, TRACKER, Refusal
from portal.forms import ask, faults_by_name
from portal.knowing import Document
from portal.pages.frame import city, desk, only, page, reach, show
from portal.pages.subjects import ENROLMENT, show_file
from portal.pages.uploads import take_materials
from portal.telling import in_form_words


@page("/bases/<id:id>/enrolments/new", methods=("GET", "POST"))
def new_enrolment(id: str) -> Any:
    """Propose a company for a base."""
    base, problem = desk().get(TRACKER, f"/bases/{id}"), None
    only(_is_ones(base["organisation"]["code"]))
    if request.method == "POST":
        company = {name: request.form.get(name, "").strip() for name in ("code", "name", "district")}
        promised = [each for each in request.form.getlist("promised") if each]
        try:
            made = desk().post(TRACKER, "/enrolments", {"designation": id, "incubatee": company, "promised": promised}, key=request.form.get("key"))
            return redirect(url_for("pages.enrolment", id=made["id"], done=1), 303)
        except Refusal as refusal:
            problem = refusal
            in_form_words(problem, {"incubatee.name": "企业名称", "incubatee.code": "统一社会信用代码", "incubatee.district": "区县", "promised": "承诺的服务"})
    return show(
        "enrolment_new.html", problem.status if problem else 200, base=base, problem=problem, typed=request.form, key=request.form.get("key") or new_id()
    )


@page("/enrolments/<id:id>/services-given", methods=("POST",))
def give_service(id: str) -> Any:
    """Tick off a promised service as given on a day."""
    body = {"service": request.form.get("service", ""), "given_on": request.form.get("given_on") or reach().today().isoformat()}
    return _tick(id, "services-given", body)


@page("/enrolments/<id:id>/key-steps-done", methods=("POST",))
def tick_key_step(id: str) -> Any:
    """Tick off a step of a special plan as done on a day."""
    body = {"number": request.form.get("number", type=int) or 0, "done_on": request.form.get("done_on") or reach().today().isoformat()}
    note = request.form.get("note", "").strip()
    return _tick(id, "key-steps-done", body | ({"note": note} if note else {}))


def _is_ones(code: str) -> bool:
    return any(role.organisation == code for role in desk().roles)


def _tick(id: str, what: str, body: Document) -> Any:
    """Tick something off at an enrolment; a refusal shows its page with what is wrong."""
    try:
        desk().post(TRACKER, f"/enrolments/{id}/{what}", body, key=request.form.get("key"), version=request.form.get("version"))
    except Refusal as problem:
        return show_file(ENROLMENT, id, {}, problem)
    return redirect(url_for("pages.enrolment", id=id, done=1), 303)


@page("/enrolments/<id:id>/consultations/new", methods=("GET", "POST"), most_files=5)
def new_consultation(id: str) -> Any:
    """Log what the base did for one incubatee alone."""
    record, problem = desk().get(TRACKER, f"/enrolments/{id}"), None
    only(_is_ones(record["base"]["code"]))
    typed: Document = {"held_on": reach().today().isoformat(), "files": []}
    if request.method == "POST":
        typed = {name: value for name in CONSULTATION if (value := request.form.get(name, "").strip())}
        typed["files"] = [each for each in request.form.getlist("files") if each]
        try:
            typed["files"] = take_materials("tracker")
            made = desk().post(TRACKER, "/consultations", {"enrolment": id, **typed}, key=request.form.get("key"))
            return redirect(url_for("pages.consultation", id=made["id"], done=1), 303)
        except Refusal as refusal:
            problem = refusal
            in_form_words(problem, CONSULTATION)
    return show(
        "consultation_new.html",
        problem.status if problem else 200,
        record=record,
        kinds=("consulting", "diagnosis", "benchmarking"),
        typed=typed,
        problem=problem,
        key=(request.form.get("key") if problem else None) or new_id(),
    )


CONSULTATION = {"held_on": "日期", "kind": "形式", "what": "内容", "by_whom": "由谁提供", "hours": "课时"}


@page("/consultations/<id:id>")
def consultation(id: str) -> Any:
    """Show a consultation with its papers."""
    return show("consultation.html", held=desk().get(TRACKER, f"/consultations/{id}"))


@page("/<any(enrolments, designations, applications):over>/<id:id>/open/<string:process>", methods=("GET", "POST"))
def open_process(over: str, id: str, process: str) -> Any:
    """Open a process by its first act: ask for an extension, complain, claim money, report a change."""
    service = TRACKER if over == "enrolments" else REGISTRY
    record, version = desk().versioned(service, f"/{over}/{id}")
    programme = city().programme(record["programme"], record["programme_version"])
    declared = programme.process(process)
    only(any(role.actor in declared.get("opened_by", ()) for role in desk().roles))
    first: Document = declared["steps"][0] if declared["steps"] else {"name": "", "words": []}
    problem, typed = None, {}
    if request.method == "POST":
        body = act_of(programme, request.form)
        try:
            return redirect(_opened(over, service, id, process, body, version), 303)
        except Refusal as refusal:
            problem, typed = refusal, {"entry": body.get("entry"), "body": body, "errors": faults_by_name(refusal, "entry", "entry")}
            in_form_words(refusal, titles_of(programme, process, first["name"]))
    fields = ask(first["form"], typed.get("entry"), "entry", typed.get("errors")) if first.get("form") else []
    return show(
        "process_new.html",
        problem.status if problem else 200,
        over=over,
        record=record,
        programme=programme,
        process=declared,
        first=first,
        words=words_at(first),
        fields=fields,
        typed=typed,
        problem=problem,
        is_by_another=over == "designations" and not any(role.organisation == record["organisation"]["code"] for role in desk().roles if role.organisation),
        key=request.form.get("key") or new_id(),
    )


def _opened(over: str, service: str, id: str, process: str, body: dict[str, Any], version: str) -> str:
    """Open the process and return where to go then."""
    if over == "enrolments":
        desk().post(service, f"/enrolments/{id}/acts", {**body, "process": process}, key=request.form.get("key"), version=version)
        return url_for("pages.enrolment", id=id, done=1)
    made = desk().post(service, f"/{over}/{id}/proceedings", {**body, "process": process}, key=request.form.get("key"), version=version)
    return url_for("pages.proceeding", id=made["id"], done=1)
