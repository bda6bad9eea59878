"""Calls: rounds, editions, cycles, and their steps over the whole list."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from base_registry.documents import Call
from base_registry.schemas.records import ActEntry, CallEntry, CallProposalsView, CallView, StandingView
from base_registry.schemas.selections import SelectionView
from base_registry.usecases.calls import open_call
from base_registry.usecases.cycles import show_standing
from base_registry.usecases.proposed import proposed_on_call
from base_registry.usecases.selecting import selection_ahead
from base_registry.usecases.sittings import act_on_call
from fuyu.ids import new_id
from fuyu.process.proposing import Request
from fuyu.web.access import OFFICE, SIGNED_IN, access
from fuyu.web.answers import commit, expected_version, json_answer, show
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint, guarded, unversioned
from fuyu.web.fields import Text
from fuyu.web.paging import Asked, Filter, Listing, page

blueprint = Blueprint("calls", description="Calls of a programme")
LISTING = Listing(filters={"programme": Filter(Text(most=80)), "state": Filter(Text(most=20))}, default="-id")


@blueprint.route("/calls")
class Calls(MethodView):
    """The calls of a city."""

    @access(OFFICE)
    @blueprint.arguments(CallEntry)
    @blueprint.response(201, CallView)
    def post(self, entry: dict[str, Any]) -> Response:
        """Open a call of the version that is in force today; it freezes version, form, rubrics and quotas."""
        id, act = new_id(), new_id()
        return commit(lambda tx: open_call(tx, id, act, entry), shows=CallView, status=201, location=lambda made: f"/calls/{made.id}")

    @access(SIGNED_IN)
    @blueprint.listing(LISTING, CallView)
    def get(self, asked: Asked) -> Response:
        """List the calls of a city."""
        return page(Call.objects(city=city()), asked, CallView)


@blueprint.route("/calls/<id:id>")
class OneCall(MethodView):
    """One call."""

    @access(SIGNED_IN)
    @blueprint.response(200, CallView)
    def get(self, id: str) -> Response:
        """Show a call."""
        return show(Call.get(city(), id), CallView)


@blueprint.route("/calls/<id:id>/acts")
class CallActs(MethodView):
    """Acts at a call's steps over its whole list."""

    @access(OFFICE)
    @guarded
    @blueprint.arguments(ActEntry)
    @blueprint.response(201, CallView)
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Act at a step over the whole call: publish, choose, vote, decide, ask departments, or close the stage before it with a reason."""
        expected, act = expected_version(), new_id()
        return commit(lambda tx: act_on_call(tx, id, act, Request(**entry), expected), shows=CallView, status=201)


@blueprint.route("/calls/<id:id>/standing")
class CallStanding(MethodView):
    """How those who hold places of a call stand to each other."""

    @access(OFFICE)
    @unversioned
    @blueprint.response(200, StandingView)
    def get(self, id: str) -> Response:
        """Show how many hold each class now, with what the law asks between classes; a breach is shown until it is cured."""
        return json_answer(running().store.transact(lambda tx: show_standing(tx, id), caller=caller(), city=city()))


@blueprint.route("/calls/<id:id>/proposals")
class CallProposals(MethodView):
    """What waits at a call's steps for a second person."""

    @access(OFFICE)
    @blueprint.response(200, CallProposalsView)
    def get(self, id: str) -> Response:
        """Show what was proposed or sent back at the steps over the whole call, to those who may confirm it."""
        return json_answer(proposed_on_call(running().laws, caller(), city(), id))


@blueprint.route("/calls/<id:id>/steps/<string:step>/selection")
class CallSelection(MethodView):
    """What the law proposes at a step that chooses."""

    @access(OFFICE)
    @blueprint.response(200, SelectionView)
    def get(self, id: str, step: str) -> Response:
        """Show who would be chosen under the quotas and why, who not and why not, with ties, repeat winners and places that stay empty."""
        return json_answer(selection_ahead(running(), caller(), city(), id, step))
