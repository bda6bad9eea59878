"""What Wuhu's pool declares: the text in its order, as a draft, with annex 1 and annex 2 in full."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fuyu.law import LawSettings, Loaded, schema_of
from fuyu.law.forms import read
from fuyu.law.settings import Kind, Setting
from fuyu.problems import InvalidInput
from fuyu_wuhu.pool.survey import Survey


def test_the_steps_stand_in_the_order_of_the_text(pool: Loaded) -> None:
    """INVARIANT: 申报, 推荐, 调查摸底, 审定, 分类, 入池; the experts' advice stands beside the survey."""
    assert pool.programme.entry.names == ("announce", "apply", "recommend", "survey", "advice", "committee_review", "classify", "admit")


@pytest.mark.requirement("L6")
def test_a_draft_runs_only_from_its_adoption(pool: Loaded) -> None:
    """INVARIANT: without an adoption the draft can only be simulated, with one it runs from that day and stays a draft (L6)."""
    adoption = Setting(1, Kind.ADOPTION, date(2026, 1, 1), {"programme": "wuhu.pool", "version": "draft-1"}, "试行", "示例〔2025〕1号", "operator")
    law = pool.view(LawSettings.of([adoption]), date(2026, 3, 9))
    assert law.is_draft
    assert not pool.regulation.is_in_force(date(2026, 3, 9))
    assert not pool.regulation.is_in_force(date(2025, 12, 31), law.adopted_from)
    assert pool.regulation.is_in_force(date(2026, 1, 1), law.adopted_from)


@pytest.mark.requirement("WH-7")
def test_the_survey_has_the_nine_headings(pool: Loaded) -> None:
    """INVARIANT: annex 2 has nine headings, each cited by its number."""
    headings = [field.metadata["x-clause"] for field in schema_of(Survey)().fields.values()][1:]
    assert headings == [f"附件2 {number}" for number in "一二三四五六七八九"]


@pytest.mark.requirement("WH-7")
@pytest.mark.parametrize("heading", ["quality_model", "assessors", "local_awards"])
def test_four_to_six_may_say_that_there_is_no_information(entry: Callable[..., Any], heading: str) -> None:
    """INVARIANT: 四 to 六 may say so, but must say it."""
    assert getattr(entry("survey", **{heading: "无相关信息"}), heading) == "无相关信息"
    with pytest.raises(InvalidInput):
        entry("survey", **{heading: ""})


@pytest.mark.requirement("WH-7")
@pytest.mark.parametrize("heading", ["quality_officer", "higher_awards"])
def test_the_other_headings_may_not(entry: Callable[..., Any], heading: str) -> None:
    """INVARIANT: no other heading is left open that way."""
    with pytest.raises(InvalidInput):
        entry("survey", **{heading: "无相关信息。"})


@pytest.mark.requirement("WH-7")
def test_eight_names_its_source_and_nine_a_class_or_that_a_is_not_reached(entry: Callable[..., Any], example: dict[str, Any]) -> None:
    """INVARIANT: 八 without a source and 九 without a conclusion are no survey."""
    strengths, conclusion = example["fills"]["survey"]["strengths"], example["fills"]["survey"]["conclusion"]
    with pytest.raises(InvalidInput):
        entry("survey", strengths={**strengths, "sources": []})
    with pytest.raises(InvalidInput):
        entry("survey", conclusion={**conclusion, "proposed_class": "E"})
    assert entry("survey", conclusion={**conclusion, "proposed_class": "未达到A类"}).conclusion.proposed_class == "未达到A类"


@pytest.mark.requirement("WH-5")
def test_the_form_proposes_one_of_four_classes(pool: Loaded, example: dict[str, Any]) -> None:
    """INVARIANT: annex 1: 四选一."""
    with pytest.raises(InvalidInput, match="proposed_class"):
        read(pool.programme.form, {**example["form"], "proposed_class": "未达到A类"})


@pytest.mark.requirement("WH-5")
def test_annex_1_is_held_as_data(pool: Loaded, example: dict[str, Any]) -> None:
    """INVARIANT: standards with number, name and rank, and the three answers about three years; what the annex asks for cannot be left out."""
    with pytest.raises(InvalidInput, match="rank"):
        read(pool.programme.form, {**example["form"], "standardisation": {**example["form"]["standardisation"], "standards": [{"number": "1", "name": "1"}]}})
    for asked in ("is_profitable", "had_major_accident", "had_grave_complaint"):
        with pytest.raises(InvalidInput, match=asked):
            read(pool.programme.form, {name: value for name, value in example["form"].items() if name != asked})


@pytest.mark.requirement("WH-15")
def test_being_in_the_pool_is_told_to_no_award(pool: Loaded) -> None:
    """INVARIANT: 培评分离: a place is never told to another programme's rules, and no rule of the pool prefers its members."""
    assert [grant.stands_apart for grant in pool.programme.grants] == [True]
    assert not [module for module in pool.programme.rules if hasattr(module, "to_prefer")]
