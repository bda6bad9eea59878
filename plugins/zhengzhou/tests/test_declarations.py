"""The three programmes load, and what they declare agrees with itself and with their texts."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from marshmallow import ValidationError

from fuyu.law import Laws, schema_of
from fuyu.law.describing import describe
from fuyu.law.lengths import lengths
from fuyu.law.steps import Effect, Review

PROGRAMMES = [("zhengzhou.base", "2022-01-10"), ("zhengzhou.mayor_award", "2021-10-26"), ("zhengzhou.benchmark", "2021-06-26")]


def test_the_three_programmes_load(laws: Laws) -> None:
    """INVARIANT: the contract admits every declaration of the city."""
    (plugin,) = laws.plugins
    assert plugin.fault is None
    assert sorted(laws.programmes) == sorted(PROGRAMMES)


@pytest.mark.requirement("ZB-11")
def test_annex_1_has_ten_materials_each_needed_at_its_step(base: Any) -> None:
    needed_at = [material.needed_at for material in base.loaded.programme.materials]
    assert needed_at == ["apply"] * 8 + ["district", None]
    assert [material.clause for material in base.loaded.programme.materials] == [f"附件1 填表说明四{item}" for item in range(1, 11)]


@pytest.mark.requirement("ZB-11", "L12")
@pytest.mark.parametrize(("characters", "is_taken"), [(2999, True), (3000, True), (3001, False)])
def test_the_profile_has_3000_characters_at_most(base: Any, characters: int, is_taken: bool) -> None:
    """Spaces do not count, and a letter with its marks counts once."""
    marked = unicodedata.normalize("NFD", "é")
    (found,) = lengths(base.law, base.loaded.programme.form, base.form(profile=marked + " 企" * (characters - 1)))
    assert (str(found.outcome), found.actual, found.threshold, found.citation.clause) == ("met" if is_taken else "not met", characters, 3000, "附件1 简介")


@pytest.mark.requirement("ZB-11")
def test_the_form_as_it_is_shown_names_the_bound(base: Any) -> None:
    assert describe(base.loaded)["form"]["properties"]["profile"]["x-max-characters"] == 3000


@pytest.mark.requirement("ZB-11", "L5")
@pytest.mark.parametrize(("characters", "outcome"), [(3001, "met"), (3500, "met"), (3501, "not met")])
def test_an_operator_allows_a_longer_profile(base: Any, characters: int, outcome: str) -> None:
    (found,) = lengths(base.law_with(profile_characters=3500), base.loaded.programme.form, base.form(profile="企" * characters))
    assert (str(found.outcome), found.threshold, found.override.value) == (outcome, 3500, 3500)


@pytest.mark.requirement("ZB-12")
def test_an_application_goes_through_the_steps_of_the_text(base: Any) -> None:
    row = [step.name for step in base.loaded.programme.entry.steps if step.beside is None]
    assert row == ["open", "apply", "district", "city", "on_site", "rubric", "designate", "naming", "plaque"]
    assert [verdict.word for verdict in _review(base, "district").may] == ["return", "refuse", "recommend"]


def _review(asked: Any, name: str) -> Review:
    step = asked.loaded.programme.entry.step(name)
    assert isinstance(step, Review)
    return step


@pytest.mark.requirement("ZB-4")
def test_review_is_due_three_months_after_the_submission(base: Any) -> None:
    """审核认定和挂牌 have one limit: it is owed at the last step, the plaque."""
    steps = [step for step in base.loaded.programme.entry.steps if step.within]
    assert [(step.name, step.within, step.since) for step in steps] == [("plaque", "review_months", "apply")]
    assert str(base.law["review_months"].period) == "3 months"


@pytest.mark.requirement("ZB-13")
def test_annex_2_has_six_items_with_a_hundred_points(base: Any) -> None:
    (rubric,) = base.loaded.programme.rubrics
    assert [base.law[item.maximum].value for item in rubric.items] == [20, 20, 20, 20, 10, 10]


@pytest.mark.requirement("ZB-15")
def test_a_note_beside_the_criterion_says_that_the_article_is_applied(base: Any) -> None:
    """Annex 2 says one year, 第六条（一） two."""
    notes = [item.note for item in base.loaded.programme.rubric("annex_2").items]
    assert "一年以上" in notes[0]
    assert "第六条（一）规定2年以上，以条文为准" in notes[0]
    assert notes[1:] == [""] * 5


@pytest.mark.requirement("MQ-8")
def test_the_award_goes_through_the_nine_steps_and_none_can_be_jumped(award: Any) -> None:
    """Sheets and report of each review stand in the row too, and so does the presenting of cup and certificate that the ninth step ends with."""
    steps = award.loaded.programme.entry.steps
    assert list(dict.fromkeys(step.clause for step in steps)) == [f"第十七条（{number}）" for number in "一二三四五六七八九"]
    assert [step.name for step in steps if step.beside is not None or step.is_optional or step.deemed_by] == []
    assert [step.name for step in steps if step.clause in ("第十七条（五）", "第十七条（六）")] == [
        "document_sheets",
        "document_review",
        "site_review",
        "site_report",
    ]
    assert [step.name for step in steps if Effect.GRANT in step.takes_effect] == ["decide"]
    assert steps[-1].name == "present"


@pytest.mark.requirement("MQ-4")
def test_the_seven_categories_come_to_a_thousand_points(award: Any) -> None:
    for rubric in award.loaded.programme.rubrics:
        points = [award.law[item.maximum].value for item in rubric.items]
        assert len(points) == 7
        assert sum(points) == 1000


@pytest.mark.requirement("MQ-1")
def test_a_draft_has_no_day_in_force(award: Any) -> None:
    regulation = award.loaded.regulation
    assert (regulation.is_draft, regulation.in_force_from) == (True, None)


@pytest.mark.requirement("BM-4", "L12")
@pytest.mark.parametrize(("field", "most"), [("abstract", 500), ("profile", 500), ("practice", 8000), ("results", 2000)])
def test_the_parts_of_the_summary_keep_their_lengths(benchmark: Any, look: Any, field: str, most: int) -> None:
    for count, outcome in ((most - 1, "met"), (most, "met"), (most + 1, "not met")):
        found = look.one(lengths(benchmark.law, benchmark.loaded.programme.form, benchmark.form(**{field: "验" * count})), f"form.{field}.length")
        assert (str(found.outcome), found.actual, found.threshold) == (outcome, count, most)


@pytest.mark.requirement("BM-4", "L12")
@pytest.mark.parametrize(("characters", "is_taken"), [(39, True), (40, True), (41, False)])
def test_a_benchmark_is_named_in_40_characters(benchmark: Any, look: Any, characters: int, is_taken: bool) -> None:
    found = look.one(lengths(benchmark.law, benchmark.loaded.programme.form, benchmark.form(name="验" * characters)), "form.name.length")
    assert (str(found.outcome), found.citation.clause) == ("met" if is_taken else "not met", "附件2 一（一）")


def test_numbers_of_a_form_are_texts_and_never_floats(base: Any) -> None:
    """INVARIANT: a figure keeps all its digits; a JSON number with a point would not."""
    schema = schema_of(base.loaded.programme.form)()
    with pytest.raises(ValidationError):
        schema.load({**base.example["form"], "total_assets": 0.1})
    assert base.form(total_assets="0.1").total_assets == Decimal("0.1")
