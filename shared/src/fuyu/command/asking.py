"""How the command asks the services that run here: over HTTP, as the operator of every city that is installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
import httpx

from fuyu.http import Client
from fuyu.law.registry import Laws
from fuyu.running.folders import Folders
from fuyu.running.keys import Keys
from fuyu.running.state import running_in

SECONDS_TO_ANSWER = 60


@contextmanager
def operator(folders: Folders, service: str) -> Iterator[httpx.Client]:
    """Give a client of a running service, signed in as the operator; say how to start one where nothing runs."""
    state = running_in(folders)
    if state is None:
        raise click.ClickException(f"Nothing runs in {folders.root}. Start it with `fuyu up`, or name its folder: `fuyu --var FOLDER …`.")
    if service not in state.urls:
        raise click.ClickException(f"There is no service {service!r}; there are {', '.join(state.urls)}.")
    roles = [{"actor": "operator", "city": plugin.name} for plugin in Laws.load().plugins]
    token = Keys(folders.keys).mint("operator", roles, datetime.now(UTC), hours=1)
    with Client(base_url=state.urls[service], headers={"Authorization": f"Bearer {token}"}, timeout=SECONDS_TO_ANSWER) as client:
        yield client


def services(folders: Folders) -> list[str]:
    """Return the names of the services that run here."""
    state = running_in(folders)
    return sorted(state.urls) if state else []


def answered(answer: httpx.Response) -> httpx.Response:
    """Return an answer that is none of refusal; print a refusal's sentence and end otherwise."""
    if answer.is_success:
        return answer
    try:
        detail = answer.json()["detail"]
    except (ValueError, KeyError):
        detail = answer.text[:500]
    raise click.ClickException(f"{answer.request.url.path} answered {answer.status_code}: {detail}")
