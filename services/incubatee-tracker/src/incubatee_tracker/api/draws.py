"""Draws: spot checks that anyone can check."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from fuyu.ids import new_id
from fuyu.web.access import OFFICE, PUBLIC, access
from fuyu.web.answers import commit, expected_version, show
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint, guarded
from fuyu.web.fields import Text
from fuyu.web.paging import Asked, Filter, Listing, page
from incubatee_tracker.documents import Draw
from incubatee_tracker.schemas.draws import DrawEntry, DrawRow, DrawView, PublicDraw, ResultEntry, SeedEntry
from incubatee_tracker.usecases.draws import announce_draw, draw_by_seed, own_draw, public_draw, record_result, shown_draw

blueprint = Blueprint("draws", description="Spot checks, drawn in the open")
LISTING = Listing(filters={"programme": Filter(Text(most=80)), "state": Filter(Text(most=20))}, default="-id")


@blueprint.route("/draws")
class Draws(MethodView):
    """The draws of a city."""

    @access(OFFICE)
    @blueprint.arguments(DrawEntry)
    @blueprint.response(201, DrawView)
    def post(self, entry: dict[str, Any]) -> Response:
        """Announce a draw among those who completed within a period; the population and its hash are public from then on."""
        id = new_id()
        return commit(lambda tx: shown_draw(announce_draw(tx, id, entry)), shows=DrawView, status=201, location=lambda made: f"/draws/{id}")


@blueprint.route("/draws/<id:id>")
class OneDraw(MethodView):
    """One draw."""

    @access(OFFICE)
    @blueprint.response(200, DrawView)
    def get(self, id: str) -> Response:
        """Show a draw with what was found of each of those drawn, to the office that drew it."""
        who = caller()
        return show(running().store.transact(lambda tx: own_draw(tx, id), caller=who, city=city()), DrawView)


@blueprint.route("/draws/<id:id>/seed")
class DrawSeed(MethodView):
    """The seed of a draw."""

    @access(OFFICE)
    @guarded
    @blueprint.arguments(SeedEntry)
    @blueprint.response(201, DrawView)
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Draw by a seed that became known after the announcement, with the source where anyone can read it."""
        expected = expected_version()
        return commit(lambda tx: shown_draw(draw_by_seed(tx, id, entry, expected)), shows=DrawView, status=201)


@blueprint.route("/draws/<id:id>/results")
class DrawResults(MethodView):
    """What was found of those drawn."""

    @access(OFFICE)
    @guarded
    @blueprint.arguments(ResultEntry)
    @blueprint.response(201, DrawView)
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Record what experts found of one of those drawn, and what follows from it."""
        expected = expected_version()
        return commit(lambda tx: shown_draw(record_result(tx, id, entry, expected)), shows=DrawView, status=201)


@blueprint.route("/public/<string:city_id>/draws")
class PublicDraws(MethodView):
    """The draws of a city, for anyone."""

    @access(PUBLIC)
    @blueprint.listing(LISTING, DrawRow)
    def get(self, asked: Asked, city_id: str) -> Response:
        """List a city's draws, the newest first."""
        return page(Draw.objects(city=city_id), asked, DrawRow)


@blueprint.route("/public/<string:city_id>/draws/<id:id>")
class OnePublicDraw(MethodView):
    """One draw, for anyone."""

    @access(PUBLIC)
    @blueprint.response(200, PublicDraw)
    def get(self, city_id: str, id: str) -> Response:
        """Show population, hash, seed and who was drawn, with the recipe by which anyone comes to the same choice."""
        return show(public_draw(city_id, id), PublicDraw)
