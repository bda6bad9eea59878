"""What follows when base-registry says that a designation changed, ended or was taken away; and when a programme's plugin is away."""

from __future__ import annotations

import copy
import dataclasses
import threading
from collections.abc import Iterator

import httpx
import pytest
from werkzeug.serving import make_server

from fuyu.http import request
from fuyu.ids import new_id
from fuyu.law.registry import Laws
from fuyu.store.transaction import Subject
from fuyu.web.app import create_app

from .world import PROGRAMME, REPORTS, VERSION, Company, Grant, World


def say(world: World, base: Grant, event: str, **more: object) -> None:
    of = {"designation": base.id, "programme": PROGRAMME, "programme_version": VERSION, "kind": "base"}
    world.say(event, Subject("designation", base.id), of | more)
    world.settle()


@pytest.mark.requirement("ZB-17")
def test_after_a_renewal_sessions_of_the_new_term_are_taken(world: World) -> None:
    world.set_day("2028-03-10")
    base = world.grant(starts_on="2025-03-03", ends_on="2028-03-03")
    entry = world.session(base, came=0, held_on="2028-03-06")
    refused = world.base(base).post("/sessions", json=entry)

    say(world, base, "designation.changed", holds_class=None, starts_on="2025-03-03", ends_on="2031-03-03", state="held", because="续期")

    assert refused.status_code == 409
    assert world.base(base).post("/sessions", json=entry).status_code == 201


@pytest.mark.requirement("ZB-5", "ZB-17", "ZB-32")
def test_a_late_renewal_leaves_the_first_term_as_it_was(world: World) -> None:
    """Held from 2 June 2023 to 2 June 2026 and again from 10 July 2026: what was held, owed and reported of the first term stands, and nothing between."""
    world.set_day("2023-06-02")
    base = world.grant(starts_on="2023-06-02", ends_on="2026-06-02", companies=1, district="示范续期区")
    world.set_day("2026-06-03")
    world.expire(base)
    world.set_day("2026-08-03")
    earlier = [{"starts_on": "2023-06-02", "ends_on": "2026-06-02"}]
    say(world, base, "designation.changed", holds_class=None, starts_on="2026-07-10", ends_on="2029-07-10", earlier_terms=earlier, state="held", because="续期")
    client = world.base(base)

    days = ("2023-06-01", "2023-06-02", "2025-06-01", "2026-06-02", "2026-06-03", "2026-07-09", "2026-07-10", "2026-08-03")
    stands = [day for day in days if client.get(f"/watch/{base.id}", params={"on": day}).json()["stands"]]
    assert stands == ["2023-06-02", "2025-06-01", "2026-06-02", "2026-07-10", "2026-08-03"]
    assert [each["id"] for each in client.get("/watch", params={"on": "2025-06-01"}).json()["items"]] == [base.id]
    assert client.get("/watch", params={"on": "2023-06-01"}).json()["items"] == []

    logged = {day: client.post("/sessions", json=world.session(base, came=0, held_on=day)) for day in ("2026-06-02", "2026-06-03", "2026-07-09", "2026-07-10")}
    assert {day: answer.status_code for day, answer in logged.items()} == {"2026-06-02": 201, "2026-06-03": 409, "2026-07-09": 409, "2026-07-10": 201}
    assert logged["2026-06-03"].json()["needed"] == "a day from 2023-06-02 to 2026-06-02, or from 2026-07-10 to 2029-07-10"
    world.settle()

    owed = {each["key"]: each["due_on"] for each in client.get("/duties", params={"subject": base.id}).json()["items"] if each["state"] != "withdrawn"}
    years = (2023, 2024, 2025, 2026)
    assert {key: owed[key] for key in owed if key.startswith("sessions/")} == {f"sessions/{year}": f"{year}-12-31" for year in years}
    assert [key for key in owed if key.startswith("plan/")] == [f"plan/{year}" for year in years]
    assert {key for key in owed if key.split("/")[0] in REPORTS} == {f"{report}/{year}" for report in REPORTS for year in years[:-1]}

    told = world.district(base.district).get(f"/district-reports/{PROGRAMME}/{base.district}/2026/1/draft").json()["facts"]
    assert (told["bases"], told["sessions"]) == (1, 1)


