"""incubatee-tracker at work: a real MongoDB, its app on a threaded server, its worker, and base-registry's outbox and relay that feed it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.databases import empty
from werkzeug.serving import make_server

from fuyu.law.registry import Laws
from fuyu.messaging.worker import Worker
from fuyu.running.mongod import Mongod
from fuyu.service import Running, Service, start
from fuyu.settings import Settings
from fuyu.web.app import create_app
from fuyu.web.keys import make_key
from incubatee_tracker import SERVICE

from .world import World

PREFIX = "tracker_"
REGISTRY = Service("base-registry", "What designates; here only its outbox and its relay")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    make_key(folder)
    return folder


@pytest.fixture(scope="module")
def settings(mongod: Mongod, keys: Path) -> Settings:
    empty(mongod, PREFIX)
    return Settings(mongodb_uri=mongod.uri, database_prefix=PREFIX, jwks=keys / "jwks.json", is_clock_settable=True, tick_seconds=0.5)


@pytest.fixture(scope="session")
def laws() -> Laws:
    return Laws.load()


@pytest.fixture(scope="module")
def at_work(settings: Settings, laws: Laws) -> Iterator[dict[str, Running]]:
    """Start both services with their workers, and stop them at the end."""
    running = {service.name: start(service, settings, laws=laws) for service in (REGISTRY, SERVICE)}
    for each in running.values():
        each.store.migrate(each.service.migrations)
    workers = [Worker(each) for each in running.values()]
    for worker in workers:
        worker.start()
    yield running
    for worker in workers:
        worker.stop(10)
    for each in running.values():
        each.store.close()


@pytest.fixture(scope="module")
def address(at_work: dict[str, Running]) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(at_work["incubatee-tracker"]), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def world(at_work: dict[str, Running], address: str, keys: Path) -> Iterator[World]:
    made = World(at_work["base-registry"], at_work["incubatee-tracker"], address, keys)
    yield made
    made.close()


@pytest.fixture
def on(world: World) -> Callable[[str], None]:
    """Return the function that sets the law's day."""
    return world.set_day
