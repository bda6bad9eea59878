"""Teaching that an office plans for the holders of one cycle, class by class: who came, who was served in its year and who was not."""

from __future__ import annotations

from typing import Any

import pytest

from fuyu.caller import Role
from fuyu.ids import new_id
from fuyu.store.transaction import Subject

from .world import Client, World, a_code

CITY, PROGRAMME, OFFICE, DISTRICT = "wuhu", "wuhu.pool", "award-office", "鸠江区"
CYCLE = {"starts_on": "2026-03-02", "ends_on": "2028-03-02"}
FIRST_YEAR_ENDS, SECOND_YEAR = "2027-03-02", "2027-03-03"


class Pool:
    """A cycle of the pool as incubatee-tracker hears of it, and the office that teaches."""

    def __init__(self, world: World) -> None:
        self.world, self.call = world, new_id()
        world.set_day("2026-04-01")
        content = {"programme": PROGRAMME, "version": "draft-1"}
        told = {
            "sequence": 1,
            "kind": "adoption",
            "from_day": "2026-01-01",
            "content": content,
            "reason": "试行",
            "number": "示例〔2025〕1号",
            "by": "operator",
        }
        if world.tracker.store.rows.law_settings.count_documents({"city": CITY}) == 0:
            self.say("law.changed", Subject("law", CITY), told)

    def say(self, event: str, subject: Subject, data: dict[str, Any]) -> None:
        self.world.say(event, subject, data, city=CITY)

    def member(self, holds_class: str, starts_on: str = "2026-04-01") -> str:
        """Let base-registry grant a place in the pool."""
        id, code = new_id(), a_code()
        data = {
            "designation": id,
            "programme": PROGRAMME,
            "programme_version": "draft-1",
            "kind": "pool place",
            "holds_class": holds_class,
            "office": OFFICE,
            "organisation": {"id": new_id(), "code": code, "name": f"示范企业{code[-5:]}", "district": DISTRICT},
            "starts_on": starts_on,
            "ends_on": CYCLE["ends_on"],
            "call": self.call,
            "application": new_id(),
            "companies": [],
            "is_draft": True,
            "cycle": CYCLE,
        }
        self.say("designation.granted", Subject("designation", id), data)
        self.world.settle()
        return id

    def reclassify(self, id: str, before: str, after: str, on: str) -> None:
        """Let base-registry say that a member has another class from a day on."""
        base = self.world.tracker.store.database["bases"].find_one({"_id": id})
        of = {name: base[name] for name in ("programme", "programme_version", "kind", "starts_on", "ends_on", "state", "organisation")}
        told = {"designation": id, **of, "holds_class": after, "because": "推广情况", "past_classes": [{"holds_class": before, "until": on}]}
        self.say("designation.changed", Subject("designation", id), told)
        self.world.settle()

    def office(self, office: str = OFFICE) -> Client:
        return self.world.as_(Role("award office", CITY, office=office), person="p-award")

    def plan(self, kind: str, on: str, *guests: str, **more: Any) -> Any:
        """Let the office plan teaching for some members."""
        told = {"programme": PROGRAMME, "kind": kind, "title": "卓越绩效基础理论培训班", "planned_on": on, "guests": list(guests)}
        return self.office().post("/activities", json=told | more)

    def hold(self, activity: str, on: str, *came: str) -> None:
        etag = self.office().get(f"/activities/{activity}").headers["ETag"]
        body = {"held_on": on, "outcome": "完成集中授课。", "came": list(came)}
        answer = self.office().post(f"/activities/{activity}/record", json=body, headers={"If-Match": etag})
        assert answer.status_code == 201, answer.text
        self.world.settle()

    def served(self, by: Client | None = None) -> dict[str, Any]:
        return dict((by or self.office()).get(f"/calls/{self.call}/served").json())


@pytest.fixture
def pool(world: World) -> Pool:
    return Pool(world)


