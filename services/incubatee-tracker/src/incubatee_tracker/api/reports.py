"""Reports of bases: drafted, handed in, read."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from fuyu.ids import new_id
from fuyu.web.access import ORGANISATION, SIGNED_IN, access
from fuyu.web.answers import commit, fresh
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint, unversioned
from fuyu.web.fields import Text
from fuyu.web.paging import Asked, Filter, Listing, QueryWhole, page
from incubatee_tracker.documents import Report
from incubatee_tracker.schemas.reports import ReportDraft, ReportEntry, ReportView
from incubatee_tracker.usecases.bases import base_at_work
from incubatee_tracker.usecases.reports import draft_report, hand_in_report

blueprint = Blueprint("reports", description="What bases report of each year")
LISTING = Listing(filters={"report": Filter(Text(most=60)), "year": Filter(QueryWhole())}, default="-id")


@blueprint.route("/bases/<id:designation>/reports")
class BaseReports(MethodView):
    """The reports of a base."""

    @access(ORGANISATION)
    @blueprint.arguments(ReportEntry)
    @blueprint.response(201, ReportView)
    def post(self, entry: dict[str, Any], designation: str) -> Response:
        """Hand in a report of a year."""
        id = new_id()
        return commit(
            lambda tx: hand_in_report(tx, id, designation, entry), shows=ReportView, status=201, location=lambda made: f"/bases/{designation}/reports"
        )

    @access(SIGNED_IN)
    @blueprint.listing(LISTING, ReportView)
    def get(self, asked: Asked, designation: str) -> Response:
        """List the reports of a base, the latest first, to whoever sees the base."""
        base = running().store.transact(lambda tx: base_at_work(tx, designation), caller=caller(), city=city())
        return page(Report.objects(city=city(), designation=base["_id"]), asked, ReportView)


@blueprint.route("/bases/<id:designation>/reports/<string:report>/<int(fixed_digits=4, min=1900, max=2200):year>/draft")
class ReportDrafts(MethodView):
    """Reports as the records draft them."""

    @access(SIGNED_IN)
    @unversioned
    @blueprint.response(200, ReportDraft)
    def get(self, designation: str, report: str, year: int) -> Response:
        """Draft a report of a year from what is on record today."""
        return fresh(running().store.transact(lambda tx: draft_report(tx, designation, report, year), caller=caller(), city=city()), ReportDraft)
