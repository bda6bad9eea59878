"""How base-registry shows what the law proposes under quotas."""

from __future__ import annotations

from marshmallow import fields

from fuyu.web.schemas import Schema


class SelectedRowView(Schema):
    """One row of a proposal."""

    application = fields.String()
    organisation = fields.Dict()
    rank = fields.Integer()
    score = fields.String(allow_none=True)
    ties = fields.Integer(metadata={"description": "how many others on the list have the same points"})
    kind = fields.String(allow_none=True, metadata={"description": "what it is proposed for, null where it is not"})
    uses_place = fields.Boolean(metadata={"description": "false for who is not proposed, or gets it beside the quota, as a repeat winner does"})
    because = fields.String()


class SelectedPlacesView(Schema):
    """What a proposal leaves of the places of one kind."""

    kind = fields.String()
    places = fields.Integer(allow_none=True, metadata={"description": "null where the text sets no number"})
    before = fields.Integer(metadata={"description": "used by earlier decisions of the call"})
    now = fields.Integer()
    beside = fields.Integer(metadata={"description": "granted without using a place"})
    empty = fields.Integer(allow_none=True)


class SelectionView(Schema):
    """A proposal for the list of a step that chooses, best first."""

    call = fields.String()
    step = fields.String()
    title = fields.String()
    is_frozen = fields.Boolean(metadata={"description": "the list of the step is frozen; otherwise it is how those who wait would stand"})
    rows = fields.List(fields.Nested(SelectedRowView))
    places = fields.List(fields.Nested(SelectedPlacesView))
