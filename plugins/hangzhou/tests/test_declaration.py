"""What Hangzhou's cultivation declares: the text in its order, with its publications and its points."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from fuyu.law import Law, Laws, LawSettings, Loaded, Outcome
from fuyu.law.forms import read
from fuyu.law.lengths import lengths
from fuyu.law.steps import Effect, Notice
from fuyu.problems import NotInForce


def test_the_steps_stand_in_the_order_of_the_text(cultivation: Loaded) -> None:
    """INVARIANT: 资格审查, 材料评审, 现场评审, 征求意见, 社会公示, 审定公布."""
    assert cultivation.programme.entry.names == (
        "announce", "apply",
        "district_review", "departments", "city_review", "qualified_notice",
        "document_group", "document_scores", "document_consensus", "choose_for_site", "site_notice",
        "site_visit", "site_scores", "site_opinion", "choose_for_list",
        "opinions", "list_notice", "approve", "publish",
    )  # fmt: skip  # One stage of the text a line.


def test_the_three_publications_run_five_seven_and_seven_working_days(cultivation: Loaded, law: Law) -> None:
    """INVARIANT: 四（一）4, 四（二）2 and 四（五） name their own days."""
    notices = [step for step in cultivation.programme.entry.steps if isinstance(step, Notice)]
    assert [(str(law[step.days].period), step.clause) for step in notices] == [
        ("5 working days", "四（一）4"),
        ("7 working days", "四（二）2"),
        ("7 working days", "四（五）"),
    ]


def test_the_cultivation_begins_with_its_publication(cultivation: Loaded) -> None:
    """INVARIANT: 审定后公布: nothing is granted before the list is public."""
    assert [step.name for step in cultivation.programme.entry.steps if Effect.GRANT in step.takes_effect] == ["publish"]


def test_it_judges_from_its_first_day_on(cultivation: Loaded) -> None:
    """INVARIANT: 六: from 2025-12-25, that day included."""
    laws = Laws(programmes={(cultivation.programme.id, cultivation.programme.version): cultivation})
    assert laws.in_force("hangzhou.cultivation", date(2025, 12, 25), LawSettings()) is cultivation
    with pytest.raises(NotInForce):
        laws.in_force("hangzhou.cultivation", date(2025, 12, 24), LawSettings())


def test_the_rubric_comes_to_a_thousand(cultivation: Loaded, law: Law) -> None:
    """INVARIANT: the seven categories of GB/T 19580 have 1000 points in all."""
    assert sum(law[item.maximum].value for item in cultivation.programme.rubric("gbt19580").items) == 1000


@pytest.mark.parametrize(("count", "fits"), [(2999, True), (3000, True), (3001, False)])
def test_the_overview_has_three_thousand_characters_at_most(cultivation: Loaded, law: Law, builders: Mapping[str, Any], count: int, fits: bool) -> None:
    """INVARIANT: 3000 字以内 includes 3000 (L1), and spaces are not counted (L12)."""
    form = {**builders["a_good_organisation"]["form"], "email": "quality001@example.com", "overview": "字 " * count}
    (found,) = lengths(law, cultivation.programme.form, read(cultivation.programme.form, form))
    assert (found.outcome is Outcome.MET, found.actual, found.threshold, found.citation.clause) == (fits, count, 3000, "三（二）")
