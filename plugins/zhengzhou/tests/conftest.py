"""What the plugin's tests share: the law as installed, and facts with good defaults from the programme's own examples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from importlib.metadata import EntryPoint
from typing import Any

import pytest

from fuyu.law import Finding, Law, Laws, LawSettings, Loaded, Outcome, Override
from fuyu.law.facts import Application, Call, Designation, Enrolment, File, Filled, Organisation, Run, YearOfSessions
from fuyu.law.forms import read
from fuyu.law.strict_yaml import load

APPLIED_ON = date(2026, 3, 2)
DESIGNATED_ON = date(2026, 6, 2)


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark that names the statements a test holds."""
    config.addinivalue_line("markers", "requirement(*ids): the statements that the test holds, such as ZB-1")


def filled_in(value: Any, number: int) -> Any:
    """Return an example's content for one made-up organisation."""
    if isinstance(value, Mapping):
        return {key: filled_in(inner, number) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled_in(inner, number) for inner in value]
    return value.replace("{name}", f"示范企业{number:03}").replace("{n}", f"{number:03}") if isinstance(value, str) else value


@dataclass(frozen=True)
class Asked:
    """A programme with builders of facts; `law` is its view without any setting."""

    loaded: Loaded
    law: Law
    example: Mapping[str, Any]

    def form(self, **changes: Any) -> Any:
        """Return the default form, with some fields changed as they come in JSON."""
        return read(self.loaded.programme.form, {**self.example["form"], **changes})

    def form_with(self, field: str, index: int, **changes: Any) -> Any:
        """Return the default form with one row of a list changed."""
        rows = [{**row, **changes} if place == index else row for place, row in enumerate(self.example["form"][field])]
        return self.form(**{field: rows})

    def organisation(self, number: int = 1, district: str | None = None) -> Organisation:
        """Return a made-up organisation."""
        told = self.example["organisation"]
        name = f"示范企业{number:03}"
        return Organisation(f"org-{number}", f"code-{number}", name, district or told["district"], told["industry"], date.fromisoformat(told["founded_on"]))

    def call(self, **changes: Any) -> Call:
        """Return a call of 2026."""
        programme = self.loaded.programme
        return replace(Call("call", programme.id, programme.version, 2026, date(2026, 2, 2), None), **changes)

    def application(self, number: int = 1, **changes: Any) -> Application:
        """Return an application that is good in everything: the default form, materials, list, registrations, consent."""
        materials = {material.key: [File("file", material.title, "pdf", APPLIED_ON)] for material in self.loaded.programme.materials}
        good = Application(f"application-{number}", self.organisation(number), self.call(), self.form(), APPLIED_ON, materials=materials, filled=self.filled())
        return replace(good, **changes)

    def filled(self, **changes: Any) -> dict[str, list[Filled]]:
        """Return what was filled in beside the district's review, with some steps changed."""
        if "incubatee_list" not in self.example["fills"]:
            return {}
        listed = self.entry("incubatee_list")
        registered = [self.one("registration", organisation=company.code) for company in listed[0].entry.companies]
        return {"incubatee_list": listed, "registration": registered, "consent": self.entry("consent"), **changes}

    def entry(self, step: str, on: date = APPLIED_ON, position: int | None = None, **changes: Any) -> list[Filled]:
        """Return a step's entries: the one of the example, with some fields changed."""
        return [self.one(step, on=on, position=position, **changes)]

    def one(self, step: str, on: date = APPLIED_ON, organisation: str | None = None, position: int | None = None, **changes: Any) -> Filled:
        """Return one entry at a step; a consent comes after everything else where its place among the acts is not told."""
        form = next(each.form for process in self.loaded.programme.processes for each in process.steps if each.name == step)
        assert form is not None
        return Filled(step, "someone", read(form, {**self.example["fills"][step], **changes}), on, organisation, position or (99 if step == "consent" else 1))

    def designation(self, **changes: Any) -> Designation:
        """Return a designation of three years from DESIGNATED_ON, with ten running incubations."""
        programme = self.loaded.programme
        kind = programme.grants[0].kind
        told = {"form": self.form(), **changes}
        ends_on = date(DESIGNATED_ON.year + 3, DESIGNATED_ON.month, DESIGNATED_ON.day)
        good = Designation("designation", programme.id, programme.version, kind, self.organisation(), DESIGNATED_ON, ends_on, "held", running_enrolments=10)
        return replace(good, **told)

    def run(self, process: str, opened_on: date, **changes: Any) -> Run:
        """Return a run of a process over the designation."""
        return replace(Run(process, "", opened_on), **changes)

    def enrolment(self, **changes: Any) -> Enrolment:
        """Return a proposed incubatee with an undertaking and a promise."""
        good = Enrolment("enrolment", self.designation(), self.organisation(201), "proposed", undertakes=True, promised=("培训辅导",))
        return replace(good, **changes)

    def law_with(self, **values: Any) -> Law:
        """Return the law with an operator's overrides."""
        return replace(self.law, overrides={name: Override(name, value, APPLIED_ON, "a reason", None, "operator") for name, value in values.items()})


def held(batches: Mapping[int, int]) -> dict[int, YearOfSessions]:
    """Return years with their batches."""
    return {year: YearOfSessions(year, count, count, Decimal(3 * count)) for year, count in batches.items()}


def outcomes(findings: Iterable[Finding]) -> dict[str, str]:
    """Return each finding's outcome by its key."""
    return {finding.key: str(finding.outcome) for finding in findings}


def one(findings: Iterable[Finding], key: str) -> Finding:
    """Return the one finding of a key."""
    (found,) = [finding for finding in findings if finding.key == key]
    return found


@dataclass(frozen=True)
class Look:
    """The functions above, for tests that cannot import this file."""

    one: Callable[[Iterable[Finding], str], Finding] = one
    outcomes: Callable[[Iterable[Finding]], dict[str, str]] = outcomes
    held: Callable[[Mapping[int, int]], dict[int, YearOfSessions]] = held
    met: str = str(Outcome.MET)
    not_met: str = str(Outcome.NOT_MET)


@pytest.fixture(scope="session")
def look() -> Look:
    """How tests look at findings."""
    return Look()


@pytest.fixture(scope="session")
def laws() -> Laws:
    """The law of this plugin, loaded as a service loads it."""
    return Laws.load([EntryPoint("zhengzhou", "fuyu_zhengzhou:city", "fuyu.plugins")])


def asked(laws: Laws, programme: str, version: str) -> Asked:
    """Return a programme with its builders."""
    loaded = laws.of(programme, version)
    default, *_ = load(loaded.programme.folder / "examples.yaml").values()
    return Asked(loaded, loaded.view(LawSettings(), loaded.programme.values_on), filled_in(default, 1))


@pytest.fixture(scope="session")
def base(laws: Laws) -> Asked:
    """Excellence incubation bases."""
    return asked(laws, "zhengzhou.base", "2022-01-10")


@pytest.fixture(scope="session")
def award(laws: Laws) -> Asked:
    """The mayor's quality award."""
    return asked(laws, "zhengzhou.mayor_award", "2021-10-26")


@pytest.fixture(scope="session")
def benchmark(laws: Laws) -> Asked:
    """The quality benchmark."""
    return asked(laws, "zhengzhou.benchmark", "2021-06-26")
