"""Hundreds of requests to each service, right and wrong, find no failure and no answer that its description does not declare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from stdnum.cn import uscc

from fuyu.caller import Role
from fuyu.running.system import System

# What a pattern cannot say: days from 1900 to 2200, check characters, cursors (only a page makes one).
schemathesis.openapi.format("date", st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(str))
CODES = st.from_regex(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}", fullmatch=True).map(lambda code: code + uscc.calc_check_digit(code))
schemathesis.openapi.format("uscc", CODES)
schemathesis.openapi.format("cursor", st.sampled_from(["WyJuYW1lIiwiYSIsImIiXQ"]))
EVERYONE = (
    Role("operator", "zhengzhou"),
    Role("city bureau", "zhengzhou", office="market_bureau"),
    Role("district bureau", "zhengzhou", office="market_bureau", district="中原区"),
    Role("applicant", "zhengzhou", organisation="91410100MA0000001X"),
    Role("base", "zhengzhou", organisation="91410100MA0000001X"),
)


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with System(tmp_path_factory.mktemp("system")) as running:
        yield running


@pytest.mark.slow
@pytest.mark.parametrize(("service", "least"), [("base-registry", 500), ("incubatee-tracker", 500), ("notifier", 500), ("portal", 300)])
def test_no_request_finds_a_failure_or_an_undeclared_answer(system: System, service: str, least: int) -> None:
    config = SchemathesisConfig.from_dict(_settings(system.urls[service], _token(system)))
    described = schemathesis.openapi.from_url(f"{system.urls[service]}/openapi.json", config=config)
    broken, failures, cases = [], [], 0
    for event in from_schema(described).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            broken.append(str(event.info))
        if isinstance(event, events.ScenarioFinished):
            cases += len(event.recorder.cases)
            failures += _failures(event.recorder)
    assert not broken + failures, "\n\n".join(broken + failures)
    assert cases > least


def _failures(recorder: ScenarioRecorder) -> list[str]:
    return [
        f"{recorder.label}: {check.name}: {check.failure_info.failure}\n{check.failure_info.code_sample}"
        for checks in recorder.checks.values()
        for check in checks
        if check.failure_info is not None and "Received: 414" not in str(check.failure_info.failure)
    ]


def _token(system: System) -> str:
    bound = [{name: value for name in ("actor", "city", "office", "district", "organisation") if (value := getattr(role, name))} for role in EVERYONE]
    return system.keys.mint("everyone", bound, datetime.now(UTC))


def _settings(address: str, token: str) -> Mapping[str, Any]:
    return {
        "base-url": address,
        "headers": {"Authorization": f"Bearer {token}"},
        # Else nearly all would be refused for a city that is none, or a version that does not stand.
        "parameters": {"header.Fuyu-City": "zhengzhou", "header.If-Match": '"1"'},
        "generation": {"max-examples": 8, "deterministic": True, "mode": "all", "no-shrink": True},
        "checks": {
            # A well-formed change can still meet another version (412), a cursor another order (422), a file another content (415).
            "positive_data_acceptance": {"expected-statuses": ["2xx", "304", "401", "403", "404", "409", "412", "415", "422", "503"]},
            # The server itself cuts off a request line of more than 4 KiB, before any service sees it (414).
            "negative_data_rejection": {
                "expected-statuses": ["400", "401", "403", "404", "405", "406", "409", "412", "413", "414", "415", "422", "428", "503"]
            },
            "missing_required_header": {"expected-statuses": ["401", "403", "404", "422", "428"]},
        },
    }
