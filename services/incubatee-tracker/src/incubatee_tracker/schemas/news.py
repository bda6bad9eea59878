"""What incubatee-tracker takes as news, and how it shows them."""

from __future__ import annotations

from marshmallow import fields, validate

from fuyu.web.fields import Identifier, Text
from fuyu.web.schemas import Schema


class NewsEntry(Schema):
    """An item of news for all who take part in a programme."""

    programme = Text(required=True, most=80)
    title = Text(required=True, most=200)
    text = Text(required=True, most=20000, lines=True)
    source = Text(most=500)
    files = fields.List(Identifier(), load_default=list, validate=validate.Length(max=20))


class TakedownEntry(Schema):
    """Why an item is taken down."""

    reason = Text(required=True, most=1000, lines=True)


class NewsRow(Schema):
    """An item of news in a list."""

    id = Identifier()
    programme = fields.String()
    programme_version = fields.String()
    title = fields.String()
    source = fields.String(allow_none=True)
    posted_on = fields.String()
    state = fields.String()
    version = fields.Integer()


class NewsView(NewsRow):
    """An item of news with its text, its papers and the clause by which it is told; where it was taken down, why."""

    text = fields.String()
    files = fields.List(fields.String())
    clause = fields.Dict()
    taken_down_on = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
