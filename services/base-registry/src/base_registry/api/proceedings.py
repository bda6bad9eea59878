"""Proceedings: the runs of a designation's processes, and of those beside an application's own way."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from base_registry.documents import Designation, Proceeding
from base_registry.schemas.proceedings import ProceedingEntry, ProceedingReceipt, ProceedingRow, ProceedingView
from base_registry.schemas.records import ActEntry
from base_registry.usecases.proceedings import act_on_proceeding, open_proceeding
from base_registry.usecases.publishing import published_application
from base_registry.usecases.seeing import known_application
from base_registry.usecases.shown_proceedings import see_proceeding, seen_proceedings, shown_proceeding
from fuyu.ids import new_id
from fuyu.problems import InvalidInput
from fuyu.process.proposing import Request
from fuyu.web.access import PUBLIC, SIGNED_IN, access
from fuyu.web.answers import commit, expected_version, show
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint, guarded
from fuyu.web.fields import Identifier, Text
from fuyu.web.paging import Asked, Filter, Listing, page

blueprint = Blueprint(
    "proceedings", description="What goes on over designations and beside applications: reviews, complaints, revocations, payments, reports of change"
)
LISTING = Listing(
    filters={
        "designation": Filter(Identifier()),
        "application": Filter(Identifier()),
        "programme": Filter(Text(most=80)),
        "process": Filter(Text(most=60)),
        "state": Filter(Text(most=20)),
        "stands_at": Filter(Text(most=60), operator="in"),
    },
    sorts={"waits_since": "waits_since"},
    default="-id",
)


@blueprint.route("/designations/<id:id>/proceedings")
class DesignationProceedings(MethodView):
    """Opening a proceeding over a designation."""

    @access(SIGNED_IN)
    @blueprint.arguments(ProceedingEntry)
    @blueprint.response(201, ProceedingView)
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Open a process over a designation by its first act: claim the subsidy, complain, assign work, examine a ground."""
        proceeding, act = new_id(), new_id()
        process, grounds = entry.pop("process"), entry.pop("grounds", ())

        def work(tx: Any) -> Any:
            return shown_proceeding(tx, open_proceeding(tx, proceeding, act, Designation.get(tx.city, id), process, Request(**entry), grounds))

        return commit(work, shows=ProceedingView, status=201, location=lambda made: f"/proceedings/{proceeding}")


@blueprint.route("/applications/<id:id>/proceedings")
class ApplicationProceedings(MethodView):
    """Opening a proceeding beside an application's own way."""

    @access(SIGNED_IN)
    @blueprint.arguments(ProceedingEntry)
    @blueprint.response(201, ProceedingView)
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Open a process beside an application's own way by its first act: report a change, complain about the review, rate each other."""
        proceeding, act = new_id(), new_id()
        process = _without_grounds(entry)

        def work(tx: Any) -> Any:
            return shown_proceeding(tx, open_proceeding(tx, proceeding, act, known_application(tx, id), process, Request(**entry)))

        return commit(work, shows=ProceedingView, status=201, location=lambda made: f"/proceedings/{proceeding}")


@blueprint.route("/public/<string:city_id>/applications/<id:id>/proceedings")
class PublicProceedings(MethodView):
    """Opening a proceeding about an application of a published list, as someone of the public."""

    @access(PUBLIC)
    @blueprint.arguments(ProceedingEntry)
    @blueprint.response(201, ProceedingReceipt)
    def post(self, entry: dict[str, Any], city_id: str, id: str) -> Response:
        """Open a process that the public may open, such as a complaint about the review; only whose steps it has come to sees it."""
        proceeding, act = new_id(), new_id()
        process = _without_grounds(entry)

        def work(tx: Any) -> Any:
            return shown_proceeding(tx, open_proceeding(tx, proceeding, act, published_application(tx, id), process, Request(**entry)))

        return commit(work, shows=ProceedingReceipt, status=201, city=city_id)


def _without_grounds(entry: dict[str, Any]) -> str:
    """Take the process out of an entry; raise InvalidInput where it names grounds, which only a designation has."""
    if entry.pop("grounds", None):
        raise InvalidInput.of_fields([{"field": "grounds", "reason": "An application has no grounds.", "needed": "nothing"}])
    return str(entry.pop("process"))


@blueprint.route("/proceedings")
class Proceedings(MethodView):
    """The proceedings that the caller may see."""

    @access(SIGNED_IN)
    @blueprint.listing(LISTING, ProceedingRow)
    def get(self, asked: Asked) -> Response:
        """List proceedings: those over one's own designation, those one opened, a district's, or an office's."""
        return page(Proceeding.objects(__raw__=seen_proceedings(running().laws, caller(), city())), asked, ProceedingRow)


@blueprint.route("/proceedings/<id:id>")
class OneProceeding(MethodView):
    """One proceeding."""

    @access(SIGNED_IN)
    @blueprint.response(200, ProceedingView)
    def get(self, id: str) -> Response:
        """Show a proceeding with its acts as far as the caller may see them, and the steps that are open."""
        who = caller()
        return show(running().store.transact(lambda tx: see_proceeding(tx, id), caller=who, city=city()), ProceedingView)


@blueprint.route("/proceedings/<id:id>/acts")
class ProceedingActs(MethodView):
    """Acts at a proceeding's steps."""

    @access(SIGNED_IN)
    @guarded
    @blueprint.arguments(ActEntry)
    @blueprint.response(201, ProceedingView)
    def post(self, entry: dict[str, Any], id: str) -> Response:
        """Act at a step of a proceeding: fill, verify, reject, grant, refuse, record …"""
        expected, act = expected_version(), new_id()
        return commit(lambda tx: shown_proceeding(tx, act_on_proceeding(tx, id, act, Request(**entry), expected)), shows=ProceedingView, status=201)
