"""Contender (b): what one would write by hand with flask-smorest and mongoengine for this one resource, giving the same guarantees.

The token is checked, the body read by a schema, the base and its attendees are checked, and session, event, audit row and kept answer are
committed together; a repeated key gets the first answer, and the answer has an ETag.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import mongoengine as me
from flask import Flask, Response, g, request
from flask.views import MethodView
from flask_smorest import Api, Blueprint, abort
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from marshmallow import RAISE, Schema, fields, validate
from mongoengine.errors import OperationError
from pymongo.client_session import ClientSession
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern
from uuid_utils import uuid7

ALIAS = "by-hand"


def _meta(collection: str) -> dict[str, Any]:
    return {"db_alias": ALIAS, "collection": collection, "auto_create_index": False, "strict": False}


class Base(me.Document):
    """A designation and its holder."""

    meta = _meta("bases")
    id = me.StringField(primary_key=True)
    city = me.StringField()
    organisation = me.DictField()
    district = me.StringField()
    starts_on = me.StringField()
    ends_on = me.StringField()


class Enrolment(me.Document):
    """An incubatee with a base."""

    meta = _meta("enrolments")
    id = me.StringField(primary_key=True)
    city = me.StringField()
    designation = me.StringField()
    state = me.StringField()
    starts_on = me.StringField()
    ends_on = me.StringField()


class Session(me.Document):
    """A session that was held."""

    meta = _meta("sessions")
    id = me.StringField(primary_key=True)
    city = me.StringField(required=True)
    version = me.IntField(required=True, default=1)
    designation = me.StringField(required=True)
    district = me.StringField(required=True)
    held_on = me.StringField(required=True)
    days = me.IntField(required=True)
    kind = me.StringField(required=True)
    topic = me.StringField(required=True)
    trainer = me.StringField()
    place = me.StringField()
    hours = me.Decimal128Field(required=True)
    is_free = me.BooleanField(required=True)
    attendance = me.ListField(me.DictField())
    logged_by = me.StringField(required=True)


class Number(me.Document):
    """How many events of a subject were emitted."""

    meta = _meta("sequences")
    id = me.StringField(primary_key=True)
    emitted = me.IntField()


class Outbox(me.Document):
    """An event that waits for a relay."""

    meta = _meta("outbox")
    id = me.StringField(primary_key=True)
    city = me.StringField(required=True)
    type = me.StringField(required=True)
    subject = me.StringField(required=True)
    sequence = me.IntField(required=True)
    at = me.DateTimeField(required=True)
    data = me.DictField()
    sent = me.DateTimeField()


class Audit(me.Document):
    """Who did what."""

    meta = _meta("audit")
    id = me.StringField(primary_key=True)
    city = me.StringField(required=True)
    at = me.DateTimeField(required=True)
    by = me.StringField(required=True)
    act = me.StringField(required=True)
    subject = me.StringField(required=True)
    details = me.DictField()


class Kept(me.Document):
    """The answer that was given under an Idempotency-Key."""

    meta = _meta("idempotency")
    id = me.StringField(primary_key=True)
    mark = me.StringField(required=True)
    etag = me.StringField(required=True)
    body = me.BinaryField(required=True)
    at = me.DateTimeField(required=True)


class Attendee(Schema):
    """One incubatee that came."""

    class Meta:
        unknown = RAISE

    enrolment = fields.UUID(required=True)
    hours = fields.Decimal(places=2, as_string=True)


class Entry(Schema):
    """A session that was held."""

    class Meta:
        unknown = RAISE

    designation = fields.UUID(required=True)
    held_on = fields.Date(required=True)
    days = fields.Integer(strict=True, load_default=1, validate=validate.Range(1, 60))
    kind = fields.String(required=True, validate=validate.OneOf(["training", "reception"]))
    topic = fields.String(required=True, validate=validate.Length(1, 200))
    trainer = fields.String(validate=validate.Length(1, 120))
    place = fields.String(validate=validate.Length(1, 200))
    hours = fields.Decimal(required=True, places=2, validate=validate.Range(Decimal("0.1"), Decimal(999)))
    is_free = fields.Boolean(required=True)
    attendance = fields.List(fields.Nested(Attendee), load_default=list, validate=validate.Length(max=500))


class AttendeeView(Schema):
    """Who came."""

    enrolment = fields.String()
    hours = fields.String()


class View(Schema):
    """A session as it is shown."""

    id = fields.String()
    designation = fields.String()
    held_on = fields.String()
    days = fields.Integer()
    kind = fields.String()
    topic = fields.String()
    trainer = fields.String()
    place = fields.String()
    hours = fields.String()
    is_free = fields.Boolean()
    attendance = fields.List(fields.Nested(AttendeeView))
    version = fields.Integer()


blueprint = Blueprint("sessions", "sessions")


@blueprint.route("/sessions")
class Sessions(MethodView):
    """Sessions."""

    @blueprint.arguments(Entry)
    @blueprint.response(201, View)
    def post(self, given: dict[str, Any]) -> Response:
        """Log a session."""
        key, role = request.headers.get("Idempotency-Key"), g.role
        if not key:
            abort(428, message="Send an Idempotency-Key.")
        id, mark = str(uuid7()), hashlib.sha256(request.get_data()).hexdigest()
        with g.client.start_session(causal_consistency=False) as session, session.bind(end_session=False):
            kept = session.with_transaction(
                lambda _: log(session, id, f"{role['city']} {g.person} {key}", mark, given),
                read_concern=ReadConcern("snapshot"),
                write_concern=WriteConcern("majority"),
            )
        return Response(kept.body, 201, {"Content-Type": "application/json", "ETag": kept.etag, "Location": f"/sessions/{id}"})


def log(session: ClientSession, id: str, key: str, mark: str, given: Mapping[str, Any]) -> Kept:
    """Do all that follows from a request, within a transaction; a conflict is let out, so that it is tried again."""
    try:
        known = Kept.objects(id=key).first()
        if known is not None:
            return known if known.mark == mark else abort(409, message="The key was used for another request.")
        made = keep_session(id, given)
        kept = Kept(id=key, mark=mark, etag=f'"{made.version}"', body=json.dumps(View().dump(made), ensure_ascii=False).encode(), at=datetime.now(UTC))
        return kept.save(force_insert=True)
    except OperationError as error:
        raise error.__context__ or error from None


def keep_session(id: str, given: Mapping[str, Any]) -> Session:
    """Check base and attendees, and keep session, event and audit row."""
    city, today = g.role["city"], datetime.now(UTC).date()
    base = Base.objects(id=str(given["designation"]), city=city).first()
    if base is None or base.organisation["code"] != g.role.get("organisation"):
        abort(404, message="There is no such base.")
    on = given["held_on"].isoformat()
    if given["held_on"] + timedelta(days=given["days"] - 1) > today or not base.starts_on <= on <= (base.ends_on or "9"):
        abort(422, message="The base did not stand on that day, or it is not over.")
    attendance = check_attendance(city, base.id, given)
    told = {name: given.get(name) for name in ("days", "kind", "topic", "trainer", "place", "hours", "is_free")}
    made = Session(id=id, city=city, designation=base.id, district=base.district, held_on=on, attendance=attendance, logged_by=g.person, **told)
    made.save(force_insert=True)
    say(city, made, given["held_on"])
    return made


def check_attendance(city: str, designation: str, given: Mapping[str, Any]) -> list[dict[str, str]]:
    """Check that each attendee is an incubatee of the base whose incubation ran on that day, once, for no longer than the session."""
    came: Sequence[Mapping[str, Any]] = given["attendance"]
    ids, on = [str(each["enrolment"]) for each in came], given["held_on"].isoformat()
    rows = Enrolment.objects(id__in=ids, city=city, designation=designation).only("state", "starts_on", "ends_on").as_pymongo()
    ran = {row["_id"] for row in rows if row["starts_on"] <= on <= (row.get("ends_on") or "9")}
    if len(set(ids)) < len(ids) or set(ids) - ran or any(each.get("hours", given["hours"]) > given["hours"] for each in came):
        abort(422, message="Someone is no incubatee of this base on that day, came twice, or stayed too long.")
    return [{"enrolment": id, "hours": str(each.get("hours", given["hours"]))} for id, each in zip(ids, came, strict=True)]


def say(city: str, made: Session, held_on: date) -> None:
    """Keep the event, numbered, and the audit row."""
    number = Number.objects(id=f"{city}/session/{made.id}").modify(upsert=True, new=True, inc__emitted=1).emitted
    data = {"session": made.id, "designation": made.designation, "held_on": made.held_on, "hours": str(made.hours), "attendance": made.attendance}
    now = datetime.now(UTC)
    event = Outbox(id=str(uuid7()), city=city, type="session.held", subject=f"session/{made.id}", sequence=number, at=now, data=data)
    event.save(force_insert=True)
    details = {"designation": made.designation, "held_on": held_on.isoformat(), "attendees": len(made.attendance)}
    audit = Audit(id=str(uuid7()), city=city, at=now, by=g.person, act="session.logged", subject=f"session/{made.id}", details=details)
    audit.save(force_insert=True)


def create_app(environ: Mapping[str, str]) -> Flask:
    """Return the app."""
    app = Flask("by_hand")
    app.config.update(API_TITLE="By hand", API_VERSION="1", OPENAPI_VERSION="3.1.0", PROPAGATE_EXCEPTIONS=False)
    client = me.connect("bench_by_hand", alias=ALIAS, host=environ["FUYU_MONGODB_URI"], uuidRepresentation="standard", tz_aware=True)
    keys = KeySet.import_key_set(json.loads(Path(environ["FUYU_JWKS"]).read_text()))
    claims = jwt.JWTClaimsRegistry(exp={"essential": True}, aud={"essential": True, "value": "fuyu"})

    @app.before_request
    def who() -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        try:
            said = jwt.decode(token, keys, algorithms=["ES256"]).claims
            claims.validate(said)
        except (JoseError, ValueError):
            abort(401, message="Send a token.")
        g.client, g.person, g.role = client, said["sub"], said["actors"][0]
        if scheme != "Bearer" or g.role["actor"] != "base":
            abort(403, message="This is for bases.")

    Api(app).register_blueprint(blueprint)
    return app
