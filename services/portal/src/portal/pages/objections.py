"""Objections against published lists, and the answers that the office gives them."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from fuyu.ids import new_id
from fuyu.problems import NotFound
from portal.asking import REGISTRY, Refusal
from portal.forms import faults_by_name
from portal.knowing import Document
from portal.pages.frame import desk, page, show, version_to_name
from portal.telling import in_form_words

STATES = ("open", "tip", "upheld", "rejected")
ROWS = 50


@page("/objections")
def objections() -> Any:
    """List objections by their state, those that wait for an answer first."""
    state = request.args.get("state") or STATES[0]
    told = desk().get(REGISTRY, "/objections", limit=ROWS, cursor=request.args.get("cursor"), state=state)
    return show("objections.html", rows=told["items"], following=told.get("next"), state=state, states=STATES)


@page("/objections/<id:id>", methods=("GET", "POST"))
def objection(id: str) -> Any:
    """Show an objection with what it is about, and take the office's answer to it."""
    shown, problem, errors = _found(id), None, {}
    if request.method == "POST":
        upheld = {"true": True, "false": False}.get(request.form.get("upheld", ""))
        body = {"answer": request.form.get("answer", "").strip()} | ({"upheld": upheld} if upheld is not None else {})
        try:
            version = f'"{request.form.get("version", "")}"'
            desk().post(REGISTRY, f"/objections/{id}/resolution", body, key=request.form.get("key"), version=version)
            return redirect(url_for("pages.objection", id=id, done=1), 303)
        except Refusal as refusal:
            problem, errors = refusal, faults_by_name(refusal, "answer")
            in_form_words(refusal, {"answer": "答复内容", "upheld": "核实结论"})
    application = desk().get(REGISTRY, f"/applications/{shown['application']}")
    return show(
        "objection.html",
        problem.status if problem else 200,
        objection=shown,
        application=application,
        version=version_to_name(str(shown["version"]), problem),
        problem=problem,
        errors=errors,
        key=request.form.get("key") or new_id(),
    )


def _found(id: str) -> Document:
    """Return an objection with all that its office may see of it; the listing alone shows that."""
    told = desk().get(REGISTRY, "/objections", id=id, limit=1)["items"]
    if not told:
        raise NotFound(f"There is no objection {id!r} here, or none that you may see.", found=id)
    found: Document = told[0]
    return found
