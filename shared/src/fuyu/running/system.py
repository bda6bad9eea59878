"""The whole of Fuyu on one machine: keys, MongoDB, broker, mail sink, and all services in one process or in one each."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from types import TracebackType
from typing import Literal, Protocol, Self

import httpx

from fuyu.http import Client, request
from fuyu.running.errors import CannotStart
from fuyu.running.folders import Folders
from fuyu.running.keys import Keys
from fuyu.running.mongod import Mongod
from fuyu.running.ports import free_port
from fuyu.running.processes import Child
from fuyu.running.rabbitmq import RabbitMQ
from fuyu.running.smtp import MailSink
from fuyu.running.state import Hold, State

Broker = Literal["memory", "rabbitmq"]
SECONDS_TO_START = 60
SECONDS_TO_STOP = 30  # longer than a process takes for its requests and its workers
SECONDS_BETWEEN_LOOKS = 0.1  # each look is a line in a service's log
TOGETHER = "services"


class Server(Protocol):
    """What starts before the services and stops after them."""

    def start(self) -> None:
        """Start it and return when it answers."""

    def stop(self) -> None:
        """Stop it cleanly."""


class System:
    """Everything that a deployment has, under one folder and on free ports of this machine; several can run at once.

    With `broker="memory"` one process holds every service and worker; with `broker="rabbitmq"` each has its own.
    `settings` are further FUYU_… variables for the services, `without` names services that are left out; `say` is told of each stage as it begins.
    Use it as a context manager, or call `start` and `stop`. Tests kill and start again `mongod`, `rabbitmq` and
    each of `processes` (`services`; or `NAME` and `NAME-worker` for each service).
    """

    def __init__(
        self,
        folder: Path,
        *,
        broker: Broker = "memory",
        settable_clock: bool = False,
        port: int | None = None,
        settings: Mapping[str, str] | None = None,
        without: Collection[str] = (),
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.folders = Folders(folder.resolve())
        self.keys = Keys(self.folders.keys)
        self.mongod = Mongod(self.folders.mongodb, self.folders.log("mongod"))
        self.rabbitmq = RabbitMQ(self.folders.rabbitmq, self.folders.log("rabbitmq")) if broker == "rabbitmq" else None
        self.mail = MailSink(self.folders.mail)
        self.services = sorted(entry.name for entry in entry_points(group="fuyu.services") if entry.name not in without)
        self._without = without
        self.urls: dict[str, str] = {}
        self.processes: dict[str, Child] = {}
        self._own_settings = {"FUYU_SETTABLE_CLOCK": "1" if settable_clock else "0", **(settings or {})}
        self._port = port
        self._say = say
        self._hold = Hold(self.folders)

    def __enter__(self) -> Self:
        """Start everything; whatever did start is stopped when the rest cannot."""
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop everything."""
        self.stop()

    @property
    def was_started(self) -> bool:
        """Return whether there are databases from an earlier start."""
        return (self.folders.mongodb / "data").exists()

    @property
    def settings(self) -> dict[str, str]:
        """Return the FUYU_… variables that every process of the system is given."""
        return {
            "FUYU_MONGODB_URI": self.mongod.uri,
            "FUYU_BROKER_URL": self.rabbitmq.url if self.rabbitmq else "memory://",
            "FUYU_JWKS": str(self.keys.jwks),
            "FUYU_TOKEN_KEYS": str(self.folders.keys),
            "FUYU_SIGNING_P12": str(self.keys.signing_p12),
            "FUYU_SMTP_URL": self.mail.url,
            "FUYU_MAIL_FROM": "fuyu@localhost",
            **self._own_settings,
        }

    def start(self) -> None:
        """Start everything and return when each service says that it is ready."""
        self._hold.take()
        self.keys.make()
        self.start_servers()
        self._say("Starting the services")
        self.start_services()
        State(os.getpid(), self.urls, self.settings).write(self.folders)

    def start_servers(self) -> None:
        """Start MongoDB, the mail sink and, where it is asked for, RabbitMQ.

        The databases are brought up to date while RabbitMQ takes its seconds; without it the one process of all services does that itself.
        """
        self._say("Starting MongoDB" + (" and RabbitMQ" if self.rabbitmq else ""))
        with ThreadPoolExecutor() as starter:
            broker = starter.submit(self.rabbitmq.start) if self.rabbitmq else None
            self.mongod.start()
            self.mail.start()
            if broker:
                self.migrate()
                broker.result()

    def migrate(self) -> None:
        """Bring every service's database to the shape that this version needs."""
        child = self._child("migrate", "migrate")
        child.start()
        child.wait_for_success(SECONDS_TO_START)

    def start_services(self) -> None:
        """Start the processes of the services and wait until each is ready; those that run already stay."""
        if not self.processes:
            self.processes = self._together() if self.rabbitmq is None else self._apart()
        for child in self.processes.values():
            child.start()
        for service in self.services:
            child = self.processes.get(service) or self.processes[TOGETHER]
            child.wait_until(partial(self.is_ready, service), SECONDS_TO_START, SECONDS_BETWEEN_LOOKS)
            worker = self.processes.get(f"{service}-worker", child)
            worker.wait_until(partial(self.is_worked_for, service), SECONDS_TO_START, SECONDS_BETWEEN_LOOKS)

    def is_ready(self, service: str) -> bool:
        """Return whether a service says that it can work."""
        try:
            return request("GET", f"{self.urls[service]}/ops/ready", timeout=5).is_success
        except httpx.HTTPError:
            return False

    def is_worked_for(self, service: str) -> bool:
        """Return whether a worker of a service is alive: health names their number, whatever else it finds."""
        try:
            return int(request("GET", f"{self.urls[service]}/ops/health", timeout=5).json()["numbers"]["workers"]) > 0
        except (httpx.HTTPError, ValueError, KeyError):
            return False

    def stop(self) -> None:
        """Stop everything in order: services finish their requests, then broker and database go; nothing stays."""
        with ThreadPoolExecutor() as stopper:
            list(stopper.map(lambda child: child.stop(SECONDS_TO_STOP), self.processes.values()))
            self.mail.stop()
            servers: list[Server] = [self.mongod, *([self.rabbitmq] if self.rabbitmq else [])]
            list(stopper.map(lambda server: server.stop(), servers))
        self._hold.release()

    def revive(self) -> list[str]:
        """Start again what has ended by itself, and return its names; `fuyu up` calls this again and again."""
        dead = [name for name, child in self.processes.items() if not child.is_alive]
        for name, server in {"mongod": self.mongod, "rabbitmq": self.rabbitmq}.items():
            if server is not None and not server.is_alive:
                server.start()
                dead.append(name)
        for child in self.processes.values():
            child.start()
        return dead

    def token(self, person: str, actor: str, city: str, hours: float = 12, name: str | None = None, **bound: str) -> str:
        """Return a token for `person` as `actor` in `city`; `bound` is office, district or organisation where the role has one."""
        return self.keys.mint(person, [{"actor": actor, "city": city, **bound}], datetime.now(UTC), hours, name)

    def client(self, service: str, token: str | None = None) -> httpx.Client:
        """Return an HTTP client of one service, signed in where a token is given."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return Client(base_url=self.urls[service], headers=headers, timeout=30)

    def _together(self) -> dict[str, Child]:
        port = free_port(self._port)
        self.urls = {service: _url(port, service) for service in self.services}
        self._own_settings.setdefault("FUYU_PUBLIC_URL", _address(port))
        left_out = [part for name in self._without for part in ("--without", name)]
        return {TOGETHER: self._child(TOGETHER, "serve", "--all", *left_out, "--port", str(port))}

    def _apart(self) -> dict[str, Child]:
        children: dict[str, Child] = {}
        ports = {service: free_port(self._port + number if self._port else None) for number, service in enumerate(self.services)}
        self.urls = {service: _url(port, service) for service, port in ports.items()}
        addresses = {"FUYU_SERVICE_URLS": " ".join(f"{service}={url}" for service, url in self.urls.items())}
        for service, port in ports.items():
            public = {"FUYU_PUBLIC_URL": _address(port), **addresses, **self._own_settings}
            children[service] = self._child(service, "serve", service, "--port", str(port), settings=public)
            children[f"{service}-worker"] = self._child(f"{service}-worker", "work", service, settings=public)
        return children

    def _child(self, name: str, *arguments: str, settings: Mapping[str, str] | None = None) -> Child:
        command = [sys.executable, "-m", "fuyu.command", *arguments]
        return Child(name, command, self.folders.log(name), self.folders.pid_file(name), {**os.environ, **self.settings, **(settings or {})})


def _url(port: int, service: str) -> str:
    return f"{_address(port)}/{service}"


def _address(port: int) -> str:
    return f"http://127.0.0.1:{port}"


__all__ = ["Broker", "CannotStart", "System"]