@pytest.mark.requirement("WH-11")
def test_who_did_not_come_in_its_year_is_shown(pool: Pool, world: World) -> None:
    """INVARIANT: two of class A are asked and one comes; on the last day of the first year nobody is late, on the day after the other is not served, and the
    office is reminded of it until it is taught, with a reason, in the second.
    """
    came, stayed_away = pool.member("A"), pool.member("A")
    pool.member("C")
    planned = pool.plan("basic", "2026-06-10", came, stayed_away)
    assert planned.status_code == 201, planned.text
    world.set_day("2026-06-10")
    pool.hold(planned.json()["id"], "2026-06-10", came)
    rows = {each["designation"]: each for each in pool.served()["items"]}
    assert (rows[came]["is_served"], rows[came]["served_on"], rows[came]["is_in_its_year"]) == (True, "2026-06-10", True)
    assert (rows[stayed_away]["is_served"], rows[stayed_away]["due_on"], rows[stayed_away]["clause"]["clause"]) == (False, FIRST_YEAR_ENDS, "四（三）")
    world.set_day(FIRST_YEAR_ENDS)
    assert pool.served()["not_served"] == []
    world.set_day(SECOND_YEAR)
    assert [each["designation"] for each in pool.served()["not_served"]] == [stayed_away]
    refused = pool.plan("basic", "2027-03-10", stayed_away)
    assert (refused.status_code, refused.json()["clause"], refused.json()["found"], refused.json()["needed"]) == (409, "四（三）", 2, 1)
    late = pool.plan("basic", "2027-03-10", stayed_away, overrides={"teaching_year": "上一年因停产检修未能参加。"})
    assert late.status_code == 201, late.text
    assert late.json()["overrides"] == {"teaching_year": "上一年因停产检修未能参加。"}
    world.set_day("2027-03-10")
    pool.hold(late.json()["id"], "2027-03-10", stayed_away)
    [row] = [each for each in pool.served()["items"] if each["designation"] == stayed_away]
    assert (row["is_served"], row["served_on"], row["is_in_its_year"]) == (True, "2027-03-10", False)
    duties = world.as_(Role("operator", CITY)).get("/duties", params={"limit": 200}).json()["items"]
    states = {(each["about"]["id"], each["key"]): each["state"] for each in duties}
    assert {states[came, "teaching/basic"], states[stayed_away, "teaching/basic"]} == {"done"}


@pytest.mark.requirement("WH-11")
def test_who_became_a_d_in_the_first_year_is_diagnosed_in_the_second(pool: Pool, world: World) -> None:
    """INVARIANT: the class at the start of the year of the cycle decides: D for who changed before it, C for who changed after."""
    early, late = pool.member("C"), pool.member("C")
    world.set_day("2026-09-01")
    pool.reclassify(early, "C", "D", "2026-09-01")
    world.set_day("2027-04-01")
    pool.reclassify(late, "C", "D", "2027-04-01")
    rows = {each["designation"]: (each["key"], each["holds_class"]) for each in pool.served()["items"]}
    assert rows == {early: ("teaching/diagnosis", "D"), late: ("teaching/precise", "C")}
    visit = {"programme": PROGRAMME, "kind": "diagnosis", "title": "零距离现场诊断", "planned_on": "2027-04-20"}
    assert pool.office().post("/activities", json=visit | {"host": early}).status_code == 201
    assert pool.office().post("/activities", json=visit | {"host": late}).json()["clause"] == "四（三）"


@pytest.mark.requirement("WH-16")
def test_an_expert_with_an_interest_in_a_member_does_not_teach_it(pool: Pool, world: World) -> None:
    """INVARIANT: who works for one of those who come is recused, whoever else comes (L10); another expert is assigned."""
    member = pool.member("B")
    base = world.tracker.store.database["bases"].find_one({"_id": member})
    for person, employer in (("expert-own", base["organisation"]["code"]), ("expert-free", a_code())):
        id = new_id()
        pool.say("expert.registered", Subject("expert", id), {"expert": id, "person": person, "employer_code": employer, "group_code": None})
    world.settle()
    refused = pool.plan("improvement", "2026-06-10", member, assigned=["expert-free", "expert-own"])
    assert (refused.status_code, refused.json().get("found")) == (403, ["expert-own"]), refused.text
    assert pool.plan("improvement", "2026-06-10", member, assigned=["expert-free"]).json()["assigned"] == ["expert-free"]


@pytest.mark.requirement("WH-11", "WH-17")
def test_teaching_is_the_offices_and_each_member_sees_its_own(pool: Pool, world: World) -> None:
    """INVARIANT: no other office plans it, a lecture takes no host and a diagnosis needs one; a member sees what it is owed and nobody else's."""
    first, second = pool.member("A"), pool.member("A")
    assert pool.office("another-office").post("/activities", json={"programme": PROGRAMME}).status_code == 422
    other = {"programme": PROGRAMME, "kind": "basic", "title": "培训班", "planned_on": "2026-06-10", "guests": [first]}
    assert pool.office("another-office").post("/activities", json=other).status_code == 403
    assert pool.plan("basic", "2026-06-10", first, host=second).json()["errors"][0]["field"] == "host"
    assert pool.plan("basic", "2026-06-10").json()["errors"][0]["field"] == "guests"
    assert pool.plan("diagnosis", "2027-06-10", first).json()["errors"][0]["field"] == "host"
    own = world.tracker.store.database["bases"].find_one({"_id": first})["organisation"]["code"]
    seen = pool.served(world.as_(Role("pool member", CITY, organisation=own)))
    assert [each["designation"] for each in seen["items"]] == [first]
