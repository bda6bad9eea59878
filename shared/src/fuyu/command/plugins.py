"""`fuyu plugins`: which law is installed here."""

from __future__ import annotations

import sys

import click
from rich.table import Table
from rich.tree import Tree

from fuyu.command import console
from fuyu.law.registry import Laws, Loaded, Plugin
from fuyu.law.settings import LawSettings


@click.command()
@click.argument("programme", required=False)
def plugins(programme: str | None) -> None:
    """List the installed plugins with their versions and programmes; name a PROGRAMME to read its numbers with clause and reading.

    A plugin that was refused is listed with its fault and the way out, and the command exits with 1.

    \b
    Examples:
        fuyu plugins
        fuyu plugins example.award
    """
    laws = Laws.load()
    if programme is None:
        for plugin in laws.plugins:
            console.print(_tree(laws, plugin))
        sys.exit(1 if any(plugin.fault for plugin in laws.plugins) else 0)
    versions = [loaded for (id, _), loaded in laws.programmes.items() if id == programme]
    if not versions:
        raise click.ClickException(f"No installed plugin declares {programme!r}. There are: {', '.join(sorted({id for id, _ in laws.programmes}))}.")
    for loaded in versions:
        console.print(_numbers(loaded))


def _tree(laws: Laws, plugin: Plugin) -> Tree:
    head = f"[bold]{plugin.name}[/] {plugin.distribution} {plugin.version} [dim]{plugin.digest[:12]}[/]"
    if plugin.fault:
        tree = Tree(f"{head} [red]refused[/]")
        tree.add(plugin.fault)
        return tree
    tree = Tree(f"{head} {plugin.city.title if plugin.city else ''}")
    for loaded in laws.programmes.values():
        if plugin.city is not None and loaded.programme.city == plugin.city.id:
            tree.add(_line(loaded))
    return tree


def _line(loaded: Loaded) -> str:
    regulation = loaded.regulation
    since = f"from {regulation.in_force_from}" if regulation.in_force_from else "not in force before it is adopted"
    until = f" to {regulation.in_force_until}" if regulation.in_force_until else ""
    readings = sum(1 for parameter in loaded.parameters.values() if parameter.citation.reading)
    return (
        f"[bold]{loaded.programme.name}[/] {loaded.programme.title}\n"
        f"{regulation.name}, {regulation.status}, {since}{until}; {len(regulation.articles)} clauses, {len(loaded.parameters)} numbers, {readings} readings, "
        f"{len(loaded.programme.processes)} processes"
    )


def _numbers(loaded: Loaded) -> Table:
    table = Table(title=f"{loaded.programme.name} {loaded.programme.title}", title_justify="left")
    for heading in ("number", "value", "unit", "clause", "says", "reading"):
        table.add_column(heading, overflow="fold")
    for value in loaded.view(LawSettings(), loaded.programme.values_on):
        citation = value.citation
        table.add_row(value.name, str(value.value), value.unit, citation.clause or f"{citation.rule}: {citation.because}", value.says, citation.reading or "")
    return table
