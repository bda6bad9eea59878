"""Sessions: trainings and receptions that bases held."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response
from flask.views import MethodView

from fuyu.ids import new_id
from fuyu.web.access import ORGANISATION, SIGNED_IN, access
from fuyu.web.answers import commit, expected_version, show
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint, guarded
from fuyu.web.fields import Date, Identifier
from fuyu.web.paging import Asked, Filter, Listing, QueryWhole, page
from incubatee_tracker.documents import Session
from incubatee_tracker.schemas.sessions import SessionCorrection, SessionEntry, SessionListed, SessionRow, SessionView
from incubatee_tracker.usecases.correcting import correct_session
from incubatee_tracker.usecases.seeing import seen_sessions
from incubatee_tracker.usecases.sessions import log_session
from incubatee_tracker.usecases.showing import show_session, show_sessions

blueprint = Blueprint("sessions", description="Trainings and receptions that were held")
LISTING = Listing(
    filters={
        "designation": Filter(Identifier()),
        "year": Filter(QueryWhole()),
        "from": Filter(Date(), path="held_on", operator="gte", reads=lambda day: day.isoformat()),
        "until": Filter(Date(), path="held_on", operator="lte", reads=lambda day: day.isoformat()),
        "enrolment": Filter(Identifier(), path="attendance.enrolment"),
    },
    sorts={"held_on": "held_on"},
    default="-held_on",
    tells={"with_attendance": "tell of each session also who came, the trainer and the place"},
)


@blueprint.route("/sessions")
class Sessions(MethodView):
    """The sessions that the caller may see."""

    @access(ORGANISATION)
    @blueprint.arguments(SessionEntry)
    @blueprint.response(201, SessionView)
    def post(self, entry: dict[str, Any]) -> Response:
        """Log a session that the base held, with who came: one of its own incubatees each, on a day on which its incubation ran."""
        id = new_id()
        return commit(lambda tx: log_session(tx, id, entry), shows=SessionView, status=201, location=lambda made: f"/sessions/{id}")

    @access(SIGNED_IN)
    @blueprint.listing(LISTING, SessionListed)
    def get(self, asked: Asked) -> Response:
        """List sessions: one's own base's, those one's company attended, a district's, or an office's; on request with who came to each."""
        seen = Session.objects(__raw__=seen_sessions(caller(), city(), running().laws))
        if "with_attendance" not in asked.tells:
            return page(seen, asked, SessionRow)
        return running().store.transact(lambda tx: page(seen, asked, SessionListed, tell_all=partial(show_sessions, tx)), caller=caller(), city=city())


@blueprint.route("/sessions/<id:session>")
class OneSession(MethodView):
    """One session."""

    @access(SIGNED_IN)
    @blueprint.response(200, SessionView)
    def get(self, session: str) -> Response:
        """Show a session with its attendance; an incubatee sees its own attendance alone."""
        return show(running().store.transact(lambda tx: show_session(tx, session), caller=caller(), city=city()), SessionView)


@blueprint.route("/sessions/<id:session>/corrections")
class SessionCorrections(MethodView):
    """Corrections of a session."""

    @access(ORGANISATION)
    @guarded
    @blueprint.arguments(SessionCorrection)
    @blueprint.response(201, SessionView)
    def post(self, entry: dict[str, Any], session: str) -> Response:
        """Correct a session that was written down wrongly, with a reason; what it counted for is counted anew, and the old state stays on record."""
        expected = expected_version()
        return commit(lambda tx: correct_session(tx, session, entry, expected), shows=SessionView, status=201)
