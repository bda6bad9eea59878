"""The programmes that run here, with their texts, numbers, forms and ways."""

from __future__ import annotations

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from fuyu.law.describing import describe, summary
from fuyu.problems import NotFound
from fuyu.web.access import PUBLIC, access
from fuyu.web.answers import json_answer
from fuyu.web.asking import running
from fuyu.web.blueprint import Blueprint
from fuyu.web.schemas import Schema

blueprint = Blueprint("programmes", description="Programmes: regulations, parameters, forms, processes")


class ProgrammeSummary(Schema):
    """A programme's version in the list."""

    id = fields.String()
    version = fields.String()
    title = fields.String()
    titles = fields.Dict(keys=fields.String(), values=fields.String(), metadata={"description": "the title in other languages, by language"})
    regulation = fields.Dict()
    plugin = fields.Dict()


class ProgrammeList(Schema):
    """The programmes that run here, and the plugins that were refused."""

    items = fields.List(fields.Nested(ProgrammeSummary))
    refused = fields.List(fields.Dict())


class ProgrammeView(ProgrammeSummary):
    """A programme's version as it is declared."""

    districts = fields.List(fields.String(), metadata={"description": "the districts of its city"})
    actors = fields.Dict()
    intake = fields.Dict()
    parameters = fields.List(fields.Dict())
    form = fields.Dict()
    materials = fields.List(fields.Dict())
    rubrics = fields.List(fields.Dict())
    processes = fields.List(fields.Dict())
    spot_check = fields.Dict(allow_none=True, metadata={"description": "who draws those who completed for a spot check, and the parameters of share and least"})
    news = fields.Dict(allow_none=True, metadata={"description": "who keeps the board of news"})
    activities = fields.Dict(allow_none=True, metadata={"description": "who plans activities, and of which kinds"})
    district_report = fields.Dict(allow_none=True, metadata={"description": "what each district's office reports, and of how many months at a time"})
    grants = fields.List(fields.Dict())
    findings = fields.Dict(keys=fields.String(), values=fields.String())
    reports = fields.List(fields.Dict(), metadata={"description": "what a holder reports of each year: key, title, clause, to, sections"})
    translations = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.String()),
        metadata={"description": "what people read of all this in other languages: by language, then by the Chinese text"},
    )


@blueprint.route("/programmes")
class Programmes(MethodView):
    """All programmes."""

    @access(PUBLIC)
    @blueprint.response(200, ProgrammeList)
    def get(self) -> Response:
        """List the programmes that run here."""
        laws = running().laws
        items = [summary(loaded) for loaded in laws.programmes.values()]
        refused = [{"plugin": each.name, "fault": each.fault} for each in laws.plugins if each.fault]
        return json_answer({"items": sorted(items, key=lambda item: (item["id"], item["version"])), "refused": refused})


@blueprint.route("/programmes/<string:programme>/<string:version>")
class OneProgramme(MethodView):
    """One version of a programme."""

    @access(PUBLIC)
    @blueprint.response(200, ProgrammeView)
    def get(self, programme: str, version: str) -> Response:
        """Show a programme's version: numbers with clauses and readings, form, materials, rubrics, processes with their steps."""
        found = [loaded for loaded in running().laws.named(programme) if loaded.programme.version == version]
        if not found:
            raise NotFound(f"{programme} has no version {version!r} here.", found=version)
        return json_answer(describe(found[0]) | {"districts": list(running().laws.city(programme.split(".", maxsplit=1)[0]).districts)})
