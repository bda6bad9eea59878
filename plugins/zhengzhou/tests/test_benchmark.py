"""The quality benchmark: what its form answers, and who applies by its provincial material."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from fuyu.caller import Caller, Role
from fuyu.problems import NotYourStep
from fuyu.process.acting import Subject, limit_by, take_step
from fuyu.process.actors import Holders
from fuyu.process.proposing import Request
from fuyu.process.walker import Walker

DAY = date(2026, 3, 9)


def enters(benchmark: Any, **changes: Any) -> Any:
    """Ask for the conditions; the application date is 2026-03-02."""
    return benchmark.loaded.ask.to_enter(benchmark.law, benchmark.application(**changes), DAY)


@pytest.mark.requirement("BM-3")
def test_a_good_company_meets_what_its_form_answers(benchmark: Any, look: Any) -> None:
    assert set(look.outcomes(enters(benchmark)).values()) == {"met"}


@pytest.mark.requirement("BM-1")
def test_who_is_recommended_for_the_province_is_asked_for_no_form(benchmark: Any, look: Any) -> None:
    asked = {"registered_here": "met", "form": "exempt", "provincial_material": "met"}
    assert look.outcomes(enters(benchmark, form=None)) == asked
    assert look.outcomes(enters(benchmark, form=None, materials={})) == {**asked, "provincial_material": "not met"}
    submitted = benchmark.loaded.ask.to_take(benchmark.law, "apply", "submit", benchmark.application(form=None), DAY)
    assert look.outcomes(submitted) == {"form": "unknown"}


@pytest.mark.requirement("BM-1")
def test_the_bureau_says_that_a_company_counts_as_an_applicant_and_never_the_company_itself(benchmark: Any) -> None:
    entry, law, code = benchmark.loaded.programme.entry, benchmark.law, benchmark.organisation().code
    walk = Walker(entry, limit_by(law)).begin(date(2026, 2, 2))
    holders = Holders("zhengzhou", "中牟县", {"applicant": frozenset([code])})
    subject = Subject(benchmark.loaded, law, entry, walk, holders, lambda now: benchmark.application(form=None), DAY, has_own_form=True)
    company = Caller("company", (Role("applicant", "zhengzhou", organisation=code),))
    bureau = Caller("officer", (Role("industry bureau", "zhengzhou", office="industry_bureau"),))
    deem, now = Request("apply", "deem", reason="已推荐申报2026年河南省质量标杆。"), datetime(2026, 3, 9, tzinfo=UTC)
    with pytest.raises(NotYourStep):
        take_step(subject, deem, company, today=DAY, now=now)
    assert take_step(subject, deem, bureau, today=DAY, now=now).moved.opened == ["recommend"]


@pytest.mark.requirement("BM-2")
@pytest.mark.parametrize(
    ("directions", "direction", "outcome"),
    [((), "新业态、新模式", "met"), ((), "绿色制造", "not met"), (("绿色制造",), "绿色制造", "met"), (("绿色制造",), "全面质量管理", "not met")],
)
def test_an_application_names_a_direction_of_the_year(benchmark: Any, look: Any, directions: tuple[str, ...], direction: str, outcome: str) -> None:
    """The text's four stand where the year names none."""
    findings = enters(benchmark, call=benchmark.call(directions=directions), form=benchmark.form(direction=direction))
    assert look.outcomes(findings)["direction"] == outcome


@pytest.mark.requirement("BM-2")
@pytest.mark.parametrize(
    ("industries", "industry", "outcome"),
    [((), "新能源", "met"), ((), "陶瓷", "exempt"), (("陶瓷", "新能源"), "陶瓷", "met"), (("陶瓷", "新能源"), "5G", "not met")],
)
def test_the_industries_of_the_text_are_open_and_those_that_a_year_names_are_not(
    benchmark: Any, look: Any, industries: tuple[str, ...], industry: str, outcome: str
) -> None:
    """围绕……等战略新兴产业: 等 leaves the text's list open."""
    findings = enters(benchmark, call=benchmark.call(industries=industries), form=benchmark.form(industry=industry))
    assert look.outcomes(findings)["industry"] == outcome


@pytest.mark.requirement("BM-2")
def test_a_call_begins_with_the_four_directions_and_the_industries_of_the_text(benchmark: Any) -> None:
    intake = benchmark.loaded.programme.intake
    assert (len(intake.directions), len(intake.industries)) == (4, 12)


def opens(benchmark: Any, look: Any, alongside: bool = True, other_years: tuple[int, ...] = ()) -> Any:
    """Ask whether the recognition of 2026 may be opened."""
    entry = benchmark.one("open", alongside_province=alongside).entry
    return benchmark.loaded.ask.to_take(benchmark.law, "open", "announce", benchmark.call(entry=entry, other_years=other_years), DAY)


@pytest.mark.requirement("BM-1")
@pytest.mark.parametrize(("other_years", "outcome"), [((2025,), "met"), ((2026,), "not met"), ((2025, 2027), "met")])
def test_one_recognition_is_held_a_year(benchmark: Any, look: Any, other_years: tuple[int, ...], outcome: str) -> None:
    assert look.outcomes(opens(benchmark, look, other_years=other_years))["every"] == outcome


