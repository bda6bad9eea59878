"""Facts with good defaults for Wuhu's rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fuyu.law import Law, LawSettings, Loaded
from fuyu.law.facts import Application, Call, Designation, File, Filled, Holding, Organisation
from fuyu.law.forms import read
from fuyu.law.registry import load_programme
from fuyu.law.strict_yaml import load
from fuyu_wuhu import city
from fuyu_wuhu.pool.forms import PoolApplication

DAY = date(2026, 3, 9)
ORGANISATION = Organisation("o1", "91340207MA0000001X", "示范企业001", "鸠江区")


@pytest.fixture(scope="session")
def pool() -> Loaded:
    """Return wuhu.pool, admitted by the contract."""
    return load_programme(city, city.programmes[0], "fuyu-wuhu", "0", "-")


@pytest.fixture
def law(pool: Loaded) -> Law:
    """Return the law on the day of the application."""
    return pool.view(LawSettings(), DAY)


@pytest.fixture(scope="session")
def example(pool: Loaded) -> Mapping[str, Any]:
    """Return the default example: its form and its fills as JSON."""
    builder: Mapping[str, Any] = load(pool.programme.folder / "examples.yaml")["a_good_organisation"]
    return builder


@pytest.fixture
def entry(pool: Loaded, example: Mapping[str, Any]) -> Callable[..., Any]:
    """Return how a test makes the typed entry of a step from the default, with `changed` in its place."""
    forms = {step.name: step.form for process in pool.programme.processes for step in process.steps if step.form is not None}

    def make(step: str, **changed: Any) -> Any:
        return read(forms[step], {**example["fills"][step], **changed})

    return make


@pytest.fixture
def apply(example: Mapping[str, Any], entry: Callable[..., Any]) -> Callable[..., Application]:
    """Return how a test makes an application: `conditions` are changes of that part of the form, the rest changes the form."""

    def make(
        *,
        conditions: Mapping[str, Any] | None = None,
        holds_class: str = "C",
        found: Sequence[str] | None = None,
        holdings: Sequence[Holding] = (),
        files: Sequence[str] = (),
        **form: Any,
    ) -> Application:
        own: PoolApplication = read(PoolApplication, example["form"])
        own = replace(own, conditions=replace(own.conditions, **(conditions or {})), **form)
        call = Call("c1", "wuhu.pool", "draft-1", 2026, date(2026, 3, 2), None)
        filled = {"classify": [Filled("classify", "office", entry("classify", holds_class=holds_class, **({} if found is None else {"found": found})), DAY)]}
        materials = {key: [File(key, key, "application/pdf", DAY)] for key in files}
        return Application("a1", ORGANISATION, call, own, DAY, materials=materials, filled=filled, holdings=holdings)

    return make


@pytest.fixture
def member(entry: Callable[..., Any]) -> Callable[..., Designation]:
    """Return how a test makes a place in the pool; each step it names gives the changes of its entries."""

    def make(*, starts_on: date = date(2026, 4, 3), ends_on: date | None = None, holds_class: str = "C", **steps: Sequence[Mapping[str, Any]]) -> Designation:
        filled = {step: [Filled(step, "p", entry(step, **changed), DAY) for changed in entries] for step, entries in steps.items()}
        return Designation("d1", "wuhu.pool", "draft-1", "pool place", ORGANISATION, starts_on, ends_on, "held", holds_class, filled=filled)

    return make
