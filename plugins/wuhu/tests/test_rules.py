"""Wuhu's rules at their thresholds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fuyu.law import Finding, Law, Loaded
from fuyu.law.facts import Application, Call, Designation, Filled, Holding, Judged
from fuyu.law.forms import read
from fuyu_wuhu.pool.forms import PastAccident

DAY = date(2026, 3, 9)
CALL = Call("c1", "wuhu.pool", "draft-1", 2026, date(2026, 3, 2), None, classes={"C": 9})

Apply = Callable[..., Application]
Member = Callable[..., Designation]


def not_met(findings: list[Finding]) -> list[tuple[str, str | None]]:
    """Return what stands in the way, each with its clause."""
    return [(each.key, each.citation.clause) for each in findings if each.stands_in_the_way]


def test_a_good_organisation_may_enter(pool: Loaded, law: Law, apply: Apply) -> None:
    """INVARIANT: the default meets every condition, so that each test below breaks one."""
    assert not_met(pool.ask.to_enter(law, apply(), DAY)) == []


@pytest.mark.requirement("WH-2", "WH-3", "WH-4")
@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"licensed_on": date(2023, 3, 9)}, []),
        ({"licensed_on": date(2023, 3, 10)}, [("licence_years", "三（一）1")]),
        ({"model_since": date(2024, 3, 9)}, []),
        ({"model_since": date(2024, 3, 10)}, [("model_years", "三（一）3")]),
        ({"certificates": ()}, [("system_certificate", "三（一）3")]),
        ({"failed_inspection": True}, [("no_failed_inspection", "三（一）5")]),
        ({"grave_violation": True}, [("no_grave_violation", "三（一）5")]),
        ({"criminal_record": True}, [("no_criminal_record", "三（一）5")]),
    ],
)
def test_each_condition_is_asked_by_its_clause(pool: Loaded, law: Law, apply: Apply, conditions: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    """INVARIANT: N年以上 is met on the anniversary itself; every refusal names its item."""
    assert not_met(pool.ask.to_enter(law, apply(conditions=conditions), DAY)) == expected


@pytest.mark.requirement("WH-3")
@pytest.mark.parametrize(("day", "expected"), [(date(2027, 12, 31), []), (date(2028, 1, 1), [("system_certificate", "三（一）3")])])
def test_a_certificate_counts_on_its_last_day(pool: Loaded, law: Law, apply: Apply, day: date, expected: list[tuple[str, str]]) -> None:
    """INVARIANT: the day until which a certificate is valid is inside (L1)."""
    assert not_met(pool.ask.to_enter(law, apply(), day)) == expected


@pytest.mark.requirement("WH-4")
def test_an_accident_is_judged_by_the_three_years(pool: Loaded, law: Law, apply: Apply) -> None:
    """INVARIANT: the three years belong to the accidents, by their parameter."""
    (found,) = [each for each in pool.ask.to_enter(law, apply(had_major_accident=True), DAY) if each.stands_in_the_way]
    assert (found.key, found.parameter, found.threshold) == ("no_major_accident", "look_back_years", 3)


@pytest.mark.requirement("WH-13")
def test_a_further_cycle_needs_the_report_of_the_one_that_ended(pool: Loaded, law: Law, apply: Apply) -> None:
    """INVARIANT: 四（四）2 asks it of those who were in the pool, and of nobody else."""
    former = [Holding("d0", "wuhu.pool", "draft-1", "pool place", date(2024, 3, 1), date(2026, 3, 1), "expired")]
    assert not_met(pool.ask.to_enter(law, apply(holdings=former), DAY)) == [("former_self_assessment", "四（四）2")]
    assert not_met(pool.ask.to_enter(law, apply(holdings=former, files=["former_self_assessment"]), DAY)) == []
    elsewhere = [replace(former[0], host="district")]
    assert not_met(pool.ask.to_enter(law, apply(holdings=elsewhere), DAY)) == []


@pytest.mark.requirement("WH-13")
@pytest.mark.parametrize(("ends_on", "expected"), [(date(2026, 3, 8), []), (date(2026, 3, 9), [("former_cycle_ended", "四（四）2")])])
def test_a_further_cycle_is_applied_for_when_the_one_before_has_ended(
    pool: Loaded, law: Law, apply: Apply, ends_on: date, expected: list[tuple[str, str]]
) -> None:
    """INVARIANT: 在一个孵化周期结束后: the day after its last one is the first."""
    state = "held" if ends_on >= DAY else "expired"
    former = [Holding("d0", "wuhu.pool", "draft-1", "pool place", date(2024, 3, 1), ends_on, state)]
    assert not_met(pool.ask.to_enter(law, apply(holdings=former, files=["former_self_assessment"]), DAY)) == expected


@pytest.mark.requirement("WH-4")
@pytest.mark.parametrize(
    ("happened_on", "is_major", "expected"),
    [
        ("2023-03-08", True, []),
        ("2023-03-09", True, [("no_major_accident", "三（一）5")]),
        ("2023-03-10", True, [("no_major_accident", "三（一）5")]),
        ("2025-03-10", False, []),
    ],
)
def test_an_accident_counts_for_three_years_up_to_the_application(
    pool: Loaded, law: Law, apply: Apply, entry: Callable[..., Any], happened_on: str, is_major: bool, expected: list[tuple[str, str]]
) -> None:
    """INVARIANT: 近3年: the same day three years before is inside (L11); an accident that was found not to be major never counts."""
    accident = {"kind": "安全", "is_major": is_major, "happened_on": happened_on, "found_by": "市应急管理局"}
    told = read(PastAccident, accident)
    assert not_met(pool.ask.to_enter(law, apply(conditions={"accidents": (told,)}), DAY)) == expected


@pytest.mark.requirement("WH-2")
@pytest.mark.parametrize(("district", "expected"), [("无为市", []), ("三山经济开发区", []), ("中原区", [("registered_here", "三（一）1")])])
def test_who_is_registered_in_the_city_may_enter(pool: Loaded, law: Law, apply: Apply, district: str, expected: list[tuple[str, str]]) -> None:
    """INVARIANT: 在本市区域内合法注册, the development zones included."""
    good = apply()
    assert not_met(pool.ask.to_enter(law, replace(good, organisation=replace(good.organisation, district=district)), DAY)) == expected


@pytest.mark.requirement("WH-3")
@pytest.mark.parametrize(("is_met", "note", "is_enough"), [(True, "细分市场占有率全省第二", True), (True, " ", False), (False, "未见证明", False)])
def test_outstanding_results_are_the_recommenders_finding_with_evidence(pool: Loaded, law: Law, apply: Apply, is_met: bool, note: str, is_enough: bool) -> None:
    """INVARIANT: a yes without the evidence it rests on is none."""
    told = replace(apply(), judged={"leading_results": Judged("leading_results", is_met, note, "p", DAY)})
    expected = [] if is_enough else [("leading_results", "三（一）4")]
    assert not_met(pool.ask.to_take(law, "recommend", "recommend", told, DAY)) == expected


@pytest.mark.requirement("WH-6")
@pytest.mark.parametrize(("place", "is_warned"), [(1, False), (2, False), (3, True)])
def test_a_third_organisation_of_one_recommender_is_warned_of(pool: Loaded, law: Law, apply: Apply, place: int, is_warned: bool) -> None:
    """INVARIANT: 原则上……不超过2个: two are none too many, the third is; it stops nobody but who decides without a reason (L8)."""
    told = replace(apply(), ordinals={"recommend": place}, call=replace(CALL, classes={"C": 1}))
    found = pool.ask.to_take(law, "admit", "admit", told, DAY)
    assert not [each for each in found if each.blocks]
    assert [(each.key, each.citation.clause) for each in found if each.warns] == ([("recommendations_per_cycle", "三（二）")] if is_warned else [])


@pytest.mark.requirement("WH-7")
@pytest.mark.parametrize(
    ("years", "expected"), [([2023, 2024, 2025], []), ([2024, 2025], [("revenue_years", "附件2 一")]), ([2022, 2023, 2024], [("revenue_years", "附件2 一")])]
)
def test_the_survey_tells_three_years_revenue(
    pool: Loaded, law: Law, apply: Apply, entry: Callable[..., Any], example: Any, years: list[int], expected: list[tuple[str, str]]
) -> None:
    """INVARIANT: 近3年营收: the three financial years that were complete at the application (L11)."""
    overview = {**example["fills"]["survey"]["overview"], "revenues": [{"year": year, "amount": "1"} for year in years]}
    told = apply()
    told = replace(told, filled={**told.filled, "survey": [Filled("survey", "s", entry("survey", overview=overview), DAY)]})
    assert not_met(pool.ask.to_take(law, "survey", "fill", told, DAY)) == expected


@pytest.mark.requirement("WH-8")
@pytest.mark.parametrize(("holds_class", "expected"), [("A", []), ("D", []), ("未达到A类", [("reaches_class_a", "四（二）1 首段")])])
def test_below_class_a_nobody_is_admitted(pool: Loaded, law: Law, apply: Apply, holds_class: str, expected: list[tuple[str, str]]) -> None:
    """INVARIANT: one that does not reach A can be given no class (reading)."""
    told = replace(apply(holds_class=holds_class), call=CALL)
    assert not_met(pool.ask.to_take(law, "admit", "admit", told, DAY)) == expected


@pytest.mark.requirement("WH-8")
def test_the_place_bears_the_class_of_the_classification(pool: Loaded, law: Law, apply: Apply) -> None:
    """INVARIANT: the office's class is granted, not the one that the applicant or the station proposed."""
    assert pool.ask.what_is_granted(law, apply(holds_class="B", proposed_class="D"), "pool place", DAY).holds_class == "B"


