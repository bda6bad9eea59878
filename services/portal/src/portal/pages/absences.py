"""Absences and deputies: a person is away on days that are declared, another of the same office or organisation stands in, and acts in that person's name."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import redirect, request, session, url_for

from fuyu.problems import InvalidInput, NotDeputy, Problem
from portal.asking import NOTIFIER, Refusal
from portal.knowing import Document
from portal.pages.frame import IN_STEAD, account, blueprint, desk, page, safe_next, show, version_to_name
from portal.telling import beside, in_form_words

MOST_FOUND, MOST_ABSENCES = 20, 50
FORM = {"away_from": "外出第一天", "away_until": "外出最后一天", "deputy": "代理人"}


@page("/people/<string:person>/absence", methods=("GET", "POST"))
def absence(person: str) -> Any:
    """Show when a person is away and who stands in; declare it, or end it: one's own, or of whom one keeps."""
    where, problem = f"/people/{person}", None
    try:
        shown, version = desk().versioned(NOTIFIER, where)
    except Refusal as refusal:
        if refusal.status != 404 or person != account().person:
            raise
        return show("absence_of_nobody.html")
    if request.method == "POST":
        try:
            desk().patch(NOTIFIER, where, _typed(), request.form.get("version", ""))
            return redirect(url_for("pages.absence", person=person, done=1), 303)
        except Problem as refusal:
            problem = refusal
            in_form_words(problem, FORM)
    who = request.values.get("who", "").strip()
    colleagues = desk().get(NOTIFIER, f"{where}/beside", limit=MOST_FOUND, who=who or None)
    return show(
        "absence.html",
        problem.status if problem else 200,
        shown=shown,
        version=version_to_name(version, problem),
        deputy=_name_of(where, shown["deputy"]) if shown["deputy"] else None,
        is_mine=shown["person"] == account().person,
        who=who,
        colleagues=colleagues["items"],
        is_more=bool(colleagues["next"]),
        problem=problem,
        beside=beside(problem, FORM),
        typed=request.form if problem else shown,
        stands_in_for=_absences() if shown["person"] == account().person else [],
    )


def _typed() -> dict[str, Any]:
    """Return the change that was typed: an absence as a whole, or that there is none any more."""
    if request.form.get("ends"):
        return {"away_from": None, "away_until": None}
    typed = {name: request.form.get(name, "").strip() or None for name in FORM}
    if typed["away_from"] is None:
        raise InvalidInput.of_fields([{"field": "away_from", "reason": "is missing"}])
    return typed


def _name_of(where: str, person: str) -> str:
    """Return the name of a deputy; the id where it is nobody of the same place any more."""
    found = desk().get(NOTIFIER, f"{where}/beside", person=person)["items"]
    return str(found[0]["name"]) if found else person


# --- acting in another's stead --------------------------------------------------------------------------------------------------------------


def _absences() -> list[Document]:
    """Return the absences in which the person stands in, those of today and those to come."""
    found: list[Document] = desk().get(NOTIFIER, "/absences", limit=MOST_ABSENCES)["items"]
    return found


@page("/in-stead", methods=("POST",))
def act_in_stead() -> Any:
    """Begin to act in an absent person's stead, or cease to, where nobody is named; the services check it again at each act."""
    person = request.form.get("person", "")
    absent = next((each for each in _absences() if each["person"] == person and each["is_today"] and each["roles"]), None) if person else None
    if person and absent is None:
        raise NotDeputy("You do not stand in today for this person, or hold none of their roles.", found=person)
    session.pop(IN_STEAD, None)
    if absent is not None:
        session[IN_STEAD] = {**absent, "city": desk().city}
    return redirect(safe_next(request.form.get("next")), 303)


@blueprint.app_context_processor
def _stands_in() -> dict[str, Any]:
    return {"may_stand_in": _may_stand_in}


def _may_stand_in() -> list[Document]:
    """Return for whom the person can act today; the page shows without it where the directory is away or does not know the person.

    Whom the law assigns by name, as experts, stands beside nobody, so nothing is asked of them.
    """
    if not any(role.office or role.organisation or role.actor == "operator" for role in desk().roles):
        return []
    with suppress(Problem):
        return [each for each in _absences() if each["is_today"] and each["roles"]]
    return []
