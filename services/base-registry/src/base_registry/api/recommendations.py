"""Holders that may be recommended, each with its facts."""

from __future__ import annotations

from functools import partial

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from base_registry.documents import Designation
from base_registry.usecases.preferring import held_ones, tell_merits
from fuyu.store.transaction import Transaction
from fuyu.web.access import OFFICE, access
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint
from fuyu.web.fields import Identifier, Text
from fuyu.web.paging import Asked, Filter, Listing, page
from fuyu.web.schemas import Schema

blueprint = Blueprint("recommendations", description="Holders that may be recommended")
LISTING = Listing(filters={"programme": Filter(Text(most=80)), "organisation": Filter(Text(most=40), path="organisation.code")})


class RecommendationView(Schema):
    """What is held, with what the law asks for a recommendation."""

    id = Identifier()
    programme = fields.String()
    programme_version = fields.String()
    kind = fields.String()
    organisation = fields.Dict()
    starts_on = fields.String()
    ends_on = fields.String(allow_none=True)
    is_met = fields.Boolean(metadata={"description": "all that the law asks is met and no ground stands open; an officer decides"})
    open_grounds = fields.Integer()
    findings = fields.List(fields.Dict())


@blueprint.route("/recommendations")
class Recommendations(MethodView):
    """The holders that the caller may see."""

    @access(OFFICE)
    @blueprint.listing(LISTING, RecommendationView)
    def get(self, asked: Asked) -> Response:
        """List what is held, with what the law asks for a recommendation and the facts of each."""

        def work(tx: Transaction) -> Response:
            return page(Designation.objects(__raw__=held_ones(tx)), asked, RecommendationView, tell=partial(tell_merits, tx))

        return running().store.transact(work, caller=caller(), city=city())
