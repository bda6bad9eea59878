"""The board of quality news: the office posts, all who take part read, and what is taken down is kept with its reason."""

from __future__ import annotations

from typing import Any

import pytest

from .world import DISTRICT, OFFICE, PROGRAMME, Company, Role, World

ITEM = {"programme": PROGRAMME, "title": "国际质量管理标准修订动态", "text": "第一段。\n第二段。", "source": "示范质量刊物2026年第2期"}
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
REASON = {"reason": "内容已过时。"}


@pytest.fixture(autouse=True)
def today(world: World) -> None:
    world.set_day("2026-03-02")


def post(world: World, **changes: Any) -> dict[str, Any]:
    answer = world.office().post("/news", json=ITEM | changes)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def take_down(world: World, item: str, client: Any = None, body: dict[str, Any] = REASON) -> Any:
    etag = world.office().get(f"/news/{item}").headers["ETag"]
    return (client or world.office()).post(f"/news/{item}/takedown", json=body, headers={"If-Match": etag})


def readers(world: World) -> dict[str, Any]:
    """Return a client of each who takes part."""
    grant = world.grant(companies=1)
    return {"base": world.base(grant), "incubatee": world.incubatee(grant.companies[0]), "district": world.district(DISTRICT)}


def listed(client: Any, **query: str) -> list[str]:
    answer = client.get("/news", params={"limit": 200, **query})
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["items"]]


@pytest.mark.requirement("ZB-33", "ZB-36")
def test_news_goes_on_after_the_text_has_lapsed_as_what_stands_does(world: World) -> None:
    for day in ("2027-01-10", "2027-01-11"):
        world.set_day(day)
        assert post(world)["posted_on"] == day


@pytest.mark.requirement("ZB-36")
def test_all_who_take_part_read_the_news_the_newest_first(world: World) -> None:
    first = post(world)
    world.set_day("2026-03-03")
    second = post(world, title="质量奖获奖经验")

    assert (first["posted_on"], first["clause"]["clause"], first["state"]) == ("2026-03-02", "第十二条（一）", "posted")
    for client in (*readers(world).values(), world.office(), world.operator()):
        assert listed(client)[:2] == [second["id"], first["id"]]
        shown = client.get(f"/news/{first['id']}").json()
        assert {name: shown[name] for name in ITEM} == ITEM


@pytest.mark.requirement("ZB-36")
def test_who_takes_no_part_reads_nothing(world: World) -> None:
    item = post(world)["id"]
    strangers = {
        "another city": world.elsewhere(),
        "a base of another city": world.elsewhere("base", organisation=Company().code),
        "another office": world.as_(Role("city bureau", "zhengzhou", office="another_office")),
        "a company that applies": world.as_(Role("applicant", "zhengzhou", organisation=Company().code)),
    }

    assert {who: (listed(client), client.get(f"/news/{item}").status_code) for who, client in strangers.items()} == dict.fromkeys(strangers, ([], 404))
    assert world.as_().get("/news").status_code == 401


@pytest.mark.requirement("ZB-36")
def test_only_the_city_bureau_posts_and_takes_down(world: World) -> None:
    item = post(world)["id"]
    others = [*readers(world).values(), world.as_(Role("district bureau", "zhengzhou", office=OFFICE, district=DISTRICT))]

    assert {client.post("/news", json=ITEM).status_code for client in others} == {403}
    assert {take_down(world, item, client).status_code for client in others} == {403}
    assert world.office().get(f"/news/{item}").json()["state"] == "posted"


@pytest.mark.requirement("ZB-36")
def test_what_is_taken_down_is_kept_with_the_reason_for_the_office_alone(world: World) -> None:
    sent = world.office().post("/files", files={"file": ("动态.pdf", PDF, "application/pdf")}).json()["id"]
    item, stays = post(world, files=[sent])["id"], post(world)["id"]
    those = readers(world)
    assert {client.get(f"/files/{sent}").status_code for client in those.values()} == {200}
    for client in (world.elsewhere(), world.as_(Role("applicant", "zhengzhou", organisation=Company().code))):
        assert client.get(f"/files/{sent}").status_code == 404

    assert take_down(world, item, body={"reason": " "}).json()["errors"][0]["field"] == "reason"
    world.set_day("2026-03-03")
    assert take_down(world, item).status_code == 201

    for client in those.values():
        assert (item in listed(client), stays in listed(client)) == (False, True)
        assert (client.get(f"/news/{item}").status_code, client.get(f"/files/{sent}").status_code) == (404, 404)
    kept = world.office().get(f"/news/{item}").json()
    assert (kept["state"], kept["reason"], kept["taken_down_on"], kept["text"]) == ("taken down", REASON["reason"], "2026-03-03", ITEM["text"])
    assert (item in listed(world.office(), state="taken down"), world.office().get(f"/files/{sent}").status_code) == (True, 200)
    again = take_down(world, item)
    assert (again.status_code, again.json()["type"].rsplit("/", 1)[-1]) == (409, "step-not-open")


@pytest.mark.requirement("ZB-36")
@pytest.mark.parametrize(("changes", "field"), [({"title": " "}, "title"), ({"text": ""}, "text"), ({"title": "好" * 201}, "title"), ({"more": 1}, "more")])
def test_news_of_no_declared_shape_is_refused_with_its_field(world: World, changes: dict[str, Any], field: str) -> None:
    answer = world.office().post("/news", json=ITEM | changes)

    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [field])


@pytest.mark.requirement("ZB-36")
def test_a_programme_that_declares_no_news_has_none(world: World) -> None:
    answer = world.elsewhere().post("/news", json=ITEM)

    assert (answer.status_code, answer.json()["found"]) == (404, PROGRAMME)
