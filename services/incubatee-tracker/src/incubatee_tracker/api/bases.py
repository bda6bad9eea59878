"""Bases: what each stands at, its years, its liaison and its teaching plans."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from fuyu.ids import new_id
from fuyu.web.access import ORGANISATION, SIGNED_IN, access
from fuyu.web.answers import commit, fresh
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint, unversioned
from fuyu.web.fields import Text
from fuyu.web.paging import Asked, Filter, Listing, page
from incubatee_tracker.documents import Base
from incubatee_tracker.schemas.bases import BaseRow, BaseView, LiaisonEntry, LiaisonView, PlanEntry, PlanView, YearView
from incubatee_tracker.usecases.liaisons import name_liaison
from incubatee_tracker.usecases.plans import hand_in_plan
from incubatee_tracker.usecases.seeing import BASES, seen_by
from incubatee_tracker.usecases.showing import show_base
from incubatee_tracker.usecases.years import show_year

blueprint = Blueprint("bases", description="Who brings companies up")
LISTING = Listing(
    filters={"programme": Filter(Text(most=80)), "state": Filter(Text(most=20)), "district": Filter(Text(most=40)), "kind": Filter(Text(most=60))},
    sorts={"starts_on": "starts_on", "ends_on": "ends_on"},
)


@blueprint.route("/bases")
class Bases(MethodView):
    """The bases that the caller may see."""

    @access(SIGNED_IN)
    @blueprint.listing(LISTING, BaseRow)
    def get(self, asked: Asked) -> Response:
        """List bases: one's own, a district's, or an office's."""
        return page(Base.objects(__raw__=seen_by(caller(), city(), running().laws, BASES)), asked, BaseRow)


@blueprint.route("/bases/<id:designation>")
class OneBase(MethodView):
    """One base."""

    @access(SIGNED_IN)
    @unversioned
    @blueprint.response(200, BaseView)
    def get(self, designation: str) -> Response:
        """Show a base: its liaison, its incubatees against the minimum, its years, and the findings of duties it missed."""
        return fresh(running().store.transact(lambda tx: show_base(tx, designation), caller=caller(), city=city()), BaseView)


@blueprint.route("/bases/<id:designation>/years/<int(fixed_digits=4, min=1900, max=2200):year>")
class BaseYears(MethodView):
    """One calendar year of a base."""

    @access(SIGNED_IN)
    @unversioned
    @blueprint.response(200, YearView)
    def get(self, designation: str, year: int) -> Response:
        """Show a year: batches against what the rules need, with pace and warning, the plan against the sessions held, and who never came."""
        return fresh(running().store.transact(lambda tx: show_year(tx, designation, year), caller=caller(), city=city()), YearView)


@blueprint.route("/bases/<id:designation>/liaison")
class BaseLiaison(MethodView):
    """Whom a base names for teaching and outside contacts."""

    @access(ORGANISATION)
    @blueprint.arguments(LiaisonEntry)
    @blueprint.response(201, LiaisonView)
    def post(self, entry: dict[str, Any], designation: str) -> Response:
        """Name the base's liaison from today on."""
        id = new_id()
        return commit(lambda tx: name_liaison(tx, id, designation, entry), shows=LiaisonView, status=201, location=lambda made: f"/bases/{designation}")


@blueprint.route("/bases/<id:designation>/plans")
class BasePlans(MethodView):
    """A base's teaching plans (教学计划)."""

    @access(ORGANISATION)
    @blueprint.arguments(PlanEntry)
    @blueprint.response(201, PlanView)
    def post(self, entry: dict[str, Any], designation: str) -> Response:
        """Hand in the teaching plan of a year."""
        id = new_id()

        def address(made: Any) -> str:
            return f"/bases/{designation}/years/{entry['year']}"

        return commit(lambda tx: hand_in_plan(tx, id, designation, entry), shows=PlanView, status=201, location=address)
