"""The standing watch: how a base stood on any day, with a forecast and what would become a ground."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fuyu.store.transaction import Subject

from .test_moving import a_base, moved
from .world import PROGRAMME, VERSION, Grant, World


def watched(world: World, base: Grant, on: str) -> dict[str, Any]:
    answer = world.base(base).get(f"/watch/{base.id}", params={"on": on})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def foreseen(base: Grant, on: str, until: str) -> dict[str, Any]:
    """Return what base-registry says of a certificate that is valid until a day."""
    condition = {"key": "quality_system_kept", "holds_until": until, "because": f"有效期至{until}"}
    condition |= {"clause": {"regulation": "郑市监文〔2022〕4号", "clause": "第十七条（二）"}}
    return {"programme": PROGRAMME, "programme_version": VERSION, "kind": "base", "designation": base.id, "on": on, "conditions": [condition]}


@pytest.mark.requirement("ZB-17")
def test_the_watch_counts_incubatees_and_batches_on_any_day_and_forecasts(world: World) -> None:
    world.set_day("2023-12-01")
    base = world.grant(starts_on="2023-12-01", ends_on="2026-12-01", companies=2)
    assert [watched(world, base, on)["incubatees"] for on in ("2023-11-30", "2023-12-01")] == [0, 2]
    world.set_day("2024-12-31")
    for held_on in ("2024-01-01", "2024-02-29", "2024-06-30"):
        world.log(base, held_on=held_on)
    world.settle()

    def year(on: str) -> tuple[int, int, int | None]:
        (one,) = [each for each in watched(world, base, on)["progress"] if each["duty"] == f"sessions/{on[:4]}"]
        assert one["clause"]["clause"] == "第十四条（四）"
        return one["done"], one["needed"], one["forecast"]

    # 2024 has 366 days: the 30th is 30 January, 29 June the 181st, 30 June the 182nd. Forecasts: 1×366/30 = 12.2, 2×366/181 = 4.04, 3×366/182 = 6.03.
    days = ("2023-12-31", "2024-01-01", "2024-01-29", "2024-01-30", "2024-02-28", "2024-02-29", "2024-06-29", "2024-06-30", "2024-12-31")
    assert {on: year(on) for on in days} == {
        "2023-12-31": (0, 6, 0),
        "2024-01-01": (1, 6, None),
        "2024-01-29": (1, 6, None),
        "2024-01-30": (1, 6, 12),
        "2024-02-28": (1, 6, 6),
        "2024-02-29": (2, 6, 12),
        "2024-06-29": (2, 6, 4),
        "2024-06-30": (3, 6, 6),
        "2024-12-31": (3, 6, 3),
    }
    grounds = {each["duty"]: each["becomes_on"] for each in watched(world, base, "2024-12-31")["becoming_grounds"]}
    assert grounds["sessions/2024"] == "2025-01-01"
    assert "sessions/2023" not in grounds  # It was not wholly within the designation.


@pytest.mark.requirement("ZB-17", "ZB-18", "ZB-19", "ZB-27")
def test_a_past_day_is_shown_by_what_was_recorded_by_then(world: World) -> None:
    """Liaison, plan, reports, services and a longer period count from the day on which they were named, handed in, given and granted."""
    world.set_day("2025-03-03")
    base = world.grant(starts_on="2025-03-03", companies=1)
    id, people = world.only(base), world.base(base)
    world.set_day("2025-03-10")
    people.post(f"/bases/{base.id}/liaison", json={"name": "联络员001", "phone": "0371-00000000"})
    world.set_day("2025-03-12")
    people.post(f"/bases/{base.id}/plans", json={"year": 2025, "sessions": [{"month": 4, "topic": "领导"}]})
    world.set_day("2026-01-20")
    drafted = people.get(f"/bases/{base.id}/reports/work_summary/2025/draft").json()["sections"]
    sections = {each["key"]: each["text"] or "示范内容。" for each in drafted}
    handed_in = people.post(f"/bases/{base.id}/reports", json={"report": "work_summary", "year": 2025, "sections": sections})
    world.set_day("2026-12-20")
    given = world.change(people, id, "services-given", service="培训辅导", given_on="2026-12-10")
    world.set_day("2027-02-01")
    world.act(world.incubatee(base.companies[0]), id, "extend", "ask_extension", "fill", entry={"until": "2027-09-03", "because": "尚未完成"})
    extended = world.act(people, id, "extend", "extend", "grant")
    world.set_day("2027-02-10")
    world.settle()
    assert [each.status_code for each in (handed_in, given, extended)] == [201, 201, 201], handed_in.text

    def done(on: str, *duties: str) -> list[bool]:
        owed = {each["duty"]: each["is_done"] for each in watched(world, base, on)["owed"]}
        return [owed[duty] for duty in duties]

    def grounds(on: str) -> dict[str, str]:
        return {each["duty"]: each["becomes_on"] for each in watched(world, base, on)["becoming_grounds"]}

    def services(on: str) -> list[tuple[int, str]]:
        return [(each["done"], each["due_on"]) for each in watched(world, base, on)["progress"] if each["duty"] == f"services/{id}"]

    days = ("2025-03-09", "2025-03-10", "2025-03-11", "2025-03-12")
    assert [done(on, "liaison", "plan/2025") for on in days] == [[False, False], [True, False], [True, False], [True, True]]
    # 31 January 2026 is a Saturday, so the reports are due on Monday, 2 February.
    assert [done(on, "work_summary/2025", "work_report/2025") for on in ("2026-01-19", "2026-01-20")] == [[False, False], [True, False]]
    assert [grounds(on).get("work_summary/2025") for on in ("2026-01-19", "2026-01-20")] == ["2026-02-03", None]
    # Services are shown from three months before the incubation's last day, which the extension put off.
    assert {on: services(on) for on in ("2026-12-02", "2026-12-03", "2026-12-10", "2027-01-31", "2027-02-01")} == {
        "2026-12-02": [],
        "2026-12-03": [(0, "2027-03-03")],
        "2026-12-10": [(1, "2027-03-03")],
        "2027-01-31": [(1, "2027-03-03")],
        "2027-02-01": [],
    }


@pytest.mark.requirement("ZB-28", "ZB-29")
def test_an_incubation_that_moved_stands_with_each_base_on_its_own_days(world: World) -> None:
    """第十七条（二）: stopped on Monday, 11 January 2027, it goes on elsewhere from 1 February, with its last day 21 days later; nobody knew that before."""
    world.set_day("2027-01-11")
    base, id = a_base(world)
    second = world.grant(companies=0)
    world.revoke(base, "2027-01-11")
    world.set_day("2027-02-01")
    moved(world, base, id, second)
    world.set_day("2027-02-10")
    world.settle()

    def at(which: Grant, on: str) -> tuple[int, list[str]]:
        shown = watched(world, which, on)
        return shown["incubatees"], [each["due_on"] for each in shown["progress"] if each["duty"] == f"services/{id}"]

    assert {on: (at(base, on), at(second, on)) for on in ("2027-01-10", "2027-01-11", "2027-01-12", "2027-01-31", "2027-02-01")} == {
        "2027-01-10": ((1, ["2027-03-03"]), (0, [])),
        "2027-01-11": ((1, []), (0, [])),
        "2027-01-12": ((0, []), (0, [])),
        "2027-01-31": ((0, []), (0, [])),
        "2027-02-01": ((0, []), (1, ["2027-03-24"])),
    }


@pytest.mark.requirement("ZB-34", "L7")
def test_a_condition_that_is_met_until_a_day_is_seen_coming_as_base_registry_knew_it(world: World) -> None:
    """第十七条（二）: a certificate's last day is no ground, the day after it is; another certificate puts the day off from when it was known."""
    world.set_day("2025-03-03")
    base = world.grant(starts_on="2025-03-03", companies=1)

    def say(on: str, until: str) -> None:
        world.set_day(on)
        world.say("designation.foreseen", Subject("designation", base.id), foreseen(base, on, until))
        world.settle()

    say("2025-03-04", "2025-05-31")
    say("2025-06-05", "2028-05-31")
    world.set_day("2025-06-06")

    def coming(on: str) -> list[tuple[str, str]]:
        shown = watched(world, base, on)
        found = [each for each in shown["becoming_grounds"] if each.get("condition") == "quality_system_kept"]
        assert [each["becomes_on"] for each in shown["conditions"] if each["key"] == "quality_system_kept"] == [each["becomes_on"] for each in found]
        return [(each["becomes_on"], each["findings"][0]["clause"]) for each in found]

    assert {on: coming(on) for on in ("2025-03-03", "2025-03-04", "2025-05-31", "2025-06-01", "2025-06-05")} == {
        "2025-03-03": [],
        "2025-03-04": [("2025-06-01", "第十七条（二）")],
        "2025-05-31": [("2025-06-01", "第十七条（二）")],
        "2025-06-01": [],
        "2025-06-05": [("2028-06-01", "第十七条（二）")],
    }


