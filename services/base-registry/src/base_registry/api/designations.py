"""Designations and the processes over them."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from base_registry.documents import Designation
from base_registry.schemas.records import DesignationView, ProcessActEntry
from base_registry.usecases.designations import act_on_designation
from base_registry.usecases.seeing import see_designation, seen_designations
from fuyu.ids import new_id
from fuyu.process.acting import Request
from fuyu.web.access import SIGNED_IN, access
from fuyu.web.answers import commit, expected_version, show
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint, guarded
from fuyu.web.fields import Identifier, Text
from fuyu.web.paging import Asked, Filter, Listing, page

blueprint = Blueprint("designations", description="What organisations hold")
LISTING = Listing(filters={"programme": Filter(Text(most=80)), "state": Filter(Text(most=20)), "call": Filter(Identifier())}, sorts={"ends_on": "ends_on"})


@blueprint.route("/designations")
class Designations(MethodView):
    """The designations that the caller may see."""

    @access(SIGNED_IN)
    @blueprint.listing(LISTING, DesignationView)
    def get(self, asked: Asked) -> Response:
        """List designations: one's own, a district's, or an office's."""
        return page(Designation.objects(__raw__=seen_designations(running().laws, caller(), city())), asked, DesignationView)


@blueprint.route("/designations/<id:id>")
class OneDesignation(MethodView):
    """One designation."""

    @access(SIGNED_IN)
    @blueprint.response(200, DesignationView)
    def get(self, id: str) -> Response:
        """Show a designation with its term, the decision it rests on, and its processes."""
        return show(see_designation(running().laws, caller(), city(), id), DesignationView)


@blueprint.route("/designations/<id:id>/acts")
class DesignationActs(MethodView):
    """Acts at the steps of a designation's processes."""

    @access(SIGNED_IN)
    @guarded
    @blueprint.arguments(ProcessActEntry)
    @blueprint.response(201, DesignationView)
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Act at a step of a process over a designation; the first act opens the process where the caller may open it."""
        expected, act = expected_version(), new_id()
        process = entry.pop("process")
        return commit(lambda tx: act_on_designation(tx, id, act, process, Request(**entry), expected), shows=DesignationView, status=201)
