"""Metrics for Prometheus: one registry per app, requests by route and status, and gauges read from the database when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import structlog
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily

_log = structlog.get_logger("fuyu.web")
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Gauges:
    """Gauges whose values one callback reads at each look, such as how old the oldest waiting event is."""

    def __init__(self, service: str, says: Mapping[str, str], read: Callable[[], Mapping[str, float]]) -> None:
        self._service, self._says, self._read = service, says, read

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges; while the database is out of reach they have no values, which an alarm can see."""
        try:
            numbers = self._read()
        except Exception as error:  # noqa: BLE001 -- gauges that cannot be read must not take the other metrics away.
            _log.warning("gauges unreadable", error=type(error).__name__)
            numbers = {}
        for name, says in self._says.items():
            family = GaugeMetricFamily(f"fuyu_{name}", says, labels=["service"])
            if name in numbers:
                family.add_metric([self._service], numbers[name])
            yield family

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Yield nothing: the database is not asked before someone looks."""
        yield from ()


class Metrics:
    """What one app counts."""

    def __init__(self, service: str) -> None:
        self._service = service
        self.registry = CollectorRegistry()
        self._requests = Counter("fuyu_requests", "Requests answered", ["service", "method", "route", "status"], registry=self.registry)
        self._seconds = Histogram("fuyu_request_seconds", "Seconds to an answer", ["service", "method", "route"], registry=self.registry, buckets=_BUCKETS)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request; `route` is the pattern, never the address, so that ids neither leak nor multiply series."""
        self._requests.labels(self._service, method, route, str(status)).inc()
        self._seconds.labels(self._service, method, route).observe(seconds)

    def watch(self, says: Mapping[str, str], read: Callable[[], Mapping[str, float]]) -> None:
        """Add gauges, by name and what each says, that `read` fills at each look."""
        self.registry.register(Gauges(self._service, says, read))

    def text(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return generate_latest(self.registry)
