"""The HTTP edge: what a service needs for its resources, and the app that carries them.

A resource is a class of views in a blueprint; each view says who may call it, reads a schema, runs one use-case in one
transaction, and shows what came of it:

    enrolments = Blueprint("enrolments", path="/enrolments")

    @enrolments.route("/<id:enrolment>/outcome")
    class EnrolmentOutcome(MethodView):
        @access(ORGANISATION, says="the base that brings it up")
        @enrolments.arguments(NewOutcome)
        @enrolments.response(200, EnrolmentShown)
        def put(self, data, enrolment):
            version = expected_version()
            return commit(lambda tx: record_outcome(tx, enrolment, version, **data), shows=EnrolmentShown)
"""

from __future__ import annotations

from fuyu.web.access import DISTRICT, OFFICE, OPERATOR, ORGANISATION, PUBLIC, SIGNED_IN, Access, access, any_role
from fuyu.web.answers import commit, expected_version, json_answer, show
from fuyu.web.asking import caller, caller_or_none, city, running
from fuyu.web.blueprint import Blueprint, guarded, unguarded
from fuyu.web.paging import Asked, Filter, Listing, page
from fuyu.web.schemas import Reason, Schema, page_of

__all__ = [
    "DISTRICT",
    "OFFICE",
    "OPERATOR",
    "ORGANISATION",
    "PUBLIC",
    "SIGNED_IN",
    "Access",
    "Asked",
    "Blueprint",
    "Filter",
    "Listing",
    "Reason",
    "Schema",
    "access",
    "any_role",
    "caller",
    "caller_or_none",
    "city",
    "commit",
    "expected_version",
    "guarded",
    "json_answer",
    "page",
    "page_of",
    "running",
    "show",
    "unguarded",
]
