"""Hundreds of requests, right and wrong, find no failure and no answer that the description does not declare."""

from __future__ import annotations

from datetime import date

import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from stdnum.cn import uscc

from fuyu.caller import Role
from fuyu.messaging.worker import Worker

from .desks import SERVICE

# What a pattern cannot say: days from 1900 to 2200, check characters, cursors (only a page makes one).
schemathesis.openapi.format("date", st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(str))
CODES = st.from_regex(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}", fullmatch=True).map(lambda code: code + uscc.calc_check_digit(code))
schemathesis.openapi.format("uscc", CODES)
schemathesis.openapi.format("cursor", st.sampled_from(["WyJuYW1lIiwiYSIsImIiXQ"]))


def settings_of(address, token):
    everyone = token(Role("operator", "east", office="east-1"), Role("warden", "east"))
    return {
        "base-url": address,
        "headers": {"Authorization": f"Bearer {everyone}"},
        # Else nearly all would be refused for a city that is none, or a version that does not stand.
        "parameters": {"header.Fuyu-City": "east", "header.If-Match": '"1"'},
        "generation": {"max-examples": 25, "deterministic": True, "mode": "all", "no-shrink": True},
        "checks": {
            # A well-formed change can still meet another version (412), a cursor another order (422), a file another content (415).
            "positive_data_acceptance": {"expected-statuses": ["2xx", "304", "401", "403", "404", "409", "412", "415", "422", "503"]},
            "missing_required_header": {"expected-statuses": ["401", "403", "404", "422", "428"]},
        },
    }


@pytest.fixture
def worker(running):
    """Let a worker run, without which the service is rightly red."""
    worker = Worker(running, [SERVICE])
    worker.start()
    yield worker
    worker.stop()


@pytest.mark.usefixtures("worker")
def test_no_request_finds_a_failure_or_an_undeclared_answer(address, token):
    config = SchemathesisConfig.from_dict(settings_of(address, token))
    described = schemathesis.openapi.from_url(f"{address}/openapi.json", config=config)
    # PUT /ops/clock would move the day under other tests; it is asked in test_ops.py.
    engine = from_schema(described.exclude(path="/ops/clock", method="PUT"))

    told = list(engine.execute())
    broken = [str(event.info) for event in told if isinstance(event, events.NonFatalError | events.FatalError)]
    recorders = [event.recorder for event in told if isinstance(event, events.ScenarioFinished)]
    asked = sum(len(recorder.cases) for recorder in recorders)
    failures = [
        f"{recorder.label}: {check.name}: {check.failure_info.failure}\n{check.failure_info.code_sample}"
        for recorder in recorders
        for checks in recorder.checks.values()
        for check in checks
        if check.failure_info is not None
    ]

    assert (broken, failures) == ([], [])
    assert asked > 500
