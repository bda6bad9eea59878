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
    assert look.outcomes(enters(benchmark, form=None)) == {"registered_here": "met", "form": "exempt"}
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
