"""Simulations: a draft version or changed numbers tried over the live records, of which nothing is written."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from fuyu.web.access import access
from fuyu.web.blueprint import Blueprint, unversioned
from fuyu.web.simulating import SIMULATORS, SimulationPage, SimulationQuery, simulated
from incubatee_tracker.usecases.simulating_bases import BASES
from incubatee_tracker.usecases.simulating_enrolments import ENROLMENTS

blueprint = Blueprint("simulations", description="Rules tried over the live records before they are law")


@blueprint.route("/simulations/bases")
class SimulatedBases(MethodView):
    """A law tried over bases that stand."""

    @access(SIMULATORS)
    @unversioned
    @blueprint.arguments(SimulationQuery, location="query")
    @blueprint.response(200, SimulationPage)
    def get(self, asked: dict[str, Any]) -> Response:
        """Report which duties a tried law would bring, take or move, and which missed one would be a ground."""
        return simulated(BASES, asked)


@blueprint.route("/simulations/enrolments")
class SimulatedEnrolments(MethodView):
    """A law tried over incubations that run."""

    @access(SIMULATORS)
    @unversioned
    @blueprint.arguments(SimulationQuery, location="query")
    @blueprint.response(200, SimulationPage)
    def get(self, asked: dict[str, Any]) -> Response:
        """Report whose period would be over, which days would move, and who would pass at an open step."""
        return simulated(ENROLMENTS, asked)
