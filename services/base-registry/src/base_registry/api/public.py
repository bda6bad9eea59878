"""What anyone may read: lists that are published, and what was designated."""

from __future__ import annotations

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from base_registry.documents import Designation
from base_registry.schemas.records import NoticeView, PublicDesignation
from base_registry.usecases.publishing import published_lists
from fuyu.web.access import PUBLIC, access
from fuyu.web.answers import json_answer
from fuyu.web.blueprint import Blueprint
from fuyu.web.fields import Text
from fuyu.web.paging import Asked, Filter, Listing, page
from fuyu.web.schemas import Schema

blueprint = Blueprint("public", description="What anyone may read")
LISTING = Listing(filters={"programme": Filter(Text(most=80))})


class Notices(Schema):
    """The lists of a city that were published."""

    items = fields.List(fields.Nested(NoticeView))


@blueprint.route("/public/<string:city_id>/notices")
class PublicNotices(MethodView):
    """Published lists."""

    @access(PUBLIC)
    @blueprint.response(200, Notices)
    def get(self, city_id: str) -> Response:
        """List what a city has published, newest first, with the period in which one may object."""
        return json_answer({"items": published_lists(city_id)})


@blueprint.route("/public/<string:city_id>/designations")
class PublicDesignations(MethodView):
    """What was designated."""

    @access(PUBLIC)
    @blueprint.listing(LISTING, PublicDesignation)
    def get(self, asked: Asked, city_id: str) -> Response:
        """List a city's designations with their terms and states."""
        return page(Designation.objects(city=city_id), asked, PublicDesignation)
