"""Applications: drafts saved as one goes, acts at their steps, and what the rules find before one acts."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from base_registry.documents import Application
from base_registry.schemas.records import (
    ActEntry,
    ApplicationChange,
    ApplicationEntry,
    ApplicationRow,
    ApplicationView,
    FindingsView,
    MisconductEntry,
    Receipt,
    ReceiptCorrection,
    SheetDraftEntry,
    SheetDraftView,
)  # fmt: skip
from base_registry.usecases.applications import act_on_application, begin_application, record_receipt, save_draft
from base_registry.usecases.correcting_receipts import correct_receipt
from base_registry.usecases.drafting import keep_sheet_draft, own_sheet_draft
from base_registry.usecases.misconduct import find_misconduct
from base_registry.usecases.offering import offering_application
from base_registry.usecases.seeing import findings_ahead, see_application, seen_applications
from fuyu.ids import new_id
from fuyu.process.proposing import Request
from fuyu.web.access import OFFICE, SIGNED_IN, access
from fuyu.web.answers import commit, expected_version, fresh, json_answer
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint, guarded, unguarded, unversioned
from fuyu.web.fields import Identifier, Text
from fuyu.web.paging import Asked, Filter, Listing, by_name_or_code, page

blueprint = Blueprint("applications", description="Applications in a call")
LISTING = Listing(
    filters={
        "call": Filter(Identifier()),
        "programme": Filter(Text(most=80)),
        "state": Filter(Text(most=20)),
        "stands_at": Filter(Text(most=60), operator="in"),
        **by_name_or_code("organisation"),
    },
    sorts={"waits_since": "waits_since"},
    default="-id",
)


@blueprint.route("/applications")
class Applications(MethodView):
    """The applications that the caller may see."""

    @access(SIGNED_IN)
    @blueprint.arguments(ApplicationEntry)
    @blueprint.response(201, ApplicationView)
    def post(self, entry: dict[str, Any]) -> Response:
        """Begin an application as a draft."""
        id = new_id()

        def work(tx: Any) -> Any:
            return offering_application(tx, begin_application(tx, id, entry))

        return commit(work, shows=ApplicationView, status=201, location=lambda made: f"/applications/{id}")

    @access(SIGNED_IN)
    @blueprint.listing(LISTING, ApplicationRow)
    def get(self, asked: Asked) -> Response:
        """List applications: one's own, a district's, an office's, or those assigned to one."""
        return page(Application.objects(__raw__=seen_applications(running().laws, caller(), city())), asked, ApplicationRow)


@blueprint.route("/applications/<id:id>")
class OneApplication(MethodView):
    """One application."""

    @access(SIGNED_IN)
    @blueprint.response(200, ApplicationView)
    def get(self, id: str) -> Response:
        """Show an application to those who may see it, with the steps open now and what each asks; an officer's look is logged (L13)."""
        who = caller()
        shown = running().store.transact(lambda tx: offering_application(tx, see_application(tx, id)), caller=who, city=city())
        return fresh(shown, ApplicationView)

    @access(SIGNED_IN)
    @blueprint.arguments(ApplicationChange)
    @blueprint.response(200, ApplicationView)
    def patch(self, changes: dict[str, Any], id: str) -> Response:
        """Save what is written so far of the form, and which files are which material."""
        expected = expected_version()
        return commit(lambda tx: offering_application(tx, save_draft(tx, id, changes, expected)), shows=ApplicationView)


@blueprint.route("/applications/<id:id>/receipt")
class ApplicationReceipt(MethodView):
    """The day on which the district received an application on paper."""

    @access(SIGNED_IN)
    @guarded
    @blueprint.arguments(Receipt)
    @blueprint.response(201, ApplicationView)
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Record an earlier 收文日期 with receipt number, scan and reason."""
        expected = expected_version()
        return commit(lambda tx: offering_application(tx, record_receipt(tx, id, entry, expected)), shows=ApplicationView, status=201)


@blueprint.route("/applications/<id:id>/misconduct")
class ApplicationMisconduct(MethodView):
    """What an applicant did wrong in a call."""

    @access(OFFICE)
    @guarded
    @blueprint.arguments(MisconductEntry)
    @blueprint.response(201, ApplicationView)
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Keep a finding of misconduct; the law of later calls is told of it."""
        expected = expected_version()
        return commit(lambda tx: offering_application(tx, find_misconduct(tx, id, entry, expected)), shows=ApplicationView, status=201)


@blueprint.route("/applications/<id:id>/receipt/corrections")
class ReceiptCorrections(MethodView):
    """Corrections of the day on which an application was received."""

    @access(SIGNED_IN)
    @guarded
    @blueprint.arguments(ReceiptCorrection)
    @blueprint.response(201, ApplicationView)
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Correct the day of receipt, with a reason; the application's date follows and is judged anew, and what stood before stays on record."""
        expected = expected_version()
        return commit(lambda tx: offering_application(tx, correct_receipt(tx, id, entry, expected)), shows=ApplicationView, status=201)


@blueprint.route("/applications/<id:id>/acts")
class ApplicationActs(MethodView):
    """Acts at an application's steps."""

    @access(SIGNED_IN)
    @guarded
    @blueprint.arguments(ActEntry)
    @blueprint.response(201, ApplicationView)
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Act at a step: submit, fill, recommend, return, refuse, admit, assign, declare, score, agree, record …"""
        expected, act = expected_version(), new_id()
        return commit(lambda tx: offering_application(tx, act_on_application(tx, id, act, Request(**entry), expected)), shows=ApplicationView, status=201)


@blueprint.route("/applications/<id:id>/steps/<string:step>/findings")
class StepFindings(MethodView):
    """What the rules find on a step before it is taken."""

    @access(SIGNED_IN)
    @blueprint.response(200, FindingsView)
    def get(self, id: str, step: str) -> Response:
        """Ask the rules what stands in the way of a step now, each with clause, threshold and actual value."""
        who = caller()
        return json_answer(running().store.transact(lambda tx: findings_ahead(tx, id, step), caller=who, city=city()))


@blueprint.route("/applications/<id:id>/steps/<string:step>/draft")
class StepDraft(MethodView):
    """What the caller has filled in so far of the sheet at a step."""

    @access(SIGNED_IN)
    @unversioned
    @blueprint.response(200, SheetDraftView)
    def get(self, id: str, step: str) -> Response:
        """Show one's own draft to its author, who is the only one that it is there for."""
        who = caller()
        return json_answer(running().store.transact(lambda tx: own_sheet_draft(tx, id, step), caller=who, city=city()))

    @access(SIGNED_IN)
    @unguarded  # One person writes it, and what they typed last is what they mean.
    @blueprint.arguments(SheetDraftEntry)
    @blueprint.response(204)
    def put(self, content: dict[str, Any], id: str, step: str) -> Response:
        """Keep what is filled in so far of the sheet: some of its points and opinions, by who is assigned to the step and may act at it."""
        return commit(lambda tx: keep_sheet_draft(tx, id, step, content["entry"]), status=204)
