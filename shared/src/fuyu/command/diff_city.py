"""`fuyu diff-city`: what tells two programmes, or two versions of one, apart."""

from __future__ import annotations

import click
from rich.markup import escape
from rich.table import Table

from fuyu.command import console
from fuyu.kit.comparing import Difference, Part, compare
from fuyu.law.registry import Laws, Loaded
from fuyu.problems import ProgrammeUnavailable


@click.command()
@click.argument("a")
@click.argument("b")
def diff_city(a: str, b: str) -> None:
    """Show which numbers, steps and other parts tell A and B apart, clause by clause.

    A and B are programmes of installed plugins, such as example.award: each stands for its newest version, unless it names another. Of a city
    with one programme its id is enough. Two versions of one programme are compared with their texts.

    \b
    Examples:
        fuyu diff-city example.award@2020-07-01 example.award@2026-01-01
        fuyu diff-city example yangben.model
    """
    laws = Laws.load()
    left, right = _named(laws, a), _named(laws, b)
    found = compare(left, right)
    if not found:
        console.print(f"{escape(left.programme.name)} and {escape(right.programme.name)} say the same.")
        return
    console.print(_table(left, right, found))
    console.print(f"{len(found)} differ: {_counts(found)}.")


def _named(laws: Laws, name: str) -> Loaded:
    """Return the version that a name means; say which there are where it means none."""
    id, _, version = name.partition("@")
    ids = sorted({known for known, _ in laws.programmes})
    own = [known for known in ids if known.split(".", 1)[0] == id]
    if id not in ids and len(own) > 1:
        raise click.ClickException(f"The city {id!r} has several programmes. Name one of {', '.join(own)}.")
    programme = own[0] if id not in ids and own else id
    try:
        versions = laws.versions(programme)
    except ProgrammeUnavailable as problem:
        raise click.ClickException(f"{problem.detail} Programmes here are {', '.join(ids) or 'none'}.") from None
    for each in versions:
        if version in ("", each.programme.version) and (version or each is versions[-1]):
            return each
    raise click.ClickException(f"{programme} has no version {version!r}; it has {', '.join(each.programme.version for each in versions)}.")


def _table(left: Loaded, right: Loaded, found: list[Difference]) -> Table:
    table = Table(title=f"{left.programme.title} and {right.programme.title}" if left.programme.title != right.programme.title else left.programme.title)
    table.title_justify = "left"
    for heading in ("clause", "what", left.programme.name, right.programme.name):
        table.add_column(heading, overflow="fold")
    before = None
    for each in found:
        clause = _clause(each)
        if before is not None and clause != before:
            table.add_section()
        table.add_row("" if clause == before else escape(clause), f"{each.what} {escape(each.name)}".strip(), _side(each.left), _side(each.right))
        before = clause
    return table


def _clause(each: Difference) -> str:
    left, right = each.clauses
    return left if left == right or not right else right if not left else f"{left}; {right}"


def _side(part: Part | None) -> str:
    return "—" if part is None else escape("\n".join(part.lines))


def _counts(found: list[Difference]) -> str:
    whats = [each.what for each in found]
    return ", ".join(f"{whats.count(what)} {what}" for what in dict.fromkeys(whats))
