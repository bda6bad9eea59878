"""Replacing a person: the successor holds the roles from the day on, and duties, reminders and unread messages follow."""

from __future__ import annotations

from datetime import date

import pytest

from fuyu.events.envelope import Subject
from fuyu.ids import new_id

from .conftest import BUREAU, CITY, DISTRICT, LIAISON, code_of
from .test_notices import APPLICATION

DUE = date(2026, 4, 22)
OTHER = {"actor": "base", "organisation": code_of(7)}


@pytest.fixture
def told(world):
    """Return a function by which the base of the liaison is told that an application was returned."""

    def tell():
        subject, audience = Subject("application", new_id()), {**LIAISON, "programme": f"{CITY}.base"}
        data = APPLICATION | {"application": subject.id, "step": "district", "on": "2026-04-15", "because": "请补正"}
        world.tell(lambda tx: tx.emit("application.returned", subject, data, audiences=[audience]))

    return tell


def replace(client, person, successor, **more):
    headers = {"If-Match": client.get(f"/people/{person}").headers.get("ETag", '"1"'), "Idempotency-Key": new_id()}
    return client.post(f"/people/{person}/succession", json={"successor": successor, "reason": "岗位调整", **more}, headers=headers)


def inbox(world, person):
    with world.client(person, "base", organisation=LIAISON["organisation"]) as client:
        return [entry["subject"] for entry in client.get("/inbox").json()["items"]]


def test_from_the_day_on_the_successor_holds_the_roles_and_what_was_open_follows(world, owe):
    """The day before nothing has changed; on the day itself the successor is told of what is owed, and the one replaced of nothing more."""
    world.person("liaison", LIAISON)
    world.person("new", OTHER)
    world.person("colleague", LIAISON, deputy="liaison")
    duty = owe(DUE)
    with world.client() as operator:
        planned = replace(operator, "liaison", "new", from_day="2026-04-21")
        assert (planned.status_code, planned.json()["leaves_on"], planned.json()["is_active"]) == (201, "2026-04-21", True)
        world.day(date(2026, 4, 20))
        assert (inbox(world, "new"), operator.get("/people/new").json()["roles"]) == ([], [OTHER])
        mails = len(world.mails("liaison"))
        world.day(date(2026, 4, 21))
        left, new = (operator.get(f"/people/{person}").json() for person in ("liaison", "new"))
        assert (left["is_active"], left["roles"], left["successor"], left["leaves_on"]) == (False, [], "new", None)
        assert (new["roles"], operator.get("/people/colleague").json()["deputy"]) == ([OTHER, LIAISON], "new")
    assert ("before-1", "new") in duty.sent("inbox")
    assert ("before-1", "liaison") not in duty.sent("inbox")
    acts = {row["act"]: row["details"] for row in world.notifier.store.rows.audit.find({"subject.id": "liaison"})}
    [made] = world.notifier.store.rows.outbox.find({"type": "succession.made"})
    assert made["data"] == {"person": "liaison", "successor": "new", "on": "2026-04-21"}
    assert acts["person.replaced"] == {"successor": "new", "from_day": "2026-04-21", "reason": "岗位调整"}
    world.day(date(2026, 4, 23))
    assert len(world.mails("liaison")) == mails


def test_unread_notices_follow_and_opened_ones_do_not(world, told):
    world.person("liaison", LIAISON)
    world.person("new", OTHER)
    told()
    with world.client("liaison", "base", organisation=LIAISON["organisation"]) as client:
        [entry] = client.get("/inbox").json()["items"]
        client.post(f"/inbox/{entry['id']}/open").raise_for_status()
    told()
    with world.client() as operator:
        assert replace(operator, "liaison", "new").json()["is_active"] is False
    world.settle()
    assert len(inbox(world, "new")) == 1
    told()
    assert (len(inbox(world, "new")), len(inbox(world, "liaison"))) == (2, 2)


def test_a_successor_who_left_before_the_day_leaves_the_roles_where_they_were(world):
    world.person("liaison", LIAISON)
    world.person("new", OTHER)
    with world.client() as operator:
        replace(operator, "liaison", "new", from_day="2026-04-20").raise_for_status()
        world.change(operator, "new", is_active=False).raise_for_status()
        world.day(date(2026, 4, 20))
        stays = operator.get("/people/liaison").json()
    assert (stays["is_active"], stays["roles"], stays["successor"], stays["leaves_on"]) == (True, [LIAISON], None, None)


