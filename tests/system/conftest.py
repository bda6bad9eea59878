"""The apps of all services over one private MongoDB, asked without a network between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import pytest
from flask import Flask

from fuyu.caller import Role
from fuyu.ids import new_id
from fuyu.running.keys import Keys
from fuyu.running.mongod import Mongod
from fuyu.service import load_services, start
from fuyu.settings import Settings
from fuyu.web.app import create_app


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    made = Keys(tmp_path_factory.mktemp("keys"))
    made.make()
    return made


@pytest.fixture(scope="module")
def apps(mongod: Mongod, keys: Keys) -> Iterator[Mapping[str, Flask]]:
    """Each service's app by its name."""
    settings = Settings(mongodb_uri=mongod.uri, broker_url="memory://", database_prefix=f"t{new_id()[-12:]}_", jwks=keys.jwks, is_clock_settable=True)
    running = {name: start(service, settings) for name, service in load_services().items()}
    for name, at_work in running.items():
        at_work.store.migrate(at_work.service.migrations)
        assert name == at_work.service.name
    yield {name: create_app(at_work) for name, at_work in running.items()}
    for at_work in running.values():
        at_work.store.close()


@pytest.fixture(scope="module")
def signed_in(keys: Keys) -> object:
    """Return the headers of someone signed in with roles."""

    def headers(person: str, *roles: Role) -> dict[str, str]:
        bound = [{name: value for name in ("actor", "city", "office", "district", "organisation") if (value := getattr(role, name))} for role in roles]
        return {"Authorization": f"Bearer {keys.mint(person, bound, datetime.now(UTC))}"}

    return headers
