"""The one-time subsidy: once for a company ever, in its one amount, from the claim to the payment."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

DAY = date(2026, 11, 20)
WORDS = {"claim_subsidy": "fill", "approve_subsidy": "grant", "pay_subsidy": "fill"}


def found(base: Any, look: Any, step: str, **changes: Any) -> dict[str, str]:
    """Ask what a step of the subsidy needs; the act is among the facts, as it is when a step is taken."""
    said = {name: word for name, word in WORDS.items() if list(WORDS).index(name) <= list(WORDS).index(step)}
    told = {"filled": {name: base.entry(name) for name in ("claim_subsidy", "pay_subsidy")}, "runs": [base.run("pay", DAY, said=said)], **changes}
    outcomes: dict[str, str] = look.outcomes(base.loaded.ask.to_take(base.law, step, WORDS[step], base.designation(**told), DAY))
    return outcomes


@pytest.mark.requirement("ZB-30")
@pytest.mark.parametrize("step", WORDS)
def test_a_company_is_given_the_subsidy_once(base: Any, look: Any, step: str) -> None:
    assert found(base, look, step) == {"once": "met", "subsidy": "met"}


@pytest.mark.requirement("ZB-30")
@pytest.mark.parametrize("step", WORDS)
@pytest.mark.parametrize(("said", "outcome"), [("grant", "not met"), ("refuse", "met"), ("return", "met")])
def test_an_approval_at_an_earlier_designation_bars_it_for_ever(base: Any, look: Any, step: str, said: str, outcome: str) -> None:
    """一次性奖补: of the company, not of its designation; one that was refused was not given."""
    earlier = base.run("pay", date(2023, 9, 4), said={"claim_subsidy": "fill", "approve_subsidy": said}, outcome="completed")
    assert found(base, look, step, runs_elsewhere=[earlier])["once"] == outcome


@pytest.mark.requirement("ZB-30")
def test_an_earlier_run_at_the_same_designation_bars_it_too(base: Any, look: Any) -> None:
    earlier = base.run("pay", date(2026, 7, 6), said=WORDS, outcome="completed")
    assert found(base, look, "claim_subsidy", runs=[earlier, base.run("pay", DAY, said={"claim_subsidy": "fill"})])["once"] == "not met"


@pytest.mark.requirement("ZB-30")
@pytest.mark.parametrize(("amount", "outcome"), [("299999.99", "not met"), ("300000", "met"), ("300000.01", "not met")])
@pytest.mark.parametrize(("step", "of"), [("claim_subsidy", "claim_subsidy"), ("approve_subsidy", "claim_subsidy"), ("pay_subsidy", "pay_subsidy")])
def test_the_subsidy_is_300000_yuan(base: Any, look: Any, step: str, of: str, amount: str, outcome: str) -> None:
    assert found(base, look, step, filled={of: base.entry(of, amount=amount)})["subsidy"] == outcome
