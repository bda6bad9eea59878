"""The standing watch: how bases stood on any day."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response
from flask.views import MethodView

from fuyu.store.transaction import Transaction
from fuyu.web.access import SIGNED_IN, access
from fuyu.web.answers import fresh
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint, unversioned
from fuyu.web.fields import Date, Identifier, Text
from fuyu.web.paging import Asked, Filter, Listing, page
from incubatee_tracker.documents import Base
from incubatee_tracker.schemas.watch import WatchedOn, WatchView
from incubatee_tracker.usecases.seeing import BASES, seen_by
from incubatee_tracker.usecases.watching import check_is_past, watch, watch_one

blueprint = Blueprint("watch", description="How bases stood on any day")
LISTING = Listing(
    filters={
        "programme": Filter(Text(most=80)),
        "district": Filter(Text(most=40)),
        "base": Filter(Identifier(), path="_id"),
        "on": Filter(Date(), path="first_on", operator="lte", reads=lambda day: day.isoformat()),
    },
)


@blueprint.route("/watch")
class Watch(MethodView):
    """The bases that the caller may see, watched."""

    @access(SIGNED_IN)
    @blueprint.listing(LISTING, WatchView)
    def get(self, asked: Asked) -> Response:
        """List how bases that had begun by a day stood on it: one's own, a district's, or an office's."""
        begun = asked.where.get("first_on")
        on = date.fromisoformat(begun["$lte"]) if begun else None

        def work(tx: Transaction) -> Response:
            check_is_past(on, tx.today)
            seen = Base.objects(__raw__=seen_by(caller(), city(), running().laws, BASES))
            return page(seen, asked, WatchView, tell_all=lambda rows: watch(tx, [row["_id"] for row in rows], on or tx.today))

        return running().store.transact(work, caller=caller(), city=city())


@blueprint.route("/watch/<id:designation>")
class WatchOne(MethodView):
    """One base, watched."""

    @access(SIGNED_IN)
    @unversioned
    @blueprint.arguments(WatchedOn, location="query")
    @blueprint.response(200, WatchView)
    def get(self, asked: dict[str, Any], designation: str) -> Response:
        """Show how a base stood on a day: incubatees, counts with a forecast, success, and what would become a ground and when."""
        shown = running().store.transact(lambda tx: watch_one(tx, designation, asked.get("on")), caller=caller(), city=city())
        return fresh(shown, WatchView)
