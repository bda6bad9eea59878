"""Guards of forms: a page that one process showed is taken by every other, whatever key the tokens are signed by meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from fuyu.ids import new_id
from fuyu.running.keys import Keys
from fuyu.running.mongod import Mongod
from fuyu.service import Running, start
from fuyu.settings import Settings
from fuyu.web.app import create_app
from portal import SERVICE


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Callable[[str], Flask]]:
    """Return a function that makes the portal's app as another process has it, with keys of its own, over the same database."""
    mongod, running, prefix = Mongod(tmp_path / "mongod"), list[Running](), f"t{new_id()[-12:]}_"
    mongod.start()

    def make(name: str) -> Flask:
        keys = Keys(tmp_path / name)
        keys.make()
        settings = Settings(mongodb_uri=mongod.uri, broker_url="memory://", database_prefix=prefix, jwks=keys.jwks, token_keys=tmp_path / name)
        running.append(start(SERVICE, settings))
        running[-1].store.migrate(SERVICE.migrations)
        return create_app(running[-1])

    yield make
    for each in running:
        each.store.close()
    mongod.stop()


@pytest.mark.slow
def test_a_form_that_one_process_showed_is_taken_by_another_with_a_newer_key(process: Callable[[str], Flask]) -> None:
    """INVARIANT: neither a second replica nor a new key of the tokens makes a form that somebody is filling in too old."""
    shows, takes = process("older").test_client(), process("newer").test_client(use_cookies=False)
    shown = shows.get("/sign-in")
    guard = re.search(r'name="csrf_token" value="([^"]+)"', shown.text)
    cookie = re.search(r"fuyu_session=([^;]+)", shown.headers["Set-Cookie"])
    assert guard is not None
    assert cookie is not None
    form = {"login": "nobody", "password": "wrong", "csrf_token": guard.group(1)}
    answer = takes.post("/sign-in", data=form, headers={"Cookie": f"fuyu_session={cookie.group(1)}"})
    assert (answer.status_code, "登录名或密码不对" in answer.text) == (401, True)
    assert takes.post("/sign-in", data={**form, "csrf_token": "forged"}, headers={"Cookie": f"fuyu_session={cookie.group(1)}"}).status_code == 400
