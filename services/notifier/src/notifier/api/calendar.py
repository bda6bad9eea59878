"""One's own calendar."""

from __future__ import annotations

from flask import Response, request
from flask.views import MethodView

from fuyu.web.access import SIGNED_IN, access
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint, unversioned
from notifier.texts import LANGUAGES
from notifier.usecases.calendar import calendar_for

blueprint = Blueprint("calendar", description="What one owes, as a calendar")
ICS = "text/calendar"
CONTENT = {"200": {"description": "An iCalendar (RFC 5545), each duty on its last day", "content": {ICS: {"schema": {"type": "string"}}}}}


@blueprint.route("/calendar")
class OwnCalendar(MethodView):
    """What the caller owes."""

    @access(SIGNED_IN)
    @unversioned
    @blueprint.doc(responses=CONTENT)
    def get(self) -> Response:
        """Give the calendar of what one owes and has not done yet, in a language that Accept-Language asks for, else in the directory's."""
        at_work = running()
        language = request.accept_languages.best_match(LANGUAGES)
        content = calendar_for(city(), caller().person, at_work.laws, at_work.clock.today(), at_work.clock.now(), language)
        return Response(content, headers={"Content-Type": f"{ICS}; charset=utf-8", "Cache-Control": "no-store"})
