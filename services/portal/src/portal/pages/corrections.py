"""Acts beside the steps: a receipt on paper, misconduct, and what was written down wrongly, corrected with a reason; the services tell who may (`offers`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import redirect, request, url_for

from fuyu.ids import new_id
from portal.acting import OpenStep, act_of, anew_at, titles_of
from portal.asking import REGISTRY, TRACKER, Refusal
from portal.forms import faults_by_name
from portal.knowing import Document, Programme
from portal.pages.frame import city, desk, first_shown, only, page, show, shown_again, version_to_name
from portal.pages.subjects import ENROLMENT, show_file
from portal.pages.uploads import take_materials
from portal.telling import beside, in_form_words

RECEIPT = {"received_on": "收文日期", "number": "收文编号", "file": "收文扫描件", "reason": "理由"}
RECEIPT_ACTS = ("receipt", "receipt/corrections")
MISCONDUCT = {"kind": "违规情形", "happened_on": "发生日期", "says": "查证情况", "files": "证据材料"}
NUMBER = {"number": "正确的文号", "reason": "更正理由"}
COMPANY = {"name": "企业名称", "code": "统一社会信用代码", "district": "区县"}
ENTERED = {**{f"incubatee.{name}": title for name, title in COMPANY.items()}, "promised": "承诺的服务", "starts_on": "孵化开始日期", "reason": "更正理由"}
"""What the parts of each act are called on its form."""


def is_offered(record: Document, at: str) -> bool:
    """Claim that the person may do something at a record beside its steps now, as the service that keeps it says."""
    return any(each["at"] == at for each in record.get("offers", ()))


def _post(service: str, path: str, body: Document, *, offered: bool) -> Refusal | None:
    """Send an act beside the steps; return its refusal, for the form to be shown again, where it was offered, and raise it where it was not."""
    try:
        desk().post(service, path, body, key=request.form.get("key"), version=request.form.get("version"))
    except Refusal as refusal:
        if not offered:
            raise
        return refusal
    return None


def _take_files(typed: Document, *, offered: bool) -> Refusal | None:
    """Put the files that came with a form into what was typed, where the act is offered; return what the service says of a bad one."""
    if offered:
        typed["files"] = [each for each in request.form.getlist("files") if each]
        try:
            typed["files"] = take_materials("registry")
        except Refusal as refusal:
            return refusal
    return None


def _typed(names: Mapping[str, str]) -> Document:
    return {name: request.form.get(name, "").strip() for name in names}


def _filled(typed: Document) -> Document:
    return {name: value for name, value in typed.items() if value}


def _form(template: str, record: Document, version: str, typed: Document, problem: Refusal | None, titles: Mapping[str, str], **more: Any) -> Any:
    """Show the form of an act beside the steps, after a refusal with what was typed and what is wrong with it."""
    if problem is not None:
        in_form_words(problem, titles)
    return show(
        template,
        problem.status if problem else 200,
        record=record,
        programme=city().programme(record["programme"], record["programme_version"]),
        version=version_to_name(version, problem),
        typed=typed,
        problem=problem,
        beside=beside(problem, titles),
        key=(request.form.get("key") if problem else None) or new_id(),
        **more,
    )


@page("/applications/<id:id>/receipt", methods=("GET", "POST"), most_files=1)
def receipt(id: str) -> Any:
    """Record the day on which an application came in on paper; where one stands already, correct it with a reason."""
    record, version = desk().versioned(REGISTRY, f"/applications/{id}")
    known = record.get("receipt") or {}
    at = "receipt/corrections" if known or record.get("applied_on") else "receipt"
    typed, problem, offered = {**known, "received_on": known.get("received_on") or record.get("applied_on"), "reason": ""}, None, is_offered(record, at)
    if request.method == "GET":
        only(offered)
    else:
        only(offered or at != "receipt")  # Without its scan, which is taken from nobody else, the service could not say why.
        at = request.form["at"] if request.form.get("at") in RECEIPT_ACTS else at  # The act whose form it was: sent again, it corrects nothing.
        typed = _typed({name: title for name, title in RECEIPT.items() if name != "file"}) | {"files": [], "file": ""}
        problem = _take_files(typed, offered=offered)
        if problem is None:
            typed["file"] = next(reversed(typed["files"]), "")
            problem = _post(REGISTRY, f"/applications/{id}/{at}", _filled({**typed, "files": None}), offered=offered)
        if problem is None:
            return redirect(url_for("pages.application", id=id, done=1), 303)
    return _form("receipt.html", record, version, typed, problem, RECEIPT, known=known, at=at, corrects=at != "receipt")


@page("/applications/<id:id>/misconduct", methods=("GET", "POST"), most_files=5)
def misconduct(id: str) -> Any:
    """Record what an office found that an applicant did wrong in a call."""
    record, version = desk().versioned(REGISTRY, f"/applications/{id}")
    typed, problem, offered = {}, None, is_offered(record, "misconduct")
    if request.method == "GET":
        only(offered)
    else:
        typed = _typed({name: title for name, title in MISCONDUCT.items() if name != "files"}) | {"files": []}
        problem = _take_files(typed, offered=offered) or _post(REGISTRY, f"/applications/{id}/misconduct", _filled(typed), offered=offered)
        if problem is None:
            return redirect(url_for("pages.application", id=id, done=1), 303)
    return _form("misconduct.html", record, version, typed, problem, MISCONDUCT)


@page("/designations/<id:id>/correct", methods=("GET", "POST"))
def correct_designation(id: str) -> Any:
    """Correct the number of the decision by which something is held."""
    record, version = desk().versioned(REGISTRY, f"/designations/{id}")
    typed, problem, offered = {"number": record["number"]}, None, is_offered(record, "corrections")
    if request.method == "GET":
        only(offered)
    else:
        typed = _typed(NUMBER)
        problem = _post(REGISTRY, f"/designations/{id}/corrections", _filled(typed), offered=offered)
        if problem is None:
            return redirect(url_for("pages.designation", id=id, done=1), 303)
    return _form("designation_correct.html", record, version, typed, problem, NUMBER)


@page("/enrolments/<id:id>/correct", methods=("GET", "POST"))
def correct_enrolment(id: str) -> Any:
    """Correct what was entered at an incubation: the company, the promised services, the day on which it began."""
    record, version = desk().versioned(TRACKER, f"/enrolments/{id}")
    stands: Document = {f"incubatee.{name}": record["incubatee"].get(name) or "" for name in COMPANY}
    stands |= {"promised": "\n".join(each["service"] for each in record["promised"]), "starts_on": record["starts_on"]}
    typed, problem, offered = stands, None, is_offered(record, "corrections")
    if request.method == "GET":
        only(offered)
    else:
        typed = _typed(ENTERED)
        typed["promised"] = "\n".join(line.strip() for line in typed["promised"].splitlines() if line.strip())
        problem = _post(TRACKER, f"/enrolments/{id}/corrections", _entered(typed, first_shown(stands)), offered=offered)
        if problem is None:
            return redirect(url_for("pages.enrolment", id=id, done=1), 303)
    typed, shown = shown_again(typed, stands, problem)
    return _form("enrolment_correct.html", record, version, typed, problem, ENTERED, districts=city().districts(), shown=shown)


def _entered(typed: Document, shown: Document) -> Document:
    """Return the parts that were typed otherwise than the form had shown them, each whole, with the reason; sent again, it is the same."""
    company = {name: typed[f"incubatee.{name}"] for name in COMPANY}
    body: Document = {"reason": typed["reason"]} if typed["reason"] else {}
    if "incubatee.name" in request.form and any(value != shown[f"incubatee.{name}"] for name, value in company.items()):
        body["incubatee"] = company
    if "promised" in request.form and typed["promised"] != shown["promised"]:
        body["promised"] = typed["promised"].splitlines()
    return body | ({"starts_on": typed["starts_on"]} if typed["starts_on"] not in ("", shown["starts_on"]) else {})


@page("/enrolments/<id:id>/result", methods=("GET", "POST"))
def correct_result(id: str) -> Any:
    """Say anew what was said wrongly at a step of an assessment."""
    record, version = desk().versioned(TRACKER, f"/enrolments/{id}")
    programme = city().programme(record["programme"], record["programme_version"])
    process, step = request.values.get("process", ""), request.values.get("step", "")
    said = next((each for each in reversed(record["walks"].get(process, {}).get("acts", ())) if each["step"] == step), None)
    offered = {"at": "result-corrections", "process": process, "step": step} in record["offers"]
    problem, body = None, {"entry": (said or {}).get("entry"), "judged": (said or {}).get("judged")}
    does = (said or {}).get("does", "")
    if request.method == "GET":
        only(offered)
    else:
        body, does = act_of(programme, request.form), request.form.get("does", "")
        sent = {name: value for name, value in body.items() if name not in ("overrides", "number")}
        problem = _post(TRACKER, f"/enrolments/{id}/result-corrections", sent, offered=offered)
        if problem is None:
            return redirect(url_for("pages.enrolment", id=id, done=1), 303)
    typed = {
        "way": f"{process}.{step}.{does}",
        "entry": body.get("entry"),
        "body": body,
        "errors": faults_by_name(problem, "entry", "entry") if problem else {},
    }
    again = _anew(programme, record, process, step, typed)
    return _form("result_correct.html", record, version, typed, problem, titles_of(programme, process, step), step=again, said=said, kind=ENROLMENT)


def _anew(programme: Programme, record: Document, process: str, step: str, typed: Document) -> OpenStep:
    """Return a step as it is said anew: each of its words needs a reason, and none a number."""
    found = anew_at(desk(), programme, record, process, step, typed)
    return replace(found, ways=[replace(way, needs_reason=True, is_numbered=False) for way in found.ways])


@page("/enrolments/<id:id>/withdrawals", methods=("POST",))
def withdraw(id: str) -> Any:
    """Take back what was opened and goes on, with a reason; a refusal shows the page again with it."""
    body = {"process": request.form.get("process", ""), "reason": request.form.get("reason", "").strip()}
    try:
        desk().post(TRACKER, f"/enrolments/{id}/withdrawals", _filled(body), key=request.form.get("key"), version=request.form.get("version"))
    except Refusal as problem:
        in_form_words(problem, {"reason": "理由"})
        return show_file(ENROLMENT, id, {"way": f"withdraw.{body['process']}", "entry": {}, "body": {"reason": body["reason"]}}, problem)
    return redirect(url_for("pages.enrolment", id=id, done=1), 303)
