"""Designations: what organisations hold, for how long, on which decision."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from base_registry.documents import Designation
from base_registry.figures import DESIGNATIONS
from base_registry.schemas.records import DesignationFigures, DesignationView, NumberCorrection, OneDesignationView
from base_registry.usecases.correcting import correct_number
from base_registry.usecases.offering import offering_designation
from base_registry.usecases.seeing import see_designation, seen_designations
from fuyu.store.figures import shown_figures
from fuyu.web.access import OFFICE, OFFICE_OR_OPERATOR, SIGNED_IN, access
from fuyu.web.answers import commit, expected_version, fresh, json_answer
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint, guarded, unversioned
from fuyu.web.fields import Identifier, Text
from fuyu.web.paging import Asked, Filter, Listing, by_name_or_code, page

blueprint = Blueprint("designations", description="What organisations hold")
LISTING = Listing(
    filters={
        "programme": Filter(Text(most=80)),
        "state": Filter(Text(most=20)),
        "class": Filter(Text(most=40), path="holds_class"),
        "call": Filter(Identifier()),
        **by_name_or_code("organisation"),
    },
    sorts={"ends_on": "ends_on"},
)


@blueprint.route("/designations")
class Designations(MethodView):
    """The designations that the caller may see."""

    @access(SIGNED_IN)
    @blueprint.listing(LISTING, DesignationView)
    def get(self, asked: Asked) -> Response:
        """List designations: one's own, a district's, or an office's."""
        return page(Designation.objects(__raw__=seen_designations(running().laws, caller(), city())), asked, DesignationView)


@blueprint.route("/designations/figures")
class DesignationsCounted(MethodView):
    """How many designations there are."""

    @access(OFFICE_OR_OPERATOR)
    @unversioned
    @blueprint.response(200, DesignationFigures)
    def get(self) -> Response:
        """Tell how many designations the caller's office sees, by programme, state and class; they are counted a little after each change."""
        at_work, by = running(), ["programme", "state", "holds_class"]
        told = shown_figures(at_work.store.rows, DESIGNATIONS.of, seen_designations(at_work.laws, caller(), city()), by, list(DESIGNATIONS.adds))
        return json_answer(DesignationFigures().dump(told))


@blueprint.route("/designations/<id:id>")
class OneDesignation(MethodView):
    """One designation."""

    @access(SIGNED_IN)
    @blueprint.response(200, OneDesignationView)
    def get(self, id: str) -> Response:
        """Show a designation with its term, the decision it rests on, and what the caller may do at it."""
        laws, who = running().laws, caller()
        return fresh(offering_designation(laws, who, see_designation(laws, who, city(), id)), OneDesignationView)


@blueprint.route("/designations/<id:id>/corrections")
class DesignationCorrections(MethodView):
    """Corrections of a designation's number."""

    @access(OFFICE)
    @guarded
    @blueprint.arguments(NumberCorrection)
    @blueprint.response(201, DesignationView)
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Correct the number (文号) by which it was decided, with a reason; the old one stays on record."""
        expected = expected_version()
        return commit(lambda tx: correct_number(tx, id, entry, expected), shows=DesignationView, status=201)
