"""Texts are data, and checked when they are loaded: what a wrong one says, and what a value can do in it."""

from __future__ import annotations

import copy
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuyu.law.errors import DeclarationError
from fuyu.law.strict_yaml import load
from notifier.notices import notices
from notifier.texts import FILE, OF_REMINDERS, Letter, read_texts, texts

LETTER = "duty-due"


def changed(language="zh", **parts):
    content = copy.deepcopy(load(FILE))
    content["letters"][LETTER][language] |= parts
    return content


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (changed(subject="{title"), "braces"),
        (changed(subject="{title.__class__}"), "plain name"),
        (changed(subject="{title!r}"), "plain name"),
        (changed(subject="{title:>9}"), "plain name"),
        (changed(subject="{}"), "plain name"),
        (changed(subject="{0}"), "plain name"),
        (changed(subject="一\n二"), "several lines"),
        (changed(subject=""), "text"),
        (changed(subject=5), "text"),
        (changed(subject="没有名字", body="只有{name}"), "one language only"),
        (changed(more="x"), "more"),
        ({"phrases": {}, "words": {}, "letters": {}}, "phrases"),
        ({"letters": {}}, "Missing or unknown"),
    ],
)
def test_a_wrong_text_is_refused_with_its_place(content, says):
    with pytest.raises(DeclarationError, match=says):
        read_texts(content, "texts.yaml")


def test_a_letter_that_asks_for_more_than_it_is_offered_is_refused():
    content = copy.deepcopy(load(FILE))
    for language in ("zh", "en"):
        content["letters"][LETTER][language]["subject"] = "{email}"
    with pytest.raises(DeclarationError, match=r"Nothing fills \{email\}"):
        read_texts(content, "texts.yaml")


@given(st.text())
def test_a_value_stays_on_one_line_and_is_never_read_as_a_placeholder(value):
    filled = texts().letters[LETTER]["zh"].fill(dict.fromkeys(OF_REMINDERS, value))

    assert len(filled.subject.splitlines()) <= 1
    assert len(filled.body.splitlines()) == len(texts().letters[LETTER]["zh"].body.splitlines())


def test_braces_of_a_value_stay_braces():
    assert Letter("{title}", "x").fill({"title": "{name}"}).subject == "{name}"


def test_every_letter_says_who_is_addressed_which_clause_and_which_programme():
    """An entry of one's own calendar addresses nobody."""
    for name, letter in texts().letters.items():
        for language in ("zh", "en"):
            addressed = set() if name == "duty-in-calendar" else {"name"}
            assert {"clause", "programme", "draft"} | addressed <= letter[language].placeholders, name


def test_the_file_holds_no_name_that_its_readers_do_not_give():
    used = {name for letter in texts().letters.values() for name in letter["zh"].placeholders}
    told = {fact for row in notices().values() for fact in row.facts}
    assert used <= set(OF_REMINDERS) | told | {"step", "grant"}
    assert all(set(name) <= set(string.ascii_lowercase + "_") for name in used)
