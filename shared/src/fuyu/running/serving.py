"""Serving one service, or all in one process, on gunicorn's threaded server, which answers what it has taken before it ends."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from gunicorn.app.base import BaseApplication
from httpx import WSGITransport
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from fuyu.running.errors import CannotStart

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from fuyu.messaging.worker import Worker
    from fuyu.service import Running

SECONDS_TO_FINISH = 10
SECONDS_KEPT = 15
"""How long a connection that rests is kept: longer than httpx keeps it (5 s), or both let go at once, and a request that is just being sent fails."""
HERE = "fuyu.here"
"""Under this name an app's extensions hold the transport to the other services of its process, where one process holds all."""
NEW_OBJECTS = 10_000
"""So many objects come to be between two looks for cycles, in one or two megabytes; Python's own 700 are those of a single request."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Where to listen and how wide: `processes` times `threads` requests at once."""

    host: str = "127.0.0.1"
    port: int = 8080
    threads: int = 8
    processes: int = 1


class Server(BaseApplication):
    """One gunicorn whose worker processes make the apps after the fork, because MongoDB's client must not be forked."""

    def __init__(self, names: Sequence[str] | None, binding: Binding, without: Collection[str] = ()) -> None:
        """Serve the services called so; None serves all but those `without`, with their workers as threads beside the requests."""
        self._names, self._without = names, without
        self._binding = binding
        self._running: Mapping[str, Running] = {}
        self._workers: Sequence[Worker] = ()
        super().__init__()

    def load_config(self) -> None:
        """Set gunicorn up; its control socket stays off, since it would lie in the user's home."""
        settings = {
            "bind": f"{self._binding.host}:{self._binding.port}",
            "worker_class": "gthread",
            "workers": self._binding.processes,
            "threads": self._binding.threads,
            "graceful_timeout": 2 * SECONDS_TO_FINISH,  # first the requests, then the workers
            "keepalive": SECONDS_KEPT,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": lambda _: self._begin(),
            "worker_exit": lambda _, __: self._stop_workers(),  # gunicorn counts the arguments.
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        """Make the apps of all services, each under its own path; one process that holds everything also brings its databases up to date."""
        from fuyu.store.migrations import migrate_running
        from fuyu.web.app import create_app

        self._running = start_services(self._names, self._without)
        for running in self._running.values() if self._names is None else ():
            migrate_running(running)
        apps = {name: create_app(running) for name, running in self._running.items()}
        opens_on = next((name for name, running in self._running.items() if running.service.pages is not None), None)
        whole = mounted({name: app.wsgi_app for name, app in apps.items()}, opens_on)
        for app in apps.values() if self._names is None else ():
            # What one app asks of another here takes no second thread: eight pages at once would wait for each other for ever.
            app.extensions[HERE] = WSGITransport(as_servers_do(whole))
        return whole

    def _begin(self) -> None:
        spare_collections()
        if self._names is None:
            from fuyu.messaging.worker import Worker

            self._workers = [Worker(running) for running in self._running.values()]
            for worker in self._workers:
                worker.start()

    def _stop_workers(self) -> None:
        with ThreadPoolExecutor() as stopper:
            list(stopper.map(lambda worker: worker.stop(SECONDS_TO_FINISH), self._workers))


def spare_collections() -> None:
    """Let Python's collector of cycles leave what was loaded alone, since the law and the apps stay, and look less often at what is made.

    Left as it is, it goes through a list of ten thousand again and again while that is made, which costs a sixth of a selection, and finds nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)


def start_services(names: Sequence[str] | None = None, without: Collection[str] = ()) -> Mapping[str, Running]:
    """Connect the services called so (all but those `without` where none is named) with the settings of the environment."""
    gc.set_threshold(NEW_OBJECTS)  # Before anything is imported: looking for cycles in what stays is a tenth of a start.
    from fuyu.service import load_services, start
    from fuyu.settings import Settings
    from fuyu.web.logs import configure

    settings = Settings.from_environ()
    configure(settings.log_level)
    known = load_services()
    unknown = sorted({*(names or ()), *without} - set(known))
    if unknown:
        raise CannotStart(f"There is no service {', '.join(unknown)} here; there are {', '.join(sorted(known))}.")
    return {name: start(known[name], settings) for name in names or sorted(set(known) - set(without))}


def as_servers_do(app: WSGIApplication) -> WSGIApplication:
    """Return an app that is told paths as servers tell them (PEP 3333): httpx gives Chinese characters where the bytes of UTF-8 belong."""

    def told(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["PATH_INFO"] = environ["PATH_INFO"].encode().decode("latin1")
        return app(environ, start_response)

    return told


def mounted(apps: Mapping[str, WSGIApplication], opens_on: str | None = None) -> WSGIApplication:
    """Return one app that answers `/NAME/…` by the app called NAME, and `/` with the way to the one that it opens on, else with a list of them."""
    return DispatcherMiddleware(_front(list(apps), opens_on), {f"/{name}": app for name, app in apps.items()})


def _front(names: Collection[str], opens_on: str | None) -> WSGIApplication:
    """Return the page at `/`: the way to the pages where a service here has some, else what runs here and where its documentation is."""
    items = "".join(f'<li>{escape(name)}: <a href="/{escape(name)}/docs">API</a>, <a href="/{escape(name)}/ops/health">health</a></li>' for name in names)
    page = f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>Fuyu 孵育</title><h1>Fuyu 孵育</h1><ul>{items}</ul>'.encode()

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        is_here = environ.get("PATH_INFO") in {"", "/"}
        if is_here and opens_on is not None:
            start_response("302 Found", [("Location", f"/{opens_on}/"), ("Content-Type", "text/html; charset=utf-8")])
            return [page]
        start_response("200 OK" if is_here else "404 Not Found", [("Content-Type", "text/html; charset=utf-8"), ("X-Content-Type-Options", "nosniff")])
        return [page]

    return answer
