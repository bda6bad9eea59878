"""What changed here, as an office may see it: applications, proceedings and designations by the organisations that they are about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from base_registry.documents import Application, Designation, Proceeding
from base_registry.usecases.seeing import seen_applications, seen_designations
from base_registry.usecases.shown_proceedings import seen_proceedings
from fuyu.caller import Caller
from fuyu.law.registry import Laws
from fuyu.service import Running

Shown = Mapping[str, Mapping[str, Any]]
MEMBERS = ("programme", "programme_version", "organisation", "process")


def _shows(records: Any, seen: Callable[[Laws, Caller, str], dict[str, Any]]) -> Callable[[Running, Caller, str, Collection[str]], Shown]:
    def shows(running: Running, caller: Caller, city: str, ids: Collection[str]) -> Shown:
        where = {"$and": [seen(running.laws, caller, city), {"_id": {"$in": list(ids)}}]}
        found = records._get_collection().find(where, dict.fromkeys(MEMBERS, 1))
        return {row["_id"]: _told(row) for row in found}

    return shows


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    process = {"process": row["process"]} if "process" in row else {}
    return {"name": row["organisation"]["name"], "programme": row["programme"], "programme_version": row["programme_version"], **process}


SHOWS_CHANGES = {
    "application": _shows(Application, seen_applications),
    "proceeding": _shows(Proceeding, seen_proceedings),
    "designation": _shows(Designation, seen_designations),
}
