"""What was sent to whom and how it went, for offices, the operator, and each person's own."""

from __future__ import annotations

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from fuyu.web.access import SIGNED_IN, access
from fuyu.web.asking import caller, city
from fuyu.web.blueprint import Blueprint
from fuyu.web.fields import Date, Identifier, Text
from fuyu.web.paging import Asked, Filter, Listing, page
from notifier.api.people import KEEPERS
from notifier.documents import Delivery, Duty, Reminder
from notifier.schemas.people import PersonId
from notifier.schemas.records import DeliveryView, DutyView, ReminderView
from notifier.usecases.seeing import seen_rows

blueprint = Blueprint("sent", description="Duties that are reminded of, reminders, and deliveries")
DUTIES = Listing(
    filters={
        "state": Filter(Text(most=20)),
        "programme": Filter(Text(most=80)),
        "due_by": Filter(Date(), path="due_on", operator="lte", reads=lambda day: day.isoformat()),
        "is_unheard": Filter(fields.Boolean()),
    },
    sorts={"due_on": "due_on"},
    default="due_on",
)
REMINDERS = Listing(filters={"duty": Filter(Identifier()), "person": Filter(PersonId()), "state": Filter(Text(most=20)), "rung": Filter(Text(most=60))})
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
