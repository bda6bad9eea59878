"""How applicants of one round rank, how many of them a round usually designates, and what the rubric says beside its items."""

from __future__ import annotations

from typing import Any

import pytest

from .registry import PROGRAMME, Registry, Round, example
from .test_reading_the_law import set_law
from .whole_way import points

NUMBER = "郑市监文〔2026〕9号"
YOUNG = {"founded_on": "2021-04-01"}
FIVE_MORE = {"item_1": "20", "item_2": "20"}


def to_the_choice(registry: Registry, call: str, number: int, listed_from: int, sheet: dict[str, str], **form: Any) -> str:
    """Take an application of a round to the choice, with one expert's sheet, and return its id."""
    application = Round(registry, number=number, call=call).begin(f"2026-03-{number + 1:02}", **form)
    application.submit()
    application.list_companies(10, first=listed_from)
    application.recommend()
    city, expert = registry.city(), registry.expert("expert-1")
    city.acts(application.path, "city", "admit", judged=application.judged("city"))
    for step, does, entry in (("on_site", "record", example("on_site")), ("rubric", "score", {"points": sheet})):
        city.acts(application.path, step, "assign", entry={"people": ["expert-1"]})
        expert.acts(application.path, step, "declare", entry={"interest": False})
        expert.acts(application.path, step, does, entry=entry)
    return application.application


@pytest.mark.requirement("ZB-2", "ZB-10", "ZB-13")
def test_of_two_with_equal_scores_the_one_of_five_years_is_proposed_and_more_than_usual_need_a_reason(registry: Registry) -> None:
    """运营5年以上的成熟企业在同等条件下优先选用: 96 points each, the young company's without the bonus of five; 一般情况下5~10个, here at most one."""
    round_of_2026 = Round(registry).open()
    for name in ("designations_least", "designations_most"):
        assert set_law(registry, "override", {"programme": PROGRAMME, "parameter": name, "value": 1}).status_code == 201
    young = to_the_choice(registry, round_of_2026.call, 1, 101, points() | FIVE_MORE, **YOUNG)
    seasoned = to_the_choice(registry, round_of_2026.call, 2, 201, points())
    assert {registry.city().get(f"/applications/{id}")["scores"]["rubric"]["total"] for id in (young, seasoned)} == {"96.00"}

    registry.set_day("2026-06-02")
    city, call = registry.city(), f"/calls/{round_of_2026.call}"
    departs = city.act(call, "designate", "choose", entry={"chosen": {young: "base"}}, number=NUMBER)
    assert departs.status_code == 422
    assert {each["field"] for each in departs.json()["errors"]} == {f"entry.reasons.{young}", f"entry.reasons.{seasoned}"}

    both = {"entry": {"chosen": {young: "base", seasoned: "base"}, "reasons": {young: "该行业尚无基地"}}, "number": NUMBER}
    warned = city.act(call, "designate", "choose", **both)
    assert warned.status_code == 409
    assert {name: warned.json()[name] for name in ("clause", "found", "needed")} == {"clause": "第五条", "found": 2, "needed": 1}
    assert city.act(call, "designate", "choose", **both, overrides={"designations_most": "两个行业各需一家"}).status_code == 201


@pytest.mark.requirement("ZB-15")
def test_a_note_beside_the_rubric_says_that_annex_and_article_differ(registry: Registry) -> None:
    """附件2第1项 says one year where 第六条（一） says two, and the article is applied."""
    [rubric] = registry.city().get(f"/programmes/{PROGRAMME}/2022-01-10")["rubrics"]
    note = rubric["items"][0]["note"]
    assert "一年以上" in note
    assert "第六条（一）规定2年以上，以条文为准" in note
