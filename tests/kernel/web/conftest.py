"""The desks' service at work over HTTP: a real MongoDB, a real threaded server on this machine, real tokens."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from werkzeug.serving import make_server

from fuyu import http
from fuyu.caller import Role
from fuyu.ids import new_id
from fuyu.law.registry import Laws
from fuyu.running.mongod import Mongod
from fuyu.service import Running, start
from fuyu.settings import Settings
from fuyu.web.app import create_app
from fuyu.web.keys import load_private, make_key
from fuyu.web.tokens import mint

from .desks import SERVICE

OFFICER = Role("officer", "east", office="east-1")
WARDEN = Role("warden", "east", office="east-1")
OPERATOR = Role("operator", "east")
STRANGER = Role("officer", "west", office="west-1")


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    make_key(folder)
    return folder


@pytest.fixture(scope="session")
def settings(mongod: Mongod, keys: Path) -> Settings:
    return Settings(mongodb_uri=mongod.uri, database_prefix=f"t{new_id()[-12:]}_", jwks=keys / "jwks.json", is_clock_settable=True, max_file_bytes=64_000)


@pytest.fixture(scope="session")
def running(settings: Settings) -> Iterator[Running]:
    at_work = start(SERVICE, settings, laws=Laws())
    at_work.store.migrate(SERVICE.migrations)
    yield at_work
    at_work.store.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[object], str]]:
    """Return a function that serves an app on a threaded server of this machine and returns its address."""
    servers = []

    def begin(app: object) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.port}"

    yield begin
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def app(running: Running) -> object:
    return create_app(running)


@pytest.fixture(scope="session")
def address(app: object, serve: Callable[[object], str]) -> str:
    return serve(app)


@pytest.fixture(scope="session")
def token(keys: Path) -> Callable[..., str]:
    """Return a function that mints a token for a person in the given roles."""
    return lambda *roles, person="p-1", lasts=timedelta(hours=1): mint(load_private(keys), person, roles, lasts=lasts)


class Client(http.Client):
    """A client that gives each POST an Idempotency-Key of its own, as a good client does, unless told another."""

    def send(self, request: httpx.Request, **kwargs: object) -> httpx.Response:
        if request.method == "POST" and "Idempotency-Key" not in request.headers:
            request.headers["Idempotency-Key"] = new_id()
        return super().send(request, **kwargs)


@pytest.fixture
def client(address: str, token: Callable[..., str]) -> Iterator[Callable[..., Client]]:
    """Return a function that makes a client signed in with the given roles, or with none."""
    made: list[Client] = []

    def sign_in(*roles: Role, person: str = "p-1") -> Client:
        headers = {"Authorization": f"Bearer {token(*roles, person=person)}"} if roles else {}
        made.append(Client(base_url=address, headers=headers, timeout=30))
        return made[-1]

    yield sign_in
    for each in made:
        each.close()


@pytest.fixture
def officer(client: Callable[..., Client]) -> Client:
    return client(OFFICER)


@pytest.fixture
def warden(client: Callable[..., Client]) -> Client:
    return client(WARDEN)


@pytest.fixture
def operator(client: Callable[..., Client]) -> Client:
    return client(OPERATOR)


@pytest.fixture
def stranger(client: Callable[..., Client]) -> Client:
    """Return a client of an officer of another city."""
    return client(STRANGER, person="p-9")


@pytest.fixture
def anyone(client: Callable[..., Client]) -> Client:
    return client()


@pytest.fixture
def desk(officer: Client) -> dict[str, object]:
    """Return a desk of the city east, just added."""
    return officer.post("/desks", json={"name": new_id(), "places": 2}).json()


@pytest.fixture
def another_app(running: Running) -> Callable[..., object]:
    """Return a function that makes an app of the same service with other blueprints or settings."""

    def make(blueprints: list[object] | None = None, **changed: object) -> object:
        service = SERVICE if blueprints is None else dataclasses.replace(SERVICE, blueprints=lambda: blueprints)
        return create_app(dataclasses.replace(running, service=service, settings=dataclasses.replace(running.settings, **changed)))

    return make
