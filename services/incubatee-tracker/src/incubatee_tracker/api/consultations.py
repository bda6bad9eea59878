"""Consultations: what bases did for one incubatee alone."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from fuyu.ids import new_id
from fuyu.web.access import ORGANISATION, SIGNED_IN, access
from fuyu.web.answers import commit, show
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint
from fuyu.web.fields import Date, Identifier, Text
from fuyu.web.paging import Asked, Filter, Listing, page
from incubatee_tracker.documents import Consultation
from incubatee_tracker.schemas.consultations import ConsultationEntry, ConsultationRow, ConsultationView
from incubatee_tracker.usecases.consultations import log_consultation, show_consultation
from incubatee_tracker.usecases.seeing import CONSULTATIONS, seen_by

blueprint = Blueprint("consultations", description="Consulting, diagnosis and benchmarking per incubatee")
LISTING = Listing(
    filters={
        "designation": Filter(Identifier()),
        "enrolment": Filter(Identifier()),
        "kind": Filter(Text(most=40)),
        "from": Filter(Date(), path="held_on", operator="gte", reads=lambda day: day.isoformat()),
        "until": Filter(Date(), path="held_on", operator="lte", reads=lambda day: day.isoformat()),
    },
    sorts={"held_on": "held_on"},
    default="-held_on",
)


@blueprint.route("/consultations")
class Consultations(MethodView):
    """The consultations that the caller may see."""

    @access(ORGANISATION)
    @blueprint.arguments(ConsultationEntry)
    @blueprint.response(201, ConsultationView)
    def post(self, entry: dict[str, Any]) -> Response:
        """Log a consultation that the base gave one of its incubatees."""
        id = new_id()
        return commit(lambda tx: log_consultation(tx, id, entry), shows=ConsultationView, status=201, location=lambda made: f"/consultations/{id}")

    @access(SIGNED_IN)
    @blueprint.listing(LISTING, ConsultationRow)
    def get(self, asked: Asked) -> Response:
        """List consultations: one's own base's, one's own company's, a district's, or an office's."""
        return page(Consultation.objects(__raw__=seen_by(caller(), city(), running().laws, CONSULTATIONS)), asked, ConsultationRow)


@blueprint.route("/consultations/<id:consultation>")
class OneConsultation(MethodView):
    """One consultation."""

    @access(SIGNED_IN)
    @blueprint.response(200, ConsultationView)
    def get(self, consultation: str) -> Response:
        """Show a consultation with its papers."""
        return show(running().store.transact(lambda tx: show_consultation(tx, consultation), caller=caller(), city=city()), ConsultationView)
