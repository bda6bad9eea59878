"""The district's recommendation and the city's preliminary review, taken at their steps by the kernel's walker."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from fuyu.caller import Caller, Role
from fuyu.law.facts import Application
from fuyu.problems import ConditionsNotMet, NotYourStep, ReasonMissing
from fuyu.process.acting import Subject, Taken, limit_by, take_step
from fuyu.process.actors import Holders
from fuyu.process.proposing import Request
from fuyu.process.walk import Walk
from fuyu.process.walker import Walker

ON = date(2026, 3, 9)
CITY_REVIEW, DISTRICT_REVIEW = "city", "district"
OFFICERS = {CITY_REVIEW: Role("city bureau", "zhengzhou", office="market_bureau")}


def at(base: Any, step: str, **changes: Any) -> Subject:
    """Return a good application that has come to a step."""
    entry, law = base.loaded.programme.entry, base.law
    walk = Walker(entry, limit_by(law)).begin(date(2026, 2, 2))
    organisation = base.organisation()

    def told(now: Walk) -> Application:
        found: Application = base.application(judged=now.judged(), **changes)
        return found

    companies = frozenset(company["code"] for company in base.example["fills"]["incubatee_list"]["companies"])
    holders = Holders("zhengzhou", "中原区", {"applicant": frozenset([organisation.code]), "incubatee": companies})
    subject = Subject(base.loaded, law, entry, walk, holders, told, judged_on=date(2026, 3, 2), has_own_form=True)
    if step != "apply":
        take(subject, "apply", "submit", Role("applicant", "zhengzhou", organisation=organisation.code))
    if step == CITY_REVIEW:
        recommend(base, subject)
    return subject


def take(subject: Subject, step: str, does: str, role: Role, judged: dict[str, bool] | None = None, reason: str | None = None) -> Taken:
    """Take an act."""
    answers = {key: {"is_met": is_met, "note": "查阅材料"} for key, is_met in (judged or {}).items()}
    return take_step(subject, Request(step, does, judged=answers, reason=reason), Caller("someone", (role,)), today=ON, now=datetime(2026, 3, 9, tzinfo=UTC))


def recommend(base: Any, subject: Subject, district: str = "中原区", no: str | None = None) -> Taken:
    """Recommend with every question answered with yes, but for one."""
    judged = {judgement.key: judgement.key != no for judgement in subject.process.step(DISTRICT_REVIEW).judges}
    role = Role("district bureau", "zhengzhou", office="market_bureau", district=district)
    return take(subject, DISTRICT_REVIEW, "recommend", role, judged)


@pytest.mark.requirement("ZB-7")
def test_the_district_of_registration_recommends(base: Any) -> None:
    subject = at(base, DISTRICT_REVIEW)
    taken = recommend(base, subject)
    assert taken.moved.opened == [CITY_REVIEW]
    asked = {judgement.key for judgement in subject.process.step(DISTRICT_REVIEW).judges}
    assert {finding.citation.clause for finding in taken.findings if finding.key in asked} == {"第六条（二）"}


@pytest.mark.requirement("ZB-7")
def test_an_officer_of_another_district_cannot_recommend(base: Any) -> None:
    with pytest.raises(NotYourStep):
        recommend(base, at(base, DISTRICT_REVIEW), district="金水区")


@pytest.mark.requirement("ZB-7")
@pytest.mark.parametrize("question", ["culture", "management", "market_network", "appraisal", "innovation", "performance"])
def test_a_condition_of_article_6_2_that_is_not_found_stops_the_recommendation(base: Any, question: str) -> None:
    with pytest.raises(ConditionsNotMet) as refused:
        recommend(base, at(base, DISTRICT_REVIEW), no=question)
    assert refused.value.members["clause"] == "第六条（二）"


@pytest.mark.requirement("ZB-7", "ZB-12")
@pytest.mark.parametrize(("does", "opens"), [("return", ["apply"]), ("refuse", [])])
def test_the_district_returns_or_refuses_with_a_reason(base: Any, does: str, opens: list[str]) -> None:
    role = Role("district bureau", "zhengzhou", office="market_bureau", district="中原区")
    with pytest.raises(ReasonMissing):
        take(at(base, DISTRICT_REVIEW), DISTRICT_REVIEW, does, role)
    assert take(at(base, DISTRICT_REVIEW), DISTRICT_REVIEW, does, role, reason="材料不全").moved.opened == opens


@pytest.mark.requirement("ZB-6", "ZB-8")
@pytest.mark.parametrize(
    ("question", "clause"), [("front_of_niche", "第六条（一）"), ("sound_finances", "第六条（一）"), ("effective_operation", "第六条（三）")]
)
def test_the_city_finds_niche_finances_and_operation(base: Any, question: str, clause: str) -> None:
    answers = dict.fromkeys(("front_of_niche", "sound_finances", "effective_operation"), True)
    assert take(at(base, CITY_REVIEW), CITY_REVIEW, "admit", OFFICERS[CITY_REVIEW], answers).moved.opened == ["on_site"]
    with pytest.raises(ConditionsNotMet) as refused:
        take(at(base, CITY_REVIEW), CITY_REVIEW, "admit", OFFICERS[CITY_REVIEW], answers | {question: False})
    assert refused.value.members["clause"] == clause


@pytest.mark.requirement("ZB-11")
@pytest.mark.parametrize("item", range(8))
def test_items_1_to_8_are_needed_to_submit(base: Any, item: int) -> None:
    material = base.loaded.programme.materials[item]
    materials = {key: files for key, files in base.application().materials.items() if key != material.key}
    with pytest.raises(ConditionsNotMet) as refused:
        at(base, DISTRICT_REVIEW, materials=materials)
    assert refused.value.members["clause"] == f"附件1 填表说明四{item + 1}"


@pytest.mark.requirement("ZB-11")
def test_item_9_is_needed_to_recommend_and_item_10_only_where_a_clause_asks(base: Any) -> None:
    to_apply = {material.key: ["file"] for material in base.loaded.programme.materials[:8]}
    subject = at(base, DISTRICT_REVIEW, materials=to_apply)
    with pytest.raises(ConditionsNotMet) as refused:
        recommend(base, subject)
    assert refused.value.members["clause"] == "附件1 填表说明四9"
    assert recommend(base, at(base, DISTRICT_REVIEW, materials=to_apply | {"incubatee_papers": ["file"]})).moved.opened == [CITY_REVIEW]
