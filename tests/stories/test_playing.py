"""Stories that lie anywhere are played; what a story leaves out is done, and what does not hold is told with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from fuyu.cases.finding import files_in
from fuyu.cases.ground import StandingGround, standing
from fuyu.cases.playing import play
from fuyu.cases.reading import read_story
from fuyu.cases.telling import Told, Tone
from fuyu.command import main
from fuyu.law.registry import Laws
from fuyu.running.errors import CannotStart
from fuyu.running.keys import Keys

# Written on paper from the sketch of the law layer, before anything of it was built.
SKETCH = """\
story: With nine companies on its list a district cannot recommend
programme: zhengzhou.base
people:
  city:     {actor: city bureau}
  district: {actor: district bureau, district: 中原区}
  company:  {actor: applicant, organisation: 示范企业001, district: 中原区}
happens:
  - {as_of: 2026-02-02, by: city,     does: open_call, with: {year: 2026}}
  - {as_of: 2026-03-02, by: company,  does: apply, with: {like: a_good_base, incubatees: 9}}
  - as_of: 2026-03-09
    by: district
    does: recommend
    refused: {clause: 第六条（四）, found: 9, needed: 10}
then:
  application: {step: district}
  reminders: []
"""
AWARD = """\
story: A small enterprise is admitted
programme: example.award
people:
  office: {actor: award office}
  company: {actor: applicant, organisation: 示范企业001, district: 东区}
happens:
  - {as_of: 2026-03-01, by: office, does: open_call}
  - {as_of: 2026-04-01, by: company, does: apply}
  - {as_of: 2026-04-13, by: office, does: admit}
then:
  application: {step: score, applied_on: 2026-04-01}
