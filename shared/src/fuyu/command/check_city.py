"""`fuyu check-city`: the contract that every plugin must meet, and what is missing."""

from __future__ import annotations

import sys

import click
from rich.markup import escape

from fuyu.command import console
from fuyu.kit.checking import Report, check_plugin
from fuyu.kit.packages import load_package
from fuyu.kit.problems import NoPlugin


@click.command()
@click.argument("package")
def check_city(package: str) -> None:
    """Check the plugin PACKAGE against the contract that every plugin must meet, and print what is missing, with the way out.

    PACKAGE is an installed package, its city's id, or a folder with a pyproject.toml, which need not be installed. Rules are asked with facts
    made from examples.yaml; no service is started, and nothing is written. It exits with 1 where something is missing.

    \b
    Examples:
        fuyu check-city .                  the package in this folder
        fuyu check-city fuyu-example       an installed one
    """
    try:
        laws = load_package(package)
    except NoPlugin as problem:
        raise click.ClickException(problem.detail) from None
    reports = [report for plugin in laws.plugins for report in check_plugin(laws, plugin)]
    for report in reports:
        _tell(report)
    missing = sum(len(check.missing) for report in reports for check in report.checks)
    console.print(f"\n[bold]{'Nothing is missing.' if not missing else f'{missing} missing.'}[/]")
    sys.exit(1 if missing else 0)


def _tell(report: Report) -> None:
    console.print(f"[bold]{escape(report.name)}[/] {escape(report.title)}", soft_wrap=True)
    for check in report.checks:
        console.print(f"  {'[green]✓[/]' if check.is_met else '[red]✗[/]'} {escape(check.asks)}", soft_wrap=True)
        for fault in check.missing:
            console.print(f"      {escape(fault)}", soft_wrap=True)
