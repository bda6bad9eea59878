"""A database that an earlier release left is brought up to date and goes on: nothing is lost, and one can act on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from fuyu.ids import new_id
from fuyu.running.system import System

from .dumps import restore

DUMPS = sorted(Path(__file__).parent.glob("v*.jsonl.gz"))


@pytest.fixture(scope="module", params=DUMPS, ids=[path.name.removesuffix(".jsonl.gz") for path in DUMPS])
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A system of this version over the databases of an earlier one."""
    system = System(tmp_path_factory.mktemp("system"), settable_clock=True)
    system.keys.make()
    try:
        system.start_servers()
        restore(system.mongod.uri, request.param)
        system.migrate()
        system.start_services()
        yield system
    finally:
        system.stop()


def test_there_is_a_dump_of_each_release() -> None:
    assert [path.name for path in DUMPS] == ["v0.1.0.jsonl.gz"]


@pytest.mark.requirement("P-7")
@pytest.mark.slow
def test_what_an_earlier_release_kept_is_still_there(upgraded: System) -> None:
    with _client(upgraded, "incubatee-tracker") as base:
        assert [(each["organisation"]["name"], each["state"]) for each in base.get("/bases").json()["items"]] == [("示范企业001", "held")]
        assert len(base.get("/enrolments").json()["items"]) == 10
        assert len(base.get("/sessions").json()["items"]) == 2


@pytest.mark.slow
def test_one_can_go_on_from_what_an_earlier_release_kept(upgraded: System) -> None:
    with _client(upgraded, "incubatee-tracker") as base:
        designation = base.get("/bases").json()["items"][0]["id"]
        enrolment = base.get("/enrolments").json()["items"][0]["id"]
        session = {
            "designation": designation,
            "held_on": "2026-06-24",
            "days": 1,
            "kind": "training",
            "topic": "卓越绩效评价准则",
            "trainer": "某某",
            "place": "培训教室",
            "hours": "3",
            "is_free": True,
            "attendance": [{"enrolment": enrolment, "hours": "3"}],
        }
        answer = base.post("/sessions", json=session, headers={"Idempotency-Key": new_id()})
        assert answer.status_code == 201, answer.text


@pytest.mark.slow
def test_the_evidence_of_what_an_earlier_release_decided_is_given_as_far_as_it_was_kept(upgraded: System, tmp_path: Path) -> None:
    """It kept findings and no facts; its audit rows are sealed after the upgrade, so they are in the chain as they were found."""
    from fuyu.evidence.verifying import verify

    token = upgraded.token("officer", "city bureau", "zhengzhou", office="market_bureau")
    with upgraded.client("base-registry", token) as officer:
        [designation] = officer.get("/designations").json()["items"]
        answer = officer.get(f"/designations/{designation['id']}/evidence")
    assert answer.status_code == 200, answer.text
    path = tmp_path / "evidence.zip"
    path.write_bytes(answer.content)
    found = verify(path)
    assert (found.fault, found.decisions) == (None, 0)


def _client(system: System, service: str) -> httpx.Client:
    return system.client(service, system.token("coordinator", "base", "zhengzhou", organisation="91410100MA0000001X"))
