"""What a service declares of itself, and one service at work; services are found by the entry points `fuyu.services`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from fuyu.caller import Caller
from fuyu.clock import Clock
from fuyu.events.envelope import Event
from fuyu.law.registry import Laws
from fuyu.settings import Settings
from fuyu.store.clock import clock_of
from fuyu.store.migrations import Migration
from fuyu.store.mongo import connect
from fuyu.store.transaction import Store, Subject, Transaction

if TYPE_CHECKING:
    from flask import Flask
    from flask_smorest import Blueprint

    from fuyu.store.figures import Figures

GROUP = "fuyu.services"

Handler = Callable[[Transaction, Event], None]


@dataclass(frozen=True)
class Together:
    """A projection of several events at once: for sums, where one write can stand for many.

    `run` is given events of one type and one city that came one after another, in their order; never a later one before an earlier one was followed.
    """

    run: Callable[[Transaction, Sequence[Event]], None]


@dataclass(frozen=True)
class Snapshot:
    """All that others must know of one subject now, as the data of an event type; it sets what they hold and the number they count on from."""

    type: str
    subject: Subject
    city: str
    data: Mapping[str, object]


@dataclass(frozen=True)
class Sweep:
    """Something the worker looks for at each tick: rows due by the law's today, worked through in batches; running it again changes nothing."""

    name: str
    run: Callable[[Running], object]


@dataclass(frozen=True)
class Standing:
    """How the subject of a certificate stands: taken away since a day, for a reason and on a clause, or over since a day; both None while it stands.

    `decision` is the number (文号) that its decision bears today, `decision_corrected_on` the day on which that was last corrected.
    """

    revoked_on: date | None = None
    over_since: date | None = None
    because: str | None = None
    clause: Mapping[str, Any] | None = None
    decision: str | None = None
    decision_corrected_on: date | None = None


@dataclass(frozen=True)
class Certifies:
    """How a service stands behind its certificates about one kind of subject.

    `standing` follows the subject's own record, so that no copy is kept in step. `order` orders a certificate that the subject should have and lacks
    (its letters could not be set when its day came) and returns its id; it refuses who may not, and what is not due.
    """

    standing: Callable[[Running, str, str], Standing]
    order: Callable[[Transaction, str], str] | None = None


@dataclass(frozen=True)
class Service:
    """A service: its name, what it listens to, what it does with each event, its resources, its sweeps, its migrations.

    `listens_to` are kinds of subjects; all events about them arrive, its own included. `handlers` maps the short name of an event type to the
    projection that follows it, event by event or several together; a type without one only moves the subject's number. `snapshots` maps a kind of
    subject to what `fuyu resend` publishes of it, for one city or all. `agenda` are sources of dates: each gives the first law's day after the one
    it is given on which something falls due here, beside the duties. `shows_files` says per kind of subject whether a caller may see the files kept
    for it, `shows_identity_papers` the same of those that are identity papers: without it nobody may. `certifies` says per kind of subject how this
    service stands behind the certificates about it. `figures` are what it counts of its records beside the duties. `shows_changes` gives, per kind of
    subject, what is shown of those (by id) that a caller may see in a city, where something about them changed. `pages` adds to its app what it shows to
    browsers.
    """

    name: str
    title: str
    listens_to: frozenset[str] = frozenset()
    handlers: Mapping[str, Handler | Together] = field(default_factory=dict)
    blueprints: Callable[[], Sequence[Blueprint]] = tuple
    sweeps: Sequence[Sweep] = ()
    migrations: Sequence[Migration] = ()
    snapshots: Mapping[str, Callable[[Running, str | None], Iterable[Snapshot]]] = field(default_factory=dict)
    agenda: Sequence[Callable[[Running, date], date | None]] = ()
    shows_files: Mapping[str, Callable[[Running, Caller, Subject], bool]] = field(default_factory=dict)
    shows_identity_papers: Mapping[str, Callable[[Running, Caller, Subject], bool]] = field(default_factory=dict)
    certifies: Mapping[str, Certifies] = field(default_factory=dict)
    figures: Sequence[Figures] = ()
    shows_changes: Mapping[str, Callable[[Running, Caller, str, Collection[str]], Mapping[str, Mapping[str, Any]]]] = field(default_factory=dict)
    pages: Callable[[Flask], None] | None = None


@dataclass
class Running:
    """One service at work: its declaration with the settings, the store, the clock and the law that it works with."""

    service: Service
    settings: Settings
    store: Store
    clock: Clock
    laws: Laws


def start(service: Service, settings: Settings, *, laws: Laws | None = None) -> Running:
    """Connect a service to its database and load the law of all installed plugins, unless `laws` gives it.

    Raise WrongDatabase where the MongoDB named cannot keep what is committed; close `running.store` to let go of it.
    """
    database = connect(service.name, settings)
    clock = clock_of(database, settings)
    law = laws if laws is not None else _installed()
    return Running(service, settings, Store(service.name, database, clock, law, settings.fonts), clock, law)


def load_services() -> dict[str, Service]:
    """Return the installed services by name; raise ValueError where an entry point does not name a Service, or two claim one name."""
    found: dict[str, Service] = {}
    for entry in entry_points(group=GROUP):
        service = entry.load()
        if not isinstance(service, Service) or service.name != entry.name or entry.name in found:
            raise ValueError(f"The entry point {entry.name!r} of {GROUP} ({entry.value}) must name one fuyu.service.Service of that name, and alone.")
        found[entry.name] = service
    return found


@cache
def _installed() -> Laws:
    """Return the law of the installed plugins, loaded once for all services of a process."""
    return Laws.load()
