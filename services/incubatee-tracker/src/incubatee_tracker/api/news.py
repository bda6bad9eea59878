"""News: the board of an office, read by all who take part in its programme."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from fuyu.ids import new_id
from fuyu.web.access import OFFICE, SIGNED_IN, access
from fuyu.web.answers import commit, expected_version, show
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint, guarded
from fuyu.web.fields import Text
from fuyu.web.paging import Asked, Filter, Listing, page
from incubatee_tracker.documents import NewsItem
from incubatee_tracker.schemas.news import NewsEntry, NewsRow, NewsView, TakedownEntry
from incubatee_tracker.usecases.news import post_news, show_news, take_down_news
from incubatee_tracker.usecases.seeing import seen_news

blueprint = Blueprint("news", description="What is new in quality management, for all who take part")
LISTING = Listing(filters={"programme": Filter(Text(most=80)), "state": Filter(Text(most=20))}, default="-id")


@blueprint.route("/news")
class News(MethodView):
    """The board of news."""

    @access(OFFICE)
    @blueprint.arguments(NewsEntry)
    @blueprint.response(201, NewsView)
    def post(self, entry: dict[str, Any]) -> Response:
        """Post an item of news; the programme's office does it."""
        id = new_id()
        return commit(lambda tx: post_news(tx, id, entry), shows=NewsView, status=201, location=lambda made: f"/news/{id}")

    @access(SIGNED_IN)
    @blueprint.listing(LISTING, NewsRow)
    def get(self, asked: Asked) -> Response:
        """List the news of one's programmes, the newest first; what was taken down is listed to the office alone."""
        return page(NewsItem.objects(__raw__=seen_news(caller(), city(), running().laws)), asked, NewsRow)


@blueprint.route("/news/<id:id>")
class OneNewsItem(MethodView):
    """One item of news."""

    @access(SIGNED_IN)
    @blueprint.response(200, NewsView)
    def get(self, id: str) -> Response:
        """Show an item of news with its text and its papers."""
        return show(running().store.transact(lambda tx: show_news(tx, id), caller=caller(), city=city()), NewsView)


@blueprint.route("/news/<id:id>/takedown")
class NewsTakedown(MethodView):
    """The end of an item of news."""

    @access(OFFICE)
    @guarded
    @blueprint.arguments(TakedownEntry)
    @blueprint.response(201, NewsView)
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Take an item of news down with a reason; it is kept, and only the office sees it from then on."""
        expected = expected_version()
        return commit(lambda tx: take_down_news(tx, id, entry, expected), shows=NewsView, status=201)
