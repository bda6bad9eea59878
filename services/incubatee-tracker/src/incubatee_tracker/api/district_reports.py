"""Reports of districts: drafted, handed in, read."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from fuyu.ids import new_id
from fuyu.web.access import DISTRICT, OFFICE, access
from fuyu.web.answers import commit, fresh
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint, unversioned
from fuyu.web.fields import Text
from fuyu.web.paging import Asked, Filter, Listing, QueryWhole, page
from incubatee_tracker.documents import DistrictReport
from incubatee_tracker.schemas.reports import DistrictReportDraft, DistrictReportEntry, DistrictReportView
from incubatee_tracker.usecases.district_reports import draft_district_report, hand_in_district_report
from incubatee_tracker.usecases.seeing import seen_district_reports

blueprint = Blueprint("district-reports", description="What districts report of the bases that they manage")
LISTING = Listing(filters={"programme": Filter(Text(most=80)), "district": Filter(Text(most=40)), "year": Filter(QueryWhole())}, default="-id")


@blueprint.route("/district-reports")
class DistrictReports(MethodView):
    """The reports of districts."""

    @access(DISTRICT)
    @blueprint.arguments(DistrictReportEntry)
    @blueprint.response(201, DistrictReportView)
    def post(self, entry: dict[str, Any]) -> Response:
        """Hand in one's district's report of a part of a year that is over."""
        id = new_id()
        return commit(lambda tx: hand_in_district_report(tx, id, entry), shows=DistrictReportView, status=201)

    @access(OFFICE)
    @blueprint.listing(LISTING, DistrictReportView)
    def get(self, asked: Asked) -> Response:
        """List reports: a district its own, the office above all."""
        return page(DistrictReport.objects(__raw__=seen_district_reports(caller(), city())), asked, DistrictReportView)


@blueprint.route("/district-reports/<string:programme>/<string:district>/<int(fixed_digits=4, min=1900, max=2200):year>/<int:part>/draft")
class DistrictReportDrafts(MethodView):
    """Reports of districts as the records draft them."""

    @access(OFFICE)
    @unversioned
    @blueprint.response(200, DistrictReportDraft)
    def get(self, programme: str, district: str, year: int, part: int) -> Response:
        """Draft a district's report of a part of a year from what is on record today."""

        def work(tx: Any) -> dict[str, Any]:
            return draft_district_report(tx, programme, district, year, part)

        return fresh(running().store.transact(work, caller=caller(), city=city()), DistrictReportDraft)
