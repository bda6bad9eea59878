"""docs/cases.md names everything that a story can say and look at, and its examples are read."""

from __future__ import annotations

import re
from pathlib import Path

from fuyu.cases.kinds import KINDS, OF_A_LIST, members_of
from fuyu.cases.reading import ACT, LOOK, PERSON, REFUSED, TOP, read_story
from fuyu.cases.words import BY_WORD, CLOSE_STAGE, COMMON, SYNONYMS, VERBS
from fuyu.law.registry import Laws

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "cases.md").read_text()
SAID = set(re.findall(r"`([a-z_]+)`", PAGE))


def test_every_key_is_explained():
    assert {*TOP, *PERSON, *ACT, *LOOK, *REFUSED} - SAID == set()


def test_every_verb_is_explained_with_all_that_it_tells():
    assert {*VERBS, *SYNONYMS, CLOSE_STAGE} - SAID == set()
    for name, verb in VERBS.items():
        row = next(line for line in PAGE.splitlines() if line.startswith(f"| `{name}`"))
        told = set(re.findall(r"`([a-z_]+)`", row))
        assert verb.told <= told | ({"like", "form", "incubatees", "papers", "without"} if name == "begin_application" else set()), name


def test_every_word_that_is_told_is_explained():
    assert {*COMMON, *(member for members in BY_WORD.values() for member in members)} - SAID - {"note"} == set()


def test_every_kind_is_explained_with_its_members():
    for kind in KINDS:
        row = next(line for line in PAGE.splitlines() if line.startswith("|") and f"`{kind}`" in line.split("|")[1])
        told = set(re.findall(r"`([a-z_]+)`", row))
        assert told >= set(members_of(kind)) or "as above" in row, kind
    assert set(OF_A_LIST) <= set(re.findall(r"[a-z]+", PAGE))


def test_the_first_story_can_be_read(tmp_path):
    file = tmp_path / "story.yaml"
    file.write_text(next(block for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if block.startswith("story:")))
    assert read_story(file, Laws.load()).says.startswith("An applicant of less than three years")
