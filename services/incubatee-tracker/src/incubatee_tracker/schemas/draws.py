"""What incubatee-tracker takes about draws, and how it shows them."""

from __future__ import annotations

from marshmallow import fields, validate

from fuyu.web.fields import Date, Flag, Identifier, Text
from fuyu.web.schemas import Schema


class DrawEntry(Schema):
    """A spot check among those who completed from one day to another, both included."""

    programme = Text(required=True, most=80)
    first_day = Date(required=True)
    last_day = Date(required=True)


class SeedEntry(Schema):
    """The seed, which nobody could know when the draw was announced, and where anyone can read it."""

    seed = Text(required=True, most=200)
    source = Text(required=True, most=500)


class ResultEntry(Schema):
    """What experts found of one of those drawn, and what follows from it."""

    enrolment = Identifier(required=True)
    looked_on = Date(required=True)
    experts = fields.List(Text(most=60), required=True, validate=validate.Length(min=1, max=20))
    passed = Flag(required=True)
    found = Text(required=True, most=4000, lines=True)
    consequence = Text(most=2000, lines=True)


class DrawRow(Schema):
    """A draw in a list."""

    id = Identifier()
    programme = fields.String()
    programme_version = fields.String()
    first_day = fields.String()
    last_day = fields.String()
    count = fields.Integer()
    state = fields.String()
    announced_on = fields.String()
    drawn_on = fields.String(allow_none=True)
    version = fields.Integer()


class PublicDraw(DrawRow):
    """A draw as anyone can check it: the population with its hash, the seed with its source, who was drawn, and how to come to the same."""

    population = fields.List(fields.Dict(), metadata={"description": "each with enrolment, name and base, in the order of the ids"})
    population_hash = fields.String()
    share_by = fields.Dict(metadata={"description": "the share, with its clause"})
    least_by = fields.Dict(metadata={"description": "the least number, with its clause"})
    seed = fields.String(allow_none=True)
    seed_source = fields.String(allow_none=True)
    drawn = fields.List(fields.String())
    recipe = fields.String()


class DrawView(PublicDraw):
    """A draw with what was found of each of those drawn."""

    results = fields.Dict()
