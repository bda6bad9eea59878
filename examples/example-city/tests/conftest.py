"""Facts with good defaults for the example city's rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fuyu.law import Law, LawSettings, Loaded
from fuyu.law.facts import Application, Call, Candidate, Designation, Filled, Holding, Organisation, Stage
from fuyu.law.registry import load_programme
from fuyu_example import city
from fuyu_example.award.forms import YearlyCheck, YearlyReport
from fuyu_example.award_2026.forms import AwardApplication2026

DAY = date(2026, 4, 12)
CALL = Call("call", "example.award", "2026-01-01", 2026, date(2026, 3, 1), date(2026, 4, 30), quotas={"award": 8})
FORM = AwardApplication2026(
    name="示范企业001",
    contact="赵六",
    phone="0000-0000000",
    size="大型",
    in_business_since=date(2012, 5, 1),
    method="精益管理",
    method_since=date(2017, 1, 1),
    had_major_accident=False,
    innovation="在线检测",
    self_assessment="三年来均有进步。",
    green_measures="全部产线用绿电。",
)

Apply = Callable[..., Application]


@pytest.fixture(scope="session")
def versions() -> list[Loaded]:
    """Return both versions of example.award, the earlier first."""
    return [load_programme(city, programme, "fuyu-example", "0", "-") for programme in city.programmes]


@pytest.fixture
def award_2020(versions: list[Loaded]) -> Loaded:
    """Return the version of 2020."""
    return versions[0]


@pytest.fixture
def award(versions: list[Loaded]) -> Loaded:
    """Return the version of 2026."""
    return versions[1]


@pytest.fixture
def law(award: Loaded) -> Law:
    """Return the law of 2026 on a day of its first edition."""
    return award.view(LawSettings(), DAY)


@pytest.fixture
def apply() -> Apply:
    """Return how a test makes an application; what it names stands in the form, `id`, `applied_on` and `holdings` beside it."""

    def make(id: str = "001", *, applied_on: date = DAY, holdings: Sequence[Holding] = (), **form: Any) -> Application:
        organisation = Organisation(f"o{id}", "91999901MA0000001P", f"示范企业{id}", "东区")
        return Application(id, organisation, CALL, replace(FORM, **form), applied_on, holdings=holdings)

    return make


@pytest.fixture
def held() -> Callable[..., Holding]:
    """Return how a test makes an award that was held before."""

    def make(state: str = "ended", ended_on: date | None = date(2026, 3, 1)) -> Holding:
        return Holding("d0", "example.award", "2020-07-01", "award", date(2021, 3, 1), date(2026, 3, 1), state, ended_on)

    return make


@pytest.fixture
def stage(apply: Apply) -> Callable[..., Stage]:
    """Return how a test makes the list of the decision: each candidate's points, and beside them what stands in its form or around it."""

    def make(*listed: tuple[str, str, dict[str, Any]], chosen: Sequence[str] = (), granted: int = 0) -> Stage:
        candidates = [Candidate(apply(id, **told), Decimal(points)) for id, points, told in listed]
        return Stage("award", CALL, candidates, dict.fromkeys(chosen, "award"), {"award": granted})

    return make


@pytest.fixture
def winner() -> Callable[..., Designation]:
    """Return how a test makes an award of 2026: reports by year with the day they were handed in, checks by year with their conclusion."""

    def make(reports: dict[int, date] | None = None, checks: dict[int, bool] | None = None, **told: Any) -> Designation:
        filled = {
            "yearly_report": [Filled("yearly_report", "p", YearlyReport(year=year, says="完成。"), on) for year, on in (reports or {}).items()],
            "yearly_check": [Filled("yearly_check", "p", YearlyCheck(year=year, is_passed=ok, because="核查。"), DAY) for year, ok in (checks or {}).items()],
        }
        organisation = Organisation("o1", "91999901MA0000001P", "示范企业001", "东区")
        own: dict[str, Any] = {"starts_on": date(2026, 5, 6), "ends_on": date(2031, 5, 6), "state": "held", "version": "2026-01-01"} | told
        return Designation("d1", "example.award", kind="award", organisation=organisation, filled=filled, **own)

    return make
