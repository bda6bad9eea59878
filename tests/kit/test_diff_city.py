"""`fuyu diff-city` shows what tells two programmes, or two versions of one, apart, clause by clause."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from fuyu.command import main
from fuyu.kit.comparing import compare
from fuyu.law.registry import Laws

LAWS = Laws.load()
OLD, NEW = LAWS.versions("example.award")


def diff(*programmes: str) -> Result:
    return CliRunner().invoke(main, ["diff-city", *programmes], env={"COLUMNS": "200"})


def test_two_versions_differ_in_what_the_new_text_changed_and_in_nothing_else() -> None:
    """INVARIANT: of what stayed as it was nothing is shown; expected is what the text of 2025 says differently."""
    found = [(each.clauses[0] or each.clauses[1], each.what, each.name) for each in compare(OLD, NEW) if each.what != "text"]
    assert found == [
        ("第二条", "quota", "award"),
        ("第四条", "question", "green_measures"),
        ("第五条", "number", "reserved_places"),
        ("第七条", "number", "least_percentile"),
        ("第十二条", "number", "failures_in_all"),
        ("第十二条", "rule", "keeping.to_keep"),
        ("第十二条", "number", "failures_in_a_row"),
        ("第十三条", "number", "bar_years"),
    ]
    texts = [each.name for each in compare(OLD, NEW) if each.what == "text"]
    assert texts == ["第四条", "第五条", "第七条", "第十二条", "第十三条", "第十四条"]


def test_each_side_shows_its_own_value_with_its_unit() -> None:
    by_name = {each.name: each for each in compare(OLD, NEW)}
    percentile, in_all = by_name["least_percentile"], by_name["failures_in_all"]
    assert percentile.left is not None
    assert percentile.right is not None
    assert (percentile.left.lines, percentile.right.lines) == (("50 percent of the applicants scored",), ("60 percent of the applicants scored",))
    assert in_all.right is None


def test_two_programmes_are_compared_without_their_texts() -> None:
    """INVARIANT: sentences of two regulations are never set side by side as if one were a version of the other."""
    other = next(loaded for (id, _), loaded in LAWS.programmes.items() if id != "example.award")
    found = compare(NEW, other)
    assert {"step", "number", "process"} <= {each.what for each in found}
    assert "text" not in {each.what for each in found}
    notice = next(each for each in found if (each.what, each.name) == ("step", "apply.notice"))
    assert notice.left is not None
    assert "days: notice_days = 10 days" in notice.left.lines


def test_the_table_goes_through_the_clauses_in_their_order() -> None:
    answer = diff("example.award@2020-07-01", "example.award")
    assert answer.exit_code == 0
    places = [answer.output.index(f"│ {clause} ") for clause in ("第二条", "第四条", "第五条", "第七条", "第十二条", "第十三条", "第十四条")]
    assert places == sorted(places)
    assert "2 organisations an edition" in answer.output
    assert "3 organisations an edition" in answer.output
    assert "14 differ: 1 quota, 6 text, 1 question, 5 number, 1 rule." in answer.output


def test_a_programme_and_itself_say_the_same() -> None:
    assert "say the same" in diff("example", "example.award@2026-01-01").output


@pytest.mark.parametrize(
    ("name", "said"), [("example.prize", "example.award"), ("example.award@2021-01-01", "2020-07-01, 2026-01-01"), ("nowhere", "no installed plugin")]
)
def test_a_name_that_means_nothing_is_answered_with_those_that_do(name: str, said: str) -> None:
    answer = diff(name, "example.award")
    assert answer.exit_code == 1
    assert said in " ".join(answer.output.split())
