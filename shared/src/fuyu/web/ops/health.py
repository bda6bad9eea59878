"""How the service is: for probes, for Prometheus, and for who waits until everything has arrived."""

from __future__ import annotations

from typing import Any

import pymongo
from flask import Response, current_app
from flask.views import MethodView
from marshmallow import fields

from fuyu.messaging.health import health
from fuyu.messaging.peers import plugin_mismatches
from fuyu.messaging.settled import settled
from fuyu.problems import Unavailable, Unhealthy
from fuyu.service import Running
from fuyu.store.migrations import KERNEL
from fuyu.web.access import OPERATOR, PUBLIC, access
from fuyu.web.asking import running
from fuyu.web.blueprint import unversioned
from fuyu.web.fields import Date, Flag, Whole
from fuyu.web.metrics import Metrics
from fuyu.web.ops.resources import blueprint
from fuyu.web.schemas import Schema

PROBE_SECONDS = 2.0  # a probe that waits longer has its answer
_METRICS = {"200": {"description": "Metrics in Prometheus' text format", "content": {"text/plain": {"schema": {"type": "string"}}}}}
_COUNTS = fields.Dict(keys=fields.String(), values=Whole(most=2**53))


class HealthShown(Schema):
    """How the service is; where anything stands still the answer is a problem that says what (503)."""

    numbers = fields.Dict(required=True, keys=fields.String(), values=fields.Float())


class ReadyShown(Schema):
    """Whether the service can work."""

    is_ready = Flag(required=True)


class SettledShown(Schema):
    """How much this service has emitted and applied; all services compared tell whether everything has arrived."""

    service = fields.String(required=True)
    today = Date(required=True)
    waiting = Whole(required=True, metadata={"description": "events not sent yet"})
    to_issue = Whole(required=True, metadata={"description": "certificates not issued yet"})
    emitted = fields.Dict(required=True, keys=fields.String(), values=Whole(most=2**53))
    applied = fields.Dict(required=True, keys=fields.String(), values=_COUNTS)
    listens_to = fields.List(fields.String(), required=True)
    parked = Whole(required=True)
    dead_letters = Whole(required=True)
    swept_through = Date(required=True, allow_none=True)
    has_looked = Flag(required=True, metadata={"description": "whether all sweeps were run since the law's day was last set"})
    ticks = Whole(required=True, most=2**53)


@blueprint.route("/health")
class ServiceHealth(MethodView):
    """How the service is."""

    @access(PUBLIC)
    @unversioned
    @blueprint.response(200, HealthShown)
    def get(self) -> dict[str, Any]:
        """Tell that nothing stands still, with the numbers behind that; a problem with `red` otherwise."""
        with pymongo.timeout(PROBE_SECONDS):
            found = health(running())
            red = [*found.red, *_differing_plugins(running())]
        if red:
            raise Unhealthy(" ".join(red), red=red, numbers=dict(found.numbers))
        return {"numbers": found.numbers}


@blueprint.route("/ready")
class Readiness(MethodView):
    """Whether requests may be sent here."""

    @access(PUBLIC)
    @unversioned
    @blueprint.response(200, ReadyShown)
    def get(self) -> dict[str, bool]:
        """Tell that the database answers and has the shape that this version needs; a problem otherwise."""
        with pymongo.timeout(PROBE_SECONDS):
            done = running().store.rows.state.count_documents({"what": "migration"})
        if done < len(KERNEL) + len(running().service.migrations):
            raise Unavailable("The database has not the shape that this version needs. Run `fuyu migrate`.")
        return {"is_ready": True}


@blueprint.route("/settled")
class Settledness(MethodView):
    """Whether everything has arrived."""

    @access(OPERATOR)
    @unversioned
    @blueprint.response(200, SettledShown)
    def get(self) -> Any:
        """Tell how much was emitted, sent, applied and swept."""
        return settled(running())


@blueprint.route("/metrics")
class MetricsText(MethodView):
    """What Prometheus reads."""

    @access(PUBLIC)
    @unversioned
    @blueprint.doc(responses=_METRICS)
    def get(self) -> Response:
        """Give the metrics: requests by route and status, seconds to an answer, what waits, is parked or is dead."""
        metrics: Metrics = current_app.extensions["fuyu.metrics"]
        return Response(metrics.text(), content_type="text/plain; version=0.0.4; charset=utf-8")


def watch(at_work: Running, metrics: Metrics) -> None:
    """Add the gauges that tell of the service's background, read from its database at each look."""
    says = {
        "workers": "Workers alive",
        "depth": "Events that wait for a consumer",
        "oldest_waiting_seconds": "Age of the oldest event not sent yet",
        "parked": "Events parked",
        "oldest_parked_seconds": "Age of the oldest event parked",
        "unsealed": "Audit rows that are not sealed yet",
        "oldest_unsealed_seconds": "Age of the oldest audit row that is not sealed yet",
        "dead_letters": "Events that wait for an operator",
        "buried": "Messages in the broker's own dead-letter queue",
    }
    metrics.watch(says, lambda: _numbers(at_work))


def _numbers(at_work: Running) -> Any:
    with pymongo.timeout(PROBE_SECONDS):
        return health(at_work).numbers


def _differing_plugins(at_work: Running) -> list[str]:
    found = plugin_mismatches(at_work.store.rows)
    return [f"The plugin {name} differs between services: {versions}. Install all services from one lock." for name, versions in found.items()]
