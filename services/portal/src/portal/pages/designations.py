"""What an organisation holds: term, decision, money, grounds, what goes on about it, and taking it away from its grounds."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from fuyu.ids import new_id
from portal.acting import act_of, titles_of, words_at
from portal.asking import REGISTRY, TRACKER, Refusal
from portal.forms import ask, faults_by_name
from portal.knowing import Document
from portal.pages.frame import city, desk, only, page, show, version_to_name
from portal.pages.grounds import BY_A_GROUND, ways_from_grounds
from portal.pages.incubations import openable
from portal.telling import in_form_words

MOST = 100


@page("/designations/<id:id>")
def designation(id: str) -> Any:
    """Show what an organisation holds: term, decision, money, grounds, what goes on about it, and what can be begun."""
    shown, version = desk().versioned(REGISTRY, f"/designations/{id}")
    programme = city().programme(shown["programme"], shown["programme_version"])
    return show(
        "designation.html",
        held=shown,
        version=version,
        programme=programme,
        proceedings=desk().all(REGISTRY, "/proceedings", MOST, designation=id),
        grounds=desk().all(REGISTRY, "/grounds", MOST, designation=id),
        duties=duties_of(id),
        certificates=desk().all(REGISTRY, "/certificates", MOST, subject=id),
        openable=[way for way in openable(programme, "designation") if BY_A_GROUND not in way["opened_by"]] if shown["state"] == "held" else [],
        by_grounds=[way for way in openable(programme, "designation") if BY_A_GROUND in way["opened_by"]] if shown["state"] == "held" else [],
        has_base=programme.brings_up and _has_base(id),
    )


def duties_of(id: str, most: int = 30) -> list[Document]:
    """Return what is owed about a designation, what is late first, of each state and service at most so many."""
    return [row for state in ("overdue", "open") for service in (REGISTRY, TRACKER) for row in desk().all(service, "/duties", most, state=state, subject=id)]


def _has_base(id: str) -> bool:
    try:
        desk().get(TRACKER, f"/bases/{id}")
        return True
    except Refusal:
        return False


@page("/designations/<id:id>/revoke/<string:process>", methods=("GET", "POST"))
def revoke(id: str, process: str) -> Any:
    """Begin to take a designation away: from which grounds, with what the first step asks."""
    record, version = desk().versioned(REGISTRY, f"/designations/{id}")
    programme = city().programme(record["programme"], record["programme_version"])
    declared = programme.process(process)
    only(declared in ways_from_grounds(programme))
    first: Document = declared["steps"][0] if declared["steps"] else {"name": "", "words": []}
    chosen, problem, typed = request.values.getlist("ground"), None, {}
    if request.method == "POST":
        body = act_of(programme, request.form) | {"grounds": chosen}
        try:
            sent = {**body, "process": process}
            made = desk().post(REGISTRY, f"/designations/{id}/proceedings", sent, key=request.form.get("key"), version=request.form.get("version"))
            return redirect(url_for("pages.proceeding", id=made["id"], done=1), 303)
        except Refusal as refusal:
            problem, typed = refusal, {"entry": body.get("entry"), "body": body, "errors": faults_by_name(refusal, "entry", "entry")}
            in_form_words(refusal, titles_of(programme, process, first["name"]))
    return show(
        "revoke.html",
        problem.status if problem else 200,
        record=record,
        version=version_to_name(version, problem),
        programme=programme,
        process=declared,
        first=first,
        words=words_at(first),
        fields=ask(first["form"], typed.get("entry"), "entry", typed.get("errors")) if first.get("form") else [],
        grounds=desk().all(REGISTRY, "/grounds", MOST, designation=id, state="proposed"),
        overdue=[row for service in (REGISTRY, TRACKER) for row in desk().all(service, "/duties", MOST, state="overdue", subject=id)],
        chosen=chosen,
        body=typed.get("body", {}),
        problem=problem,
        key=request.form.get("key") or new_id(),
    )
