"""A small service for these tests, made as every service is: the desks that an office lends to organisations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Response, url_for
from flask.views import MethodView
from marshmallow import fields, validate
from mongoengine import DateField, IntField, StringField

from fuyu.ids import new_id
from fuyu.service import Service
from fuyu.store.migrations import Migration, make_collections
from fuyu.store.record import Record, meta
from fuyu.store.transaction import Subject, Transaction
from fuyu.web import OFFICE, PUBLIC, SIGNED_IN, Blueprint, Filter, Listing, Schema, access, commit, expected_version, guarded, page, show
from fuyu.web.asking import city
from fuyu.web.fields import Code, Date, Identifier, Text, Whole

STATES = ["free", "lent", "closed"]


class Desk(Record):
    """A desk of a city's office."""

    meta = meta("desks", "desks", {"fields": ["city", "name"], "unique": True})

    name = StringField(required=True)
    places = IntField(required=True)
    since = DateField()
    lent_to = StringField()
    state = StringField(required=True, default="free")


class Place(Schema):
    floor = Whole(most=200, required=True)
    room = Text(most=20, required=True)


class NewDesk(Schema):
    name = Text(most=40, required=True)
    places = Whole(least=1, most=50, required=True)
    since = Date(allow_none=True)
    lent_to = Code()
    stands = fields.List(fields.Nested(Place), validate=validate.Length(max=5))


class Closing(Schema):
    reason = Text(most=200, lines=True, required=True)


class DeskShown(Schema):
    id = Identifier(required=True)
    name = fields.String(required=True)
    places = Whole(required=True)
    since = Date(required=True, allow_none=True)
    lent_to = Code(required=True, allow_none=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    version = Whole(required=True)


class Board(Schema):
    free = Whole(required=True)


DESKS = Listing(
    filters={
        "state": Filter(fields.String(validate=validate.OneOf(STATES)), operator="in"),
        "since_from": Filter(fields.Date(), path="since", operator="gte", reads=lambda day: datetime(day.year, day.month, day.day, tzinfo=UTC)),
    },
    sorts={"name": "name", "since": "since", "places": "places"},
    default="name",
)

desks = Blueprint("desks", path="/desks", description="The desks that an office lends.")


@desks.route("")
class Desks(MethodView):
    @access(SIGNED_IN)
    @desks.listing(DESKS, DeskShown)
    def get(self, asked: Any) -> Response:
        """List the desks of the city."""
        return page(Desk.objects(city=city()), asked, DeskShown)

    @access(OFFICE)
    @desks.arguments(NewDesk)
    @desks.response(201, DeskShown)
    def post(self, data: Mapping[str, Any]) -> Response:
        """Add a desk."""
        id = new_id()
        return commit(lambda tx: add_desk(tx, id, data), shows=DeskShown, status=201, location=lambda desk: url_for("desks.OneDesk", desk=desk.id))


@desks.route("/<id:desk>")
class OneDesk(MethodView):
    @access(SIGNED_IN)
    @desks.response(200, DeskShown)
    def get(self, desk: str) -> Response:
        """Show a desk."""
        return show(Desk.get(city(), desk), DeskShown)

    @access(OFFICE)
    @desks.arguments(NewDesk)
    @desks.response(200, DeskShown)
    def put(self, data: Mapping[str, Any], desk: str) -> Response:
        """Change a desk."""
        version = expected_version()
        return commit(lambda tx: change_desk(tx, desk, version, data), shows=DeskShown)

    @access(OFFICE)
    @desks.response(204)
    def delete(self, desk: str) -> Response:
        """Take a desk away."""
        version = expected_version()
        return commit(lambda tx: drop_desk(tx, desk, version), status=204)


@desks.route("/<id:desk>/closing")
class DeskClosing(MethodView):
    @access(lambda caller: any(role.actor == "warden" for role in caller.actors), says="the warden")
    @guarded
    @desks.arguments(Closing)
    @desks.response(200, DeskShown)
    def post(self, data: Mapping[str, Any], desk: str) -> Response:
        """Close a desk."""
        version = expected_version()
        return commit(lambda tx: close_desk(tx, desk, version, data["reason"]), shows=DeskShown)


@desks.route("/board/<string:town>")
class DeskBoard(MethodView):
    @access(PUBLIC)
    @desks.response(200, Board)
    def get(self, town: str) -> dict[str, int]:
        """Tell everyone how many desks of a city are free."""
        return {"free": Desk.objects(city=town, state="free").count()}


def add_desk(tx: Transaction, id: str, data: Mapping[str, Any]) -> Desk:
    desk = Desk(id=id, city=tx.city, **{name: value for name, value in data.items() if name != "stands"})
    desk.add()
    tx.audit("desk.added", Subject("desk", id))
    return desk


def change_desk(tx: Transaction, id: str, version: int, data: Mapping[str, Any]) -> Desk:
    desk = Desk.get(tx.city, id)
    desk.name, desk.places, desk.since, desk.lent_to = data["name"], data["places"], data.get("since"), data.get("lent_to")
    desk.keep(version)
    return desk


def close_desk(tx: Transaction, id: str, version: int, reason: str) -> Desk:
    desk = Desk.get(tx.city, id)
    desk.state = "closed"
    desk.keep(version)
    tx.audit("desk.closed", Subject("desk", id), reason=reason)
    return desk


def drop_desk(tx: Transaction, id: str, version: int) -> None:
    desk = Desk.get(tx.city, id)
    desk.keep(version)
    desk.delete()


SERVICE = Service(
    name="desks",
    title="Desks",
    blueprints=lambda: [desks],
    migrations=[Migration(1, "desks", lambda store: make_collections(store, Desk))],
    shows_files={"desk": lambda running, caller, subject: "warden" in {role.actor for role in caller.actors}},
)
