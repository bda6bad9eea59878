"""An organisation's page: registered before its first application, shown as it is known, and corrected."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import redirect, request, url_for

from fuyu.ids import new_id
from fuyu.problems import NotFound
from portal.asking import REGISTRY, Refusal
from portal.knowing import Document
from portal.pages.frame import city, desk, page, show, version_to_name
from portal.telling import beside, in_form_words

FIELDS = {"name": "单位名称", "district": "区县", "industry": "行业", "founded_on": "成立日期", "reason": "变更区县的理由", "code": "统一社会信用代码"}
"""What the parts of an organisation are called on its form."""
TYPED, MAY_BE_UNKNOWN = ("name", "district", "industry", "founded_on", "reason"), ("industry", "founded_on")


@page("/organisations/<string:code>", methods=("GET", "POST"))
def organisation(code: str) -> Any:
    """Show what is known of an organisation, and correct it; where it is one's own and not registered, register it."""
    known, problem = registered(code), None
    if known is None and code not in _own_codes():
        raise NotFound(f"There is no organisation {code} here.", found=code)
    if request.method == "POST":
        try:
            return redirect(_correct(code, known) if known and "version" in request.form else _register(code), 303)
        except Refusal as refusal:
            problem, known = refusal, registered(code)
            in_form_words(problem, FIELDS)
    shown, version = desk().versioned(REGISTRY, f"/organisations/{known['id']}") if known else ({}, "")
    return show(
        "organisation.html",
        problem.status if problem else 200,
        code=code,
        shown=shown,
        version=version_to_name(version, problem),
        typed=request.form if problem else shown,
        problem=problem,
        beside=beside(problem, FIELDS),
        districts=city().districts(),
        may_move=any(role.office and role.district in (None, shown.get("district")) for role in desk().roles),
        call=request.values.get("call", ""),
        key=request.form.get("key") or new_id(),
    )


def _register(code: str) -> str:
    """Register an organisation; return where to go then: back to the call in which it wants to apply, or to its own page."""
    body = {"code": code} | {name: value for name in TYPED if name != "reason" and (value := request.form.get(name, "").strip())}
    desk().post(REGISTRY, "/organisations", body, key=request.form.get("key"))
    call = request.form.get("call")
    return url_for("pages.call", id=call, done=1) if call else url_for("pages.organisation", code=code, done=1)


def _correct(code: str, known: Document) -> str:
    """Send what was typed otherwise than it is known, which nobody does by leaving all as it is; return where to go then."""
    typed = {name: request.form[name].strip() for name in TYPED if name in request.form}
    changes = {name: value or (None if name in MAY_BE_UNKNOWN else "") for name, value in typed.items() if value != (known.get(name) or "")}
    if changes.keys() - {"reason"}:
        desk().patch(REGISTRY, f"/organisations/{known['id']}", changes, request.form["version"])
    return url_for("pages.organisation", code=code, saved=1)


def registered(code: str) -> Document | None:
    """Return what is known of an organisation that the person may see, None where it is not registered."""
    try:
        found: list[Document] = desk().get(REGISTRY, "/organisations", code=code)["items"]
    except Refusal as refusal:
        if refusal.status != 422:  # What is no credit code names no organisation.
            raise
        return None
    return next(iter(found), None)


def unregistered(codes: Iterable[str]) -> list[str]:
    """Return those of the person's organisations that are not registered."""
    return [code for code in codes if registered(code) is None]


def own_organisations() -> dict[str, list[Any]]:
    """Return the person's organisations that are registered, and the codes of those that must be before they can apply."""
    known = {code: registered(code) for code in _own_codes()}
    applying = {role.organisation for role in desk().roles if role.actor in _applicants()}
    return {
        "organisations": [row for row in known.values() if row is not None],
        "to_register": [code for code, row in known.items() if row is None and code in applying],
    }


def _own_codes() -> list[str]:
    return sorted({role.organisation for role in desk().roles if role.organisation})


def _applicants() -> set[str]:
    """Return the actors that hand in applications in the city's programmes."""
    ways = [city().programme(str(each["id"]), str(each["version"])).entry() for each in city().latest()]
    return {str(step.get("by")) for way in ways for step in way["steps"] if step["kind"] == "submit"}


def keeps_organisations() -> bool:
    """Claim that the person sees and corrects the organisations of the city beside their own."""
    return any(role.office or role.district or role.actor == "operator" for role in desk().roles)
