"""What incubatee-tracker takes about a base's profile, and how it shows it."""

from __future__ import annotations

from marshmallow import fields, validate

from fuyu.web.fields import Identifier, Text, Whole
from fuyu.web.schemas import Schema

MOST = validate.Length(max=100)


class Room(Schema):
    """A room for teaching, showing or exchange."""

    name = Text(required=True, most=120)
    used_for = Text(most=200)
    seats = Whole(least=0, most=100000)


class Equipment(Schema):
    """A kind of equipment, and how much of it there is."""

    name = Text(required=True, most=120)
    count = Whole(least=1, most=100000, load_default=1)


class TeachingMaterial(Schema):
    """A textbook, a course, a case."""

    title = Text(required=True, most=200)
    edition = Text(most=60)


class ProfileEntry(Schema):
    """With what a base works now; it takes the place of what was handed in before, which stays on record."""

    work_body = Text(required=True, most=4000, lines=True)
    rooms = fields.List(fields.Nested(Room), load_default=list, validate=MOST)
    equipment = fields.List(fields.Nested(Equipment), load_default=list, validate=MOST)
    teaching_material = fields.List(fields.Nested(TeachingMaterial), load_default=list, validate=MOST)
    note = Text(most=4000, lines=True)
    files = fields.List(Identifier(), load_default=list, validate=validate.Length(max=20))


class ProfileView(Schema):
    """One edition of a base's profile; the highest one stands."""

    id = Identifier()
    designation = fields.String()
    edition = fields.Integer()
    work_body = fields.String()
    rooms = fields.List(fields.Dict())
    equipment = fields.List(fields.Dict())
    teaching_material = fields.List(fields.Dict())
    note = fields.String(allow_none=True)
    files = fields.List(fields.String())
    valid_from = fields.String()
    version = fields.Integer()
