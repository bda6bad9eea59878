"""What changed here, as an office may see it: enrolments by their companies, and by their bases what these held and handed in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from fuyu.caller import Caller
from fuyu.service import Running
from incubatee_tracker.documents import Base, Enrolment, Plan, Report, Session
from incubatee_tracker.usecases.seeing import BASES, ENROLMENTS, seen_by, seen_sessions

Shown = Mapping[str, Mapping[str, Any]]
MEMBERS = ("programme", "programme_version", "incubatee", "base", "designation")


def _told(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {"name": name, "programme": row["programme"], "programme_version": row["programme_version"], "belongs_to": row.get("designation")}


def enrolments(running: Running, caller: Caller, city: str, ids: Collection[str]) -> Shown:
    """Return what is shown of enrolments that the caller may see."""
    where = {"$and": [seen_by(caller, city, running.laws, ENROLMENTS), {"_id": {"$in": list(ids)}}]}
    return {row["_id"]: _told(row, row["incubatee"]["name"]) for row in Enrolment._get_collection().find(where, dict.fromkeys(MEMBERS, 1))}


def sessions(running: Running, caller: Caller, city: str, ids: Collection[str]) -> Shown:
    """Return what is shown of sessions that the caller may see."""
    where = {"$and": [seen_sessions(caller, city, running.laws), {"_id": {"$in": list(ids)}}]}
    return {row["_id"]: _told(row, row["base"]["name"]) for row in Session._get_collection().find(where, dict.fromkeys(MEMBERS, 1))}


def _of_a_base(records: Any) -> Callable[[Running, Caller, str, Collection[str]], Shown]:
    def shows(running: Running, caller: Caller, city: str, ids: Collection[str]) -> Shown:
        found = {row["_id"]: row["designation"] for row in records._get_collection().find({"city": city, "_id": {"$in": list(ids)}}, {"designation": 1})}
        seen = {"$and": [seen_by(caller, city, running.laws, BASES), {"_id": {"$in": sorted(set(found.values()))}}]}
        bases = {row["_id"]: row for row in Base._get_collection().find(seen, {"programme": 1, "programme_version": 1, "organisation": 1})}
        return {id: _told(bases[of] | {"designation": of}, bases[of]["organisation"]["name"]) for id, of in found.items() if of in bases}

    return shows


SHOWS_CHANGES = {"enrolment": enrolments, "session": sessions, "plan": _of_a_base(Plan), "report": _of_a_base(Report)}
