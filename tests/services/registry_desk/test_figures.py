"""Figures of a city's designations, as pages that show all of them ask for: counted as they are listed, each office's own."""

from __future__ import annotations

from collections import Counter

import pytest

from fuyu.service import Running
from fuyu.store.figures import keep_figures

from .registry import Registry, code, name
from .wuhu_city import PROGRAMME, Pool


@pytest.fixture
def pool(registry: Registry, running: Running) -> Pool:
    running.store.rows.state.delete_many({"_id": {"$regex": "^figures of"}})
    made = Pool(registry, running.store.database).adopt()
    assert made.open().is_success
    return made


def figures(person):
    return {(row["state"], row["holds_class"]): row["count"] for row in person.get("/designations/figures")["figures"]}


def test_an_office_is_told_how_many_hold_what_as_the_list_shows_it(pool: Pool, running: Running) -> None:
    members = [pool.member(number, holds_class) for number, holds_class in ((1, "C"), (2, "C"), (3, "D"), (4, "C"))]
    pool.remove(members[1], "2026-03-02")
    assert pool.office().get("/designations/figures") == {"counted_at": None, "figures": []}
    keep_figures(running)

    listed = pool.office().get("/designations", programme=PROGRAMME, limit=200)["items"]
    assert figures(pool.office()) == Counter((row["state"], row["holds_class"]) for row in listed)
    assert figures(pool.office())["held", "C"] == 2
    assert figures(pool.operator()) == figures(pool.office())


def test_another_citys_office_and_who_acts_for_no_office_are_told_nothing(pool: Pool, running: Running, registry: Registry) -> None:
    """INVARIANT: figures tell nothing that their reader could not list."""
    pool.member(1)
    keep_figures(running)
    assert pool.office("host-officer", office="示范园区").get("/designations/figures")["figures"] == []
    assert pool.company(1).http.get("/designations/figures").status_code == 403
    assert code(1) not in pool.office().http.get("/designations/figures").text


def test_an_organisation_is_found_by_a_part_of_its_name_or_the_beginning_of_its_code(pool: Pool) -> None:
    members = {number: pool.member(number) for number in (1, 2)}

    def found(path: str, **asked: str) -> list[str]:
        return sorted(each["organisation"]["name"] for each in pool.office().get(path, call=pool.call, **asked)["items"])

    for path in ("/designations", "/applications"):
        assert found(path, name="企业001") == found(path, code=code(1)) == found(path, code=code(1).lower()[:17]) == [name(1)]
        assert found(path, code=code(1)[:9]) == found(path, name="示范") == [name(1), name(2)]
        assert found(path, name="示范.业") == found(path, code=code(1)[1:]) == found(path, code="9.*") == []
    assert [each["id"] for each in pool.company(1).get("/designations", name="示范企业")["items"]] == [members[1]]
