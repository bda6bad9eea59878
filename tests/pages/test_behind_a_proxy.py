"""Behind proxies everybody seems to come from one address: who is believed to say where somebody really is, and what is never taken from a request."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fuyu.running.system import System

from .test_accounts import WRONG, Browser

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TRIES = 50
"""So many failures of one address lock it; the accounts are different ones, so that none of them is locked."""


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The system as it is started without a word about proxies."""
    with System(tmp_path_factory.mktemp("bare")) as running:
        yield running


@pytest.fixture(scope="module")
def behind_one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The system behind one proxy."""
    with System(tmp_path_factory.mktemp("behind"), settings={"FUYU_TRUSTED_PROXIES": "1"}) as running:
        yield running


def failing(system: System, number: int, forwarded: str) -> int:
    """Return the status of a failure to sign in that says to be forwarded for an address."""
    browser = Browser(system)
    browser.http.headers["X-Forwarded-For"] = forwarded
    return browser.sign_in(f"nobody-{number}", WRONG).status_code


def test_an_address_that_failed_too_often_is_locked_alone_behind_a_trusted_proxy(behind_one: System) -> None:
    """INVARIANT: one who guesses locks out nobody else of a whole city."""
    assert [failing(behind_one, number, "192.0.2.1") for number in range(TRIES)] == [401] * TRIES
    assert failing(behind_one, TRIES, "192.0.2.1") == 429
    assert failing(behind_one, TRIES + 1, "192.0.2.2") == 401
    assert failing(behind_one, TRIES + 2, "192.0.2.2, 192.0.2.1") == 429  # What stands before the proxy's own word may be anybody's.


def test_without_a_trusted_proxy_nobody_says_by_a_header_where_they_are(bare: System) -> None:
    """INVARIANT: who guesses gets no further try by naming another address."""
    assert [failing(bare, number, f"192.0.2.{number}") for number in range(TRIES)] == [401] * TRIES
    assert failing(bare, TRIES, "192.0.2.200") == 429
