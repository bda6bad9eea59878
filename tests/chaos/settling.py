"""Waiting until everything that happened has arrived everywhere, with an end to the patience."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx

from fuyu.http import Client
from fuyu.messaging.settled import Settled, differences
from fuyu.running.system import System

from ..services.registry_desk.registry import CITY

SECONDS_TO_SETTLE = 90.0
SECONDS_BETWEEN_LOOKS = 0.3
STILL = 4  # looks in a row that find the same: a repeated delivery that changes nothing shows in the depth alone, and that is written each second
_http = Client(timeout=10)


def settle(system: System, seconds: float = SECONDS_TO_SETTLE) -> None:
    """Wait until nothing is under way any more: every event sent and applied, no message in a queue, every sweep done."""
    until, still = time.monotonic() + seconds, 0
    before: Any = None
    left = ["nobody was asked yet"]
    while still < STILL:
        assert time.monotonic() < until, f"Not settled after {seconds:.0f} s: {left[:12]}"
        try:
            now = {service: asked(system, service) for service in system.services}
            left = differences(now) + [f"{service}: {depth} messages in its queue" for service in system.services if (depth := _depth(system, service))]
        except (httpx.HTTPError, ValueError, KeyError) as why:
            left, now = [f"a service does not answer: {why!r}"], {}
        same = {service: (told["emitted"], told["applied"]) for service, told in now.items()}
        still = still + 1 if not left and same == before else 0
        before = same
        time.sleep(SECONDS_BETWEEN_LOOKS)


def asked(system: System, service: str) -> Settled:
    """Return what a service says of itself under /ops/settled."""
    token = system.keys.mint("operator-1", [{"actor": "operator", "city": CITY}], datetime.now(UTC))
    told: Settled = _http.get(f"{system.urls[service]}/ops/settled", headers={"Authorization": f"Bearer {token}"}).raise_for_status().json()
    return told


def health(system: System, service: str) -> dict[str, Any]:
    """Return what a service says of its health: `numbers`, and `red` with a sentence for whatever stands still."""
    told: dict[str, Any] = _http.get(f"{system.urls[service]}/ops/health").json()
    return {"red": [], **told}


def wait_until(holds: Callable[[], Any], seconds: float, tell: Callable[[], Any] = lambda: "") -> float:
    """Wait until something holds and return the seconds it took; a service that does not answer meanwhile only makes it wait."""
    began = time.monotonic()
    while not _answers(holds):
        assert time.monotonic() - began < seconds, f"It did not come to hold within {seconds:.0f} s. {tell()}"
        time.sleep(0.1)
    return time.monotonic() - began


def _answers(holds: Callable[[], Any]) -> bool:
    try:
        return bool(holds())
    except httpx.HTTPError:
        return False


def _depth(system: System, service: str) -> int:
    return int(health(system, service)["numbers"]["depth"])
