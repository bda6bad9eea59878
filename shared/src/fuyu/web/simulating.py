"""Rules tried over the live records, page by page: how it is asked for, who may, and what a page of the report holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response
from marshmallow import fields, validate

from fuyu.caller import Caller
from fuyu.law.programme import Scope
from fuyu.law.registry import Laws
from fuyu.law.simulating import read_simulation
from fuyu.problems import Forbidden
from fuyu.store.simulating import Part, report
from fuyu.web.access import OFFICE, OPERATOR, Access
from fuyu.web.answers import json_answer
from fuyu.web.asking import caller, city, running
from fuyu.web.fields import Date, Identifier, Text
from fuyu.web.paging import QueryWhole
from fuyu.web.schemas import Schema, instance

MOST_RECORDS, MOST_VALUES = 500, 20
SIMULATORS = Access("the operator, and officers of the programme's office", lambda who: OPERATOR.allows(who) or OFFICE.allows(who))


class SimulationQuery(Schema):
    """What is tried, and which page of the report is asked for."""

    programme = Text(most=80, required=True)
    set = fields.List(
        Text(most=200),
        validate=validate.Length(max=MOST_VALUES),
        metadata={"description": "a parameter's value that is tried, as name=value; its unit may follow (validity_years=4 years). May be given several times"},
    )
    version = Text(most=80, metadata={"description": "the version that is tried, a draft too; each record's own where it is left out"})
    from_day = Date(data_key="from", metadata={"description": "the law's day from which it is tried and on which time is measured; today where left out"})
    limit = QueryWhole(load_default=200, validate=validate.Range(1, MOST_RECORDS), metadata={"description": "records looked at for a page"})
    cursor = Identifier(metadata={"description": "the next of the page before"})


class SimulationPage(Schema):
    """One page of a report: of so many records those for which the tried law changes something."""

    tried = fields.Dict(required=True, metadata={"description": "what was tried: programme, version, from, values"})
    counts = fields.Dict(required=True, metadata={"description": "of this page's records: how many were looked at, fail by each law, and have each verdict"})
    items = fields.List(fields.Dict(), required=True, metadata={"description": "each with its verdict, the findings that differ, and the dates that move"})
    next = fields.String(required=True, allow_none=True, metadata={"description": "send it as cursor for the next page; null on the last"})


def simulated(part: Part, asked: Mapping[str, Any]) -> Response:
    """Answer one page of a report; nothing is written."""
    at_work, who, where = running(), caller(), city()
    check_may_simulate(at_work.laws, who, where, asked["programme"])
    tried = read_simulation(
        at_work.laws,
        asked["programme"],
        at_work.clock.today(),
        given=asked.get("set", ()),
        version=asked.get("version"),
        from_day=asked.get("from_day"),
    )
    shown = report(at_work.store, part, tried, caller=who, city=where, limit=asked["limit"], cursor=asked.get("cursor"))
    return json_answer(instance(SimulationPage).dump(shown))


def check_may_simulate(laws: Laws, who: Caller, where: str, programme: str) -> None:
    """Raise Forbidden unless the caller is the city's operator or an officer of the programme's office; NotFound where there is no such programme."""
    versions = laws.named(programme)
    if versions[0].programme.city != where:
        raise Forbidden(f"{programme} is a programme of another city.", found=programme)
    for role in (each for each in who.actors if each.city == where):
        for loaded in versions:
            actor = loaded.programme.actors.get(role.actor)
            is_of_office = actor is not None and actor.scope is Scope.OFFICE and role.office == (actor.office or loaded.programme.office)
            if role.actor == "operator" or is_of_office:
                return
    raise Forbidden(f"Rules of {programme} are tried by the officers of its office and by the operator.", needed=versions[0].programme.office)
