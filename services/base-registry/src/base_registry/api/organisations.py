"""Organisations of a city."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from base_registry.documents import Organisation
from base_registry.schemas.records import OrganisationChange, OrganisationEntry, OrganisationView
from base_registry.usecases.organisations import change_organisation, register_organisation
from fuyu.ids import new_id
from fuyu.problems import NotFound
from fuyu.web.access import SIGNED_IN, access
from fuyu.web.answers import commit, expected_version, show
from fuyu.web.asking import caller, city
from fuyu.web.blueprint import Blueprint
from fuyu.web.fields import Code, Text
from fuyu.web.paging import Asked, Filter, Listing, page

blueprint = Blueprint("organisations", description="Organisations of a city")
LISTING = Listing(filters={"code": Filter(Code()), "district": Filter(Text(most=40))}, sorts={"code": "code"}, default="code")


@blueprint.route("/organisations")
class Organisations(MethodView):
    """The organisations of a city."""

    @access(SIGNED_IN)
    @blueprint.arguments(OrganisationEntry)
    @blueprint.response(201, OrganisationView)
    def post(self, entry: dict[str, Any]) -> Response:
        """Register an organisation: an office any, a company itself alone."""
        id = new_id()
        return commit(lambda tx: register_organisation(tx, id, entry), shows=OrganisationView, status=201, location=lambda made: f"/organisations/{made.id}")

    @access(SIGNED_IN)
    @blueprint.listing(LISTING, OrganisationView)
    def get(self, asked: Asked) -> Response:
        """List organisations: an office all of its city, a company its own."""
        return page(Organisation.objects(city=city(), **_own()), asked, OrganisationView)


@blueprint.route("/organisations/<id:id>")
class OneOrganisation(MethodView):
    """One organisation."""

    @access(SIGNED_IN)
    @blueprint.response(200, OrganisationView)
    def get(self, id: str) -> Response:
        """Show an organisation to an office of its city or to itself."""
        organisation = Organisation.objects(city=city(), id=id, **_own()).first()
        if organisation is None:
            raise NotFound(f"There is no organisation {id!r} here.", found=id)
        return show(organisation, OrganisationView)

    @access(SIGNED_IN)
    @blueprint.arguments(OrganisationChange)
    @blueprint.response(200, OrganisationView)
    def patch(self, changes: dict[str, Any], id: str) -> Response:
        """Change what is known of an organisation."""
        expected = expected_version()
        return commit(lambda tx: change_organisation(tx, id, changes, expected), shows=OrganisationView)


def _own() -> dict[str, Any]:
    roles = [role for role in caller().actors if role.city == city()]
    if any(role.office or role.district or role.actor == "operator" for role in roles):
        return {}
    return {"code__in": [role.organisation for role in roles if role.organisation]}
