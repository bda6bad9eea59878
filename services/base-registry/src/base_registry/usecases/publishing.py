"""What a city has published."""

from __future__ import annotations

from typing import Any

from base_registry.documents import Application, Call
from fuyu.problems import NotFound
from fuyu.store.transaction import Transaction

NEWEST = 100


def published_lists(city: str) -> list[dict[str, Any]]:
    """Return a city's published lists, newest first, each row with its organisation."""
    # $ne on a path through a list asks it of every item; a call with one list published and another not would be left out.
    is_published = {"sittings": {"$elemMatch": {"published_on": {"$ne": None}}}}
    calls = Call.objects(__raw__={"city": city, **is_published}).order_by("-id").limit(NEWEST).as_pymongo()
    lists = [_shown(call, sitting) for call in calls for sitting in call["sittings"] if sitting["published_on"]]
    return sorted(lists, key=lambda each: str(each["published_on"]), reverse=True)


def published_application(tx: Transaction, id: str) -> Application:
    """Return an application that stands or stood on a published list, which anyone may speak of; raise NotFound otherwise."""
    is_published = {"sittings": {"$elemMatch": {"published_on": {"$ne": None}, "rows.application": id}}}
    if Call.objects(__raw__={"city": tx.city, **is_published}).first() is None:
        raise NotFound(f"The application {id!r} stands on no list that was published here.", found=id)
    application: Application = Application.get(tx.city, id)
    return application


def _shown(call: dict[str, Any], sitting: dict[str, Any]) -> dict[str, Any]:
    ids = [row["application"] for row in sitting["rows"]]
    names = {row["_id"]: row["organisation"] for row in Application.objects(id__in=ids).only("organisation").as_pymongo()}
    return {
        "id": sitting["id"],
        "call": call["_id"],
        "programme": call["programme"],
        "programme_version": call["programme_version"],
        "step": sitting["step"],
        "title": call["title"],
        "number": sitting["number"],
        "published_on": sitting["published_on"],
        "ends": sitting["ends"],
        "is_draft": call["is_draft"],
        "rows": [_row(row, names[row["application"]]) for row in sitting["rows"] if row["application"] in names],
    }


def _row(row: dict[str, Any], organisation: dict[str, Any]) -> dict[str, Any]:
    return {
        "application": row["application"],
        "organisation": {"code": organisation["code"], "name": organisation["name"]},
        "kind": row["kind"],
        "state": row["state"],
    }
