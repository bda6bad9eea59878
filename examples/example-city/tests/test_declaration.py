"""What the example city declares: two versions, of which the later reuses what did not change."""

from __future__ import annotations

from datetime import date

import pytest

from fuyu.law import Laws, LawSettings, Loaded, Outcome
from fuyu.law.lengths import lengths
from fuyu.law.steps import Effect
from fuyu.problems import NotInForce


def laws_of(versions: list[Loaded]) -> Laws:
    """Return a registry of the two versions alone."""
    return Laws(programmes={(each.programme.id, each.programme.version): each for each in versions})


@pytest.mark.parametrize(("day", "version"), [(date(2020, 7, 1), "2020-07-01"), (date(2025, 12, 31), "2020-07-01"), (date(2026, 1, 1), "2026-01-01")])
def test_the_date_that_matters_says_which_version_judges(versions: list[Loaded], day: date, version: str) -> None:
    """INVARIANT: the last day of the old text and the first of the new one are inside (L1, L6)."""
    assert laws_of(versions).in_force("example.award", day, LawSettings()).programme.version == version


def test_before_the_first_text_none_judges(versions: list[Loaded]) -> None:
    """INVARIANT: no regulation reaches back before its first day."""
    with pytest.raises(NotInForce):
        laws_of(versions).in_force("example.award", date(2020, 6, 30), LawSettings())


def test_each_version_keeps_its_numbers_whenever_it_is_asked(award_2020: Loaded, award: Loaded) -> None:
    """INVARIANT: a later version never rewrites what stands under an earlier one."""
    asked_on = date(2026, 4, 12)
    old, new = award_2020.view(LawSettings(), asked_on), award.view(LawSettings(), asked_on)
    assert [(old[name].value, new[name].value) for name in ("reserved_places", "least_percentile", "bar_years", "places")] == [(2, 3), (50, 60), (3, 5), (8, 8)]


def test_the_later_version_reuses_what_did_not_change(award_2020: Loaded, award: Loaded) -> None:
    """INVARIANT: steps, rubric and grants are the same objects; form and ground of revocation are new."""
    old, new = award_2020.programme, award.programme
    assert (new.processes, new.rubrics, new.grants, new.actors) == (old.processes, old.rubrics, old.grants, old.actors)
    assert [module for module in new.rules if module not in old.rules] == [new.rules[-1]]
    assert issubclass(new.form, old.form)


def test_the_decision_stands_before_its_notice(award: Loaded) -> None:
    """INVARIANT: the award is granted at its decision, ten days' notice follow."""
    names = award.programme.entry.names
    assert Effect.GRANT in award.programme.entry.step("award").takes_effect
    assert names.index("award") < names.index("notice")


@pytest.mark.parametrize(("count", "fits"), [(7999, True), (8000, True), (8001, False)])
def test_a_self_assessment_has_eight_thousand_characters_at_most(award_2020: Loaded, award: Loaded, count: int, fits: bool) -> None:
    """INVARIANT: 不超过8000字 of 第四条, in both versions."""
    for each in (award_2020, award):
        (found,) = lengths(each.view(LawSettings(), date(2026, 4, 12)), each.programme.form, {"self_assessment": "字" * count})
        assert (found.outcome is Outcome.MET, found.threshold, found.citation.clause) == (fits, 8000, "第四条")


def test_the_rubric_comes_to_a_hundred(award: Loaded) -> None:
    """INVARIANT: 第六条: 满分一百分."""
    law = award.view(LawSettings(), date(2026, 4, 12))
    assert sum(law[item.maximum].value for item in award.programme.rubric("hundred").items) == 100
