"""Spot checks: announced before anyone can know the seed, drawn so that anyone comes to the same choice, and followed up."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.declared import declared

from fuyu.draws import drawn, how_many, population_hash
from fuyu.ids import new_id
from fuyu.law.registry import Laws

from .world import CITY, PROGRAMME, World

IDS = st.lists(st.uuids().map(str), min_size=1, max_size=40, unique=True)
SEED = {"seed": "03 11 16 22 27 31 + 08", "source": "中国福利彩票双色球第2026037期开奖公告"}
MARCH = {"programme": PROGRAMME, "first_day": "2026-03-01", "last_day": "2026-03-31"}


@pytest.mark.requirement("ZB-22", "L1")
@pytest.mark.parametrize(("population", "count"), [(1, 1), (9, 1), (10, 1), (11, 2), (20, 2), (21, 3)])
def test_a_tenth_is_drawn_rounded_up_and_one_at_least(population: int, count: int) -> None:
    assert how_many(population, Decimal("0.10"), 1) == count


@given(IDS, st.text(min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_whoever_orders_the_population_otherwise_comes_to_the_same_choice(ids: list[str], seed: str, random: Any) -> None:
    shuffled = list(ids)
    random.shuffle(shuffled)
    count = max(1, len(ids) // 3)

    assert population_hash(ids) == population_hash(shuffled)
    assert drawn(ids, seed, count) == drawn(shuffled, seed, count)
    assert len(set(drawn(ids, seed, count))) == count


@pytest.fixture
def holders(world: World) -> World:
    """Eleven incubatees of one base that completed in March 2026, and one of another that completed in April."""
    world.set_day("2026-03-10")
    base, other = world.grant(companies=11), world.grant(companies=1)
    for grant, day in ((base, "2026-03-10"), (other, "2026-04-01")):
        world.set_day(day)
        for enrolment in world.enrolments(grant).values():
            complete(world, grant, enrolment["id"])
    world.set_day("2026-04-02")
    return world


def complete(world: World, grant: Any, enrolment: str) -> None:
    base = world.base(grant)
    entry = load_example("assess") | {"assessed_on": world.tracker.clock.today().isoformat()}
    assert world.act(base, enrolment, "assess", "assess", "record", entry=entry).status_code == 201
    assert world.act(base, enrolment, "assess", "assessment_result", "pass").status_code == 201


@cache
def load_example(step: str) -> dict[str, Any]:
    programme = Laws.load().versions(PROGRAMME)[-1].programme
    return dict(declared(programme.folder / "examples.yaml")["a_good_base"]["fills"][step])


def announce(world: World, **changes: str) -> Any:
    return world.office().post("/draws", json=MARCH | changes)


def change(world: World, client: Any, draw: str, path: str, body: dict[str, Any]) -> Any:
    etag = world.office().get(f"/draws/{draw}").headers["ETag"]
    return client.post(f"/draws/{draw}/{path}", json=body, headers={"If-Match": etag})


@pytest.mark.requirement("ZB-22")
def test_a_spot_check_is_announced_drawn_and_followed_up_in_the_open(holders: World) -> None:
    world = holders
    draw = announce(world).json()
    public = world.as_().get(f"/public/{CITY}/draws/{draw['id']}").json()

    assert (len(public["population"]), public["count"], public["state"], public["drawn"]) == (11, 2, "announced", [])
    ids = [each["enrolment"] for each in public["population"]]
    assert public["population_hash"] == hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()

    assert change(world, world.office(), draw["id"], "seed", SEED).status_code == 201
    public = world.as_().get(f"/public/{CITY}/draws/{draw['id']}").json()
    # The recipe as the page tells it, written out once more by hand.
    keys = {id: hashlib.sha256(f"{SEED['seed']}|{public['population_hash']}|{id}".encode()).hexdigest() for id in ids}
    assert public["drawn"] == sorted(ids, key=keys.__getitem__)[:2]
    assert (public["seed"], public["seed_source"]) == (SEED["seed"], SEED["source"])
    assert "results" not in public

    one, two = public["drawn"]
    result = {"looked_on": "2026-04-02", "experts": ["专家001", "专家002"], "passed": True, "found": "体系运行有效。"}
    assert change(world, world.office(), draw["id"], "results", {"enrolment": one, **result}).status_code == 201
    failed = {"enrolment": two, **result, "passed": False, "found": "关键指标无记录。"}
    assert change(world, world.office(), draw["id"], "results", failed).json()["errors"][0]["field"] == "consequence"
    assert change(world, world.office(), draw["id"], "results", failed | {"consequence": "由基地限期整改后复评。"}).status_code == 201
    results = world.office().get(f"/draws/{draw['id']}").json()["results"]
    assert {id: each["passed"] for id, each in results.items()} == {one: True, two: False}


@pytest.mark.requirement("ZB-22")
def test_nobody_draws_twice_or_for_whom_nobody_drew(holders: World) -> None:
    world = holders
    draw = announce(world).json()["id"]
    change(world, world.office(), draw, "seed", SEED)

    again = change(world, world.office(), draw, "seed", SEED | {"seed": "a better one"})
    assert (again.status_code, again.json()["type"].rsplit("/", 1)[-1]) == (409, "step-not-open")
    drawn_ids = set(world.office().get(f"/draws/{draw}").json()["drawn"])
    stranger = next(each["enrolment"] for each in world.office().get(f"/draws/{draw}").json()["population"] if each["enrolment"] not in drawn_ids)
    result = {"enrolment": stranger, "looked_on": "2026-04-02", "experts": ["专家001"], "passed": True, "found": "有效。"}
    assert change(world, world.office(), draw, "results", result).json()["errors"][0]["field"] == "enrolment"


@pytest.mark.requirement("ZB-22", "ZB-33")
def test_only_the_city_bureau_draws_only_over_days_that_are_over_and_also_after_the_text_has_lapsed(holders: World) -> None:
    world = holders

    assert world.district().post("/draws", json=MARCH).status_code == 403
    assert world.elsewhere().post("/draws", json=MARCH).status_code in (403, 404, 422)
    assert announce(world, last_day="2026-04-02").json()["errors"][0]["field"] == "last_day"
    assert announce(world, first_day="2026-04-01", last_day="2026-04-01").json()["count"] == 1
    empty = announce(world, first_day="2025-04-01", last_day="2025-04-30").json()
    assert (empty["type"].rsplit("/", 1)[-1], empty["clause"]) == ("conditions-not-met", "第十八条（二）")
    assert world.district().get(f"/draws/{announce(world).json()['id']}").status_code == 403
    assert world.as_().get(f"/public/{CITY}/draws/{new_id()}").status_code == 404
    for day in ("2027-01-10", "2027-01-11"):
        world.set_day(day)
        assert announce(world).status_code == 201
