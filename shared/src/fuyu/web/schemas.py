"""The base of every schema at the edge, and the schemas that all services share: a problem, a page of a list."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import marshmallow as ma
from marshmallow import fields

from fuyu.web.fields import Text


class Schema(ma.Schema):
    """A schema that refuses what it does not know, and reads documents and raw rows alike (`id` is a row's `_id`)."""

    class Meta:
        unknown = ma.RAISE

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """Return a member for the answer; a row of MongoDB keeps its id as `_id`, and leaves out what is null."""
        if not isinstance(obj, Mapping) or attr in obj:
            return super().get_attribute(obj, attr, default)
        if attr == "id":
            return obj.get("_id", default)
        field = self.fields.get(attr)
        return None if field is not None and field.allow_none else super().get_attribute(obj, attr, default)


class Fault(ma.Schema):
    """One thing wrong with the input."""

    class Meta:
        unknown = ma.INCLUDE

    field = fields.String(required=True, metadata={"description": "the field's path, such as attendees.0.name; empty for the whole"})
    reason = fields.String(required=True)
    found = fields.Raw(allow_none=True, metadata={"description": "what was sent, shortened"})
    needed = fields.Raw(metadata={"description": "what is taken instead"})


class Problem(ma.Schema):
    """A refusal as RFC 9457 describes it; its type is the address of a page that explains it."""

    class Meta:
        unknown = ma.INCLUDE

    type = fields.String(required=True, metadata={"format": "uri-reference"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    clause = fields.Raw(metadata={"description": "the clause of the regulation that the refusal rests on"})
    found = fields.Raw(allow_none=True)
    needed = fields.Raw(allow_none=True)
    errors = fields.List(fields.Nested(Fault))
    findings = fields.List(fields.Dict())


class Reason(Schema):
    """A written reason for an act."""

    reason = Text(most=2000, lines=True, required=True)


@cache
def page_of(shows: type[ma.Schema]) -> type[Schema]:
    """Return the schema of a page of a list: `items` and the `next` cursor, null on the last page."""
    name = f"{shows.__name__.removesuffix('Schema')}Page"
    items = fields.List(fields.Nested(shows), required=True)
    following = fields.String(required=True, allow_none=True, metadata={"description": "send it as cursor for the next page; null on the last"})
    return type(name, (Schema,), {"items": items, "next": following, "__doc__": f"A page of a list of {shows.__name__}."})


@cache
def instance(shows: type[ma.Schema]) -> ma.Schema:
    """Return the one instance of a schema class: making one costs more than using it, and using it changes nothing in it."""
    return shows()
