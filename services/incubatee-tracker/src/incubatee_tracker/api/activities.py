"""Activities: exchanges with experts, visits between bases and guidance, as an office plans them."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from fuyu.ids import new_id
from fuyu.web.access import OFFICE, SIGNED_IN, access
from fuyu.web.answers import commit, expected_version, fresh, show
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint, guarded, unversioned
from fuyu.web.fields import Date, Identifier, Text
from fuyu.web.paging import Asked, Filter, Listing, page
from incubatee_tracker.documents import Activity
from incubatee_tracker.schemas.activities import ActivityEntry, ActivityRow, ActivityView, CancellationEntry, RecordEntry, ServedView
from incubatee_tracker.usecases.activities import cancel_activity, plan_activity, record_activity, show_activity
from incubatee_tracker.usecases.seeing import ACTIVITIES, seen_by
from incubatee_tracker.usecases.teaching import show_served

blueprint = Blueprint("activities", description="What an office plans at bases, and what came of it")
LISTING = Listing(
    filters={
        "programme": Filter(Text(most=80)),
        "kind": Filter(Text(most=40)),
        "state": Filter(Text(most=20)),
        "designation": Filter(Identifier(), path="bases.designation"),
        "from": Filter(Date(), path="planned_on", operator="gte", reads=lambda day: day.isoformat()),
        "until": Filter(Date(), path="planned_on", operator="lte", reads=lambda day: day.isoformat()),
    },
    sorts={"planned_on": "planned_on"},
    default="-planned_on",
)


@blueprint.route("/activities")
class Activities(MethodView):
    """The activities that the caller may see."""

    @access(OFFICE)
    @blueprint.arguments(ActivityEntry)
    @blueprint.response(201, ActivityView)
    def post(self, entry: dict[str, Any]) -> Response:
        """Plan an activity at a base; the programme's office does it, and host and guests hear of it."""
        id = new_id()
        return commit(lambda tx: plan_activity(tx, id, entry), shows=ActivityView, status=201, location=lambda made: f"/activities/{id}")

    @access(SIGNED_IN)
    @blueprint.listing(LISTING, ActivityRow)
    def get(self, asked: Asked) -> Response:
        """List activities: those of one's own base as host or guest, a district's bases', or all of an office."""
        return page(Activity.objects(__raw__=seen_by(caller(), city(), running().laws, ACTIVITIES)), asked, ActivityRow)


@blueprint.route("/activities/<id:id>")
class OneActivity(MethodView):
    """One activity."""

    @access(SIGNED_IN)
    @blueprint.response(200, ActivityView)
    def get(self, id: str) -> Response:
        """Show an activity with the bases concerned and what came of it."""
        return show(running().store.transact(lambda tx: show_activity(tx, id), caller=caller(), city=city()), ActivityView)


@blueprint.route("/activities/<id:id>/record")
class ActivityRecord(MethodView):
    """What came of an activity."""

    @access(OFFICE)
    @guarded
    @blueprint.arguments(RecordEntry)
    @blueprint.response(201, ActivityView)
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Record that an activity was held, and what came of it."""
        expected = expected_version()
        return commit(lambda tx: record_activity(tx, id, entry, expected), shows=ActivityView, status=201)


@blueprint.route("/activities/<id:id>/cancellation")
class ActivityCancellation(MethodView):
    """That an activity does not take place."""

    @access(OFFICE)
    @guarded
    @blueprint.arguments(CancellationEntry)
    @blueprint.response(201, ActivityView)
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Cancel an activity with a reason; host and guests hear of it."""
        expected = expected_version()
        return commit(lambda tx: cancel_activity(tx, id, entry, expected), shows=ActivityView, status=201)


@blueprint.route("/calls/<id:call>/served")
class Served(MethodView):
    """Who of a call was served."""

    @access(SIGNED_IN)
    @unversioned
    @blueprint.response(200, ServedView)
    def get(self, call: str) -> Response:
        """Show what teaching the holders of a call are owed in which time, whether each had it, and who did not: an office all, others their own."""
        return fresh(running().store.transact(lambda tx: show_served(tx, call), caller=caller(), city=city()), ServedView)