@pytest.mark.parametrize(
    ("told", "field"),
    [({"successor": "nobody"}, "successor"), ({"successor": "liaison"}, "successor"), ({"from_day": "2026-04-14"}, "from_day"), ({"reason": ""}, "reason")],
)
def test_a_replacement_that_is_not_right_is_refused_with_its_field(world, told, field):
    world.person("liaison", LIAISON)
    world.person("new", OTHER)
    with world.client() as operator:
        answer = replace(operator, "liaison", **{"successor": "new", **told})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_only_who_keeps_both_in_the_directory_replaces_one_by_the_other(world):
    """INVARIANT: an office cannot give its officer's roles to someone of another office, nor an officer replace themselves."""
    world.person("officer", DISTRICT)
    world.person("colleague", DISTRICT)
    world.person("stranger", {"actor": "city bureau", "office": "other"})
    with world.client("keeper", DISTRICT["actor"], office=DISTRICT["office"], district=DISTRICT["district"]) as district:
        assert replace(district, "officer", "stranger").status_code == 403
        assert replace(district, "officer", "colleague").status_code == 201
    with world.client("liaison", "base", organisation=LIAISON["organisation"]) as liaison:
        assert replace(liaison, "liaison", "colleague").status_code == 403


def test_a_deputy_stands_in_the_same_office_or_organisation(world):
    """INVARIANT: what concerns one organisation is told in no other because someone is away."""
    world.person("liaison", LIAISON)
    world.person("elsewhere", OTHER)
    world.person("beside", {"actor": "applicant", "organisation": LIAISON["organisation"]})
    world.person("officer", BUREAU)
    with world.client() as operator:
        for stranger in ("elsewhere", "officer"):
            refused = world.change(operator, "liaison", deputy=stranger)
            assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "deputy")
        assert world.change(operator, "liaison", deputy="beside").status_code == 200


def test_the_other_services_hear_who_stands_in_on_which_days_and_when_nobody_does_any_more(world):
    world.person("liaison", LIAISON)
    world.person("beside", LIAISON)
    with world.client() as operator:
        world.change(operator, "liaison", deputy="beside", away_from="2026-05-01", away_until="2026-05-03").raise_for_status()
        world.change(operator, "liaison", email="new@example.org").raise_for_status()
        world.change(operator, "liaison", away_from=None, away_until=None).raise_for_status()
    told = [row["data"] for row in world.notifier.store.rows.outbox.find({"type": "absence.changed"}).sort("_id")]
    assert [(each["person"], each["deputy"], each["away_from"], each["away_until"]) for each in told] == [
        ("liaison", "beside", "2026-05-01", "2026-05-03"),
        ("liaison", None, None, None),
    ]
    assert told[0]["roles"] == [{"actor": "base", "office": None, "district": None, "organisation": LIAISON["organisation"]}]


def test_a_deputy_who_left_holds_up_neither_a_change_of_the_person_nor_a_succession(world):
    """INVARIANT: one person's absent deputy never keeps roles where they were, nor those behind in the queue waiting."""
    world.person("deputy", LIAISON)
    world.person("liaison", LIAISON)
    world.person("new", OTHER)
    world.person("officer", BUREAU)
    world.person("next", BUREAU)
    with world.client() as operator:
        world.change(operator, "liaison", deputy="deputy").raise_for_status()
        replace(operator, "liaison", "new", from_day="2026-04-20").raise_for_status()
        replace(operator, "officer", "next", from_day="2026-04-20").raise_for_status()
        world.change(operator, "deputy", is_active=False).raise_for_status()
        changed = world.change(operator, "liaison", email="liaison@example.org")
        assert (changed.status_code, changed.json()["deputy"]) == (200, None)
        world.day(date(2026, 4, 20))
        people = {person: operator.get(f"/people/{person}").json() for person in ("liaison", "new", "officer", "next")}
    assert [people["liaison"]["is_active"], people["officer"]["is_active"]] == [False, False]
    assert LIAISON in people["new"]["roles"]
    [dropped] = world.notifier.store.rows.audit.find({"act": "person.deputy_dropped", "subject.id": "liaison"})
    assert dropped["details"]["deputy"] == "deputy"


@pytest.mark.parametrize(("first", "second"), [("anna", "bella"), ("bella", "anna")])
def test_a_successor_who_is_replaced_on_the_same_day_hands_on_what_came(world, first, second):
    """INVARIANT: whoever is looked at first, the roles end with who follows last."""
    third = "carla"
    for person, role in ((first, LIAISON), (second, OTHER), (third, OTHER)):
        world.person(person, role)
    with world.client() as operator:
        replace(operator, first, second, from_day="2026-04-20").raise_for_status()
        replace(operator, second, third, from_day="2026-04-20").raise_for_status()
        world.day(date(2026, 4, 20))
        people = [operator.get(f"/people/{person}").json() for person in (first, second, third)]
    assert [each["is_active"] for each in people] == [False, False, True]
    assert LIAISON in people[-1]["roles"]
