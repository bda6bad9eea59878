"""One's own inbox."""

from __future__ import annotations

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from fuyu.web.access import SIGNED_IN, access
from fuyu.web.answers import commit
from fuyu.web.asking import caller, city
from fuyu.web.blueprint import Blueprint
from fuyu.web.fields import Identifier
from fuyu.web.paging import Asked, Filter, Listing, page
from notifier.channels.inbox import Inbox
from notifier.documents import Delivery
from notifier.documents.delivery import DELIVERED
from notifier.schemas.records import InboxEntryView
from notifier.usecases.inbox import open_entry

blueprint = Blueprint("inbox", description="One's own inbox")
LISTING = Listing(filters={"duty": Filter(Identifier()), "is_opened": Filter(fields.Boolean())}, sorts={"made_at": "made_at"}, default="-made_at")


@blueprint.route("/inbox")
class Entries(MethodView):
    """The messages to the caller."""

    @access(SIGNED_IN)
    @blueprint.listing(LISTING, InboxEntryView)
    def get(self, asked: Asked) -> Response:
        """List one's own messages, the newest first."""
        return page(Delivery.objects(city=city(), person=caller().person, channel=Inbox.name, state=DELIVERED), asked, InboxEntryView)


@blueprint.route("/inbox/<id:id>/open")
class Opening(MethodView):
    """The opening of a message."""

    @access(SIGNED_IN)
    @blueprint.response(200, InboxEntryView)
    def post(self, id: str) -> Response:
        """Open a message; the first time is kept as the proof that it was read, so repeating it changes nothing."""
        return commit(lambda tx: open_entry(tx, id), shows=InboxEntryView)
