"""What anyone may see: certificates checked, published lists with objections, and who holds what."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, request, url_for

from fuyu.ids import new_id
from fuyu.problems import Problem
from portal.asking import REGISTRY, TRACKER, Refusal
from portal.pages.frame import PUBLIC, desk, knowledge, page, show


def _cities() -> list[str]:
    return sorted({str(each["id"]).split(".")[0] for each in knowledge().programmes(desk())})


def _city() -> str:
    known = _cities()
    wanted = request.values.get("city") or g.portal_city
    return str(wanted) if wanted in known else known[0]


@page("/public/certificates", PUBLIC)
def check_certificate() -> Any:
    """Show the form by which a certificate is checked, or what one says that is named."""
    number, code = request.args.get("number", "").strip(), request.args.get("code", "").strip()
    found, problem = None, None
    if number and code:
        found, problem = _checked(number, code)
    return show("check.html", found=found, problem=problem, number=number, code=code, cities=_cities(), at=_city(), of_file=None)


def _checked(number: str, code: str) -> tuple[Any, Problem | None]:
    """Return what a certificate says, whichever service issued it."""
    problem: Problem | None = None
    for service in (REGISTRY, TRACKER):
        try:
            return desk().get(service, f"/public/{_city()}/certificates/{number}/{code}"), None
        except Refusal as refusal:
            problem = refusal
    return None, problem


@page("/public/certificates", PUBLIC, methods=("POST",))
def check_file() -> Any:
    """Check an uploaded PDF: whether it is ours, whether every byte is as it was signed, and how it stands today."""
    file, problem, found = request.files.get("file"), None, None
    if file is None or not file.filename:
        return redirect(url_for("pages.check_certificate", city=_city()), 303)
    content = file.stream.read()
    for service in (REGISTRY, TRACKER):
        try:
            sent = {"file": (file.filename, content, "application/pdf")}
            found = desk().ask("POST", service, f"/public/{_city()}/certificates/check", files=sent).json()
            problem = None
            if found.get("certificate"):
                break
        except Refusal as refusal:
            problem = problem or refusal
    return show("check.html", found=None, problem=problem, number="", code="", cities=_cities(), at=_city(), of_file=found)


@page("/public/notices", PUBLIC)
def notices() -> Any:
    """List what a city has published, newest first."""
    told = desk().get(REGISTRY, f"/public/{_city()}/notices", limit=20, cursor=request.args.get("cursor"))
    programmes = {each["id"]: each["title"] for each in knowledge().programmes(desk())}
    return show(
        "notices.html", rows=told["items"], following=told.get("next"), cities=_cities(), at=_city(), programmes=programmes, done=request.args.get("done")
    )


@page("/public/calls/<id:id>/object/<id:application>", PUBLIC, methods=("GET", "POST"))
def object(id: str, application: str) -> Any:
    """Object against one row of a list while it is published."""
    problem, receipt = None, None
    if request.method == "POST":
        try:
            receipt = desk().post(REGISTRY, f"/public/{_city()}/calls/{id}/objections", _objection(application), key=request.form.get("key"))
        except Refusal as refusal:
            problem = refusal
    return show(
        "object.html", problem.status if problem else 200, problem=problem, receipt=receipt, at=_city(), name=request.values.get("name", ""), key=new_id()
    )


def _objection(application: str) -> dict[str, Any]:
    posted = request.form
    contact = {name: value for name in ("name", "phone", "address", "email") if (value := posted.get(f"contact.{name}", "").strip())}
    told = {name: value for name in ("says", "reasons", "evidence") if (value := posted.get(name, "").strip())}
    return {"application": application, **told, "contact": contact, "is_organisations": posted.get("is_organisations") == "true"}


@page("/public/designations", PUBLIC)
def holders() -> Any:
    """List who holds what."""
    told = desk().get(REGISTRY, f"/public/{_city()}/designations", limit=50, cursor=request.args.get("cursor"))
    titles = {each["id"]: each["title"] for each in knowledge().programmes(desk())}
    return show("holders.html", rows=told["items"], following=told.get("next"), cities=_cities(), at=_city(), programmes=titles)
