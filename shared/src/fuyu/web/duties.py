"""Duties as resources, the same in every service: what is owed, by when, by whom, on which clause."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import fields, validate

from fuyu.caller import Caller
from fuyu.store.duties import DONE, OPEN, OVERDUE, OWED, WITHDRAWN, roles_of
from fuyu.store.figures import OWED_DUTIES, shown_figures
from fuyu.web.access import OFFICE_OR_OPERATOR, SIGNED_IN, access
from fuyu.web.answers import json_answer
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint, unversioned
from fuyu.web.fields import Date, Identifier, Text
from fuyu.web.paging import Asked, Filter, Listing, page
from fuyu.web.schemas import Schema

blueprint = Blueprint("duties", description="What is owed, by when, on which clause")
STATE = Text(validate=validate.OneOf([OPEN, DONE, OVERDUE, WITHDRAWN]))
LISTING = Listing(
    filters={
        "state": Filter(STATE, operator="in"),
        "due_from": Filter(Date(), path="due_on", operator="gte", reads=lambda day: day.isoformat()),
        "due_until": Filter(Date(), path="due_on", operator="lte", reads=lambda day: day.isoformat()),
        "subject_kind": Filter(Text(most=40), path="about.kind"),
        "subject": Filter(Identifier(), path="about.id"),
        "programme": Filter(Text(most=80), path="data.programme"),
        "key": Filter(Text(most=120)),
    },
    sorts={"due_on": "due_on"},
    default="due_on",
)


class DutyView(Schema):
    """A duty: what is owed about which subject, its last day (provisional where a year's holidays are not known yet), and its clause."""

    id = Identifier()
    key = fields.String()
    title = fields.String(attribute="data.title")
    says = fields.String(attribute="data.says", allow_none=True, metadata={"description": "what counts as doing it"})
    clause = fields.Raw(attribute="data.clause")
    programme = fields.String(attribute="data.programme")
    programme_version = fields.String(attribute="data.programme_version")
    about = fields.Dict(metadata={"description": "the subject: kind, id, name"})
    state = fields.String()
    opens_on = fields.String(attribute="data.opens_on", allow_none=True)
    opened_on = fields.String()
    due_on = fields.String(allow_none=True)
    is_provisional = fields.Boolean(attribute="data.is_provisional")
    closed_on = fields.String(allow_none=True)


class DutyFigure(Schema):
    """How many duties in one state fall due in one month; the month is empty where they have no last day."""

    state = fields.String(validate=validate.OneOf(OWED))
    month = fields.String(metadata={"description": "year and month, as in 2026-04"})
    count = fields.Integer()


class DutyFigures(Schema):
    """How many duties are owed, as last counted; `counted_at` is null before the first count."""

    counted_at = fields.AwareDateTime(allow_none=True)
    figures = fields.List(fields.Nested(DutyFigure))


@blueprint.route("/duties")
class Duties(MethodView):
    """The duties that the caller may see."""

    @access(SIGNED_IN)
    @blueprint.listing(LISTING, DutyView)
    def get(self, asked: Asked) -> Response:
        """List duties, the earliest due first: one's own, and those that reach one's office when they are late."""
        return page(running().store.rows.duties, asked, DutyView, where=seen_by(caller(), city()))


@blueprint.route("/duties/figures")
class Counted(MethodView):
    """How many duties are owed."""

    @access(OFFICE_OR_OPERATOR)
    @unversioned
    @blueprint.response(200, DutyFigures)
    def get(self) -> Response:
        """Tell how many duties that the caller's office sees are owed, by state and by month; they are counted a little after each change."""
        told = shown_figures(running().store.rows, OWED_DUTIES.of, seen_by(caller(), city()), ["state", "month"])
        return json_answer(DutyFigures().dump(told))


def seen_by(who: Caller, where: str) -> dict[str, Any]:
    """Return the condition on the duties of a city that a person may see: those that name a role of theirs on any level; an operator sees all."""
    roles = [role for role in who.actors if role.city == where]
    if any(role.actor == "operator" for role in roles):
        return {"city": where}
    named = {text for role in roles for text in roles_of(who.person, role.actor, role.organisation, role.office, role.district)}
    return {"city": where, "seen_by": {"$in": sorted(named)}}