def test_a_page_of_bases_asks_the_database_no_oftener_than_a_single_one(world: World) -> None:
    """INVARIANT: what a page costs does not grow with its rows, so an office can look at all its bases at once."""
    world.set_day("2025-03-03")
    for _ in range(3):
        world.grant(starts_on="2025-03-03", companies=1)
    office, database = world.office(), world.tracker.store.database
    kinds = ("enrolments", "sessions", "base_years", "plans", "liaisons", "reports", "organisations", "standings")

    def asked(limit: int) -> tuple[int, int]:
        database.command("profile", 2)
        shown = office.get("/watch", params={"limit": limit}).json()["items"]
        database.command("profile", 0)
        found = list(database["system.profile"].find({"ns": {"$in": [f"{database.name}.{kind}" for kind in kinds]}, "op": {"$in": ["query", "command"]}}))
        database["system.profile"].drop()
        return len(shown), sum("look_on" not in str(each["command"]) for each in found)

    (one, for_one), (several, for_several) = asked(1), asked(200)
    assert (one, several >= 3) == (1, True)
    assert for_several == for_one > 0


def test_a_page_of_bases_shows_each_as_a_look_at_it_alone_whatever_has_happened(world: World) -> None:
    """INVARIANT: how bases stand today is kept until something about one of them changes; what is kept is never shown instead of what is so."""
    world.set_day("2025-03-03")
    base = world.grant(starts_on="2025-03-03", companies=2)
    id, people = str(next(iter(world.enrolments(base).values()))["id"]), world.base(base)
    told = []

    def both(what: str) -> None:
        world.settle()
        alone = people.get(f"/watch/{base.id}").json()
        for _ in range(2):  # Reckoned anew, and as kept.
            assert people.get("/watch").json()["items"] == [alone], what
        told.append(json.dumps(alone, sort_keys=True))

    both("granted")
    world.log(base, held_on="2025-03-03")
    both("a session")
    people.post(f"/bases/{base.id}/liaison", json={"name": "联络员001", "phone": "0371-00000000"})
    both("a liaison")
    people.post(f"/bases/{base.id}/plans", json={"year": 2025, "sessions": [{"month": 4, "topic": "领导"}]})
    both("a plan")
    world.set_day("2025-04-07")
    both("a later day")
    world.say("designation.foreseen", Subject("designation", base.id), foreseen(base, "2025-04-07", "2025-05-31"))
    both("a condition that ends")
    world.set_day("2026-12-20")
    world.change(people, id, "services-given", service="培训辅导", given_on="2026-12-10")
    both("a service given")
    world.set_day("2027-02-01")
    world.act(world.incubatee(base.companies[0]), id, "extend", "ask_extension", "fill", entry={"until": "2027-09-03", "because": "尚未完成"})
    world.act(people, id, "extend", "extend", "grant")
    both("a longer period")
    world.revoke(base, "2027-02-01")
    both("revoked")
    assert len(set(told)) == len(told), "Each of these changes how the base stands."


