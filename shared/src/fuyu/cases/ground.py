"""Where stories are played: a system of their own that is emptied before each, or one that runs already."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

from pymongo import MongoClient
from pymongo.client_session import ClientSession

from fuyu.cases.days import Days, NotSettled
from fuyu.running.errors import CannotStart
from fuyu.running.keys import Keys
from fuyu.running.system import Broker, System
from fuyu.service import load_services
from fuyu.settings import Settings

STAYS = {"what": {"$in": ["migration", "peer", "worker"]}}
"""Rows of `state` that tell of the deployment, not of what happened in it; so do all of `leases`."""
SETTINGS = {"FUYU_TICK_SECONDS": "3600", "FUYU_LOG_LEVEL": "warning"}
"""Its services look for what is due when a story asks them to: ticks of their own would mostly find nothing and write while it is emptied."""


def showing_pages() -> list[str]:
    """Return the services that show pages: nothing of what a story tells is kept there, so it is played without them."""
    return [name for name, service in load_services().items() if service.pages is not None]


class Ground(Protocol):
    """What a story needs of a deployment: the services' addresses and the keys of their tokens."""

    @property
    def urls(self) -> Mapping[str, str]:
        """Return each service's address."""

    @property
    def keys(self) -> Keys:
        """Return the keys of the tokens."""

    def clear(self, days: Days) -> None:
        """Make room for a story."""


class OwnGround:
    """A private system with a settable clock under a folder; each story finds its databases empty."""

    def __init__(self, folder: Path, *, broker: Broker = "memory", say: Callable[[str], None] = lambda _: None) -> None:
        self.system = System(folder, broker=broker, settable_clock=True, settings=SETTINGS, without=showing_pages(), say=say)

    def __enter__(self) -> Self:
        """Start it."""
        self.system.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        """Stop it."""
        self.system.__exit__(*error)

    @property
    def urls(self) -> Mapping[str, str]:
        """Return each service's address."""
        return self.system.urls

    @property
    def keys(self) -> Keys:
        """Return the keys of the tokens."""
        return self.system.keys

    def clear(self, days: Days) -> None:
        """Empty all databases once nothing is on its way, since an event of the last story would find no place in the next; mails go too."""
        with suppress(NotSettled):  # What cannot arrive goes with the databases.
            days.arrived()
        for mail in self.system.mail.folder.glob("*.eml"):
            mail.unlink()
        client: MongoClient[dict[str, Any]] = MongoClient(self.system.mongod.uri)
        with client, client.start_session() as session:
            session.with_transaction(lambda within: self._empty(client, within))

    def _empty(self, client: MongoClient[dict[str, Any]], within: ClientSession) -> None:
        """Empty all databases at one moment: a sweep that found half of a story would act on it."""
        for service in self.system.services:
            database = client[Settings().database_of(service)]
            for name in set(database.list_collection_names(filter={"type": "collection"})) - {"leases"}:
                database[name].delete_many({"$nor": [STAYS]} if name == "state" else {}, session=within)


@dataclass(frozen=True)
class StandingGround:
    """A deployment that runs already, with a settable clock and keys that lie here; stories go on from what there is."""

    urls: Mapping[str, str]
    keys: Keys

    def clear(self, days: Days) -> None:
        """Leave everything as it is."""


def standing(at: Sequence[str], services: Sequence[str], keys: Keys) -> StandingGround:
    """Return the ground that addresses name: one for all services, each under its name, or NAME=URL for each; raise CannotStart for another form."""
    named = dict(each.split("=", 1) for each in at if "=" in each.split("://", 1)[0])
    common = [each.rstrip("/") for each in at if each not in {f"{name}={url}" for name, url in named.items()}]
    urls = {service: named.get(service) or (f"{common[0]}/{service}" if common else "") for service in services}
    if len(common) > 1 or not all(urls.values()) or set(named) - set(services):
        raise CannotStart(f"Name one address for all services (http://127.0.0.1:8080), or each as NAME=URL; the services are {', '.join(services)}.")
    if not keys.are_here:
        raise CannotStart(f"There are no keys in {keys.folder}. Name the folder of the running system with `fuyu --var FOLDER`.")
    return StandingGround(urls, keys)
