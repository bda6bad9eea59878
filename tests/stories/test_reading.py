"""A story file that cannot be played is refused with sentences that name file, line, reason and way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuyu.cases.reading import read_story
from fuyu.cases.story import Happening, Look, Story, UnreadableStory
from fuyu.law.registry import Laws

LAWS = Laws.load()
GOOD = """\
story: A small enterprise is admitted
programme: example.award
people:
  office: {actor: award office}
  company: {actor: applicant, organisation: 示范企业001, district: 东区}
  expert: {actor: expert}
happens:
  - {as_of: 2026-03-01, by: office, does: open_call, with: {year: 2026}}
  - {as_of: 2026-04-01, by: company, does: apply}
  - as_of: 2026-04-12
    by: office
    does: admit
then:
  application: {step: score}
"""


def read(tmp_path: Path, text: str) -> Story:
    file = tmp_path / "story.yaml"
    file.write_text(text)
    return read_story(file, LAWS)


def faults(tmp_path: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(UnreadableStory) as refused:
        read(tmp_path, text)
    return refused.value.faults


def the_fault(tmp_path: Path, *change: str, text: str = GOOD) -> str:
    """Return the one fault of the good story with one change: what is replaced, and by what."""
    assert change[0] in text
    (fault,) = faults(tmp_path, text.replace(change[0], change[1], 1))
    return fault.removeprefix(f"{tmp_path / 'story.yaml'}, ")


def test_a_story_is_read_as_it_is_written(tmp_path):
    story = read(tmp_path, GOOD)

    assert story.says == "A small enterprise is admitted"
    assert (story.programme, story.version, story.city) == ("example.award", None, "example")
    assert story.people["company"].organisation == "示范企业001"
    assert [(each.line, each.by, each.does) for each in story.happens if isinstance(each, Happening)] == [
        (8, "office", "open_call"),
        (9, "company", "apply"),
        (10, "office", "admit"),
    ]
    assert [(each.line, each.kind, each.expected) for each in story.then] == [(14, "application", {"step": "score"})]


def test_a_version_can_be_named(tmp_path):
    assert read(tmp_path, GOOD.replace("example.award", "example.award@2026-01-01")).version == "2026-01-01"


def test_an_expectation_can_stand_between(tmp_path):
    between = "  - {as_of: 2026-04-05, expect: {application: {step: check}, reminders: []}}\n  - as_of: 2026-04-12"
    story = read(tmp_path, GOOD.replace("  - as_of: 2026-04-12", between))

    (look,) = [each for each in story.happens if isinstance(each, Look)]
    assert [each.kind for each in look.expects] == ["application", "reminders"]


def test_a_file_that_is_no_yaml_is_shown_with_its_line(tmp_path):
    (fault,) = faults(tmp_path, GOOD.replace("{actor: expert}", "{actor: expert"))
    assert "story.yaml, line" in fault
    assert "This is not YAML" in fault


def test_a_key_twice_is_refused(tmp_path):
    (fault,) = faults(tmp_path, GOOD + "then: {}\n")
    assert "line 15" in fault
    assert "'then' stands here again, after line 13" in fault


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(UnreadableStory, match="Name a file that is there"):
        read_story(tmp_path / "none.yaml", LAWS)


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ("story: A", "title: x\nstory: A", "line 1: There is no key `title` here. Known are story, requirements, programme"),
        ("example.award", "example.prize", "line 2: example.prize is not running here: no installed plugin declares it."),
        ("example.award", "example.award@2019-01-01", "line 2: example.award has no version '2019-01-01'. It has 2020-07-01, 2026-01-01."),
        ("{actor: award office}", "{actor: city bureau}", "line 4: example.award has no actor 'city bureau'. It has award office, expert"),
        ("{actor: award office}", "{actor: award-office}", "Did you mean 'award office'?"),
        ("district: 东区", "district: 外区", "line 5: 示例市 has no district '外区'. It has"),
        (", organisation: 示范企业001", "", "line 5: company acts for an organisation, and none is named. Write `organisation: 示范企业001`"),
        (
            "{actor: award office}",
            "{actor: award office, mail: x}",
            "line 4: There is no key `mail` here. Known are actor, organisation, district, office, called.",
        ),
        ("company: {", "a company: {", "line 5: The name 'a company' holds a blank"),
        ("2026-04-12", "2026-03-12", "line 10: 2026-03-12 comes after 2026-04-01 in the list. Put what happens into the order of its days."),
        ("2026-04-12", '"2026-04-12"', "line 10: `as_of` is '2026-04-12'. Write the law's day: `as_of: 2026-03-02`, without quotes."),
        ("as_of: 2026-04-12", "on: 2026-04-12", "`as_of` is None"),
        (
            "    by: office\n    does: admit",
            "    by: officer\n    does: admit",
            "line 11: Nobody called 'officer' is in this story. Its people are office, company",
        ),
        ("does: admit", "does: admitt", "line 12: Nothing in example.award is called 'admitt'. `fuyu case explain example.award` lists what can be done."),
        ("does: admit", "does: admitt", "Did you mean 'admit'?"),
        ("does: admit", "does: score", "line 11: 'score' is said by expert; office is award office. Name another person, or expect the refusal."),
        ("does: admit", "does: admit\n    process: revoke", "line 12: 'admit' cannot be said at the process 'revoke'."),
        ("does: apply}", "does: apply, with: {like: a_giant}}", "line 9: example.award has no builder 'a_giant'. Its examples.yaml has a_small_enterprise"),
        ("does: apply}", "does: apply, with: {contactt: x}}", "line 9: There is nothing called `contactt` to tell here."),
        ("does: apply}", "does: apply, with: {form: {sise: x}}}", "Did you mean 'size'?"),
        ("does: admit", "does: admit\n    with: {points: 3}", "line 13: There is nothing called `points` to tell here."),
        (
            "does: admit",
            "does: admit\n    refused: {section: x}",
            "line 13: There is no key `section` here. Known are problem, finding, clause, found, needed, says.",
        ),
        ("does: admit", "does: admit\n    refused: yes", "line 13: `refused` is 'yes'. Write a mapping"),
        ("application: {", "applicant: {", "line 14: A story cannot look at `applicant`. It can look at application,"),
        ("{step: score}", "{stands: score}", "line 14: There is nothing called `stands` to tell here. Known are"),
        ("{step: score}", "score", "line 14: `application` is 'score'. Write a mapping of its members, or null where there must be none."),
        ("application: {step: score}", "reminders: {of: company}", "line 14: `of` is 'company'. Write how many there are in that state, or one of count, each"),
        ("application: {step: score}", "duties: [{name: x}]", "line 14: There is nothing called `name` to tell here."),
        ("then:\n  application: {step: score}\n", "", "line 1: The story expects nothing. Say under `then:` what must hold"),
        ("people:\n", "requirements: ZB-1\npeople:\n", "line 3: `requirements` is 'ZB-1'. Write the ids in a list"),
    ],
)
def test_each_fault_is_a_sentence_with_its_line_and_a_way_out(tmp_path, was, becomes, fault):
    assert fault in "\n".join(each.removeprefix(f"{tmp_path / 'story.yaml'}, ") for each in faults(tmp_path, GOOD.replace(was, becomes, 1)))


def test_all_faults_are_told_at_once(tmp_path):
    """INVARIANT: a writer mends a file once, not fault by fault."""
    found = faults(tmp_path, GOOD.replace("does: admit", "does: admitt").replace("{step: score}", "{stands: score}").replace("东区", "外区"))
    assert len(found) == 3


def test_who_may_not_do_it_is_no_fault_where_the_refusal_is_expected(tmp_path):
    story = read(tmp_path, GOOD.replace("    does: admit", "    does: score\n    refused: {problem: not-your-step}"))
    assert story.happenings[-1].refused == {"problem": "not-your-step"}


@pytest.mark.parametrize("missing", ["story", "programme", "people", "happens"])
def test_what_is_missing_is_named(tmp_path, missing):
    lines = GOOD.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{missing}:"))
    end = next(number for number, line in enumerate([*lines[start + 1 :], "x:"], start + 1) if not line.startswith(" "))
    text = "\n".join([*lines[:start], *lines[end:]])
    assert any(f"`{missing}` is missing" in fault for fault in faults(tmp_path, text))


def test_an_empty_file_is_said(tmp_path):
    (fault,) = faults(tmp_path, "")
    assert "It is empty" in fault


def test_a_list_is_no_story(tmp_path):
    (fault,) = faults(tmp_path, "- a\n- b\n")
    assert "Begin it with `story:`" in fault


@pytest.mark.parametrize("text", ["happens: 3", "happens: []"])
def test_nothing_happens(tmp_path, text):
    lines = GOOD.splitlines()
    kept = "\n".join([*lines[:6], text, *lines[12:]])
    assert any("Nothing happens" in fault for fault in faults(tmp_path, kept))


def several(line: str) -> str:
    """Return the good story with two more companies as a group, and a line of several."""
    people = GOOD.replace("  expert:", "  more: {actor: applicant, organisation: 示范企业002-003, district: 东区}\n  expert:")
    return people.replace("then:", f"  - {line}\nthen:")


def acts(story: Story) -> list[tuple[str, str, str | None]]:
    return [(f"{each.as_of:%m-%d}", each.by, each.of) for each in story.happens if isinstance(each, Happening)][2:]


def test_a_person_of_several_organisations_is_a_group(tmp_path):
    story = read(tmp_path, several("{as_of: 2026-04-13, by: more, does: apply}"))

    assert [(name, person.organisation) for name, person in story.people.items() if person.actor == "applicant"] == [
        ("company", "示范企业001"),
        ("more-1", "示范企业002"),
        ("more-2", "示范企业003"),
    ]
    assert acts(story) == [("04-12", "office", None), ("04-13", "more-1", None), ("04-13", "more-2", None)]


def test_one_line_tells_of_several(tmp_path):
    line = "{as_of: 2026-04-14, by: office, does: admit, of: [more, 示范企业009-011, company]}"

    assert [of for _, _, of in acts(read(tmp_path, several(line)))] == [None, "more-1", "more-2", "示范企业009", "示范企业010", "示范企业011", "company"]


def test_what_happens_on_several_days_happens_among_what_other_lines_tell(tmp_path):
    lines = "{as_of: [2026-04-13, 2026-04-20], by: more-1, does: apply}\n  - {as_of: 2026-04-15, by: more-2, does: apply}"

    assert acts(read(tmp_path, several(lines)))[1:] == [("04-13", "more-1", None), ("04-15", "more-2", None), ("04-20", "more-1", None)]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{as_of: [2026-04-20, 2026-04-13], by: more, does: apply}", "Of several days each comes after the one before it."),
        ("{as_of: [2026-04-13, 2026-04-13], by: more, does: apply}", "Of several days each comes after the one before it."),
        (
            "{as_of: [2026-04-11, 2026-04-13], by: more, does: apply}",
            "2026-04-11 comes after 2026-04-12 in the list.",
        ),
        ("{as_of: [2026-04-13, 2026-04-14], expect: {applications: []}}", "A look has one day. Write a line for each day."),
        (
            "{as_of: 2026-04-13, by: more-3, does: apply}",
            "Its people are office, company, more-1, more-2, expert, more.",
        ),
        (
            "{as_of: 2026-04-13, by: office, does: admit, of: 示范企业011-009}",
            "'示范企业011-009' is 0 names.",
        ),
        (
            "{as_of: 2026-04-13, by: office, does: admit, of: 示范企业001-201}",
            "'示范企业001-201' is 201 names.",
        ),
        ("{as_of: 2026-04-13, by: office, does: admit, of: []}", "[] is no name."),
    ],
)
def test_several_that_cannot_be_meant_are_refused(tmp_path, line, says):
    (fault,) = faults(tmp_path, several(line))

    assert says in fault
