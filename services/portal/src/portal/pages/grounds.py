"""Grounds on which a designation may be taken away: found by the rules, examined and decided by an officer alone."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.asking import REGISTRY, TRACKER
from portal.knowing import Document, Programme
from portal.pages.frame import city, desk, page, show

STATES = ("proposed", "decided", "kept", "withdrawn")
ROWS, MOST_OVERDUE = 50, 200
BY_A_GROUND = "a ground"


@page("/grounds")
def grounds() -> Any:
    """List grounds by their state, those that wait for an officer first."""
    state = request.args.get("state") or STATES[0]
    told = desk().get(REGISTRY, "/grounds", limit=ROWS, cursor=request.args.get("cursor"), state=state, programme=request.args.get("programme") or None)
    return show("grounds.html", rows=told["items"], following=told.get("next"), state=state, states=STATES, overdue=overdue())


@page("/grounds/<id:id>")
def ground(id: str) -> Any:
    """Show a ground with the findings and facts that it rests on, and the ways that an officer has from it."""
    shown = desk().get(REGISTRY, f"/grounds/{id}")
    programme = city().programme(shown["programme"], shown["programme_version"])
    ways = ways_from_grounds(programme) if shown["state"] == STATES[0] else []
    missed = desk().all(TRACKER, "/duties", 20, key=shown["key"], subject=shown["designation"])
    missed += desk().all(REGISTRY, "/duties", 20, key=shown["key"], subject=shown["designation"])
    return show("ground.html", ground=shown, programme=programme, ways=ways, overdue=missed)


def ways_from_grounds(programme: Programme) -> list[Document]:
    """Return the processes that a ground leads to, where one of the person's roles may open them."""
    actors = {role.actor for role in desk().roles}
    return [way for way in programme.told["processes"] if BY_A_GROUND in way["opened_by"] and actors & set(way["opened_by"])]


def overdue() -> list[Document]:
    """Return the duties that are late: what a ground says was missed has its title there."""
    return [row for service in (REGISTRY, TRACKER) for row in desk().all(service, "/duties", MOST_OVERDUE, state="overdue")]
