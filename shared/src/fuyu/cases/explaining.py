"""What the writer of a story can say of a programme: its actors, its steps with their words, its builders, its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from fuyu.cases.building import builders_of
from fuyu.cases.kinds import KINDS, members_of
from fuyu.cases.words import VERBS, who_says, words_at
from fuyu.law.forms import schema_of
from fuyu.law.programme import Programme, Scope
from fuyu.law.registry import Loaded
from fuyu.law.settings import LawSettings
from fuyu.law.steps import Announce, Process, Step

BOUND = {Scope.OFFICE: "", Scope.DISTRICT_OFFICE: "district", Scope.ORGANISATION: "organisation", Scope.ASSIGNED: "", Scope.PUBLIC: "", Scope.OPERATOR: ""}


def explain(loaded: Loaded) -> RenderableType:
    """Return all of it for one version of a programme."""
    programme = loaded.programme
    head = Text(f"{programme.name} {programme.title}", style="bold")
    return Group(head, _actors(programme), *(_process(process) for process in programme.processes), _verbs(), _builders(programme), _numbers(loaded), _looks())


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _actors(programme: Programme) -> Table:
    table = _table("People: what `actor` can be", "actor", "who", "also needs")
    for name, actor in programme.actors.items():
        needs = "" if actor.of == "incubatee" else BOUND[actor.scope]
        table.add_row(name, actor.title, needs)
    return table


def _process(process: Process) -> Table:
    opened = f", opened by {', '.join(map(str, process.opened_by))}" if process.opened_by else ""
    table = _table(f"Process {process.name}: {process.title} ({process.over}{opened})", "step", "title", "clause", "word: who says it", "with")
    for step in process.steps:
        if not isinstance(step, Announce):
            place = f"{step.name}\n(beside {step.beside})" if step.beside else step.name
            table.add_row(place, step.title, step.clause, "\n".join(_words(process, step)), ", ".join(_members(step)))
    return table


def _words(process: Process, step: Step) -> Iterator[str]:
    said: dict[str, list[str]] = {}
    for word in words_at(process, step):
        said.setdefault(str(who_says(step, word) or "the system"), []).append(word)
    yield from (f"{', '.join(words)}: {who}" for who, words in said.items())


def _members(step: Step) -> Iterator[str]:
    if step.form is not None:
        yield from schema_of(step.form)().fields
    yield from (f"judged.{judgement.key}" for judgement in step.judges)
    if step.is_numbered:
        yield "number"


def _verbs() -> Table:
    table = _table("What can be done beside the steps", "does", "is", "with")
    for name, verb in VERBS.items():
        table.add_row(name, verb.says, ", ".join(sorted(verb.told)))
    return table


def _builders(programme: Programme) -> Table:
    table = _table("Builders: what `like` can be; the first is the default", "like", "organisation", "entries for")
    for name, builder in builders_of(programme).items():
        table.add_row(name, ", ".join(str(value) for value in builder.organisation.values()), ", ".join(builder.fills))
    return table


def _numbers(loaded: Loaded) -> Table:
    table = _table("Numbers: what `parameter` can be", "parameter", "value", "unit", "clause")
    for value in loaded.view(LawSettings(), loaded.programme.values_on):
        table.add_row(value.name, str(value.value), value.unit, value.citation.clause or str(value.citation.rule))
    return table


def _looks() -> Table:
    table = _table("What a story can look at, under `then` and `expect`", "kind", "is", "members")
    for name, kind in KINDS.items():
        table.add_row(name, kind.says, ", ".join(members_of(name)))
    return table
