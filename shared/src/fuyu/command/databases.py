"""The databases of all installed services, for commands that go past the services: those that the settings name, or those of a local run that rests."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

import click
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from fuyu.running.folders import Folders
from fuyu.running.mongod import Mongod
from fuyu.running.state import Hold
from fuyu.service import load_services
from fuyu.settings import Settings
from fuyu.store.migrations import steps_of
from fuyu.store.mongo import SELECTION_MILLISECONDS, WrongDatabase, check_address, check_server


def databases() -> Mapping[str, str]:
    """Return the name of each installed service's database."""
    settings = Settings.from_environ()
    return {name: settings.database_of(name) for name in sorted(load_services())}


def known_steps() -> Mapping[str, list[str]]:
    """Return the names of the migrations that this release knows of each service."""
    return {name: [step.name for step in steps_of(name, service.migrations)] for name, service in load_services().items()}


@contextmanager
def mongodb(folders: Folders, *, may_be_new: bool = False) -> Iterator[MongoClient[dict[str, Any]]]:
    """Give a client of the MongoDB that the settings or what runs in the folder name; where there is neither, the folder's own is started meanwhile.

    A command that is told to end leaves as after a fault. Raise ClickException where nothing was ever started in the folder, unless it `may_be_new`,
    or MongoDB fails.
    """
    with _told_to_end():
        if "FUYU_MONGODB_URI" in os.environ:
            with _client(Settings.from_environ().mongodb_uri) as client:
                yield client
        else:
            with _own(folders, may_be_new=may_be_new) as client:
                yield client


@contextmanager
def _own(folders: Folders, *, may_be_new: bool) -> Iterator[MongoClient[dict[str, Any]]]:
    if not may_be_new and not (folders.mongodb / "data").exists():
        raise click.ClickException(f"Nothing was ever started in {folders.root}. Name another folder with --var, or a MongoDB in FUYU_MONGODB_URI.")
    hold, server = Hold(folders), Mongod(folders.mongodb, folders.log("mongod"))
    hold.take()
    try:
        server.start()
        with _client(server.uri) as client:
            yield client
    finally:
        server.stop()
        hold.release()


@contextmanager
def _client(uri: str) -> Iterator[MongoClient[dict[str, Any]]]:
    client: MongoClient[dict[str, Any]] | None = None
    try:
        check_address(uri)
        client = MongoClient(uri, appname="fuyu", tz_aware=True, serverSelectionTimeoutMS=SELECTION_MILLISECONDS)
        check_server(client)
        yield client
    except WrongDatabase as reason:
        raise click.ClickException(str(reason)) from None
    except PyMongoError as fault:  # What it says may quote rows.
        told = f"MongoDB failed ({type(fault).__name__} {getattr(fault, 'code', None) or ''}".rstrip()
        raise click.ClickException(f"{told}), and nothing came of this. Look whether it runs, whether FUYU_MONGODB_URI names it, and at its log.") from None
    finally:
        if client is not None:
            client.close()


@contextmanager
def _told_to_end() -> Iterator[None]:
    """Let SIGTERM be an exception, so that what was begun is taken back."""

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
