"""The titles of a programme in other languages: whole where a programme offers them, and told to whoever describes it to people."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from fuyu.kit.titles import untranslated
from fuyu.law.describing import describe, summary
from fuyu.law.registry import Laws, Loaded
from fuyu.law.translations import Words, texts_of

ALL = [pytest.param(loaded, id=loaded.programme.name) for loaded in Laws.load().programmes.values()]


@pytest.mark.parametrize("loaded", ALL)
def test_every_title_of_every_programme_is_told_in_english(loaded: Loaded) -> None:
    assert list(untranslated(loaded.programme)) == []
    assert set(describe(loaded)["translations"]["en"]) == set(texts_of(loaded.programme))
    assert summary(loaded)["titles"] == {"en": loaded.translations["en"][loaded.programme.title]}


@pytest.mark.parametrize("loaded", ALL)
def test_what_is_translated_is_no_chinese_any_more(loaded: Loaded) -> None:
    """A Chinese comma or bracket among Latin letters is left over from the text on the left; what stands in quotation marks is a name and stays."""
    plain = [re.sub("“[^”]*”", "", told) for told in loaded.translations["en"].values()]
    left = [told for told in plain if any("\u4e00" <= sign <= "\u9fff" or sign in "，。：；（）《》？、" for sign in told)]
    assert left == []


@pytest.mark.parametrize("content", [None, "申报\n", "申报: [applying]\n", "申报: applying\n申报: application\n"])
def test_a_programme_is_shown_in_chinese_alone_where_its_file_is_missing_or_faulty(tmp_path: Path, content: str | None) -> None:
    """INVARIANT: a fault in a translation takes no page and no list of programmes away."""
    loaded = next(iter(Laws.load().programmes.values()))
    if content is not None:
        (tmp_path / "translations").mkdir()
        (tmp_path / "translations/en.yaml").write_text(content, "utf-8")
    alone = replace(loaded, programme=replace(loaded.programme, folder=tmp_path))
    assert (alone.translations, summary(alone)["titles"]) == ({}, {})


@pytest.mark.parametrize(
    ("pattern", "said", "text", "told"),
    [
        ("{a}与{a}同属{b}", "{a} of {b}, as {a}", "甲与甲同属乙", "甲 of 乙, as 甲"),
        ("{a}与{a}同属{b}", "{a} of {b}, as {a}", "甲与丙同属乙", None),
        ("第{0}次回访{", "visit {0}{", "第3次回访{", None),
        ("报送{a}", "to hand in {b}{", "报送乙", "To hand in {b}{"),
    ],
)
def test_a_pattern_with_a_place_twice_or_that_nothing_fills_takes_no_page_away(pattern: str, said: str, text: str, told: str | None) -> None:
    """INVARIANT: what somebody wrote awkwardly into a translation is at worst shown in Chinese or with its braces."""
    assert Words.of({pattern: said}).said(text) == told
