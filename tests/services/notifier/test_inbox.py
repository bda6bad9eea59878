"""The inbox: one's own messages, whose opening is kept, and the lists for offices."""

from __future__ import annotations

from datetime import date

import pytest

from .conftest import BUREAU, DISTRICT, LEVELS, LIAISON

DUE = date(2026, 4, 22)


@pytest.fixture
def mine(world):
    """Return a client of the liaison."""
    with world.client("liaison", "base", organisation=LIAISON["organisation"]) as client:
        yield client


def test_the_first_opening_is_kept(world, owe, mine):
    world.person("liaison", LIAISON)
    duty = owe(DUE)

    [entry] = mine.get("/inbox").json()["items"]
    assert (entry["subject"], entry["duty"], entry["opened_at"]) == ("半年工作报告：2026年4月22日截止", duty.id, None)
    assert entry["headings"] == {"en": "Half-year report: due 22 April 2026"}
    first, again = (mine.post(f"/inbox/{entry['id']}/open") for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert first.json()["opened_at"] == again.json()["opened_at"] is not None
    assert first.headers["ETag"] == again.headers["ETag"]
    assert [row["opened_at"] is not None for row in world.rows("/deliveries", channel="inbox")] == [True]
    assert [len(mine.get("/inbox", params={"is_opened": opened}).json()["items"]) for opened in ("true", "false")] == [1, 0]


def test_nobody_opens_or_reads_anothers_message(world, owe, mine):
    world.person("liaison", LIAISON)
    owe(DUE)
    [entry] = mine.get("/inbox").json()["items"]

    for other in (world.client("second", "base", organisation=LIAISON["organisation"]), world.client(), world.client("liaison", "base", "elsewhere")):
        with other:
            assert other.get("/inbox").json()["items"] == []
            assert other.post(f"/inbox/{entry['id']}/open").status_code == 404
    mail = world.rows("/deliveries", channel="email")[0]
    assert mine.post(f"/inbox/{mail['id']}/open").status_code == 404


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (BUREAU, True),
        (DISTRICT, True),
        ({**DISTRICT, "district": "西区"}, False),
        ({"actor": "city bureau", "office": "other"}, False),
    ],
)
def test_offices_see_their_own_deliveries_and_no_others(world, owe, role, sees):
    world.person("liaison", LIAISON)
    owe(DUE)
    bound = {name: value for name, value in role.items() if name != "actor"}

    for path in ("/deliveries", "/reminders", "/duties"):
        assert bool(world.rows(path, world.client("clerk", role["actor"], **bound))) is sees


def test_what_an_offices_own_people_owe_is_not_shown_to_its_districts(world, owe):
    world.person("clerk", BUREAU)
    owe(DUE, levels=[LEVELS[2]])

    assert world.rows("/deliveries", world.client("d", "district bureau", office="quality", district="东区")) == []
    assert len(world.rows("/deliveries", world.client("c", "city bureau", office="quality"))) == 2


def test_a_person_sees_their_own_reminders_but_not_the_lists_of_offices(world, owe, mine):
    world.person("liaison", LIAISON)
    owe(DUE)

    assert {row["person"] for row in mine.get("/reminders", params={"state": "delivered"}).json()["items"]} == {"liaison"}
    assert (mine.get("/deliveries").status_code, mine.get("/duties").status_code) == (403, 403)
