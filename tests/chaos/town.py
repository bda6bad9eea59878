"""A city at work while everything around it is killed: one designated base with its incubatees, and the people who ask over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from fuyu.caller import Role
from fuyu.http import Client
from fuyu.running.system import System

from ..services.registry_desk.registry import CITY, OFFICE, Person, Registry, Round, code
from ..services.registry_desk.whole_way import designated
from .settling import settle

REGISTRY, TRACKER, NOTIFIER = "base-registry", "incubatee-tracker", "notifier"
FIRST_DAY, DAY = "2026-02-02", "2027-03-01"
"""The call opens on the first; by the other the base has stood through the end of a year, so that its sessions fall into two."""
HOLDER = 1
MOST_READINGS = 10
ROLE = ("actor", "city", "office", "district", "organisation")


@dataclass
class Town:
    """A running system with one base: its designation, and its enrolments by id."""

    system: System
    designation: str = ""
    starts_on: str = ""
    enrolments: tuple[str, ...] = ()

    def person(self, service: str, id: str, *roles: Role) -> httpx.Client:
        """Return a client of someone with these roles."""
        signed_in = {"Authorization": f"Bearer {self._mint(id, roles)}"}
        return Client(base_url=self.system.urls[service], headers=signed_in, timeout=15)

    def operator(self, service: str) -> httpx.Client:
        """Return an operator's client."""
        return self.person(service, "operator-1", Role("operator", CITY))

    def officer(self, service: str = REGISTRY) -> httpx.Client:
        """Return a client of an officer of the city's bureau."""
        return self.person(service, "officer-1", Role("city bureau", CITY, office=OFFICE))

    def coordinator(self) -> httpx.Client:
        """Return a client of the base's own coordinator."""
        return self.person(TRACKER, "coordinator-1", Role("base", CITY, organisation=code(HOLDER)))

    def set_day(self, day: str) -> None:
        """Let it be a day of the law everywhere."""
        for service in self.system.services:
            with self.operator(service) as operator:
                operator.put("/ops/clock", json={"today": day}).raise_for_status()

    def _mint(self, id: str, roles: tuple[Role, ...]) -> str:
        bound = [{name: str(value) for name in ROLE if (value := getattr(role, name))} for role in roles]
        return self.system.keys.mint(id, bound, datetime.now(UTC))


class Patient(Person):
    """Someone who reads again and repeats the act where a sweep changed the thing meanwhile."""

    def act(self, path: str, step: str, does: str, **more: Any) -> httpx.Response:
        """Act at a step of a thing as it stands now, however often it changes."""
        for _ in range(MOST_READINGS):
            answer = super().act(path, step, does, **more)
            if answer.status_code != httpx.codes.PRECONDITION_FAILED:
                break
        return answer


class Desk(Registry):
    """base-registry with its worker at work."""

    def person(self, id: str, *roles: Role) -> Patient:
        """Return someone who asks with a token for these roles."""
        return Patient(self, super().person(id, *roles).http, id)


def founded(system: System) -> Town:
    """Take one company from the call to its designation, and wait until its incubatees are enrolled."""
    town = Town(system)
    town.set_day(FIRST_DAY)
    town.designation = designated(Round(Desk(system.urls[REGISTRY], town._mint), number=HOLDER).open(FIRST_DAY))
    town.set_day(DAY)
    settle(system)
    with town.coordinator() as coordinator:
        base = _shown(coordinator.get(f"/bases/{town.designation}"))
        enrolled = _shown(coordinator.get("/enrolments", params={"designation": town.designation, "state": "running", "limit": 200}))["items"]
    town.starts_on, town.enrolments = base["starts_on"], tuple(each["id"] for each in enrolled)
    assert len(town.enrolments) >= 10
    return town


def _shown(answer: httpx.Response) -> Any:
    assert answer.is_success, answer.text
    return answer.json()
