"""Enrolments: whom each base brings up, and the ways that an incubation goes."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from fuyu.ids import new_id
from fuyu.law.steps import ENROLMENT
from fuyu.process.proposing import Request
from fuyu.store.transaction import Subject
from fuyu.web.access import OFFICE, ORGANISATION, SIGNED_IN, access
from fuyu.web.answers import commit, expected_version, fresh
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint, guarded, unversioned
from fuyu.web.evidence import CONTENT, RECEIVERS, given
from fuyu.web.fields import Code, Identifier, Text
from fuyu.web.paging import Asked, Filter, Listing, by_name_or_code, page
from incubatee_tracker.documents import Enrolment
from incubatee_tracker.schemas.enrolments import (
    ActEntry,
    EnrolmentCorrection,
    EnrolmentEntry,
    EnrolmentRow,
    EnrolmentView,
    KeyStepDone,
    ResultCorrection,
    ServiceGiven,
    Withdrawal,
)  # fmt: skip
from incubatee_tracker.usecases.correcting_enrolments import correct_enrolment
from incubatee_tracker.usecases.correcting_results import correct_result
from incubatee_tracker.usecases.enrolments import act_on_enrolment, propose_enrolment
from incubatee_tracker.usecases.evidencing import evidence_on_enrolment
from incubatee_tracker.usecases.key_plans import tick_step
from incubatee_tracker.usecases.offering import offering_enrolment, see_enrolment
from incubatee_tracker.usecases.seeing import ENROLMENTS, seen_by
from incubatee_tracker.usecases.services import tick_service
from incubatee_tracker.usecases.withdrawing import withdraw_process

blueprint = Blueprint("enrolments", description="Whom each base brings up")
LISTING = Listing(
    filters={
        "id": Filter(Identifier(), path="_id", operator="in"),
        "designation": Filter(Identifier()),
        "programme": Filter(Text(most=80)),
        "state": Filter(Text(most=20), operator="in"),
        "stands_at": Filter(Text(most=120), operator="in"),
        "is_key": Filter(fields.Boolean(truthy={"true"}, falsy={"false"})),
        "incubatee": Filter(Code(), path="incubatee.code"),
        **by_name_or_code("incubatee"),
    },
    sorts={"ends_on": "ends_on", "starts_on": "starts_on", "waits_since": "waits_since"},
)


@blueprint.route("/enrolments")
class Enrolments(MethodView):
    """The enrolments that the caller may see."""

    @access(SIGNED_IN)
    @blueprint.arguments(EnrolmentEntry)
    @blueprint.response(201, EnrolmentView)
    def post(self, entry: dict[str, Any]) -> Response:
        """Propose a company for a base, with the services that the base promises it; it is admitted when the programme's steps are taken."""
        id, act = new_id(), new_id()

        def work(tx: Any) -> Any:
            return offering_enrolment(tx, propose_enrolment(tx, id, act, entry))

        return commit(work, shows=EnrolmentView, status=201, location=lambda made: f"/enrolments/{id}")

    @access(SIGNED_IN)
    @blueprint.listing(LISTING, EnrolmentRow)
    def get(self, asked: Asked) -> Response:
        """List enrolments: one's own company's, one's own base's, a district's, or an office's."""
        return page(Enrolment.objects(__raw__=seen_by(caller(), city(), running().laws, ENROLMENTS)), asked, EnrolmentRow)


@blueprint.route("/enrolments/<id:enrolment>")
class OneEnrolment(MethodView):
    """One enrolment."""

    @access(SIGNED_IN)
    @blueprint.response(200, EnrolmentView)
    def get(self, enrolment: str) -> Response:
        """Show where an incubatee stands: period, days left, sessions, hours, the next dates with clause and facts, and the open steps."""
        return fresh(running().store.transact(lambda tx: see_enrolment(tx, enrolment), caller=caller(), city=city()), EnrolmentView)


@blueprint.route("/enrolments/<id:enrolment>/evidence")
class EnrolmentEvidence(MethodView):
    """The evidence of the decisions on an enrolment."""

    @access(SIGNED_IN, says=RECEIVERS)
    @unversioned
    @blueprint.doc(responses=CONTENT)
    def get(self, enrolment: str) -> Response:
        """Give the evidence on an enrolment as an archive that verifies offline: its way, findings, what was known, its certificate; each time is noted."""
        return given(Subject(ENROLMENT, enrolment), lambda tx: evidence_on_enrolment(tx, enrolment))


