"""Objections against published lists."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from base_registry.documents import Objection
from base_registry.schemas.records import ObjectionEntry, ObjectionReceipt, ObjectionResult, ObjectionView, Resolution, WrittenObjection
from base_registry.usecases.objections import lodge_objection, resolve_objection, result_of
from base_registry.usecases.seeing import seen_objections
from fuyu.ids import new_id
from fuyu.web.access import OFFICE, PUBLIC, SIGNED_IN, access
from fuyu.web.answers import commit, expected_version, show
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint, guarded
from fuyu.web.fields import Identifier, Text
from fuyu.web.paging import Asked, Filter, Listing, page

blueprint = Blueprint("objections", description="Objections against published lists")
LISTING = Listing(filters={"id": Filter(Identifier(), path="_id"), "call": Filter(Identifier()), "state": Filter(Text(most=20))})


@blueprint.route("/public/<string:city_id>/calls/<id:id>/objections")
class Objections(MethodView):
    """Objections that anyone may lodge while a list is published."""

    @access(PUBLIC)
    @blueprint.arguments(ObjectionEntry)
    @blueprint.response(201, ObjectionReceipt)
    def post(self, entry: dict[str, Any], city_id: str, id: str) -> Response:
        """Object against one row of a list that is published now."""
        objection = new_id()
        answered_at = f"/public/{city_id}/objections/{objection}"
        return commit(lambda tx: lodge_objection(tx, objection, id, entry), shows=ObjectionReceipt, status=201, city=city_id, location=lambda made: answered_at)


@blueprint.route("/public/<string:city_id>/objections/<id:id>")
class ObjectionAnswer(MethodView):
    """What became of an objection, for whoever holds the address that its receipt named."""

    @access(PUBLIC)
    @blueprint.response(200, ObjectionResult)
    def get(self, city_id: str, id: str) -> Response:
        """Show how an objection stands, by when it is answered, and the answer."""
        return show(result_of(city_id, id), ObjectionResult)


@blueprint.route("/calls/<id:id>/objections")
class WrittenObjections(MethodView):
    """Objections with their papers."""

    @access(SIGNED_IN)
    @blueprint.arguments(WrittenObjection)
    @blueprint.response(201, ObjectionReceipt)
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Object with signature or seal and evidence, or enter an objection that came in on paper."""
        objection = new_id()
        return commit(lambda tx: lodge_objection(tx, objection, id, entry), shows=ObjectionReceipt, status=201)


@blueprint.route("/objections")
class ObjectionList(MethodView):
    """The objections of a city."""

    @access(OFFICE)
    @blueprint.listing(LISTING, ObjectionView)
    def get(self, asked: Asked) -> Response:
        """List objections for the office that answers them."""
        return page(Objection.objects(__raw__=seen_objections(running().laws, caller(), city())), asked, ObjectionView)


@blueprint.route("/objections/<id:id>/resolution")
class ObjectionResolution(MethodView):
    """The answer to an objection."""

    @access(OFFICE)
    @guarded
    @blueprint.arguments(Resolution)
    @blueprint.response(201, ObjectionView)
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Uphold an objection, which removes its row, or reject it, which lets the row go on."""
        expected = expected_version()
        return commit(lambda tx: resolve_objection(tx, id, entry, expected), shows=ObjectionView, status=201)
