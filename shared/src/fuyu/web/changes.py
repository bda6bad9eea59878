"""What changed, as a resource: acts about what an office may see, the newest first, the same in every service."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import uuid_utils
from flask import Response
from flask.views import MethodView
from marshmallow import fields

from fuyu.caller import Caller
from fuyu.service import Running
from fuyu.store.rows import AuditRow
from fuyu.web.access import OFFICE_OR_OPERATOR, access
from fuyu.web.answers import json_answer
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint, unversioned
from fuyu.web.fields import Date, Whole
from fuyu.web.schemas import Schema

blueprint = Blueprint("changes", description="What changed since a day")
MOST, MOST_READ = 200, 2_000
LOOKS_ONLY = re.compile(r"\.(seen|saved)$")
"""Acts that change nothing for anybody else: a look at a file, a draft kept while it is typed."""
SLACK = timedelta(days=1)


class Since(Schema):
    """From which day on, and how many at most."""

    since = Date(required=True, metadata={"description": "the first law's day"})
    limit = Whole(least=1, most=MOST, load_default=MOST)


class ChangeView(Schema):
    """One act: on which law's day and at which instant, in which role, about what, and what that is called."""

    on = fields.String()
    at = fields.AwareDateTime()
    act = fields.String()
    actor = fields.String(allow_none=True)
    kind = fields.String()
    id = fields.String()
    name = fields.String(metadata={"description": "the organisation that it is about"})
    programme = fields.String()
    programme_version = fields.String(allow_none=True)
    belongs_to = fields.String(allow_none=True, metadata={"description": "the designation, for what has no page of its own"})
    process = fields.String(allow_none=True)
    step = fields.String(allow_none=True)


class ChangesView(Schema):
    """What changed, the newest first; `is_more` where there is more than was asked for."""

    items = fields.List(fields.Nested(ChangeView))
    is_more = fields.Boolean()


@blueprint.route("/changes")
class Changes(MethodView):
    """What changed about what the caller's office may see."""

    @access(OFFICE_OR_OPERATOR)
    @unversioned
    @blueprint.arguments(Since, location="query")
    @blueprint.response(200, ChangesView)
    def get(self, asked: dict[str, Any]) -> Response:
        """List acts since a day, the newest first; who did them is told by the role alone."""
        limit = asked["limit"]
        found, is_more = changes(running(), caller(), city(), asked["since"])
        return json_answer(ChangesView().dump({"items": found[:limit], "is_more": is_more or len(found) > limit}))


def changes(at_work: Running, who: Caller, where: str, since: date) -> tuple[list[dict[str, Any]], bool]:
    """Return the acts since a day about what a person may see in a city, the newest first, and whether older ones were not looked at."""
    shows = at_work.service.shows_changes
    asked = {"city": where, "on": {"$gte": since.isoformat()}, "subject.kind": {"$in": list(shows)}, "act": {"$not": LOOKS_ONLY}}
    if not at_work.settings.is_clock_settable:
        asked["_id"] = {"$gte": _first_id(at_work, since)}
    rows = list(at_work.store.rows.audit.find(asked).sort("_id", -1).limit(MOST_READ))
    named = _named(at_work, who, where, rows)
    seen = [_shown(row, named[row["subject"]["kind"], row["subject"]["id"]]) for row in rows if (row["subject"]["kind"], row["subject"]["id"]) in named]
    return seen, len(rows) == MOST_READ


def _first_id(at_work: Running, since: date) -> str:
    """Return an id from before a day: ids begin with their instant, so that only rows of these days are read."""
    age = max(at_work.clock.today() - since, timedelta(0)) + SLACK
    moment = max((at_work.clock.now() - age).timestamp(), 0)
    return str(uuid_utils.UUID(int=int(moment * 1000) << 80))


def _named(at_work: Running, who: Caller, where: str, rows: Sequence[AuditRow]) -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """Return what is shown of each subject that the person may see, by kind and id."""
    ids: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        ids[row["subject"]["kind"]].add(row["subject"]["id"])
    return {(kind, id): told for kind, found in ids.items() for id, told in _told(at_work, kind, who, where, found).items()}


def _told(at_work: Running, kind: str, who: Caller, where: str, ids: Collection[str]) -> Mapping[str, Mapping[str, Any]]:
    return at_work.service.shows_changes[kind](at_work, who, where, sorted(ids))


def _shown(row: AuditRow, told: Mapping[str, Any]) -> dict[str, Any]:
    details = row["details"]
    acted = {"process": details.get("process"), "step": details.get("step")}
    about = {"kind": row["subject"]["kind"], "id": row["subject"]["id"]}
    return {"on": row["on"], "at": row["at"], "act": row["act"], "actor": row["actor"], **about, **acted, **told}