@pytest.mark.requirement("ZB-17", "ZB-16")
def test_a_designation_that_ended_admits_nobody_owes_what_fell_due_before_and_its_sessions_can_still_be_logged(world: World) -> None:
    world.set_day("2028-03-06")
    base = world.grant(starts_on="2025-03-03", ends_on="2028-03-03", companies=1)

    say(world, base, "designation.ended", ended_on="2028-03-03", state="ended", because="期满")

    client = world.base(base)
    assert client.get(f"/bases/{base.id}").json()["state"] == "ended"
    owed = {each["key"]: each["state"] for each in client.get("/duties", params={"subject": base.id}).json()["items"]}
    assert {key for key, state in owed.items() if state == "withdrawn"} == {"plan/2028"}  # due on 31 March 2028, after the last day
    assert {key for key, state in owed.items() if state in ("open", "overdue")} == {
        "liaison",
        *(f"plan/{year}" for year in (2025, 2026, 2027)),
        *(f"sessions/{year}" for year in (2025, 2026, 2027, 2028)),
        "exchanges/2028",
        *(f"{report}/{year}" for report in REPORTS for year in (2025, 2026, 2027)),
        *(f"services/{each['id']}" for each in world.enrolments(base).values()),
    }
    assert {each["state"] for each in world.enrolments(base).values()} == {"not completed"}
    on_the_last_day = client.post("/sessions", json=world.session(base, came=0, held_on="2028-03-03"))
    after = client.post("/sessions", json=world.session(base, came=0, held_on="2028-03-04"))
    proposal = {"designation": base.id, "incubatee": Company().as_listed(), "promised": ["培训辅导"]}
    assert (on_the_last_day.status_code, after.status_code, client.post("/enrolments", json=proposal).status_code) == (201, 409, 409)
    assert world.year(base, 2028)["batches"]["needed"] == 6


@pytest.mark.requirement("ZB-17")
def test_a_revocation_stops_the_incubations_and_takes_no_session_of_that_day(world: World) -> None:
    world.set_day("2026-09-01")
    base = world.grant(starts_on="2025-03-03", ends_on="2028-03-03", companies=2)

    say(world, base, "designation.revoked", ended_on="2026-08-31", state="revoked", because="违法违规经营")

    assert {each["state"] for each in world.enrolments(base).values()} == {"to be moved"}
    the_day_before = world.base(base).post("/sessions", json=world.session(base, held_on="2026-08-30"))
    that_day = world.base(base).post("/sessions", json=world.session(base, came=0, held_on="2026-08-31"))
    assert (the_day_before.status_code, that_day.status_code) == (201, 409)


@pytest.fixture
def without_plugins(world: World) -> Iterator[str]:
    """Serve the same database where no plugin is installed, and return the address."""
    store = copy.copy(world.tracker.store)
    store.laws = Laws()
    server = make_server("127.0.0.1", 0, create_app(dataclasses.replace(world.tracker, laws=store.laws, store=store)), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    server.server_close()


def test_without_its_plugin_a_programmes_records_stay_readable_and_acts_are_refused_with_its_name(world: World, without_plugins: str) -> None:
    world.set_day("2026-03-02")
    base, other = world.grant(companies=1), world.grant(companies=1, district="金水区")
    (enrolment,) = world.enrolments(base).values()
    session = world.log(base)
    entry = world.session(base)
    paths = ["/bases", f"/bases/{base.id}", f"/bases/{base.id}/years/2026", f"/enrolments/{enrolment['id']}", f"/sessions/{session['id']}"]

    def get(client: httpx.Client, path: str) -> httpx.Response:
        return request("GET", without_plugins + path, headers={"Authorization": client.headers["Authorization"]}, params={})

    for client in (world.base(base), world.district(), world.office(), world.operator()):
        assert [get(client, path).status_code for path in paths] == [200] * 5
    assert [get(world.base(other), path).status_code for path in paths] == [200, 404, 404, 404, 404]
    assert [item["id"] for item in get(world.base(other), "/bases").json()["items"]] == [other.id]
    headers = {"Authorization": world.base(base).headers["Authorization"], "Idempotency-Key": new_id()}
    refused = request("POST", f"{without_plugins}/sessions", json=entry, headers=headers)
    assert (refused.status_code, refused.json()["type"], refused.json()["programme"]) == (503, "/problems/programme-unavailable", PROGRAMME)


@pytest.mark.parametrize("year", ["1899", "2201", "26", "20260", "year"])
def test_what_is_no_year_is_no_address(world: World, year: str) -> None:
    world.set_day("2026-03-02")
    base = world.grant(companies=0)

    assert world.base(base).get(f"/bases/{base.id}/years/{year}").status_code == 404
