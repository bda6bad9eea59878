"""What was sent to whom and how it went, for offices, the operator, and each person's own."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from fuyu.ids import new_id
from fuyu.web.access import OFFICE, OPERATOR, SIGNED_IN, access
from fuyu.web.answers import commit, show
from fuyu.web.asking import caller, city
from fuyu.web.blueprint import Blueprint, unguarded
from fuyu.web.fields import Date, Identifier, Text
from fuyu.web.paging import Asked, Filter, Listing, page
from notifier.api.people import KEEPERS
from notifier.documents import Delivery, Duty, Reminder, Telling
from notifier.schemas.people import PersonId
from notifier.schemas.records import Bounce, DeliveryView, DutyView, OneDutyView, ReminderView, TellingEntry, TellingView
from notifier.usecases.proving import note_bounce, record_telling
from notifier.usecases.seeing import seen_duty, seen_rows

blueprint = Blueprint("sent", description="Duties that are reminded of, reminders, and deliveries")
DUTIES = Listing(
    filters={
        "state": Filter(Text(most=20)),
        "programme": Filter(Text(most=80)),
        "due_by": Filter(Date(), path="due_on", operator="lte", reads=lambda day: day.isoformat()),
        "is_unheard": Filter(fields.Boolean()),
        "is_unproven": Filter(fields.Boolean()),
    },
    sorts={"due_on": "due_on"},
    default="due_on",
)
REMINDERS = Listing(filters={"duty": Filter(Identifier()), "person": Filter(PersonId()), "state": Filter(Text(most=20)), "rung": Filter(Text(most=60))})
TELLINGS = Listing(filters={})
DELIVERIES = Listing(
    filters={
        "duty": Filter(Identifier()),
        "person": Filter(PersonId()),
        "channel": Filter(Text(most=20)),
        "state": Filter(Text(most=20)),
        "kind": Filter(Text(most=20)),
        "about": Filter(Text(most=100), path="about.id"),
    },
    sorts={"made_at": "made_at"},
    default="-made_at",
)


@blueprint.route("/duties")
class Duties(MethodView):
    """The duties that are reminded of."""

    @access(KEEPERS)
    @blueprint.listing(DUTIES, DutyView)
    def get(self, asked: Asked) -> Response:
        """List duties with their next day; `is_unheard=true` finds those of which nobody could be told who owes them."""
        return page(Duty.objects(__raw__=seen_rows(caller(), city())), asked, DutyView)


@blueprint.route("/duties/<id:id>")
class OneDuty(MethodView):
    """One duty that is reminded of."""

    @access(KEEPERS)
    @blueprint.response(200, OneDutyView)
    def get(self, id: str) -> Response:
        """Show a duty to an office that may look at it, with who is told of it at each level."""
        return show(seen_duty(caller(), city(), id), OneDutyView)


@blueprint.route("/duties/<id:id>/tellings")
class Tellings(MethodView):
    """Officers' records that someone was told of a duty by telephone or on paper."""

    @access(OFFICE)
    @blueprint.arguments(TellingEntry)
    @blueprint.response(201, TellingView)
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Record that someone was told, as the proof on which the next level rests."""
        telling = new_id()
        return commit(lambda tx: record_telling(tx, telling, id, entry), shows=TellingView, status=201)

    @access(OFFICE)
    @blueprint.listing(TELLINGS, TellingView)
    def get(self, asked: Asked, id: str) -> Response:
        """List the records about a duty, for the offices that may look at it."""
        where = seen_rows(caller(), city())
        known = Duty.objects(__raw__={"$and": [where, {"_id": id}]}).only("id").first()
        return page(Telling.objects(city=city(), duty=known.id if known else ""), asked, TellingView)


@blueprint.route("/reminders")
class Reminders(MethodView):
    """Reminders: the rungs of each duty for each person on each channel."""

    @access(SIGNED_IN)
    @blueprint.listing(REMINDERS, ReminderView)
    def get(self, asked: Asked) -> Response:
        """List reminders: the operator all, an office and its districts their own, a person one's own."""
        return page(Reminder.objects(__raw__=seen_rows(caller(), city())), asked, ReminderView)


@blueprint.route("/deliveries")
class Deliveries(MethodView):
    """Deliveries: what was written, and how it went."""

    @access(KEEPERS)
    @blueprint.listing(DELIVERIES, DeliveryView)
    def get(self, asked: Asked) -> Response:
        """List deliveries for the operator and for offices, as the proof that someone was told."""
        return page(Delivery.objects(__raw__=seen_rows(caller(), city())), asked, DeliveryView)


@blueprint.route("/deliveries/<id:id>/bounce")
class Bounces(MethodView):
    """Mails that came back."""

    @access(OPERATOR)
    @blueprint.arguments(Bounce)
    @blueprint.response(200, DeliveryView)
    @unguarded
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Note that a mail came back, as `fuyu bounce` does with the reports of the mail server."""
        return commit(lambda tx: note_bounce(tx, id, entry), shows=DeliveryView)
