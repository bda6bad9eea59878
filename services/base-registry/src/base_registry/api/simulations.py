"""Simulations: a draft version or changed numbers tried over the live records, of which nothing is written."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from base_registry.usecases.simulating_applications import APPLICATIONS
from base_registry.usecases.simulating_calls import CALLS
from base_registry.usecases.simulating_designations import DESIGNATIONS
from fuyu.web.access import access
from fuyu.web.blueprint import Blueprint, unversioned
from fuyu.web.simulating import SIMULATORS, SimulationPage, SimulationQuery, simulated

blueprint = Blueprint("simulations", description="Rules tried over the live records before they are law")


@blueprint.route("/simulations/designations")
class SimulatedDesignations(MethodView):
    """A law tried over designations that stand."""

    @access(SIMULATORS)
    @unversioned
    @blueprint.arguments(SimulationQuery, location="query")
    @blueprint.response(200, SimulationPage)
    def get(self, asked: dict[str, Any]) -> Response:
        """Report whom a tried law would put out, and which openings, last days and terms it would move."""
        return simulated(DESIGNATIONS, asked)


@blueprint.route("/simulations/applications")
class SimulatedApplications(MethodView):
    """A law tried over applications on their way."""

    @access(SIMULATORS)
    @unversioned
    @blueprint.arguments(SimulationQuery, location="query")
    @blueprint.response(200, SimulationPage)
    def get(self, asked: dict[str, Any]) -> Response:
        """Report who would pass who does not, and who no longer would."""
        return simulated(APPLICATIONS, asked)


@blueprint.route("/simulations/calls")
class SimulatedCalls(MethodView):
    """A law tried over open calls."""

    @access(SIMULATORS)
    @unversioned
    @blueprint.arguments(SimulationQuery, location="query")
    @blueprint.response(200, SimulationPage)
    def get(self, asked: dict[str, Any]) -> Response:
        """Report which quotas would bind, and who would be chosen who is not."""
        return simulated(CALLS, asked)
