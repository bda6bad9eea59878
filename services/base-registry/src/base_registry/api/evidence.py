"""Evidence: what a decision rested on, as one archive that verifies without any server."""

from __future__ import annotations

from flask import Response
from flask.views import MethodView

from base_registry.usecases.evidencing import PROCEEDING, evidence_on_application, evidence_on_designation, evidence_on_proceeding
from fuyu.law.steps import APPLICATION, DESIGNATION
from fuyu.store.transaction import Subject
from fuyu.web.access import SIGNED_IN, access
from fuyu.web.blueprint import Blueprint, unversioned
from fuyu.web.evidence import CONTENT, RECEIVERS, given

blueprint = Blueprint("evidence", description="What decisions rested on, as archives that verify offline")


@blueprint.route("/applications/<id:id>/evidence")
class ApplicationEvidence(MethodView):
    """The evidence of the decisions on an application."""

    @access(SIGNED_IN, says=RECEIVERS)
    @unversioned
    @blueprint.doc(responses=CONTENT)
    def get(self, id: str) -> Response:
        """Give the evidence on an application: facts, findings, versions, sheets, notices, objections, audit rows with their chain; each time is noted."""
        return given(Subject(APPLICATION, id), lambda tx: evidence_on_application(tx, id))


@blueprint.route("/designations/<id:id>/evidence")
class DesignationEvidence(MethodView):
    """The evidence of the decisions on a designation."""

    @access(SIGNED_IN, says=RECEIVERS)
    @unversioned
    @blueprint.doc(responses=CONTENT)
    def get(self, id: str) -> Response:
        """Give the evidence on a designation: that of its application, its certificate, its proceedings and grounds; each time is noted."""
        return given(Subject(DESIGNATION, id), lambda tx: evidence_on_designation(tx, id))


@blueprint.route("/proceedings/<id:id>/evidence")
class ProceedingEvidence(MethodView):
    """The evidence of the decisions in a proceeding."""

    @access(SIGNED_IN, says=RECEIVERS)
    @unversioned
    @blueprint.doc(responses=CONTENT)
    def get(self, id: str) -> Response:
        """Give the evidence on a proceeding: its acts and findings, what was known, and the grounds that it was about; each time is noted."""
        return given(Subject(PROCEEDING, id), lambda tx: evidence_on_proceeding(tx, id))
