"""The example city's rules at their thresholds: at, just below and just above."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from fuyu.law import Finding, Law, LawSettings, Loaded, Outcome
from fuyu.law.facts import Application, Designation, Holding, Stage

DAY = date(2026, 4, 12)
SMALL = {"size": "小型"}

Apply = Callable[..., Application]
ListOf = Callable[..., Stage]
Winner = Callable[..., Designation]
Held = Callable[..., Holding]


def not_met(findings: list[Finding]) -> list[tuple[str, str | None]]:
    """Return what stands in the way, each with its clause."""
    return [(each.key, each.citation.clause) for each in findings if each.stands_in_the_way]


@pytest.mark.parametrize(
    ("since", "expected"),
    [(date(2023, 4, 11), []), (date(2023, 4, 12), []), (date(2023, 4, 13), [("business_years", "第三条（一）")])],
)
def test_three_years_in_business(award: Loaded, law: Law, apply: Apply, since: date, expected: list[tuple[str, str]]) -> None:
    """INVARIANT: 三年以上 is met on the anniversary itself (L1, L2)."""
    assert not_met(award.ask.to_enter(law, apply(in_business_since=since), DAY)) == expected


@pytest.mark.parametrize(("since", "expected"), [(date(2024, 4, 12), []), (date(2024, 4, 13), [("method_years", "第三条（二）")])])
def test_two_years_of_the_method(award: Loaded, law: Law, apply: Apply, since: date, expected: list[tuple[str, str]]) -> None:
    """INVARIANT: 二年以上 is met on the anniversary itself (L1, L2)."""
    assert not_met(award.ask.to_enter(law, apply(method_since=since), DAY)) == expected


def test_an_accident_is_in_the_way(award: Loaded, law: Law, apply: Apply) -> None:
    """INVARIANT: 第三条（三） is asked by itself, and its finding names what the form says."""
    findings = award.ask.to_enter(law, apply(had_major_accident=True), DAY)
    assert not_met(findings) == [("no_major_accident", "第三条（三）")]


@pytest.mark.parametrize(("day", "expected"), [(date(2029, 5, 10), [("not_barred", "第十三条")]), (date(2029, 5, 11), [])])
def test_the_bar_of_2026_ends_with_its_last_day(award: Loaded, law: Law, apply: Apply, held: Held, day: date, expected: list[tuple[str, str]]) -> None:
    """INVARIANT: five years from the revocation, the last day barred, never moved for a rest day."""
    revoked = held("revoked", date(2024, 5, 10))
    assert not_met(award.ask.to_hold(law, apply(holdings=[revoked], applied_on=day), day)) == expected


def test_an_award_that_merely_ended_bars_nothing(award: Loaded, law: Law, apply: Apply, held: Held) -> None:
    """INVARIANT: only a revocation bars."""
    assert award.ask.to_hold(law, apply(holdings=[held()]), DAY) == []


def test_equal_points_rank_the_small_enterprise_then_the_earlier(award: Loaded, law: Law, stage: ListOf) -> None:
    """INVARIANT: 第七条 breaks ties in its order, and points come first."""
    listed = stage(
        ("late", "80", {"applied_on": date(2026, 4, 10)}),
        ("early", "80", {"applied_on": date(2026, 4, 2)}),
        ("small", "80", SMALL | {"applied_on": date(2026, 4, 11)}),
        ("best", "80.01", {"applied_on": date(2026, 4, 12)}),
    )
    assert [each.application.id for each in award.ask.how_rank(law, listed.candidates, DAY)] == ["best", "small", "early", "late"]


def placed(award: Loaded, law: Law, listed: Stage) -> dict[str, tuple[bool, bool]]:
    """Return who is chosen, and whether a place is used, by application."""
    return {each.application: (each.kind is not None, each.uses_place) for each in award.ask.who_is_chosen(law, listed, DAY)}


def test_the_percentile_of_2026_is_sixty(award: Loaded, law: Law, stage: ListOf) -> None:
    """INVARIANT: of five, the third stands at exactly 60 and passes; the fourth stands at 40 and does not."""
    listed = stage(*((str(points), str(points), {}) for points in (90, 85, 80, 75, 70)))
    assert [id for id, (is_chosen, _) in placed(award, law, listed).items() if is_chosen] == ["90", "85", "80"]


def test_the_percentile_of_2020_was_fifty(award_2020: Loaded, stage: ListOf) -> None:
    """INVARIANT: the old text goes on judging by its own number: of four, the third stands at exactly 50."""
    law = award_2020.view(LawSettings(), DAY)
    listed = stage(*((str(points), str(points), {}) for points in (90, 85, 80, 75)))
    assert [id for id, (is_chosen, _) in placed(award_2020, law, listed).items() if is_chosen] == ["90", "85", "80"]


def test_the_percentile_is_compared_unrounded(award: Loaded, law: Law, stage: ListOf) -> None:
    """INVARIANT: 4 of 7 are 57.14…, which is not 60, and equal points stand together."""
    listed = stage(*((f"a{number}", "70", {}) for number in range(4)), *((f"b{number}", "90", {}) for number in range(3)))
    assert [id for id, (is_chosen, _) in placed(award, law, listed).items() if is_chosen] == ["b0", "b1", "b2"]


def many(count: int, first: int, told: dict[str, object], below: int = 0) -> list[tuple[str, str, dict[str, object]]]:
    """Return candidates in falling points, and with `below` as many far beneath them."""
    top = [(f"{first - number}", str(first - number), told) for number in range(count)]
    return top + [(f"low{number}", str(number + 1), {}) for number in range(below)]


def test_large_organisations_take_the_open_places_only(award: Loaded, law: Law, stage: ListOf) -> None:
    """INVARIANT: three of the eight places stay empty where no small or medium enterprise comes."""
    chosen = [id for id, (is_chosen, _) in placed(award, law, stage(*many(6, 90, {}, below=20))).items() if is_chosen]
    assert chosen == ["90", "89", "88", "87", "86"]


def test_small_enterprises_take_the_reserved_places_first_and_then_open_ones(award: Loaded, law: Law, stage: ListOf) -> None:
    """INVARIANT: the best three of them leave all five open places to the others, a fourth competes for those."""
    listed = stage(*many(4, 95, SMALL), *many(5, 90, {}, below=20))
    chosen = [id for id, (is_chosen, _) in placed(award, law, listed).items() if is_chosen]
    assert chosen == ["95", "94", "93", "92", "90", "89", "88", "87"]


def test_a_repeat_winner_uses_no_place(award: Loaded, law: Law, stage: ListOf, held: Held) -> None:
    """INVARIANT: with all open places taken a repeat winner is still awarded, a first one is not; a revoked award makes no repeat winner."""
    listed = stage(
        *many(5, 95, {}),
        ("again", "80", {"holdings": [held()]}),
        ("revoked", "79", {"holdings": [held("revoked", date(2022, 1, 1))]}),
        ("first", "78", {}),
        *many(0, 0, {}, below=20),
    )
    got = placed(award, law, listed)
    assert got["again"] == (True, False)
    assert (got["revoked"][0], got["first"][0]) == (False, False)
    again = next(each.application for each in listed.candidates if each.application.id == "again")
    assert award.ask.what_is_granted(law, again, "award", DAY).uses_place is False


def test_places_granted_before_are_not_granted_again(award: Loaded, law: Law, stage: ListOf) -> None:
    """INVARIANT: a second sitting of the same edition goes on counting."""
    listed = stage(*many(3, 90, {}, below=20), granted=4)
    assert [id for id, (is_chosen, _) in placed(award, law, listed).items() if is_chosen] == ["90"]


def test_an_officer_can_neither_go_below_the_percentile_nor_into_the_reserved_places(award: Loaded, law: Law, stage: ListOf) -> None:
    """INVARIANT: what the proposal keeps, a choice by hand keeps too."""
    low = stage(("90", "90", {}), ("80", "80", {}), ("70", "70", {}), chosen=["70"])
    assert not_met(award.ask.to_take(law, "award", "choose", low, DAY)) == [("percentile", "第七条")]
    six = stage(*many(6, 90, {}, below=20), chosen=["90", "89", "88", "87", "86", "85"])
    assert not_met(award.ask.to_take(law, "award", "choose", six, DAY)) == [("reserved_places", "第五条")]
    five = stage(*many(5, 90, {}, below=20), chosen=["90", "89", "88", "87", "86"])
    assert not_met(award.ask.to_take(law, "award", "choose", five, DAY)) == []


def test_a_report_is_owed_for_each_year_within_the_term(award: Loaded, law: Law, winner: Winner) -> None:
    """INVARIANT: the first is owed for the year of the award; the last one whose day lies within the term is that for 2030."""
    owed = award.ask.what_is_owed(law, winner(reports={2026: date(2027, 3, 1)}), date(2031, 4, 1))
    assert [each.key for each in owed] == [f"yearly_report/{year}" for year in range(2026, 2031)]
    assert (owed[0].opens_on, owed[0].due_on, owed[0].is_done) == (date(2027, 1, 1), date(2027, 3, 31), True)
    assert owed[1].is_done is False


@pytest.mark.parametrize(
    ("handed_in", "as_of", "failed"),
    [
        (None, date(2027, 3, 31), 0),
        (None, date(2027, 4, 1), 1),
        (date(2027, 3, 31), date(2027, 4, 1), 0),
        (date(2027, 4, 1), date(2027, 4, 2), 1),
    ],
)
def test_not_handing_in_in_time_fails_the_year(award_2020: Loaded, winner: Winner, handed_in: date | None, as_of: date, failed: int) -> None:
    """INVARIANT: the last day is still in time, the next is not, and a late report does not heal it."""
    held = winner(reports={2026: handed_in} if handed_in else {})
    (found,) = award_2020.ask.to_keep(award_2020.view(LawSettings(), as_of), held, as_of)
    assert (found.actual, found.outcome) == (failed, Outcome.MET)


IN_TIME = {year: date(year + 1, 3, 1) for year in range(2026, 2030)}


@pytest.mark.parametrize(
    ("checks", "by_2026", "by_2020"),
    [
        ({2026: False}, Outcome.MET, Outcome.MET),
        ({2026: False, 2027: True, 2028: False}, Outcome.MET, Outcome.NOT_MET),
        ({2026: False, 2027: False}, Outcome.NOT_MET, Outcome.NOT_MET),
        ({2026: True, 2027: True}, Outcome.MET, Outcome.MET),
    ],
)
def test_two_failures_in_a_row_revoke_where_two_in_all_did(
    award: Loaded, award_2020: Loaded, winner: Winner, checks: dict[int, bool], by_2026: Outcome, by_2020: Outcome
) -> None:
    """INVARIANT: each text judges by its own 第十二条 (L6)."""
    as_of, held = date(2029, 4, 15), winner(reports=IN_TIME, checks=checks)
    for version, expected in ((award, by_2026), (award_2020, by_2020)):
        (found,) = version.ask.to_keep(version.view(LawSettings(), as_of), held, as_of)
        assert (found.outcome, found.citation.clause) == (expected, "第十二条")


def test_a_missing_report_and_a_failed_check_are_two_in_a_row(award: Loaded, law: Law, winner: Winner) -> None:
    """INVARIANT: both kinds of failure count alike (第十一条)."""
    held = winner(reports={2026: date(2027, 3, 1)}, checks={2026: False})
    (found,) = award.ask.to_keep(law, held, date(2028, 4, 3))
    assert (found.outcome, found.actual) == (Outcome.NOT_MET, 2)


def test_a_missed_report_is_a_warning_with_its_clause(award: Loaded, law: Law, winner: Winner) -> None:
    """INVARIANT: one failure is said and takes nothing away."""
    (found,) = award.ask.when_missed(law, winner(), "yearly_report/2026", date(2027, 4, 1))
    assert (found.citation.clause, found.warns, found.blocks) == ("第十一条", True, False)
    assert award.ask.when_missed(law, winner(), "something else", date(2027, 4, 1)) == []


def test_a_revocation_takes_back_and_bars(award: Loaded, award_2020: Loaded, winner: Winner) -> None:
    """INVARIANT: five years since 2026, three before, each from the day of the revocation (L6)."""
    day = date(2028, 4, 3)
    for version, until in ((award, date(2033, 4, 3)), (award_2020, date(2031, 4, 3))):
        follows = version.ask.after_revocation(version.view(LawSettings(), day), winner(), "failures", day)
        assert [(each.kind, each.until) for each in follows] == [("take_back", None), ("bar", until)]
