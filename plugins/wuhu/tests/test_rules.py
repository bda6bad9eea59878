"""Wuhu's rules at their thresholds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fuyu.law import Finding, Law, Loaded
from fuyu.law.facts import Application, Designation, Holding

DAY = date(2026, 3, 9)

Apply = Callable[..., Application]
Member = Callable[..., Designation]


def not_met(findings: list[Finding]) -> list[tuple[str, str | None]]:
    """Return what stands in the way, each with its clause."""
    return [(each.key, each.citation.clause) for each in findings if each.stands_in_the_way]


def test_a_good_organisation_may_enter(pool: Loaded, law: Law, apply: Apply) -> None:
    """INVARIANT: the default meets every condition, so that each test below breaks one."""
    assert not_met(pool.ask.to_enter(law, apply(), DAY)) == []


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


@pytest.mark.parametrize(("day", "expected"), [(date(2027, 12, 31), []), (date(2028, 1, 1), [("system_certificate", "三（一）3")])])
def test_a_certificate_counts_on_its_last_day(pool: Loaded, law: Law, apply: Apply, day: date, expected: list[tuple[str, str]]) -> None:
    """INVARIANT: the day until which a certificate is valid is inside (L1)."""
    assert not_met(pool.ask.to_enter(law, apply(), day)) == expected


def test_an_accident_is_judged_by_the_three_years(pool: Loaded, law: Law, apply: Apply) -> None:
    """INVARIANT: the three years belong to the accidents, by their parameter."""
    (found,) = [each for each in pool.ask.to_enter(law, apply(had_major_accident=True), DAY) if each.stands_in_the_way]
    assert (found.key, found.parameter, found.threshold) == ("no_major_accident", "look_back_years", 3)


def test_a_further_cycle_needs_the_report_of_the_one_that_ended(pool: Loaded, law: Law, apply: Apply) -> None:
    """INVARIANT: 四（四）2 asks it of those who were in the pool, and of nobody else."""
    former = [Holding("d0", "wuhu.pool", "draft-1", "pool place", date(2024, 3, 1), date(2026, 3, 1), "ended")]
    assert not_met(pool.ask.to_enter(law, apply(holdings=former), DAY)) == [("former_self_assessment", "四（四）2")]
    assert not_met(pool.ask.to_enter(law, apply(holdings=former, files=["former_self_assessment"]), DAY)) == []


@pytest.mark.parametrize(("holds_class", "expected"), [("A", []), ("D", []), ("未达到A类", [("reaches_class_a", "四（二）1 首段")])])
def test_below_class_a_nobody_is_admitted(pool: Loaded, law: Law, apply: Apply, holds_class: str, expected: list[tuple[str, str]]) -> None:
    """INVARIANT: one that does not reach A can be given no class (reading)."""
    assert not_met(pool.ask.to_take(law, "admit", "admit", apply(holds_class=holds_class), DAY)) == expected


def test_the_place_bears_the_class_of_the_classification(pool: Loaded, law: Law, apply: Apply) -> None:
    """INVARIANT: the office's class is granted, not the one that the applicant or the station proposed."""
    assert pool.ask.what_is_granted(law, apply(holds_class="B", proposed_class="D"), "pool place", DAY).holds_class == "B"


@pytest.mark.parametrize(
    ("now", "wanted", "is_allowed"),
    [("C", "D", True), ("D", "C", True), ("B", "C", False), ("C", "B", False), ("A", "B", False), ("C", "C", False)],
)
def test_only_c_and_d_change_into_each_other(pool: Loaded, law: Law, member: Member, now: str, wanted: str, is_allowed: bool) -> None:
    """INVARIANT: 其中C、D两类组织可……调整分类 (reading)."""
    held = member(holds_class=now, reclassify=[{"holds_class": wanted}])
    expected = [] if is_allowed else [("reclassification", "四（二）1 末段")]
    assert not_met(pool.ask.to_take(law, "reclassify", "approve", held, DAY)) == expected


@pytest.mark.parametrize(
    ("accident", "is_ground"),
    [({"happened_on": "2026-04-03"}, True), ({"happened_on": "2026-04-02"}, False), ({"is_major": False}, False), ({"kind": "食品安全"}, True)],
)
def test_a_major_accident_in_the_pool_is_a_ground_to_remove(pool: Loaded, law: Law, member: Member, accident: dict[str, Any], is_ground: bool) -> None:
    """INVARIANT: 三: in the time in the pool, its first day included, and major as found; food safety among the kinds."""
    expected = [("major_accident", "三 首段")] if is_ground else []
    assert not_met(pool.ask.to_keep(law, member(accident=[accident]), DAY)) == expected


def test_a_revisit_is_owed_every_six_months_of_the_cycle(pool: Loaded, law: Law, member: Member) -> None:
    """INVARIANT: 定期 (reading), moved where the day is a rest day, none beyond the end; the nth is done with the nth that is recorded.

    The notice for 2027 is not published: Sunday 3 October moves by weekends and the statutory days alone (L4), to Monday the 4th.
    """
    owed = pool.ask.what_is_owed(law, member(ends_on=date(2028, 3, 1), revisit=[{}]), date(2028, 2, 1))
    assert [(each.key, each.due_on, each.is_done) for each in owed] == [
        ("revisit/1", date(2026, 10, 8), True),
        ("revisit/2", date(2027, 4, 6), False),
        ("revisit/3", date(2027, 10, 4), False),
    ]
    assert [each.is_provisional for each in owed] == [False, True, True]
    assert owed[0].opens_on == date(2026, 4, 3)
