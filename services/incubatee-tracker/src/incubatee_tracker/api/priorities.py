"""Companies that have priority under equal conditions, each with its facts."""

from __future__ import annotations

from functools import partial

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from fuyu.store.transaction import Transaction
from fuyu.web.access import OFFICE, access
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint
from fuyu.web.fields import Code, Identifier, Text
from fuyu.web.paging import Asked, Filter, Listing, page
from fuyu.web.schemas import Schema
from incubatee_tracker.documents import Enrolment
from incubatee_tracker.usecases.preferring import completed_ones, tell_merits

blueprint = Blueprint("priorities", description="Companies that have priority under equal conditions")
LISTING = Listing(
    filters={"programme": Filter(Text(most=80)), "designation": Filter(Identifier()), "incubatee": Filter(Code(), path="incubatee.code")},
    sorts={"ended_on": "ended_on"},
)


class PriorityView(Schema):
    """A completed incubation, with what the law asks for priority."""

    id = Identifier()
    programme = fields.String()
    programme_version = fields.String()
    designation = fields.String()
    base = fields.Dict()
    incubatee = fields.Dict()
    starts_on = fields.String()
    ended_on = fields.String()
    is_met = fields.Boolean(metadata={"description": "all that the law asks is met; an officer decides"})
    findings = fields.List(fields.Dict())


@blueprint.route("/priorities")
class Priorities(MethodView):
    """The completed incubations that the caller may see."""

    @access(OFFICE)
    @blueprint.listing(LISTING, PriorityView)
    def get(self, asked: Asked) -> Response:
        """List companies that completed, with what the law asks for priority and the facts of each."""

        def work(tx: Transaction) -> Response:
            return page(Enrolment.objects(__raw__=completed_ones(tx)), asked, PriorityView, tell_all=partial(tell_merits, tx))

        return running().store.transact(work, caller=caller(), city=city())
