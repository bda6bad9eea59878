"""The city's pool of experts."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from base_registry.documents import Expert
from base_registry.schemas.experts import AppraisalEntry, BarEntry, BarLift, ExpertChange, ExpertEntry, ExpertView
from base_registry.usecases.experts import appraise_expert, bar_expert, change_expert, lift_bar, register_expert
from fuyu.ids import new_id
from fuyu.web.access import OFFICE, access
from fuyu.web.answers import commit, expected_version, show
from fuyu.web.asking import city
from fuyu.web.blueprint import Blueprint, guarded
from fuyu.web.fields import Text
from fuyu.web.paging import Asked, Filter, Listing, page

blueprint = Blueprint("experts", description="The city's pool of experts")
LISTING = Listing(filters={"person": Filter(Text(most=100))}, sorts={"person": "person"}, default="person")


@blueprint.route("/experts")
class Experts(MethodView):
    """The city's pool of experts."""

    @access(OFFICE)
    @blueprint.arguments(ExpertEntry)
    @blueprint.response(201, ExpertView)
    def post(self, entry: dict[str, Any]) -> Response:
        """Take an expert into the pool."""
        id = new_id()
        return commit(lambda tx: register_expert(tx, id, entry), shows=ExpertView, status=201, location=lambda made: f"/experts/{made.id}")

    @access(OFFICE)
    @blueprint.listing(LISTING, ExpertView)
    def get(self, asked: Asked) -> Response:
        """List the pool."""
        return page(Expert.objects(city=city()), asked, ExpertView)


@blueprint.route("/experts/<id:id>")
class OneExpert(MethodView):
    """One expert."""

    @access(OFFICE)
    @blueprint.response(200, ExpertView)
    def get(self, id: str) -> Response:
        """Show an expert with qualifications, appraisals and bars."""
        return show(Expert.get(city(), id), ExpertView)

    @access(OFFICE)
    @blueprint.arguments(ExpertChange)
    @blueprint.response(200, ExpertView)
    def patch(self, changes: dict[str, Any], id: str) -> Response:
        """Change what is known of an expert."""
        expected = expected_version()
        return commit(lambda tx: change_expert(tx, id, changes, expected), shows=ExpertView)


@blueprint.route("/experts/<id:id>/appraisals")
class ExpertAppraisals(MethodView):
    """Appraisals of an expert's work."""

    @access(OFFICE)
    @guarded
    @blueprint.arguments(AppraisalEntry)
    @blueprint.response(201, ExpertView)
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Keep what an office that assigns experts thinks of one's work in a year."""
        expected = expected_version()
        return commit(lambda tx: appraise_expert(tx, id, entry, expected), shows=ExpertView, status=201)


@blueprint.route("/experts/<id:id>/bars")
class ExpertBars(MethodView):
    """Bars for misconduct."""

    @access(OFFICE)
    @guarded
    @blueprint.arguments(BarEntry)
    @blueprint.response(201, ExpertView)
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Bar an expert for misconduct, with the finding and its day: they are assigned nowhere any more, and act nowhere that they were."""
        expected = expected_version()
        return commit(lambda tx: bar_expert(tx, id, entry, expected), shows=ExpertView, status=201)


@blueprint.route("/experts/<id:id>/bars/lift")
class ExpertBarLift(MethodView):
    """Lifting a bar."""

    @access(OFFICE)
    @guarded
    @blueprint.arguments(BarLift)
    @blueprint.response(201, ExpertView)
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Lift a bar with a reason; that it stood stays on record."""
        expected = expected_version()
        return commit(lambda tx: lift_bar(tx, id, entry, expected), shows=ExpertView, status=201)
