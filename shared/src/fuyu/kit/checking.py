"""The contract that every plugin must meet, as a list of checks: what each asks, and what is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from fuyu.kit import coverage
from fuyu.kit.examples import unfit_examples, unreadable_stories
from fuyu.kit.finding_titles import untitled
from fuyu.kit.numbers import unread_values, unused
from fuyu.kit.purity import impurities
from fuyu.kit.rules import pending, unregistered
from fuyu.kit.titles import untranslated
from fuyu.kit.trying import Trial
from fuyu.law.errors import DeclarationError, NoValue
from fuyu.law.programme import Programme
from fuyu.law.registry import Laws, Loaded, Plugin
from fuyu.law.steps import Opener
from fuyu.problems import RuleFailed


@dataclass(frozen=True, slots=True)
class Check:
    """One demand of the contract as a sentence, and what is missing, one sentence each."""

    asks: str
    missing: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        """Claim that nothing is missing."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Report:
    """All checks of one plugin or one version of a programme, under its name."""

    name: str
    title: str
    checks: list[Check] = field(default_factory=list)

    @property
    def is_met(self) -> bool:
        """Claim that the contract is met."""
        return all(check.is_met for check in self.checks)


def check_plugin(laws: Laws, plugin: Plugin) -> Iterator[Report]:
    """Go through a plugin and its programmes; where it was refused at load its fault is all that can be said."""
    loads = Check("It loads: what it declares exists, each number has clause, unit and days, each rule answers a question.", _fault(plugin))
    if plugin.city is None:
        yield Report(plugin.name, plugin.distribution, [loads])
        return
    asked = Check("No rule waits unasked in the package.", tuple(unregistered(plugin.city)))
    yield Report(plugin.name, plugin.city.title, [loads, asked])
    for loaded in (each for each in laws.programmes.values() if each.programme.city == plugin.city.id):
        yield Report(loaded.programme.name, loaded.programme.title, list(_checks(loaded, laws)))


def _checks(loaded: Loaded, laws: Laws) -> Iterator[Check]:
    """Go through the contract for one version; the rules are tried only on examples that fit, for others would prove nothing."""
    unfit = _found(lambda: unfit_examples(loaded))
    yield Check("Its examples fit its forms.", unfit)
    yield Check("Its rules are marked, and answer.", tuple(pending(loaded.programme)))
    yield Check("Its rules are pure: no clock, file, network, service.", tuple(impurities(loaded.programme)))
    trial = Trial(loaded)
    if not unfit:
        yield Check("Asked with made-up facts its rules answer.", _found(trial.failures))
        yield Check("Asked twice they answer the same.", _found(trial.changes_of_mind))
        yield Check("Every finding cites.", _found(trial.answers_without_citation))
        yield Check("Every finding has a Chinese title.", _found(lambda: untitled(loaded.programme, trial.keys)))
        yield Check("Each dated value holds on its first day, and not on the day before.", _found(trial.dated_values))
    yield Check("Each number is used.", tuple(unused(loaded, () if unfit else _looked_at(trial))))
    unread = unread_values(laws.versions(loaded.programme.id))
    yield Check("Each dated value is read by a version.", tuple(fault for each, fault in unread if each is loaded))
    yield Check("Each clause is built, done by people or out of scope, with the reason.", _found(lambda: coverage.faults_of(loaded)))
    yield Check("Its steps are named once, and its processes opened by someone.", tuple(_steps(loaded.programme)))
    yield Check("Its translations are whole.", _found(lambda: untranslated(loaded.programme)))
    yield Check("Its stories can be read.", _found(lambda: unreadable_stories(loaded, laws)))


def _fault(plugin: Plugin) -> tuple[str, ...]:
    return (plugin.fault,) if plugin.fault else ()


def _found(look: Callable[[], Iterator[str]]) -> tuple[str, ...]:
    """Return what a check finds; a file that cannot be read, or a rule without which no facts can be made, is what is missing then."""
    try:
        return tuple(look())
    except (DeclarationError, NoValue) as error:
        return (str(error),)
    except RuleFailed as problem:
        return (problem.detail,)


def _looked_at(trial: Trial) -> Collection[str]:
    """Return the numbers that the rules looked at, none where no facts can be made."""
    try:
        return trial.looked_at
    except (RuleFailed, NoValue):
        return ()


def _steps(programme: Programme) -> Iterator[str]:
    names = Counter(step.name for process in programme.processes for step in process.steps)
    for name, count in names.items():
        if count > 1:
            yield f"{count} steps are named {name!r}. Stories, papers and rules name a step without its process: give each its own name."
    known = {*programme.actors, *Opener}
    for process in programme.processes:
        if process is not programme.entry and not process.opened_by:
            yield f"The process {process.name!r} is opened by nobody. Say in `opened_by` which actor, or what, opens it."
        for opener in process.opened_by:
            if opener not in known:
                yield f"The process {process.name!r} is opened by {opener!r}, which is neither an actor nor one of {', '.join(Opener)}."
