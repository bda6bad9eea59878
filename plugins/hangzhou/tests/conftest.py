"""Facts with good defaults for Hangzhou's rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from fuyu.law import Law, LawSettings, Loaded
from fuyu.law.facts import Application, Call, Candidate, Designation, File, Filled, Organisation, Stage
from fuyu.law.forms import read
from fuyu.law.registry import load_programme
from fuyu.law.strict_yaml import load
from fuyu_hangzhou import city
from fuyu_hangzhou.cultivation.forms import CultivationApplication

DAY = date(2026, 3, 16)
CALL = Call("c1", "hangzhou.cultivation", "2025-12-25", 2026, date(2026, 3, 2), date(2026, 3, 31))


@pytest.fixture(scope="session")
def cultivation() -> Loaded:
    """Return hangzhou.cultivation, admitted by the contract."""
    return load_programme(city, city.programmes[0], "fuyu-hangzhou", "0", "-")


@pytest.fixture
def law(cultivation: Loaded) -> Law:
    """Return the law on the day of the application."""
    return cultivation.view(LawSettings(), DAY)


@pytest.fixture(scope="session")
def builders(cultivation: Loaded) -> Mapping[str, Any]:
    """Return the examples by name."""
    content: Mapping[str, Any] = load(cultivation.programme.folder / "examples.yaml")
    return content


@pytest.fixture
def apply(builders: Mapping[str, Any]) -> Callable[..., Application]:
    """Return how a test makes an application like an example, with changes of its form."""

    def make(
        id: str = "001", like: str = "a_good_organisation", *, files: Sequence[str] = (), agreed: Mapping[str, Decimal] | None = None, **form: Any
    ) -> Application:
        text = {**builders[like]["form"], "email": "quality001@example.com"}
        own = replace(read(CultivationApplication, text), **form)
        organisation = Organisation(f"o{id}", "91330106MA00000016", f"示范企业{id}", "西湖区")
        materials = {key: [File(key, key, "application/pdf", DAY)] for key in files}
        return Application(id, organisation, CALL, own, DAY, materials=materials, agreed=agreed or {})

    return make


@pytest.fixture
def stage(apply: Callable[..., Application]) -> Callable[..., Stage]:
    """Return how a test makes the list of a choice from points, each candidate called by its points."""

    def make(step: str, *points: str, chosen: Sequence[str] = ()) -> Stage:
        return Stage(step, CALL, [Candidate(apply(each), Decimal(each)) for each in points], dict.fromkeys(chosen, "cultivation"))

    return make


@pytest.fixture
def cultivated(cultivation: Loaded, builders: Mapping[str, Any]) -> Callable[..., Designation]:
    """Return how a test makes a cultivation; each step it names gives the changes of its entries."""
    forms = {step.name: step.form for process in cultivation.programme.processes for step in process.steps if step.form is not None}
    fills = builders["a_good_organisation"]["fills"]

    def make(**steps: Sequence[Mapping[str, Any]]) -> Designation:
        filled = {step: [Filled(step, "p", read(forms[step], {**fills[step], **changed}), DAY) for changed in entries] for step, entries in steps.items()}
        organisation = Organisation("o1", "91330106MA00000016", "示范企业001", "西湖区")
        return Designation("d1", "hangzhou.cultivation", "2025-12-25", "cultivation", organisation, date(2026, 6, 29), None, "held", filled=filled)

    return make