@pytest.mark.requirement("WH-10")
@pytest.mark.parametrize(
    ("now", "wanted", "is_allowed"),
    [("C", "D", True), ("D", "C", True), ("B", "C", False), ("C", "B", False), ("A", "B", False), ("C", "C", False)],
)
def test_only_c_and_d_change_into_each_other(pool: Loaded, law: Law, member: Member, example: Any, now: str, wanted: str, is_allowed: bool) -> None:
    """INVARIANT: 其中C、D两类组织可……调整分类 (reading)."""
    found = example["fills"]["reclassify" if wanted == "D" else "classify"]["found"]
    held = replace(member(holds_class=now, reclassify=[{"holds_class": wanted, "found": found}]), call=CALL)
    expected = [] if is_allowed else [("reclassification", "四（二）1 末段")]
    assert not_met(pool.ask.to_take(law, "reclassify", "approve", held, DAY)) == expected


@pytest.mark.requirement("WH-14")
@pytest.mark.parametrize(
    ("accident", "is_ground"),
    [({"happened_on": "2026-04-03"}, True), ({"happened_on": "2026-04-02"}, False), ({"is_major": False}, False), ({"kind": "食品安全"}, True)],
)
def test_a_major_accident_in_the_pool_is_a_ground_to_remove(pool: Loaded, law: Law, member: Member, accident: dict[str, Any], is_ground: bool) -> None:
    """INVARIANT: 三: in the time in the pool, its first day included, and major as found; food safety among the kinds."""
    expected = [("major_accident", "三 首段")] if is_ground else []
    assert not_met(pool.ask.to_keep(law, member(accident=[accident]), DAY)) == expected