@blueprint.route("/enrolments/<id:enrolment>/acts")
class EnrolmentActs(MethodView):
    """Acts at the steps of an enrolment's processes."""

    @access(SIGNED_IN)
    @guarded
    @blueprint.arguments(ActEntry)
    @blueprint.response(201, EnrolmentView)
    def post(self, entry: dict[str, Any], enrolment: str) -> Response:
        """Act at a step of a process over an enrolment; the first act opens the process where the caller may open it."""
        expected, act = expected_version(), new_id()
        process, request = entry["process"], Request(**{name: value for name, value in entry.items() if name != "process"})
        return commit(lambda tx: offering_enrolment(tx, act_on_enrolment(tx, enrolment, act, process, request, expected)), shows=EnrolmentView, status=201)


@blueprint.route("/enrolments/<id:enrolment>/corrections")
class EnrolmentCorrections(MethodView):
    """Corrections of what was entered at an enrolment."""

    @access(OFFICE)
    @guarded
    @blueprint.arguments(EnrolmentCorrection)
    @blueprint.response(201, EnrolmentView)
    def post(self, entry: dict[str, Any], enrolment: str) -> Response:
        """Correct company, promised services or the day on which it began, with a reason; period, duties and counts follow, the old stays on record."""
        expected = expected_version()
        return commit(lambda tx: offering_enrolment(tx, correct_enrolment(tx, enrolment, entry, expected)), shows=EnrolmentView, status=201)


@blueprint.route("/enrolments/<id:enrolment>/result-corrections")
class ResultCorrections(MethodView):
    """Corrections of an assessment."""

    @access(SIGNED_IN)
    @guarded
    @blueprint.arguments(ResultCorrection)
    @blueprint.response(201, EnrolmentView)
    def post(self, entry: dict[str, Any], enrolment: str) -> Response:
        """Say anew what was said wrongly at a step of an assessment, with a reason; whoever may say it corrects it, and what follows, follows."""
        expected, act = expected_version(), new_id()
        return commit(lambda tx: offering_enrolment(tx, correct_result(tx, enrolment, act, entry, expected)), shows=EnrolmentView, status=201)


@blueprint.route("/enrolments/<id:enrolment>/services-given")
class ServicesGiven(MethodView):
    """The services that the base promised, ticked off as given."""

    @access(ORGANISATION)
    @guarded
    @blueprint.arguments(ServiceGiven)
    @blueprint.response(201, EnrolmentView)
    def post(self, entry: dict[str, Any], enrolment: str) -> Response:
        """Tick off a promised service as given on a day."""
        expected = expected_version()
        return commit(lambda tx: offering_enrolment(tx, tick_service(tx, enrolment, entry, expected)), shows=EnrolmentView, status=201)


@blueprint.route("/enrolments/<id:enrolment>/withdrawals")
class Withdrawals(MethodView):
    """What was opened and is taken back: a proposal, an application for more time, a move."""

    @access(SIGNED_IN)
    @guarded
    @blueprint.arguments(Withdrawal)
    @blueprint.response(201, EnrolmentView)
    def post(self, entry: dict[str, Any], enrolment: str) -> Response:
        """Withdraw a process that goes on, with a reason; whoever may open it may take it back."""
        expected = expected_version()
        return commit(lambda tx: offering_enrolment(tx, withdraw_process(tx, enrolment, entry, expected)), shows=EnrolmentView, status=201)


@blueprint.route("/enrolments/<id:enrolment>/key-steps-done")
class KeyStepsDone(MethodView):
    """The dated steps of a special plan, ticked off as done."""

    @access(ORGANISATION)
    @guarded
    @blueprint.arguments(KeyStepDone)
    @blueprint.response(201, EnrolmentView)
    def post(self, entry: dict[str, Any], enrolment: str) -> Response:
        """Tick off a step of an incubatee's special plan as done on a day."""
        expected = expected_version()
        return commit(lambda tx: offering_enrolment(tx, tick_step(tx, enrolment, entry, expected)), shows=EnrolmentView, status=201)
