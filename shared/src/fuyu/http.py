"""HTTP to Fuyu's own services: straight to them, whatever proxy or .netrc the machine has, with certificates that a process reads once.

Reading them takes 25 ms of processor time, longer than most requests; httpx does it for each client and each single request.
"""

from __future__ import annotations

import ssl
from functools import cache
from typing import Any

import httpx


class Client(httpx.Client):
    """A client of a service; `settings` are the others of `httpx.Client`. Close it, or use it as a context manager."""

    def __init__(self, base_url: str = "", transport: httpx.BaseTransport | None = None, **settings: Any) -> None:
        verify = _certificates() if transport is None else False  # a transport of its own has what it needs
        super().__init__(base_url=base_url, trust_env=False, verify=verify, transport=transport, **settings)


def request(method: str, url: str, **settings: Any) -> httpx.Response:
    """Send one request to a service and return its answer; `settings` are the others of `httpx.request`.

    Raises httpx.HTTPError where none comes.
    """
    return httpx.request(method, url, trust_env=False, verify=_certificates(), **settings)


@cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
