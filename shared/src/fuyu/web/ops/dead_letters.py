"""Dead letters and resending, for operators: each sees those of the cities they operate, and what no city could be read from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from fuyu.events.envelope import NO_CITY
from fuyu.messaging.dead_letters import discard, replay, replay_all, show_dead
from fuyu.messaging.resend import resend
from fuyu.problems import NotFound
from fuyu.web.access import OPERATOR, access
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import unversioned
from fuyu.web.fields import Instant, Text, Whole
from fuyu.web.ops.resources import blueprint
from fuyu.web.paging import Asked, Filter, Listing, page
from fuyu.web.schemas import Reason, Schema


class DeadLetterShown(Schema):
    """An event that could not be applied, or a message that could not be read."""

    id = fields.String(required=True)
    city = fields.String(required=True)
    source = fields.String(required=True)
    subject = fields.String(required=True)
    sequence = fields.Integer(required=True)
    type = fields.String(required=True)
    says = fields.String(required=True, metadata={"description": "what went wrong at the last try"})
    attempts = fields.Integer(required=True)
    died_at = Instant(required=True)


class DeadLetterWhole(DeadLetterShown):
    """A dead letter with its event as it came."""

    event = fields.Raw(required=True, allow_none=True)
    waiting_behind = Whole(required=True, metadata={"description": "later events of the same subject that wait for this one"})


class Counted(Schema):
    """How many."""

    count = Whole(required=True)


class Resending(Schema):
    """What to send again."""

    kind = Text(most=60, required=True, metadata={"description": "the kind of subject, such as designation"})


LETTERS = Listing(filters={"type": Filter(Text(most=100)), "source": Filter(Text(most=60))}, sorts={"died_at": "died_at"}, default="died_at")


@blueprint.route("/dead-letters")
class DeadLetters(MethodView):
    """Events that wait for an operator."""

    @access(OPERATOR)
    @blueprint.listing(LETTERS, DeadLetterShown)
    def get(self, asked: Asked) -> Response:
        """List the dead letters."""
        return page(running().store.rows.dead_letters, asked, DeadLetterShown, where=_mine())


@blueprint.route("/dead-letters/<string:letter>")
class OneDeadLetter(MethodView):
    """One event that waits for an operator."""

    @access(OPERATOR)
    @unversioned
    @blueprint.response(200, DeadLetterWhole)
    def get(self, letter: str) -> dict[str, Any]:
        """Show a dead letter with its event, what it said and how many events wait behind it."""
        return show_dead(running().store.rows, _checked(letter))


@blueprint.route("/dead-letters/<string:letter>/replay")
class Replay(MethodView):
    """Trying one again."""

    @access(OPERATOR)
    @unversioned
    @blueprint.response(204)
    def post(self, letter: str) -> Response:
        """Let the worker try a dead letter again, as if it had come just now."""
        replay(running().store, _checked(letter), caller())
        return Response(status=204)


@blueprint.route("/dead-letters/<string:letter>/discard")
class Discard(MethodView):
    """Passing one over."""

    @access(OPERATOR)
    @unversioned
    @blueprint.arguments(Reason)
    @blueprint.response(204)
    def post(self, data: Mapping[str, str], letter: str) -> Response:
        """Pass over a dead letter for good; its subject goes on with the next event, and the reason is kept."""
        discard(running().store, _checked(letter), data["reason"], caller())
        return Response(status=204)


@blueprint.route("/replay")
class ReplayAll(MethodView):
    """Trying all again."""

    @access(OPERATOR)
    @unversioned
    @blueprint.response(200, Counted)
    def post(self) -> dict[str, int]:
        """Let the worker try all dead letters again that can be read, in the order of their subjects' numbers."""
        return {"count": replay_all(running().store, _mine(), caller())}


@blueprint.route("/resend")
class Resend(MethodView):
    """Setting other services right."""

    @access(OPERATOR)
    @unversioned
    @blueprint.arguments(Resending)
    @blueprint.response(200, Counted)
    def post(self, data: Mapping[str, str]) -> dict[str, int]:
        """Send a snapshot of every subject of a kind in the city, which sets other services' records and numbers right."""
        return {"count": resend(running(), data["kind"], city())}


def _mine() -> dict[str, Any]:
    operated = {role.city for role in caller().actors if role.actor == "operator"}
    return {"city": {"$in": sorted({*operated, NO_CITY, ""})}}


def _checked(letter: str) -> str:
    if running().store.rows.dead_letters.find_one({"_id": letter, **_mine()}, {"_id": 1}) is None:
        raise NotFound(f"There is no dead letter {letter[:60]!r} here.", found=letter[:60])
    return letter
