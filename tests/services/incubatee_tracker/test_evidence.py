"""The evidence of decisions on an enrolment: as an archive that verifies without any server."""

from __future__ import annotations

import io
import json
import time
import zipfile
from pathlib import Path
from typing import Any

import httpx
from click.testing import CliRunner

from fuyu.command import main

from .test_enrolments import UNDERTAKES, proposed
from .world import Company, Grant, World


def members(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}


def wait_until_sealed(world: World) -> None:
    until = time.monotonic() + 15
    while world.tracker.store.rows.audit.find_one({"seal": None}) is not None and time.monotonic() < until:
        time.sleep(0.1)


def test_the_evidence_of_an_admission_tells_what_was_known_and_is_given_to_whom_it_concerns(world: World, tmp_path: Path) -> None:
    world.set_day("2026-03-02")
    grant, company = world.grant(companies=1), Company()
    id = _admitted(world, grant, company)
    wait_until_sealed(world)
    answer = world.office().get(f"/enrolments/{id}/evidence")
    found = members(answer)
    assert found["manifest.json"]["subject"] == {"kind": "enrolment", "id": id}
    assert found["enrolment.json"]["state"] == "running"
    [granted] = [each for name, each in found.items() if name.startswith("decisions/") and "-grant-" in name]
    outcomes = {each["key"]: each["outcome"] for each in granted["parts"]["findings"]["content"]}
    assert (outcomes["undertaking"], outcomes["promised_services"]) == ("met", "met")
    assert granted["parts"]["facts.incubatee"]["content"]["code"] == company.code
    assert granted["parts"]["law"]["content"]["version"] == "2022-01-10"
    [row] = [each for each in found["audit/rows.json"]["rows"] if each["row"]["act"] == "enrolment.grant"]
    assert row["row"]["details"]["evidence"] == granted["digest"]
    path = tmp_path / "evidence.zip"
    path.write_bytes(answer.content)
    told = CliRunner().invoke(main, ["evidence", "verify", str(path)], env={"COLUMNS": "300"})
    assert (told.exit_code, "are whole" in told.output) == (0, True), told.output
    people = (world.operator(), world.district(), world.base(grant), world.incubatee(company), world.district("金水区"), world.incubatee(Company()))
    assert [person.get(f"/enrolments/{id}/evidence").status_code for person in people] == [200, 200, 200, 200, 404, 404]


def _admitted(world: World, grant: Grant, company: Company) -> str:
    """Let a company be proposed, undertake, be recommended and admitted, and return its enrolment."""
    id = proposed(world, grant, company)
    for client, step, does, more in (
        (world.incubatee(company), "undertake", "fill", {"entry": UNDERTAKES}),
        (world.district(), "recommend_incubatee", "recommend", {}),
        (world.office(), "approve", "grant", {}),
    ):
        answer = world.act(client, id, "admit", step, does, **more)
        assert answer.status_code == 201, answer.text
    return id
