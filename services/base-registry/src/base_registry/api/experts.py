"""The city's pool of experts."""

from __future__ import annotations

import re
from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from base_registry.documents import Application, Expert
from base_registry.schemas.experts import AppraisalEntry, BarEntry, BarLift, ExpertChange, ExpertEntry, ExpertView
from base_registry.schemas.records import ApplicationRow
from base_registry.usecases.experts import appraise_expert, bar_expert, change_expert, lift_bar, register_expert
from base_registry.usecases.seeing import seen_applications
from fuyu.ids import new_id
from fuyu.web.access import OFFICE, access
from fuyu.web.answers import commit, expected_version, show
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint, guarded
from fuyu.web.fields import Text
from fuyu.web.paging import Asked, Filter, Listing, page

blueprint = Blueprint("experts", description="The city's pool of experts")
BARRED = re.compile("^")
BEGINNING = Text(most=18, metadata={"description": "how the credit code of the employer begins"})
LISTING = Listing(
    filters={
        "person": Filter(Text(most=100)),
        "name": Filter(Text(most=60, metadata={"description": "a part of the name"}), operator="regex", reads=re.escape),
        "employer": Filter(BEGINNING, "employer_code", "regex", lambda typed: f"^{re.escape(typed.upper())}"),
        # Who is barred has a day since when, whatever day that is; who is not has none.
        "is_barred": Filter(fields.Boolean(), "bar.since", "in", lambda is_barred: BARRED if is_barred else None),
    },
    sorts={"person": "person"},
    default="person",
)
ASSIGNED = Listing(filters={"state": Filter(Text(most=20))})


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


@blueprint.route("/experts/<id:id>/applications")
class ApplicationsOfExpert(MethodView):
    """Where an expert was assigned."""

    @access(OFFICE)
    @blueprint.listing(ASSIGNED, ApplicationRow)
    def get(self, asked: Asked, id: str) -> Response:
        """List the applications to which an expert was assigned, as far as the caller may see them."""
        condition = {"$and": [seen_applications(running().laws, caller(), city()), {"assigned_people": Expert.get(city(), id).person}]}
        return page(Application.objects(__raw__=condition), asked, ApplicationRow)


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