"""
LEFT_OUT = sorted((Path(__file__).parent / "left_out").glob("*.yaml"))


@pytest.fixture
def tell(tmp_path, played):
    """Play a text that lies outside the repository and return its failures without the path."""

    def play_text(text: str, *changes: tuple[str, str]):
        for was, becomes in changes:
            assert was in text
            text = text.replace(was, becomes, 1)
        file = tmp_path / "story.yaml"
        file.write_text(text)
        told = played(file)
        return told, [failure.removeprefix(f"{file}, ") for failure in told.failures]

    return play_text


@pytest.mark.requirement("ZB-9")
def test_the_story_of_the_sketch_runs_as_it_is_written(tell):
    told, failures = tell(SKETCH)

    assert failures == []
    left_out = [each.says for each in told.sentences if each.tone is Tone.LEFT_OUT]
    assert len(left_out) == 3  # The list, nine registrations told as one, and the applicant's consent.
    assert [each.says for each in told.sentences if each.tone is Tone.HELD][-1] == "reminders: there is none"


def test_a_story_outside_the_repository_holds(tell):
    assert tell(AWARD)[1] == []


@pytest.mark.parametrize(
    ("was", "becomes", "failure"),
    [
        ("{step: score,", "{step: check,", "line 11: application: step should be check, and is score"),
        ("applied_on: 2026-04-01}", "applied_on: 2026-04-02}", "line 11: application: applied_on should be 2026-04-02, and is 2026-04-01"),
        ("then:", "then:\n  designation: {kind: award}", "line 11: designation: there should be one, and there is none"),
        ("then:", "then:\n  duties: [{key: report}]", "line 11: duties: there should be one with {key: report}; there is none"),
        (
            "does: admit}",
            "does: admit, refused: {clause: 第三条（一）}}",
            "line 9: office: admit should be refused, and was accepted",
        ),
        (
            "does: apply}",
            "does: apply, with: {like: a_young_enterprise}}",
            "line 9: office: admit is refused: 示例政规〔2025〕9号 第三条（一）",
        ),
        (
            "does: apply}\n  - {as_of: 2026-04-13, by: office, does: admit}",
            "does: apply, with: {like: a_young_enterprise}}\n  - {as_of: 2026-04-13, by: office, does: admit, refused: {clause: 第九条}}",
            "line 9: office: admit is refused, but the reason should be clause 第九条, and is clause 第三条（一）",
        ),
        ("does: admit}", "does: revoke}", "line 9: office cannot revoke: 'revoke' is said of designation, and there is none yet."),
        ("does: admit}", "does: admit, of: 示范企业002}", "line 9: office cannot admit: 'admit' is said of application, and there is none of 示范企业002 yet."),
    ],
)
def test_what_does_not_hold_is_told_with_line_and_reason(tell, was, becomes, failure):
    """INVARIANT: a story with a wrong expectation fails, with a sentence that tells why."""
    _, failures = tell(AWARD, (was, becomes))
    assert failures
    assert failures[0].startswith(failure)


@pytest.mark.slow
@pytest.mark.parametrize("path", LEFT_OUT, ids=[path.stem for path in LEFT_OUT])
def test_what_a_story_leaves_out_is_done_by_good_people(played, path):
    """INVARIANT: every kind of step that a story does not name is taken, so that a story says what it is about and nothing else."""
    told = played(path)
    assert not told.failures, "\n".join([*told.failures, "", *map(str, told.sentences)])


def test_nothing_is_told_after_the_act_that_failed(tell):
    told, failures = tell(AWARD, ("does: admit}", "does: revoke}"))
    assert len(failures) == 1
    assert not any(each.tone is Tone.HELD for each in told.sentences)


def test_all_expectations_are_told_though_one_failed(tell):
    told, failures = tell(AWARD, ("{step: score,", "{step: check,"), ("then:", "then:\n  designations: []"))
    assert len(failures) == 1
    assert any(each.tone is Tone.HELD for each in told.sentences)


def test_a_deployment_that_runs_already_is_gone_on_from(tell, ground, tmp_path):
    assert tell(AWARD)[1] == []
    laws = Laws.load()
    story = read_story(tmp_path / "story.yaml", laws)
    assert play(story, StandingGround(ground.urls, ground.keys), laws, Told(story)).failures == []


@pytest.mark.parametrize(
    ("at", "urls"),
    [
        (["http://127.0.0.1:8080/"], {"one": "http://127.0.0.1:8080/one", "two": "http://127.0.0.1:8080/two"}),
        (["http://a", "two=http://b/x"], {"one": "http://a/one", "two": "http://b/x"}),
        (["one=http://a", "two=http://b"], {"one": "http://a", "two": "http://b"}),
    ],
)
def test_addresses_are_one_for_all_or_each_its_own(tmp_path, at, urls):
    keys = Keys(tmp_path)
    keys.make()
    assert standing(at, ["one", "two"], keys).urls == urls


@pytest.mark.parametrize("at", [["one=http://a"], ["http://a", "http://b"], ["three=http://a", "http://b"]])
def test_addresses_that_name_no_service_are_refused(tmp_path, at):
    with pytest.raises(CannotStart, match="Name one address for all services"):
        standing(at, ["one", "two"], Keys(tmp_path))


def test_a_deployment_without_its_keys_is_refused(tmp_path):
    with pytest.raises(CannotStart, match="There are no keys"):
        standing(["http://a"], ["one", "two"], Keys(tmp_path))


def test_the_file_is_told_by_the_command(tmp_path):
    file = tmp_path / "story.yaml"
    file.write_text(AWARD.replace("by: office, does: admit", "by: someone, does: admit"))
    answer = CliRunner().invoke(main, ["case", "run", str(file)])
    assert answer.exit_code == 2
    assert f"{file}, line 9: Nobody called 'someone' is in this story." in answer.output.replace("\n", "")


def test_a_programme_is_explained():
    answer = CliRunner().invoke(main, ["case", "explain", "example.award"], env={"COLUMNS": "200"})
    assert answer.exit_code == 0
    for told in ("award office", "a_small_enterprise", "open_call", "yearly_report", "least_experts", "reminders"):
        assert told in answer.output


def test_an_unknown_programme_cannot_be_explained():
    answer = CliRunner().invoke(main, ["case", "explain", "nowhere.award"])
    assert answer.exit_code == 1
    assert "nowhere.award is not running here" in answer.output.replace("\n", " ")


def test_stories_are_listed():
    answer = CliRunner().invoke(main, ["case", "list", "example.award"], env={"COLUMNS": "200"})
    assert answer.exit_code == 0
    assert "An applicant of less than three years in business is not admitted" in answer.output


def test_the_files_of_a_folder_are_those_of_its_cases(tmp_path):
    cases = tmp_path / "plugin" / "award" / "cases"
    cases.mkdir(parents=True)
    (tmp_path / "plugin" / "award" / "regulation.yaml").write_text("title: x")
    (cases / "one.yaml").write_text(AWARD)
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "two.yaml").write_text(AWARD)
    assert files_in([tmp_path / "plugin", alone, Path("three.yaml")]) == [cases / "one.yaml", alone / "two.yaml", Path("three.yaml")]
