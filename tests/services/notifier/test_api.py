"""The API as a whole: who may call what, and hundreds of requests, right and wrong."""

from __future__ import annotations

from datetime import date

import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from stdnum.cn import uscc

from fuyu.caller import Role
from fuyu.web.keys import load_private
from fuyu.web.tokens import mint

from .conftest import CITY, LIAISON

KEEPERS = "the operator, and those who act for an office"
schemathesis.openapi.format("date", st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(str))
schemathesis.openapi.format(
    "uscc", st.from_regex(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}", fullmatch=True).map(lambda code: code + uscc.calc_check_digit(code))
)
schemathesis.openapi.format("cursor", st.sampled_from(["WyJuYW1lIiwiYSIsImIiXQ"]))


@pytest.mark.slow
def test_no_request_finds_a_failure_or_an_undeclared_answer(world, owe):
    world.person("liaison", LIAISON)
    owe(date(2026, 4, 22))
    token = mint(load_private(world.keys), "liaison", [Role("operator", CITY), Role("base", CITY, organisation=LIAISON["organisation"])])
    config = SchemathesisConfig.from_dict(
        {
            "base-url": world.url,
            "headers": {"Authorization": f"Bearer {token}"},
            "generation": {"max-examples": 25, "deterministic": True, "mode": "all", "no-shrink": True},
            "checks": {
                "positive_data_acceptance": {"expected-statuses": ["2xx", "304", "401", "403", "404", "409", "412", "415", "422", "503"]},
                "missing_required_header": {"expected-statuses": ["401", "403", "404", "422", "428"]},
            },
        }
    )
    described = schemathesis.openapi.from_url(f"{world.url}/openapi.json", config=config)
    told = list(from_schema(described.exclude(path_regex="^/(ops|files)")).execute())

    broken = [str(event.info) for event in told if isinstance(event, events.NonFatalError | events.FatalError)]
    found = {f"{each.operation}: {each.title}: {each.message}" for event in told if isinstance(event, events.EngineFinished) for each in event.failures}
    assert (broken, sorted(found)) == ([], [])
