"""Grounds on which designations may be taken away: proposed with their facts, decided by an officer."""

from __future__ import annotations

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from base_registry.documents import Ground
from base_registry.usecases.seeing import seen_designations
from fuyu.problems import NotFound
from fuyu.web.access import SIGNED_IN, access
from fuyu.web.answers import show
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint
from fuyu.web.fields import Identifier, Text
from fuyu.web.paging import Asked, Filter, Listing, page
from fuyu.web.schemas import Schema

blueprint = Blueprint("grounds", description="Grounds on which a designation may be taken away")
LISTING = Listing(
    filters={
        "designation": Filter(Identifier()),
        "programme": Filter(Text(most=80)),
        "state": Filter(Text(most=20)),
        "key": Filter(Text(most=120)),
    },
    sorts={"found_on": "found_on"},
    default="-id",
)


class GroundView(Schema):
    """A ground with the findings and facts that it rests on."""

    id = Identifier()
    programme = fields.String()
    programme_version = fields.String()
    designation = fields.String()
    organisation = fields.Dict()
    key = fields.String()
    occasion = fields.Integer(metadata={"description": "how often it came up anew"})
    clause = fields.Dict()
    findings = fields.List(fields.Dict())
    facts = fields.Dict()
    found_on = fields.String()
    state = fields.String(metadata={"description": "proposed, withdrawn, kept (examined, and the designation stands), decided"})
    closed_on = fields.String(allow_none=True)
    because = fields.String(allow_none=True)
    mended_on = fields.String(allow_none=True)
    proceeding = fields.String(allow_none=True)
    version = fields.Integer()


@blueprint.route("/grounds")
class Grounds(MethodView):
    """The grounds that the caller may see."""

    @access(SIGNED_IN)
    @blueprint.listing(LISTING, GroundView)
    def get(self, asked: Asked) -> Response:
        """List grounds: those of one's own designations, a district's, or an office's."""
        return page(Ground.objects(__raw__=seen_designations(running().laws, caller(), city())), asked, GroundView)


@blueprint.route("/grounds/<id:id>")
class OneGround(MethodView):
    """One ground."""

    @access(SIGNED_IN)
    @blueprint.response(200, GroundView)
    def get(self, id: str) -> Response:
        """Show a ground with what it rests on, and what became of it."""
        found = Ground.objects(__raw__={"$and": [seen_designations(running().laws, caller(), city()), {"_id": id}]}).first()
        if found is None:
            raise NotFound(f"There is no ground {id!r} here, or none that you may see.", found=id)
        return show(found, GroundView)
