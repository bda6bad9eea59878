"""The audit trail as a resource, the same in every service: who did what to whom, on which law's day."""

from __future__ import annotations

from flask import Response
from flask.views import MethodView
from marshmallow import fields, validate

from fuyu.web.access import OPERATOR, access
from fuyu.web.asking import city, running
from fuyu.web.blueprint import Blueprint
from fuyu.web.fields import Text
from fuyu.web.paging import Asked, Filter, Listing, page
from fuyu.web.schemas import Schema

blueprint = Blueprint("audit", description="Who did what to whom")
ABOUT = Text(most=120, validate=validate.Regexp(r"^[a-z_]+/.+$", error="is not of the form kind/id"))
LISTING = Listing(
    filters={
        "subject": Filter(ABOUT, path="subject", reads=lambda text: dict(zip(("kind", "id"), text.split("/", 1), strict=True))),
        "act": Filter(Text(most=80)),
        "by": Filter(Text(most=100)),
    },
    default="id",
)


class AuditView(Schema):
    """One act: at which instant and on which law's day, by whom in which role, about what, and its seal."""

    id = fields.String()
    at = fields.DateTime()
    on = fields.String()
    by = fields.String(allow_none=True)
    in_stead_of = fields.String(dump_default=None, allow_none=True, metadata={"description": "the absent person whose deputy did it (代理)"})
    actor = fields.String(allow_none=True)
    act = fields.String()
    subject = fields.Dict()
    details = fields.Dict()
    number = fields.Integer(
        attribute="seal.number", dump_default=None, allow_none=True, metadata={"description": "its place in the trail; null until it is sealed, within seconds"}
    )
    hash = fields.String(
        attribute="seal.hash", dump_default=None, allow_none=True, metadata={"description": "SHA-256 over its number, the hash before and the row"}
    )


@blueprint.route("/audit")
class Audit(MethodView):
    """The audit trail of a city."""

    @access(OPERATOR)
    @blueprint.listing(LISTING, AuditView)
    def get(self, asked: Asked) -> Response:
        """List who did what, oldest first; name a subject as kind/id to follow it alone."""
        return page(running().store.rows.audit, asked, AuditView, where={"city": city()})