def test_the_watch_refuses_a_day_to_come_and_shows_each_only_its_own(world: World) -> None:
    world.set_day("2025-03-03")
    base, other = world.grant(starts_on="2025-03-03", companies=1), world.grant(starts_on="2025-03-03", companies=1, district="金水区")
    for address in (f"/watch/{base.id}", "/watch"):
        refused = world.base(base).get(address, params={"on": "2025-03-04"})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "on"), refused.text

    def seen(client: Any) -> set[str]:
        return {each["id"] for each in client.get("/watch", params={"on": "2025-03-03", "limit": 200}).json()["items"]} & {base.id, other.id}

    assert [seen(client) for client in (world.base(base), world.district(), world.office())] == [{base.id}, {base.id}, {base.id, other.id}]
    assert seen(world.elsewhere()) == set()
    assert world.base(other).get(f"/watch/{base.id}").status_code == 404


@pytest.mark.requirement("ZB-28")
def test_an_incubation_is_counted_to_its_last_day_and_then_as_ended(world: World) -> None:
    world.set_day("2023-12-01")
    base = world.grant(starts_on="2023-12-01", ends_on="2026-12-01", companies=2)
    world.set_day("2025-12-02")
    world.settle()

    shown = {on: watched(world, base, on) for on in ("2025-11-30", "2025-12-01", "2025-12-02")}

    assert {on: (each["incubatees"], each["success"]["ended"]) for on, each in shown.items()} == {
        "2025-11-30": (2, 0),
        "2025-12-01": (2, 0),
        "2025-12-02": (0, 2),
    }
    (rate,) = [each for each in shown["2025-12-02"]["conditions"] if each["key"] == "success_rate"]
    assert (rate["outcome"], rate["needed"], rate["found"], rate["clause"]) == ("not met", "0.30", "0/2", "第十七条（二）4")