@pytest.mark.requirement("BM-1", "L8")
def test_a_recognition_that_does_not_run_alongside_the_provincial_one_is_warned_of(benchmark: Any, look: Any) -> None:
    assert look.outcomes(opens(benchmark, look)) == {"every": "met", "alongside_province": "met"}
    warned = look.one(opens(benchmark, look, alongside=False), "alongside_province")
    assert (warned.warns, warned.blocks, warned.citation.clause) == (True, False, "第十一条")


@pytest.mark.requirement("BM-5")
@pytest.mark.parametrize(("signed_on", "outcome"), [("2026-03-01", "met"), ("2026-03-02", "met"), ("2026-03-03", "not met")])
def test_the_statement_was_signed_by_the_day_of_the_application(benchmark: Any, look: Any, signed_on: str, outcome: str) -> None:
    assert look.outcomes(enters(benchmark, form=benchmark.form(signed_on=signed_on)))["signed"] == outcome


@pytest.mark.requirement("BM-9")
@pytest.mark.parametrize(
    ("grade", "happened_on", "not_met"),
    [
        ("一般", "2027-04-02", ["accident_grade"]),
        ("较大", "2027-04-02", ["accident_grade"]),
        ("重大", "2027-04-02", []),
        ("特别重大", "2026-06-02", []),
        ("重大", "2026-06-01", ["since_recognition"]),
    ],
)
def test_a_major_accident_since_the_recognition_revokes(benchmark: Any, look: Any, grade: str, happened_on: str, not_met: list[str]) -> None:
    entry = benchmark.entry("revoke", grade=grade, happened_on=happened_on)
    designation = benchmark.designation(ends_on=None, filled={"revoke": entry})
    found = look.outcomes(benchmark.loaded.ask.to_take(benchmark.law, "revoke", "revoke", designation, date(2027, 5, 1)))
    assert [key for key, outcome in found.items() if outcome == "not met"] == not_met


@pytest.mark.requirement("BM-1")
def test_a_benchmark_that_stands_may_be_recommended_to_the_province_once_a_year(benchmark: Any, look: Any) -> None:
    def recommended(*years: int, state: str = "held") -> dict[str, str]:
        runs = [benchmark.run("recommend_up", DAY, filled={"to_province": benchmark.entry("to_province", year=year)}) for year in years]
        found: dict[str, str] = look.outcomes(
            benchmark.loaded.ask.to_take(benchmark.law, "to_province", "fill", benchmark.designation(runs=runs, state=state), DAY)
        )
        return found

    assert recommended(2026, 2027) == {"recognised": "met", "once_a_year": "met"}
    assert recommended(2027, 2027)["once_a_year"] == "not met"
    assert recommended(2027, state="revoked")["recognised"] == "not met"
    assert look.outcomes(benchmark.loaded.ask.to_prefer(benchmark.law, benchmark.designation(), DAY)) == {"recognised": "met"}


@pytest.mark.requirement("BM-6")
def test_the_three_pairs_of_standards_are_scored(benchmark: Any) -> None:
    (rubric,) = benchmark.loaded.programme.rubrics
    assert [item.clause for item in rubric.items] == ["第七条（一）", "第七条（二）", "第七条（三）"]
    assert [item.title for item in rubric.items] == ["科学性和创新性", "系统性和示范性", "显效性和发展性"]


@pytest.mark.requirement("BM-4")
@pytest.mark.parametrize(
    ("name", "short_name", "outcome"),
    [
        ("示范企业001实施六西格玛设计的经验", None, "met"),
        ("示范一厂实施六西格玛设计的经验", "示范一厂", "met"),
        ("示范一厂实施六西格玛设计的经验", None, "not met"),
        ("示范企业001实施六西格玛设计", None, "not met"),
        ("实施六西格玛设计的示范企业001经验", None, "not met"),
        ("示范企业001经验", None, "not met"),
    ],
)
def test_a_benchmark_is_named_after_company_and_method(benchmark: Any, look: Any, name: str, short_name: str | None, outcome: str) -> None:
    found = look.one(enters(benchmark, form=benchmark.form(name=name, short_name=short_name)), "name")
    assert (str(found.outcome), found.citation.clause) == (outcome, "附件2 一（一）")


@pytest.mark.requirement("BM-5", "L11")
def test_the_form_holds_three_years_of_figures(benchmark: Any, look: Any) -> None:
    found = look.one(enters(benchmark, form=benchmark.form_with("years", 0, year=2022)), "figures")
    assert (str(found.outcome), found.actual, found.threshold) == ("not met", [2024, 2025], [2023, 2024, 2025])


@pytest.mark.requirement("BM-3", "BM-5")
@pytest.mark.parametrize(
    ("field", "clause"),
    [
        ("is_independent_legal_person", "第六条1"),
        ("has_running_quality_system", "第六条1"),
        ("states_no_violation", "附件1 承诺"),
        ("promises_to_share", "第六条4"),
    ],
)
def test_what_it_does_not_state_stands_in_the_way(benchmark: Any, look: Any, field: str, clause: str) -> None:
    found = look.one(enters(benchmark, form=benchmark.form(**{field: False})), field)
    assert (str(found.outcome), found.citation.clause) == ("not met", clause)


@pytest.mark.requirement("BM-9")
def test_a_benchmark_has_no_term(benchmark: Any) -> None:
    assert benchmark.loaded.ask.how_long(benchmark.law, "benchmark", DAY).ends_on is None
