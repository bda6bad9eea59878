"""What the bench lies on: private servers and processes under one folder, which is gone afterwards."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pymongo import MongoClient

from fuyu.running.folders import Folders
from fuyu.running.keys import Keys
from fuyu.running.mongod import Mongod
from fuyu.running.ports import free_port, is_listening
from fuyu.running.processes import Child, end_left_over
from fuyu.running.rabbitmq import RabbitMQ
from fuyu.running.state import Hold
from fuyu.settings import Settings

ROOT = Path(__file__).parents[2]
SECONDS_TO_START = 60


class Bed:
    """A MongoDB, a RabbitMQ, a pair of keys, and the processes that are measured."""

    def __init__(self, folder: Path) -> None:
        self.folders = Folders(folder.resolve())
        self.keys = Keys(self.folders.keys)
        self.mongod = Mongod(self.folders.mongodb, self.folders.log("mongod"))
        self.rabbitmq = RabbitMQ(self.folders.rabbitmq, self.folders.log("rabbitmq"))
        self._hold = Hold(self.folders)
        self._children: list[Child] = []

    def __enter__(self) -> Self:
        self._hold.take()
        self._clear()
        try:
            self.keys.make()
            with ThreadPoolExecutor() as starter:
                list(starter.map(lambda server: server.start(), (self.mongod, self.rabbitmq)))
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop everything; where something broke, the logs stay."""
        self._stop()
        if error is None:
            shutil.rmtree(self.folders.root)

    @cached_property
    def settings(self) -> Settings:
        """Return the settings of services on these servers."""
        return Settings(mongodb_uri=self.mongod.uri, broker_url=self.rabbitmq.url, jwks=self.keys.jwks)

    @cached_property
    def client(self) -> MongoClient[dict[str, Any]]:
        """Return a client of the bench's own, which looks on."""
        return MongoClient(self.mongod.uri, tz_aware=True)

    def child(self, name: str, *command: str) -> Child:
        """Return a Python process of a module with its arguments, not started; it knows where the servers are, and ends with the bench."""
        child = Child(name, [sys.executable, "-m", *command], self.folders.log(name), self.folders.pid_file(name), self._environment())
        self._children.append(child)
        return child

    def server(self, name: str, module: str, *arguments: str) -> int:
        """Start a process that listens on the port it is given as --port, and return that port once it does."""
        port = free_port()
        child = self.child(name, module, *arguments, "--port", str(port))
        child.start()
        child.wait_until(lambda: is_listening(port), SECONDS_TO_START)
        return port

    def facts(self) -> str:
        """Return what this machine is."""
        mongodb = self.client.server_info()["version"]
        load = f"load {os.getloadavg()[0]:.1f} at the start"
        return f"{os.cpu_count()} cores, {load}, Python {platform.python_version()}, MongoDB {mongodb}, {platform.system()} {platform.machine()}"

    def _environment(self) -> Mapping[str, str]:
        told = {"FUYU_MONGODB_URI": self.mongod.uri, "FUYU_BROKER_URL": self.rabbitmq.url, "FUYU_JWKS": str(self.keys.jwks)}
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("FUYU_")}
        return inherited | told | {"PYTHONPATH": str(ROOT)}

    def _clear(self) -> None:
        """Take away what a run that broke has left."""
        for file in self.folders.root.rglob("*.pid"):
            end_left_over(file)
        for folder in (self.folders.mongodb, self.folders.rabbitmq, self.folders.log("any").parent):
            shutil.rmtree(folder, ignore_errors=True)

    def _stop(self) -> None:
        with ThreadPoolExecutor() as stopper:
            list(stopper.map(lambda child: child.stop(), self._children))
            if "client" in self.__dict__:
                self.client.close()
            list(stopper.map(lambda server: server.stop(), (self.mongod, self.rabbitmq)))
        self._hold.release()
