"""Accounts of the demonstration: one for each of its actors, signed in to by one click, each with something to see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Protocol

import httpx

from fuyu.cases.cast import Cast
from fuyu.http import Client
from fuyu.law.programme import Scope
from fuyu.running.keys import Keys

PORTAL = "portal"
OPERATOR = "operator"
ORDER = (Scope.ORGANISATION, Scope.DISTRICT_OFFICE, Scope.OFFICE, Scope.ASSIGNED)
MOST_LOOKED_AT = 10
BOUNDS = ("office", "district", "organisation")


class Deployment(Protocol):
    """What runs: the services' addresses and the keys of its tokens."""

    @property
    def urls(self) -> Mapping[str, str]:
        """Return each service's address."""

    @property
    def keys(self) -> Keys:
        """Return the keys of the tokens."""


def make_accounts(deployment: Deployment, cast: Cast) -> None:
    """Make an account for one person of each actor in the directory that has none; they have no password. A city has one operator's account.

    Of organisations that one is taken of which most can be seen: an incubatee whose incubation runs, its base, an applicant on its way.
    """
    token = deployment.keys.mint(OPERATOR, [{"actor": OPERATOR, "city": cast.city.id}], datetime.now(UTC), 1)
    with Client(headers={"Authorization": f"Bearer {token}"}, timeout=30) as client:
        for account in _accounts(client, deployment.urls, cast):
            heading = f"{cast.city.title} · {cast.programme.title}"
            content = {**account, "login": f"{cast.city.id}-{account['person']}", "is_demonstration": True, "heading": heading}
            key = f"demonstration-{cast.city.id}-{account['person']}"
            answer = client.post(f"{deployment.urls[PORTAL]}/accounts", json=content, headers={"Idempotency-Key": key})
            if answer.status_code != HTTPStatus.CONFLICT and not _was_made(answer):
                answer.raise_for_status()


def _was_made(answer: httpx.Response) -> bool:
    """Claim that the account was made by an earlier start, from what stood then: since, another organisation may be the one of which most is seen."""
    return answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY and str(answer.json().get("type", "")).endswith("idempotency-key-reused")


def _accounts(client: httpx.Client, urls: Mapping[str, str], cast: Cast) -> Iterator[dict[str, Any]]:
    people = _rows(client, f"{urls['notifier']}/people")
    shown = _shown_organisations(client, urls, cast.programme.id)
    actors = sorted(cast.programme.actors.items(), key=lambda each: ORDER.index(each[1].scope) if each[1].scope in ORDER else len(ORDER))
    for name, actor in actors:
        of = shown.get(actor.of, {}) if actor.scope is Scope.ORGANISATION else {}
        found = [person for person in people if any(_is(role, name, of.get("code")) for role in person["roles"])]
        if actor.scope is Scope.ASSIGNED:  # Experts are assigned by name and stand in no directory.
            found = [{"person": person, "roles": [{"actor": name}]} for person in _assigned(client, urls, cast, name)]
        if not found:
            continue
        person = min(found, key=lambda each: each["person"] not in cast.people)  # Two programmes of a city can share an actor: each shows its own.
        roles = [{"city": cast.city.id, **{bound: role[bound] for bound in ("actor", *BOUNDS) if role.get(bound)}} for role in person["roles"]]
        where = of.get("name") or next((role["district"] for role in roles if role.get("district")), None)
        yield {"person": person["person"], "name": f"{actor.title} · {where}" if where else actor.title, "roles": roles}
    yield {"person": f"{OPERATOR}-{cast.city.id}", "name": "系统运行人员", "roles": [{"actor": OPERATOR, "city": cast.city.id}]}


def _assigned(client: httpx.Client, urls: Mapping[str, str], cast: Cast, actor: str) -> list[str]:
    """Return the people who are assigned on the way of an application that goes on, those first at whose step it stands now."""
    steps = {step.name for step in cast.programme.entry.steps if step.by == actor}
    rows = _rows(client, f"{urls['base-registry']}/applications", programme=cast.programme.id, state="running")
    shown = [client.get(f"{urls['base-registry']}/applications/{row['id']}").raise_for_status().json() for row in rows[:MOST_LOOKED_AT]]
    found = [(step not in _open(each), person) for each in shown for step, people in each["walk"]["assigned"].items() if step in steps for person in people]
    return [person for _, person in sorted(found, key=lambda one: one[0])]


def _open(application: Mapping[str, Any]) -> set[str]:
    return {str(step["name"]) for step in application["steps"]}


def _is(role: Mapping[str, Any], actor: str, organisation: str | None) -> bool:
    return role["actor"] == actor and (organisation is None or role.get("organisation") == organisation)


def _shown_organisations(client: httpx.Client, urls: Mapping[str, str], programme: str) -> dict[str, dict[str, str]]:
    """Return the organisation to be shown for each relation."""
    running = _rows(client, f"{urls['incubatee-tracker']}/enrolments", programme=programme, state="running")
    held = _rows(client, f"{urls['base-registry']}/designations", programme=programme, state="held")
    applications = _rows(client, f"{urls['base-registry']}/applications", programme=programme, state="running")
    found = {"holder": held[0]["organisation"]} if held else {}
    if running:
        base = Counter(row["designation"] for row in running).most_common(1)[0][0]
        row = next(each for each in running if each["designation"] == base)
        found |= {"holder": row["base"], "incubatee": row["incubatee"]}
    if applications:
        found["applicant"] = applications[0]["organisation"]
    return found


def _rows(client: httpx.Client, url: str, **query: str) -> list[dict[str, Any]]:
    answer = client.get(url, params={"limit": "200", **query})
    rows: list[dict[str, Any]] = answer.raise_for_status().json()["items"]
    return rows
