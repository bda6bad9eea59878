"""Law settings: calendars, adoptions of drafts, overrides, rules switched off."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import fields, validate

from base_registry.schemas.records import LawSettingEntry, LawSettingView
from base_registry.usecases.law_settings import set_law
from fuyu.ids import new_id
from fuyu.law.settings import Kind
from fuyu.web.access import OFFICE, OPERATOR, Access, access
from fuyu.web.answers import commit
from fuyu.web.asking import city, running
from fuyu.web.blueprint import Blueprint
from fuyu.web.paging import Asked, Filter, Listing, page

blueprint = Blueprint("law-settings", description="What operators and officers set beside the law's files")
KINDS = fields.String(validate=validate.OneOf([str(kind) for kind in Kind]))
LISTING = Listing(filters={"kind": Filter(KINDS)}, sorts={"sequence": "sequence"}, default="sequence")
SETTERS = Access(
    "the operator, officers of the city for a year's calendar, and those of a programme's office for relief",
    lambda caller: OPERATOR.allows(caller) or OFFICE.allows(caller),
)


@blueprint.route("/law-settings")
class LawSettings(MethodView):
    """The law settings of a city."""

    @access(SETTERS)
    @blueprint.arguments(LawSettingEntry)
    @blueprint.response(201, LawSettingView)
    def post(self, entry: dict[str, Any]) -> Response:
        """Make a law setting with its reason; it travels to every service as law.changed."""
        id = new_id()
        return commit(lambda tx: set_law(tx, id, entry), shows=LawSettingView, status=201)

    @access(SETTERS)
    @blueprint.listing(LISTING, LawSettingView)
    def get(self, asked: Asked) -> Response:
        """List the settings, oldest first."""
        return page(running().store.rows.law_settings, asked, LawSettingView, where={"city": city()})