@pytest.mark.requirement("WH-12")
def test_a_revisit_is_owed_every_six_months_of_the_cycle(pool: Loaded, law: Law, member: Member) -> None:
    """INVARIANT: 定期 (reading), moved where the day is a rest day, none beyond the end.

    The notice for 2027 is not published: Sunday 3 October moves by weekends and the statutory days alone (L4), to Monday the 4th.
    """
    owed = pool.ask.what_is_owed(law, member(ends_on=date(2028, 3, 1), revisit=[{"visited_on": "2026-10-08"}]), date(2028, 2, 1))
    assert [(each.key, each.due_on, each.is_done) for each in owed] == [
        ("revisit/1", date(2026, 10, 8), True),
        ("revisit/2", date(2027, 4, 6), False),
        ("revisit/3", date(2027, 10, 4), False),
    ]
    assert [each.is_provisional for each in owed] == [False, True, True]
    assert owed[0].opens_on == date(2026, 4, 3)


@pytest.mark.requirement("WH-12")
@pytest.mark.parametrize(
    ("visits", "done"),
    [
        (["2026-10-03"], [True, False, False]),
        (["2026-04-03", "2026-10-03"], [True, False, False]),
        (["2026-10-04"], [True, False, False]),
        (["2026-10-03", "2026-10-04"], [True, True, False]),
        (["2026-10-04", "2027-04-03"], [True, True, False]),
    ],
)
def test_each_visit_does_the_earliest_half_year_that_had_begun(pool: Loaded, law: Law, member: Member, visits: list[str], done: list[bool]) -> None:
    """INVARIANT: a second visit of the same half-year does not do the next one's; a late one does the one that was missed."""
    held = member(ends_on=date(2028, 3, 1), revisit=[{"visited_on": day} for day in visits])
    assert [each.is_done for each in pool.ask.what_is_owed(law, held, date(2028, 2, 1))] == done


@pytest.mark.requirement("WH-14")
def test_without_a_major_accident_nobody_is_removed(pool: Loaded, law: Law, member: Member) -> None:
    """INVARIANT: 三 names major accidents and nothing else for which an organisation is put out."""
    assert not_met(pool.ask.to_take(law, "remove", "remove", member(), DAY)) == [("major_accident_recorded", "三 首段")]
    assert not_met(pool.ask.to_take(law, "remove", "remove", member(accident=[{"is_major": False}]), DAY)) == [("major_accident_recorded", "三 首段")]
    assert not_met(pool.ask.to_take(law, "remove", "remove", member(accident=[{}]), DAY)) == []


@pytest.mark.requirement("WH-12", "WH-14")
@pytest.mark.parametrize(("step", "field", "clause"), [("revisit", "visited_on", "四（四）1"), ("accident", "happened_on", "三 首段")])
def test_what_is_recorded_has_happened(pool: Loaded, law: Law, member: Member, step: str, field: str, clause: str) -> None:
    """INVARIANT: a visit or an accident of tomorrow is not recorded; one of today is."""
    today = member(**{step: [{field: "2026-03-09"}]})
    tomorrow = member(**{step: [{field: "2026-03-10"}]})
    assert not_met(pool.ask.to_take(law, step, "record", today, DAY)) == []
    assert not_met(pool.ask.to_take(law, step, "record", tomorrow, DAY)) == [(field, clause)]
