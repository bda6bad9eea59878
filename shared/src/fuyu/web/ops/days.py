"""The law's day, and the days on which something falls due: what the story runner goes by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask import Response
from flask.views import MethodView

from fuyu.service import Running
from fuyu.store.clock import set_today
from fuyu.web.access import OPERATOR, PUBLIC, access
from fuyu.web.answers import json_answer
from fuyu.web.asking import running
from fuyu.web.blueprint import unguarded, unversioned
from fuyu.web.fields import Date, Flag, Instant
from fuyu.web.ops.resources import blueprint
from fuyu.web.schemas import Schema


class ClockShown(Schema):
    """What time it is here."""

    today = Date(required=True)
    now = Instant(required=True)
    is_settable = Flag(required=True)


class NewDay(Schema):
    """The law's day to be; null gives it back to the calendar."""

    today = Date(required=True, allow_none=True)


class After(Schema):
    """The day after which to look."""

    after = Date(required=True)


class AgendaShown(Schema):
    """The next day on which something falls due in this service, null where nothing does."""

    next = Date(required=True, allow_none=True)


@blueprint.route("/clock")
class Clock(MethodView):
    """The law's day."""

    @access(PUBLIC)
    @unversioned
    @blueprint.response(200, ClockShown)
    def get(self) -> dict[str, Any]:
        """Tell the law's day and the present instant."""
        return _clock(running())

    # Nobody changes the day on the strength of having read it.
    @access(OPERATOR)
    @unguarded
    @blueprint.arguments(NewDay)
    @blueprint.response(200, ClockShown)
    def put(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Set the law's day, where the deployment allows that (FUYU_SETTABLE_CLOCK=1), and look for what is due at once, also on the same day."""
        set_today(running().clock, data["today"])
        return _clock(running())


@blueprint.route("/agenda")
class Agenda(MethodView):
    """The days on which something falls due."""

    @access(OPERATOR)
    @blueprint.arguments(After, location="query")
    @blueprint.response(200, AgendaShown)
    def get(self, asked: Mapping[str, date]) -> Response:
        """Tell the next law's day after a given one on which something falls due in this service."""
        days = sorted(_coming(running(), asked["after"]))
        return json_answer({"next": days[0].isoformat() if days else None})


def _clock(at_work: Running) -> dict[str, Any]:
    return {"today": at_work.clock.today(), "now": at_work.clock.now(), "is_settable": at_work.settings.is_clock_settable}


def _coming(at_work: Running, after: date) -> Iterator[date]:
    """Yield the next day of each source; a duty shows twice, on its last day and the day after, when it becomes overdue."""
    duties = at_work.store.rows.duties
    for edge in (after, date.fromordinal(after.toordinal() - 1)):
        row = duties.find_one({"state": "open", "due_on": {"$gt": edge.isoformat()}}, {"due_on": 1}, sort=[("due_on", 1)])
        if row is not None:
            due = date.fromisoformat(str(row["due_on"]))
            yield from (day for day in (due, date.fromordinal(due.toordinal() + 1)) if day > after)
    for source in at_work.service.agenda:
        day = source(at_work, after)
        if day is not None and day > after:
            yield day
