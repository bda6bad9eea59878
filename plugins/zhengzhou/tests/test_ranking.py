"""Scores with their bonus, ties, the proposal, and the usual number of bases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fuyu.law.facts import Candidate, Holding, Sheet, Stage

DAY = date(2026, 6, 2)


def sheets(*totals: str) -> list[Sheet]:
    """Return a sheet for each total."""
    return [Sheet(f"expert-{place}", {"item_1": Decimal(total)}) for place, total in enumerate(totals)]


def scored(base: Any, *totals: str, **changes: Any) -> Any:
    """Return what sheets come to for a young applicant without a bonus, with some facts changed."""
    plain: dict[str, Any] = {"form": base.form(founded_on="2022-01-01", awards=[])}
    return base.loaded.ask.what_follows(base.law, "rubric", base.application(**{**plain, **changes}), sheets(*totals), DAY)


@pytest.mark.requirement("ZB-13")
@pytest.mark.parametrize(
    ("totals", "result"),
    [(["80", "81"], "80.50"), (["90", "90", "91"], "90.33"), (["90", "91", "91"], "90.67"), (["80.005"], "80.01"), (["80.0049"], "80.00")],
)
def test_the_score_is_the_mean_to_two_decimals(base: Any, totals: list[str], result: str) -> None:
    made = scored(base, *totals)
    assert (str(made.result), made.bonus, made.total) == (result, {}, Decimal(result))


@pytest.mark.requirement("ZB-13")
@pytest.mark.parametrize(
    ("awards", "points"),
    [
        ([("区县（市）政府质量奖", False)], 0),
        ([("郑州市市长质量奖", True)], 0),
        ([("郑州市市长质量奖", False)], 1),
        ([("河南省省长质量奖", True)], 0),
        ([("河南省省长质量奖", False)], 2),
        ([("中国质量奖", True)], 3),
        ([("中国质量奖", False)], 5),
        ([("郑州市市长质量奖", False), ("河南省省长质量奖", False)], 2),
        ([("中国质量奖", True), ("河南省省长质量奖", False), ("郑州市市长质量奖", False)], 3),
    ],
)
def test_only_the_highest_award_brings_points(base: Any, awards: list[tuple[str, bool]], points: int) -> None:
    form = base.form(
        founded_on="2022-01-01", awards=[{"level": level, "is_nomination": nomination, "granted_on": "2020-01-01"} for level, nomination in awards]
    )
    assert scored(base, "80", form=form).total == Decimal(80 + points)


@pytest.mark.requirement("ZB-13", "ZB-6")
def test_an_award_withdrawn_brings_none_and_one_on_record_does(base: Any) -> None:
    won = Holding("holding", "zhengzhou.mayor_award", "2021-10-26", "award", date(2021, 12, 20), None, "held")
    assert scored(base, "80", holdings=[won]).bonus == {"highest_award": Decimal(1)}
    withdrawn = base.form(founded_on="2022-01-01", awards=[{"level": "河南省省长质量奖", "granted_on": "2020-01-01", "withdrawn_on": "2025-01-01"}])
    assert scored(base, "80", form=withdrawn).bonus == {}


@pytest.mark.requirement("ZB-10", "ZB-13", "L2")
@pytest.mark.parametrize(("founded_on", "points"), [("2021-03-01", 5), ("2021-03-02", 5), ("2021-03-03", 0)])
def test_five_years_of_operation_bring_five_points(base: Any, founded_on: str, points: int) -> None:
    """Counted from the licence's founding date up to the application date, 2026-03-02."""
    assert scored(base, "80", form=base.form(founded_on=founded_on, awards=[])).total == Decimal(80 + points)


def candidate(base: Any, number: int, score: str, founded_on: str = "2015-01-01", applied_on: date = date(2026, 3, 2)) -> Candidate:
    """Return a row of the ranking."""
    return Candidate(base.application(number, form=base.form(founded_on=founded_on), applied_on=applied_on), Decimal(score))


def ranked(base: Any, *rows: Candidate) -> list[str]:
    """Return the applications' ids, best first."""
    return [row.application.id for row in base.loaded.ask.how_rank(base.law, rows, DAY)]


@pytest.mark.requirement("ZB-10")
def test_five_years_of_operation_break_a_tie_and_nothing_else(base: Any) -> None:
    young_and_early = candidate(base, 1, "90", "2023-01-01", date(2026, 2, 9))
    old_and_late = candidate(base, 2, "90", "2015-01-01", date(2026, 5, 9))
    young_and_better = candidate(base, 3, "90.01", "2023-01-01")
    old_and_early = candidate(base, 4, "90", "2015-01-01", date(2026, 3, 9))
    assert ranked(base, young_and_early, old_and_late, young_and_better, old_and_early) == ["application-3", "application-4", "application-2", "application-1"]


def stage(base: Any, count: int, chosen: int = 0, granted: int = 0) -> Stage:
    """Return the choosing of a round with some candidates, of whom the officer chooses the first ones."""
    rows = [candidate(base, number, str(100 - number)) for number in range(1, count + 1)]
    return Stage("designate", base.call(), rows, {row.application.id: "base" for row in rows[:chosen]}, {"base": granted} if granted else {})


@pytest.mark.requirement("ZB-2")
@pytest.mark.parametrize(
    ("chosen", "granted", "least", "most"),
    [
        (4, 0, "not met", "met"),
        (5, 0, "met", "met"),
        (6, 0, "met", "met"),
        (10, 0, "met", "met"),
        (11, 0, "met", "not met"),
        (1, 4, "met", "met"),
        (1, 10, "met", "not met"),
    ],
)
def test_fewer_than_5_or_more_than_10_bases_warn(base: Any, look: Any, chosen: int, granted: int, least: str, most: str) -> None:
    """A warning, which the deciding officer may override (L8); those whom an earlier list of the round brought count."""
    findings = base.loaded.ask.to_take(base.law, "designate", "choose", stage(base, 12, chosen, granted), DAY)
    assert look.outcomes(findings) == {"designations_least": least, "designations_most": most}
    assert {(finding.blocks, finding.citation.clause) for finding in findings} == {(False, "第五条")}
    assert any(finding.warns for finding in findings) is (least != most)


@pytest.mark.requirement("ZB-2", "ZB-10")
@pytest.mark.parametrize(("granted", "proposed"), [(0, 10), (3, 7), (10, 0)])
def test_the_ten_best_are_proposed(base: Any, granted: int, proposed: int) -> None:
    placements = base.loaded.ask.who_is_chosen(base.law, stage(base, 12, granted=granted), DAY)
    assert [placement.kind for placement in placements] == ["base"] * proposed + [None] * (12 - proposed)
    assert [placement.application for placement in placements] == [f"application-{number}" for number in range(1, 13)]
