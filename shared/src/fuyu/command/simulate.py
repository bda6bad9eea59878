"""`fuyu simulate`: a draft version or changed numbers tried over the live records of a running Fuyu, as a table; nothing is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import click
import httpx
from rich.table import Table

from fuyu.command import console
from fuyu.command.asking import answered, operator, services
from fuyu.law.registry import Laws
from fuyu.running.folders import Folders

PARTS = {
    "base-registry": ("designations", "applications", "calls"),
    "incubatee-tracker": ("bases", "enrolments"),
}
COUNTS = {
    "looked_at": "looked at",
    "failing_before": "fail now",
    "failing_after": "fail then",
    "would_fail": "fail by more",  # Those too that fail by something else already.
    "would_pass": "fail no more",
    "differs": "differ",
    "moves": "only move",
    "cannot_be_asked": "cannot be asked",
}
PLACE = re.compile(r"\s*\(.*\)$|/\d{4}$")
"""What tells one date of a kind from another: its year, or the day it stands for."""


@dataclass
class Report:
    """What both services reported, part by part."""

    tried: Mapping[str, Any] = field(default_factory=dict)
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    items: list[dict[str, Any]] = field(default_factory=list)

    def add(self, part: str, page: Mapping[str, Any]) -> None:
        """Take in one page of a part."""
        self.tried = page["tried"]
        self.counts.setdefault(part, Counter()).update(page["counts"])
        self.items += page["items"]


@click.command()
@click.argument("programme")
@click.option("--set", "values", metavar="NAME=VALUE", multiple=True, help="A parameter's value that is tried; its unit may follow. Several may be given.")
@click.option("--version", metavar="VERSION", help="The version that is tried, a draft too; each record's own where none is named.")
@click.option("--from", "from_day", metavar="DATE", help="The law's day from which it is tried; today where none is named.")
@click.option("--most", type=click.IntRange(0), default=40, show_default=True, help="How many records to list.")
@click.pass_obj
def simulate(folders: Folders, programme: str, values: tuple[str, ...], version: str | None, from_day: str | None, most: int) -> None:
    """Try rules before they are law: who would pass who does not, whom it would put out, which quotas would bind, which dates would move.

    The running services are asked with their own rules and records, and nothing is written.

    \b
    Examples:
        fuyu simulate example.award --set least_percentile=70
        fuyu simulate example.award --set places=6 --set "award_years=4 years" --from 2027-01-01
        fuyu simulate example.award --version 2026-01-01
    """
    _check_is_known(programme)
    asked: dict[str, Any] = {"programme": programme, "set": list(values), "version": version, "from": from_day}
    report, here = Report(), services(folders) or list(PARTS)
    for service, parts in ((name, parts) for name, parts in PARTS.items() if name in here):
        with operator(folders, service) as client:
            client.headers["Fuyu-City"] = programme.split(".", 1)[0]
            for part in parts:
                for page in _pages(client, part, {name: value for name, value in asked.items() if value}):
                    report.add(part, page)
    for table in _tables(report, most):
        console.print(table)


def _check_is_known(programme: str) -> None:
    """Say which programmes there are where it is none of them: a service would only tell that the operator has no role in such a city."""
    known = sorted({id for id, _ in Laws.load().programmes})
    if programme not in known:
        raise click.ClickException(f"There is no programme {programme!r}; there are {', '.join(known) or 'none'}.")


def _pages(client: httpx.Client, part: str, asked: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    cursor: dict[str, str] = {}
    while True:
        page = _answered(client.get(f"/simulations/{part}", params={**asked, **cursor})).json()
        yield page
        if page["next"] is None:
            return
        cursor = {"cursor": page["next"]}


def _answered(answer: httpx.Response) -> httpx.Response:
    """Return an answer that is none of refusal; end with each fault of what was asked, its reason and what is needed."""
    if answer.status_code != httpx.codes.UNPROCESSABLE_ENTITY:
        return answered(answer)
    faults = (f"{each['field']}: {each['reason']} Found {each.get('found')!r}; needed: {_listed(each.get('needed'))}." for each in answer.json()["errors"])
    raise click.ClickException("\n".join(faults))


def _listed(needed: Any) -> str:
    return ", ".join(map(str, needed)) if isinstance(needed, list) else str(needed)


def _tables(report: Report, most: int) -> Iterator[Table]:
    yield _summary(report)
    shown = [each for each in report.items if each["verdict"] != "moves"]
    if shown and most:
        yield _records(shown, most)
    if moved := [date for each in report.items for date in each["dates"]]:
        yield _dates(moved)


def _summary(report: Report) -> Table:
    tried = report.tried
    what = [f"{name} = {value}" for name, value in tried["values"].items()] + ([f"version {tried['version']}"] if tried["version"] else [])
    table = Table(title=f"{tried['programme']}, tried from {tried['from']}: {', '.join(what)}", title_justify="left")
    table.add_column("")
    for title in COUNTS.values():
        table.add_column(title, justify="right")
    for part, counts in report.counts.items():
        table.add_row(part, *(f"{counts[name]:,}" for name in COUNTS))
    return table


def _records(items: list[dict[str, Any]], most: int) -> Table:
    left = f", {most} of {len(items)}" if len(items) > most else ""
    table = Table(title=f"For whom something differs{left}", title_justify="left", show_lines=True)
    for title in ("who", "what", "verdict", "why"):
        table.add_column(title, overflow="fold")
    for each in items[:most]:
        table.add_row(_who(each), each["kind"], each["verdict"], "\n".join(_why(each)))
    return table


def _who(item: Mapping[str, Any]) -> str:
    named = item.get("organisation") or item.get("incubatee")
    return f"{named['name']} ({named['district']})" if named else str(item.get("title", item["id"]))


def _why(item: Mapping[str, Any]) -> Iterator[str]:
    if item["because"]:
        yield item["because"]
    for finding in item["findings"]:
        told = finding["after"] or finding["before"]
        clause = finding["citation"].get("clause") or finding["citation"].get("rule")
        yield f"{finding['key']} ({clause}): {_outcome(finding['before'])} → {_outcome(finding['after'])}; {told['because']}"
    yield from (f"{each['what']}: {each['before']} → {each['after']}" for each in (*item["values"], *item["dates"]))


def _outcome(told: Mapping[str, Any] | None) -> str:
    return "not asked" if told is None else f"{told['outcome']}, as a warning" if told["weight"] == "warning" else str(told["outcome"])


def _dates(moved: Iterable[Mapping[str, Any]]) -> Table:
    table = Table(title="Dates that would move", title_justify="left")
    for title in ("what", "how many", "by days", "the first of them"):
        table.add_column(title, justify="right" if title == "how many" else "left", overflow="fold")
    kinds: dict[str, list[Mapping[str, Any]]] = {}
    for each in moved:
        kinds.setdefault(PLACE.sub("", each["what"]), []).append(each)
    for what, dates in kinds.items():
        days = [each["days"] for each in dates if each["days"] is not None]
        spread = "" if not days else f"{min(days):+d}" if min(days) == max(days) else f"{min(days):+d} to {max(days):+d}"
        first = min(dates, key=lambda each: each["before"] or each["after"])
        table.add_row(what, f"{len(dates):,}", spread, f"{first['before'] or 'none'} → {first['after'] or 'none'}")
    return table
